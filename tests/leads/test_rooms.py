"""Does a lead's page show what higher parts of the house give it?"""

import pytest

from app.leads.rooms import sections_of


@pytest.fixture
def rooms(app):
    """The list of rooms, as it was before the test."""
    kept = list(app.extensions["lead_rooms"])
    yield app.extensions["lead_rooms"]
    app.extensions["lead_rooms"][:] = kept


def test_a_room_shows_its_section_and_one_with_nothing_to_say_none(make, signed_in, rooms):
    lead = make.lead(name="Åsa Berg")
    rooms[:] = [lambda seen: None, lambda seen: f'<section id="room-of-{seen.id}"><h2>Ett rum</h2></section>']
    page = signed_in("coordinator").get(f"/staff/leads/{lead.id}")
    assert page.soup.select_one(f"#room-of-{lead.id} h2").get_text() == "Ett rum"


def test_rooms_stand_in_the_order_of_their_list(make):
    shown = sections_of([lambda lead: "<p>1</p>", lambda lead: "", lambda lead: "<p>2</p>"], make.lead())
    assert [section.__html__() for section in shown] == ["<p>1</p>", "<p>2</p>"]
