"""Whatever happens at a stand, in whatever order: is every record that a person was told is saved at the centre exactly once, or
still on its tablet?

Hypothesis plays the day: visitors, repeated and reordered deliveries, lost answers, crashes between commit and opening, tablets
that are revoked, paired anew, rolled back or wiped, events that are cancelled, booths that are closed and whose keys are
destroyed, backups that are brought back. Each day begins with something sent, something that waits and other bytes that came
under an id. After each step the invariants hold; in the end everything is delivered and decided.
"""

from collections import Counter
from datetime import timedelta
from functools import wraps
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    run_state_machine_as_test,
)
from hypothesis.stateful import rule as step
from sqlalchemy import event, func, select

from app.booths.models import Booth, Tally
from app.capture import deciding, finishing, importing, key_file, opening, pairing, states, two_places
from app.capture.booth_page import lines_of
from app.capture.models import BoothClosing, BoothKey, Pairing, TabletConflict, TabletRecord
from app.clock import now
from app.events import actions as events
from app.journal.actors import OPERATOR
from app.leads.models import Lead, Submission
from app.store.db import db, unit_of_work
from app.store.instance import GENERATION, durable_through, generation, note_backup, remember
from app.web.abuse import Counts
from tests.capture.keeper import Keeper, damaged
from tests.conftest import empty
from tests.make import Make

WAITS_FOR_SOMEBODY = (states.HELD, states.UNREADABLE)
FINAL = (states.STORED, states.DISCARDED)
PHONES = ("070-123 45 67", "070-765 43 21", "073-246 80 12")
which = st.integers(0, 1)
some = st.integers(0, 10**6)  # of whatever there is to choose from


class Commits:
    """How often the centre's database was changed while this is open: what nothing was committed to need not be read again."""

    def __init__(self):
        self.number = 0

    def __enter__(self):
        event.listen(db.engine, "commit", self._note)
        return self

    def __exit__(self, *_):
        event.remove(db.engine, "commit", self._note)

    def _note(self, connection):
        self.number += 1


def rule(**chosen):
    """A step, counted."""

    def made(do):
        def counted(self, **values):
            type(self).steps += 1
            do(self, **values)

        return step(**chosen)(wraps(do)(counted))

    return made


def of_the_centre(check):
    """An invariant about nothing but what is committed: looked at again after each commit, not when a tablet alone has changed."""

    def changed(self):
        if self.checked.get(check.__name__) != self.commits.number:
            db.session.rollback()
            check(self)
            self.checked[check.__name__] = self.commits.number

    return invariant()(wraps(check)(changed))


