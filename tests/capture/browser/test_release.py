"""Does a new release wait for its moment, and can one that went wrong be taken back? The service worker, in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from tests.proxy import passed
from tests.running import running

from .invariants import holds

pytestmark = pytest.mark.browser

NEXT = "abcdef012345"
LOOK = "async () => { const r = await navigator.serviceWorker.getRegistration(); await r.update().catch(() => {}); }"
# How the first worker of a tablet fared, and what it kept.
FILLED = """async () => {
  const { installing } = await navigator.serviceWorker.register("/booth/sw.js", { scope: "/booth/" });
  if (installing?.state === "installing") await new Promise((done) => installing.addEventListener("statechange", done));
  return [installing?.state, await caches.keys()];
}"""
# Ended once a worker that was found has been filled or turned away.
SETTLED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update().catch(() => {});
  const found = registration.installing;
  if (found) await new Promise((done) => found.addEventListener("statechange", done));
}"""
TAKEN = "async () => [Boolean((await navigator.serviceWorker.getRegistration()).waiting), await caches.keys()]"
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
@pytest.mark.parametrize("half", ["/booth/sw.js", "/booth/"], ids=["its worker", "its shell"])
def test_half_a_release_is_not_taken_and_the_app_still_opens_without_a_network(tablet, proxy, built_app, half):
    before = tablet.page.evaluate(BUILD)
    proxy.everything = released(built_app, half)
    tablet.page.evaluate(SETTLED)
    assert tablet.page.evaluate(TAKEN) == [False, [f"booth-{before}"]]
    for proxy.offline in (False, True):
        tablet.reload()
        tablet.on("ready")
        assert tablet.page.evaluate(BUILD) == before


@pytest.mark.proof
def test_a_tablet_that_comes_in_the_middle_of_a_release_keeps_nothing_before_it_is_whole(tablets, proxy, built_app):
    proxy.everything = released(built_app, "/booth/")
    tablet = tablets()
    assert tablet.page.evaluate(FILLED) == ["redundant", []]
    proxy.everything = released(built_app, "/booth/", "/booth/sw.js")
    tablet.reload()
    tablet.until(f"async () => (await caches.keys()).join() === 'booth-{NEXT}'")


@pytest.mark.proof
def test_the_kill_switch_takes_the_service_worker_away_for_good_and_leaves_what_is_kept(
    tablet, proxy, served, centre, tmp_path
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
    tablet.hurry()
    holds(tablet, centre, ["Siv Kvar"])


GONE = "async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length"
