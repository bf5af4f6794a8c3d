"""Writes about plans that are not moves of a version: create, copy, carry out, evaluate, close."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError

from portal.core import audit, clock, i18n
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify
from portal.customers.models import Currency, Customer, Portfolio
from portal.documents import content, drafts
from portal.documents.models import Document, Kind
from portal.people.me import Me
from portal.people.models import Position
from portal.people.services.versions import same
from portal.plans import amendments, pictures, seats
from portal.plans.content import PLAN as SCHEMA
from portal.plans.models import Action, Goal, Measure, Need, Plan, PlanKind, Requirement, Stage, Support
from portal.plans.workflow import LIFE

YEARS = range(2000, 2101)
DROPPED_FROM_COPY = {"support", "unplaced"}


def create(
    actor: Me, kind: PlanKind, year: int, customer_id: int | None = None, *, copy_from: int | None = None
) -> int:
    """A new plan of the actor for a customer they own (a portfolio plan: for all theirs); returns its id.

    `copy_from` is a plan of the same customer or seller: its version in force becomes the first draft, with what was
    achieved beside each goal. Raises `Refused("not_yours")`, `Refused("year_out_of_range")`, and `TooLate("exists")`
    when one is open already.
    """
    if year not in YEARS:
        raise Refused("year_out_of_range")
    try:
        with write():
            return _create(actor, kind, year, customer_id, copy_from)
    except IntegrityError as error:
        raise TooLate("plan_exists") from error


def _create(actor: Me, kind: PlanKind, year: int, customer_id: int | None, copy_from: int | None) -> int:
    customers = owned(actor.id)
    if kind is PlanKind.PORTFOLIO:
        customer_id = None
        title, unit_id, currency = actor.name, _unit_of(actor.id), _main_currency(customers)
    else:
        customer = next((one for one in customers if one.id == customer_id), None)
        if customer is None:
            raise Refused("not_yours")
        title, unit_id, currency = customer.name, customer.unit_id, customer.currency
    if _open(kind, year, customer_id, actor.id) is not None:
        raise TooLate("plan_exists")
    body = _first_body(actor, kind, year, customers, copy_from)
    document = drafts.create(
        Kind.PLAN, SCHEMA, body, locale=_language(actor, copy_from), owner_id=actor.id, unit_id=unit_id,
        actor=actor, title=title,
    )
    db.session.add(
        Plan(
            document_id=document.id, kind=kind, year=year, customer_id=customer_id, seller_id=actor.id,
            currency=currency, stage=Stage.AT_WORK, starts=date(year, 1, 1), ends=date(year, 12, 31), is_open=True,
            evaluation="", copied_from_id=copy_from,
        )
    )
    db.session.flush()
    return document.id


def _language(actor: Me, copy_from: int | None) -> str:
    """A copy stays in the language that it was written in; a new plan is in the seller's."""
    if copy_from is not None:
        return db.session.scalars(select(Document.locale).where(Document.id == copy_from)).one()
    return actor.locale or i18n.current()


def owned(person_id: int) -> list[Customer]:
    """The customers somebody owns today, prospects too, by name."""
    day = clock.today()
    running = and_(
        Portfolio.customer_id == Customer.id, Portfolio.owner_id == person_id, Portfolio.starts <= day,
        Portfolio.ends >= day,
    )
    return list(db.session.scalars(select(Customer).join(Portfolio, running).order_by(Customer.sort_nl, Customer.id)))


def _open(kind: PlanKind, year: int, customer_id: int | None, seller_id: int) -> int | None:
    about = Plan.seller_id == seller_id if customer_id is None else Plan.customer_id == customer_id
    return db.session.scalar(
        select(Plan.document_id).where(Plan.kind == kind, Plan.year == year, Plan.is_open.is_(True), about)
    )


def _unit_of(person_id: int) -> int:
    day = clock.today()
    unit_id = db.session.scalar(
        select(Position.unit_id)
        .where(Position.person_id == person_id, Position.starts <= day, Position.ends >= day)
        .order_by(Position.starts.desc(), Position.id)
        .limit(1)
    )
    if unit_id is None:
        raise Refused("no_position")
    return unit_id


