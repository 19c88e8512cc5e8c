"""Yesterday's backup is brought back: does the tablet hear of it, and does what it kept come in again, once?"""

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import func, select

from app.capture.models import TabletRecord
from app.leads.models import Lead
from app.store.db import db, unit_of_work
from app.store.instance import GENERATION, remember
from app.store_commands import backup, restore
from tests.capture.tablet import Tablet
from tests.make import Make
from tests.running import own_database


def run(app, command, *words) -> None:
    db.session.remove()
    done = CliRunner().invoke(command, [str(word) for word in words], obj={"app": lambda: app}, standalone_mode=False)
    if done.exception:
        raise done.exception


def test_what_came_after_the_backup_comes_again(tmp_path: Path):
    with own_database(tmp_path) as own:
        tablet = Tablet(own.app).join(Make().booth())
        tablet.save(name="Före", phone="070-123 45 67")
        before = tablet.sync()
        run(own.app, backup, tmp_path / "yesterday")
        assert tablet.sync()["durable_through"] > before["server_time"]
        tablet.save(name="Efter", phone="070-765 43 21")
        assert tablet.statuses() == ["duplicate", "stored"]
        run(own.app, restore, tmp_path / "yesterday", "--yes-replace")
        after = tablet.sync()
        assert before["store_generation"] == 0 != after["store_generation"]
        assert [ack["status"] for ack in after["acks"]] == ["duplicate", "stored"]
        with unit_of_work() as session:
            remember(session.connection(), GENERATION, "0")  # as where nothing was: another machine, an emptied folder
        run(own.app, restore, tmp_path / "yesterday", "--yes-replace")
        again = tablet.sync()
        assert again["store_generation"] not in (0, after["store_generation"])
        assert [ack["status"] for ack in again["acks"]] == ["duplicate", "stored"]
        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (TabletRecord, Lead)]
        assert counts == [2, 2]
