"""Which customers need a plan for a year, as dated facts (spec 2): a rule of the organisation by category.

A fact that changes within the year ends and another one starts, so that a figure about a past day stays what it was.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Select, and_, exists, select, text

from portal.core import clock, settings
from portal.core.db import db
from portal.customers.models import Customer, Portfolio
from portal.people.models import FOREVER
from portal.plans.models import Exclusion, Need, Requirement

CHUNK = 500


def years_open(day: date, opens: str = "") -> list[int]:
    """The years for which plans are required on a day: this one, and the next once its planning has opened; `opens` is
    the setting where it was asked already.
    """
    opens = opens or settings.get("plan_opens")
    return [day.year, day.year + 1] if day >= _in_year(day.year, opens) else [day.year]


def due_of(year: int, since: date | None = None) -> date:
    """The last day on which the approval of a plan for this year is on time.

    Whoever needs one only from a day within the year (`since`) has as many days as there are from 1 January on.
    """
    due = _in_year(year, settings.get("plan_due"))
    return due if since is None else max(due, since + (due - date(year, 1, 1)))


def _in_year(year: int, month_and_day: str) -> date:
    """The day in a year; 29 February is the 28th where there is none."""
    month, day = (int(number) for number in month_and_day.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def need_of(category: str | None, *, excluded: bool, rule: dict[str, str]) -> Need:
    """What the rule asks for a category; an exclusion asks for none."""
    return Need.NONE if excluded else Need(rule.get(category or "", Need.NONE))


def refresh(customer_ids: Collection[int] | None = None, *, day: date | None = None) -> int:
    """Bring the facts of the open years up to date, inside an open `write()`; returns how many began or ended.

    For these customers, or for all. Prospects and customers that ended need no plan. Safe to run twice.
    """
    day = day or clock.today()
    if customer_ids is None:
        customer_ids = db.session.scalars(select(Customer.id)).all()
    ids = sorted(customer_ids)
    one_at_a_time()
    rule = settings.get("plan_rule")
    changed = 0
    for start in range(0, len(ids), CHUNK):
        part = ids[start:start + CHUNK]
        facts = db.session.execute(_facts(day).where(Customer.id.in_(part))).all()
        held = {
            (row.customer_id, row.year): row
            for row in db.session.scalars(
                select(Requirement).where(Requirement.customer_id.in_(part), Requirement.ends == FOREVER)
            )
        }
        for customer_id, category, since, until, owner_id, excluded in facts:
            for year in years_open(day):
                starts, ends = max(day, date(year, 1, 1)), date(year, 12, 31)
                is_customer = since is not None and since <= ends and (until is None or until >= starts)
                need = need_of(category, excluded=excluded or not is_customer, rule=rule)
                changed += _settle(held.get((customer_id, year)), customer_id, year, need, owner_id, day)
    db.session.flush()  # whoever asks again in the same transaction finds them
    return changed


def one_at_a_time() -> None:
    """Wait for another worker that brings the facts up to date: two would begin the same one."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(7262)"))


def _facts(day: date) -> Select:
    running = and_(Portfolio.customer_id == Customer.id, Portfolio.starts <= day, Portfolio.ends >= day)
    excluded = exists().where(
        Exclusion.customer_id == Customer.id, Exclusion.starts <= day, Exclusion.ends >= day
    )
    return select(
        Customer.id, Customer.category, Customer.since, Customer.until, Portfolio.owner_id, excluded
    ).outerjoin(Portfolio, running)


def _settle(
    row: Requirement | None, customer_id: int, year: int, need: Need, owner_id: int | None, day: date
) -> int:
    """End and start what differs; a fact that began today is changed in place."""
    if row is not None and (row.need, row.seller_id) == (need, owner_id):
        return 0
    if row is None and need is Need.NONE:
        return 0
    due = row.due if row is not None and row.need is not Need.NONE else due_of(year, day)
    if row is not None and row.starts == day:
        row.need, row.seller_id, row.due = need, owner_id, due
        return 1
    if row is not None:
        row.ends = day - timedelta(days=1)
        db.session.flush()
    db.session.add(
        Requirement(
            customer_id=customer_id, year=year, need=need, seller_id=owner_id, due=due, starts=day, ends=FOREVER,
        )
    )
    return 1
