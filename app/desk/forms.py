"""What does one choose when an event is copied? The new date, its title, and what comes along."""

from wtforms import BooleanField
from wtforms.validators import DataRequired

from ..booths.models import Booth
from ..events.forms import WhenPart, when_fields
from ..events.models import Event
from ..flyers.models import Placement
from ..i18n import _l
from ..web.fields import Checkboxes, line, options
from ..web.forms import KeyedForm


class CopyForm(WhenPart, KeyedForm):
    """Copy an event to another date."""

    title = line(_l("Titel"), 120, DataRequired(_l("Ge aktiviteten en titel.")))
    when, start_on, end_on, start_time, end_time = when_fields()
    booths = Checkboxes(_l("Montrar som följer med"))
    shifts = BooleanField(_l("Passen följer med, utan folk"))
    placements = Checkboxes(_l("Placeringar som följer med"))

    def offer(self, booths: list[Booth], placements: list[Placement]) -> "CopyForm":
        """What can come along."""
        self.booths.choices = options((row.id, row.name) for row in booths)
        self.placements.choices = options((row.id, row.label) for row in placements)
        return self


def copy_form(event: Event, booths: list[Booth], placements: list[Placement]) -> CopyForm:
    """The form as it opens: everything comes along but what is no longer handed out."""
    return CopyForm(
        data={
            "title": event.title,
            "booths": [row.id for row in booths],
            "shifts": True,
            "placements": [row.id for row in placements if row.retired_at is None],
        }
    ).offer(booths, placements)
