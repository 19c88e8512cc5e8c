"""How do staff say what happened with a lead? The forms of a lead's page."""

from datetime import UTC, date, datetime, time, timedelta

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from ..clock import STOCKHOLM, local_date
from ..errors import Refused
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


class TapForm(KeyedForm):
    """One tap on the board: an outcome, or a day on which the person asked to be called. It happened just now."""

    outcome = HiddenField()
    later = HiddenField()
    seen = HiddenField()  # the last try that the board showed, empty where there was none
    other_day = HiddenField()  # "later" says "other": the day that was written beside the button

    def tried(self, channel: str, at: datetime) -> Tried:
        """What the tap says. Raises Refused for one that says nothing."""
        if not self.sent_and_valid():
            raise Refused(_l("Sidan hade legat öppen för länge. Tryck en gång till."))
        if self.later.data:
            return Tried(self.key.data, channel, "call_later", at, next_on=self._day(at))
        if self.outcome.data not in OUTCOMES:
            raise Refused(_l("Välj hur det gick."))
        return Tried(self.key.data, channel, self.outcome.data, at)

    def _day(self, at: datetime) -> date:
        try:
            day = date.fromisoformat(self.other_day.data if self.later.data == "other" else self.later.data)
        except (TypeError, ValueError):
            raise Refused(_l("Datumet går inte att läsa. Välj en dag i listan.")) from None
        if not local_date(at) <= day <= local_date(at) + timedelta(days=366):
            raise Refused(_l("Välj en dag från och med idag och inom ett år."))
        return day


class TouchForm(KeyedForm):
    """A further meeting, or what the person says about where they first heard of us."""

    met_at = SelectField(_l("Var möttes ni?"), validators=[InputRequired()])
    grade = RadioField(_l("Hur vet vi det?"), choices=options(GRADES), default="B")
    decisive = BooleanField(_l("Det var det här som avgjorde, enligt personen"))
    day = DateField(_l("Dag"), validators=[InputRequired(_l("Skriv vilken dag det var."))])

    def met(self) -> MetAgain:
        """The meeting. The place is `event:ID` or `placement:ID`, or `unknown`."""
        kind, _colon, of = self.met_at.data.partition(":")
        return MetAgain(
            id=self.key.data,
            kind="decisive" if self.decisive.data else "conversation" if self.grade.data == "B" else "answer",
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
