"""What does one type about oneself, one's organisation, its posts and its people? Each form gives plain values."""

from collections.abc import Iterable

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from ..errors import Refused
from ..i18n import AT_THE_STAND, LANGUAGES, _l
from ..web.colour import is_colour, nearest_good
from ..web.fields import Checkboxes, DayField, WholeNumberField, line, lines, options
from ..web.forms import KeyedForm, PageForm
from ..web.styles import LIGHT
from ..web.text import name_problem
from .hours import hours_words, read_hours
from .milestones import STATES as MILESTONE_STATES
from .rules import ROLES


def is_name(form, field) -> None:
    """A name without links or invisible signs, see trust.md S6."""
    if field.data and (problem := name_problem(field.data)):
        raise ValidationError(problem)


class AccountForm(PageForm):
    """One's own name and language."""

    name = line(_l("Namn"), 120, DataRequired(_l("Skriv ditt namn.")), is_name, render_kw={"autocomplete": "name"})
    language = RadioField(_l("Språk"), choices=options({tag: known.name for tag, known in LANGUAGES.items()}))


def reads_as_phone(form, field) -> None:
    """Any spelling of a phone number; kept as E.164."""
    if not field.data:
        return
    try:
        number = phonenumbers.parse(field.data, "SE")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(_l("Numret går inte att läsa. Skriv det som 013-12 34 56."))
    field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(phone: str | None) -> str | None:
    """A kept Swedish number as 013-12 34 56; any other as it is."""
    if not phone or not phone.startswith("+46"):
        return phone
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.NATIONAL)


