"""In which states can a tablet's pairing and a record in the inbox be, and what follows from that? Pure."""

from ..i18n import _l

# A pairing: asked for, allowed by a planner, has shown that it can seal, and then one of the ways to end.
PENDING, APPROVED, ACTIVE = "pending_approval", "approved", "active"
LOST, MISTAKE, REFUSED, ENDED = "lost", "mistake", "refused", "ended"
PAIRING_WORDS = {
    PENDING: _l("väntar på att du tillåter den"),
    APPROVED: _l("tillåten, provar sitt lås"),
    ACTIVE: _l("igång"),
    LOST: _l("spärrad, borttappad"),
    MISTAKE: _l("spärrad av misstag"),
    REFUSED: _l("inte tillåten"),
    ENDED: _l("avslutad"),
}
REVOKED = (LOST, MISTAKE)
MAY_READ = (ACTIVE, APPROVED)  # the booth's configuration
MAY_SEND = (ACTIVE, *REVOKED, ENDED)  # what is on the tablet is taken care of whatever became of the pairing
OPEN = (PENDING, APPROVED, ACTIVE)

# A record: committed and not opened yet, then what came of it.
WAITING, STORED, HELD, UNREADABLE, DISCARDED = "waiting", "stored", "held", "unreadable", "discarded"
DUPLICATE, CONFLICT = "duplicate", "conflict"  # answers, never states

# Why a record is held until a person decides.
BOOTH_CLOSED, PAIRING_REVOKED, OVER_QUOTA = "booth_closed", "pairing_revoked", "over_quota"
HELD_WORDS = {
    BOOTH_CLOSED: _l("kom efter att surfplattorna avslutades"),
    PAIRING_REVOKED: _l("kom från en spärrad surfplatta"),
    OVER_QUOTA: _l("kom som en av mycket många på kort tid"),
}
RETAIN_DAYS = 14  # that a tablet keeps a sealed copy of what nobody has told it is in a backup
QUOTA = 10_000  # records from one tablet in a day


def held_because(pairing_state: str, *, booth_closed: bool, sent_today: int) -> str | None:
    """Why a record that arrives now waits for a person, or None. That an event is over or cancelled is no reason."""
    if pairing_state in REVOKED:
        return PAIRING_REVOKED
    if booth_closed or pairing_state == ENDED:
        return BOOTH_CLOSED
    return OVER_QUOTA if sent_today >= QUOTA else None


def answer(state: str, *, new: bool) -> str:
    """What the tablet is told of a record: whether it was new, or what became of it before."""
    if state in (HELD, UNREADABLE):
        return state
    return STORED if new else DUPLICATE


def shown_state(pairing_state: str) -> str:
    """A pairing's state as the tablet is told it."""
    return "revoked" if pairing_state in REVOKED else pairing_state


def commands(pairing_state: str, *, booth_closed: bool, over: bool, backed_up: bool) -> list[str]:
    """What the tablet is to do: `stop_capture` (no new visitor), `wipe_when_sent` (forget all once nothing is left).
    `over`: the event is cancelled or has ended. A tablet that nobody has lost keeps its sealed copies until all of them are
    `backed_up`; one that was lost forgets them at once."""
    if pairing_state == LOST:
        return ["stop_capture", "wipe_when_sent"]
    if pairing_state == ENDED or booth_closed:
        return ["stop_capture", "wipe_when_sent"] if backed_up else ["stop_capture"]
    return ["stop_capture"] if over or pairing_state == MISTAKE else []