class Stand(RuleBasedStateMachine):
    """Two tablets of one booth and the centre. `saved` is the ledger: id → (hash, what, name or counts)."""

    app = commits = opened = None
    days = steps = 0

    @initialize()
    def morning(self):
        type(self).days += 1
        self.app.extensions["pairings"] = Counts(10**6)
        if not self.opened:
            type(self).opened = self.first_morning()
        rows, self.booth, memories, keys, saved = self.opened
        bring_back(rows)
        (self.app.config["MONTER_HOME"] / key_file.FILE).write_bytes(keys)
        self.checked, self.seen = {}, {}
        self.saved: dict[str, tuple] = dict(saved)
        self.gone: set[str] = set()  # what never left a tablet whose disk went back
        self.once: set[str] = (
            set()
        )  # what is at the centre alone, though no backup has it, since its tablet's disk went back
        self.final: dict[str, str] = {}
        self.memories: dict[int, dict] = {}
        self.backup = None
        self.tablets = [Keeper(self.app), Keeper(self.app)]
        for tablet, memory in zip(self.tablets, memories, strict=True):
            tablet.go_back_to(memory)

    def first_morning(self) -> tuple:
        """As each day begins: (all rows, the booth, what its two paired tablets keep, the file of keys, the ledger).
        Both have sent somebody, other bytes have come under an id, and the first has a lead, a correction and a count that
        nobody has heard of."""
        empty()
        row = Make().booth()
        booth = SimpleNamespace(id=row.id, organisation_id=row.organisation_id)
        self.saved, self.tablets = {}, [Keeper(self.app), Keeper(self.app)]
        for which, tablet in enumerate(self.tablets):
            tablet.pair_again(booth)
            self.note(tablet.save(name=f"Tidig {which}", phone=PHONES[which]), "lead", f"Tidig {which}")
            tablet.deliver(tablet.kept)
        keys = (self.app.config["MONTER_HOME"] / key_file.FILE).read_bytes()
        first, second = self.tablets
        before = second.memory()
        second.deliver([second.save(name="Någon annan", id=first.kept[0]["id"])], heard=False)
        second.go_back_to(before)
        self.note(first.save(name="Tidig 2"), "lead", "Tidig 2")
        self.note(first.save(name="Tidig 3", supersedes=first.kept[0]["id"]), "correction", "Tidig 3")
        self.note(first.tally(conversations=2), "tally", 2)
        return all_rows(), booth, [tablet.memory() for tablet in self.tablets], keys, self.saved

    # Tablets

    def note(self, envelope, what, content):
        self.saved[envelope["id"]] = (envelope["sha256"], what, content)

    @rule(which=which, phone=st.sampled_from(PHONES))
    def somebody_leaves_their_name(self, which, phone):
        tablet, name = self.tablets[which], f"Person {len(self.saved)}"
        if tablet.told:
            self.note(tablet.save(name=name, phone=phone), "lead", name)

    @rule(which=which, some=some)
    def somebody_changes_their_mind(self, which, some):
        tablet, name = self.tablets[which], f"Ändrad {len(self.saved)}"
        before = [one for one in tablet.kept if self.saved[one["id"]][1] in ("lead", "correction")]
        if tablet.told and before:
            self.note(tablet.save(name=name, supersedes=before[some % len(before)]["id"]), "correction", name)

    @rule(which=which, number=st.integers(-1, 3).filter(bool))
    def conversations_are_counted(self, which, number):
        if self.tablets[which].told:
            self.note(self.tablets[which].tally(conversations=number), "tally", number)

    @rule(which=which)
    def a_rehearsal(self, which):
        if self.tablets[which].told:
            self.note(self.tablets[which].save(test=True), "test", "")

    @rule(which=which, heard=st.booleans(), data=st.data())
    def some_is_delivered(self, which, heard, data):
        """Any of what it keeps, in any order, some of it twice."""
        tablet = self.tablets[which]
        if not tablet.kept:
            return
        places = data.draw(st.lists(st.integers(0, len(tablet.kept) - 1), max_size=6))
        self.sent(tablet, [tablet.kept[place] for place in places], heard)

    @rule(which=which, heard=st.booleans())
    def the_oldest_is_delivered(self, which, heard):
        self.sent(self.tablets[which], self.tablets[which].waiting, heard)

    @rule(which=which)
    def the_server_dies_between_commit_and_opening(self, which):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(opening, "open_all", lambda *_, **__: None)
            self.sent(self.tablets[which], self.tablets[which].waiting, True)

    def sent(self, tablet, records, heard):
        """Deliver, and see that each is answered with what became of it."""
        records = records[:20]
        known = {id: row.state for id, row in self.rows.items()}
        held, last = self.held(tablet), [one["id"] for one in tablet.kept]
        wiped = tablet.wiped
        status, told = tablet.deliver(records, heard=heard)
        if status != 200:
            assert status in (401, 403), told
            return
        if tablet.wiped > wiped:
            self.once.update(last)
        rows = self.rows
        for record, said in zip(records, told, strict=True):
            row = rows[record["id"]]
            if row.sha256 != record["sha256"]:
                assert said == "conflict"
            elif record["id"] in known:
                state = known[record["id"]] if known[record["id"]] != states.WAITING else row.state
                assert said == (state if state in WAITS_FOR_SOMEBODY else "duplicate")
            else:
                assert said == ("held" if held else "unreadable" if row.state == states.UNREADABLE else "stored")

    def held(self, tablet) -> bool:
        row = tablet.row
        return bool(row) and (row.state in (*states.REVOKED, states.ENDED) or self.closed)

    @rule(which=which, some=some)
    def other_bytes_come_under_an_id(self, which, some):
        tablet, ids = self.tablets[which], list(self.saved)
        if tablet.told and ids:
            before = tablet.memory()
            other = tablet.save(name="Någon annan", id=ids[some % len(ids)])
            tablet.go_back_to(before)
            tablet.deliver([other], heard=False)

    @rule(which=which, some=some)
    def a_damaged_record_comes(self, which, some):
        tablet = self.tablets[which]
        if tablet.waiting:
            tablet.deliver([damaged(tablet.waiting[some % len(tablet.waiting)])], heard=False)

    @rule(which=which)
    def a_sealed_file_is_brought_in(self, which):
        tablet = self.tablets[which]
        if tablet.told:
            key, organisation = self.app.config["INSTANCE_KEY"], self.booth.organisation_id
            home = self.app.config["MONTER_HOME"]
            told = {"key": key, "home": home, "unit": unit_of_work, "by": OPERATOR, "now": now()}
            importing.bring_in(tablet.sealed_file(), organisation, **told)

    @rule(which=which)
    def its_disk_is_copied(self, which):
        self.memories[which] = self.tablets[which].memory()

    @precondition(lambda self: self.memories)
    @rule(which=which)
    def its_disk_goes_back(self, which):
        """A profile that was cloned, or a disk that lost its last hours: what was on it alone is gone, what was sent is not."""
        if which in self.memories:
            before = {one["id"] for one in self.tablets[which].kept}
            self.tablets[which].go_back_to(self.memories[which])
            lost = before - self.on_tablets
            self.gone |= lost - self.at_centre
            self.once |= lost & self.at_centre

    # Planners

    @rule(which=which, why=st.sampled_from(states.REVOKED))
    def a_tablet_is_revoked(self, which, why):
        if row := self.tablets[which].row:
            with unit_of_work():
                pairing.revoke(db.session.get(Pairing, row.id), why, by=OPERATOR, now=now())

    @rule(which=which, allows=st.booleans())
    def a_tablet_is_paired_anew(self, which, allows):
        self.tablets[which].pair_again(self.booth, allows=allows)

    @rule(which=which, yes=st.booleans())
    def a_planner_sees_a_tablet_that_asks(self, which, yes):
        row = self.tablets[which].row
        if row and row.state == states.PENDING:
            with unit_of_work():
                found = db.session.get(Pairing, row.id)
                (pairing.allow if yes else pairing.turn_away)(found, by=OPERATOR, now=now())
            if yes:
                self.tablets[which].told = self.tablets[which].ask("GET", "/config")[1]
                self.tablets[which].go_on()

    @rule()
    def the_event_is_cancelled(self):
        if self.event.state != "cancelled":
            with unit_of_work():
                events.cancel(self.event, told={"sv": "Inställt."}, by=OPERATOR, now=now())

    @rule(some=some, release=st.booleans())
    def somebody_decides(self, some, release):
        rows = sorted((row.id for row in self.rows.values() if row.state in WAITS_FOR_SOMEBODY), key=self.place)
        if rows:
            self.decide(rows[some % len(rows)], release)

    def decide(self, id, release):
        at = now()
        with unit_of_work():
            row = db.session.get(TabletRecord, id)
            if release:
                deciding.release(row, by=OPERATOR, now=at)
            else:
                deciding.discard(row, "Prov", by=OPERATOR, now=at)
        opening.open_all(
            [id], key=self.app.config["INSTANCE_KEY"], home=self.app.config["MONTER_HOME"], unit=unit_of_work, now=at
        )

    @rule(some=some, take=st.booleans())
    def somebody_decides_about_other_bytes(self, some, take):
        """Also about those that somebody else has decided about a moment before."""
        rows = db.session.scalars(select(TabletConflict).order_by(TabletConflict.id))
        found = [(row.id, row.decided) for row in rows]
        if found:
            (id, decided), before = found[some % len(found)], len(self.rows)
            self.decide_conflict(id, take)
            assert len(self.rows) == before + (take and not decided)

    def decide_conflict(self, id, take):
        at = now()
        with unit_of_work():
            conflict = db.session.get(TabletConflict, id)
            if take:
                row = deciding.take_other(conflict, by=OPERATOR, now=at)
            else:
                row = deciding.discard_other(conflict, "Prov", by=OPERATOR, now=at)
        if row:
            opening.open_all(
                [row.id],
                key=self.app.config["INSTANCE_KEY"],
                home=self.app.config["MONTER_HOME"],
                unit=unit_of_work,
                now=at,
            )

    @rule()
    def the_booth_is_closed(self):
        with unit_of_work():
            booth = db.session.get(Booth, self.booth.id)
            for line in lines_of(booth, now=now()):
                if not line.finished:
                    finishing.give_up(line.pairing, line.left or 0, by=OPERATOR, now=now())
            finishing.finish(booth, by=OPERATOR, now=now())

    @rule()
    def two_weeks_later_keys_are_destroyed(self):
        with unit_of_work():
            finishing.destroy_old_keys(home=self.app.config["MONTER_HOME"], now=now() + timedelta(days=15))

    # The machine room

    @rule(days=st.sampled_from((0, 4)))
    def the_worker_works(self, days):
        self.work(days)

    def work(self, days):
        with unit_of_work():
            later = now() + timedelta(days=days, minutes=2)
            opening.open_waiting(key=self.app.config["INSTANCE_KEY"], home=self.app.config["MONTER_HOME"], now=later)

    @rule()
    def a_backup_is_made(self):
        db.session.rollback()
        at = now()
        self.backup = (all_rows(), dict(self.saved), dict(self.final))
        with unit_of_work() as session:
            note_backup(session.connection(), at)
        self.once -= self.at_centre

    @rule()
    def copies_that_are_in_a_backup_are_forgotten(self):
        with unit_of_work():
            finishing.forget_sealed_copies(through=durable_through(db.session.connection()))

    @precondition(lambda self: self.backup)
    @rule()
    def the_backup_is_brought_back(self):
        rows, _, final = self.backup
        risen = self.generation + 1
        bring_back(rows)
        with db.engine.begin() as connection:
            remember(connection, GENERATION, str(risen))
        config = self.app.config
        with unit_of_work():
            two_places.take_up(key=config["INSTANCE_KEY"], home=config["MONTER_HOME"], by=OPERATOR, now=now())
        self.final = dict(final)
        self.gone |= self.once - self.at_centre - self.on_tablets
        self.once &= self.at_centre

    # What is there

    def place(self, id) -> int:
        """In the order that things were saved, not that of their random ids: so the same steps do the same when played again."""
        return list(self.saved).index(id) if id in self.saved else len(self.saved)

    @property
    def rows(self) -> dict:
        """The records that are committed, by id."""
        return self.read(
            "rows", lambda: {row.id: row for row in db.session.execute(select(*TabletRecord.__table__.columns))}
        )

    def read(self, name, how):
        """What the centre has committed, read once after each commit."""
        if self.seen.get("commits") != self.commits.number:
            self.seen = {"commits": self.commits.number}
        if name not in self.seen:
            db.session.rollback()
            self.seen[name] = how()
            db.session.rollback()
        return self.seen[name]

    @property
    def conflicts(self) -> set[tuple[str, str]]:
        found = select(TabletConflict.record_id, TabletConflict.sha256)
        return self.read("conflicts", lambda: {tuple(row) for row in db.session.execute(found)})

    @property
    def at_centre(self) -> set[str]:
        """Ids of the ledger whose very bytes the centre has committed, or had until somebody decided."""
        there = {(row.id, row.sha256) for row in self.rows.values()} | self.conflicts
        return {id for id, (sha, *_) in self.saved.items() if (id, sha) in there}

    @property
    def on_tablets(self) -> set[str]:
        return {one["id"] for tablet in self.tablets for one in tablet.kept}

    @property
    def closed(self) -> bool:
        return db.session.get(BoothClosing, self.booth.id) is not None

    @property
    def event(self):
        db.session.rollback()
        return db.session.get(Booth, self.booth.id).event

    @property
    def generation(self) -> int:
        return self.read("generation", lambda: generation(db.session.connection()))

    # Invariants

    @invariant()
    def none_is_lost(self):
        assert set(self.saved) - self.gone <= self.on_tablets | self.at_centre

    @of_the_centre
    def none_is_doubled_and_each_says_what_was_written(self):
        sent = db.session.scalars(select(Submission)).all()
        found = Counter((row.capture_id, row.answers["name"]) for row in sent)
        rows = self.rows
        stored = [row for row in rows.values() if row.state == states.STORED and row.kind in ("lead", "correction")]
        assert Counter(found.values()).keys() <= {1}
        assert {id for id, _ in found} == {row.id for row in stored}
        assert {(id, name) for id, name in found if self.own(rows[id])} == {
            (row.id, self.saved[row.id][2]) for row in stored if self.own(row)
        }
        news = sum(row.kind == "new" for row in sent)
        assert news == sum(row.kind == "lead" for row in stored) == db.session.scalar(select(func.count(Lead.id)))

    def own(self, row) -> bool:
        """Whether these are the very bytes that the tablet saved under this id."""
        return row.id in self.saved and self.saved[row.id][0] == row.sha256

    @of_the_centre
    def what_was_counted_is_counted_once(self):
        """By its bytes: a count that came second under an id that others had got a new id when somebody took it."""
        numbers = {sha: content for sha, what, content in self.saved.values() if what == "tally"}
        stored = [row for row in self.rows.values() if row.state == states.STORED and row.kind == "tally"]
        total = db.session.scalar(select(func.sum(Tally.number))) or 0
        assert total == sum(numbers[row.sha256] for row in stored)

    @of_the_centre
    def a_verdict_is_final(self):
        now_final = {row.id: row.state for row in self.rows.values() if row.state in FINAL}
        assert self.final.items() <= now_final.items()
        self.final = now_final

    @of_the_centre
    def only_what_nobody_has_a_key_for_cannot_be_read(self):
        keys = set(db.session.scalars(select(BoothKey.kid).where(BoothKey.wrapped_private.is_not(None))))
        unread = [row for row in self.rows.values() if row.state == states.UNREADABLE and self.own(row)]
        assert [row.why for row in unread if row.kid in keys or row.why == "unknown_key"] == []

    @invariant()
    def nothing_is_called_ours_that_is_not_there(self):
        at_centre, risen = self.at_centre, self.generation
        for tablet in self.tablets:
            if tablet.generation == risen:
                assert set(tablet.acked) <= at_centre

    @of_the_centre
    def what_was_discarded_is_empty_and_known(self):
        for row in self.rows.values():
            if row.state == states.DISCARDED:
                assert (row.blob, row.reason, row.submission_id) == (None, "Prov", None)

    @of_the_centre
    def a_destroyed_key_leaves_nothing_that_it_could_open(self):
        for key in db.session.scalars(select(BoothKey).where(BoothKey.destroyed_at.is_not(None))):
            assert key.wrapped_private is None
            left = [row for row in self.rows.values() if row.kid == key.kid and row.blob]
            assert [row.state for row in left if row.state in FINAL] == []

    @of_the_centre
    def the_gaps_are_those_numbers_that_never_came(self):
        sent = select(Pairing.install_id, TabletRecord.seq).join(Pairing, Pairing.id == TabletRecord.pairing_id)
        came = db.session.execute(sent).all()
        for line in lines_of(db.session.get(Booth, self.booth.id), now=now()):
            own = {seq for install, seq in came if install == line.pairing.install_id}
            end = max([*own, line.heard.status.get("next_seq", 1) - 1])
            said = [number for first, last in line.numbers.missing for number in range(first, last + 1)]
            assert (said, line.numbers.highest) == ([n for n in range(1, end + 1) if n not in own], max(own, default=0))
            if line.left is not None:
                assert line.left >= max(len(said), line.heard.status["pending"])

    def teardown(self):
        """The evening: all that tablets still have comes in, everything is decided, nothing waits."""
        if not hasattr(self, "tablets"):
            return
        self.checked, self.seen = {}, {}
        for tablet in self.tablets:
            self.drain(tablet)
        for id in [row.id for row in self.rows.values() if row.state == states.HELD]:
            self.decide(id, True)
        self.work(4)
        for check in (self.none_is_lost, self.none_is_doubled_and_each_says_what_was_written, self.a_verdict_is_final):
            check()
        self.what_was_counted_is_counted_once()
        self.only_what_nobody_has_a_key_for_cannot_be_read()
        assert set(self.saved) - self.gone <= self.at_centre
        assert [row.id for row in self.rows.values() if row.state in (states.WAITING, states.HELD)] == []
        db.session.rollback()

    def drain(self, tablet):
        """As often as it takes; a tablet that nobody knows any more is paired anew."""
        for _ in range(20):
            if not tablet.waiting and tablet.generation == self.generation:
                return
            status, _ = tablet.deliver(tablet.waiting)
            if status in (401, 403):
                tablet.pair_again(self.booth)
        raise AssertionError("a tablet never came to an end")


