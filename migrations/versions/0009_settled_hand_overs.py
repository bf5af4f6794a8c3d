"""A hand-over that was agreed for a later day is settled once that day has come."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNSETTLED = {"sqlite_where": sa.text("NOT settled"), "postgresql_where": sa.text("NOT settled")}


def upgrade():
    with op.batch_alter_table("portfolio", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.create_index("ix_portfolio_unsettled", ["starts"], unique=False, **UNSETTLED)


def downgrade():
    with op.batch_alter_table("portfolio", schema=None) as batch_op:
        batch_op.drop_index("ix_portfolio_unsettled", **UNSETTLED)
        batch_op.drop_column("settled")
