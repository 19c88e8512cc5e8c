"""What can an administrator set, and what do the settings refuse?"""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from app.accounts.models import AssignmentType, Function, Holding, OneTimeLink, Organisation, RetentionPolicy, Staff
from app.accounts.rules import PERMISSIONS
from app.clock import now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.leads.actions import make_default_policies
from app.store.db import db, unit_of_work
from tests.pages import Browser


@pytest.fixture
def admin(signed_in):
    return signed_in("administrator")


def picture(kind="PNG", size=(900, 300), colour=(180, 40, 40)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def upload(browser, content, name="logo.png"):
    form = browser.get("/staff/settings/organisation", status=200).form("main form.form")
    values = {key: (value if len(value) > 1 else value[0]) for key, value in form.values.items()}
    values["logo"] = (io.BytesIO(content), name)
    return browser.post("/staff/settings/organisation", values, content_type="multipart/form-data")


@pytest.mark.parametrize("role", ["planner", "coordinator", "caseworker", "reader"])
def test_only_an_administrator_sets(signed_in, role):
    browser = signed_in(role)
    for path in ("", "/organisation", "/functions", "/staff", "/staff/new", "/assignments", "/retention/"):
        browser.get(f"/staff/settings{path}", status=403)


def test_the_settings_lead_to_each_of_their_pages(admin):
    page = admin.get("/staff/settings", status=200)
    titles = [link.get_text() for link in page.soup.select(".item-title")]
    assert titles == [
        "Organisationen",
        "Enheter",
        "Funktioner",
        "Arbetstider och jour",
        "Personal",
        "Uppdrag",
        "Överlämning",
        "Gallring",
    ]
    assert [page.follow(title).status for title in titles] == [200] * 8


def test_the_organisation_is_called_what_one_says(admin):
    form = admin.get("/staff/settings/organisation", status=200).form("main form.form")
    page = form.send(
        name="Mjölby kommun", contact_phone="013 12 34 56", purpose_sv="Vi söker familjehem.", purpose_en="",
        **{"purpose_ar": "نبحث عن عائلات."},
    )  # fmt: skip
    row = db.session.scalar(select(Organisation))
    assert page.errors == []
    assert (row.name, row.contact_phone, row.purpose) == (
        "Mjölby kommun",
        "+4613123456",
        {"sv": "Vi söker familjehem.", "ar": "نبحث عن عائلات."},
    )
    [shown] = admin.get("/staff/settings/organisation").form("main form.form").values["purpose_ar"]
    assert shown.strip() == "نبحث عن عائلات."


def test_a_colour_that_is_hard_to_read_is_refused_with_the_nearest_good_one(admin):
    form = admin.get("/staff/settings/organisation").form("main form.form")
    page = form.send(colour="#f2c500")
    assert page.errors == ["Färgen är för svår att läsa mot ljus bakgrund. Den närmaste som går bra är #826a00."]
    assert db.session.scalar(select(Organisation)).colour == "#0b5a52"


def test_a_logo_is_drawn_anew_and_small(admin, visitor):
    assert upload(admin, picture("JPEG"), "logo.jpg").status == 200
    answer = visitor.get("/o/linkoping/logo.png", status=200)
    assert (answer.headers["Content-Type"], Image.open(io.BytesIO(answer.data)).size) == ("image/png", (480, 160))
    assert visitor.get("/o/linkoping/logo.png", headers={"If-None-Match": answer.headers["ETag"]}).status == 304


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"not a picture", picture()[:200]])
def test_what_is_no_picture_of_dots_is_refused(admin, visitor, content):
    assert upload(admin, content).errors == ["Vi kan inte läsa bilden. Välj en PNG- eller JPEG-fil."]
    assert visitor.get("/o/linkoping/logo.png").status == 404


def test_a_logo_is_taken_away(admin, visitor):
    upload(admin, picture())
    admin.get("/staff/settings/organisation").form("main form.form").send(remove_logo="y")
    assert visitor.get("/o/linkoping/logo.png").status == 404


def test_a_personal_number_is_refused_here_too(admin):
    form = admin.get("/staff/settings/organisation").form("main form.form")
    assert "personnummer" in form.send(purpose_sv="Ring 19811218-9876").text


