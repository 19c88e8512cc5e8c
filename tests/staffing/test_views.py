"""Can a planner see and fill a roster, and does nobody else see the names? Through HTTP."""

from datetime import datetime, time, timedelta

import pytest

from app.clock import STOCKHOLM, local_date, now
from app.events.when import When
from app.journal.models import JournalLine
from app.staffing.models import Assignment, Helper, Shift
from app.store.db import db, unit_of_work
from tests.staffing.conftest import at


@pytest.fixture
def roster(booth):
    """The address of the booth's event's roster."""
    return f"/staff/events/{booth.event.slug}/staffing"


def lines(page) -> list[str]:
    return [" ".join(item.get_text(" ").split()) for item in page.soup.select(".item")]


def states() -> list[str]:
    db.session.rollback()
    return [row.state for row in db.session.query(Assignment).order_by(Assignment.created_at, Assignment.id)]


def test_an_empty_roster_offers_the_first_step(signed_in, roster):
    page = signed_in("planner").get(roster, status=200)
    assert page.follow("Lägg flera pass på en gång").h1 == "Flera pass på en gång"
    assert page.follow("Ett enda pass").h1 == "Nytt pass"


def test_a_shift_reads_as_a_sentence_with_who_and_what_is_missing(signed_in, make, booth, roster):
    shift = make.shift(booth, starts_at=at(10, 9), least=3, most=4, languages=["ar"])
    make.assignment(shift, make.helper("Maja Lund"), "yes")
    make.assignment(shift, make.staff(name="Bo Ek"), "asked")
    page = signed_in("planner").get(roster, status=200)
    assert lines(page) == [
        "9–11 Möta besökare Maja Lund Ja Bo Ek Tillfrågad 2 saknas · ingen talar arabiska · 1 har inte svarat 1 av 3"
    ]
    assert "2 personer saknas" in page.text


def test_days_and_booths_are_told_apart_in_their_order(signed_in, make, booth, roster):
    make.shift(make.booth(booth.event, "Scenen"), starts_at=at(11, 9))
    make.shift(booth, starts_at=at(10, 13))
    make.shift(event=booth.event, starts_at=at(10, 8), role="Köra bilen")
    page = signed_in("planner").get(roster)
    heads = [" ".join(head.get_text(" ").split()) for head in page.soup.select("h2, h3")]
    assert heads == ["Måndag 10 maj 2027 v. 19", "Hela aktiviteten", "Tältet", "Tisdag 11 maj 2027 v. 19", "Scenen"]


def test_a_reader_sees_numbers_and_no_names(signed_in, make, booth, roster):
    shift = make.shift(booth, starts_at=at(10, 9), least=2, most=2)
    make.assignment(shift, make.helper("Maja Lund"), "yes")
    reader = signed_in("reader")
    page = reader.get(roster, status=200)
    assert (lines(page), "Maja" in page.text) == (["9–11 Möta besökare 1 saknas 1 av 2"], False)
    closed = [f"{roster}/{shift.id}", f"{roster}/day", f"{roster}/roster.pdf", "/staff/helpers"]
    assert [reader.get(path).status for path in closed] == [403] * 4
    assert db.session.query(JournalLine).filter_by(kind="roster.viewed").count() == 0


def test_a_caseworker_sees_the_names_and_changes_nothing(signed_in, make, booth, roster):
    shift = make.shift(booth, starts_at=at(10, 9))
    row = make.assignment(shift, make.helper("Maja Lund"), "yes")
    browser = signed_in("caseworker")
    assert "Maja Lund" in browser.get(f"{roster}/{shift.id}", status=200).text
    paths = ["new", "pattern", f"{shift.id}/edit", f"{shift.id}/cancel", f"assignments/{row.id}/release"]
    assert [browser.get(f"{roster}/{path}").status for path in paths] == [403] * 5


