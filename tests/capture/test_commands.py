"""Can a tablet be let in, and its sealed file brought in, from the command line?"""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.capture.commands import import_sealed, pair
from app.errors import Stopped
from app.leads.models import Lead
from app.store.db import db
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


def test_another_file_says_what_to_do(monter, tmp_path):
    file = tmp_path / "other.json"
    file.write_text("{}")
    with pytest.raises(Stopped, match="choose the file that it saved"):
        monter(import_sealed, file)
