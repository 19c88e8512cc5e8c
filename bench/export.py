"""How long does it take to write ten thousand leads? All formats, streamed, as the page and the command line write them."""

from app.clock import now
from app.journal.actors import VISITOR
from app.leads.actions import record_lead
from app.leads.intake import Details, Met
from app.reports import export
from app.store.columns import new_id
from app.store.db import unit_of_work
from tests.make import Make

from .measure import application, wall_ms

MANY = 10_000


def measure(report, address: str) -> None:
    """Leads with two ways to reach them, half of them by a flyer; recorded one by one, as they come."""
    with application(address):
        make = Make()
        placement = make.placement()
        organisation_id = placement.organisation_id

        def record():
            at = now()
            for number in range(MANY):
                met = Met(
                    event_id=placement.event_id,
                    placement_id=placement.id if number % 2 else None,
                    kind="code",
                    grade="A",
                )
                details = Details(
                    f"Person {number}", f"+46701{number:06}", f"person{number}@post.example", ("guardian",)
                )
                record_lead(details, organisation_id=organisation_id, capture_id=new_id(), met=met, by=VISITOR, now=at)

        with unit_of_work():
            taken = wall_ms(record)
        report.row(f"record_lead, {MANY} in one unit", 1000 * MANY / taken, "a second")
        scope = export.Scope(organisation_id)
        for form in export.FORMS:
            size = []
            taken = wall_ms(
                lambda form=form, size=size: size.append(sum(map(len, export.stream("leads", form, scope))))
            )
            report.row(
                f"{form} of {MANY} leads ({size[0] / 1e6:.1f} MB)",
                taken,
                "ms",
                "goal: at most 1000" if form == "csv" else "",
            )
