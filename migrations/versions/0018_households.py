"""Credit rows know the household, so that one household stays one recruit when its people are gone.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("credits", sa.Column("household_id", sa.String(length=20), nullable=True))


def downgrade():
    op.drop_column("credits", "household_id")