def reads_as_email(form, field) -> None:
    """An address that a letter could reach."""
    if not field.data:
        return
    try:
        field.data = validate_email(field.data, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise ValidationError(_l("Adressen ser inte ut som en e-postadress. Skriv den som namn@exempel.se.")) from None


def is_readable(form, field) -> None:
    """A colour that text and buttons can have on our light pages; else the nearest that can is offered."""
    asked = (field.data or "").lower()
    if not is_colour(asked):
        raise ValidationError(_l("Skriv färgen som # och sex tecken, till exempel #0b5a52."))
    if (better := nearest_good(asked, LIGHT)) != asked:
        form.better = better
        raise ValidationError(
            _l("Färgen är för svår att läsa mot ljus bakgrund. Den närmaste som går bra är %(better)s.", better=better)
        )
    field.data = asked


KINDS = {"board": _l("Nämnd eller kommunal enhet"), "association": _l("Förening")}
BASES = {
    "public_task": _l("Uppgift av allmänt intresse (vanligast för en nämnd)"),
    "legitimate_interest": _l("Berättigat intresse (vanligast för en förening)"),
}
PHONE = {"autocomplete": "off", "inputmode": "tel", "type": "tel"}
EMAIL = {"autocomplete": "off", "inputmode": "email", "type": "email"}


class OrganisationForm(PageForm):
    """Who we are, and what the information text says of us."""

    numbers_allowed = ("contact_phone", "protected_phone")
    better = None

    name = line(_l("Namn"), 120, DataRequired(_l("Skriv organisationens namn.")), is_name)
    kind = RadioField(_l("Vad är ni?"), choices=options(KINDS))
    colour = StringField(_l("Färg"), validators=[is_readable], render_kw={"type": "color"})
    logo = FileField(_l("Logotyp"), render_kw={"accept": "image/png,image/jpeg,image/webp"})
    remove_logo = BooleanField(_l("Ta bort logotypen"))
    contact_email = line(_l("E-post till er"), 254, reads_as_email, render_kw=EMAIL)
    contact_phone = line(_l("Telefon till er"), 30, reads_as_phone, render_kw=PHONE)
    protected_phone = line(_l("Telefon för den som har skyddade personuppgifter"), 30, reads_as_phone, render_kw=PHONE)
    privacy_officer = line(_l("Dataskyddsombudets e-post eller webbadress"), 254)
    registry_number = line(_l("Diarienummer"), 40)
    legal_basis = RadioField(_l("Rättslig grund"), choices=options(BASES))
    purpose_sv = lines(_l("Vad ni frågar människor om, på svenska"), 300)
    purpose_en = lines(_l("Samma på engelska"), 300)
    at_the_stand = tuple(f"purpose_{tag}" for tag in AT_THE_STAND)

    def as_people_write_phones(self) -> None:
        """Show kept phones as 013-12 34 56 instead of +4613123456."""
        for field in (self.contact_phone, self.protected_phone):
            field.data = national(field.data)

    def upload(self) -> bytes:
        """The file that was chosen as a logo; empty when none was."""
        return self.logo.data.read() if isinstance(self.logo.data, FileStorage) else b""

    def facts(self) -> dict:
        """What goes into the organisation's row, the logo apart."""
        plain = (
            "name", "kind", "colour", "contact_email", "contact_phone", "protected_phone", "privacy_officer",
            "registry_number", "legal_basis",
        )  # fmt: skip
        purpose = {tag: said for tag in (*LANGUAGES, *AT_THE_STAND) if (said := self[f"purpose_{tag}"].data)}
        return {name: self[name].data for name in plain} | {"purpose": purpose}


for _tag, _spoken in AT_THE_STAND.items():  # the tablet's languages: what is left out is read in Swedish there
    setattr(OrganisationForm, f"purpose_{_tag}", lines(_l("Samma på %(language)s", language=_spoken.name), 300, render_kw={
        "lang": _spoken.code, "dir": _spoken.direction}))  # fmt: skip


DAYS = (_l("Måndag"), _l("Tisdag"), _l("Onsdag"), _l("Torsdag"), _l("Fredag"), _l("Lördag"), _l("Söndag"))


def reads_as_hours(form, field) -> None:
    """Any spelling of a day's hours."""
    try:
        read_hours(field.data)
    except Refused as why:
        raise ValidationError(str(why)) from None


class WeekForm(PageForm):
    """The hours of a week, day by day: `hours_0` (Monday) to `hours_6`."""

    hours_0, hours_1, hours_2, hours_3, hours_4, hours_5, hours_6 = (
        line(day, 60, reads_as_hours, render_kw={"autocomplete": "off"}) for day in DAYS
    )

    @property
    def days(self) -> list:
        """The fields of the hours, Monday first."""
        return [self[f"hours_{day}"] for day in range(7)]

    def week(self) -> dict[str, list[list[str]]]:
        """The week as rows keep it; empty when no day has hours."""
        hours = {str(day): read_hours(field.data) for day, field in enumerate(self.days)}
        return {day: spans for day, spans in hours.items() if spans}


def hours_of(week: dict | None, language: str) -> dict[str, str]:
    """A kept week by the form's fields."""
    return {f"hours_{day}": hours_words(spans, language) for day, spans in (week or {}).items()}


class UnitForm(WeekForm):
    """How a unit is reached, and when it works."""

    numbers_allowed = ("phone",)

    name = line(_l("Enhetens namn"), 120, DataRequired(_l("Skriv vad enheten heter.")), is_name)
    email = line(_l("Enhetens e-post"), 254, reads_as_email, render_kw=EMAIL)
    phone = line(_l("Enhetens telefon"), 30, reads_as_phone, render_kw=PHONE)

    def facts(self) -> dict:
        """What goes into the unit's row."""
        return {name: self[name].data for name in ("name", "email", "phone")} | {"working_hours": self.week()}

    def as_people_write(self) -> None:
        """Show a kept phone as 013-12 34 56."""
        self.phone.data = national(self.phone.data)


class NewUnitForm(UnitForm, KeyedForm):
    """A unit that receives."""


class CloseForm(PageForm):
    """Who takes over what a function leaves."""

    to = SelectField(_l("Vem tar över?"), validate_choice=False)


class FunctionForm(KeyedForm):
    """A post that owns work."""

    name = line(_l("Funktionens namn"), 120, DataRequired(_l("Skriv vad funktionen heter.")), is_name)
    email = line(_l("Funktionens e-post"), 254, reads_as_email, render_kw=EMAIL)
    deputy_id = SelectField(_l("Ersättare"), choices=options([("", _l("Ingen"))]))

    def offer(self, others: Iterable[tuple[str, str]]) -> "FunctionForm":
        """The functions that can be its deputy, as (id, name)."""
        self.deputy_id.choices = options([("", _l("Ingen")), *others])
        return self


class HoldingForm(KeyedForm):
    """Who takes a function, from when, until when."""

    staff = SelectField(_l("Vem"))
    from_on = DayField(_l("Från och med"), [InputRequired(_l("Välj från vilken dag."))])
    last_on = DayField(_l("Till och med"))
    deputy = BooleanField(_l("Som ersättare"))


class InviteForm(PageForm):
    """A new colleague."""

    name = line(_l("Namn"), 120, DataRequired(_l("Skriv personens namn.")), is_name, render_kw={"autocomplete": "off"})
    email = line(
        _l("E-postadress"), 254, DataRequired(_l("Skriv personens e-postadress.")), reads_as_email, render_kw=EMAIL
    )
    unit = SelectField(_l("Enhet"), choices=[], validate_choice=False)
    roles = Checkboxes(_l("Vad ska personen kunna göra?"), choices=options(ROLES))

    def validate_roles(self, field) -> None:
        """Somebody without a role could do nothing."""
        if not field.data:
            raise ValidationError(_l("Välj minst en roll."))


class RolesForm(PageForm):
    """What a colleague may do."""

    roles = Checkboxes(_l("Vad ska personen kunna göra?"), choices=options(ROLES))
    validate_roles = InviteForm.validate_roles


PROMISED = {"promise_days": 1, "contact_days": 3, "slot_days": 10}  # working days, as they are to begin with


def _days(label):
    within = NumberRange(1, 60, _l("Skriv ett antal arbetsdagar mellan 1 och 60."))
    return WholeNumberField(
        label, [InputRequired(_l("Skriv hur många arbetsdagar ni lovar.")), within], render_kw={"inputmode": "numeric"}
    )


class MilestoneForm(KeyedForm):
    """A step that a receiving unit reports."""

    name_sv = line(_l("Namn på svenska"), 80, DataRequired(_l("Skriv vad milstolpen heter.")))
    name_en = line(_l("Namn på engelska"), 80)
    state = SelectField(_l("Vilket läge får intresset?"), choices=options({"": _l("Ingen ändring")} | MILESTONE_STATES))
    ends = BooleanField(_l("Uppdraget är slut"))

    def facts(self) -> dict:
        """`names` by language, `state` or None, `ends`."""
        names = {tag: name for tag in ("sv", "en") if (name := self[f"name_{tag}"].data)}
        return {"names": names, "state": self.state.data or None, "ends": self.ends.data}


class AssignmentTypeForm(KeyedForm):
    """Something one can become."""

    name_sv = line(_l("Namn på svenska"), 80, DataRequired(_l("Skriv vad uppdraget heter.")))
    name_en = line(_l("Namn på engelska"), 80)
    hint_sv = line(_l("En rad som förklarar, på svenska"), 160)
    hint_en = line(_l("Samma på engelska"), 160)
    promise_days = _days(_l("Första försöket att nå personen"))
    contact_days = _days(_l("Ett samtal med personen"))
    slot_days = _days(_l("En tid att träffas"))

    def facts(self) -> dict:
        """`names` and `hints` by language, without the empty ones."""
        said = {
            kind: {tag: self[f"{kind}_{tag}"].data for tag in ("sv", "en") if self[f"{kind}_{tag}"].data}
            for kind in ("name", "hint")
        }
        promised = {name: self[name].data for name in PROMISED}
        return {"names": said["name"], "hints": said["hint"]} | promised
