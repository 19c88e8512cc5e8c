"""How do reports stay the same when leads are disposed of? What they counted is added up here before the rows go, and read
beside the rows that are left.

By where a lead came from and the day it was met: nothing of the person. Actions flush; the rest is SELECTs.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select

from ..clock import local_date
from ..store.db import db
from ..store.sums import add_up
from .models import GoneCount, Lead, Submission, Touch

# Reports leave duplicates and what was set aside out, other pages only the latter: so each kind is counted by itself, as
# `leads`, `contacts` and `submissions`, the others with their state before it: `duplicate leads`.
APART = ("quarantined", "duplicate")


class Gone(Counter):
    """How many of what have gone: `gone["leads"]`, and the sums that pages show."""

    @property
    def all_submissions(self) -> int:
        """Of counted leads, duplicates and those set aside."""
        return self["submissions"] + self["duplicate submissions"] + self["quarantined submissions"]

    @property
    def submissions_but_set_aside(self) -> int:
        """As the page of an event counts."""
        return self["submissions"] + self["duplicate submissions"]

    @property
    def leads_but_set_aside(self) -> int:
        """As the page of an event counts."""
        return self["leads"] + self["duplicate leads"]


def keep_counts(lead_ids: Sequence[str]) -> None:
    """Add up what these leads, about to go, are counted as. Two queries and one write."""
    sent = dict(
        db.session.execute(
            select(Submission.lead_id, func.count())
            .where(Submission.lead_id.in_(lead_ids), Submission.kind == "new")
            .group_by(Submission.lead_id)
        ).all()
    )
    made = and_(Touch.lead_id == Lead.id, Touch.created.is_(True), Touch.superseded_by.is_(None))
    rows = db.session.execute(
        select(
            Lead.id, Lead.organisation_id, Lead.unit_id, Lead.captured_at, Lead.state, Lead.first_contact_at,
            Touch.event_id, Touch.placement_id, Touch.booth_id,
        ).join(Touch, made).where(Lead.id.in_(lead_ids))
    )  # fmt: skip
    found: Counter = Counter()
    for row in rows:
        place = (row.organisation_id, row.unit_id, local_date(row.captured_at))
        place += tuple(of or "" for of in (row.event_id, row.placement_id, row.booth_id))
        before = f"{row.state} " if row.state in APART else ""
        found[(*place, f"{before}submissions")] += sent.get(row.id, 0)
        found[(*place, f"{before}leads")] += 1
        found[(*place, f"{before}contacts")] += row.first_contact_at is not None
    names = ("organisation_id", "unit_id", "captured_on", "event_id", "placement_id", "booth_id", "what")
    add_up(GoneCount, [dict(zip(names, key, strict=True)) | {"number": n} for key, n in found.items() if n])


def gone_by(
    *columns, unit_id: str | None = None, since: datetime | None = None, until: datetime | None = None, **of
) -> dict[tuple, Gone]:
    """What has gone, added up by these columns of GoneCount: (their values, None for none) → {what: number}. One query.

    `since` and `until` are instants at a Swedish midnight; `of` narrows by column: `event_id=…`, one or a list.
    """
    query = select(*columns, GoneCount.what, func.sum(GoneCount.number)).group_by(*columns, GoneCount.what)
    if unit_id:
        query = query.where(GoneCount.unit_id == unit_id)
    if since:
        query = query.where(GoneCount.captured_on >= local_date(since))
    if until:
        query = query.where(GoneCount.captured_on < local_date(until))
    own = {name: value if isinstance(value, list) else [value] for name, value in of.items()}
    narrowed = [getattr(GoneCount, name).in_(values) for name, values in own.items()]
    found: dict[tuple, Gone] = {}
    for *key, what, number in db.session.execute(query.where(*narrowed)):
        found.setdefault(tuple(one or None for one in key), Gone())[what] = int(number)
    return found
