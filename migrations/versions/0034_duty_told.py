"""Duty hours say when they were changed and how often, so that calendars follow them.

Revision: 0034, after 0033.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("duty_hours", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("duty_hours", sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    duty = sa.table("duty_hours", sa.column("updated_at", sa.DateTime(timezone=True)))
    op.execute(sa.update(duty).values(updated_at=datetime.now(UTC)))


def downgrade():
    op.drop_column("duty_hours", "updated_at")
    op.drop_column("duty_hours", "sequence")
