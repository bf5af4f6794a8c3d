"""Customers, planned contacts and account plans; documents learn the states, turns and sides of plans."""

import sqlalchemy as sa
from alembic import op

from portal.core import immutable
from portal.core.db import Json, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


# (table, column, its check's name): the codes before, the codes after
CODES = {
    ("document", "kind", "kind"): (["profile"], ["profile", "plan"]),
    ("draft", "side", "side"): (["main"], ["main", "amendment"]),
    ("draft", "state", "state"): (
        ["draft", "in_review", "changes_requested", "approved"],
        ["draft", "in_review", "changes_requested", "approved", "awaiting_second", "rejected"],
    ),
    ("draft", "turn", "turn"): (
        ["owner", "reviewers", "publisher"],
        ["owner", "reviewers", "publisher", "approver", "second"],
    ),
    ("decision", "outcome", "outcome"): (
        ["approve", "request_changes"],
        ["approve", "request_changes", "reject"],
    ),
}
CHECKS = {
    "review_has_a_snapshot": (
        "(state IN ('in_review', 'approved')) <= (submitted IS NOT NULL)",
        "(state IN ('in_review', 'approved', 'awaiting_second', 'rejected')) <= (submitted IS NOT NULL)",
    ),
    "turn_follows_state": (
        (
            "(state IN ('draft', 'changes_requested') AND turn = 'owner')"
            " OR (state = 'in_review' AND turn = 'reviewers') OR (state = 'approved' AND turn = 'publisher')"
        ),
        (
            "(state IN ('draft', 'changes_requested', 'rejected') AND turn = 'owner')"
            " OR (state = 'in_review' AND turn IN ('reviewers', 'approver'))"
            " OR (state = 'awaiting_second' AND turn = 'second') OR (state = 'approved' AND turn = 'publisher')"
        ),
    ),
}


# Before this revision there are no plans: their rows go, so that the rules of then hold again.
TABLES_OF_DOCUMENTS = ("draft", "remark", "invitation", "decision", "reading", "publication", "listing", "snapshot")


def forget_plans():
    """Remove every plan; snapshots are immutable to everybody but a migration."""
    kind = op.get_bind().dialect.name
    document = sa.table("document", sa.column("id"), sa.column("kind"))
    plans = sa.select(document.c.id).where(document.c.kind == "plan")
    draft = sa.table("draft", sa.column("id"), sa.column("document_id"))
    change = sa.table("draft_change", sa.column("draft_id"))
    drafts = sa.select(draft.c.id).where(draft.c.document_id.in_(plans))
    for statement in immutable.undo("snapshot", kind):
        op.execute(statement)
    op.execute(sa.delete(change).where(change.c.draft_id.in_(drafts)))
    for name in TABLES_OF_DOCUMENTS:
        table = sa.table(name, sa.column("document_id"))
        op.execute(sa.delete(table).where(table.c.document_id.in_(plans)))
    op.execute(sa.delete(document).where(document.c.kind == "plan"))
    notice = sa.table("notice", sa.column("kind"))
    op.execute(sa.delete(notice).where(notice.c.kind == "plan"))
    for statement in immutable.statements("snapshot", kind):
        op.execute(statement)


def change_checks(after):
    """Let the codes of documents be those before (0) or after (1) this revision."""
    for table in ("document", "draft", "decision"):
        with op.batch_alter_table(table) as batch:
            for (of, column, name), codes in CODES.items():
                if of == table:
                    batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
                    listed = ", ".join(f"'{code}'" for code in codes[after])
                    batch.create_check_constraint(op.f(f"ck_{table}_{name}"), sa.text(f"{column} IN ({listed})"))
            if table == "draft":
                for name, rules in CHECKS.items():
                    batch.drop_constraint(op.f(f"ck_draft_{name}"), type_="check")
                    batch.create_check_constraint(op.f(f"ck_draft_{name}"), sa.text(rules[after]))


