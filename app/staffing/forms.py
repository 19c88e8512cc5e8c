"""What does a planner type about shifts and helpers? Forms that give plain values; times as a Swedish wall clock shows them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from ..accounts.forms import is_name
from ..accounts.models import Staff
from ..booths.models import Booth
from ..clock import here
from ..errors import Refused
from ..events.models import Event
from ..events.when import instant
from ..i18n import LANGUAGES as WRITTEN
from ..i18n import _l
from ..web.contact import read_email, read_phone, show_phone
from ..web.fields import Checkboxes, ClockField, DayField, WholeNumberField, line, lines, options
from ..web.forms import KeyedForm
from ..web.language import babel_locale
from .models import Helper, Shift
from .pattern import Pattern, Span
from .plan import HelperPlan, ShiftPlan
from .register import said_of as said_of_helper
from .spoken import LANGUAGES, language_name

ROLE = _l("Möta besökare")
LENGTHS = {"60": _l("1 timme"), "90": _l("1,5 timme"), "120": _l("2 timmar"), "150": _l("2,5 timmar"),
           "180": _l("3 timmar"), "240": _l("4 timmar"), "300": _l("5 timmar"), "480": _l("8 timmar")}  # fmt: skip
PAUSES = {"0": _l("ingen"), "15": _l("en kvart"), "30": _l("en halvtimme"), "60": _l("en timme")}
SAID = {
    "ask": _l("Fråga nu, med ett brev eller sms"),
    "yes": _l("Har redan sagt ja"),
    "propose": _l("Bara föreslå, fråga senare"),
}
NEEDED = InputRequired(_l("Skriv hur många."))


def languages_to_speak():
    """The languages that are asked about, by their names in the language of the page."""
    return options((tag, language_name(tag, babel_locale()).capitalize()) for tag in LANGUAGES)


class _OnShifts(KeyedForm):
    """What a shift and a pattern have in common."""

    role = line(_l("Vad gör man?"), 40, DataRequired(_l("Skriv vad man gör, till exempel Möta besökare.")))
    booth_id = SelectField(_l("Var?"))
    least = WholeNumberField(_l("Minst så många"), [NEEDED])
    most = WholeNumberField(_l("Högst så många"), [NEEDED])
    languages = Checkboxes(_l("Språk som behövs"), choices=languages_to_speak)
    note = lines(_l("Bra att veta"), 1000)

    def offer(self, booths: Iterable[Booth]):
        """Where it can be."""
        self.booth_id.choices = options([("", _l("Hela aktiviteten")), *((row.id, row.name) for row in booths)])
        return self

    def _plan(self, starts_at: datetime, ends_at: datetime) -> ShiftPlan:
        return ShiftPlan(
            role=self.role.data, starts_at=starts_at, ends_at=ends_at, booth_id=self.booth_id.data or None,
            least=self.least.data, most=self.most.data, languages=tuple(self.languages.data), note=self.note.data,
        )  # fmt: skip


class ShiftForm(_OnShifts):
    """One shift."""

    on = DayField(_l("Dag"), [InputRequired(_l("Välj dag."))])
    begins = ClockField(_l("Från"), [InputRequired(_l("Välj när passet börjar."))])
    ends = ClockField(_l("Till"), [InputRequired(_l("Välj när passet slutar."))])

    def plan(self) -> ShiftPlan:
        """What was said; what ends before it begins ends the next day. Refused, with its field, for a skipped time."""
        begin, end = (datetime.combine(self.on.data, at) for at in (self.begins.data, self.ends.data))
        end += timedelta(days=end <= begin)
        return self._plan(_instant("begins", begin), _instant("ends", end))


class PatternForm(_OnShifts):
    """Several shifts at once."""

    first_on = DayField(_l("Första dagen"), [InputRequired(_l("Välj dag."))])
    last_on = DayField(_l("Sista dagen"), [InputRequired(_l("Välj dag."))])
    begins = ClockField(_l("Från"), [InputRequired(_l("Välj när det första passet börjar."))])
    ends = ClockField(_l("Till"), [InputRequired(_l("Välj när det sista passet slutar."))])
    length = SelectField(_l("Ett pass är"), choices=options(LENGTHS), default="120")
    pause = SelectField(_l("Paus mellan passen"), choices=options(PAUSES), default="0")
    remove = BooleanField(_l("Ta bort tomma pass som inte passar in"))

    def validate_last_on(self, field):
        """The days in their order, and not a whole season of them."""
        if self.first_on.data and field.data:
            if field.data < self.first_on.data:
                raise ValidationError(_l("Den sista dagen kommer före den första. Byt plats på dem."))
            if (field.data - self.first_on.data).days > 60:
                raise ValidationError(_l("Ta högst två månader i taget."))

    def spans(self) -> list[Span]:
        """The shifts' times. Refused as `Pattern.spans`."""
        days = [self.first_on.data + timedelta(n) for n in range((self.last_on.data - self.first_on.data).days + 1)]
        length, pause = (timedelta(minutes=int(field.data)) for field in (self.length, self.pause))
        return Pattern(days, self.begins.data, self.ends.data, length, pause).spans()

    def like(self, span: Span) -> ShiftPlan:
        """What is said of each."""
        return self._plan(span.starts_at, span.ends_at)


