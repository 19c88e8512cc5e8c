"""Does an event's page show all that hangs on it, counted right, in few queries?"""

from app.booths.models import Tally
from app.clock import now
from app.flyers.models import ScanTally
from app.store.db import unit_of_work
from tests.desk.test_today import came_in


def scanned(placement, number, *, late=False, bot=False):
    with unit_of_work() as session:
        session.add(ScanTally(
            placement_id=placement.id, hour_at=now().replace(minute=0, second=0, microsecond=0), bot=bot, late=late,
            event_id=placement.event_id, organisation_id=placement.organisation_id, number=number,
        ))  # fmt: skip


def counted(booth, kind, number):
    with unit_of_work() as session:
        session.add(Tally(
            organisation_id=booth.organisation_id, event_id=booth.event_id, booth_id=booth.id, kind=kind, number=number,
            at=now(), noted_by="staff:x",
        ))  # fmt: skip


def figures(page):
    return {f.dt.text: " ".join(f.dd.get_text(" ").split()) for f in page.soup.select(".figures .figure")}


def test_each_placement_shows_its_scans_submissions_leads_and_cost(signed_in, make):
    event = make.event()
    flyer, poster = make.placement(event, "Flygblad", cost_ore=145000), make.placement(event, "Affisch")
    scanned(flyer, 40)
    scanned(flyer, 2, late=True)
    scanned(flyer, 99, bot=True)
    came_in(event, flyer)
    came_in(event)
    page = signed_in("reader").get(f"/staff/events/{event.slug}", status=200)
    assert [[row[0], *row[2:]] for row in page.rows("#placements tbody tr")] == [
        ["Flygblad", "42 (2 sena)", "1", "1", "1 450 kr"], ["Affisch", "0", "0", "0", ""],
    ]  # fmt: skip
    assert figures(page) == {
        "Skanningar": "42", "Anmälningar med kod": "1", "Intressen": "2 varav 1 utan känd väg", "Kostnad": "1 450 kr",
    }  # fmt: skip
    assert poster.code.code[:4] in page.text


def test_a_booth_shows_what_was_counted_there(signed_in, make):
    booth = make.booth()
    counted(booth, "conversations", 3)
    counted(booth, "conversations", -1)
    counted(booth, "flyers", 10)
    page = signed_in("planner").get(f"/staff/events/{booth.event.slug}")
    assert "2 samtal, 10 flyers, 0 intressen" in page.text


def test_more_on_an_event_asks_no_more_of_the_database(signed_in, make, queries):
    browser, event = signed_in("planner"), make.event()
    seen = []
    for more in (1, 2):
        for _ in range(more):
            make.booth(event)
            came_in(event, make.placement(event))
        with queries() as ran:
            browser.get(f"/staff/events/{event.slug}", status=200)
        seen.append(len(ran))
    assert (len(set(seen)), seen[0] <= 17) == (1, True), seen


def test_a_cancelled_event_says_what_visitors_are_told(signed_in, make):
    event = make.event(state="cancelled", cancelled_note={"sv": "Vi ses i vår."})
    page = signed_in("planner").get(f"/staff/events/{event.slug}")
    assert "Vi ses i vår." in page.soup.select_one(".notice.danger").text


def lacking(page):
    return [(link.text, link["href"]) for link in page.soup.select(".missing a")]


def test_what_the_information_text_lacks_is_the_administrators_to_mend(signed_in, make):
    organisation = make.organisation(privacy_officer=None)
    event = make.event(public=False, published_at=None)
    what = "Skriv hur man når dataskyddsombudet."
    own, others = (signed_in(role).get(f"/staff/events/{event.slug}") for role in ("administrator", "planner"))
    assert lacking(own) == [(what, "/staff/settings/organisation")]
    assert lacking(others) == [(f"Be er administratör: {what}", f"/o/{organisation.slug}/privacy")]
    assert others.form(".head-action form").send().path.endswith("/publish")
