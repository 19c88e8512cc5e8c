"""Which times in the media does a plan tell of? Its `media` rows, read and checked, as precise as the plan is.

A higher folder keeps them by week (`imports.also`). Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import Refused
from ..i18n import _
from ..web.text import LONGEST_NAME, clean_line, has_personal_number
from .when import When

MOST_ORE = 2**31 - 1  # as many as a column holds


@dataclass(frozen=True)
class MediaRow:
    """What was where. `whens` is the time that the row gives, or each of the weeks that it names; empty when it gives none.
    `focus`, what it was about, in the plan's words; `cost_ore` of the whole row, None: not known."""

    channel: str
    whens: tuple[When, ...] = ()
    focus: str | None = None
    cost_ore: int | None = None


def read_media(values: dict, read_when: Callable[[str], When]) -> MediaRow:
    """One row: `channel`, `when` or `when_iso_weeks`, `focus`, `cost_sek` or `cost_ore`. Refused when it says too little."""
    channel, focus = (clean_line(str(values.get(name) or "")) for name in ("channel", "focus"))
    if not channel:
        raise Refused(_("Raden säger inte var. Skriv en kanal, till exempel ”Radioreklam”."))
    if len(channel) > LONGEST_NAME:
        raise Refused(_("Texten är för lång. Skriv högst %(longest)s tecken.", longest=LONGEST_NAME))
    if has_personal_number(channel) or has_personal_number(focus):
        raise Refused(_("Det står ett personnummer. Ta bort det."))
    said = values.get("when_iso_weeks") or [values.get("when")]
    whens = [read_when(str(text)) for text in said if text]
    return MediaRow(channel, tuple(when for when in whens if when.first_on), focus or None, _cost_ore(values))


def _cost_ore(values: dict) -> int | None:
    """Kronor as in the plan's budget, or öre; never a bare number, which might be either."""
    kronor, ore = values.get("cost_sek"), values.get("cost_ore")
    try:
        ore = round(float(kronor) * 100) if kronor is not None else None if ore is None else int(ore)
    except (TypeError, ValueError, OverflowError):
        ore = -1
    if ore is not None and not 0 <= ore <= MOST_ORE:
        raise Refused(_("Kostnaden går inte att läsa. Skriv den som ett tal: cost_sek i kronor eller cost_ore i öre."))
    return ore
