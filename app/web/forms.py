"""How do outside words become our values? The form that all forms build on: it keeps what was typed and says how to mend it.

Every text field is cleaned and refuses personal numbers (P2). A form that creates something carries `key`, the id of the row
to be, so that the same press twice makes one row.
"""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from ..errors import Refused
from ..i18n import _, _l
from ..store.columns import is_id, new_id
from .text import clean_line, clean_text, has_personal_number


class PageForm(FlaskForm):
    """A form on a page. `numbers_allowed` names fields where a phone number may look like a personal number."""

    numbers_allowed: tuple[str, ...] = ()

    class Meta(FlaskForm.Meta):
        def bind_field(self, form, unbound_field, options):
            """Clean what is typed into every text field on its way in."""
            kind = unbound_field.field_class
            if issubclass(kind, TextAreaField):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), clean_text_or_none]
                unbound_field.kwargs.pop("filters", None)
            elif issubclass(kind, StringField) and not issubclass(kind, HiddenField):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), clean_line_or_none]
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    def sent_and_valid(self) -> bool:
        """Whether it was sent and holds together; errors lie in `errors` afterwards."""
        return self.validate_on_submit()

    def validate(self, extra_validators=None) -> bool:
        """All of WTForms' checks, and that no field holds a personal number."""
        valid = super().validate(extra_validators)
        for field in self:
            if (
                field.short_name not in self.numbers_allowed
                and _is_text(field)
                and has_personal_number(str(field.data))
            ):
                field.errors = [*field.errors, personal_number_words()]
                valid = False
        return valid

    def refuse(self, why: Refused) -> None:
        """Show a rule's no beside its field, or above the form."""
        field = getattr(self, why.field, None) if why.field else None
        if field is None:
            self.form_errors.append(str(why))
        else:
            field.errors = [*field.errors, str(why)]


class KeyedForm(PageForm):
    """A form that makes a row: the row's id is minted when the form opens."""

    key = HiddenField(default=new_id)

    def validate_key(self, field):
        """A key that we never minted is no key."""
        if not is_id(field.data or ""):
            raise ValidationError(_l("Sidan var för gammal. Ladda om den och försök igen."))


def _is_text(field) -> bool:
    return isinstance(field, StringField) and not isinstance(field, HiddenField) and bool(field.data)


def personal_number_words() -> str:
    """What one is told who types a personal number."""
    return _("Skriv inte personnummer här. Vi behöver det inte, och vill inte spara det.")


def clean_line_or_none(value):
    """One clean line, or None when nothing is left."""
    return (clean_line(value) or None) if isinstance(value, str) else value


def clean_text_or_none(value):
    """Clean lines, or None when nothing is left."""
    return (clean_text(value) or None) if isinstance(value, str) else value