def _main_currency(customers: list[Customer]) -> Currency:
    if not customers:
        raise Refused("no_customers")
    held = [customer.currency for customer in customers]
    return max(sorted(set(held)), key=held.count)


def _first_body(
    actor: Me, kind: PlanKind, year: int, customers: list[Customer], copy_from: int | None
) -> content.Body:
    if copy_from is not None:
        return copied(copy_from, actor, kind, year)
    if kind is not PlanKind.PORTFOLIO:
        return []
    needed = set(
        db.session.scalars(
            select(Requirement.customer_id).where(
                Requirement.seller_id == actor.id, Requirement.year == year, Requirement.need == Need.PORTFOLIO,
                Requirement.ends >= clock.today(),
            )
        )
    )
    return [
        content.new_part("line", text={}, data={"customer": one.id, **_baseline(one.id, year)})
        for one in customers
        if one.id in needed
    ]


def _baseline(customer_id: int, year: int) -> dict[str, int]:
    revenue = [row for row in pictures.revenue_by_year(customer_id, year) if row[0] == year - 1]
    return {"baseline": max(revenue[0][1], 0)} if revenue else {}


def copied(plan_id: int, actor: Me, kind: PlanKind, year: int) -> content.Body:
    """The version in force of an earlier plan as a first draft: goals with what was achieved, dates moved on.

    Aborts with 404 for a plan that is not the actor's own of this kind, or was never approved.
    """
    document, plan = db.session.get(Document, plan_id), db.session.get(Plan, plan_id)
    if plan is None or document.owner_id != actor.id or plan.kind != kind or document.in_force is None:
        abort(404)
    achieved = {
        goal.part_key: goal
        for goal in db.session.scalars(select(Goal).where(Goal.document_id == plan_id, Goal.branch_id.is_(None)))
    }
    body = []
    for part in amendments.in_force(document):
        if part["kind"] in DROPPED_FROM_COPY:
            continue
        data = {name: value for name, value in part["data"].items() if name not in {"frozen", "last"}}
        if part["kind"] in {"goal", "line"}:
            data = _next_goal(data, achieved.get(part["key"]))
        if part["kind"] == "action" and "due" in data:
            data["due"] = _years_on(date.fromisoformat(data["due"]), year - plan.year).isoformat()
        body.append(content.new_part(part["kind"], part["in"], part["text"], data=data, key=part["key"]))
    return body


def _next_goal(data: dict[str, Any], goal: Goal | None) -> dict[str, Any]:
    """Last year's target and result stay beside the goal; what was achieved is the new baseline."""
    last = {"target": data.get("target")}
    if goal is not None:
        last |= {"achieved": goal.achieved, "result": goal.result}
    new = {name: value for name, value in data.items() if name not in {"baseline", "target"}}
    if data.get("measure", Measure.REVENUE) != Measure.QUALITATIVE:
        baseline = goal.achieved if goal is not None and goal.achieved is not None else data.get("target")
        new |= {"baseline": baseline} if baseline is not None else {}
    return {**new, "last": {name: value for name, value in last.items() if value not in {None, ""}}}


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def tick(plan_id: int, action_id: int, actor: Me, *, done: bool, note: str, seen: int) -> Action:
    """Say that an action is done (or not yet), with a note, while the plan is carried out.

    `seen` is the revision of the row on the page that asked. Raises `TooLate`.
    """
    with write() as session:
        _carried_out(plan_id)
        row = session.scalars(
            select(Action).where(Action.id == action_id, Action.document_id == plan_id).with_for_update()
        ).one_or_none()
        if row is None:
            abort(404)
        if row.rev != seen or row.ended_at is not None:
            raise TooLate("edited_since")
        row.done_on = (row.done_on or clock.today()) if done else None
        row.note, row.rev = note.strip(), row.rev + 1
        audit.record(
            "plan_action_done" if done else "plan_action_open", "plan", plan_id, actor=actor, part=row.part_key,
            branch=row.branch_id, detail={"note": row.note} if row.note else None,
        )
        return row


