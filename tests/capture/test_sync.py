"""Is nothing that a tablet brings ever lost, doubled or refused? Through HTTP."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from app.booths.models import CaptureSession, Tally
from app.capture import finishing, opening, states, wire
from app.capture.booth_page import alarms
from app.capture.doctor import records_that_wait_and_old_keys
from app.capture.models import Pairing, TabletConflict, TabletRecord
from app.clock import local_date, now
from app.errors import Refused
from app.events.models import Event
from app.events.when import When
from app.leads import reference
from app.leads.doctor import leads_without_what_made_them
from app.leads.models import DuplicateHint, Lead, Submission, Touch
from app.reports import export
from app.reports.rows import leads as rows_of_leads
from app.store.columns import new_id
from app.store.db import db, unit_of_work
from app.store.instance import GENERATION, note_backup, remember
from tests.capture.tablet import START, Tablet, invitation


@pytest.fixture
def booth(make):
    return make.booth()


@pytest.fixture
def tablet(app, booth):
    return Tablet(app).join(booth)


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_record_becomes_a_lead_that_knows_where_it_came_from(tablet, booth):
    envelope = tablet.save(name="Åsa Ek", phone="070-123 45 67")
    (ack,) = tablet.sync()["acks"]
    lead = db.session.scalars(select(Lead)).one()
    sent = db.session.scalars(select(Submission)).one()
    touch = db.session.scalars(select(Touch)).one()
    assert ack == {"id": envelope["id"], "sha256": envelope["sha256"], "status": "stored", "receipt": sent.reference}
    assert (lead.person.name, lead.way, lead.booth_id, lead.state) == ("Åsa Ek", "tablet", booth.id, "new")
    assert (lead.placement_id, lead.event_id) == (tablet.row.placement_id, booth.event_id)
    assert (touch.kind, touch.grade, touch.capture_session_id) == ("session", "A", sent.capture_session_id)
    assert (sent.capture_id, sent.way, sent.code) == (envelope["id"], "tablet", tablet.row.placement.code.code)


def test_the_same_again_is_a_duplicate_with_the_same_receipt(tablet):
    tablet.save()
    (first,), (second,) = tablet.sync()["acks"], tablet.sync()["acks"]
    assert (first["status"], second["status"], second["receipt"]) == ("stored", "duplicate", first["receipt"])
    assert (count(Lead), count(TabletRecord)) == (1, 1)


def test_other_bytes_under_the_same_id_are_kept_beside_the_first(tablet):
    first = tablet.save(name="Åsa")
    other = tablet.save(name="Bo", id=first["id"])
    assert tablet.statuses(first, other) == ["stored", "conflict"]
    assert tablet.statuses(other, first) == ["conflict", "duplicate"]
    assert (count(Lead), count(TabletRecord), count(TabletConflict)) == (1, 1, 1)


def open_by_worker(app, at=None):
    with unit_of_work():
        return opening.open_waiting(
            key=app.config["INSTANCE_KEY"], home=app.config["MONTER_HOME"], now=at or now() + timedelta(minutes=2)
        )


def test_a_wrong_thing_in_the_batch_never_blocks_the_others(tablet):
    good = tablet.save()
    wrong = [
        None,
        7,
        {},
        {"id": "x"},
        {"id": "x", "blob": "ÅÄÖ"},
        {**tablet.save(), "blob": "AAAA"},
        [],
        {"id": good["id"]},
    ]
    answers = tablet.sync(*wrong, good)["acks"]
    assert [ack["status"] for ack in answers] == ["unreadable"] * len(wrong) + ["stored"]
    assert (count(Lead), count(TabletRecord)) == (1, len(wrong) + 1)
    assert [ack["id"] for ack in answers][3:5] == ["x", "x"]
    assert tablet.statuses(*wrong, good) == ["unreadable"] * len(wrong) + ["duplicate"]


def test_a_damaged_record_is_kept_apart_so_that_the_whole_one_can_still_come(tablet):
    whole = tablet.save()
    damaged = whole | {"blob": whole["blob"][:-4] + "AAAA"}
    (ack,) = tablet.sync(damaged)["acks"]
    assert (ack["status"], ack["sha256"] == whole["sha256"]) == ("unreadable", False)
    assert tablet.statuses(whole) == ["stored"]


@pytest.mark.parametrize("lie", [{"kid": "0" * 20}, {"form": "other"}, {"info": b"other"}])
def test_a_seal_that_does_not_open_is_kept_raw_and_raises_an_alarm(tablet, lie):
    envelope = tablet.keep({"answers": {"name": "Åsa"}}, **lie)
    assert tablet.statuses() == ["unreadable"]
    row = db.session.scalars(select(TabletRecord)).one()
    assert (row.state, row.blob is not None, row.sha256) == ("unreadable", True, envelope["sha256"])
    assert [alarm.unreadable for alarm in alarms(tablet.row.booth.event.unit_id, now())] == [1]


def test_what_breaks_a_rule_is_a_lead_to_look_at_and_no_personal_number_is_kept(tablet):
    tablet.save(name="Åsa 19121212-1212", phone="19121212-1212")
    (ack,) = tablet.sync()["acks"]
    lead = db.session.scalars(select(Lead)).one()
    assert (ack["status"], lead.state, lead.person.name, lead.person.contacts) == (
        "stored",
        "quarantined",
        "Namn saknas",
        [],
    )
    assert "1212" not in str(db.session.scalars(select(Submission)).one().answers)
    assert leads_without_what_made_them(now()) == []


def test_a_rehearsal_is_never_a_lead(tablet):
    tablet.save(test=True)
    assert tablet.statuses() == ["stored"]
    assert (count(Lead), tablet.row.rehearsed_at is not None) == (0, True)


def test_counts_come_in_once(tablet):
    tablet.tally(conversations=3, flyers=2), tablet.tally(conversations=-1)
    tablet.sync(), tablet.sync()
    assert sorted(db.session.execute(select(Tally.kind, Tally.number)).all()) == [
        ("conversations", -1), ("conversations", 3), ("flyers", 2)
    ]  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_a_change_is_a_correction_of_the_same_lead_in_whatever_order(tablet, order):
    first = tablet.save(name="Åsa")
    second = tablet.save(name="Åsa Ek", supersedes=first["id"])
    tablet.save(name="Åsa Ekk", supersedes=second["id"])
    for place in order:
        tablet.sync(tablet.kept[place])
    tablet.sync()
    assert (count(Lead), count(Submission)) == (1, 3)
    rows = db.session.scalars(select(Submission)).all()
    root = next(row for row in rows if row.kind == "new")
    assert {(row.kind, row.supersedes_id, row.way, row.notice_hash) for row in rows if row is not root} == {
        ("correction", root.id, "tablet", root.notice_hash)
    }
    assert root.answers["name"] == "Åsa"
    assert {row.receipt for row in db.session.scalars(select(TabletRecord))} == {root.reference}


def test_what_a_crash_left_comes_before_corrections_whose_first_is_missing(app, tablet):
    tablet.sync(tablet.save(supersedes=str(uuid.uuid4())))
    tablet.sync(left := tablet.save())
    with unit_of_work():
        row = db.session.get(TabletRecord, left["id"])
        row.state, row.received_at = "waiting", now()
        opening.open_waiting(
            key=app.config["INSTANCE_KEY"], home=app.config["MONTER_HOME"], now=now() + timedelta(minutes=2), most=1
        )
    assert sorted(db.session.scalars(select(TabletRecord.state))) == ["stored", "waiting"]


def test_a_correction_whose_first_never_comes_is_a_lead_of_its_own_after_three_days(app, tablet):
    tablet.save(name="Åsa Ek", supersedes=str(uuid.uuid4()))
    assert tablet.statuses() == ["stored"]
    assert (open_by_worker(app), count(Lead)) == (0, 0)
    assert (open_by_worker(app, now() + timedelta(days=3, minutes=1)), count(Lead)) == (1, 1)


def test_a_lead_with_something_unreadable_is_set_aside_and_told_on_idag(tablet, signed_in):
    browser = signed_in("coordinator")
    assert "Att granska" not in browser.get("/staff/", status=200).text
    tablet.save(phone="073")
    assert tablet.statuses() == ["stored"]
    assert db.session.scalars(select(Lead.state)).all() == ["quarantined"]
    page = browser.get("/staff/", status=200)
    (fact,) = [item for item in page.soup.select(".item") if "Att granska" in item.get_text()]
    assert "1 väntar på att någon bestämmer" in fact.get_text()
    assert "Åsa Ek" in browser.get(fact.select_one("a")["href"], status=200).text


def test_the_person_is_told_a_reference_that_the_tablet_could_tell_without_us(tablet):
    envelope = tablet.save()
    (ack,) = tablet.sync()["acks"]
    assert ack["receipt"] == reference.of(envelope["id"]) == db.session.scalars(select(Submission.reference)).one()


def test_when_it_was_written_is_reckoned_and_the_tablet_s_clocks_are_kept(tablet, monkeypatch):
    with unit_of_work():
        db.session.get(Pairing, tablet.pairing_id).asked_at = now() - timedelta(days=1)
    tablet.save()
    tablet.wall += 3_600_000
    tablet.mono += 3_600_000
    tablet.sync()
    sent, row = db.session.scalars(select(Submission)).one(), db.session.scalars(select(TabletRecord)).one()
    assert abs(sent.captured_at - (now() - timedelta(hours=1))) < timedelta(minutes=1)
    assert (row.captured_at, row.confidence, row.wall_ms, row.mono_ms, row.boot) == (
        sent.captured_at,
        "exact",
        START,
        1000,
        "boot-1",
    )
    assert sent.clock_offset_s == row.clock_offset_s == tablet.row.clock_offset_s


def test_whoever_had_the_tablet_and_their_shift_stand_behind_the_lead(tablet, booth, make):
    at = now()
    helper = make.helper("Siri Sol")
    shift = make.shift(booth, starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=1))
    make.assignment(shift, helper, state="yes")
    assert [one["id"] for one in tablet.ask("GET", "/config")[1]["helpers"]] == [helper.id]
    session = {"id": new_id(), "helper_id": helper.id, "since": tablet.wall - 60_000}
    tablet.save(session=session), tablet.save(session=session), tablet.save()
    tablet.sync()
    named = db.session.get(CaptureSession, session["id"])
    assert (named.helper_id, named.shift_id, named.device, named.booth_id) == (
        helper.id,
        shift.id,
        tablet.pairing_id,
        booth.id,
    )
    rows = db.session.scalars(select(Submission.capture_session_id)).all()
    assert (rows.count(named.id), len(set(rows))) == (2, 2)
    nobody = db.session.get(CaptureSession, next(id for id in rows if id != named.id))
    assert (nobody.helper_id, nobody.shift_id) == (None, shift.id)
    exported = list(rows_of_leads(export.Scope(booth.organisation_id)))
    assert {(row["device"], row["shift"], row["booth"], row["way"]) for row in exported} == {
        (tablet.pairing_id, shift.id, booth.id, "tablet")
    }


def test_a_colleague_who_had_the_tablet_stands_behind_the_lead_with_a_shift_or_without(tablet, booth, make):
    colleague, chief = make.staff(name="Kim Kollega"), make.staff(name="Carin Chef")
    shift = make.shift(booth, starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(hours=1))
    make.assignment(shift, colleague, state="yes")
    told = tablet.ask("GET", "/config")[1]["helpers"]
    assert [(one["id"], one["first_name"]) for one in told] == [(colleague.id, "Kim")]
    sessions = [{"id": new_id(), "helper_id": one.id, "since": None} for one in (colleague, chief)]
    assert tablet.statuses(*[tablet.save(session=one) for one in sessions]) == ["stored", "stored"]
    found = [db.session.get(CaptureSession, session["id"]) for session in sessions]
    assert [(row.staff_id, row.helper_id, row.shift_id) for row in found] == [
        (colleague.id, None, shift.id),
        (chief.id, None, None),
    ]


def test_the_same_person_on_two_tablets_is_two_leads_that_somebody_is_asked_about(app, tablet, booth):
    other = Tablet(app).join(booth)
    tablet.save(name="Åsa Ek", phone="070-123 45 67"), other.save(name="Asa Ek", phone="+46 70 123 45 67")
    assert (tablet.statuses(), other.statuses()) == (["stored"], ["stored"])
    (hint,) = db.session.scalars(select(DuplicateHint))
    assert ({hint.lead_id, hint.other_lead_id}, hint.why) == (
        set(db.session.scalars(select(Lead.id))),
        ["phone", "name"],
    )


def test_whoever_was_on_another_day_or_on_no_shift_is_still_who_had_the_tablet(tablet, booth, make):
    yesterday = When.days(local_date(now()) - timedelta(days=1), local_date(now()) + timedelta(days=1))
    with unit_of_work():
        db.session.get(Event, booth.event_id).when = yesterday
    siri, maja, stranger = make.helper("Siri Sol"), make.helper("Maja Lund"), new_id()
    shift = make.shift(booth)  # on the first day, which was yesterday
    make.assignment(shift, siri, state="yes")
    sessions = {who: {"id": new_id(), "helper_id": who, "since": None} for who in (siri.id, maja.id, stranger)}
    for session in sessions.values():
        tablet.save(session=session)
    tablet.sync()
    found = [db.session.get(CaptureSession, session["id"]) for session in sessions.values()]
    assert [(row.helper_id, row.shift_id) for row in found] == [(siri.id, shift.id), (maja.id, None), (None, None)]


def test_a_tablet_that_stays_in_the_same_hands_over_several_shifts_credits_each_lead_to_its_own(tablet, booth, make):
    at, hour = now(), timedelta(hours=1)
    today = local_date(at)
    with unit_of_work():
        db.session.get(Pairing, tablet.pairing_id).asked_at = at - 6 * hour
        days = When.days(today - timedelta(days=1), today + timedelta(days=1))
        db.session.get(Event, booth.event_id).when = days
    siri, shifts = make.helper("Siri Sol"), [make.shift(booth, starts_at=at - n * hour, hours=1) for n in (4, 2)]
    for shift in shifts:
        make.assignment(shift, siri, state="yes")
    session = {"id": new_id(), "helper_id": siri.id, "since": tablet.wall}
    expected = {}
    for minutes, shift in (
        (0, shifts[0]),
        (125, shifts[1]),
        (30, shifts[0]),
        (190, shifts[1]),
    ):  # the last is after its shift
        for said in (session, None):
            tablet.mono = 1000 + minutes * 60_000
            expected[tablet.save(session=said)["id"]] = shift.id if said or minutes < 180 else None
    tablet.mono = 1000 + 4 * 3_600_000
    tablet.sync()
    told = select(Submission.capture_id, CaptureSession.shift_id).join(
        CaptureSession, CaptureSession.id == Submission.capture_session_id
    )
    assert dict(db.session.execute(told).all()) == expected
    assert {row.helper_id for row in db.session.scalars(select(CaptureSession))} == {siri.id, None}


def test_what_was_written_before_a_tablet_slept_was_written_then(tablet):
    hours = 3_600_000
    with unit_of_work():
        db.session.get(Pairing, tablet.pairing_id).asked_at = now() - timedelta(hours=6)
    tablet.sync()  # its wall clock is known from here on
    tablet.wall -= 5 * hours
    tablet.save()
    tablet.wall, tablet.mono = tablet.wall + 5 * hours, tablet.mono + hours
    tablet.sync()
    row = db.session.scalars(select(TabletRecord)).one()
    assert abs(now() - timedelta(hours=5) - row.captured_at) < timedelta(minutes=1)
    assert row.confidence == "day"


def test_a_session_of_another_tablet_is_not_added_to(app, tablet, booth):
    other = Tablet(app).join(booth)
    session = {"id": new_id(), "helper_id": None, "since": None}
    tablet.save(session=session), other.save(session=session)
    tablet.sync(), other.sync()
    assert sorted(db.session.scalars(select(CaptureSession.device))) == sorted([tablet.pairing_id, other.pairing_id])


def test_an_ended_or_cancelled_event_refuses_nothing_and_stops_the_capture(tablet, booth):
    tablet.save()
    with unit_of_work():
        db.session.get(Event, booth.event_id).state = "cancelled"
    answer = tablet.sync()
    assert (answer["acks"][0]["status"], answer["commands"]) == ("stored", ["stop_capture"])
    assert tablet.ask("GET", "/config")[1]["booth"]["event_status"] == "cancelled"


def test_a_cancelled_event_takes_a_forgotten_tablet_back_and_no_new_one(app, tablet, booth, make):
    other = make.booth(booth.event, name="Scenen")
    tablet.save()
    with unit_of_work():
        db.session.get(Event, booth.event_id).state = "cancelled"
    again = Tablet(app, install_id=tablet.install_id).join(booth)
    answer = again.sync(tablet.kept[0] | {"pairing": tablet.pairing_id})
    assert ([ack["status"] for ack in answer["acks"]], answer["commands"]) == (["stored"], ["stop_capture"])
    with pytest.raises(Refused):
        Tablet(app).join(other)


def test_what_was_sealed_under_an_earlier_pairing_opens_under_the_new_one(app, tablet, booth):
    tablet.save()
    again = Tablet(app, install_id=tablet.install_id).join(booth)
    assert again.statuses(*tablet.kept) == ["stored"]
    lead = db.session.scalars(select(Lead)).one()
    assert lead.placement_id == tablet.row.placement_id


def test_what_a_crash_left_between_commit_and_opening_the_worker_opens(app, tablet, monkeypatch):
    tablet.save(), tablet.save()
    with monkeypatch.context() as patched:
        patched.setattr(opening, "open_all", lambda *_, **__: None)  # as if the process had died here
        assert tablet.statuses() == ["stored", "stored"]
    assert (count(Lead), count(TabletRecord)) == (0, 2)
    assert records_that_wait_and_old_keys(now() + timedelta(hours=2)) == [
        "2 records of tablets that nobody has opened; is the worker running?"
    ]
    assert (open_by_worker(app), count(Lead), open_by_worker(app)) == (2, 2, 0)


def test_a_record_that_cannot_be_recorded_is_put_aside_and_the_next_goes_on(app, tablet, monkeypatch):
    bad, good = tablet.save(name="Den som inte går"), tablet.save(name="Den som går")
    record = opening.record_leads

    def fails_for_one(several, **facts):
        if "Den som inte går" in [one.details.name for one in several]:
            raise RuntimeError("something that nobody thought of")
        return record(several, **facts)

    with monkeypatch.context() as patched:
        patched.setattr(opening, "record_leads", fails_for_one)
        assert tablet.statuses(bad, good) == ["unreadable", "stored"]
    row = db.session.get(TabletRecord, bad["id"])
    assert (row.why, count(Lead)) == ("failed", 1)


def test_after_a_restore_the_tablet_sends_again_what_the_backup_lacked(app, tablet):
    """The answer names another store generation then; the tablet sends every copy it kept."""
    tablet.save()
    before = tablet.sync()
    with db.engine.begin() as connection:  # as `monter restore` leaves it
        connection.execute(delete(TabletRecord))
        remember(connection, GENERATION, "7")
    answer = tablet.sync(*tablet.kept)
    assert (before["store_generation"], answer["store_generation"]) == (0, 7)
    assert ([ack["status"] for ack in answer["acks"]], count(Lead)) == (["stored"], 1)


def test_what_the_last_backup_contains_is_told_and_its_sealed_copies_go(app, tablet):
    tablet.save()
    assert tablet.sync()["durable_through"] is None
    with db.engine.begin() as connection:
        note_backup(connection, now())
    told = datetime.fromisoformat(tablet.sync()["durable_through"])
    assert db.session.scalars(select(TabletRecord.received_at)).one() < told
    with unit_of_work():
        assert finishing.forget_sealed_copies(through=told) == 1
    assert db.session.scalars(select(TabletRecord.blob)).all() == [None]
    assert tablet.statuses() == ["duplicate"]


# Who may talk, and how


@pytest.mark.parametrize(
    "authorization", ["", "Booth", "Booth x.y", "Bearer x", "Booth {id}.{other}", "Booth {other_id}.{token}"]
)
def test_a_token_that_is_not_the_tablet_s_opens_nothing(app, tablet, authorization):
    other = Tablet(app).token
    said = authorization.format(id=tablet.pairing_id, other=other, token=tablet.token, other_id="0" * 20)
    client = app.test_client()
    for verb, path in (("GET", "/config"), ("POST", "/sync"), ("POST", "/pair/confirm")):
        answer = client.open(f"/api/booth/v1{path}", method=verb, data=b"{}", headers={"Authorization": said})
        assert (answer.status_code, answer.get_json()["error"]) == (401, "unknown_token")


def test_a_tablet_can_read_no_lead_and_no_page_of_the_staff(app, tablet):
    tablet.save(name="Hemliga Hilda", phone="070-999 88 77")
    tablet.sync()
    client, wrong = app.test_client(), []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule.startswith("/static"):
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "x"), append_unknown=False)[1]
        answer = client.get(path, headers=tablet.authorization)
        said = answer.get_data(as_text=True)
        if (
            "Hilda" in said
            or "9998877" in said
            or (path.startswith("/staff/") and answer.status_code == 200 and "sign-in" not in path)
        ):
            wrong.append((path, answer.status_code))
    assert [path for path, _ in wrong if "/staff/open" not in path] == []
    assert "Hilda" not in str(tablet.sync()) + str(tablet.ask("GET", "/config"))


def test_an_answer_is_kept_nowhere_and_sets_no_cookie(tablet):
    for verb, path in (("GET", "/config"), ("POST", "/sync"), ("POST", "/pair")):
        tablet.ask(verb, path, b"{}")
        headers = tablet.response.headers
        assert (headers["Cache-Control"], "Set-Cookie" in headers, headers["Content-Type"]) == (
            "no-store",
            False,
            "application/json",
        )


def test_neither_token_nor_code_nor_words_stand_in_the_log(tablet, caplog):
    tablet.save(name="Hemliga Hilda"), tablet.keep({"answers": {"name": "Hemliga Hilda"}}, kid="0" * 20)
    tablet.sync(), tablet.sync(tablet.save(id=tablet.kept[0]["id"]))
    assert caplog.text != ""
    assert [secret for secret in (tablet.token, "Hilda", tablet.kept[0]["blob"]) if secret in caplog.text] == []


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [(b"", 400, "not_understood"), (b"[]", 400, "not_understood"), (b"\xff", 400, "not_understood"), (b"[" * 90_000, 413, "too_large"),
     (b'{"proto": 99}', 426, "proto"), (b'{"proto": 1, "records": 7}', 400, "not_understood")],
)  # fmt: skip
def test_what_is_none_of_the_protocol_is_told_in_its_words(tablet, body, status, error):
    found, answer = tablet.ask("POST", "/sync", body)
    assert (found, answer["error"], answer["proto"]) == (status, error, 1)


def test_an_app_that_is_too_old_is_asked_to_update_and_what_it_brought_is_kept(tablet, monkeypatch):
    monkeypatch.setattr(wire, "MIN_APP", "2.1")
    tablet.save()
    status, answer = tablet.post("/sync", tablet.batch())
    assert (status, answer["error"], answer["acks"][0]["status"], count(Lead)) == (426, "update", "stored", 1)


def test_what_a_newer_app_adds_is_passed_over_and_nothing_is_lost(tablet):
    told = {"answers": {"name": "Åsa", "phone": "070-123 45 67", "pronoun": "hen"}, "v": 2, "mood": "glad"}
    answer = tablet.sync(
        tablet.keep(told, colour="red"), status={"pending": 0, "next_seq": 2, "warmth": 31}, offers=["x"]
    )
    assert [ack["status"] for ack in answer["acks"]] == ["stored"]
    assert db.session.query(Lead).one().person.name == "Åsa"


def test_what_one_tablet_brings_beyond_its_share_of_a_day_is_held(app, tablet, booth, monkeypatch):
    monkeypatch.setattr(states, "QUOTA", 2)
    told = [tablet.statuses(tablet.save(name=name)) for name in ("Åsa", "Bo", "Eva")]
    assert told == [["stored"], ["stored"], ["held"]]
    assert (count(Lead), {row.why for row in db.session.query(TabletRecord)}) == (2, {None, "over_quota"})
    other = Tablet(app).join(booth)
    assert other.statuses(other.save(name="Dag")) == ["stored"]
    with unit_of_work():
        db.session.execute(update(TabletRecord).values(received_at=now() - timedelta(hours=24)))
    assert tablet.statuses(tablet.save(name="Fia")) == ["stored"]


def test_a_protocol_that_was_replaced_is_accepted_for_a_while(monkeypatch):
    monkeypatch.setattr(wire, "ACCEPTED_UNTIL", {1: date(2027, 2, 20), 2: None})
    wire.check_proto({"proto": 1}, date(2027, 2, 19))
    with pytest.raises(wire.NotUnderstood):
        wire.check_proto({"proto": 1}, date(2027, 2, 20))


def test_a_tablet_that_is_not_in_use_yet_sends_nothing(app, booth):
    tablet = Tablet(app)
    tablet.pair(invitation(app, booth))
    status, answer = tablet.post("/sync", tablet.batch([]))
    assert (status, answer["error"]) == (403, "not_active")


def test_a_server_with_its_hands_full_asks_to_come_again_and_keeps_nothing_back(app, tablet):
    tablet.save()
    with app.extensions["syncs"].take() as mine:
        status, answer = tablet.post("/sync", tablet.batch())
        assert (mine, status, answer["error"], tablet.response.headers["Retry-After"]) == (True, 503, "busy", "1")
    assert tablet.statuses() == ["stored"]
