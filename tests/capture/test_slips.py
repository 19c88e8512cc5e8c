"""Do paper forms become leads of their booth, each once, met when they met and credited to who talked? Through HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import AssignmentType
from app.booths.models import Booth, CaptureSession
from app.capture.models import TypedSlip
from app.capture.slip_rows import Carried, RowForm
from app.clock import STOCKHOLM, here, local_date, now
from app.events.when import When
from app.leads.models import Lead, LeadInterest, Person, Submission, Touch
from app.leads.queries import current_notice
from app.store.columns import new_id
from app.store.db import db, unit_of_work


@pytest.fixture
def day():
    """Last Saturday."""
    today = local_date(now())
    return today - timedelta(days=(today.weekday() + 2) % 7 or 7)


@pytest.fixture
def booth(make, day):
    event = make.event(when=When.days(day))
    opens = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    return make.booth(event, "Tältet", from_at=opens, until_at=opens + timedelta(hours=6))


@pytest.fixture
def planner(signed_in):
    return signed_in("coordinator")


def path(booth) -> str:
    return f"/staff/events/{booth.event.slug}/booths/{booth.id}/slips"


def grid(planner, booth):
    return planner.get(path(booth), status=200).form(".slips-form")


def rows(model=Lead) -> list:
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id)))


def test_a_row_is_a_lead_that_knows_booth_code_day_clock_and_who_talked(planner, make, booth, day):
    batch = make.slips(booth)
    shift = make.shift(booth, starts_at=booth.from_at, hours=3)
    make.assignment(shift, helper := make.helper("Maja Lund"), "done")
    page = grid(planner, booth).send(**{
        "r0-name": "Åsa Ek", "r0-phone": "070 174 06 05", "r0-letters": "ac", "r0-best": "evening", "r0-at": "10.15",
        "r0-on": str(day.day), "r0-who": f"helper-{helper.id}",
    })  # fmt: skip
    assert "1 blankett är inskriven." in page.text
    (lead,), (sent,), (touch,), (session,) = rows(), rows(Submission), rows(Touch), rows(CaptureSession)
    met = here(lead.captured_at)
    assert (met.date(), met.hour, met.minute, lead.way, lead.best_time) == (day, 10, 15, "paper", "evening")
    assert (lead.event_id, lead.booth_id, lead.placement_id) == (booth.event_id, booth.id, batch.placement_id)
    assert (touch.kind, touch.grade, touch.at) == ("session", "A", lead.captured_at)
    assert (session.helper_id, session.shift_id, session.device) == (helper.id, shift.id, "paper")
    assert (sent.capture_session_id, sent.notice_hash, sent.language) == (session.id, batch.notice_hash, "sv")
    keys = select(AssignmentType.key).join(LeadInterest, LeadInterest.assignment_type_id == AssignmentType.id)
    assert set(db.session.scalars(keys)) == {"foster_home", "contact_person"}
    assert [(one.number, one.lead_id) for one in rows(TypedSlip)] == [(1, lead.id)]


def test_what_a_row_leaves_out_is_as_above(planner, make, booth, day):
    make.assignment(make.shift(booth, starts_at=booth.from_at), helper := make.helper("Maja Lund"), "done")
    grid(planner, booth).send(**{
        "r0-name": "En", "r0-phone": "0701740605", "r0-at": "1015", "r0-who": f"helper-{helper.id}",
        "r1-name": "Två", "r1-phone": "0701740606", "r2-name": "Tre", "r2-phone": "0701740607", "r2-at": "11",
    })  # fmt: skip
    assert [(here(one.captured_at).date(), here(one.captured_at).hour) for one in rows()] == [
        (day, 10),
        (day, 10),
        (day, 11),
    ]
    assert [one.helper_id for one in rows(CaptureSession)] == [helper.id]


def test_forms_of_somebody_who_stood_there_twice_are_credited_to_the_shift_that_they_were_written_in(
    planner, make, booth
):
    hour = timedelta(hours=1)
    helper, shifts = make.helper("Maja Lund"), [make.shift(booth, starts_at=booth.from_at + n * hour) for n in (0, 4)]
    for shift in shifts:
        make.assignment(shift, helper, "done")
    clocks = [f"{here(booth.from_at + n * hour):%H.%M}" for n in (1, 5)]
    grid(planner, booth).send(**{
        "r0-name": "En", "r0-phone": "0701740605", "r0-at": clocks[0], "r0-who": f"helper-{helper.id}",
        "r1-name": "Två", "r1-phone": "0701740606", "r1-at": clocks[1],
    })  # fmt: skip
    sessions = {row.id: row.shift_id for row in rows(CaptureSession)}
    assert [sessions[sent.capture_session_id] for sent in rows(Submission)] == [shift.id for shift in shifts]


def test_what_is_wrong_comes_back_with_how_to_mend_it_and_hinders_no_other(planner, booth):
    page = grid(planner, booth).send(**{
        "r0-name": "En", "r0-phone": "0701740605", "r1-name": "Två", "r1-phone": "123", "r2-name": "", "r2-phone": "0701740607",
        "r3-name": "Fyra", "r3-email": "fyra@exempel.se", "r4-name": "Fem", "r4-phone": "0701740608", "r4-letters": "Z",
        "r5-name": "Sex", "r5-phone": "0701740609", "r5-at": "99",
    })  # fmt: skip
    assert (page.status, sorted(one.name for one in rows(Person))) == (422, ["En", "Fyra"])
    assert [line.split(": ")[1][:28] for line in page.errors] == [
        "Telefonnumret går inte att l", "Skriv namnet som det står på", "Bokstaven Z finns inte på bl", "Klockslaget går inte att läs",
    ]  # fmt: skip
    assert page.h1.startswith("Skriv in") and page.soup.title.get_text().startswith("Fel:")
    form = page.form(".slips-form")
    assert (form.values["r0-name"], form.values["r0-phone"]) == (["Två"], ["123"])
    form.send(**{"r0-phone": "0701740611", "r1-name": "Tre", "r2-letters": "A", "r3-at": "12"})
    assert sorted(one.name for one in rows(Person)) == ["En", "Fem", "Fyra", "Sex", "Tre", "Två"]


def test_the_same_row_twice_is_one_lead(planner, booth):
    form = grid(planner, booth).fill(**{"r0-name": "En", "r0-phone": "0701740605"})
    for _again in range(3):
        form.send()
    assert (len(rows()), len(rows(TypedSlip))) == (1, 1)


def row(planner, booth, **values):
    """What the script sends for one row, and the answer."""
    facts = {
        "row": "r7-",
        "r7-key": new_id(),
        "r7-on": f"{booth.event.first_on:%d/%m}",
        "r7-at": "10",
        "csrf_token": planner.token(path(booth)),
    }
    sent = facts | {f"r7-{name}": value for name, value in values.items()}
    return planner.client.post(path(booth) + "/row", data=sent), sent


def test_the_script_gets_its_row_back_saved(planner, booth):
    answer, sent = row(planner, booth, name="En", phone="0701740605")
    assert (answer.status_code, "data-saved" in answer.text, len(rows())) == (200, True, 1)
    assert planner.client.post(path(booth) + "/row", data=sent).status_code == 200
    assert len(rows()) == 1


def test_the_script_gets_its_row_back_with_what_is_wrong(planner, booth):
    answer, _sent = row(planner, booth, name="En")
    assert (answer.status_code, 'aria-invalid="true"' in answer.text, rows()) == (422, True, [])
    assert "Vi behöver ett telefonnummer eller en e-postadress." in answer.text


def test_a_number_is_typed_in_once_and_only_if_it_was_printed(planner, make, booth):
    make.slips(booth, count=5)
    assert row(planner, booth, number="3", name="En", phone="0701740605")[0].status_code == 200
    again, _sent = row(planner, booth, number="3", name="Två", phone="0701740606")
    assert "redan inskrivet" in again.text
    assert "Det högsta är 5" in row(planner, booth, number="6", name="Två", phone="0701740606")[0].text
    assert row(planner, booth, number="", name="Två", phone="0701740606")[0].status_code == 200
    page = planner.get(path(booth))
    assert "Inte inskrivna: 1–2." in page.text
    assert page.soup.select_one("[name='r0-number']")["value"] == "4"


def test_a_form_speaks_its_own_language_and_keeps_the_text_that_stood_on_it(planner, make, booth):
    with unit_of_work():
        db.session.get(Booth, booth.id).languages = ["ar"]
    for tag in ("sv", "en", "ar"):
        make.slips(booth, count=2, language=tag)
    for number, name in ((1, "En"), (3, "Three"), (5, "ليلى")):
        row(planner, booth, number=str(number), name=name, phone=f"070174060{number}")
    organisation = booth.event.organisation
    from app.web.language import speaking

    with speaking("en"):
        english = current_notice(organisation, "en").hash
    sent = rows(Submission)
    assert [one.language for one in sent] == ["sv", "en", "ar"]
    assert sent[1].notice_hash == english != sent[0].notice_hash


def test_a_form_whose_number_nobody_can_read_is_taken_for_a_swedish_one(planner, make, booth):
    make.slips(booth, count=2), make.slips(booth, count=2, language="en")
    row(planner, booth, number="", name="Åsa Ek", phone="0701740605")
    assert [one.language for one in rows(Submission)] == ["sv"]


@pytest.mark.parametrize("on", ["1/1 2020", "2040-05-05"])
def test_a_time_that_cannot_be_is_asked_about(planner, booth, on):
    answer, _sent = row(planner, booth, name="En", phone="0701740605", on=on)
    assert (answer.status_code, rows()) == (422, [])


@pytest.fixture
def night(day):
    """The Saturday before, whose night is over at whatever hour one looks."""
    return day - timedelta(days=7)


@pytest.fixture
def evening(make, night):
    """Open from eight in the evening until half past one."""
    at = datetime(night.year, night.month, night.day, 20, tzinfo=STOCKHOLM)
    return make.booth(make.event(when=When.days(night)), "Natten", from_at=at, until_at=at + timedelta(hours=5.5))


@pytest.mark.parametrize(
    ("clock", "met"),
    [("19", (0, 19)), ("20", (0, 20)), ("23.59", (0, 23)), ("0", (1, 0)), ("1.29", (1, 1)), ("2.29", (1, 2))],
)
def test_after_midnight_the_paper_of_an_evening_is_of_the_day_after(planner, evening, night, clock, met):
    row(planner, evening, name="En", phone="0701740605", at=clock)
    (lead,) = rows()
    assert ((here(lead.captured_at).date() - night).days, here(lead.captured_at).hour) == met


def test_the_day_after_may_be_written_as_it_is(planner, evening, night):
    row(planner, evening, name="En", phone="0701740605", at="0.30", on=f"{night + timedelta(days=1):%d/%m}")
    assert [here(lead.captured_at).date() for lead in rows()] == [night + timedelta(days=1)]


@pytest.mark.parametrize("clock", ["2.30", "18.59", "12"])
def test_a_clock_more_than_an_hour_from_when_a_booth_of_the_night_was_open_is_refused(planner, evening, clock):
    answer, _sent = row(planner, evening, name="En", phone="0701740605", at=clock)
    assert ("Då var montern inte öppen, den var öppen kl. 20.00–1.30." in answer.text, rows()) == (True, [])


def test_rows_below_one_of_the_night_are_of_the_same_evening(planner, evening, night):
    grid(planner, evening).send(**{
        "r0-name": "En", "r0-phone": "0701740605", "r0-on": str(night.day), "r0-at": "0.30",
        "r1-name": "Två", "r1-phone": "0701740606", "r1-at": "23.50",
    })  # fmt: skip
    assert [(here(one.captured_at).date() - night).days for one in rows()] == [1, 0]


def test_a_page_opened_anew_after_one_of_the_night_begins_with_the_same_evening(planner, evening, night):
    row(planner, evening, name="En", phone="0701740605", on=str(night.day), at="0.30")
    first = planner.get(path(evening)).soup.select_one
    assert [first(f"[name='r0-{field}']")["value"] for field in ("on", "at")] == [f"{night.day}/{night.month}", "00.30"]
    grid(planner, evening).send(**{"r0-name": "Två", "r0-phone": "0701740606", "r0-at": "23.50"})
    grid(planner, evening).send(**{"r0-name": "Tre", "r0-phone": "0701740607"})
    assert [(here(one.captured_at).date() - night).days for one in rows()] == [1, 0, 1]


@pytest.fixture
def weekend(make, night):
    """Open from Friday at six in the evening until Sunday at two."""
    friday, sunday = night - timedelta(days=1), night + timedelta(days=1)
    opens = datetime(friday.year, friday.month, friday.day, 18, tzinfo=STOCKHOLM)
    closes = datetime(sunday.year, sunday.month, sunday.day, 14, tzinfo=STOCKHOLM)
    return make.booth(make.event(when=When.days(friday, sunday)), "Helgen", from_at=opens, until_at=closes)


@pytest.mark.parametrize(
    ("days", "clock", "hour"),
    [(-1, "17.50", 17), (-1, "11", 11), (-1, "18", 18), (0, "9", 9), (1, "0.30", 0), (1, "14.20", 14)],
)
def test_several_days_are_no_night_and_the_paper_is_of_the_day_that_stands_on_it(
    planner, weekend, night, days, clock, hour
):
    on = night + timedelta(days=days)
    row(planner, weekend, name="En", phone="0701740605", at=clock, on=f"{on:%d/%m}")
    assert [(here(one.captured_at).date(), here(one.captured_at).hour) for one in rows()] == [(on, hour)]


@pytest.mark.parametrize("clock", ["8", "18"])
def test_a_booth_of_the_day_takes_what_was_written_before_it_opened_or_after(planner, booth, day, clock):
    row(planner, booth, name="En", phone="0701740605", at=clock)
    assert [(here(one.captured_at).date(), here(one.captured_at).hour) for one in rows()] == [(day, int(clock))]


def test_the_response_clock_starts_when_they_met_and_not_when_it_was_typed(planner, booth, day):
    row(planner, booth, name="En", phone="0701740605")
    (lead,) = rows()
    assert here(lead.captured_at).date() == day and lead.received_at - lead.captured_at > timedelta(hours=8)


def test_personal_numbers_are_not_kept(planner, booth):
    answer, _sent = row(planner, booth, name="En 19811218-9876", phone="0701740605")
    assert ("personnummer" in answer.text, rows()) == (True, [])


def test_who_talked_is_one_who_was_there(planner, make, booth):
    stranger = make.helper("Någon annan")
    row(planner, booth, name="En", phone="0701740605", who=f"helper-{stranger.id}")
    assert [one.helper_id for one in rows(CaptureSession)] == [None]


def test_a_row_that_breaks_off_leaves_nothing(planner, booth, monkeypatch):
    answer, _sent = row(planner, booth, name="En", phone="0701740605", key="x")
    assert (answer.status_code, rows(), rows(CaptureSession)) == (422, [], [])


def test_another_units_grid_is_not_found_and_readers_may_not(signed_in, make, booth):
    elsewhere = make.staff("planner", organisation=make.organisation("mjolby"))
    assert signed_in(staff=elsewhere).get(path(booth)).status == 404
    assert signed_in("reader").get(path(booth)).status == 403


def test_a_row_above_that_is_wrong_still_says_when(app):
    with app.test_request_context():
        form = RowForm(prefix="r0-").offer({}, first=True)
        form.on.data, form.at.data, form.who.data = "nej", "11", "helper-x"
        above = Carried(local_date(now()))
        assert form.carried(above, When.days(local_date(now())), now=now()) == Carried(
            above.on, form_time(), "helper-x"
        )


def form_time():
    from datetime import time

    return time(11)
