"""What is to be sent, and what was? The outbox: template and ids, rendered when it is sent."""

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..store.columns import At, Id
from ..store.db import Base


class Letter(Base):
    """One e-mail or text message to be. Queued in the transaction that causes it; `dedupe` makes a repeat harmless."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_state_next_at", "state", "next_at"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(String(20), index=True)
    template: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(6))  # email | sms
    ids: Mapped[dict] = mapped_column(JSON)  # what the template needs to find its words: ids only, never values
    language: Mapped[str] = mapped_column(String(10), default="sv")
    dedupe: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="queued")  # queued sending sent failed dropped
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[At]
    claimed_until: Mapped[At | None]
    message_id: Mapped[str | None] = mapped_column(String(120))
    last_error: Mapped[str | None] = mapped_column(String(200))
    queued_at: Mapped[At]
    sent_at: Mapped[At | None]


class MailboxItem(Base):
    """What would have gone out, in demonstration mode; bodies go after seven days."""

    __tablename__ = "mailbox"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    letter_id: Mapped[str] = mapped_column(String(20), unique=True)
    channel: Mapped[str] = mapped_column(String(6))
    recipient: Mapped[str] = mapped_column(String(254), info={"privacy": "visitor: demonstration mailbox"})
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, info={"privacy": "visitor: demonstration mailbox, seven days"})
    at: Mapped[At]
