"""What moves to when, if an event is copied to another date? Before and after, row by row, for the page and for the action.

Times of booths keep what the clock on the wall shows and move by as many days as the event, as long as both days are known;
else they wait until somebody sets them. Pure.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from .. import words
from ..booths.actions import said_of
from ..booths.models import Booth
from ..booths.plan import TIMES, BoothPlan
from ..clock import here, local_date
from ..events.models import Event
from ..events.when import Precision, When, instant
from ..flyers.models import Placement
from ..flyers.rules import PlacementPlan
from ..i18n import _, _l, _n
from ..staffing.actions import said_of as said_of_shift
from ..staffing.models import Shift
from ..staffing.plan import ShiftPlan


@dataclass(frozen=True)
class Moved:
    """One row: what it is, of which thing, and how it reads before and after."""

    what: str
    name: str
    before: str
    after: str


def target(old: When, typed: When) -> When:
    """When the copy is. A day alone moves the whole event there, with its length and its clock times."""
    return old.moved_to(typed.first_on) if typed.precision == Precision.DAY and old.day_known else typed


def days_between(old: When, new: When) -> int | None:
    """How many days it moves; None unless both days are known."""
    return (new.first_on - old.first_on).days if old.day_known and new.day_known else None


def booth_moved(booth: Booth, days: int | None) -> BoothPlan:
    """What is said of the copy's booth. Refused when the clock skips one of its times."""
    plan = said_of(booth)
    return replace(plan, **{name: _moved(getattr(plan, name), days) for name in TIMES})


def _moved(at: datetime | None, days: int | None) -> datetime | None:
    if at is None or days is None:
        return None
    return instant(here(at).replace(tzinfo=None) + timedelta(days=days))


def placement_moved(placement: Placement, days: int | None, *, booth_id: str | None) -> PlacementPlan:
    """What is said of the copy's placement: a new code, nothing handed out yet, no cost yet."""
    return PlacementPlan(
        kind=placement.kind,
        label=placement.label,
        where=placement.where,
        spoken_word=placement.spoken_word,
        note=placement.note,
        booth_id=booth_id,
        from_on=_day_moved(placement.from_on, days),
        until_on=_day_moved(placement.until_on, days),
    )


def _day_moved(day: date | None, days: int | None) -> date | None:
    return day + timedelta(days=days) if day and days is not None else None


def shifts_that_follow(shifts: Iterable[Shift], booths: Container[str], days: int | None) -> list[Shift]:
    """The shifts that a copy gets: the event's own and those of the booths that come along; none as long as its day is not
    known, since a shift is nothing without its time."""
    if days is None:
        return []
    return [one for one in shifts if not one.cancelled_at and (one.booth_id is None or one.booth_id in booths)]


def shift_moved(shift: Shift, days: int, *, booth_id: str | None) -> ShiftPlan:
    """What is said of the copy's shift: the same hours on the wall's clock, nobody on it."""
    begin, end = (_moved(at, days) for at in (shift.starts_at, shift.ends_at))
    return replace(said_of_shift(shift), starts_at=begin, ends_at=end, booth_id=booth_id)


def rows(
    event: Event,
    when: When,
    booths: Iterable[Booth],
    placements: Iterable[Placement],
    locale: str,
    shifts: Iterable[Shift] = (),
) -> list[Moved]:
    """The preview, in the order of the event's page."""
    days = days_between(event.when, when)
    found = [Moved(_("Aktivitet"), event.title, event.when.label(locale), when.label(locale))]
    for booth in booths:
        found += _booth_rows(booth, booth_moved(booth, days), locale)
    found += _shift_rows(list(shifts), days, locale)
    for placement in placements:
        after = placement_moved(placement, days, booth_id=None)
        found.append(
            Moved(
                _("Placering"),
                placement.label,
                _days(placement.from_on, placement.until_on, locale) or _("utan datum"),
                f"{_days(after.from_on, after.until_on, locale) or _('utan datum')}, {_('ny kod')}",
            )
        )
    return found


def _booth_rows(booth: Booth, after: BoothPlan, locale: str) -> list[Moved]:
    known = [name for name in TIMES if getattr(booth, name)]
    if not known:
        return [Moved(_("Monter"), booth.name, _("utan tider"), _("utan tider"))]
    return [
        Moved(
            _("Monter"),
            f"{booth.name}: {str(TIMES[name]).lower()}",
            words.instant_words(getattr(booth, name), locale),
            words.instant_words(at, locale) if (at := getattr(after, name)) else str(LATER),
        )
        for name in known
    ]


def _shift_rows(shifts: list[Shift], days: int | None, locale: str) -> list[Moved]:
    """A row a day of shifts, since they are many; each is moved on trial, so that a time the clock skips is said here."""
    found = []
    for day in sorted({local_date(shift.starts_at) for shift in shifts}):
        of_day = [shift for shift in shifts if local_date(shift.starts_at) == day]
        name = _n("%(num)s pass, utan folk", "%(num)s pass, utan folk", len(of_day))
        before = words.date_words(day, locale)
        if days is None:
            found.append(Moved(_("Bemanning"), name, before, _("följer inte med, dagen är inte bestämd")))
            continue
        for shift in of_day:
            shift_moved(shift, days, booth_id=None)
        found.append(Moved(_("Bemanning"), name, before, words.date_words(day + timedelta(days=days), locale)))
    return found


LATER = _l("bestäms senare")


def _days(first: date | None, until: date | None, locale: str) -> str:
    last = until - timedelta(days=1) if until else None
    if first and last:
        return words.days_words(first, last, locale)
    if first:
        return _("från %(day)s", day=words.date_words(first, locale))
    return _("till %(day)s", day=words.date_words(last, locale)) if last else ""
