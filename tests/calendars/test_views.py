"""Feeds and the page where they are found, through HTTP, on whichever database the tests run."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from app.accounts.models import Holding
from app.accounts.queries import first_unit
from app.calendars import actions
from app.clock import local_date, now
from app.events.models import Event
from app.events.when import When
from app.journal.actors import OPERATOR
from app.leads.models import Lead, Person
from app.store.db import db, unit_of_work


def change(event: Event, at=None, **facts):
    with unit_of_work():
        row = db.session.get(Event, event.id)
        for name, value in facts.items():
            setattr(row, name, value)
        row.updated_at = at or now()


def in_days(days: int) -> When:
    return When.days(local_date(now()) + timedelta(days=days))


def test_a_feed_is_a_calendar_that_is_asked_for_again_each_time(feeds, make):
    make.event()
    answer = feeds.poll(feeds.path("public"))
    headers = answer.headers
    assert {name: headers.get(name) for name in ("Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag", "Set-Cookie")} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="public.ics"',
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
        "Set-Cookie": None,
    }  # fmt: skip
    assert headers["ETag"].startswith('"')
    assert len(Calendar.from_ical(answer.data).events) == 1


def test_head_says_the_same_without_the_file(feeds, make, app):
    make.event()
    path = feeds.path("public")
    full = feeds.poll(path)
    head = app.test_client().head(path)
    names = ("ETag", "Last-Modified", "Content-Type", "Content-Length")
    assert ([head.headers[name] for name in names], head.data) == ([full.headers[name] for name in names], b"")


def test_an_unchanged_feed_is_answered_with_304(feeds, make):
    make.event()
    path = feeds.path("public")
    first = feeds.poll(path)
    again = feeds.poll(path, 304, If_None_Match=first.headers["ETag"])
    assert (again.data, again.headers["ETag"], again.headers["Cache-Control"]) == (
        b"", first.headers["ETag"], "private, no-cache",
    )  # fmt: skip
    assert "Content-Type" not in again.headers
    assert feeds.poll(path, 304, If_Modified_Since=first.headers["Last-Modified"]).data == b""


def test_no_other_date_is_answered_with_304(feeds, make):
    make.event()
    path = feeds.path("public")
    for date in ("Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 01 Jan 2098 00:00:00 GMT", "in any case"):
        feeds.poll(path, 200, If_Modified_Since=date)


def test_the_tag_wins_over_the_date(feeds, make):
    make.event()
    path = feeds.path("public")
    first = feeds.poll(path)
    feeds.poll(path, 200, If_None_Match='"another"', If_Modified_Since=first.headers["Last-Modified"])
    feeds.poll(path, 304, If_None_Match=first.headers["ETag"], If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")


def test_counted_calls_make_a_date_worthless(feeds, make):
    make.event()
    path = feeds.path("function")
    first = feeds.poll(path)
    feeds.poll(path, 200, If_Modified_Since=first.headers["Last-Modified"])
    feeds.poll(path, 304, If_None_Match=first.headers["ETag"])


def test_every_change_gives_a_new_tag(feeds, make):
    event, other = make.event(), make.event("Annat")
    path = feeds.path("unit")
    tags = [feeds.poll(path).headers["ETag"]]

    def changed():
        tags.append(feeds.poll(path).headers["ETag"])

    change(event, title="Nytt namn")
    changed()
    booth = make.booth(event, setup_at=now())
    changed()
    make.event("Ett till")
    changed()
    change(other, unit_id=other_unit(make).id)
    changed()
    with unit_of_work():
        db.session.delete(db.session.merge(booth))
    changed()
    assert len(set(tags)) == len(tags)


def test_two_that_change_places_give_a_new_tag(feeds, make):
    """The number of rows and the latest change stay the same."""
    at = now()
    inside, outside, latest = make.event(), make.event(public=False), make.event()
    for event in (inside, outside, latest):
        change(event, at=at)
    path = feeds.path("public")
    before = feeds.poll(path).headers["ETag"]
    change(inside, public=False, at=at - timedelta(seconds=1))
    change(outside, public=True, at=at - timedelta(seconds=1))
    assert feeds.poll(path).headers["ETag"] != before


def other_unit(make):
    from app.accounts import actions as accounts

    with unit_of_work():
        return accounts.make_unit(make.first(), name="Socialförvaltningen", by=OPERATOR, now=now())


def test_a_change_elsewhere_gives_no_new_tag(feeds, make):
    make.event()
    hidden = make.event(public=False)
    path = feeds.path("public")
    tag = feeds.poll(path).headers["ETag"]
    change(hidden, title="Annat")
    feeds.poll(path, 304, If_None_Match=tag)


def test_a_feed_speaks_the_language_of_its_reader(feeds, make):
    make.event(state="cancelled", titles={"en": "The blood run"})
    staff = make.staff("planner")
    with unit_of_work():
        db.session.merge(staff).language = "en"
    assert feeds.titles(feeds.path("public")) == ["Inställt: Blodomloppet"]
    assert feeds.titles(feeds.path("staff", staff.id)) == ["Cancelled: The blood run"]


def test_the_public_feed_holds_what_is_public_and_has_a_day(feeds, make):
    make.event("Öppet")
    make.event("Slutet", public=False)
    make.event("Någon gång", when=f"{local_date(now()).year + 1}-01")
    make.event("Förr", when=in_days(-31))
    assert feeds.titles(feeds.path("public")) == ["Öppet"]


def test_the_plan_of_a_unit_holds_drafts_months_and_the_work_at_the_booth(feeds, make):
    month = f"{local_date(now() + timedelta(days=40)):%Y-%m}"
    event = make.event("Utkast", public=False, state="idea")
    make.event("Någon gång", when=month)
    make.booth(event, setup_at=now() + timedelta(days=21), takedown_at=now() + timedelta(days=21, hours=6))
    assert sorted(feeds.titles(feeds.path("unit"))) == [
        "Bygg upp: Tältet, Utkast", f"Någon gång ({When.read(month).label()})", "Plocka ner: Tältet, Utkast", "Utkast",
    ]  # fmt: skip


def test_the_work_of_a_function_is_what_it_owns(feeds, make):
    make.event("Vårt", public=False)
    other = make.event("Andras")
    change(other, owner_function_id=None)
    assert feeds.titles(feeds.path("function")) == ["Vårt"]


def test_the_work_of_a_person_is_that_of_the_functions_held_today(feeds, make):
    make.event("Vårt")
    holder, former = make.staff("planner"), make.staff("planner")
    with unit_of_work():
        for holding in db.session.scalars(db.select(Holding).filter_by(staff_id=former.id)):
            holding.until_on = local_date(now())
    assert feeds.titles(feeds.path("staff", holder.id)) == ["Vårt"]
    assert feeds.titles(feeds.path("staff", former.id)) == []


def test_a_person_reads_how_many_to_ring_and_nobodys_name(feeds, make):
    staff = make.staff("coordinator")
    tomorrow = local_date(now()) + timedelta(days=1)
    for state in ("new", "seeking", "withdrew"):
        lead(make, state=state, next_on=tomorrow)
    path = feeds.path("staff", staff.id)
    assert feeds.titles(path) == ["2 att ringa (Resurssamordnare)"]
    assert "Anna" not in feeds.poll(path).response.get_data(as_text=True)


def lead(make, **facts):
    organisation, at = make.first(), now()
    with unit_of_work():
        person = Person(
            organisation_id=organisation.id,
            unit_id=first_unit(organisation.id).id,
            name="Anna Ek",
            name_key="anna ek",
            created_at=at,
        )
        db.session.add(person)
        db.session.flush()
        row = Lead(
            organisation_id=organisation.id, unit_id=person.unit_id, person_id=person.id, owner_function_id=make.function().id,
            way="web", captured_at=at, received_at=at, updated_at=at, **facts,
        )  # fmt: skip
        db.session.add(row)
    return row


def test_an_unknown_a_replaced_and_a_revoked_address_are_not_found(feeds, make):
    make.event()
    path = feeds.path("unit")
    feed = feeds.open("unit")
    uids = [str(event["UID"]) for event in feeds.events(path)]
    feeds.poll("/calendar/nothing.ics", 404)
    with unit_of_work():
        actions.renew(db.session.merge(feed), key=feeds.key, by=OPERATOR, now=now())
    feeds.poll(path, 404)
    renewed = feeds.path("unit")
    assert (renewed != path, [str(event["UID"]) for event in feeds.events(renewed)]) == (True, uids)
    feed = feeds.open("unit")
    with unit_of_work():
        actions.revoke(db.session.merge(feed), by=OPERATOR, now=now())
    feeds.poll(renewed, 404)
    reopened = feeds.path("unit")
    assert len({path, renewed, reopened}) == 3


def test_the_feed_of_a_closed_account_is_not_found(feeds, make):
    staff = make.staff("planner")
    path = feeds.path("staff", staff.id)
    with unit_of_work():
        db.session.merge(staff).active = False
    feeds.poll(path, 404)


@pytest.mark.parametrize("scope", ["public", "unit", "function"])
def test_a_feed_holds_nothing_of_another_organisation(feeds, make, scope):
    ours, theirs = make.first(), make.organisation("norrkoping", "Norrköpings kommun")
    make.event("Vårt", organisation=ours)
    make.event("Deras", organisation=theirs)
    make.booth(db.session.scalar(db.select(Event).filter_by(title="Deras")), setup_at=now(), name="Deras tält")
    assert feeds.titles(feeds.path(scope, organisation=ours)) == ["Vårt"]
    assert "Vårt" not in feeds.poll(feeds.path(scope, organisation=theirs)).response.get_data(as_text=True)


def test_a_poll_takes_few_questions_however_many_events(feeds, make, queries):
    path = feeds.path("unit")
    counts = []
    for number in (1, 2):
        make.booth(make.event(f"Aktivitet {number}"), setup_at=now())
        with queries() as first:
            answer = feeds.poll(path)
        with queries() as warm:
            feeds.poll(path)
        with queries() as unchanged:
            feeds.poll(path, 304, If_None_Match=answer.headers["ETag"])
        counts.append((len(first), len(warm), len(unchanged)))
    assert counts == [(6, 2, 2)] * 2


def test_an_event_can_be_taken_along_by_itself(feeds, make, visitor):
    event = make.event("Blodomloppet", slug="blodomloppet")
    answer = visitor.get("/e/blodomloppet.ics", status=200)
    (only,) = Calendar.from_ical(answer.data).events
    assert (str(only["UID"]), answer.headers["Content-Disposition"]) == (
        f"event-{event.id}@localhost", 'inline; filename="blodomloppet.ics"',
    )  # fmt: skip
    visitor.get("/e/blodomloppet.ics", status=304, headers={"If-None-Match": answer.headers["ETag"]})


def test_an_event_that_is_not_public_or_has_no_day_cannot(make, visitor):
    make.event(slug="hemlig", public=False)
    make.event(slug="maj", when="2027-05")
    assert [visitor.get(f"/e/{slug}.ics").status for slug in ("hemlig", "maj", "finns-inte")] == [404, 404, 404]


def test_times_across_the_turn_of_the_clock_are_those_on_the_wall(feeds, make):
    year = local_date(now()).year
    summer = datetime(year + (now() > datetime(year, 6, 20, tzinfo=UTC)), 6, 20, 10, 0)
    make.event(when=When.times(summer, summer + timedelta(hours=5)))
    assert f"DTSTART;TZID=Europe/Stockholm:{summer:%Y%m%dT%H%M%S}" in feeds.poll(
        feeds.path("public")
    ).response.get_data(as_text=True)


def test_visitors_find_from_the_first_page_how_to_follow_what_is_public(feeds, make, visitor):
    make.event("Blodomloppet")
    path = feeds.path("public")
    page = visitor.get("/", status=200).follow("Följ dem i din egen kalender")
    assert page.h1 == "Följ våra aktiviteter i din kalender"
    hrefs = [link["href"] for link in page.soup.select("main a")]
    assert hrefs[:3] == [
        f"webcal://localhost:8000{path}", "https://calendar.google.com/calendar/u/0/r/settings/addbyurl", path,
    ]  # fmt: skip
    assert page.headers.get("Set-Cookie") is None


def test_without_a_public_calendar_the_page_says_so(make, visitor):
    make.first()
    page = visitor.get("/o/linkoping/calendar", status=200)
    assert "Det finns ingen kalender att följa just nu." in page.text
    assert page.follow("Till första sidan").status == 200
    assert visitor.get("/o/ingenstans/calendar").status == 404


def test_one_who_signed_up_takes_the_event_along(make, visitor):
    make.event("Blodomloppet", slug="blodomloppet")
    make.event("Någon gång i maj", slug="maj", when="2027-05")
    hrefs = []
    for slug in ("blodomloppet", "maj"):
        thanks = visitor.get(f"/e/{slug}").form("main form").send(name="Anna Ek", phone="070-174 06 05")
        hrefs.append([link["href"] for link in thanks.soup.select("main a") if link["href"].startswith("/e/")])
    assert hrefs == [["/e/blodomloppet.ics?lang=sv"], []]
    assert visitor.get(hrefs[0][0]).headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_robots_are_not_kept_from_feeds(visitor):
    assert "calendar" not in visitor.get("/robots.txt").text


def test_staff_open_their_calendar_copy_its_address_and_make_it_new(signed_in, feeds):
    browser = signed_in("planner")
    page = browser.get("/staff/calendar", status=200)
    assert page.h1 == "Vilka kalendrar vill du följa?"
    page = page.form("main form").send()
    address = page.soup.select_one(".copyable code").get_text()
    hrefs = [link["href"] for link in page.soup.select(".card a")]
    path = address.removeprefix("http://localhost:8000")
    assert hrefs == [
        f"webcal://localhost:8000{path}",
        "https://calendar.google.com/calendar/u/0/r/settings/addbyurl",
        path,
    ]
    assert feeds.poll(path).status == 200
    page = page.form("form[action$='/renew']").send()
    assert page.soup.select_one(".copyable code").get_text() != address
    feeds.poll(path, 404)
    page = page.form("form[action$='/revoke']").send()
    assert page.soup.select(".copyable") == []


def test_the_page_says_that_google_is_slow_and_that_a_copy_does_not_follow(signed_in):
    page = signed_in("planner").get("/staff/calendar").form("main form").send()
    assert "8–24 timmar" in page.text
    assert "Hämta en gång (följer inte ändringar)" in page.text


def test_opening_twice_is_one_feed(signed_in):
    browser = signed_in("planner")
    form = browser.get("/staff/calendar").form("main form")
    addresses = [form.send().soup.select_one(".copyable code").get_text() for _ in range(2)]
    assert addresses[0] == addresses[1]


def test_a_reader_sees_addresses_but_ends_them_for_nobody_else(signed_in, make, feeds):
    unit = first_unit(make.first().id)
    path = feeds.path("unit")
    browser = signed_in("reader")
    page = browser.get("/staff/calendar")
    assert path in page.response.get_data(as_text=True)
    assert page.soup.select(f"form[action='/staff/calendar/unit/{unit.id}/renew']") == []
    token = page.soup.select_one("input[name=csrf_token]")["value"]
    browser.post(f"/staff/calendar/unit/{unit.id}/renew", {"csrf_token": [token]}, status=404)
    assert feeds.poll(path).status == 200


def test_nobody_opens_the_feed_of_another_organisation_or_person(signed_in, make):
    other = make.staff("planner")
    theirs = make.organisation("norrkoping", "Norrköpings kommun")
    browser = signed_in("planner")
    token = browser.token("/staff/calendar")
    subjects = [("public", theirs.id), ("unit", first_unit(theirs.id).id), ("staff", other.id), ("helper", other.id)]
    for scope, of_id in subjects:
        browser.post(f"/staff/calendar/{scope}/{of_id}/open", {"csrf_token": [token]}, status=404)


def test_the_page_takes_as_many_questions_for_one_feed_as_for_four(signed_in, feeds, queries):
    browser = signed_in("planner")
    with queries() as none:
        browser.get("/staff/calendar")
    for scope in ("public", "unit", "function"):
        feeds.open(scope)
    with queries() as three:
        browser.get("/staff/calendar")
    assert len(three) == len(none)
