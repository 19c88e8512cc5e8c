"""Who acts? A person on the staff, or one of the parties that have no account. Plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """One who does things. `kind` is staff, visitor, helper, receiver (a unit), tablet, worker or operator (the command line)."""

    kind: str
    id: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


VISITOR = Actor("visitor")
WORKER = Actor("worker")
OPERATOR = Actor("operator")
