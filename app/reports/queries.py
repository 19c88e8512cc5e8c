"""What was counted, per event and per placement? The numbers behind the tables; SELECTs only, always inside one unit.

Every table takes a fixed number of queries, whatever the number of rows.
"""

from datetime import datetime

from sqlalchemy import String, and_, case, cast, extract, func, select, union

from ..booths.models import Booth, Tally
from ..events.models import Event
from ..events.weeks import DAY, week_of
from ..flyers.models import Placement, ScanTally
from ..leads.crediting import month_of
from ..leads.details import words_of_other
from ..leads.models import CreditRow
from ..origin.models import Series
from ..origin.queries import flights_of
from ..store.db import db
from . import credited
from .tables import Row


def _scans(column):
    number = func.sum(ScanTally.number)
    return select(
        column.label("of"),
        number.label("scans"),
        func.sum(case((ScanTally.late, ScanTally.number), else_=0)).label("late"),
    ).where(ScanTally.bot.is_(False))


def rows_by_event(unit_id: str, since: datetime, until: datetime) -> list[Row]:
    """One row an event that had leads, scans, conversations or took place in the period, one for each other way in, and unknown.
    At most ten queries."""
    series, series_of = _series(unit_id)
    months = credited.in_months(unit_id, month_of(since), month_of(until))
    counts = credited.count(months, lambda source: _of_the_year(source, series_of))
    scans = {
        ("event", row.of): row
        for row in db.session.execute(
            _scans(ScanTally.event_id)
            .join(Event, Event.id == ScanTally.event_id)
            .where(Event.unit_id == unit_id, ScanTally.hour_at >= since, ScanTally.hour_at < until)
            .group_by(ScanTally.event_id)
        )
    }
    scans |= {
        ("series", row.of): row
        for row in db.session.execute(
            _scans(Placement.series_id)
            .join(Placement, Placement.id == ScanTally.placement_id)
            .where(Placement.series_id.in_(series), ScanTally.hour_at >= since, ScanTally.hour_at < until)
            .group_by(Placement.series_id)
        )
    }
    talks = {
        ("event", event_id): number
        for event_id, number in db.session.execute(
            select(Tally.event_id, func.sum(Tally.number))
            .join(Event, Event.id == Tally.event_id)
            .where(Event.unit_id == unit_id, Tally.kind == "conversations", Tally.at >= since, Tally.at < until)
            .group_by(Tally.event_id)
        )
    }
    costs = {
        ("event", event_id): cost
        for event_id, cost in db.session.execute(
            select(Placement.event_id, func.sum(Placement.cost_ore))
            .join(Event, Event.id == Placement.event_id)
            .where(Event.unit_id == unit_id, Placement.cost_ore.is_not(None))
            .group_by(Placement.event_id)
        )
    }
    seen = {key[1] for key in [*counts, *scans, *talks] if key and key[0] == "event"}
    events = db.session.scalars(
        select(Event).where(
            Event.unit_id == unit_id,
            Event.id.in_(seen) | and_(Event.first_on >= since.date(), Event.first_on < until.date()),
        )
    ).all()
    titled = [(("event", event.id), event.title, event.slug) for event in events]
    titled += [(key, words_of_other(key[1]), None) for key in counts if key and key[0] == "other"]
    titled += [(("series", key), title, None) for key, title in series.items()]
    titled += _without_event([key[1] for key in counts if key and key[0] == "placement"])
    return [_row(key, title, href, counts, scans, talks, costs) for key, title, href in [(None, "", None), *titled]]


def _series(unit_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """Series id → its title, and placement id → the series of cards or letters it belongs to: nothing less is told of those."""
    found = select(Series).filter_by(unit_id=unit_id).order_by(Series.created_at)
    titles = {row.id: row.title for row in db.session.scalars(found)}
    places = select(Placement.id, Placement.series_id).where(Placement.series_id.in_(titles))
    return titles, dict(db.session.execute(places).all()) if titles else {}


def _of_the_year(source: dict[str, str], series_of: dict[str, str]) -> tuple[str, str] | None:
    """The row of a year's table that a source stands in."""
    if "event" not in source and (series := series_of.get(source.get("placement", ""))):
        return "series", series
    for kind in ("event", "placement", "other"):
        if kind in source:
            return kind, source[kind]
    return None


def _without_event(placement_ids: list[str]) -> list[tuple]:
    """Placements that belong to no event, with their labels."""
    if not placement_ids:
        return []
    rows = db.session.execute(select(Placement.id, Placement.label).where(Placement.id.in_(placement_ids)))
    return [(("placement", row.id), row.label, None) for row in rows]


def _row(key, title, href, counts, scans, talks, costs) -> Row:
    made, scanned = counts.get(key, credited.Counts()), scans.get(key)
    return Row(
        of=key and key[1],
        title=title,
        href=href,
        conversations=int(talks.get(key) or 0),
        scans=int(scanned.scans) if scanned else 0,
        late_scans=int(scanned.late) if scanned else 0,
        cost=int(costs[key]) if costs.get(key) is not None else None,
        **vars(made),
    )


def rows_by_placement(event: Event) -> list[Row]:
    """One row a placement of the event, one a booth for those met there in person, and unknown. Five queries."""
    counts = credited.count(
        credited.about_event(event.unit_id, event.id), lambda source: _of_the_event(source, event.id), ELSEWHERE
    )
    scans = {
        ("placement", row.of): row
        for row in db.session.execute(
            _scans(ScanTally.placement_id).where(ScanTally.event_id == event.id).group_by(ScanTally.placement_id)
        )
    }
    talks = {
        booth_id and ("booth", booth_id): number
        for booth_id, number in db.session.execute(
            select(Tally.booth_id, func.sum(Tally.number))
            .where(Tally.event_id == event.id, Tally.kind == "conversations")
            .group_by(Tally.booth_id)
        )
    }
    named = [key[1] for key in [*counts, *scans] if key and key[0] == "placement"]
    placed = db.session.scalars(select(Placement).where((Placement.event_id == event.id) | Placement.id.in_(named)))
    places = {("placement", row.id): (row.label, row.cost_ore) for row in placed.unique()}
    places |= {
        ("booth", row.id): (row.name, None) for row in db.session.scalars(select(Booth).filter_by(event_id=event.id))
    }
    costs = {key: cost for key, (_label, cost) in places.items()}
    titled = [(None, ""), *((key, label) for key, (label, _cost) in places.items())]
    return [_row(key, title, None, counts, scans, talks, costs) for key, title in titled]


ELSEWHERE = ("elsewhere", "")


def _of_the_event(source: dict[str, str], event_id: str) -> tuple[str, str] | None:
    """The row of an event's table that a source stands in: its placement, else its booth, else unknown where at the event."""
    if source.get("event") != event_id:
        return ELSEWHERE
    for kind in ("placement", "booth"):
        if kind in source:
            return kind, source[kind]
    return None


def years_to_show(unit_id: str) -> set[int]:
    """The years in which somebody was met, an event began, or we were in the media; what costs belongs to one of those. Two queries."""
    met = select(func.substr(CreditRow.captured_month, 1, 4)).where(CreditRow.unit_id == unit_id)
    began = select(cast(extract("year", Event.first_on), String)).where(
        Event.unit_id == unit_id, Event.first_on.is_not(None)
    )
    years = {int(year) for year in db.session.scalars(union(met, began))}
    for flight in flights_of(unit_id):
        years.update(range(week_of(flight.from_on).year, week_of(flight.until_on - DAY).year + 1))
    return years
