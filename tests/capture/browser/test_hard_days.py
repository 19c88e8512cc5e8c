"""What if the power goes, the disk is full, the clock or a certificate is wrong, the day is very long, or the centre changes in the
middle of it? After each: everything called saved is at the centre exactly once, and the profile tells of nobody."""

import random
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.clock import now
from app.events.models import Event
from app.leads.models import Lead, Submission
from app.store.db import db, unit_of_work
from tests import proxy as on_the_way
from tests.proxy import proxied
from tests.running import wait_for
from tests.some import many

from . import certificates, disks
from .invariants import holds
from .tablet import Tablet

pytestmark = pytest.mark.browser

# The page stands still at one step of saving, as if the power had gone just there; what it had handed on goes its way.
STOP = """
const stop = () => { console.log("at the step"); for (;;); };
const steps = {
  "before it is sealed": () => { SubtleCrypto.prototype.encrypt = stop; },
  "before it is written": () => { IDBObjectStore.prototype.add = stop; },
  "before the commit": () => {
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (...words) {
      const made = add.apply(this, words);
      made.addEventListener("success", stop);
      return made;
    };
  },
  "after the commit": () => {
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...words) {
      const made = transaction.apply(this, words);
      if (made.mode === "readwrite") made.addEventListener("complete", stop);
      return made;
    };
  },
};
"""
STEPS = {"before it is sealed": 0, "before it is written": 0, "before the commit": 0, "after the commit": 1}


def killed_at(tablet, step: str) -> None:
    """Somebody presses "Skicka", and the browser dies at that step."""
    tablet.page.evaluate(f"() => {{ {STOP} steps[{step!r}](); }}")
    with tablet.page.expect_console_message(lambda said: said.text == "at the step"):
        tablet.page.evaluate("() => { setTimeout(() => document.querySelector('button[type=submit]').click()); }")
    tablet.kill()


@pytest.mark.both
@pytest.mark.parametrize("step", many(STEPS, ["after the commit"]))
def test_a_kill_at_each_step_of_saving_leaves_the_whole_record_or_none(tablet, proxy, centre, step):
    proxy.offline = True
    tablet.save("Före Fallet")
    tablet.begin().write("Mitt I")
    killed_at(tablet, step)
    tablet.start().on("ready").says(f"{1 + STEPS[step]} bara på den här surfplattan")
    tablet.save("Efter Fallet")
    proxy.offline = False
    tablet.hurry()
    holds(tablet, centre, ["Före Fallet", *["Mitt I"] * STEPS[step], "Efter Fallet"])
    assert sorted(record.seq for record in centre.records) == [1, 2, 3][: 2 + STEPS[step]]


@pytest.mark.proof
@pytest.mark.both
def test_a_kill_between_acknowledgement_and_mark_sends_again_and_doubles_nothing(tablet, proxy, centre):
    proxy.offline = True
    tablet.save("Kvitto Ett").save("Kvitto Två")
    tablet.page.evaluate(f"() => {{ {STOP} IDBObjectStore.prototype.put = stop; }}")
    proxy.offline = False
    with tablet.page.expect_console_message(lambda said: said.text == "at the step"):
        tablet.page.evaluate("() => { setTimeout(() => dispatchEvent(new Event('online'))); }")
    centre.wait_for(["Kvitto Ett", "Kvitto Två"])
    tablet.kill()
    proxy.offline = True  # else it has sent them again before anybody reads what it says
    tablet.start().on("ready").says("2 bara på den här surfplattan")
    proxy.offline = False
    tablet.hurry()
    holds(tablet, centre, ["Kvitto Ett", "Kvitto Två"])


def power_cuts(served, chromium, home, kind, times: int) -> None:
    """The disk as it is at random moments, each time when something was just called saved: a tablet that starts from it has all
    that, and what its twin sends too is there once."""
    from .conftest import booth_at

    home.mkdir()
    disk = kind(home)
    try:
        with booth_at(served) as centre, proxied(served.monter.port) as proxy:
            tablet = Tablet(chromium.browser_type, disk.profile, proxy.url).start().pair(centre.code())
            proxy.offline, names, copies = True, [], []
            for number in range(times):
                names.append(f"Ström {number}")
                tablet.keep_quickly(names[-1])
                tablet.page.wait_for_timeout(random.choice((0, 0, 20, 150)))
                copies.append((disk.copied(home / f"copy {number}"), list(names)))
            tablet.kill()
            proxy.offline = False
            for profile, had in copies:
                twin = Tablet(chromium.browser_type, profile, proxy.url).start().on("ready")
                twin.hurry()
                twin.says(f"{len(had)} hos oss")
                assert centre.names == sorted(had)
                assert twin.plaintext(*names) == []
                twin.kill()
    finally:
        disk.close()


