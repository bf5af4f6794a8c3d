"""The due day of a promise that counts where another one was agreed only after it had passed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("promise", sa.Column("due_counted", sa.Date(), nullable=True))


def downgrade():
    op.drop_column("promise", "due_counted")
