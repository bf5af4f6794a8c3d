"""What is counted, dated, ticked or planned of an approved plan, derived from its version in force.

Rows are found again by part key and branch, so that progress survives an amendment; what vanished gets an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from portal.core import clock
from portal.core.db import db
from portal.documents.content import Body, Part, children
from portal.documents.models import Document
from portal.plans.models import Action, Business, Goal, Measure, Plan, PlanCustomer, Support
from portal.visits.models import Channel
from portal.visits.services import Agreed, agree

Named = tuple[str, int | None]


def project(document: Document, plan: Plan, body: Body) -> int:
    """Derive everything, inside an open `write()`; returns how many contacts are planned from now on."""
    _match(Goal, document.id, dict(_goals(plan, body)))
    _match(Action, document.id, dict(_actions(document, body)))
    _match(Support, document.id, dict(_support(body)))
    _cover(document.id, {plan.customer_id} if plan.customer_id else _line_customers(body))
    return agree(document.id, _agreements(document, plan, body), plan.starts, plan.ends)


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


def _actions(document: Document, body: Body) -> Iterable[tuple[Named, dict[str, Any]]]:
    for part in children(body, "", "action"):
        facts = {
            "person_id": part["data"].get("person", document.owner_id),
            "due": date.fromisoformat(part["data"]["due"]), "text": _text(part),
        }
        for branch in part["data"].get("branches") or [None]:
            yield (part["key"], branch), facts


def _support(body: Body) -> Iterable[tuple[Named, dict[str, Any]]]:
    for part in children(body, "", "support"):
        yield (part["key"], None), {"request": _text(part)}


def _line_customers(body: Body) -> set[int]:
    return {part["data"]["customer"] for part in children(body, "", "line")}


def _agreements(document: Document, plan: Plan, body: Body) -> Iterable[Agreed]:
    for part in children(body, "", "agreement"):
        data = part["data"]
        yield Agreed(
            part["key"], plan.customer_id, data.get("branch"), data.get("contact"),
            data.get("person", document.owner_id), Channel(data["channel"]), _text(part), data["per_year"],
        )
    for part in children(body, "", "line"):
        data = part["data"]
        if "per_year" in data:
            yield Agreed(
                part["key"], data["customer"], None, None, document.owner_id,
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
                setattr(row, name, value)
            row.ended_at = None
    for row in held.values():
        row.ended_at = row.ended_at or clock.now()


def _cover(document_id: int, customers: set[int]) -> None:
    db.session.execute(delete(PlanCustomer).where(PlanCustomer.document_id == document_id))
    db.session.add_all(PlanCustomer(document_id=document_id, customer_id=one) for one in sorted(customers))
