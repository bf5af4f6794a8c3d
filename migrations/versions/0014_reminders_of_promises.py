"""When promises and complaints were reminded of, and those still open by due day."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("promise", "complaint")
STILL_OPEN = sa.text("done_on IS NULL AND dropped_on IS NULL")


def upgrade():
    for table in TABLES:
        op.add_column(table, sa.Column("reminded_on", sa.Date(), nullable=True))
        op.create_index(
            f"ix_{table}_open_due", table, ["due", "id"], sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN
        )


def downgrade():
    for table in TABLES:
        op.drop_index(f"ix_{table}_open_due", table, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN)
        op.drop_column(table, "reminded_on")
