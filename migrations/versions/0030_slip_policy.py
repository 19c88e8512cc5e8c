"""How long a paper form is kept once it is typed in stands among the retention policies: 14 days, as it said on the paper until now.

Revision: 0030, after 0029.
"""

import sqlalchemy as sa
from alembic import op

from app.store.columns import new_id

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    connection = op.get_bind()
    policies = sa.table(
        "retention_policies",
        *(sa.column(name) for name in ("id", "organisation_id", "subject", "days")),
        sa.column("updated_at", sa.DateTime(timezone=True)),
    )
    organisations = sa.table("organisations", sa.column("id"), sa.column("updated_at", sa.DateTime(timezone=True)))
    known = sa.select(policies.c.organisation_id).where(policies.c.subject == "slip")
    without = sa.select(organisations.c.id, organisations.c.updated_at).where(organisations.c.id.not_in(known))
    for organisation_id, at in connection.execute(without).all():
        row = {"id": new_id(), "organisation_id": organisation_id, "subject": "slip", "days": 14, "updated_at": at}
        connection.execute(policies.insert().values(**row))


def downgrade():
    op.execute("DELETE FROM retention_policies WHERE subject = 'slip'")
