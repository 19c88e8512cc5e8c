"""What the tests of real tablets have: a running Monter with a booth, a proxy before it that can fail, tablets in Chromium."""

import subprocess
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app.booths.models import Booth, CaptureSession, Tally
from app.capture import finishing, importing, opening, pairing
from app.capture.booth_page import lines_of
from app.capture.models import Pairing, TabletRecord
from app.clock import now
from app.events import actions as events
from app.journal.actors import OPERATOR
from app.leads.models import Lead, Submission
from app.store.db import db, unit_of_work
from app.store.instance import note_backup
from app.store_commands import backup, restore
from tests.capture.test_restore import run
from tests.make import Make
from tests.proxy import proxied
from tests.running import own_database, running, wait_for

from .tablet import Tablet

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "app" / "capture" / "static" / "booth"
MODULES = ("seal.js", "bytes.js", "checks.js", "sync.js", "reference.js", "texts.js", "duty.js", "store.js", "bar.js")
PATIENCE = 600  # seconds for one test
PLACE = "http://localhost:9/"  # where nobody listens: the browser is answered before it asks


class Centre:
    """The server's side: what it has, and codes for tablets."""

    def __init__(self, monter, own, booth_id: str):
        self.monter, self.own, self.booth_id = monter, own, booth_id

    def code(self, *, allows: bool = True) -> str:
        """An invitation, as a planner makes it."""
        with unit_of_work():
            booth = db.session.get(Booth, self.booth_id)
            kept = {"key": self.own.app.config["INSTANCE_KEY"], "home": self.own.home}
            found = pairing.invite(booth, by=OPERATOR, now=now(), allows=allows, **kept)
        return found[1]

    @property
    def title(self) -> str:
        """The event's, which every tablet shows."""
        db.session.rollback()
        return self.booth.event.title

    @property
    def records(self) -> list[TabletRecord]:
        db.session.rollback()
        return list(
            db.session.scalars(
                select(TabletRecord)
                .filter_by(booth_id=self.booth_id)
                .order_by(TabletRecord.received_at, TabletRecord.seq)
            )
        )

    @property
    def names(self) -> list[str]:
        """Names of all that came from tablets, sorted."""
        found = select(Submission).where(Submission.id.in_([row.submission_id for row in self.records]))
        return sorted(row.answers["name"] for row in db.session.scalars(found))

    @property
    def leads(self) -> list[str]:
        """Names of all that came in for the booth's leads, whatever its records say, sorted."""
        db.session.rollback()
        found = (
            select(Submission.answers).join(Lead, Lead.id == Submission.lead_id).filter(Lead.booth_id == self.booth_id)
        )
        return sorted(answers["name"] for answers in db.session.scalars(found))

    @property
    def number_of_leads(self) -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count(Lead.id)).where(Lead.booth_id == self.booth_id))

    def told_by(self, pairing_id: str) -> dict[str, int]:
        """What a tablet last said that it has not sent, and that it has lost."""
        db.session.rollback()
        status = db.session.get(Pairing, pairing_id).status
        return {name: status.get(name) for name in ("pending", "store_lost")}

    @property
    def counted(self) -> dict[str, int]:
        """What the counters came to."""
        db.session.rollback()
        found = select(Tally.kind, func.sum(Tally.number)).where(Tally.booth_id == self.booth_id).group_by(Tally.kind)
        return {kind: int(number) for kind, number in db.session.execute(found)}

    @property
    def pairing(self) -> Pairing:
        """The tablet that paired last."""
        db.session.rollback()
        return db.session.scalar(
            select(Pairing).filter_by(booth_id=self.booth_id).order_by(Pairing.number.desc()).limit(1)
        )

    def revoke(self, why: str) -> None:
        with unit_of_work():
            pairing.revoke(db.session.get(Pairing, self.pairing.id), why, by=OPERATOR, now=now())

    @property
    def pairing_word(self) -> str:
        """What the planner's page shows of the tablet that asks."""
        return wait_for(lambda: self.pairing, "a tablet that asks").check_word

    def allow(self) -> None:
        with unit_of_work():
            pairing.allow(db.session.get(Pairing, self.pairing.id), by=OPERATOR, now=now())

    @property
    def booth(self) -> Booth:
        return db.session.get(Booth, self.booth_id)

    @property
    def sessions(self) -> list[CaptureSession]:
        db.session.rollback()
        return list(db.session.scalars(select(CaptureSession).filter_by(booth_id=self.booth_id)))

    def shift(self, make):
        """One that is on now."""
        return make.shift(self.booth, starts_at=now() - timedelta(minutes=5))

    def finish(self, *, giving_up: int) -> None:
        """ "Avsluta", though its tablets have not said that they are empty."""
        with unit_of_work():
            for line in lines_of(self.booth, now=now()):
                finishing.give_up(line.pairing, giving_up, by=OPERATOR, now=now())
            finishing.finish(self.booth, by=OPERATOR, now=now())

    def cancel(self) -> None:
        with unit_of_work():
            events.cancel(self.booth.event, told={"sv": "Inställt."}, by=OPERATOR, now=now())

    def bring_in(self, content: bytes) -> None:
        """A sealed file, from a stick."""
        key, organisation = self.own.app.config["INSTANCE_KEY"], self.booth.organisation_id
        told = {
            "key": key,
            "home": self.own.app.config["MONTER_HOME"],
            "unit": unit_of_work,
            "by": OPERATOR,
            "now": now(),
        }
        importing.bring_in(content, organisation, **told)

    def wait_for(self, names: list[str]) -> None:
        wait_for(lambda: self.names == names, f"{names} at the centre")

    def work(self) -> None:
        """What the worker does a little later."""
        with unit_of_work():
            opening.open_waiting(
                key=self.own.app.config["INSTANCE_KEY"],
                home=self.own.app.config["MONTER_HOME"],
                now=now() + timedelta(minutes=2),
            )

    def note_backup(self) -> None:
        """As after a backup of all that is there now."""
        with unit_of_work() as session:
            note_backup(session.connection(), now())

    def back_up(self, file: Path) -> None:
        """While the server runs."""
        run(self.own.app, backup, file)

    def bring_back(self, file: Path) -> None:
        """A backup in place of all that is there, while the server stands still."""
        self.monter.end()
        run(self.own.app, restore, file, "--yes-replace")
        self.monter.start()


