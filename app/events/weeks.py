"""Which days belong to which week? ISO weeks, Monday first, as Swedes count them and as the month view shows them.

A week belongs to the year that has its Thursday; some years have 53. Pure.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Refused
from app.i18n import _l

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week. `year` is its ISO year, which is not always the year of all its days."""

    year: int
    number: int

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven dates, Monday first."""
        monday = date.fromisocalendar(self.year, self.number, 1)
        return tuple(monday + DAY * n for n in range(7))

    @property
    def text(self) -> str:
        """As ISO 8601 writes it: `2017-W20`."""
        return f"{self.year:04}-W{self.number:02}"


def week_of(day: date) -> Week:
    """The ISO week of that date."""
    return Week(*day.isocalendar()[:2])


def weeks_in(year: int) -> int:
    """52 or 53. 28 December is always in the last one."""
    return date(year, 12, 28).isocalendar().week


def week(year: int, number: int) -> Week:
    """That week of that year; refused when the year has no such week."""
    if not 1 <= number <= weeks_in(year):
        raise Refused(
            _l(
                "År %(year)s har veckorna 1–%(last)s, ingen vecka %(week)s.",
                year=year,
                last=weeks_in(year),
                week=number,
            )
        )
    return Week(year, number)


def weeks_of_month(year: int, month: int) -> list[Week]:
    """Every week with a day in that month, in order: four to six. Their first and last days may lie outside it."""
    monday = week_of(date(year, month, 1)).days[0]
    last = date(year, month, monthrange(year, month)[1])
    return [week_of(monday + DAY * 7 * n) for n in range((last - monday).days // 7 + 1)]
