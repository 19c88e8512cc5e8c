"""Does a function that nobody holds still receive everything?"""

from sqlalchemy import delete, select

from app.accounts.models import Function, Holding
from app.clock import now
from app.handover.models import Handover
from app.handover.queries import owner_of, waiting
from app.leads.board import board_of
from app.leads.models import Lead
from app.store.db import db, unit_of_work


def test_what_comes_in_and_what_comes_back_belongs_to_the_function_whoever_holds_it(handing, make):
    function = make.function()
    with unit_of_work():
        db.session.execute(delete(Holding).where(Holding.function_id == function.id))
    lead = make.lead(event=make.event())
    row = handing.over()
    db.session.rollback()
    assert db.session.get(Lead, lead.id).owner_function_id == function.id
    assert owner_of(db.session.get(Handover, row.id)).id == function.id
    assert [one.row.id for one in waiting(function.id)] == [row.id]
    shown = board_of(lead.unit_id, show="all", held=[], now=now().replace(year=now().year + 1))
    assert lead.id in [call.lead.id for call in shown.calls]
    assert db.session.scalars(select(Function.id).where(Function.closed_at.is_not(None))).all() == []
