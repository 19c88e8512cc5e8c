"""An account remembers by which person of the organisation's own sign-in it is used, so that an address given on opens nothing.

Revision: 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("staff", sa.Column("issuer_mark", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_staff_issuer_mark"), "staff", ["issuer_mark"], unique=True)


def downgrade():
    op.drop_index(op.f("ix_staff_issuer_mark"), "staff")
    op.drop_column("staff", "issuer_mark")
