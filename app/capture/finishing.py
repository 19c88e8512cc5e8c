"""When is a booth done with its tablets? When each has said that nothing is left on it, or a person has said how many are given
up. Fourteen days later the booth's key is destroyed, and with it everything that could still be read. Actions flush.
"""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, or_, select, update

from ..booths.models import Booth
from ..errors import Refused
from ..flyers.actions import retire
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import WORKER, Actor
from ..store.db import after_commit, db
from . import key_file, states
from .booth_page import unfinished
from .models import BoothClosing, BoothKey, Pairing, TabletConflict, TabletRecord

KEY_KEPT = timedelta(days=14)
UNDECIDED = (states.WAITING, states.HELD, states.UNREADABLE)


def give_up(pairing: Pairing, number: int, *, by: Actor, now: datetime) -> None:
    """A person says how many records on this tablet will never come."""
    if number < 0:
        raise Refused(_l("Skriv hur många som ges upp, 0 eller fler."), "number")
    pairing.given_up, pairing.given_up_by, pairing.given_up_at = number, str(by), now
    db.session.flush()
    details = {"organisation_id": pairing.organisation_id, "subject": pairing.id, "number": number}
    note("tablet.given-up", by=by, now=now, **details)


def finish(booth: Booth, *, by: Actor, now: datetime) -> None:
    """No more from this booth's tablets. Refused while one of them may still have something."""
    if db.session.get(BoothClosing, booth.id):
        return
    if waiting := unfinished(booth, now=now):
        names = ", ".join(line.pairing.letter for line in waiting)
        raise Refused(
            _l(
                "Surfplatta %(names)s har inte sagt att allt är skickat, eller sa det medan montern ännu var öppen. "
                "Öppna den en gång där det finns nät, eller ge upp den.",
                names=names,
            )
        )
    open_ones = list(
        db.session.scalars(select(Pairing).where(Pairing.booth_id == booth.id, Pairing.state.in_(states.OPEN)))
    )
    for pairing in open_ones:
        pairing.state = states.REFUSED if pairing.state == states.PENDING else states.ENDED
        pairing.revoked_at = now
        if pairing.placement:
            retire(pairing.placement, by=by, now=now)
    db.session.add(
        BoothClosing(booth_id=booth.id, organisation_id=booth.organisation_id, closed_at=now, closed_by=str(by))
    )
    db.session.flush()
    note(
        "tablets.finished",
        by=by,
        now=now,
        organisation_id=booth.organisation_id,
        subject=booth.id,
        tablets=len(open_ones),
    )


def destroy_old_keys(*, home: Path, now: datetime) -> int:
    """Destroy the keys of booths that were finished long enough ago, and what only they could open. A booth with something
    that a person has not decided yet keeps its key, and `monter doctor` says so. Gives how many."""
    due = db.session.scalars(
        select(BoothKey)
        .join(BoothClosing, BoothClosing.booth_id == BoothKey.booth_id)
        .where(BoothClosing.closed_at <= now - KEY_KEPT, BoothKey.destroyed_at.is_(None))
    ).all()
    over = [key for key in due if not undecided(key)]
    for key in over:
        destroy(key, home=home, by=WORKER, now=now)
    return len(over)


def destroy(key: BoothKey, *, home: Path, by: Actor, now: datetime) -> None:
    """Destroy a key and what only it could open; once that is durable its line beside the database goes too (if a crash comes
    between, with the next look at it)."""
    key.wrapped_private, key.destroyed_at = None, now
    for model in (TabletRecord, TabletConflict):
        db.session.execute(update(model).where(model.kid == key.kid, model.blob.is_not(None)).values(blob=None))
    db.session.flush()
    note(
        "booth-key.destroyed",
        by=by,
        now=now,
        organisation_id=key.organisation_id,
        subject=key.booth_id,
        kid=key.kid,
    )
    after_commit(partial(key_file.take_out, [key.kid], home=home, now=now))


def undecided(key: BoothKey) -> int:
    """How many records and conflicts wait for somebody that came to the key's booth, or that this key alone opens: a tablet that
    was paired anew elsewhere brings them there."""
    records = select(func.count(TabletRecord.id)).where(
        or_(TabletRecord.booth_id == key.booth_id, TabletRecord.kid == key.kid), TabletRecord.state.in_(UNDECIDED)
    )
    others = select(func.count(TabletConflict.id)).where(
        or_(TabletConflict.booth_id == key.booth_id, TabletConflict.kid == key.kid), TabletConflict.decided.is_(False)
    )
    return db.session.scalar(records) + db.session.scalar(others)


def forget_sealed_copies(*, through: datetime | None) -> int:
    """Take the sealed bytes away of what was opened and is in a backup (which has them too, until it is thrown away)."""
    if through is None:
        return 0
    done = or_(TabletRecord.state == states.STORED, TabletRecord.state == states.DISCARDED)
    old = (done, TabletRecord.received_at < through, TabletRecord.opened_at < through, TabletRecord.blob.is_not(None))
    return db.session.execute(update(TabletRecord).where(*old).values(blob=None)).rowcount
