"""When we answer: hours of a function, duty hours, what is promised, and the day on which somebody asked to be called.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "duty_hours",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("function_id", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.String(length=20), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_duty_hours_organisation_id")),
        sa.ForeignKeyConstraint(["function_id"], ["functions.id"], name=op.f("fk_duty_hours_function_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_duty_hours_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_hours")),
    )
    for column in ("organisation_id", "function_id", "event_id"):
        op.create_index(op.f(f"ix_duty_hours_{column}"), "duty_hours", [column])
    op.add_column("assignment_types", sa.Column("contact_days", sa.Integer(), nullable=False, server_default="3"))
    op.add_column("assignment_types", sa.Column("slot_days", sa.Integer(), nullable=False, server_default="10"))
    op.add_column("functions", sa.Column("working_hours", sa.JSON(), nullable=True))
    op.add_column("functions", sa.Column("deputy_id", sa.String(length=20), nullable=True))
    op.add_column("leads", sa.Column("asked_on", sa.Date(), nullable=True))


def downgrade():
    op.drop_column("leads", "asked_on")
    op.drop_column("functions", "deputy_id")
    op.drop_column("functions", "working_hours")
    op.drop_column("assignment_types", "slot_days")
    op.drop_column("assignment_types", "contact_days")
    op.drop_table("duty_hours")