NOT_HERE = pytest.mark.skipif(not disks.MAY_MOUNT, reason="not run: only root may mount a disk that loses power")


@pytest.mark.parametrize("kind", [disks.NEAREST], ids=lambda kind: kind.name)
def test_what_was_called_saved_is_on_the_disk_when_the_power_goes(served, chromium, tmp_path, kind):
    power_cuts(served, chromium, tmp_path / "home", kind, 2)


@pytest.mark.proof
@pytest.mark.both
@pytest.mark.parametrize("kind", [disks.Folder, pytest.param(disks.Loop, marks=NOT_HERE)], ids=lambda kind: kind.name)
def test_what_was_called_saved_is_on_the_disk_at_twenty_moments(served, chromium, tmp_path, kind):
    power_cuts(served, chromium, tmp_path / "home", kind, 20)


@pytest.mark.proof
def test_a_disk_without_room_is_said_in_red_and_loses_nothing_that_was_called_saved(
    served, chromium, proxy, centre, tmp_path
):
    """A disk of sixty megabytes that is filled to its end; where none may be mounted, the browser's quota is taken away."""
    with disks.small_disk(tmp_path / "disk", 60) as disk:
        tablet = Tablet(chromium.browser_type, (disk or tmp_path) / "profile", proxy.url).start().pair(centre.code())
        try:
            proxy.offline = True
            names = ["Före Full"]
            tablet.save(names[0])
            disk or tablet.page.evaluate(NO_ROOM)
            for number in range(100):  # what the browser has begun on the disk still takes some
                disk and fill(disk)
                names.append(f"Mitt I Full {number}")
                tablet.begin().write(names[-1]).send()
                shown = tablet.page.locator("#screen[data-screen=thanks], #screen[data-screen=unsaved]")
                expect(shown).to_be_attached(timeout=60_000)
                if shown.get_attribute("data-screen") == "unsaved":
                    break
                tablet.button("Klar").click()
            tablet.on("unsaved")
            print(f"{len(names) - 1} were saved before the disk was full")
            if disk:
                (disk / "filling").unlink()
            proxy.offline = False
            tablet.button("Försök igen").click()
            tablet.on("thanks")
            tablet.hurry()
            holds(tablet, centre, names)
        finally:
            tablet.kill()
            tablet.alive.discard(tablet)


def fill(disk) -> None:
    """Until nothing fits any more."""
    with (disk / "filling").open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"0" * 4096)
        except OSError:
            pass


NO_ROOM = """() => {
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


@pytest.mark.proof
@pytest.mark.parametrize("wrong", ["expired", "not yet valid"])
def test_a_certificate_that_does_not_hold_is_like_no_network(served, chromium, centre, tmp_path, wrong):
    """As a tablet meets it whose clock was reset, or a centre whose certificate was not renewed."""
    good, bad = certificates.made(tmp_path, "good"), certificates.made(tmp_path, wrong)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(good.path)
    with proxied(served.monter.port, tls) as proxy:
        tablet = Tablet(chromium.browser_type, tmp_path / "profile", proxy.url, flags=[good.trusted])
        try:
            tablet.start().pair(centre.code()).save("Före Datum")
            tablet.says("1 hos oss")
            tls.load_cert_chain(bad.path)
            tablet.kill()
            tablet.start().on("ready").save("Fel Datum").says("1 bara på den här surfplattan")
            assert tablet.page.evaluate("navigator.onLine") is True
            tablet.hurry()
            tablet.says("väntar på nät")
            tls.load_cert_chain(good.path)
            tablet.kill()
            tablet.start().on("ready")
            tablet.hurry()
            holds(tablet, centre, ["Fel Datum", "Före Datum"])
        finally:
            tablet.kill()
            tablet.alive.discard(tablet)


CLOCKS = {
    "a year ahead": timedelta(days=365),
    "a year behind": timedelta(days=-365),
    "an hour ahead, as after a change of season": timedelta(hours=1),
    "an hour behind": timedelta(hours=-1),
}


def as_time_goes_by(tablet, centre, names: list[str], step: int) -> None:
    """Its clock goes on by so many milliseconds at a time until these are at the centre: with ever longer pauses, since a busy
    machine does not answer faster because the tablet's clock runs."""
    for pause in range(1, 26):
        if centre.names == names:
            return
        tablet.page.clock.run_for(step)
        time.sleep(pause / 5)
    centre.wait_for(names)