def _carried_out(plan_id: int) -> Plan:
    plan = db.session.scalars(select(Plan).where(Plan.document_id == plan_id).with_for_update()).one()
    if plan.stage not in {Stage.APPROVED, Stage.IN_EXECUTION}:
        raise TooLate("not_carried_out", stage=plan.stage)
    return plan


def answer_support(  # noqa: PLR0913 - the fields of one form
    plan_id: int, support_id: int, actor: Me, *, measure: str, owner_id: int | None, due: date | None,
    done_on: date | None, seen: int,
) -> Support:
    """Say what is done about support asked, by whom and when; its new owner is told. Raises `TooLate`, `Stale`."""
    with write() as session:
        _carried_out(plan_id)
        row = session.scalars(
            select(Support).where(Support.id == support_id, Support.document_id == plan_id).with_for_update()
        ).one_or_none()
        if row is None:
            abort(404)
        same(row, seen, {"measure": row.measure, "owner_id": row.owner_id, "due": row.due, "done_on": row.done_on})
        told = owner_id if owner_id != row.owner_id else None
        row.measure, row.owner_id, row.due, row.done_on = measure.strip(), owner_id, due, done_on
        audit.record(
            "plan_support_answered", "plan", plan_id, actor=actor, part=row.part_key, detail={"measure": row.measure}
        )
        if told:
            document = session.get(Document, plan_id)
            notify(
                [told], "plan_support_yours", "plan", plan_id, urgency=Urgency.DECISION, quote=row.measure,
                but=actor.id, title=document.title, actor=actor.name,
            )
        return row


def evaluate(plan_id: int, actor: Me, words: str, results: dict[int, tuple[int | None, str]]) -> None:
    """Say at the end what came of a plan: in words, and per goal (its id) what was achieved, in hundredths.

    Raises `TooLate` outside its execution, `Refused("nothing_said")` without words, 403 for another than the owner.
    """
    with write() as session:
        plan = session.scalars(select(Plan).where(Plan.document_id == plan_id).with_for_update()).one()
        document = session.get(Document, plan_id)
        if actor.id != document.owner_id:
            abort(403)
        move = LIFE.demand("evaluate", plan.stage, None)
        if amendments.open_for(plan_id) is not None:
            raise Refused("amendment_at_work")
        if not words.strip():
            raise Refused("nothing_said")
        for goal in session.scalars(select(Goal).where(Goal.document_id == plan_id, Goal.ended_at.is_(None))):
            goal.achieved, goal.result = results.get(goal.id, (None, ""))
        plan.stage, plan.evaluation, plan.evaluated_at = move.target, words.strip(), clock.now()
        audit.record("plan_evaluated", "plan", plan_id, actor=actor, detail={"words": plan.evaluation})
        near = [one.person_id for one in seats.over(document.owner_id)[:1]]
        notify(
            near, "plan_evaluated", "plan", plan_id, quote=plan.evaluation, but=actor.id, title=document.title,
            year=plan.year, actor=actor.name,
        )


def close(plan_id: int, actor: Me) -> None:
    """Close an evaluated plan. Raises `TooLate`; 403 for who does not lead the owner."""
    with write() as session:
        plan = session.scalars(select(Plan).where(Plan.document_id == plan_id).with_for_update()).one()
        document = session.get(Document, plan_id)
        if actor.id not in {one.person_id for one in seats.over(document.owner_id)}:
            abort(403)
        move = LIFE.demand("close", plan.stage, None)
        plan.stage, plan.is_open = move.target, False
        audit.record("plan_closed", "plan", plan_id, actor=actor)
        notify(
            [document.owner_id], "plan_closed", "plan", plan_id, but=actor.id, title=document.title, year=plan.year,
            actor=actor.name,
        )

