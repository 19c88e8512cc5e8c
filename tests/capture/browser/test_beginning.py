"""Does a tablet come to its booth only with a planner's yes, and can its day be rehearsed? And what of it may leave on a stick?"""

import json

import pytest
from playwright.sync_api import expect

from tests.running import wait_for

from .invariants import holds
from .tablet import PIN

pytestmark = pytest.mark.browser


def test_a_tablet_waits_for_a_planner_who_sees_the_same_word(tablets, centre):
    tablet = tablets()
    tablet.open(f"/booth/#{centre.code(allows=False)}")
    tablet.reload()  # the same address with another fragment is no new page
    tablet.page.get_by_role("button", name="Koppla", exact=True).click()
    expect(tablet.page.locator(".word")).to_have_text(centre.pairing_word)
    assert tablet.page.url == f"{tablet.url}/booth/"
    centre.allow()
    tablet.on("preflight")
    assert centre.pairing.state == "active"


def test_a_wrong_code_is_said_and_another_can_be_tried(tablets, centre):
    tablet = tablets()
    tablet.page.get_by_label("Kod").fill("BBBB-BBBB")
    tablet.button("Koppla").click()
    expect(tablet.page.get_by_text("Koden gäller inte.")).to_be_visible()
    tablet.button("Försök igen").click()
    tablet.pair(centre.code())


def test_a_tablet_that_fails_its_own_test_says_why_and_does_not_ask(tablets, centre):
    tablet = tablets()
    tablet.page.evaluate("() => { SubtleCrypto.prototype.generateKey = () => Promise.reject(new Error()); }")
    tablet.page.get_by_label("Kod").fill(centre.code())
    tablet.button("Koppla").click()
    expect(tablet.page.get_by_text("Surfplattan klarar inte provet än")).to_be_visible()
    expect(tablet.page.get_by_text("Webbläsaren är för gammal. Uppdatera surfplattan.")).to_be_visible()
    assert centre.pairing is None


IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"


def test_an_ipad_is_told_to_put_the_app_on_its_home_screen_before_it_is_paired(tablets):
    tablet = tablets(flags=[f"--user-agent={IPAD}"]).on("home")
    tablet.open("/booth/#BBBBCCCC")
    tablet.reload()  # the same address with another fragment is no new page
    expect(tablet.on("home").page.locator(".code")).to_have_text("BBBB-CCCC")
    tablet.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true });")
    tablet.reload()  # as it opens from there
    tablet.on("pairing")


def test_the_day_begins_only_with_a_pin_and_a_rehearsal_without_a_network_or_a_word_that_it_is_put_off(tablets, centre):
    tablet = tablets()
    tablet.page.get_by_label("Kod").fill(centre.code())
    tablet.button("Koppla").click()
    go = tablet.on("preflight").button("Börja dagen")
    tablet.button("Hoppa över").click()
    expect(tablet.page.get_by_text("Övningen är överhoppad")).to_be_visible()
    expect(go).to_be_disabled()
    tablet.button("Öva utan nät").click()
    tablet.button("Flygplansläge är på").click()
    expect(tablet.page.get_by_text("Det finns nät fortfarande.")).to_be_visible()
    tablet.button("Välj en PIN").click()
    tablet.page.get_by_label("Ny PIN, fyra siffror").fill(PIN)
    tablet.button("Fortsätt").click()
    expect(tablet.on("preflight").page.get_by_text("PIN vald")).to_be_visible()
    expect(go).to_be_disabled()
    tablet.button("Hoppa över").click()
    expect(go).to_be_enabled()
    assert tablet.kept() == []


def test_whoever_does_not_know_the_pin_stays_out_and_after_five_tries_waits_a_minute_over_a_restart_too(tablet):
    def tried(pin: str, words: str):
        tablet.page.get_by_label("Skriv PIN").fill(pin)
        tablet.button("Fortsätt").click()
        expect(tablet.on("pin").page.get_by_role("alert")).to_contain_text(words)

    tablet.page.clock.install()
    tablet.reload()
    door = tablet.on("ready").page.get_by_role("button", name="Mer", exact=True)
    door.click()
    for number in range(1, 5):
        tried("4321", "Fel PIN.")
        wait_for(lambda number=number: tablet.known("pin")["wrong"] == number, "the try to be counted")
    tried("4321", "Vänta en minut")
    tried(PIN, "Vänta en minut")
    tablet.reload()
    door.click()
    tried(PIN, "Vänta en minut")
    tablet.page.clock.fast_forward(61_000)
    tablet.button("Fortsätt").click()
    tablet.on("menu")


