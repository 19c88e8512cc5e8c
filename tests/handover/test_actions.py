"""Does a handover lose nobody? Its steps on a real database: what goes, what is kept, whose the lead is meanwhile."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.clock import local_date, now
from app.errors import Refused
from app.handover import actions, choices, codes, steps
from app.handover.models import Handover, HandoverStep
from app.handover.queries import due_of, late_in_words, meet_by, owner_of, unmet, waiting
from app.journal.models import JournalLine
from app.leads.board import board_of
from app.leads.crediting import recredit
from app.leads.models import CreditRow, Lead
from app.leads.pipeline import is_open
from app.mail.models import Letter
from app.store.db import db, unit_of_work


def letters(template):
    return db.session.scalars(select(Letter).filter_by(template=template)).all()


def refused(call, *args, **how):
    with pytest.raises(Refused) as why:
        call(*args, **how)
    db.session.rollback()
    return str(why.value)


def test_the_way_from_ready_to_done(handing):
    lead = handing.ready()
    row = handing.prepared(lead)
    assert handing.state(row) == ("created", "ready")
    handing.step(row, "sent")
    assert handing.state(row) == ("sent", "handed_over")
    handing.step(row, "receipted", "receiver")
    assert handing.state(row) == ("receipted", "receipted")
    handing.step(row, "met", "receiver", on=local_date(now()))
    handing.step(row, "done", "receiver")
    assert handing.state(row) == ("done", "receipted")
    taken = db.session.scalars(select(HandoverStep).order_by(HandoverStep.id)).all()
    assert [(step.before, step.after) for step in taken] == [
        (None, "created"), ("created", "sent"), ("sent", "receipted"), ("receipted", "met"), ("met", "done"),
    ]  # fmt: skip
    noted = db.session.scalars(select(JournalLine).filter_by(subject=row.id).order_by(JournalLine.id)).all()
    assert [line.kind for line in noted] == ["handover.prepared", *["handover.moved-on"] * 4]
    assert "Åsa" not in repr([line.details for line in noted])


def test_only_what_was_chosen_goes_along(handing):
    row = handing.prepared(fields=("email",))
    assert row.handed == {"name": "Åsa Ek", "email": "asa@person.example"}


def test_nobody_goes_without_a_way_to_be_reached(handing):
    assert "minst ett sätt" in refused(handing.prepared, fields=("language",))


def test_nobody_goes_before_somebody_has_talked_with_them(handing, make):
    assert "Tala med personen först" in refused(handing.prepared, make.lead())


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"yes_on": local_date(now()) + timedelta(days=2)}, "Dagen ligger framåt"),
        ({"yes_how": "guess"}, "Välj hur personen sa ja"),
        ({"way": "staff"}, "Ingen på den enheten loggar in"),
        ({"unit_id": "0" * 20}, "Välj vilken enhet"),
    ],
)
def test_what_is_missing_is_said(handing, facts, said):
    assert said in refused(handing.prepared, **facts)


def test_protected_details_never_go_by_a_link(handing):
    lead = handing.ready()
    with unit_of_work():
        db.session.get(Lead, lead.id).person.protected = True
    assert "skickas inte med länk" in refused(handing.prepared, lead)


def test_a_lead_is_on_one_handover_at_a_time_and_the_same_press_twice_is_one(handing):
    lead, asked = handing.ready(), handing.asked()
    for _ in range(2):
        with unit_of_work():
            actions.prepare(db.session.get(Lead, lead.id), asked, by=actions.SENDER, now=now())
    assert len(db.session.scalars(select(Handover)).all()) == 1
    assert "redan på väg" in refused(handing.prepared, lead)


def test_the_senders_lead_stays_open_until_the_receipt(handing):
    row = handing.over()
    lead = db.session.get(Lead, row.lead_id)
    assert (is_open(lead.state), lead.next_on) == (True, local_date(due_of(db.session.get(Handover, row.id))))
    handing.step(row, "receipted", "receiver")
    assert not is_open(handing.state(row)[1])


def test_with_another_unit_nobody_is_to_be_called(handing):
    row = handing.over()
    later = now() + timedelta(days=30)
    assert board_of(row.from_unit_id, show="all", held=[], now=later).total == 0


def test_sent_back_it_is_ready_again_and_the_code_counts_for_nothing(handing):
    row = handing.over()
    reason = choices.choices_of(row.organisation_id, "return")[0]
    assert "Välj varför" in refused(handing.step, row, "returned", "receiver")
    handing.step(row, "returned", "receiver", reason=reason)
    assert handing.state(row) == ("returned", "ready")
    assert db.session.scalar(select(CreditRow.code_hash).filter_by(lead_id=row.lead_id)) is None
    assert [letter.ids for letter in letters("handover_back")] == [{"handover": row.id}]
    assert handing.over(db.session.get(Lead, row.lead_id)).id != row.id  # and goes to somebody else


def test_called_back_the_secret_address_is_another(handing):
    row = handing.over()
    before = db.session.get(Handover, row.id).generation
    handing.step(row, "recalled")
    assert (handing.state(row), db.session.get(Handover, row.id).generation) == (("recalled", "ready"), before + 1)


def test_only_a_keyed_hash_is_kept_of_the_code_and_recrediting_leaves_it(handing):
    row = handing.over()
    code = codes.code_of(row.id, db.session.get(Handover, row.id).generation, handing.key)
    with unit_of_work():
        recredit([row.lead_id], now=now())
    credit = db.session.scalar(select(CreditRow).filter_by(lead_id=row.lead_id))
    assert credit.code_hash == codes.hash_of(code, handing.key)
    db.session.rollback()
    tables = {table.name: db.session.execute(select(table)).all() for table in db.metadata.sorted_tables}
    assert [name for name, rows in tables.items() if code in repr(rows)] == []


def test_the_receiver_hears_at_once_and_the_sender_after_five_of_its_working_days(handing):
    row = handing.over()
    assert len(letters("handover_sent")) == 1
    due = due_of(db.session.get(Handover, row.id))
    with unit_of_work():
        assert actions.escalate_late_receipts(now=due) == 0
    for _ in range(2):
        with unit_of_work():
            assert actions.escalate_late_receipts(now=due + timedelta(minutes=1)) == 1
    assert (len(letters("handover_late")), len(letters("handover_reminder"))) == (1, 1)
    handing.step(row, "receipted", "receiver")
    assert waiting() == []


def test_both_hear_while_nobody_has_met_the_one_who_was_receipted(handing, signed_in, make):
    make.event()
    row = handing.over()
    handing.step(row, "receipted", "receiver")
    found = db.session.get(Handover, row.id)
    due, function = meet_by(found), owner_of(found)
    assert (unmet(due), late_in_words(function, due)) == ([], None)
    said = "1 som ni har lämnat över väntar än på ett första möte. Ring mottagaren."
    assert late_in_words(function, due + timedelta(minutes=1)) == said
    with unit_of_work():
        db.session.get(Handover, row.id).receipted_at = now() - timedelta(days=40)
    sender, receiver = signed_in("coordinator"), signed_in(staff=handing.staff())
    assert "Inget första möte än hos Socialförvaltningen" in sender.get("/staff/").text
    assert "Inget första möte än" in sender.get("/staff/handovers").text
    assert "1 väntar på ett första möte" in receiver.get("/staff/").text
    handing.step(row, "met", "receiver")
    assert unmet(now()) == []


def test_a_step_taken_twice_is_taken_once(handing):
    row = handing.over()
    assert [handing.step(row, "receipted", "receiver") for _ in range(2)] == [True, False]


def test_whoever_took_back_the_sign_up_is_not_received(handing):
    row = handing.over()
    with unit_of_work():
        db.session.get(Lead, row.lead_id).withdrawn_at = now()
    assert "tagit tillbaka" in refused(handing.step, row, "receipted", "receiver")


def test_a_first_meeting_lies_between_the_handover_and_today(handing):
    row = handing.over()
    handing.step(row, "receipted", "receiver")
    today = local_date(now())
    assert "framåt" in refused(handing.step, row, "met", "receiver", on=today + timedelta(days=1))
    assert "före överlämningen" in refused(handing.step, row, "met", "receiver", on=today - timedelta(days=9))


def test_who_belongs_elsewhere_is_referred_and_nothing_is_sent(handing):
    lead = handing.ready()
    place = choices.choices_of(lead.organisation_id, "referral")[0]
    with unit_of_work():
        actions.refer(db.session.get(Lead, lead.id), place, by=actions.SENDER, now=now())
    db.session.rollback()
    found = db.session.get(Lead, lead.id)
    assert (found.state, found.next_on, db.session.scalars(select(Handover)).all()) == ("referred", None, [])


WALK = st.lists(st.tuples(st.sampled_from(list(steps.STATES)), st.sampled_from(["sender", "receiver"])), max_size=12)


@given(WALK)
def test_no_walk_leaves_the_table_of_steps(walk):
    state, taken = "created", []
    for after, side in walk:
        try:
            steps.check_step(state, after, side, reason="because")
        except Refused:
            continue
        assert side in steps.STEPS[state][after]
        taken.append(after)
        state = after
    assert len(taken) == len(set(taken))  # it never goes round
    assert taken.count("sent") <= 1 and not (set(taken) & {"receipted", "returned"} and taken[0] != "sent")