def test_looking_at_names_is_written_down(signed_in, make, booth, roster):
    shift = make.shift(booth, starts_at=at(10, 9))
    helper = make.helper("Maja Lund")
    make.assignment(shift, helper, "yes")
    browser = signed_in("planner")
    for path in (roster, f"{roster}/{shift.id}", "/staff/helpers", f"/staff/helpers/{helper.id}"):
        browser.get(path, status=200)
    kinds = [line.kind for line in db.session.query(JournalLine).order_by(JournalLine.id)]
    assert kinds[-4:] == ["roster.viewed", "roster.viewed", "helpers.listed", "helper.viewed"]


def test_one_shift_is_added_with_what_the_form_offers(signed_in, make, booth, roster):
    form = signed_in("planner").get(f"{roster}/new", status=200).form("main form.form")
    page = form.send(begins="10:00", ends="12:30", languages=["sv", "ar"], least="2", most="3")
    row = db.session.query(Shift).one()
    assert (row.booth_id, row.role, row.starts_at, row.ends_at) == (
        booth.id,
        "Möta besökare",
        at(10, 10),
        at(10, 12, 30),
    )
    assert (row.least, row.most, row.languages, page.h1) == (2, 3, ["sv", "ar"], "Möta besökare")


def test_a_shift_that_ends_before_it_begins_ends_the_next_day(signed_in, booth, roster):
    signed_in("planner").get(f"{roster}/new").form("main form.form").send(begins="22:00", ends="02:00")
    assert db.session.query(Shift).one().ends_at == at(11, 2)


@pytest.mark.parametrize(("typed", "said"), [
    ({"role": ""}, "Skriv vad man gör, till exempel Möta besökare."), ({"least": "", "most": "2"}, "Skriv hur många."),
    ({"least": "3", "most": "2"}, "”Högst” kan inte vara mindre än ”minst”."), ({"on": ""}, "Välj dag."),
    ({"on": "2027-03-28", "begins": "02:30"}, "Klockan 2.30 finns inte söndag 28 mars 2027: då ställs klockan fram till sommartid. Välj en annan tid."),
    ({"note": "Ring 19121212-1212"}, "Skriv inte personnummer här. Vi behöver det inte, och vill inte spara det."),
])  # fmt: skip
def test_what_cannot_be_is_said_in_words(signed_in, roster, typed, said):
    page = signed_in("planner").get(f"{roster}/new").form("main form.form").send(**typed)
    assert (page.errors, db.session.query(Shift).count()) == ([said], 0)


def test_a_pattern_is_shown_first_and_then_made_once(signed_in, booth, roster):
    form = signed_in("planner").get(f"{roster}/pattern", status=200).form("main form.form")
    page = form.send(step="preview", last_on="2027-05-11", begins="09:00", ends="12:00", length="120")
    assert page.rows() == [
        ["mån 10 maj kl. 9–11", "Nytt"], ["mån 10 maj kl. 11–12", "Nytt"],
        ["tis 11 maj kl. 9–11", "Nytt"], ["tis 11 maj kl. 11–12", "Nytt"],
    ]  # fmt: skip
    assert (page.h1, db.session.query(Shift).count()) == ("4 nya pass", 0)
    make = page.form("main form")
    assert "4 nya pass." in make.send(step="make").text
    make.send(step="make")
    assert db.session.query(Shift).count() == 4


def test_a_pattern_again_shows_what_stays_and_what_goes(signed_in, make, booth, roster):
    make.shift(booth, starts_at=at(10, 9))
    make.shift(booth, starts_at=at(10, 14))
    make.assignment(make.shift(booth, starts_at=at(10, 12)), make.helper(), "asked")
    form = signed_in("planner").get(f"{roster}/pattern").form("main form.form")
    page = form.send(step="preview", last_on="2027-05-10", begins="09:00", ends="13:00", length="120", remove="y")
    assert page.rows() == [
        ["mån 10 maj kl. 11–13", "Nytt"], ["mån 10 maj kl. 9–11", "Finns redan, ändras inte"],
        ["mån 10 maj kl. 12–14", "Står kvar, har folk"], ["mån 10 maj kl. 14–16", "Tas bort, är tomt"],
    ]  # fmt: skip
    back = page.form("main form").send(step="change")
    assert back.form("main form.form").values["begins"] == ["09:00"]
    page.form("main form").send(step="make")
    assert db.session.query(Shift).count() == 3


