"""One index begins with a person's organisation, not two: a planner that knew nothing yet took the one that finds all of them.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index("ix_people_organisation_id", table_name="people")


def downgrade():
    op.create_index("ix_people_organisation_id", "people", ["organisation_id"])