def values_of(shift: Shift) -> dict:
    """What the fields show when the page of a shift opens."""
    begin, end = here(shift.starts_at), here(shift.ends_at)
    return {
        "role": shift.role, "booth_id": shift.booth_id or "", "on": begin.date(), "begins": begin.time(), "ends": end.time(),
        "least": shift.least, "most": shift.most, "languages": shift.languages, "note": shift.note,
    }  # fmt: skip


def values_for(event: Event, booths: list[Booth]) -> dict:
    """What a new shift's fields show: the event's first day and hours, its first booth, two people."""
    times = event.when if event.when.time_known else None
    booth = booths[0] if booths else None
    begin, end = (
        (booth.from_at, booth.until_at)
        if booth and booth.from_at and booth.until_at
        else (times.starts_at, times.ends_at)
        if times
        else (None, None)
    )
    known = event.when.day_known
    return {
        "role": str(ROLE), "booth_id": booth.id if booth else "", "least": 2, "most": 2, "languages": [],
        "on": event.first_on if known else None, "first_on": event.first_on if known else None,
        "last_on": event.when.last_on if known else None,
        "begins": here(begin).time() if begin else time(9), "ends": here(end).time() if end else time(17),
    }  # fmt: skip


class AssignForm(KeyedForm):
    """Who, and whether they have to be asked."""

    who = SelectField(_l("Vem?"), [DataRequired(_l("Välj någon."))])
    said = RadioField(_l("Hur?"), choices=options(SAID), default="ask")
    reason = line(_l("Varför går det fast tiderna krockar?"), 200)

    def offer(self, helpers: Iterable[Helper], staff: Iterable[Staff]) -> "AssignForm":
        """Who there is: helpers first, then colleagues."""
        self.who.choices = options([
            ("", _l("Välj")),
            *((f"helper:{one.id}", f"{one.name} ({one.partner})" if one.partner else one.name) for one in helpers),
            *((f"staff:{one.id}", _l("%(name)s (kollega)", name=one.name)) for one in staff),
        ])  # fmt: skip
        return self


class HelperForm(KeyedForm):
    """A helper: a name and one way to be reached."""

    numbers_allowed = ("phone",)

    name = line(_l("Namn"), 120, DataRequired(_l("Skriv personens namn.")), is_name)
    phone = StringField(_l("Telefon"), render_kw={"type": "tel", "autocomplete": "off", "inputmode": "tel"})
    email = StringField(_l("E-post"), render_kw={"type": "email", "autocomplete": "off", "inputmode": "email"})
    partner = line(_l("Förening eller organisation"), 120)
    languages = Checkboxes(_l("Talar"), choices=languages_to_speak)
    language = RadioField(
        _l("Brev på"), choices=options({tag: known.name for tag, known in WRITTEN.items()}), default="sv"
    )

    def validate_phone(self, field):
        """A number in any spelling."""
        self._read(field, read_phone)

    def validate_email(self, field):
        """An address that could exist."""
        self._read(field, read_email)

    def _read(self, field, read) -> None:
        try:
            field.kept = read(field.data) if field.data else None
        except Refused as why:
            raise ValidationError(str(why)) from why

    def plan(self) -> HelperPlan:
        """What was typed, contact ways as they are kept."""
        return HelperPlan(
            name=self.name.data, phone=self.phone.kept, email=self.email.kept, partner=self.partner.data,
            languages=tuple(self.languages.data), language=self.language.data,
        )  # fmt: skip


def values_of_helper(row: Helper) -> dict:
    """What the fields show when a helper's page opens."""
    plan = said_of_helper(row)
    return vars(plan) | {"phone": show_phone(plan.phone) if plan.phone else None}


def _instant(name: str, local: datetime) -> datetime:
    try:
        return instant(local)
    except Refused as why:
        raise Refused(why.why, name) from why
