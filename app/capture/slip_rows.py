"""What did somebody type from a paper form? One row of the fast grid, read by the same rules as the sign-up page.

What is left blank is as in the row above: day, clock, who talked. Letters and digits are those that stand on the paper.
Pure but for the form library; `slip_typing` saves what is read here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from string import ascii_lowercase

from wtforms import EmailField, HiddenField, SelectField, StringField, TelField
from wtforms.validators import Optional, ValidationError

from ..clock import here, local_date
from ..errors import Refused
from ..events.when import When, instant
from ..events.when_typed import read_words
from ..i18n import _, _l
from ..leads.details import BEST_TIMES as BEST_WORDS
from ..leads.intake import Details
from ..store.columns import is_id, new_id
from ..web.fields import options
from ..web.person import PersonForm
from ..words import times_words

ABOVE = "="  # who talked: as in the row above
LONGEST_AGO = timedelta(days=360)  # a form older than that is a slip of the finger
OFF = {"autocomplete": "off"}
NO_CLOCK = _l("Klockslaget går inte att läsa. Skriv till exempel 14.30, ungefär räcker.")
MIDNIGHT = time()
NIGHT = timedelta(hours=16)  # what goes on longer is several days
NEARLY = timedelta(hours=1)  # so long before it opened and after it closed somebody may have talked at it
NO_DAY = _l("Dagen går inte att läsa. Skriv till exempel 12/5.")


@dataclass(frozen=True)
class Carried:
    """What a row takes from the one above: day, clock, and who talked (`helper-ID`, `staff-ID` or nobody known)."""

    on: date | None = None
    at: time | None = None
    who: str = ""


@dataclass(frozen=True)
class Slip:
    """A row that was read. `letters` are places among the choices on its paper, from 0; `met_at` an instant."""

    key: str
    number: int | None
    details: Details
    letters: tuple[int, ...]
    met_at: datetime
    who: str

    def with_choices(self, choices: Sequence[str]) -> Details:
        """The details with the interests that those letters are on this paper. Refused for a letter that it has not."""
        if wrong := [place for place in self.letters if place >= len(choices)]:
            last = ascii_lowercase[len(choices) - 1].upper() if choices else "–"
            letter = ascii_lowercase[wrong[0]].upper()
            raise Refused(
                _l("Bokstaven %(letter)s finns inte på blanketten. Den sista är %(last)s.", letter=letter, last=last),
                "letters",
            )
        return replace(self.details, interests=tuple(choices[place] for place in self.letters))


class RowForm(PersonForm):
    """One paper form in one row."""

    key = HiddenField(default=new_id)
    number = StringField(_l("Nr"), render_kw=OFF | {"inputmode": "numeric"})
    name = StringField(_l("Namn"), render_kw=OFF | {"autocapitalize": "words"})
    phone = TelField(_l("Telefon"), [Optional()], render_kw=OFF | {"inputmode": "tel"})
    email = EmailField(_l("E-post"), [Optional()], render_kw=OFF | {"inputmode": "email"})
    letters = StringField(_l("Gäller"), render_kw=OFF | {"autocapitalize": "characters"})
    best = SelectField(_l("Ring helst"), validate_choice=False, default="")
    at = StringField(_l("Kl."), render_kw=OFF | {"inputmode": "numeric"})
    on = StringField(_l("Datum"), render_kw=OFF)
    who = SelectField(_l("Vem pratade"), validate_choice=False, default=ABOVE)

    def offer(self, people: Mapping[str, str], *, first: bool = False) -> "RowForm":
        """Whom to choose among: value → name. The first row has none above it."""
        self.best.choices = options(
            [("", "–"), *((key, f"{place} {words}") for place, (key, words) in enumerate(BEST_WORDS.items(), 1))]
        )
        above = [] if first else [(ABOVE, _("Som ovan"))]
        self.who.choices = options([*above, ("", _("Vet inte")), *people.items()])
        if first and self.who.data == ABOVE:
            self.who.data = ""
        return self

    @property
    def is_blank(self) -> bool:
        """Whether nobody is in this row; what stands there by itself does not count."""
        return not any(field.data for field in (self.name, self.phone, self.email, self.letters))

    def validate_key(self, field):
        """A key that we never minted is no key."""
        if not is_id(field.data or ""):
            raise ValidationError(_("Sidan var för gammal. Ladda om den och försök igen."))

    def validate_name(self, field):
        """As on the sign-up page, but it is not the person who reads what is wrong."""
        if not (field.data or "").strip():
            raise ValidationError(_("Skriv namnet som det står på blanketten."))
        super().validate_name(field)

    def validate_number(self, field):
        """A number of a form, or nothing."""
        if field.data and not re.fullmatch("[0-9]{1,5}", field.data):
            raise ValidationError(_("Skriv blankettens nummer med siffror, eller lämna det tomt."))

    def slip(
        self,
        above: Carried,
        people: Iterable[str],
        days: When,
        opened: tuple[datetime, datetime] | None,
        *,
        now: datetime,
    ) -> Slip:
        """The row as one value, once it is valid. `opened` is from when until when the booth was (None: nobody said). Refused, with
        the field's name, for a time that cannot be."""
        on = read_day(self.on.data, days, local_date(now)) if self.on.data else above.on
        at = read_clock(self.at.data) if self.at.data else above.at
        if on is None:
            raise Refused(_l("Skriv vilken dag ni träffades, till exempel 12/5."), "on")
        if at is None:
            raise Refused(_l("Skriv ungefär när ni träffades, till exempel 14.30."), "at")
        met_at = met(on, at, opened)
        if met_at > now:
            raise Refused(_l("Den tiden har inte varit än. Kontrollera dag och klockslag."), "on")
        if met_at < now - LONGEST_AGO:
            raise Refused(_l("Det är nästan ett år sedan. Kontrollera dagen."), "on")
        check_open(met_at, opened)
        who = above.who if self.who.data == ABOVE else self.who.data
        best = self.best.data if self.best.data in BEST_WORDS else None
        return Slip(
            key=self.key.data, number=int(self.number.data) if self.number.data else None, met_at=met_at,
            details=Details(self.name.data, self.read_phone, self.read_email, best_time=best),
            letters=read_letters(self.letters.data or ""), who=who if who in set(people) else "",
        )  # fmt: skip

    def carried(self, above: Carried, days: When, *, now: datetime) -> Carried:
        """What the row below takes over, also when this one has something wrong: what can be read."""
        try:
            on = read_day(self.on.data, days, local_date(now)) if self.on.data else above.on
        except Refused:
            on = above.on
        try:
            at = read_clock(self.at.data) if self.at.data else above.at
        except Refused:
            at = above.at
        return Carried(on, at, above.who if self.who.data == ABOVE else self.who.data or "")


