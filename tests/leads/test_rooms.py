"""Does a lead's page show what higher parts of the house give it?"""

import pytest
from sqlalchemy import bindparam, select

from app.clock import now
from app.leads.models import Lead, Person
from app.leads.rooms import Room, sections_of
from tests.pages import Queries


@pytest.fixture
def rooms(app):
    """The list of rooms, as it was before the test."""
    kept = list(app.extensions["lead_rooms"])
    yield app.extensions["lead_rooms"]
    app.extensions["lead_rooms"][:] = kept


def test_a_room_shows_its_section_and_one_with_nothing_to_say_none(make, signed_in, rooms):
    lead = make.lead(name="Åsa Berg")
    said = '<section id="room-of-{0.id}"><h2>Ett rum</h2></section>'
    rooms[:] = [Room(lambda opened: None), Room(lambda opened: said.format(opened.lead))]
    page = signed_in("coordinator").get(f"/staff/leads/{lead.id}")
    assert page.soup.select_one(f"#room-of-{lead.id} h2").get_text() == "Ett rum"


def test_rooms_stand_in_the_order_of_their_list_and_what_they_ask_goes_in_one_query(make):
    mine = Lead.id == bindparam("lead_id")
    state = Room(lambda o: f"<p>{o.rows['state'][0].state}</p>", {"state": select(Lead.state).where(mine)})
    met = Room(
        lambda o: f"<p>{[(row.name, row.at == lead.captured_at, row.protected) for row in o.rows['met']]}</p>",
        {
            "met": select(Person.name, Lead.captured_at.label("at"), Person.protected)
            .join(Person, Person.id == Lead.person_id)
            .where(mine)
        },
    )
    lead = make.lead("Åsa Berg")
    assert lead.person.household_id is None
    with Queries() as asked:
        shown = sections_of([state, Room(lambda opened: ""), met], lead, [], now())
    assert [section.__html__() for section in shown] == ["<p>new</p>", "<p>[('Åsa Berg', True, False)]</p>"]
    assert len(asked) == 1
