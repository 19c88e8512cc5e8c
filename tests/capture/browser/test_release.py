"""Does a new release wait for its moment, and can one that went wrong be taken back? The service worker, in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from app.capture.booth_views import KILL_SWITCH
from tests.proxy import answered, passed

pytestmark = pytest.mark.browser

NEXT = "abcdef012345"
LOOK = "async () => { const r = await navigator.serviceWorker.getRegistration(); await r.update().catch(() => {}); }"
WAITS = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
BUILD = "document.documentElement.dataset.build"


def released(built_app, *paths: str):
    """The next release, as far as it has come: these addresses give it, the others the one before."""
    before = json.loads((built_app / "build.json").read_text())["build"].encode()

    async def fault(trip):
        if trip.path not in paths:
            return await passed(trip)
        trip.head = b"\r\n".join(
            line for line in trip.head.split(b"\r\n") if not line.lower().startswith(b"accept-encoding")
        )
        return await trip.tell((await trip.ask()).replace(before, NEXT.encode()))

    return fault


def test_a_new_release_waits_until_nobody_is_writing(tablet, proxy, built_app):
    tablet.begin().write("Rut Skriver")
    proxy.everything = released(built_app, "/booth/", "/booth/sw.js")
    tablet.page.evaluate(LOOK)
    tablet.until(WAITS)
    expect(tablet.page.get_by_label("Vad heter du?")).to_have_value("Rut Skriver")
    tablet.button("Avbryt och rensa").click()
    tablet.until(f"{BUILD} === '{NEXT}'")
    tablet.on("ready")


def test_half_a_release_is_not_taken_and_the_app_still_opens_without_a_network(tablet, proxy, built_app):
    before = tablet.page.evaluate(BUILD)
    proxy.everything = released(built_app, "/booth/sw.js")
    tablet.page.evaluate(LOOK)
    tablet.page.wait_for_timeout(1500)
    proxy.everything, proxy.offline = None, True
    tablet.reload()
    tablet.on("ready")
    assert tablet.page.evaluate(BUILD) == before


def test_the_kill_switch_empties_the_cache_and_leaves_what_is_kept(tablet, proxy):
    proxy.offline = True
    tablet.save("Siv Kvar")
    proxy.offline = False
    kill = answered("200 OK", body=KILL_SWITCH, kind="text/javascript")

    async def fault(trip):
        await (kill if trip.path == "/booth/sw.js" else passed)(trip)

    proxy.everything = fault
    tablet.page.evaluate(LOOK)
    tablet.until("async () => !(await caches.keys()).length")
    assert len(tablet.kept()) == 1
    tablet.reload()
    tablet.on("ready")
