"""What can go wrong between a tablet and the centre? After each: everything called saved is at the centre exactly once, nobody
twice, nothing is called sent that is not there, and the profile tells of nobody."""

import asyncio
import json
import os
import random
import signal
import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.clock import now
from tests import proxy as on_the_way
from tests.proxy import proxied
from tests.running import lives, wait_for
from tests.some import many

from .conftest import booth_at
from .invariants import centre_has, holds
from .tablet import Tablet

pytestmark = pytest.mark.browser

# What happens to the first messages; then the way is free.
FAULTS = {
    "the line goes dead before anything arrives": [on_the_way.dropped] * 2,
    "the acknowledgement is lost after the commit": [on_the_way.answer_lost],
    "it is lost three times": [on_the_way.answer_lost] * 3,
    "the message is cut in its head": [on_the_way.cut_request(50)],
    "the message is cut in its body": [on_the_way.cut_request(1500)],
    "the answer is cut in its head": [on_the_way.cut_answer(20)],
    "the answer is cut in its body": [on_the_way.cut_answer(900)],
    "the answer comes late": [on_the_way.delayed(2)],
    "two kilobytes a second, with stalls": [on_the_way.slow(2_000, stall=1)],
    "a page of the Wi-Fi's answers": [on_the_way.LOGIN_PAGE] * 2,
    "the Wi-Fi sends it elsewhere": [on_the_way.REDIRECT] * 2,
    "a filter forbids it": [on_the_way.FORBIDDEN],
    "the server is broken": [on_the_way.BROKEN] * 2,
    "the server is busy": [on_the_way.BUSY] * 2,
    "too many at once": [on_the_way.TOO_MANY],
    "the message arrives five times": [on_the_way.repeated(5)],
    "a later message overtakes it": [on_the_way.overtaken(1)],
    "another JSON answers": [on_the_way.answered("200 OK", body='{"ok": true}', kind="application/json")],
    "all of them, one after the other": [
        on_the_way.answer_lost, on_the_way.LOGIN_PAGE, on_the_way.cut_answer(300), on_the_way.BUSY, on_the_way.repeated(3),
        on_the_way.overtaken(1), on_the_way.BROKEN,
    ],
}  # fmt: skip

REFUSED = on_the_way.answered(
    "401 Unauthorized", body='{"proto": 1, "error": "unknown_token"}', kind="application/json"
)
FEW = {
    "the line goes dead before anything arrives", "the acknowledgement is lost after the commit", "the answer is cut in its body",
    "all of them, one after the other",
}  # fmt: skip


@pytest.fixture(scope="module")
def long_day(served, chromium, tmp_path_factory):
    """(tablet, proxy, centre, names): one tablet that meets all faults of the way, one after the other."""
    with booth_at(served) as centre, proxied(served.monter.port) as proxy:
        tablet = Tablet(chromium.browser_type, tmp_path_factory.mktemp("long day"), proxy.url)
        yield tablet.start().pair(centre.code()), proxy, centre, []
        tablet.kill()


@pytest.mark.both
@pytest.mark.parametrize("fault", many(FAULTS, FEW))
def test_everything_saved_arrives_once_though(long_day, fault):
    tablet, proxy, centre, names = long_day
    proxy.next(*FAULTS[fault])
    for least in range(12):
        if least >= 2 and not proxy.faults:
            break
        names.append(f"Person {len(names)} Långdag")
        tablet.save(names[-1])
        if least:
            tablet.hurry()
    assert not proxy.faults
    holds(tablet, centre, names)


def test_a_wifi_that_wants_a_log_in_is_called_by_its_name_and_nothing_is_lost(tablet, proxy, centre):
    proxy.everything = on_the_way.LOGIN_PAGE
    tablet.save("Dag Väntar")
    tablet.says("Wi-Fi vill att du loggar in").says("1 bara på den här surfplattan")
    proxy.everything = None
    tablet.hurry()
    holds(tablet, centre, ["Dag Väntar"])


