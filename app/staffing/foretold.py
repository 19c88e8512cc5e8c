"""What would another time or place of an event mean for its shifts and for those who stand there? Said before it is saved,
of the same shifts as `actions.follow_event` and `actions.follow_place` then change. SELECTs only.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..events.models import Event
from ..events.moving import move_between
from ..events.plan import Plan
from ..events.when import When
from ..i18n import _n
from .models import Shift
from .queries import shifts_of
from .rules import CAME, SAID_YES, TOLD, lies_outside


def would_follow(event: Event, plan: Plan, *, now: datetime) -> list[str]:
    """What it would do, a sentence each: nothing is said of what concerns nobody."""
    shifts = [shift for shift in shifts_of(event.id) if _is_ahead(shift, now)]
    cut_off = event.when.day_known and not plan.when.day_known
    said = [*_times(shifts, event.when, plan.when), *([] if cut_off else _places(shifts, event, plan))]
    return [sentence for sentence in said if sentence]


def _times(shifts: Sequence[Shift], before: When, after: When) -> Iterable[str | None]:
    promised = _people(shifts, SAID_YES)
    if before == after or not (before.day_known or after.day_known):
        return []
    if not after.day_known:
        return [_cancelled(promised)]
    if move_between(before, after):
        return [_moved(promised)]
    left = [shift for shift in shifts if lies_outside(shift, after) and not lies_outside(shift, before)]
    return [_kept(promised), _outside(len(left))]


def _cancelled(promised: int) -> str | None:
    return promised and _n(
        "%(num)s person har lovat att komma. Utan en bestämd dag ställs passet in, och personen får veta det.",
        "%(num)s personer har lovat att komma. Utan en bestämd dag ställs passen in, och de får veta det.",
        promised,
    )


def _moved(promised: int) -> str | None:
    return promised and _n(
        "%(num)s person har lovat att komma, på ett pass som flyttar med, och frågas då på nytt.",
        "%(num)s personer har lovat att komma, på pass som flyttar med, och frågas då på nytt.",
        promised,
    )


def _kept(promised: int) -> str | None:
    return promised and _n(
        "Passen ligger kvar på sina tider. %(num)s person har lovat att komma och frågas inte på nytt.",
        "Passen ligger kvar på sina tider. %(num)s personer har lovat att komma och frågas inte på nytt.",
        promised,
    )


def _outside(number: int) -> str | None:
    return number and _n(
        "%(num)s pass hamnar utanför aktivitetens nya tid. Flytta det eller ställ in det under Bemanning när du har sparat.",
        "%(num)s pass hamnar utanför aktivitetens nya tid. Flytta dem eller ställ in dem under Bemanning när du har sparat.",
        number,
    )


def _places(shifts: Sequence[Shift], event: Event, plan: Plan) -> Iterable[str | None]:
    told = _people(shifts, TOLD) if (event.place, event.address) != (plan.place, plan.address) else 0
    return [
        told
        and _n(
            "%(num)s person på passen får besked om den nya platsen.",
            "%(num)s personer på passen får besked om den nya platsen.",
            told,
        )
    ]


def _is_ahead(shift: Shift, now: datetime) -> bool:
    return not shift.cancelled_at and shift.ends_at > now and not any(row.state in CAME for row in shift.assignments)


def _people(shifts: Sequence[Shift], states: Sequence[str]) -> int:
    """How many people are in one of these states on any of the shifts, each counted once."""
    return len({row.helper_id or row.staff_id for shift in shifts for row in shift.assignments if row.state in states})
