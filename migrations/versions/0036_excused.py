"""A reason excuses the overlaps that it was written for, and no later one; what it excuses now, it goes on excusing.

Revision: 0036, after 0035.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STANDING = ("yes", "confirmed", "on_place", "done")


def upgrade():
    op.add_column("assignments", sa.Column("excused", sa.JSON(), nullable=False, server_default="[]"))
    on = sa.table("assignments", sa.column("id"), sa.column("excused", sa.JSON()))
    for row, overlaps in excused_now(op.get_bind()).items():
        op.execute(sa.update(on).where(on.c.id == row).values(excused=overlaps))


def excused_now(connection) -> dict[str, list]:
    """Id of an assignment with a reason → the overlaps that it has: its shift's sequence, the other shift, that one's sequence."""
    names = ("id", "shift_id", "helper_id", "staff_id", "state", "override_reason")
    mine, other = (sa.table("assignments", *map(sa.column, names)).alias(name) for name in ("mine", "other"))
    columns = ("id", "starts_at", "ends_at", "sequence", "cancelled_at")
    shift, there = (sa.table("shifts", *map(sa.column, columns)).alias(name) for name in ("shift", "there"))
    found = sa.select(mine.c.id, shift.c.sequence, there.c.id, there.c.sequence).where(
        mine.c.override_reason.is_not(None),
        mine.c.shift_id == shift.c.id,
        (mine.c.helper_id == other.c.helper_id) | (mine.c.staff_id == other.c.staff_id),
        other.c.state.in_(STANDING),
        other.c.shift_id == there.c.id,
        there.c.id != shift.c.id,
        there.c.cancelled_at.is_(None),
        there.c.starts_at < shift.c.ends_at,
        there.c.ends_at > shift.c.starts_at,
    )
    excused: dict[str, list] = {}
    for id, *overlap in connection.execute(found):
        excused.setdefault(id, []).append(overlap)
    return excused


def downgrade():
    op.drop_column("assignments", "excused")