@pytest.mark.proof
def test_a_restart_behind_a_wifi_that_wants_a_log_in_opens_the_app_all_the_same(tablet, proxy, centre):
    proxy.everything = on_the_way.REDIRECT
    tablet.save("Eva Väntar")
    tablet.kill()
    tablet.start().on("ready").says("1 bara på den här surfplattan")
    proxy.everything = None
    tablet.hurry()
    holds(tablet, centre, ["Eva Väntar"])


TURNS = 10


@pytest.mark.proof
@pytest.mark.both
def test_a_kill_at_random_moments_of_sending_loses_and_doubles_nothing(tablet, proxy, centre):
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, names = random.Random(seed), []
    for _turn in range(TURNS):
        proxy.offline = True
        for _ in range(chance.randint(1, 4)):
            names.append(f"Slump {len(names)}")
            tablet.keep_quickly(names[-1])
        proxy.offline = False
        proxy.next(on_the_way.delayed(chance.random() / 2))
        tablet.page.evaluate("void dispatchEvent(new Event('online'))")
        tablet.page.wait_for_timeout(chance.uniform(0, 1000))
        tablet.kill()
        tablet.start().on("ready")
    tablet.hurry()
    holds(tablet, centre, names)


@pytest.mark.proof
def test_two_kilobytes_a_second_bring_two_dozen_in_parts_that_grow_smaller(tablet, proxy, centre):
    proxy.offline = True
    names = [f"Person {number} Sakta" for number in range(24)]
    for name in names:
        tablet.keep_quickly(name)
    proxy.offline, proxy.always = False, on_the_way.slow(2_000, stall=1)
    tablet.page.evaluate("void dispatchEvent(new Event('online'))")
    wait_for(lambda: not [one for one in tablet.kept() if one["state"] == "kept"], "all of them", within=200)
    sizes = [number for trip in proxy.seen if (number := len(json.loads(trip.body)["records"]))]
    assert (sizes[0], min(sizes) < 20) == (20, True)
    proxy.always = None
    holds(tablet, centre, names)


def killed_after(monter, seconds: float):
    """The server is killed while it has the message."""

    async def fault(trip):
        asked = asyncio.create_task(trip.ask())
        await asyncio.sleep(seconds)
        os.kill(monter.web, signal.SIGKILL)
        await trip.tell(await asked)

    return fault


@pytest.mark.proof
@pytest.mark.both
def test_a_server_that_is_killed_while_a_tablet_sends_loses_and_doubles_nothing(tablet, proxy, centre, served):
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance, names = random.Random(seed), []
    for _turn in range(5):
        proxy.offline = True
        for _ in range(8):
            names.append(f"Person {len(names)} Dör")
            tablet.keep_quickly(names[-1])
        killed = served.monter.web
        proxy.next(killed_after(served.monter, chance.uniform(0, 0.1)))
        proxy.offline = False
        tablet.page.evaluate("void dispatchEvent(new Event('online'))")
        wait_for(lambda killed=killed: not lives(killed), "the server's end")
        assert served.monter.web != killed
        tablet.hurry()
    holds(tablet, centre, names)


@pytest.mark.both
def test_a_kill_while_sending_loses_and_doubles_nothing(tablet, proxy, centre):
    proxy.offline = True
    names = [f"Person {sign}" for sign in "ABCDEF"]
    for name in names:
        tablet.save(name)
    proxy.offline = False
    proxy.next(on_the_way.delayed(0.5), on_the_way.answer_lost)
    for seconds in (0.1, 0.4, 0.8):
        tablet.page.evaluate("void dispatchEvent(new Event('online'))")
        tablet.page.wait_for_timeout(seconds * 1000)
        tablet.kill()
        tablet.start().on("ready")
    tablet.hurry()
    holds(tablet, centre, names)


