"""What hangs on a person? Read from the tables themselves, so that a table somebody adds tomorrow is found too.

A row hangs on a lead, a person or a helper when it points at it, or at a row that does: by a foreign key, or by a column named
as one. It goes with them, unless the column says `info={"gone": "loosen"}` (the row outlives them and points at nothing) or
`info={"gone": "blank"}` (it outlives them and points at somebody without a name); what is personal in it is blanked then.
Only the metadata is looked at; the statements run where they are asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Column, ColumnElement, Table, delete, select, update

from ..store.db import db

ROOTS = ("leads", "people", "helpers")
BLANKED = frozenset({"helpers"})  # roots whose row stays, without a name: shifts that were worked still count
POINTERS = {"lead_id": "leads", "other_lead_id": "leads", "person_id": "people", "helper_id": "helpers", "submission_id": "submissions"}  # fmt: skip

# Tables with personal columns that hang on none of the roots, and how what is in them goes.
OWN_WAYS = {
    "staff": "an account: closed by an administrator",
    "ambassadors": "by consent: goes at once when it is withdrawn, by the person or by staff",
    "mailbox": "goes with its letter, seven days after it was written",
}


@dataclass(frozen=True)
class Branch:
    """The rows of `table` whose `column` points at a row of `parent` (None: `column` is the key of the root itself)."""

    table: Table
    column: Column
    parent: "Branch | None" = None
    gone: str = "delete"  # delete | loosen | blank

    def where(self, ids: Sequence[str]) -> ColumnElement[bool]:
        """The condition under which a row hangs on one of these."""
        if self.parent is None or self.parent.parent is None:
            return self.column.in_(ids)
        return self.column.in_(select(_key(self.parent.table)).where(self.parent.where(ids)))

    @property
    def personal(self) -> list[Column]:
        """The columns with something of a person."""
        return personal_columns(self.table)


def personal_columns(table: Table) -> list[Column]:
    """Those that say what they are kept for."""
    return [column for column in table.columns if column.info.get("privacy")]


def personal_tables() -> list[Table]:
    """All tables that hold something of a person."""
    return [table for table in db.metadata.sorted_tables if personal_columns(table)]


@cache
def branches(root: str) -> tuple[Branch, ...]:
    """Everything that hangs on rows of this root, what is deepest first, the root itself last."""
    table = db.metadata.tables[root]
    trunk = Branch(table, _key(table), None, "blank" if root in BLANKED else "delete")
    return (*_below(trunk, {root}), trunk)


def _below(parent: Branch, seen: set[str]) -> Iterator[Branch]:
    for table in db.metadata.sorted_tables:
        if table.name in seen or table.name in ROOTS:
            continue
        for column in _pointers(table, parent.table):
            branch = Branch(table, column, parent, column.info.get("gone", "delete"))
            if parent.gone != "delete" and parent.parent and "gone" not in column.info:
                continue  # points at a row that stays, and is somebody else's
            yield from _below(branch, {*seen, table.name})
            yield branch


def _pointers(table: Table, at: Table) -> list[Column]:
    keyed = [column for column in table.columns if any(key.column.table is at for key in column.foreign_keys)]
    named = [column for column in table.columns if not column.foreign_keys and POINTERS.get(column.name) == at.name]
    if at.name == "submissions" and "lead_id" in table.columns:
        named = []  # found by its lead already
    return keyed + named


def _key(table: Table) -> Column:
    return next(iter(table.primary_key.columns))


def forget(root: str, ids: Sequence[str]) -> int:
    """Take these rows and all that hangs on them away; gives how many rows were deleted or blanked."""
    return sum(_forget(branch, ids) for branch in branches(root)) if ids else 0


def _forget(branch: Branch, ids: Sequence[str]) -> int:
    found = branch.where(ids)
    if branch.gone == "delete":
        return db.session.execute(delete(branch.table).where(found)).rowcount
    values = {column.name: empty_of(column) for column in branch.personal}
    if branch.gone == "loosen":
        values |= {column.name: None for column in branch.table.columns if column.info.get("gone") == "loosen"}
    return db.session.execute(update(branch.table).where(found).values(values)).rowcount if values else 0


def empty_of(column: Column):
    """What stands in a personal column once it has been blanked."""
    if column.nullable:
        return None
    kind = column.type.python_type
    return kind() if kind in (str, bytes, dict, list) else None


def unreached() -> set[str]:
    """Tables with personal columns that nothing finds. Must be empty."""
    found = {branch.table.name for root in ROOTS for branch in branches(root)}
    return {table.name for table in personal_tables()} - found - OWN_WAYS.keys()
