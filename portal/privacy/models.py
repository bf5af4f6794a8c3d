"""What makes keeping data about people's work lawful and open: agreements, purposes, readings, holds, corrections.

Records of other domains are named by `kind` and `subject_id`, as in the history: this package knows no domain.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db


class Covers(StrEnum):
    """What an agreement with the employees' representatives is about."""

    COACHING = "coaching"
    FIGURES = "figures"


class AgreedBy(StrEnum):
    """How it came about: a works council consents (WOR art. 27), tillitsvalgte discuss (aml. § 9-2)."""

    CONSENT = "consent"
    DISCUSSION = "discussion"


class Answer(StrEnum):
    """What became of a request for correction."""

    CORRECTED = "corrected"
    PARTLY = "partly"
    DECLINED = "declined"


class Agreement(db.Model):
    """Recorded agreement or discussion in a country: without one in force the function stays off there.

    In force from `agreed_on` until the day before `ended_on`. `evaluate_on` is when it is looked at again.
    """

    __tablename__ = "privacy_agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    covers: Mapped[Covers] = mapped_column(code(Covers, "covers"))
    kind: Mapped[AgreedBy] = mapped_column(code(AgreedBy, "agreed_by"))
    agreed_on: Mapped[date]
    party: Mapped[str]  # with whom
    document: Mapped[str]  # where the paper is: title, number
    about: Mapped[str] = mapped_column(default="")  # its scope, in the words of the paper
    evaluate_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("evaluate_on >= agreed_on", name="evaluated_later"),
        Index("ix_privacy_agreement_country_covers", "country", "covers", "agreed_on"),
    )


class PurposeText(db.Model):
    """What a kind of record is for, in plain words per country; each form keeps the one it was filled in under."""

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    kind: Mapped[str]
    number: Mapped[int]
    text: Mapped[dict[str, str]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("country", "kind", "number"),)


class Opening(db.Model):
    """HR opens coaching content about a person with a stated reason; the person sees it. Good until `until`."""

    __tablename__ = "privacy_opening"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_privacy_opening_reader_id_kind_subject_id", "reader_id", "kind", "subject_id"),)


class Reading(db.Model):
    """Somebody read a record about a person on a day: written once a day per reader, never changed."""

    __tablename__ = "privacy_reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("privacy_opening.id"))

    __table_args__ = (UniqueConstraint("kind", "subject_id", "reader_id", "day"),)


class Hold(db.Model):
    """A dispute: nothing about this person is deleted while it runs."""

    __tablename__ = "privacy_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    starts: Mapped[date]
    ended_on: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rev: Mapped[int] = mapped_column(default=1)


class Correction(db.Model):
    """A person asks that a record about them is put right; answered with a reason. The old text stays, marked."""

    __tablename__ = "privacy_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    what: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[Answer | None] = mapped_column(code(Answer, "answer"))
    answer_text: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_whole"),
        Index("ix_privacy_correction_kind_subject_id", "kind", "subject_id"),
        Index(
            "ix_privacy_correction_unanswered",
            "id",
            sqlite_where=db.text("answer IS NULL"),
            postgresql_where=db.text("answer IS NULL"),
        ),
    )


class RetentionRun(db.Model):
    """One run of the retention job (or a trial one): how many records of each kind and country, and which."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the clock
    is_trial: Mapped[bool]
    report: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class DataExport(db.Model):
    """A person's own data was asked for: by themselves, or by HR with a reason; a worker makes the file, and only the
    person can fetch it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="", server_default="")  # of the paper; empty: as the person chose
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    begun_at: Mapped[datetime | None] = mapped_column(Moment)  # a worker is at it
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)  # the file is gone, the row stays as its register
    fetched_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("made_at IS NULL OR failed_at IS NULL", name="made_or_failed"),
        CheckConstraint("removed_at IS NULL OR made_at IS NOT NULL", name="removed_after_made"),
        Index(
            "ix_data_export_waiting", "id",
            sqlite_where=db.text("made_at IS NULL AND failed_at IS NULL"),
            postgresql_where=db.text("made_at IS NULL AND failed_at IS NULL"),
        ),
    )  # fmt: skip

    @property
    def is_waiting(self) -> bool:
        """It is being made, or waits for its turn."""
        return self.made_at is None and self.failed_at is None

    @property
    def is_ready(self) -> bool:
        """The person can fetch it."""
        return self.made_at is not None and self.removed_at is None


class DataExportFile(db.Model):
    """The zip of an export, apart from its row so that lists do not read it; goes when its term is over."""

    export_id: Mapped[int] = mapped_column(ForeignKey("data_export.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
