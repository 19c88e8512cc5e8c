"""Is the demonstration what it says: 2017 as it was, the same year around today, invented people, once?"""

from datetime import UTC, datetime, time

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from app.accounts.models import Organisation, Staff
from app.booths.models import Booth, Tally
from app.calendars.addresses import links_to
from app.calendars.models import Feed
from app.clock import STOCKHOLM, local_date, now
from app.demo.build import build_demo
from app.demo.people import STAFF
from app.events.models import Event
from app.events.weeks import DAY, week_of
from app.leads.models import ContactPoint, Lead, Touch
from app.leads.pipeline import OPEN
from app.origin.models import MediaFlight
from app.staffing.models import Assignment, Shift
from app.store.db import db, unit_of_work
from tests.pages import Browser
from tests.running import own_database
from tests.some import many


def build(at=None):
    with unit_of_work():
        return build_demo(at or now())


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The demonstration as it is now, made once for all who only read it."""
    with own_database(tmp_path_factory.mktemp("built")) as own:
        assert build()
        yield own.app


@pytest.fixture
def demo(built):
    """The same, in an application context."""
    with built.app_context():
        yield built
        db.session.remove()


def test_it_is_made_once(demo):
    assert not build()
    assert db.session.scalar(select(func.count(Organisation.id))) == 1
    assert db.session.scalars(select(Staff.name).order_by(Staff.id)).all() == [name for name, *_rest in STAFF]


def test_2017_has_no_leads_since_the_report_gives_none(demo):
    past = select(Event.id).where(Event.source.is_not(None))
    assert db.session.scalar(select(func.count()).select_from(past.subquery())) == 10
    assert db.session.scalar(select(func.count(Touch.id)).where(Touch.event_id.in_(past))) == 0


def test_2017_was_in_the_media_in_the_weeks_that_the_report_gives(demo):
    flights = db.session.scalars(select(MediaFlight).order_by(MediaFlight.from_on, MediaFlight.channel)).all()
    assert [(row.channel[:12], week_of(row.from_on).text, week_of(row.until_on - DAY).text, row.focus) for row in flights] == [
        ("annonser: Co", "2017-W01", "2017-W52", None),
        ("nativeartikl", "2017-W14", "2017-W26", "foster_home"),
        ("JCDecaux", "2017-W20", "2017-W21", None),
        ("JCDecaux", "2017-W31", "2017-W32", None),
        ("nativeartike", "2017-W36", "2017-W39", "guardian"),
        ("radioreklam", "2017-W36", "2017-W39", "foster_home"),
        ("JCDecaux", "2017-W47", "2017-W47", None),
        ("radioreklam", "2017-W49", "2017-W52", "contact_family"),
    ]  # fmt: skip


def test_around_today_something_is_behind_us_something_now_and_something_to_come(demo):
    today = local_date(now())
    days = db.session.scalars(select(Event.first_on).where(Event.source.is_(None))).all()
    assert (any(day < today for day in days), today in days, any(day > today for day in days)) == (True, True, True)


def test_one_can_subscribe_to_what_is_public_and_to_the_plan(demo):
    visitor = Browser(demo)
    for feed in db.session.scalars(select(Feed).order_by(Feed.scope)).all():
        path = links_to(feed, demo.config["INSTANCE_KEY"], demo.config["PUBLIC_URL"]).path
        assert len(Calendar.from_ical(visitor.get(path, status=200).data).events) >= 3


def test_nothing_in_it_happened_after_now(demo):
    assert db.session.scalar(select(func.count(Lead.id)).where(Lead.captured_at > now())) == 0
    assert db.session.scalar(select(func.count(Lead.id)).where(Lead.first_attempt_at > now())) == 0


@pytest.mark.parametrize("clock", many(["00:10", "10:02", "13:00", "23:50"], ["00:10", "10:02"]))
def test_nobody_was_met_at_a_booth_before_it_opened_however_early_it_is_built(app, clock):
    build(datetime.combine(local_date(now()), time.fromisoformat(clock), STOCKHOLM).astimezone(UTC))
    met = db.session.execute(
        select(Lead.captured_at, Booth.from_at)
        .join(Touch, Touch.lead_id == Lead.id)
        .join(Booth, Booth.id == Touch.booth_id)
    ).all()
    counted = db.session.execute(select(Tally.at, Booth.from_at).join(Booth, Booth.id == Tally.booth_id)).all()
    assert [at for at, opened in [*met, *counted] if at < opened] == []
    since = datetime.combine(local_date(now()) - DAY, time(), STOCKHOLM)
    assert db.session.scalar(select(func.count(Lead.id)).where(Lead.captured_at > since)) > 0


def test_its_numbers_are_those_kept_for_fiction_and_its_addresses_nobody_s(demo):
    points = db.session.execute(select(ContactPoint.kind, ContactPoint.value)).all()
    assert {value[:8] for kind, value in points if kind == "phone"} == {"+4670174"}
    assert {value.rpartition(".")[2] for kind, value in points if kind == "email"} == {"example"}


def test_every_open_lead_has_an_owner_and_a_next_date(demo):
    broken = select(Lead.id).where(Lead.state.in_(OPEN), (Lead.owner_function_id.is_(None)) | (Lead.next_on.is_(None)))
    assert db.session.scalars(broken).all() == []


def test_every_booth_has_shifts_and_those_behind_us_are_done(demo):
    at = now()
    booths = db.session.scalars(select(Booth.id).join(Booth.event).where(Event.source.is_(None))).all()
    assert set(db.session.scalars(select(Shift.booth_id))) == set(booths)
    states = set(db.session.scalars(select(Assignment.state).join(Assignment.shift).where(Shift.ends_at <= at)))
    ahead = set(db.session.scalars(select(Assignment.state).join(Assignment.shift).where(Shift.starts_at > at)))
    assert (states, ahead) == ({"done", "absent"}, {"confirmed", "asked"})
