"""Somebody without an account, on a phone without script: asked, yes, cannot after all, and another takes the place."""

import re

import pytest

from tests.screens.test_every_page import ALL, BUT_CONTRAST, WIDTHS, faults

pytestmark = pytest.mark.browser


def a_shift(planner, title: str) -> str:
    """An event with one shift for one person; gives the shift's address."""
    planner.goto("/staff/events/new")
    planner.get_by_label("Titel").fill(title)
    planner.get_by_label("Sort").select_option("booth")
    planner.get_by_label("Gräsrot").check()
    planner.locator("[name=when]").fill("12 juni 2027 kl. 10-16")
    planner.locator("[name=place]").fill("Stora torget")
    planner.get_by_role("button", name="Spara utkast").click()
    slug = planner.url.rpartition("/")[2]
    planner.goto(f"/staff/events/{slug}/staffing/new")
    planner.locator("[name=role]").fill("Möta besökare")
    planner.locator("[name=on]").fill("2027-06-12")
    planner.locator("[name=least]").fill("1")
    planner.locator("[name=most]").fill("1")
    planner.locator("[name=begins]").fill("10:00")
    planner.locator("[name=ends]").fill("12:00")
    planner.get_by_role("button", name="Spara passet").click()
    planner.goto(f"/staff/events/{slug}/staffing")
    return planner.locator("a.item-title").first.get_attribute("href")


def a_helper(planner, name: str, email: str) -> None:
    planner.goto("/staff/helpers/new")
    planner.locator("[name=name]").fill(name)
    planner.locator("[name=email]").fill(email)
    planner.locator("main form.form button[type=submit]").click()


def letter(planner, to: str, words: str) -> str:
    """What a letter in the demonstration's mailbox says, once the worker has delivered it."""
    for _ in range(60):
        planner.goto("/staff/mailbox")
        found = planner.locator("main a", has_text=words)
        for href in [one.get_attribute("href") for one in found.all()]:
            planner.goto(href)
            if to in planner.locator("main").inner_text():
                return planner.locator(".letter").inner_text()
        planner.wait_for_timeout(500)
    raise AssertionError(f"no letter to {to} with «{words}»")


def own_page(text: str) -> str:
    return re.search(r"/h/[A-Za-z0-9_-]{52}", text)[0]


@pytest.mark.both
def test_from_a_question_to_a_yes_to_a_free_place_that_another_takes(look):
    planner = look("planner")
    shift = a_shift(planner, "Sommarfesten")
    a_helper(planner, "Hanna Qvist", "hanna.qvist@exempel.se")
    a_helper(planner, "Otto Zander", "otto.zander@exempel.se")
    planner.goto(shift)
    planner.locator("li.item", has_text="Hanna Qvist").get_by_role("button", name="Fråga").click()
    said = letter(planner, "hanna.qvist@exempel.se", "Kan du hjälpa till")
    assert "Hanna" not in said

    hanna = look(width=390, javascript=False)
    hanna.goto(own_page(said))
    assert hanna.locator("h1").inner_text() == "Hej Hanna!"
    hanna.locator(".pass", has_text="lördag 12 juni").get_by_role("button", name="Ja, jag kan").click()
    assert hanna.locator("[role=status]").inner_text() == "Tack! Vi räknar med dig."
    planner.goto(shift)
    assert "Ja" in planner.locator("li.item", has_text="Hanna Qvist").locator(".pill").inner_text()

    mine = hanna.locator("section[aria-labelledby=mine] .pass", has_text="lördag 12 juni")
    mine.get_by_text("Kan du inte komma?").click()
    mine.get_by_role("button", name="Jag kan inte").click()
    assert "Platsen är ledig igen" in hanna.locator("[role=status]").inner_text()
    assert hanna.context.cookies() == []
    planner.goto(shift)
    assert "Hanna Qvist" not in [one.inner_text() for one in planner.locator("#people .item-title").all()]

    otto = look(width=390, javascript=False)
    otto.goto("/h")
    otto.get_by_label("Telefon eller e-post").fill("otto.zander@exempel.se")
    otto.get_by_role("button", name="Skicka länken").click()
    assert otto.locator("h1").inner_text() == "Titta i din telefon eller e-post"
    otto.goto(own_page(letter(planner, "otto.zander@exempel.se", "Länken till din sida")))
    otto.locator(".pass", has_text="lördag 12 juni").get_by_role("button", name="Ta passet").click()
    assert otto.locator("[role=status]").inner_text() == "Passet är ditt. Tack!"
    hanna.reload()
    assert hanna.locator(".pass", has_text="lördag 12 juni").count() == 0
    planner.goto(shift)
    assert planner.locator("#people .item-title").first.inner_text() == "Otto Zander"


