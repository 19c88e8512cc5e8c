"""Does Idag say what is coming, what needs somebody and what came in, and no name to those who may not see it?"""

from datetime import timedelta

import pytest

from app.accounts.models import Holding
from app.clock import local_date, now
from app.events.when import When, week_of
from app.journal.actors import VISITOR
from app.journal.models import JournalLine
from app.leads.actions import record_lead
from app.leads.intake import Details, Met
from app.store.columns import new_id
from app.store.db import db, unit_of_work


def ahead(days, last=None):
    today = local_date(now())
    return When.days(today + timedelta(days=days), today + timedelta(days=last or days))


def came_in(event=None, placement=None, name="Marker Person", organisation_id=None):
    with unit_of_work():
        return record_lead(
            Details(name=name, phone="+46701234567", email=None, interests=(), best_time=None, language="sv"),
            organisation_id=organisation_id or event.organisation_id, capture_id=new_id(), by=VISITOR, now=now(),
            met=Met(event_id=event.id if event else None, placement_id=placement.id if placement else None,
                    code=placement.code.code if placement else None, way="web", kind="code" if placement else "unknown", grade="A"),
        )  # fmt: skip


def under(page, heading):
    group = next(h for h in page.soup.select("h2.group") if heading in h.text)
    listed = group.find_next_sibling(["ul", "section"])
    return [" ".join(item.get_text(" ").split()) for item in listed.select(".item, .from li")]


def titles(page, heading):
    group = next((h for h in page.soup.select("h2.group") if heading in h.text), None)
    return [link.text for link in group.find_next_sibling("ul").select(".item-title")] if group else []


def test_the_first_day_says_what_to_do_first(signed_in, make):
    page = signed_in("planner").get("/staff/", status=200)
    assert page.follow("Planera den första aktiviteten").h1 == "Ny aktivitet"


def test_the_next_four_weeks_are_coming_as_precisely_as_they_are_known(signed_in, make):
    today = local_date(now())
    make.event("Nu", when=ahead(-2, 3))
    make.event("Snart", when=ahead(20))
    make.event("Veckan", when=When.week(*today.isocalendar()[:2]))
    make.event("Långt fram", when=ahead(40))
    make.event("Förbi", when=ahead(-9), state="done")
    make.event("Inställd", when=ahead(3), state="cancelled")
    make.event("Någon gång", when=None)
    assert sorted(titles(signed_in("reader").get("/staff/", status=200), "På gång")) == ["Nu", "Snart", "Veckan"]
    assert week_of(today).year


def test_what_needs_somebody_says_why_and_leads_there(signed_in, make):
    planner = make.staff("planner")
    make.event("Snart", when=ahead(30), public=False, published_at=None, place=None)
    make.event("Färdig", when=ahead(31), public=False, published_at=None)
    make.event("Sedan", when=ahead(100), public=False, published_at=None, place=None)
    make.event("Förbi", when=ahead(-3))
    make.event("Ingens", when=ahead(50), owner_function_id=None)
    page = signed_in(staff=planner).get("/staff/")
    rows = under(page, "Behöver något")
    assert [row.split(" ", 1)[0] for row in rows] == ["Förbi", "Snart", "Färdig", "Ingens"]
    assert [tail for row, tail in zip(rows, [
        "Har varit. Är den genomförd, eller blev den inställd?", "Inte publicerad, saknar plats",
        "Inte publicerad, men färdig att publiceras", "Ingen funktion äger den",
    ], strict=True) if not row.endswith(tail)] == []  # fmt: skip
    assert page.follow("Snart").path.endswith("/publish")


def test_a_function_that_nobody_holds_is_said(signed_in, make):
    planner = make.staff("planner")
    make.event("Vår", when=ahead(30))
    with unit_of_work():
        db.session.query(Holding).update({"until_on": local_date(now())})
    assert under(signed_in(staff=planner).get("/staff/"), "Behöver något")[0].endswith(
        "Ingen har funktionen som äger den nu"
    )


def test_what_came_in_is_counted_by_where_from(signed_in, make):
    event = make.event("Mässan")
    came_in(event, make.placement(event))
    came_in(event)
    came_in(organisation_id=event.organisation_id)
    page = signed_in("planner").get("/staff/")
    assert under(page, "Kom in") == ["Mässan 2", "Utan aktivitet 1"]
    assert "Marker" not in page.text


def test_names_are_for_those_who_may_see_people_and_are_written_down(signed_in, make):
    event = make.event("Mässan")
    came_in(event, make.placement(event, label="Flygblad A5"))
    page = signed_in("coordinator").get("/staff/")
    assert titles(page, "Senast") == ["Marker Person"]
    assert under(page, "Senast")[0].endswith("Mässan, Flygblad A5")
    line = db.session.query(JournalLine).filter_by(kind="leads.listed").one()
    assert line.details == {"count": 1}


def test_the_other_organisations_day_is_its_own(signed_in, make):
    make.organisation()
    motala = make.organisation(slug="motala", name="Motala kommun")
    came_in(make.event("Deras marker", organisation=motala, when=ahead(3), public=False), name="Deras Marker")
    page = signed_in("planner", "coordinator").get("/staff/")
    assert "arker" not in page.text


@pytest.mark.parametrize("roles", [("planner",), ("coordinator",)])
def test_a_fuller_day_asks_no_more_of_the_database(signed_in, make, queries, roles):
    browser = signed_in(*roles)
    counted = []
    for more in (1, 2):
        for _ in range(more):
            came_in(make.event(when=ahead(3), public=False))
        with queries() as ran:
            browser.get("/staff/")
        counted.append(len(ran))
    assert (len(set(counted)), counted[0] <= 22) == (1, True), counted
