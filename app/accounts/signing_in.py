"""How does somebody get in, and out again? Links, sign-ins, misses and second steps. Verbs that flush and journal; the edge commits."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import VISITOR, Actor
from ..store.columns import new_id
from ..store.db import db
from ..store.tokens import keyed_hash, token_hash
from .issuer import Vouched
from .models import OneTimeLink, SignInFailure, Staff, StaffSession
from .throttle import KEPT

LINK_LIVES = timedelta(days=7)


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


def reset_second_step(staff: Staff, *, by: Actor, now: datetime) -> None:
    """For one who lost telephone and codes: passkeys and codes go, and a new second step is set up at the next sign-in."""
    staff.webauthn = []
    staff.tf_primary_method = staff.tf_totp_secret = staff.tf_last_counter = staff.mf_recovery_codes = None
    staff.issuer_mark = None
    db.session.flush()
    note("staff.second-step-reset", by=by, now=now, organisation_id=staff.organisation_id, subject=staff.id)
    end_sessions(staff, by=by, now=now)
