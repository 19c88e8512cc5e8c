"""What does the worker dispose of at night? Each organisation's run, once a day, and backups whose time is over.

`dispose_by_night` commits by itself, piece by piece: the worker gives it no unit of work.
"""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from ..accounts.models import RetentionPolicy
from ..accounts.queries import organisations
from ..clock import local_date
from ..clock import now as this_instant
from ..journal.actions import note
from ..journal.actors import WORKER
from ..store.backup import POSTGRES, SQLITE
from ..store.db import db, unit_of_work
from . import disposal, rules
from .models import BackupFile, DisposalRun


def dispose_by_night(*, now: datetime) -> int:
    """Begin or go on with the run of each organisation; one that ran today already rests. Gives how many rows went."""
    return sum(_dispose(row, now) for row in organisations())


def _dispose(organisation, now: datetime) -> int:
    with unit_of_work():
        ran = db.session.scalar(_last_done(organisation.id))
        if ran and local_date(ran) == local_date(now) and not disposal.under_way(organisation.id):
            return 0
        run = disposal.begin(organisation, by=WORKER, now=now)
    if run.state != "running":
        return 0
    disposal.carry_on(run.id, by=WORKER, clock=this_instant)
    return sum(line["gone"] for line in db.session.get(DisposalRun, run.id).subjects)


dispose_by_night.in_chunks = True


def go_on(*, now: datetime) -> int:
    """Go on with runs that a person has just allowed, or that a crash left. Gives how many."""
    ids = db.session.scalars(select(DisposalRun.id).filter_by(state="running")).all()
    db.session.rollback()
    for id in ids:
        disposal.carry_on(id, by=WORKER, clock=this_instant)
    return len(ids)


go_on.in_chunks = True


def _last_done(organisation_id: str):
    done = select(DisposalRun.began_at).filter_by(organisation_id=organisation_id, state="done", dry=False)
    return done.order_by(DisposalRun.began_at.desc()).limit(1)


def throw_away_backups(*, now: datetime) -> int:
    """Take away the files of backups that are older than every organisation here allows, but never the newest. A file that is
    no backup any more is left alone. Gives how many."""
    days = backup_days()
    if days is None or rules.clock_jumped(disposal.last_seen(), now):
        return 0
    known = db.session.scalars(select(BackupFile).filter_by(gone_at=None).order_by(BackupFile.made_at)).all()
    old = [row for row in known[:-1] if row.made_at < now - timedelta(days=days)]
    for row in old:
        if is_backup(Path(row.path)):
            Path(row.path).unlink()
        row.gone_at = now
        note("backup.thrown-away", by=WORKER, now=now, organisation_id=None)
    db.session.flush()
    return len(old)


def backup_days() -> int | None:
    """For how many days backups are kept, the longest that any organisation says; None as long as a board has not decided."""
    boards = {row.id: row.kind for row in organisations()}
    found = db.session.scalars(select(RetentionPolicy).filter_by(subject="backup")).all()
    if not found or any(rules.needs_decision(boards[row.organisation_id], row.decision_ref) for row in found):
        return None
    return max(row.days for row in found)


def is_backup(file: Path) -> bool:
    """Whether a backup of ours lies there."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(SQLITE)).startswith((SQLITE, POSTGRES))
    except OSError:
        return False
