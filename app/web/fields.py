"""Which fields do our forms have, beside WTForms' own? Days, clocks, whole numbers and choices that say how to mend them.

WTForms' own messages ("not a valid integer value") help nobody; these speak plain words. Used by the forms of features.
"""

from collections.abc import Iterable, Mapping

from wtforms import (
    DateField,
    DateTimeLocalField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ..i18n import _l


class _Mendable:
    """A field whose reading error is `unreadable`, in words, with what was typed kept."""

    unreadable = None

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators if validators is not None else [Optional()], **kwargs)

    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(self.unreadable) from None


class DayField(_Mendable, DateField):
    """A date, or None."""

    unreadable = _l("Datumet går inte att läsa. Skriv till exempel 2027-05-12.")


class ClockField(_Mendable, TimeField):
    """A time of day, or None."""

    unreadable = _l("Klockslaget går inte att läsa. Skriv till exempel 09:30.")


class MomentField(_Mendable, DateTimeLocalField):
    """A day and a time as a wall clock in Sweden shows them (naive), or None."""

    unreadable = _l("Tiden går inte att läsa. Välj både dag och klockslag, till exempel 2027-05-12 09:30.")
    forms = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")  # the first is how browsers write it

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators, format=list(self.forms), **kwargs)


class WholeNumberField(_Mendable, IntegerField):
    """A whole number, or None."""

    unreadable = _l("Skriv ett helt tal med siffror, till exempel 500.")


class Checkboxes(SelectMultipleField):
    """Several of a few, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def options(choices: Mapping | Iterable[tuple]) -> list[SelectChoice]:
    """Choices from pairs of value and label, or from a table of them."""
    pairs = choices.items() if isinstance(choices, Mapping) else choices
    return [SelectChoice(value, label) for value, label in pairs]


def line(label, longest: int, *checks, **kwargs) -> StringField:
    """One line of text, at most so many characters; `checks` go first."""
    return StringField(label, validators=[*checks, Length(max=longest, message=too_long(longest))], **kwargs)


def lines(label, longest: int, *checks, **kwargs) -> TextAreaField:
    """Several lines of text, at most so many characters together."""
    return TextAreaField(label, validators=[*checks, Length(max=longest, message=too_long(longest))], **kwargs)


def too_long(longest: int):
    """What one is told whose text is too long."""
    return _l("Texten är för lång. Skriv högst %(longest)s tecken.", longest=longest)
