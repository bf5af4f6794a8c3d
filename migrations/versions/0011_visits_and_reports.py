"""Contacts become a calendar: moved, held and cancelled ones beside the planned, reports, promises, complaints."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from portal.core.db import Json, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("answer", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("key", name=op.f("uq_receipt_key")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_person_id"), ["person_id"], unique=False)

    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
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
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "cancelled_by_us",
                "cancelled_by_customer",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("invited_no", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("part_key", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("per_year", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("counts_on", sa.Date(), nullable=True),
        sa.Column("window_from", sa.Date(), nullable=True),
        sa.Column("window_to", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(due IS NULL) = (window_to IS NULL)", name=op.f("ck_visit_due_has_a_window")),
        sa.CheckConstraint("(plan_id IS NULL) = (part_key IS NULL)", name=op.f("ck_visit_agreement_is_whole")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name=op.f("ck_visit_minutes_fit_a_day")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_visit_branch_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_visit_contact_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_visit_created_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_visit_customer_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["visit.id"], name=op.f("fk_visit_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["document.id"], name=op.f("fk_visit_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("external_id", name=op.f("uq_visit_external_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_uid")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_customer_id_day", ["customer_id", "day", "id"], unique=False)
        batch_op.create_index("ix_visit_made_by_id", ["made_by_id"], unique=False)
        batch_op.create_index("ix_visit_person_id_day", ["person_id", "day", "id"], unique=False)
        batch_op.create_index("ix_visit_person_id_due", ["person_id", "due"], unique=False)
        batch_op.create_index("uq_visit_agreement", ["plan_id", "part_key", "sequence"], unique=True)

    op.create_table(
        "complaint",
        sa.Column(
            "kind",
            sa.Enum(
                "delivery",
                "quality",
                "price",
                "invoice",
                "service",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_unit_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(owner_id IS NULL) <> (owner_unit_id IS NULL)", name=op.f("ck_complaint_one_owner")),
        sa.CheckConstraint("done_on IS NULL OR dropped_on IS NULL", name=op.f("ck_complaint_one_end")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_complaint_branch_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_complaint_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_complaint_customer_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_complaint_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_complaint_owner_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["unit.id"], name=op.f("fk_complaint_owner_unit_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_complaint_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("external_id", name=op.f("uq_complaint_external_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_complaint_uid")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index("ix_complaint_customer_id_due", ["customer_id", "due"], unique=False)
        batch_op.create_index("ix_complaint_made_by_id_due", ["made_by_id", "due"], unique=False)
        batch_op.create_index(
            "ix_complaint_open_unit",
            ["owner_unit_id", "due"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
        )
        batch_op.create_index("ix_complaint_owner_id_due", ["owner_id", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "promise",
        sa.Column("to_whom", sa.String(), nullable=False),
        sa.Column("explained_on", sa.Date(), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_unit_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(owner_id IS NULL) <> (owner_unit_id IS NULL)", name=op.f("ck_promise_one_owner")),
        sa.CheckConstraint("done_on IS NULL OR dropped_on IS NULL", name=op.f("ck_promise_one_end")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_promise_branch_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_promise_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_promise_customer_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_promise_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_promise_owner_id")),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["unit.id"], name=op.f("fk_promise_owner_unit_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_promise_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("external_id", name=op.f("uq_promise_external_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_promise_uid")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index("ix_promise_customer_id_due", ["customer_id", "due"], unique=False)
        batch_op.create_index("ix_promise_made_by_id_due", ["made_by_id", "due"], unique=False)
        batch_op.create_index(
            "ix_promise_open_unit",
            ["owner_unit_id", "due"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
        )
        batch_op.create_index("ix_promise_owner_id_due", ["owner_id", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "visit_report",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column(
            "reached",
            sa.Enum("yes", "partly", "no", name="reached", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("products", Json(), nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("written_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("(sent_at IS NULL) = (written_at IS NULL)", name=op.f("ck_visit_report_sent_is_written")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_report_visit_id")),
        sa.ForeignKeyConstraint(["writer_id"], ["person.id"], name=op.f("fk_visit_report_writer_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visit_report")),
    )
    with op.batch_alter_table("visit_report", schema=None) as batch_op:
        batch_op.create_index("ix_visit_report_writer_id_sent_at", ["writer_id", "sent_at"], unique=False)

    op.create_table(
        "report_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("remarked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_report_reading_reader_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit_report.visit_id"], name=op.f("fk_report_reading_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reading")),
        sa.UniqueConstraint("visit_id", "reader_id", name=op.f("uq_report_reading_visit_id_reader_id")),
    )
    with op.batch_alter_table("report_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_reading_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "reported_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column(
            "step",
            sa.Enum("worked_on", "done", name="step", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_reported_action_branch_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["document.id"], name=op.f("fk_reported_action_plan_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit_report.visit_id"], name=op.f("fk_reported_action_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_action")),
    )
    with op.batch_alter_table("reported_action", schema=None) as batch_op:
        batch_op.create_index("ix_reported_action_plan_id_part_key", ["plan_id", "part_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_reported_action_visit_id"), ["visit_id"], unique=False)

    _planned_become_visits()
    with op.batch_alter_table("planned_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_contact_customer_id_due"))
        batch_op.drop_index(batch_op.f("ix_planned_contact_person_id_due"))
        batch_op.drop_index(batch_op.f("uq_planned_contact_agreement"))

    op.drop_table("planned_contact")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail_invitations", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("device_key", sa.String(), nullable=True))


def downgrade():
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("device_key")
        batch_op.drop_column("mail_invitations")

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
    _visits_become_planned()
    with op.batch_alter_table("planned_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("uq_planned_contact_agreement"), ["plan_id", "part_key", "sequence"], unique=True
        )
        batch_op.create_index(batch_op.f("ix_planned_contact_person_id_due"), ["person_id", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_planned_contact_customer_id_due"), ["customer_id", "due"], unique=False)

    with op.batch_alter_table("reported_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reported_action_visit_id"))
        batch_op.drop_index("ix_reported_action_plan_id_part_key")

    op.drop_table("reported_action")
    with op.batch_alter_table("report_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_reading_reader_id"))

    op.drop_table("report_reading")
    with op.batch_alter_table("visit_report", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_report_writer_id_sent_at")

    op.drop_table("visit_report")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_visit_id"))
        batch_op.drop_index("ix_promise_owner_id_due")
        batch_op.drop_index(
            "ix_promise_open_unit",
            sqlite_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
        )
        batch_op.drop_index("ix_promise_made_by_id_due")
        batch_op.drop_index("ix_promise_customer_id_due")

    op.drop_table("promise")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_visit_id"))
        batch_op.drop_index("ix_complaint_owner_id_due")
        batch_op.drop_index(
            "ix_complaint_open_unit",
            sqlite_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL AND dropped_on IS NULL"),
        )
        batch_op.drop_index("ix_complaint_made_by_id_due")
        batch_op.drop_index("ix_complaint_customer_id_due")

    op.drop_table("complaint")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("uq_visit_agreement")
        batch_op.drop_index("ix_visit_person_id_due")
        batch_op.drop_index("ix_visit_person_id_day")
        batch_op.drop_index("ix_visit_made_by_id")
        batch_op.drop_index("ix_visit_customer_id_day")

    op.drop_table("visit")
    op.drop_table("calendar_feed")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_person_id"))

    op.drop_table("receipt")


SAME = "customer_id", "branch_id", "contact_id", "person_id", "channel", "purpose", "due", "per_year", "plan_id"
ALSO = "part_key", "sequence", "created_at", "ended_on"
KEPT = (*SAME, *ALSO)
WEEK, YEAR = 7, 365
AT_ONCE = 500


def _tables():
    metadata = sa.MetaData()
    metadata.reflect(op.get_bind(), only=["planned_contact", "visit"])
    return metadata.tables["planned_contact"], metadata.tables["visit"]


def _in_chunks(source, made, target):
    rows = [made(row) for row in op.get_bind().execute(source).mappings()]
    for first in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(sa.insert(target), rows[first : first + AT_ONCE])


def _planned_become_visits():
    """Every planned contact stands in the calendar on the day it was due."""
    planned, visit = _tables()

    def made(row):
        half = timedelta(days=max(WEEK, YEAR // (2 * row["per_year"])))
        days = {"window_from": row["due"] - half, "window_to": row["due"] + half, "counts_on": row["due"]}
        begun = {"state": "planned", "minutes": 60, "reason": "", "rev": 1, "day": row["due"], "uid": row["id"]}
        return {name: row[name] for name in KEPT} | days | begun

    _in_chunks(sa.select(planned).order_by(planned.c.created_at, planned.c.id), made, visit)


def _visits_become_planned():
    """Back to what agreements asked for: other contacts, reports, promises and complaints have no place there."""
    planned, visit = _tables()
    asked = sa.select(visit).where(visit.c.due.is_not(None), visit.c.per_year.is_not(None))
    _in_chunks(asked, lambda row: {name: row[name] for name in KEPT} | {"id": row["uid"]}, planned)
