"""Does a merge keep everything, and does undoing it give back exactly what was?"""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import Staff
from app.clock import local_date, now
from app.errors import Refused
from app.journal.actors import Actor
from app.leads import corrections, crediting, follow_up, restriction
from app.leads.models import ContactPoint, CreditRow, DuplicateHint, Lead, Submission, Touch, Transition
from app.leads.spelled import beginning_with
from app.people import actions
from app.people.choices import FIELDS
from app.people.models import Merge
from app.people.record import referring
from app.store.columns import new_id
from app.store.db import Base, db, unit_of_work

pytestmark = pytest.mark.both
SOMEBODY = Actor("staff", "0" * 20)
AT = now() + timedelta(minutes=1)
NOT_COMPARED = {"journal", "merges", "passkeys", "staff", "roles"}
WHEN_COMPUTED = {"credits": {"computed_at"}}


def everything() -> dict:
    """All rows of all tables, but what only says when something was done."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in NOT_COMPARED:
            columns = [column for column in table.columns if column.name not in WHEN_COMPUTED.get(table.name, ())]
            found[table.name] = sorted(str(tuple(row)) for row in db.session.execute(select(*columns)))
    return found


def lead_of(row) -> Lead:
    return db.session.get(Lead, row.id)


def merge(one, other, wanted=None, at=AT) -> Merge:
    with unit_of_work():
        return actions.merge(lead_of(one), lead_of(other), wanted or {}, key=new_id(), by=SOMEBODY, now=at)


def test_one_that_is_frozen_is_merged_with_nobody(make):
    one, other = make.lead(), make.lead()
    with unit_of_work():
        restriction.restrict(lead_of(other), "accuracy", by=SOMEBODY, now=AT)
    with pytest.raises(Refused):
        merge(one, other)


def undo(row, at=AT + timedelta(hours=1)):
    with unit_of_work():
        actions.undo(db.session.get(Merge, row.id), by=SOMEBODY, now=at)


def try_to_reach(lead, outcome="reached", hours=1, at=AT):
    tried = follow_up.Tried(new_id(), "phone", outcome, at - timedelta(hours=hours))
    with unit_of_work():
        return follow_up.note_attempt(lead_of(lead), tried, by=SOMEBODY, now=at).id


@pytest.fixture
def pair(make):
    """Two leads of Åsa Ek: by a flyer, and at a stand a while later."""
    placement = make.placement()
    one = make.lead(
        "Åsa Ek",
        placement=placement,
        phone="+46701234567",
        captured_at=now() - timedelta(days=3),
        interests=("guardian",),
    )
    other = make.lead(
        "Asa Ek-Berg", event=make.event("Mässan"), phone="+46701234567", email="asa@exempel.se", interests=("foster_home", "guardian"),
        kind="session", grade="A", way="staff", language="en", best_time="evening",
    )  # fmt: skip
    return one, other


def test_everything_goes_over_to_the_one_who_was_met_first_and_nothing_is_lost(pair):
    one, other = pair
    try_to_reach(other)
    merge(other, one, {"name": "merged"})
    kept, gone = lead_of(one), lead_of(other)
    assert (kept.person.name, kept.person.language, kept.best_time, kept.state) == (
        "Asa Ek-Berg",
        "en",
        "evening",
        "in_contact",
    )
    assert [(point.kind, point.value, point.place) for point in kept.person.contacts] == [
        ("phone", "+46701234567", 0), ("email", "asa@exempel.se", 0),
    ]  # fmt: skip
    assert (gone.state, gone.merged_into_id, gone.next_on, gone.person.name) == (
        "duplicate",
        kept.id,
        None,
        "Asa Ek-Berg",
    )
    touches = db.session.scalars(select(Touch).order_by(Touch.at, Touch.id)).all()
    assert [(touch.lead_id, touch.created) for touch in touches] == [(kept.id, True), (kept.id, False)]
    assert {row.lead_id for row in db.session.scalars(select(Submission))} == {kept.id, gone.id}
    assert [row.state for row in db.session.scalars(select(CreditRow).order_by(CreditRow.state))] == [
        "duplicate", "in_contact",
    ]  # fmt: skip
    assert kept.first_attempt_at == kept.first_contact_at == AT - timedelta(hours=1)


def test_both_names_find_the_one_and_only_once(pair, make):
    from app.leads.search import Wanted, leads_wanted

    one, other = pair
    merge(one, other)
    for words in ("Åsa", "Berg", "asa@exempel", "070 123"):
        found = db.session.scalars(leads_wanted(one.unit_id, Wanted("all", words=words))).unique()
        assert [row.id for row in found] == [one.id], words
    assert beginning_with("a")[0] == "a"


def test_undoing_gives_back_exactly_what_was(pair):
    one, other = pair
    try_to_reach(other, "message_left")
    with unit_of_work():
        crediting.bring_up_to_date(now=AT)
    before = everything()
    row = merge(one, other, {"name": "merged", "state": "kept"})
    assert everything() != before
    undo(row)
    assert everything() == before
    undo(row)
    assert everything() == before


STEPS = st.lists(
    st.tuples(st.sampled_from(["try", "touch", "state", "household", "protect", "hint"]), st.integers(0, 2)), max_size=6
)
CHOICES = st.fixed_dictionaries({field: st.sampled_from(["kept", "merged"]) for field in FIELDS})


def do(step: str, lead: Lead, minute: int, others: list[Lead]) -> None:
    at = AT + timedelta(minutes=minute)
    if step == "try":
        follow_up.note_attempt(
            lead, follow_up.Tried(new_id(), "phone", ["reached", "no_answer"][minute % 2], at), by=SOMEBODY, now=at
        )
    elif step == "touch":
        follow_up.note_touch(lead, follow_up.MetAgain(new_id(), "conversation", at, "B"), by=SOMEBODY, now=at)
    elif step == "state":
        after = {"new": "informed", "informed": "thinking", "thinking": "withdrew"}.get(lead.state, "ready")
        follow_up.move_on(
            lead, after, reason="för att", next_on=local_date(at) + timedelta(days=9), by=SOMEBODY, now=at
        )
    elif step == "household":
        lead.person.household_id = f"hushåll {minute % 2}"
    elif step == "protect":
        lead.person.protected, lead.person.protected_why = True, "marked"
    else:
        actions.decide(lead, next(row for row in others if row.id != lead.id), "later", by=SOMEBODY, now=at)
    lead.updated_at = at


NAMES = ["Åsa Ek", "Asa Ek", "Bo Ek"]


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    steps=STEPS,
    wanted=CHOICES,
    of=st.permutations([0, 1, 2]),
    phones=st.lists(st.sampled_from("456"), min_size=3, max_size=3),
)
def test_undoing_any_merge_after_anything_is_as_if_it_had_not_been(app, make, steps, wanted, of, phones):
    from tests.conftest import empty

    empty()
    rows = [
        make.lead(name, phone=f"+4670123456{end}", email=f"{end}@exempel.se", captured_at=AT - timedelta(days=9 - n))
        for n, (name, end) in enumerate(zip(NAMES, phones, strict=True))
    ]
    for minute, (step, which) in enumerate(steps):
        with unit_of_work():
            do(step, lead_of(rows[which]), minute, [lead_of(row) for row in rows])
    with unit_of_work():
        crediting.recredit([row.id for row in rows], now=AT)
    states, clock = [everything()], count(1)
    first = merge(rows[of[0]], rows[of[1]], wanted, at=AT + timedelta(hours=next(clock)))
    states.append(everything())
    second = merge(rows[first_kept(first, rows)], rows[of[2]], wanted, at=AT + timedelta(hours=next(clock)))
    with pytest.raises(Refused):
        undo(first)
    undo(second)
    assert everything() == states.pop()
    undo(first)
    assert everything() == states.pop()


def first_kept(row, rows) -> int:
    return [lead.id for lead in rows].index(row.kept_lead_id)


def test_what_has_happened_since_stays_with_the_one_that_stayed(pair):
    one, other = pair
    row = merge(one, other)
    tried = try_to_reach(one, at=AT + timedelta(minutes=30), hours=0)
    with unit_of_work():
        follow_up.move_on(
            lead_of(one), "informed", reason=None, next_on=None, by=SOMEBODY, now=AT + timedelta(minutes=31)
        )
    undo(row)
    kept, gone = lead_of(one), lead_of(other)
    assert (kept.state, kept.first_attempt_at, gone.state, gone.first_attempt_at) == (
        "informed", AT + timedelta(minutes=30), "new", None,
    )  # fmt: skip
    from app.leads.models import Attempt

    assert db.session.get(Attempt, tried).lead_id == kept.id
    assert gone.next_on is not None and gone.merged_into_id is None


def test_what_was_corrected_since_stays_and_the_old_goes_back(pair):
    one, other = pair
    row = merge(one, other)
    with unit_of_work():
        lead = lead_of(one)
        point = next(point for point in lead.person.contacts if point.kind == "email")
        point.value = point.key = "ny@exempel.se"
        lead.person.name = "Åsa Ny"
    undo(row)
    assert lead_of(one).person.contact("email") == "ny@exempel.se"
    assert (lead_of(other).person.contact("email"), lead_of(one).person.name) == ("asa@exempel.se", "Åsa Ny")


def test_a_withdrawal_of_what_was_merged_closes_the_one_and_stays_after_undoing(pair):
    one, other = pair
    row = merge(one, other)
    with unit_of_work():
        first = db.session.scalar(select(Submission).filter_by(lead_id=other.id))
        assert corrections.withdraw(first, by=Actor("visitor"), now=AT + timedelta(minutes=5))
    assert (lead_of(one).state, lead_of(other).state) == ("withdrew", "duplicate")
    undo(row)
    assert [lead_of(lead).state for lead in pair] == ["withdrew", "withdrew"]
    assert [lead_of(lead).next_on for lead in pair] == [None, None]


def test_a_touch_corrected_since_goes_back_with_its_correction(pair):
    one, other = pair
    row = merge(one, other)
    with unit_of_work():
        touch = db.session.scalar(select(Touch).where(Touch.lead_id == one.id, Touch.created.is_(False)))
        again = follow_up.MetAgain(new_id(), "conversation", AT, "B")
        correction = follow_up.note_touch(lead_of(one), again, by=SOMEBODY, now=AT, instead_of=touch).id
    undo(row)
    found = db.session.get(Touch, correction)
    assert (found.lead_id, found.created) == (other.id, True)


def test_credits_follow_and_all_that_was_created_still_sums_to_the_leads(pair, make):
    one, other = pair
    make.lead("Bo")
    merge(one, other)
    with unit_of_work():
        crediting.recredit([row.id for row in db.session.scalars(select(Lead))], now=AT)
    rows = db.session.scalars(select(CreditRow).where(CreditRow.state != "duplicate")).all()
    assert [bool(row.created_by) for row in sorted(rows, key=lambda row: row.captured_month + row.id)].count(True) == 1
    assert len(rows) == db.session.query(Lead).filter(Lead.merged_into_id.is_(None)).count() == 2
    kept = next(row for row in rows if row.lead_id == one.id)
    assert len(kept.contributing) == 2


def test_what_is_set_aside_gone_or_the_same_cannot_be_merged(pair, make):
    one, other = pair
    aside = make.lead("Skräp", quarantined=True)
    merge(one, other)
    for wrong in ((one, one), (one, aside), (one, other)):
        with pytest.raises(Refused):
            merge(*wrong)


def test_a_pair_said_to_be_different_is_never_asked_again_and_one_set_aside_comes_back(pair):
    from app.leads.search import hints_for, pairs_to_decide

    one, other = pair
    today = local_date(AT)
    assert [found.id for _hint, found in hints_for(one, today)] == [other.id]
    for decision, again in (("later", True), ("different", False)):
        with unit_of_work():
            actions.decide(lead_of(one), lead_of(other), decision, by=SOMEBODY, now=AT)
        assert (hints_for(one, today), pairs_to_decide(one.unit_id, today)) == ([], 0)
        assert bool(hints_for(one, today + timedelta(days=14))) == again
    assert db.session.query(DuplicateHint).count() == 1


def test_every_table_that_refers_to_a_lead_or_a_person_says_what_a_merge_does_with_it():
    undecided = {
        f"{column.table.name}.{column.name}" for column, _of in referring()
        if column.info.get("merge") not in ("moves", "stays", "by hand")
    }  # fmt: skip
    assert undecided == set()


def test_a_table_of_another_folder_is_moved_too_and_moved_back(pair):
    """The walk takes in whatever has the mark, here the attempts; a row that its constraint holds back stays."""
    one, other = pair
    before = {row.id: row.lead_id for row in db.session.scalars(select(Transition))}
    row = merge(one, other)
    assert {found.lead_id for found in db.session.scalars(select(Transition)) if found.id in before} == {one.id}
    undo(row)
    assert {found.id: found.lead_id for found in db.session.scalars(select(Transition))} == before
    assert db.session.query(ContactPoint).count() == 3
    assert db.session.query(Staff).count() == 0
