"""Can a planner see and run a booth's tablets from one page? Through HTTP."""

import io
import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app import upkeep
from app.booths.models import Booth
from app.capture.booth_page import _settled_at
from app.capture.configuration import event_status
from app.capture.models import BoothKey, Pairing, TabletConflict, TabletRecord
from app.clock import STOCKHOLM, local_date, now
from app.events.when import When
from app.leads.models import Lead
from app.store.db import db, unit_of_work
from app.words import instant_words
from tests.capture.tablet import Tablet, invitation


@pytest.fixture
def booth(make):
    return make.booth()


@pytest.fixture
def planner(signed_in):
    return signed_in("planner")


@pytest.fixture
def tablet(app, booth):
    return Tablet(app).join(booth)


def path(booth) -> str:
    return f"/staff/events/{booth.event.slug}/booths/{booth.id}/tablets"


def row_of(page, tablet):
    """What the page says of a tablet."""
    return next(
        " ".join(item.get_text(" ").split())
        for item in page.soup.select("li.item")
        if f"Surfplatta {tablet.row.letter}" in item.get_text()
    )


def press(page, words: str, **values):
    """Press the button with these words."""
    for form in page.soup.select("form"):
        if words in form.get_text():
            chosen = form
    chosen["id"] = "pressed"
    return page.form("#pressed").send(**values)


def leads() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Lead.id)).all())


def test_an_empty_page_says_what_will_be_there(planner, booth):
    page = planner.get(path(booth), status=200)
    assert (page.h1, "Ingen surfplatta än" in page.text) == ("Surfplattor i Tältet", True)


def test_an_invited_tablet_is_recognised_by_its_word_and_allowed(app, planner, booth):
    page = press(planner.get(path(booth)), "Parkoppla en surfplatta")
    code, tablet = page.soup.select_one(".big-code code").get_text(), Tablet(app)
    assert page.soup.select_one("img[width='220']")["src"].startswith("data:image/svg+xml;base64,")
    status, answer = tablet.pair(code)
    assert (status, answer["state"]) == (200, "pending_approval")
    page = planner.get(path(booth))
    assert answer["check_word"] in row_of(page, tablet)
    assert "tillåten" in press(page, "Tillåt").text
    assert tablet.pair(code)[1]["state"] == "approved"
    assert tablet.confirm()[0] == 200


def test_one_that_nobody_knows_is_turned_away(app, planner, booth):
    page = press(planner.get(path(booth)), "Parkoppla en surfplatta")
    code, tablet = page.soup.select_one(".big-code code").get_text(), Tablet(app)
    tablet.pair(code)
    press(planner.get(path(booth)), "Inte vår")
    assert tablet.pair(code)[1]["state"] == "refused"


def test_the_page_says_what_the_tablet_told_last_and_which_numbers_are_missing(planner, booth, tablet):
    for _ in range(6):
        tablet.save()
    del tablet.kept[2], tablet.kept[3]
    tablet.wall = int(now().timestamp() * 1000) - 5 * 60_000
    told = {"pending": 2, "next_seq": 7, "battery": 12, "persisted": False, "store_lost": 1, "faults": ["quota: 1"]}
    tablet.sync(status=told)
    said = row_of(planner.get(path(booth)), tablet)
    seen = instant_words(tablet.row.seen_at, "sv", short=True)
    assert said.partition(" Mer om")[0] == (
        f"Surfplatta A igång iPad · hördes av {seen} · batteri 12 % · version 1.0.0 "
        "4 hos oss · högsta nummer 6 · 2 kvar på surfplattan: nummer 3, 5 "
        "Klockan går 5 minuter fel. Surfplattan har förlorat det den hade sparat. 1 anmälan kom aldrig fram. "
        "Webbläsaren har inte lovat att behålla det som sparas. Skicka ofta. Fel: quota: 1 Har inte övat utan nät än."
    )


