"""Keys by which people are sorted and found; a version of roles and bodies."""

import sqlalchemy as sa
from alembic import op

from portal.core.alphabet import fold, sort_key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("folded", sa.String(), nullable=True))
        batch.add_column(sa.Column("sort_nl", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("sort_nb", sa.LargeBinary(), nullable=True))
    person = sa.table(
        "person", sa.column("id"), sa.column("name"), sa.column("folded"), sa.column("sort_nl", sa.LargeBinary()),
        sa.column("sort_nb", sa.LargeBinary()),
    )
    for number, name in op.get_bind().execute(sa.select(person.c.id, person.c.name)).all():
        op.execute(
            person.update()
            .where(person.c.id == number)
            .values(folded=fold(name), sort_nl=sort_key(name, "nl"), sort_nb=sort_key(name, "nb"))
        )
    with op.batch_alter_table("person") as batch:
        batch.alter_column("folded", existing_type=sa.String(), nullable=False)
        batch.alter_column("sort_nl", existing_type=sa.LargeBinary(), nullable=False)
        batch.alter_column("sort_nb", existing_type=sa.LargeBinary(), nullable=False)
        batch.create_index("ix_person_sort_nl", ["sort_nl", "id"])
        batch.create_index("ix_person_sort_nb", ["sort_nb", "id"])
    for table in ("role", "body"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("rev", sa.Integer(), nullable=False, server_default="1"))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("rev", existing_type=sa.Integer(), server_default=None)


def downgrade():
    for table in ("role", "body"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("rev")
    with op.batch_alter_table("person") as batch:
        batch.drop_index("ix_person_sort_nb")
        batch.drop_index("ix_person_sort_nl")
        batch.drop_column("sort_nb")
        batch.drop_column("sort_nl")
        batch.drop_column("folded")
