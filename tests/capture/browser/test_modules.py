"""What do the tablet's modules decide, each of them alone? Who is on duty, who has the tablet, how much is sent at once, what has
arrived, what was lost, what the bar says."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.browser

SATURDAY = datetime(
    2026, 5, 16, tzinfo=UTC
)  # the browser of these tests has UTC or Swedish time: all below holds in both


def at(hour: float) -> int:
    """Milliseconds; hours from the Saturday's beginning on."""
    return int((SATURDAY + timedelta(hours=hour)).timestamp() * 1000)


def shift(who: str, begins: float, ends: float) -> dict:
    return {"id": who, "first_name": who.title(), "from": at(begins), "until": at(ends)}


HELPERS = [shift("siri", 9, 11), shift("siri", 11, 12), shift("nils", 18, 28), shift("siri", 33, 35)]


def ask(page, function: str, *values):
    script = f"async (values) => {{ const m = await import('/duty.js'); return m.{function}(...values); }}"
    return page.evaluate(script, list(values))


def test_whoever_stands_there_over_midnight_is_on_duty_on_both_days(page):
    days = {hour: [one["id"] for one in ask(page, "onDuty", HELPERS, at(hour))] for hour in (10, 26, 60)}
    assert days == {10: ["siri", "nils"], 26: ["nils", "siri"], 60: []}


def test_a_helper_has_the_tablet_until_half_an_hour_after_the_shifts_that_follow_each_other(page):
    def has(who, since, hour):
        found = ask(page, "holderOf", {"helper_id": who, "since": at(since)}, HELPERS, at(hour))
        return found and found["id"]

    assert [has("siri", 8.75, hour) for hour in (8.8, 11.7, 12.4, 12.6, 33)] == ["siri", "siri", "siri", None, None]
    assert [has("siri", 13, hour) for hour in (13.4, 13.6)] == ["siri", None]  # taken without a shift
    assert [has("nils", 18.1, hour) for hour in (26, 28.4, 28.6)] == ["nils", "nils", None]
    assert [has("maja", 9, 9.1), has(None, 9, 9.1)] == [None, None]


def test_no_more_is_sent_at_once_than_the_server_wants(page):
    assert page.evaluate(SENT) == [2, 2, 1, 0]


def test_a_tablet_that_is_paired_anew_hears_nothing_more_for_the_pairing_before(page):
    assert page.evaluate(ANEW) == [0, None]


def test_only_what_is_named_by_id_and_by_content_has_arrived(page):
    assert page.evaluate(FOREIGN) == [1, {"a": "acked", "b": "kept"}]


@pytest.mark.parametrize("who", ["next", "store"], ids=["by a later page", "by the same page"])
def test_what_a_silent_disk_keeps_after_all_is_counted_once_when_it_is_acknowledged(page, who):
    assert page.evaluate(SILENT, who) == {"records": {"a": 1, "b": 2}, "next": 3, "centre": 2}


@pytest.mark.parametrize("heard", [False, True], ids=["afterwards", "in another tab meanwhile"])
def test_a_lead_that_went_straight_to_the_centre_while_its_number_could_not_be_written_is_counted_once(page, heard):
    assert page.evaluate(UNWRITTEN, heard) == [1, 1, 1]


def test_what_is_kept_on_a_second_try_after_its_number_was_written_is_counted_once(page):
    assert page.evaluate(SECOND_TRY) == [1, 1]


def test_a_lead_that_went_straight_to_the_centre_and_is_kept_is_not_counted_as_there_once_the_centre_was_restored(page):
    assert page.evaluate(RESTORED) == [1, 0, 1]


def test_what_goes_straight_to_the_centre_while_the_disk_writes_of_another_is_counted_and_keeps_its_number(page):
    assert page.evaluate(MEANWHILE) == {"c": 3, "next": 4, "centre": 2}


def test_what_went_with_a_store_that_was_emptied_while_the_page_was_closed_is_known_by_its_number(page):
    assert page.evaluate(EMPTIED) == [2, 2, 2]


