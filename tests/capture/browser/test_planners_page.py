"""Can every planner use the page of a booth's tablets, with all that it can show at once? axe, at every width, right to left too.

The pages come from the application of these tests itself: the browser's requests are answered by a client that is signed in.
"""

import json
from contextvars import Context

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.capture.models import Pairing
from app.leads.models import Lead
from app.store.db import db, unit_of_work
from tests.capture.keeper import damaged
from tests.capture.tablet import Tablet, invitation
from tests.screens.test_every_page import WIDTHS, faults

from .conftest import PLACE
from .tablet import SETTLED

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
        "battery": 8,
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


def test_what_a_tablet_brings_is_seen_without_a_press_as_often_as_it_comes(app, make, window):
    booth, tablet = make.booth(), Tablet(app)
    tablet.join(booth)
    window.clock.install()
    window.goto(f"{PLACE}staff/events/{booth.event.slug}/booths/{booth.id}/tablets")
    for number in range(3):
        expect(window.get_by_text(f"{number} hos oss")).to_be_visible(timeout=SETTLED)
        tablet.save()
        tablet.sync()
        window.clock.run_for(6000)


def test_a_sealed_file_of_any_size_comes_in_by_parts_that_are_counted_together(app, make, window, tmp_path):
    booth, tablet = make.booth(), Tablet(app)
    tablet.join(booth)
    for number in range(120):
        tablet.save(name=f"Person {number}", phone=f"070{number:07}")
    tablet.sync(tablet.kept[7])
    file = {"proto": 1, "kind": "booth-export", "pairing_id": tablet.pairing_id, "records": tablet.kept}
    large = tmp_path / "booth.json"
    large.write_text(json.dumps(file) + " " * 3 * 1024 * 1024)
    window.goto(f"{PLACE}staff/events/{booth.event.slug}/booths/{booth.id}/tablets")
    window.get_by_text("Har surfplattan inget nät?").click()
    for words in ("Inläst: 119 nya, 1 fanns redan, 0 att titta på.", "Inläst: 0 nya, 120 fanns redan, 0 att titta på."):
        window.get_by_label("Fil från surfplattan").set_input_files(large)
        window.get_by_role("button", name="Läs in").click()
        expect(window.locator("[data-status]")).to_have_text(words, timeout=SETTLED)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Lead)) == 120


def test_a_large_file_that_no_tablet_wrote_is_told_so_and_one_that_broke_off_can_be_sent_again(
    app, make, window, tmp_path
):
    booth, other = make.booth(), tmp_path / "other.json"
    window.goto(f"{PLACE}staff/events/{booth.event.slug}/booths/{booth.id}/tablets")
    window.get_by_text("Har surfplattan inget nät?").click()
    said, strange = window.locator("[data-status]"), "Det där är ingen fil från en av era surfplattor."
    for content, words in (
        ("x", strange),
        ('{"records": [{}]}', strange),
        ('{"records": [{}]}', "Allt lästes inte in."),
    ):
        if words != strange:
            window.context.route("**/sealed", lambda route: route.abort())
        other.write_text(content + " " * 3 * 1024 * 1024)
        window.get_by_label("Fil från surfplattan").set_input_files(other)
        window.get_by_role("button", name="Läs in").click()
        expect(said).to_contain_text(words, timeout=SETTLED)
