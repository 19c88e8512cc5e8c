"""Does the rail know where one is?"""

import pytest
from flask import request
from werkzeug.exceptions import BadRequest

from app.rail import lies_under


@pytest.mark.parametrize(
    ("path", "place", "held"),
    [
        ("/staff/", "/staff/", True),
        ("/staff/events", "/staff/", False),
        ("/staff/events", "/staff/events", True),
        ("/staff/events/blodomloppet/edit", "/staff/events", True),
        ("/staff/eventsmore", "/staff/events", False),
    ],
)
def test_a_page_lies_under_the_place_that_its_address_begins_with(path, place, held):
    assert lies_under(path, place) == held


def test_an_event_s_page_stands_under_activities(signed_in, make):
    page = signed_in("planner").get(f"/staff/events/{make.event().slug}", status=200)
    assert [a.get_text(strip=True) for a in page.soup.select(".rail [aria-current=page]")] == ["Aktiviteter"]


def test_a_static_file_s_address_changes_with_its_content(app):
    from flask import url_for

    with app.test_request_context():
        first, other = (url_for("static", filename=name) for name in ("site.css", "site.js"))
        assert first.startswith("/static/site.css?v=")
        assert first.partition("=")[2] != other.partition("=")[2]
        assert url_for("static", filename="missing.css") == "/static/missing.css"


def test_json_that_is_nested_too_deep_is_the_sender_s_mistake(app):
    asked = {"method": "POST", "data": b"[" * 100_000, "content_type": "application/json"}
    with app.test_request_context("/", **asked), pytest.raises(BadRequest):
        request.get_json()
    assert app.json.dumps("å") == '"å"'
