"""Account plans: what lists filter on, who needs one, and what is counted, dated or ticked of an approved one.

The text of a plan is a document (portal.documents). Amounts are whole numbers in hundredths of the unit: of the
currency, of a percent, of a point.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db
from portal.customers.models import Currency, known_by
from portal.people.models import FOREVER


class PlanKind(StrEnum):
    """What a plan is about: one customer, one key account, or the seller's other customers together."""

    CUSTOMER = "customer"
    KEY_ACCOUNT = "key_account"
    PORTFOLIO = "portfolio"


class Stage(StrEnum):
    """Where a plan stands in its life; while it is at work, its draft's state says where that version stands."""

    AT_WORK = "at_work"
    APPROVED = "approved"
    IN_EXECUTION = "in_execution"
    EVALUATED = "evaluated"
    CLOSED = "closed"


CARRIED_OUT = (Stage.APPROVED, Stage.IN_EXECUTION)  # what it agreed is being done


class Step(StrEnum):
    """How well the goals are substantiated, in the approver's judgement (spec 2): worded, never a number."""

    MISSING = "missing"
    THIN = "thin"
    SOUND = "sound"
    CONVINCING = "convincing"


class Measure(StrEnum):
    """What a goal is measured in."""

    QUALITATIVE = "qualitative"
    REVENUE = "revenue"
    MARGIN = "margin"
    PRODUCT_GROUPS = "product_groups"
    UP_SELLING = "up_selling"
    CROSS_SELLING = "cross_selling"
    SHARE = "share"
    SATISFACTION = "satisfaction"


class Business(StrEnum):
    """Existing business and new sales are separate lines."""

    EXISTING = "existing"
    NEW = "new"


class Need(StrEnum):
    """What plan a customer needs in a year."""

    OWN = "own"
    PORTFOLIO = "portfolio"
    NONE = "none"


