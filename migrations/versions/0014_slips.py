"""Paper forms of a booth: which were printed with which text, and which were typed in.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "slip_batches",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("placement_id", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("notice_hash", sa.String(length=64), nullable=False),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_slip_batches_organisation_id")
        ),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_slip_batches_booth_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_slip_batches_placement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_batches")),
        sa.UniqueConstraint("booth_id", "first", name=op.f("uq_slip_batches_booth_id_first")),
    )
    op.create_table(
        "typed_slips",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.String(length=20), nullable=True),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_typed_slips_organisation_id")),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_typed_slips_booth_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_slips")),
        sa.UniqueConstraint("booth_id", "number", name=op.f("uq_typed_slips_booth_id_number")),
    )
    op.create_index(op.f("ix_typed_slips_lead_id"), "typed_slips", ["lead_id"])


def downgrade():
    op.drop_table("typed_slips")
    op.drop_table("slip_batches")
