"""The doors of `app.calendars.access`."""

import pytest

from app.calendars.access import public_links, subjects_for
from app.calendars.addresses import token_of
from app.errors import NotFound


def test_there_are_no_links_to_a_public_calendar_before_it_has_an_address(feeds, make):
    organisation = make.first()
    assert public_links(organisation) is None
    path = feeds.path("public")
    assert public_links(organisation).address == f"http://localhost:8000{path}"


def test_one_may_subscribe_to_own_work_the_functions_of_the_unit_its_plan_and_what_is_public(app, make, signed_in):
    staff, organisation = make.staff("planner"), make.first()
    assert [(subject.scope, subject.id) for subject in subjects_for(staff)] == [
        ("staff", staff.id),
        ("function", make.function().id),
        ("unit", staff.unit_id),
        ("public", organisation.id),
    ]


def test_a_token_that_is_nearly_right_opens_nothing(feeds):
    from app.calendars.access import subscription_for

    token = token_of(feeds.open("unit"), feeds.key)
    assert subscription_for(token).scope == "unit"
    for wrong in (token[:-1], token + "a", token.swapcase(), "", "%00"):
        with pytest.raises(NotFound):
            subscription_for(wrong)
