"""Which tablets are there, and what have they sent? Keys of booths, invitations, pairings, the inbox of sealed records.

The inbox keeps what came as it came, under the id that the tablet made: nothing that a person was told is saved can be lost by
anything that goes wrong later. What is in it can be read with the booth's private key alone, and that key is destroyed.
"""

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..booths.models import Booth
from ..flyers.models import Placement
from ..store.columns import At, Id
from ..store.db import Base

SEALED = {"privacy": "visitor: sealed by the tablet, until recorded and in a backup, at latest until the key goes"}

# The line stays when its person is erased: a tablet that still has its sealed copy would otherwise bring them in again as new.
OUTLIVES = {"gone": "loosen", "merge": "stays"}


class BoothKey(Base):
    """A booth's key pair. The private key is wrapped under the instance key, and gone once destroyed."""

    __tablename__ = "booth_keys"

    kid: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"), index=True)
    public: Mapped[bytes] = mapped_column(LargeBinary)  # 65 bytes
    wrapped_private: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[At]
    destroyed_at: Mapped[At | None]

    booth: Mapped[Booth] = relationship()


class BoothClosing(Base):
    """Somebody said that this booth's tablets are done. What comes later is held; the key goes after a while."""

    __tablename__ = "booth_closings"

    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    closed_at: Mapped[At]
    closed_by: Mapped[str] = mapped_column(String(40))


class TabletForm(Base):
    """A form as tablets were given it, under the version that their records carry: what was asked then is what counts."""

    __tablename__ = "tablet_forms"

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    definition: Mapped[dict] = mapped_column(JSON)  # languages, fields
    made_at: Mapped[At]


class PairingInvitation(Base):
    """Eight signs that let one tablet ask to be paired. Hashes alone are kept, keyed with the instance key."""

    __tablename__ = "pairing_invitations"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(32), unique=True)
    beginning_hash: Mapped[str] = mapped_column(String(32), index=True)  # of the first half: a near miss is a wrong try
    allows: Mapped[bool] = mapped_column(Boolean, default=False)  # nobody needs to allow the first tablet that uses it
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[At]
    expires_at: Mapped[At]
    wrong_tries: Mapped[int] = mapped_column(Integer, default=0)
    used_at: Mapped[At | None]

    booth: Mapped[Booth] = relationship()


