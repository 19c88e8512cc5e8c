"""How does a tablet come to belong to a booth? Invited by a code, allowed by a person who sees its check word, and in use only
when it has shown that it can seal. Verbs that flush and journal; the edge commits.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func, select, update

from ..booths.models import Booth
from ..errors import Refused
from ..events.models import Event
from ..flyers import codes
from ..flyers.actions import add_placement, retire
from ..flyers.rules import PlacementPlan
from ..i18n import _, _l
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..store.db import db
from ..store.tokens import keyed_hash, same
from . import key_file, seal, states
from .models import BoothClosing, BoothKey, Pairing, PairingInvitation, TabletRecord
from .wire import Asked
from .words import check_word

VALID_FOR = timedelta(minutes=10)
WRONG_TRIES = 5
BEGINNING = 4  # signs of a code by which a near miss is known


def invite(
    booth: Booth, *, key: bytes, home: Path, by: Actor, now: datetime, allows: bool = False
) -> tuple[PairingInvitation, str]:
    """An invitation and its code, which is told once and kept as a hash. Tablets that were finished here are reopened. To a
    cancelled event only where tablets have been: one that the centre has forgotten comes with what it still has, and captures
    no more."""
    if booth.event.state == "cancelled" and not _had_tablets(booth):
        raise Refused(_l("Aktiviteten är inställd. Parkoppla surfplattan med en annan."))
    code = codes.mint()
    row = PairingInvitation(
        id=new_id(), organisation_id=booth.organisation_id, booth_id=booth.id, allows=allows, made_by=str(by), made_at=now,
        code_hash=_code_hash(code, key), beginning_hash=_beginning_hash(code, key), expires_at=now + VALID_FOR,
        wrong_tries=0,
    )  # fmt: skip
    db.session.add(row)
    key_of(booth, key=key, home=home, by=by, now=now)
    if closing := db.session.get(BoothClosing, booth.id):
        db.session.delete(closing)
    db.session.flush()
    note("tablet.invited", by=by, now=now, organisation_id=row.organisation_id, subject=row.id, booth=booth.id)
    return row, code


def _had_tablets(booth: Booth) -> bool:
    return db.session.scalar(select(BoothKey.kid).filter_by(booth_id=booth.id).limit(1)) is not None


def key_of(booth: Booth, *, key: bytes, home: Path, by: Actor, now: datetime) -> BoothKey:
    """The booth's key; made the first time, and anew after the last one was destroyed. It has its line beside the database before
    anybody is told of it, so that no older backup takes it away."""
    there = select(BoothKey).filter_by(booth_id=booth.id, destroyed_at=None).order_by(BoothKey.made_at.desc())
    found = next((one for one in db.session.scalars(there) if key_file.keep(key_file.kept_of(one), home=home)), None)
    if found:
        return found
    kid = new_id()
    public, wrapped = seal.new_key(kid, key)
    found = BoothKey(
        kid=kid, organisation_id=booth.organisation_id, booth_id=booth.id, public=public, wrapped_private=wrapped, made_at=now
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    key_file.keep(key_file.kept_of(found), home=home)
    note("booth-key.made", by=by, now=now, organisation_id=booth.organisation_id, subject=booth.id, kid=kid)
    return found


def redeem(asked: Asked, *, key: bytes, home: Path, now: datetime) -> Pairing | None:
    """The pairing that this code and this tablet's token make; the same two again give the same one, for as long as it is.
    None for a code that opens nothing: unknown, too old, used by another, tried wrongly too often. A near miss is counted."""
    try:
        code = codes.read(asked.code)
    except codes.WrongCode:
        return None
    invitation = db.session.scalar(
        select(PairingInvitation).filter_by(code_hash=_code_hash(code, key)).with_for_update()
    )
    if invitation is None:
        _count_near_miss(code, key, now)
        return None
    known = db.session.scalar(select(Pairing).filter_by(invitation_id=invitation.id))
    if known:
        return known if same(known.token_sha256, asked.token_sha256) else None
    if invitation.expires_at <= now or invitation.wrong_tries >= WRONG_TRIES:
        return None
    return _pair(invitation, asked, key, home, now)


def _pair(invitation: PairingInvitation, asked: Asked, key: bytes, home: Path, now: datetime) -> Pairing:
    booth = invitation.booth
    # one pairing at a time takes the booth's next number
    db.session.execute(select(Booth.id).where(Booth.id == booth.id).with_for_update())
    number = db.session.scalar(select(func.max(Pairing.number)).filter_by(booth_id=booth.id)) or 0
    by = Actor("tablet", invitation.id)
    row = Pairing(
        id=new_id(), organisation_id=booth.organisation_id, booth_id=booth.id, booth=booth, invitation_id=invitation.id,
        kid=key_of(booth, key=key, home=home, by=by, now=now).kid, number=number + 1, token_sha256=asked.token_sha256,
        install_id=asked.install_id, app=asked.app, platform=asked.platform, standalone=asked.standalone,
        persisted=asked.persisted, check_word=check_word(asked.token_sha256), state=states.PENDING, asked_at=now,
        seen_at=now, status={},
    )  # fmt: skip
    invitation.used_at = now
    db.session.add(row)
    db.session.flush()
    note("tablet.asked", by=actor(row), now=now, organisation_id=row.organisation_id, subject=row.id, booth=booth.id)
    if invitation.allows:
        allow(row, by=Actor(*invitation.made_by.split(":", 1)), now=now)
    return row


def actor(pairing: Pairing) -> Actor:
    """The tablet as one who acts."""
    return Actor("tablet", pairing.id)


def allow(pairing: Pairing, *, by: Actor, now: datetime) -> None:
    """A person has seen the tablet and its check word. It becomes a placement of its event. Again: nothing."""
    if pairing.state != states.PENDING:
        return
    plan = PlacementPlan("tablet", _("Surfplatta %(letter)s", letter=pairing.letter), booth_id=pairing.booth_id)
    event = db.session.get(Event, pairing.booth.event_id)
    pairing.placement = add_placement(event, plan, key=new_id(), by=by, now=now)
    pairing.state, pairing.allowed_at = states.APPROVED, now
    db.session.flush()
    note("tablet.allowed", by=by, now=now, organisation_id=pairing.organisation_id, subject=pairing.id)


def confirm(pairing: Pairing, canary: bytes, canary_sha256: str, *, key: bytes, now: datetime) -> bool:
    """The tablet shows what it sealed; whether we could open it. Then it is in use. Again: the same answer."""
    if pairing.state == states.ACTIVE:
        return True
    kept = db.session.get(BoothKey, pairing.kid)
    try:
        private = seal.unwrapped(kept.wrapped_private or b"", kept.kid, key)
        plain = seal.opened(canary, private, seal.canary_info(pairing.id))
    except seal.Unopened:
        return False
    if pairing.state != states.APPROVED or not same(sha256(plain).hexdigest(), canary_sha256):
        return False
    pairing.state, pairing.active_at = states.ACTIVE, now
    _take_back_what_a_mistake_held(pairing)
    db.session.flush()
    note("tablet.activated", by=actor(pairing), now=now, organisation_id=pairing.organisation_id, subject=pairing.id)
    return True


def _take_back_what_a_mistake_held(pairing: Pairing) -> None:
    """What the same tablet brought while it was revoked by mistake need not wait any longer."""
    earlier = select(Pairing.id).filter_by(
        booth_id=pairing.booth_id, install_id=pairing.install_id, state=states.MISTAKE
    )
    db.session.execute(
        update(TabletRecord)
        .where(
            TabletRecord.pairing_id.in_(earlier),
            TabletRecord.state == states.HELD,
            TabletRecord.why == states.PAIRING_REVOKED,
        )
        .values(state=states.WAITING, why=None)
    )


def turn_away(pairing: Pairing, *, by: Actor, now: datetime) -> None:
    """Not ours: a tablet that asked and that nobody knows."""
    if pairing.state == states.PENDING:
        pairing.state, pairing.revoked_at = states.REFUSED, now
        db.session.flush()
        note("tablet.turned-away", by=by, now=now, organisation_id=pairing.organisation_id, subject=pairing.id)


def revoke(pairing: Pairing, why: str, *, by: Actor, now: datetime) -> None:
    """`lost`: what it brings is held, and then it forgets all. `mistake`: held until it is paired again."""
    if why not in states.REVOKED:
        raise Refused(_l("Välj om surfplattan är borta eller om det blev fel."), "why")
    if pairing.state not in (states.APPROVED, states.ACTIVE, *states.REVOKED):
        return
    pairing.state, pairing.revoked_at = why, now
    if pairing.placement:
        retire(pairing.placement, by=by, now=now)
    db.session.flush()
    note("tablet.revoked", by=by, now=now, organisation_id=pairing.organisation_id, subject=pairing.id, why=why)


def _count_near_miss(code: str, key: bytes, now: datetime) -> None:
    db.session.execute(
        update(PairingInvitation)
        .where(
            PairingInvitation.beginning_hash == _beginning_hash(code, key),
            PairingInvitation.used_at.is_(None),
            PairingInvitation.expires_at > now,
        )
        .values(wrong_tries=PairingInvitation.wrong_tries + 1)
    )


def _code_hash(code: str, key: bytes) -> str:
    return keyed_hash(key, "pairing code", code)


def _beginning_hash(code: str, key: bytes) -> str:
    return keyed_hash(key, "beginning of a pairing code", code[:BEGINNING])