def test_free_helpers_are_offered_least_recently_asked_first_and_one_tap_asks(signed_in, make, booth, roster):
    shift = make.shift(booth, starts_at=at(10, 9), languages=["ar"])
    make.helper("Nyss Frågad", last_asked_at=now() - timedelta(days=1))
    make.helper("Länge Sedan", last_asked_at=now() - timedelta(days=90), languages=["sv", "ar"])
    make.helper("Aldrig Frågad", partner="Röda Korset")
    make.helper("Har Slutat", ended_at=now())
    make.assignment(make.shift(booth, starts_at=at(10, 10)), make.helper("Upptagen Då"), "yes")
    make.assignment(shift, make.helper("Sa Nej"), "no")
    page = signed_in("planner").get(f"{roster}/{shift.id}", status=200)
    names = [item.select_one(".item-title").text for item in page.soup.select("#free .item")]
    assert names == ["Aldrig Frågad", "Länge Sedan", "Nyss Frågad"]
    assert "talar arabiska" in page.soup.select("#free .item")[1].text
    after = page.form("#free form").send()
    assert "Aldrig Frågad är tillfrågad." in after.text
    assert [item.select_one(".item-title").text for item in after.soup.select("#people .item")] == ["Aldrig Frågad"]
    assert states()[-1] == "asked"


def test_who_said_that_they_cannot_then_is_not_asked_and_who_said_they_can_is_marked(signed_in, make, booth, roster):
    from app.staffing.models import Availability
    from app.store.db import unit_of_work

    shift = make.shift(booth, starts_at=at(10, 9))
    cannot, can = make.helper("Kan Inte"), make.helper("Kan Då")
    with unit_of_work() as session:
        for helper, yes in ((cannot, False), (can, True)):
            session.add(Availability(
                organisation_id=helper.organisation_id, helper_id=helper.id, event_id=booth.event_id,
                from_at=at(10, 0), until_at=at(11, 0), can=yes,
            ))  # fmt: skip
    free = signed_in("planner").get(f"{roster}/{shift.id}").soup.select("#free .item")
    assert [" ".join(item.get_text(" ").split()) for item in free] == [
        "Kan Då har sagt att det går · inte frågad förut Fråga"
    ]


def test_somebody_is_put_on_a_shift_and_noted_as_having_said_yes(signed_in, make, booth, roster):
    shift, helper = make.shift(booth, starts_at=at(10, 9)), make.helper("Maja Lund")
    browser = signed_in("planner")
    form = browser.get(f"{roster}/{shift.id}").form("#assign form")
    page = form.send(who=f"helper:{helper.id}", said="yes")
    assert "Maja Lund står nu på passet." in page.text
    assert states() == ["yes"]
    colleague = make.staff(name="Bo Ek")
    assert form.send(who=f"staff:{colleague.id}", said="yes").errors == [
        "Sidan var för gammal. Ladda om den och försök igen."
    ]


def test_an_overlap_is_refused_until_somebody_says_why(signed_in, make, booth, roster):
    helper = make.helper("Maja Lund")
    make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "yes")
    shift = make.shift(booth, starts_at=at(10, 10), role="Köra bilen")
    form = signed_in("planner").get(f"{roster}/{shift.id}").form("#assign form")
    page = form.send(who=f"helper:{helper.id}", said="yes")
    assert page.errors == [
        "Maja Lund står redan på ”Möta besökare” kl. 9.00–11.00, Blodomloppet. Välj en annan tid, eller skriv varför det går ändå."
    ]
    again = page.form("#assign form").send(reason="Kör bara kvart i tio")
    assert "Krockar med ett annat pass: Kör bara kvart i tio" in again.text


