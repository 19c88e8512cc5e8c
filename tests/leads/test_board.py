"""Whom do we call today, and is one tap enough to say how it went? Through HTTP, on a real database."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.clock import STOCKHOLM, local_date, now
from app.journal.actors import VISITOR
from app.leads import board
from app.leads.board import board_of
from app.leads.follow_up import Tried as Said
from app.leads.follow_up import note_attempt
from app.leads.models import Attempt, Lead
from app.leads.working_time import OFFICE_WEEK, WorkingTime
from app.mail.delivery import deliver_due
from app.mail.models import Letter
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.pages import no_more_than

OFFICE = WorkingTime(OFFICE_WEEK)


@pytest.fixture
def coordinator(signed_in):
    return signed_in("coordinator")


def waiting(lead, *, days: int, **facts):
    """The lead came in so many days ago and is to be taken up today."""
    with unit_of_work():
        row = db.session.get(Lead, lead.id)
        row.captured_at = row.received_at = now() - timedelta(days=days)
        row.next_on = local_date(now())
        for name, value in facts.items():
            setattr(row, name, value)
    return row


def names(page):
    return [row.get_text() for row in page.soup.select(".item-title")]


def again(lead) -> Lead:
    """The lead as it is in the database now."""
    db.session.expire_all()
    return db.session.get(Lead, lead.id)


def the_board(lead, **how):
    return board_of(lead.unit_id, **{"show": "all", "held": (), "now": now()} | how)


def test_an_empty_board_says_that_nobody_waits(coordinator):
    assert "Ingen väntar på att höra av er idag" in coordinator.get("/staff/board", status=200).text


def test_who_asked_to_be_called_comes_first_and_then_who_has_waited_longest(coordinator, make):
    waiting(make.lead("Nyss Kommen"), days=0)
    waiting(make.lead("Väntat Länge"), days=9)
    waiting(make.lead("Bad Om Samtal"), days=1, asked_on=local_date(now()))
    waiting(make.lead("Väntat Lite"), days=4)
    page = coordinator.get("/staff/board", status=200)
    assert names(page) == ["Bad Om Samtal", "Väntat Länge", "Väntat Lite", "Nyss Kommen"]


def test_who_is_to_be_taken_up_another_day_is_not_on_the_board(coordinator, make):
    waiting(make.lead("En Annan Dag"), days=4, next_on=local_date(now()) + timedelta(days=3))
    assert names(coordinator.get("/staff/board", query={"show": "all"})) == []


def test_a_row_says_who_what_where_by_whom_when_to_call_and_what_was_said_last(coordinator, make):
    event = make.event("Kärlekshelg")
    lead = waiting(make.lead("Åsa Ek", event=event, interests=("guardian",), best_time="evening"), days=1)
    with unit_of_work():
        note_attempt(
            db.session.get(Lead, lead.id), Said(new_id(), "phone", "no_answer", now() - timedelta(hours=5), note="ringde jobbet"),
            by=VISITOR, now=now(),
        )  # fmt: skip
        db.session.get(Lead, lead.id).next_on = local_date(now())
    words = " ".join(coordinator.get("/staff/board").soup.select_one(".call").get_text(" ").split())
    said = [
        "Åsa Ek",
        "God man",
        "Kärlekshelg",
        "Bäst tid: kväll",
        "Senast: inget svar",
        "ringde jobbet",
        "prova en annan tid på dagen",
    ]
    assert [part for part in said if part not in words] == []


def test_one_tap_logs_a_call_and_sets_the_next_day(coordinator, make):
    lead = waiting(make.lead("Åsa Ek"), days=0)
    page = coordinator.get("/staff/board").form("form.taps").send(outcome="no_answer")
    assert "Åsa Ek: inget svar. Nästa gång" in page.text
    row, attempt = again(lead), db.session.scalar(select(Attempt))
    assert (attempt.channel, attempt.outcome, row.state) == ("phone", "no_answer", "seeking")
    assert row.next_on == min(OFFICE.day_after(local_date(now()), 2), OFFICE.day_after(local_date(row.received_at), 3))
    assert names(page) == []


def test_the_same_tap_twice_is_one_attempt(coordinator, make):
    waiting(make.lead(), days=0)
    form = coordinator.get("/staff/board").form("form.taps")
    form.send(outcome="message_left")
    form.send(outcome="message_left")
    assert len(db.session.scalars(select(Attempt)).all()) == 1


def test_who_asks_to_be_called_later_chooses_the_day_and_comes_first_then(coordinator, make):
    lead = waiting(make.lead(), days=0)
    day = local_date(now()) + timedelta(days=7)
    coordinator.get("/staff/board").form("form.taps").send(later=day.isoformat())
    row = again(lead)
    assert (row.next_on, row.asked_on, row.state, row.first_contact_at is not None) == (day, day, "in_contact", True)


@pytest.mark.parametrize(
    "sent, said",
    [
        ({"later": "i morgon"}, "Datumet går inte att läsa"),
        ({"later": "2001-01-01"}, "Välj en dag från och med idag"),
        ({"outcome": "kanske"}, "Välj hur det gick"),
        ({}, "Välj hur det gick"),
        ({"outcome": "reached", "key": "x"}, "Tryck en gång till"),
    ],
)
def test_a_tap_that_says_nothing_changes_nothing_and_says_so(coordinator, make, sent, said):
    waiting(make.lead(), days=0)
    page = coordinator.get("/staff/board").form("form.taps").send(**sent)
    assert said in page.text
    assert db.session.scalars(select(Attempt)).all() == []


def test_who_may_see_no_people_sees_no_board(signed_in, make):
    waiting(make.lead(), days=0)
    assert [signed_in(role).get("/staff/board").status for role in ("reader", "planner")] == [403, 403]


def test_the_people_of_another_unit_are_not_on_our_board(coordinator, make):
    ours, theirs = (
        make.lead("Vår Person"),
        make.lead("Deras Person", organisation=make.organisation("motala", "Motala kommun")),
    )
    waiting(ours, days=0), waiting(theirs, days=0)
    assert names(coordinator.get("/staff/board", query={"show": "all"})) == ["Vår Person"]


def test_people_with_protected_identity_are_on_the_board_of_those_only_who_may_see_them(signed_in, make):
    lead = waiting(make.lead("Hemlig Person"), days=0)
    with unit_of_work():
        db.session.get(Lead, lead.id).person.protected = True
    shown = {
        role: names(signed_in(role).get("/staff/board", query={"show": "all"}))
        for role in ("coordinator", "caseworker")
    }
    assert shown == {"coordinator": [], "caseworker": ["Skyddad person"]}


def test_new_ones_of_a_later_day_can_be_called_ahead(coordinator, make):
    waiting(make.lead("Lovad Måndag"), days=0, next_on=local_date(now()) + timedelta(days=2))
    waiting(make.lead("Redan Provad"), days=0, next_on=local_date(now()) + timedelta(days=2), state="seeking")
    today = coordinator.get("/staff/board", query={"show": "all"})
    assert today.soup.select_one(".empty a")["href"] == "/staff/board?show=coming"
    assert names(coordinator.get("/staff/board?show=coming")) == ["Lovad Måndag"]


def test_a_row_that_may_be_somebody_known_leads_to_the_two_side_by_side(coordinator, make):
    first, second = (waiting(make.lead("Anna Ek", phone="+46701234567"), days=day) for day in (2, 1))
    page = coordinator.get("/staff/board", query={"show": "all"})
    assert [a["href"] for a in page.soup.select(".call-advice a")] == [
        f"/staff/people/pairs/{first.id}/{second.id}", f"/staff/people/pairs/{second.id}/{first.id}",
    ]  # fmt: skip


def test_leads_without_owner_or_next_day_are_listed_apart(coordinator, make):
    make.event()
    waiting(make.lead("Ingen Dag"), days=0, next_on=None)
    waiting(make.lead("Ingen Ägare"), days=0, owner_function_id=None)
    waiting(make.lead("Som Sig Bör"), days=0)
    page = coordinator.get("/staff/board", query={"show": "unowned"})
    assert sorted(names(page)) == ["Ingen Dag", "Ingen Ägare"]
    assert "2 utan ansvarig eller nästa dag" in coordinator.get("/staff/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_takes_as_many_queries_for_three_as_for_one(coordinator, make, number):
    event = make.event()
    for _ in range(number):
        waiting(make.lead(event=event, interests=("guardian",)), days=1)
    with no_more_than(12):
        page = coordinator.get("/staff/board", query={"show": "all"})
    assert len(names(page)) == number


@pytest.mark.parametrize("show", ["all", "coming"])
def test_each_who_waits_stands_on_one_page_of_the_board(coordinator, make, monkeypatch, show):
    monkeypatch.setattr(board, "SHOWN", 2)
    monkeypatch.setattr(board, "LOOKED_AT", 4)
    on = local_date(now()) + timedelta(days=show == "coming")
    everybody = [f"Person {number}" for number in range(7)]
    for number, name in enumerate(everybody):
        waiting(make.lead(name), days=7 - number, next_on=on)
    pages = [coordinator.get("/staff/board", query={"show": show, "page": page}) for page in range(1, 5)]
    assert [name for page in pages for name in names(page)] == everybody
    assert [page.soup.select_one(".pager .aside").get_text() for page in pages][::3] == ["1–2 av 7", "7–7 av 7"]
    assert [link["rel"] for link in pages[1].soup.select(".pager a")] == [["prev"], ["next"]]
    page = pages[1].form("form.taps").send(outcome="no_answer") if show == "all" else pages[1]
    assert page.soup.select_one(".pager .aside").get_text().startswith("3–4")


def climbed(lead):
    """Three tries on three days, at two times of the day, by two channels, more than ten working days ago."""
    waiting(lead, days=30)
    with unit_of_work():
        row = db.session.get(Lead, lead.id)
        for days, hour, channel in ((28, 9, "phone"), (25, 18, "phone"), (20, 9, "sms")):
            at = datetime.combine(local_date(now()) - timedelta(days=days), time(hour), STOCKHOLM)
            note_attempt(row, Said(new_id(), channel, "no_answer", at), by=VISITOR, now=now())
        row.next_on = local_date(now())
    return row


def test_after_the_last_rung_a_last_message_goes_out_and_the_lead_is_closed_as_not_reached(coordinator, make):
    lead = climbed(make.lead("Åsa Ek", email="asa@exempel.se"))
    page = coordinator.get("/staff/board", query={"show": "all"})
    assert "Dags för en sista hälsning" in page.text
    page = page.form("form[action*='last-word']").send()
    assert "Ärendet är avslutat som ej nådd" in page.text
    row = again(lead)
    letter = db.session.scalar(select(Letter).filter_by(template="last_word"))
    assert (row.state, row.next_on, letter.channel) == ("unreached", None, "email")
    deliver_due()
    assert db.session.get(Letter, letter.id).state == "sent"


def test_nobody_is_given_up_before_the_ladder_is_climbed(coordinator, make):
    lead = waiting(make.lead(), days=30)
    board = coordinator.get("/staff/board")
    token = board.form("form.taps")
    page = coordinator.post(f"/staff/board/{lead.id}/last-word", {"csrf_token": token.values["csrf_token"]})
    assert (again(lead).state, "Försök tre gånger" in page.text) == ("new", True)


# The page of a lead ---------------------------------------------------------------------------------------------------


def clock_card(coordinator, lead):
    return " ".join(coordinator.get(f"/staff/leads/{lead.id}").soup.select_one("#clock").get_text(" ").split())


def test_a_lead_says_what_was_promised_and_whether_it_was_kept(coordinator, make):
    lead = waiting(make.lead(), days=30)
    assert "Första försöket Lovat till" in clock_card(coordinator, lead)
    with unit_of_work():
        note_attempt(again(lead), Said(new_id(), "phone", "reached", now()), by=VISITOR, now=now())
    assert clock_card(coordinator, lead).count("För sent, lovat till") == 2


def test_an_attempt_noted_late_but_made_in_time_was_in_time(coordinator, make):
    lead = waiting(make.lead(), days=30)
    with unit_of_work():
        made = again(lead).received_at + timedelta(hours=1)
        note_attempt(again(lead), Said(new_id(), "phone", "reached", made), by=VISITOR, now=now())
    assert clock_card(coordinator, lead).count("I tid") == 2


def test_how_long_a_lead_lay_on_a_tablet_is_shown_apart(coordinator, make):
    lead = waiting(make.lead(way="tablet"), days=2)
    assert "Låg på en surfplatta" not in clock_card(coordinator, lead)
    with unit_of_work():
        again(lead).captured_at = now() - timedelta(days=3)
    assert "Låg på en surfplatta utan nät till" in clock_card(coordinator, lead)


def state_of(lead):
    row = again(lead)
    return row.state, row.next_on, row.asked_on, row.first_attempt_at, row.first_contact_at


@pytest.mark.parametrize("tap", [{"outcome": "reached"}, {"outcome": "no_answer"}, {"later": "tomorrow"}])
def test_a_slip_of_the_finger_is_taken_back_and_stays_written_down(coordinator, make, tap):
    lead = waiting(make.lead("Åsa Ek"), days=1)
    before = state_of(lead)
    if "later" in tap:
        tap = {"later": (local_date(now()) + timedelta(days=1)).isoformat()}
    page = coordinator.get("/staff/board").form("form.taps").send(**tap)
    page = page.form(".notice form").send()
    assert ("Ångrat. Åsa Ek står som innan." in page.text, state_of(lead), names(page)) == (True, before, ["Åsa Ek"])
    attempt = db.session.scalar(select(Attempt))
    assert attempt.taken_back_at is not None
    assert "ångrat" in coordinator.get(f"/staff/leads/{lead.id}").text


def test_an_earlier_attempt_counts_again_when_the_last_one_is_taken_back(coordinator, make):
    lead = waiting(make.lead(), days=1)
    with unit_of_work():
        note_attempt(
            again(lead), Said(new_id(), "phone", "no_answer", now() - timedelta(hours=3)), by=VISITOR, now=now()
        )
        again(lead).next_on = local_date(now())
    before = state_of(lead)
    coordinator.get("/staff/board").form("form.taps").send(outcome="reached").form(".notice form").send()
    assert state_of(lead) == before


def test_what_is_too_late_to_take_back_or_somebody_elses_stays(signed_in, coordinator, make):
    waiting(make.lead(), days=1)
    page = coordinator.get("/staff/board").form("form.taps").send(outcome="reached")
    other = signed_in("coordinator")
    undo = page.form(".notice form")
    theirs = other.post(undo.soup["action"], {**undo.values, "csrf_token": [other.token("/staff/account")]})
    assert "Bara den som noterade det kan ångra det." in theirs.text
    with unit_of_work():
        row = db.session.scalar(select(Attempt))
        lead = db.session.get(Lead, row.lead_id)
        row.noted_at = lead.updated_at = now() - timedelta(minutes=11)
    assert "Det går inte att ångra längre." in undo.send().text


def test_any_day_can_be_written_for_calling_later(coordinator, make):
    lead, day = waiting(make.lead(), days=0), local_date(now()) + timedelta(days=40)
    coordinator.get("/staff/board").form("form.taps").send(later="other", other_day=day.isoformat())
    assert again(lead).asked_on == day


def test_a_colleague_who_was_first_is_named_and_nothing_is_noted_twice(signed_in, make):
    waiting(make.lead("Åsa Ek"), days=0)
    maria, amina = (signed_in(staff=make.staff("coordinator", name=name)) for name in ("Maria Lind", "Amina Farah"))
    late = amina.get("/staff/board?show=all").form("form.taps")
    maria.get("/staff/board?show=all").form("form.taps").send(outcome="reached")
    page = late.send(outcome="no_answer")
    assert "Maria Lind hann före med Åsa Ek: nådd" in page.text
    assert [row.outcome for row in db.session.scalars(select(Attempt))] == ["reached"]


def test_after_a_tap_the_board_goes_on_at_the_next_row_and_says_there_what_happened(coordinator, make):
    rows = [waiting(make.lead(name), days=days) for name, days in (("Åsa Ek", 9), ("Bo Alm", 8), ("Cia Dal", 7))]
    page = coordinator.get("/staff/board").form(f"form[action*='{rows[0].id}']").send(outcome="no_answer")
    said = page.soup.select_one("#said")
    assert ("Åsa Ek: inget svar" in said.get_text(), said.find_next_sibling()["id"]) == (True, rows[1].id)
    assert len(page.soup.select(".notice:not(.asleep)")) == 1
    back = page.form(".notice form").send().soup.select_one("#said").find_next_sibling()["id"]
    assert back == rows[0].id
    last = coordinator.get("/staff/board").form(f"form[action*='{rows[2].id}']").send(outcome="kanske")
    assert last.soup.select_one("#said").find_next_sibling()["id"] == rows[2].id
