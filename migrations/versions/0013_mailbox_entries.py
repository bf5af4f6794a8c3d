"""What the mailboxes of people hold of their contacts."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "mailbox_entry",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("said", Json(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailbox_entry_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_mailbox_entry_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_mailbox_entry")),
    )
    op.create_index(op.f("ix_mailbox_entry_person_id"), "mailbox_entry", ["person_id"])


def downgrade():
    op.drop_table("mailbox_entry")
