"""What does one who helps get in writing, and what not any more?"""

from datetime import timedelta

import pytest

from app.clock import now
from app.mail.words import write
from app.staffing.letters import TEMPLATES
from app.staffing.links import HELPER, id_in, opens, token_of
from app.staffing.models import Shift
from app.store.db import db, unit_of_work

KEY = b"k" * 32
ON_SHIFTS = [name for name in TEMPLATES if name not in ("helper_link", "shift_freed")]
STATE = {"shift_asked": "asked", "shift_thanked": "cancelled"}


@pytest.fixture
def shift(make):
    event = make.event("Kväll om familjehem", address="Storgatan 1")
    return make.shift(make.booth(event, "Tältet"), note="Ta med väst.")


def letter(template: str, row, language: str = "sv"):
    return write(template, {"assignment": row.id, "starts": int(row.shift.starts_at.timestamp())}, language)


def on(make, shift, template: str, **reached):
    """An assignment in the state that this letter is about."""
    if template == "shift_cancelled":
        with unit_of_work():
            db.session.get(Shift, shift.id).cancelled_at = now()
    return make.assignment(shift, make.helper("Maja Lund", **reached), STATE.get(template, "yes"))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("template", ON_SHIFTS)
def test_no_subject_and_no_text_message_tells_whom_or_what_it_is_about(make, shift, template, language):
    by_mail = letter(template, on(make, shift, template, email="maja@exempel.se"), language)
    by_phone = letter(template, on(make, shift, template, phone="+46701234567"), language)
    assert (by_mail.to, by_phone.to, by_phone.subject) == ("maja@exempel.se", "+46701234567", "")
    for text in (by_mail.subject, by_phone.body):
        assert [word for word in ("Maja", "Lund", "familjehem", "Kväll", "Storgatan", "0701") if word in text] == []


@pytest.mark.parametrize("template", ON_SHIFTS)
def test_a_text_message_is_short_and_holds_the_way_to_ones_own_page(app, make, shift, template):
    row = on(make, shift, template, phone="+46701234567")
    body = letter(template, row).body
    token = token_of(row.helper, HELPER, app.config["INSTANCE_KEY"])
    assert body.endswith(f" http://localhost:8000/h/{token}")
    assert len(body) <= 160


def test_a_letter_says_when_where_and_what_to_know(make, shift):
    row = make.assignment(shift, make.helper(), "asked")
    body = letter("shift_asked", row).body
    lines = [
        "kl. 9.00–11.00",
        "Kväll om familjehem, Stadsparken, Storgatan 1",
        "Tältet",
        "Möta besökare",
        "Ta med väst.",
    ]
    assert [line for line in lines if line not in body] == []
    assert "Maja" not in body


def test_a_colleague_is_shown_to_the_page_behind_the_sign_in(make, shift):
    row = make.assignment(shift, make.staff("planner"), "yes")
    assert f"/staff/events/{shift.event.slug}" in letter("shift_reminder", row).body


@pytest.mark.parametrize("state", ["yes", "no", "cancelled"])
def test_whoever_has_answered_is_not_asked_any_more(make, shift, state):
    assert letter("shift_asked", make.assignment(shift, make.helper(), state)) is None


@pytest.mark.parametrize("template", ["shift_asked", "shift_changed", "shift_reminder"])
def test_what_is_off_or_over_or_for_one_who_has_left_is_not_sent(make, shift, template):
    state = STATE.get(template, "yes")
    over = make.shift(event=shift.event, starts_at=now() - timedelta(hours=5))
    off = make.shift(event=shift.event, cancelled_at=now())
    rows = [make.assignment(one, make.helper(), state) for one in (over, off)]
    rows.append(make.assignment(shift, make.helper(ended_at=now()), state))
    assert [letter(template, row) for row in rows] == [None, None, None]


def test_a_reminder_for_another_time_than_it_is_now_is_not_sent(make, shift):
    row = make.assignment(shift, make.helper(), "yes")
    ids = {"assignment": row.id, "starts": int(row.shift.starts_at.timestamp()) - 3600}
    assert write("shift_reminder", ids, "sv") is None


def test_a_changed_shift_asks_anew_whoever_has_to_answer_anew(make, shift):
    asked, kept = (
        letter("shift_changed", make.assignment(shift, make.helper(), state)).body for state in ("asked", "yes")
    )
    assert ("Svara ja eller nej" in asked, "Svara ja eller nej" in kept) == (True, False)


def test_the_function_is_told_of_a_free_place_without_whose_it_was(make, shift):
    words = letter("shift_freed", make.assignment(shift, make.helper("Maja Lund"), "no"))
    assert words.to == "fc@linkoping.example"
    assert "Maja" not in words.body + words.subject


def test_the_link_goes_the_way_a_helper_is_reached_and_to_nobody_who_has_left(make):
    mail, phone, gone = make.helper(), make.helper(phone="+46701234567"), make.helper(ended_at=now())
    sent = [write("helper_link", {"helper": row.id}, "sv") for row in (mail, phone, gone)]
    assert [one and one.to for one in sent] == [mail.email, "+46701234567", None]
    assert len(sent[1].body) <= 160


def test_the_letter_with_a_new_link_says_what_ended_with_the_old_one(make):
    helper = make.helper()
    again, renewed = (write("helper_link", {"helper": helper.id} | more, "sv").body for more in ({}, {"renewed": True}))
    said = "Den gamla länken fungerar inte längre. Har du dina pass i din kalender har också den fått en ny adress"
    assert (said in again, said in renewed) == (False, True)
    assert "Då behöver du inte göra något" not in renewed


def test_an_address_opens_one_row_of_one_generation_and_kind(make):
    one, other = make.helper(), make.helper()
    token = token_of(one, HELPER, KEY)
    assert (id_in(token), len(token)) == (one.id, 52)
    assert [opens(token, row, HELPER, KEY) for row in (one, other)] == [True, False]
    assert not opens(token, one, "other", KEY)
    assert not opens(token, one, HELPER, b"x" * 32)
    one.generation += 1
    assert not opens(token, one, HELPER, KEY)


@pytest.mark.parametrize("typed", ["", "x", "å" * 52, "u" * 52, "0" * 51, "0" * 53])
def test_what_cannot_be_an_address_names_no_row(typed):
    assert id_in(typed) is None
