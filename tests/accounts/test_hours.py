"""Does a day's hours read as people type them?"""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.accounts.hours import hours_words, read_hours
from app.errors import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8–16.30", [["08:00", "16:30"]]),
        ("kl. 8-16", [["08:00", "16:00"]]),
        ("08:00 – 12:00, 13.00–16:30", [["08:00", "12:00"], ["13:00", "16:30"]]),
        ("8 till 12 och 13 till 15", [["08:00", "12:00"], ["13:00", "15:00"]]),
        ("", []),
        (None, []),
    ],
)
def test_hours_in_any_spelling(typed, kept):
    assert read_hours(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("dagtid", "Tiden går inte att läsa. Skriv till exempel 8–16.30, eller lämna tomt för stängt."),
        ("8–25", "Tiden går inte att läsa. Skriv till exempel 8–16.30, eller lämna tomt för stängt."),
        ("16–8", "Sluttiden måste komma efter starttiden. Ändra den ena av dem."),
        ("8–13, 12–16", "Tiderna går in i varandra. Skriv dem i ordning, till exempel 8–12, 13–16.30."),
    ],
)
def test_what_is_no_hours_is_refused_in_words(typed, said):
    with pytest.raises(Refused) as why:
        read_hours(typed)
    assert str(why.value) == said


@given(
    some.lists(some.times().map(lambda at: f"{at:%H:%M}"), min_size=2, max_size=6, unique=True),
    some.sampled_from(["sv", "en"]),
)
def test_what_is_shown_reads_back_the_same(clocks, locale):
    clocks = sorted(clocks)[: len(clocks) // 2 * 2]
    spans = [list(pair) for pair in zip(clocks[::2], clocks[1::2], strict=True)]
    assert read_hours(hours_words(spans, locale)) == spans