def test_what_a_full_disk_does_not_take_goes_straight_to_the_centre_and_counts_like_the_others(tablet, centre):
    told = []
    tablet.page.on("request", lambda request: request.url.endswith("/sync") and told.append(request.post_data_json))
    tablet.save("Eva Plats")
    tablet.hurry()
    tablet.page.evaluate(QUOTA)
    tablet.begin().write("Fia Full").send().on("thanks")
    assert tablet.page.get_by_text("Sparat hos oss").count() == 1
    assert centre.names == ["Eva Plats", "Fia Full"]
    direct = next(one for one in told if [record["seq"] for record in one["records"]] == [2])
    assert (direct["status"]["next_seq"], direct["status"].keys()) == (3, told[0]["status"].keys())
    tablet.button("Klar").click()
    tablet.says("2 hos oss").says("allt skickat").kill()
    tablet.start().on("ready").says("2 hos oss")
    tablet.save("Gun Plats")
    tablet.hurry()
    assert [record.seq for record in centre.records] == [1, 2, 3]
    holds(tablet, centre, ["Eva Plats", "Fia Full", "Gun Plats"])


def test_what_was_sent_without_an_answer_is_not_called_unsaved_and_tried_again_it_is_one_lead(tablet, proxy, centre):
    tablet.page.evaluate(QUOTA)
    proxy.always = on_the_way.answer_lost
    tablet.begin().write("Fia Vet Inte").send().on("unsaved")
    expect(tablet.page.get_by_role("heading")).to_have_text("Vi vet inte om det sparades")
    assert centre.names == ["Fia Vet Inte"]
    # what came of the first try is as unknown after one that came to nothing, and after an answer that names other bytes
    for proxy.always in (REFUSED, other_bytes_named):
        tablet.button("Försök igen").click()
        tablet.until("!document.getElementById('screen').inert")
        expect(tablet.page.get_by_role("heading")).to_have_text("Vi vet inte om det sparades")
    proxy.always = None
    tablet.button("Försök igen").click()
    expect(tablet.on("thanks").page.get_by_text("Sparat hos oss")).to_be_visible()
    centre_has(centre, ["Fia Vet Inte"])


@pytest.mark.proof
def test_what_a_disk_takes_long_after_it_went_straight_to_the_centre_counts_once_after_a_restart(tablet, proxy, centre):
    tablet.page.evaluate(DISK_SILENT)
    tablet.begin().write("Fia Sen").send()
    expect(tablet.page.get_by_text("Sparat hos oss")).to_be_visible(timeout=40_000)
    proxy.offline = True
    tablet.page.evaluate("() => { window.silent = false; }")
    wait_for(lambda: tablet.known("counter")["centre"] == 1, "what the disk was asked for")
    assert [record["state"] for record in tablet.kept()] == ["kept"]
    tablet.kill()
    proxy.offline = False
    tablet.start().on("ready").hurry()
    holds(tablet, centre, ["Fia Sen"])


def test_what_the_centre_says_that_it_did_not_take_is_called_unsaved(tablet, proxy):
    tablet.page.evaluate(QUOTA)
    proxy.always = REFUSED
    tablet.begin().write("Fia Nej").send().on("unsaved")
    expect(tablet.page.get_by_role("heading")).to_have_text("INTE sparat")


async def other_bytes_named(trip):
    """The server acknowledges that id, with another content."""
    (sha256,) = [record["sha256"] for record in json.loads(trip.body)["records"]]
    await trip.tell((await trip.ask()).replace(sha256.encode(), b"0" * 64))


async def update_asked(trip):
    """The server keeps what it is brought, and says that the app is too old."""
    await trip.tell((await trip.ask()).replace(b" 200 OK", b" 426 Upgrade Required", 1))


def test_what_an_app_that_is_too_old_has_brought_is_called_saved(tablet, proxy, centre):
    tablet.page.evaluate(QUOTA)
    proxy.always = update_asked
    tablet.begin().write("Fia Gammal").send()
    expect(tablet.on("thanks").page.get_by_text("Sparat hos oss")).to_be_visible()
    centre_has(centre, ["Fia Gammal"])


