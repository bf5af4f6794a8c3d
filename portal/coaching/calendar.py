"""The seller's visits and calls of a day, as the coach may know of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, or_, select

from portal.coaching.coaches import led_by
from portal.core.db import db
from portal.customers.models import Customer
from portal.people.me import Me
from portal.people.models import Line
from portal.visits import policy as visits
from portal.visits.models import Channel, Visit, VisitState

MOST = 12
GONE = (VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER)


@dataclass(frozen=True)
class OfDay:
    """A visit or call in the calendar; the purpose only for who reads the customer."""

    id: int
    customer: str
    channel: Channel
    at: str | None
    purpose: str


def of_day(me: Me, seller_id: int, day: date, more: Collection[int] = ()) -> list[OfDay]:
    """What stands in the seller's calendar that day, in the order of the day; those of `more` also from another day."""
    return [OfDay(*row) for row in db.session.execute(asking(me, seller_id, day, more))]


def asking(me: Me, seller_id: int, day: date, more: Collection[int] = ()) -> Select[Any]:
    """The question behind `of_day`, to ask beside others; columns as in `OfDay`."""
    there = or_(visits.readable_by(me), visits.teammate(me))
    purpose = case((visits.readable_by(me), Visit.purpose), else_="")
    return (
        select(Visit.id, Customer.name, Visit.channel, Visit.at, purpose)
        .join(Customer, Customer.id == Visit.customer_id)
        .where(
            Visit.person_id == seller_id, or_(Visit.day == day, Visit.id.in_(more)), Visit.ended_on.is_(None),
            Visit.state.not_in(GONE), there,
        )
        .order_by(Visit.day, Visit.at.is_(None), Visit.at, Visit.id)
        .limit(MOST)
    )


def customers_of(me: Me, seller_id: int, ids: Collection[int]) -> dict[int, str]:
    """The customers of these visits, as far as they are the seller's and this person sees them, or led the seller on
    their day.
    """
    if not ids:
        return {}
    led = led_by(me, Visit.person_id, Line.starts <= Visit.day, Line.ends >= Visit.day)
    there = or_(visits.readable_by(me), visits.teammate(me), led)
    found = select(Visit.id, Customer.name).join(Customer, Customer.id == Visit.customer_id)
    return dict(db.session.execute(found.where(Visit.id.in_(ids), Visit.person_id == seller_id, there)).all())
