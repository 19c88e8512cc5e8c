"""When is a letter tried again?"""

from datetime import UTC, datetime, timedelta

from app.mail.backoff import GIVE_UP_AFTER, JITTER, WAITS, next_try

QUEUED = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_each_wait_is_within_a_fifth_of_what_is_written():
    for tries, wait in enumerate(WAITS, start=1):
        waited = next_try(tries, QUEUED, QUEUED) - QUEUED
        assert wait * (1 - JITTER) <= waited <= wait * (1 + JITTER)


def test_after_the_last_wait_it_stays_as_long():
    assert next_try(500, QUEUED, QUEUED) - QUEUED <= WAITS[-1] * (1 + JITTER)


def test_letters_that_failed_together_do_not_come_back_together():
    assert len({next_try(3, QUEUED, QUEUED) for _ in range(20)}) > 10


def test_after_three_days_it_is_given_up():
    assert next_try(12, QUEUED, QUEUED + GIVE_UP_AFTER) is None
    assert next_try(12, QUEUED, QUEUED + GIVE_UP_AFTER - timedelta(seconds=1)) is not None


def test_in_three_days_it_is_tried_some_twenty_times():
    at, tries = QUEUED, 1
    while again := next_try(tries, QUEUED, at):
        at, tries = again, tries + 1
    assert 15 <= tries <= 30
