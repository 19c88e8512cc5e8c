"""Tablets at booths: keys, invitations, pairings, forms they were given, and the inbox of sealed records.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "tablet_forms",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_tablet_forms_organisation_id")
        ),
        sa.PrimaryKeyConstraint("version", "organisation_id", name=op.f("pk_tablet_forms")),
    )
    op.create_table(
        "booth_closings",
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_booth_closings_booth_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_booth_closings_organisation_id")
        ),
        sa.PrimaryKeyConstraint("booth_id", name=op.f("pk_booth_closings")),
    )
    op.create_table(
        "booth_keys",
        sa.Column("kid", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_private", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_booth_keys_booth_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_booth_keys_organisation_id")),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_booth_keys")),
    )
    with op.batch_alter_table("booth_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_keys_booth_id"), ["booth_id"], unique=False)

    op.create_table(
        "pairing_invitations",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=32), nullable=False),
        sa.Column("beginning_hash", sa.String(length=32), nullable=False),
        sa.Column("allows", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_pairing_invitations_booth_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_pairing_invitations_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairing_invitations_code_hash")),
    )
    with op.batch_alter_table("pairing_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_invitations_beginning_hash"), ["beginning_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_invitations_booth_id"), ["booth_id"], unique=False)

    op.create_table(
        "pairings",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("invitation_id", sa.String(length=20), nullable=False),
        sa.Column("placement_id", sa.String(length=20), nullable=True),
        sa.Column("kid", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("install_id", sa.String(length=64), nullable=False),
        sa.Column("app", sa.String(length=40), nullable=False),
        sa.Column("platform", sa.String(length=60), nullable=False),
        sa.Column("standalone", sa.Boolean(), nullable=False),
        sa.Column("persisted", sa.Boolean(), nullable=False),
        sa.Column("check_word", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up", sa.Integer(), nullable=True),
        sa.Column("given_up_by", sa.String(length=40), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_offset_s", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.JSON(), nullable=False),
        sa.Column("rehearsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_pairings_booth_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["pairing_invitations.id"], name=op.f("fk_pairings_invitation_id")),
        sa.ForeignKeyConstraint(["kid"], ["booth_keys.kid"], name=op.f("fk_pairings_kid")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_pairings_organisation_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_pairings_placement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint("booth_id", "number", name=op.f("uq_pairings_booth_id_number")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_pairings_invitation_id")),
    )
    op.create_table(
        "tablet_records",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sealed_as", sa.String(length=36), nullable=True),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("pairing_id", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("wall_ms", sa.BigInteger(), nullable=True),
        sa.Column("mono_ms", sa.BigInteger(), nullable=True),
        sa.Column("boot", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("clock_offset_s", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("waits_for", sa.String(length=36), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=True),
        sa.Column("lead_id", sa.String(length=20), nullable=True),
        sa.Column("submission_id", sa.String(length=20), nullable=True),
        sa.Column("receipt", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_tablet_records_booth_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_tablet_records_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairings.id"], name=op.f("fk_tablet_records_pairing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet_records")),
    )
    with op.batch_alter_table("tablet_records", schema=None) as batch_op:
        batch_op.create_index("ix_tablet_records_booth_state", ["booth_id", "state"], unique=False)
        batch_op.create_index("ix_tablet_records_pairing_seq", ["pairing_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_tablet_records_waits_for"), ["waits_for"], unique=False)

    op.create_table(
        "tablet_conflicts",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("booth_id", sa.String(length=20), nullable=False),
        sa.Column("pairing_id", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kid", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["booth_id"], ["booths.id"], name=op.f("fk_tablet_conflicts_booth_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_tablet_conflicts_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairings.id"], name=op.f("fk_tablet_conflicts_pairing_id")),
        sa.ForeignKeyConstraint(["record_id"], ["tablet_records.id"], name=op.f("fk_tablet_conflicts_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet_conflicts")),
        sa.UniqueConstraint("record_id", "sha256", name=op.f("uq_tablet_conflicts_record_id_sha256")),
    )
    with op.batch_alter_table("tablet_conflicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tablet_conflicts_booth_id"), ["booth_id"], unique=False)


def downgrade():
    with op.batch_alter_table("tablet_conflicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tablet_conflicts_booth_id"))

    op.drop_table("tablet_conflicts")
    with op.batch_alter_table("tablet_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tablet_records_waits_for"))
        batch_op.drop_index("ix_tablet_records_pairing_seq")
        batch_op.drop_index("ix_tablet_records_booth_state")

    op.drop_table("tablet_records")
    op.drop_table("pairings")
    with op.batch_alter_table("pairing_invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_invitations_booth_id"))
        batch_op.drop_index(batch_op.f("ix_pairing_invitations_beginning_hash"))

    op.drop_table("pairing_invitations")
    with op.batch_alter_table("booth_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booth_keys_booth_id"))

    op.drop_table("booth_keys")
    op.drop_table("booth_closings")
    op.drop_table("tablet_forms")
