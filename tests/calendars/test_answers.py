"""The answers of `app.calendars.answers`: 304 when it is right, and never else."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as some
from werkzeug.http import http_date

from app.calendars.answers import is_unchanged

MODIFIED = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def unchanged(if_none_match=None, if_modified_since=None):
    return is_unchanged("abc", MODIFIED, if_none_match, if_modified_since)


def test_a_program_that_has_nothing_gets_all():
    assert unchanged() is False


def test_the_same_tag_is_unchanged_also_weakened_by_a_proxy_or_among_others():
    assert [unchanged(tag) for tag in ('"abc"', 'W/"abc"', '"x", "abc"', "*")] == [True, True, True, True]


def test_another_tag_is_changed_even_beside_the_right_date():
    assert unchanged('"old"', http_date(MODIFIED)) is False


def test_the_right_tag_is_unchanged_even_beside_an_old_date():
    assert unchanged('"abc"', "Thu, 01 Jan 1970 00:00:00 GMT") is True


def test_a_tag_that_cannot_be_read_is_not_ours():
    assert unchanged('"', http_date(MODIFIED)) is False


def test_the_date_that_we_gave_is_unchanged():
    assert unchanged(None, http_date(MODIFIED)) is True


def test_no_other_date_is():
    dates = [
        "Wed, 01 Jan 2098 00:00:00 GMT",
        "Sat, 21 Nov 2026 12:00:01 GMT",
        "Sat, 21 Nov 2026 11:59:59 GMT",
        "yesterday",
        "",
    ]
    assert [unchanged(None, date) for date in dates] == [False] * 5


@given(some.text())
def test_no_header_breaks_it(text):
    assert unchanged(None, text) in (True, False)
    assert unchanged(text) in (True, False)
