"""What do we have of this person? Every personal column of every table is looked through, and every row that hangs on what was found
is shown: the tables themselves say which those are (reach.py), so that nobody has to remember a new one.

SELECTs only; it reads whole tables, and is for the seldom day when somebody asks.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import JSON, Column, LargeBinary, String, Table, Text, cast, or_, select

from ..journal.models import JournalLine
from ..leads.models import Lead, Person
from ..mail.models import Letter
from ..store.db import db
from ..web.contact import show_phone
from ..web.text import search_key
from . import reach

MOST = 200  # people on one answer; more than that wants another word
LEAST = 3  # signs that one must give: less finds everybody
ALONE = ("staff", "ambassadors", "tips")  # tables whose rows are told of by themselves
OF_A_TIPPER = ("id", "told_by", "created_at")  # all else in the row is of somebody else
SECRETS = frozenset(
    {"password", "tf_totp_secret", "mf_recovery_codes", "fs_uniquifier", "credential_id", "public_key", "issuer_mark"}
)


@dataclass(frozen=True)
class Asked:
    """Who is asked for: any of the three. `phone` is E.164."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None

    def spellings(self) -> list[str]:
        """How each may stand in a text."""
        found: list[str] = []
        if self.name:
            found += [self.name, self.name.lower(), self.name.title(), search_key(self.name)]
        if self.email:
            found += [self.email, self.email.lower()]
        if self.phone:
            national = show_phone(self.phone)
            digits = "".join(sign for sign in national if sign.isdigit())
            found += [self.phone, national, digits, national.replace("\N{NO-BREAK SPACE}", " ")]
        return list(dict.fromkeys(one for one in found if len(one) >= LEAST))


@dataclass
class Found:
    """The ids of what was found, by root: leads, helpers, staff, ambassadors, and tips that name who gave them (which is no reason to
    tell them of the one whom they tipped us about); `loose` is (table, id) of what hangs on none of them."""

    leads: set[str] = field(default_factory=set)
    helpers: set[str] = field(default_factory=set)
    staff: set[str] = field(default_factory=set)
    ambassadors: set[str] = field(default_factory=set)
    tips: set[str] = field(default_factory=set)
    loose: set[tuple[str, str]] = field(default_factory=set)
    hidden: int = 0  # with protected identity, left out for the one who asks

    def __bool__(self) -> bool:
        return bool(self.number or self.loose)

    @property
    def number(self) -> int:
        """How many can be chosen."""
        return len(self.leads) + len(self.helpers) + len(self.staff) + len(self.ambassadors) + len(self.tips)


def search(asked: Asked, organisation_id: str) -> Found:
    """Everybody in the organisation in one of whose rows this stands."""
    found = Found()
    spellings = asked.spellings()
    for table in reach.personal_tables() if spellings else ():
        for row in _hits(table, spellings, organisation_id):
            _sort_in(found, table, row)
    _whole_people(found)
    return found


def _hits(table: Table, spellings: Sequence[str], organisation_id: str) -> list:
    texts = [column for column in reach.personal_columns(table) if _is_text(column) and column.name not in SECRETS]
    if not texts:
        return []
    wanted = [
        _as_text(column).ilike(f"%{_escaped(one)}%", escape="/")
        for column in texts
        for one in _forms(column, spellings)
    ]
    mine = [table.c.organisation_id == organisation_id] if "organisation_id" in table.c else []
    return db.session.execute(select(table).where(or_(*wanted), *mine).limit(MOST)).all()


def _is_text(column: Column) -> bool:
    return isinstance(column.type, String | Text | JSON) and not isinstance(column.type, LargeBinary)


def _as_text(column: Column):
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _forms(column: Column, spellings: Iterable[str]) -> list[str]:
    """In JSON a sign beyond ASCII may be written as a number."""
    if not isinstance(column.type, JSON):
        return list(spellings)
    return list(dict.fromkeys([*spellings, *(json.dumps(one)[1:-1] for one in spellings)]))


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _sort_in(found: Found, table: Table, row) -> None:
    if table.name in ALONE:
        getattr(found, table.name).add(row.id)
        return
    for root in reach.ROOTS:
        for branch in reach.branches(root):
            if branch.table is table:
                for id in _root_ids(branch, row):
                    _root(found, root, id)
                return
    found.loose.add((table.name, str(row[0])))