def upgrade():
    change_checks(1)
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "segment",
            sa.Enum(
                "retail",
                "horeca",
                "wholesale",
                "industry",
                "construction",
                "healthcare",
                "education",
                "public",
                "services",
                "agriculture",
                "other",
                name="segment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "reach",
            sa.Enum(
                "local",
                "regional",
                "national",
                "international",
                name="reach",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "complexity",
            sa.Enum("low", "medium", "high", name="complexity", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "category",
            sa.Enum("A", "B", "C", "D", name="category", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("potential", sa.BigInteger(), nullable=True),
        sa.Column(
            "currency",
            sa.Enum(
                "EUR",
                "NOK",
                "SEK",
                "DKK",
                "GBP",
                "USD",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("sort_nl", sa.LargeBinary(), nullable=False),
        sa.Column("sort_nb", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("potential >= 0", name=op.f("ck_customer_potential_is_positive")),
        sa.CheckConstraint("since IS NULL OR until IS NULL OR since <= until", name=op.f("ck_customer_in_order")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_customer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index("ix_customer_unit_id_sort_nb", ["unit_id", "sort_nb", "id"], unique=False)
        batch_op.create_index("ix_customer_unit_id_sort_nl", ["unit_id", "sort_nl", "id"], unique=False)

    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("person", "unit", name="scope", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum("revenue", "margin", name="measure", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "currency",
            sa.Enum(
                "EUR",
                "NOK",
                "SEK",
                "DKK",
                "GBP",
                "USD",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("agreed_with_id", sa.Integer(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_target_amount_is_positive")),
        sa.ForeignKeyConstraint(["agreed_with_id"], ["person.id"], name=op.f("fk_target_agreed_with_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_target_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index("ix_target_scope_scope_id_year", ["scope", "scope_id", "year", "id"], unique=False)

    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "approved",
                "rejected",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_amendment_closed_has_its_moment")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_amendment_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index("ix_amendment_document_id_id", ["document_id", "id"], unique=False)
        batch_op.create_index(
            "uq_amendment_open",
            ["document_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "branch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "distribution_centre",
                "region",
                "shop",
                "office",
                "plant",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_branch_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sa.UniqueConstraint("customer_id", "number", name=op.f("uq_branch_customer_id_number")),
    )
    with op.batch_alter_table("branch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_branch_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "contributor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_contributor_in_order")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contributor_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contributor_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
    )
    with op.batch_alter_table("contributor", schema=None) as batch_op:
        batch_op.create_index("ix_contributor_customer_id_ends", ["customer_id", "ends"], unique=False)
        batch_op.create_index("ix_contributor_person_id_ends", ["person_id", "ends"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("kinds", Json(), nullable=False),
        sa.Column("discount", sa.Integer(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column(
            "currency",
            sa.Enum(
                "EUR",
                "NOK",
                "SEK",
                "DKK",
                "GBP",
                "USD",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("part_key", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["level_id"], ["role_level.id"], name=op.f("fk_mandate_level_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["document.id"], name=op.f("fk_mandate_profile_id")),
        sa.PrimaryKeyConstraint("level_id", name=op.f("pk_mandate")),
    )
    op.create_table(
        "plan",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "customer",
                "key_account",
                "portfolio",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column(
            "currency",
            sa.Enum(
                "EUR",
                "NOK",
                "SEK",
                "DKK",
                "GBP",
                "USD",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "at_work",
                "approved",
                "in_execution",
                "evaluated",
                "closed",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("evaluation", sa.Text(), nullable=False),
        sa.Column("evaluated_at", Moment(), nullable=True),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'portfolio') = (customer_id IS NULL)", name=op.f("ck_plan_about_a_customer_or_a_portfolio")
        ),
        sa.CheckConstraint("(stage = 'at_work') = (approved_at IS NULL)", name=op.f("ck_plan_approval_has_its_moment")),
        sa.CheckConstraint("stage <> 'closed' OR NOT is_open", name=op.f("ck_plan_closed_is_not_open")),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_plan_in_order")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_plan_year_is_near")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["document.id"], name=op.f("fk_plan_copied_from_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_plan_customer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_plan_document_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["person.id"], name=op.f("fk_plan_seller_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index("ix_plan_seller_id_year", ["seller_id", "year"], unique=False)
        batch_op.create_index("ix_plan_year_stage_document_id", ["year", "stage", "document_id"], unique=False)
        batch_op.create_index(
            "uq_plan_open_customer",
            ["year", "kind", "customer_id"],
            unique=True,
            sqlite_where=sa.text("is_open AND customer_id IS NOT NULL"),
            postgresql_where=sa.text("is_open AND customer_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_plan_open_portfolio",
            ["year", "seller_id"],
            unique=True,
            sqlite_where=sa.text("is_open AND customer_id IS NULL"),
            postgresql_where=sa.text("is_open AND customer_id IS NULL"),
        )

    op.create_table(
        "plan_customer",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_plan_customer_customer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_plan_customer_document_id")),
        sa.PrimaryKeyConstraint("document_id", "customer_id", name=op.f("pk_plan_customer")),
    )
    with op.batch_alter_table("plan_customer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_customer_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "plan_exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_plan_exclusion_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_plan_exclusion_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_plan_exclusion_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_exclusion")),
    )
    with op.batch_alter_table("plan_exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_exclusion_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "plan_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "need",
            sa.Enum("own", "portfolio", "none", name="need", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("seller_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_plan_requirement_customer_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["person.id"], name=op.f("fk_plan_requirement_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_requirement")),
        sa.UniqueConstraint("customer_id", "year", "ends", name=op.f("uq_plan_requirement_customer_id_year_ends")),
    )
    with op.batch_alter_table("plan_requirement", schema=None) as batch_op:
        batch_op.create_index("ix_plan_requirement_seller_id_year", ["seller_id", "year"], unique=False)
        batch_op.create_index("ix_plan_requirement_year_customer_id", ["year", "customer_id"], unique=False)

    op.create_table(
        "portfolio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("partner_id <> owner_id", name=op.f("ck_portfolio_partner_is_another")),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_portfolio_in_order")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_portfolio_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_portfolio_owner_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["person.id"], name=op.f("fk_portfolio_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio")),
        sa.UniqueConstraint("customer_id", "ends", name=op.f("uq_portfolio_customer_id_ends")),
    )
    with op.batch_alter_table("portfolio", schema=None) as batch_op:
        batch_op.create_index("ix_portfolio_customer_id_starts", ["customer_id", "starts"], unique=False)
        batch_op.create_index("ix_portfolio_owner_id_ends", ["owner_id", "ends"], unique=False)
        batch_op.create_index("ix_portfolio_partner_id_ends", ["partner_id", "ends"], unique=False)

    op.create_table(
        "substantiation",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "missing",
                "thin",
                "sound",
                "convincing",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_substantiation_document_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_substantiation_person_id")),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_substantiation")),
    )
    op.create_table(
        "support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_support_document_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_support_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint("document_id", "part_key", name=op.f("uq_support_document_id_part_key")),
    )
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "turn_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("main", "amendment", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "turn",
            sa.Enum(
                "owner",
                "reviewers",
                "publisher",
                "approver",
                "second",
                name="turn",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_turn_period_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_period")),
    )
    with op.batch_alter_table("turn_period", schema=None) as batch_op:
        batch_op.create_index("ix_turn_period_document_id_id", ["document_id", "id"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_action_branch_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_action_document_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_person_id_due", ["person_id", "due"], unique=False)
        batch_op.create_index("uq_action_branch", ["document_id", "part_key", "branch_id"], unique=True)
        batch_op.create_index(
            "uq_action_whole",
            ["document_id", "part_key"],
            unique=True,
            sqlite_where=sa.text("branch_id IS NULL"),
            postgresql_where=sa.text("branch_id IS NULL"),
        )

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "strategic",
                "tactical",
                "operational",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_contact_branch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("customer_id", "number", name=op.f("uq_contact_customer_id_number")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "qualitative",
                "revenue",
                "margin",
                "product_groups",
                "up_selling",
                "cross_selling",
                "share",
                "satisfaction",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "business",
            sa.Enum("existing", "new", name="business", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("achieved", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_goal_branch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_goal_customer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_goal_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index("ix_goal_customer_id", ["customer_id"], unique=False)
        batch_op.create_index("uq_goal_branch", ["document_id", "part_key", "branch_id"], unique=True)
        batch_op.create_index(
            "uq_goal_whole",
            ["document_id", "part_key"],
            unique=True,
            sqlite_where=sa.text("branch_id IS NULL"),
            postgresql_where=sa.text("branch_id IS NULL"),
        )

    op.create_table(
        "sales_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("product_group", sa.String(), nullable=False),
        sa.Column(
            "currency",
            sa.Enum(
                "EUR",
                "NOK",
                "SEK",
                "DKK",
                "GBP",
                "USD",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_sales_order_branch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_sales_order_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
    )
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.create_index("ix_sales_order_customer_id_ordered_on", ["customer_id", "ordered_on"], unique=False)

    op.create_table(
        "satisfaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.CheckConstraint("score >= 0 AND score <= scale", name=op.f("ck_satisfaction_score_fits_its_scale")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_satisfaction_branch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_satisfaction_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction")),
    )
    with op.batch_alter_table("satisfaction", schema=None) as batch_op:
        batch_op.create_index("uq_satisfaction_branch", ["customer_id", "on", "branch_id"], unique=True)
        batch_op.create_index(
            "uq_satisfaction_whole",
            ["customer_id", "on"],
            unique=True,
            sqlite_where=sa.text("branch_id IS NULL"),
            postgresql_where=sa.text("branch_id IS NULL"),
        )

    op.create_table(
        "turnover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("product_group", sa.String(), nullable=False),
        sa.Column(
            "currency",
            sa.Enum(
                "EUR",
                "NOK",
                "SEK",
                "DKK",
                "GBP",
                "USD",
                name="currency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("margin", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_turnover_branch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_turnover_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turnover")),
    )
    with op.batch_alter_table("turnover", schema=None) as batch_op:
        batch_op.create_index("ix_turnover_customer_id_month", ["customer_id", "month"], unique=False)
        batch_op.create_index(
            "uq_turnover_branch", ["customer_id", "month", "product_group", "currency", "branch_id"], unique=True
        )
        batch_op.create_index(
            "uq_turnover_whole",
            ["customer_id", "month", "product_group", "currency"],
            unique=True,
            sqlite_where=sa.text("branch_id IS NULL"),
            postgresql_where=sa.text("branch_id IS NULL"),
        )

    op.create_table(
        "planned_contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("visit", "phone", "video", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("per_year", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("part_key", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(plan_id IS NULL) = (part_key IS NULL)", name=op.f("ck_planned_contact_agreement_is_whole")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_planned_contact_branch_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_planned_contact_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_planned_contact_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_planned_contact_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["document.id"], name=op.f("fk_planned_contact_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_contact")),
    )
    with op.batch_alter_table("planned_contact", schema=None) as batch_op:
        batch_op.create_index("ix_planned_contact_customer_id_due", ["customer_id", "due"], unique=False)
        batch_op.create_index("ix_planned_contact_person_id_due", ["person_id", "due"], unique=False)
        batch_op.create_index("uq_planned_contact_agreement", ["plan_id", "part_key", "sequence"], unique=True)

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("escalated_at", Moment(), nullable=True))

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "asked",
                sa.Enum(
                    "decision", "advice", "content", name="asked", native_enum=False, create_constraint=True, length=40
                ),
                nullable=False,
                server_default="decision",
            )
        )
        batch_op.add_column(sa.Column("question", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("answer", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("answered_at", Moment(), nullable=True))


def downgrade():
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_invitation_asked"), type_="check")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("answer")
        batch_op.drop_column("question")
        batch_op.drop_column("asked")

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("escalated_at")
        batch_op.drop_column("reminded_at")

    with op.batch_alter_table("planned_contact", schema=None) as batch_op:
        batch_op.drop_index("uq_planned_contact_agreement")
        batch_op.drop_index("ix_planned_contact_person_id_due")
        batch_op.drop_index("ix_planned_contact_customer_id_due")

    op.drop_table("planned_contact")
    with op.batch_alter_table("turnover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_turnover_whole",
            sqlite_where=sa.text("branch_id IS NULL"),
            postgresql_where=sa.text("branch_id IS NULL"),
        )
        batch_op.drop_index("uq_turnover_branch")
        batch_op.drop_index("ix_turnover_customer_id_month")

    op.drop_table("turnover")
    with op.batch_alter_table("satisfaction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_satisfaction_whole",
            sqlite_where=sa.text("branch_id IS NULL"),
            postgresql_where=sa.text("branch_id IS NULL"),
        )
        batch_op.drop_index("uq_satisfaction_branch")

    op.drop_table("satisfaction")
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.drop_index("ix_sales_order_customer_id_ordered_on")

    op.drop_table("sales_order")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_goal_whole", sqlite_where=sa.text("branch_id IS NULL"), postgresql_where=sa.text("branch_id IS NULL")
        )
        batch_op.drop_index("uq_goal_branch")
        batch_op.drop_index("ix_goal_customer_id")

    op.drop_table("goal")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_customer_id"))

    op.drop_table("contact")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_action_whole", sqlite_where=sa.text("branch_id IS NULL"), postgresql_where=sa.text("branch_id IS NULL")
        )
        batch_op.drop_index("uq_action_branch")
        batch_op.drop_index("ix_action_person_id_due")

    op.drop_table("action")
    with op.batch_alter_table("turn_period", schema=None) as batch_op:
        batch_op.drop_index("ix_turn_period_document_id_id")

    op.drop_table("turn_period")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_owner_id"))

    op.drop_table("support")
    op.drop_table("substantiation")
    with op.batch_alter_table("portfolio", schema=None) as batch_op:
        batch_op.drop_index("ix_portfolio_partner_id_ends")
        batch_op.drop_index("ix_portfolio_owner_id_ends")
        batch_op.drop_index("ix_portfolio_customer_id_starts")

    op.drop_table("portfolio")
    with op.batch_alter_table("plan_requirement", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_requirement_year_customer_id")
        batch_op.drop_index("ix_plan_requirement_seller_id_year")

    op.drop_table("plan_requirement")
    with op.batch_alter_table("plan_exclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_exclusion_customer_id"))

    op.drop_table("plan_exclusion")
    with op.batch_alter_table("plan_customer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_customer_customer_id"))

    op.drop_table("plan_customer")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plan_open_portfolio",
            sqlite_where=sa.text("is_open AND customer_id IS NULL"),
            postgresql_where=sa.text("is_open AND customer_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_plan_open_customer",
            sqlite_where=sa.text("is_open AND customer_id IS NOT NULL"),
            postgresql_where=sa.text("is_open AND customer_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_plan_year_stage_document_id")
        batch_op.drop_index("ix_plan_seller_id_year")
        batch_op.drop_index(batch_op.f("ix_plan_customer_id"))

    op.drop_table("plan")
    op.drop_table("mandate")
    with op.batch_alter_table("contributor", schema=None) as batch_op:
        batch_op.drop_index("ix_contributor_person_id_ends")
        batch_op.drop_index("ix_contributor_customer_id_ends")

    op.drop_table("contributor")
    with op.batch_alter_table("branch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_branch_customer_id"))

    op.drop_table("branch")
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_amendment_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index("ix_amendment_document_id_id")

    op.drop_table("amendment")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index("ix_target_scope_scope_id_year")

    op.drop_table("target")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_unit_id_sort_nl")
        batch_op.drop_index("ix_customer_unit_id_sort_nb")
        batch_op.drop_index(batch_op.f("ix_customer_unit_id"))

    op.drop_table("customer")
    forget_plans()
    change_checks(0)
