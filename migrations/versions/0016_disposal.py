"""Runs that dispose of people by policy, what is held back from them, counts of those who are gone, and where backups lie.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "gone_counts",
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("captured_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.String(length=20), nullable=False),
        sa.Column("placement_id", sa.String(length=20), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_gone_counts_organisation_id")),
        sa.PrimaryKeyConstraint(
            "unit_id", "captured_on", "event_id", "placement_id", "booth_id", "what", name=op.f("pk_gone_counts")
        ),
    )
    op.create_index(op.f("ix_gone_counts_organisation_id"), "gone_counts", ["organisation_id"])
    op.create_table(
        "disposal_runs",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.Column("allowed", sa.Integer(), nullable=True),
        sa.Column("said_yes_by", sa.String(length=40), nullable=True),
        sa.Column("said_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_disposal_runs_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_runs")),
    )
    op.create_index("ix_disposal_runs_organisation_began_at", "disposal_runs", ["organisation_id", "began_at"])
    op.create_table(
        "holds",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=40), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_holds_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_organisation_id"), "holds", ["organisation_id"])
    op.create_index(op.f("ix_holds_subject_id"), "holds", ["subject_id"])
    op.create_table(
        "backup_files",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_files")),
    )
    op.create_index(op.f("ix_tablet_records_lead_id"), "tablet_records", ["lead_id"])


def downgrade():
    op.drop_index(op.f("ix_tablet_records_lead_id"), table_name="tablet_records")
    for name in ("backup_files", "holds", "disposal_runs", "gone_counts"):
        op.drop_table(name)