def test_the_rehearsal_restarts_without_a_network_and_its_record_is_no_lead(tablets, proxy, centre):
    tablet = tablets()
    tablet.page.get_by_label("Kod").fill(centre.code())
    tablet.button("Koppla").click()
    tablet.on("preflight").button("Välj en PIN").click()
    tablet.page.get_by_label("Ny PIN, fyra siffror").fill(PIN)
    tablet.button("Fortsätt").click()
    tablet.on("preflight")
    proxy.offline = True
    tablet.button("Flygplansläge är på").click()
    expect(tablet.page.get_by_text("appen startade utan nät")).to_be_visible()
    expect(tablet.button("Hoppa över")).to_be_enabled()  # its record may wait for a network all day; visitors do not
    proxy.offline = False
    tablet.hurry()
    expect(tablet.page.get_by_text("Övningen kom fram")).to_be_visible()
    tablet.button("Börja dagen").click()
    tablet.on("ready").says("Inget sparat än")
    assert (centre.names, [record.kind for record in centre.records]) == ([], ["test"])
    assert centre.pairing.rehearsed_at is not None


def test_a_sealed_file_tells_nobody_anything_and_comes_in_as_if_it_had_been_sent(tablet, proxy, centre, tmp_path):
    proxy.offline = True
    tablet.save("Yngve Sticka")
    with tablet.open_menu().page.expect_download() as told:
        tablet.button("Spara en förseglad fil").click()
    tablet.button("Koppla igen").click()
    tablet.on("pairing").button("Tillbaka").click()  # it has its booth all the while
    tablet.on("ready")
    path = tmp_path / "sealed.json"
    told.value.save_as(path)
    content = path.read_bytes()
    assert [word for word in tablet.written if word.encode() in content] == []
    assert [record["id"] for record in json.loads(content)["records"]] == [record["id"] for record in tablet.kept()]
    for _ in range(2):
        centre.bring_in(content)
    assert centre.names == ["Yngve Sticka"]
    proxy.offline = False
    tablet.hurry()
    holds(tablet, centre, ["Yngve Sticka"])


def test_an_event_that_is_cancelled_ends_the_capture_and_what_was_saved_comes_in(tablet, proxy, centre):
    proxy.offline = True
    tablet.save("Ziv Sist")
    centre.cancel()
    proxy.offline = False
    tablet.hurry()
    expect(tablet.page.get_by_role("heading", name="Montern är avslutad")).to_be_visible()
    assert tablet.page.locator(".door.new").count() == 0
    holds(tablet, centre, ["Ziv Sist"])


def test_whoever_has_the_tablet_is_who_the_visitor_met_and_is_asked_for_anew_after_the_shift(served, tablets, centre):
    helper = served.make.helper("Maja Lund")
    served.make.assignment(centre.shift(served.make), helper)
    helper_id = helper.id
    tablet = tablets().pair(centre.code())
    tablet.page.get_by_role("button", name="Vem har surfplattan?").click()
    tablet.button("Maja").click()
    tablet.on("ready").save("Örjan Mött")
    tablet.says("1 hos oss")
    assert [session.helper_id for session in centre.sessions] == [helper_id]
    tablet.page.clock.install()
    tablet.reload()
    expect(tablet.on("ready").page.get_by_text("Maja har surfplattan")).to_be_visible()
    tablet.page.clock.fast_forward("03:00:00")
    expect(tablet.page.get_by_text("Vem har surfplattan?")).to_be_visible()
    tablet.save("Östen Efter")
    centre.wait_for(["Örjan Mött", "Östen Efter"])
    assert {session.helper_id for session in centre.sessions} == {helper_id, None}
