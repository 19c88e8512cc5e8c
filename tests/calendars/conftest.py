"""What the tests of calendars share: opening a feed, and reading it as a program would."""

import pytest
from icalendar import Calendar

from app.accounts.queries import first_unit
from app.calendars import actions
from app.calendars.addresses import links_to
from app.clock import now
from app.journal.actors import OPERATOR
from app.store.db import unit_of_work

HOST = "http://localhost:8000"


class Feeds:
    """`feeds.path("unit")` opens a feed and gives its path; `feeds.read(path)` polls it."""

    def __init__(self, app, make, visitor):
        self.app, self.make, self.visitor = app, make, visitor

    def open(self, scope: str, of: str | None = None, organisation=None):
        organisation = organisation or self.make.first()
        if of is None:
            of = {
                "public": organisation.id,
                "unit": first_unit(organisation.id).id,
                "function": first_unit(organisation.id).entrance_function_id,
            }[scope]
        with unit_of_work():
            return actions.open_feed(organisation.id, scope, of, key=self.key, by=OPERATOR, now=now())

    @property
    def key(self) -> bytes:
        return self.app.config["INSTANCE_KEY"]

    def path(self, scope: str, of: str | None = None, organisation=None) -> str:
        return links_to(self.open(scope, of, organisation), self.key, HOST).path

    def poll(self, path: str, status: int = 200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.visitor.get(path, status=status, headers=headers)

    def events(self, path: str) -> list:
        return Calendar.from_ical(self.poll(path).data).events

    def titles(self, path: str) -> list[str]:
        return [str(event["SUMMARY"]) for event in self.events(path)]


@pytest.fixture
def feeds(app, make, visitor):
    return Feeds(app, make, visitor)
