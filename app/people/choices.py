"""When two leads become one: which of them stays, and which value of each thing stands afterwards?

The one that was met first stays, so that nobody becomes better or worse served, or credited elsewhere, by a merge. What is not
chosen is kept all the same: a further phone, the name under which one is also found, the record of the merge. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.i18n import _l
from app.leads.pipeline import EXITS, IN_ORDER, OPEN

FIELDS = {
    "name": _l("Namn"),
    "phone": _l("Telefon"),
    "email": _l("E-post"),
    "language": _l("Språk"),
    "best_time": _l("Bäst tid"),
    "state": _l("Läge"),
    "owner": _l("Ansvarig funktion"),
}
NEWER = frozenset({"language", "best_time"})  # what one wished last is what one wishes
KEPT, MERGED = "kept", "merged"


@dataclass(frozen=True)
class Facts:
    """One of the two, as far as there is something to choose. `values`: a key of FIELDS → what it has, None for nothing."""

    id: str
    captured_at: datetime
    values: Mapping[str, str | None]


def in_order(one: Facts, other: Facts) -> tuple[Facts, Facts]:
    """(the one that stays, the one that goes): who was met first stays."""
    first, second = sorted((one, other), key=lambda facts: (facts.captured_at, facts.id))
    return first, second


def to_choose(kept: Facts, merged: Facts) -> dict[str, str]:
    """What differs, with the side whose value is proposed. What only one has is no question: that is what stands."""
    return {
        field: _proposed(field, kept, merged)
        for field in FIELDS
        if kept.values[field] != merged.values[field] and None not in (kept.values[field], merged.values[field])
    }


def chosen(kept: Facts, merged: Facts, wanted: Mapping[str, str]) -> dict[str, str]:
    """The side whose value stands, for every field: as wanted where there is a choice, else the one that has a value."""
    asked = to_choose(kept, merged)
    return {
        field: wanted.get(field, asked[field]) if field in asked else KEPT if kept.values[field] is not None else MERGED
        for field in FIELDS
    }


def _proposed(field: str, kept: Facts, merged: Facts) -> str:
    if field == "owner":  # whoever has come furthest goes on
        field = "state"
    if field == "state":
        return KEPT if _how_far(kept.values["state"]) >= _how_far(merged.values["state"]) else MERGED
    return MERGED if field in NEWER else KEPT


def _how_far(state: str | None) -> tuple[bool, int]:
    """What is open goes before what is closed for good, then what has come further; a good end before any."""
    if state in EXITS or state not in IN_ORDER:
        return False, -1
    return state in OPEN or IN_ORDER.index(state) > IN_ORDER.index("handed_over"), IN_ORDER.index(state)
