"""The main job in a real browser: plan a stand, print its code, meet people, know where each one came from, subscribe."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.both]


def test_from_a_plan_to_a_lead_that_knows_where_it_came_from(look):
    planner = look("planner")
    planner.goto("/staff/events/new")
    planner.get_by_label("Titel").fill("Vårmarknaden")
    planner.get_by_label("Sort").select_option("booth")
    planner.get_by_label("Gräsrot").check()
    planner.locator("[name=when]").fill("12 maj 2027 kl. 10-16")
    planner.locator("[name=place]").fill("Stora torget")
    planner.get_by_role("button", name="Spara utkast").click()
    slug = planner.url.rpartition("/")[2]
    assert slug == "varmarknaden"

    planner.goto(f"/staff/events/{slug}/publish")
    assert "Skriv en mening om aktiviteten" in planner.locator("main").inner_text()
    planner.get_by_role("link", name=re.compile("Skriv en mening")).first.click()
    for box in planner.locator("[name^=pitch]").all():
        box.fill("Kom och prata med oss.")
    planner.get_by_role("button", name="Spara").first.click()
    planner.goto(f"/staff/events/{slug}/publish")
    planner.get_by_role("button", name="Publicera").click()
    assert "Publicerad" in planner.locator("main").inner_text()

    planner.goto(f"/staff/events/{slug}/flyers")
    with planner.expect_download() as download:
        planner.get_by_role("button", name="Hämta PDF").or_(planner.get_by_role("link", name="Hämta PDF")).first.click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"
    planner.goto(f"/staff/events/{slug}")
    code = re.search(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}\b", planner.locator("main").inner_text())[0]

    visitor = look(width=390, javascript=False)
    visitor.goto(f"/q/{code.lower().replace('-', ' ')}")
    assert visitor.locator("h1").inner_text() == "Vårmarknaden"
    visitor.locator("[autocomplete=name]").fill("Åsa Vårlund")
    visitor.locator("[autocomplete=tel]").fill("070-174 06 90")
    visitor.get_by_label("Vet inte än").check()
    visitor.wait_for_timeout(2100)
    visitor.get_by_role("button", name="Skicka").click()
    assert visitor.locator("h1").inner_text() == "Tack, nu har vi det"
    assert visitor.context.cookies() == []

    planner.goto("/staff/leads?q=Vårlund")
    planner.get_by_role("link", name="Åsa Vårlund").click()
    assert re.search("Vårmarknaden", planner.locator("main .lede").first.inner_text())
    assert "Läste en kod" in planner.locator("#touches").inner_text()


def test_the_coordinator_saves_somebody_in_two_fields_on_her_phone(look):
    phone = look("planner", width=390)
    phone.goto("/staff/stand")
    before = int(phone.locator(".counter-number").first.inner_text())
    phone.locator(".counter button").first.click()
    phone.wait_for_load_state()
    phone.goto("/staff/stand")
    assert int(phone.locator(".counter-number").first.inner_text()) == before + 1
    phone.get_by_label("Namn").fill("Bo")
    phone.get_by_label("Telefon eller e-post").fill("0701740691")
    phone.get_by_role("button", name="Spara", exact=True).click()
    assert "Sparat:" in phone.locator("main").inner_text()


def test_the_organiser_gets_a_calendar_address_that_answers(look):
    organiser = look("planner")
    organiser.goto("/staff/calendar")
    address = organiser.locator("code", has_text="/calendar/").first.inner_text()
    answer = organiser.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    again = organiser.request.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304


def test_everything_can_be_reached_with_a_keyboard_alone(look):
    page = look("planner")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
