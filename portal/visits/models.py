"""Planned contacts: what a contact agreement puts in the calendar.

Ids are UUIDs, because a contact can be born on a device without a network.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Moment, code, db


class Channel(StrEnum):
    """How a contact takes place."""

    VISIT = "visit"
    PHONE = "phone"
    VIDEO = "video"


class PlannedContact(db.Model):
    """One contact that an approved contact agreement asks for, due on a day.

    `plan_id` and `part_key` name the agreement; `sequence` numbers its contacts in the order in which they were made.
    `ended_on` is set when the agreement does not ask for it any more.
    """

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel] = mapped_column(code(Channel, "channel"))
    purpose: Mapped[str]
    due: Mapped[date]
    per_year: Mapped[int]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str | None]
    sequence: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("(plan_id IS NULL) = (part_key IS NULL)", name="agreement_is_whole"),
        Index("uq_planned_contact_agreement", "plan_id", "part_key", "sequence", unique=True),
        Index("ix_planned_contact_person_id_due", "person_id", "due"),
        Index("ix_planned_contact_customer_id_due", "customer_id", "due"),
    )
