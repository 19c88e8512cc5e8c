"""Who carries the word on in the demonstration? Three ambassadors with a card each, a summer letter, and one tip. All invented."""

from datetime import datetime, timedelta

from ..accounts.models import Function
from ..journal.actors import OPERATOR
from ..leads.intake import Details
from ..origin import ambassadors, series, tips
from ..store.columns import new_id
from . import people

NAMES = ("Gunilla Wallin", "Mehmet Nur", "Kerstin Öberg")
LETTER = (
    "Hej!\n\nTack för allt du gör. Den här sommaren vill vi bara säga det en gång till: det märks.\n\n"
    "Känner du någon som också skulle kunna? Ge brevet vidare."
)


def tell(function: Function, now: datetime) -> None:
    """Some weeks ago they said yes; the letter went out; yesterday somebody tipped us."""
    unit, then = function.unit, now - timedelta(days=40)
    for place, name in enumerate(NAMES):
        agreed = ambassadors.Agreed(name, people.phone(80 + place), "sv", "0" * 64, "spoken")
        ambassadors.take_in(unit, function, agreed, key=new_id(), by=OPERATOR, now=then)
    series.write_letters(
        unit, key=new_id(), title="Sommarbrevet", heading="Tack, och en liten fråga", text=LETTER, number=12,
        language="sv", by=OPERATOR, now=then,
    )  # fmt: skip
    tipped = Details(name="Tova Lund", phone=people.phone(84))
    tips.enter(unit, tipped, None, key=new_id(), by=OPERATOR, now=now - timedelta(days=1))
