"""Who waits for us this morning? A letter to each function on its working days: counts and a link, no names.

Where a promise is broken its deputy function hears as well, and once a week the entrance of what nobody owns. Queued by the
worker every hour between seven and nine, once a day; the words are found when the letter is sent. The edge commits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ..accounts.models import Function
from ..clock import here, local_date
from ..clock import now as this_instant
from ..i18n import _, _n
from ..mail.actions import queue
from ..mail.words import Words
from ..store.db import db
from .board import SHOWN, Board, adrift, board_of
from .clocks import working_times

# What higher folders know that waits for a function: each takes the function and `now`, and gives a sentence or None.
also: list[Callable[[Function, datetime], str | None]] = []

HOURS = range(7, 9)  # on a Swedish wall


def write_in_the_morning(*, now: datetime) -> int:
    """Queue this morning's letters. Gives how many functions got one."""
    if here(now).hour not in HOURS:
        return 0
    deputy, written = aliased(Function), 0
    rows = db.session.execute(
        select(Function, deputy)
        .outerjoin(deputy, (deputy.id == Function.deputy_id) & deputy.closed_at.is_(None))
        .where(Function.closed_at.is_(None))
        .order_by(Function.id)
    ).all()
    for function, other in rows:
        written += _write(function, other, now)
    return written


def _write(function: Function, deputy: Function | None, now: datetime) -> bool:
    hours = working_times(function.unit_id, now)[function.id]
    if not hours.is_working_day(local_date(now)):
        return False
    board = _board(function, now)
    if not board.total and not _also(function, now):
        return False
    day = local_date(now).isoformat()
    if function.email:
        _queue("morning", function, f"morning:{function.id}:{day}", now)
    if deputy and deputy.email and late(board, now):
        _queue("escalated", function, f"escalated:{function.id}:{day}", now)
    return True


def _queue(template: str, function: Function, dedupe: str, now: datetime) -> None:
    queue(
        template, channel="email", ids={"function": function.id}, organisation_id=function.organisation_id, language="sv",
        dedupe=dedupe, now=now,
    )  # fmt: skip


def _also(function: Function, now: datetime) -> list[str]:
    return [said for ask in (adrift_in_words, *also) if (said := ask(function, now))]


def adrift_in_words(function: Function, now: datetime) -> str | None:
    """On the first working day of a week, to the unit's entrance: how many open leads nobody owns or takes up again."""
    if function.unit.entrance_function_id != function.id:
        return None
    today, hours = local_date(now), working_times(function.unit_id, now)[function.id]
    if any(hours.is_working_day(today - timedelta(days=back)) for back in range(1, today.weekday() + 1)):
        return None
    number = adrift(function.unit_id, today)
    said = _n(
        "%(num)d intresse saknar ansvarig eller nästa dag. Det står för sig bland Att göra.",
        "%(num)d intressen saknar ansvarig eller nästa dag. De står för sig bland Att göra.",
        number,
    )
    return str(said) if number else None


def _board(function: Function, now: datetime) -> Board:
    return board_of(function.unit_id, show="mine", held=[function.id], now=now, protected=True)  # counts only


def late(board: Board, now: datetime) -> int:
    """How many of those shown have waited longer than was promised."""
    return sum(call.promised and call.due_at < now for call in board.calls)


def morning(ids: dict, language: str, *, public_url: str) -> Words | None:
    """The letter to the function itself; None when nobody waits any more."""
    function = db.session.get(Function, ids["function"])
    if function is None or not function.email:
        return None
    now = this_instant()
    board, others = _board(function, now), _also(function, now)
    if not board.total and not others:
        return None
    asked = sum(call.asked for call in board.calls)
    said = [
        _n(
            "%(num)d person väntar på att höra av er idag.",
            "%(num)d personer väntar på att höra av er idag.",
            board.total,
        )
    ] * bool(board.total)
    if asked:
        said.append(
            _n("%(num)d har bett om att bli uppringd idag.", "%(num)d har bett om att bli uppringda idag.", asked)
        )
    if number := late(board, now):
        said.append(_overdue(number))
    number = board.total + len(others)
    return Words(
        function.email, _("Att göra idag: %(n)s", n=number), _letter(function.name, [*said, *others], public_url)
    )


def escalated(ids: dict, language: str, *, public_url: str) -> Words | None:
    """The letter to the deputy function; None when all promises are kept after all."""
    function = db.session.get(Function, ids["function"])
    deputy = db.session.get(Function, function.deputy_id) if function and function.deputy_id else None
    if deputy is None or not deputy.email or deputy.closed_at:
        return None
    now = this_instant()
    if not (number := late(_board(function, now), now)):
        return None
    said = [_("Det gäller %(function)s, som ni är ersättare för.", function=function.name), _overdue(number)]
    return Words(
        deputy.email, _("Väntar för länge: %(n)s", n=number), _letter(deputy.name, said, public_url, show="all")
    )


def _overdue(number: int) -> str:
    if number >= SHOWN:
        return _("Minst %(n)s har väntat längre än ni har lovat.", n=number)
    return _n("%(num)d har väntat längre än ni har lovat.", "%(num)d har väntat längre än ni har lovat.", number)


def _letter(name: str, said: list[str], public_url: str, show: str = "mine") -> str:
    parts = [_("God morgon, %(function)s!", function=name), *said, f"{public_url}/staff/board?show={show}"]
    return "\n\n".join(parts) + "\n"
