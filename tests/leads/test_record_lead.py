"""One submission is one lead, whatever comes twice, at once or in another order."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app.journal.actors import VISITOR
from app.journal.models import JournalLine
from app.leads.actions import record_lead, record_leads
from app.leads.intake import Captured, Details, Met
from app.leads.models import (
    ContactPoint,
    DuplicateHint,
    Lead,
    LeadInterest,
    Person,
    Submission,
    Touch,
    Transition,
)
from app.mail.models import Letter
from app.store.db import db, unit_of_work
from tests.pages import no_more_than

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday
ANNA = Details("Anna Björk", phone="+46701234567", email="anna@exempel.se", interests=("guardian", "foster_home"))
MET = Met()
ALL = (Person, ContactPoint, Lead, Submission, LeadInterest, Touch, Transition, JournalLine, Letter)


def record(organisation_id, capture_id, details=ANNA, met=MET, now=NOW, **more):
    with unit_of_work():
        return record_lead(
            details, organisation_id=organisation_id, capture_id=capture_id, met=met, by=VISITOR, now=now, **more
        )


def number(model, **where):
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**where))


def test_a_submission_makes_a_lead_with_all_its_rows(make):
    placement = make.placement()
    met = Met(placement.event_id, placement.id, code=placement.code.code, kind="code", grade="A")
    came = record(placement.organisation_id, "a", met=met, notice_hash="h" * 64)
    lead, submission = db.session.get(Lead, came.lead_id), db.session.get(Submission, came.submission_id)
    assert (lead.state, lead.way, str(lead.next_on), lead.owner_function_id) == (
        "new", "web", "2026-11-23", make.function().id,
    )  # fmt: skip
    assert (lead.person.name, lead.person.contact("phone"), lead.person.contact("email")) == (
        "Anna Björk", "+46701234567", "anna@exempel.se",
    )  # fmt: skip
    assert submission.answers == ANNA.answers
    assert (submission.code, submission.notice_hash, submission.reference) == (met.code, "h" * 64, came.reference)
    touch = db.session.scalars(select(Touch)).one()
    assert (touch.kind, touch.grade, touch.created, touch.placement_id, touch.noted_by) == (
        "code", "A", True, placement.id, "visitor",
    )  # fmt: skip
    assert [number(model) for model in (LeadInterest, Transition)] == [2, 1]
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.channel, letter.ids) == ("email", {"submission": submission.id})


def test_the_journal_says_so_without_a_name(make):
    record(make.organisation().id, "a")
    line = db.session.scalars(select(JournalLine).filter_by(kind="lead.recorded")).one()
    assert line.details == {"way": "web", "event": None, "quarantined": False}


def test_without_an_event_the_entrance_owns_it(make):
    came = record(make.organisation().id, "a")
    assert db.session.get(Lead, came.lead_id).owner_function_id == make.function().id


def test_several_are_recorded_together_as_each_would_be_alone(make):
    event = make.event()
    own = event.organisation_id
    known = record(own, "a", ANNA)
    others = [
        Details("Anna Bjork", phone=ANNA.phone),
        Details("Åke Ek", email="ake@exempel.se", interests=("guardian",)),
    ]
    several = [
        Captured("b", others[0], Met(event.id), VISITOR, notice_hash="h" * 64, reference="K7M4XW"),
        Captured("a", ANNA, MET, VISITOR),
        Captured("c", others[1], MET, VISITOR, quarantined=True),
        Captured("d", others[0], Met(event.id), VISITOR),
    ]
    with unit_of_work():
        came = record_leads(several, organisation_id=own, now=NOW)
    assert [one.again for one in came] == [False, True, False, False]
    assert (came[1].lead_id, came[0].reference) == (known.lead_id, "K7M4XW")
    leads = [db.session.get(Lead, one.lead_id) for one in came]
    assert [(lead.person.name, lead.state, lead.event_id) for lead in leads] == [
        ("Anna Bjork", "new", event.id), ("Anna Björk", "new", None), ("Åke Ek", "quarantined", None),
        ("Anna Bjork", "new", event.id),
    ]  # fmt: skip
    hints = {(hint.lead_id, hint.other_lead_id): hint.why for hint in db.session.scalars(select(DuplicateHint))}
    b, a, _c, d = (one.lead_id for one in came)
    assert hints == {(b, a): ["phone", "name"], (d, a): ["phone", "name"], (d, b): ["phone", "name"]}
    assert [number(model) for model in ALL] == [4, 5, 4, 4, 3, 4, 4, number(JournalLine), 2]


def test_an_event_of_another_organisation_is_not_taken(make):
    theirs = make.event(organisation=make.organisation("norrkoping", "Norrköpings kommun"))
    ours = make.organisation()
    came = record(ours.id, "a", met=Met(event_id=theirs.id))
    lead = db.session.get(Lead, came.lead_id)
    assert (lead.event_id, lead.organisation_id) == (None, ours.id)


def test_the_same_capture_again_is_the_same_answer_and_writes_nothing(make):
    organisation = make.organisation()
    first = record(organisation.id, "a")
    before = [number(model) for model in ALL]
    second = record(organisation.id, "a", details=Details("Någon Annan", phone="+46701111111"))
    assert (second.lead_id, second.submission_id, second.reference) == (
        first.lead_id, first.submission_id, first.reference,
    )  # fmt: skip
    assert (first.again, second.again, [number(model) for model in ALL]) == (False, True, before)


def test_the_same_person_again_is_a_second_lead_with_a_hint(make):
    organisation = make.organisation()
    first, second = (record(organisation.id, name) for name in "ab")
    hint = db.session.scalars(select(DuplicateHint)).one()
    assert ({hint.lead_id, hint.other_lead_id}, hint.why) == (
        {first.lead_id, second.lead_id}, ["phone", "email", "name"],
    )  # fmt: skip
    assert [number(model) for model in (Lead, Person)] == [2, 2]


def test_nothing_about_an_existing_person_changes(make):
    organisation = make.organisation()
    first = record(organisation.id, "a")
    record(organisation.id, "b", details=Details("Anna B.", phone="+46701234567", email="ny@exempel.se", language="en"))
    db.session.expire_all()
    person = db.session.get(Lead, first.lead_id).person
    assert (person.name, person.language, person.contact("email")) == ("Anna Björk", "sv", "anna@exempel.se")


def test_a_hint_never_crosses_organisations(make):
    record(make.organisation().id, "a")
    record(make.organisation("norrkoping", "Norrköpings kommun").id, "b")
    assert number(DuplicateHint) == 0


def test_the_same_address_gets_one_letter_a_day(make):
    organisation = make.organisation()
    for hours, name in enumerate("abc"):
        record(organisation.id, name, now=NOW + timedelta(hours=11 * hours))  # 13, 24 and 11 next day in Sweden
    assert number(Letter) == 2


def test_who_leaves_only_a_phone_is_thanked_by_text_message(make):
    record(make.organisation().id, "a", details=Details("Bo Ek", phone="+46701234567"))
    assert db.session.scalars(select(Letter.channel)).all() == ["sms"]


def test_what_is_set_aside_waits_for_staff_and_sends_nothing(make):
    came = record(make.organisation().id, "a", quarantined=True)
    lead = db.session.get(Lead, came.lead_id)
    assert (lead.state, lead.next_on is not None, number(Letter)) == ("quarantined", True, 0)


def test_an_interest_that_does_not_exist_here_is_left_out(make):
    came = record(
        make.organisation().id, "a", details=Details("Bo Ek", phone="+46701234567", interests=("guardian", "x"))
    )
    assert number(LeadInterest, lead_id=came.lead_id) == 1


def test_it_takes_few_statements(make):
    organisation = make.organisation()
    record(organisation.id, "a")
    with no_more_than(14):
        record(organisation.id, "b")


def test_fifty_at_once_with_the_same_capture_are_one_lead(app, make):
    organisation_id = make.placement().organisation_id

    def send(_):
        with app.app_context():
            return record(organisation_id, "a").lead_id

    with ThreadPoolExecutor(16) as pool:
        leads = set(pool.map(send, range(50)))
    assert (len(leads), number(Lead), number(Submission), number(Letter)) == (1, 1, 1, 1)


def test_replaying_a_queue_in_any_order_gives_the_same_database(make):
    organisation = make.organisation()
    queue = [
        ("a", ANNA, 0), ("b", Details("anna bjork", phone="+46701234567"), 1), ("c", Details("Bo Ek", email="bo@exempel.se"), 2),
        ("d", Details("Bo Ek", email="BO@exempel.se"), 3), ("e", Details("Cia Ek", phone="+46709999999"), 4),
    ]  # fmt: skip
    pictures = []
    for seed in range(6):
        order = [*queue, *queue]
        random.Random(seed).shuffle(order)
        for name, details, minutes in order:
            record(organisation.id, f"{seed}{name}", details, Met(captured_at=NOW + timedelta(minutes=minutes)))
        pictures.append(picture(str(seed)))
        forget()
    assert pictures == [pictures[0]] * 6


def picture(seed):
    """What is kept, without ids that chance made."""
    name = {
        lead: capture[1:] for lead, capture in db.session.execute(select(Submission.lead_id, Submission.capture_id))
    }
    leads = sorted(
        (name[lead.id], lead.state, lead.person.name, str(lead.captured_at), len(lead.person.contacts))
        for lead in db.session.scalars(select(Lead))
    )
    hints = sorted(
        (sorted((name[hint.lead_id], name[hint.other_lead_id])), hint.why)
        for hint in db.session.scalars(select(DuplicateHint))
    )
    return leads, hints, number(Touch), number(Transition)


def forget():
    with unit_of_work():
        for model in (DuplicateHint, LeadInterest, Touch, Transition, Submission, Lead, ContactPoint, Person, Letter):
            db.session.execute(model.__table__.delete())
