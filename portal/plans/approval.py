"""The moves of a plan's version: submit, withdraw, decide in a seat, start anew, discard (spec 2, Approval).

A decision names the version it saw. Comments, change requests, the judgement of the substantiation and the decision
are one form, one transaction and one mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import select

from portal.core import audit, clock, settings
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import settle
from portal.documents import content, remarks, review, turns
from portal.documents.drafts import locked
from portal.documents.models import (
    Answer,
    Decision,
    Document,
    Draft,
    Outcome,
    Remark,
    RemarkKind,
    Side,
    Snapshot,
    State,
    Turn,
)
from portal.people.me import Me
from portal.people.queries.countries import country_on
from portal.plans import amendments, effects, mandates, pictures, seats
from portal.plans.content import PLAN as SCHEMA
from portal.plans.content import visible
from portal.plans.models import Plan, PlanKind, Step, Substantiation
from portal.plans.readiness import lacks
from portal.plans.workflow import PLAN as FLOW
from portal.plans.workflow import Version

MOVE = {Outcome.REQUEST_CHANGES: "request_changes", Outcome.REJECT: "reject"}
LONGEST_QUOTE = 300


@dataclass(frozen=True)
class Wish:
    """A change that the approver asks for, on an item (`part_key`) or on the whole plan ("")."""

    part_key: str
    text: str


def due_date(owner_id: int) -> date:
    """The last day of a turn that begins now: working days of the country of the plan's owner."""
    return clock.add_working_days(clock.today(), settings.get("plan_days"), country_on(owner_id))


def plan_of(document_id: int) -> Plan:
    """The plan's facts, locked with its document."""
    return db.session.get(Plan, document_id, populate_existing=True)


def submit(plan_id: int, actor: Me, *, note: str = "") -> int:
    """Freeze the version under the next number and send it to the approver; returns the number.

    Raises `Refused` with the code of the failed check, `TooLate` when it is not at work any more, 403 for another
    than the owner.
    """
    with write():
        document, draft = locked(plan_id)
        plan = plan_of(plan_id)
        if actor.id != document.owner_id:
            abort(403)
        body = content.normalised(content.loads(draft.body, content.SHAPE), SCHEMA)
        move = FLOW.demand("submit", draft.state, _version(document, draft, plan, body))
        if draft.side is Side.MAIN:  # an amendment leaves the picture as it was when the plan was approved
            body = pictures.frozen(body, plan)
        number = document.last_number + 1
        review.freeze(document, number, visible(body), actor)
        document.last_number, draft.submitted = number, number
        for row in _answered_now(plan_id):
            row.answered_in = number
        turns.stand(document, draft, move.target, Turn.APPROVER, due_date(document.owner_id))
        audit.record(
            "plan_submitted", "plan", plan_id, actor=actor, number=number, detail={"note": note} if note else None
        )
        settle(actor.id, "plan", plan_id)
        effects.submitted(document, draft, actor, note)
        return number


def _version(document: Document, draft: Draft, plan: Plan, body: content.Body) -> Version:
    right = mandates.of(document.owner_id)
    return Version(
        document, draft, plan, body, remarks.open_requests(document.id), tuple(lacks(body, PlanKind(plan.kind))),
        right, bool(seats.over(document.owner_id)), amendments.changes_something(document, draft, body),
    )


def _answered_now(document_id: int) -> list[Remark]:
    return list(
        db.session.scalars(
            select(Remark).where(
                Remark.document_id == document_id, Remark.answer.is_not(None), Remark.answered_in.is_(None)
            )
        )
    )


def withdraw(plan_id: int, actor: Me, *, seen: int) -> None:
    """Take a submitted version back while nobody has decided on it. Raises `TooLate` afterwards, or 403."""
    with write() as session:
        document, draft = locked(plan_id)
        if actor.id != document.owner_id:
            abort(403)
        if draft.submitted != seen:
            raise TooLate("replaced", number=draft.submitted)
        move = FLOW.demand("withdraw", draft.state, None)
        if session.scalar(select(Decision.id).where(Decision.document_id == plan_id, Decision.number == seen)):
            raise TooLate("seat_decided")
        was_with = seats.holders(
            seats.over(document.owner_id), draft.turn, escalated=draft.escalated_at is not None
        )
        turns.stand(document, draft, move.target, Turn.OWNER, None)
        for row in session.scalars(select(Remark).where(Remark.document_id == plan_id, Remark.answered_in == seen)):
            row.answered_in = None  # nobody decided on these answers, so they can still be changed
        for one in was_with:
            settle(one.person_id, "plan", plan_id)
        audit.record("plan_withdrawn", "plan", plan_id, actor=actor, number=seen)
        effects.withdrawn(document, [one.person_id for one in was_with], actor, seen)


