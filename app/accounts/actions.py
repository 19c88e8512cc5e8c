"""How does an organisation come to be, and its people? Verbs that flush and journal; the edge commits."""

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select, update

from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import VISITOR, Actor
from ..store.columns import new_id
from ..store.db import db
from ..store.once import insert_once
from ..store.tokens import keyed_hash, token_hash
from .hours import kept_until
from .issuer import Vouched
from .milestones import first_milestones
from .models import (
    AssignmentType,
    Function,
    Holding,
    Milestone,
    Notice,
    OneTimeLink,
    Organisation,
    Role,
    SignInFailure,
    Staff,
    StaffSession,
    Unit,
)
from .notice import Text
from .rules import ROLES
from .throttle import KEPT

LINK_LIVES = timedelta(days=7)

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


def add_assignment_type(organisation: Organisation, *, key: str, names: dict, now: datetime, **facts) -> AssignmentType:
    """One more thing that one can become here, with the milestones that all begin with."""
    row = AssignmentType(organisation_id=organisation.id, key=key, names=names, **facts)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(Milestone(**facts) for facts in first_milestones(organisation.id, row.id))
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


def open_link(staff: Staff, *, now: datetime) -> str:
    """A token that signs this person in once, within seven days; earlier ones stop working."""
    db.session.execute(
        update(OneTimeLink).where(OneTimeLink.staff_id == staff.id, OneTimeLink.used_at.is_(None)).values(used_at=now)
    )
    token = secrets.token_urlsafe(24)
    db.session.add(
        OneTimeLink(
            organisation_id=staff.organisation_id,
            staff_id=staff.id,
            token_hash=token_hash(token),
            made_at=now,
            until_at=now + LINK_LIVES,
        )
    )
    db.session.flush()
    return token


def begin_session(staff: Staff, *, way: str, now: datetime) -> StaffSession:
    """A sign-in on one device; the cookie carries its id."""
    row = StaffSession(staff_id=staff.id, began_at=now, seen_at=now)
    db.session.add(row)
    db.session.flush()
    note("staff.signed-in", by=staff.actor, now=now, organisation_id=staff.organisation_id, subject=staff.id, way=way)
    return row


def keep_session(session_id: str, *, now: datetime) -> None:
    """It was used just now, so it goes on."""
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now))


def end_session(session_id: str, *, by: Actor, organisation_id: str, now: datetime) -> None:
    """Sign that device out, whatever it still holds."""
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(ended_at=now))
    note("staff.signed-out", by=by, now=now, organisation_id=organisation_id)


def end_sessions(staff: Staff, *, by: Actor, now: datetime, but: str = "") -> None:
    """Sign this person out everywhere; on all devices but the one of sign-in `but`, if it is given."""
    living = update(StaffSession).where(StaffSession.staff_id == staff.id, StaffSession.ended_at.is_(None))
    db.session.execute(living.where(StaffSession.id != but).values(ended_at=now))
    if not but:
        staff.fs_uniquifier = new_id() + new_id()
        db.session.flush()
    note("staff.signed-out", by=by, now=now, organisation_id=staff.organisation_id, subject=staff.id)


def change_own(staff: Staff, *, name: str, language: str, now: datetime) -> None:
    """One's own name and language."""
    fields = [key for key, value in (("name", name), ("language", language)) if getattr(staff, key) != value]
    staff.name, staff.language, staff.update_datetime = name, language, now
    db.session.flush()
    note(
        "staff.changed", by=staff.actor, now=now, organisation_id=staff.organisation_id, subject=staff.id, fields=fields
    )


