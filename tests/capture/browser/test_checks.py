"""Does the tablet refuse what the server would, and nothing else? The same texts through both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.leads import reference
from app.web.contact import read_phone
from app.web.text import _is_date, _luhn, has_personal_number, name_problem

pytestmark = pytest.mark.browser


def number(day: str, serial: str) -> str:
    """Ten digits with the right check digit."""
    return next(day + serial + last for last in "0123456789" if _luhn(day + serial + last))


OLD = number("850312", "123")
ALIKE = [
    OLD, f"{OLD[:6]}-{OLD[6:]}", f"19{OLD}", f"19{OLD[:6]} {OLD[6:]}", f"mitt nummer är {OLD}!", " ".join(OLD), f"{OLD[:6]}+{OLD[6:]}",
    f"{OLD[:6]}–{OLD[6:]}", f"{OLD[:6]}\u200b{OLD[6:]}", "".join(chr(0x660 + int(sign)) for sign in OLD),
    "".join(chr(0xFF10 + int(sign)) for sign in OLD), number("850372", "123"), f"{OLD[:-1]}{(int(OLD[-1]) + 1) % 10}",
    "2026-05-12 10.00", "2026-05-12–2026-05-13", "070-123 45 67", "8503121234567", "Åsa Ek", "", "12", number("850231", "123"),
    number("000229", "123"), f"{OLD[:2]} {OLD[2:4]} {OLD[4:6]} {OLD[6:]}", f"{OLD[:6]}/{OLD[6:8]} {OLD[8:]}",
]  # fmt: skip
PHONES = [
    "070-123 45 67", "0701234567", "701234567", "46701234567", "+46 (0)70-123 45 67", "0046701234567", "08-123 456 78",
    "013-20 60 00", "+45 20 12 34 56", "+47 22 12 34 56", "070 1234567 (hem)", "hem: 013-206000", "0", "123", "hej", "070-12",
    "+46", "0900-123 456", "0939-123 45 67", OLD, f"19{OLD}", "", "070-123 45 67 070-765 43 21",
]  # fmt: skip
NAMES = [
    "Åsa Ek",
    "محمد",
    "李",
    "X Æ A-12",
    "",
    "  ",
    "12",
    "http://ond.se",
    "Bo\u202eEk",
    "x" * 121,
    "Anna-Lena O'Brien",
    f"Bo {OLD}",
]


def of(page, function: str, values: list):
    return page.evaluate(
        f"async (values) => {{ const m = await import('/checks.js'); return values.map(m.{function}); }}", values
    )


def test_a_personal_number_is_seen_in_every_spelling(page):
    assert of(page, "hasPersonalNumber", ALIKE) == [has_personal_number(text) for text in ALIKE]


@given(st.lists(st.text("0123456789 -+./–٠١٢٣a\u200b", max_size=24), min_size=200, max_size=200))
def test_both_find_the_same_in_anything(page, texts):
    said = of(page, "hasPersonalNumber", texts)
    assert {text for text, one in zip(texts, said, strict=True) if one != has_personal_number(text)} == set()


def test_whole_days_and_check_digits_are_reckoned_alike(page):
    days = [
        f"{year:02}{month:02}{day:02}"
        for year in (0, 4, 23, 99)
        for month in range(14)
        for day in (0, 1, 28, 29, 30, 31, 60, 61, 89, 91, 92)
    ]
    texts = [number(day, "123") for day in days]
    expected = [any(_is_date(century + day) for century in ("18", "19", "20")) for day in days]
    assert of(page, "hasPersonalNumber", texts) == expected


def readable(text: str) -> bool:
    try:
        read_phone(text)
    except Refused:
        return False
    return True


def test_a_phone_that_the_server_can_read_is_never_refused_by_the_tablet(page):
    said = dict(zip(PHONES, of(page, "phoneProblem", PHONES), strict=True))
    assert {text for text in PHONES if readable(text) and said[text]} == set()
    assert {text for text in PHONES if not readable(text) and not said[text]} == set()
    assert (said[OLD], said[f"19{OLD}"]) == ("personal", "personal")


def test_a_name_is_judged_alike(page):
    said = of(page, "nameProblem", NAMES)
    assert [why is None for why in said] == [not name_problem(name) and not has_personal_number(name) for name in NAMES]


def test_the_code_that_a_visitor_is_shown_is_the_reference_that_the_lead_gets(page):
    ids = ["0b0f8a0e-3c5a-4f51-9f0f-1d2c3b4a5968", "ffffffff-ffff-4fff-bfff-ffffffffffff"]
    said = page.evaluate(
        "async (ids) => { const m = await import('/reference.js'); return Promise.all(ids.map(m.referenceOf)); }", ids
    )
    assert said == [reference.shown(reference.of(one)) for one in ids]