def decide(  # noqa: PLR0913 - the fields of one form
    plan_id: int,
    actor: Me,
    outcome: Outcome,
    *,
    seen: int,
    comment: str = "",
    step: Step | None = None,
    wishes: Sequence[Wish] = (),
    locale: str = "",
    seat: str = "",
) -> Decision:
    """Decide on the version `seen` in the seat whose turn it is, as oneself or for somebody absent.

    The approver's seat rates the substantiation (`step`) to approve; asking for changes or rejecting needs a reason:
    a comment or a change request on this version. `seat` is the one the page showed: whoever meant the first decision
    does not take the second one unasked. The same decision sent twice is a success. Raises `TooLate` for a replaced
    version, a decided seat or a moved-on state; `Refused`; 403 without a seat.
    """
    with write() as session:
        document, draft = locked_or_moved(plan_id, actor, outcome, seen)
        if (replay := replayed(plan_id, actor, outcome, seen)) is not None:
            return replay
        if draft is None or draft.submitted != seen:
            raise TooLate("replaced", number=document.last_number)
        name = MOVE.get(outcome) or ("approve_second" if draft.turn is Turn.SECOND else "approve")
        FLOW.demand(name, draft.state, None)
        right = _right(actor, document, draft, seat)
        seat = seats.SEAT_OF[draft.turn]
        comment = comment.strip()
        if outcome is Outcome.APPROVE and wishes:
            raise Refused("wishes_stand")
        for wish in wishes:
            _ask(document, actor, wish, seen, locale or document.locale, right.for_id)
        said = remarks.said_by(plan_id, actor, seen)
        if outcome is not Outcome.APPROVE and not comment and not said:
            raise Refused("reason_needed")
        if outcome is Outcome.APPROVE and seat == seats.APPROVER and step is None:
            raise Refused("step_needed")
        decision = Decision(
            document_id=plan_id, number=seen, seat=seat, outcome=outcome, person_id=actor.id,
            deputy_of_id=right.for_id, comment=comment, at=clock.now(),
        )
        session.add(decision)
        if step is not None and seat == seats.APPROVER:
            session.add(
                Substantiation(document_id=plan_id, number=seen, step=step, person_id=actor.id, at=clock.now())
            )
        session.flush()
        for person_id in {actor.id, right.for_id or actor.id}:
            review.mark_reviewed(plan_id, person_id, seen)
        audit.record(
            f"plan_{name}", "plan", plan_id, actor=actor, deputy_of=right.for_id, number=seen,
            detail={"comment": comment} if comment else None, **({"step": step} if step else {}),
        )
        settle(actor.id, "plan", plan_id)
        _nobody_waits(document, draft)
        _move_on(document, draft, decision, right, actor, review.in_the_mail(comment, said))
        return decision


def _right(actor: Me, document: Document, draft: Draft, seat: str) -> seats.Holder:
    """The right by which the actor decides; too late when another one took the seat that this person had or saw."""
    if seat and seat != seats.SEAT_OF[draft.turn]:
        raise TooLate("seat_decided")
    right = seats.seat_for(actor, document, draft)
    if right is None:
        first = seats.holders(seats.over(document.owner_id), Turn.APPROVER, escalated=False)
        if draft.turn is Turn.SECOND and any(one.person_id == actor.id for one in first):
            raise TooLate("seat_decided")
        abort(403)
    return right


def _nobody_waits(document: Document, draft: Draft) -> None:
    """Whoever else was asked to decide need not any more: their notices count as read."""
    escalated = draft.escalated_at is not None
    for one in seats.holders(seats.over(document.owner_id), draft.turn, escalated=escalated):
        settle(one.person_id, "plan", document.id)


def locked_or_moved(plan_id: int, actor: Me, outcome: Outcome, seen: int) -> tuple[Document, Draft | None]:
    """Document and draft, locked. An approved plan has no draft: then only a replay is left to look for.

    Raises `TooLate("moved_on")` when there is nothing to decide on and this person has not decided so before.
    """
    try:
        return locked(plan_id)
    except TooLate:
        if replayed(plan_id, actor, outcome, seen) is None:
            raise TooLate("moved_on") from None
        return db.session.get(Document, plan_id), None


