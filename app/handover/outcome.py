"""What became of somebody, as far as anybody has told us, and until when do we wait? Pure: months and milestones in, words' keys out.

Each lead is followed for 36 months from the month in which we met (domain.md §6.4). Who has no end by then is *okänt utfall*: a row of
its own, never guessed. Called by pages and exports.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..i18n import _l

FOLLOWED_MONTHS = 36
ENDS = ("recruited", "withdrew", "not_relevant", "unreached", "referred", "duplicate")  # states that say how it went
WORDS = {
    "open": _l("Följs än"),
    "recruited": _l("Rekryterad"),
    "left": _l("Blev inget uppdrag"),
    "unknown": _l("Okänt utfall"),
}


@dataclass(frozen=True)
class Told:
    """One report that stands or stood: which milestone, its state if it has one, the month or None (it did not happen after all)."""

    id: str
    milestone: str
    state: str | None
    month: str | None
    superseded: bool = False
    held: bool = False


def standing(told: Iterable[Told]) -> dict[str, Told]:
    """Milestone → what stands of it: neither superseded nor waiting nor taken back."""
    return {one.milestone: one for one in told if not one.superseded and not one.held and one.month}


def months_on(month: str, count: int) -> str:
    """`2026-11` and 36 → `2029-11`."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + count, 12)
    return f"{year:04}-{number + 1:02}"


def followed_until(captured_month: str) -> str:
    """The last month in which we still wait to hear."""
    return months_on(captured_month, FOLLOWED_MONTHS)


def became(captured_month: str, state: str, reached: Iterable[str], today: date) -> str:
    """open · recruited · left · unknown. `state` is the lead's last, `reached` the states it has come to or was reported in."""
    if "recruited" in (state, *reached):
        return "recruited"
    if state in ENDS or "not_relevant" in reached:
        return "left"
    return "open" if f"{today:%Y-%m}" <= followed_until(captured_month) else "unknown"
