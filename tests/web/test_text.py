import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.text import clean_line, clean_text, has_personal_number, name_problem, search_key, sort_key_sv

BIRTHDAYS = st.dates(date(1890, 1, 1), date(2026, 11, 21))


def check_digit(nine: str) -> int:
    total = sum(sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(nine))
    return -total % 10


def number(birthday: date, serial: int, coordination: bool, off: int = 0) -> str:
    """Twelve digits, right when `off` is 0, else with a check digit that much off."""
    day = birthday.day + (60 if coordination else 0)
    eight = f"{birthday:%Y%m}{day:02}"
    nine = f"{eight[2:]}{serial:03}"
    return f"{eight}{serial:03}{(check_digit(nine) + off) % 10}"


NUMBERS = st.builds(number, BIRTHDAYS, st.integers(0, 999), st.booleans())
WRONG = st.builds(number, BIRTHDAYS, st.integers(0, 999), st.booleans(), st.integers(1, 9))

SPELLINGS = [
    lambda n: n,
    lambda n: n[2:],
    lambda n: f"{n[:8]}-{n[8:]}",
    lambda n: f"{n[2:8]}-{n[8:]}",
    lambda n: f"{n[2:8]}+{n[8:]}",
    lambda n: f"{n[:8]} {n[8:]}",
    lambda n: f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:8]}-{n[8:]}",
    lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
    lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]} – {n[8:]}",
    lambda n: f"{n[2:4]}.{n[4:6]}.{n[6:8]}-{n[8:]}",
    lambda n: f"{n[2:4]}/{n[4:6]} {n[6:8]} {n[8:10]} {n[10:]}",
    lambda n: f"{n[:2]}-{n[2:]}",
    lambda n: "\u00a0".join([n[:8], n[8:]]),
    lambda n: "\u202f".join(n[2:]),
    lambda n: "-".join(n),
    lambda n: f"{n[:8]}\u2011{n[8:]}",
    lambda n: f"{n[:8]}−{n[8:]}",
    lambda n: f"{n[:8]}\n{n[8:]}",
    lambda n: f"{n[:6]}\u200b{n[6:8]}-\u00ad{n[8:]}",
    lambda n: "".join(chr(ord(digit) + 0xFEE0) for digit in n),
    lambda n: "".join(chr(ord(digit) - 0x30 + 0x0660) for digit in n),
]
AROUND = st.sampled_from(["", "x", " ", "Hej, ", "pnr:", " (", "ring 112! ", "Åsa ", ". ", "\n"])


@given(NUMBERS, st.sampled_from(SPELLINGS), AROUND, AROUND)
def test_a_personal_number_is_found_in_any_spelling_anywhere(number, spell, before, after):
    assert has_personal_number(before + spell(number) + after)


@given(WRONG, st.sampled_from(SPELLINGS[:11]), AROUND, AROUND)
def test_a_wrong_check_digit_makes_it_no_personal_number(number, spell, before, after):
    assert not has_personal_number(before.replace("112", "oss") + spell(number) + after.replace("112", "oss"))


@pytest.mark.parametrize(
    "text",
    ["19121212-1212", "121212+1212", "20 12 12 12-1212", "121212–1212", "１９１２１２１２１２１２", "19701063-2391"],
)
def test_these_are_personal_numbers(text):
    assert has_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *["", "Anna", "070-123 45 67", "+46 70 123 45 67", "212000-0449", "2026-11-21", "1 234 567,50 kr"],
        *["121212-1213", "19121312-1212", "19120230-1214", "9121212121212", "191212121212345", "19121212 och 1212"],
    ],
)
def test_these_are_not(text):
    assert not has_personal_number(text)


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.times(), st.times())
def test_dates_with_times_and_ranges_are_left_alone(day, start, end):
    for text in (
        f"{day} {start:%H.%M}",
        f"{day} {start:%H:%M}–{end:%H:%M}",
        f"{day} {start:%H}–{end:%H}",
        f"{day} kl. {start:%H.%M}",
        f"{day}–{day}",
        f"{day}/{day}",
        f"{day} - {day}",
        f"{day}T{start:%H:%M}",
    ):
        assert not has_personal_number(text)


def test_a_line_is_trimmed_composed_and_rid_of_what_steers():
    assert clean_line("  A\u030asa \u00a0\t Ek\u202e\x00\u200b\ufeff\r\n ") == "Åsa Ek"
    assert clean_line("one\u2028two\x85three") == "one two three"
    assert clean_line("می\u200cخواهم") == "می\u200cخواهم"
    assert clean_line("half \ud800 pair") == "half pair"


def test_a_text_keeps_its_lines():
    assert clean_text("\r\n Hej  där \r\n\r\n\r\n\r\nÅsa\t\n ") == "Hej där\n\nÅsa"


@given(st.text())
def test_cleaning_again_changes_nothing(text):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in clean_line(text))


@pytest.mark.parametrize(
    "name",
    [
        "Åsa",
        "Anna-Karin O'Hara",
        "Madonna",
        "محمد علي",
        "Нина",
        "Ng",
        "李小龍",
        "D’Angelo",
        "X Æ A-12",
        "می\u200cنا",
        " Bo ",
        "é" * 120,
    ],
)
def test_names_of_any_script_are_names(name):
    assert name_problem(name) is None


@pytest.mark.parametrize(
    "name, why",
    [
        ("Bo https://exempel.se", "länk"),
        ("Bo\u202eoB", "osynliga"),
        ("Bo\x00", "osynliga"),
        ("Bo\r\nBcc: x", "osynliga"),
        ("B" * 121, "högst 120 tecken"),
        ("", "bokstäver"),
        ("0701234567", "bokstäver"),
    ],
)
def test_a_name_problem_is_a_sentence(name, why):
    assert why in str(name_problem(name))


@pytest.mark.parametrize(
    "one, other",
    [
        *[("Åsa", "asa"), ("ÅSA", "A\u030asa"), ("Björn", "bjorn"), ("José", "jose"), ("O’Hara", "ohara")],
        *[
            ("Anna-Karin", "anna karin"),
            ("Søren", "soren"),
            ("Łukasz", "lukasz"),
            ("Weiß", "WEISS"),
            ("Ｂｏ", "bo"),
            ("ᴭva", "aeva"),
        ],
    ],
)
def test_spellings_find_each_other(one, other):
    assert search_key(one) == search_key(other)


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert search_key(search_key(text)) == search_key(text)


def test_names_sort_the_swedish_way():
    names = ["Adam", "Anna Ek", "Anna-Karin", "Annika", "Édith", "Eva", "Müller", "Mzia", "Vera", "Wera", "Zoë"]
    names += ["Åke", "Ärla", "Örjan", "Ørsted", "Нина"]
    assert sorted(names[7:] + names[:7], key=sort_key_sv) == names
    assert sort_key_sv("ÅKE") == sort_key_sv("a\u030ake")
