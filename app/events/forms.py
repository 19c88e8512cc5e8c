"""What does a planner type about an event? The forms of an event's pages; each gives plain values."""

from datetime import date, datetime, time

from babel import Locale
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from ..accounts.models import AssignmentType, Function, Organisation
from ..errors import Refused
from ..i18n import DEFAULT, _, _l, language
from ..web.fields import Checkboxes, ClockField, DayField, WholeNumberField, line, lines, options
from ..web.forms import KeyedForm, PageForm
from .models import Event
from .plan import Plan
from .rules import KINDS, STATES, STRANDS, Move
from .when import When
from .when_typed import read_words


def when_fields() -> tuple:
    """The fields for when: one line, as precise as known, or a day and clock times chosen. Called where they stand on the
    page, since that is also the order of its errors."""
    return (
        line(_l("När"), 80),
        DayField(_l("Första dagen")),
        DayField(_l("Sista dagen")),
        ClockField(_l("Från klockan")),
        ClockField(_l("Till klockan")),
    )


class WhenPart:
    """Reads the fields of `when_fields`. `today` is set by the view."""

    today: date

    def when_known(self) -> When:
        """What was said of when: the chosen days go before the line. Raises Refused, with its field."""
        if self.start_on.data is None and self.end_on.data:
            raise Refused(_l("Välj också den första dagen."), "start_on")
        if self.start_on.data is None:
            return self._timed(self._read())
        try:
            return self._timed(When.days(self.start_on.data, self.end_on.data))
        except Refused as why:
            raise Refused(why.why, why.field or "start_on") from why

    def _read(self) -> When:
        try:
            return read_words(self.when.data or "", today=self.today)
        except Refused as why:
            raise Refused(why.why, "when") from why

    def _timed(self, when: When) -> When:
        start, end = self.start_time.data, self.end_time.data
        if start is None and end is None:
            return when
        if start is None or end is None:
            raise Refused(_l("Välj både när det börjar och när det slutar."), "start_time" if end else "end_time")
        if not when.day_known:
            raise Refused(_l("Välj också dagen, så att klockslagen hör till något."), "start_on")
        try:
            return When.times(_at(when.first_on, start), _at(when.last_on, end))
        except Refused as why:
            raise Refused(why.why, "end_time") from why

    def validate_when(self, field) -> None:
        """Say beside the right field what cannot be read."""
        if any(part.errors for part in (self.start_on, self.end_on, self.start_time, self.end_time)):
            return
        try:
            self.when_known()
        except Refused as why:
            if why.field == "when":
                raise ValidationError(str(why)) from why


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock)


class EventForm(WhenPart, KeyedForm):
    """Plan a new event, on one page."""

    title = line(_l("Titel"), 120, DataRequired(_l("Ge aktiviteten en titel.")))
    kind = SelectField(_l("Sort"), choices=options(KINDS))
    main_strand = RadioField(
        _l("Huvudspår"), choices=options(STRANDS), validators=[InputRequired(_l("Välj ett huvudspår."))]
    )
    when, start_on, end_on, start_time, end_time = when_fields()
    place = line(_l("Plats"), 120)

    def plan(self, languages: list[str]) -> Plan:
        """What was said; its languages are the organisation's until somebody chooses."""
        return Plan(
            title=self.title.data,
            kind=self.kind.data,
            main_strand=self.main_strand.data,
            when=self.when_known(),
            place=self.place.data,
            languages=tuple(languages),
        )


