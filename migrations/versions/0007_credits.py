"""What each lead is credited to, in rows that outlive the person.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "credits",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("lead_id", sa.String(length=20), nullable=True),
        sa.Column("captured_month", sa.String(length=7), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("interests", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.JSON(), nullable=False),
        sa.Column("first_known", sa.JSON(), nullable=False),
        sa.Column("decisive", sa.JSON(), nullable=False),
        sa.Column("contributing", sa.JSON(), nullable=False),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_credits_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_credits_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_credits_lead_id")),
    )
    op.create_index(op.f("ix_credits_organisation_id"), "credits", ["organisation_id"])
    op.create_index(op.f("ix_credits_computed_at"), "credits", ["computed_at"])
    op.create_index("ix_credits_unit_captured_month", "credits", ["unit_id", "captured_month"])


def downgrade():
    op.drop_table("credits")
