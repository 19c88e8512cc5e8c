"""When was it written, whatever the tablet's clock says?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture.clocks import DAY, EXACT, Stamp, estimate, instant

RECEIVED = datetime(2026, 5, 12, 14, 0, tzinfo=UTC)
PAIRED = RECEIVED - timedelta(days=2)
WALL = round(RECEIVED.timestamp() * 1000)
HOUR = 3_600_000


def guess(written, sent, **before):
    found = estimate(written, sent, received=RECEIVED, paired=PAIRED, **before)
    return found.at, found.confidence


def test_in_the_same_start_the_clock_that_only_runs_forward_decides():
    written, sent = Stamp(WALL - HOUR, 5000, "a"), Stamp(WALL, 5000 + HOUR, "a")
    assert guess(written, sent) == (RECEIVED - timedelta(hours=1), EXACT)


@pytest.mark.parametrize("wrong", [-56 * 365 * 24 * HOUR, 365 * 24 * HOUR, -3 * HOUR])
def test_a_clock_that_is_wrong_all_the_time_is_corrected(wrong):
    written, sent = Stamp(WALL + wrong - HOUR, 1, "a"), Stamp(WALL + wrong, 99, "b")
    assert guess(written, sent) == (RECEIVED - timedelta(hours=1), DAY)
    found = estimate(written, sent, received=RECEIVED, paired=PAIRED)
    assert found.offset_s == -wrong // 1000


def test_two_clocks_that_disagree_make_only_the_day_sure():
    written, sent = Stamp(WALL - 5 * HOUR, 0, "a"), Stamp(WALL, HOUR, "a")
    assert guess(written, sent) == (RECEIVED - timedelta(hours=1), DAY)


@pytest.mark.parametrize("behind", [0, 3600])
def test_a_tablet_that_slept_is_believed_by_its_wall_clock_when_nobody_has_set_that(behind):
    written = Stamp(WALL - 5 * HOUR - behind * 1000, 0, "a")
    sent = Stamp(WALL - behind * 1000, HOUR, "a")
    assert guess(written, sent, behind_s=behind) == (RECEIVED - timedelta(hours=5), DAY)
    assert guess(written, sent, behind_s=behind + 7200) == (RECEIVED - timedelta(hours=1), DAY)  # it was set meanwhile


def test_a_wall_clock_that_ran_less_than_the_other_or_began_before_the_pairing_is_not_believed():
    less = Stamp(WALL - HOUR // 2, 0, "a"), Stamp(WALL, HOUR, "a")
    assert guess(*less, behind_s=0) == (RECEIVED - timedelta(hours=1), DAY)
    before = Stamp(WALL - 100 * 24 * HOUR, 0, "a"), Stamp(WALL, HOUR, "a")
    assert guess(*before, behind_s=0) == (RECEIVED - timedelta(hours=1), DAY)


def test_without_any_clock_it_is_when_it_arrived():
    assert guess(Stamp(), Stamp()) == (RECEIVED, DAY)
    assert estimate(Stamp(), Stamp(), received=RECEIVED, paired=PAIRED).offset_s is None


def test_nothing_was_written_before_the_pairing_or_after_it_arrived():
    assert guess(Stamp(WALL - 100 * 24 * HOUR), Stamp(WALL))[0] == PAIRED
    assert guess(Stamp(WALL + HOUR), Stamp(WALL))[0] == RECEIVED


numbers = st.one_of(st.none(), st.integers(-(2**62), 2**62), st.integers(WALL - 10**9, WALL + 10**9))
stamps = st.builds(Stamp, wall=numbers, mono=numbers, boot=st.sampled_from([None, "a", "b"]))


@given(written=stamps, sent=stamps)
def test_whatever_a_tablet_says_the_guess_lies_between_pairing_and_arrival(written, sent):
    found = estimate(written, sent, received=RECEIVED, paired=PAIRED)
    assert PAIRED <= found.at <= RECEIVED
    assert found.confidence in (EXACT, DAY)


@given(st.integers(-(2**70), 2**70))
def test_milliseconds_are_an_instant_or_nothing(wall):
    found = instant(wall)
    assert found is None or found.tzinfo is UTC