def test_what_cannot_be_sealed_or_kept_is_said_in_red_and_the_form_can_be_tried_again(tablet, proxy, centre):
    tablet.page.evaluate(QUOTA)
    proxy.offline = True
    tablet.begin().write("Gun Papper").send().on("unsaved")
    tablet.page.evaluate("() => { IDBObjectStore.prototype.add = window.add; }")
    tablet.button("Försök igen").click()
    tablet.on("thanks").button("Klar").click()
    tablet.page.evaluate(NO_SEAL)
    tablet.begin().write("Gun Sigill").send().on("unsaved")
    tablet.page.evaluate("() => { SubtleCrypto.prototype.encrypt = window.encrypt; }")
    tablet.button("Försök igen").click()
    tablet.on("thanks")
    proxy.offline = False
    tablet.hurry()
    holds(tablet, centre, ["Gun Papper", "Gun Sigill"])


def test_a_disk_that_takes_nothing_leaves_no_button_without_words_and_no_screen_half_way(tablet, proxy, centre):
    tablet.page.evaluate(QUOTA)
    proxy.everything = on_the_way.delayed(2)
    tablet.begin().write("Gun Väntar").send()
    expect(tablet.page.get_by_text("Sparar …")).to_be_visible()
    assert tablet.page.locator("#screen").evaluate("(screen) => [screen.dataset.screen, screen.inert]") == [
        "capture",
        True,
    ]
    tablet.on("thanks").button("Klar").click()
    assert tablet.page.locator("#screen").evaluate("(screen) => screen.inert") is False
    proxy.everything = None
    tablet.page.evaluate("() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.add; }")
    tablet.open_menu().button("English").click()
    expect(
        tablet.page.get_by_text("Det gick inte. Försök igen.").or_(tablet.page.get_by_text("That did not work."))
    ).to_be_visible()
    centre_has(centre, ["Gun Väntar"])


