"""What `monter feed` prints."""

import pytest
from click.testing import CliRunner

from app.accounts.queries import first_unit
from app.calendars.commands import feed
from app.errors import Stopped


@pytest.fixture
def monter(app, make):
    """`monter("--scope", "unit")` gives the lines that were printed."""
    make.first()

    def run(*arguments, organisation=None):
        context = {"app": lambda: app, "organisation": organisation}
        ran = CliRunner().invoke(feed, arguments, obj=context, standalone_mode=False)
        if ran.exception:
            raise ran.exception
        return ran.output.splitlines()

    return run


def test_it_prints_one_address_that_works(monter, feeds, make):
    make.event("Blodomloppet")
    for scope in ("public", "unit", "function"):
        (address,) = monter("--scope", scope)
        assert feeds.titles(address.removeprefix("http://localhost:8000")) == ["Blodomloppet"]


def test_again_it_prints_the_same_and_when_told_a_new_one(monter, feeds):
    first, again, new = monter("--scope", "unit"), monter("--scope", "unit"), monter("--scope", "unit", "--new")
    assert (first == again, new != first) == (True, True)
    feeds.poll(first[0].removeprefix("http://localhost:8000"), 404)


def test_a_unit_a_function_and_a_person_are_named_by_id_or_as_people_call_them(monter, make):
    staff = make.staff("planner")
    unit = first_unit(make.first().id)
    pairs = [
        ("unit", unit.id, "Frivilligcentrum"),
        ("function", make.function().id, "Resurssamordnare"),
        ("staff", staff.id, staff.email.upper()),
    ]
    for scope, id, name in pairs:
        assert monter("--scope", scope, "--of", id) == monter("--scope", scope, "--of", name)


def test_a_helpers_feed_is_opened_by_id_or_address(monter, make):
    helper = make.helper("Maja Lund", email="maja@exempel.se")
    address = monter("--scope", "helper", "--of", helper.id)
    assert monter("--scope", "helper", "--of", "Maja@exempel.se") == address
    assert monter("--scope", "helper", "--of", helper.id, "--new") != address


def test_what_is_missing_is_said_in_a_line(monter):
    wrong = {
        ("--scope", "staff"): "say whose: --of with an e-mail address",
        ("--scope", "unit", "--of", "nowhere"): "there is no unit 'nowhere' here; give its id or its name",
        ("--scope", "helper"): "say whose: --of with the id or the e-mail address of a helper",
    }
    for arguments, words in wrong.items():
        with pytest.raises(Stopped, match=words):
            monter(*arguments)


def test_another_organisation_is_chosen_by_its_slug_and_never_reaches_the_first_ones_units(monter, make):
    ours = first_unit(make.first().id)
    make.organisation("norrkoping", "Norrköpings kommun")
    assert monter("--scope", "public", organisation="norrkoping") != monter("--scope", "public")
    with pytest.raises(Stopped):
        monter("--scope", "unit", "--of", ours.id, organisation="norrkoping")
    with pytest.raises(Stopped):
        monter("--scope", "public", organisation="ingenstans")
