"""Who may do what? The six roles and their permissions, as one table. Pure.

A permission reads as the thing one does; views name it in `@may("plan events")`.
"""

from ..i18n import _l

ROLES = {
    "planner": _l("Planerare"),
    "coordinator": _l("Samordnare"),
    "caseworker": _l("Handläggare"),
    "protector": _l("Skyddsansvarig"),
    "reader": _l("Läsare"),
    "administrator": _l("Administratör"),
}

SAID = {
    "planner": _l("Planerar aktiviteter, montrar och flygblad, och står i montern."),
    "coordinator": _l("Planerar, och följer upp alla som visar intresse."),
    "caseworker": _l("Ringer upp dem som visar intresse, även med skyddade uppgifter."),
    "protector": _l("Ser, öppnar och följer upp dem som har skyddade uppgifter, och kan ta bort skyddet."),
    "reader": _l("Ser planen och resultaten, inga namn."),
    "administrator": _l("Sköter konton och inställningar, och kan göra allt annat utom att se skyddade uppgifter."),
}

PERMISSIONS: dict[str, frozenset[str]] = {
    "see plans": frozenset({"planner", "coordinator", "caseworker", "protector", "reader", "administrator"}),
    "plan events": frozenset({"planner", "coordinator", "administrator"}),
    "stand at booths": frozenset({"planner", "coordinator", "caseworker", "administrator"}),
    "see rosters": frozenset({"planner", "coordinator", "caseworker", "administrator"}),
    "staff shifts": frozenset({"planner", "coordinator", "administrator"}),
    "see people": frozenset({"coordinator", "caseworker", "protector", "administrator"}),
    "work leads": frozenset({"coordinator", "caseworker", "protector", "administrator"}),
    "see protected": frozenset({"caseworker", "protector"}),
    "export people": frozenset({"coordinator", "administrator"}),
    "see results": frozenset({"planner", "coordinator", "caseworker", "reader", "administrator"}),
    "manage staff": frozenset({"administrator"}),
    "manage organisation": frozenset({"administrator"}),
}


def allowed(roles: set[str] | frozenset[str], permission: str) -> bool:
    """Whether one with these roles may. Raises KeyError for a permission that does not exist."""
    return bool(PERMISSIONS[permission] & set(roles))
