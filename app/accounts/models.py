"""Who are we? Organisations, their units, the functions that own work, the staff who hold them.

Everything else in the database hangs under one organisation. Work is owned by a function, never by a person.
"""

from datetime import date

from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ..clock import now
from ..journal.actors import Actor
from ..store.columns import At, Id, new_id
from ..store.db import Base

WORK = {"privacy": "staff: needed to sign in and to be reached at work"}
SECRET = {"privacy": "staff: sign-in secret"}


class Organisation(Base):
    """A municipality's board or an association; the root of all scoping. `position` 0 is the first."""

    __tablename__ = "organisations"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))  # board | association
    position: Mapped[int] = mapped_column(Integer, default=0)
    colour: Mapped[str] = mapped_column(String(7), default="#0b5a52")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)  # PNG, re-encoded by us
    small_logo: Mapped[bytes | None] = mapped_column(LargeBinary)  # the same for pages that carry it in themselves
    languages: Mapped[list] = mapped_column(JSON, default=lambda: ["sv", "en"])
    registry_number: Mapped[str | None] = mapped_column(String(40))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    protected_phone: Mapped[str | None] = mapped_column(String(20))  # for people with protected identity
    privacy_officer: Mapped[str | None] = mapped_column(String(254))  # how the data protection officer is reached
    legal_basis: Mapped[str] = mapped_column(String(40), default="public_task")  # public_task | legitimate_interest
    purpose: Mapped[dict] = mapped_column(JSON, default=dict)  # language → what we ask people for, one line
    created_at: Mapped[At]
    updated_at: Mapped[At]


class Unit(Base):
    """Frivilligcentrum, socialförvaltningen …: people are readable inside one unit."""

    __tablename__ = "units"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20), default="centre")  # centre | receiving
    position: Mapped[int] = mapped_column(Integer, default=0)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    working_hours: Mapped[dict] = mapped_column(JSON, default=dict)  # "0".."6" (Monday 0) → [["08:00", "16:30"], …]
    former_hours: Mapped[list | None] = mapped_column(JSON)  # [[until (exclusive), the hours till then], …] in order
    entrance_function_id: Mapped[str | None] = mapped_column(String(20))  # owns what comes in without an event
    created_at: Mapped[At]

    organisation: Mapped[Organisation] = relationship()


class Function(Base):
    """A post that owns events, leads and codes, whoever holds it."""

    __tablename__ = "functions"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[At]
    closed_at: Mapped[At | None]
    working_hours: Mapped[dict | None] = mapped_column(JSON)  # as the unit's; None: the unit's
    former_hours: Mapped[list | None] = mapped_column(JSON)  # as the unit's
    deputy_id: Mapped[str | None] = mapped_column(String(20))  # the function that hears when promises are not kept

    unit: Mapped[Unit] = relationship()


