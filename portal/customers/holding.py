"""To whom a row about a customer counts on a day: its owner then, the team the owner worked in, the company."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, not_, or_, select, true, union

from portal.core import clock
from portal.core.figures import Per, Period, Scope, ScopeKind, of_day
from portal.customers.models import Customer, Portfolio
from portal.people.models import Position, UnitPath

Clause = ColumnElement[bool]


def in_scope(scope: Scope, owner: Any, unit: Any, day: Any) -> Clause:
    """The row belongs to the scope: `owner` (a column; NULL is nobody) and `unit` on `day` (a date or a column).

    A team's rows are those of who holds a position in it or below it on that day; a row of nobody, or of somebody
    without a position, counts to its unit.
    """
    if scope.kind is ScopeKind.PERSON:
        return owner == scope.id
    if scope.kind is ScopeKind.CUSTOMER:
        return Customer.id == scope.id
    below = unit.in_(select(UnitPath.unit_id).where(UnitPath.over_id == scope.id))
    if scope.kind is ScopeKind.COMPANY:
        return below
    held = select(Position.id).where(Position.person_id == owner, Position.starts <= day, Position.ends >= day)
    within = held.join(UnitPath, UnitPath.unit_id == Position.unit_id).where(UnitPath.over_id == scope.id)
    return or_(within.exists(), and_(below, not_(held.exists())))


def may_count(scope: Scope, customer_id: Any) -> Clause:
    """Of what may be in the scope at all, whatever the day: looked up by index before `in_scope` decides on each row.

    It lets nothing of the scope go: whoever ever held a position in the team ever owned the customer, or it stands in
    a unit of the team. The company's rows are all there are.
    """
    if scope.kind is ScopeKind.CUSTOMER:
        return customer_id == scope.id
    if scope.kind is ScopeKind.PERSON:
        return customer_id.in_(select(Portfolio.customer_id).where(Portfolio.owner_id == scope.id))
    if scope.kind is ScopeKind.COMPANY:
        return true()
    owned = select(Portfolio.customer_id).where(Portfolio.owner_id.in_(people_of(scope)))
    return customer_id.in_(union(owned, select(Customer.id).where(Customer.unit_id.in_(units_of(scope)))))


def units_of(scope: Scope) -> Select[Any]:
    """The unit and those below it."""
    return select(UnitPath.unit_id).where(UnitPath.over_id == scope.id)


def people_of(scope: Scope) -> Select[Any]:
    """Who ever held a position in a unit of the scope."""
    within = UnitPath.unit_id == Position.unit_id
    return select(Position.person_id).join(UnitPath, within).where(UnitPath.over_id == scope.id)


def owned_on(day: Any) -> Clause:
    """Joins the portfolio row that runs on a day (a date or a column of dates) to the customer; at most one does."""
    return and_(Portfolio.customer_id == Customer.id, Portfolio.starts <= day, Portfolio.ends >= day)


def counting_day(period: Period) -> date:
    """The day on which a state is counted: the last of the period, or today while it runs or is still to come."""
    return min(period.ends, clock.today())


def last_day_of(month: Any, period: Period) -> Any:
    """The last day of each month in a period, for a column that holds first days; today in the month that runs."""
    months = {}
    one = of_day(Per.MONTH, period.starts)
    while one.starts <= period.ends:
        months[one.starts] = counting_day(one) if one.starts <= clock.today() else one.ends
        one = of_day(Per.MONTH, date(one.ends.year + one.ends.month // 12, one.ends.month % 12 + 1, 1))
    return case(months, value=month)
