"""What is forgotten by itself, and when does a sign-in end? Small changes that the worker makes every hour.

Each is called with `now` inside a unit of work and gives how many rows it touched. The list of all regular work stands in
`app/wiring.py`.
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, or_, select, update

from .accounts.access import LONGEST_SESSION, idle_time
from .accounts.models import Organisation, RetentionPolicy, SignInFailure, StaffSession
from .accounts.retention import DEFAULT_DAYS
from .capture import finishing, opening, two_places
from .journal import chain, head
from .journal.actors import WORKER
from .leads.models import AbuseCount
from .rights.rules import needs_decision
from .store.db import db, unit_of_work
from .store.instance import durable_through


def forget_abuse_counts(*, now: datetime) -> int:
    """Counts of sign-ups by network and event, when their time is over."""
    return db.session.execute(delete(AbuseCount).where(AbuseCount.minute_at < now - abuse_kept())).rowcount


def forget_sign_in_failures(*, now: datetime) -> int:
    """Failed sign-ins, when their time is over."""
    return db.session.execute(delete(SignInFailure).where(SignInFailure.at < now - abuse_kept())).rowcount


def abuse_kept() -> timedelta:
    """The fewest days that any organisation here says, since nobody can tell whose they are. They say nothing of anybody, so that a
    board that has not decided yet keeps them for a day and not for ever."""
    rows = db.session.execute(
        select(RetentionPolicy.days, RetentionPolicy.decision_ref, Organisation.kind)
        .join(Organisation, Organisation.id == RetentionPolicy.organisation_id)
        .where(RetentionPolicy.subject == "abuse")
    )
    decided = [days for days, decision, kind in rows if not needs_decision(kind, decision)]
    return timedelta(days=min(decided, default=DEFAULT_DAYS["abuse"]))


def end_old_sessions(*, now: datetime) -> int:
    """Sign-ins that have lasted as long as one may, or that nobody uses: they no longer open anything, and now say so."""
    old = or_(StaffSession.began_at < now - LONGEST_SESSION, StaffSession.seen_at < now - idle_time())
    return db.session.execute(
        update(StaffSession).where(StaffSession.ended_at.is_(None), old).values(ended_at=now)
    ).rowcount


def redraw_small_logos(*, now: datetime) -> int:
    """Logos that were kept before there was a small drawing of each; the sign-up page shows them from now on."""
    lacking = select(Organisation).where(Organisation.logo.is_not(None), Organisation.small_logo.is_(None))
    rows = db.session.scalars(lacking).all()
    for row in rows:
        from .accounts.logo import made_small  # and Pillow with it, which no other page needs

        row.small_logo = made_small(row.logo)
    return len(rows)


def open_what_tablets_brought(*, now: datetime) -> int:
    """Records that a crash left unopened, and corrections that have waited long enough for what they correct."""
    key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
    return opening.open_waiting(key=key, home=home, now=now)


def forget_sealed_copies(*, now: datetime) -> int:
    """What tablets brought, once it is recorded and in a backup."""
    return finishing.forget_sealed_copies(through=durable_through(db.session.connection()))


def destroy_old_keys(*, now: datetime) -> int:
    """Keys of booths that were finished long enough ago."""
    return finishing.destroy_old_keys(home=current_app.config["MONTER_HOME"], now=now)


def keep_keys_in_two_places(*, now: datetime) -> int:
    """What a crash or a restore left of keys of booths in the database or in the file beside it alone."""
    config = current_app.config
    return two_places.agree(key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], by=WORKER, now=now)


def seal_journal(*, now: datetime) -> int:
    """New lines of the journal, a thousand at a time, each thousand a transaction of its own. Gives how many."""
    key, home = current_app.config["INSTANCE_KEY"], current_app.config["MONTER_HOME"]
    total = 0
    known = chain.chains()
    db.session.rollback()
    for name in known:
        for _ in range(MOST_BATCHES):
            with unit_of_work():
                number = chain.seal_chain(name, key=key, now=now)
            total += number
            if number < chain.AT_ONCE:
                break
    if total:
        head.write(home, chain.heads_to_note(head.read(home)))
        db.session.rollback()
    return total


seal_journal.in_chunks = True
MOST_BATCHES = 20  # of one chain in one go, so that a journal that was never sealed does not keep the worker for hours
