"""The board, the list and a lead's page take with very many leads what they take with few: indexes that hold what is counted.

Revision: 0023, after 0022.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_leads_unit_received_at", "leads", ["unit_id", "received_at"])
    counted = ["unit_id", "state", "next_on", "owner_function_id", "merged_into_id", "restricted_at"]
    op.create_index("ix_leads_counted", "leads", counted)
    op.create_index("ix_people_unit_protected", "people", ["unit_id", "protected"])


def downgrade():
    op.drop_index("ix_people_unit_protected", "people")
    op.drop_index("ix_leads_counted", "leads")
    op.drop_index("ix_leads_unit_received_at", "leads")
