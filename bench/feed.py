"""What does a calendar poll cost with a thousand events? Cold, warm, and unchanged."""

from contextvars import Context
from datetime import timedelta

from app.accounts.queries import first_unit
from app.calendars.actions import open_feed
from app.calendars.addresses import token_of
from app.clock import local_date, now
from app.events.models import Event
from app.events.when import When
from app.journal.actors import OPERATOR
from app.store.db import db, unit_of_work
from tests.make import Make

from .measure import application, processor_ms, wall_ms

MANY = 1000


def measure(report, address: str) -> None:
    """The public feed."""
    with application(address) as app:
        make = Make()
        organisation, today, at = make.first(), local_date(now()), now()
        unit, owner = first_unit(organisation.id), make.function()
        with unit_of_work():
            for number in range(MANY):
                event = Event(
                    organisation_id=organisation.id, unit_id=unit.id, slug=f"bench-{number}", title=f"Aktivitet {number}",
                    kind="booth", state="confirmed", main_strand="grassroots", strands=["grassroots"], place="Torget",
                    languages=["sv"], public=True, published_at=at, owner_function_id=owner.id,
                    pitches={"sv": "Kom och prata med oss."}, created_at=at, updated_at=at,
                )  # fmt: skip
                event.when = When.days(today + timedelta(days=number % 300))
                db.session.add(event)
            key = app.config["INSTANCE_KEY"]
            feed = open_feed(organisation.id, "public", organisation.id, key=key, by=OPERATOR, now=now())
            path = f"/calendar/{token_of(feed, key)}.ics"
        client = app.test_client()
        first = []
        report.row(
            f"feed of {MANY} events, cold",
            wall_ms(lambda: first.append(Context().run(client.get, path))),
            "ms",
            "goal: at most 1000",
        )
        report.row(
            f"feed of {MANY} events, warm",
            processor_ms(lambda: Context().run(client.get, path), 30),
            "ms cpu",
            "goal: at most 150",
        )
        unchanged = {"If-None-Match": first[0].headers["ETag"]}
        answer = Context().run(client.get, path, headers=unchanged)
        cost = processor_ms(lambda: Context().run(client.get, path, headers=unchanged), 100)
        report.row(f"feed unchanged ({answer.status_code})", cost, "ms cpu", "goal: at most 5")
