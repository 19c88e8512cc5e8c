"""How is a person erased, and kept erased when an older backup comes back? Rows, letters, what the journal tells beside its acts, and
then what lies in old pages of the disk. What was erased is remembered outside the database as keyed hashes of random ids, which
tell nothing of anybody (store/erased.py); `again` looks for them after a restore.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from ..capture import states
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
from ..origin.models import Ambassador, Tip
from ..staffing import answers
from ..staffing.models import Helper
from ..store.db import db
from ..store.erased import among
from . import disposal
from .due import held, in_force
from .finding import letters_about
from .models import Hold


def erase(
    lead_ids: Sequence[str],
    helper_ids: Sequence[str],
    *,
    organisation_id: str,
    by: Actor,
    now: datetime,
    ambassador_ids: Sequence[str] = (),
    tip_ids: Sequence[str] = (),
) -> list[str]:
    """Erase these leads, their people, these helpers and ambassadors, and the names of who gave these tips. Gives the names under
    which that is to be remembered (store/erased.py). Raises Refused while something is held."""
    lead_ids = disposal.with_merged(lead_ids)
    _refuse_held(lead_ids, helper_ids, organisation_id, now)
    captures = list(db.session.scalars(select(Submission.capture_id).where(Submission.lead_id.in_(lead_ids))))
    people = set(db.session.scalars(select(Lead.person_id).where(Lead.id.in_(lead_ids))))
    _letters(lead_ids, helper_ids, people)
    subjects = [*lead_ids, *helper_ids, *people, *ambassador_ids, *tip_ids]
    lines = db.session.scalars(select(JournalLine.id).where(JournalLine.subject.in_(subjects))).all()
    chain.erase_details(lines, by=by, now=now, organisation_id=organisation_id)
    if lead_ids:
        disposal.dispose_leads(lead_ids, now=now)
    if helper_ids:
        _helpers(helper_ids, by=by, now=now)
    _carriers(ambassador_ids, tip_ids)
    note(
        "person.erased", by=by, now=now, organisation_id=organisation_id, leads=len(lead_ids), helpers=len(helper_ids),
        ambassadors=len(ambassador_ids), tippers=len(tip_ids),
    )  # fmt: skip
    return [*lead_ids, *helper_ids, *captures, *ambassador_ids, *(tipper(id) for id in tip_ids)]


def _helpers(ids: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Nobody counts on them any more, and then their names go."""
    for helper in db.session.scalars(select(Helper).where(Helper.id.in_(ids)).order_by(Helper.id)):
        answers.give_back(helper, by=by, now=now)
    disposal.TAKEN["helper"](ids, now=now)


def tipper(tip_id: str) -> str:
    """Under what it is remembered that who gave a tip was erased: the tip itself stays."""
    return f"tipper {tip_id}"


def _carriers(ambassador_ids: Sequence[str], tip_ids: Sequence[str]) -> None:
    """Ambassadors go, their cards go on working without a name; a tip stays without the one who gave it."""
    db.session.execute(delete(Ambassador).where(Ambassador.id.in_(ambassador_ids)))
    db.session.execute(update(Tip).where(Tip.id.in_(tip_ids)).values(told_by=None))
    db.session.expire_all()


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


# After a restore ---------------------------------------------------------------------------------------------------


def again(*, key: bytes, home: Path, now: datetime) -> int:
    """After a restore: erase anew what was erased before. Gives how many leads, helpers, ambassadors and tippers."""
    erased = among(home, key)
    leads = erased(db.session.scalars(select(Lead.id)))
    helpers = erased(db.session.scalars(select(Helper.id).where(Helper.name != "")))
    sealed = erased(db.session.scalars(select(TabletRecord.id).where(TabletRecord.blob.is_not(None))))
    carriers = erased(db.session.scalars(select(Ambassador.id)))
    named = select(Tip.id).where(Tip.told_by.is_not(None))
    tips = [id for id in db.session.scalars(named) if erased([tipper(id)])]
    if not (found := len(leads) + len(helpers) + len(carriers) + len(tips)) and not sealed:
        return 0
    gone = {"blob": None, "state": states.DISCARDED, "why": states.ERASED}
    db.session.execute(update(TabletRecord).where(TabletRecord.id.in_(sealed)).values(gone))
    whose = dict(db.session.execute(select(Lead.id, Lead.organisation_id).where(Lead.id.in_(leads))).all())
    for organisation_id in sorted(set(whose.values())):
        own = [id for id in leads if whose[id] == organisation_id]
        _letters(own, [], set(db.session.scalars(select(Lead.person_id).where(Lead.id.in_(own)))))
        disposal.dispose_leads(own, now=now)
    if helpers:
        _letters([], helpers, [])
        _helpers(helpers, by=OPERATOR, now=now)
    _carriers(carriers, tips)
    note(
        "person.erased", by=OPERATOR, now=now, organisation_id=None, leads=len(leads), helpers=len(helpers),
        ambassadors=len(carriers), tippers=len(tips),
    )  # fmt: skip
    return found
