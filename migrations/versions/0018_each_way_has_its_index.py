"""Indexes for what was read whole: what a department keeps, also done; who may read; what few things wait."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("promise", "complaint")
STILL_OPEN = sa.text("done_on IS NULL AND dropped_on IS NULL")
UNDECIDED, UNANSWERED = sa.text("decision IS NULL"), sa.text("answer IS NULL")


def upgrade():
    for table in TABLES:
        op.drop_index(f"ix_{table}_open_unit", table, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN)
        op.create_index(f"ix_{table}_owner_unit_id_due", table, ["owner_unit_id", "due"])
    op.create_index("ix_coaching_share_reader_id", "coaching_share", ["reader_id"])
    op.create_index(
        "ix_advice_undecided", "advice", ["sent_at"], sqlite_where=UNDECIDED, postgresql_where=UNDECIDED
    )
    op.create_index(
        "ix_privacy_correction_unanswered", "privacy_correction", ["id"], sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )


def downgrade():
    op.drop_index("ix_privacy_correction_unanswered", "privacy_correction")
    op.drop_index("ix_advice_undecided", "advice")
    op.drop_index("ix_coaching_share_reader_id", "coaching_share")
    for table in TABLES:
        op.drop_index(f"ix_{table}_owner_unit_id_due", table)
        op.create_index(
            f"ix_{table}_open_unit", table, ["owner_unit_id", "due"], sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        )
