"""Do ids sort as they were made, and look as they should?"""

import time

from app.store.columns import is_id, new_id


def test_ids_sort_as_they_were_made_within_a_millisecond_too():
    made = [new_id() for _ in range(10_000)]
    assert (made, len(set(made)), {is_id(id) for id in made}) == (sorted(made), 10_000, {True})


def test_ids_sort_as_they_were_made_when_the_clock_is_put_back(monkeypatch):
    before, year = new_id(), 365 * 86_400
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - year)
    assert before < new_id() < new_id()