class Pairing(Base):
    """One tablet bound to one booth. It may add sealed records, read what is public of the booth and tell how it is."""

    __tablename__ = "pairings"
    __table_args__ = (UniqueConstraint("booth_id", "number"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"))
    invitation_id: Mapped[str] = mapped_column(ForeignKey("pairing_invitations.id"), unique=True)
    placement_id: Mapped[str | None] = mapped_column(ForeignKey("placements.id"))
    kid: Mapped[str] = mapped_column(ForeignKey("booth_keys.kid"))
    number: Mapped[int] = mapped_column(Integer)  # 1, 2 … at its booth: tablet A, B …
    token_sha256: Mapped[str] = mapped_column(String(64))  # of the token, which the tablet alone has
    install_id: Mapped[str] = mapped_column(String(64))
    app: Mapped[str] = mapped_column(String(40))
    platform: Mapped[str] = mapped_column(String(60))
    standalone: Mapped[bool] = mapped_column(Boolean)
    persisted: Mapped[bool] = mapped_column(Boolean)
    check_word: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[At]
    allowed_at: Mapped[At | None]
    active_at: Mapped[At | None]
    revoked_at: Mapped[At | None]
    given_up: Mapped[int | None] = mapped_column(Integer)  # how many records somebody said will never come
    given_up_by: Mapped[str | None] = mapped_column(String(40))
    given_up_at: Mapped[At | None]
    seen_at: Mapped[At | None]
    clock_offset_s: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[dict] = mapped_column(JSON, default=dict)  # as it told last: pending, next_seq, battery, faults …
    rehearsed_at: Mapped[At | None]  # a test record arrived

    booth: Mapped[Booth] = relationship()
    placement: Mapped[Placement | None] = relationship()

    @property
    def letter(self) -> str:
        """A, B … Z, AA …"""
        more, last = divmod(self.number - 1, 26)
        return (chr(64 + more) if more else "") + chr(65 + last)


class TabletRecord(Base):
    """What a tablet sent, sealed, and what came of it. `captured_at` is our estimate; the tablet's own clocks stay beside it."""

    __tablename__ = "tablet_records"
    __table_args__ = (
        Index("ix_tablet_records_booth_state", "booth_id", "state"),
        Index("ix_tablet_records_pairing_seq", "pairing_id", "seq"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # a UUID, made by the tablet
    sealed_as: Mapped[str | None] = mapped_column(String(36))  # the id that its seal is bound to, where that is another
    sealed_by: Mapped[str | None] = mapped_column(
        String(20)
    )  # the pairing that it says sealed it, which may be forgotten
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"))
    pairing_id: Mapped[str] = mapped_column(ForeignKey("pairings.id"))  # who brought it
    seq: Mapped[int] = mapped_column(BigInteger)
    kid: Mapped[str] = mapped_column(String(40))
    form: Mapped[str] = mapped_column(String(40))
    blob: Mapped[bytes | None] = mapped_column(LargeBinary, info=SEALED)  # gone when no longer needed
    sha256: Mapped[str] = mapped_column(String(64))
    wall_ms: Mapped[int | None] = mapped_column(BigInteger)
    mono_ms: Mapped[int | None] = mapped_column(BigInteger)
    boot: Mapped[str | None] = mapped_column(String(64))
    received_at: Mapped[At]
    captured_at: Mapped[At]
    confidence: Mapped[str] = mapped_column(String(10))  # exact | day
    clock_offset_s: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(12))  # waiting stored held unreadable discarded
    why: Mapped[str | None] = mapped_column(String(40))  # why it is held or cannot be read
    waits_for: Mapped[str | None] = mapped_column(
        String(36), index=True
    )  # a correction that came before what it corrects
    decided_by: Mapped[str | None] = mapped_column(String(40))  # who released or discarded it
    reason: Mapped[str | None] = mapped_column(String(300))  # theirs
    opened_at: Mapped[At | None]
    kind: Mapped[str | None] = mapped_column(String(12))  # lead correction tally test
    lead_id: Mapped[str | None] = mapped_column(String(20), index=True, info=OUTLIVES)
    submission_id: Mapped[str | None] = mapped_column(String(20), info=OUTLIVES)
    receipt: Mapped[str | None] = mapped_column(String(12))  # the reference that the visitor may be told


class TabletConflict(Base):
    """Other bytes under an id that is taken: kept beside the first, for a person to look into."""

    __tablename__ = "tablet_conflicts"
    __table_args__ = (UniqueConstraint("record_id", "sha256"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    record_id: Mapped[str] = mapped_column(ForeignKey("tablet_records.id"), info={"gone": "blank"})
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"), index=True)
    pairing_id: Mapped[str] = mapped_column(ForeignKey("pairings.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    kid: Mapped[str] = mapped_column(String(40))
    form: Mapped[str] = mapped_column(String(40))
    blob: Mapped[bytes | None] = mapped_column(LargeBinary, info=SEALED)
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[At]
    decided: Mapped[bool] = mapped_column(Boolean, default=False)  # somebody has looked; the bytes are gone then
    reason: Mapped[str | None] = mapped_column(
        String(300), info={"privacy": "visitor: why one was chosen, in the words of staff"}
    )


class SlipBatch(Base):
    """Paper forms that were printed for a booth in one go: which numbers, in which language, with which information text."""

    __tablename__ = "slip_batches"
    __table_args__ = (UniqueConstraint("booth_id", "first"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"))
    placement_id: Mapped[str] = mapped_column(ForeignKey("placements.id"))  # whose code stands on them
    first: Mapped[int] = mapped_column(Integer)
    count: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(10))
    notice_hash: Mapped[str] = mapped_column(String(64))
    form_version: Mapped[str] = mapped_column(String(40))  # of questions and text, as a tablet's
    choices: Mapped[list] = mapped_column(JSON)  # keys of what could be ticked, in the order of their letters
    printed_at: Mapped[At]
    printed_by: Mapped[str] = mapped_column(String(40))

    booth: Mapped[Booth] = relationship()

    @property
    def last(self) -> int:
        """The last number, included."""
        return self.first + self.count - 1


class TypedSlip(Base):
    """A paper form that was typed in. Its id is that of the row it was typed in, so that the same row twice is one lead."""

    __tablename__ = "typed_slips"
    __table_args__ = (UniqueConstraint("booth_id", "number"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    booth_id: Mapped[str] = mapped_column(ForeignKey("booths.id"))
    number: Mapped[int | None] = mapped_column(Integer)  # None where nobody printed one
    # the row outlives the lead: the form with this number is typed in, whatever became of it
    lead_id: Mapped[str | None] = mapped_column(String(20), index=True, info={"gone": "loosen", "merge": "stays"})
    reference: Mapped[str] = mapped_column(String(12))
    typed_at: Mapped[At]
    typed_by: Mapped[str] = mapped_column(String(40))
