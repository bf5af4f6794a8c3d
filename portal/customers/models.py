"""Customers with branches and contacts, who owns them from when to when, and the figures imported about them.

Amounts are whole numbers in hundredths of the currency (cents, øre); the currency belongs to the record.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from portal.core.alphabet import fold, sort_key
from portal.core.db import Moment, code, db
from portal.people.models import FOREVER


class Segment(StrEnum):
    """The market a customer is in."""

    RETAIL = "retail"
    HORECA = "horeca"
    WHOLESALE = "wholesale"
    INDUSTRY = "industry"
    CONSTRUCTION = "construction"
    HEALTHCARE = "healthcare"
    EDUCATION = "education"
    PUBLIC = "public"
    SERVICES = "services"
    AGRICULTURE = "agriculture"
    OTHER = "other"


class Reach(StrEnum):
    """How far a customer's business reaches: its class."""

    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"
    INTERNATIONAL = "international"


class Complexity(StrEnum):
    """How much it takes to serve a customer."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Category(StrEnum):
    """Our own category: how much a customer matters to us."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class BranchKind(StrEnum):
    """What a branch is."""

    DISTRIBUTION_CENTRE = "distribution_centre"
    REGION = "region"
    SHOP = "shop"
    OFFICE = "office"
    PLANT = "plant"
    OTHER = "other"


class ContactLevel(StrEnum):
    """Where a contact stands in the customer's organisation."""

    STRATEGIC = "strategic"
    TACTICAL = "tactical"
    OPERATIONAL = "operational"


class Currency(StrEnum):
    """The currencies a customer can be invoiced in."""

    EUR = "EUR"
    NOK = "NOK"
    SEK = "SEK"
    DKK = "DKK"
    GBP = "GBP"
    USD = "USD"


def known_by(table: str, *columns: str) -> tuple[Index, Index]:
    """Two unique keys in place of one: to a unique key all NULLs differ, and here no branch means the whole."""
    whole = {"sqlite_where": db.text("branch_id IS NULL"), "postgresql_where": db.text("branch_id IS NULL")}
    return (
        Index(f"uq_{table}_whole", *columns, unique=True, **whole),
        Index(f"uq_{table}_branch", *columns, "branch_id", unique=True),
    )


class Customer(db.Model):
    """Somebody we sell to, or want to: a prospect has no `since` yet.

    `number` is the customer's number in the bookkeeping or the CRM that leads: a second import finds it by that.
    `unit_id` is the team that serves it, also while nobody owns it. `potential` is per year.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    segment: Mapped[Segment | None] = mapped_column(code(Segment, "segment"))
    reach: Mapped[Reach | None] = mapped_column(code(Reach, "reach"))
    complexity: Mapped[Complexity | None] = mapped_column(code(Complexity, "complexity"))
    category: Mapped[Category | None] = mapped_column(code(Category, "category"))
    potential: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[Currency] = mapped_column(code(Currency, "currency"))
    since: Mapped[date | None]
    until: Mapped[date | None]  # the last day as a customer
    created_at: Mapped[datetime] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)
    folded: Mapped[str]
    sort_nl: Mapped[bytes]
    sort_nb: Mapped[bytes]

    __table_args__ = (
        CheckConstraint("potential >= 0", name="potential_is_positive"),
        CheckConstraint("since IS NULL OR until IS NULL OR since <= until", name="in_order"),
        Index("ix_customer_unit_id_sort_nl", "unit_id", "sort_nl", "id"),
        Index("ix_customer_unit_id_sort_nb", "unit_id", "sort_nb", "id"),
    )

    @validates("name")
    def _keep_keys(self, _column: str, name: str) -> str:
        self.folded, self.sort_nl, self.sort_nb = fold(name), sort_key(name, "nl"), sort_key(name, "nb")
        return name


class Branch(db.Model):
    """A distribution centre, region or shop of a customer."""

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    number: Mapped[str | None]
    name: Mapped[str]
    kind: Mapped[BranchKind] = mapped_column(code(BranchKind, "kind"), default=BranchKind.OTHER)
    place: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("customer_id", "number"),)


class Contact(db.Model):
    """Somebody at a customer."""

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[str | None]
    name: Mapped[str]
    function: Mapped[str] = mapped_column(default="")
    level: Mapped[ContactLevel | None] = mapped_column(code(ContactLevel, "level"))
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("customer_id", "number"),)


class Portfolio(db.Model):
    """Who owns a customer from-to (inclusive), with the inside-sales partner; a hand-over ends one and starts one.

    `settled` is False from the moment a hand-over is agreed until its day: then what hangs on the owner follows.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)
    settled: Mapped[bool] = mapped_column(default=True, server_default=db.true())

    __table_args__ = (
        CheckConstraint("starts <= ends", name="in_order"),
        CheckConstraint("partner_id <> owner_id", name="partner_is_another"),
        UniqueConstraint("customer_id", "ends"),  # at most one runs on; overlap is refused by the service
        Index("ix_portfolio_customer_id_starts", "customer_id", "starts"),
        Index("ix_portfolio_owner_id_ends", "owner_id", "ends"),
        Index("ix_portfolio_partner_id_ends", "partner_id", "ends"),
        Index(
            "ix_portfolio_unsettled",
            "starts",
            sqlite_where=db.text("NOT settled"),
            postgresql_where=db.text("NOT settled"),
        ),
    )


class Contributor(db.Model):
    """A colleague who works with the owner on a customer and contributes to its plan, from-to (inclusive)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)

    __table_args__ = (
        CheckConstraint("starts <= ends", name="in_order"),
        Index("ix_contributor_customer_id_ends", "customer_id", "ends"),
        Index("ix_contributor_person_id_ends", "person_id", "ends"),
    )


class Turnover(db.Model):
    """Revenue and margin of one month, product group and branch, as imported. A later import replaces the amounts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    month: Mapped[date]  # its first day
    product_group: Mapped[str] = mapped_column(default="")
    currency: Mapped[Currency] = mapped_column(code(Currency, "currency"))
    revenue: Mapped[int] = mapped_column(BigInteger)
    margin: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_turnover_customer_id_month", "customer_id", "month"),
        *known_by("turnover", "customer_id", "month", "product_group", "currency"),
    )


class Satisfaction(db.Model):
    """A customer's satisfaction score in hundredths, out of `scale` (also hundredths), as imported."""

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    on: Mapped[date]
    score: Mapped[int]
    scale: Mapped[int] = mapped_column(default=1000)
    source: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= scale", name="score_fits_its_scale"),
        *known_by("satisfaction", "customer_id", "on"),
    )


class Order(db.Model):
    """An order as imported, known by its number."""

    __tablename__ = "sales_order"  # ORDER is a word of SQL

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    ordered_on: Mapped[date]
    product_group: Mapped[str] = mapped_column(default="")
    currency: Mapped[Currency] = mapped_column(code(Currency, "currency"))
    amount: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_sales_order_customer_id_ordered_on", "customer_id", "ordered_on"),)
