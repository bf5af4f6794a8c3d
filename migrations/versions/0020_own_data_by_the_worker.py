"""Exports of the own data are made by the worker; versions of plans can be removed; a talk does not name a round.

A round counts the talks of its days, so the column of its number was never filled.
"""

import sqlalchemy as sa
from alembic import op

from portal.core import immutable
from portal.core.db import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENTS = ("begun_at", "made_at", "failed_at", "removed_at")
WAITING = "made_at IS NULL AND failed_at IS NULL"


def change_talk(change):
    """Change the columns of talks; on SQLite the table is made anew without lending a number that was given before."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        with op.batch_alter_table("talk") as batch:
            change(batch)
        return
    last = bind.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'talk'")).scalar() or 0
    with op.batch_alter_table("talk", recreate="always", table_kwargs={"sqlite_autoincrement": True}) as batch:
        change(batch)
    bind.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'talk'"))
    bind.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('talk', :last)"), {"last": last})


def without_round(batch):
    batch.drop_index(op.f("ix_talk_round_id"))
    batch.drop_constraint(op.f("fk_talk_round_id"), type_="foreignkey")
    batch.drop_column("round_id")


def with_round(batch):
    batch.add_column(sa.Column("round_id", sa.Integer(), nullable=True))
    batch.create_foreign_key(op.f("fk_talk_round_id"), "talk_round", ["round_id"], ["id"])
    batch.create_index(op.f("ix_talk_round_id"), ["round_id"], unique=False)


def upgrade():
    change_talk(without_round)
    with op.batch_alter_table("data_export") as batch:
        batch.add_column(sa.Column("locale", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
        for name in MOMENTS:
            batch.add_column(sa.Column(name, Moment(), nullable=True))
        batch.create_check_constraint(op.f("ck_data_export_made_or_failed"), "made_at IS NULL OR failed_at IS NULL")
        batch.create_check_constraint(
            op.f("ck_data_export_removed_after_made"), "removed_at IS NULL OR made_at IS NOT NULL"
        )
        waiting = sa.text(WAITING)
        batch.create_index("ix_data_export_waiting", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    # made within the request until now: nothing of those was kept; what HR asked and nobody fetched is made now
    op.execute("UPDATE data_export SET made_at = fetched_at, removed_at = fetched_at WHERE fetched_at IS NOT NULL")
    op.create_table(
        "data_export_file",
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["data_export.id"], name=op.f("fk_data_export_file_export_id")),
        sa.PrimaryKeyConstraint("export_id", name=op.f("pk_data_export_file")),
    )
    op.create_index(op.f("ix_receipt_subject"), "receipt", ["subject"], unique=False)
    for statement in immutable.removal_of_plans(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade():
    for statement in immutable.no_removal_of_plans(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_index(op.f("ix_receipt_subject"), table_name="receipt")
    op.drop_table("data_export_file")
    with op.batch_alter_table("data_export") as batch:
        batch.drop_index("ix_data_export_waiting")
        batch.drop_constraint(op.f("ck_data_export_made_or_failed"), type_="check")
        batch.drop_constraint(op.f("ck_data_export_removed_after_made"), type_="check")
        for name in ("locale", "tries", *MOMENTS):
            batch.drop_column(name)
    change_talk(with_round)
