"""One person in several leads: hints that are decided, merges that can be undone, households, protected identity, words to be
found by.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from app.leads.spelled import words_of

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WORD = sa.String(length=254).with_variant(sa.String(length=254, collation="C"), "postgresql")
ADDED = (
    ("people", "protected_why", sa.String(length=20)),
    ("people", "household_id", sa.String(length=20)),
    ("leads", "merged_into_id", sa.String(length=20)),
    ("duplicate_hints", "decision", sa.String(length=10)),
    ("duplicate_hints", "decided_at", sa.DateTime(timezone=True)),
    ("duplicate_hints", "decided_by", sa.String(length=40)),
    ("duplicate_hints", "again_on", sa.Date()),
)


def upgrade():
    for table, name, kind in ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.add_column("contact_points", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_people_household_id", "people", ["household_id"])
    op.create_index("ix_leads_merged_into_id", "leads", ["merged_into_id"])
    op.create_table(
        "merges",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("kept_lead_id", sa.String(length=20), nullable=False),
        sa.Column("merged_lead_id", sa.String(length=20), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_merges_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_merges_unit_id")),
        sa.ForeignKeyConstraint(
            ["kept_lead_id"], ["leads.id"], name=op.f("fk_merges_kept_lead_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_lead_id"], ["leads.id"], name=op.f("fk_merges_merged_lead_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_kept_lead_id", "merges", ["kept_lead_id"])
    op.create_index("ix_merges_merged_lead_id", "merges", ["merged_lead_id"])
    op.create_table(
        "person_words",
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_words_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", "word", "person_id", name=op.f("pk_person_words")),
    )
    op.create_index("ix_person_words_person_id", "person_words", ["person_id"])
    keep_words()


def keep_words():
    """Have those who are there already found as before."""
    people = sa.table("people", *map(sa.column, ("id", "unit_id", "organisation_id", "name")))
    points = sa.table("contact_points", *map(sa.column, ("person_id", "kind", "key")))
    words = sa.table("person_words", *map(sa.column, ("unit_id", "word", "person_id", "organisation_id")))
    last = ""
    while (
        rows := op.get_bind()
        .execute(sa.select(people).where(people.c.id > last).order_by(people.c.id).limit(1000))
        .all()
    ):
        ids = [row.id for row in rows]
        contacts = {}
        for person_id, kind, key in op.get_bind().execute(sa.select(points).where(points.c.person_id.in_(ids))):
            contacts.setdefault(person_id, []).append((kind, key))
        op.bulk_insert(
            words,
            [
                {"unit_id": row.unit_id, "word": word, "person_id": row.id, "organisation_id": row.organisation_id}
                for row in rows
                for word in sorted(words_of([row.name], contacts.get(row.id, [])))
            ],
        )
        last = ids[-1]


def downgrade():
    op.drop_table("person_words")
    op.drop_table("merges")
    op.drop_index("ix_leads_merged_into_id", table_name="leads")
    op.drop_index("ix_people_household_id", table_name="people")
    op.drop_column("contact_points", "place")
    for table, name, _kind in reversed(ADDED):
        op.drop_column(table, name)
