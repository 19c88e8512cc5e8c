"""How does a year that was planned elsewhere come in? A plan as JSON, CSV or XLSX becomes events; again, and nothing doubles.

Each row is kept as the event's `source`: its own key if the file has one, else its title and date (see `sources`). A row that
cannot be read, or says too little, stops the whole import before anything is written, and is named. What a plan tells of
besides its events is brought in by higher folders (`also`); budget and goals are not read, and are said not to be.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from ..accounts.models import Unit
from ..clock import local_date
from ..errors import Refused, Stopped
from ..i18n import _
from ..journal.actions import note
from ..journal.actors import Actor
from ..store.columns import new_id
from ..web.text import LONGEST_NAME, clean_line, clean_text, has_personal_number, name_problem
from . import actions, queries, sources
from .media_rows import MediaRow, read_media
from .models import Event
from .plan import Plan
from .rules import STRAND_WORDS, read_kind, read_strand
from .when import When
from .when_typed import read_words

HEADINGS = {
    "titel": "title", "aktivitet": "title", "när": "when", "datum": "when", "plats": "place", "sort": "kind", "typ": "kind",
    "spår": "strand", "huvudspår": "strand", "strands": "strand", "anteckning": "note", "anmälda": "registered",
    "nyckel": "key", "id": "key",
}  # fmt: skip
NOT_READ = {"budget": "the budget", "goals": "goals"}


@dataclass(frozen=True)
class Row:
    """One event of a plan: what is said of it, and the key under which it is known again. `year` is the one that the whole plan
    is of, if it says so."""

    plan: Plan
    source: str
    year: int | None = None


@dataclass(frozen=True)
class PlanFile:
    """A plan that was read. `organisation` holds what the file says of the organisation itself, `until` when the period that
    it covers is over, `unread` the parts that Monter does not keep yet, `media` the times in the media."""

    rows: list[Row]
    organisation: dict = field(default_factory=dict)
    until: date | None = None
    unread: list[str] = field(default_factory=list)
    media: list[MediaRow] = field(default_factory=list)


@dataclass(frozen=True)
class Imported:
    """How many events were made, and how many were known already, `dated` of them without the date that they have now."""

    made: int
    known: int
    dated: int = 0


# What higher folders bring in of a plan besides its events: each takes the file with unit=, by= and now=, makes what is not
# known yet, and gives what there is to tell to whoever asked for it, line by line.
also: list[Callable[..., list[str]]] = []


@dataclass(frozen=True)
class Reading:
    """How rows are read. With `today` also dates as people write them, without a year the next to come; `strand` is what
    somebody said of the rows that name none; `year` the one that the whole file is of."""

    today: date | None = None
    strand: str | None = None
    year: int | None = None


def read_plan(path: Path, *, today: date | None = None, strand: str | None = None) -> PlanFile:
    """Read a file by its ending, as `Reading` says. Raises Stopped that names the row and what is wrong with it."""
    how = Reading(today, strand)
    try:
        return {".json": _read_json, ".csv": _read_csv, ".xlsx": _read_xlsx}[path.suffix.lower()](path, how)
    except KeyError:
        raise Stopped(f"{path.name} is not a plan that can be read; give a .json, .csv or .xlsx file") from None
    except OSError as error:
        raise Stopped(f"{path.name} cannot be opened: {error.strerror}") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Stopped(f"{path.name} cannot be read: {error}") from None


def _read_json(path: Path, how: Reading) -> PlanFile:
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(data, dict) or not isinstance(data.get("events"), list):
        raise Stopped(f"{path.name} has no list of events")
    about = dict(data.get("organisation") or {})
    about |= {key: data[key] for key in ("functions", "receiving_units", "assignment_types") if data.get(key)}
    until = (data.get("period") or {}).get("until")
    until = When.read(until).last_on if until else None
    how = replace(how, year=until and until.year)
    unread = [words for key, words in NOT_READ.items() if data.get(key)]
    return PlanFile(_rows(data["events"], how), about, until, unread, _media(data.get("media") or [], how))


def _read_csv(path: Path, how: Reading) -> PlanFile:
    text = _decoded(path.read_bytes())
    heads = text.partition("\n")[0]
    delimiter = max(";,\t", key=heads.count)
    return PlanFile(_rows(_named(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), how))


def _decoded(data: bytes) -> str:
    """UTF-8, or what Excel on a Swedish Windows writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _read_xlsx(path: Path, how: Reading) -> PlanFile:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # openpyxl reads XML by defusedxml, which is installed for it: a file that unfolds itself is refused
        rows = list(load_workbook(path, read_only=True, data_only=True).active.iter_rows(values_only=True))
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise Stopped(f"{path.name} is not a readable XLSX file") from error
    return PlanFile(_rows(_named(rows), how))


