"""What kinds of placements are there, and on which paper does each usually stand? Also the amounts people type.

Pure. Called by actions, forms, views and exports, which carry the English keys.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from ..errors import Refused
from ..i18n import _l

KINDS = {
    "flyer_batch": _l("Flyer"),
    "poster": _l("Affisch"),
    "rollup": _l("Roll-up"),
    "table_sign": _l("Bordsskylt"),
    "advertisement": _l("Annons"),
    "radio": _l("Ord i radio"),
    "partner_table": _l("Samverkansparts bord"),
    "ambassador_card": _l("Ambassadörs kort"),
    "letter": _l("Brev"),
    "pass_on": _l("Kort att ge vidare"),
    "link": _l("Länk på webben"),
    "tablet": _l("Surfplatta i montern"),
    "slips": _l("Blanketter i montern"),
    "other": _l("Annat"),
}
PAPER_OF = {
    "poster": "a3",
    "rollup": "rollup",
    "table_sign": "table",
    "advertisement": "a6",
    "partner_table": "table",
    "ambassador_card": "a6x4",
}
PAPERS = {
    "a5": _l("A5, flyer"),
    "a6": _l("A6, flyer"),
    "a5x2": _l("Två A5 på ett A4, att skära"),
    "a6x4": _l("Fyra A6 på ett A4, att skära"),
    "a4": _l("A4, affisch"),
    "a3": _l("A3, affisch"),
    "rollup": _l("Roll-up, 85 × 200 cm"),
    "table": _l("Bordsskylt, ett A4 att vika"),
}
VARIANTS = {
    "screen": _l("Egen skrivare eller skärm"),
    "print": _l("Tryckeri (CMYK, 3 mm utfall, skärmärken)"),
}

MOST = 10_000_000  # pieces of a batch
MOST_ORE = 20_000_000_00  # more than any stand costs, and what the databases hold


@dataclass(frozen=True)
class PlacementPlan:
    """What is said of a placement. `until_on` is exclusive, cost in öre; None is what nobody knows."""

    kind: str
    label: str
    where: str | None = None
    spoken_word: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    quantity_out: int | None = None
    quantity_left: int | None = None
    cost_ore: int | None = None
    note: str | None = None
    booth_id: str | None = None

    def __post_init__(self):
        if self.kind not in KINDS:
            raise Refused(_l("Välj vad det är för placering."), "kind")
        if self.from_on and self.until_on and self.until_on <= self.from_on:
            raise Refused(_l("Den sista dagen kommer före den första. Byt plats på dem."), "last_on")
        if self.quantity_out is not None and (self.quantity_left or 0) > self.quantity_out:
            raise Refused(_l("Fler kan inte vara kvar än som delades ut. Ändra det ena."), "quantity_left")


def read_money(text: str) -> int:
    """Öre from `1 234,50`, `1234.5 kr`, `SEK 500`. Refused when it is no amount."""
    plain = re.sub(r"(?i)\bkr\b|\bsek\b|kronor|:-|\s", "", text).replace(",", ".")
    try:
        ore = Decimal(plain).scaleb(2) if re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", plain) else None
    except InvalidOperation:
        ore = None
    if ore is None or ore > MOST_ORE:
        raise Refused(_l("Skriv beloppet i kronor, till exempel 1 250 eller 99,50."), "cost")
    return int(ore)


def money_as_typed(ore: int | None) -> str | None:
    """Öre as they are typed in a form: `1250`, `99,50`; None where nothing was."""
    return None if ore is None else f"{ore / 100:.2f}".replace(".", ",").removesuffix(",00")
