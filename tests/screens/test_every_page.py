"""Can everybody use every page? axe finds nothing, nothing sticks out at 320 pixels, in Swedish, English and right to left.

The demonstration is the filled state; the empty and the wrong ones are asked for where a page has them. `make test` asks axe
about every page in Swedish on a phone, and looks at three widths for what sticks out; `make proof` asks on a tablet and a desk
too, and in other languages and in the dark what can differ there.
"""

import re
from pathlib import Path

import html5lib
import pytest

from tests.running import wait_for

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 768, 1280)

# What axe is asked. Contrast takes it longest, and depends on the colours alone: not on the language, hardly on the width.
ALL = {"runOnly": RULES}
BUT_CONTRAST = ALL | {"rules": {"color-contrast": {"enabled": False}}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
ROOM = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}

# who looks, the page; {event} {booth} {lead} {code} {unit} … are found in the demonstration
PAGES = [
    (None, "/"),
    (None, "/q/{code}"),
    (None, "/q/BBBBBBBB"),
    (None, "/e/{event}"),
    (None, "/o/linkoping/privacy"),
    (None, "/accessibility"),
    (None, "/nothing-here"),
    (None, "/staff/sign-in"),
    ("planner", "/staff/"),
    ("planner", "/staff/events"),
    ("planner", "/staff/events?show=months"),
    ("planner", "/staff/events?year=2040"),
    ("planner", "/staff/events/new"),
    ("planner", "/staff/events/{event}"),
    ("planner", "/staff/events/{event}/edit"),
    ("planner", "/staff/events/{event}/publish"),
    ("planner", "/staff/events/{event}/cancel"),
    ("planner", "/staff/events/{event}/duty"),
    ("planner", "/staff/hours"),
    ("planner", "/staff/hours/{function}"),
    ("planner", "/staff/events/{event}/copy"),
    ("planner", "/staff/events/{event}/flyers"),
    ("planner", "/staff/events/{event}/booths/new"),
    ("planner", "/staff/events/{event}/flyers/new"),
    ("planner", "/staff/stand/{booth}"),
    ("planner", "/staff/events/{event}/staffing"),
    ("planner", "/staff/events/{event}/staffing/day"),
    ("planner", "/staff/events/{event}/staffing/new"),
    ("planner", "/staff/events/{event}/staffing/pattern"),
    ("planner", "/staff/events/{event}/staffing/{shift}"),
    ("planner", "/staff/events/{event}/staffing/{shift}/edit"),
    ("planner", "/staff/events/{event}/staffing/{shift}/cancel"),
    ("reader", "/staff/events/{event}/staffing"),
    ("planner", "/staff/helpers"),
    ("planner", "/staff/helpers?show=ended"),
    ("planner", "/staff/helpers/new"),
    ("planner", "/staff/helpers/{helper}"),
    ("planner", "/staff/search?q=blod"),
    ("planner", "/staff/leads"),
    ("planner", "/staff/board?show=all"),
    ("planner", "/staff/leads?q=finns-inte"),
    ("planner", "/staff/leads/{lead}"),
    ("planner", "/staff/leads/{lead}/person"),
    ("planner", "/staff/slots/leads/{lead}"),
    ("planner", "/staff/handovers"),
    ("planner", "/staff/people/pairs"),
    ("planner", "/staff/people/pairs?page=99"),
    ("planner", "/staff/people/pairs/{pair}"),
    ("planner", "/staff/calendar"),
    ("planner", "/staff/results"),
    ("planner", "/staff/results?year=2040"),
    ("planner", "/staff/results/events/{event}"),
    ("planner", "/staff/results/media"),
    ("planner", "/staff/results/media/new"),
    ("planner", "/staff/rights/yes"),
    ("planner", "/staff/mailbox"),
    ("planner", "/staff/account"),
    ("planner", "/staff/design"),
    ("administrator", "/staff/settings"),
    ("administrator", "/staff/settings/organisation"),
    ("administrator", "/staff/settings/units"),
    ("administrator", "/staff/settings/units/{unit}"),
    ("administrator", "/staff/settings/functions"),
    ("administrator", "/staff/settings/functions/{function}"),
    ("administrator", "/staff/settings/functions/{function}/close"),
    ("administrator", "/staff/packs/{holding}"),
    ("administrator", "/staff/settings/staff"),
    ("administrator", "/staff/settings/assignments"),
    ("administrator", "/staff/settings/handovers"),
    ("administrator", "/staff/settings/handovers/new?kind=referral"),
]
# pages with a form that is sent empty
WRONG = [(None, "/q/{code}"), ("planner", "/staff/events/new"), ("planner", "/staff/stand/{booth}")]


