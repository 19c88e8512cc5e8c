"""How do letters get from the outbox to people?"""

import threading
from datetime import timedelta

import pytest

from app.mail import mailbox, transport, words
from app.mail.actions import purge_mailbox
from app.mail.delivery import CLAIMED_FOR, claim, deliver_due
from app.mail.models import Letter, MailboxItem
from app.store.db import db, is_sqlite, unit_of_work


def test_a_letter_goes_once_and_is_marked(letters, mail):
    letters.queue("asa@exempel.se")
    assert (letters.deliver(), letters.deliver()) == (1, 0)
    letter = letters.one()
    assert (letter.state, letter.tries, letter.last_error) == ("sent", 1, None)
    assert [(m["To"], m["From"], m["Message-ID"]) for m in mail.letters] == [
        ("asa@exempel.se", "Linköpings kommun <monter@localhost>", f"<{letter.id}@localhost>")
    ]


@pytest.mark.parametrize("way", ["a server", "the mailbox"])
def test_between_two_letters_others_can_write(letters, way, request, monkeypatch):
    if way == "a server":
        request.getfixturevalue("mail")
    monkeypatch.setattr(mailbox, "BATCH", 1)
    rests = []

    def rest():
        with unit_of_work():  # refused inside another
            rests.append(1)

    letters.queue("asa@exempel.se", "bo@exempel.se")
    assert (letters.deliver(rest=rest), len(rests), letters.states()) == (2, 2, ["sent", "sent"])


def test_the_same_letter_queued_twice_is_one(letters, mail):
    letters.queue("asa@exempel.se")
    letters.queue("asa@exempel.se", "bo@exempel.se")
    letters.deliver()
    assert mail.receivers == ["asa@exempel.se", "bo@exempel.se"]


def test_what_is_rolled_back_is_never_sent(letters, mail):
    with pytest.raises(RuntimeError), unit_of_work():
        from app.mail.actions import queue

        queue("greeting", channel="email", ids={"to": "a@exempel.se"}, organisation_id=letters.organisation_id,
              language="sv", dedupe="x", now=letters.now())  # fmt: skip
        raise RuntimeError
    assert letters.deliver() == 0


def test_each_letter_is_written_in_its_own_language(letters, mail):
    letters.queue("asa@exempel.se")
    letters.queue("bo@exempel.se", language="ar-XB")
    letters.deliver()
    assert {m["To"]: m["Content-Language"] for m in mail.letters} == {"asa@exempel.se": "sv", "bo@exempel.se": "ar-XB"}
    assert {m["To"]: "\u202e" in m.get_content() for m in mail.letters} == {
        "asa@exempel.se": False,
        "bo@exempel.se": True,
    }


def test_a_receiver_who_is_refused_for_ever_is_not_tried_again(letters, mail):
    mail.answers["asa@exempel.se"] = "550 5.1.1 asa@exempel.se: no such user"
    letters.queue("asa@exempel.se", "bo@exempel.se")
    letters.deliver()
    assert [(x.state, x.last_error) for x in letters.all()] == [("failed", "smtp 550 5.1.1"), ("sent", None)]
    letters.later(days=1)
    assert letters.deliver() == 0


def test_a_letter_refused_after_its_text_is_failed_too(letters, mail):
    mail.at_data["asa@exempel.se"] = "554 5.7.1 spam"
    letters.queue("asa@exempel.se")
    letters.deliver()
    assert (letters.one().state, letters.one().last_error) == ("failed", "smtp 554 5.7.1")


def test_a_receiver_who_is_refused_for_now_is_tried_again_later(letters, mail):
    mail.answers["asa@exempel.se"] = "451 4.3.0 try later"
    letters.queue("asa@exempel.se", "bo@exempel.se")
    letters.deliver()
    assert [(x.state, x.last_error) for x in letters.all()] == [("queued", "smtp 451 4.3.0"), ("sent", None)]
    mail.answers.clear()
    assert letters.deliver() == 0
    letters.later(minutes=2)
    letters.deliver()
    assert (letters.states(), mail.receivers) == (["sent", "sent"], ["bo@exempel.se", "asa@exempel.se"])


