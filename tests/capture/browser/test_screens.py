"""Can everybody use the tablet? Each screen looked at by axe, with contrast for sunlight, room for thumbs, and no sideways scroll."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.capture.visitors_words import words_in
from app.clock import now
from app.slots.models import SlotBooking, SlotPool
from app.store.db import db, unit_of_work

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}
WIDTHS = ((320, 640), (768, 1024), (1280, 800))
# What is pressed or written in and is smaller than a thumb: 48 px. A box in a tile is as large as its tile.
SMALL = """() => [...document.querySelectorAll("button, a, summary, input")]
  .map((node) => node.closest("label.tile") ?? node)
  .filter((node) => node.checkVisibility())
  .filter((node) => { const { width, height } = node.getBoundingClientRect(); return width < 47.5 || height < 47.5; })
  .map((node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 30)}`)"""
BELOW = "() => document.documentElement.scrollHeight - innerHeight"
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth + 1"


def wrong(tablet, name: str) -> list[str]:
    """What is wrong with this screen, a line each, at every width and in both directions."""
    page, found = tablet.page, []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for direction in ("ltr", "rtl"):
            page.evaluate("dir => { document.documentElement.dir = dir; }", direction)
            where = f"{name} {width} {direction}"
            found += [f"{where}: sideways" for _ in [1] if page.evaluate(SIDEWAYS)]
            found += [f"{where}: small {what}" for what in page.evaluate(SMALL)]
        page.evaluate("document.documentElement.dir = 'ltr'")
        for violation in page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]:
            found += [f"{name} {width}: {violation['id']} {node['html'][:90]}" for node in violation["nodes"]]
    page.set_viewport_size({"width": 768, "height": 1024})
    return found


@pytest.mark.proof
def test_every_screen_can_be_read_in_sunlight_and_pressed_with_a_thumb(tablets, centre, proxy):
    tablet = tablets()
    page, found = tablet.page, wrong(tablet, "pairing")
    page.get_by_label("Kod").fill(centre.code())
    tablet.button("Koppla").click()
    found += wrong(tablet.on("preflight"), "preflight")
    tablet.button("Välj en PIN").click()
    found += wrong(tablet, "pin")
    page.get_by_label("Ny PIN, fyra siffror").fill("1234")
    tablet.button("Fortsätt").click()
    tablet.on("preflight").button("Hoppa över").click()
    tablet.button("Börja dagen").click()
    found += wrong(tablet.on("ready"), "ready")
    page.locator(".tap").first.click()
    found += wrong(tablet, "ready, counted")
    page.get_by_role("button", name="Vem har surfplattan?").click()
    found += wrong(tablet.on("who"), "who")
    tablet.button("Tillbaka").click()
    tablet.begin()
    page.get_by_text("Mer om dina uppgifter").click()
    found += wrong(tablet, "capture")
    tablet.send()
    found += wrong(tablet, "capture with problems")
    page.clock.install()
    proxy.offline = True
    tablet.write("Tor Tack").send()
    found += wrong(tablet.on("thanks"), "thanks")
    tablet.button("Klar").click()
    page.locator(".door.quick").click()
    found += wrong(tablet.on("quick"), "quick")
    page.clock.run_for(61_000)
    found += wrong(tablet, "are you there")
    page.clock.run_for(20_000)
    found += wrong(tablet.open_menu(), "menu")
    tablet.button("Rensa surfplattan").click()
    found += wrong(tablet.on("wipe"), "wipe")
    tablet.button("Tillbaka").click()
    tablet.on("menu").button("Tillbaka").first.click()
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    tablet.begin().write("Ulf Röd").send()
    page.clock.run_for(10_000)
    found += wrong(tablet.on("unsaved"), "unsaved")
    page.set_viewport_size({"width": 1280, "height": 800})
    found += [f"unsaved: {below} pixels below the edge" for below in [page.evaluate(BELOW)] if below > 0]
    assert found == [], "\n".join(found)


@pytest.mark.proof
def test_a_form_with_everything_wrong_fits_on_a_tablet_that_lies(tablet):
    page = tablet.begin().page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("Telefon", exact=True).fill("070-12")
    page.get_by_label("E-post", exact=True).fill("lena.lang")
    tablet.send()
    expect(page.get_by_text("Skriv vad du heter").first).to_be_visible()
    assert page.evaluate(BELOW) <= 0


@pytest.fixture
def times(served):
    """Times that the booth's function offers, as long as the test lasts."""
    pool = served.make.slot_pool(notice_hours=0)
    yield pool
    with unit_of_work():
        db.session.get(SlotPool, pool.id).closed_at = now()


def test_a_visitor_is_spoken_to_and_wishes_for_a_time_in_the_booths_other_languages_without_a_network_too(
    tablets, centre, proxy, times
):
    with unit_of_work():
        centre.booth.languages = ["ar"]
    tablet, words = tablets().pair(centre.code()), words_in("ar")
    page, found = tablet.page, []
    proxy.offline = True
    tablet.reload()
    tablet.on("ready")
    page.get_by_role("button", name=re.compile("Ny besökare")).click()
    found += wrong(tablet.on("language"), "language")
    tablet.button("العربية").click()
    expect(tablet.on("capture").page.get_by_text(words["form.lede"])).to_be_visible()
    tablet.button(words["send"]).click()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    for key in (
        "form.title",
        "field.name",
        "best.evening",
        "unsure",
        "field.slot",
        "slot.call",
        "name.missing",
        "contact.missing",
        "cancel",
    ):
        expect(page.get_by_text(words[key]).first).to_be_visible()
    found += wrong(tablet, "capture in Arabic")
    page.get_by_label(words["field.name"]).fill("ليلى")
    page.get_by_label(words["field.phone"], exact=True).fill("070-123 45 67")
    page.get_by_role("group", name=words["field.slot"]).locator("label").nth(1).click()
    tablet.button(words["send"]).click()
    expect(page.get_by_text(words["thanks.slot"].partition("{")[0].strip())).to_be_visible()
    expect(tablet.on("thanks").page.get_by_text(words["thanks.tablet"])).to_be_visible()
    found += wrong(tablet, "thanks in Arabic")
    proxy.offline = False
    tablet.hurry()
    centre.wait_for(["ليلى"])
    (booked,) = db.session.scalars(select(SlotBooking).filter_by(pool_id=times.id))
    assert (booked.lead.person.name, booked.place_no, booked.lead.state) == ("ليلى", 0, "meeting_booked")
    assert found == [], "\n".join(found)


def test_the_form_node_and_its_names_are_new_for_each_visitor_and_nothing_is_filled_in(tablet):
    def names():
        return [(field["name"], field["autocomplete"]) for field in tablet.page.evaluate(FIELDS)]

    first = names() if tablet.begin() else []
    tablet.button("Avbryt och rensa").click()
    second = names() if tablet.begin() else []
    assert {name for name, _ in first} & {name for name, _ in second} == set()
    assert {complete for _, complete in first + second} == {"off"}
    assert tablet.page.locator("form[action], form[method=post]").count() == 0


FIELDS = "() => [...document.querySelectorAll('form input')].map(({ name, autocomplete }) => ({ name, autocomplete }))"


def test_the_screen_is_covered_when_the_page_is_hidden(tablet):
    tablet.begin().write("Vera Gömd")
    tablet.page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
    )
    assert tablet.page.locator(".cover").is_visible()
    tablet.page.evaluate("() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }")
    assert not tablet.page.locator(".cover").is_visible()


def test_every_sentence_stands_in_both_languages_with_the_same_places(page):
    said = page.evaluate(
        """async () => {
          const { WORDS } = await import("/texts.js");
          return WORDS;
        }"""
    )
    assert said["sv"].keys() == said["en"].keys()
    places = {
        tag: {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words.items()} for tag, words in said.items()
    }
    assert places["sv"] == places["en"]