def test_a_function_is_added_once_and_held_from_a_day(admin, make):
    anna = make.staff("planner", name="Anna Ek")
    form = admin.get("/staff/settings/functions/new", status=200).form("#itself form")
    form.send(name="Familjehemssekreterare")
    form.send(name="Familjehemssekreterare")
    [row] = db.session.scalars(select(Function).filter_by(name="Familjehemssekreterare")).all()
    form = admin.get(f"/staff/settings/functions/{row.id}", status=200).form("#holders form")
    page = form.send(staff=anna.id, from_on="2026-01-01", deputy="y")
    assert "Anna Ek Ersättare" in page.text
    page.form("#holders form.inline").send()
    assert [held.until_on is None for held in db.session.scalars(select(Holding).filter_by(function_id=row.id))] == [
        False
    ]


def test_a_holding_that_ends_before_it_begins_is_refused(admin, make):
    anna = make.staff("planner", name="Anna Ek")
    key = make.function().id
    form = admin.get(f"/staff/settings/functions/{key}").form("#holders details form")
    page = form.send(staff=anna.id, from_on="2026-05-02", last_on="2026-05-01")
    assert page.errors == ["Den sista dagen ligger före den första. Byt en av dem."]


def test_an_invited_colleague_comes_in_by_the_link_that_is_shown_once(app, admin):
    form = admin.get("/staff/settings/staff/new", status=200).form("main form.form")
    page = form.send(name="Ny Kollega", email="Ny@Linkoping.example", roles=["planner", "reader"])
    address = page.soup.select_one("#link").get_text()
    assert address.startswith("http://localhost:8000/staff/open/")
    newcomer = Browser(app)
    assert newcomer.get(address.removeprefix("http://localhost:8000")).form().send().path == "/staff/"
    assert "Ny Kollega" in newcomer.get("/staff/").text
    assert address.rpartition("/")[2] not in str(db.session.scalars(select(OneTimeLink.token_hash)).all())


@pytest.mark.parametrize(
    ("email", "roles", "said"),
    [
        ("inte en adress", ["planner"], "Adressen ser inte ut som en e-postadress. Skriv den som namn@exempel.se."),
        ("ny@linkoping.example", [], "Välj minst en roll."),
        ("upptagen@linkoping.example", ["planner"], "Den adressen har redan ett konto. Öppna det i listan i stället."),
    ],
)
def test_an_invitation_says_what_is_wrong_with_it(admin, make, email, roles, said):
    taken = make.staff("reader")
    with unit_of_work():
        taken.email = "upptagen@linkoping.example"
    form = admin.get("/staff/settings/staff/new").form("main form.form")
    assert form.send(name="Ny", email=email, roles=roles).errors == [said]


def test_another_role_signs_out_and_holds_from_then_on(admin, signed_in, make):
    anna = make.staff("planner", name="Anna Ek")
    browser = signed_in(staff=anna)
    admin.get(f"/staff/settings/staff/{anna.id}", status=200).form("#roles-card form").send(roles=["reader"])
    assert browser.get("/staff/events", status=200).path == "/staff/sign-in"
    assert signed_in(staff=anna).get("/staff/events/new").status == 403


def test_a_closed_account_is_out_at_once_and_its_link_too(app, admin, signed_in, make):
    anna = make.staff("planner", name="Anna Ek")
    browser = signed_in(staff=anna)
    page = admin.post(f"/staff/settings/staff/{anna.id}/link", {"csrf_token": admin.token("/staff/settings/staff/new")})
    address = page.soup.select_one("#link").get_text().removeprefix("http://localhost:8000")
    admin.get(f"/staff/settings/staff/{anna.id}").form("#state form").send()
    assert browser.get("/staff/", status=200).path == "/staff/sign-in"
    assert "redan använd" in Browser(app).get(address).form().send().text
    admin.get(f"/staff/settings/staff/{anna.id}").form("#state form").send()
    assert signed_in(staff=anna).get("/staff/").path == "/staff/"


def test_the_last_administrator_stays(signed_in, make):
    boss = make.staff("administrator", name="Bo")
    browser = signed_in(staff=boss)
    page = browser.get(f"/staff/settings/staff/{boss.id}").form("#roles-card form").send(roles=["reader"])
    assert page.errors == ["Det måste finnas minst en administratör. Gör någon annan till administratör först."]
    page = browser.get(f"/staff/settings/staff/{boss.id}").form("#state form").send()
    assert page.errors == ["Det måste finnas minst en administratör. Gör någon annan till administratör först."]
    assert db.session.scalar(select(Staff.active).filter_by(id=boss.id)) is True


