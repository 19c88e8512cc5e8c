"""Promises of before are kept: what somebody was promised stays what it was when the next ones are promised something else.

Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("assignment_types", sa.Column("former_promises", sa.JSON(), nullable=True))


def downgrade():
    op.drop_column("assignment_types", "former_promises")
