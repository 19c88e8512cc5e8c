"""Does a report with the same date give the same numbers, whatever has been learnt since?"""

from hypothesis import given
from hypothesis import strategies as st

from app.leads import known

MONTHS = [f"{2026 + number // 12}-{number % 12 + 1:02}" for number in range(30)]
facts = st.fixed_dictionaries({}, optional={"state": st.sampled_from("abc"), "first": st.sampled_from("abc")})


def test_the_month_before():
    assert [known.month_before(month) for month in ("2027-01", "2026-12", "2026-02")] == [
        "2026-12",
        "2026-11",
        "2026-01",
    ]


@given(st.lists(st.tuples(st.sampled_from(range(30)), facts), max_size=12))
def test_what_was_said_at_the_end_of_any_month_stays_what_it_was(changes):
    """Told as they happen, in the order of time: after each, every month that is over reads as it did when it ended."""
    changes = sorted(changes, key=lambda change: change[0])
    said, past, since, ends = {"state": "new", "first": None}, {}, MONTHS[changes[0][0]] if changes else MONTHS[0], {}
    for place, (month, new) in enumerate(changes):
        before = {name: said[name] for name in new if said[name] != new[name]}
        past = known.kept(past, since, before, MONTHS[month])
        said = said | new
        after = changes[place + 1][0] if place + 1 < len(changes) else len(MONTHS)
        ends |= {number: dict(said) for number in range(month, after)}
    assert {
        number: found
        for number, month in enumerate(MONTHS)
        if (found := known.at_the_end_of(month, said, past, since)) is not None
    } == (ends or dict.fromkeys(range(len(MONTHS)), said))


def test_nobody_is_counted_before_they_were_known():
    assert known.at_the_end_of("2026-04", {"state": "new"}, {}, "2026-05") is None


def test_what_changes_within_a_month_leaves_nothing():
    assert known.kept({}, "2026-05", {"state": "new"}, "2026-05") == {}
    assert known.kept({"2026-05": {"state": "new"}}, "2026-01", {"state": "seeking"}, "2026-06") == {
        "2026-05": {"state": "new"}
    }
