"""How does one take everything along? Each kind of row as CSV, XLSX or JSON lines, streamed a thousand rows at a time.

The keys are promises (docs/interfaces.md). Cells can never be formulas; in CSV and XLSX phones are written the national way,
since a leading + would be one. People with protected identity are never exported.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ..errors import Stopped
from ..web.contact import national_for_csv
from . import rows as of

FORMS = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


@dataclass(frozen=True)
class Scope:
    """Whose rows: one organisation's, and for what concerns people one unit's (None: all units, for the command line).
    `public_url` begins the addresses of codes."""

    organisation_id: str
    unit_id: str | None = None
    public_url: str = ""
    today: date | None = None  # until when outcomes were waited for; None: no outcome is called unknown


@dataclass(frozen=True)
class Kind:
    """What can be exported: its columns in order, where its rows come from, what one must be allowed."""

    columns: tuple[str, ...]
    rows: Callable[[Scope], Iterable[dict]]
    permission: str
    personal: bool = False
    noted: str = "leads.exported"  # under what a personal one is written down


KINDS = {
    "events": Kind(of.EVENTS, of.events, "see results"),
    "booths": Kind(of.BOOTHS, of.booths, "see results"),
    "placements": Kind(of.PLACEMENTS, of.placements, "see results"),
    "leads": Kind(of.LEADS, of.leads, "export people", personal=True),
    "touches": Kind(of.TOUCHES, of.touches, "export people", personal=True),
    "shifts": Kind(of.SHIFTS, of.shifts, "see results"),
    "helpers": Kind(of.HELPERS, of.helpers, "staff shifts", personal=True, noted="helpers.exported"),
    "journal": Kind(of.JOURNAL, of.journal, "manage organisation"),
}
NOT_YET = ("costs",)


def stream(what: str, form: str, scope: Scope) -> Iterator[bytes]:
    """The file in pieces. Raises Stopped for a kind that Monter does not keep."""
    if what in NOT_YET:
        raise Stopped(f"{what} are not kept in this release, so there is nothing to export")
    kind = KINDS[what]
    write = {"jsonl": _json_lines, "csv": _csv, "xlsx": _xlsx}[form]
    return write(kind.columns, kind.rows(scope))


def count(what: str, scope: Scope) -> int:
    """How many people's rows such a file holds."""
    return of.count(what, scope)


def _json_lines(columns, rows) -> Iterator[bytes]:
    encode = json.JSONEncoder(ensure_ascii=False, default=_as_text).encode
    piece = []
    for row in rows:
        piece.append(encode(row))
        if len(piece) == 500:
            yield ("\n".join(piece) + "\n").encode()
            piece = []
    if piece:
        yield ("\n".join(piece) + "\n").encode()


def _csv(columns, rows) -> Iterator[bytes]:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow([_cell(name, row[name]) for name in columns])
        if number % 500 == 0:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def _xlsx(columns, rows) -> Iterator[bytes]:
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
        book = xlsxwriter.Workbook(file, options)
        sheet = book.add_worksheet("Monter")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [_plain(name, row[name]) for name in columns])
        book.close()
        file.seek(0)
        while piece := file.read(65536):
            yield piece


def _cell(name: str, value):
    """A CSV cell; text that a spreadsheet would calculate is written with an apostrophe before it."""
    value = _plain(name, value)
    return "'" + value if type(value) is str and value.startswith(FORMULA) else value


def _plain(name: str, value):
    """A cell as text, or as a number. Asked first what most cells are: there are twenty in a row."""
    if value is None:
        return ""
    kind = type(value)
    if kind is str:
        return national_for_csv(value) if name == "phone" else value
    if kind is list:
        return ", ".join(map(str, value))
    if kind is bool:
        return "true" if value else "false"
    return value if kind is int or kind is float else _as_text(value)


def _as_text(value) -> str:
    """Instants as RFC 3339 in UTC, dates as ISO."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