def test_other_times_show_first_who_is_asked_again(signed_in, make, booth, roster, letters):
    shift = make.shift(booth, starts_at=at(10, 9), most=2)
    row = make.assignment(shift, make.helper("Maja Lund"), "confirmed")
    browser = signed_in("planner")
    page = (
        browser.get(f"{roster}/{shift.id}/edit", status=200).form("main form.form").send(begins="10:00", ends="12:00")
    )
    assert (page.h1, lines(page), states()) == (
        "En person får besked om ändringen",
        ["Maja Lund Bekräftad"],
        ["confirmed"],
    )
    assert "Alla frågas på nytt" in page.text
    assert "Sparat. 1 får besked." in page.form("main form").send(step="save").text
    assert (states(), letters()) == (["asked"], [("shift_changed", row.id)])


def test_a_change_that_concerns_nobody_is_saved_at_once(signed_in, make, booth, roster):
    shift = make.shift(booth, starts_at=at(10, 9))
    make.assignment(shift, make.helper(), "yes")
    form = signed_in("planner").get(f"{roster}/{shift.id}/edit").form("main form.form")
    assert "Inget var ändrat." in form.send().text
    assert "Sparat." in form.send(most="5").text


def test_a_cancelled_shift_shows_who_said_yes_and_asks_them_about_another(signed_in, make, booth, roster, letters):
    shift, other = make.shift(booth, starts_at=at(10, 9), most=2), make.shift(booth, starts_at=at(10, 13))
    _thanked, moved = (make.assignment(shift, make.helper(name), "yes") for name in ("Maja Lund", "Åke Vik"))
    page = signed_in("planner").get(f"{roster}/{shift.id}/cancel", status=200)
    assert "2 personer vet om passet" in page.text
    done = page.form("main form.form").send(**{f"move-{moved.id}": other.id})
    assert "Passet är borta. 2 får besked." in done.text
    assert sorted(states()) == ["asked", "cancelled", "cancelled"]
    assert sorted(template for template, _ in letters()) == ["shift_asked", "shift_cancelled", "shift_cancelled"]


def test_a_shift_that_nobody_knows_of_is_taken_away(signed_in, make, booth, roster):
    shift = make.shift(booth, starts_at=at(10, 9))
    page = signed_in("planner").get(f"{roster}/{shift.id}/cancel")
    assert page.h1 == "Ta bort passet?"
    page.form("main form.form").send()
    assert db.session.query(Shift).count() == 0


def test_somebody_is_taken_off_with_thanks(signed_in, make, booth, roster, letters):
    shift = make.shift(booth, starts_at=at(10, 9))
    row = make.assignment(shift, make.helper("Maja Lund"), "yes")
    page = signed_in("planner").get(f"{roster}/assignments/{row.id}/release", status=200)
    assert "Maja Lund är borttagen från passet." in page.form("main form.form").send().text
    assert (states(), letters()) == (["cancelled"], [("shift_thanked", row.id)])


def test_on_the_day_one_tap_each(signed_in, make):
    event = make.event(when=When.days(local_date(now())))
    shift = make.shift(make.booth(event), starts_at=now() - timedelta(hours=1), least=2, most=2)
    for name in ("Maja Lund", "Åke Vik"):
        make.assignment(shift, make.helper(name), "confirmed")
    browser = signed_in("planner")
    page = browser.get(f"/staff/events/{event.slug}/staffing/day", status=200)
    assert page.h1 == "Vilka har kommit?"
    first, second = [item.select("form") for item in page.soup.select(".on-day")]
    from tests.pages import Form

    after = Form(page, first[0]).send()
    assert (after.path.endswith("/day"), sorted(states())) == (True, ["confirmed", "on_place"])
    Form(page, second[1]).send()
    assert sorted(states()) == ["absent", "on_place"]


def test_a_move_that_makes_no_sense_is_said_and_changes_nothing(signed_in, make, booth, roster):
    row = make.assignment(make.shift(booth, starts_at=at(10, 9)), make.helper(), "asked")
    browser = signed_in("planner")
    token = browser.token(roster)
    page = browser.post(f"{roster}/assignments/{row.id}", {"csrf_token": token, "to": "confirmed"})
    assert ("Det gick inte." in page.text, states()) == (True, ["asked"])


