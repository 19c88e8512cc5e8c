"""Is what a visitor wrote on the tablet judged as on the sign-up page, and is nobody lost for a mistake?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.capture.payload import Unreadable, read_answers, read_payload
from app.public.forms import SignupForm

OFFERED = frozenset({"guardian", "foster_home"})
ID = "00000000-0000-4000-8000-000000000001"


def payload(**facts):
    found = {"v": 1, "lead_id": ID, "form": "f", "lang": "sv", "answers": {}, "test": False} | facts
    return read_payload(json.dumps(found).encode() + b"  ", ID)


def read(**answers):
    return read_answers(payload(answers=answers), OFFERED)


def on_the_page(app, answers: dict):
    """(the details, or None) as the sign-up page judges the same."""
    sent = MultiDict(
        [("name", answers.get("name", "")), ("phone", answers.get("phone", "")), ("email", answers.get("email", ""))]
    )
    sent.setlist("interest", answers.get("interests", []))
    with app.test_request_context("/"):
        form = SignupForm(sent)
        return form.details("sv") if form.validate() else None


WRITTEN = [
    {"name": "Åsa Ek", "phone": "070-123 45 67"},
    {"name": "  Åsa   Ek ", "email": " asa@exempel.se "},
    {"name": "Åsa", "phone": "0046 70 123 45 67", "email": "asa@exempel.se", "interests": ["guardian", "unsure"]},
    {"name": "علي", "phone": "+45 20 12 34 56"},
    {"name": "", "phone": "0701234567"},
    {"name": "12", "phone": "0701234567"},
    {"name": "Åsa", "phone": "", "email": ""},
    {"name": "Åsa", "phone": "070-12"},
    {"name": "Åsa", "phone": "\u202e"},
    {"name": "Åsa", "email": "\u202e"},
    {"name": "Åsa", "email": "asa@"},
    {"name": "Åsa 19121212-1212", "phone": "0701234567"},
    {"name": "Åsa", "phone": "19121212-1212"},
    {"name": "Åsa", "email": "191212121212@exempel.se"},
    {"name": "https://exempel.se", "phone": "0701234567"},
    {"name": "Å" * 121, "phone": "0701234567"},
    {"name": "Å\u202esa", "phone": "0701234567"},
    {"name": "Åsa", "phone": "0900-123 45 67"},
    {"name": "\ufffdsa", "phone": "0701234567"},
    {"name": "Åsa", "phone": "070-123 45 67, 070-765 43 21"},
]


@pytest.mark.parametrize("answers", WRITTEN, ids=lambda answers: ascii(answers)[:60])
def test_the_tablet_and_the_page_agree(app, answers):
    reading, page = read(**answers), on_the_page(app, answers)
    assert (reading.problems == ()) == (page is not None)
    if page is not None:
        assert reading.details.answers == page.answers


pieces = st.sampled_from(
    ["Åsa", " ", "070", "-", "1234567", "@", "exempel.se", "19121212-1212", "+46", "://", "\u202e", "ek", "."]
)
texts = st.lists(pieces, max_size=5).map("".join)


@given(answers=st.fixed_dictionaries({"name": texts, "phone": texts, "email": texts}))
def test_they_agree_on_whatever_is_typed(_application, answers):
    reading, page = read(**answers), on_the_page(_application, answers)
    assert (reading.problems == ()) == (page is not None)
    if page is not None:
        assert reading.details.answers == page.answers
    assert "19121212" not in json.dumps(dict(reading.details.unread))


def test_what_breaks_a_rule_is_kept_as_written_beside_what_holds():
    reading = read(name="Åsa", phone="070-12", email="asa@exempel.se")
    assert (reading.problems, reading.details.phone, reading.details.email) == (("phone",), None, "asa@exempel.se")
    assert reading.details.answers["unread"] == {"phone": "070-12"}


def test_a_personal_number_is_kept_nowhere():
    reading = read(name="Åsa 19121212-1212", phone="19121212-1212", email="191212121212@exempel.se")
    assert set(reading.problems) == {"name", "phone", "email", "contact"}
    assert "1212" not in json.dumps(reading.details.answers)


def test_an_interest_that_its_form_did_not_offer_is_looked_at():
    assert read(name="Åsa", phone="0701234567", interests=["guardian"]).problems == ()
    assert read(name="Åsa", phone="0701234567", interests=["other"]).problems == ("interests",)


def test_a_form_that_nobody_knows_is_looked_at():
    found = read_answers(payload(answers={"name": "Åsa", "phone": "0701234567"}), None)
    assert (found.problems, found.details.name) == (("form",), "Åsa")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8,
)  # fmt: skip


@given(st.binary(max_size=200))
def test_bytes_that_are_no_record_are_unreadable_and_never_more(plain):
    with pytest.raises(Unreadable):
        read_payload(plain, ID)


@given(
    facts=st.dictionaries(st.sampled_from(["kind", "lang", "answers", "counts", "session", "supersedes", "test", "form"]), json_values),
    answers=st.dictionaries(st.sampled_from(["name", "phone", "email", "interests", "best_time"]), json_values),
)  # fmt: skip
def test_a_record_with_any_values_is_read_or_unreadable(_application, facts, answers):
    try:
        found = payload(**({"answers": answers} | facts))
    except Unreadable:
        return
    reading = read_answers(found, OFFERED)
    assert reading.details.name


def test_another_record_s_words_are_not_taken_for_this_one_s():
    with pytest.raises(Unreadable):
        payload(lead_id="00000000-0000-4000-8000-000000000002")


@pytest.mark.parametrize(
    "counts", [{"conversations": "1"}, {"flyers": True}, {"conversations": 10**6}, {"flyers": 1.5}]
)
def test_a_count_is_a_whole_number_that_can_be(counts):
    with pytest.raises(Unreadable):
        payload(kind="tally", counts=counts)
