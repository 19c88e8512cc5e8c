"""Can a tablet be let in, and its sealed file brought in, from the command line?"""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select

from app.booths.models import CaptureSession
from app.capture.commands import import_sealed, pair
from app.capture.models import Pairing, TabletRecord
from app.clock import now
from app.errors import Stopped
from app.leads.models import Lead
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from tests.capture.tablet import Tablet


@pytest.fixture
def monter(app, make):
    make.first()

    def run(command, *words):
        context = {"organisation": None, "app": lambda: app}
        ran = CliRunner().invoke(command, [str(word) for word in words], obj=context, standalone_mode=False)
        if ran.exception:
            raise ran.exception
        return ran.output.split("\n")

    return run


@pytest.mark.parametrize(("options", "state"), [(["--allow"], "approved"), ([], "pending_approval")])
def test_a_code_lets_one_tablet_ask_or_in_at_once(app, monter, make, options, state):
    code, address, _ = monter(pair, "--booth", make.booth().id, *options)
    assert address == f"http://localhost:8000/booth/#{code.replace('-', '')}"
    assert Tablet(app).pair(code)[1]["state"] == state


def test_a_booth_that_is_not_there_or_not_ours_says_what_to_do(monter, make):
    other = make.booth(make.event(organisation=make.organisation("norrkoping", "Norrköpings kommun")))
    for id in ("nothing", other.id):
        with pytest.raises(Stopped, match="monter export booths"):
            monter(pair, "--booth", id)


def test_a_sealed_file_comes_in_and_a_second_time_changes_nothing(app, monter, make, tmp_path):
    tablet, file = Tablet(app).join(make.booth()), tmp_path / "booth.json"
    for number in range(21):
        tablet.save(name=f"Person {number}", phone=f"070{number:07}")
    file.write_text(json.dumps({"kind": "booth-export", "pairing_id": tablet.pairing_id, "records": tablet.kept}))
    assert monter(import_sealed, file)[0] == "21 stored"
    assert monter(import_sealed, file)[0] == "21 duplicate"
    assert db.session.scalar(select(func.count()).select_from(Lead)) == 21
    assert tablet.row.status == {}  # a file says nothing of how the tablet is now


def test_what_a_sealed_file_holds_was_written_when_the_tablet_says_by_its_last_known_clock(app, monter, make, tmp_path):
    booth, file = make.booth(), tmp_path / "booth.json"
    tablet, at = Tablet(app).join(booth), now()
    helper = make.helper("Siri Sol")
    early = make.shift(booth, starts_at=at - timedelta(hours=2), hours=1)
    make.assignment(early, helper, state="yes"), make.assignment(make.shift(booth, starts_at=at), helper, state="yes")
    with unit_of_work():
        row = db.session.get(Pairing, tablet.pairing_id)
        row.asked_at, row.clock_offset_s = at - timedelta(hours=3), 3600  # it is an hour behind
    tablet.wall = int((at - timedelta(hours=2, minutes=30)).timestamp() * 1000)
    tablet.save(session={"id": new_id(), "helper_id": helper.id, "since": tablet.wall})
    tablet.wall -= 24 * 3600 * 1000
    tablet.save()
    file.write_text(json.dumps({"kind": "booth-export", "pairing_id": tablet.pairing_id, "records": tablet.kept}))
    assert monter(import_sealed, file)[0] == "2 stored"
    db.session.rollback()
    first, second = db.session.scalars(select(TabletRecord).order_by(TabletRecord.seq))
    assert abs(first.captured_at - (at - timedelta(minutes=90))) < timedelta(seconds=2)
    assert (first.confidence, first.clock_offset_s) == ("day", 3600)
    assert second.captured_at == at - timedelta(hours=3)  # not before the pairing
    session = db.session.scalars(select(CaptureSession).filter_by(helper_id=helper.id)).one()
    assert (session.shift_id, tablet.row.clock_offset_s) == (early.id, 3600)


def test_a_sealed_file_of_a_tablet_that_a_restore_forgot_comes_in_through_another(app, monter, make, tmp_path):
    booth, file = make.booth(), tmp_path / "booth.json"
    forgotten = Tablet(app).join(booth)
    told = {"kind": "booth-export", "pairing_id": forgotten.pairing_id}
    file.write_text(json.dumps(told | {"records": [forgotten.save() | {"pairing": forgotten.pairing_id}]}))
    with unit_of_work():
        db.session.execute(delete(Pairing))
    with pytest.raises(Stopped, match="Parkoppla den igen"):
        monter(import_sealed, file)
    Tablet(app).join(booth)
    assert monter(import_sealed, file)[0] == "1 stored"


def test_another_file_says_what_to_do(monter, tmp_path):
    file = tmp_path / "other.json"
    file.write_text("{}")
    with pytest.raises(Stopped, match="choose the file that it saved"):
        monter(import_sealed, file)
