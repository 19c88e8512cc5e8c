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
UNUSED = (PENDING, APPROVED, REFUSED)  # a tablet that has an earlier pairing goes on under that one

# A record: committed and not opened yet, then what came of it.
WAITING, STORED, HELD, UNREADABLE, DISCARDED = "waiting", "stored", "held", "unreadable", "discarded"
FROM_VISITORS = ("lead", "correction")  # kinds of record that a tablet counts; a count and a test are none
DUPLICATE, CONFLICT = "duplicate", "conflict"  # answers, never states

# Why a record is held until a person decides.
BOOTH_CLOSED, PAIRING_REVOKED, OVER_QUOTA = "booth_closed", "pairing_revoked", "over_quota"
HELD_WORDS = {
    BOOTH_CLOSED: _l("kom efter att surfplattorna avslutades"),
    PAIRING_REVOKED: _l("kom från en spärrad surfplatta"),
    OVER_QUOTA: _l("kom som en av mycket många på kort tid"),
}
# Why a record cannot be read: it came so, or its seal does not open, or what was in it could not be recorded.
UNREADABLE_WORDS = {
    "not_a_record": _l("det som kom är ingen anmälan"),
    "damaged": _l("anmälan var skadad"),
    "unknown_key": _l("förseglat med en nyckel som vi inte känner till"),
    "key_destroyed": _l("monterns nyckel är redan förstörd"),
    "wrong_seal": _l("förseglingen går inte att öppna"),
    "payload": _l("det som låg i förseglingen går inte att förstå"),
    "failed": _l("något gick fel när det skulle sparas"),
}
LOST_FOR_GOOD = ("not_a_record", "damaged", "key_destroyed")  # however often one tries
# What a tablet says went wrong, by how its word begins.
FAULT_WORDS = {
    "not saved": _l("en anmälan kunde inte sparas"),
    "not sealed": _l("en anmälan kunde inte förseglas"),
    "not kept": _l("surfplattan kunde inte spara"),
    "not counted": _l("räknaren kunde inte spara"),
    "store lost": _l("det sparade försvann"),
    "counts": _l("minnet svarade inte"),
    "start": _l("appen kunde inte öppna sitt minne"),
    "pair": _l("provet före parkopplingen misslyckades"),
    "sync": _l("något gick fel när det skulle skickas"),
    "unacknowledged": _l("servern kvitterade inte det som skickades"),
    "refused": _l("servern tog inte emot"),
    "too old": _l("appen var för gammal"),
    "portal": _l("nätet krävde inloggning"),
}
ERASED = "erased"  # why something was discarded without anybody deciding: its person was erased
RETAIN_DAYS = 14  # that a tablet keeps a sealed copy of what nobody has told it is in a backup
QUOTA = 10_000  # records from one tablet in a day


def held_because(pairing_state: str, *, booth_closed: bool, sent_today: int) -> str | None:
    """Why a record that arrives now waits for a person, or None. That an event is over or cancelled is no reason."""
    if pairing_state in REVOKED:
        return PAIRING_REVOKED
    if booth_closed or pairing_state == ENDED:
        return BOOTH_CLOSED
    return OVER_QUOTA if sent_today >= QUOTA else None


def fault_in_words(said: str) -> str:
    """A fault as the tablet told it, `not kept: QuotaExceededError: 3`, as people read it: our words, and how often. One that we
    do not know is shown as it came."""
    known = next((words for start, words in FAULT_WORDS.items() if said.startswith(start)), None)
    if known is None:
        return said
    times = said.rpartition(": ")[2]
    return f"{known} ({times})" if times.isdecimal() and times != "1" else str(known)


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
