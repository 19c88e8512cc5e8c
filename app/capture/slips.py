"""Which paper forms does a booth have, and which of them are typed in? Each has a number that no other of the booth has.

They are printed in batches: a batch remembers the language, the version of the form and the information text that stands on
its paper, so that what is typed in weeks later still says what the person had read. Actions flush, the edge commits.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from ..accounts.actions import keep_notice
from ..accounts.queries import assignment_types_of
from ..booths.models import Booth
from ..errors import Refused
from ..flyers.actions import add_placement
from ..flyers.models import Placement
from ..flyers.rules import PlacementPlan
from ..i18n import DEFAULT, _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db
from .configuration import form_of
from .gaps import numbers
from .models import SlipBatch, TypedSlip
from .visitors_words import kinds_in

MOST = 400  # forms in one print: two hundred sheets
USUAL = 20
KIND = "slips"


def print_slips(booth: Booth, *, key: str, count: int, language: str, by: Actor, now: datetime) -> SlipBatch:
    """The next `count` numbers of this booth, with the form as it reads now. The same key again gives the same batch."""
    known = db.session.get(SlipBatch, key)
    if known:
        return _own(known, booth)
    definition, texts, version = form_of(booth, booth.event.organisation)
    text = next((one for one in texts if one.language == language), None)
    if text is None:
        raise Refused(_l("Aktiviteten har inte det språket. Lägg till det på aktiviteten först."), "language")
    if not 1 <= count <= MOST:
        raise Refused(_l("Skriv ut mellan 1 och %(most)s blanketter åt gången.", most=MOST), "count")
    # one print at a time takes the booth's next numbers
    db.session.execute(select(Booth.id).where(Booth.id == booth.id).with_for_update())
    keep_notice(text, organisation_id=booth.organisation_id, now=now)
    interests = next(field for field in definition["fields"] if field["name"] == "interests")
    row = SlipBatch(
        id=key, organisation_id=booth.organisation_id, booth_id=booth.id, first=(highest(booth.id) or 0) + 1, count=count,
        placement_id=placement_of(booth, by=by, now=now).id, language=language, notice_hash=text.hash,
        form_version=version, choices=[option["key"] for option in interests["options"]], printed_at=now,
        printed_by=str(by),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    said = {"booth": booth.id, "first": row.first, "count": count, "language": language}
    note("slips.printed", by=by, now=now, organisation_id=booth.organisation_id, subject=row.id, **said)
    return row


def _own(known: SlipBatch, booth: Booth) -> SlipBatch:
    if known.booth_id != booth.id:
        raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
    return known


def placement_of(booth: Booth, *, by: Actor, now: datetime) -> Placement:
    """The placement that the booth's paper forms are, with the code that stands on them; made the first time."""
    found = select(Placement).filter_by(booth_id=booth.id, kind=KIND, retired_at=None)
    row = db.session.scalar(found.order_by(Placement.created_at, Placement.id).limit(1))
    if row:
        return row
    plan = PlacementPlan(KIND, _("Blanketter, %(booth)s", booth=booth.name)[:120], booth_id=booth.id)
    return add_placement(booth.event, plan, key=new_id(), by=by, now=now)


def code_of(batch: SlipBatch) -> str:
    """The code that stands on them."""
    return db.session.get(Placement, batch.placement_id).code.code


def names_of(batch: SlipBatch) -> dict[str, str]:
    """What the assignments are called on its forms, in the order of their letters: as the tablet calls them."""
    kinds = {kind.key: kind.names for kind in assignment_types_of(batch.organisation_id)}
    said = {key: kinds_in([batch.language], key) | kinds[key] for key in batch.choices}
    return {key: names.get(batch.language) or names["sv"] for key, names in said.items()}


def highest(booth_id: str) -> int | None:
    """The highest number printed for this booth."""
    return db.session.scalar(select(func.max(SlipBatch.first + SlipBatch.count - 1)).filter_by(booth_id=booth_id))


def batches_of(booth_id: str) -> list[SlipBatch]:
    """What was printed, the newest first."""
    return list(db.session.scalars(select(SlipBatch).filter_by(booth_id=booth_id).order_by(SlipBatch.first.desc())))


def batch_of(number: int | None, batches: Iterable[SlipBatch]) -> SlipBatch | None:
    """The batch that a form of that number is from. Without a number the newest in Swedish, as most are, so that nobody is written
    to in a language that was only printed last; else the newest. None when we printed no such form."""
    if number is None:
        return max(batches, key=lambda one: (one.language == DEFAULT, one.first), default=None)
    return next((one for one in batches if one.first <= number <= one.last), None)


def typed_numbers(booth_id: str) -> list[int]:
    """The numbers that were typed in, in order."""
    found = select(TypedSlip.number).where(TypedSlip.booth_id == booth_id, TypedSlip.number.is_not(None))
    return sorted(db.session.scalars(found))


def how_many_typed(booth_id: str) -> int:
    """How many were typed in, those without a number too."""
    return db.session.scalar(select(func.count()).select_from(TypedSlip).where(TypedSlip.booth_id == booth_id)) or 0


def skipped(typed: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """The numbers below the highest one typed that nobody has typed, as ranges: forms that may lie somewhere still."""
    return numbers(typed).missing
