"""What a receiving unit can report of an assignment is data: each type that there is begins with the same milestones.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

from app.store.columns import new_id

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEGIN_WITH = (
    ("under_review", "Under prövning", "Under review", "under_review", False),
    ("approved", "Godkänd, i banken", "Approved, in the pool", "approved", False),
    ("recruited", "Rekryterad", "Recruited", "recruited", False),
    ("placed", "Första uppdraget började", "First assignment began", None, False),
    ("ended", "Uppdraget är slut", "The assignment is over", None, True),
    ("declined", "Blev inget uppdrag", "Came to nothing", "not_relevant", False),
)


def upgrade():
    table = op.create_table(
        "milestones",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("assignment_type_id", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=True),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_milestones_organisation_id")),
        sa.ForeignKeyConstraint(
            ["assignment_type_id"], ["assignment_types.id"], name=op.f("fk_milestones_assignment_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("assignment_type_id", "key", name=op.f("uq_milestones_assignment_type_id_key")),
    )
    op.create_index(op.f("ix_milestones_organisation_id"), "milestones", ["organisation_id"])
    kinds = sa.table("assignment_types", sa.column("id"), sa.column("organisation_id"))
    found = op.get_bind().execute(sa.select(kinds.c.id, kinds.c.organisation_id)).all()
    rows = [
        {
            "id": new_id(), "organisation_id": organisation_id, "assignment_type_id": type_id, "key": key,
            "names": {"sv": sv, "en": en}, "state": state, "ends": ends, "position": position,
        }
        for type_id, organisation_id in found
        for position, (key, sv, en, state, ends) in enumerate(BEGIN_WITH)
    ]  # fmt: skip
    if rows:
        op.bulk_insert(table, rows)


def downgrade():
    op.drop_table("milestones")