class EditForm(WhenPart, PageForm):
    """Change everything that can be said of an event. Made by `edit_form`, which adds a title and a sentence a language."""

    title = EventForm.title
    when, start_on, end_on, start_time, end_time = when_fields()
    kind = EventForm.kind
    main_strand = EventForm.main_strand
    place = EventForm.place
    strands = Checkboxes(_l("Fler spår"), choices=options(STRANDS))
    address = line(_l("Adress"), 200)
    owner = SelectField(_l("Ägs av funktionen"))
    languages = Checkboxes(_l("Språk på anmälan och flyer"))
    interests = Checkboxes(_l("Uppdrag som anmälan frågar om"))
    capacity = WholeNumberField(
        _l("Antal platser"),
        validators=[Optional(), NumberRange(1, 1_000_000, _l("Skriv ett antal från 1, eller lämna tomt."))],
    )
    registered = WholeNumberField(
        _l("Anmälda hos arrangören"),
        validators=[Optional(), NumberRange(0, 1_000_000, _l("Skriv ett antal från 0, eller lämna tomt."))],
    )
    note = lines(_l("Anteckning"), 2000)
    seen = HiddenField()  # when the event that the page shows was last changed

    tags: list[str] = []

    def refuse_if_changed(self, event: Event) -> None:
        """Refused once when somebody else has changed the event since the page was opened; the next press goes before."""
        stamp = event.updated_at.isoformat()
        if self.seen.data not in (None, "", stamp):
            self.seen.data = stamp
            raise Refused(
                _l(
                    "Någon annan har ändrat aktiviteten sedan du öppnade sidan. Öppna den i ett annat fönster och jämför, "
                    "eller spara igen så gäller det som står här."
                )
            )

    @classmethod
    def values_of(cls, event: Event, locale: str) -> dict:
        """What the fields show when the page opens."""
        values = {name: getattr(event, name) for name in SAME}
        values["strands"] = [key for key in event.strands if key != event.main_strand]
        values["seen"] = event.updated_at.isoformat()
        values |= {"when": event.when.label(locale) if event.first_on else "", "owner": event.owner_function_id or ""}
        values |= {f"title-{tag}": text for tag, text in event.titles.items()}
        values |= {f"pitch-{tag}": text for tag, text in event.pitches.items()}
        return values

    @property
    def title_fields(self) -> list:
        """The title in each language but the first."""
        return [self[f"title-{tag}"] for tag in self.tags[1:]]

    @property
    def pitch_fields(self) -> list:
        """One sentence in each language."""
        return [self[f"pitch-{tag}"] for tag in self.tags]

    def said(self, changed: list[str]) -> str:
        """The changed columns as the page calls them: `titel, när`."""
        fields = [self[COLUMNS.get(name, name)] for name in changed if COLUMNS.get(name, name) in self]
        fields += [field for field in self.title_fields if "titles" in changed]
        fields += [field for field in self.pitch_fields if "pitches" in changed]
        return ", ".join(dict.fromkeys(str(field.label.text).lower() for field in fields))

    def plan(self) -> Plan:
        """What was said."""
        same = {name: getattr(self, name).data for name in SAME if name not in LISTS}
        return Plan(
            **same,
            when=self.when_known(),
            strands=tuple(self.strands.data or ()),
            languages=tuple(self.languages.data or ()),
            interests=tuple(self.interests.data or ()),
            owner_function_id=self.owner.data or None,
            titles={tag: self[f"title-{tag}"].data for tag in self.tags[1:] if self[f"title-{tag}"].data},
            pitches={tag: self[f"pitch-{tag}"].data for tag in self.tags if self[f"pitch-{tag}"].data},
        )


LISTS = ("strands", "languages", "interests")
COLUMNS = dict.fromkeys(("when_text", "first_on", "until_on", "starts_at", "ends_at"), "when") | {
    "owner_function_id": "owner"
}
SAME = ("title", "kind", "main_strand", "place", *LISTS, "address", "capacity", "registered", "note")


def edit_form(
    organisation: Organisation, functions: list[Function], types: list[AssignmentType], locale: str, **kwargs
) -> EditForm:
    """The form of an event in an organisation that speaks these languages and has these functions and assignments."""
    tags = list(organisation.languages) or [DEFAULT]
    own = {f"title-{tag}": line(_l("Titel på %(language)s", language=tongue(tag, locale)), 120) for tag in tags[1:]}
    own |= {f"pitch-{tag}": line(_l("En mening på %(language)s", language=tongue(tag, locale)), 200) for tag in tags}
    form = type("EditFormHere", (EditForm,), own | {"tags": tags})(**kwargs)
    form.owner.choices = options([("", _("Ingen än")), *((row.id, row.name) for row in functions)])
    form.languages.choices = options((tag, language(tag).name) for tag in tags)
    form.interests.choices = options(
        (row.key, row.names.get(locale) or row.names.get(DEFAULT) or row.key) for row in types
    )
    return form


def tongue(tag: str, locale: str) -> str:
    """A language by its name in the reader's own: `engelska`, in English `English`."""
    return Locale.parse(locale).languages.get(tag, language(tag).name)


class StateForm(PageForm):
    """Move an event on to another state, and say why where that is asked."""

    state = RadioField(_l("Nytt läge"), validators=[InputRequired(_l("Välj ett läge."))])
    reason = line(_l("Varför?"), 300)

    def offer(self, moves: list[Move]) -> "StateForm":
        """Choose among these."""
        self.state.choices = options((move.to, _choice(move)) for move in moves if move.to != "cancelled")
        return self


def _choice(move: Move) -> str:
    return f"{STATES[move.to]} {_('(säg varför)')}" if move.needs_reason else str(STATES[move.to])


class CancelForm(PageForm):
    """Cancel an event, and say to visitors why in each of its languages. Made by `cancel_form`."""

    tags: list[str] = []

    def told(self) -> dict[str, str]:
        """Language → what visitors read."""
        return {tag: self[f"told-{tag}"].data or "" for tag in self.tags}

    @property
    def told_fields(self) -> list:
        """One text a language."""
        return [self[f"told-{tag}"] for tag in self.tags]


def cancel_form(event: Event, locale: str, **kwargs) -> CancelForm:
    """The form for this event's languages."""
    tags = list(event.languages) or [DEFAULT]
    own = {f"told-{tag}": lines(_l("Till besökare på %(language)s", language=tongue(tag, locale)), 500) for tag in tags}
    return type("CancelFormHere", (CancelForm,), own | {"tags": tags})(**kwargs)
