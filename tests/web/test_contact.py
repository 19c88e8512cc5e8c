import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.web.contact import (
    Contact,
    Way,
    address_key,
    national_for_csv,
    read_contact,
    read_email,
    read_phone,
    show_phone,
)

SPELLINGS = [
    "070-123 45 67",
    "0701234567",
    "070 1234567 (hem)",
    "070–123 45 67",
    "070\u00a0123\u00a045\u00a067",
    "(070) 123 45 67",
    "070/1234567",
    "070.123.45.67",
    "+46 70 123 45 67",
    "+46701234567",
    "+46 (0)70-123 45 67",
    "0046 70 123 45 67",
    "46701234567",
    "701234567",
    "０７０－１２３４５６７",
    "tel. 070-123 45 67",
    "mobil: 0701234567, helst efter kl 17",
    "070-123 45 67 / +46701234567",
    "0701234567Anna",
]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_phone_is_read_in_any_spelling(typed):
    assert read_phone(typed) == "+46701234567"


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("013-20 60 00", "+4613206000"),
        ("08-123 456", "+468123456"),
        ("020-91 00 00", "+4620910000"),
        ("010-456 70 00", "+46104567000"),
        ("+45 20 12 34 56", "+4520123456"),
        ("00358 40 123 4567", "+358401234567"),
        ("+380 50 123 4567", "+380501234567"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_other_towns_and_countries_are_read(typed, kept):
    assert read_phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *["", "hej", "112", "070", "070-12 34", "070-123 45 67 89", "123456", "+46", "+", "0" * 70],
        *["19121212-1212", "121212-1212", "121212+1212", "191212121212", "1212121212", "460512-1234", "811218-9876"],
        *["0701234HEM", "070-ABC DE FG"],
    ],
)
def test_what_is_no_phone_is_refused_with_an_example(typed):
    with pytest.raises(Refused, match="070-123 45 67") as refused:
        read_phone(typed)
    assert refused.value.field == "phone"


def test_two_numbers_are_not_guessed_between():
    with pytest.raises(Refused, match="ett telefonnummer i taget"):
        read_phone("070-123 45 67, 013-20 60 00")


def test_a_number_that_costs_is_refused():
    with pytest.raises(Refused, match="betalnummer"):
        read_phone("0900-123 45 67")


@pytest.mark.parametrize(
    "e164, shown, csv",
    [
        ("+46701234567", "070-123 45 67", "070-123 45 67"),
        ("+4613206000", "013-20 60 00", "013-20 60 00"),
        ("+4684650040", "08-465 00 40", "08-465 00 40"),
        ("+4520123456", "+45 20 12 34 56", "0045 20 12 34 56"),
    ],
)
def test_a_phone_is_shown_as_people_here_write_it(e164, shown, csv):
    assert (show_phone(e164), national_for_csv(e164)) == (shown, csv)


MOBILES = st.builds("+467{}{:07}".format, st.sampled_from("02369"), st.integers(0, 9_999_999))
HOMES = st.builds("+46{}{:06}".format, st.sampled_from(["8", "13", "31", "40", "11"]), st.integers(200_000, 999_999))
FOREIGN = st.sampled_from(["DK", "NO", "FI", "DE", "UA", "SO", "SY", "GB", "US"]).map(
    lambda region: phonenumbers.format_number(phonenumbers.example_number(region), phonenumbers.PhoneNumberFormat.E164)
)
PHONES = (MOBILES | HOMES | FOREIGN).filter(lambda e164: phonenumbers.is_valid_number(phonenumbers.parse(e164)))
AROUND = st.sampled_from(["", " ", "  \t", "\u00a0", "\n"])


@given(st.integers(0, 99_999_999).map("+467{:08}".format))
def test_a_mobile_is_shown_as_the_library_shows_it(e164):
    number = phonenumbers.parse(e164)
    if phonenumbers.is_valid_number(number):
        assert show_phone(e164) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


@given(PHONES, AROUND, AROUND)
def test_what_is_shown_can_be_read_back(e164, before, after):
    for spelled in (e164, show_phone(e164), national_for_csv(e164), "00" + e164[1:]):
        assert read_phone(before + spelled + after) == e164
    assert national_for_csv(e164)[0] == "0"


@given(MOBILES, st.lists(st.sampled_from(["", " ", "-", "\u00a0", ".", "–"]), min_size=8, max_size=8))
def test_blanks_and_dashes_may_stand_anywhere(e164, between):
    digits = "0" + e164[3:]
    spelled = digits[0] + digits[1] + "".join(sign + digit for sign, digit in zip(between, digits[2:], strict=True))
    assert read_phone(spelled) == e164


@given(st.text(max_size=30) | st.text("0123456789 +-()/x,;", max_size=30))
def test_any_text_is_a_phone_or_is_refused(typed):
    try:
        assert phonenumbers.is_valid_number(phonenumbers.parse(read_phone(typed)))
    except Refused as why:
        assert str(why).endswith(".")


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("anna@exempel.se", "anna@exempel.se"),
        (" Anna.Ek+monter@EXEMPEL.SE \n", "Anna.Ek+monter@exempel.se"),
        ("Anna Ek <anna@exempel.se>", "anna@exempel.se"),
        ("mailto:anna@exempel.se", "anna@exempel.se"),
        ("anna@exempel.se.", "anna@exempel.se"),
        ("o'hara@exempel.se", "o'hara@exempel.se"),
        ("anna@åäö.se", "anna@åäö.se"),
        ("anna@xn--4cab6c.se", "anna@åäö.se"),
    ],
)
def test_a_mail_address_is_read(typed, kept):
    assert read_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *["", "anna", "anna@", "@exempel.se", "anna@exempel", "anna ek@exempel.se", "anna@@exempel.se"],
        *["a..b@exempel.se", "anna@exempel.se, bo@exempel.se", "anna@localhost", "anna@[127.0.0.1]"],
        *['"anna"@exempel.se', "a" * 300 + "@exempel.se", "anna@exempel.se\r\nBcc: bo@exempel.se"],
        *["anna\u202e@exempel.se", "anna@exempel.se\x00"],
    ],
)
def test_what_is_no_mail_address_is_refused_with_an_example(typed):
    with pytest.raises(Refused, match="namn@exempel") as refused:
        read_email(typed)
    assert refused.value.field == "email"


def test_letters_that_mail_seldom_carries_are_refused_with_what_to_do():
    with pytest.raises(Refused, match="Framför @"):
        read_email("åsa@exempel.se")


@given(st.emails())
def test_a_kept_address_stays_what_it_is(typed):
    try:
        kept = read_email(typed)
    except Refused:
        return
    assert read_email(kept) == kept
    assert address_key(kept) == address_key(kept.upper())


@given(st.text(max_size=40) | st.text("ab@.<> \r\n", max_size=20))
def test_any_text_is_a_mail_address_or_is_refused(typed):
    try:
        assert not set(read_email(typed)) & set("\r\n <>")
    except Refused as why:
        assert str(why).endswith(".")


def test_one_field_takes_either():
    assert read_contact("070-123 45 67") == Contact(Way.PHONE, "+46701234567", "+46701234567")
    assert read_contact("Anna@Exempel.se") == Contact(Way.EMAIL, "Anna@exempel.se", "anna@exempel.se")
    with pytest.raises(Refused):
        read_contact("Anna")
