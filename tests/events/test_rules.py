from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.events import rules
from app.events.rules import Move, PublishFacts, check_move, missing_before_publishing, moves_from, slug_from
from app.events.when import When

STATES = st.sampled_from(list(rules.STATES))


@pytest.mark.parametrize(
    "word, key",
    [
        ("monter", "booth"),
        ("utställning", "exhibition"),
        ("Uppsökande ", "outreach"),
        ("mo\u0308te", "meeting"),
        ("care", "care"),
    ],
)
def test_a_kind_is_read_from_its_swedish_word_or_its_key(word, key):
    assert rules.read_kind(word) == key


@pytest.mark.parametrize("word, key", [("gräsrot", "grassroots"), ("Media", "media"), ("network", "network")])
def test_a_strand_is_read_from_its_swedish_word_or_its_key(word, key):
    assert rules.read_strand(word) == key


def test_an_unknown_word_is_refused_with_those_there_are():
    with pytest.raises(Refused, match="Sorten ”fest” finns inte"):
        rules.read_kind("fest")
    with pytest.raises(Refused, match="Spåret ”” finns inte"):
        rules.read_strand("")


def test_every_word_leads_to_a_key():
    assert set(rules.KIND_WORDS.values()) == set(rules.KINDS)
    assert set(rules.STRAND_WORDS.values()) == set(rules.STRANDS)


def to(*states):
    return [Move(state, needs_reason=False) for state in states]


def back(*states):
    return [Move(state, needs_reason=True) for state in states]


@pytest.mark.parametrize(
    "state, evaluated, moves",
    [
        ("idea", False, to("planned", "confirmed", "ongoing", "done", "cancelled")),
        ("confirmed", False, back("idea", "planned") + to("ongoing", "done", "cancelled")),
        ("done", False, back("idea", "planned", "confirmed", "ongoing", "closed")),
        ("done", True, back("idea", "planned", "confirmed", "ongoing") + to("evaluated", "closed")),
        ("evaluated", True, back("idea", "planned", "confirmed", "ongoing", "done") + to("closed")),
        ("closed", True, back("idea", "planned", "confirmed", "ongoing", "done", "evaluated")),
        ("cancelled", False, back("idea", "planned", "confirmed", "ongoing")),
    ],
)
def test_an_event_goes_forward_freely_and_back_with_a_reason(state, evaluated, moves):
    assert moves_from(state, evaluated=evaluated) == moves


def test_closing_without_an_evaluation_needs_a_reason():
    with pytest.raises(Refused, match="Skriv varför") as refused:
        check_move("done", "closed", reason="  ")
    assert refused.value.field == "reason"
    check_move("done", "closed", reason="Ingen hann svara")
    check_move("done", "closed", evaluated=True)


def test_what_has_been_done_cannot_be_cancelled():
    with pytest.raises(Refused, match="Genomförd → Inställd"):
        check_move("done", "cancelled", reason="Regn")


@given(STATES, STATES, st.booleans())
def test_a_move_is_refused_unless_it_is_listed(state, to, evaluated):
    listed = {move.to for move in moves_from(state, evaluated=evaluated)}
    try:
        check_move(state, to, evaluated=evaluated, reason="därför")
    except Refused:
        assert to not in listed
    else:
        assert to in listed


def test_no_state_is_a_dead_end():
    assert all(moves_from(state, evaluated=evaluated) for state, evaluated in product(rules.STATES, (True, False)))


WHOLE = PublishFacts(
    title="Kärlekshelg",
    kind="booth",
    main_strand="grassroots",
    when=When.read("2026-09"),
    place="tält på stan",
    pitches={"sv": "Kom och prata med oss.", "en": "Come and talk."},
    languages=["sv", "en"],
    owner=True,
    contact_way=True,
)


def test_a_whole_event_lacks_nothing():
    assert missing_before_publishing(WHOLE) == []


@pytest.mark.parametrize(
    "change, key, anchor, page",
    [
        ({"title": " "}, "title", "title", "event"),
        ({"kind": None}, "kind", "kind", "event"),
        ({"main_strand": None}, "main_strand", "main_strand", "event"),
        ({"when": When()}, "when", "when", "event"),
        ({"when": When.read("2026")}, "when", "when", "event"),
        ({"place": None}, "place", "place", "event"),
        ({"languages": []}, "languages", "languages", "event"),
        ({"pitches": {"sv": "Kom."}}, "pitch-en", "pitch-en", "event"),
        ({"owner": False}, "owner", "owner", "event"),
        ({"contact_way": False}, "contact_way", "contact", "organisation"),
        ({"notice_lacks": ["rättslig grund"]}, "notice", "notice", "organisation"),
    ],
)
def test_each_missing_thing_says_where_to_mend_it(change, key, anchor, page):
    (missing,) = missing_before_publishing(replace(WHOLE, **change))
    assert (missing.key, missing.anchor, missing.page) == (key, anchor, page)
    assert str(missing.sentence).endswith(".")


def test_an_empty_event_lacks_all_of_it_in_the_order_of_the_page():
    assert [missing.key for missing in missing_before_publishing(PublishFacts())] == [
        *["title", "kind", "main_strand", "when", "place", "languages", "owner", "contact_way"]
    ]


def test_the_notice_says_which_parts_it_lacks():
    (missing,) = missing_before_publishing(replace(WHOLE, notice_lacks=["rättslig grund", "dataskyddsombud"]))
    assert str(missing.sentence) == "Informationstexten saknar: rättslig grund, dataskyddsombud."


@pytest.mark.parametrize(
    "title, slug",
    [
        ("Kärlekshelg", "karlekshelg"),
        ("Nationell konferens: Rekrytering av familjehem", "nationell-konferens-rekrytering-av-familjehem"),
        ("O'Hara & Ørsted", "ohara-orsted"),
        ("مرحبا", "aktivitet"),
        ("", "aktivitet"),
        ("New", "new-2"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_slug_is_plain_letters(title, slug):
    assert slug_from(title) == slug


def test_a_taken_slug_gets_the_next_number():
    assert slug_from("SAAB", {"saab", "saab-2"}) == "saab-3"


@given(st.text(), st.sets(st.sampled_from(["a", "aktivitet", "aktivitet-2"])))
def test_any_title_gives_a_free_slug_of_plain_letters(title, taken):
    slug = slug_from(title, taken)
    assert slug not in taken and slug.isascii() and slug == slug.lower().strip("-") and 0 < len(slug) <= 70
    assert slug.replace("-", "").isalnum()
