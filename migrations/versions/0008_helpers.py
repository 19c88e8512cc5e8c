"""A helper's calendar may ring before a shift; and each organisation says how long it keeps those who help.

Revision: 0008, after 0007.
"""

import secrets
import time

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def an_id() -> str:
    number = (int(time.time() * 1000) << 55) | secrets.randbits(55)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(95, -5, -5))


def upgrade():
    op.add_column("feeds", sa.Column("alarm", sa.Integer(), nullable=True))
    connection = op.get_bind()
    policies = sa.table(
        "retention_policies",
        *(sa.column(name) for name in ("id", "organisation_id", "subject", "days")),
        sa.column("updated_at", sa.DateTime(timezone=True)),
    )
    organisations = sa.table("organisations", sa.column("id"), sa.column("updated_at", sa.DateTime(timezone=True)))
    known = sa.select(policies.c.organisation_id).where(policies.c.subject == "helper")
    without = sa.select(organisations.c.id, organisations.c.updated_at).where(organisations.c.id.not_in(known))
    for organisation_id, at in connection.execute(without).all():
        row = {"id": an_id(), "organisation_id": organisation_id, "subject": "helper", "days": 365, "updated_at": at}
        connection.execute(policies.insert().values(**row))


def downgrade():
    op.execute("DELETE FROM retention_policies WHERE subject = 'helper'")
    op.drop_column("feeds", "alarm")
