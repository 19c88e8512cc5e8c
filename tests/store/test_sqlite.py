"""Does what a database says of its troubles keep people's names and numbers to itself?"""

import traceback

import pytest
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.leads.models import Person
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from app.store.put import put


def insert(row):
    db.session.execute(db.insert(Person).values(row))


@pytest.mark.parametrize("how", [insert, lambda row: put(Person.__table__, row)])
def test_what_a_database_refuses_is_told_without_its_values(make, how):
    event = make.event()
    row = {"id": new_id(), "organisation_id": event.organisation_id, "unit_id": event.unit_id, "created_at": now()}
    with pytest.raises(IntegrityError) as refused, unit_of_work():
        for name in ("Åsa Ek", "Åsa Ek, 070-123 45 67"):
            how(row | {"name": name})
    told = "".join(traceback.format_exception(refused.value))
    assert [secret for secret in ("Åsa", "070", row["id"]) if secret in told] == []