def _root_ids(branch: reach.Branch, row) -> list[str]:
    """Up the branch to the rows of the root."""
    own = row._mapping[branch.column]
    parent = branch.parent
    while own is not None and parent is not None and parent.parent is not None:
        key = next(iter(parent.table.primary_key.columns))
        own = db.session.scalar(select(parent.column).where(key == own))
        parent = parent.parent
    return [own] if own else []


def _root(found: Found, root: str, id: str) -> None:
    if root == "people":
        found.leads |= set(db.session.scalars(select(Lead.id).where(Lead.person_id == id)))
    else:
        getattr(found, root).add(id)


def _whole_people(found: Found) -> None:
    """A person's other leads too."""
    people = select(Lead.person_id).where(Lead.id.in_(found.leads))
    found.leads |= set(db.session.scalars(select(Lead.id).where(Lead.person_id.in_(people))))


# Everything of it -----------------------------------------------------------------------------------------------------


def everything(found: Found) -> dict[str, list[dict]]:
    """Table → its rows, column by column, of all that hangs on what was found. Sign-in secrets are left out."""
    people = set(db.session.scalars(select(Lead.person_id).where(Lead.id.in_(found.leads))))
    rows: dict[str, dict[tuple, dict]] = {}
    for root, ids in (("people", people), ("leads", found.leads), ("helpers", found.helpers)):
        for branch in reversed(reach.branches(root)) if ids else ():
            for row in db.session.execute(select(branch.table).where(branch.where(sorted(ids)))):
                _keep(rows, branch.table, row)
    for name in ALONE[:2]:
        table = db.metadata.tables[name]
        for row in db.session.execute(select(table).where(table.c.id.in_(getattr(found, name)))):
            _keep(rows, table, row)
    tips = db.metadata.tables["tips"]
    for row in db.session.execute(select(tips).where(tips.c.id.in_(found.tips))):
        told = {name: row._mapping[name] for name in OF_A_TIPPER}
        rows.setdefault("tips", {}).setdefault((row.id,), told)
    for name, id in sorted(found.loose):
        table = db.metadata.tables[name]
        for row in db.session.execute(select(table).where(next(iter(table.primary_key.columns)) == id)):
            _keep(rows, table, row)
    _letters_and_journal(rows, {*found.leads, *found.helpers, *people, *found.ambassadors})
    return {name: list(of.values()) for name, of in rows.items()}


def _keep(rows: dict, table: Table, row) -> None:
    key = tuple(row._mapping[column] for column in table.primary_key.columns)
    rows.setdefault(table.name, {})[key] = dict(_told(table, row))


def _told(table: Table, row) -> Iterator[tuple[str, object]]:
    for column in table.columns:
        value = row._mapping[column]
        if column.name in SECRETS or value is None or value == "":
            continue
        yield column.name, f"{len(value)} byte" if isinstance(value, bytes) else value


def _letters_and_journal(rows: dict, ids: set[str]) -> None:
    for letter_ids in (letters_about(ids),):
        letters = Letter.__table__
        for row in db.session.execute(select(letters).where(letters.c.id.in_(letter_ids))):
            _keep(rows, letters, row)
        mailbox = db.metadata.tables["mailbox"]
        for row in db.session.execute(select(mailbox).where(mailbox.c.letter_id.in_(letter_ids))):
            _keep(rows, mailbox, row)
    journal = JournalLine.__table__
    for row in db.session.execute(select(journal).where(journal.c.subject.in_(sorted(ids))).order_by(journal.c.at)):
        _keep(rows, journal, row)


def letters_about(ids: Iterable[str]) -> list[str]:
    """The letters of the outbox that name one of these, or what hangs on them."""
    from ..leads.models import Submission

    ids = set(ids)
    ids |= set(db.session.scalars(select(Submission.id).where(Submission.lead_id.in_(ids))))
    named = [cast(Letter.ids, Text).contains(one) for one in sorted(ids)]
    return list(db.session.scalars(select(Letter.id).where(or_(*named)))) if named else []


def as_json(rows: dict[str, list[dict]], *, asked_at: datetime, organisation: str) -> str:
    """All of it as a file that another program can read."""
    whole = {"organisation": organisation, "asked_at": asked_at, "tables": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain)


def _plain(value):
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def protected_among(lead_ids: Iterable[str]) -> set[str]:
    """Those of these leads whose person has protected identity."""
    wanted = select(Lead.id).join(Person, Person.id == Lead.person_id).where(Lead.id.in_(list(lead_ids)))
    return set(db.session.scalars(wanted.where(Person.protected.is_(True))))