def count_miss(keys: Iterable[str], *, now: datetime) -> None:
    """One failed sign-in, under each of these keyed hashes; what is older than a day goes."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < now - KEPT))
    db.session.add_all([SignInFailure(key=key, at=now) for key in keys])
    note("staff.sign-in-failed", by=VISITOR, now=now, organisation_id=None)


def recognise(issuer: str, person: Vouched, *, key: bytes, now: datetime) -> Staff:
    """The open account of one whom the issuer vouches for: by the issuer's own name for them, the first time by their checked
    e-mail address. Raises Refused where there is none, or where somebody else at the issuer has used it before."""
    mark = keyed_hash(key, "issuer", f"{issuer}\0{person.subject}")
    staff = db.session.scalar(select(Staff).filter_by(issuer_mark=mark))
    if staff is None:
        staff = db.session.scalar(select(Staff).where(func.lower(Staff.email) == person.email).with_for_update())
        if staff and staff.issuer_mark is None and staff.active:
            staff.issuer_mark = mark
            db.session.flush()
            ids = {"organisation_id": staff.organisation_id, "subject": staff.id}
            note("staff.sign-in-changed", by=staff.actor, now=now, **ids)
    if staff is None or not staff.active or staff.issuer_mark != mark:
        raise Refused(_l("Du har inget konto här. Be er administratör om hjälp."))
    return staff


def use_link(token: str, *, now: datetime) -> Staff:
    """Whose one-time link this is; it works no more. Raises Refused when it is used, over or unknown: the same answer."""
    link = db.session.scalar(select(OneTimeLink).filter_by(token_hash=token_hash(token)).with_for_update())
    staff = link and db.session.get(Staff, link.staff_id)
    if not link or link.used_at or link.until_at <= now or not staff.active:
        raise Refused(_l("Länken är redan använd, eller för gammal. Be den som skickade den om en ny."))
    link.used_at = now
    db.session.flush()
    return staff


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


def reset_second_step(staff: Staff, *, by: Actor, now: datetime) -> None:
    """For one who lost telephone and codes: passkeys and codes go, and a new second step is set up at the next sign-in."""
    staff.webauthn = []
    staff.tf_primary_method = staff.tf_totp_secret = staff.tf_last_counter = staff.mf_recovery_codes = None
    staff.issuer_mark = None
    db.session.flush()
    note("staff.second-step-reset", by=by, now=now, organisation_id=staff.organisation_id, subject=staff.id)
    end_sessions(staff, by=by, now=now)


def _keep_an_administrator(staff: Staff) -> None:
    others = select(Staff.id).where(
        Staff.organisation_id == staff.organisation_id,
        Staff.id != staff.id,
        Staff.active,
        Staff.roles.any(Role.name == "administrator"),
    )
    if any(role.name == "administrator" for role in staff.roles) and not db.session.scalar(others.limit(1)):
        raise Refused(_l("Det måste finnas minst en administratör. Gör någon annan till administratör först."), "roles")


def offer_assignment(organisation: Organisation, facts: dict, *, key: str, by: Actor, now: datetime) -> AssignmentType:
    """One more thing to become, last in the order. The same `key` again: the same one."""
    if known := db.session.get(AssignmentType, key):
        return known
    position = len(db.session.scalars(select(AssignmentType.id).filter_by(organisation_id=organisation.id)).all())
    row = add_assignment_type(organisation, key=key, id=key, position=position, now=now, **facts)
    _noted_type(row, ["made"], by=by, now=now)
    return row


PROMISED = ("promise_days", "contact_days", "slot_days")


def change_assignment_type(row: AssignmentType, facts: dict, *, by: Actor, now: datetime) -> None:
    """Other words for something one can become, or other promises: those hold for who comes from tomorrow on."""
    promised = [row.promise_days, row.contact_days, row.slot_days]
    if promised != [facts.get(name, known) for name, known in zip(PROMISED, promised, strict=True)]:
        row.former_promises = kept_until(row.former_promises, promised, local_date(now) + timedelta(days=1))
    for name, value in facts.items():
        setattr(row, name, value)
    _noted_type(row, sorted(facts), by=by, now=now)


def move_assignment_type(
    row: AssignmentType, step: int, among: list[AssignmentType], *, by: Actor, now: datetime
) -> None:
    """One place up (-1) or down (1) in the order of choice `among` those that are open."""
    order = [one for one in among if one.id != row.id]
    order.insert(max(0, min(len(order), among.index(row) + step)), row)
    for position, one in enumerate(order):
        one.position = position
    _noted_type(row, ["position"], by=by, now=now)


def close_assignment_type(row: AssignmentType, closed: bool, *, by: Actor, now: datetime) -> None:
    """Offer it no more, or again; those who chose it keep it."""
    row.closed_at = now if closed else None
    _noted_type(row, ["closed_at"], by=by, now=now)


def _noted_type(row: AssignmentType, fields: list[str], *, by: Actor, now: datetime) -> None:
    db.session.flush()
    note("assignment-type.changed", by=by, now=now, organisation_id=row.organisation_id, subject=row.id, fields=fields)


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