@pytest.mark.parametrize("wrong", many(CLOCKS, ["a year ahead"]))
def test_a_clock_that_is_wrong_decides_nothing(tablet, centre, wrong):
    before = now()
    tablet.page.clock.install(time=datetime.now(UTC) + CLOCKS[wrong])
    tablet.reload()
    tablet.on("ready").save("Fel Tid")
    tablet.page.clock.run_for(5000)
    centre.wait_for(["Fel Tid"])
    tablet.page.clock.run_for(5000)
    holds(tablet, centre, ["Fel Tid"], says="Surfplattans datum är fel")
    (record,) = centre.records
    assert before - timedelta(minutes=1) <= record.captured_at <= now()
    assert abs(record.clock_offset_s + CLOCKS[wrong].total_seconds()) < 60


@pytest.mark.proof
def test_a_clock_that_jumps_while_somebody_writes_loses_nothing(tablet, proxy, centre):
    tablet.page.clock.install()
    tablet.reload()
    proxy.offline = True
    tablet.save("Före Hoppet").begin().write("Under Hoppet")
    tablet.page.clock.set_system_time(datetime.now(UTC) - timedelta(hours=1))
    tablet.send().on("thanks")
    tablet.button("Klar").click()
    tablet.page.clock.set_system_time(datetime.now(UTC) + timedelta(days=2))
    tablet.save("Efter Hoppet")
    proxy.offline = False
    tablet.page.evaluate("void dispatchEvent(new Event('online'))")
    as_time_goes_by(tablet, centre, ["Efter Hoppet", "Före Hoppet", "Under Hoppet"], 1000)
    holds(tablet, centre, ["Efter Hoppet", "Före Hoppet", "Under Hoppet"], says="Surfplattans datum är fel")
    assert all(record.captured_at <= record.received_at for record in centre.records)


@pytest.mark.proof
def test_thirty_hours_awake_lose_nothing_and_begin_another_day(tablet, proxy, centre):
    tablet.page.clock.install()
    tablet.reload()
    proxy.offline = True
    tablet.on("ready").page.locator(".tap").first.click()
    tablet.save("Första Dagen")
    for _ in range(30):
        tablet.page.clock.run_for(3_600_000)
    tablet.on("ready").save("Andra Dagen")
    expect(tablet.page.locator(".number").first).to_have_text("0")
    proxy.offline = False
    as_time_goes_by(tablet, centre, ["Andra Dagen", "Första Dagen"], 10_000)  # the network is back and no event tells
    holds(tablet, centre, ["Andra Dagen", "Första Dagen"], says="Surfplattans datum är fel")
    assert centre.counted == {"conversations": 1}


# In Stockholm: Saturday at 21, after midnight, half past two in summer and once more in winter, 23.30, and Monday after midnight.
NIGHTS = {"2026-10-24T19:00": 1, "2026-10-24T23:00": 1, "2026-10-25T00:30": 2, "2026-10-25T01:30": 3, "2026-10-25T22:30": 4, "2026-10-25T23:30": 1}  # fmt: skip


@pytest.mark.proof
def test_the_day_on_which_summer_ends_is_one_day_of_twenty_five_hours(tablets, proxy, centre):
    """By the counter, which begins anew with each day of the place where the tablet is."""
    tablet = tablets(zone="Europe/Stockholm").pair(centre.code())
    times = [datetime.fromisoformat(time).replace(tzinfo=UTC) for time in NIGHTS]
    tablet.page.clock.install(time=times[0])
    tablet.reload()
    proxy.offline, shown = True, []
    for number, moment in enumerate(times):
        if number:
            tablet.page.clock.fast_forward(int((moment - times[number - 1]).total_seconds() * 1000))
        tablet.save(f"Natt {number}")
        before = int(tablet.page.locator(".number").first.inner_text())
        tablet.page.locator(".tap").first.click()
        expect(tablet.page.locator(".number").first).to_have_text(str(before + 1))
        shown.append(before + 1)
    assert shown == list(NIGHTS.values())
    proxy.offline = False
    tablet.page.evaluate("void dispatchEvent(new Event('online'))")
    as_time_goes_by(tablet, centre, [f"Natt {number}" for number in range(len(times))], 1000)
    holds(tablet, centre, [f"Natt {number}" for number in range(len(times))], says="Surfplattans datum är fel")
    assert centre.counted == {"conversations": len(times)}


