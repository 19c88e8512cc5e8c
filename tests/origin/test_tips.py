"""Tips about somebody else: who must be told, by when, in which words, and what becomes of it otherwise; through HTTP."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.clock import STOCKHOLM, local_date, now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.leads import follow_up, restriction
from app.leads.crediting import answers_of
from app.leads.models import Lead
from app.leads.queries import notice_by_hash
from app.mail.models import Letter
from app.origin import queries, tips
from app.origin.models import Tip
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from app.web.contact import show_phone

TIP = {"name": "Tova Tipsad", "contact": "070-174 06 20"}


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


def entered(coordinator, **said):
    return coordinator.get("/staff/tips/new", status=200).form("main form").send(**(TIP | said))


def test_there_are_twenty_eight_days_to_tell():
    assert tips.inform_by(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == date(2026, 12, 21)


def test_a_tip_is_a_lead_of_its_own_way_that_no_letter_goes_to(coordinator):
    page = entered(coordinator, contact="tova@exempel.se")
    lead = db.session.scalars(select(Lead)).one()
    assert (lead.way, lead.state, answers_of(lead).created_by.source.other) == ("tip", "new", "tip")
    assert db.session.scalars(select(Letter)).all() == []
    assert "Någon som känner dig tipsade oss om dig" in page.soup.select_one("#tip").get_text()
    coordinator.get("/staff/results")
    assert ["Ett tips", "1"] in [row[:2] for row in coordinator.get("/staff/results").rows("#counted tr")]


def test_nothing_is_kept_of_a_tipper_who_did_not_agree_to_be_named(coordinator):
    entered(coordinator)
    assert db.session.scalars(select(Tip.told_by)).all() == [None]


def test_a_tipper_who_agreed_is_named_to_the_person_and_in_no_journal(coordinator):
    page = entered(coordinator, told_by="Gunilla Holm")
    assert "Gunilla Holm tipsade oss om dig" in page.soup.select_one("#tip").get_text()
    assert "Gunilla" not in repr([line.details for line in db.session.scalars(select(JournalLine))])


def test_the_list_tells_by_when_and_it_is_noted_once_that_the_person_knows(coordinator):
    page = entered(coordinator)
    assert "Berätta senast" in coordinator.get("/staff/tips").text
    page.form("form[action*=informed]").send()
    row = db.session.scalars(select(Tip)).one()
    before = row.informed_at
    coordinator.post(f"/staff/tips/{row.id}/informed", {"csrf_token": coordinator.token("/staff/account")})
    db.session.refresh(row)
    assert (row.informed_at, "Alla har fått veta" in coordinator.get("/staff/tips").text) == (before, True)


def test_the_text_that_the_person_was_given_is_kept_word_by_word(coordinator, make):
    row = make.tip()
    coordinator.get(f"/staff/leads/{row.lead_id}").form("#tip form").send()
    told = db.session.get(Tip, row.id, populate_existing=True)
    assert "Linköpings kommun" in notice_by_hash(told.organisation_id, told.notice_hash).text


def test_who_could_not_be_told_in_time_is_left_alone_and_handed_to_disposal(make):
    row, lead = make.tip(told_by="Gunilla Holm"), None
    with unit_of_work():
        assert tips.close_late(now=now() + timedelta(days=28)) == 0
    with unit_of_work():
        assert tips.close_late(now=now() + timedelta(days=29)) == 1
        assert tips.close_late(now=now() + timedelta(days=29)) == 0
    lead, row = db.session.get(Lead, row.lead_id), db.session.get(Tip, row.id)
    assert (lead.state, lead.next_on, row.told_by, row.closed_at is None) == ("not_relevant", None, None, False)


def reached(lead_id: str) -> None:
    with unit_of_work():
        tried = follow_up.Tried(new_id(), "phone", "reached", now())
        follow_up.note_attempt(db.session.get(Lead, lead_id), tried, by=OPERATOR, now=now())


def late() -> int:
    with unit_of_work():
        return tips.close_late(now=now() + timedelta(days=29))


@pytest.mark.both
def test_who_has_spoken_with_us_is_not_dropped_but_stays_on_the_list_until_they_were_told(make):
    row = make.tip()
    reached(row.lead_id)
    assert (late(), db.session.get(Lead, row.lead_id).state) == (0, "in_contact")
    assert [tip.id for tip in queries.tips_waiting(row.unit_id)] == [row.id]


@pytest.mark.both
def test_who_wrote_to_us_themselves_is_not_dropped_with_the_tip(make):
    row = make.tip("Tova Tipsad", told_by="Gunilla Holm")
    make.merge(db.session.get(Lead, row.lead_id), make.lead("Tova Tipsad"))
    assert late() == 1
    row = db.session.get(Tip, row.id)
    assert (row.lead.state, row.told_by, row.closed_at is None) == ("new", None, False)


def test_who_is_frozen_stays_so_and_the_others_end(make):
    frozen, other = make.tip(), make.tip()
    with unit_of_work():
        restriction.restrict(db.session.get(Lead, frozen.lead_id), "objection", by=OPERATOR, now=now())
    assert late() == 1
    assert db.session.get(Lead, frozen.lead_id).state == "new"
    assert db.session.get(Lead, other.lead_id).state == "not_relevant"


def test_no_last_letter_goes_to_somebody_who_was_only_tipped_about(make):
    row = make.tip()
    with unit_of_work():
        lead = db.session.get(Lead, row.lead_id)
        lead.received_at = lead.captured_at = now() - timedelta(days=30)
        for days, hour, channel in ((28, 9, "phone"), (25, 18, "phone"), (20, 9, "sms")):
            at = datetime.combine(local_date(now()) - timedelta(days=days), time(hour), STOCKHOLM)
            follow_up.note_attempt(lead, follow_up.Tried(new_id(), channel, "no_answer", at), by=OPERATOR, now=now())
    with unit_of_work():
        follow_up.say_the_last_word(db.session.get(Lead, row.lead_id), by=OPERATOR, now=now())
    assert db.session.get(Lead, row.lead_id).state == "unreached"
    assert db.session.scalars(select(Letter)).all() == []


def test_the_board_says_that_it_is_a_tip_before_anybody_calls(coordinator, make):
    row = make.tip()
    with unit_of_work():
        db.session.get(Lead, row.lead_id).next_on = local_date(now())
    assert "Ett tips: berätta det först" in coordinator.get("/staff/board?show=all").text


def test_who_was_told_stays(make):
    row = make.tip()
    with unit_of_work():
        tips.inform(db.session.get(Tip, row.id), by=OPERATOR, now=now())
        assert tips.close_late(now=now() + timedelta(days=60)) == 0


def test_what_must_be_told_within_a_week_stands_on_idag(coordinator, make):
    make.event()
    row = make.tip()
    assert "Tips om någon" not in coordinator.get("/staff/").soup.main.get_text()
    with unit_of_work():
        db.session.get(Tip, row.id).inform_by = local_date(now()) + timedelta(days=3)
    assert "ska inom en vecka få veta" in coordinator.get("/staff/").text


@pytest.mark.parametrize("missing", ["name", "contact"])
def test_a_tip_without_a_name_or_a_way_to_be_reached_is_sent_back(coordinator, missing):
    assert entered(coordinator, **{missing: ""}).errors != []
    assert db.session.scalars(select(Lead)).all() == []


def test_the_same_press_twice_is_one_tip(coordinator):
    form = coordinator.get("/staff/tips/new").form("main form").fill(**TIP)
    form.send()
    form.send()
    assert len(db.session.scalars(select(Tip)).all()) == 1


def test_the_phone_is_read_as_people_write_it(coordinator):
    entered(coordinator)
    assert show_phone(db.session.scalars(select(Lead)).one().person.contact("phone")) == "070-174 06 20"
