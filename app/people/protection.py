"""Who has protected identity, and who may say so? Setting and lifting it, with a reason that is a word from a list.

Anybody who works with people may set it, since hiding too much harms nobody; only those who may see protected people may lift it.
The edge commits.
"""

from datetime import datetime

from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..leads.models import Lead
from ..store.db import db

REASONS = {
    "marking": _l("Sekretessmarkering"),
    "registration": _l("Skyddad folkbokföring"),
    "new_identity": _l("Fingerade personuppgifter"),
    "threat": _l("Hot, innan beslutet har kommit"),
}
LIFTED = {
    "ended": _l("Skyddet har upphört"),
    "mistake": _l("Det blev fel"),
    "wish": _l("Personen vill det själv"),
}


def protect(lead: Lead, why: str, *, by: Actor, now: datetime) -> None:
    """Hide this person. `why` is a key of REASONS."""
    if why not in REASONS:
        raise Refused(_l("Välj varför."), "why")
    if (lead.person.protected, lead.person.protected_why) == (True, why):
        return
    lead.person.protected, lead.person.protected_why, lead.updated_at = True, why, now
    db.session.flush()
    note("protection.set", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, why=why)


def lift(lead: Lead, why: str, *, by: Actor, now: datetime) -> None:
    """Show this person again. `why` is a key of LIFTED."""
    if why not in LIFTED:
        raise Refused(_l("Välj varför."), "why")
    if not lead.person.protected:
        return
    lead.person.protected, lead.person.protected_why, lead.updated_at = False, None, now
    db.session.flush()
    note("protection.lifted", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, why=why)
