"""A tablet says since when it is given up: what it told before that, and what it tells later, count differently.

Revision: 0035, after 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("pairings", sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))
    pairings = sa.table("pairings", *(sa.column(name) for name in ("given_up", "given_up_at", "seen_at", "asked_at")))
    last_heard = sa.func.coalesce(pairings.c.seen_at, pairings.c.asked_at)
    op.execute(sa.update(pairings).where(pairings.c.given_up.is_not(None)).values(given_up_at=last_heard))


def downgrade():
    op.drop_column("pairings", "given_up_at")