def test_the_page_counts_what_came_from_all_tablets(app, planner, booth, tablet):
    other = Tablet(app).join(booth)
    tablet.save(), tablet.tally(conversations=3, flyers=1), other.tally(flyers=4)
    tablet.sync(), other.sync()
    figures = planner.get(path(booth)).soup.select_one("dl.figures")
    assert " ".join(figures.get_text(" ").split()) == "Intressen 1 samtal 3 flyers 5"


def test_each_tablet_has_as_many_with_us_as_its_own_bar_says_people_and_corrections_but_no_counts_and_no_test(
    planner, booth, tablet
):
    first = tablet.save()
    tablet.save(name="Åsa Ek-Ny", supersedes=first["id"]), tablet.save(test=True), tablet.tally(conversations=3)
    assert tablet.statuses() == ["stored"] * 4
    assert "2 hos oss · högsta nummer 4 · inget kvar på den" in row_of(planner.get(path(booth)), tablet)


def test_the_part_that_lives_is_the_same_part(planner, booth, tablet):
    whole = planner.get(path(booth)).soup.select_one("[data-live]")
    alone = planner.client.get(whole["data-live"])
    assert (alone.status_code, "Surfplatta A" in alone.get_data(as_text=True)) == (200, True)


def test_a_lost_tablet_is_heard_held_and_told_to_forget(planner, booth, tablet):
    press(planner.get(path(booth)), "Den är borta")
    tablet.save()
    answer = tablet.sync()
    assert [ack["status"] for ack in answer["acks"]] == ["held"]
    assert (answer["pairing_state"], answer["commands"]) == ("revoked", ["stop_capture", "wipe_when_sent"])
    assert leads() == 0


def test_what_waits_for_a_person_says_from_which_tablet_it_came_and_why(app, planner, booth, tablet):
    other = Tablet(app).join(booth)
    other.keep({"kind": "lead", "answers": {"name": "Bo"}}, sha256="0" * 64)
    other.sync()
    press(planner.get(path(booth)), "Den är borta")
    last = other if other.row.state == "lost" else tablet
    last.save(), last.sync(last.kept[-1])
    waits = [" ".join(one.get_text(" ").split()) for one in planner.get(path(booth)).soup.select("h2.group ~ ul > li")]
    assert [one.split(" ·")[0][:22] for one in waits] == [
        f"Surfplatta {last.row.letter}, nummer {last.kept[-1]['seq']}",
        "Surfplatta B, nummer 1",
    ]
    assert ["anmälan var skadad" in one for one in waits] == [False, True]


def test_what_is_held_is_let_in_or_discarded_with_a_reason(planner, booth, tablet):
    press(planner.get(path(booth)), "Den är borta")
    tablet.save(name="Den första"), tablet.save(name="Den andra")
    tablet.sync()
    page = planner.get(path(booth))
    assert "Väntar på dig 2" in page.text
    page = press(page, "Ta med den")
    assert (leads(), "Väntar på dig 1" in page.text) == (1, True)
    assert "Skriv varför" in press(page, "Ta inte med", reason=" ").text
    page = press(page, "Ta inte med", reason="Övade bara")
    assert (leads(), "Väntar på dig" in page.text) == (1, False)
    gone = db.session.scalars(select(TabletRecord).filter_by(state="discarded")).one()
    assert (gone.reason, gone.blob) == ("Övade bara", None)
    assert tablet.statuses() == ["duplicate", "duplicate"]


@pytest.mark.parametrize(("words", "number"), [("Ta med den också", 2), ("Ta inte med", 1)])
def test_other_bytes_are_let_in_as_well_or_discarded(planner, booth, tablet, words, number):
    first = tablet.save(name="Åsa", phone="070-123 45 67")
    tablet.save(name="Bo", phone="070-765 43 21", id=first["id"])
    tablet.sync()
    page = press(planner.get(path(booth)), words, reason="Samma person")
    assert (leads(), "Väntar på dig" in page.text) == (number, False)
    assert db.session.scalars(select(TabletConflict.blob)).all() == [None]