def test_what_one_can_become_is_added_worded_ordered_and_closed(admin):
    form = admin.get("/staff/settings/assignments/new", status=200).form("main form.form")
    form.send(name_sv="Jourhem", hint_sv="För barn som behöver en plats idag.")
    form.send(name_sv="Jourhem")
    admin.get("/staff/settings/assignments", status=200)

    def names():
        found = select(AssignmentType).filter_by(closed_at=None).order_by(AssignmentType.position)
        return [row.names["sv"] for row in db.session.scalars(found)]

    assert names() == ["Familjehem", "God man", "Kontaktperson", "Jourhem"]
    row = db.session.scalar(select(AssignmentType).filter_by(position=3))
    token = {"csrf_token": admin.token("/staff/settings/staff/new")}
    admin.post(f"/staff/settings/assignments/{row.id}/up", token)
    assert names() == ["Familjehem", "God man", "Jourhem", "Kontaktperson"]
    admin.post(f"/staff/settings/assignments/{row.id}/close", token)
    assert names() == ["Familjehem", "God man", "Kontaktperson"]
    admin.post(f"/staff/settings/assignments/{row.id}/open", token)
    assert len(names()) == 4


def test_how_long_things_are_kept_is_read_at_once_in_the_information_text(admin, visitor, make):
    with unit_of_work():
        make_default_policies(make.first().id, by=OPERATOR, now=now())
    page = admin.get("/staff/settings/retention/", status=200)
    assert "Beslut saknas" in page.text
    form = page.form("main form")
    assert form.send(days_declined="0").errors == ["Skriv ett antal dagar mellan 1 och 3650."]
    form.send(days_declined="45", decision_declined="SN 2026/17 § 4")
    row = db.session.scalar(select(RetentionPolicy).filter_by(subject="declined"))
    assert (row.days, row.decision_ref) == (45, "SN 2026/17 § 4")
    assert "45 dagar" in visitor.get("/o/linkoping/privacy", status=200).text


def test_what_was_set_is_written_down_without_what_it_says(admin):
    admin.get("/staff/settings/organisation").form("main form.form").send(contact_email="ny@linkoping.example")
    [line] = db.session.scalars(select(JournalLine).filter_by(kind="organisation.changed"))
    assert line.details == {"fields": ["contact_email"]}


def test_every_permission_has_somebody(app):
    assert [name for name, roles in PERMISSIONS.items() if not roles] == []


def test_what_is_promised_is_a_number_of_working_days_for_each_thing_to_become(signed_in, make):
    admin = signed_in("administrator")
    make.first()
    row = db.session.scalar(select(AssignmentType).filter_by(key="guardian"))
    address = f"/staff/settings/assignments/{row.id}"
    form = admin.get(address, status=200).form("main form.form")
    assert [form.values[name] for name in ("promise_days", "contact_days", "slot_days")] == [["1"], ["3"], ["10"]]
    form.send(promise_days="2", contact_days="5", slot_days="15")
    db.session.expire_all()
    row = db.session.get(AssignmentType, row.id)
    assert (row.promise_days, row.contact_days, row.slot_days) == (2, 5, 15)
    wrong = admin.get(address).form("main form.form").send(promise_days="0", contact_days="99")
    assert wrong.errors == ["Skriv ett antal arbetsdagar mellan 1 och 60."] * 2


def test_a_function_has_a_deputy_that_hears_when_promises_are_not_kept(signed_in, make):
    admin, row = signed_in("administrator"), make.function()
    with unit_of_work():
        other = Function(organisation_id=row.organisation_id, unit_id=row.unit_id, name="Enhetschef", created_at=now())
        db.session.add(other)
    form = admin.get(f"/staff/settings/functions/{row.id}", status=200).form("#itself form")
    form.send(deputy_id=other.id)
    db.session.expire_all()
    assert db.session.get(Function, row.id).deputy_id == other.id
    admin.get(f"/staff/settings/functions/{row.id}").form("#itself form").send(deputy_id="")
    db.session.expire_all()
    assert db.session.get(Function, row.id).deputy_id is None
