"""What is planned, and when? SELECTs over events, always within one organisation."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..store.db import db
from .models import Event
from .rules import PublishFacts
from .when import When


def event_by_slug(slug: str) -> Event | None:
    """The event of that slug in the whole instance, with its owner and organisation."""
    found = select(Event).filter_by(slug=slug).options(joinedload(Event.owner), joinedload(Event.organisation))
    return db.session.scalar(found)


def imported_events(organisation_id: str) -> list[Event]:
    """What was made of rows of a plan, in the order in which it was."""
    found = select(Event).where(Event.organisation_id == organisation_id, Event.source.is_not(None))
    return list(db.session.scalars(found.order_by(Event.id)))


def slugs_like(start: str) -> set[str]:
    """Slugs in the instance that begin so: they are taken."""
    return set(db.session.scalars(select(Event.slug).where(Event.slug.startswith(start, autoescape=True))))


def events_of_year(organisation_id: str, year: int) -> list[Event]:
    """What may happen in that year, in order of time, then what nobody knows when."""
    dated = (Event.first_on < date(year + 1, 1, 1)) & (Event.until_on > date(year, 1, 1))
    return _ordered(organisation_id, or_(dated, Event.first_on.is_(None)))


def events_between(organisation_id: str, first: date, until: date) -> list[Event]:
    """What may happen on a day from `first` up to, not including, `until`; in order of time."""
    return _ordered(organisation_id, Event.first_on < until, Event.until_on > first)


def all_events(organisation_id: str) -> list[Event]:
    """Every event, in order of time, undated last."""
    return _ordered(organisation_id)


def _ordered(organisation_id: str, *where) -> list[Event]:
    found = (
        select(Event)
        .outerjoin(Event.owner)
        .options(contains_eager(Event.owner))
        .where(Event.organisation_id == organisation_id, *where)
    )
    return sorted(db.session.scalars(found), key=lambda event: (event.when.sort_key, event.title, event.id))


def years_of(organisation_id: str) -> list[int]:
    """The years that have an event, earliest first."""
    days = db.session.execute(
        select(Event.first_on, Event.until_on)
        .where(Event.organisation_id == organisation_id, Event.first_on.is_not(None))
        .distinct()
    )
    return sorted(
        {year for begin, until in days for year in range(begin.year, (When(until_on=until).last_on).year + 1)}
    )


def publish_facts(event: Event, *, notice_lacks=()) -> PublishFacts:
    """What publishing looks at. `notice_lacks`: the parts that the information text lacks, which leads know."""
    organisation = event.organisation
    return PublishFacts(
        title=event.title,
        kind=event.kind,
        main_strand=event.main_strand,
        when=event.when,
        place=event.place,
        pitches=event.pitches,
        languages=event.languages,
        owner=event.owner_function_id is not None,
        contact_way=bool(organisation.contact_email or organisation.contact_phone),
        notice_lacks=notice_lacks,
    )