def test_a_revocation_by_mistake_ends_when_the_same_tablet_is_paired_again(app, planner, booth, tablet):
    press(planner.get(path(booth)), "Spärra, det blev fel")
    tablet.save()
    assert tablet.statuses() == ["held"]
    again = Tablet(app, install_id=tablet.install_id).join(booth)
    assert again.sync(*tablet.kept)["acks"][0]["status"] == "duplicate"
    assert leads() == 1


def test_the_tablets_are_finished_when_each_has_said_that_nothing_is_left(planner, booth, tablet):
    tablet.save()
    tablet.sync(status={"pending": 3, "next_seq": 5})
    page = press(planner.get(path(booth)), "Avsluta surfplattorna")
    assert "Surfplatta A har inte sagt att allt är skickat" in page.text
    tablet.save(), tablet.save(), tablet.save()
    tablet.sync(status={"pending": 0, "next_seq": 5})
    assert "Surfplattorna är avslutade" in press(page, "Avsluta surfplattorna").text
    tablet.save()
    answer = tablet.sync(tablet.kept[-1])
    assert (answer["acks"][0]["status"], answer["pairing_state"]) == ("held", "ended")


@pytest.mark.parametrize(("allows", "state"), [(False, "pending_approval"), (True, "approved")])
def test_a_tablet_that_is_half_paired_anew_is_waited_for_all_the_same(app, planner, booth, tablet, allows, state):
    tablet.save()
    tablet.sync(status={"pending": 2, "next_seq": 4})
    again = Tablet(app, install_id=tablet.install_id)
    again.pair(invitation(app, booth, allows=allows))
    page = press(planner.get(path(booth)), "Avsluta surfplattorna")
    assert (again.row.state, "Surfplatta A har inte sagt" in page.text) == (state, True)
    assert ("Ge upp dem" in row_of(page, tablet), "Den är borta" in row_of(page, again)) == (True, allows)


def test_or_when_somebody_says_by_name_how_many_are_given_up(planner, booth, tablet):
    tablet.save()
    tablet.sync(status={"pending": 3, "next_seq": 5})
    page = press(planner.get(path(booth)), "Ge upp dem", number="2")
    page = press(page, "Avsluta surfplattorna")
    assert "har inte sagt" in page.text
    page = press(press(page, "Ge upp dem", number="3"), "Avsluta surfplattorna")
    assert "Surfplattorna är avslutade" in page.text


def test_a_zero_from_before_the_booth_closed_does_not_count(planner, booth, tablet):
    tablet.save()
    tablet.sync()
    with unit_of_work():
        db.session.get(Booth, booth.id).until_at = now() - timedelta(hours=4)
        db.session.get(Pairing, tablet.pairing_id).seen_at = now() - timedelta(hours=9)
    page = press(planner.get(path(booth)), "Avsluta surfplattorna")
    assert "Surfplatta A har inte sagt att allt är skickat, eller sa det medan" in page.text
    assert "Öppna den en gång där det finns nät, eller ge upp den" in row_of(page, tablet)
    tablet.save()
    assert tablet.statuses(tablet.kept[-1]) == ["stored"]
    assert "Surfplattorna är avslutade" in press(page, "Avsluta surfplattorna").text


def test_a_tablet_that_is_heard_of_after_it_was_given_up_counts_again(planner, booth, tablet):
    tablet.sync(status={"pending": 3, "next_seq": 4})
    page = press(planner.get(path(booth)), "Ge upp dem", number="3")
    tablet.sync(status={"pending": 2, "next_seq": 4})
    assert "3 uppgivna" in row_of(page, tablet)
    page = press(page, "Avsluta surfplattorna")
    assert ("har inte sagt" in page.text, "uppgivna" in row_of(page, tablet)) == (True, False)
    tablet.sync(status={"pending": 0, "next_seq": 4})
    assert "Surfplattorna är avslutade" in press(page, "Avsluta surfplattorna").text


