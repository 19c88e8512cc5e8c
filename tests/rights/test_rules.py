"""When must a run stop and ask?"""

from datetime import UTC, datetime, timedelta

import pytest

from app.rights.rules import clock_jumped, needs_decision, too_many

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "jumped"),
    [
        (None, False),
        (NOON - timedelta(hours=48), False),
        (NOON - timedelta(hours=48, seconds=1), True),
        (NOON + timedelta(hours=49), True),
        (NOON - timedelta(days=3652), True),
    ],
)
def test_more_than_two_days_between_two_looks_at_the_clock_is_a_jump_either_way(last, jumped):
    assert clock_jumped(last, NOON) == jumped


@pytest.mark.parametrize(
    ("due", "total", "asks"), [(0, 0, False), (1, 5, False), (2, 9, True), (200, 1000, False), (201, 1000, True)]
)
def test_more_than_a_fifth_asks(due, total, asks):
    assert too_many(due, total) == asks


@pytest.mark.parametrize(
    ("kind", "decision", "needed"),
    [("board", None, True), ("board", "  ", True), ("board", "SN § 4", False), ("association", None, False)],
)
def test_only_a_board_needs_a_decision(kind, decision, needed):
    assert needs_decision(kind, decision) == needed