def test_the_roster_becomes_a_sheet_and_the_same_one_each_time(signed_in, make, booth, roster):
    make.assignment(make.shift(booth, starts_at=at(10, 9)), make.helper("Maja Lund"), "confirmed")
    client = signed_in("planner").client
    first, second = client.get(f"{roster}/roster.pdf"), client.get(f"{roster}/roster.pdf?on=2027-05-10")
    assert (first.status_code, first.mimetype, first.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert first.data == second.data


@pytest.mark.parametrize("path", ["", "/day", "/new", "/pattern"])
def test_pages_of_one_and_of_three_shifts_take_the_same_number_of_questions(
    signed_in, make, booth, roster, queries, path
):
    browser = signed_in("planner")
    browser.get(roster)

    def asked():
        with queries() as ran:
            browser.get(roster + path, status=200)
        return len(ran)

    make.assignment(make.shift(booth, starts_at=at(10, 9)), make.helper())
    make.assignment(make.shift(booth, starts_at=at(10, 10)), make.staff())
    one = asked()
    for hour in (11, 13, 15):
        shift = make.shift(booth, starts_at=at(10, hour), most=3)
        for who in (make.helper(), make.staff(), make.helper()):
            make.assignment(shift, who)
    assert asked() == one


def test_one_shifts_page_takes_as_many_questions_for_three_people_as_for_one(signed_in, make, booth, roster, queries):
    browser, shift = signed_in("planner"), make.shift(booth, starts_at=at(10, 9), most=9)
    shift_id = shift.id

    def asked():
        with queries() as ran:
            browser.get(f"{roster}/{shift_id}", status=200)
        return len(ran)

    make.assignment(shift, make.helper())
    make.assignment(shift, make.staff())
    make.helper()
    one = asked()
    for _ in range(3):
        make.assignment(shift, make.helper())
        make.assignment(shift, make.staff())
        make.helper()
    assert asked() == one


def test_a_helper_is_added_with_one_way_to_be_reached(signed_in, make):
    make.organisation()
    browser = signed_in("planner")
    form = browser.get("/staff/helpers/new", status=200).form("main form.form")
    assert form.send(name="Maja Lund").errors == ["Vi behöver ett telefonnummer eller en e-postadress."]
    page = form.send(name="Maja Lund", phone="070-174 06 05", languages=["sv", "ar"], partner="Röda Korset")
    row = db.session.query(Helper).one()
    assert (row.phone, row.email, row.languages, row.partner) == ("+46701740605", None, ["sv", "ar"], "Röda Korset")
    assert (page.h1, "070-174 06 05" in page.text) == ("Maja Lund", True)
    form.send(name="Maja Lund", phone="070-174 06 05")
    assert db.session.query(Helper).count() == 1


@pytest.mark.parametrize(("typed", "said"), [
    ({"phone": "hej"}, "Telefonnumret går inte att läsa. Skriv det med riktnummer, till exempel 070-123 45 67."),
    ({"email": "maja@"}, "E-postadressen går inte att läsa. Skriv den som namn@exempel.se."),
    ({"name": "", "email": "maja@exempel.se"}, "Skriv personens namn."),
])  # fmt: skip
def test_what_cannot_reach_a_helper_is_said_in_words(signed_in, make, typed, said):
    make.organisation()
    form = signed_in("planner").get("/staff/helpers/new").form("main form.form")
    assert form.send(**({"name": "Maja Lund"} | typed)).errors == [said]


def test_a_helpers_page_shows_shifts_ahead_and_behind_and_the_secret_link(signed_in, make, booth):
    helper = make.helper("Maja Lund")
    make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "asked")
    make.assignment(make.shift(booth, starts_at=now() - timedelta(days=3)), helper, "done")
    browser = signed_in("planner")
    page = browser.get(f"/staff/helpers/{helper.id}", status=200)
    assert [heading.text for heading in page.soup.select("h2.group")] == ["Kommande pass", "Pass som varit"]
    address = page.soup.select_one("#address").text
    after = page.form("#link form").send()
    assert address.startswith("http://localhost:8000/h/")
    assert after.soup.select_one("#address").text != address
    assert signed_in("caseworker").get(f"/staff/helpers/{helper.id}").soup.select("#link") == []


