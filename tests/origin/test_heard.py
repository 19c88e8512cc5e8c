"""What can be answered to how one heard of us, and how sure are we of it? Pure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.origin.heard import Answer, Choice, Groups, alike_left_out, grade_of, key_of, read, since

THEN = datetime(2026, 5, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by_staff", "days", "grade"), [(True, 0, "B"), (True, 30, "B"), (False, 30, "C"), (True, 31, "D"), (False, 400, "D")]
)  # fmt: skip
def test_who_answers_late_recalls_whoever_notes_it(by_staff, days, grade):
    assert grade_of(by_staff=by_staff, captured_at=THEN, said_at=THEN + timedelta(days=days)) == grade


@pytest.mark.parametrize("key", ["event:1", "placement:2", "partner:Röda Korset", "media", "friend", "unknown"])
def test_every_choice_can_be_read_back(key):
    answer = read(key)
    assert key_of(answer.event_id, answer.placement_id, answer.other) == key


def test_not_to_know_points_at_nothing():
    assert read("unknown") == Answer()


def test_media_points_at_nothing_of_ours():
    assert read("media") == Answer(other="media")


def test_two_that_read_the_same_are_not_offered_since_nobody_could_tell_them_apart():
    one, other, third = (
        Choice("placement:1", "Affisch, biblioteket"),
        Choice("placement:2", "affisch, Biblioteket"),
        Choice("placement:3", "Flyer, ICA"),
    )
    assert alike_left_out([one, other, third]) == (third,)


def test_groups_without_choices_are_left_out():
    assert Groups(partners=(Choice("partner:x", "x"),)).of_ours == [("Samverkansparter", (Choice("partner:x", "x"),))]


def test_one_looks_back_two_years():
    assert since(date(2026, 11, 22)) == date(2024, 11, 21)
