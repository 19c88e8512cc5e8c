"""What do the four people see? Takes the pictures of the README from a demonstration that runs (`make run` in another window).

.venv/bin/python setup/pictures.py [http://localhost:8000]
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def main(base="http://localhost:8000"):
    """Four pages, each at the width its reader has, and one turned around."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        desk = signed_in(browser, base, 1100, 720)
        take(desk, base + "/staff/events", "planner")
        take(desk, base + "/staff/calendar", "organiser")
        phone = signed_in(browser, base, 390, 760)
        take(phone, base + "/staff/stand", "coordinator")
        visitor = browser.new_page(viewport={"width": 390, "height": 760}, locale="sv-SE")
        visitor.goto(base)
        page = base + visitor.locator("main a[href*='/e/']").first.get_attribute("href")
        take(visitor, page, "visitor")
        take(visitor, page.partition("?")[0] + "?lang=ar-XB", "turned-around")
        browser.close()


def signed_in(browser, base, width, height):
    """A page on which Maria Lind is signed in."""
    page = browser.new_page(viewport={"width": width, "height": height}, locale="sv-SE")
    page.goto(base + "/staff/sign-in")
    page.get_by_role("button", name="Maria Lind").click()
    return page


def take(page, address, name):
    """One picture, as large as the window."""
    page.goto(address)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
