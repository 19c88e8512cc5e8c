"""Can every planner use the page of a booth's tablets, with all that it can show at once? axe, at every width, right to left too.

The pages come from the application of these tests itself: the browser's requests are answered by a client that is signed in.
"""

from contextvars import Context

import pytest

from app.capture.models import Pairing
from app.store.db import db, unit_of_work
from tests.capture.keeper import damaged
from tests.capture.tablet import Tablet, invitation
from tests.screens.test_every_page import WIDTHS, faults

from .conftest import PLACE

pytestmark = pytest.mark.browser


@pytest.fixture
def window(chromium, signed_in):
    """A page in which a planner is signed in."""
    client, context = signed_in("planner").client, chromium.new_context(locale="sv-SE")

    def answer(route):
        request = route.request
        path, kind = "/" + request.url.removeprefix(PLACE), request.headers.get("content-type")
        sent = Context().run(
            read, client, path, method=request.method, data=request.post_data_buffer, content_type=kind
        )
        route.fulfill(status=sent.status_code, headers=dict(sent.headers), body=sent.get_data())
        sent.close()

    context.route(PLACE + "**", answer)
    yield context.new_page()
    context.close()


def read(client, path, **facts):
    """An answer, read to its end in the context that made it."""
    sent = client.open(path, **facts)
    sent.get_data()
    return sent


@pytest.fixture
def busy_booth(app, make):
    """A booth with everything: tablets in every state, one with gaps, a wrong clock and faults; held, damaged, two of one id."""
    booth = make.booth()
    good, waits, lost, away = (Tablet(app) for _ in range(4))
    good.join(booth), lost.join(booth), away.join(booth)
    waits.pair(invitation(app, booth, allows=False))
    first, _, third = (good.save(name=name) for name in ("Åsa", "Bo", "Eva"))
    faulty = {
        "pending": 2,
        "next_seq": 6,
        "battery": 0.08,
        "persisted": False,
        "store_lost": 1,
        "faults": {"portal 200": 3},
    }
    good.sync(first, damaged(third), status=faulty)
    good.sync(good.save(name="Någon annan", id=first["id"]), status=faulty)
    for tablet, state in ((lost, "lost"), (away, "ended")):
        with unit_of_work():
            db.session.get(Pairing, tablet.pairing_id).state = state
        tablet.save(name="Ivar"), tablet.sync()
    return f"staff/events/{booth.event.slug}/booths/{booth.id}/tablets"


@pytest.mark.proof
def test_axe_finds_nothing_on_the_page_of_tablets_and_nothing_sticks_out(window, busy_booth, tmp_path):
    found = {}
    for direction in ("", "?lang=ar-XB"):
        window.goto(PLACE + busy_booth + direction)
        window.get_by_text("Mer om surfplatta A").first.click()  # by hand: nothing lies over it
        window.evaluate("document.querySelectorAll('main details').forEach((node) => { node.open = true; })")
        for width in WIDTHS:
            window.set_viewport_size({"width": width, "height": 900})
            found[direction, width] = faults(window)
            window.screenshot(path=tmp_path / f"tablets {direction[1:]} {width}.png", full_page=True)
    assert window.locator("li.item").count() == 8
    assert {where: lines for where, lines in found.items() if lines} == {}


def test_a_tablet_that_asks_is_allowed_by_hand(window, busy_booth):
    window.goto(PLACE + busy_booth)
    window.get_by_role("button", name="Tillåt").click()
    window.get_by_text("tillåten, provar sitt lås", exact=True).wait_for()


def test_axe_finds_nothing_on_the_page_with_the_code(window, busy_booth):
    found = {}
    window.goto(PLACE + busy_booth)
    window.get_by_role("button", name="Parkoppla en surfplatta").click()
    window.locator(".big-code").wait_for()
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        found[width] = faults(window)
    assert {where: lines for where, lines in found.items() if lines} == {}
