"""What `app.calendars.feeds` knows of a feed before its file is written, and which files it keeps."""

from datetime import UTC, datetime, timedelta

from app.calendars import feeds as module
from app.calendars.feeds import Shelf, answer_of, teller_at
from app.calendars.queries import subscription_by_hash
from app.events.models import Event
from app.events.when import When
from app.store.db import db, unit_of_work

AT = datetime(2026, 11, 21, 12, 0, 0, 700_000, tzinfo=UTC)
TELLER = teller_at("https://monter.example.org:8443", "sv")


def answer(feeds, now=AT, teller=TELLER, scope="public"):
    db.session.rollback()
    return answer_of(subscription_by_hash(feeds.open(scope).token_hash), teller, now)


def event(make, when: str, at=AT, **facts):
    row = make.event(when=When.read(when), **facts)
    with unit_of_work():
        db.session.get(Event, row.id).updated_at = at
    return row


def test_ids_carry_the_host_that_is_configured_and_no_port():
    assert TELLER.uid("event", "x") == "event-x@monter.example.org"


def test_the_date_is_that_of_the_last_change_in_whole_seconds(feeds, make):
    event(make, "2026-12-05")
    assert answer(feeds).modified_at == datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def test_a_new_day_is_a_change_since_the_window_moves_at_midnight(feeds, make):
    event(make, "2026-12-05")
    today, tomorrow = answer(feeds), answer(feeds, AT + timedelta(days=1))
    assert (tomorrow.modified_at, tomorrow.etag == today.etag) == (datetime(2026, 11, 21, 23, tzinfo=UTC), False)


def test_the_same_day_gives_the_same_tag(feeds, make):
    event(make, "2026-12-05")
    assert answer(feeds).etag == answer(feeds, AT + timedelta(hours=10)).etag


def test_the_tag_differs_exactly_when_the_file_does_as_days_go_by(feeds, make):
    """The window lets go of one event and takes in another; between those days only the tag may change."""
    event(make, "2026-12-05")
    event(make, "2027-12-20", at=AT - timedelta(days=50))
    days = [answer(feeds, AT + timedelta(days=day)) for day in range(0, 60, 3)]
    files = [day.file() for day in days]
    assert len(set(files)) == 3
    assert all(days[n].etag != days[m].etag for n in range(len(days)) for m in range(n) if files[n] != files[m])


def test_another_address_of_the_instance_is_another_tag(feeds, make):
    event(make, "2026-12-05")
    assert answer(feeds).etag != answer(feeds, teller=teller_at("https://other.example.org", "sv")).etag


def test_a_file_is_written_once_as_long_as_nothing_changes(feeds, make, queries):
    event(make, "2026-12-05")
    answer(feeds).file()
    again = answer(feeds)
    with queries() as ran:
        again.file()
    assert list(ran) == []


def test_files_that_take_too_many_bytes_go_by_use():
    shelf = Shelf(most_bytes=25)
    for name in ("a", "b"):
        shelf.put(name, b"0123456789")
    shelf.get("a")
    shelf.put("c", b"0123456789")
    assert [shelf.get(name) is None for name in "abc"] == [False, True, False]


def test_a_file_larger_than_the_shelf_is_still_answered_and_kept_alone():
    shelf = Shelf(most_bytes=5)
    shelf.put("a", b"0123456789")
    assert (shelf.put("b", b"0123456789"), shelf.get("a"), shelf.get("b")) == (b"0123456789", None, b"0123456789")


def test_the_same_file_again_is_counted_once():
    shelf = Shelf(most_bytes=15)
    for _ in range(3):
        shelf.put("a", b"0123456789")
    assert shelf.get("a") == b"0123456789"


def test_the_shelf_of_the_application_is_small():
    assert module.SHELF.most_bytes == 16_000_000