def replayed(plan_id: int, actor: Me, outcome: Outcome, seen: int) -> Decision | None:
    """What this person decided already on this version with this outcome: a button pressed twice, an answer lost."""
    return db.session.scalars(
        select(Decision).where(
            Decision.document_id == plan_id, Decision.number == seen, Decision.person_id == actor.id,
            Decision.outcome == outcome,
        )
    ).first()


def _ask(document: Document, actor: Me, wish: Wish, seen: int, locale: str, deputy_of: int | None) -> None:
    row = db.session.execute(
        select(Snapshot.body, Snapshot.shape).where(Snapshot.document_id == document.id, Snapshot.number == seen)
    ).one()
    part = content.find(content.loads(*row), wish.part_key) if wish.part_key else None
    quote = " ".join(next(iter(part["text"].values()), "").split())[:LONGEST_QUOTE] if part else ""
    remarks.add(
        document, actor, RemarkKind.REQUEST, wish.text, locale=locale, part_key=part["key"] if part else "",
        quote=quote, snapshot=seen, deputy_of=deputy_of,
    )


def _move_on(
    document: Document, draft: Draft, decision: Decision, right: seats.Holder, actor: Me, quote: str
) -> None:
    """What the decision does to the version: back to the owner, on to the next line, or in force."""
    plan = plan_of(document.id)
    if decision.outcome is Outcome.REQUEST_CHANGES:
        turns.stand(document, draft, State.CHANGES_REQUESTED, Turn.OWNER, due_date(document.owner_id))
        effects.changes_requested(document, draft, decision, actor, quote)
        return
    if decision.outcome is Outcome.REJECT:
        amends = draft.side is Side.AMENDMENT
        if amends:
            amendments.ended(document, draft, approved=False)
        else:
            turns.stand(document, draft, State.REJECTED, Turn.OWNER, None)
        effects.rejected(document, decision, actor, quote, amends=amends)
        return
    body = _body(document.id, decision.number)
    breaches = breaches_of(document, draft, plan, body)
    if decision.seat == seats.APPROVER and breaches and seats.next_line_decides(seats.over(document.owner_id), right):
        turns.stand(document, draft, State.AWAITING_SECOND, Turn.SECOND, due_date(document.owner_id))
        effects.awaiting_second(document, draft, decision, actor, breaches, quote)
        return
    remarks.close_requests(document.id, decision.number)
    effects.approved(document, draft, plan, body, decision, actor, quote)


def breaches_of(document: Document, draft: Draft, plan: Plan, body: content.Body) -> list[mandates.Breach]:
    """The limits of the owner's mandate that a version goes beyond; an amendment only where it asks for something new:
    what the next line allowed already is not asked again.
    """
    amends = draft.side is Side.AMENDMENT and document.in_force is not None
    in_force = _body(document.id, document.in_force) if amends else None
    return mandates.new_breaches(mandates.of(document.owner_id), body, in_force, plan.currency)


def _body(document_id: int, number: int) -> content.Body:
    row = db.session.execute(
        select(Snapshot.body, Snapshot.shape).where(Snapshot.document_id == document_id, Snapshot.number == number)
    ).one()
    return content.loads(*row)


def restart(plan_id: int, actor: Me, *, seen: int) -> None:
    """Begin the next version of a rejected plan. Its change requests still ask for an answer. Raises `TooLate`, 403."""
    with write():
        document, draft = locked(plan_id)
        if actor.id != document.owner_id:
            abort(403)
        if draft.submitted != seen:
            raise TooLate("replaced", number=draft.submitted)
        move = FLOW.demand("restart", draft.state, None)
        turns.stand(document, draft, move.target, Turn.OWNER, None)
        audit.record("plan_restarted", "plan", plan_id, actor=actor, number=seen)


def discard(plan_id: int, actor: Me, *, seen: int) -> None:
    """Throw a plan away that nobody else has seen; `seen` is its revision on the page that asked.

    It is gone from every list; number and history stay. Raises `TooLate`, `Refused("was_submitted")`, 403.
    """
    with write():
        document, draft = locked(plan_id)
        plan = plan_of(plan_id)
        if actor.id != document.owner_id:
            abort(403)
        FLOW.demand("discard", draft.state, Version(document, draft, plan, [], 0, (), None, has_approver=True))
        if draft.rev != seen:
            raise TooLate("edited_since")
        turns.end(document, draft)
        document.archived_at = clock.now()
        plan.is_open = False
        audit.record("plan_discarded", "plan", plan_id, actor=actor)


def answer(plan_id: int, remark_id: int, actor: Me, kind: Answer, text: str) -> Remark:
    """Answer a change request: done here, or not done because; see `remarks.answer`."""
    return remarks.answer(plan_id, remark_id, actor, kind, text)