def met(on: date, at: time, opened: tuple[datetime, datetime] | None) -> datetime:
    """The instant of a clock on a paper of that day. A booth that is open past midnight has papers of one evening: what was
    written after midnight is of the morning after, where the booth was not open in that of the day itself."""
    same = instant(datetime.combine(on, at))
    if not opened or not past_midnight(*opened):
        return same
    begins, ends = _nearly(*opened)
    if begins <= same or at >= here(ends).time():
        return same
    return instant(datetime.combine(on + timedelta(days=1), at))


def written_on(met_at: datetime, opened: tuple[datetime, datetime] | None) -> date:
    """The day on a paper of that instant: a night's last hours are of the evening before."""
    if opened and past_midnight(*opened) and _nearly(*opened)[0] <= met_at < _nearly(*opened)[1]:
        return local_date(opened[0])
    return local_date(met_at)


def check_open(met_at: datetime, opened: tuple[datetime, datetime] | None) -> None:
    """Refused when a booth that is open past midnight was long closed then, so that nobody knows which day was meant."""
    if not opened or not past_midnight(*opened):
        return
    begins, ends = _nearly(*opened)
    if not begins <= met_at < ends:
        when = times_words(here(opened[0]).time(), here(opened[1]).time(), "sv")
        raise Refused(
            _l("Då var montern inte öppen, den var öppen %(when)s. Kontrollera dag och klockslag.", when=when), "at"
        )


def _nearly(begins: datetime, ends: datetime) -> tuple[datetime, datetime]:
    return begins - NEARLY, ends + NEARLY


def past_midnight(begins: datetime, ends: datetime) -> bool:
    """Whether it is one night: it closes after the midnight of the evening that it opens in, and not a day later."""
    return local_date(begins) < local_date(ends) and here(ends).time() > MIDNIGHT and ends - begins <= NIGHT


def read_day(text: str, days: When, today: date) -> date:
    """`12/5`, `12 maj`, `2027-05-12`, `igår`, and of an event whose days are known the day's number alone. Without a year it
    is the last one that was. Refused when it cannot be read."""
    plain = " ".join(text.lower().split())
    near = {"idag": 0, "i dag": 0, "igår": 1, "i går": 1}
    if plain in near:
        return today - timedelta(days=near[plain])
    if plain.isascii() and plain.isdigit() and days.day_known:
        found = [day for day in _each(days.first_on, days.until_on) if day.day == int(plain)]
        if len(found) == 1:
            return found[0]
    try:
        when = read_words(plain, today=today - LONGEST_AGO)
    except Refused:
        raise Refused(NO_DAY, "on") from None
    if not when.day_known or when.until_on - when.first_on != timedelta(days=1):
        raise Refused(NO_DAY, "on")
    return when.first_on


def _each(first: date, until: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(min(62, (until - first).days))]


def read_clock(text: str) -> time:
    """`14`, `1430`, `14.30`, `14:30`, `kl 9`. Refused when it is no time of day."""
    plain = re.sub(r"^kl\.?\s*|\s", "", text.lower())
    found = re.fullmatch("([0-9]{1,2})(?:[.:,]?([0-9]{2}))?", plain)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Refused(NO_CLOCK, "at")
    return time(int(found[1]), int(found[2] or 0))


def read_letters(text: str) -> tuple[int, ...]:
    """`ac`, `A, C` → (0, 2). `?` and nothing mean that they do not know yet. Refused for what is no letter."""
    plain = re.sub(r"[\s,;.?+-]", "", text.lower())
    if wrong := [sign for sign in plain if sign not in ascii_lowercase]:
        raise Refused(
            _l("Skriv bokstäverna vid kryssen, till exempel AC. %(sign)s är ingen.", sign=wrong[0]), "letters"
        )
    return tuple(dict.fromkeys(ascii_lowercase.index(sign) for sign in plain))
