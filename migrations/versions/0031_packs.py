"""Who took a function over from whom, and how much waited there.

Revision: 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "packs",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("function_id", sa.String(length=20), nullable=False),
        sa.Column("holding_id", sa.String(length=20), nullable=False),
        sa.Column("from_staff_id", sa.String(length=20), nullable=False),
        sa.Column("to_staff_id", sa.String(length=20), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_packs_organisation_id")),
        sa.ForeignKeyConstraint(["function_id"], ["functions.id"], name=op.f("fk_packs_function_id")),
        sa.ForeignKeyConstraint(["from_staff_id"], ["staff.id"], name=op.f("fk_packs_from_staff_id")),
        sa.ForeignKeyConstraint(["to_staff_id"], ["staff.id"], name=op.f("fk_packs_to_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
        sa.UniqueConstraint("holding_id", name=op.f("uq_packs_holding_id")),
    )
    op.create_index(op.f("ix_packs_organisation_id"), "packs", ["organisation_id"])
    op.create_index(op.f("ix_packs_to_staff_id"), "packs", ["to_staff_id"])


def downgrade():
    op.drop_table("packs")
