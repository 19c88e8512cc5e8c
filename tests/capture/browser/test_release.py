"""Does a new release wait for its moment, and can one that went wrong be taken back? The service worker, in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from tests.proxy import passed
from tests.running import running

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


@pytest.mark.proof
def test_half_a_release_is_not_taken_and_the_app_still_opens_without_a_network(tablet, proxy, built_app):
    before = tablet.page.evaluate(BUILD)
    proxy.everything = released(built_app, "/booth/sw.js")
    tablet.page.evaluate(LOOK)
    tablet.page.wait_for_timeout(1500)
    proxy.everything, proxy.offline = None, True
    tablet.reload()
    tablet.on("ready")
    assert tablet.page.evaluate(BUILD) == before


@pytest.mark.proof
def test_the_kill_switch_takes_the_service_worker_away_for_good_and_leaves_what_is_kept(
    tablet, proxy, served, tmp_path
):
    proxy.offline = True
    tablet.save("Siv Kvar")
    proxy.offline, on = False, proxy.server_port
    with running(tmp_path / "off", BOOTH_APP="off", **served.own.settings) as off:
        proxy.server_port = off.port
        tablet.page.evaluate(LOOK)
        tablet.until(GONE)
        assert len(tablet.kept()) == 1
        for _ in range(2):
            tablet.reload()
            tablet.on("ready").until(GONE)
            tablet.page.wait_for_timeout(500)
            assert tablet.page.evaluate(GONE)
    proxy.server_port = on
    tablet.reload()
    tablet.on("ready").until(f"async () => !(await ({GONE})())")


GONE = "async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length"
