"""A credit row keeps what it said at the end of each month, and a tip which information text the person was given.

Revision: 0032, after 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("credits", sa.Column("known_month", sa.String(7), nullable=False, server_default=""))
    op.add_column("credits", sa.Column("past", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("tips", sa.Column("notice_hash", sa.String(64), nullable=True))
    # What came in before is counted from the month in which we met; what was said of it meanwhile nobody knows.
    op.execute(sa.text("UPDATE credits SET known_month = captured_month"))


def downgrade():
    op.drop_column("tips", "notice_hash")
    op.drop_column("credits", "past")
    op.drop_column("credits", "known_month")
