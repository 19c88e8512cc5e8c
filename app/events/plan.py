"""What does a planner say about an event? The values that a form or an import gives to the actions. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .rules import STRANDS
from .when import UNKNOWN, When


@dataclass(frozen=True)
class Plan:
    """Everything that can be said of an event. The first five are asked for at once, the rest can wait.

    `strands` are those beside the main one; `titles` and `pitches` go from language to text; `interests` are keys of
    assignment types, none meaning all.
    """

    title: str
    kind: str
    main_strand: str
    when: When = UNKNOWN
    place: str | None = None
    strands: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    pitches: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("sv",)
    interests: tuple[str, ...] = ()
    address: str | None = None
    owner_function_id: str | None = None
    capacity: int | None = None
    registered: int | None = None
    note: str | None = None

    @property
    def all_strands(self) -> list[str]:
        """The main strand, then the others in their order, each once."""
        return [self.main_strand, *(key for key in STRANDS if key in self.strands and key != self.main_strand)]
