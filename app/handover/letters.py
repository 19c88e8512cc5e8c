"""What do units write to each other about a handover? That one waits, that nobody has receipted it, that it came back.

To function mailboxes, without a name and without a word of what it is about: a link opens it, for those who may. Found when the
letter is sent; None when it is no longer true. Called by the outbox.
"""

from ..accounts.models import Function, Organisation
from ..i18n import _
from ..mail.words import Words
from ..store.db import db
from . import links
from .models import Handover
from .queries import owner_of


def sent(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """To the receiving unit: something was handed to you."""
    row = _waiting(ids)
    if row is None:
        return None
    said = _("%(unit)s har lämnat över till er. Öppna, läs och kvittera, helst idag:", unit=row.from_unit.name)
    return _to_receiver(row, _("En överlämning väntar på kvittens"), said, public_url, key)


def reminder(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """To the receiving unit: it still waits."""
    row = _waiting(ids)
    if row is None:
        return None
    said = _(
        "%(unit)s lämnade över till er för mer än fem arbetsdagar sedan, och ni har inte kvitterat. En människa väntar:",
        unit=row.from_unit.name,
    )
    return _to_receiver(row, _("En överlämning har inte kvitterats"), said, public_url, key)


def late(ids: dict, language: str, *, public_url: str) -> Words | None:
    """To the sender's function and its deputy: nobody has receipted it."""
    row, function = _waiting(ids), db.session.get(Function, ids["function"])
    if row is None or function is None or not function.email:
        return None
    said = _(
        "%(unit)s har inte kvitterat en överlämning på fem arbetsdagar. Ring dem. Intresset är ert tills de har kvitterat.",
        unit=row.to_unit.name,
    )
    return Words(
        function.email, _("En överlämning är inte kvitterad"), _letter(function.name, said, _staff(row, public_url))
    )


def back(ids: dict, language: str, *, public_url: str) -> Words | None:
    """To the sender's function: it came back."""
    row = db.session.get(Handover, ids["handover"])
    owner = row and owner_of(row)
    if row is None or row.state != "returned" or owner is None or not owner.email:
        return None
    said = _("%(unit)s har lämnat tillbaka en överlämning. Varför står på sidan:", unit=row.to_unit.name)
    return Words(
        owner.email, _("En överlämning har kommit tillbaka"), _letter(owner.name, said, _staff(row, public_url))
    )


def _waiting(ids: dict) -> Handover | None:
    row = db.session.get(Handover, ids["handover"])
    return row if row is not None and row.state == "sent" and not row.lead.withdrawn_at else None


def _to_receiver(row: Handover, subject: str, said: str, public_url: str, key: bytes) -> Words | None:
    if not row.to_unit.email:
        return None
    if row.way == "link":
        where = f"{public_url}/handover/{links.token_of(row.id, row.generation, key)}"
    else:
        where = _staff(row, public_url)
    sender = db.session.get(Organisation, row.organisation_id).name
    body = _letter(row.to_unit.name, said, where, f"{row.from_unit.name}\n{sender}")
    return Words(row.to_unit.email, subject, body)


def _staff(row: Handover, public_url: str) -> str:
    return f"{public_url}/staff/handovers/{row.id}"


def _letter(name: str, said: str, *rest: str) -> str:
    return "\n\n".join([_("Hej, %(function)s!", function=name), said, *rest]) + "\n"
