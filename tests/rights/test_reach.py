"""Is everything found that hangs on a person, in every table there is?"""

import pytest
from sqlalchemy import Column, ForeignKey

from app.rights import reach
from app.store.db import db


def test_every_table_with_something_of_a_person_is_reached_or_says_how_it_goes(app):
    assert reach.unreached() == set()


def test_what_is_said_to_go_its_own_way_is_there_and_reached_by_nothing(app):
    reached = {branch.table.name for root in reach.ROOTS for branch in reach.branches(root)}
    assert reach.OWN_WAYS.keys() & reached == set()
    assert reach.OWN_WAYS.keys() <= db.metadata.tables.keys()


@pytest.mark.parametrize("root", reach.ROOTS)
def test_what_points_at_what_may_go_has_an_index(app, root):
    slow = {
        f"{branch.table.name}.{branch.column.name}"
        for branch in reach.branches(root)
        if branch.parent and not has_index(branch.column)
    }
    assert slow == set()


def has_index(column: Column) -> bool:
    """Whether an index or key begins with this column: else each deleted row looks through that whole table."""
    table = column.table
    first = [next(iter(index.columns)) for index in table.indexes]
    keys = [
        next(iter(c.columns), None)
        for c in table.constraints
        if not isinstance(c, ForeignKey) and hasattr(c, "columns")
    ]
    small = table.name in ("capture_sessions", "tablet_conflicts", "reminders")  # a few rows an event
    return small or any(one is column for one in first + keys)


def test_what_has_to_be_blanked_can_be(app):
    kept = {branch.table for root in reach.ROOTS for branch in reach.branches(root) if branch.gone != "delete"}
    stuck = {
        column
        for table in kept
        for column in reach.personal_columns(table)
        if not column.nullable and reach.empty_of(column) is None
    }
    assert stuck == set()
