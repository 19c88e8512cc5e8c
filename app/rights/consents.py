"""What more may we do, and may we still? A yes to each extra by itself, and taking it back. The call that somebody asked for needs
none (P4): these are the newsletter, being asked again, telling one's story. Actions flush.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select

from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..leads.models import Lead
from ..store.db import db
from .models import Consent

ASK_AGAIN, IN_A_YEAR = "ask_again", timedelta(days=365)
PURPOSES = {
    "newsletter": _l("Skicka mig nyhetsbrevet, några gånger om året."),
    "ask_again": _l("Fråga mig igen om ett år, om det inte passar nu."),
    "story": _l("Fråga mig om ni får berätta min historia. Inget publiceras förrän jag har läst det."),
}
WAYS = {"phone": _l("I telefon"), "meeting": _l("Vid ett möte"), "paper": _l("På papper")}


def of_lead(lead_id: str) -> list[Consent]:
    """What somebody has said yes to, taken back or not, the latest first."""
    return list(db.session.scalars(select(Consent).filter_by(lead_id=lead_id).order_by(Consent.given_at.desc())))


def standing(lead_id: str) -> dict[str, Consent]:
    """Purpose → the yes that holds."""
    return {row.purpose: row for row in of_lead(lead_id) if row.withdrawn_at is None}


def version_of(text: str, language: str) -> str:
    """Another word or language gives another: 16 hexadecimal characters."""
    return sha256(f"{language}\0{text}".encode()).hexdigest()[:16]


def give(
    lead: Lead, purpose: str, *, language: str, way: str, by: Actor, now: datetime, evidence: str | None = None
) -> Consent:
    """Keep a yes, with the words as they read now in the language that is spoken. One that holds already stays as it is."""
    if purpose not in PURPOSES:
        raise Refused(_l("Välj vad personen har sagt ja till."), "purpose")
    if way != "web" and not evidence:
        raise Refused(_l("Skriv hur du vet det: vem som sa ja till vem, och när."), "evidence")
    if lead.withdrawn_at:
        raise Refused(_l("Anmälan är tillbakatagen."))
    if known := standing(lead.id).get(purpose):
        return known
    text = str(PURPOSES[purpose])
    row = Consent(
        organisation_id=lead.organisation_id, lead_id=lead.id, purpose=purpose, text=text, language=language, way=way,
        text_version=version_of(text, language), evidence=evidence, given_at=now, noted_by=str(by),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note(
        "consent.given", by=by, now=now, organisation_id=lead.organisation_id, subject=lead.id, purpose=purpose, way=way
    )
    return row


def withdraw(lead: Lead, purpose: str, *, way: str, by: Actor, now: datetime) -> bool:
    """Take a yes back; whether there was one."""
    row = standing(lead.id).get(purpose)
    if row is None:
        return False
    row.withdrawn_at = now
    db.session.flush()
    note(
        "consent.withdrawn",
        by=by,
        now=now,
        organisation_id=lead.organisation_id,
        subject=lead.id,
        purpose=purpose,
        way=way,
    )
    return True
