from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.events.when import UNKNOWN, When
from app.events.when_typed import read_words
from tests.events.test_when import WHENS

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed, text",
    [
        ("", None),
        ("  utan datum ", None),
        ("2017", "2017"),
        ("2017-05", "2017-05"),
        ("2017-w20", "2017-W20"),
        ("2017-11-08/2017-11-09", "2017-11-08/2017-11-09"),
        ("maj 2017", "2017-05"),
        ("Maj", "2027-05"),
        ("november", "2026-11"),
        ("sept. 2017", "2017-09"),
        ("May 2017", "2017-05"),
        ("april–juni 2017", "2017-04/2017-06"),
        ("dec - feb", "2026-12/2027-02"),
        ("november 2017 till januari 2018", "2017-11/2018-01"),
        ("v. 20", "2027-W20"),
        ("v.48", "2026-W48"),
        ("v20 2017", "2017-W20"),
        ("V 20, 2017", "2017-W20"),
        ("vecka 20-2017", "2017-W20"),
        ("2017 v. 20", "2017-W20"),
        ("v 53", "2026-W53"),
        ("week 20, 2017", "2017-W20"),
        ("v. 31–32 2017", "2017-07-31/2017-08-13"),
        ("v. 9-10", "2027-03-01/2027-03-14"),
        ("12 maj 2026", "2026-05-12"),
        ("12 maj", "2027-05-12"),
        ("21 nov", "2026-11-21"),
        ("tisdag den 12 maj 2026", "2026-05-12"),
        ("tis 12 maj 2026", "2026-05-12"),
        ("12/5 2026", "2026-05-12"),
        ("12/5-2026", "2026-05-12"),
        ("12/5/2026", "2026-05-12"),
        ("12.5.2026", "2026-05-12"),
        ("12/5", "2027-05-12"),
        ("29 feb", "2028-02-29"),
        ("8-9 november 2017", "2017-11-08/2017-11-09"),
        ("8 – 9 nov", "2027-11-08/2027-11-09"),
        ("8-9/11 2017", "2017-11-08/2017-11-09"),
        ("30/11-2/12 2017", "2017-11-30/2017-12-02"),
        ("30 nov till 2 dec 2017", "2017-11-30/2017-12-02"),
        ("30 dec–2 jan 2018", "2017-12-30/2018-01-02"),
        ("30 dec 2017–2 jan", "2017-12-30/2018-01-02"),
        ("30 dec - 2 jan", "2026-12-30/2027-01-02"),
        ("2017-11-08 - 2017-11-09", "2017-11-08/2017-11-09"),
        ("i morgon", "2026-11-22"),
    ],
)
def test_a_date_is_read_as_a_planner_types_it(typed, text):
    when = read_words(typed, today=TODAY)
    assert when.text == text and not when.time_known


@pytest.mark.parametrize(
    "typed",
    [
        "12 maj 2026 kl. 10–16",
        "12 maj 2026 kl 10-16",
        "12/5 2026 10-16",
        "12/5 2026, kl. 10.00–16.00",
        "2026-05-12 10:00-16:00",
        "tisdag 12 maj 2026 kl 10 till 16",
        "Tuesday 12 May 2026, 10:00–16:00",
        "12 maj 2026 kl. 10 – 12 maj 2026 kl. 16",
    ],
)
def test_a_time_is_read_as_a_planner_types_it(typed):
    assert read_words(typed, today=TODAY) == When.times(datetime(2026, 5, 12, 10), datetime(2026, 5, 12, 16))


def test_a_time_may_end_at_24():
    assert read_words("12 maj 2026 kl. 18–24", today=TODAY) == When.times(
        datetime(2026, 5, 12, 18), datetime(2026, 5, 13)
    )


@pytest.mark.parametrize(
    "typed, why",
    [
        ("nån gång i vår", "Tiden går inte att läsa"),
        ("12", "Tiden går inte att läsa"),
        ("12-" * 3000, "Tiden går inte att läsa"),
        ("maj juni", "Tiden går inte att läsa"),
        ("31 april", "Det datumet finns inte"),
        ("29 februari 2026", "Det datumet finns inte"),
        ("12/13 2026", "Det datumet finns inte"),
        ("12 maj 0026", "Året 26 är för långt bort"),
        ("v. 53 2017", "År 2017 har veckorna 1–52"),
        ("v. 60", "ingen vecka 60"),
        ("onsdag 12 maj 2026", "12 maj 2026 är en tisdag"),
        ("12 maj 2026 kl. 10", "när det slutar"),
        ("12 maj 2026 kl. 25–26", "Klockslaget 25 finns inte"),
        ("12 maj 2026 kl. 10.00–10.75", "Klockslaget 10.75 finns inte"),
        ("12 maj 2026 kl. 16–10", "Sluttiden måste komma efter"),
        ("29 mars 2026 kl. 2.30–4", "sommartid"),
        ("9-8 november 2017", "Den sista dagen kommer före"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(typed, why):
    with pytest.raises(Refused, match=why):
        read_words(typed, today=TODAY)


@given(WHENS, st.sampled_from(["sv", "en"]))
def test_every_label_can_be_typed_back(when, locale):
    assert read_words(when.label(locale), today=TODAY) == when


@given(st.text("0123456789 -/.vklmaj:åäö", max_size=20) | st.text(max_size=12))
def test_any_text_is_read_or_refused(typed):
    try:
        assert isinstance(read_words(typed, today=TODAY), When)
    except Refused as why:
        assert str(why).endswith(".")


def test_nothing_typed_is_an_unknown_date():
    assert read_words("", today=TODAY) is UNKNOWN
