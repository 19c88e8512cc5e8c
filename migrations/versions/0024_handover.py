"""Handing over to another unit, what became of it without a name, and what is left behind when somebody leaves a function.

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

from app.store.columns import new_id

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.String(length=20)
AT = sa.DateTime(timezone=True)
CHOICES = (
    ("return", "Fel enhet", "Wrong unit", None),
    ("return", "Går inte att nå", "Cannot be reached", None),
    ("return", "Personen har ångrat sig", "The person has changed their mind", None),
    ("return", "Vi kan inte ta emot just nu", "We cannot receive at the moment", None),
    ("return", "Uppgifter saknas", "Something is missing", None),
    ("referral", "Familjehemsbanken", "Familjehemsbanken", "https://www.familjehemsbanken.se"),
    ("referral", "FamiljehemSverige", "FamiljehemSverige", "https://www.familjehemsverige.se"),
)


def _to(column: str, target: str, table: str, **how):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), **how)


def upgrade():
    choices = op.create_table(
        "handover_choices",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        _to("organisation_id", "organisations.id", "handover_choices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_choices")),
    )
    op.create_table(
        "handovers",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("standing_for", ID, nullable=True),
        sa.Column("from_unit_id", ID, nullable=False),
        sa.Column("to_unit_id", ID, nullable=False),
        sa.Column("assignment_type_id", ID, nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("handed", sa.JSON(), nullable=False),
        sa.Column("yes_on", sa.Date(), nullable=False),
        sa.Column("yes_how", sa.String(length=10), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("receipted_at", AT, nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("updated_at", AT, nullable=False),
        _to("organisation_id", "organisations.id", "handovers"),
        _to("lead_id", "leads.id", "handovers", ondelete="CASCADE"),
        _to("from_unit_id", "units.id", "handovers"),
        _to("to_unit_id", "units.id", "handovers"),
        _to("assignment_type_id", "assignment_types.id", "handovers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("standing_for", name=op.f("uq_handovers_standing_for")),
    )
    op.create_table(
        "handover_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("handover_id", ID, nullable=False),
        sa.Column("before", sa.String(length=10), nullable=True),
        sa.Column("after", sa.String(length=10), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("reason_id", ID, nullable=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("noted_at", AT, nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        _to("organisation_id", "organisations.id", "handover_steps"),
        _to("handover_id", "handovers.id", "handover_steps", ondelete="CASCADE"),
        _to("reason_id", "handover_choices.id", "handover_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_steps")),
    )
    op.create_table(
        "outcome_reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("press", sa.String(length=24), nullable=False),
        sa.Column("code_hash", sa.String(length=32), nullable=False),
        sa.Column("milestone", sa.String(length=20), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=True),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("reported_at", AT, nullable=False),
        _to("organisation_id", "organisations.id", "outcome_reports"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_reports")),
        sa.UniqueConstraint("press", name=op.f("uq_outcome_reports_press")),
    )
    op.create_table(
        "outcomes",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("credit_id", ID, nullable=False),
        sa.Column("milestone_id", ID, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=True),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("reported_at", AT, nullable=False),
        sa.Column("reported_by", sa.String(length=40), nullable=False),
        sa.Column("superseded_by", ID, nullable=True),
        _to("organisation_id", "organisations.id", "outcomes"),
        _to("credit_id", "credits.id", "outcomes"),
        _to("milestone_id", "milestones.id", "outcomes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "ask_again",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("credit_id", ID, nullable=False),
        sa.Column("outcome_id", ID, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("done_by", sa.String(length=40), nullable=True),
        _to("organisation_id", "organisations.id", "ask_again"),
        _to("unit_id", "units.id", "ask_again"),
        _to("credit_id", "credits.id", "ask_again"),
        _to("outcome_id", "outcomes.id", "ask_again"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_again")),
        sa.UniqueConstraint("outcome_id", name=op.f("uq_ask_again_outcome_id")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.add_column("credits", sa.Column("code_hash", sa.String(length=32), nullable=True))
    op.add_column("credits", sa.Column("handed", sa.JSON(), nullable=False, server_default="{}"))
    op.create_index(op.f("ix_credits_code_hash"), "credits", ["code_hash"], unique=True)
    organisations = sa.table("organisations", sa.column("id"))
    rows = [
        {
            "id": new_id(), "organisation_id": organisation, "kind": kind, "names": {"sv": sv, "en": en}, "address": address,
            "position": position,
        }
        for organisation in op.get_bind().execute(sa.select(organisations.c.id)).scalars()
        for position, (kind, sv, en, address) in enumerate(CHOICES)
    ]  # fmt: skip
    if rows:
        op.bulk_insert(choices, rows)


INDEXED = {
    "handover_choices": ("organisation_id",),
    "handovers": ("organisation_id", "lead_id", "from_unit_id", "to_unit_id"),
    "handover_steps": ("handover_id",),
    "outcome_reports": ("organisation_id",),
    "outcomes": ("organisation_id", "credit_id"),
    "ask_again": ("organisation_id", "unit_id"),
}


def downgrade():
    op.drop_index(op.f("ix_credits_code_hash"), table_name="credits")
    op.drop_column("credits", "handed")
    op.drop_column("credits", "code_hash")
    for table in (
        "ask_again",
        "outcomes",
        "outcome_reports",
        "handover_steps",
        "handovers",
        "handover_choices",
    ):
        op.drop_table(table)
