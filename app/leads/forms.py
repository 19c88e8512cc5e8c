"""How do staff say what happened with a lead? The forms of a lead's page."""

from datetime import UTC, datetime, time

from wtforms import DateField, RadioField, SelectField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from ..clock import STOCKHOLM
from ..i18n import _l
from ..web.fields import options
from ..web.forms import KeyedForm, PageForm
from .follow_up import CHANNELS, NOTE_LENGTH, OUTCOMES, MetAgain, Tried

GRADES = {
    "B": _l("Vi pratade om det i samtalet"),
    "C": _l("Personen svarade på frågan inom 30 dagar"),
    "D": _l("Personen mindes det senare"),
}


def instant(day, clock) -> datetime:
    """A Swedish wall clock's day and time as an instant."""
    return datetime.combine(day, clock or time(12), STOCKHOLM).astimezone(UTC)


class AttemptForm(KeyedForm):
    """One contact attempt: two taps and a press, the rest is filled in."""

    channel = RadioField(_l("Hur"), choices=options(CHANNELS), default="phone", validators=[InputRequired()])
    outcome = RadioField(
        _l("Hur gick det?"),
        choices=options(OUTCOMES),
        validators=[InputRequired(_l("Välj hur det gick."))],
    )
    day = DateField(_l("Dag"), validators=[InputRequired(_l("Skriv vilken dag det var."))])
    clock = TimeField(_l("Klockan"), validators=[InputRequired(_l("Skriv ungefär vad klockan var."))])
    next_on = DateField(_l("Nästa dag"), validators=[Optional()])
    note = TextAreaField(
        _l("Anteckning"),
        validators=[Length(max=NOTE_LENGTH, message=_l("Högst 300 tecken. Skriv kortare."))],
        render_kw={"rows": 2, "maxlength": NOTE_LENGTH},
    )

    def tried(self) -> Tried:
        """What was noted."""
        return Tried(
            id=self.key.data,
            channel=self.channel.data,
            outcome=self.outcome.data,
            at=instant(self.day.data, self.clock.data),
            note=self.note.data,
            next_on=self.next_on.data,
        )


class TouchForm(KeyedForm):
    """A further meeting, or what the person says about where they first heard of us."""

    met_at = SelectField(_l("Var möttes ni?"), validators=[InputRequired()])
    grade = RadioField(_l("Hur vet vi det?"), choices=options(GRADES), default="B")
    day = DateField(_l("Dag"), validators=[InputRequired(_l("Skriv vilken dag det var."))])

    def met(self) -> MetAgain:
        """The meeting. The place is `event:ID` or `placement:ID`, or `unknown`."""
        kind, _colon, of = self.met_at.data.partition(":")
        return MetAgain(
            id=self.key.data,
            kind="conversation" if self.grade.data == "B" else "answer",
            at=instant(self.day.data, None),
            grade=self.grade.data,
            event_id=of if kind == "event" else None,
            placement_id=of if kind == "placement" else None,
        )


class StateForm(PageForm):
    """Another state for a lead, with a reason where one is wanted."""

    state = SelectField(_l("Nytt läge"), validators=[InputRequired()])
    next_on = DateField(_l("Nästa dag"), validators=[Optional()])
    reason = TextAreaField(_l("Varför"), validators=[Length(max=NOTE_LENGTH)], render_kw={"rows": 2})


class OwnerForm(PageForm):
    """Whose it is, and when it is to be taken up again."""

    owner = SelectField(_l("Ansvarig funktion"), validators=[InputRequired()])
    next_on = DateField(_l("Nästa dag"), validators=[Optional()])
