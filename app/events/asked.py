"""What of the year was asked for? The year and the filters that stand in the address, and how many each would show."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from ..i18n import _l
from .models import Event
from .queries import publish_facts
from .rules import BEFORE_DONE, KINDS, STATES, STRANDS, missing_before_publishing
from .when import YEARS
from .year import SHORT, Row

FACETS = {"state": (_l("Läge"), STATES), "kind": (_l("Sort"), KINDS), "strand": (_l("Spår"), STRANDS)}


@dataclass(frozen=True)
class Asked:
    """One view of the year. `missing`: only what lacks something; `show`: `months`, or nothing for the list."""

    year: int
    state: str | None = None
    kind: str | None = None
    strand: str | None = None
    missing: str | None = None
    show: str | None = None

    @classmethod
    def read(cls, args: Mapping[str, str], *, today: date) -> "Asked":
        """From the address; whatever makes no sense there is left out."""
        number = args.get("year", "")
        year = int(number) if number.isascii() and number.isdigit() and int(number) in YEARS else today.year
        known = {name: args[name] for name, (_, words) in FACETS.items() if args.get(name) in words}
        missing = "1" if args.get("missing") == "1" else None
        return cls(year, **known, missing=missing, show="months" if args.get("show") == "months" else None)

    def address(self, **other) -> dict:
        """The parts of the address of another view of the same."""
        return {name: value for name, value in asdict(replace(self, **other)).items() if value is not None}

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.state or self.kind or self.strand or self.missing)

    def chosen(self, rows: list[Row], *, leave: str | None = None) -> list[Row]:
        """The rows that pass all filters but the one named `leave`."""
        return [row for row in rows if all(self._passes(row, name) for name in (*FACETS, "missing") if name != leave)]

    def _passes(self, row: Row, name: str) -> bool:
        wanted = getattr(self, name)
        if wanted is None:
            return True
        if name == "missing":
            return bool(row.lacks)
        return wanted in (row.event.strands if name == "strand" else [getattr(row.event, name)])

    def facets(self, rows: list[Row]) -> list[dict]:
        """The chips: for each facet the values that occur, with how many rows each would show beside the other filters."""
        lacking = sum(bool(row.lacks) for row in self.chosen(rows, leave="missing"))
        one = [{"label": _l("Saknar något"), "current": bool(self.missing), "count": lacking,
                "address": self.address(missing=None if self.missing else "1")}]  # fmt: skip
        groups = [{"name": "missing", "label": _l("Saknas"), "chips": one}] if lacking or self.missing else []
        return groups + [self._facet(name, rows) for name in FACETS]

    def _facet(self, name: str, rows: list[Row]) -> dict:
        label, words = FACETS[name]
        count = Counter(
            value
            for row in self.chosen(rows, leave=name)
            for value in (row.event.strands if name == "strand" else [getattr(row.event, name)])
        )
        chips = [
            {"label": word, "count": count[key], "current": getattr(self, name) == key,
             "address": self.address(**{name: None if getattr(self, name) == key else key})}
            for key, word in words.items()
            if count[key] or getattr(self, name) == key
        ]  # fmt: skip
        return {"name": name, "label": label, "chips": chips}


def lacks_of(event: Event) -> tuple:
    """What a draft lacks before publishing, in single words; nothing for what is published or over."""
    if event.public or event.state not in BEFORE_DONE:
        return ()
    lacks = (lack for lack in missing_before_publishing(publish_facts(event)) if lack.page == "event")
    return tuple(dict.fromkeys(SHORT.get(lack.key, _l("en mening till besökare")) for lack in lacks))
