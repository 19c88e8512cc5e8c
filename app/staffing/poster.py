"""What does the paper of an invitation say? From the event's rows and the invitation's address to a `Sheet`, in a language.

Reads rows that are loaded, writes nothing. Called by the planner's page of invitations.
"""

from ..events.when import Precision
from ..flyers.message import sender_of, where_of
from ..flyers.sheet import Sheet
from ..i18n import _, language
from ..web.contact import show_phone
from ..web.language import speaking
from .models import HelpInvitation

PAPERS = ("a5", "a4", "a3")


def sheet_of(invitation: HelpInvitation, url: str, tag: str) -> Sheet:
    """The sheet of an invitation at that address, in that language."""
    event, spoken = invitation.event, language(tag)
    organisation = event.organisation
    ways = (organisation.contact_email, organisation.contact_phone and show_phone(organisation.contact_phone))
    with speaking(spoken.tag):
        return Sheet(
            url=url,
            title=_("Vill du hjälpa till?"),
            sender=sender_of(event),
            call_to_action=_("Anmäl dig här"),
            how=_("Rikta mobilens kamera mot koden. Där väljer du pass, och säger när du kan."),
            code_says=_("QR-kod till sidan där du anmäler dig för att hjälpa till"),
            when="" if event.when.precision is Precision.UNKNOWN else event.when.label(spoken.tag),
            where=", ".join(part for part in (event.title_in(spoken.tag), where_of(event)) if part),
            sentence=_("Vi behöver dig som vill möta människor. Du behöver inga förkunskaper, och du är aldrig ensam."),
            footer=" · ".join(filter(None, ways)),
            colour=organisation.colour,
            logo=organisation.logo,
            language=spoken.tag,
            direction=spoken.direction,
        )