NO_SEAL = """() => {
  window.encrypt = SubtleCrypto.prototype.encrypt;
  SubtleCrypto.prototype.encrypt = () => { throw new DOMException("no", "OperationError"); };
}"""
# Nothing that is asked of the disk is done until `silent` is false: a transaction that goes on holds all others up.
DISK_SILENT = """() => new Promise((done) => {
  window.silent = true;
  indexedDB.open("booth").onsuccess = ({ target: { result: db } }) => {
    const meta = db.transaction(["records", "meta"], "readwrite").objectStore("meta");
    const hold = () => { if (window.silent) meta.get("counter").onsuccess = hold; else db.close(); };
    hold();
    done();
  };
})"""
QUOTA = """() => {
  window.add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


@pytest.mark.proof
def test_a_connection_that_the_browser_closed_is_opened_again(tablet, centre):
    tablet.page.evaluate("""() => {
      const transaction = IDBDatabase.prototype.transaction;
      let once = true;
      IDBDatabase.prototype.transaction = function (...words) {
        if (once && words[1] === "readwrite") { once = false; this.close(); throw new DOMException("closed", "InvalidStateError"); }
        return transaction.apply(this, words);
      };
    }""")
    tablet.save("Hans Åter")
    holds(tablet, centre, ["Hans Åter"])


def test_a_store_that_is_cleared_under_the_page_is_noticed_and_told(tablet, proxy, centre):
    proxy.offline = True
    tablet.save("Ida Borta")
    tablet.clear_storage()
    tablet.save("Jan Efter")
    proxy.offline = False
    tablet.hurry()
    holds(tablet, centre, ["Jan Efter"], lost=1, says="1 försvann ur webbläsarens minne")
    assert [record.seq for record in centre.records] == [2]
    assert tablet.known("install") == centre.pairing.install_id
    tablet.open_menu()  # by its PIN
    tablet.page.goto("about:blank")
    tablet.clear_storage()
    tablet.open()
    expect(tablet.on("pairing").page.get_by_text("1 anmälan var sparad här och försvann")).to_be_visible()


@pytest.mark.both
def test_after_a_restore_of_an_old_backup_all_retained_copies_go_again(tablet, centre, tmp_path):
    tablet.save("Kim Före")
    holds(tablet, centre, ["Kim Före"])
    centre.back_up(tmp_path / "yesterday")
    tablet.save("Kim Åter")
    holds(tablet, centre, ["Kim Före", "Kim Åter"])
    centre.bring_back(tmp_path / "yesterday")
    assert (centre.leads, centre.names) == (["Kim Före"], ["Kim Före"])
    tablet.hurry()
    centre.wait_for(["Kim Före", "Kim Åter"])
    holds(tablet, centre, ["Kim Före", "Kim Åter"])


@pytest.mark.both
def test_a_sealed_copy_goes_from_the_tablet_once_a_backup_has_it_and_no_other_goes(tablet, centre):
    tablet.save("Kaj Säkrad").says("1 hos oss").says("allt skickat")
    centre.note_backup()
    (before,) = tablet.kept()
    tablet.save("Kia Efter").says("2 hos oss").says("allt skickat")
    tablet.hurry()
    wait_for(lambda: before["id"] not in [record["id"] for record in tablet.kept()], "the first to go")
    assert [record["seq"] for record in tablet.kept()] == [before["seq"] + 1]
    holds(tablet, centre, ["Kaj Säkrad", "Kia Efter"])


@pytest.mark.both
def test_a_tablet_that_was_lost_delivers_and_then_forgets_everything(tablet, proxy, centre):
    proxy.offline = True
    tablet.save("Lea Held").begin().write("Leo Skriver")
    centre.revoke("lost")
    proxy.offline = False
    tablet.hurry()
    wait_for(lambda: centre.pairing.status["pending"] == 0, "that it says that nothing is left")
    tablet.page.wait_for_timeout(500)
    tablet.on("capture").button("Avbryt och rensa").click()  # nobody's form is taken away while they write
    tablet.on("ready").hurry()
    tablet.on("wiped")
    assert (tablet.kept(), centre.pairing.status["pending"]) == ([], 0)
    centre_has(centre, [], held=1)


@pytest.mark.proof
def test_a_booth_that_was_finished_meanwhile_holds_what_comes_and_its_tablet_forgets_once_that_is_in_a_backup(
    tablet, proxy, centre, tmp_path
):
    proxy.offline = True
    tablet.save("Liv Sist")
    centre.finish(giving_up=1)
    proxy.offline = False
    tablet.hurry()
    expect(tablet.page.get_by_role("heading", name="Montern är avslutad")).to_be_visible()
    assert tablet.page.locator(".door").count() == 0
    tablet.hurry()
    holds(tablet.on("ready"), centre, [], held=1)
    assert len(tablet.kept()) == 1
    centre.back_up(tmp_path / "tonight")
    tablet.hurry()
    tablet.on("wiped")
    assert tablet.kept() == []
    centre_has(centre, [], held=1)


@pytest.mark.proof
def test_a_token_that_nobody_knows_keeps_the_queue_and_a_new_pairing_brings_it(tablet, proxy, centre):
    proxy.always = REFUSED
    tablet.save("Moa Kvar")
    tablet.says("Surfplattan behöver kopplas igen")
    proxy.always = None
    tablet.pair_again(centre.code())
    holds(tablet, centre, ["Moa Kvar"])


def test_two_tabs_of_one_tablet_send_each_record_once(tablet, proxy, centre):
    proxy.offline = True
    tablet.save("Nils Ett")
    other = tablet.context.new_page()
    other.goto(tablet.url + "/booth/")
    proxy.offline = False
    for page in (tablet.page, other):
        page.evaluate("void dispatchEvent(new Event('online'))")
    holds(tablet, centre, ["Nils Ett"])


def test_a_tab_that_another_one_kept_from_sending_sends_soon_after(tablet, proxy, centre):
    proxy.offline = True
    tablet.save("Nils Två")
    other = tablet.context.new_page()
    other.goto(tablet.url + "/booth/manifest.webmanifest")
    other.evaluate(
        "() => { navigator.locks.request('booth-sync', () => new Promise((end) => { window.end = end; })); }"
    )
    proxy.offline = False
    tablet.page.evaluate("void dispatchEvent(new Event('online'))")
    time.sleep(1)
    assert centre.names == []
    other.evaluate("end()")
    holds(tablet, centre, ["Nils Två"])


def another_tab(tablet, script: str = ""):
    """The app in one more tab, between two visitors. Gives (the tab before, the new one)."""
    first, tablet.page = tablet.page, tablet.context.new_page()
    tablet.page.add_init_script(script)
    tablet.open()
    tablet.on("ready")
    return first, tablet.page


DEAF = """BroadcastChannel = class { postMessage() {} }"""


@pytest.mark.parametrize("script", ["", DEAF], ids=["told at once", "asleep meanwhile"])
def test_a_tablet_that_is_wiped_in_one_tab_is_wiped_in_the_other(tablet, proxy, centre, script):
    first, other = another_tab(tablet, script)
    proxy.offline = True
    tablet.begin().write("Nina Skriver")
    tablet.page = first
    tablet.open_menu().button("Rensa surfplattan").click()
    tablet.on("wipe").button("Rensa").click()
    tablet.on("wiped").page = other
    if script:
        tablet.send()
    tablet.on("wiped")
    assert [page.locator("input").count() for page in (first, other)] == [0, 0]
    assert tablet.plaintext() == []
    proxy.offline = False
    tablet.page.evaluate("void dispatchEvent(new Event('online'))")
    tablet.page.wait_for_timeout(1000)
    assert (tablet.kept(), [tablet.known(key) for key in ("pairing", "sentinel", "install", "pin")]) == ([], [None] * 4)
    tablet.button("Koppla igen").click()
    tablet.on("pairing").pair(centre.code()).save("Nina Ny")
    first.evaluate("void dispatchEvent(new Event('online'))")
    holds(tablet, centre, ["Nina Ny"])


def test_a_lost_tablet_forgets_nothing_while_somebody_writes_in_another_tab(tablet, centre):
    first, other = another_tab(tablet)
    tablet.begin().write("Noa Skriver")
    centre.revoke("lost")
    tablet.page = first
    tablet.hurry()
    tablet.page.wait_for_timeout(500)
    tablet.on("ready").page = other
    tablet.on("capture").button("Avbryt och rensa").click()
    tablet.on("ready").page.evaluate("void dispatchEvent(new Event('online'))")
    for page in (other, first):
        tablet.page = page
        tablet.on("wiped")


@pytest.mark.proof
def test_a_wrong_date_is_said_and_does_not_stop_the_capture(tablet, centre):
    before = now()
    tablet.page.clock.install(time=0)
    tablet.reload()
    tablet.on("ready").says("Surfplattans datum är fel")
    tablet.save("Olle Förr")
    tablet.page.clock.run_for(5000)
    holds(tablet, centre, ["Olle Förr"], says="Surfplattans datum är fel")
    assert before - timedelta(minutes=1) <= centre.records[0].captured_at <= now()


@pytest.mark.proof
def test_the_app_opens_without_its_cache_while_there_is_a_network(tablet, centre):
    tablet.page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    tablet.reload()
    tablet.on("ready").save("Pia Cache")
    holds(tablet, centre, ["Pia Cache"])


@pytest.mark.proof
@pytest.mark.both
def test_a_day_of_three_hundred_visitors_without_a_network_and_three_restarts(tablet, proxy, centre):
    proxy.offline = True
    names = []
    for turn in range(3):
        for number in range(100):
            names.append(f"Dag {turn} {number}")
            tablet.keep_quickly(names[-1])
        tablet.kill()
        tablet.start().on("ready").says(f"{len(names)} bara på den här surfplattan")
    proxy.offline = False
    proxy.next(
        on_the_way.answer_lost,
        on_the_way.cut_answer(500),
        on_the_way.BUSY,
        on_the_way.repeated(3),
        on_the_way.slow(20_000),
    )
    tablet.hurry()
    tablet.says("300 hos oss")
    holds(tablet, centre, names)
