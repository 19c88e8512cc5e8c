"""What does one type about how long things are kept? Days and a decision for each subject of the retention policies."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length, NumberRange

from ..accounts.models import RetentionPolicy
from ..accounts.retention import SUBJECTS
from ..i18n import _l
from ..web.fields import WholeNumberField, too_long
from ..web.forms import PageForm

NAMES = {
    "open_lead": _l("Den som har visat intresse och inte gått vidare"),
    "handed_over": _l("Den som är överlämnad till en annan enhet"),
    "declined": _l("Den som har tackat nej"),
    "booked": _l("En plats på en träff"),
    "message": _l("Innehållet i brev och sms"),
    "abuse": _l("Skydd mot missbruk av formulären"),
    "helper": _l("Den som hjälper till på pass"),
    "slip": _l("Blanketter på papper, som ni själva förstör"),
    "journal": _l("Loggen över vem som har gjort vad"),
    "backup": _l("Säkerhetskopior"),
    "credit": _l("Vilken aktivitet som gav vad, utan person"),
}
COUNTED_FROM = {
    "open_lead": _l("räknat från det senaste försöket att nå personen"),
    "handed_over": _l("räknat från kvittensen"),
    "declined": _l("räknat från svaret"),
    "booked": _l("räknat från träffen"),
    "message": _l("räknat från dagen det skickades"),
    "abuse": _l("räknat från anmälan"),
    "helper": _l("räknat från det senaste passet eller svaret"),
    "slip": _l("räknat från när blanketten skrevs in"),
    "journal": _l("räknat från handlingen"),
    "backup": _l("räknat från dagen den gjordes"),
    "credit": _l("räknat från anmälan"),
}
DAYS = NumberRange(1, 3650, _l("Skriv ett antal dagar mellan 1 och 3650."))


class PolicyForm(PageForm):
    """Two fields for each subject: `days_…` and `decision_…`."""

    @staticmethod
    def of(rows: list[RetentionPolicy]) -> dict:
        """The policies by the form's fields."""
        days = {f"days_{row.subject}": row.days for row in rows}
        return days | {f"decision_{row.subject}": row.decision_ref for row in rows}

    def policies(self) -> dict[str, tuple[int, str | None]]:
        """Subject → days and decision."""
        return {subject: (self[f"days_{subject}"].data, self[f"decision_{subject}"].data) for subject in SUBJECTS}

    def rows(self) -> list[tuple]:
        """(subject, its name, field of days, field of the decision), in the order of the table."""
        return [(one, NAMES[one], self[f"days_{one}"], self[f"decision_{one}"]) for one in SUBJECTS]


for _subject in SUBJECTS:
    setattr(
        PolicyForm,
        f"days_{_subject}",
        WholeNumberField(
            _l("Dagar"), [InputRequired(_l("Skriv hur många dagar.")), DAYS], render_kw={"inputmode": "numeric"}
        ),
    )
    setattr(
        PolicyForm, f"decision_{_subject}", StringField(_l("Beslut"), validators=[Length(max=60, message=too_long(60))])
    )
