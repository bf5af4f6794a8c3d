"""Coaching, progress talks, and what makes keeping such data open: agreements, purposes, readings, holds."""

import sqlalchemy as sa
from alembic import op

from portal.core import immutable
from portal.core.db import Json, Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "coaching_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("shared_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_coaching_share_reader_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["person.id"], name=op.f("fk_coaching_share_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_share")),
    )
    with op.batch_alter_table("coaching_share", schema=None) as batch_op:
        batch_op.create_index("ix_coaching_share_seller_id_reader_id", ["seller_id", "reader_id"], unique=False)

    op.create_table(
        "data_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("fetched_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_data_export_asked_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_export_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
    )
    with op.batch_alter_table("data_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_export_person_id"), ["person_id"], unique=False)

    op.create_table(
        "privacy_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column(
            "covers",
            sa.Enum("coaching", "figures", name="covers", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("consent", "discussion", name="agreed_by", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("evaluate_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("evaluate_on >= agreed_on", name=op.f("ck_privacy_agreement_evaluated_later")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_privacy_agreement_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_agreement")),
    )
    with op.batch_alter_table("privacy_agreement", schema=None) as batch_op:
        batch_op.create_index("ix_privacy_agreement_country_covers", ["country", "covers", "agreed_on"], unique=False)

    op.create_table(
        "privacy_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "corrected", "partly", "declined", name="answer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("answer_text", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_privacy_correction_answered_whole")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_privacy_correction_answered_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_privacy_correction_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_correction")),
    )
    with op.batch_alter_table("privacy_correction", schema=None) as batch_op:
        batch_op.create_index("ix_privacy_correction_kind_subject_id", ["kind", "subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_privacy_correction_person_id"), ["person_id"], unique=False)

    op.create_table(
        "privacy_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_privacy_hold_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_privacy_hold_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_hold")),
    )
    with op.batch_alter_table("privacy_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_privacy_hold_person_id"), ["person_id"], unique=False)

    op.create_table(
        "privacy_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_privacy_opening_person_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_privacy_opening_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_opening")),
    )
    with op.batch_alter_table("privacy_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_privacy_opening_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_privacy_opening_reader_id_kind_subject_id", ["reader_id", "kind", "subject_id"], unique=False
        )

    op.create_table(
        "purpose_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", Json(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_purpose_text_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_text")),
        sa.UniqueConstraint("country", "kind", "number", name=op.f("uq_purpose_text_country_kind_number")),
    )
    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reopening_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
    )
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.create_index("ix_reopening_kind_subject_id", ["kind", "subject_id"], unique=False)

    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("is_trial", sa.Boolean(), nullable=False),
        sa.Column("report", Json(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_retention_run_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_table(
        "signed_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column(
            "seen",
            sa.Enum("seen", "remark", name="seen", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signed_form_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_form")),
        sa.UniqueConstraint("kind", "subject_id", "no", name=op.f("uq_signed_form_kind_subject_id_no")),
    )
    with op.batch_alter_table("signed_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_form_person_id"), ["person_id"], unique=False)

    op.create_table(
        "talk_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("short", "full", name="form", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_talk_round_in_order")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_talk_round_made_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_talk_round_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_round")),
    )
    with op.batch_alter_table("talk_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_round_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "criteria_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "instrument",
            sa.Enum("ride_along", "talk", name="instrument", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", Json(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("level_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("level_id IS NULL OR role_id IS NOT NULL", name=op.f("ck_criteria_set_level_of_a_role")),
        sa.ForeignKeyConstraint(["level_id"], ["role_level.id"], name=op.f("fk_criteria_set_level_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_criteria_set_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_set")),
    )
    op.create_table(
        "privacy_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["opening_id"], ["privacy_opening.id"], name=op.f("fk_privacy_reading_opening_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_privacy_reading_person_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_privacy_reading_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_reading")),
        sa.UniqueConstraint(
            "kind", "subject_id", "reader_id", "day", name=op.f("uq_privacy_reading_kind_subject_id_reader_id_day")
        ),
    )
    with op.batch_alter_table("privacy_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_privacy_reading_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_privacy_reading_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "criteria_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("body", Json(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(number IS NULL) = (in_force_from IS NULL)", name=op.f("ck_criteria_version_numbered_in_force")
        ),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_criteria_version_changed_by_id")),
        sa.ForeignKeyConstraint(["set_id"], ["criteria_set.id"], name=op.f("fk_criteria_version_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_version")),
        sa.UniqueConstraint("set_id", "number", name=op.f("uq_criteria_version_set_id_number")),
    )
    op.create_table(
        "criteria_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_criteria_consent_recorded_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["criteria_version.id"], name=op.f("fk_criteria_consent_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_consent")),
        sa.UniqueConstraint("version_id", "country", name=op.f("uq_criteria_consent_version_id_country")),
    )
    op.create_table(
        "ride_along",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ride_along", "listening", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "completed", "signed", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("focus", sa.String(), nullable=False),
        sa.Column(
            "promise_kept",
            sa.Enum("yes", "partly", "no", name="promise_kept", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("promise_note", sa.String(), nullable=False),
        sa.Column("keep", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("commitment_on", sa.Date(), nullable=True),
        sa.Column("support", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("skipped_at", Moment(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("seller_id <> coach_id", name=op.f("ck_ride_along_coach_is_another")),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"], name=op.f("fk_ride_along_coach_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["ride_along.id"], name=op.f("fk_ride_along_previous_id")),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose_text.id"], name=op.f("fk_ride_along_purpose_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["person.id"], name=op.f("fk_ride_along_seller_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_ride_along_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["criteria_version.id"], name=op.f("fk_ride_along_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_along")),
        sa.UniqueConstraint("uid", name=op.f("uq_ride_along_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ride_along", schema=None) as batch_op:
        batch_op.create_index("ix_ride_along_coach_id_day", ["coach_id", "day", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ride_along_previous_id"), ["previous_id"], unique=False)
        batch_op.create_index("ix_ride_along_seller_id_day", ["seller_id", "day", "id"], unique=False)
        batch_op.create_index("ix_ride_along_unit_id_day", ["unit_id", "day"], unique=False)

    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("short", "full", name="form", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("planned", "held", "signed", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("held_at", Moment(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("seller_id <> manager_id", name=op.f("ck_talk_two_people")),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_talk_manager_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["talk.id"], name=op.f("fk_talk_previous_id")),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose_text.id"], name=op.f("fk_talk_purpose_id")),
        sa.ForeignKeyConstraint(["round_id"], ["talk_round.id"], name=op.f("fk_talk_round_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["person.id"], name=op.f("fk_talk_seller_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_talk_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["criteria_version.id"], name=op.f("fk_talk_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sa.UniqueConstraint("uid", name=op.f("uq_talk_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index("ix_talk_manager_id_day", ["manager_id", "day", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_previous_id"), ["previous_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_round_id"), ["round_id"], unique=False)
        batch_op.create_index("ix_talk_seller_id_day", ["seller_id", "day", "id"], unique=False)
        batch_op.create_index("ix_talk_unit_id_day", ["unit_id", "day"], unique=False)

    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "guidance", "training", "other", name="advice", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "agreed", "partly", "declined", name="decision", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("decision_text", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name=op.f("ck_advice_decided_whole")),
        sa.CheckConstraint("sent_at IS NULL OR seen_at IS NOT NULL", name=op.f("ck_advice_seller_reads_first")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_advice_decided_by_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_advice_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
        sa.UniqueConstraint("talk_id", name=op.f("uq_advice_talk_id")),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ride_along_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("coach", "seller", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("observation", sa.String(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_rating_one_to_five")),
        sa.ForeignKeyConstraint(["ride_along_id"], ["ride_along.id"], name=op.f("fk_rating_ride_along_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("ride_along_id", "side", "key", name=op.f("uq_rating_ride_along_id_side_key")),
    )
    op.create_table(
        "ride_along_form",
        sa.Column("ride_along_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("coach", "seller", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("draft", Json(), nullable=True),
        sa.Column("sent", Json(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("written_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("sent_rev", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("(sent_at IS NULL) = (sent_rev IS NULL)", name=op.f("ck_ride_along_form_sent_whole")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_ride_along_form_by_id")),
        sa.ForeignKeyConstraint(["ride_along_id"], ["ride_along.id"], name=op.f("fk_ride_along_form_ride_along_id")),
        sa.PrimaryKeyConstraint("ride_along_id", "side", name=op.f("pk_ride_along_form")),
    )
    op.create_table(
        "ride_along_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ride_along_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column(
            "occasion",
            sa.Enum(
                "existing",
                "new",
                "complaint",
                "negotiation",
                name="occasion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "observer", "joint", "demonstrating", name="role", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ride_along_id"], ["ride_along.id"], name=op.f("fk_ride_along_visit_ride_along_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_ride_along_visit_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_along_visit")),
        sa.UniqueConstraint("ride_along_id", "no", name=op.f("uq_ride_along_visit_ride_along_id_no")),
    )
    with op.batch_alter_table("ride_along_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ride_along_visit_ride_along_id"), ["ride_along_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ride_along_visit_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "support_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training",
                "joint_visits",
                "extra_help",
                "other",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_support_measure_owner_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_support_measure_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_measure")),
        sa.UniqueConstraint("talk_id", "no", name=op.f("uq_support_measure_talk_id_no")),
    )
    op.create_table(
        "talk_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column(
            "who",
            sa.Enum("seller", "manager", "both", name="who", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("done", "partly", "not", name="outcome", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("judged_in_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["judged_in_id"], ["talk.id"], name=op.f("fk_talk_agreement_judged_in_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_agreement_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_agreement")),
        sa.UniqueConstraint("talk_id", "no", name=op.f("uq_talk_agreement_talk_id_no")),
    )
    with op.batch_alter_table("talk_agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_agreement_judged_in_id"), ["judged_in_id"], unique=False)

    op.create_table(
        "talk_paper",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("manager", "seller", "minutes", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("draft", Json(), nullable=True),
        sa.Column("sent", Json(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("written_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("sent_rev", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("(sent_at IS NULL) = (sent_rev IS NULL)", name=op.f("ck_talk_paper_sent_whole")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_talk_paper_by_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_paper_talk_id")),
        sa.PrimaryKeyConstraint("talk_id", "side", name=op.f("pk_talk_paper")),
    )
    op.create_table(
        "growth_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_growth_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["level_id"], ["role_level.id"], name=op.f("fk_growth_evidence_level_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_growth_evidence_person_id")),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_growth_evidence_rating_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_growth_evidence_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_growth_evidence")),
        sa.UniqueConstraint(
            "person_id",
            "level_id",
            "part_key",
            "rating_id",
            name=op.f("uq_growth_evidence_person_id_level_id_part_key_rating_id"),
        ),
    )
    with op.batch_alter_table("growth_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_growth_evidence_rating_id", ["rating_id"], unique=False)
    for statement in immutable.statements("signed_form", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade():
    for statement in immutable.undo("signed_form", op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("growth_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_growth_evidence_rating_id")

    op.drop_table("growth_evidence")
    op.drop_table("talk_paper")
    with op.batch_alter_table("talk_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_agreement_judged_in_id"))

    op.drop_table("talk_agreement")
    op.drop_table("support_measure")
    with op.batch_alter_table("ride_along_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ride_along_visit_visit_id"))
        batch_op.drop_index(batch_op.f("ix_ride_along_visit_ride_along_id"))

    op.drop_table("ride_along_visit")
    op.drop_table("ride_along_form")
    op.drop_table("rating")
    op.drop_table("advice")
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_unit_id_day")
        batch_op.drop_index("ix_talk_seller_id_day")
        batch_op.drop_index(batch_op.f("ix_talk_round_id"))
        batch_op.drop_index(batch_op.f("ix_talk_previous_id"))
        batch_op.drop_index("ix_talk_manager_id_day")

    op.drop_table("talk")
    with op.batch_alter_table("ride_along", schema=None) as batch_op:
        batch_op.drop_index("ix_ride_along_unit_id_day")
        batch_op.drop_index("ix_ride_along_seller_id_day")
        batch_op.drop_index(batch_op.f("ix_ride_along_previous_id"))
        batch_op.drop_index("ix_ride_along_coach_id_day")

    op.drop_table("ride_along")
    op.drop_table("criteria_consent")
    op.drop_table("criteria_version")
    with op.batch_alter_table("privacy_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_privacy_reading_reader_id"))
        batch_op.drop_index(batch_op.f("ix_privacy_reading_person_id"))

    op.drop_table("privacy_reading")
    op.drop_table("criteria_set")
    with op.batch_alter_table("talk_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_round_unit_id"))

    op.drop_table("talk_round")
    with op.batch_alter_table("signed_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signed_form_person_id"))

    op.drop_table("signed_form")
    op.drop_table("retention_run")
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.drop_index("ix_reopening_kind_subject_id")

    op.drop_table("reopening")
    op.drop_table("purpose_text")
    with op.batch_alter_table("privacy_opening", schema=None) as batch_op:
        batch_op.drop_index("ix_privacy_opening_reader_id_kind_subject_id")
        batch_op.drop_index(batch_op.f("ix_privacy_opening_person_id"))

    op.drop_table("privacy_opening")
    with op.batch_alter_table("privacy_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_privacy_hold_person_id"))

    op.drop_table("privacy_hold")
    with op.batch_alter_table("privacy_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_privacy_correction_person_id"))
        batch_op.drop_index("ix_privacy_correction_kind_subject_id")

    op.drop_table("privacy_correction")
    with op.batch_alter_table("privacy_agreement", schema=None) as batch_op:
        batch_op.drop_index("ix_privacy_agreement_country_covers")

    op.drop_table("privacy_agreement")
    with op.batch_alter_table("data_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_export_person_id"))

    op.drop_table("data_export")
    with op.batch_alter_table("coaching_share", schema=None) as batch_op:
        batch_op.drop_index("ix_coaching_share_seller_id_reader_id")

    op.drop_table("coaching_share")
