"""Hours of before are kept, so that a promise stays what it was; a time that a person chose is a fact of the response clock; booked
times can be found by when they ended.

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("units", sa.Column("former_hours", sa.JSON(), nullable=True))
    op.add_column("functions", sa.Column("former_hours", sa.JSON(), nullable=True))
    at, key = sa.DateTime(timezone=True), sa.String(length=20)
    op.create_table(
        "chosen_times",
        sa.Column("id", key, nullable=False),
        sa.Column("organisation_id", key, nullable=False),
        sa.Column("lead_id", key, nullable=False),
        sa.Column("at", at, nullable=False),
        sa.Column("until_at", at, nullable=False),
        sa.Column("given_back_at", at, nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_chosen_times_lead_id", "chosen_times", ["lead_id"])
    op.create_index("ix_slot_bookings_organisation_ends_at", "slot_bookings", ["organisation_id", "ends_at"])


def downgrade():
    op.drop_index("ix_slot_bookings_organisation_ends_at", "slot_bookings")
    op.drop_table("chosen_times")
    op.drop_column("functions", "former_hours")
    op.drop_column("units", "former_hours")
