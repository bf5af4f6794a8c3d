"""Two windows of a duty may begin on one day; indexes for rhythms of countries and what is due of somebody in a period.

A version that asks less often is owed in the window that runs: a quarter beside the month with which it began.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NARROW = ("document_id", "part_key", "about_id", "starts")
WIDE = (*NARROW, "ends")


def name_of(columns):
    return f"uq_obligation_{'_'.join(columns)}"


def change_key(before, after):
    """Replace the key of obligations; SQLite makes the table anew from its own words, with all that stands beside it."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.drop_constraint(name_of(before), "obligation", type_="unique")
        op.create_unique_constraint(name_of(after), "obligation", list(after))
        return
    beside = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'obligation' AND sql <> ''")
    stored = bind.execute(beside).all()
    [table] = [sql for kind, sql in stored if kind == "table"]
    old, new = (f"{name_of(columns)} UNIQUE ({', '.join(columns)})" for columns in (before, after))
    named = re.sub('^CREATE TABLE "?obligation"?', "CREATE TABLE obligation_made_anew", table)  # quoted once renamed
    bind.exec_driver_sql(named.replace(old, new))
    bind.exec_driver_sql("INSERT INTO obligation_made_anew SELECT * FROM obligation")
    bind.exec_driver_sql("DROP TABLE obligation")
    bind.exec_driver_sql("ALTER TABLE obligation_made_anew RENAME TO obligation")
    for kind, sql in stored:
        if kind != "table":
            bind.exec_driver_sql(sql)


def upgrade():
    change_key(NARROW, WIDE)
    op.create_index("ix_rhythm_country", "rhythm", ["country"])
    op.create_index("ix_obligation_owner_id_due", "obligation", ["owner_id", "due"])


def downgrade():
    op.drop_index("ix_obligation_owner_id_due", "obligation")
    op.drop_index("ix_rhythm_country", "rhythm")
    op.execute(
        "DELETE FROM obligation WHERE EXISTS (SELECT 1 FROM obligation AS shorter WHERE shorter.document_id ="
        " obligation.document_id AND shorter.part_key = obligation.part_key AND shorter.about_id = obligation.about_id"
        " AND shorter.starts = obligation.starts AND shorter.ends < obligation.ends)"
    )
    change_key(WIDE, NARROW)
