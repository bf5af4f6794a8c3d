"""What is counted, dated, ticked or planned of an approved plan, derived from its version in force.

Rows are found again by part key and branch, so that progress survives an amendment; what vanished gets an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.customers.models import Contributor, Portfolio
from portal.documents.content import Body, Part, children
from portal.documents.models import Document
from portal.people.models import FOREVER
from portal.plans.models import Action, Business, Goal, Measure, Plan, PlanCustomer, Support
from portal.visits.models import Channel
from portal.visits.services.agreement import Agreed, agree

Named = tuple[str, int | None]


def project(document: Document, plan: Plan, body: Body) -> int:
    """Derive everything, inside an open `write()`; returns how many contacts are planned from now on."""
    _match(Goal, document.id, dict(_goals(plan, body)))
    covered = {plan.customer_id} if plan.customer_id else _line_customers(body)
    after = heirs(covered)
    _match(Action, document.id, dict(_actions(document, body, after.get(plan.customer_id, {}))))
    _match(Support, document.id, dict(_support(body)))
    _cover(document.id, covered)
    return agree(document.id, _agreements(document, plan, body, after), plan.starts, plan.ends)


def _text(part: Part) -> str:
    return next((text for text in part["text"].values() if text), "")


def _goals(plan: Plan, body: Body) -> Iterable[tuple[Named, dict[str, Any]]]:
    for part in children(body, "", "goal"):
        data = part["data"]
        facts = {
            "customer_id": plan.customer_id, "measure": Measure(data["measure"]),
            "business": Business(data["business"]), "text": _text(part),
        }
        yield (part["key"], None), {**facts, **_numbers(data)}
        for below in children(body, part["key"], "branch_goal"):
            yield (part["key"], below["data"]["branch"]), {
                **facts, "text": _text(below) or _text(part), **_numbers(below["data"]),
            }
    for part in children(body, "", "line"):
        if "target" in part["data"]:
            yield (part["key"], None), {
                "customer_id": part["data"]["customer"], "measure": Measure.REVENUE, "business": Business.EXISTING,
                "text": _text(part), **_numbers(part["data"]),
            }


def _numbers(data: dict[str, Any]) -> dict[str, int | None]:
    return {"baseline": data.get("baseline"), "target": data.get("target")}


def _actions(document: Document, body: Body, after: dict[int, int]) -> Iterable[tuple[Named, dict[str, Any]]]:
    for part in children(body, "", "action"):
        named = part["data"].get("person", document.owner_id)
        facts = {
            "person_id": after.get(named, named),
            "due": date.fromisoformat(part["data"]["due"]), "text": _text(part),
        }
        for branch in part["data"].get("branches") or [None]:
            yield (part["key"], branch), facts


def _support(body: Body) -> Iterable[tuple[Named, dict[str, Any]]]:
    for part in children(body, "", "support"):
        yield (part["key"], None), {"request": _text(part)}


def _line_customers(body: Body) -> set[int]:
    return {part["data"]["customer"] for part in children(body, "", "line")}


def _agreements(document: Document, plan: Plan, body: Body, after: dict[int, dict[int, int]]) -> Iterable[Agreed]:
    for part in children(body, "", "agreement"):
        data = part["data"]
        named = data.get("person", document.owner_id)
        yield Agreed(
            part["key"], plan.customer_id, data.get("branch"), data.get("contact"),
            after.get(plan.customer_id, {}).get(named, named), Channel(data["channel"]), _text(part), data["per_year"],
        )
    for part in children(body, "", "line"):
        data = part["data"]
        if "per_year" in data:
            owner_id = after.get(data["customer"], {}).get(document.owner_id, document.owner_id)
            yield Agreed(
                part["key"], data["customer"], None, None, owner_id,
                Channel(data.get("channel", Channel.VISIT)), _text(part), data["per_year"],
            )


def _match(table: Any, document_id: int, wanted: dict[Named, dict[str, Any]]) -> None:
    """Rows as wanted: found ones take the new facts and keep their progress, new ones are added, others get an end."""
    held = {
        (row.part_key, getattr(row, "branch_id", None)): row
        for row in db.session.scalars(select(table).where(table.document_id == document_id))
    }
    for named, facts in wanted.items():
        row = held.pop(named, None)
        if row is None:
            place = {"part_key": named[0]} | ({"branch_id": named[1]} if table is not Support else {})
            db.session.add(table(document_id=document_id, **place, **facts))
        else:
            for name, value in facts.items():
                if name != "person_id" or row.done_on is None:  # who did it stays known
                    setattr(row, name, value)
            row.ended_at = None
    for row in held.values():
        row.ended_at = row.ended_at or clock.now()


def _cover(document_id: int, customers: set[int]) -> None:
    """From today on the plan covers these customers; what it covered on earlier days stays known."""
    day = clock.today()
    running = {
        row.customer_id: row
        for row in db.session.scalars(
            select(PlanCustomer).where(PlanCustomer.document_id == document_id, PlanCustomer.ends == FOREVER)
        )
    }
    for customer_id in running.keys() - customers:
        row = running[customer_id]
        if row.starts == day:
            db.session.delete(row)
        else:
            row.ends = day - timedelta(days=1)
    db.session.add_all(
        PlanCustomer(document_id=document_id, customer_id=one, starts=day, ends=FOREVER)
        for one in sorted(customers - running.keys())
    )


def heirs(customer_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """{customer: {who owned it before: who owns it today}}: after a hand-over the owner stands for the one named.

    Somebody who still works on the customer, as partner or contributor, is meant by name. An unowned customer has no
    heir.
    """
    day, ids = clock.today(), list(customer_ids)
    rows = db.session.execute(
        select(Portfolio.customer_id, Portfolio.owner_id, Portfolio.partner_id, Portfolio.ends)
        .where(Portfolio.customer_id.in_(ids), Portfolio.starts <= day)
    ).all()
    helping = db.session.execute(
        select(Contributor.customer_id, Contributor.person_id).where(
            Contributor.customer_id.in_(ids), Contributor.starts <= day, Contributor.ends >= day
        )
    ).all()
    owners = {customer_id: owner for customer_id, owner, _partner, ends in rows if ends >= day}
    staying = {(customer_id, partner) for customer_id, _owner, partner, ends in rows if ends >= day}
    staying |= {(customer_id, person) for customer_id, person in helping} | set(owners.items())
    found: dict[int, dict[int, int]] = {}
    for customer_id, before, _partner, ends in rows:
        if ends < day and customer_id in owners and (customer_id, before) not in staying:
            found.setdefault(customer_id, {})[before] = owners[customer_id]
    return found
