"""What was not sent of a report yet, apart from what was, and which revision was sent last."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Json

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("visit_report", sa.Column("sent_rev", sa.Integer(), nullable=True))
    op.add_column("visit_report", sa.Column("draft", Json(), nullable=True))
    op.execute("UPDATE visit_report SET sent_rev = rev WHERE sent_at IS NOT NULL")


def downgrade():
    op.drop_column("visit_report", "draft")
    op.drop_column("visit_report", "sent_rev")
