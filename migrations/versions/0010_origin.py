"""What a person says of how they heard of us, and credit rows that reports can count by alone, also when the lead is gone.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("touches", sa.Column("other", sa.String(length=140), nullable=True))
    op.add_column("credits", sa.Column("submissions", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("credits", sa.Column("contacted", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Older than any lead's last change, so that the worker computes them all anew.
    op.execute("UPDATE credits SET computed_at = '1970-01-01 00:00:00.000000' WHERE lead_id IS NOT NULL")


def downgrade():
    op.drop_column("credits", "contacted")
    op.drop_column("credits", "submissions")
    op.drop_column("touches", "other")
