"""Criteria and their versions, ride-alongs with two forms, ratings, signed forms, shares, evidence of growth."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db


class Instrument(StrEnum):
    """What a set of criteria is for."""

    RIDE_ALONG = "ride_along"
    TALK = "talk"


class RideAlongKind(StrEnum):
    """With the seller at customers, or listening in on calls."""

    RIDE_ALONG = "ride_along"
    LISTENING = "listening"


class RideAlongState(StrEnum):
    """Under way until the coach completes it; then the seller reads and signs."""

    OPEN = "open"
    COMPLETED = "completed"
    SIGNED = "signed"


class Side(StrEnum):
    """Whose form it is."""

    COACH = "coach"
    SELLER = "seller"


class Kept(StrEnum):
    """What became of the last promise."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class CoachRole(StrEnum):
    """What the coach did at the customer's table."""

    OBSERVER = "observer"
    JOINT = "joint"
    DEMONSTRATING = "demonstrating"


class Occasion(StrEnum):
    """What kind of contact it was."""

    EXISTING = "existing"
    NEW = "new"
    COMPLAINT = "complaint"
    NEGOTIATION = "negotiation"


class Seen(StrEnum):
    """How the seller signs. Seen is not agreed."""

    SEEN = "seen"
    REMARK = "remark"


class CriteriaSet(db.Model):
    """A set of criteria, for everybody or for a role, a level of it, a country; its text stands in versions."""

    id: Mapped[int] = mapped_column(primary_key=True)
    instrument: Mapped[Instrument] = mapped_column(code(Instrument, "instrument"))
    name: Mapped[dict[str, str]] = mapped_column(Json)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("role_level.id"))
    country: Mapped[str | None]
    retired_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("level_id IS NULL OR role_id IS NOT NULL", name="level_of_a_role"),)


class CriteriaVersion(db.Model):
    """One version of a set: a draft until `in_force_from` is set, then never changed; `number` None while a draft.

    `body` is {"groups": [{"key", "title", "criteria": [{"key", "code", "title", "asks", "about", "anchors"}]}],
    "questions": [{"key", "text"}]}. Every text is {locale: text}; `asks` speaks to the seller, `about` of the seller;
    `anchors` is {"1", "3", "5"}. A key survives every edit and version: the trend hangs on it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("criteria_set.id"))
    number: Mapped[int | None]
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    in_force_from: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("set_id", "number"),
        CheckConstraint("(number IS NULL) = (in_force_from IS NULL)", name="numbered_in_force"),
    )


class CriteriaConsent(db.Model):
    """The works council consented to a version, or tillitsvalgte discussed it, for one country."""

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("criteria_version.id"))
    country: Mapped[str]
    agreed_on: Mapped[date]
    party: Mapped[str]
    document: Mapped[str]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("version_id", "country"),)


class RideAlong(db.Model):
    """One day of riding along, or of listening in: who coached whom, with which criteria, and the three-line result.

    `previous_id` is the one whose commitment it opens with; `promise_kept` is what became of that. `unit_id` and
    `country` are the seller's on the day. The columns hold what the coach completed; drafts stand in `RideAlongForm`.
    `skipped_at`: the seller chose to read the result without an own rating.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[RideAlongKind] = mapped_column(code(RideAlongKind, "kind"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    country: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("criteria_version.id"))
    purpose_id: Mapped[int | None] = mapped_column(ForeignKey("purpose_text.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("ride_along.id"), index=True)
    state: Mapped[RideAlongState] = mapped_column(code(RideAlongState, "state"), default=RideAlongState.OPEN)
    focus: Mapped[str] = mapped_column(default="")
    promise_kept: Mapped[Kept | None] = mapped_column(code(Kept, "promise_kept"))
    promise_note: Mapped[str] = mapped_column(default="")
    keep: Mapped[str] = mapped_column(default="")
    change: Mapped[str] = mapped_column(default="")
    commitment: Mapped[str] = mapped_column(default="")
    commitment_on: Mapped[date | None]
    support: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    skipped_at: Mapped[datetime | None] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("seller_id <> coach_id", name="coach_is_another"),
        Index("ix_ride_along_seller_id_day", "seller_id", "day", "id"),
        Index("ix_ride_along_coach_id_day", "coach_id", "day", "id"),
        Index("ix_ride_along_unit_id_day", "unit_id", "day"),
        {"sqlite_autoincrement": True},  # a deleted one never lends its number, and what hangs on it, to another
    )


class RideAlongForm(db.Model):
    """The form of one side: `draft` as its writer left it, `sent` as it was handed in last; flat, name by name.

    Nobody else sees a draft, and neither side sees what the other handed in before both did. `by_id` is who typed it:
    the coach, when the tablet was passed over. `written_at` is by the clock of the device, set right
    where that is wrong, and never before the day of the ride-along or after the moment at which the form came in.
    """

    ride_along_id: Mapped[int] = mapped_column(ForeignKey("ride_along.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(code(Side, "side"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    draft: Mapped[dict[str, str] | None] = mapped_column(Json)
    sent: Mapped[dict[str, str] | None] = mapped_column(Json)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    written_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_rev: Mapped[int | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("(sent_at IS NULL) = (sent_rev IS NULL)", name="sent_whole"),)


class RideAlongVisit(db.Model):
    """A visit (or call) of the day, its purpose and the coach's role; `visit_id` when it stands in the calendar."""

    id: Mapped[int] = mapped_column(primary_key=True)
    ride_along_id: Mapped[int] = mapped_column(ForeignKey("ride_along.id"), index=True)
    no: Mapped[int]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    customer: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    occasion: Mapped[Occasion | None] = mapped_column(code(Occasion, "occasion"))
    role: Mapped[CoachRole | None] = mapped_column(code(CoachRole, "role"))
    result: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("ride_along_id", "no"),)


class Rating(db.Model):
    """One criterion, rated by one side: 1 to 5, None for not observed, and the fact that was observed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    ride_along_id: Mapped[int] = mapped_column(ForeignKey("ride_along.id"))
    side: Mapped[Side] = mapped_column(code(Side, "side"))
    key: Mapped[str]
    score: Mapped[int | None]
    observation: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("ride_along_id", "side", "key"),
        CheckConstraint("score BETWEEN 1 AND 5", name="one_to_five"),
    )


class SignedForm(db.Model):
    """A form as it was signed: all its page shows, with the digest of `body`; the database refuses changes.

    `kind` is ride_along or talk. `no` counts: a reopened form is signed anew. The remark is the seller's own.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    no: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str]
    seen: Mapped[Seen] = mapped_column(code(Seen, "seen"))
    remark: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("kind", "subject_id", "no"),)


class Reopening(db.Model):
    """A completed or signed form was opened again: by whom and why, for both to see."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str]

    __table_args__ = (Index("ix_reopening_kind_subject_id", "kind", "subject_id"),)


class CoachingShare(db.Model):
    """The seller shares the coaching of before with somebody who may not read it otherwise, such as a new manager."""

    id: Mapped[int] = mapped_column(primary_key=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    shared_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_coaching_share_seller_id_reader_id", "seller_id", "reader_id"),
        Index("ix_coaching_share_reader_id", "reader_id"),
    )


class GrowthEvidence(db.Model):
    """A dated observation that supports a cell of the next level: `part_key` is the cell's part in the profile."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    level_id: Mapped[int] = mapped_column(ForeignKey("role_level.id"))
    part_key: Mapped[str]
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("person_id", "level_id", "part_key", "rating_id"),
        Index("ix_growth_evidence_rating_id", "rating_id"),
    )