class Holding(Base):
    """Who holds a function, from when until when (exclusive); deputies too."""

    __tablename__ = "holdings"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    function_id: Mapped[str] = mapped_column(ForeignKey("functions.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    deputy: Mapped[bool] = mapped_column(Boolean, default=False)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


staff_roles = Table(
    "staff_roles",
    Base.metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("role_id", ForeignKey("roles.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """planner, coordinator, caseworker, reader or administrator; what each may do stands in rules.py."""

    __tablename__ = "roles"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(20), unique=True)
    description: Mapped[str | None] = mapped_column(String(200))
    permissions: Mapped[list | None] = mapped_column(MutableList.as_mutable(AsaList()), nullable=True)


class Staff(Base, UserMixin):
    """A person who signs in. `fs_uniquifier` is new after a change of role or disablement: that ends all sessions."""

    __tablename__ = "staff"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), info=WORK)
    email: Mapped[str] = mapped_column(String(254), unique=True, info=WORK)
    language: Mapped[str] = mapped_column(String(10), default="sv")
    password: Mapped[str | None] = mapped_column(String(255), info=SECRET)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: new_id() + new_id())
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255), info=SECRET)
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)  # of the last code used, so that it opens once
    mf_recovery_codes: Mapped[list | None] = mapped_column(MutableList.as_mutable(AsaList()), info=SECRET)
    # keyed hash of the issuer and its own name for this person, where the organisation's own sign-in is used
    issuer_mark: Mapped[str | None] = mapped_column(String(32), index=True, unique=True, info=SECRET)
    create_datetime: Mapped[At]
    update_datetime: Mapped[At]

    roles: Mapped[list[Role]] = relationship(secondary=staff_roles, lazy="selectin")
    webauthn: Mapped[list["Passkey"]] = relationship(cascade="all, delete-orphan", lazy="select")
    unit: Mapped[Unit] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def actor(self) -> Actor:
        """This person as the journal names them."""
        return Actor("staff", self.id)


class Passkey(Base, WebAuthnMixin):
    """One passkey of one person; the columns that Flask-Security asks for."""

    __tablename__ = "passkeys"

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1024))
    sign_count: Mapped[int] = mapped_column(Integer, default=0)
    transports: Mapped[list | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool] = mapped_column(Boolean)
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[At] = mapped_column(default=now)  # the library leaves it to us
    lastuse_datetime: Mapped[At]
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))

    @validates("device_type")
    def plain_word(self, key: str, value: str) -> str:
        """The library hands over an enumeration, which databases write differently."""
        return str(getattr(value, "value", value))

    def get_user_mapping(self) -> dict:
        """How Flask-Security finds whose it is."""
        return {"id": self.user_id}


class StaffSession(Base):
    """One sign-in on one device; the cookie names it, ending it here signs that device out whatever it still holds."""

    __tablename__ = "staff_sessions"

    id: Mapped[Id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[At]
    seen_at: Mapped[At | None]  # the last page of it, to the minute
    ended_at: Mapped[At | None]


class OneTimeLink(Base):
    """An address that opens a sign-in once: for an invitation, or when somebody is locked out. Only its hash is kept."""

    __tablename__ = "one_time_links"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[At]
    until_at: Mapped[At]
    used_at: Mapped[At | None]


class SignInFailure(Base):
    """A failed sign-in, counted for a day by keyed hash of address and account, to slow guessing down."""

    __tablename__ = "sign_in_failures"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[At]


class AssignmentType(Base):
    """What one can become: familjehem, god man, kontaktperson …: data, never an enum in code."""

    __tablename__ = "assignment_types"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    names: Mapped[dict] = mapped_column(JSON)  # language → name
    hints: Mapped[dict] = mapped_column(JSON, default=dict)  # language → one line that explains
    recruit_unit: Mapped[str] = mapped_column(String(20), default="person")  # person | household
    receiving_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    promise_days: Mapped[int] = mapped_column(Integer, default=1)  # working days to the first attempt
    contact_days: Mapped[int] = mapped_column(Integer, default=3)  # to the first two-way contact
    slot_days: Mapped[int] = mapped_column(Integer, default=10)  # to the first offered slot
    former_promises: Mapped[list | None] = mapped_column(
        JSON
    )  # [[until (exclusive), those three till then], …] in order
    position: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[At | None]


class Milestone(Base):
    """A step on the way from a handover to the end of an assignment, which the receiving unit reports: data of each type."""

    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("assignment_type_id", "key"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    assignment_type_id: Mapped[str] = mapped_column(ForeignKey("assignment_types.id"))
    key: Mapped[str] = mapped_column(String(20))
    names: Mapped[dict] = mapped_column(JSON)  # language → name
    state: Mapped[str | None] = mapped_column(String(20))  # of the lead that it stands for
    ends: Mapped[bool] = mapped_column(Boolean, default=False)  # the assignment is over
    position: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[At | None]


class RetentionPolicy(Base):
    """How long something is kept, and by whose decision; the information text is rendered from these rows."""

    __tablename__ = "retention_policies"
    __table_args__ = (UniqueConstraint("organisation_id", "subject"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    subject: Mapped[str] = mapped_column(String(30))  # those of accounts.retention
    days: Mapped[int] = mapped_column(Integer)
    decision_ref: Mapped[str | None] = mapped_column(String(60))
    updated_at: Mapped[At]


class Notice(Base):
    """An information text that was shown to somebody, word by word, under the hash that their submission keeps."""

    __tablename__ = "notices"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    first_shown_at: Mapped[At]


class Instance(Base):
    """What this installation remembers of itself: a check of its instance key, its store generation."""

    __tablename__ = "instance"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