@pytest.fixture(scope="module")
def names(monter, chromium):
    """The demonstration's own event of today, its booth, a lead and a code, found by walking through the pages."""
    context = chromium.new_context(base_url=monter.url, locale="sv-SE")
    page = context.new_page()
    page.goto("/staff/sign-in")
    page.get_by_role("button", name="Maria Lind").click()
    page.goto("/staff/stand")
    booth = page.url.rpartition("/")[2]
    page.goto("/staff/leads?show=all")
    lead = page.locator("a.item-title").first.get_attribute("href").rpartition("/")[2]
    pair = wait_for(lambda: first_pair(page), "pairs, which the worker finds in its first round")
    page.goto("/staff/")
    slug = (
        page.locator("a[href^='/staff/events/']", has_text="Frivilligdagen").first.get_attribute("href").split("/")[3]
    )
    page.goto(f"/staff/events/{slug}")
    code = re.search(r"\b[2-9B-DF-HJ-NP-TV-Z]{4}-[2-9B-DF-HJ-NP-TV-Z]{4}\b", page.locator("main").inner_text())[0]
    page.goto(f"/staff/events/{slug}/staffing")
    shift = page.locator("a.item-title").last.get_attribute("href").rpartition("/")[2]
    page.goto("/staff/helpers")
    helper = page.locator("a.item-title").first.get_attribute("href").rpartition("/")[2]
    context.close()
    context = chromium.new_context(base_url=monter.url, locale="sv-SE")
    page = context.new_page()
    page.goto("/staff/sign-in")
    page.get_by_role("button", name="Sofia Ek").click()
    unit, function = (first_in(page, f"/staff/settings/{what}") for what in ("units", "functions"))
    page.goto("/staff/settings/functions")
    leads_to = [row.get_attribute("href") for row in page.locator("a.item-title").all()]
    packs = page.locator("#holders a[href^='/staff/packs/']")  # only where somebody holds what has work in hand
    for href in leads_to:
        page.goto(href)
        if packs.count():
            break
    holding = packs.first.get_attribute("href").rpartition("/")[2]
    context.close()
    return {
        "holding": holding,
        "unit": unit,
        "function": function,
        "shift": shift,
        "helper": helper,
        "event": slug,
        "booth": booth,
        "lead": lead,
        "pair": pair,
        "code": code,
    }


def first_pair(page) -> str | None:
    """The newest pair of possible duplicates, if there is any yet."""
    page.goto("/staff/people/pairs")
    found = page.locator("a.item-title")
    return found.first.get_attribute("href").removeprefix("/staff/people/pairs/") if found.count() else None


def first_in(page, path: str) -> str:
    """The id of the first row of a list."""
    page.goto(path)
    return page.locator("a.item-title").first.get_attribute("href").rpartition("/")[2]


