"""Leads that are frozen because the person asked for it, and what people have said yes to.

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("leads", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("leads", sa.Column("restricted_why", sa.String(length=20), nullable=True))


def downgrade():
    op.drop_column("leads", "restricted_why")
    op.drop_column("leads", "restricted_at")
