"""By how much does what belongs to an event move when the event does? Its shifts and its booths' times. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..clock import here
from .when import When, instant


@dataclass(frozen=True)
class Shifted:
    """By how much what belongs to an event moves on the wall's clock: whole days, and the rest."""

    by: timedelta

    def of(self, at: datetime) -> datetime:
        """The instant at which it is then. Refused where the clock skips that time."""
        return instant(here(at).replace(tzinfo=None) + self.by)


def move_between(before: When, after: When) -> Shifted | None:
    """How what belongs to an event follows it: by as much as it begins later when it stays as long, else by whole days. None when
    they stay, or nobody knows the new day."""
    if not (before.day_known and after.day_known):
        return None
    by = timedelta(days=(after.first_on - before.first_on).days)
    if before.time_known and after.time_known and _length(before) == _length(after):
        by = _wall(after.starts_at) - _wall(before.starts_at)
    return Shifted(by) if by else None


def _length(when: When) -> timedelta:
    return _wall(when.ends_at) - _wall(when.starts_at)


def _wall(at: datetime) -> datetime:
    return here(at).replace(tzinfo=None)
