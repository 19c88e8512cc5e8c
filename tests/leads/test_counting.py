import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leads.counting import k_of_n, told_apart, wilson

SHARES = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    "k, n, low, high",
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (15, 50, 0.1910, 0.4375),
    ],
)
def test_known_intervals(k, n, low, high):
    assert wilson(k, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_of_nothing_everything_is_possible():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("k, n", [(-1, 3), (4, 3), (0, -1)])
def test_more_than_all_is_an_error(k, n):
    with pytest.raises(ValueError):
        wilson(k, n)


@given(SHARES)
def test_the_interval_holds_the_share_and_stays_between_0_and_1(share):
    k, n = share
    low, high = wilson(k, n)
    assert 0.0 <= low < high <= 1.0
    assert n == 0 or low <= k / n <= high


@given(SHARES)
def test_what_is_true_of_k_is_true_of_the_others_turned_around(share):
    k, n = share
    low, high = wilson(k, n)
    assert wilson(n - k, n) == (pytest.approx(1 - high), pytest.approx(1 - low))


@given(SHARES.filter(lambda share: share[0] < share[1]))
def test_one_more_moves_both_ends_up(share):
    k, n = share
    assert wilson(k, n)[0] < wilson(k + 1, n)[0]
    assert wilson(k, n)[1] < wilson(k + 1, n)[1]


@given(SHARES.filter(lambda share: share[1] > 0), st.integers(2, 50))
def test_more_of_the_same_makes_it_surer(share, times):
    k, n = share
    low, high = wilson(k, n)
    surer_low, surer_high = wilson(k * times, n * times)
    assert surer_high - surer_low < high - low


def test_shares_are_told_apart_only_when_their_intervals_do_not_touch():
    assert told_apart((1, 50), (30, 50)) and told_apart((30, 50), (1, 50))
    assert not told_apart((1, 5), (3, 5))


def test_a_share_is_said_with_how_far_chance_reaches():
    assert k_of_n(3, 12, "sv") == "3 av 12 (9–53\u00a0%)"
    assert k_of_n(3, 12, "en") == "3 of 12 (9–53%)"
    assert k_of_n(0, 0, "sv") == "0 av 0"
