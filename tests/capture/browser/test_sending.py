"""When does the tablet send, with nobody's help? The module `sync.js` alone, with a real store and a clock that the tests wind."""

import pytest

from tests.running import wait_for

from .conftest import PLACE

pytestmark = pytest.mark.browser

# `sent` gets [second, how many records] of each message; `answers` are what the server says first (a status and a Retry-After,
# null for no network, "never" for none at all), after which it acknowledges. Chance always says half.
BEGUN = """async ([many, answers]) => {
  const [{ Store }, { Sync }] = await Promise.all([import("/store.js"), import("/sync.js")]);
  const [store, pairing, began] = [new Store(), { pairing_id: "p", token: "t", policy: {} }, Date.now()];
  await new Promise((done) => { indexedDB.deleteDatabase("booth").onsuccess = done; });
  await store.found(pairing);
  for (let n = 0; n < many; n++) await store.save({ id: `${n}`, sha256: `${n}`, kind: "lead", at: { wall: 1, mono: 1, boot: "b" } });
  window.sent = [];
  Math.random = () => 0.5;
  window.fetch = async (path, { body, signal }) => {
    if (!path.endsWith("/sync")) throw new TypeError("no network");
    const { records } = JSON.parse(body);
    sent.push([Math.round((Date.now() - began) / 1000), records.length]);
    const said = answers.length ? answers.shift() : [200];
    if (said === null) throw new TypeError("no network");
    if (said === "never") return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const acks = said[0] === 200 ? records.map(({ id, sha256 }) => ({ id, sha256, status: "stored" })) : [];
    const told = { proto: 1, server_time: new Date().toISOString(), acks };
    return new Response(JSON.stringify(told), { status: said[0], headers: said[1] ? { "Retry-After": said[1] } : {} });
  };
  window.sync = new Sync(store, { pairing: () => pairing, tell() {}, onAnswer() {}, about: async () => ({}) });
  const now = sync.now.bind(sync);
  sync.now = () => (window.flight = now());
  sync.start();
}"""


@pytest.fixture
def sending(page):
    """A page of its own whose clock stands still: `sending(records, answers)` begins, and gives it."""
    fresh = page.context.new_page()
    fresh.clock.install(time=1_800_000_000_000)
    fresh.goto(PLACE)
    fresh.clock.pause_at(1_800_000_100_000)

    def begin(records: int, *answers):
        fresh.evaluate(BEGUN, [records, answers])
        return fresh

    yield begin
    fresh.close()


def after(page, *steps: int) -> list:
    """What was sent once these seconds have passed, one step after the other; each step ends when nothing is under way."""
    page.evaluate("flight")
    for seconds in steps:
        page.clock.run_for(seconds * 1000)
        page.evaluate("flight")
    return page.evaluate("sent")


def test_what_found_no_network_goes_again_by_itself_after_ever_longer_waits_and_then_the_tablet_calls_each_minute(
    sending,
):
    page = sending(3, None, None, None, None)
    assert after(page, *[1] * 32, 57) == [[0, 3], [2, 3], [6, 3], [14, 3], [30, 3], [30, 0]]
    assert after(page, 1)[6:] == [[90, 0]]


def test_the_wait_is_anything_up_to_two_seconds_doubled_each_time_and_never_over_two_minutes(page):
    waits = "async () => { const { pause } = await import('/sync.js'); return [1, 2, 3, 5, 6, 60].map((n) => [pause(n, 0), pause(n, 1)]); }"
    most = [4000, 8000, 16000, 64000, 120000, 120000]
    assert page.evaluate(waits) == [[0, longest] for longest in most]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_time_gets_it(sending, status):
    page = sending(1, [status, "300"])
    assert after(page, 290, 9) == [[0, 1]]
    assert after(page, 1) == [[0, 1], [300, 1], [300, 0]]


WAKES = {
    "the network is back": "dispatchEvent(new Event('online'))",
    "the page is shown again": "dispatchEvent(new Event('pageshow'))",
    "the tablet is unlocked": "document.dispatchEvent(new Event('visibilitychange'))",
}


@pytest.mark.parametrize("wake", WAKES)
def test_it_sends_at_once_when(sending, wake):
    page = sending(1, None)
    assert after(page) == [[0, 1]]
    page.evaluate(f"void {WAKES[wake]}")
    assert after(page) == [[0, 1], [0, 1], [0, 0]]


def test_a_message_that_is_too_large_goes_in_halves(sending):
    page = sending(20, [413], [413])
    assert [number for _, number in after(page, *[1] * 8)] == [20, 10, 5, 10, 5, 0]


def test_after_twenty_seconds_without_an_answer_a_smaller_message_goes(sending):
    page = sending(20, "never")
    wait_for(lambda: page.evaluate("sent.length"), "the first message")
    page.clock.run_for(19_000)
    assert page.evaluate("[sync.state, sent.length]") == ["sending", 1]
    page.clock.run_for(1000)
    wait_for(lambda: page.evaluate("sync.state") == "offline", "the end of its patience", within=10)
    assert after(page, 1, 1) == [[0, 20], [22, 10], [22, 10], [22, 0]]