@pytest.mark.both
def test_members_sign_themselves_up_by_an_open_invitation(look):
    planner = look("planner")
    shift = a_shift(planner, "Höstmarknaden")
    planner.goto(shift.rpartition("/")[0] + "/invitations")
    planner.get_by_label("Förening eller församling").fill("Röda Korset")
    planner.get_by_role("button", name="Gör en inbjudan").click()
    address = re.search(r"/join/[A-Za-z0-9_-]{52}", planner.locator("code").first.inner_text())[0]

    phone = look(width=390, javascript=False)
    phone.goto(address)
    phone.locator("[autocomplete=name]").fill("Siv Månsson")
    phone.locator("[autocomplete=tel]").fill("070-174 06 91")
    phone.locator("[name=shifts]").first.check()
    phone.wait_for_timeout(2100)
    phone.get_by_role("button", name="Jag vill hjälpa till").click()
    assert phone.locator("h1").inner_text() == "Tack för att du vill hjälpa till!"
    assert phone.context.cookies() == []
    planner.goto(shift)
    assert planner.locator("#people .item-title").first.inner_text() == "Siv Månsson"
    phone.goto(own_page(letter(planner, "070-174 06 91", "länken till din sida")))
    assert phone.locator("section[aria-labelledby=mine] .pass").count() == 1


@pytest.mark.proof
def test_axe_finds_nothing_on_any_of_these_pages_and_nothing_sticks_out(look):
    planner = look("planner")
    shift = a_shift(planner, "Vintermarknaden")
    a_helper(planner, "Axel Axelsson", "axel.axelsson@exempel.se")
    planner.goto(shift)
    planner.locator("li.item", has_text="Axel Axelsson").get_by_role("button", name="Fråga").click()
    own = own_page(letter(planner, "axel.axelsson@exempel.se", "Kan du hjälpa till"))
    planner.goto(shift.rpartition("/")[0] + "/invitations")
    planner.get_by_role("button", name="Gör en inbjudan").click()
    join = re.search(r"/join/[A-Za-z0-9_-]{52}", planner.locator("code").first.inner_text())[0]
    helping = "/o/linkoping/helping"
    found = {}
    for width in WIDTHS:
        page, ask = look(width=width), ALL if width == WIDTHS[0] else BUT_CONTRAST
        for path in (own, own + "?lang=en", own + "/calendar", own + "x", join, f"{helping}/link", f"{helping}/thanks",
                     f"{helping}/sent", f"{helping}/left"):  # fmt: skip
            page.goto(path)
            found[path, width] = faults(page, ask)
        for path, button in ((join, "Jag vill hjälpa till"), (f"{helping}/link", "Skicka länken")):
            page.goto(path)
            page.get_by_role("button", name=button).click()
            assert page.title().startswith("Fel: ")
            found[path, "wrong", width] = faults(page, ask)
        planner.set_viewport_size({"width": width, "height": 900})
        found["invitations", width] = faults(planner, ask)
    assert {where: lines for where, lines in found.items() if lines} == {}
