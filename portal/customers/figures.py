"""Figures about customers (spec 4, figure 10), from imported rows with their source and date.

Amounts stay per currency. Who sees the figures of a customer: those who read the customer (policy).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from portal.core import clock
from portal.core.db import db
from portal.core.figures import (
    N_,
    Also,
    Better,
    Column,
    Figure,
    FigureUnit,
    Per,
    Scope,
    ScopeKind,
    Show,
    Sight,
    cards,
    figure,
    middle,
    ratio,
    scopes_of,
    share,
    tally,
    total,
    year,
)
from portal.customers import policy
from portal.customers.figure_rows import (
    at_the_start,
    bought_before,
    new_ones,
    of_potential,
    satisfaction,
    turnover,
    with_margin,
)
from portal.customers.models import Customer
from portal.customers.panels import panel
from portal.people.me import Me

EVERY = (Per.YEAR, Per.QUARTER, Per.MONTH)
SCOPES = (ScopeKind.PERSON, ScopeKind.TEAM, ScopeKind.CUSTOMER, ScopeKind.COMPANY)
PORTFOLIOS = (ScopeKind.PERSON, ScopeKind.TEAM, ScopeKind.COMPANY)
CUSTOMER = Column("customer", N_("Customer"), Show.LINK, subject="customer", id="customer_id")
SELLER = Column("seller", N_("Seller"))
SOURCE = (Column("source", N_("Source")), Column("imported_at", N_("Imported on"), Show.DATE))
IMPORTED = ("source", "imported_at")


def of_customer(me: Me, customer_id: int) -> set[Sight]:
    """Who reads a customer sees its figures; who only sees that it exists is told so; it is not there for others."""
    reads = db.session.scalar(
        select(policy.readable_by(me)).where(Customer.id == customer_id, policy.visible_to(me))
    )
    return set() if reads is None else {Sight.FULL if reads else Sight.KNOWN}


def _name(customer_id: int) -> str:
    return db.session.scalar(select(Customer.name).where(Customer.id == customer_id)) or ""


scopes_of(ScopeKind.CUSTOMER, of_customer, _name)


def readable(me: Me, rows: Select) -> Select:
    """The rows about customers that the person may read today."""
    return rows.where(policy.readable_by(me))


def _register(code: str, name: str, rule: str, unit: FigureUnit, better: Better, rows: Any, **more: Any) -> Figure:
    made = {"scopes": SCOPES, "periods": EVERY, "person": "person_id", "order": "folded", "limit": readable}
    return figure(Figure(code, name, rule, unit, better, rows=rows, **made | {"for_deputy": True} | more))


_MONTHS = (CUSTOMER, SELLER, Column("month", N_("Month"), Show.MONTH), Column("product_group", N_("Product group")))

REVENUE = _register(
    "revenue", N_("Revenue"),
    N_(
        "The sum of the imported revenue of the months in the period, per currency. A month counts to who owned the "
        "customer on its last day, and to the team in which that person worked."
    ),
    FigureUnit.MONEY, Better.HIGHER, turnover, measure=total("revenue"), imported=IMPORTED,
    columns=(*_MONTHS, Column("revenue", N_("Revenue"), Show.MONEY), *SOURCE),
)
MARGIN = _register(
    "margin", N_("Margin"),
    N_(
        "The sum of the imported margin of the months in the period, per currency. Rows without a margin are left out. "
        "A month counts to who owned the customer on its last day."
    ),
    FigureUnit.MONEY, Better.HIGHER, with_margin, measure=total("margin"), imported=IMPORTED,
    columns=(*_MONTHS, Column("margin", N_("Margin"), Show.MONEY), *SOURCE),
)
MARGIN_SHARE = _register(
    "margin_share", N_("Margin in percent"),
    N_(
        "The imported margin divided by the revenue of the same rows, per currency. Rows without a margin are left out "
        "of both."
    ),
    FigureUnit.PERCENT, Better.HIGHER, with_margin, measure=ratio("margin", "revenue", currency="currency"),
    imported=IMPORTED,
    columns=(
        *_MONTHS, Column("margin", N_("Margin"), Show.MONEY), Column("revenue", N_("Revenue"), Show.MONEY), *SOURCE,
    ),
)
CUSTOMER_SHARE = _register(
    "customer_share", N_("Share of customer"),
    N_(
        "The revenue imported for the year so far divided by the potential of a whole year, in the currency of the "
        "customer. Only customers of whom the potential is filled in count; those without revenue count with nothing."
    ),
    FigureUnit.PERCENT, Better.HIGHER, of_potential, periods=(Per.YEAR,), imported=IMPORTED,
    measure=ratio("revenue", "potential", currency="currency"),
    columns=(
        CUSTOMER, SELLER, Column("revenue", N_("Revenue"), Show.MONEY),
        Column("potential", N_("Potential per year"), Show.MONEY), *SOURCE,
    ),
)
CHURN = _register(
    "churn", N_("Customers lost"),
    N_(
        "Customers whose last day as a customer lies in the period divided by those who were a customer already when "
        "the period began. Who came and went within the period counts in neither. A customer counts to who owned it "
        "on the first day of the period."
    ),
    FigureUnit.PERCENT, Better.LOWER, at_the_start, scopes=PORTFOLIOS, measure=share("lost"),
    columns=(
        CUSTOMER, SELLER, Column("since", N_("Customer since"), Show.DATE),
        Column("until", N_("Last day"), Show.DATE), Column("lost", N_("Lost in this period"), Show.YES),
    ),
)
NEW_CUSTOMERS = _register(
    "new_customers", N_("New customers"),
    N_(
        "Customers who became a customer in the period. Ordered again: at least two imported orders, the second one "
        "within twelve months of the first."
    ),
    FigureUnit.COUNT, Better.HIGHER, new_ones, scopes=PORTFOLIOS, measure=tally(),
    also=(Also(N_("Ordered again"), FigureUnit.PERCENT, share("repeated")),),
    columns=(
        CUSTOMER, SELLER, Column("since", N_("Customer since"), Show.DATE),
        Column("orders", N_("Orders in the first twelve months"), Show.NUMBER),
        Column("repeated", N_("Ordered again"), Show.YES),
    ),
)
UP_SELLING = _register(
    "up_selling", N_("Customers with up-selling"),
    N_(
        "Customers with more revenue than a year earlier in at least one product group that they bought then, divided "
        "by all customers who bought a product group in the same months of the year before. Compared up to the last "
        "month that is imported."
    ),
    FigureUnit.PERCENT, Better.HIGHER, lambda scope, period: bought_before(scope, period, same_months=True),
    scopes=PORTFOLIOS, periods=(Per.YEAR,), measure=share("grown"), imported=IMPORTED,
    columns=(
        CUSTOMER, SELLER, Column("grown_groups", N_("Product groups with more revenue"), Show.NUMBER),
        Column("grown", N_("Up-selling"), Show.YES), *SOURCE,
    ),
)
CROSS_SELLING = _register(
    "cross_selling", N_("Customers with cross-selling"),
    N_(
        "Customers with revenue in a product group that they did not buy in the whole year before, divided by all "
        "customers who bought something in that year."
    ),
    FigureUnit.PERCENT, Better.HIGHER, lambda scope, period: bought_before(scope, period, same_months=False),
    scopes=PORTFOLIOS, periods=(Per.YEAR,), measure=share("crossed"), imported=IMPORTED,
    columns=(
        CUSTOMER, SELLER, Column("new_groups", N_("New product groups"), Show.NUMBER),
        Column("crossed", N_("Cross-selling"), Show.YES), *SOURCE,
    ),
)
SATISFACTION = _register(
    "satisfaction", N_("Satisfaction (0 to 100)"),
    N_(
        "The median of the imported scores of the period, each turned into a score out of 100. A score counts to who "
        "owned the customer on its day."
    ),
    FigureUnit.COUNT, Better.HIGHER, satisfaction, periods=(Per.YEAR, Per.QUARTER), measure=middle("points"),
    imported=IMPORTED,
    columns=(
        CUSTOMER, SELLER, Column("on", N_("Day"), Show.DATE), Column("points", N_("Out of 100"), Show.NUMBER), *SOURCE,
    ),
)

ON_CUSTOMER = (CUSTOMER_SHARE, MARGIN_SHARE, SATISFACTION)


def on_customer(me: Me, file: policy.CustomerFile) -> Any:
    """The cards on the page of a customer, those with something to show; None without any."""
    scope, period = Scope(ScopeKind.CUSTOMER, file.id), year(clock.today().year)
    made = [one for one in cards(me, [(one.code, scope, period) for one in ON_CUSTOMER]) if one.state == "value"]
    return made or None


panel("figures", 110, on_customer, "customers/_figure_cards.html")