def test_who_is_wanted_somewhere_does_not_end_and_who_has_ended_can_come_back(signed_in, make, booth):
    helper = make.helper("Maja Lund")
    row = make.assignment(make.shift(booth, starts_at=at(10, 9)), helper, "yes")
    browser = signed_in("planner")
    ending = f"form[action$='{helper.id}/end']"
    page = browser.get(f"/staff/helpers/{helper.id}").form(ending).send()
    assert "Har pass kvar: Möta besökare. Ta bort personen från dem först." in page.text
    token = browser.token("/staff/helpers/new")
    browser.post(f"/staff/events/{booth.event.slug}/staffing/assignments/{row.id}", {"csrf_token": token, "to": "no"})
    page = browser.get(f"/staff/helpers/{helper.id}").form(ending).send()
    assert "Maja Lund är inte med längre." in page.text
    assert lines(browser.get("/staff/helpers")) == []
    assert "Maja Lund är med igen." in page.form(ending).send().text


def test_the_register_takes_as_many_questions_for_three_as_for_one(signed_in, make, booth, queries):
    browser = signed_in("planner")

    def asked():
        with queries() as ran:
            browser.get("/staff/helpers", status=200)
        return len(ran)

    make.assignment(make.shift(booth, starts_at=at(10, 9)), make.helper())
    one = asked()
    for hour in (11, 13):
        make.assignment(make.shift(booth, starts_at=at(10, hour)), make.helper())
    assert asked() == one


def test_another_organisations_shifts_and_helpers_are_as_missing_as_none(signed_in, make, booth, roster):
    other = make.organisation(slug="motala", name="Motala kommun")
    foreign = make.shift(event=make.event(organisation=other))
    row = make.assignment(foreign, make.helper(organisation=other))
    browser = signed_in("planner")
    paths = [f"{roster}/{foreign.id}", f"{roster}/{foreign.id}/edit", f"{roster}/{foreign.id}/cancel",
             f"{roster}/assignments/{row.id}/release", f"/staff/helpers/{row.helper_id}"]  # fmt: skip
    assert [browser.get(path).status for path in paths] == [404] * 5


def test_a_colleague_answers_for_themselves_and_for_nobody_else(signed_in, make, booth, roster):
    me = make.staff("reader", name="Bo Ek")
    shift = make.shift(booth, starts_at=at(10, 9), most=2)
    mine, other = make.assignment(shift, me, "asked"), make.assignment(shift, make.staff(), "asked")
    browser = signed_in(staff=me)
    page = browser.get("/staff/", status=200)
    assert "Dina pass" in page.text
    page = browser.get(roster).form(f"form[action$='{mine.id}/answer']").send()
    assert ("Tack! Du står på passet." in page.text, sorted(states())) == (True, ["asked", "yes"])
    page.form(f"form[action$='{mine.id}/answer']").send()
    assert sorted(states()) == ["asked", "no"]
    token = browser.token("/staff/account")
    path = f"{roster}/assignments/{other.id}/answer"
    assert browser.post(path, {"csrf_token": token, "to": "yes"}).status == 404


def test_when_more_are_free_than_are_shown_the_page_says_so(signed_in, make, booth):
    shift = make.shift(booth, starts_at=at(10, 9))
    for number in range(41):
        make.helper(f"Person {number:02}")
    page = signed_in("planner").get(f"/staff/events/{booth.event.slug}/staffing/{shift.id}", status=200)
    assert (len(page.soup.select("#free .item")), "Fler än 40 är lediga" in page.text) == (40, True)


