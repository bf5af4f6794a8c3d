"""Contacts with customers in the calendar, their reports, and what was promised or complained about in them.

A `Visit` is one contact: a visit, a call or a video meeting. Those that a contact agreement asks for are planned ones:
`plan_id` is set. `uid` is the id that the outside knows: it can be made on a device without a network.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from portal.core.db import Json, Moment, code, db


class Channel(StrEnum):
    """How a contact takes place."""

    VISIT = "visit"
    PHONE = "phone"
    VIDEO = "video"


class VisitState(StrEnum):
    """What became of a contact."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED_BY_US = "cancelled_by_us"
    CANCELLED_BY_CUSTOMER = "cancelled_by_customer"


class Reached(StrEnum):
    """Whether the purpose of a contact was reached."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ActionStep(StrEnum):
    """What a contact did for an action of the plan."""

    WORKED_ON = "worked_on"
    DONE = "done"


class ComplaintKind(StrEnum):
    """What a complaint is about."""

    DELIVERY = "delivery"
    QUALITY = "quality"
    PRICE = "price"
    INVOICE = "invoice"
    SERVICE = "service"
    OTHER = "other"


class Visit(db.Model):
    """One contact with a customer.

    `day` is when it stands in the calendar, `at` the local time (HH:MM) once an appointment was made. Of a planned one
    `due` is the day the agreement gave it; `counts_on` the day from which the figures expect it, and `window_from` to
    `window_to` the days in which a contact makes it: both move with an absence. `made_by_id` is the contact that made
    it: itself or another. `plan_id` and `part_key` name the agreement, `sequence` numbers its contacts in the order in
    which they were made, and `ended_on` is set when it does not ask for this one any more.
    `invited_no` counts the calendar messages sent about it (SEQUENCE in iCalendar), None before the first.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel] = mapped_column(code(Channel, "channel"))
    purpose: Mapped[str]
    day: Mapped[date]
    at: Mapped[str | None] = mapped_column(String(5))
    minutes: Mapped[int] = mapped_column(default=60)
    state: Mapped[VisitState] = mapped_column(code(VisitState, "state"), default=VisitState.PLANNED)
    reason: Mapped[str] = mapped_column(default="")  # of a cancellation
    invited_no: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    external_id: Mapped[str | None] = mapped_column(unique=True)
    rev: Mapped[int] = mapped_column(default=1)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str | None]
    sequence: Mapped[int | None]
    per_year: Mapped[int | None]
    due: Mapped[date | None]
    counts_on: Mapped[date | None]
    window_from: Mapped[date | None]
    window_to: Mapped[date | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    ended_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("(plan_id IS NULL) = (part_key IS NULL)", name="agreement_is_whole"),
        CheckConstraint("(due IS NULL) = (window_to IS NULL)", name="due_has_a_window"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes_fit_a_day"),
        Index("uq_visit_agreement", "plan_id", "part_key", "sequence", unique=True),
        Index("ix_visit_person_id_day", "person_id", "day", "id"),
        Index("ix_visit_customer_id_day", "customer_id", "day", "id"),
        Index("ix_visit_person_id_due", "person_id", "due"),
        Index("ix_visit_made_by_id", "made_by_id"),
    )

    @property
    def is_cancelled(self) -> bool:
        """It does not take place, whoever cancelled it."""
        return self.state in {VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER}


class Report(db.Model):
    """The report of a contact: a draft until `sent_at`, then read by those who read the contact.

    `written_at` is when its writer finished it, by the clock of the device (never later than it came in, never before
    the contact); `sent_at` when the portal had it first. The columns hold what was sent; `draft` is the form as its
    writer left it since, and nobody else reads it. `rev` counts both; `sent_rev` is the one that was sent last: it may
    be put right afterwards, and the history tells.
    """

    __tablename__ = "visit_report"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    writer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reached: Mapped[Reached | None] = mapped_column(code(Reached, "reached"))
    said: Mapped[str] = mapped_column(default="")
    products: Mapped[list[str]] = mapped_column(Json, default=list)
    signal: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    written_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)
    sent_rev: Mapped[int | None]
    draft: Mapped[dict[str, str] | None] = mapped_column(Json)

    __table_args__ = (
        CheckConstraint("(sent_at IS NULL) = (written_at IS NULL)", name="sent_is_written"),
        Index("ix_visit_report_writer_id_sent_at", "writer_id", "sent_at"),
    )