LEADS = {"leads": 2, "pending": 3, "centre": 1, "oldest": "just now"}
OLD = LEADS | {"oldest": "12:10"}
BAR = {
    "nothing was saved": ({}, "calm", "Inget sparat än"),
    "nothing was saved, and the centre heard of": ({"lastAnswer": "12:10"}, "calm", "Inget sparat än · kontakt 12:10"),
    "all is sent": ({"centre": 3, "lastAnswer": "12:10"}, "calm", "3 hos oss · allt skickat · 12:10"),
    "counts are here": ({"pending": 1, "centre": 3}, "waiting", "3 hos oss · räknaren väntar"),
    "leads are here": (LEADS, "waiting", "2 bara på den här surfplattan · väntar på nät · 1 hos oss"),
    "they are on their way": (
        LEADS | {"sync": "sending"}, "waiting", "2 bara på den här surfplattan · skickas · 1 hos oss",
    ),
    "the server does not take them": (
        LEADS | {"sync": "refused"}, "waiting", "2 bara på den här surfplattan · servern svarar inte · 1 hos oss",
    ),
    "they have been here for more than two hours": (
        OLD, "warning",
        "2 bara på den här surfplattan · sedan 12:10, gå dit det finns nät eller dela från en telefon · 1 hos oss",
    ),
    "the battery is low": (OLD | {"battery": (12, False)}, "danger", "Batteri 12 %: 2 inte skickade"),
    "it is low and charging": (
        LEADS | {"battery": (12, True)}, "waiting", "2 bara på den här surfplattan · väntar på nät · 1 hos oss",
    ),
    "it is not low yet": (
        LEADS | {"battery": (15, False)}, "waiting", "2 bara på den här surfplattan · väntar på nät · 1 hos oss",
    ),
    "it is low and nothing is lost by it": ({"centre": 3, "battery": (12, False)}, "calm", "3 hos oss · allt skickat"),
    "a Wi-Fi wants a log-in": (
        LEADS | {"sync": "portal"}, "warning",
        "Wi-Fi vill att du loggar in · 2 bara på den här surfplattan · 1 hos oss",
    ),
    "the app is too old": ({"centre": 3, "sync": "update"}, "warning", "En ny version väntar · 3 hos oss"),
    "the pairing is over": (
        LEADS | {"sync": "unknown", "battery": (12, False)}, "danger",
        "Surfplattan behöver kopplas igen · 2 bara på den här surfplattan · 1 hos oss",
    ),
    "the clock is wrong": (
        LEADS | {"sync": "portal", "clockRight": False}, "danger",
        "Surfplattans datum är fel · 2 bara på den här surfplattan · 1 hos oss",
    ),
    "some were lost": ({"centre": 3, "lost": 2}, "warning", "2 försvann ur webbläsarens minne · 3 hos oss"),
}  # fmt: skip


def test_the_bar_says_where_the_data_is_and_what_to_do_about_it(page):
    said = page.evaluate(SAID, {name: facts for name, (facts, *_) in BAR.items()})
    assert said == {name: words for name, (_, *words) in BAR.items()}


