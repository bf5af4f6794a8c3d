"""Imports: runs, the pieces of their files and their rows."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Json, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = ("uploaded", "read", "checking", "checked", "applying", "done", "failed", "discarded")
FATES = ("new", "changed", "same", "refused", "skipped")


def upgrade():
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="import_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("delimiter", sa.String(), nullable=False),
        sa.Column("decimal", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("chosen", Json(), nullable=False),
        sa.Column("found", Json(), nullable=False),
        sa.Column("mapping", Json(), nullable=False),
        sa.Column("counts", Json(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("problem_values", Json(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_run_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_person_id", "import_run", ["person_id"])
    op.create_index("ix_import_run_state", "import_run", ["state"])
    op.create_table(
        "import_piece",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_piece_run_id")),
        sa.PrimaryKeyConstraint("run_id", "no", name=op.f("pk_import_piece")),
    )
    op.create_table(
        "import_row",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", Json(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*FATES, name="import_fate", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("data", Json(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id")),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_run_id_outcome_line", "import_row", ["run_id", "outcome", "line"])
    op.create_index("ix_import_row_run_id_key", "import_row", ["run_id", "key"])


def downgrade():
    op.drop_table("import_row")
    op.drop_table("import_piece")
    op.drop_table("import_run")
