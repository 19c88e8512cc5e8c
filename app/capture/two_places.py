"""Do the database and the file beside it know the same keys of booths? After a backup is brought back, or a crash between the two,
each is told what the other knows. What was destroyed in one place is destroyed in both. Actions flush; the edge commits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from ..booths.models import Booth
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.db import db
from ..store.once import insert_once
from . import finishing, key_file, states
from .key_file import FILE, Kept
from .models import BoothKey, TabletRecord

SETTLED = timedelta(hours=1)  # a line that is younger may be of a key whose transaction goes on


@dataclass(frozen=True)
class Apart:
    """What is in one of the two places alone: kids that were destroyed and are here again, lines to be put back, lines whose booth
    is not here, lines that this instance key does not open, and keys here whose line lacks or is another, or should be gone."""

    destroyed: list[str]
    lost: list[Kept]
    homeless: list[Kept]
    strange: list[Kept]
    unwritten: list[Kept]
    left: list[str]


def apart(*, key: bytes, home: Path, through: datetime) -> Apart:
    """Of what was made or destroyed by then. SELECTs only."""
    known = key_file.read(home)
    rows = {row.kid: row for row in db.session.scalars(select(BoothKey))}
    booths = {tuple(row) for row in db.session.execute(select(Booth.id, Booth.organisation_id))}
    here = {kid: key_file.kept_of(row) for kid, row in rows.items() if row.wrapped_private is not None}
    away = [line for kid, line in known.kept.items() if kid not in rows and line.made_at <= through]
    strange = [line for line in away if not line.opens(key)]
    ours = [line for line in away if line not in strange]
    lost = [line for line in ours if (line.booth, line.organisation) in booths]
    return Apart(
        destroyed=sorted(known.destroyed & here.keys()),
        lost=lost,
        homeless=[line for line in ours if line not in lost],
        strange=strange,
        unwritten=[
            line for kid, line in here.items()
            if kid not in known.destroyed and known.kept.get(kid) != line and line.made_at <= through and line.opens(key)
        ],
        left=[kid for kid in known.kept if kid in rows and kid not in here and rows[kid].destroyed_at <= through],
    )  # fmt: skip


def write_down(*, key: bytes, home: Path, now: datetime) -> None:
    """What the database knows and the file does not: before the database is replaced, and whenever one looks."""
    found = apart(key=key, home=home, through=now)
    for line in found.unwritten:
        key_file.keep(line, home=home)
    if found.left:
        key_file.take_out(found.left, home=home, now=now)


def take_up(*, key: bytes, home: Path, by: Actor, now: datetime, through: datetime | None = None) -> Apart:
    """What the file knows and the database does not: keys that were destroyed go again, and keys that are lacking come back, with
    what nobody could read for want of them. Gives what was found."""
    found = apart(key=key, home=home, through=through or now)
    for kid in found.destroyed:
        finishing.destroy(db.session.get(BoothKey, kid), home=home, by=by, now=now)
    for line in found.lost:
        _put_back(line, by=by, now=now)
    return found


def _put_back(line: Kept, *, by: Actor, now: datetime) -> None:
    row = {"kid": line.kid, "organisation_id": line.organisation, "booth_id": line.booth, "made_at": line.made_at}
    if not insert_once(BoothKey, row | {"public": line.public, "wrapped_private": line.wrapped, "destroyed_at": None}):
        return
    unread = (TabletRecord.state == states.UNREADABLE, TabletRecord.why == "unknown_key")
    db.session.execute(
        update(TabletRecord)
        .where(TabletRecord.kid == line.kid, TabletRecord.organisation_id == line.organisation, *unread)
        .values(state=states.WAITING, why=None)
    )
    note("booth-key.put-back", by=by, now=now, organisation_id=line.organisation, subject=line.booth, kid=line.kid)


def agree(*, key: bytes, home: Path, by: Actor, now: datetime) -> int:
    """Both ways, of what is settled. Gives how many keys the database was told of."""
    found = take_up(key=key, home=home, by=by, now=now, through=now - SETTLED)
    write_down(key=key, home=home, now=now)
    return len(found.destroyed) + len(found.lost)


def not_taken_up(found: Apart) -> list[str]:
    """What is said of lines that stay as they are."""
    said = {
        f"keys of booths that this database does not know stay in {FILE}: what tablets sealed with them opens when a backup that "
        "has the booth is restored": found.homeless,
        f"keys of booths in {FILE} are under another instance key and open nothing here": found.strange,
    }  # fmt: skip
    return [f"{len(lines)} {words}" for words, lines in said.items() if lines]


def wrong_with_keys(*, key: bytes, home: Path, now: datetime) -> list[str]:
    """What `monter doctor` says of it."""
    found = apart(key=key, home=home, through=now - SETTLED)
    waiting = sum(map(len, (found.destroyed, found.lost, found.unwritten, found.left)))
    late = f"{waiting} keys of booths are not the same in the database and in {FILE}; is the worker running?"
    return [*not_taken_up(found), *([late] if waiting else [])]
