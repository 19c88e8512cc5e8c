"""How does somebody sign up to help by themselves, and what if they are known, late, a program, or two at once?"""

import threading
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Notice, RetentionPolicy
from app.clock import STOCKHOLM, local_date, now
from app.journal.actors import OPERATOR
from app.journal.models import JournalLine
from app.mail.models import Letter
from app.staffing import sign_up as signing
from app.staffing.models import Assignment, Availability, Helper, HelpInvitation
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.staffing.helping import join_path, path_of, press, sign_up


def at(hour: int) -> datetime:
    return datetime.combine(local_date(now()) + timedelta(days=21), time(hour), STOCKHOLM)


@pytest.fixture
def event(make):
    return make.event("Frivilligdagen")


@pytest.fixture
def invitation(event):
    return invite(event, "Röda Korset")


def invite(event, partner=None):
    with unit_of_work():
        return signing.invite(event, partner, key=new_id(), by=OPERATOR, now=now())


def helpers() -> list[Helper]:
    db.session.expire_all()
    return list(db.session.scalars(select(Helper).order_by(Helper.id)))


def count(model) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_member_signs_up_takes_a_shift_says_a_day_and_gets_the_link(make, visitor, event, invitation):
    shift = make.shift(make.booth(event), starts_at=at(9), languages=["ar"])
    day = f"day-{event.id}-{event.first_on}"
    page = sign_up(visitor, invitation, languages=["ar", "sv"], shifts=[shift.id], **{day: "yes"})
    (helper,) = helpers()
    assert page.h1 == "Tack för att du vill hjälpa till!"
    assert (helper.name, helper.phone, helper.partner, helper.languages) == (
        "Maja Lund",
        "+46701234567",
        "Röda Korset",
        ["sv", "ar"],
    )
    assert (helper.unit_id, helper.invitation_id, helper.language) == (event.unit_id, invitation.id, "sv")
    row = db.session.scalar(select(Assignment))
    assert (row.shift_id, row.helper_id, row.state) == (shift.id, helper.id, "yes")
    assert (count(Availability), [(x.template, x.channel) for x in db.session.scalars(select(Letter))]) == (
        1,
        [("helper_link", "sms")],
    )
    assert "Möta besökare" in visitor.get(path_of(helper), status=200).text


def test_before_the_first_field_one_reads_what_is_kept_and_for_how_long_by_the_policy_that_holds(
    make, visitor, invitation
):
    page = visitor.get(join_path(invitation), status=200)
    text = page.data.decode()
    assert text.index("Vi tar bort dem senast 1 år efter ditt senaste pass eller svar.") < text.index('name="name"')
    with unit_of_work():
        db.session.scalar(select(RetentionPolicy).filter_by(subject="helper")).days = 90
    assert "Vi tar bort dem senast 90 dagar efter" in visitor.get(join_path(invitation)).text
    assert len({notice.hash for notice in db.session.scalars(select(Notice))}) == 2


def test_it_is_in_swedish_and_english(make, visitor, event, invitation):
    page = visitor.get(join_path(invitation) + "?lang=en", status=200)
    assert page.soup.html["lang"] == "en"
    page.form()
    sign_up_in_english = visitor.get(join_path(invitation) + "?lang=en").form()
    assert sign_up_in_english.values["token"]


def test_without_a_partner_one_says_where_one_comes_from(make, visitor, event):
    sign_up(visitor, invite(event), partner="Svenska kyrkan", email="maja@exempel.se", phone="")
    assert [(row.partner, row.email) for row in helpers()] == [("Svenska kyrkan", "maja@exempel.se")]


def test_the_same_press_twice_is_one_helper(make, visitor, event, invitation):
    shift = make.shift(event=event, starts_at=at(9), most=2)
    page = visitor.get(join_path(invitation))
    from tests.public.visiting import read_for

    form = read_for(page).fill(name="Maja", phone="0701234567", shifts=[shift.id])
    assert [visitor.post(join_path(invitation), form.values, follow=False).status for _ in range(2)] == [303, 303]
    assert (len(helpers()), count(Assignment), count(Letter)) == (1, 1, 1)


