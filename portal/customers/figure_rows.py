"""The rows of the figures about customers: one SELECT each, from which the number is counted and the page is listed.

Every SELECT is over `customer`, so that the policy can narrow it to what a reader may read.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, Subquery, and_, case, cast, extract, false, func, or_, select

from portal.core import clock
from portal.core.figures import Period, Scope
from portal.core.figures import year as whole_year
from portal.customers.holding import counting_day, in_scope, last_day_of, may_count, owned_on
from portal.customers.models import Customer, Order, Portfolio, Satisfaction, Turnover
from portal.people.models import Person


def of_customers(scope: Scope, day: Any, *columns: Any, held: Subquery | None = None) -> Select:
    """Customers with their owner on a day, in the scope on that day, and these columns.

    With `held`, one row for each of its rows (by `customer_id`) instead of one for each customer.
    """
    beside = Customer.__table__ if held is None else Customer.__table__.join(held, held.c.customer_id == Customer.id)
    return (
        select(
            (Customer.id if held is None else held.c.id).label("id"), Customer.id.label("customer_id"),
            Customer.name.label("customer"), Customer.folded.label("folded"), Portfolio.owner_id.label("person_id"),
            Person.name.label("seller"), *columns,
        )
        .select_from(beside)
        .outerjoin(Portfolio, owned_on(day))
        .outerjoin(Person, Person.id == Portfolio.owner_id)
        .where(may_count(scope, Customer.id), in_scope(scope, Portfolio.owner_id, Customer.unit_id, day))
    )


def turnover(scope: Scope, period: Period, *more: Any) -> Select:
    """Months of imported revenue, each to who owned the customer on its last day."""
    held = select(Turnover, last_day_of(Turnover.month, period).label("day")).where(
        Turnover.month >= period.starts, Turnover.month <= period.ends
    ).subquery()
    return of_customers(
        scope, held.c.day, held.c.month, held.c.product_group, held.c.currency, held.c.revenue, held.c.margin,
        held.c.source, held.c.imported_at, *more, held=held,
    )


def with_margin(scope: Scope, period: Period) -> Select:
    """The same, where a margin was imported."""
    rows = turnover(scope, period)
    return rows.where(rows.selected_columns.margin.is_not(None))


def _was_customer(period: Period) -> Any:
    """A customer on some day of the period up to today."""
    return and_(
        Customer.since <= counting_day(period), or_(Customer.until.is_(None), Customer.until >= period.starts)
    )


def of_potential(scope: Scope, period: Period) -> Select:
    """Customers with a potential, and their revenue of the year in their own currency."""
    sums = (
        select(
            Turnover.customer_id, Turnover.currency, func.sum(Turnover.revenue).label("revenue"),
            func.max(Turnover.source).label("source"), func.max(Turnover.imported_at).label("imported_at"),
        )
        .where(
            may_count(scope, Turnover.customer_id), Turnover.month >= period.starts, Turnover.month <= period.ends
        )
        .group_by(Turnover.customer_id, Turnover.currency)
        .subquery()
    )
    rows = of_customers(
        scope, counting_day(period), Customer.currency.label("currency"), Customer.potential.label("potential"),
        cast(func.coalesce(sums.c.revenue, 0), BigInteger).label("revenue"), sums.c.source, sums.c.imported_at,
    )
    rows = rows.outerjoin(sums, and_(sums.c.customer_id == Customer.id, sums.c.currency == Customer.currency))
    return rows.where(Customer.potential > 0, _was_customer(period))


def at_the_start(scope: Scope, period: Period) -> Select:
    """Who was a customer when the period began, and whether it was lost in it. `until` is the last day as one."""
    last = min(period.ends, clock.today() - timedelta(days=1))
    lost = case((Customer.until <= last, True), else_=False)
    rows = of_customers(
        scope, period.starts, Customer.since.label("since"), Customer.until.label("until"), lost.label("lost")
    )
    rows = rows.where(Customer.since < period.starts, or_(Customer.until.is_(None), Customer.until >= period.starts))
    return rows if period.starts <= clock.today() else rows.where(false())


def _as_number(day: Any) -> Any:
    """20260315: a year later is 10000 more, also for 29 February (whatever comes up to 28 February)."""
    return extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day)


def new_ones(scope: Scope, period: Period) -> Select:
    """Who became a customer in the period, with its orders in the twelve months from the first one on."""
    ordered = (Order.customer_id == Customer.id, Order.ordered_on >= Customer.since)
    first = select(func.min(Order.ordered_on)).where(*ordered).correlate(Customer).scalar_subquery()
    orders = (
        select(func.count(Order.id))
        .where(*ordered, _as_number(Order.ordered_on) <= _as_number(first) + 10_000)
        .correlate(Customer)
        .scalar_subquery()
    )
    rows = of_customers(
        scope, counting_day(period), Customer.since.label("since"), orders.label("orders"),
        (orders >= 2).label("repeated"),
    )
    return rows.where(Customer.since >= period.starts, Customer.since <= counting_day(period))


def _groups(scope: Scope, period: Period) -> Subquery:
    """Per customer, named product group and currency: revenue of the year, of the year before, and of its months
    up to the last one imported this year.
    """
    before = whole_year(period.starts.year - 1)
    through = (
        select(func.max(extract("month", Turnover.month)))
        .where(Turnover.month >= period.starts, Turnover.month <= period.ends)
        .scalar_subquery()
    )
    this_year = Turnover.month >= period.starts

    def summed(*when: Any) -> Any:
        return func.sum(case((and_(*when), Turnover.revenue), else_=0))

    return (
        select(
            Turnover.customer_id, summed(this_year).label("now"), summed(~this_year).label("before"),
            summed(~this_year, extract("month", Turnover.month) <= through).label("then"),
            func.max(Turnover.source).label("source"), func.max(Turnover.imported_at).label("imported_at"),
        )
        .where(
            may_count(scope, Turnover.customer_id), Turnover.month >= before.starts, Turnover.month <= period.ends,
            Turnover.product_group != "",
        )
        .group_by(Turnover.customer_id, Turnover.product_group, Turnover.currency)
        .subquery()
    )


def bought_before(scope: Scope, period: Period, *, same_months: bool) -> Select:
    """Customers who bought a year earlier (in the months that are imported now, or in the whole year), and in how
    many product groups they bought more, or for the first time.
    """
    one = _groups(scope, period)

    def counted(*when: Any) -> Any:
        return cast(func.sum(case((and_(*when), 1), else_=0)), Integer)

    bought = one.c.then if same_months else one.c.before
    held = (
        select(
            one.c.customer_id, counted(one.c.then > 0, one.c.now > one.c.then).label("grown_groups"),
            counted(one.c.now > 0, one.c.before <= 0).label("new_groups"), func.max(one.c.source).label("source"),
            func.max(one.c.imported_at).label("imported_at"),
        )
        .group_by(one.c.customer_id)
        .having(counted(bought > 0) > 0)
        .subquery()
    )
    rows = of_customers(
        scope, counting_day(period), held.c.grown_groups, held.c.new_groups,
        (held.c.grown_groups > 0).label("grown"), (held.c.new_groups > 0).label("crossed"), held.c.source,
        held.c.imported_at,
    )
    return rows.join(held, held.c.customer_id == Customer.id)


def satisfaction(scope: Scope, period: Period) -> Select:
    """Imported scores, each out of 100, to who owned the customer on that day."""
    held = (
        select(Satisfaction, Satisfaction.on.label("day"))
        .where(Satisfaction.on >= period.starts, Satisfaction.on <= period.ends)
        .subquery()
    )
    points = (200 * held.c.score + held.c.scale) // (2 * held.c.scale)
    return of_customers(
        scope, held.c.day, held.c.on, points.label("points"), held.c.source, held.c.imported_at, held=held
    )
