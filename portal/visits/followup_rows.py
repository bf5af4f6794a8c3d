"""The rows of the figure about promises: one SELECT, from which the number is counted and the page is listed.

A promise counts to who owns it; one that a department owns to who made it, because a department is no person.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, func, literal, or_, select, true, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.figures import Period, Scope, ScopeKind
from portal.core.local_day import EPOCH, day_count
from portal.customers.holding import counting_day, in_scope, people_of, units_of
from portal.customers.models import Contact, Customer
from portal.people.me import Me
from portal.people.models import Person
from portal.visits import followup_policy as policy
from portal.visits.models import Promise


def _may_keep(scope: Scope) -> Any:
    """Of what may be in the scope at all: looked up by index before `in_scope` decides on each row."""
    own = aliased(Promise)
    if scope.kind is ScopeKind.PERSON:
        mine = select(own.id).where(own.owner_id == scope.id)
        return Promise.id.in_(union(mine, select(own.id).where(own.owner_id.is_(None), own.made_by_id == scope.id)))
    if scope.kind is not ScopeKind.TEAM:
        return true()
    customer, people = aliased(Customer), people_of(scope)
    of_units = select(own.id).join(customer, customer.id == own.customer_id)
    return Promise.id.in_(
        union(
            select(own.id).where(own.owner_id.in_(people)),
            select(own.id).where(own.owner_id.is_(None), own.made_by_id.in_(people)),
            of_units.where(customer.unit_id.in_(units_of(scope))),
        )
    )


def promises(scope: Scope, period: Period) -> Select:
    """Promises due in the period up to today, whether they were kept by then and how many days late they are.

    One whose day was moved only after it had passed is due on the day that passed. What was dropped is left out, and
    what is due today is late only tomorrow: until it is kept it is not counted.
    """
    keeper = func.coalesce(Promise.owner_id, Promise.made_by_id)
    today = literal(clock.today().toordinal() - EPOCH, Integer)
    counted = func.coalesce(Promise.due_counted, Promise.due)
    due, done = day_count(counted), day_count(Promise.done_on)
    late = case((Promise.done_on.is_(None), today - due), (Promise.done_on > counted, done - due), else_=0)
    maker = Person.__table__.alias("maker")
    return (
        select(
            Promise.id.label("id"), Promise.uid.label("uid"), Customer.id.label("customer_id"),
            Customer.name.label("customer"), Customer.folded.label("folded"), keeper.label("person_id"),
            Person.name.label("seller"), maker.c.name.label("maker"), Promise.what.label("what"),
            func.coalesce(Contact.name, Promise.to_whom).label("to_whom"), counted.label("due"),
            Promise.moved.label("moved"), Promise.done_on.label("done_on"),
            case((and_(Promise.done_on.is_not(None), Promise.done_on <= counted), True), else_=False).label("kept"),
            cast(late, Integer).label("days_late"),
        )
        .select_from(Promise)
        .join(Customer, Customer.id == Promise.customer_id)
        .join(Person, Person.id == keeper)
        .join(maker, maker.c.id == Promise.made_by_id)
        .outerjoin(Contact, Contact.id == Promise.contact_id)
        .where(
            _may_keep(scope), in_scope(scope, keeper, Customer.unit_id, counted), Promise.dropped_on.is_(None),
            counted >= period.starts, counted <= counting_day(period),
            or_(Promise.done_on.is_not(None), counted < clock.today()),
        )
    )


def readable(me: Me, rows: Select) -> Select:
    """The rows about promises that the person may read today."""
    return rows.where(policy.readable_by(Promise, me))
