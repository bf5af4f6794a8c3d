"""Amendments (spec 2): only one section of an approved plan goes back, with a reason; the plan stays approved."""

from __future__ import annotations

from typing import Any

from flask import abort
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import settle
from portal.documents import content, drafts, listing, remarks, turns
from portal.documents.models import Decision, Document, Draft, Side, Snapshot, State
from portal.people.me import Me
from portal.people.models import Person
from portal.plans.content import AMENDABLE, section_of
from portal.plans.models import Amendment, AmendmentState, Plan
from portal.plans.workflow import LIFE


def open_for(plan_id: int) -> Amendment | None:
    """The amendment at work, if any."""
    return db.session.scalars(
        select(Amendment).where(Amendment.document_id == plan_id, Amendment.state == AmendmentState.OPEN)
    ).one_or_none()


def opened(plan_id: int) -> Select[Any]:
    """The question for its section and reason."""
    return select(Amendment.section, Amendment.reason).where(
        Amendment.document_id == plan_id, Amendment.state == AmendmentState.OPEN
    )


def start(plan_id: int, actor: Me, section: str, reason: str) -> Draft:
    """Open one section of an approved plan for change. Raises `TooLate`, `Refused`, 403 for another than the owner."""
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == plan_id).with_for_update()).one()
        plan = session.get(Plan, plan_id)
        if actor.id != document.owner_id:
            abort(403)
        LIFE.demand("amend", plan.stage, None)
        if session.scalars(select(Draft).where(Draft.document_id == plan_id)).first() is not None:
            raise TooLate("draft_exists")
        if section not in AMENDABLE:
            raise Refused("no_section")
        if not reason.strip():
            raise Refused("reason_needed")
        draft = drafts.start(document, in_force(document), actor, Side.AMENDMENT)
        session.add(
            Amendment(
                document_id=plan_id, section=section, reason=reason.strip(), state=AmendmentState.OPEN,
                opened_at=clock.now(),
            )
        )
        audit.record(
            "plan_amendment_opened", "plan", plan_id, actor=actor, section=section, detail={"reason": reason.strip()}
        )
        return draft


def drop(plan_id: int, actor: Me, *, seen: int) -> None:
    """Give the open amendment up while it is with the owner; `seen` is the draft's revision. Raises `TooLate`."""
    with write():
        document, draft = drafts.locked(plan_id)
        if actor.id != document.owner_id:
            abort(403)
        if draft.side is not Side.AMENDMENT or draft.state not in {State.DRAFT, State.CHANGES_REQUESTED}:
            raise TooLate("moved_on", state=draft.state)
        if draft.rev != seen:
            raise TooLate("edited_since")
        row = open_for(plan_id)
        row.state, row.closed_at = AmendmentState.WITHDRAWN, clock.now()
        _gone(document, draft)
        audit.record("plan_amendment_dropped", "plan", plan_id, actor=actor, section=row.section)
        settle(actor.id, "plan", plan_id)


def ended(document: Document, draft: Draft, *, approved: bool) -> Amendment:
    """The open amendment was decided on, inside an open `write()`; returns it."""
    row = open_for(document.id)
    row.state = AmendmentState.APPROVED if approved else AmendmentState.REJECTED
    row.number, row.closed_at = draft.submitted, clock.now()
    if not approved:
        _gone(document, draft)
    return row


def _gone(document: Document, draft: Draft) -> None:
    """The amendment comes to nothing; what was asked of it must not stop the next version."""
    remarks.close_requests(document.id, draft.submitted or document.last_number)
    turns.end(document, draft)
    listing.work_ended(document)


def of(plan_id: int) -> list[dict[str, Any]]:
    """The amendments of a plan, newest first: `row`, and its last decision as `by`, `for_name`, `at` and `comment`."""
    absent = aliased(Person)
    last = (
        select(func.max(Decision.id))
        .where(Decision.document_id == plan_id, Decision.number == Amendment.number)
        .correlate(Amendment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Amendment, Person.name, absent.name, Decision.at, Decision.comment)
        .outerjoin(Decision, Decision.id == last)
        .outerjoin(Person, Person.id == Decision.person_id)
        .outerjoin(absent, absent.id == Decision.deputy_of_id)
        .where(Amendment.document_id == plan_id)
        .order_by(Amendment.id.desc())
    )
    return [dict(zip(("row", "by", "for_name", "at", "comment"), row, strict=True)) for row in rows]


def in_force(document: Document) -> content.Body:
    """The body of the version in force. Raises `NoResultFound` before the first approval."""
    row = db.session.execute(
        select(Snapshot.body, Snapshot.shape).where(
            Snapshot.document_id == document.id, Snapshot.number == document.in_force
        )
    ).one()
    return content.loads(*row)


def within(body: content.Body, changed: content.Body, section: str) -> bool:
    """Whether an edit stays within one section: everything else reads as before."""

    def rest(of: content.Body) -> list[Any]:
        return [[part["key"], part["in"], part["text"], part["data"]] for part in of if section_of(part) != section]

    return rest(body) == rest(changed)


def changes_something(document: Document, draft: Draft, body: content.Body) -> bool:
    """An amendment must differ from what is in force; any other version may be sent as it is."""
    if draft.side is not Side.AMENDMENT:
        return True
    before = [[part["key"], part["in"], part["text"], part["data"]] for part in in_force(document)]
    return before != [[part["key"], part["in"], part["text"], part["data"]] for part in body]
