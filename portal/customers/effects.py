"""What a change of a customer means for others: who is told of a hand-over, and what follows the new owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Urgency, notify
from portal.customers.models import Customer, Portfolio
from portal.people.me import Me
from portal.people.models import Position

Follower = Callable[[list[int], int | None, int, date], None]

# What packages above do when customers have another owner: (customer ids, owner until then, new owner, the day).
# Called inside the open `write()`, once, on the day itself: at once, or by the clock for a day that was to come.
AFTER_HAND_OVER: list[Follower] = []

# The same when facts of customers changed in bulk (an import): (customer ids).
AFTER_FACTS: list[Callable[[list[int]], object]] = []


def facts_changed(customer_ids: list[int]) -> None:
    """Customers were added or changed in bulk, inside the open `write()`: let the packages above follow at once."""
    for follow in AFTER_FACTS if customer_ids else ():
        follow(customer_ids)


def handed_over(customer_ids: list[int], from_id: int | None, to_id: int, day: date) -> None:
    """The hand-over counts from today: the unit follows the owner, and so does what the packages above keep."""
    _units_follow(customer_ids, to_id)
    for follow in AFTER_HAND_OVER:
        follow(customer_ids, from_id, to_id, day)


def _units_follow(customer_ids: list[int], owner_id: int) -> None:
    """A customer goes to the unit of its owner, unless the owner works in its unit too."""
    day = clock.today()
    units = list(
        db.session.scalars(
            select(Position.unit_id)
            .where(Position.person_id == owner_id, Position.starts <= day, Position.ends >= day)
            .order_by(Position.starts, Position.id)
        )
    )
    if not units:
        return
    for customer in db.session.scalars(select(Customer).where(Customer.id.in_(customer_ids))):
        if customer.unit_id not in units:
            customer.unit_id = units[0]


def settle() -> int:
    """The clock's part: hand-overs whose day has come, inside an open `write()`; returns how many customers."""
    due = select(Portfolio).where(~Portfolio.settled, Portfolio.starts <= clock.today())
    rows = list(db.session.scalars(due.order_by(Portfolio.id).limit(500).with_for_update(skip_locked=True)))
    groups: dict[tuple[int | None, int, date], list[int]] = {}
    for row in rows:
        row.settled = True
        until_then = select(Portfolio.owner_id).where(
            Portfolio.customer_id == row.customer_id, Portfolio.ends == row.starts - timedelta(days=1)
        )
        groups.setdefault((db.session.scalar(until_then), row.owner_id, row.starts), []).append(row.customer_id)
    db.session.flush()
    for (from_id, to_id, day), customer_ids in groups.items():
        if from_id != to_id:  # another partner only
            handed_over(customer_ids, from_id, to_id, day)
    return len(rows)


def tell(actor: Me, code: str, person_id: int | None, customers: dict[int, str], **said: str) -> None:
    """One notice for one customer, or one for all of them: `code` is that of one, with an s for several."""
    if person_id is None or not customers:
        return
    first, name = next(iter(customers.items()))
    notice = code if len(customers) == 1 else f"{code}_all"
    notify(
        [person_id], notice, "customer", first, urgency=Urgency.DECISION, but=actor.id,
        actor=actor.name, customer=name, count=len(customers), **said,
    )
