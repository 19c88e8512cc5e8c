"""What does a planner type about a placement, and what does she choose of paper? Forms that give plain values."""

from datetime import timedelta

from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired, Optional, ValidationError

from ..errors import Refused
from ..events.models import Event
from ..i18n import _l, stand_language
from ..store.columns import is_id, new_id
from ..web.fields import DayField, WholeNumberField, line, lines, options
from ..web.forms import KeyedForm, PageForm
from .models import Placement
from .queries import languages_of
from .rules import KINDS, MOST, PAPER_OF, PAPERS, VARIANTS, PlacementPlan, money_as_typed, read_money

ONE_DAY = timedelta(days=1)


def pieces(form, field):
    """A number of pieces that can be."""
    if field.data is not None and not 0 <= field.data <= MOST:
        raise ValidationError(_l("Skriv ett antal från 0 till 10 000 000."))


class PlacementForm(KeyedForm):
    """A placement's facts; `plan()` gives them as one value."""

    kind = SelectField(_l("Vad är det?"), choices=options(KINDS))
    label = line(
        _l("Vad ni kallar den"), 120, DataRequired(_l("Ge placeringen ett namn, till exempel ”Flyer, biblioteket”."))
    )
    where = line(_l("Var den finns"), 200)
    spoken_word = line(_l("Ord att säga"), 60)
    from_on = DayField(_l("Första dagen"))
    last_on = DayField(_l("Sista dagen"))
    quantity_out = WholeNumberField(_l("Antal ute"), [Optional(), pieces])
    quantity_left = WholeNumberField(_l("Antal kvar"), [Optional(), pieces])
    cost = line(_l("Kostnad i kronor"), 20)
    note = lines(_l("Anteckning"), 2000)

    def validate_cost(self, field):
        """Say beside the field that it is no amount."""
        try:
            self.cost_ore()
        except Refused as why:
            raise ValidationError(str(why)) from why

    def cost_ore(self) -> int | None:
        """The cost in öre, or None. Raises Refused."""
        return read_money(self.cost.data) if self.cost.data else None

    def plan(self, booth_id: str | None = None) -> PlacementPlan:
        """What was typed. Raises Refused for what does not go together."""
        return PlacementPlan(
            kind=self.kind.data,
            label=self.label.data,
            where=self.where.data,
            spoken_word=self.spoken_word.data,
            from_on=self.from_on.data,
            until_on=self.last_on.data + ONE_DAY if self.last_on.data else None,
            quantity_out=self.quantity_out.data,
            quantity_left=self.quantity_left.data,
            cost_ore=self.cost_ore(),
            note=self.note.data,
            booth_id=booth_id,
        )

    @staticmethod
    def values_of(row: Placement) -> dict:
        """A placement as the form shows it."""
        names = ("kind", "label", "where", "spoken_word", "from_on", "quantity_out", "quantity_left", "note")
        return {name: getattr(row, name) for name in names} | {
            "last_on": row.until_on - ONE_DAY if row.until_on else None,
            "cost": money_as_typed(row.cost_ore),
        }


class MoveForm(PageForm):
    """To which event the code shall lead."""

    event = SelectField(_l("Koden ska leda till"))


class PaperForm(PageForm):
    """Which code on which paper, for whom, in which language. Sent by GET: it changes nothing."""

    class Meta(PageForm.Meta):
        csrf = False

    code = SelectField(_l("Placering"), validate_choice=False)
    paper = SelectField(_l("Papper"), choices=options(PAPERS))
    variant = SelectField(_l("Hur trycks det?"), choices=options(VARIANTS))
    language = SelectField(_l("Språk"), choices=[])

    def offer(self, event: Event, placements: list[Placement], wanted: Placement | None) -> "PaperForm":
        """Fill in the placements and languages to choose from; what was not chosen is what usually fits."""
        tags = languages_of(event)
        self.language.choices = options((tag, stand_language(tag).name) for tag in tags)
        self.code.choices = options((row.code.code, row.label) for row in placements)
        self.code.data = wanted.code.code if wanted else None
        if self.paper.data not in PAPERS:
            self.paper.data = PAPER_OF.get(wanted.kind if wanted else "", "a5")
        if self.variant.data not in VARIANTS:
            self.variant.data = next(iter(VARIANTS))
        if self.language.data not in tags:
            self.language.data = tags[0]
        return self

    def chosen(self) -> dict[str, str]:
        """Paper, variant and language as they stand in the address of the PDF."""
        return {"paper": self.paper.data, "variant": self.variant.data, "language": self.language.data}


class FirstFlyerForm(PaperForm):
    """The same, before there is a placement: the press makes the first batch of flyers. `key` is its id."""

    class Meta(PageForm.Meta):
        csrf = True

    key = HiddenField(default=new_id)

    def key_is_ours(self) -> bool:
        """Whether the key may have been minted by us; the rest of the form cannot be wrong."""
        return is_id(self.key.data or "")
