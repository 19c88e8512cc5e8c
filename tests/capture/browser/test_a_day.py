"""Does a tablet keep what it calls saved, send it, and tell nobody? A real Chromium, killed outright, against a real Monter."""

import pytest
from playwright.sync_api import expect

from tests.running import wait_for

pytestmark = pytest.mark.browser

STRICT = """
const transaction = IDBDatabase.prototype.transaction;
window.durabilities = [];
IDBDatabase.prototype.transaction = function (...words) {
  const made = transaction.apply(this, words);
  if (made.mode === "readwrite") window.durabilities.push(made.durability);
  return made;
};
"""


def test_a_lead_saved_without_a_network_survives_a_kill_and_arrives_once(tablet, proxy, centre):
    tablet.save("Ada Väntar")
    tablet.says("1 hos oss")
    proxy.offline = True
    tablet.save("Åsa Utannät").says("1 bara på den här surfplattan")
    tablet.kill()
    tablet.start().on("ready").says("1 bara på den här surfplattan")
    proxy.offline = False
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    tablet.says("2 hos oss").says("allt skickat")
    assert centre.names == ["Ada Väntar", "Åsa Utannät"]
    assert tablet.plaintext() == []
    assert tablet.errors == []


def test_saving_is_strict(tablets, centre):
    tablet = tablets()
    tablet.scripts = [STRICT]
    tablet.page.add_init_script(STRICT)
    tablet.pair(centre.code())
    tablet.reload()
    tablet.save("Bo Strikt")
    assert set(tablet.page.evaluate("window.durabilities")) == {"strict"}


def test_a_personal_number_is_refused_before_anything_is_kept(tablet, proxy):
    proxy.offline = True
    before = len(tablet.kept())
    tablet.begin().write("Eva Ek 850312-1234".replace("1234", "1236"), phone="").send()
    expect(tablet.page.get_by_role("alert")).to_contain_text("Det finns ett problem")
    assert len(tablet.kept()) == before


def test_a_change_of_mind_is_a_second_record_that_says_what_it_replaces(tablet, centre):
    tablet.begin().write("Cia Fel").send().on("thanks")
    tablet.button("Ändra något").click()
    tablet.on("capture")
    tablet.write("Cia Rätt").send().on("thanks")
    tablet.says("2 hos oss")
    assert [record.kind for record in centre.records] == ["lead", "correction"]


def test_two_taps_on_send_are_one_record(tablet, centre):
    tablet.begin().write("Dag Dubbel")
    tablet.page.evaluate("() => { const b = document.querySelector('button[type=submit]'); b.click(); b.click(); }")
    tablet.on("thanks").says("1 hos oss")
    assert centre.names == ["Dag Dubbel"]


def test_counters_count_without_a_network_and_arrive(tablet, proxy, centre):
    proxy.offline = True
    for _ in range(3):
        tablet.page.locator(".tap").first.click()
    tablet.page.locator(".tap").last.click()
    tablet.says("räknaren väntar")
    proxy.offline = False
    tablet.page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: [record.kind for record in centre.records] == ["tally"], "the counts")
    expect(tablet.page.locator("#bar .line")).not_to_contain_text("räknaren väntar")


def test_a_tap_that_is_shown_survives_a_kill_and_is_counted_once(tablet, proxy, centre):
    proxy.offline = True
    for number in ("1", "2", "3"):
        tablet.page.locator(".tap").first.click()
        expect(tablet.page.locator(".number").first).to_have_text(number)
    tablet.kill()
    tablet.start().on("ready")
    expect(tablet.page.locator(".number").first).to_have_text("3")
    tablet.page.locator(".undo").first.click()
    expect(tablet.page.locator(".number").first).to_have_text("2")
    proxy.offline = False
    tablet.page.wait_for_timeout(1500)
    tablet.hurry()
    wait_for(lambda: centre.counted == {"conversations": 2}, "the counts")