def _named(rows: Iterable) -> Iterator[dict]:
    """Rows under their headings, Swedish or English; empty rows are left out."""
    rows = iter(rows)
    heads = [str(cell or "").strip().casefold() for cell in next(rows, ())]
    heads = [HEADINGS.get(head, head) for head in heads]
    if "title" not in heads:
        raise Stopped("the first row must name the columns; one of them is “titel” (title)")
    for cells in rows:
        row = {head: _text(cell) for head, cell in zip(heads, cells, strict=False)}
        if any(row.values()):
            yield row


def _text(cell) -> str | None:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return None if cell is None else str(cell).strip() or None


def _rows(found: Iterable[dict], how: Reading) -> list[Row]:
    rows, seen = [], {}
    for number, values in enumerate(found, 1):
        try:
            plan = _plan(values, how)
        except Refused as why:
            raise Stopped(f"row {number} ({values.get('title') or 'without a title'}): {why}") from why
        key = sources.key_of(plan.title, plan.when, values.get("key") or values.get("id"), how.year)
        seen[key] = seen.get(key, 0) + 1
        rows.append(Row(plan, sources.numbered(key, seen[key]), how.year))
    return rows


def _media(found: list[dict], how: Reading) -> list[MediaRow]:
    if not isinstance(found, list) or not all(isinstance(values, dict) for values in found):
        raise Stopped("what the plan has as media is no list of rows")
    rows = []
    for number, values in enumerate(found, 1):
        try:
            rows.append(read_media(values, lambda text: _when(text, how.today)))
        except Refused as why:
            raise Stopped(f"media row {number} ({values.get('channel') or 'without a channel'}): {why}") from why
    return rows


def _plan(values: dict, how: Reading) -> Plan:
    title = clean_line(str(values.get("title") or ""))
    if not title:
        raise Refused(_("Raden saknar titel."))
    for text in (title, values.get("place"), values.get("note")):
        if text and has_personal_number(str(text)):
            raise Refused(_("Det står ett personnummer. Ta bort det."))
    if why := name_problem(title):
        raise Refused(why)
    registered = values.get("registered")
    return Plan(
        title=title,
        kind=read_kind(str(values.get("kind") or "annat")),
        main_strand=_strand(values.get("strand") or values.get("strands") or how.strand),
        when=_when(values.get("when"), how.today),
        place=_place(values.get("place")),
        note=clean_text(str(values["note"])) if values.get("note") else None,
        registered=int(registered) if str(registered or "").isdigit() else None,
    )


def _strand(said: str | list | None) -> str:
    """The first strand named. Nobody but a planner can know it, so none is made up."""
    first = re.split("[,; ]", " ".join(said) if isinstance(said, list) else str(said or ""))[0]
    if not first:
        raise Refused(_("Raden saknar spår. Skriv ett av: %(known)s.", known=", ".join(STRAND_WORDS)))
    return read_strand(first)


def _when(text: str | None, today: date | None) -> When:
    """As the exports write it, else as people do: `maj 2017`, `v. 20 2017`."""
    return When.read(text) if today is None or text is None else read_words(str(text), today=today)


def _place(text) -> str | None:
    place = clean_line(str(text)) if text else None
    if place and len(place) > LONGEST_NAME:
        raise Refused(_("Platsen är för lång. Skriv högst %(longest)s tecken.", longest=LONGEST_NAME))
    return place


def import_events(file: PlanFile, *, unit: Unit, by: Actor, now: datetime, progress=iter) -> Imported:
    """Make the events that are not known yet; what is over is `done`. One that is known and had no date, or a vaguer one, gets
    the date that the plan has now. `progress` wraps the rows for a terminal."""
    known = sources.matched(file.rows, queries.imported_events(unit.organisation_id))
    dated = 0
    for row, event in progress(list(zip(file.rows, known, strict=True))):
        if event is None:
            _make(row, file, unit=unit, by=by, now=now)
        else:
            event.source = row.source
            if sources.sharper(row.plan.when, event.when):
                actions.move_event(event, row.plan.when, by=by, now=now)
                _done_if_over(event, file, by=by, now=now)
                dated += 1
    made = known.count(None)
    note("plan.imported", by=by, now=now, organisation_id=unit.organisation_id, made=made, known=len(known) - made)
    return Imported(made, len(known) - made, dated)


def import_besides(file: PlanFile, *, unit: Unit, by: Actor, now: datetime) -> list[str]:
    """Bring in what the plan tells of besides its events. Gives what there is to tell, line by line."""
    return [line for bring_in in also for line in bring_in(file, unit=unit, by=by, now=now)]


def _make(row: Row, file: PlanFile, *, unit: Unit, by: Actor, now: datetime) -> None:
    event = actions.plan_event(row.plan, key=new_id(), unit=unit, by=by, now=now, source=row.source)
    _done_if_over(event, file, by=by, now=now)


def _done_if_over(event: Event, file: PlanFile, *, by: Actor, now: datetime) -> None:
    over = event.until_on or (file.until if event.until_on is None else None)
    if event.state == "idea" and over and over <= local_date(now):
        actions.move_on(event, "done", reason=None, by=by, now=now)
