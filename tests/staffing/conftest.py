"""What tests of staffing have: shifts on a day in May, and the letters that were queued."""

from datetime import datetime

import pytest

from app.clock import STOCKHOLM
from app.mail.models import Letter
from app.store.db import db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in May 2027 on a Swedish wall clock."""
    return datetime(2027, 5, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.fixture
def booth(make):
    """A booth at an event of three days in May 2027."""
    return make.booth(make.event(when="2027-05-10/2027-05-12"))


@pytest.fixture
def letters():
    """`letters()` is what lies in the outbox: (template, assignment), in order."""

    def queued():
        rows = db.session.query(Letter).order_by(Letter.queued_at, Letter.id)
        return [(row.template, row.ids["assignment"]) for row in rows]

    return queued
