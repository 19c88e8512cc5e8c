"""A key of a booth that was made after the backup: does it outlive the restore, with all that tablets sealed, and no longer?"""

import json
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from flask import current_app
from sqlalchemy import delete, select

from app import chores, upkeep
from app.booths.models import Booth
from app.capture import key_file, seal
from app.capture.doctor import records_that_wait_and_old_keys
from app.capture.models import BoothClosing, BoothKey, Pairing, PairingInvitation, TabletRecord
from app.capture.pairing import key_of
from app.clock import now
from app.journal.actors import OPERATOR
from app.leads.models import Submission
from app.store.columns import new_id
from app.store.db import after_commit, db, unit_of_work
from app.store_commands import backup, restore
from app.web.abuse import Counts
from tests.capture.keeper import Keeper
from tests.capture.tablet import invitation
from tests.conftest import empty
from tests.make import Make
from tests.running import own_database

A_WHILE = timedelta(hours=2)


class Crash(Exception):
    """Everything stops here."""


def crash():
    raise Crash


@contextmanager
def stand(folder):
    """A database of the test's own, in which no count of tries is written a moment later, in the midst of a restore."""
    with own_database(folder) as own:
        own.app.extensions["pairings"] = Counts(10**6)
        yield own


def run(app, command, *words) -> list[str]:
    """What a command of the machine's prints, line by line."""
    db.session.remove()
    done = CliRunner().invoke(command, [str(word) for word in words], obj={"app": lambda: app}, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output.splitlines()


def file():
    return current_app.config["MONTER_HOME"] / key_file.FILE


def known():
    return key_file.read(file().parent)


def look(at=None) -> int:
    """What the worker does each hour."""
    with unit_of_work():
        return upkeep.keep_keys_in_two_places(now=at or now())


def doctor(at=None) -> list[str]:
    db.session.rollback()
    return chores.keys_in_two_places(at or now())


def keys() -> dict[str, bool]:
    """kid → whether it opens anything."""
    db.session.rollback()
    return {row.kid: row.wrapped_private is not None for row in db.session.scalars(select(BoothKey))}


def leads() -> list[str]:
    db.session.rollback()
    return sorted(row.answers["name"] for row in db.session.scalars(select(Submission)))


def plain(row):
    """What outlives the database that it was read from."""
    return SimpleNamespace(id=row.id, organisation_id=row.organisation_id)


def bring_all(tablet) -> list[str]:
    """As often as it takes; what it was told of each at the first, in the order in which they were written."""
    told = {}
    for _ in range(5):
        waiting = tablet.waiting
        status, said = tablet.deliver(waiting)
        assert status == 200
        told = dict(zip([one["id"] for one in waiting], said, strict=True)) | told
        if not tablet.waiting:
            break
    return [told[one["id"]] for one in tablet.kept]


# Brought back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["the rows", "the file"])
def test_what_was_sealed_with_a_key_that_no_backup_has_becomes_leads_all_the_same(tmp_path, lost):
    with stand(tmp_path) as own:
        booth, tablet = plain(Make().booth()), Keeper(own.app)
        run(own.app, backup, tmp_path / "before")
        tablet.pair_again(booth)
        tablet.save(name="Ett", phone="070-123 45 67"), tablet.save(name="Två", phone="070-765 43 21")
        assert bring_all(tablet) == ["stored", "stored"]
        kid, sealed_before = tablet.told["seal"]["kid"], tablet.pairing_id
        tablet.save(name="Tre", phone="073-246 80 12")
        empty() if lost == "the rows" else file().unlink()
        said = run(own.app, restore, tmp_path / "before", "--yes-replace")
        assert said[1:] == ["1 keys of booths that were made since are back."]
        assert (keys(), leads(), doctor(now() + A_WHILE)) == ({kid: True}, [], [])
        assert tablet.deliver(tablet.waiting)[0] == 401  # the pairing was made after the backup too
        tablet.pair_again(booth)
        tablet.save(name="Fyra", phone="073-135 79 11")
        assert (tablet.told["seal"]["kid"], tablet.pairing_id == sealed_before) == (kid, False)
        assert bring_all(tablet) == ["stored"] * 4
        assert leads() == ["Ett", "Fyra", "Tre", "Två"]


def test_a_key_whose_booth_is_in_no_backup_waits_for_one_that_has_it(tmp_path):
    with stand(tmp_path) as own:
        make, tablet = Make(), Keeper(own.app)
        make.first()
        run(own.app, backup, tmp_path / "oldest")
        booth = plain(make.booth())
        run(own.app, backup, tmp_path / "newer")
        tablet.pair_again(booth)
        kid = tablet.told["seal"]["kid"]
        tablet.save(name="Åsa Ek")
        waits = (
            "1 keys of booths that this database does not know stay in booth-keys.jsonl: what tablets sealed with them opens when "
            "a backup that has the booth is restored"
        )  # fmt: skip
        assert run(own.app, restore, tmp_path / "oldest", "--yes-replace")[1:] == [f"{waits}."]
        assert (keys(), list(known().kept), look(now() + A_WHILE)) == ({}, [kid], 0)
        assert doctor(now() + A_WHILE) == [waits]
        run(own.app, restore, tmp_path / "newer", "--yes-replace")
        assert (keys(), doctor(now() + A_WHILE)) == ({kid: True}, [])
        tablet.pair_again(booth)
        assert (bring_all(tablet), leads()) == (["stored"], ["Åsa Ek"])


def test_what_nobody_could_read_is_opened_when_the_file_with_its_key_is_found_again(tmp_path):
    with stand(tmp_path) as own:
        booth, tablet = plain(Make().booth()), Keeper(own.app)
        run(own.app, backup, tmp_path / "before")
        tablet.pair_again(booth)
        tablet.save(name="Åsa Ek")
        elsewhere = file().read_text()
        empty(), file().unlink()
        run(own.app, restore, tmp_path / "before", "--yes-replace")
        tablet.pair_again(booth)
        assert (bring_all(tablet), leads()) == (["unreadable"], [])
        with file().open("a") as opened:
            opened.write(elsewhere)
        assert look(now() + A_WHILE) == 1
        with unit_of_work():
            upkeep.open_what_tablets_brought(now=now() + A_WHILE)
        assert (leads(), sorted(keys().values())) == (["Åsa Ek"], [True, True])


def test_a_key_that_was_destroyed_is_destroyed_again_with_what_it_alone_could_open(tmp_path):
    with stand(tmp_path) as own:
        booth, tablet = plain(Make().booth()), Keeper(own.app)
        tablet.pair_again(booth)
        tablet.save(name="Åsa Ek")
        bring_all(tablet)
        kid = tablet.told["seal"]["kid"]
        wrapped = db.session.scalar(select(BoothKey.wrapped_private)).hex()
        run(own.app, backup, tmp_path / "before")
        finished(booth)
        with unit_of_work():
            assert upkeep.destroy_old_keys(now=now()) == 1
        assert [(line["kid"], len(line)) for line in map(json.loads, file().read_text().splitlines())] == [(kid, 2)]
        said = run(own.app, restore, tmp_path / "before", "--yes-replace")
        assert said[1:] == ["1 keys of booths that were destroyed since are destroyed again."]
        assert (keys(), db.session.scalars(select(TabletRecord.blob)).all()) == ({kid: False}, [None])
        assert (wrapped in file().read_text(), leads(), doctor(now() + A_WHILE)) == (False, ["Åsa Ek"], [])
        tablet.pair_again(booth)
        assert sorted(keys().values()) == [False, True]  # tablets that come from now on have another


def finished(booth) -> None:
    """Its tablets, long ago."""
    closed = {"closed_at": now() - timedelta(days=15), "closed_by": "operator:"}
    with unit_of_work() as session:
        session.add(BoothClosing(booth_id=booth.id, organisation_id=booth.organisation_id, **closed))


# Crashes between the two -------------------------------------------------------------------------------------------


def test_a_key_is_in_its_file_before_anybody_is_told_of_it_and_once(app, make):
    booth = make.booth()
    invitation(app, booth)
    before = file().read_bytes()
    tablet = Keeper(app)
    tablet.pair_again(booth), tablet.pair_again(booth)
    assert (list(known().kept), look(), file().read_bytes()) == (list(keys()), 0, before)
    assert json.loads(before).keys() == {"kid", "organisation", "booth", "public", "wrapped", "made_at"}


def test_a_crash_before_the_commit_leaves_a_line_that_the_next_look_takes_up(app, make):
    booth = make.booth()
    with pytest.raises(Crash), unit_of_work():
        kept = {"key": app.config["INSTANCE_KEY"], "home": app.config["MONTER_HOME"]}
        key_of(db.session.get(Booth, booth.id), by=OPERATOR, now=now(), **kept)
        crash()
    (kid,) = known().kept
    assert (keys(), look(), doctor()) == ({}, 0, [])  # it may be of somebody who is still at it
    assert doctor(now() + A_WHILE) == [
        "1 keys of booths are not the same in the database and in booth-keys.jsonl; is the worker running?"
    ]
    assert (look(now() + A_WHILE), keys(), doctor(now() + A_WHILE)) == (1, {kid: True}, [])


def test_a_key_that_no_tablet_used_is_of_no_booth_that_has_not_finished(app, make):
    booth, later = make.booth(), now() + timedelta(days=400)
    invitation(app, booth)
    assert (len(keys()), records_that_wait_and_old_keys(later)) == (1, [])
    Keeper(app).pair_again(booth)
    assert records_that_wait_and_old_keys(later) == [
        " 1 booths whose event is over by two weeks have not finished their tablets"
    ]


def test_a_crash_after_a_key_was_destroyed_leaves_its_line_until_the_next_look(app, make):
    pairing = make.pairing()
    finished(plain(pairing.booth))
    with pytest.raises(Crash), unit_of_work():
        after_commit(crash)
        upkeep.destroy_old_keys(now=now())
    assert (keys(), list(known().kept)) == ({pairing.kid: False}, [pairing.kid])
    assert len(doctor(now() + A_WHILE)) == 1
    look()
    assert (b"wrapped" in file().read_bytes(), known().destroyed) == (False, {pairing.kid})
    assert doctor(now() + A_WHILE) == []


def test_a_destruction_that_was_rolled_back_destroyed_nothing(app, make):
    pairing = make.pairing()
    finished(plain(pairing.booth))
    with pytest.raises(Crash), unit_of_work():
        upkeep.destroy_old_keys(now=now())
        crash()
    look(now() + A_WHILE)
    assert (keys(), list(known().kept)) == ({pairing.kid: True}, [pairing.kid])


# Files that are not as they should be ------------------------------------------------------------------------------


def test_a_missing_file_is_written_anew(app, make):
    pairing = make.pairing()
    before = file().read_text()
    file().unlink()
    assert len(doctor(now() + A_WHILE)) == 1
    look()
    assert (file().read_text(), doctor(now() + A_WHILE), keys()) == (before, [], {pairing.kid: True})


def test_a_line_that_was_cut_off_is_written_whole(app, make):
    first, second = make.pairing(), make.pairing()
    content = file().read_bytes()
    file().write_bytes(content[:-40])
    assert list(known().kept) == [first.kid]
    third = make.pairing()
    look()
    assert list(known().kept) == [first.kid, third.kid, second.kid]
    assert len(file().read_bytes().splitlines()) == 3


def test_the_file_of_another_instance_is_told_of_and_never_used(app, make):
    booth, kid = make.booth(), new_id()
    public, wrapped = seal.new_key(kid, b"another instance's key, 32 bytes")
    strange = key_file.Kept(kid, booth.organisation_id, booth.id, public, wrapped, now() - A_WHILE)
    key_file.keep(strange, home=file().parent)
    assert (look(), keys(), known().kept) == (0, {}, {kid: strange})
    assert doctor() == ["1 keys of booths in booth-keys.jsonl are under another instance key and open nothing here"]


@pytest.mark.parametrize(
    "damage",
    [
        {"kid": ["a"]}, {"kid": "a\0"}, {"booth": None}, {"organisation": "x" * 21}, {"public": "xyz"}, {"public": ""},
        {"wrapped": "00"}, {"wrapped": 7}, {"made_at": "2027-01-01T00:00:00"}, {"made_at": "in May"},
    ],
    ids=str,
)  # fmt: skip
def test_a_damaged_line_comes_into_no_database(app, make, damage):
    pairing = make.pairing()
    line = json.loads(file().read_text())
    with unit_of_work() as session:
        for model in (Pairing, PairingInvitation, BoothKey):
            session.execute(delete(model))
    file().write_text(json.dumps(line | damage) + "\n")
    assert (look(now() + A_WHILE), keys()) == (0, {})
    doctor(now() + A_WHILE)
    file().write_text(json.dumps(line) + "\n")
    assert (look(now() + A_WHILE), keys()) == (1, {pairing.kid: True})
