"""What the tests of screens have: the demonstration running as it does for a newcomer, and a real browser to look at it."""

import pytest

from tests.running import database_for, running

STAFF = {"planner": "Maria Lind", "caseworker": "Amina Farah", "reader": "Gunnar Holm", "administrator": "Sofia Ek"}


@pytest.fixture(scope="session")
def monter(tmp_path_factory):
    """`monter serve` with the demonstration, as `make run` starts it."""
    home = tmp_path_factory.mktemp("screens") / "home"
    home.mkdir()
    with database_for(home) as url, running(home, DATABASE_URL=url) as found:
        yield found


@pytest.fixture
def look(chromium, monter):
    """`look("planner", width=390)` gives a page on which that person is signed in; `None` is a visitor."""
    opened = []

    def at(who: str | None = None, *, width: int = 1280, javascript: bool = True, scheme: str = "light"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="sv-SE", java_script_enabled=javascript, color_scheme=scheme,
            base_url=monter.url,
        )  # fmt: skip
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if who:
            page.goto("/staff/sign-in")
            page.get_by_role("button", name=STAFF[who]).click()
            page.wait_for_url("**/staff/")
        return page

    yield at
    for context in opened:
        context.close()
