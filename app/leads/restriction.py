"""How is a lead frozen when the person asks for it? Kept, and otherwise left alone: not called, not exported, not disposed of, not
on the board (article 18). Why is shown on its page. Actions flush.
"""

from datetime import datetime

from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from .models import Lead

REASONS = {
    "accuracy": _l("Personen säger att uppgifterna är fel, och vi utreder det"),
    "unlawful": _l("Behandlingen är fel, men personen vill inte att uppgifterna raderas"),
    "claim": _l("Personen behöver uppgifterna för ett rättsligt anspråk"),
    "objection": _l("Personen har invänt, och vi prövar det"),
}


def restrict(lead: Lead, why: str, *, by: Actor, now: datetime) -> None:
    """Freeze it."""
    if why not in REASONS:
        raise Refused(_l("Välj varför behandlingen begränsas."), "why")
    if lead.restricted_at is None:
        lead.restricted_at, lead.restricted_why, lead.updated_at = now, why, now
        db.session.flush()
        note("lead.restricted", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, why=why)


def end_restriction(lead: Lead, *, by: Actor, now: datetime) -> None:
    """Work with it again."""
    if lead.restricted_at is not None:
        lead.restricted_at, lead.restricted_why, lead.updated_at = None, None, now
        db.session.flush()
        note("lead.unrestricted", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id)


def refuse_restricted(lead: Lead) -> None:
    """Raises Refused for a frozen lead."""
    if lead.restricted_at is not None:
        raise Refused(
            _l(
                "Behandlingen är begränsad på personens begäran. Ring inte och ändra inget förrän begränsningen är hävd."
            )
        )
