"""How a person can stand to a customer: each relation is written once, as a SELECT of customer ids.

A list unites such SELECTs, each on its index; a single customer is asked about with the same SELECT as EXISTS.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from portal.core import clock
from portal.customers.models import Contributor, Customer, Portfolio
from portal.people.me import Me
from portal.people.models import Lead, Line, Position, UnitPath, Via

Clause = ColumnElement[bool]
Ids = Select[Any]


def running(dated: Any) -> tuple[Clause, Clause]:
    """A row with `starts` and `ends` counts today."""
    day = clock.today()
    return dated.starts <= day, dated.ends >= day


def owned_by(me: Me) -> Ids:
    """Customers in the person's portfolio today."""
    return select(Portfolio.customer_id).where(Portfolio.owner_id == me.id, *running(Portfolio))


def partnered_by(me: Me) -> Ids:
    """Customers of which the person is the inside-sales partner today."""
    return select(Portfolio.customer_id).where(Portfolio.partner_id == me.id, *running(Portfolio))


def contributed_by(me: Me) -> Ids:
    """Customers the person contributes to today."""
    return select(Contributor.customer_id).where(Contributor.person_id == me.id, *running(Contributor))


def coming_to(me: Me) -> Ids:
    """Customers that were handed to the person from a day still to come: read to prepare, nothing more."""
    return select(Portfolio.customer_id).where(Portfolio.owner_id == me.id, Portfolio.starts > clock.today())


def owned_under(me: Me, *via: Via) -> Ids:
    """Customers of somebody over whom the person stands today, by leading (or as deputy of who leads)."""
    return (
        select(Portfolio.customer_id)
        .join(Line, Line.person_id == Portfolio.owner_id)
        .where(Line.over_id == me.id, Line.via.in_(via or (Via.LEAD, Via.DEPUTY)), *running(Line), *running(Portfolio))
    )


def led_units(me: Me) -> Ids:
    """The units that the person leads today, and those below them."""
    return (
        select(UnitPath.unit_id)
        .join(Lead, Lead.unit_id == UnitPath.over_id)
        .where(Lead.person_id == me.id, *running(Lead))
    )


def in_led_unit(me: Me) -> Ids:
    """Customers of a unit that the person leads today, or of one below it."""
    return select(Customer.id).where(Customer.unit_id.in_(led_units(me)))


def unowned_in_led_unit(me: Me) -> Ids:
    """The same, while nobody owns them."""
    owner = select(Portfolio.id).where(Portfolio.customer_id == Customer.id, *running(Portfolio)).correlate(Customer)
    return in_led_unit(me).where(~owner.exists())


def _own_units(me: Me) -> Ids:
    return select(Position.unit_id).where(Position.person_id == me.id, *running(Position))


def in_own_unit(me: Me) -> Ids:
    """Customers of a unit in which the person holds a position today."""
    return select(Customer.id).where(Customer.unit_id.in_(_own_units(me)))


def owned_in_own_unit(me: Me) -> Ids:
    """Customers of somebody who holds a position today in the same unit."""
    return (
        select(Portfolio.customer_id)
        .join(Position, Position.person_id == Portfolio.owner_id)
        .where(Position.unit_id.in_(_own_units(me)), *running(Position), *running(Portfolio))
    )


def holds_for(ids: Ids) -> Clause:
    """The relation as a condition on the customer of the surrounding SELECT.

    A SELECT over `customer` itself tells of its row; the others are looked up by the customer's id.
    """
    column = ids.selected_columns[0]
    if column.table is Customer.__table__:
        return ids.whereclause
    return ids.where(column == Customer.id).correlate(Customer).exists()