def test_what_a_tablet_tells_at_another_booth_counts_here_too(app, planner, booth, tablet, make):
    elsewhere = Tablet(app, install_id=tablet.install_id, seq=0).join(make.booth(name="Biblioteket"))
    elsewhere.sync(status={"pending": 1, "next_seq": 2})
    assert "har inte sagt" in press(planner.get(path(booth)), "Avsluta surfplattorna").text
    elsewhere.save()
    elsewhere.sync(status={"pending": 0, "next_seq": 2})
    assert "Surfplattorna är avslutade" in press(planner.get(path(booth)), "Avsluta surfplattorna").text


def test_a_sealed_file_comes_in_through_the_same_inbox_twice_if_need_be(planner, booth, tablet):
    for number in range(23):
        tablet.save(name=f"Person {number}", phone=f"070{number:07}")
    file = {
        "proto": 1,
        "kind": "booth-export",
        "pairing_id": tablet.pairing_id,
        "booth_id": booth.id,
        "records": tablet.kept,
    }
    page = planner.get(path(booth))
    for words in ("Inläst: 23 nya, 0 fanns redan", "Inläst: 0 nya, 23 fanns redan"):
        sent = page.form("form[enctype]")
        sent.values["file"] = (io.BytesIO(json.dumps(file).encode()), "booth.json")
        assert words in sent.send().text
    assert leads() == 23


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"records": []}', b'{"records": [], "pairing_id": "x"}', b"PK\x03\x04"]
)
def test_a_file_that_no_tablet_wrote_is_told_so(planner, booth, content):
    sent = planner.get(path(booth)).form("form[enctype]")
    sent.values["file"] = (io.BytesIO(content), "other.json")
    assert "ingen fil från en av era surfplattor" in sent.send().text


def test_a_file_too_large_for_a_form_says_how_it_comes_in(planner, booth):
    told = planner.post(path(booth) + "/sealed", {"file": "x" * 2 * 1024 * 1024})
    assert (told.status, "kräver JavaScript" in told.text) == (413, True)


def test_the_key_goes_fourteen_days_after_and_with_it_all_that_it_could_open(planner, booth, tablet):
    tablet.save()
    tablet.sync()
    press(planner.get(path(booth)), "Avsluta surfplattorna")
    assert destroyed(now() + timedelta(days=13, hours=23)) == 0
    assert destroyed(now() + timedelta(days=14, minutes=1)) == 1
    key = db.session.scalars(select(BoothKey)).one()
    assert (key.wrapped_private, db.session.scalars(select(TabletRecord.blob)).all()) == (None, [None])
    assert destroyed(now() + timedelta(days=15)) == 0
    assert "nyckel är förstörd" in planner.get(path(booth)).text


def test_the_key_stays_as_long_as_somebody_must_decide(planner, booth, tablet):
    tablet.save()
    tablet.sync()
    press(planner.get(path(booth)), "Avsluta surfplattorna")
    tablet.save()
    assert tablet.statuses(tablet.kept[-1]) == ["held"]
    assert destroyed(now() + timedelta(days=20)) == 0
    press(planner.get(path(booth)), "Ta med den")
    assert destroyed(now() + timedelta(days=20)) == 1


def test_a_key_stays_for_what_is_held_at_another_booth(app, planner, booth, tablet, make):
    tablet.sync()
    assert "är avslutade" in press(planner.get(path(booth)), "Avsluta surfplattorna").text
    sealed_here = tablet.save()
    second = make.booth(name="Biblioteket")
    again = Tablet(app, install_id=tablet.install_id).join(second)
    press(planner.get(path(second)), "Spärra, det blev fel")
    assert again.statuses(sealed_here | {"pairing": tablet.pairing_id}) == ["held"]
    assert destroyed(now() + timedelta(days=20)) == 0
    press(planner.get(path(second)), "Ta med den")
    assert (leads(), destroyed(now() + timedelta(days=20))) == (1, 1)


