"""Does a function pass from one colleague to the next with nothing lost? All that waits is seen, one press takes it over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Holding, Staff
from app.clock import local_date, now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.leads import pipeline
from app.leads.follow_up import Tried, note_attempt
from app.leads.models import Lead, Person
from app.mail.models import Letter
from app.mail.words import write
from app.packs.actions import Passing, pass_on
from app.packs.models import Pack
from app.packs.waiting import Reader, waiting_at
from app.staffing.models import Assignment
from app.store.columns import new_id
from app.store.db import db, unit_of_work


def today():
    return local_date(now())


@pytest.fixture
def leaver(make):
    return make.staff("coordinator", name="Eva Slutar")


@pytest.fixture
def successor(make, leaver):
    """A colleague in the unit who holds nothing yet."""
    row = make.staff("coordinator", name="Per Börjar")
    with unit_of_work() as session:
        session.query(Holding).filter_by(staff_id=row.id).delete()
    return row


def holding_of(staff):
    db.session.rollback()
    return db.session.scalar(select(Holding).filter_by(staff_id=staff.id).order_by(Holding.id).limit(1))


def everything(make, leaver):
    """A lead that was called, a booked time with its pool, a handover, an event, a shift, an ambassador."""
    lead = make.lead("Åsa Ek", event=make.event("Kärlekshelgen"))
    with unit_of_work():
        tried = Tried(new_id(), "phone", "message_left", now(), note="Ring efter fem")
        note_attempt(db.session.get(Lead, lead.id), tried, by=OPERATOR, now=now())
    make.slot_booking(make.slot_pool(), lead)
    make.handover("Bo Alm")
    make.assignment(make.shift(event=make.event("Torgdagen")), leaver, state="yes")
    make.ambassador("Karin Kort")
    return lead


def test_all_that_waits_stands_on_one_page_and_one_press_passes_it_on(make, signed_in, leaver, successor):
    everything(make, leaver)
    browser, holding = signed_in(staff=leaver), holding_of(leaver)
    page = browser.get(f"/staff/packs/{holding.id}", status=200)
    numbers = {
        head.find(string=True).strip(): head.select_one(".aside").get_text() for head in page.soup.select("h2.group")
    }
    assert numbers == {
        "Intressen": "2", "Bokade tider": "1", "Överlämningar som inte är kvitterade": "1", "Kommande aktiviteter": "2",
        "Återkommande tider": "1", "Ambassadörer": "1", "Egna pass": "1",
    }  # fmt: skip
    assert "Ring efter fem" in page.text and "lämnat meddelande" in page.text and "nästa dag" in page.text
    form = page.form("#who form")
    first, again = form.send(to=successor.id, shifts=True), form.send(to=successor.id, shifts=True)
    assert [answer.errors for answer in (first, again)] == [[], []]
    [pack] = db.session.scalars(select(Pack)).all()
    assert (pack.from_staff_id, pack.to_staff_id, pack.last_on) == (leaver.id, successor.id, today())
    assert pack.counts == {
        "leads": 2, "slots": 1, "handovers": 1, "events": 2, "pools": 1, "ambassadors": 1, "shifts": 1,
    }  # fmt: skip
    assert holding_of(leaver).until_on == today() + timedelta(days=1)
    assert (holding_of(successor).from_on, holding_of(successor).until_on) == (today(), None)
    asked = dict(db.session.execute(select(Assignment.staff_id, Assignment.state)).all())
    assert asked == {leaver.id: "cancelled", successor.id: "asked"}
    line = db.session.scalar(select(JournalLine).filter_by(kind="pack.passed-on"))
    assert line.details["counts"] == pack.counts


def test_nothing_is_left_without_owner_or_next_date(make, leaver, successor):
    leads = [make.lead(name) for name in ("Åsa Ek", "Bo Alm")]
    with unit_of_work() as session:
        session.get(Lead, leads[0].id).next_on = None
        session.get(Lead, leads[1].id).owner_function_id = None
    make.pack(leaver, successor)
    db.session.expire_all()
    rows = db.session.scalars(select(Lead).where(Lead.state.in_(pipeline.OPEN))).all()
    assert [(row.owner_function_id, row.next_on is not None) for row in rows] == [(make.function().id, True)] * 2


def test_the_successor_hears_by_letter_and_on_idag_until_they_have_read(make, signed_in, leaver, successor):
    make.lead("Åsa Ek", event=make.event())
    pack = make.pack(leaver, successor)
    letter = db.session.scalar(select(Letter).filter_by(template="pack"))
    words = write("pack", letter.ids, "sv")
    assert words.to == successor.email
    assert f"/staff/packs/taken/{pack.id}" in words.body
    assert "Åsa" not in words.body + words.subject
    browser = signed_in(staff=successor)
    page = browser.get("/staff/", status=200).follow("Du tar över Resurssamordnare")
    assert "Åsa Ek" in page.text
    page.form("form[action$='/read']").send()
    assert "Du tar över" not in browser.get("/staff/", status=200).text
    assert write("pack", letter.ids, "sv") is None


def test_the_sheet_has_what_the_page_has(make, signed_in, leaver):
    make.lead("Åsa Ek")
    answer = signed_in(staff=leaver).get(f"/staff/packs/{holding_of(leaver).id}/sheet.pdf", status=200)
    assert (answer.data[:5], answer.headers["Cache-Control"]) == (b"%PDF-", "no-store")


def test_a_protected_person_is_counted_and_not_named(make, leaver):
    lead = make.lead("Åsa Ek")
    with unit_of_work() as session:
        session.get(Person, lead.person_id).protected = True
    now_there = {
        seen: [len(one.lines) for one in waiting_at(make.function(), None, Reader(True, seen), now())]
        for seen in (False, True)
    }
    assert now_there == {False: [0], True: [1]}


def test_who_neither_leaves_nor_takes_over_nor_sets_functions_up_sees_nothing(make, signed_in, leaver, successor):
    other = signed_in("coordinator")
    other.get(f"/staff/packs/{holding_of(leaver).id}", status=404)
    pack = make.pack(leaver, successor)
    other.get(f"/staff/packs/taken/{pack.id}", status=404)
    other.get(f"/staff/packs/taken/{pack.id}/sheet.pdf", status=404)


def test_only_a_colleague_of_the_unit_who_may_call_takes_over(make, leaver, successor):
    make.lead("Åsa Ek")
    reader = make.staff("reader", name="Lisa Läser")
    stranger = make.staff("coordinator", organisation=make.organisation("mjolby", "Mjölby"))
    from app.errors import Refused

    for wrong in (reader, stranger, leaver):
        with pytest.raises(Refused), unit_of_work():
            passing = Passing(new_id(), wrong.id, today())
            pass_on(db.session.get(Holding, holding_of(leaver).id), passing, by=OPERATOR, now=now())
    assert holding_of(leaver).until_on is None


# Who is about to go, and is asked to hand over first ------------------------------------------------------------------


def test_the_last_one_in_a_function_with_work_is_asked_to_hand_over_before_they_go(make, signed_in, leaver, successor):
    make.lead("Åsa Ek")
    admin = make.staff("administrator", name="Admin")
    with unit_of_work() as session:
        session.query(Holding).filter_by(staff_id=admin.id).delete()
    browser, holding = signed_in(staff=admin), holding_of(leaver)
    page = browser.get(f"/staff/settings/functions/{make.function().id}", status=200)
    assert page.soup.select_one(f"#holders a[href='/staff/packs/{holding.id}']") is not None
    token = browser.token("/staff/account")
    answer = browser.post(f"/staff/settings/holders/{holding.id}/end", {"csrf_token": token})
    assert "Lämna över den först." in answer.text
    page = browser.get(f"/staff/settings/staff/{leaver.id}", status=200)
    closed = page.form(f"form[action$='{leaver.id}/disable']").send()
    assert closed.errors == ["Eva Slutar är ensam om sitt arbete. Lämna över det först."]
    assert db.session.scalar(select(Staff.active).filter_by(id=leaver.id)) is True
    reader = page.form("#roles-card form").send(roles=["reader"])
    assert reader.errors == ["Eva Slutar är ensam om sitt arbete. Lämna över det först."]
    page.follow("Lämna över …").form("#who form").send(to=successor.id)
    browser.get(f"/staff/settings/staff/{leaver.id}").form(f"form[action$='{leaver.id}/disable']").send()
    assert db.session.scalar(select(Staff.active).filter_by(id=leaver.id)) is False
    assert holding_of(leaver).until_on == today()


def test_an_account_closes_at_once_where_another_holds_the_function_too(make, signed_in, leaver):
    make.lead("Åsa Ek")
    browser = signed_in("administrator")
    browser.get(f"/staff/settings/staff/{leaver.id}").form(f"form[action$='{leaver.id}/disable']").send()
    assert db.session.scalar(select(Staff.active).filter_by(id=leaver.id)) is False
    assert holding_of(leaver).until_on == today()
