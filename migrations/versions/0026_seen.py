"""A sign-in knows when it was last used, so that one which nobody uses ends.

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("staff_sessions", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE staff_sessions SET seen_at = began_at")


def downgrade():
    op.drop_column("staff_sessions", "seen_at")