def all_rows() -> dict:
    """Every row of every table, as a backup has them."""
    db.session.rollback()
    with db.engine.connect() as connection:
        found = {table: connection.execute(select(table)).mappings().all() for table in db.metadata.sorted_tables}
    return {table: [dict(row) for row in rows] for table, rows in found.items() if rows}


def bring_back(rows: dict) -> None:
    """The database is as it was then."""
    db.session.remove()
    empty()
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table, some_rows in rows.items():
            connection.execute(table.insert(), some_rows)


def play(app, *, days: int, steps: int) -> None:
    """At least that many days, and on average that many steps in each: Hypothesis ends some days early, so others are added."""
    quietly = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    morning_and = 1 + steps  # Hypothesis counts how a day begins
    often = settings(max_examples=days, stateful_step_count=morning_and, deadline=None, suppress_health_check=quietly)
    with Commits() as commits:
        machine = type("Played", (Stand,), {"app": app, "commits": commits, "days": 0, "steps": 0})
        run_state_machine_as_test(machine, settings=often)
        for turn in count(1):
            if machine.days >= days and machine.steps >= days * steps:
                return
            run_state_machine_as_test(seed(turn)(machine), settings=settings(often, max_examples=days // 20 + 1))


def test_eight_days_of_twelve_steps_lose_and_double_nothing(app):
    play(app, days=8, steps=12)


@pytest.mark.proof
def test_two_hundred_days_of_thirty_steps_lose_and_double_nothing(app):
    play(app, days=200, steps=30)
