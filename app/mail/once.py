"""How do we write to an address no more than once a day, without keeping the address? A name for the pair of the two.

Used as a letter's `dedupe`. Only who has the instance key can tell which address it was.
"""

from datetime import datetime

from flask import current_app

from ..clock import local_date
from ..store.tokens import keyed_hash


def once_a_day(what: str, organisation_id: str, address: str, *, now: datetime) -> str:
    """The same for the same letter to the same address on the same Swedish date; at most 80 characters."""
    whom = keyed_hash(current_app.config["INSTANCE_KEY"], "once a day", f"{organisation_id}\0{address}")
    return f"{what}:{local_date(now)}:{whom}"
