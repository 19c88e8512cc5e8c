"""Those who agreed to hand out cards, and series of cards and letters with a code each.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("placements", sa.Column("series_id", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_placements_series_id"), "placements", ["series_id"])
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("function_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_series_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_series_unit_id")),
        sa.ForeignKeyConstraint(["function_id"], ["functions.id"], name=op.f("fk_series_function_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_organisation_id"), "series", ["organisation_id"])
    op.create_index(op.f("ix_series_unit_id"), "series", ["unit_id"])
    op.create_table(
        "ambassadors",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("function_id", sa.String(length=20), nullable=False),
        sa.Column("placement_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("consent_hash", sa.String(length=64), nullable=False),
        sa.Column("consent_way", sa.String(length=10), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_ambassadors_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_ambassadors_unit_id")),
        sa.ForeignKeyConstraint(["function_id"], ["functions.id"], name=op.f("fk_ambassadors_function_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_ambassadors_placement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambassadors")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_ambassadors_placement_id")),
    )
    op.create_index(op.f("ix_ambassadors_organisation_id"), "ambassadors", ["organisation_id"])
    op.create_index(op.f("ix_ambassadors_unit_id"), "ambassadors", ["unit_id"])


def downgrade():
    op.drop_table("ambassadors")
    op.drop_table("series")
    op.drop_index(op.f("ix_placements_series_id"), table_name="placements")
    op.drop_column("placements", "series_id")
