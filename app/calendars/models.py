"""Who subscribes to what? One row a feed; its secret address is derived, only the hash is kept."""

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..store.columns import At, Id
from ..store.db import Base


class Feed(Base):
    """One calendar feed: public, unit, function, staff or helper, and of which. A new address raises the generation."""

    __tablename__ = "feeds"
    __table_args__ = (UniqueConstraint("organisation_id", "scope", "of_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    scope: Mapped[str] = mapped_column(String(10))
    of_id: Mapped[str] = mapped_column(String(20))
    generation: Mapped[int] = mapped_column(Integer, default=1)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[At]
    revoked_at: Mapped[At | None]
    alarm: Mapped[int | None] = mapped_column(Integer)  # minutes before; chosen by a helper, others have none