def destroyed(at) -> int:
    with unit_of_work():
        return upkeep.destroy_old_keys(now=at)


def test_idag_says_what_waits_for_somebody_and_leads_there(planner, booth, tablet):
    assert "Väntar på dig" not in planner.get("/staff/").text
    tablet.keep({"answers": {"name": "Åsa"}}, info=b"elsewhere")
    tablet.sync()
    page = planner.get("/staff/", status=200)
    assert "1 kan inte läsas" in page.text
    assert page.follow("Surfplattor i Tältet").path == path(booth)


def test_idag_asks_for_the_tablets_of_an_event_that_is_over_to_be_finished(planner, booth, tablet):
    said = "Avsluta surfplattorna när de är tömda"
    tablet.save()
    tablet.sync()
    assert said not in planner.get("/staff/").text
    with unit_of_work():
        event = db.session.get(Booth, booth.id).event
        event.when = When.days(local_date(now()) - timedelta(days=1))
    page = planner.get("/staff/", status=200)
    assert said in page.text
    press(page.follow("Surfplattor i Tältet"), "Avsluta surfplattorna")
    assert said not in planner.get("/staff/").text


def test_idag_asks_again_where_a_code_was_asked_for_after_that_and_nobody_came(planner, booth, tablet):
    tablet.save()
    tablet.sync()
    page = press(planner.get(path(booth)), "Avsluta surfplattorna")
    with unit_of_work():
        event = db.session.get(Booth, booth.id).event
        event.when = When.days(local_date(now()) - timedelta(days=1))
    press(page, "Parkoppla en surfplatta")
    assert destroyed(now() + timedelta(days=60)) == 0
    page = planner.get("/staff/", status=200).follow("Surfplattor i Tältet")
    assert "är avslutade" in press(page, "Avsluta surfplattorna").text
    assert "Surfplattor i Tältet" not in planner.get("/staff/").text
    assert destroyed(now() + timedelta(days=60)) == 1


def test_readers_have_nothing_to_do_with_tablets(signed_in, booth, make):
    make.tablet_record(make.pairing(booth))
    browser = signed_in("reader")
    browser.get(path(booth), status=403)
    assert "Väntar på dig" not in browser.get("/staff/").text


def in_may(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=STOCKHOLM)


def test_a_tablet_takes_visitors_as_long_as_the_last_shift_goes_on(make):
    booth = make.booth(make.event(when=When.between(in_may(10, 10), in_may(10, 22))))

    def stands(*when) -> str:
        return event_status(booth, booth.event, in_may(*when))

    assert [stands(11, 0, 30), stands(11, 1, 1)] == ["open", "over"]
    make.shift(booth, starts_at=in_may(10, 22), ends_at=in_may(11, 3))
    make.shift(booth, starts_at=in_may(11, 3), ends_at=in_may(11, 9), cancelled_at=now())
    make.shift(make.booth(booth.event, "Scenen"), starts_at=in_may(11, 3), ends_at=in_may(11, 9))
    assert [stands(11, 5), stands(11, 6, 1)] == ["open", "over"]


def test_after_whole_days_a_tablet_is_done_that_said_so_after_the_last_of_them(make):
    booth = make.booth(make.event(when="2027-05-10/2027-05-11"))
    assert [event_status(booth, booth.event, in_may(*when)) for when in ((11, 0, 30), (12, 0, 30), (13, 0))] == [
        "open", "open", "over",
    ]  # fmt: skip
    assert [_settled_at(booth, in_may(day, 9)) for day in (11, 12)] == [in_may(11, 8, 45), in_may(12, 0)]
    make.shift(booth, starts_at=in_may(11, 22), ends_at=in_may(12, 2))
    assert _settled_at(booth, in_may(12, 9)) == in_may(12, 2)