@pytest.mark.parametrize("again", [{"phone": "0701234567"}, {"phone": "", "email": "MAJA@exempel.se"}])
def test_whoever_is_known_changes_nothing_and_gets_the_link_to_choose_by(make, visitor, event, invitation, again):
    known = make.helper("Maja Lund", phone="+46701234567", email="maja@exempel.se")
    shift = make.shift(event=event, starts_at=at(9))
    page = sign_up(visitor, invitation, shifts=[shift.id], **({"name": "maja"} | again))
    stranger = sign_up(visitor, invitation, name="Bo", phone="0707654321")
    assert page.data == stranger.data
    assert [(row.name, row.invitation_id) for row in helpers() if row.id == known.id] == [("Maja Lund", None)]
    assert (len(helpers()), count(Assignment)) == (2, 0)
    letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    assert [(x.template, x.ids["helper"] == known.id) for x in letters] == [
        ("helper_link", True),
        ("helper_link", False),
    ]


def test_a_shift_that_was_taken_meanwhile_costs_nobody_the_rest(make, visitor, event, invitation):
    lost, got = make.shift(event=event, starts_at=at(9)), make.shift(event=event, starts_at=at(12))
    page = visitor.get(join_path(invitation))
    make.assignment(lost, make.helper(), "yes")
    from tests.public.visiting import read_for

    read_for(page).send(name="Maja", phone="0701234567", shifts=[lost.id, got.id])
    rows = db.session.scalars(select(Assignment).join(Helper).where(Helper.name == "Maja")).all()
    assert [(row.shift_id, row.state) for row in rows] == [(got.id, "yes")]
    line = db.session.scalar(select(JournalLine).filter_by(kind="helper.joined"))
    assert (line.details, line.actor) == ({"invitation": invitation.id, "taken": 1}, "visitor")


@pytest.mark.parametrize(("seconds", "trap"), [(0, ""), (30, "Buy now")])
def test_what_looks_like_a_program_is_set_aside_and_answered_alike(make, visitor, event, invitation, seconds, trap):
    shift = make.shift(event=event, starts_at=at(9))
    page = sign_up(visitor, invitation, seconds, shifts=[shift.id], message=trap)
    assert page.h1 == "Tack för att du vill hjälpa till!"
    assert ([row.state for row in db.session.scalars(select(Assignment))], count(Letter)) == (["proposed"], 0)


def test_an_invitation_opened_while_our_clock_was_ahead_is_a_person_like_any_other(make, visitor, event, invitation):
    shift = make.shift(event=event, starts_at=at(9))
    sign_up(visitor, invitation, -365 * 86_400, shifts=[shift.id])
    assert [row.state for row in db.session.scalars(select(Assignment))] == ["yes"]


def test_of_very_many_at_once_all_are_welcome_and_take_their_shifts_on_their_own_page(
    make, visitor, app, event, invitation
):
    app.extensions["sign_ups"].limit = 1
    shift = make.shift(event=event, starts_at=at(9), most=9)
    for number in range(6):
        sign_up(visitor, invitation, name=f"Nr {number}", phone=f"070123456{number}", shifts=[shift.id])
    states = db.session.scalars(select(Assignment.state).order_by(Assignment.id)).all()
    assert (states, count(Helper), count(Letter)) == (["yes"] + ["proposed"] * 5, 6, 4)
    second = helpers()[1]
    press(visitor, path_of(second), "/take/")
    assert db.session.scalar(select(Assignment.state).filter_by(helper_id=second.id)) == "yes"