def test_an_app_that_is_too_old_delivers_what_it_has_and_says_so(tablet, proxy, centre):
    proxy.always = on_the_way.changed(b'"app":"1.', b'"app":"0.')
    tablet.save("Gammal App")
    centre.wait_for(["Gammal App"])
    tablet.until(ALL_ACKED).says("En ny version väntar").says("1 hos oss")
    proxy.always = None
    tablet.page.evaluate("void dispatchEvent(new Event('online'))")
    wait_for(
        lambda: [fault for fault in centre.pairing.status["faults"] if fault.startswith("too old")], "a fault told"
    )
    holds(tablet, centre, ["Gammal App"])


ALL_ACKED = """() => new Promise((resolve) => {
  const open = indexedDB.open("booth");
  open.onsuccess = () => {
    const all = open.result.transaction("records").objectStore("records").getAll();
    all.onsuccess = () => { open.result.close(); resolve(all.result.every(({ state }) => state === "acked")); };
  };
})"""


def test_a_form_that_is_open_goes_on_with_the_words_it_was_opened_with(tablet, served, centre):
    tablet.begin().write("Under Ändring")
    with unit_of_work():
        event = db.session.get(Event, centre.booth.event_id)
        event.interests = ["guardian"]
        event.organisation.purpose = {"sv": "Ett helt nytt ändamål."}
    tablet.hurry()
    expect(tablet.page.get_by_label("Vad heter du?")).to_have_value("Under Ändring")
    tablet.send().on("thanks")
    tablet.button("Klar").click()
    tablet.hurry()
    tablet.begin()
    expect(tablet.page.locator(".informed")).to_contain_text("Ett helt nytt ändamål")
    tablet.write("Efter Ändring").send().on("thanks")
    centre.wait_for(["Efter Ändring", "Under Ändring"])
    sent = {row.answers["name"]: row.notice_hash for row in rows_of(centre)}
    assert len({record.form for record in centre.records}) == len(set(sent.values())) == 2
    states = select(Lead.state).where(Lead.id.in_([record.lead_id for record in centre.records]))
    assert set(db.session.scalars(states)) == {"new"}


def rows_of(centre) -> list[Submission]:
    ids = [record.submission_id for record in centre.records]
    return list(db.session.scalars(select(Submission).where(Submission.id.in_(ids))))


@pytest.mark.proof
def test_the_same_person_at_two_tablets_is_two_leads_that_nobody_merges(tablets, centre):
    for number in (1, 2):
        tablet = tablets().pair(centre.code()).save("Tvilling Två")
        holds(tablet, centre, ["Tvilling Två"] * number, own=1)
    assert len({record.lead_id for record in centre.records}) == 2


@pytest.mark.proof
def test_a_tablet_that_was_revoked_by_mistake_while_offline_waits_and_is_taken_back(tablet, proxy, centre):
    proxy.offline = True
    tablet.save("Av Misstag")
    centre.revoke("mistake")
    proxy.offline = False
    tablet.hurry()
    expect(tablet.page.get_by_role("heading", name="Montern är avslutad")).to_be_visible()
    holds(tablet, centre, [], held=1)
    tablet.pair_again(centre.code()).save("Igen")
    tablet.hurry()
    centre.work()
    holds(tablet, centre, ["Av Misstag", "Igen"])
    assert sorted(record.seq for record in centre.records) == [1, 2]


@pytest.mark.proof
def test_a_tablet_that_is_paired_anew_after_a_restore_sends_again_what_the_backup_lacks(tablets, centre, tmp_path):
    """The backup knew neither the records nor the pairing, and what that pairing sealed opens all the same."""
    code = centre.code()
    centre.back_up(tmp_path / "yesterday")
    tablet = tablets().pair(code).save("Efter Backupen").says("1 hos oss")
    centre.bring_back(tmp_path / "yesterday")
    assert centre.leads == []
    tablet.hurry()
    tablet.says("Surfplattan behöver kopplas igen")
    tablet.pair_again(centre.code()).save("Igen")
    tablet.hurry()
    holds(tablet, centre, ["Efter Backupen", "Igen"])
    assert {record.state for record in centre.records} == {"stored"}