# What the bar says where nothing is otherwise than this; a time is the clock's on a day long gone.
SAID = """async (cases) => {
  const [{ line }, { speaker }] = await Promise.all([import("/bar.js"), import("/texts.js")]);
  const wall = (time) => (time === "just now" ? Date.now() - 1000 : new Date(`2026-01-02T${time}`).getTime());
  const said = ({ sync = "idle", clockRight = true, lastAnswer, oldest, battery, ...facts }) => {
    const counts = { pending: 0, leads: 0, centre: 0, lost: 0, ...facts, oldest: oldest ? { wall: wall(oldest), mono: 0, boot: "" } : null };
    const held = battery ? { level: battery[0] / 100, charging: battery[1] } : null;
    const { tone, strong, rest } = line({ counts, sync, clockRight, lastAnswer: lastAnswer ? wall(lastAnswer) : null, battery: held, tag: "sv" }, speaker("sv"));
    return [tone, [strong, ...rest].join(" · ")];
  };
  return Object.fromEntries(Object.entries(cases).map(([name, facts]) => [name, said(facts)]));
}"""
FRESH = """
  const { Store } = await import("/store.js");
  const cleared = () => new Promise((done) => { indexedDB.deleteDatabase("booth").onsuccess = done; });
  await cleared();
  localStorage.clear();
  const store = new Store();
  await store.found({ pairing_id: "p", token: "t" });
  const keep = (id) => store.save({ id, sha256: id, kind: "lead", at: { wall: 1, mono: 1, boot: "b" } });
"""
# The server names three: one rightly, one with another content, one that was never here.
FOREIGN = f"""async () => {{ {FRESH}
  await keep("a");
  await keep("b");
  const marked = await store.acknowledged([["a", "a"], ["b", "other"], ["c", "c"]].map(([id, sha256]) => ({{ id, sha256, status: "stored" }})), 1);
  return [marked, Object.fromEntries((await store.everything()).map(({{ id, state }}) => [id, state]))];
}}"""
# Three were kept and one of them sent; then the next page begins with nothing, and is paired anew.
EMPTIED = f"""async () => {{ {FRESH}
  for (const id of "abc") await keep(id);
  await store.acknowledged([{{ id: "b", sha256: "b", status: "stored" }}], 1);
  await store.close();
  await cleared();
  const next = new Store();
  const lost = next.lostWhileClosed();
  await next.found({{ pairing_id: "q", token: "u" }});
  return [lost, (await next.counts()).lost, next.lostWhileClosed()];
}}"""
ACKED = '[{ id: "a", sha256: "a", status: "stored" }]'
# The disk does nothing until the first is at the centre; then it does all that it was asked, and a second one is kept.
SILENT = f"""async (who) => {{ {FRESH}
  const db = await new Promise((done) => {{ indexedDB.open("booth").onsuccess = (event) => done(event.target.result); }});
  const meta = db.transaction(["records", "meta"], "readwrite").objectStore("meta");
  let silent = true;
  const hold = () => {{ if (silent) meta.get("counter").onsuccess = hold; }};
  hold();
  const kept = keep("a");
  const told = store.sentDirectly({{ id: "a", kind: "lead" }}, 1);
  silent = false;
  await Promise.all([kept, told, keep("b")]);
  db.close();
  const page = {{ store, next: new Store() }}[who];
  await page.acknowledged(["a", "b"].map((id) => ({{ id, sha256: id, status: "stored" }})), 1);
  const {{ next, centre }} = await page.counts();
  return {{ records: Object.fromEntries((await store.everything()).map(({{ id, seq }}) => [id, seq])), next, centre }};
}}"""
# The disk has a record and will not write that it is at the centre, where it is heard of by this page, or by another one first.
UNWRITTEN = f"""async (heard) => {{ {FRESH}
  await keep("a");
  const {{ put }} = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => {{ throw new DOMException("full", "QuotaExceededError"); }};
  await store.sentDirectly({{ id: "a", kind: "lead" }}, 1).catch(() => {{}});
  IDBObjectStore.prototype.put = put;
  const before = (await store.counts()).centre;
  if (heard) await new Store().acknowledged({ACKED}, 1);
  await store.acknowledged({ACKED}, 1);
  return [before, (await store.counts()).centre, (await new Store().counts()).centre];
}}"""
# A record comes to the disk once it is written there that it is at the centre.
SECOND_TRY = f"""async () => {{ {FRESH}
  await store.sentDirectly({{ id: "a", kind: "lead" }}, 1);
  const {{ seq }} = await keep("a");
  const next = new Store();
  await next.acknowledged({ACKED}, 1);
  return [seq, (await next.counts()).centre];
}}"""
# The server comes back from a backup before it has heard of the copy here, and gets it then.
RESTORED = f"""async () => {{ {FRESH}
  await keep("a");
  await store.sentDirectly({{ id: "a", kind: "lead" }}, 1);
  const centre = [(await store.counts()).centre];
  await store.sendAgain();
  centre.push((await store.counts()).centre);
  await store.acknowledged({ACKED}, 1);
  return [...centre, (await store.counts()).centre];
}}"""
# The second comes there between the writing of what is known of the first and its commit. A later page tells what the disk has.
MEANWHILE = f"""async () => {{ {FRESH}
  const {{ put }} = IDBObjectStore.prototype;
  let second;
  IDBObjectStore.prototype.put = function (...what) {{
    second ??= store.sentDirectly({{ id: "b", kind: "lead" }}, 2);
    return put.apply(this, what);
  }};
  await store.sentDirectly({{ id: "a", kind: "lead" }}, 1);
  await second;
  const {{ seq: c }} = await keep("c");
  await store.close();
  const {{ next, centre }} = await new Store().counts();
  return {{ c, next, centre }};
}}"""
# An answer that comes once the tablet is paired anew; who had it before that.
ANEW = """async () => {
  const [{ Store }, { Sync }] = await Promise.all([import("/store.js"), import("/sync.js")]);
  const store = new Store();
  let heard = 0;
  await store.found({ pairing_id: "p", token: "t" });
  await store.set("session", { id: "s", helper_id: "h", since: 1 });
  const sync = new Sync(store, { pairing: () => ({ pairing_id: "p", token: "t" }), tell() {}, onAnswer: () => heard++, about: async () => ({}) });
  window.fetch = async () => {
    sync.stop();
    return new Response(JSON.stringify({ proto: 1, server_time: new Date().toISOString(), acks: [], commands: ["wipe_when_sent"] }));
  };
  await sync.soon();
  await store.found({ pairing_id: "q", token: "u" });
  return [heard, (await store.get("session")) ?? null];
}"""
# A real store with five records and a server that acknowledges what it gets.
SENT = """async () => {
  const [{ Store }, { Sync }] = await Promise.all([import("/store.js"), import("/sync.js")]);
  const store = new Store();
  const pairing = { pairing_id: "p", token: "t", policy: { max_batch: 2 } };
  await store.found(pairing);
  for (const id of "abcde") await store.save({ id, sha256: id, kind: "lead", at: { wall: 1, mono: 1, boot: "b" } });
  const sizes = [];
  window.fetch = async (_, { body }) => {
    const { records } = JSON.parse(body);
    sizes.push(records.length);
    const acks = records.map(({ id, sha256 }) => ({ id, sha256, status: "stored" }));
    return new Response(JSON.stringify({ proto: 1, server_time: new Date().toISOString(), acks }));
  };
  const sync = new Sync(store, { pairing: () => pairing, tell() {}, onAnswer() {}, about: async () => ({}) });
  await sync.soon();
  sync.stop();
  return sizes;
}"""
