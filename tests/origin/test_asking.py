"""How did you hear of us? Asked once, by staff or on one's own page, kept as touches; through HTTP on a real database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import local_date, now
from app.errors import Refused
from app.events.when import When
from app.journal.actors import OPERATOR
from app.leads.crediting import answers_of
from app.leads.models import DuplicateHint, Lead, Touch
from app.origin.actions import Said, note_heard
from app.origin.heard import Answer
from app.origin.queries import choices_for
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.public.visiting import sign_up


@pytest.fixture
def been(make):
    """An event of ours a year ago."""
    return make.event("Kärlekshelg", when=When.days(local_date(now()) - timedelta(days=365)), state="done")


def said_touches(lead) -> list[Touch]:
    found = select(Touch).where(Touch.lead_id == lead.id, Touch.created.is_(False)).order_by(Touch.noted_at, Touch.id)
    return list(db.session.scalars(found))


def age(lead, days: int) -> None:
    with unit_of_work():
        db.session.get(Lead, lead.id).captured_at = now() - timedelta(days=days)


def test_staff_ask_in_the_conversation_and_the_answer_feeds_two_of_the_three(signed_in, make, been):
    lead = make.lead(placement=make.placement())
    page = signed_in("coordinator").get(f"/staff/leads/{lead.id}").follow("Notera svaret")
    page = page.form("main form").send(first_heard=f"event:{been.id}", decisive="friend")
    assert "Vi frågar inte igen" in page.text
    assert [(row.kind, row.grade, row.event_id, row.other) for row in said_touches(lead)] == [
        ("first_heard", "B", been.id, None), ("decisive", "B", None, "friend"),
    ]  # fmt: skip
    answers = answers_of(lead)
    assert (answers.first_known.source.event_id, answers.decisive.source.other) == (been.id, "friend")
    assert answers.created_by.source.placement_id == lead.placement_id
    assert "Någon jag känner" in page.soup.select_one("#touches").get_text()


def test_staff_compare_before_they_ask_one_who_may_have_answered_in_another_sign_up(signed_in, make):
    first, other = (make.lead("Åsa Ek", phone="+46701234567") for _sign_up in range(2))
    coordinator = signed_in("coordinator")
    coordinator.get(f"/staff/leads/{first.id}/heard").form("main form").send(first_heard="friend")

    def room():
        return coordinator.get(f"/staff/leads/{other.id}").soup.select_one("#heard").get_text(" ", strip=True)

    assert "Den som kan vara samma person har redan svarat." in room()
    with unit_of_work():
        db.session.scalar(select(DuplicateHint)).decision = "different"
    assert "Fråga när ni pratar." in room()


def test_ones_own_page_never_tells_that_somebody_alike_has_answered(visitor, make):
    path = f"/q/{make.placement().code.code}"
    answered, later = (sign_up(visitor, path) for _sign_up in range(2))
    answered.follow("Se, ändra eller ta tillbaka").form("form[action*=heard]").send(first_heard="friend")
    own = later.follow("Se, ändra eller ta tillbaka")
    assert own.soup.select_one("form[action*=heard]") is not None


def test_it_is_never_asked_twice(signed_in, make):
    lead, coordinator = make.lead(), signed_in("coordinator")
    coordinator.get(f"/staff/leads/{lead.id}/heard").form("main form").send(first_heard="unknown")
    page = coordinator.get(f"/staff/leads/{lead.id}")
    assert ("Notera svaret" in page.text, "Rätta svaret" in page.text) == (False, True)
    with pytest.raises(Refused), unit_of_work():
        note_heard(lead.id, Said(new_id(), Answer(other="media")), by_staff=True, by=OPERATOR, now=now())


def test_the_same_press_twice_is_one_answer(signed_in, make):
    lead = make.lead()
    form = signed_in("coordinator").get(f"/staff/leads/{lead.id}/heard").form("main form").fill(first_heard="media")
    form.send()
    form.send()
    assert [row.kind for row in said_touches(lead)] == ["first_heard"]


def test_a_correction_stands_beside_what_it_corrects(signed_in, make, been):
    lead, coordinator = make.lead(), signed_in("coordinator")
    coordinator.get(f"/staff/leads/{lead.id}/heard").form("main form").send(first_heard="media")
    form = coordinator.get(f"/staff/leads/{lead.id}/heard").form("main form")
    assert form.values["first_heard"] == ["media"]
    form.send(first_heard=f"event:{been.id}")
    first, second = said_touches(lead)
    assert (first.other, first.superseded_by, second.event_id, second.superseded_by) == (
        "media",
        second.id,
        been.id,
        None,
    )
    assert answers_of(lead).first_known.source.event_id == been.id


def test_an_answer_must_be_one_that_was_offered(signed_in, make):
    lead = make.lead(organisation=make.first())
    theirs = make.event("Främmande", organisation=make.organisation("norrkoping", "Norrköping"), when="2026-05-01")
    page = signed_in("coordinator").get(f"/staff/leads/{lead.id}/heard").form("main form")
    for wrong in ("", f"event:{theirs.id}", "placement:x", "nonsense"):
        assert page.send(first_heard=wrong).errors != []
    assert said_touches(lead) == []


def test_the_person_answers_on_their_own_page_and_is_not_asked_again(visitor, make, been):
    own = sign_up(visitor, f"/q/{make.placement().code.code}").follow("Se, ändra eller ta tillbaka")
    page = own.form("form[action*=heard]").send(first_heard=f"event:{been.id}")
    assert "Tack, vi vet hur du fick höra talas om oss" in page.text
    lead = db.session.scalars(select(Lead)).one()
    assert [(row.kind, row.grade, row.event_id, row.noted_by) for row in said_touches(lead)] == [
        ("first_heard", "C", been.id, "visitor")
    ]
    assert page.soup.select_one("form[action*=heard]") is None


def test_after_thirty_days_it_is_recalled(visitor, make):
    own = sign_up(visitor, f"/q/{make.placement().code.code}").follow("Se, ändra eller ta tillbaka")
    lead = db.session.scalars(select(Lead)).one()
    age(lead, 31)
    own.form("form[action*=heard]").send(first_heard="friend")
    assert [row.grade for row in said_touches(lead)] == ["D"]


def test_a_visitor_who_chooses_nothing_is_told_how_to_mend_it(visitor, make):
    own = sign_up(visitor, f"/q/{make.placement().code.code}").follow("Se, ändra eller ta tillbaka")
    page = own.form("form[action*=heard]").send(first_heard="")
    assert (page.status, page.errors) == (422, ["Välj ett av svaren, eller ”Vet inte”."])


def test_visitors_read_of_public_events_alone_and_of_paper_that_says_where(make, been):
    make.event("Internt möte", when=When.days(local_date(now()) - timedelta(days=30)), public=False, state="done")
    make.placement(been, label="Batch 3, Gun-Britt", where="Stadsbiblioteket", kind="poster")
    make.placement(been, label="Batch 4")
    unit, today = been.unit_id, local_date(now())
    public = choices_for(unit, been.organisation_id, today, "sv", public=True)
    ours = choices_for(unit, been.organisation_id, today, "sv", public=False)
    assert [choice.words.split(",")[0] for choice in public.events] == ["Kärlekshelg"]
    assert [choice.words for choice in public.placements] == ["Affisch, Stadsbiblioteket"]
    assert [choice.words.split(",")[0] for choice in ours.events] == ["Internt möte", "Kärlekshelg"]
    assert sorted(choice.words for choice in ours.placements) == [
        "Batch 3, Gun-Britt, Kärlekshelg",
        "Batch 4, Kärlekshelg",
    ]


def test_what_is_ahead_or_longer_ago_than_two_years_cannot_be_named_and_partners_can(make):
    make.event("I framtiden")
    make.event("Längesedan", when=When.days(local_date(now()) - timedelta(days=800)))
    event = make.event("Nyss", when=When.days(local_date(now()) - timedelta(days=2)))
    make.invitation(event, "Röda Korset")
    make.invitation(event, "Röda Korset")
    found = choices_for(event.unit_id, event.organisation_id, local_date(now()), "sv", public=False)
    assert [choice.words.split(",")[0] for choice in found.events] == ["Nyss"]
    assert [choice.key for choice in found.partners] == ["partner:Röda Korset"]


def test_nobody_without_the_right_to_work_leads_asks(signed_in, make):
    lead = make.lead()
    signed_in("planner").get(f"/staff/leads/{lead.id}/heard", status=403)