@pytest.fixture(scope="module")
def served(built_app, tmp_path_factory):
    """One running Monter for a file of tests."""
    with own_database(tmp_path_factory.mktemp("centre")) as own:
        make = Make()
        organisation = make.organisation()
        db.session.remove()
        with running(own.home, PAIRINGS_PER_MINUTE=1000, **own.settings) as monter:
            yield SimpleNamespace(monter=monter, own=own, make=make, organisation=organisation)


@contextmanager
def booth_at(served):
    """A booth of its own at that Monter."""
    event = served.make.event(title="Blodomloppet", languages=["sv"])
    yield Centre(served.monter, served.own, served.make.booth(event, "Tältet").id)
    db.session.rollback()


@pytest.fixture
def centre(served):
    with booth_at(served) as found:
        yield found


@pytest.fixture
def proxy(served):
    with proxied(served.monter.port) as found:
        yield found


@pytest.fixture(autouse=True)
def nobody_waits_for_ever():
    """A browser that hangs is killed after a while, so that its test fails instead of keeping all others waiting."""
    watch = threading.Timer(PATIENCE, lambda: [tablet.fell() for tablet in Tablet.alive])
    watch.daemon = True
    watch.start()
    yield
    watch.cancel()


@pytest.fixture
def tablets(chromium, proxy, tmp_path):
    """Starts tablets: `tablets()` is one whose page is open."""
    made = []

    def start(**facts) -> Tablet:
        tablet = Tablet(chromium.browser_type, tmp_path / f"profile {len(made)}", proxy.url, **facts)
        made.append(tablet)
        return tablet.start()

    yield start
    for tablet in made:
        tablet.kill()
        tablet.alive.discard(tablet)
    assert [found for tablet in made for found in tablet.plaintext()] == []  # whatever the test was about


@pytest.fixture
def tablet(tablets, centre):
    """A tablet that is paired and waits for visitors."""
    return tablets().pair(centre.code())


@pytest.fixture(scope="module")
def page(chromium, built_app, tmp_path_factory):
    """An empty page that can import the tablet's modules, each bundled with its libraries as at set-up."""
    folder, context = tmp_path_factory.mktemp("modules"), chromium.new_context()
    program = next((ROOT / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    sources = [SOURCES / name for name in MODULES]
    subprocess.run(
        [program, *sources, "--bundle", "--format=esm", "--log-level=error", f"--outdir={folder}"], check=True
    )

    def answer(route):
        name = route.request.url.removeprefix(PLACE)
        if name in MODULES:
            return route.fulfill(body=(folder / name).read_text(), content_type="text/javascript")
        return route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")

    context.route(PLACE + "**", answer)
    page = context.new_page()
    page.goto(PLACE)
    yield page
    context.close()
