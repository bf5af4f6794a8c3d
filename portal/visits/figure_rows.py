"""The rows of the figures about contacts: one SELECT each, from which the number is counted and the page is listed.

A contact counts to whose it is, and to the team in which that person worked on its day.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, exists, literal, or_, select, true, union
from sqlalchemy.orm import aliased

from portal.core import clock, settings
from portal.core.figures import Period, Scope, ScopeKind
from portal.core.local_day import EPOCH, day_count, local_day, working_days_up_to
from portal.customers.holding import counting_day, in_scope, people_of, units_of
from portal.customers.models import Customer
from portal.people.models import Person
from portal.visits.models import Report, Visit, VisitState


def _may_meet(scope: Scope) -> Any:
    """Of what may be in the scope at all: looked up by index before `in_scope` decides on each row."""
    if scope.kind is ScopeKind.PERSON:
        return Visit.person_id == scope.id
    if scope.kind is not ScopeKind.TEAM:
        return true()
    other, customer = aliased(Visit), aliased(Customer)
    theirs = select(other.id).where(other.person_id.in_(people_of(scope)))
    of_units = select(other.id).join(customer, customer.id == other.customer_id)
    return Visit.id.in_(union(theirs, of_units.where(customer.unit_id.in_(units_of(scope)))))


def _of_contacts(scope: Scope, day: Any, *columns: Any) -> Select:
    """Contacts with whose they are, in the scope on `day` (a column), and these columns."""
    return (
        select(
            Visit.id.label("id"), Visit.uid.label("uid"), Customer.id.label("customer_id"),
            Customer.name.label("customer"),
            Customer.folded.label("folded"), Visit.person_id.label("person_id"), Person.name.label("seller"),
            Visit.channel.label("channel"), day.label("day"), *columns,
        )
        .select_from(Visit)
        .join(Customer, Customer.id == Visit.customer_id)
        .join(Person, Person.id == Visit.person_id)
        .where(_may_meet(scope), in_scope(scope, Visit.person_id, Customer.unit_id, day))
    )


def _flag(*facts: Any) -> Any:
    return case((and_(*facts), True), else_=False)


def planned(scope: Scope, period: Period) -> Select:
    """Planned contacts due in the period up to today, and those held in it that no plan asked for: neither planned nor
    the maker of a planned one.
    """
    last = counting_day(period)
    asked, made = Visit.plan_id.is_not(None), Visit.made_by_id.is_not(None)
    by_customer = and_(asked, ~made, Visit.state == VisitState.CANCELLED_BY_CUSTOMER)
    by_us = and_(asked, ~made, Visit.state == VisitState.CANCELLED_BY_US)
    maker = Visit.__table__.alias("maker")
    rows = _of_contacts(
        scope, case((asked, Visit.counts_on), else_=Visit.day), maker.c.day.label("made_on"),
        _flag(asked, made).label("made"), _flag(asked, ~by_customer).label("counts"),
        _flag(by_customer).label("by_customer"), _flag(by_us).label("by_us"), _flag(~asked).label("unplanned"),
        _flag(asked, ~made, ~by_customer, ~by_us, Visit.window_to >= clock.today()).label("open"),
        case(
            (~asked, "unplanned"), (made, "made"), (by_customer, "by_customer"), (by_us, "by_us"),
            (Visit.window_to >= clock.today(), "open"), else_="missed",
        ).label("outcome"),
    )
    due = and_(asked, Visit.counts_on >= period.starts, Visit.counts_on <= last)
    other = aliased(Visit)
    beside = and_(
        ~asked, Visit.state == VisitState.HELD, Visit.day >= period.starts, Visit.day <= last,
        ~exists().where(other.made_by_id == Visit.id),
    )
    return rows.outerjoin(maker, maker.c.id == Visit.made_by_id).where(Visit.ended_on.is_(None), or_(due, beside))


def reported(scope: Scope, period: Period) -> Select:
    """Contacts held in the period up to today, and within how many working days their report was written; without
    those whose report may still come in time.
    """
    allowed = literal(settings.get("report_days"), Integer)
    held = working_days_up_to(day_count(Visit.day))
    today = working_days_up_to(literal(clock.today().toordinal() - EPOCH, Integer))
    days = case(
        (Report.sent_at.is_not(None), working_days_up_to(local_day(Report.written_at)) - held), else_=None
    )
    there = Report.sent_at.is_not(None)
    rows = _of_contacts(
        scope, Visit.day, case((there, Report.written_at)).label("written_at"), cast(days, Integer).label("days"),
        _flag(there, days <= allowed).label("in_time"),
    )
    return rows.outerjoin(Report, Report.visit_id == Visit.id).where(
        Visit.state == VisitState.HELD, Visit.ended_on.is_(None), Visit.day >= period.starts,
        Visit.day <= counting_day(period), or_(there, today - held > allowed),
    )
