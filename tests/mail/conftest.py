"""What the tests of letters share: templates of their own, a mail server, a clock that can be turned."""

from datetime import timedelta

import pytest

from app.clock import now
from app.mail.actions import queue
from app.mail.delivery import deliver_due
from app.mail.models import Letter
from app.mail.words import Words, templates
from app.store.db import db, unit_of_work
from tests.mail.servers import mail_server, text_server


@pytest.fixture
def letters(app, make, monkeypatch):
    """`letters.queue("asa@exempel.se")`, `letters.deliver()`, `letters.one()`."""
    organisation = make.organisation(name="Linköpings kommun")
    monkeypatch.setitem(templates, "greeting", greeting)
    return Letters(organisation.id)


def greeting(ids, language):
    """The template of these tests; its id is the receiver, which real templates look up."""
    if ids["to"] == "withdrawn":
        return None
    if ids["to"] == "broken":
        raise LookupError("a mistake in a template")
    from app.i18n import _

    return Words(to=ids["to"], subject=_("Sök"), body=_("Vi hör av oss."))


class Letters:
    """Queues and delivers; `later` turns the clock."""

    def __init__(self, organisation_id):
        self.organisation_id, self.ahead = organisation_id, timedelta()

    def now(self):
        return now() + self.ahead

    def later(self, **much):
        self.ahead += timedelta(**much)

    def queue(self, *receivers, channel="email", language="sv"):
        with unit_of_work():
            for number, to in enumerate(receivers):
                queue(
                    "greeting", channel=channel, ids={"to": to}, organisation_id=self.organisation_id, language=language,
                    dedupe=f"greeting:{to}", now=self.now() + timedelta(microseconds=number) - timedelta(seconds=1),
                )  # fmt: skip

    def deliver(self, **more):
        return deliver_due(clock=self.now, **more)

    def all(self):
        db.session.rollback()
        return list(db.session.scalars(db.select(Letter).order_by(Letter.queued_at, Letter.id)))

    def one(self):
        (letter,) = self.all()
        return letter

    def states(self):
        return [letter.state for letter in self.all()]


@pytest.fixture
def mail(app, monkeypatch):
    """A mail server that the application is set to use."""
    with mail_server() as server:
        monkeypatch.setitem(app.config, "MAIL_URL", server.url)
        yield server


@pytest.fixture
def texts(app, monkeypatch):
    """A gateway for text messages that the application is set to use."""
    with text_server() as server:
        monkeypatch.setitem(app.config, "SMS_URL", server.url)
        yield server
