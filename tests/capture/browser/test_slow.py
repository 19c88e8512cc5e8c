"""Is the app quick on a slow tablet that keeps five thousand records? Chromium with a processor slowed six times."""

from statistics import median

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.proof]

RECORDS, SLOWED = 5000, 6
START_MS, SAVE_MS = 2000, 300

FILL = """(many) => new Promise((resolve, reject) => {
  const open = indexedDB.open("booth");
  open.onsuccess = () => {
    const db = open.result;
    const tx = db.transaction(["records", "meta"], "readwrite");
    const blob = "A".repeat(1474);
    for (let seq = 1; seq <= many; seq++) {
      tx.objectStore("records").put({
        id: crypto.randomUUID(), seq, kid: "k", v: 1, form: "f", blob, sha256: "0".repeat(64), kind: "lead", test: false,
        at: { wall: 1, mono: 1, boot: "b" }, state: "acked", acked: Date.now(), status: "stored", pairing: "p",
      });
    }
    tx.objectStore("meta").put({ next: many + 1, centre: many, lost: 0 }, "counter");
    tx.oncomplete = () => { db.close(); resolve(); };
    tx.onerror = () => reject(tx.error);
  };
})"""
# From the start of the navigation until the screen between two visitors is there.
STARTED = """() => new Promise((resolve) => {
  const look = () => document.querySelector("#screen[data-screen=ready]") ? resolve(performance.now()) : setTimeout(look, 5);
  look();
})"""
# From the press until the screen says that it is saved.
SAVED = """() => new Promise((resolve) => {
  const began = performance.now();
  document.querySelector("button[type=submit]").click();
  const look = () => document.querySelector("#screen[data-screen=thanks]") ? resolve(performance.now() - began) : setTimeout(look, 2);
  look();
})"""


def test_the_app_starts_in_two_seconds_and_saves_in_a_third_of_one(tablet, proxy):
    tablet.page.evaluate(FILL, RECORDS)
    proxy.offline = True
    slow = tablet.context.new_cdp_session(tablet.page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    for _ in range(4):  # the machine may be busy with another test; an app that is slow is slow each time
        starts, saves = [], []
        for turn in range(3):
            tablet.page.goto(tablet.url + "/booth/", wait_until="commit")
            starts.append(tablet.page.evaluate(STARTED))
            tablet.begin().write(f"Snabb {turn}")
            saves.append(tablet.page.evaluate(SAVED))
            tablet.button("Klar").click()
            tablet.on("ready")
        if quick := (median(starts) < START_MS, median(saves) < SAVE_MS) == (True, True):
            break
    print(f"start {sorted(starts)} ms, save {sorted(saves)} ms")
    assert quick, (starts, saves)
