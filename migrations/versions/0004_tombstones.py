"""A calendar tells of whatever left it, not only of deleted events: one stone for each feed that had it.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIMES = ("title", "when_text", "first_on", "until_on", "starts_at", "ends_at", "sequence", "deleted_at")


def times() -> list[sa.Column]:
    return [
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("when_text", sa.String(length=60), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
    ]


def deleted_events() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("owner_function_id", sa.String(length=20), nullable=True),
        *times(),
    ]


def stones() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("row_id", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("of_id", sa.String(length=20), nullable=False),
        sa.Column("booth", sa.String(length=120), nullable=True),
        *times(),
    ]


def upgrade():
    new = op.create_table(
        "tombstones",
        *stones(),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_tombstones_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstones")),
        sa.UniqueConstraint("what", "row_id", "scope", "of_id", name=op.f("uq_tombstones_what_row_id_scope_of_id")),
    )
    op.create_index(op.f("ix_tombstones_organisation_id"), "tombstones", ["organisation_id"])
    old = sa.Table("event_tombstones", sa.MetaData(), *deleted_events())
    op.bulk_insert(new, [stone for row in _rows(old) for stone in _stones_of(row)])
    op.drop_table("event_tombstones")


def _rows(table: sa.Table) -> list[sa.RowMapping]:
    return op.get_bind().execute(sa.select(table)).mappings().all()


def _stones_of(row) -> list[dict]:
    """One for each feed that had the event. Their ids follow from its own, so that they sort where it did."""
    feeds = [("unit", row["unit_id"]), ("function", row["owner_function_id"])]
    feeds.append(("public", row["organisation_id"] if row["public"] else None))
    return [
        {"id": row["id"][:19] + sign, "organisation_id": row["organisation_id"], "what": "event", "row_id": row["id"]}
        | {"scope": scope, "of_id": of_id, "booth": None}
        | {name: row[name] for name in TIMES}
        for sign, (scope, of_id) in zip("123", feeds, strict=True)
        if of_id
    ]


def downgrade():
    """What is not a deleted event was not told of before, and goes."""
    old = op.create_table(
        "event_tombstones",
        *deleted_events(),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_event_tombstones_organisation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_event_tombstones_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_tombstones")),
    )
    op.create_index(op.f("ix_event_tombstones_organisation_id"), "event_tombstones", ["organisation_id"])
    living = set(op.get_bind().execute(sa.text("SELECT id FROM events")).scalars())
    found = [row for row in _rows(sa.Table("tombstones", sa.MetaData(), *stones())) if row["what"] == "event"]
    owners = {row["row_id"]: row["of_id"] for row in found if row["scope"] == "function"}
    back = [row for row in found if row["scope"] == "unit" and row["row_id"] not in living]
    op.bulk_insert(
        old,
        [
            {"id": row["row_id"], "organisation_id": row["organisation_id"], "unit_id": row["of_id"], "public": False}
            | {"owner_function_id": owners.get(row["row_id"])}
            | {name: row[name] for name in TIMES}
            for row in back
        ],
    )
    op.drop_index(op.f("ix_tombstones_organisation_id"), "tombstones")
    op.drop_table("tombstones")
