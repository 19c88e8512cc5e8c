"""The sign-up page carries the logo in itself, so it is also kept in a size that fits there; larger ones are redrawn by the worker.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AS_IT_IS = 3000  # bytes that fit without being redrawn


def upgrade():
    op.add_column("organisations", sa.Column("small_logo", sa.LargeBinary(), nullable=True))
    fits = sa.text("UPDATE organisations SET small_logo = logo WHERE length(logo) <= :most")
    op.get_bind().execute(fits, {"most": AS_IT_IS})


def downgrade():
    op.drop_column("organisations", "small_logo")
