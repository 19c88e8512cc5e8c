"""What happens with a tip about somebody else? A lead that must be told of it, a day by which, and an end if nobody could be.

The tipped person has not written to us: no letter goes out by itself, and the first words at the first contact are that we were
tipped, by whom only if that one agreed. Who agreed to nothing is not kept at all. Verbs that flush and journal; the edge commits.
"""

from datetime import date, datetime, timedelta

from ..accounts.models import Unit
from ..clock import local_date
from ..errors import Refused
from ..i18n import _l
from ..journal.actions import note
from ..journal.actors import WORKER, Actor
from ..leads.actions import record_lead
from ..leads.follow_up import move_on
from ..leads.intake import Details, Met
from ..leads.pipeline import OPEN, TRIED
from ..store.db import db
from . import queries
from .models import Tip

AT_MOST = timedelta(days=28)  # a month at the latest says the law; the shortest month there is
NOT_TOLD = "not_relevant"  # where a lead goes of whom nobody could be told: no reason kept, and disposal takes it soon


def inform_by(tipped_at: datetime) -> date:
    """The last day on which the tipped person may hear of it."""
    return local_date(tipped_at) + AT_MOST


def enter(
    unit: Unit,
    details: Details,
    told_by: str | None,
    *,
    key: str,
    by: Actor,
    now: datetime,
    notice_hash: str | None = None,
) -> Tip:
    """A lead and its tip. `told_by` is the tipper's name, only with their yes to be named. The same `key` again is the same tip."""
    if known := db.session.get(Tip, key):
        if known.organisation_id != unit.organisation_id:
            raise Refused(_l("Sidan var för gammal. Ladda om den och försök igen."))
        return known
    met = Met(way="tip", kind="tip", grade="B", other="tip")
    recorded = record_lead(
        details, organisation_id=unit.organisation_id, capture_id=key, met=met, by=by, now=now, notice_hash=notice_hash
    )
    row = Tip(
        id=key, organisation_id=unit.organisation_id, unit_id=queries.unit_of(recorded.lead_id), lead_id=recorded.lead_id,
        told_by=told_by, inform_by=inform_by(now), created_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _say("tip.recorded", row, by=by, now=now)
    return row


def inform(row: Tip, *, by: Actor, now: datetime, notice_hash: str | None = None) -> None:
    """The person has been told that we were tipped and what we keep, in the words of that information text. Again changes nothing. Refused when it is too late."""
    if row.closed_at:
        raise Refused(_l("Tiden att berätta har gått ut, och tipset är avslutat. Ring inte."))
    if row.informed_at is None:
        row.informed_at, row.informed_by, row.notice_hash = now, str(by), notice_hash
        db.session.flush()
        _say("tip.informed", row, by=by, now=now)


def close_late(*, now: datetime) -> int:
    """End the tips of whom nobody was told in time: what is kept of them goes by the policy for those who are over. Who wrote to us
    themselves stays, since they know of us. Gives how many."""
    late = queries.tips_not_told_by(local_date(now))
    for row in late:
        row.closed_at, row.told_by = now, None
        ours = row.lead.state in (*OPEN, *TRIED) and row.lead.state != "quarantined"
        if ours and not queries.came_by_themselves(row.lead_id):
            move_on(row.lead, NOT_TOLD, reason=None, next_on=None, by=WORKER, now=now)
        _say("tip.closed", row, by=WORKER, now=now)
    db.session.flush()
    return len(late)


def _say(kind: str, row: Tip, *, by: Actor, now: datetime) -> None:
    note(kind, by=by, now=now, organisation_id=row.organisation_id, subject=row.id)
