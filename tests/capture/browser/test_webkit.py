"""Does the tablet's app live in Safari's engine too? One visitor with a server, a start and a visitor without
one. The server itself is ended: through the tests' proxy WebKitGTK has not got its service worker ready."""

import pytest

from .webkit import webkit

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.webkit]


def test_the_app_pairs_seals_opens_without_a_server_and_sends_in_safaris_engine(served, centre, tmp_path):
    with webkit(tmp_path / "home") as page:
        page.open(served.monter.url + "/booth/")
        page.on("pairing").write(centre.code())
        page.on("preflight").press("Välj en PIN", "Choose a PIN")
        page.on("pin").write("1234")
        page.on("preflight").press("Hoppa över", "Skip")
        page.press("Börja dagen", "Begin the day")
        visitor(page, "Saga Safari")
        centre.wait_for(["Saga Safari"])
        served.monter.end()
        page.reload()
        visitor(page, "Utan Nät")
        page.until("/^1 (bara på den här|only on this)/.test(document.querySelector('#bar').innerText)")
        served.monter.start()
        page.run("dispatchEvent(new Event('online'))")
        centre.wait_for(["Saga Safari", "Utan Nät"])
        page.until("/^2 (hos oss|with us)/.test(document.querySelector('#bar').innerText)")


def visitor(page, name: str) -> None:
    page.on("ready").run("document.querySelector('.door.new').click()")
    page.on("capture").write(name, "073-246 80 12")
    page.on("thanks").press("Klar", "Done")
    page.on("ready")
