"""Writes about a customer itself: adding one, its facts, winning a prospect, ending."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.customers import choices, effects, policy
from portal.customers.models import Category, Complexity, Currency, Customer, Portfolio, Reach, Segment
from portal.people.me import Me
from portal.people.models import Person, Unit
from portal.people.services.versions import fresh, same

EARLIEST = date(1950, 1, 1)
FACTS = ("name", "number", "segment", "reach", "complexity", "category", "potential", "currency", "since")
CODES = {
    "segment": Segment, "reach": Reach, "complexity": Complexity, "category": Category, "currency": Currency,
}


def held(row: Any) -> dict[str, Any]:
    """The facts of a customer (or its file) as a form holds them: codes as text, nothing as an empty text."""
    found = {name: getattr(row, name) for name in FACTS}
    return found | {name: str(found[name] or "") for name in CODES} | {"number": row.number or ""}


def _stored(given: dict[str, Any]) -> dict[str, Any]:
    """The facts as the table holds them."""
    made = dict(given)
    for name, kind in CODES.items():
        if name in made:
            made[name] = kind(made[name]) if made[name] else None
    if "number" in made:
        made["number"] = made["number"] or None
    return made


def _day(since: date | None) -> None:
    if since is not None and since < EARLIEST:
        raise Refused("since_early", field="since")
    if since is not None and since > clock.today():
        raise Refused("since_late", field="since")


def _free(number: str | None, but: int = 0) -> None:
    if number and db.session.scalar(select(Customer.id).where(Customer.number == number, Customer.id != but)):
        raise Refused("number_taken", field="number")


def _texts(row: Customer) -> dict[str, Any]:
    """What the history keeps of the facts, erasable."""
    return {name: None if (value := getattr(row, name)) is None else str(value) for name in FACTS}


def create(me: Me, *, unit: int, owner: int | None, partner: int | None = None, **facts: Any) -> int:
    """A new customer, or a prospect when `since` is None, of a unit and an owner; returns the id.

    Raises `Refused` for a number in use, a day out of reach, or an owner and unit that are not this person's to give.
    """
    with write() as session:
        _day(facts.get("since"))
        _free(facts.get("number"))
        if unit not in dict(choices.units(me)):
            raise Refused("unit_not_yours", field="unit")
        if owner not in choices.owner_ids(me):
            raise Refused("owner_not_yours", field="owner")
        if partner and not owner:
            raise Refused("partner_alone", field="partner")
        if fresh(Unit, unit).ended_on is not None:
            raise Refused("unit_ended", field="unit")
        if owner and (partner == owner or fresh(Person, owner).disabled_at is not None):
            raise Refused("own_partner" if partner == owner else "owner_gone", field="owner")
        customer = Customer(unit_id=unit, created_at=clock.now(), **_stored(facts))
        session.add(customer)
        session.flush()
        if owner:
            session.add(
                Portfolio(customer_id=customer.id, owner_id=owner, partner_id=partner, starts=clock.today())
            )
        session.flush()
        audit.record("customer_added", "customer", customer.id, actor=me, detail=_texts(customer))
        effects.facts_changed([customer.id])
        return customer.id


def change(me: Me, customer_id: int, base: int, **facts: Any) -> None:
    """Other facts. Raises `Stale` when somebody changed them since `base`, `Refused` for what the rules refuse."""
    with write():
        customer = fresh(Customer, customer_id)
        file = policy.ACT.load(me, customer_id)
        same(customer, base, held(customer))
        wanted = _stored(facts)
        if file.is_prospect:
            wanted.pop("since", None)  # a prospect is won by a move of its own
        else:
            _since(customer, wanted["since"])
        _free(wanted["number"], but=customer_id)
        before = _texts(customer)
        for name, value in wanted.items():
            setattr(customer, name, value)
        _recorded(me, "customer_changed", customer, before)


def _since(customer: Customer, since: date | None) -> None:
    if since is None:
        raise Refused("since_missing", field="since")
    _day(since)
    if customer.until is not None and since > customer.until:
        raise Refused("since_after_end", field="since")


def _recorded(me: Me, code: str, customer: Customer, before: dict[str, Any], **data: Any) -> None:
    """One row in the history with what changed, and what follows from it; nothing when nothing did."""
    after = _texts(customer)
    changed = [name for name in FACTS if before[name] != after[name]]
    if changed:
        detail = {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
        audit.record(code, "customer", customer.id, actor=me, detail=detail, **data)
        effects.facts_changed([customer.id])


def classify(me: Me, customer_id: int, base: int, *, category: str) -> None:
    """Our own category. Raises `Stale` like `change`."""
    with write():
        customer = fresh(Customer, customer_id)
        policy.CLASSIFY.load(me, customer_id)
        same(customer, base, held(customer))
        before, customer.category = _texts(customer), Category(category) if category else None
        _recorded(me, "customer_category", customer, before, category=category or "–")


def win(me: Me, customer_id: int, since: date) -> None:
    """A prospect is a customer since a day. Raises `Refused`, also when it is a customer already."""
    with write():
        customer = fresh(Customer, customer_id)
        file = policy.ACT.load(me, customer_id)
        if not file.is_prospect:
            raise Refused("won_already")
        _since(customer, since)
        customer.since = since
        customer.rev += 1
        audit.record("customer_won", "customer", customer_id, actor=me, date=str(since))
        effects.facts_changed([customer_id])


def end(me: Me, customer_id: int, until: date) -> None:
    """The last day as a customer, or as a prospect that is looked after. Raises `Refused`."""
    with write():
        customer = fresh(Customer, customer_id)
        policy.ACT.load(me, customer_id)
        if until < (customer.since or EARLIEST):
            raise Refused("end_before_since", field="until")
        if until.year > clock.today().year + 5:
            raise Refused("end_far", field="until")
        customer.until = until
        customer.rev += 1
        audit.record("customer_ended", "customer", customer_id, actor=me, date=str(until))
        effects.facts_changed([customer_id])


def resume(me: Me, customer_id: int) -> None:
    """Take an end back: it goes on as if it had not ended."""
    with write():
        customer = fresh(Customer, customer_id)
        policy.ACT.load(me, customer_id)
        if customer.until is not None:
            customer.until = None
            customer.rev += 1
            audit.record("customer_resumed", "customer", customer_id, actor=me)
            effects.facts_changed([customer_id])