def test_who_is_on_the_shift_already_is_not_said_to_know_nothing_of_it(signed_in, make, booth, roster):
    shift, maja = make.shift(booth, starts_at=at(10, 9)), make.helper("Maja Lund")
    make.assignment(shift, maja, "confirmed")
    for said in ("ask", "propose"):
        page = (
            signed_in("planner")
            .get(f"{roster}/{shift.id}")
            .form("#assign form")
            .send(who=f"helper:{maja.id}", said=said)
        )
        assert "Maja Lund är redan på passet: bekräftad." in page.text
    assert states() == ["confirmed"]


def test_after_midnight_the_day_is_that_of_the_shift_that_goes_on(signed_in, make):
    today = local_date(now())
    event = make.event(when=When.days(today - timedelta(days=1), today + timedelta(days=1)))
    midnight = datetime.combine(today, time(), STOCKHOLM)
    make.shift(
        event=event, starts_at=midnight - timedelta(hours=3), ends_at=now() + timedelta(hours=1), role="Nattpass"
    )
    make.shift(event=event, starts_at=now() + timedelta(hours=2), role="Morgonpass")
    page = signed_in("planner").get(f"/staff/events/{event.slug}/staffing/day", status=200)
    assert ("Nattpass" in page.text, "Morgonpass" in page.text) == (True, False)


def test_a_finished_events_roster_lacks_nobody_and_asks_who_came(signed_in, make):
    event = make.event(when=When.days(local_date(now()) - timedelta(days=9)))
    shift = make.shift(event=event, starts_at=now() - timedelta(days=9), least=3)
    make.assignment(shift, make.helper("Maja Lund"), "done")
    row = make.assignment(shift, make.helper("Bo Ek"), "confirmed")
    planner = signed_in("planner")
    pages = [planner.get(f"/staff/events/{event.slug}{part}", status=200).text for part in ("/staffing", "")]
    assert [("saknas" in text, "1 är inte avprickad" in text) for text in pages] == [(False, True)] * 2
    assert "1 saknades · 1 är inte avprickad" in pages[0]
    with unit_of_work():
        db.session.get(Assignment, row.id).state = "absent"
    assert "Passen är över" in planner.get(f"/staff/events/{event.slug}/staffing").text


def test_of_what_is_over_one_first_says_who_came_and_plans_more_behind_a_menu(signed_in, make):
    event = make.event(when=When.days(local_date(now()) - timedelta(days=9)))
    shift = make.shift(event=event, starts_at=now() - timedelta(days=9))
    row = make.assignment(shift, make.helper("Maja Lund"), "confirmed")
    planner, roster = signed_in("planner"), f"/staff/events/{event.slug}/staffing"
    page = planner.get(roster, status=200)
    assert [link.text for link in page.soup.select("a.button.main")] == ["Pricka av vilka som kom"]
    assert [link.text for link in page.soup.select(".actions .menu-body a")] == [
        "Nytt pass",
        "Flera pass på en gång",
        "Bjud in",
    ]
    day = page.follow("Pricka av vilka som kom")
    assert (day.h1, "Maja Lund" in day.text) == ("Vilka har kommit?", True)
    with unit_of_work():
        db.session.get(Assignment, row.id).state = "done"
    assert planner.get(roster, status=200).soup.select("a.button.main") == []


def test_while_a_shift_is_ahead_one_plans_more_first(signed_in, make):
    event = make.event()
    make.assignment(make.shift(event=event, starts_at=now() - timedelta(days=9)), make.helper(), "confirmed")
    make.shift(event=event)
    page = signed_in("planner").get(f"/staff/events/{event.slug}/staffing", status=200)
    assert [link.text for link in page.soup.select("a.button.main")] == ["Nytt pass"]


def test_a_roster_of_cancelled_shifts_does_not_say_that_all_have_people(signed_in, make, booth, roster):
    make.assignment(make.shift(booth, starts_at=at(10, 9), cancelled_at=now()), make.helper(), "cancelled")
    page = signed_in("planner").get(roster, status=200)
    assert ("Alla pass har folk" in page.text, "Passen är inställda" in page.text) == (False, True)
