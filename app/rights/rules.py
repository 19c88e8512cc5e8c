"""When must a run stop and ask? The clock that jumped, too many at once, a decision that is missing. Pure."""

from datetime import datetime, timedelta

from ..i18n import _l

JUMP = timedelta(hours=48)
MOST_AT_ONCE = 0.2  # of a sort of rows; more than that and a person is asked

REASONS = {
    "request": _l("Någon har begärt att få ut handlingen"),
    "complaint": _l("Klagomål eller tillsyn pågår"),
    "dispute": _l("Tvist eller rättsligt anspråk"),
    "archive": _l("Arkivmyndigheten har bett oss vänta"),
    "enquiry": _l("Personen har begärt registerutdrag"),
}
WHY_DRY = {
    "asked": _l("Provkörning: inget togs bort."),
    "decision": _l("Gallringsbeslut saknas: inget togs bort."),
    "hold": _l("Allt är spärrat: inget togs bort."),
}
WHY_REFUSED = {
    "clock": _l(
        "Klockan har hoppat mer än 48 timmar, eller så har Monter stått stilla. Kontrollera klockan och säg att den går rätt."
    )
}


def clock_jumped(last: datetime | None, now: datetime) -> bool:
    """Whether more time than can be, or less than none, has passed since we last looked at the clock."""
    return last is not None and abs(now - last) > JUMP


def too_many(due: int, total: int) -> bool:
    """Whether more than a fifth would go at once."""
    return total > 0 and due > total * MOST_AT_ONCE


def needs_decision(kind: str, decision: str | None) -> bool:
    """Whether a policy may not be followed yet: a board disposes only by decision."""
    return kind == "board" and not (decision or "").strip()
