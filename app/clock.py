"""What time is it, and where? The only place that asks the computer's clock, so that everything else can be told.

Plain Python. Called by views, the worker and the command line, which pass the answer on as `now=`.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def here(instant: datetime) -> datetime:
    """The same instant as a clock on a wall in Sweden shows it."""
    return instant.astimezone(STOCKHOLM)


def local_date(instant: datetime) -> date:
    """The date in Sweden at that instant."""
    return here(instant).date()
