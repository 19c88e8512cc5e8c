"""After a restore a record may come that was sealed under a pairing which the backup did not know: it says which, and that is kept.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("tablet_records", sa.Column("sealed_by", sa.String(length=20), nullable=True))


def downgrade():
    op.drop_column("tablet_records", "sealed_by")
