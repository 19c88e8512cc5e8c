"""The information text follows what the organisation says and what its policies hold."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.accounts.actions import keep_notice
from app.accounts.models import Notice, RetentionPolicy
from app.accounts.notice import Controller, assemble, lacks, span
from app.accounts.retention import DEFAULT_DAYS
from app.i18n import AT_THE_STAND, stand_language
from app.journal.actors import OPERATOR
from app.leads.actions import make_default_policies
from app.leads.queries import current_notice, notice_by_hash, what_the_notice_lacks
from app.store.db import db, unit_of_work
from app.web.language import speaking

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BOARD = Controller(
    "Linköpings kommun", "board", "Vi söker familjehem.", "public_task", "hej@example.org", "+4613123456", "+4613123457",
    "dso@example.org", "KS 2017-1124",
)  # fmt: skip


def test_it_names_all_that_the_law_asks_for(app):
    text = assemble(BOARD, DEFAULT_DAYS, "sv").plain
    told = [
        "Linköpings kommun", "Vi söker familjehem.", "allmänt intresse", "artikel 6.1 e", "6 månader", "90 dagar", "30 dagar",
        "7 dagar", "2 år", "35 dagar", "5 år", "dso@example.org", "013-12\u00a034\u00a056", "013-12\u00a034\u00a057", "IMY", "KS 2017-1124",
        "en myndighet kan behöva lämna ut det du skriver", "skyddade personuppgifter", "Sidan sätter inga kakor",
    ]  # fmt: skip
    assert [words for words in told if words not in text] == []


def test_the_short_layer_says_what_must_be_read_first(app):
    assert assemble(BOARD, DEFAULT_DAYS, "sv").short == (
        "Linköpings kommun ansvarar för dina uppgifter. Vi använder dem bara för att höra av oss till dig.",
        "Vi tar bort dem senast 6 månader efter att vi sist försökt nå dig.",
        "Vi är en myndighet, och en myndighet kan behöva lämna ut det du skriver till den som frågar.",
        "Har du skyddade personuppgifter? Skriv inget här, utan ring 013-12\u00a034\u00a057.",
    )


@pytest.mark.parametrize("tag", AT_THE_STAND)
def test_it_says_all_of_it_in_the_languages_of_a_stand_and_that_nobody_has_approved_them(app, tag):
    association = replace(BOARD, kind="association", legal_basis="legitimate_interest")
    for who in (BOARD, association):
        with speaking(tag, stand_language):
            text = assemble(replace(who, purpose=""), DEFAULT_DAYS, tag)
        swedish = assemble(replace(who, purpose=""), DEFAULT_DAYS, "sv")
        same = {*text.plain.split("\n")} & {*swedish.plain.split("\n")} - {""}
        assert same == (EASY if tag == "sv-latt" else set())
        assert (len(text.short), [len(lines) for _, lines in text.parts]) == (
            5,
            [len(lines) for _, lines in swedish.parts],
        )
        assert "013-12\u00a034\u00a057" in text.short[3]


EASY = {"Dina rättigheter", "Så når du oss: 013-12\u00a034\u00a056, hej@example.org."}  # words that cannot be easier


@pytest.mark.parametrize("change", [{"name": "X"}, {"purpose": "Y"}, {"privacy_officer": "z@example.org"}])
def test_another_fact_is_another_hash(app, change):
    assert assemble(replace(BOARD, **change), DEFAULT_DAYS, "sv").hash != assemble(BOARD, DEFAULT_DAYS, "sv").hash


def test_another_policy_is_another_hash_and_other_words(app):
    longer = assemble(BOARD, DEFAULT_DAYS | {"open_lead": 365}, "sv")
    assert "1 år efter att vi sist försökt nå dig" in longer.plain
    assert longer.hash != assemble(BOARD, DEFAULT_DAYS, "sv").hash


def test_an_association_has_another_basis_and_is_no_authority(app):
    text = assemble(replace(BOARD, kind="association", legal_basis="legitimate_interest"), DEFAULT_DAYS, "sv").plain
    assert "artikel 6.1 f" in text
    assert "Vi är en myndighet" not in text


def test_nothing_is_missing_when_all_is_said(app):
    assert lacks(BOARD, DEFAULT_DAYS) == []


@pytest.mark.parametrize("part", ["purpose", "privacy_officer", "protected_phone"])
def test_what_is_missing_is_said_in_a_sentence(app, part):
    assert len(lacks(replace(BOARD, **{part: ""}), DEFAULT_DAYS)) == 1


def test_without_policies_it_cannot_be_published(app):
    assert lacks(BOARD, {}) == ["Bestäm hur länge uppgifterna sparas."]


def test_the_purpose_must_be_there_in_each_language(make):
    organisation = make.organisation(purpose={"sv": "Vi söker familjehem."})
    assert what_the_notice_lacks(organisation, ["sv"]) == []
    assert what_the_notice_lacks(organisation, ["sv", "en"]) == [
        "Skriv vad ni frågar människor om, på sidans alla språk."
    ]


@pytest.mark.parametrize(
    ("days", "said"), [(1, "1 dag"), (30, "30 dagar"), (180, "6 månader"), (365, "1 år"), (1825, "5 år")]
)
def test_days_are_said_as_people_say_them(app, days, said):
    assert span(days) == said


def test_times_are_counted_as_each_language_counts(app):
    said = {}
    for tag in ("ar", "uk"):
        with speaking(tag, stand_language):
            said[tag] = [span(days) for days in (7, 14, 30, 100, 180, 730)]
    assert said == {
        "ar": ["7 أيام", "14 يومًا", "30 يومًا", "100 يوم", "6 أشهر", "سنتين"],
        "uk": ["7 днів", "14 днів", "30 днів", "100 днів", "6 місяців", "2 роки"],
    }


def test_a_new_organisation_has_policies_and_keeps_those_it_changed(make):
    organisation = make.organisation()
    with unit_of_work():
        row = db.session.scalars(select(RetentionPolicy).filter_by(subject="declined")).one()
        row.days = 14
        make_default_policies(organisation.id, by=OPERATOR, now=NOW)
    rows = db.session.scalars(select(RetentionPolicy)).all()
    assert {row.subject: row.days for row in rows} == DEFAULT_DAYS | {"declined": 14}
    assert "14 dagar" in current_notice(organisation, "sv").plain


def test_the_words_are_kept_under_their_hash(make):
    organisation = make.organisation()
    text = current_notice(organisation, "sv")
    for _ in range(2):
        with unit_of_work():
            keep_notice(text, organisation_id=organisation.id, now=NOW)
    assert notice_by_hash(organisation.id, text.hash).text == text.plain
    assert len(db.session.scalars(select(Notice)).all()) == 1
