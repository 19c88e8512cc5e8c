"""How is a person erased, and kept erased when an older backup comes back? Rows, letters, what the journal tells beside its acts, and
then what lies in old pages of the disk. What was erased is remembered outside the database as keyed hashes of random ids, which
tell nothing of anybody; `again` looks for them after a restore.
"""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from ..capture.models import TabletRecord
from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal import chain
from ..journal.actions import note
from ..journal.actors import OPERATOR, Actor
from ..journal.models import JournalLine
from ..leads.models import ContactPoint, Lead, Submission
from ..mail.models import Letter, MailboxItem
from ..staffing.models import Helper
from ..store.db import db
from ..store.tokens import keyed_hash
from . import disposal
from .due import held, in_force
from .finding import letters_about
from .models import Hold

FILE = "erased.jsonl"
KIND = "erased"


def erase(
    lead_ids: Sequence[str], helper_ids: Sequence[str], *, organisation_id: str, by: Actor, now: datetime
) -> list[str]:
    """Erase these leads, their people, and these helpers. Gives the names under which that is to be remembered (`remember`).
    Raises Refused while something is held."""
    _refuse_held(lead_ids, helper_ids, organisation_id, now)
    lead_ids = disposal.with_merged(lead_ids)
    captures = list(db.session.scalars(select(Submission.capture_id).where(Submission.lead_id.in_(lead_ids))))
    people = set(db.session.scalars(select(Lead.person_id).where(Lead.id.in_(lead_ids))))
    _letters(lead_ids, helper_ids, people)
    subjects = [*lead_ids, *helper_ids, *people]
    lines = db.session.scalars(select(JournalLine.id).where(JournalLine.subject.in_(subjects))).all()
    chain.erase_details(lines, by=by, now=now, organisation_id=organisation_id)
    if lead_ids:
        disposal.dispose_leads(lead_ids, now=now)
    if helper_ids:
        disposal.TAKEN["helper"](helper_ids, now=now)
    note("person.erased", by=by, now=now, organisation_id=organisation_id, leads=len(lead_ids), helpers=len(helper_ids))
    return [*lead_ids, *helper_ids, *captures]


def _refuse_held(lead_ids: Sequence[str], helper_ids: Sequence[str], organisation_id: str, now: datetime) -> None:
    on = local_date(now)
    everything = select(Hold.id).where(Hold.organisation_id == organisation_id, Hold.kind == "all", in_force(on))
    kept = {
        *db.session.scalars(held("lead", organisation_id, on)),
        *db.session.scalars(held("helper", organisation_id, on)),
    }
    if db.session.scalar(everything.limit(1)) or kept & {*lead_ids, *helper_ids}:
        raise Refused(_l("Något av det är spärrat mot gallring. Häv spärren först, om den inte längre behövs."))


def _letters(lead_ids: Sequence[str], helper_ids: Sequence[str], people: Iterable[str]) -> None:
    ids = letters_about([*lead_ids, *helper_ids])
    reached = set(db.session.scalars(select(ContactPoint.value).where(ContactPoint.person_id.in_(people))))
    for phone, email in db.session.execute(select(Helper.phone, Helper.email).where(Helper.id.in_(helper_ids))):
        reached |= {one for one in (phone, email) if one}
    db.session.execute(delete(MailboxItem).where(MailboxItem.letter_id.in_(ids) | MailboxItem.recipient.in_(reached)))
    db.session.execute(delete(Letter).where(Letter.id.in_(ids)))


# Outside the database -------------------------------------------------------------------------------------------------


def remember(names: Iterable[str], *, key: bytes, home: Path, now: datetime) -> None:
    """Write down, durably, that these were erased: before the erasure is committed, so that it is never missing."""
    lines = [json.dumps({"at": now.isoformat(), "hash": keyed_hash(key, KIND, name)}) + "\n" for name in names]
    handle = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def remembered(home: Path) -> set[str]:
    """The hashes of what was erased. A line that was cut off by a crash is left out."""
    found = set()
    if (home / FILE).is_file():
        for line in (home / FILE).read_text().splitlines():
            try:
                found.add(json.loads(line)["hash"])
            except (ValueError, KeyError):
                continue
    return found


def again(*, key: bytes, home: Path, now: datetime) -> int:
    """After a restore: erase anew what was erased before. Gives how many leads and helpers."""
    known = remembered(home)
    if not known:
        return 0

    def erased(ids) -> list[str]:
        return [id for id in ids if keyed_hash(key, KIND, id) in known]

    leads = erased(db.session.scalars(select(Lead.id)))
    helpers = erased(db.session.scalars(select(Helper.id).where(Helper.name != "")))
    sealed = erased(db.session.scalars(select(TabletRecord.id).where(TabletRecord.blob.is_not(None))))
    db.session.execute(update(TabletRecord).where(TabletRecord.id.in_(sealed)).values(blob=None, state="discarded"))
    whose = dict(db.session.execute(select(Lead.id, Lead.organisation_id).where(Lead.id.in_(leads))).all())
    for organisation_id in sorted(set(whose.values())):
        own = [id for id in leads if whose[id] == organisation_id]
        _letters(own, [], set(db.session.scalars(select(Lead.person_id).where(Lead.id.in_(own)))))
        disposal.dispose_leads(own, now=now)
    if helpers:
        _letters([], helpers, [])
        disposal.TAKEN["helper"](helpers, now=now)
    note("person.erased", by=OPERATOR, now=now, organisation_id=None, leads=len(leads), helpers=len(helpers))
    return len(leads) + len(helpers)
