"""Do ids sort as they were made, and look as they should?"""

import time

from app.store.columns import derived_id, is_id, new_id


def test_ids_sort_as_they_were_made_within_a_millisecond_too():
    made = [new_id() for _ in range(10_000)]
    assert (made, len(set(made)), {is_id(id) for id in made}) == (sorted(made), 10_000, {True})


def test_ids_sort_as_they_were_made_when_the_clock_is_put_back(monkeypatch):
    before, year = new_id(), 365 * 86_400
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - year)
    assert before < new_id() < new_id()


def test_an_id_that_is_derived_is_the_same_for_the_same_parts_and_stays_so_from_release_to_release():
    assert (derived_id("ab", "c"), is_id(derived_id("a", "bc"))) == ("zxsyn2aq6etzvf5nwbdf", True)
    assert derived_id("ab", "c") != derived_id("a", "bc")
