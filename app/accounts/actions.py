"""How does an organisation come to be, and its people? Verbs that flush and journal; the edge commits."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db
from ..store.once import insert_once
from .hours import kept_until
from .models import (
    Function,
    Holding,
    Notice,
    OneTimeLink,
    Organisation,
    Role,
    Staff,
    Unit,
)
from .notice import Text
from .rules import ROLES
from .signing_in import end_sessions

# What a new organisation begins with, besides: each takes its id. Filled in `app/wiring.py`.
founded: list[Callable[[str], None]] = []


def make_organisation(*, slug: str, name: str, kind: str, by: Actor, now: datetime, **facts) -> Organisation:
    """A new organisation, last among those of the instance."""
    position = len(db.session.scalars(select(Organisation.id)).all())
    row = Organisation(slug=slug, name=name, kind=kind, position=position, created_at=now, updated_at=now, **facts)
    db.session.add(row)
    db.session.flush()
    note("organisation.made", by=by, now=now, organisation_id=row.id, subject=row.id, slug=slug)
    for furnish in founded:
        furnish(row.id)
    return row


def make_unit(organisation: Organisation, *, name: str, by: Actor, now: datetime, **facts) -> Unit:
    """A new unit with an entrance function of its own, which owns what comes in without an event."""
    position = len(db.session.scalars(select(Unit.id).filter_by(organisation_id=organisation.id)).all())
    row = Unit(organisation_id=organisation.id, name=name, position=position, created_at=now, **facts)
    db.session.add(row)
    db.session.flush()
    note("unit.made", by=by, now=now, organisation_id=organisation.id, subject=row.id)
    return row


def add_unit(organisation: Organisation, facts: dict, *, key: str, by: Actor, now: datetime) -> Unit:
    """A unit that receives what is handed over. The same `key` again: the same unit."""
    if known := db.session.get(Unit, key):
        return known
    return make_unit(organisation, id=key, kind="receiving", by=by, now=now, **facts)


def change_unit(unit: Unit, facts: dict, *, by: Actor, now: datetime) -> None:
    """Another name, address, number or other hours of a unit."""
    fields = sorted(name for name, value in facts.items() if getattr(unit, name) != value)
    if "working_hours" in fields:
        tomorrow = local_date(now) + timedelta(days=1)
        unit.former_hours = kept_until(unit.former_hours, unit.working_hours, tomorrow)
    for name in fields:
        setattr(unit, name, facts[name])
    db.session.flush()
    if fields:
        note("unit.changed", by=by, now=now, organisation_id=unit.organisation_id, subject=unit.id, fields=fields)


def make_function(unit: Unit, *, name: str, by: Actor, now: datetime, entrance: bool = False, **facts) -> Function:
    """A new post in a unit; the first one, or `entrance`, receives what comes in without an event."""
    row = Function(organisation_id=unit.organisation_id, unit_id=unit.id, name=name, created_at=now, **facts)
    db.session.add(row)
    db.session.flush()
    if entrance or unit.entrance_function_id is None:
        unit.entrance_function_id = row.id
    note("function.made", by=by, now=now, organisation_id=unit.organisation_id, subject=row.id)
    return row


def add_function(unit: Unit, *, key: str, name: str, by: Actor, now: datetime, **facts) -> Function:
    """A post that an administrator adds. The same `key` again: the same post."""
    known = db.session.get(Function, key)
    return known or make_function(unit, id=key, name=name, by=by, now=now, **facts)


def hold(
    function: Function,
    staff: Staff,
    *,
    from_on: date,
    by: Actor,
    now: datetime,
    deputy: bool = False,
    until_on: date | None = None,
    key: str | None = None,
) -> Holding:
    """Somebody takes a function, until a day (exclusive) if one is known. The same `key` again: the same holding."""
    if key and (known := db.session.get(Holding, key)):
        return known
    if until_on and until_on <= from_on:
        raise Refused(_l("Den sista dagen ligger före den första. Byt en av dem."), "last_on")
    row = Holding(
        id=key or new_id(),
        until_on=until_on,
        organisation_id=function.organisation_id,
        function_id=function.id,
        staff_id=staff.id,
        from_on=from_on,
        deputy=deputy,
    )
    db.session.add(row)
    note("holding.began", by=by, now=now, organisation_id=function.organisation_id, subject=function.id, staff=staff.id)
    return row


def roles_named(names: Iterable[str]) -> list[Role]:
    """The rows of these roles, made where the database is new. Raises Refused for a role that does not exist."""
    wanted = set(names)
    if strange := wanted - set(ROLES):
        raise Refused(_l("Rollen %(name)s finns inte.", name=", ".join(sorted(strange))))
    known = {role.name: role for role in db.session.scalars(select(Role))}
    for name in ROLES.keys() - known.keys():
        known[name] = Role(name=name)
        db.session.add(known[name])
    db.session.flush()
    return [known[name] for name in ROLES if name in wanted]


def invite(unit: Unit, *, email: str, name: str, roles: Iterable[str], by: Actor, now: datetime) -> Staff:
    """An account without a password; `open_link` gives the address that lets them in. The same address again: the same account."""
    email = email.strip().lower()
    row = db.session.scalar(select(Staff).filter_by(email=email))
    if row and row.organisation_id != unit.organisation_id:
        raise Refused(_l("Adressen används redan i en annan organisation."), field="email")
    if row is None:
        row = Staff(
            organisation_id=unit.organisation_id,
            unit_id=unit.id,
            email=email,
            name=name,
            create_datetime=now,
            update_datetime=now,
        )
        db.session.add(row)
    row.roles = roles_named(roles)
    row.fs_uniquifier = new_id() + new_id()
    db.session.flush()
    note("staff.invited", by=by, now=now, organisation_id=unit.organisation_id, subject=row.id, roles=sorted(roles))
    return row


def invite_new(unit: Unit, *, email: str, name: str, roles: Iterable[str], by: Actor, now: datetime) -> Staff:
    """As `invite`, from a form: an address that has an account already is refused, so that nobody's roles change unseen."""
    known = db.session.scalar(select(Staff).filter_by(email=email.strip().lower()))
    if known and known.organisation_id == unit.organisation_id:
        raise Refused(_l("Den adressen har redan ett konto. Öppna det i listan i stället."), "email")
    return invite(unit, email=email, name=name, roles=roles, by=by, now=now)