class ReportedAction(db.Model):
    """What a contact did for an action of a plan, as its report says; `branch_id` None for the action as a whole."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_report.visit_id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    step: Mapped[ActionStep] = mapped_column(code(ActionStep, "step"))

    __table_args__ = (Index("ix_reported_action_plan_id_part_key", "plan_id", "part_key"),)


class ReportReading(db.Model):
    """Somebody over the writer has read a report, up to a revision, and what they said about it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_report.visit_id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    read_at: Mapped[datetime] = mapped_column(Moment)
    rev: Mapped[int]
    remark: Mapped[str] = mapped_column(default="")
    remarked_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("visit_id", "reader_id"),)


class _FollowedUp:
    """What promises and complaints share: about whom, who sees to it, by when.

    Its owner is one colleague or one department (a unit: whoever leads it sees to it). `dropped_on` ends one that needs
    no keeping any more, with a reason in `outcome`. `reminded_on` is when the clock last reminded of it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    what: Mapped[str]
    made_on: Mapped[date]
    due: Mapped[date]
    done_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="")
    reminded_on: Mapped[date | None]
    external_id: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)

    @declared_attr
    def customer_id(cls) -> Mapped[int]:  # noqa: N805 - a mixin's column is made for its class
        return mapped_column(ForeignKey("customer.id"))

    @declared_attr
    def branch_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("branch.id"))

    @declared_attr
    def contact_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("contact.id"))

    @declared_attr
    def visit_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("visit.id"), index=True)

    @declared_attr
    def made_by_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def owner_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("person.id"))

    @declared_attr
    def owner_unit_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("unit.id"))

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped."""
        return self.done_on is None and self.dropped_on is None


def _keys(table: str) -> tuple[Any, ...]:
    still_open = "done_on IS NULL AND dropped_on IS NULL"
    return (
        CheckConstraint("(owner_id IS NULL) <> (owner_unit_id IS NULL)", name="one_owner"),
        CheckConstraint("done_on IS NULL OR dropped_on IS NULL", name="one_end"),
        Index(f"ix_{table}_customer_id_due", "customer_id", "due"),
        Index(f"ix_{table}_owner_id_due", "owner_id", "due"),
        Index(f"ix_{table}_made_by_id_due", "made_by_id", "due"),
        Index(f"ix_{table}_owner_unit_id_due", "owner_unit_id", "due"),
        Index(
            f"ix_{table}_open_due", "due", "id",
            sqlite_where=db.text(still_open), postgresql_where=db.text(still_open),
        ),
    )


class Promise(_FollowedUp, db.Model):
    """What we promised a customer: to whom (a contact, or a name), by when, and when its owner was told what it asks.

    `explained_on` is the day on which the one who promised explained it to the owner; who promised it to themselves
    needs no explaining. `moved` counts how often the due day was agreed anew with the customer. `due_counted` is the
    day that passed before another one was agreed: the figure goes by it, None while `due` counts.
    """

    to_whom: Mapped[str] = mapped_column(default="")
    explained_on: Mapped[date | None]
    moved: Mapped[int] = mapped_column(default=0)
    due_counted: Mapped[date | None]

    __table_args__ = _keys("promise")

    def move(self, due: date, agreed_on: date) -> None:
        """Another due day, agreed on this day: once a day has passed, no other one makes it kept in time."""
        self.put_right(due, agreed_on)
        self.moved += 1

    def put_right(self, due: date, on: date) -> None:
        """The due day was written down wrongly, which was found on this day: late stays late here too."""
        if self.due_counted is None and on > self.due:
            self.due_counted = self.due
        self.due = due


class Complaint(_FollowedUp, db.Model):
    """What a customer complained about, who settles it and by when."""

    kind: Mapped[ComplaintKind] = mapped_column(code(ComplaintKind, "kind"))

    __table_args__ = _keys("complaint")


class CalendarFeed(db.Model):
    """The address at which a person's calendar can be read without signing in: kept as a hash, replaced or ended."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class MailboxEntry(db.Model):
    """What the mailbox of a person holds of a contact, as the last calendar message that put it there said it.

    No row: nothing was sent, or it was taken out again. Rows stay when the person wants no more invitations.
    """

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    said: Mapped[dict[str, Any]] = mapped_column(Json)
