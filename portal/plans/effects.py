"""What a move of a plan means for others: who is told, what is counted, dated and planned from then on.

The calls of a later part (obligations that an approval settles) are listed here, where the events are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db
from portal.core.notices import Urgency, notify, settle
from portal.documents import content, listing, turns
from portal.documents.models import Decision, Document, Draft, Invitation, Side, Snapshot, Turn
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import amendments, projections, seats
from portal.plans.mandates import Breach
from portal.plans.models import Plan, Stage
from portal.plans.workflow import LIFE


def _told(document: Document, **more: Any) -> dict[str, Any]:
    plan = db.session.get(Plan, document.id)
    return {"title": document.title, "year": plan.year, **more}


def _by(decision: Decision, actor: Me) -> dict[str, Any]:
    absent = db.session.get(Person, decision.deputy_of_id) if decision.deputy_of_id else None
    return {"actor": actor.name, **({"on_behalf_of": absent.name} if absent else {})}


def ask(document: Document, draft: Draft, notice: str, actor: Me, quote: str = "", /, **told: Any) -> None:
    """Tell those whose seat it is; deputies read for whom they stand in."""
    everyone = seats.holders(
        seats.over(document.owner_id), draft.turn, escalated=draft.escalated_at is not None,
        taken_by=seats.taken_by(document.id, draft.submitted) if draft.turn is Turn.SECOND else None,
    )
    facts = _told(document, number=draft.submitted, due=draft.due.isoformat(), **{"actor": actor.name, **told})
    seen: set[int] = set()
    for one in everyone:
        if one.person_id in seen:
            continue
        seen.add(one.person_id)
        code, more = (f"{notice}_for", {"absent": one.for_name}) if one.for_id else (notice, {})
        notify(
            [one.person_id], code, "plan", document.id, urgency=Urgency.DECISION, quote=quote, but=actor.id,
            **facts, **more,
        )


def submitted(document: Document, draft: Draft, actor: Me, note: str) -> None:
    """The approver is asked to decide, and reads why an approved plan is to change."""
    if draft.side is not Side.AMENDMENT:
        ask(document, draft, "plan_to_decide", actor, note)
        return
    reason = amendments.open_for(document.id).reason
    ask(document, draft, "plan_amendment_to_decide", actor, f"{reason}\n\n{note}" if note else reason)


def withdrawn(document: Document, people: Sequence[int], actor: Me, number: int) -> None:
    """Who had it to decide need not any more."""
    told = _told(document, number=number, actor=actor.name)
    notify(people, "plan_withdrawn", "plan", document.id, but=actor.id, **told)


def _tell_owner(document: Document, decision: Decision, actor: Me, code: str, quote: str, **more: Any) -> None:
    """The owner and who submitted; and whoever was stood in for reads what was decided in their place."""
    told = _told(document, number=decision.number, **_by(decision, actor), **more)
    author = seats.author_of(document.id, decision.number)
    notify(
        [document.owner_id, author], code, "plan", document.id, urgency=Urgency.DECISION, quote=quote, but=actor.id,
        **told,
    )
    if decision.deputy_of_id:
        notify(
            [decision.deputy_of_id], f"{code}_for_you", "plan", document.id, urgency=Urgency.DECISION, quote=quote,
            **{**told, "actor": actor.name, "on_behalf_of": ""},
        )


def changes_requested(document: Document, draft: Draft, decision: Decision, actor: Me, quote: str) -> None:
    """The owner reads every request in one mail."""
    _tell_owner(document, decision, actor, "plan_changes_requested", quote, due=draft.due.isoformat())


def rejected(document: Document, decision: Decision, actor: Me, quote: str, *, amends: bool) -> None:
    """The owner reads the reason."""
    _tell_owner(document, decision, actor, "plan_amendment_rejected" if amends else "plan_rejected", quote)
    _end_questions(document, decision, actor)


def escalated(document: Document, draft: Draft, everyone: list[seats.Holder]) -> None:
    """The line above may decide too from now on, and the owner knows."""
    told = _told(document, number=draft.submitted, due=draft.due.isoformat())
    above = [one.person_id for one in seats.escalates_to(everyone, draft.turn)]
    notify(above, "plan_escalated", "plan", document.id, urgency=Urgency.DECISION, **told)
    notify([document.owner_id], "plan_escalated_owner", "plan", document.id, **told)


def awaiting_second(
    document: Document, draft: Draft, decision: Decision, actor: Me, breaches: Sequence[Breach], quote: str
) -> None:
    """The next line is asked, and the owner knows that the plan goes on."""
    _tell_owner(document, decision, actor, "plan_awaiting_second", quote)
    ask(
        document, draft, "plan_to_decide_second", actor, quote,
        **{**_by(decision, actor), "beyond": [breach.what for breach in breaches]},
    )


def approved(
    document: Document, draft: Draft, plan: Plan, body: content.Body, decision: Decision, actor: Me, quote: str
) -> None:
    """The version comes in force: counted, dated and planned from now on; an amendment leaves the plan's own dates."""
    amends = draft.side is Side.AMENDMENT
    if amends:
        amendments.ended(document, draft, approved=True)
    else:
        move = LIFE.demand("begin", plan.stage, None)
        plan.stage, plan.approved_at = move.target, clock.now()
    document.in_force = decision.number
    turns.end(document, draft)
    listing.work_ended(document)
    planned = projections.project(document, plan, body)
    if not amends and plan.starts <= clock.today():
        plan.stage = Stage.IN_EXECUTION
        audit.record("plan_in_execution", "plan", document.id)
    _end_questions(document, decision, actor)
    code = "plan_amendment_approved" if amends else "plan_approved"
    _tell_owner(document, decision, actor, code, quote, contacts=planned)


def _end_questions(document: Document, decision: Decision, actor: Me) -> None:
    """Advice that nobody gave is not asked any more once the version is decided on; who was asked hears so.

    The question ends at the moment of the decision itself: that tells it from one that was taken back.
    """
    told = _told(document, **_by(decision, actor))
    for row in db.session.scalars(
        select(Invitation).where(
            Invitation.document_id == document.id, Invitation.withdrawn_at.is_(None), Invitation.answered_at.is_(None)
        )
    ):
        row.withdrawn_at = decision.at
        settle(row.person_id, "plan", document.id)
        notify([row.person_id], "plan_advice_ended", "plan", document.id, but=actor.id, **told)


def project_again(document_id: int) -> None:
    """Make what is counted and planned follow the version in force anew, inside an open `write()`."""
    document, plan = db.session.get(Document, document_id), db.session.get(Plan, document_id)
    row = db.session.execute(
        select(Snapshot.body, Snapshot.shape).where(
            Snapshot.document_id == document_id, Snapshot.number == document.in_force
        )
    ).one()
    projections.project(document, plan, content.loads(*row))


