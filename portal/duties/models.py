"""Duties of published profiles, the obligations they open, waivers, notes, rhythms, and who does what in a team."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db
from portal.people.models import FOREVER
from portal.profiles.duty import Every, Per, SettledBy


class Standing(StrEnum):
    """What is asked of an obligation; whether it is done is never stored: the event itself says so."""

    OWED = "owed"
    PAUSED = "paused"  # absence takes most of its working days
    WAIVED = "waived"  # with a reason that both see
    ENDED = "ended"  # nobody owes it any more: the seller left, the role ended


class Part(StrEnum):
    """What somebody has in a task of the team."""

    DOES = "does"
    SUPPORTS = "supports"


class Duty(db.Model):
    """A duty with a cadence as one published version of a profile words it, from the day it holds until the next one.

    Derived from the snapshot, one row per version: `document_id` and `part_key` name the duty through all of them.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]  # of the snapshot
    part_key: Mapped[str]
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), index=True)
    text: Mapped[dict[str, str]] = mapped_column(Json)
    every: Mapped[Every] = mapped_column(code(Every, "every"))
    per: Mapped[Per] = mapped_column(code(Per, "per"))
    by: Mapped[SettledBy] = mapped_column(code(SettledBy, "settled_by"))
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)

    __table_args__ = (UniqueConstraint("document_id", "number", "part_key"),)


class Obligation(db.Model):
    """One dated piece of recurring work: a duty, in one window of days, about one person.

    `owner_id` owes it; `about_id` is the seller, or the owner where it is about nobody else. An event from `starts` up
    to `ends` settles it. It waits on the owner from `asks_from`, and no longer than `asks_until`. `unit_id` and
    `country` are those of `about_id` when it was opened or handed over.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str]
    by: Mapped[SettledBy] = mapped_column(code(SettledBy, "settled_by"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    about_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    country: Mapped[str | None]
    starts: Mapped[date]
    ends: Mapped[date]
    due: Mapped[date]
    asks_from: Mapped[date]
    asks_until: Mapped[date]
    standing: Mapped[Standing] = mapped_column(code(Standing, "standing"), default=Standing.OWED)
    away: Mapped[int] = mapped_column(default=0)  # working days of its window that absence takes
    opened_at: Mapped[datetime] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("document_id", "part_key", "about_id", "starts", "ends"),  # a month opens a quarter
        CheckConstraint("starts <= due AND due <= ends AND asks_from <= asks_until", name="in_order"),
        Index("ix_obligation_owner_id_asks_until", "owner_id", "asks_until"),
        Index("ix_obligation_owner_id_starts", "owner_id", "starts"),
        Index("ix_obligation_owner_id_due", "owner_id", "due"),
        Index("ix_obligation_about_id_starts", "about_id", "starts"),
        Index("ix_obligation_unit_id_by_due", "unit_id", "by", "due"),
    )


class Waiver(db.Model):
    """Why an obligation is not asked; both who owes it and whom it is about read the reason."""

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), primary_key=True)
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)


class DutyNote(db.Model):
    """What settles a duty whose event the portal does not know: on which day it was done, in a few words."""

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), primary_key=True)
    done_on: Mapped[date]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)


class Rhythm(db.Model):
    """Another interval than the profiles say, for a country, a unit and all below it, or one seller (spec 3).

    The nearest one holds: a person's over that of the nearest unit over that of the country.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[SettledBy] = mapped_column(code(SettledBy, "settled_by"))
    every: Mapped[Every] = mapped_column(code(Every, "every"))
    country: Mapped[str | None] = mapped_column(index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("starts <= ends", name="in_order"),
        CheckConstraint(
            "(CASE WHEN country IS NULL THEN 0 ELSE 1 END) + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_scope",
        ),
    )


class DivisionTask(db.Model):
    """A task of a team in its division table: a duty of a profile, or one in the team's own words."""

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    place: Mapped[int]
    title: Mapped[str] = mapped_column(default="")  # in the team's own words; empty for a duty of a profile
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    part_key: Mapped[str] = mapped_column(default="")
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("(title = '') = (document_id IS NOT NULL)", name="one_wording"),)


class DivisionShare(db.Model):
    """Who does a task, and who supports."""

    task_id: Mapped[int] = mapped_column(ForeignKey("division_task.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(code(Part, "part"))
