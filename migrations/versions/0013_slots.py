"""Times that people can book, when these were offered and the thanks had left, and how a tap on the board is taken back.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    at, key = sa.DateTime(timezone=True), sa.String(length=20)
    op.create_table(
        "offers",
        sa.Column("id", key, nullable=False),
        sa.Column("organisation_id", key, nullable=False),
        sa.Column("lead_id", key, nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("at", at, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_offers_organisation_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_offers_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("lead_id", "way", name=op.f("uq_offers_lead_id_way")),
    )
    op.create_table(
        "slot_pools",
        sa.Column("id", key, nullable=False),
        sa.Column("organisation_id", key, nullable=False),
        sa.Column("unit_id", key, nullable=False),
        sa.Column("function_id", key, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("where", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("staff_needed", sa.Integer(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("days_off", sa.JSON(), nullable=False),
        sa.Column("closed_at", at, nullable=True),
        sa.Column("created_at", at, nullable=False),
        sa.Column("updated_at", at, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_slot_pools_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_slot_pools_unit_id")),
        sa.ForeignKeyConstraint(["function_id"], ["functions.id"], name=op.f("fk_slot_pools_function_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_pools")),
    )
    for column in ("organisation_id", "unit_id", "function_id"):
        op.create_index(op.f(f"ix_slot_pools_{column}"), "slot_pools", [column])
    op.create_table(
        "slot_bookings",
        sa.Column("id", key, nullable=False),
        sa.Column("organisation_id", key, nullable=False),
        sa.Column("unit_id", key, nullable=False),
        sa.Column("function_id", key, nullable=False),
        sa.Column("pool_id", key, nullable=False),
        sa.Column("lead_id", key, nullable=False),
        sa.Column("starts_at", at, nullable=False),
        sa.Column("ends_at", at, nullable=False),
        sa.Column("place_no", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("booked_at", at, nullable=False),
        sa.Column("cancelled_at", at, nullable=True),
        sa.Column("updated_at", at, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_slot_bookings_organisation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_slot_bookings_unit_id")),
        sa.ForeignKeyConstraint(["function_id"], ["functions.id"], name=op.f("fk_slot_bookings_function_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["slot_pools.id"], name=op.f("fk_slot_bookings_pool_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_slot_bookings_lead_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_bookings")),
        sa.UniqueConstraint(
            "pool_id", "starts_at", "place_no", name=op.f("uq_slot_bookings_pool_id_starts_at_place_no")
        ),
    )
    op.create_index("ix_slot_bookings_lead_id", "slot_bookings", ["lead_id"])
    op.create_index("ix_slot_bookings_unit_starts_at", "slot_bookings", ["unit_id", "starts_at"])
    op.create_index("ix_slot_bookings_function_starts_at", "slot_bookings", ["function_id", "starts_at"])
    op.add_column("leads", sa.Column("acknowledged_at", at, nullable=True))
    op.add_column("attempts", sa.Column("before", sa.JSON(), nullable=True))
    op.add_column("attempts", sa.Column("taken_back_at", at, nullable=True))


def downgrade():
    op.drop_column("attempts", "taken_back_at")
    op.drop_column("attempts", "before")
    op.drop_column("leads", "acknowledged_at")
    op.drop_table("slot_bookings")
    op.drop_table("slot_pools")
    op.drop_table("offers")