class AmendmentState(StrEnum):
    """Where an amendment stands; while it is open its draft says more."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Plan(db.Model):
    """The facts of a plan that are not its text; one row beside its document, whose owner is the seller.

    `is_open` is set by the moves: at most one open plan per (year, kind, customer or seller).
    """

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    kind: Mapped[PlanKind] = mapped_column(code(PlanKind, "kind"))
    year: Mapped[int]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # the document's owner, for the portfolio's key
    currency: Mapped[Currency] = mapped_column(code(Currency, "currency"))
    stage: Mapped[Stage] = mapped_column(code(Stage, "stage"), default=Stage.AT_WORK)
    starts: Mapped[date]
    ends: Mapped[date]
    is_open: Mapped[bool] = mapped_column(default=True)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)  # first approval; amendments do not move it
    evaluation: Mapped[str] = mapped_column(Text, default="")
    evaluated_at: Mapped[datetime | None] = mapped_column(Moment)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    __table_args__ = (
        CheckConstraint("(kind = 'portfolio') = (customer_id IS NULL)", name="about_a_customer_or_a_portfolio"),
        CheckConstraint("(stage = 'at_work') = (approved_at IS NULL)", name="approval_has_its_moment"),
        CheckConstraint("stage <> 'closed' OR NOT is_open", name="closed_is_not_open"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_is_near"),
        CheckConstraint("starts <= ends", name="in_order"),
        Index(
            "uq_plan_open_customer",
            "year",
            "kind",
            "customer_id",
            unique=True,
            sqlite_where=db.text("is_open AND customer_id IS NOT NULL"),
            postgresql_where=db.text("is_open AND customer_id IS NOT NULL"),
        ),
        Index(
            "uq_plan_open_portfolio",
            "year",
            "seller_id",
            unique=True,
            sqlite_where=db.text("is_open AND customer_id IS NULL"),
            postgresql_where=db.text("is_open AND customer_id IS NULL"),
        ),
        Index("ix_plan_year_stage_document_id", "year", "stage", "document_id"),
        Index("ix_plan_seller_id_year", "seller_id", "year"),
    )


class PlanCustomer(db.Model):
    """Derived: the customers that an approved plan covers, from-to: its own one, or the lines in force of a portfolio.

    Together with `Requirement` it says for any past day whether a plan was required and approved (figure 1).
    """

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), primary_key=True, index=True)
    starts: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date] = mapped_column(default=FOREVER)

    __table_args__ = (CheckConstraint("starts <= ends", name="in_order"),)


class Requirement(db.Model):
    """The dated fact that a customer needs a plan for a year (spec 2, Which customers need a plan).

    A change of category or owner within the year ends one row and starts another, so that a figure about a past day
    stays what it was. `due` is the last day on which its approval is on time.
    """

    __tablename__ = "plan_requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    year: Mapped[int]
    need: Mapped[Need] = mapped_column(code(Need, "need"))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date]
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)

    __table_args__ = (
        UniqueConstraint("customer_id", "year", "ends"),
        Index("ix_plan_requirement_seller_id_year", "seller_id", "year"),
        Index("ix_plan_requirement_year_customer_id", "year", "customer_id"),
    )


class Exclusion(db.Model):
    """A customer that needs no plan although its category asks for one, with the reason and the dates."""

    __tablename__ = "plan_exclusion"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("starts <= ends", name="in_order"),)


class Mandate(db.Model):
    """What the holder of a role level may submit and decide alone, with the profile cell it comes from.

    None is no limit. `discount` is in hundredths of a percent, `budget` in hundredths of `currency`.
    """

    level_id: Mapped[int] = mapped_column(ForeignKey("role_level.id"), primary_key=True)
    kinds: Mapped[list[str]] = mapped_column(Json)
    discount: Mapped[int | None]
    budget: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[Currency] = mapped_column(code(Currency, "currency"))
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str] = mapped_column(default="")
    rev: Mapped[int] = mapped_column(default=1)


class Substantiation(db.Model):
    """The approver's judgement of how well the goals of one version are substantiated."""

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[Step] = mapped_column(code(Step, "step"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Amendment(db.Model):
    """A change of one section of an approved plan, with its reason; the plan stays approved meanwhile."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    section: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[AmendmentState] = mapped_column(code(AmendmentState, "state"), default=AmendmentState.OPEN)
    number: Mapped[int | None]  # the snapshot that was decided on last
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_amendment_document_id_id", "document_id", "id"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_has_its_moment"),
        Index(
            "uq_amendment_open",
            "document_id",
            unique=True,
            sqlite_where=db.text("state = 'open'"),
            postgresql_where=db.text("state = 'open'"),
        ),
    )


class Goal(db.Model):
    """Projection of an approved plan: one goal, or one branch's part of it (`branch_id`)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    measure: Mapped[Measure] = mapped_column(code(Measure, "measure"))
    business: Mapped[Business] = mapped_column(code(Business, "business"))
    baseline: Mapped[int | None] = mapped_column(BigInteger)
    target: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    achieved: Mapped[int | None] = mapped_column(BigInteger)  # at the evaluation, in the goal's unit
    result: Mapped[str] = mapped_column(Text, default="")  # and in words
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        *known_by("goal", "document_id", "part_key"),
        Index("ix_goal_customer_id", "customer_id"),
    )


class Action(db.Model):
    """Projection of an approved plan: what somebody will do by a day, for one branch or the whole; ticked here."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    rev: Mapped[int] = mapped_column(default=1)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        *known_by("action", "document_id", "part_key"),
        Index("ix_action_person_id_due", "person_id", "due"),
    )


class Support(db.Model):
    """Projection of an approved plan: support asked, and what was done about it (measure, owner, due, done)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    part_key: Mapped[str]
    request: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due: Mapped[date | None]
    done_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("document_id", "part_key"),)


class TargetScope(StrEnum):
    """For whom a sales target is."""

    PERSON = "person"
    UNIT = "unit"


class TargetMeasure(StrEnum):
    """What a sales target is in."""

    REVENUE = "revenue"
    MARGIN = "margin"


class Target(db.Model):
    """A sales target: set by, agreed with, when. A change adds a row; the newest of its kind holds."""

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[TargetScope] = mapped_column(code(TargetScope, "scope"))
    scope_id: Mapped[int]  # a person or a unit
    year: Mapped[int]
    measure: Mapped[TargetMeasure] = mapped_column(code(TargetMeasure, "measure"))
    currency: Mapped[Currency] = mapped_column(code(Currency, "currency"))
    amount: Mapped[int] = mapped_column(BigInteger)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_with_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_is_positive"),
        Index("ix_target_scope_scope_id_year", "scope", "scope_id", "year", "id"),
    )