def test_after_three_days_a_letter_has_failed(letters, mail):
    mail.answers["asa@exempel.se"] = "451 try later"
    letters.queue("asa@exempel.se")
    for _ in range(60):
        letters.deliver()
        letters.later(hours=2)
    assert (letters.one().state, 10 < letters.one().tries < 30) == ("failed", True)


def test_while_no_server_answers_one_letter_is_tried_and_all_wait(letters, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    letters.queue("asa@exempel.se", "bo@exempel.se", "cy@exempel.se")
    assert letters.deliver() == 1
    assert sorted(x.last_error or "" for x in letters.all()) == ["", "", "smtp: ConnectionRefusedError"]
    assert letters.states() == ["queued"] * 3


def test_a_server_that_hangs_is_an_outage(letters, mail, monkeypatch):
    monkeypatch.setattr(transport, "ANSWER_WITHIN", 0.3)
    mail.hang = True
    letters.queue("asa@exempel.se")
    letters.deliver()
    assert (letters.one().state, letters.one().last_error) == ("queued", "smtp: SMTPServerDisconnected")


def test_a_server_that_takes_for_ever_altogether_is_cut_off(letters, mail, monkeypatch):
    monkeypatch.setattr(transport, "DONE_WITHIN", 0.3)
    mail.hang = True
    letters.queue("asa@exempel.se")
    letters.deliver()
    assert letters.one().state == "queued"


def test_a_server_that_dies_before_its_answer_gets_the_same_letter_again(letters, mail):
    mail.die_after_data = True
    letters.queue("asa@exempel.se")
    letters.deliver()
    assert letters.one().state == "queued"
    letters.later(minutes=2)
    letters.deliver()
    assert letters.one().state == "sent"
    assert len(mail.letters) == 2
    assert len({m["Message-ID"] for m in mail.letters}) == 1


def test_what_a_dead_worker_had_claimed_goes_when_its_time_is_up(letters, mail):
    letters.queue("asa@exempel.se")
    with unit_of_work():
        turn = claim("email", letters.now())
    assert letters.deliver() == 0
    letters.ahead += CLAIMED_FOR
    letters.deliver()
    assert [m["Message-ID"] for m in mail.letters] == [turn.message_id]


def test_a_worker_that_comes_too_late_changes_nothing(letters, mail):
    from app.mail.delivery import Outcome, mark

    letters.queue("asa@exempel.se")
    with unit_of_work():
        late = claim("email", letters.now())
    letters.ahead += CLAIMED_FOR
    letters.deliver()
    with unit_of_work():
        mark(Outcome(late, {"state": "failed"}))
    assert letters.one().state == "sent"


def test_two_workers_send_each_letter_once(letters, mail, app):
    letters.queue(*[f"a{n}@exempel.se" for n in range(20)])

    def work():
        with app.app_context():
            deliver_due()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(mail.receivers) == sorted(f"a{n}@exempel.se" for n in range(20))
    assert letters.states() == ["sent"] * 20


def test_a_letter_with_nothing_to_say_any_more_is_dropped(letters, mail):
    letters.queue("withdrawn")
    letters.deliver()
    assert (letters.one().state, mail.letters) == ("dropped", [])


def test_a_mistake_in_a_template_stops_no_other_letter(letters, mail):
    letters.queue("broken", "asa@exempel.se")
    letters.deliver()
    assert [(x.state, x.last_error) for x in letters.all()] == [("queued", "LookupError"), ("sent", None)]


def test_an_address_that_hides_another_header_is_failed(letters, mail):
    letters.queue("a@exempel.se\r\nBcc: b@exempel.se")
    letters.deliver()
    assert (letters.one().state, letters.one().last_error, mail.letters) == ("failed", "NoAddress", [])


def test_text_messages_go_to_46elks(letters, texts):
    letters.queue("+46701234567", channel="sms")
    letters.deliver()
    assert letters.one().state == "sent"
    assert texts.asked == [
        ("/a1/sms", "Basic dTE6c2VjcmV0", {"from": "Linkoping", "to": "+46701234567", "message": "Vi hör av oss."})
    ]


@pytest.mark.parametrize(
    ("status", "answer", "state"),
    [
        (403, "Invalid to number", "failed"), (403, "Not enough credits", "queued"), (401, "Who?", "queued"),
        (500, "Oj", "queued"), (200, {"status": "failed"}, "failed"), (302, "elsewhere", "queued"),
    ],
)  # fmt: skip
def test_46elks_can_say_no_for_ever_or_for_now(letters, texts, status, answer, state):
    texts.status, texts.answer = status, answer
    letters.queue("+46701234567", channel="sms")
    letters.deliver()
    assert letters.one().state == state


def test_in_a_demonstration_letters_lie_in_the_mailbox(letters):
    letters.queue("asa@exempel.se", "bo@exempel.se", "withdrawn", "broken")
    letters.queue("+46701234567", channel="sms")
    assert letters.deliver() == 5
    assert letters.states() == ["sent", "sent", "dropped", "queued", "sent"]
    kept = db.session.scalars(db.select(MailboxItem).order_by(MailboxItem.at, MailboxItem.id)).all()
    assert {(i.recipient, i.channel, i.subject, i.body) for i in kept} == {
        (to, channel, "Sök", "Vi hör av oss.")
        for to, channel in [("asa@exempel.se", "email"), ("bo@exempel.se", "email"), ("+46701234567", "sms")]
    }


def test_a_thousand_letters_need_few_transactions(letters, queries):
    letters.queue(*[f"a{n}@exempel.se" for n in range(300)])
    with queries() as ran:
        letters.deliver()
    assert len([s for s in ran if s.startswith("UPDATE")]) == 300 // mailbox.BATCH


def test_what_goes_wrong_after_one_letter_harms_no_other(letters, monkeypatch):
    told = []

    def hear(several, at):
        if {"to": "bo@exempel.se"} in several:
            raise RuntimeError
        told.extend(several)

    monkeypatch.setitem(words.sent, "greeting", [hear])
    letters.queue("asa@exempel.se", "bo@exempel.se", "cia@exempel.se")
    letters.deliver()
    assert letters.states() == ["sent"] * 3
    assert told == [{"to": "asa@exempel.se"}, {"to": "cia@exempel.se"}]


def test_outside_a_demonstration_the_console_tells_nobody_anything(letters, app, monkeypatch, caplog):
    monkeypatch.setitem(app.config, "MONTER_MODE", "production")
    letters.queue("asa@exempel.se")
    letters.deliver()
    assert (letters.one().state, letters.one().last_error) == ("dropped", "no way to send")
    assert ("asa@" in caplog.text, letters.one().id in caplog.text) == (False, True)


def test_the_mailbox_forgets_after_seven_days(letters):
    letters.queue("asa@exempel.se")
    letters.deliver()
    for days, left in ((6, 1), (8, 0)):
        with unit_of_work():
            purge_mailbox(now=letters.now() + timedelta(days=days))
        assert db.session.query(MailboxItem).count() == left


def test_the_outbox_keeps_no_words(letters, mail):
    mail.answers["asa@exempel.se"] = "550 asa@exempel.se is unknown"
    letters.queue("asa@exempel.se")
    letters.deliver()
    row = letters.one()
    kept = {c.key: getattr(row, c.key) for c in Letter.__table__.columns if c.key not in ("ids", "dedupe")}
    assert [key for key, value in kept.items() if "asa@" in str(value) or "hör av oss" in str(value)] == []


def test_claiming_passes_by_what_another_has_taken(letters, app):
    letters.queue("asa@exempel.se", "bo@exempel.se")
    with unit_of_work():
        first = claim("email", letters.now())
    with unit_of_work():
        second = claim("email", letters.now())
    with unit_of_work():
        third = claim("email", letters.now())
    assert (first.id != second.id, third) == (True, None)
    assert is_sqlite() or db.engine.dialect.name == "postgresql"
