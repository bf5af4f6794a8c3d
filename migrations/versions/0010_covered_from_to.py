"""From when to when a plan covers a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = "document_id", "customer_id"
FOREVER = "'9999-12-31'"


def upgrade():
    day = "CAST({} AS DATE)".format if op.get_bind().dialect.name == "postgresql" else "date({})".format
    _replace(
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_plan_customer_in_order")),
        key=(*COLUMNS, "starts"),
        # what is covered now has been since the plan was approved
        rows=(
            "INSERT INTO plan_customer (document_id, customer_id, starts, ends) "  # noqa: S608 - constants of this file
            f"SELECT old.document_id, old.customer_id, {day('plan.approved_at')}, {day(FOREVER)} "
            "FROM plan_customer_old AS old JOIN plan ON plan.document_id = old.document_id"
        ),
    )


def downgrade():
    _replace(
        key=COLUMNS,
        rows=(
            "INSERT INTO plan_customer (document_id, customer_id) "  # noqa: S608 - constants of this file
            "SELECT document_id, customer_id FROM plan_customer_old "
            f"WHERE ends = {FOREVER}"
        ),
    )


def _replace(*columns, key, rows):
    """The table anew, filled from the old one: SQLite cannot change a primary key."""
    op.drop_index(op.f("ix_plan_customer_customer_id"), table_name="plan_customer")
    op.rename_table("plan_customer", "plan_customer_old")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE plan_customer_old RENAME CONSTRAINT pk_plan_customer TO pk_plan_customer_old")
    op.create_table(
        "plan_customer",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_plan_customer_customer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_plan_customer_document_id")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_plan_customer")),
    )
    op.execute(rows)
    op.drop_table("plan_customer_old")
    op.create_index(op.f("ix_plan_customer_customer_id"), "plan_customer", ["customer_id"], unique=False)