def test_whoever_walks_away_is_asked_and_then_forgotten(tablet):
    tablet.page.clock.install()
    tablet.reload()
    tablet.begin().write("Eva Gick")
    tablet.page.clock.run_for(61_000)
    expect(tablet.page.get_by_role("dialog")).to_contain_text("Är du kvar?")
    tablet.button("Ja, jag är kvar").click()
    expect(tablet.page.get_by_label("Vad heter du?")).to_have_value("Eva Gick")
    tablet.page.clock.run_for(61_000)
    tablet.page.clock.run_for(16_000)
    tablet.on("ready")
    tablet.begin()
    expect(tablet.page.get_by_label("Vad heter du?")).to_have_value("")


def test_the_thanks_leave_the_screen_by_themselves_after_eight_seconds(tablet):
    tablet.page.clock.install()
    tablet.reload()
    tablet.begin().write("Eva Går").send().on("thanks").page.clock.run_for(4000)
    tablet.on("thanks").page.clock.run_for(4000)
    tablet.on("ready")


A_SECOND, FIFTEEN = (
    3,
    15,
)  # keys that one who does not hurry presses on a screen, and seconds that a quick note may take


def test_the_volunteers_own_two_fields_take_one_tap_and_fifteen_seconds_at_most(tablet, centre):
    """By the keys that are pressed and the time that the app itself takes, since a machine types faster than anybody."""
    page, keys = tablet.page, ["Frej Snabb", "Enter", "073-246 80 12", "Enter"]
    page.get_by_role("button", name="Snabb anteckning Namn och nummer, du skriver").click()
    tablet.on("quick")
    page.evaluate(TIMED)
    for typed in keys[:3]:
        page.keyboard.press(typed) if typed == "Enter" else page.keyboard.type(typed)
    page.keyboard.press("Enter")
    tablet.written += ["Frej Snabb", "073-246 80 12"]
    tablet.on("ready").says("1 hos oss")
    pressed = 1 + sum(1 if typed == "Enter" else len(typed) for typed in keys)
    took = page.evaluate("window.savedIn") / 1000
    print(f"{pressed} presses, {took:.3f} s of the app's own")
    assert centre.names == ["Frej Snabb"]
    assert pressed / A_SECOND + took < FIFTEEN


# From the last key until the screen between two visitors is there.
TIMED = """() => {
  let began = 0;
  addEventListener("submit", () => { began = performance.now(); }, { capture: true });
  new MutationObserver((_, watch) => {
    if (document.querySelector("#screen[data-screen=ready]")) { window.savedIn = performance.now() - began; watch.disconnect(); }
  }).observe(document.getElementById("screen"), { attributes: true, childList: true });
}"""


def test_nothing_is_wiped_that_is_only_here_unless_somebody_says_how_much(tablet, proxy):
    proxy.offline = True
    tablet.save("Gun Kvar")
    tablet.page.get_by_role("button", name="Mer", exact=True).click()
    tablet.page.get_by_label("Skriv PIN").fill("1234")
    tablet.button("Fortsätt").click()
    tablet.on("menu").button("Rensa surfplattan").click()
    tablet.on("wipe").button("Rensa").click()
    assert len(tablet.kept()) == 1
    tablet.page.get_by_label("Skriv 1 för att rensa ändå").fill("1")
    tablet.button("Rensa").click()
    tablet.on("wiped")
    assert tablet.kept() == []


def test_the_next_day_begins_with_other_counts(tablet):
    tablet.page.clock.install()
    tablet.reload()
    tablet.on("ready").page.locator(".tap").first.click()
    expect(tablet.page.locator(".number").first).to_have_text("1")
    tablet.page.clock.fast_forward("30:00:00")
    tablet.begin()
    tablet.button("Avbryt och rensa").click()
    expect(tablet.page.locator(".number").first).to_have_text("0")
    assert tablet.errors == []