def test_a_form_that_lay_open_too_long_comes_back_with_what_was_written(make, visitor, invitation):
    page = sign_up(visitor, invitation, 5 * 3600)
    assert (page.status, page.soup.select_one("#name")["value"]) == (422, "Maja Lund")
    assert page.errors == ["Sidan har legat öppen länge. Det du skrev finns kvar. Läs igenom det och skicka igen."]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"name": ""}, "Skriv vad du heter, så att vi vet vem vi ska fråga efter."),
        ({"phone": ""}, "Vi behöver ett telefonnummer eller en e-postadress."),
        ({"name": "Maja 19811218-9876"}, "Skriv inte personnummer här. Vi behöver det inte, och vill inte spara det."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_chosen_is_kept(make, visitor, event, invitation, answers, said):
    shift = make.shift(event=event, starts_at=at(9))
    day = f"day-{event.id}-{event.first_on}"
    page = sign_up(visitor, invitation, shifts=[shift.id], **({day: "no"} | answers))
    kept = [box["value"] for box in page.soup.select("input[name=shifts][checked]")]
    assert (page.status, said in page.errors, kept) == (422, True, [shift.id])
    assert page.soup.select_one(f"input[name='{day}'][checked]")["value"] == "no"
    assert count(Helper) == 0


def test_a_closed_invitation_says_so_kindly_and_takes_nobody(make, visitor, event, invitation):
    page = visitor.get(join_path(invitation))
    with unit_of_work():
        signing.close(db.session.get(HelpInvitation, invitation.id), by=OPERATOR, now=now())
    from tests.public.visiting import read_for

    late = read_for(page).send(name="Maja", phone="0701234567")
    assert (late.h1, "Vi tar inte emot fler anmälningar till Frivilligdagen." in late.text) == (
        "Tack för att du vill hjälpa till",
        True,
    )
    assert count(Helper) == 0
    with unit_of_work():
        signing.reopen(db.session.get(HelpInvitation, invitation.id), by=OPERATOR, now=now())
    assert visitor.get(join_path(invitation)).h1 == "Vill du hjälpa till?"


def test_so_does_one_to_an_event_that_is_off(make, visitor):
    page = visitor.get(join_path(invite(make.event("Loppet", state="cancelled"))), status=200)
    assert "Loppet är inställt" in page.text


def test_and_one_to_an_event_that_is_over(make, visitor):
    past = make.event("Loppet", when=str(local_date(now()) - timedelta(days=1)))
    page = visitor.get(join_path(invite(past)), status=200)
    assert "Vi tar inte emot fler anmälningar till Loppet." in page.text


def test_another_address_ends_the_old_one(make, visitor, invitation):
    old = join_path(invitation)
    with unit_of_work():
        row = db.session.get(HelpInvitation, invitation.id)
        signing.renew(row, by=OPERATOR, now=now())
    assert (visitor.get(old).status, visitor.get(join_path(row)).status) == (404, 200)


def test_opening_it_sets_no_cookie_and_makes_nobody(make, visitor, invitation):
    page = visitor.get(join_path(invitation))
    assert ("Set-Cookie" in page.headers, count(Helper), page.headers["Cache-Control"]) == (False, 0, "no-store")


def test_fifty_who_sign_up_for_the_last_place_at_once_are_all_welcome_and_one_has_it(
    make, app, visitor, event, invitation
):
    shift = make.shift(event=event, starts_at=at(9))
    from tests.public.visiting import read_for

    app.extensions["sign_ups"].limit = 1000
    forms = [read_for(visitor.get(join_path(invitation))).fill(name=f"Nr {n}", phone="", email=f"n{n}@exempel.se", shifts=[shift.id]).values for n in range(50)]  # fmt: skip
    path = join_path(invitation)
    db.session.remove()
    start, answers = threading.Barrier(50), []

    def send(values):
        client = app.test_client()
        start.wait()
        answers.append(client.post(path, data=values).status_code)

    threads = [threading.Thread(target=send, args=(values,)) for values in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, count(Helper)) == ([303] * 50, 50)
    assert db.session.scalars(select(Assignment.state).where(Assignment.state == "yes")).all() == ["yes"]


def test_two_of_a_family_share_a_telephone_and_both_are_welcome(make, visitor, event, invitation):
    maja = make.helper("Maja Lund", phone="+46701234567")
    shift = make.shift(event=event, starts_at=at(9))
    sign_up(visitor, invitation, name="Per Lund", shifts=[shift.id])
    assert [row.name for row in helpers()] == ["Maja Lund", "Per Lund"]
    assert db.session.scalar(select(Assignment.helper_id)) != maja.id


def test_where_no_text_message_goes_a_telephone_alone_is_not_enough(make, visitor, app, monkeypatch, event, invitation):
    monkeypatch.setitem(app.config, "MONTER_MODE", "production")
    page = sign_up(visitor, invitation)
    assert page.errors == [
        "Skriv din e-postadress också. Vi kan inte skicka sms, och länken till din sida måste nå dig."
    ]
    assert (page.status, page.soup.select_one("#name")["value"], count(Helper)) == (422, "Maja Lund", 0)
    monkeypatch.setitem(app.config, "SMS_URL", "46elks://u:p@127.0.0.1")
    sign_up(visitor, invitation)
    assert count(Helper) == 1