def change_own(staff: Staff, *, name: str, language: str, now: datetime) -> None:
    """One's own name and language."""
    fields = [key for key, value in (("name", name), ("language", language)) if getattr(staff, key) != value]
    staff.name, staff.language, staff.update_datetime = name, language, now
    db.session.flush()
    note(
        "staff.changed", by=staff.actor, now=now, organisation_id=staff.organisation_id, subject=staff.id, fields=fields
    )


def change_organisation(
    row: Organisation, facts: dict, *, by: Actor, now: datetime, logo: bytes | None = None, remove_logo: bool = False
) -> None:
    """New facts about the organisation; `logo` is a PNG of our own making."""
    fields = sorted(name for name, value in facts.items() if getattr(row, name) != value)
    for name in fields:
        setattr(row, name, facts[name])
    if logo or remove_logo:
        from .logo import made_small  # and Pillow with it, which no other page needs

        row.logo, row.small_logo = logo, made_small(logo) if logo else None
        fields.append("logo")
    row.updated_at = now
    db.session.flush()
    note("organisation.changed", by=by, now=now, organisation_id=row.id, subject=row.id, fields=fields)


def change_function(
    function: Function, *, name: str, email: str | None, deputy_id: str | None = None, by: Actor, now: datetime
) -> None:
    """Another name, address or deputy for a post."""
    function.name, function.email, function.deputy_id = name, email, deputy_id
    db.session.flush()
    fields = ["name", "email", "deputy"]
    note(
        "function.changed", by=by, now=now, organisation_id=function.organisation_id, subject=function.id, fields=fields
    )


def end_holding(holding: Holding, *, until_on: date, by: Actor, now: datetime) -> None:
    """Somebody leaves a function; one that has not begun is as if it had never been."""
    if holding.from_on >= until_on:
        db.session.delete(holding)
    else:
        holding.until_on = until_on
    db.session.flush()
    ids = {"organisation_id": holding.organisation_id, "subject": holding.function_id}
    note("holding.ended", by=by, now=now, staff=holding.staff_id, **ids)


def change_roles(staff: Staff, roles: Iterable[str], *, by: Actor, now: datetime) -> None:
    """Other roles; the person is signed out everywhere. Refused for the last administrator."""
    wanted = sorted(set(roles))
    if wanted == sorted(role.name for role in staff.roles):
        return
    if "administrator" not in wanted:
        _keep_an_administrator(staff)
    staff.roles = roles_named(wanted)
    staff.update_datetime = now
    db.session.flush()
    note("staff.changed", by=by, now=now, organisation_id=staff.organisation_id, subject=staff.id, fields=["roles"])
    end_sessions(staff, by=by, now=now)


def disable(staff: Staff, *, by: Actor, now: datetime) -> None:
    """Close an account and end its sign-ins and links; what the person did stays."""
    _keep_an_administrator(staff)
    staff.active, staff.update_datetime = False, now
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.staff_id == staff.id))
    db.session.flush()
    note("staff.disabled", by=by, now=now, organisation_id=staff.organisation_id, subject=staff.id)
    end_sessions(staff, by=by, now=now)


def enable(staff: Staff, *, by: Actor, now: datetime) -> None:
    """Open a closed account again."""
    staff.active, staff.update_datetime = True, now
    db.session.flush()
    note("staff.enabled", by=by, now=now, organisation_id=staff.organisation_id, subject=staff.id)


def _keep_an_administrator(staff: Staff) -> None:
    others = select(Staff.id).where(
        Staff.organisation_id == staff.organisation_id,
        Staff.id != staff.id,
        Staff.active,
        Staff.roles.any(Role.name == "administrator"),
    )
    if any(role.name == "administrator" for role in staff.roles) and not db.session.scalar(others.limit(1)):
        raise Refused(_l("Det måste finnas minst en administratör. Gör någon annan till administratör först."), "roles")


def keep_notice(text: Text, *, organisation_id: str, now: datetime) -> None:
    """Keep the words of an information text under its hash, the first time that somebody is shown it."""
    insert_once(
        Notice,
        {
            "hash": text.hash,
            "organisation_id": organisation_id,
            "language": text.language,
            "text": text.plain,
            "first_shown_at": now,
        },
    )
