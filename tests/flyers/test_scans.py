"""Counts of scans: by hour, person or bot, in time or late; few writes; nothing lost while the database is busy."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.flyers.models import OrphanTally, ScanTally
from app.flyers.scans import Tally, is_a_visit, looks_like_a_bot
from app.store.db import db
from tests.pages import Queries

NOW = datetime(2026, 11, 20, 12, 34, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"


@pytest.fixture
def tally(app):
    return Tally(0, app.app_context)


def scan(tally, placement, *, late=False, agent=PHONE, now=NOW):
    tally.count_scan(placement.id, placement.event_id, placement.organisation_id, late=late, agent=agent, now=now)


def rows():
    found = db.session.execute(
        select(ScanTally.hour_at, ScanTally.bot, ScanTally.late, ScanTally.number).order_by(
            ScanTally.hour_at, ScanTally.bot, ScanTally.late
        )
    )
    return [tuple(row) for row in found]


def test_scans_of_an_hour_add_up(tally, make):
    placement = make.placement()
    for minutes in (0, 10, 40):
        scan(tally, placement, now=NOW + timedelta(minutes=minutes))
    hour = NOW.replace(minute=0)
    assert rows() == [(hour, False, False, 2), (hour + timedelta(hours=1), False, False, 1)]


def test_bots_and_late_scans_are_counted_apart(tally, make):
    placement = make.placement()
    scan(tally, placement)
    scan(tally, placement, agent="WhatsApp/2.23")
    scan(tally, placement, late=True)
    assert [row[1:] for row in rows()] == [(False, False, 1), (False, True, 1), (True, False, 1)]


def test_codes_that_nobody_printed_are_counted_too(tally, make):
    for kind in ("unknown", "unknown", "misread"):
        tally.count_orphan(kind, now=NOW)
    assert {row.kind: row.number for row in db.session.scalars(select(OrphanTally))} == {"unknown": 2, "misread": 1}


def test_a_thousand_scans_are_one_write(app, make):
    placement, tally = make.placement(), Tally(60, app.app_context)
    with Queries() as ran:
        for _ in range(1000):
            scan(tally, placement)
        tally.flush()
    tally.later.cancel()
    assert (len(ran), [row[3] for row in rows()]) == (1, [1000])


def test_they_are_written_within_their_time_without_anybody_asking(app, make):
    placement, tally = make.placement(), Tally(0.05, app.app_context)
    scan(tally, placement)
    db.session.rollback()
    until = time.monotonic() + 30
    while not rows() and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.02)
    assert [row[3] for row in rows()] == [1]


def test_what_the_database_does_not_take_now_waits(app, make, monkeypatch):
    placement, tally = make.placement(), Tally(60, app.app_context)
    scan(tally, placement)
    with monkeypatch.context() as broken:
        broken.setattr("app.flyers.scans.add_up", lambda *_: 1 / 0)
        tally.flush()
    assert rows() == []
    tally.flush()
    assert [row[3] for row in rows()] == [1]


@pytest.mark.parametrize(
    ("agent", "bot"),
    [
        (PHONE, False), ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", False), ("", True), (None, True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True), ("facebookexternalhit/1.1", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True), ("TelegramBot (like TwitterBot)", True), ("Slackbot-LinkExpanding 1.0", True),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT_X18) Chrome/126.0", False),
    ],
)  # fmt: skip
def test_bots_are_guessed_by_their_name(agent, bot):
    assert looks_like_a_bot(agent) is bot


@pytest.mark.parametrize(
    ("method", "headers", "visit"),
    [("GET", {}, True), ("HEAD", {}, False), ("GET", {"Sec-Purpose": "prefetch;prerender"}, False), ("GET", {"Purpose": "preview"}, False)],
)  # fmt: skip
def test_looking_ahead_is_no_visit(method, headers, visit):
    assert is_a_visit(method, headers) is visit
