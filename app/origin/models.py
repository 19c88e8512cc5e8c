"""Who carries the word on, and on which paper? Series of cards and letters with a code each, and those who agreed to hand cards out; tips about
somebody who does not know of it yet.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Function
from ..flyers.models import Placement
from ..leads.models import Lead
from ..store.columns import At, Id
from ..store.db import Base

BY_CONSENT = {"privacy": "ambassador: by consent, until it is withdrawn"}


class Series(Base):
    """Placements that belong together: the cards of one function's ambassadors, the letters of one mailing, cards to pass on.

    What they led to is counted for the whole series and shown for nothing less.
    """

    __tablename__ = "series"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    function_id: Mapped[str | None] = mapped_column(ForeignKey("functions.id"))
    kind: Mapped[str] = mapped_column(String(10))  # cards | letters | pass_on
    title: Mapped[str] = mapped_column(String(120))
    heading: Mapped[str | None] = mapped_column(String(120))  # of a letter
    text: Mapped[str | None] = mapped_column(Text)  # of a letter, the same for all; no name in it
    language: Mapped[str] = mapped_column(String(10), default="sv")
    created_at: Mapped[At]

    function: Mapped[Function | None] = relationship()


class Ambassador(Base):
    """Somebody with an assignment who agreed to hand out cards. Which assignment is nobody's business and not kept.

    Withdrawing deletes the row; the card's placement and code stay, without a name.
    """

    __tablename__ = "ambassadors"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    function_id: Mapped[str] = mapped_column(ForeignKey("functions.id"))
    placement_id: Mapped[str] = mapped_column(ForeignKey("placements.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120), info=BY_CONSENT)
    contact: Mapped[str] = mapped_column(String(254), info=BY_CONSENT)  # one way: E.164, or an e-mail address
    language: Mapped[str] = mapped_column(String(10), default="sv")
    consent_hash: Mapped[str] = mapped_column(String(64))  # the words they agreed to, kept among the notices
    consent_way: Mapped[str] = mapped_column(String(10))  # spoken | written
    consented_at: Mapped[At]
    noted_by: Mapped[str] = mapped_column(String(40))
    generation: Mapped[int] = mapped_column(Integer, default=1)  # of the secret link
    created_at: Mapped[At]
    updated_at: Mapped[At]

    function: Mapped[Function] = relationship()
    placement: Mapped[Placement] = relationship()


class Tip(Base):
    """Somebody was tipped about to us, and must be told so (GDPR art. 14): at the first contact, within a month at the latest.

    Who tipped is kept only when they agreed that the one they tipped about is told.
    """

    __tablename__ = "tips"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    lead_id: Mapped[str] = mapped_column(
        ForeignKey("leads.id", ondelete="CASCADE"), unique=True, info={"merge": "moves"}
    )
    told_by: Mapped[str | None] = mapped_column(
        String(120), info={"privacy": "tipper: only with their yes to be named, until the tip's lead goes"}
    )
    inform_by: Mapped[date]  # the last day
    informed_at: Mapped[At | None]
    informed_by: Mapped[str | None] = mapped_column(String(40))
    notice_hash: Mapped[str | None] = mapped_column(String(64))  # of the information text as it read then
    closed_at: Mapped[At | None]  # nobody could be told in time
    created_at: Mapped[At]

    lead: Mapped[Lead] = relationship()


class MediaFlight(Base):
    """What was said of us in the media from a week to a week (whole ISO weeks, `until_on` exclusive): drawn beside the weeks in which
    people came, and credited to nobody (domain.md §6.1 E)."""

    __tablename__ = "media_flights"
    __table_args__ = (Index("ix_media_flights_unit_from_on", "unit_id", "from_on"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    channel: Mapped[str] = mapped_column(String(120))
    focus: Mapped[str | None] = mapped_column(String(40))  # key of the assignment type it was about; None: all
    from_on: Mapped[date]
    until_on: Mapped[date]
    cost_ore: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[At]
    updated_at: Mapped[At]

    @property
    def title(self) -> str:
        """Where it was, as a heading begins: plans write "radioreklam"."""
        return self.channel[:1].upper() + self.channel[1:]
