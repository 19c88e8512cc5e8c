"""What does the one who signed up get in writing? The acknowledgement, as e-mail and as text message.

Nothing that anybody typed is repeated in it, no name, and no word of what it was about: whoever looks over a shoulder, or
gets a letter meant for another, learns nothing. Its one link opens the submission that it is about. Called by the outbox.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from ..accounts.models import Organisation, Unit
from ..clock import now
from ..i18n import AT_THE_STAND, _
from ..mail.words import Words
from ..store.db import db
from ..store.ready import Ready
from ..web.contact import show_phone
from . import reference
from .models import Lead, Submission
from .self_service import token_of

# Sentences that other parts add to the e-mail, from the lead and the time; None for none. Filled in wiring.
additions: list[Callable[[Lead, datetime], str | None]] = []


_thanked = Ready(
    select(
        Submission.id, Submission.lead_id, Submission.reference, Submission.generation, Submission.answers,
        Organisation.name.label("organisation"), Unit.name.label("unit"), Lead.withdrawn_at,
    )
    .join(Lead, Lead.id == Submission.lead_id)
    .join(Organisation, Organisation.id == Submission.organisation_id)
    .join(Unit, Unit.id == Lead.unit_id)
    .where(Submission.id == bindparam("submission_id"))
)  # fmt: skip


def acknowledgement(ids: dict, language: str, *, public_url: str, key: bytes) -> Words | None:
    """Thanks, the reference and the way to one's own submission; None when it was withdrawn or is gone."""
    found = _thanked.first(submission_id=ids["submission"])
    if found is None or found.withdrawn_at is not None:
        return None
    email = found.answers.get("email")
    to = email or found.answers.get("phone")
    if not to:
        return None
    link = f"{public_url}/s/{token_of(found, key)}"
    number = reference.shown(found.reference)
    if email:
        more = [said for say in additions if (said := say(db.session.get(Lead, found.lead_id), now()))]
        return Words(
            to,
            _("Tack, vi har fått det du skickade (%(number)s)", number=number),
            _letter(language, link, number, found.unit, found.organisation, more),
        )
    return Words(
        to,
        "",
        _(
            "Tack! Vi har fått det du skickade, referens %(number)s. Se, ändra eller ta tillbaka: %(link)s",
            number=number,
            link=link,
        ),
    )


def _letter(language: str, link: str, number: str, unit: str, organisation: str, more: list[str]) -> str:
    parts = [
        _("Hej!"),
        _("Tack för att du hörde av dig. Vi har fått det du skickade och en av oss kontaktar dig."),
        _("Ditt referensnummer är %(number)s. Säg det om du ringer till oss.", number=number),
        _("Vill du se vad du skickade, rätta något eller ta tillbaka det? Öppna den här sidan:\n%(link)s", link=link),
        *more,
        *([_("Sidan är på svenska och engelska.")] if language in AT_THE_STAND else []),
        _("Var det inte du? Då kan du ta tillbaka det på samma sida."),
        f"{unit}\n{organisation}",
    ]
    return "\n\n".join(parts) + "\n"


def acknowledged(letters: Sequence[dict], sent_at: datetime) -> None:
    """The thanks have left us: a measure of its own on each lead's clock. By the letters' ids."""
    leads = select(Submission.lead_id).where(Submission.id.in_([ids["submission"] for ids in letters]))
    first = update(Lead).where(Lead.id.in_(leads), Lead.acknowledged_at.is_(None))
    db.session.execute(first.values(acknowledged_at=sent_at), execution_options={"synchronize_session": False})


def last_word(ids: dict, language: str) -> Words | None:
    """A last friendly message to somebody whom we could not reach; None when that has changed since."""
    found = db.session.execute(
        select(Lead, Organisation.name, Organisation.contact_phone, Organisation.contact_email, Unit.name, Unit.phone)
        .join(Organisation, Organisation.id == Lead.organisation_id)
        .join(Unit, Unit.id == Lead.unit_id)
        .where(Lead.id == ids["lead"])
    ).first()
    if found is None or found[0].state != "unreached" or found[0].withdrawn_at is not None:
        return None
    lead, organisation, phone, email, unit, unit_phone = found
    call = show_phone(unit_phone or phone) if unit_phone or phone else email or ""
    said = _(
        "Vi har försökt nå dig några gånger och slutar nu ringa. Vill du prata? Hör av dig när det passar: %(call)s.",
        call=call,
    )
    if to := lead.person.contact("email"):
        return Words(to, _("Hör av dig när det passar"), f"{_('Hej!')}\n\n{said}\n\n{unit}\n{organisation}\n")
    return Words(to, "", said) if (to := lead.person.contact("phone")) else None