def faults(page, ask: dict | None = ALL) -> list[str]:
    """What axe finds when it is asked that, a line each, and whether something sticks out."""
    lines = []
    if ask:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text())
        found = page.evaluate("how => axe.run(document, how)", ask | {"resultTypes": ["violations"]})
        lines = [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return lines + ([f"sticks out by {wide} pixels"] if wide > 0 else [])


def walk(look, names, pages, ask, *, lang="sv", scheme="light", wrong=False, widths=WIDTHS):
    """The faults of these pages by page, each opened once and looked at in every width; `ask` says what axe is asked in which."""
    found, windows = {}, {}
    for who, path in pages:
        window = windows[who] = windows.get(who) or look(who, width=WIDTHS[0], scheme=scheme)
        where = path.format(**names)
        window.goto(where if lang == "sv" else where + ("&" if "?" in where else "?") + f"lang={lang}")
        if wrong:
            window.evaluate("document.querySelector('main form[method=post]').noValidate = true")
            form = window.locator("main form[method=post]").first
            form.locator("button[type=submit], button:not([type])").first.click()
        for width in widths:
            window.set_viewport_size({"width": width, "height": 900})
            if lines := faults(window, ask.get(width)):
                found[f"{where} at {width}"] = lines
    return found


@pytest.mark.browser
def test_axe_finds_nothing_on_any_page_and_nothing_sticks_out(look, names):
    assert walk(look, names, PAGES, {320: ALL}) == {}


@pytest.mark.browser
def test_nor_on_a_page_that_says_what_is_wrong(look, names):
    assert walk(look, names, WRONG, {320: ALL, 768: BUT_CONTRAST, 1280: BUT_CONTRAST}, wrong=True) == {}


@pytest.mark.browser
@pytest.mark.proof
def test_nor_on_a_tablet_or_a_desk(look, names):
    assert walk(look, names, PAGES, {768: ALL, 1280: BUT_CONTRAST}, widths=WIDTHS[1:]) == {}


@pytest.mark.browser
@pytest.mark.proof
@pytest.mark.parametrize("lang", ["en", "ar-XB"])
def test_nor_in_another_language_or_right_to_left(look, names, lang):
    assert walk(look, names, PAGES, {320: BUT_CONTRAST, 768: ROOM, 1280: ROOM}, lang=lang) == {}


@pytest.mark.browser
@pytest.mark.proof
def test_nor_in_the_dark(look, names):
    assert walk(look, names, PAGES, {320: CONTRAST, 1280: CONTRAST}, scheme="dark", widths=(320, 1280)) == {}


@pytest.mark.browser
def test_every_page_is_valid_html_with_a_title_of_its_own(look, names):
    windows, wrong, titles = {}, {}, {}
    for who, path in PAGES:
        window = windows[who] = windows.get(who) or look(who)
        where = path.format(**names)
        answer, parser = window.request.get(where), html5lib.HTMLParser(namespaceHTMLElements=False)
        text = answer.text()
        title = parser.parse(text).findtext("head/title")
        if path != "/q/{code}":  # which is the event's page under another address
            titles.setdefault(title, set()).add(answer.url.partition("?")[0])
        if parser.errors:
            (line, _), kind, facts = parser.errors[0]
            wrong[where] = f"{kind} {facts} in: {text.splitlines()[line - 1][:160]}"
    assert (wrong, {title: places for title, places in titles.items() if len(places) > 1}) == ({}, {})


# What is pressed or written in, and how low it is; a box in a tile is as large as its tile.
LOW = """() => [...document.querySelectorAll('main :is(button, input, select, textarea, a.button, summary)')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.trap'))
    .map(one => [(['checkbox', 'radio'].includes(one.type) && one.closest('label') || one).getBoundingClientRect().height, one])
    .filter(([height]) => height < 47.5).map(([height, one]) => `${height} ${one.outerHTML.slice(0, 90)}`)"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.browser
def test_public_pages_fit_thumbs_and_all_fit_text_twice_as_large(look, names):
    visitor, planner = look(None, width=390), look("planner")
    low, wide = {}, {}
    for path in ("/", "/q/{code}", "/e/{event}"):
        visitor.goto(path.format(**names))
        low |= {path: found} if (found := visitor.evaluate(LOW)) else {}
    places = [(visitor, "/q/{code}"), (visitor, "/"), *((planner, path) for path in TWICE)]
    for window, path in places:
        window.set_viewport_size({"width": 1280, "height": 900})
        window.goto(path.format(**names))
        window.evaluate("document.documentElement.style.fontSize = '200%'")
        wide |= {path: more} if (more := window.evaluate(WIDER)) > 0 else {}
    assert (low, wide) == ({}, {})


TWICE = (
    "/staff/", "/staff/events", "/staff/events/{event}", "/staff/events/new", "/staff/leads", "/staff/leads/{lead}",
    "/staff/board?show=all", "/staff/results", "/staff/calendar", "/staff/stand/{booth}",
)  # fmt: skip
