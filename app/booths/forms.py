"""What does a planner type about a booth? One form, to add and to change; it gives a BoothPlan."""

from datetime import datetime

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from ..clock import here
from ..errors import Refused
from ..events.models import Event
from ..events.when import instant
from ..i18n import AT_THE_STAND, _l
from ..web.fields import Checkboxes, MomentField, line, lines, options
from ..web.forms import KeyedForm
from .actions import FIELDS, said_of
from .models import Booth
from .plan import NETWORKS, TIMES, BoothPlan
from .queries import booths_of


class BoothForm(KeyedForm):
    """A booth: where it stands, when, what it needs. Times are typed as a wall clock in Sweden shows them."""

    name = line(_l("Namn"), 120, DataRequired(_l("Ge montern ett namn, till exempel Tältet.")))
    place_number = line(_l("Platsnummer"), 40)
    setup_at = MomentField(TIMES["setup_at"])
    from_at = MomentField(TIMES["from_at"])
    until_at = MomentField(TIMES["until_at"])
    takedown_at = MomentField(TIMES["takedown_at"])
    bring = lines(_l("Ta med"), 2000)
    permit = line(_l("Tillstånd"), 200)
    electricity = BooleanField(_l("Det finns el"))
    network = SelectField(_l("Mobilnät"), choices=options(NETWORKS))
    languages = Checkboxes(
        _l("Fler språk på surfplatta och papper"), choices=options({tag: one.name for tag, one in AT_THE_STAND.items()})
    )
    note = lines(_l("Anteckning"), 2000)

    def plan(self) -> BoothPlan:
        """What was said. Refused, with its field, for a time that the clock skips."""
        values = {name: getattr(self, name).data for name in FIELDS}
        values["languages"] = tuple(values["languages"] or ())
        return BoothPlan(**values | {name: _instant(name, values[name]) for name in TIMES})


def values_of(booth: Booth) -> dict:
    """What the fields show when the page of a booth opens."""
    values = {name: getattr(said_of(booth), name) for name in FIELDS}
    return values | {name: _wall(values[name]) for name in TIMES}


def values_for(event: Event) -> dict:
    """What a new booth's fields show: open as long as the event lasts, where its times are known, and its tablets speak what
    those of the event's other booths do."""
    spoken = {tag for booth in booths_of(event.id) for tag in booth.languages or ()}
    languages = [tag for tag in AT_THE_STAND if tag in spoken]
    return {"from_at": _wall(event.starts_at), "until_at": _wall(event.ends_at), "languages": languages}


def _wall(at: datetime | None) -> datetime | None:
    return here(at).replace(tzinfo=None) if at else None


def _instant(name: str, local: datetime | None) -> datetime | None:
    try:
        return instant(local) if local else None
    except Refused as why:
        raise Refused(why.why, name) from why
