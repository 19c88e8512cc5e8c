"""A booth's tablets speak the languages of the people who come there, beside those of the event.

Revision: 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("booths", sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))


def downgrade():
    op.drop_column("booths", "languages")
