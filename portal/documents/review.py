"""Review of a version: submit, decide per seat, withdraw, publish. The moves themselves stand in the domain's workflow.

A decision names the version it saw: without that, a page opened before a resubmission approves a text nobody read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify
from portal.core.workflow import Workflow
from portal.documents import content
from portal.documents.drafts import locked
from portal.documents.models import (
    Answer,
    Decision,
    Document,
    Draft,
    Invitation,
    Outcome,
    Publication,
    Reading,
    Remark,
    RemarkKind,
    Snapshot,
    State,
    Turn,
)
from portal.people.me import Me
from portal.people.models import Absence

PUBLISHER = "publisher"


@dataclass(frozen=True)
class Version:
    """What the checks of a move look at."""

    document: Document
    draft: Draft
    body: list[dict[str, Any]]
    open_requests: int
    reviewers: tuple[int, ...] = ()


def seat_of(person_id: int) -> str:
    """The seat of a required reviewer."""
    return f"reviewer:{person_id}"


def open_requests(document_id: int) -> int:
    """How many change requests still wait for an answer."""
    return db.session.scalar(
        select(func.count()).select_from(Remark).where(
            Remark.document_id == document_id, Remark.kind == RemarkKind.REQUEST, Remark.answer.is_(None)
        )
    ) or 0


def absent_for(deputy_id: int) -> set[int]:
    """The people in whose place this person acts today."""
    day = clock.today()
    return set(
        db.session.scalars(
            select(Absence.person_id).where(Absence.deputy_id == deputy_id, Absence.starts <= day, Absence.ends >= day)
        )
    )


def with_deputies(person_ids: Iterable[int]) -> list[int]:
    """The people and, for those absent today, their deputies."""
    day, people = clock.today(), list(person_ids)
    deputies = db.session.scalars(
        select(Absence.deputy_id).where(
            Absence.person_id.in_(people), Absence.deputy_id.is_not(None), Absence.starts <= day, Absence.ends >= day
        )
    )
    return list(dict.fromkeys([*people, *deputies]))


def reviewers_of(document_id: int) -> list[Invitation]:
    """The invitations in force, oldest first."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(Invitation.document_id == document_id, Invitation.withdrawn_at.is_(None))
            .order_by(Invitation.id)
        )
    )


def submit(
    document_id: int, flow: Workflow, schema: content.Schema, actor: Me, *, reviewers: Iterable[int], due: date, note: str = ""
) -> int:
    """Freeze the version under the next number and send it to the reviewers; returns the number.

    Raises `Refused` with the code of the failed check, `TooLate` when it is not at work any more.
    """
    chosen = tuple(dict.fromkeys(reviewers))
    with write() as session:
        document, draft = locked(document_id)
        body = content.normalised(content.loads(draft.body, content.SHAPE), schema)
        move = flow.demand("submit", draft.state, Version(document, draft, body, open_requests(document_id), chosen))
        if actor.id in chosen:
            raise Refused("own_reviewer")
        number = document.last_number + 1
        freeze(document, number, body, actor)
        document.last_number, draft.submitted = number, number
        _stand(draft, move.target, Turn.REVIEWERS, due)
        _invite(document.id, chosen, due, actor)
        for remark in session.scalars(
            select(Remark).where(
                Remark.document_id == document_id, Remark.answer.is_not(None), Remark.answered_in.is_(None)
            )
        ):
            remark.answered_in = number
        audit.record(
            f"{document.kind}_submitted", document.kind, document.id, actor=actor, number=number,
            detail={"note": note} if note else None,
        )
        notify(
            with_deputies(chosen), f"{document.kind}_to_review", document.kind, document.id, urgency=Urgency.DECISION,
            quote=note, but=actor.id, title=document.title, number=number, actor=actor.name,
        )
        return number


def freeze(document: Document, number: int, body: list[dict[str, Any]], author: Me) -> Snapshot:
    """Add the immutable snapshot of a body, inside an open `write()`."""
    text = content.dumps(body)
    snapshot = Snapshot(
        document_id=document.id, number=number, shape=content.SHAPE, body=text, digest=content.digest(text),
        author_id=author.id, created_at=clock.now(),
    )
    db.session.add(snapshot)
    db.session.flush()
    return snapshot


def _stand(draft: Draft, state: State | None, turn: Turn, due: date | None) -> None:
    draft.state, draft.turn, draft.since, draft.due = state, turn, clock.now(), due


def _invite(document_id: int, chosen: tuple[int, ...], due: date, actor: Me) -> None:
    held = {row.person_id: row for row in db.session.scalars(select(Invitation).where(Invitation.document_id == document_id))}
    for person_id, row in held.items():
        row.withdrawn_at = None if person_id in chosen else row.withdrawn_at or clock.now()
        row.due = due
    for person_id in chosen:
        if person_id not in held:
            db.session.add(
                Invitation(document_id=document_id, person_id=person_id, due=due, invited_by_id=actor.id, at=clock.now())
            )


def decide(document_id: int, flow: Workflow, actor: Me, outcome: Outcome, comment: str, *, seen: int) -> Decision:
    """Decide on the version `seen` from the actor's seat, or from that of somebody absent.

    Asking for changes needs a comment or an open change request on this version. The same decision sent twice is a
    success. Raises `TooLate` for a replaced version, a decided seat or a moved-on state; 403 without a seat.
    """
    name = "approve" if outcome is Outcome.APPROVE else "request_changes"
    with write() as session:
        document, draft = locked(document_id)
        replay = session.scalars(
            select(Decision).where(
                Decision.document_id == document_id, Decision.number == seen, Decision.person_id == actor.id,
                Decision.outcome == outcome,
            )
        ).first()
        if replay is not None:
            return replay
        if draft.submitted is not None and draft.submitted != seen:
            raise TooLate("replaced", number=draft.submitted)
        move = flow.demand(name, draft.state, None)
        seat_holder = _free_seat(document_id, actor, seen)
        deputy_of = None if seat_holder == actor.id else seat_holder
        asked = _requests_on(document_id, seen)
        if outcome is Outcome.REQUEST_CHANGES and not comment.strip() and not asked:
            raise Refused("reason_needed")
        decision = Decision(
            document_id=document_id, number=seen, seat=seat_of(seat_holder), outcome=outcome, person_id=actor.id,
            deputy_of_id=deputy_of, comment=comment.strip(), at=clock.now(),
        )
        session.add(decision)
        session.flush()
        for person_id in {actor.id, seat_holder}:
            _mark_reviewed(document_id, person_id, seen)
        audit.record(
            f"{document.kind}_{name}", document.kind, document.id, actor=actor, deputy_of=deputy_of, number=seen,
            detail={"comment": comment} if comment.strip() else None,
        )
        _after_decision(document, draft, move.target, decision, actor)
        return decision


def _free_seat(document_id: int, actor: Me, number: int) -> int:
    """The person whose seat the actor takes: the actor's own first. Aborts with 403 without a seat."""
    invited = [row.person_id for row in reviewers_of(document_id)]
    absent = absent_for(actor.id)
    seats = [person for person in invited if person == actor.id] + [person for person in invited if person in absent]
    author = db.session.scalar(
        select(Snapshot.author_id).where(Snapshot.document_id == document_id, Snapshot.number == number)
    )
    if not seats or author == actor.id:
        abort(403)
    decided = set(
        db.session.scalars(select(Decision.seat).where(Decision.document_id == document_id, Decision.number == number))
    )
    free = [person for person in seats if seat_of(person) not in decided]
    if not free:
        raise TooLate("seat_decided")
    return free[0]


def _requests_on(document_id: int, number: int) -> list[Remark]:
    return list(
        db.session.scalars(
            select(Remark)
            .where(Remark.document_id == document_id, Remark.snapshot == number, Remark.kind == RemarkKind.REQUEST)
            .order_by(Remark.number)
        )
    )


def _mark_reviewed(document_id: int, person_id: int, number: int) -> None:
    reading = db.session.get(Reading, (document_id, person_id))
    if reading is None:
        db.session.add(Reading(document_id=document_id, person_id=person_id, reviewed=number))
    else:
        reading.reviewed = max(number, reading.reviewed or 0)


def _after_decision(document: Document, draft: Draft, target: State | None, decision: Decision, actor: Me) -> None:
    author = db.session.scalar(
        select(Snapshot.author_id).where(Snapshot.document_id == document.id, Snapshot.number == decision.number)
    )
    told = {document.owner_id, author}
    if decision.outcome is Outcome.REQUEST_CHANGES:
        _stand(draft, target, Turn.OWNER, None)
        asked = _requests_on(document.id, decision.number)
        quote = "\n\n".join(
            [text for text in [decision.comment] if text] + [f"{row.number}. {row.text}" for row in asked]
        )
        notify(
            told, f"{document.kind}_changes_requested", document.kind, document.id, urgency=Urgency.DECISION, quote=quote,
            but=actor.id, title=document.title, number=decision.number, actor=actor.name, count=len(asked),
        )
        return
    seats = {seat_of(row.person_id) for row in reviewers_of(document.id)}
    approved = set(
        db.session.scalars(
            select(Decision.seat).where(
                Decision.document_id == document.id, Decision.number == decision.number,
                Decision.outcome == Outcome.APPROVE,
            )
        )
    )
    complete = seats <= approved
    if complete:
        _stand(draft, target, Turn.PUBLISHER, None)
    notify(
        told, f"{document.kind}_approved" if complete else f"{document.kind}_seat_approved", document.kind, document.id,
        urgency=Urgency.DECISION, quote=decision.comment, but=actor.id, title=document.title, number=decision.number,
        actor=actor.name,
    )


def withdraw(document_id: int, flow: Workflow, actor: Me) -> None:
    """Take a submitted or approved version back to the author. Raises `Refused("decided")` once a reviewer decided."""
    with write():
        document, draft = locked(document_id)
        number = draft.submitted
        move = flow.demand("withdraw", draft.state, None)
        if draft.state == State.IN_REVIEW and db.session.scalar(
            select(func.count()).select_from(Decision).where(Decision.document_id == document_id, Decision.number == number)
        ):
            raise Refused("decided")
        _stand(draft, move.target, Turn.OWNER, None)
        audit.record(f"{document.kind}_withdrawn", document.kind, document.id, actor=actor, number=number)
        notify(
            with_deputies(row.person_id for row in reviewers_of(document_id)), f"{document.kind}_withdrawn",
            document.kind, document.id, but=actor.id, title=document.title, number=number, actor=actor.name,
        )


def publish(
    document: Document, draft: Draft, flow: Workflow, schema: content.Schema, actor: Me, *, seen: int, valid_from: date, ask: bool
) -> Publication:
    """Put the approved snapshot in force, inside an open `write()`; four eyes are checked here too.

    The version at work ends. Raises `TooLate` for another version than the one seen, 403 for who submitted it.
    """
    if draft.submitted is not None and draft.submitted != seen:
        raise TooLate("replaced", number=draft.submitted)
    snapshot = db.session.scalars(
        select(Snapshot).where(Snapshot.document_id == document.id, Snapshot.number == seen)
    ).one()
    body = content.loads(snapshot.body, snapshot.shape)
    flow.demand("publish", draft.state, Version(document, draft, body, 0))
    if snapshot.author_id == actor.id:
        abort(403)
    db.session.add(
        Decision(
            document_id=document.id, number=seen, seat=PUBLISHER, outcome=Outcome.APPROVE, person_id=actor.id, at=clock.now()
        )
    )
    publication = Publication(
        document_id=document.id, number=seen, approver_id=actor.id, published_at=clock.now(), valid_from=valid_from,
        ask=ask, adopted_from="",
    )
    db.session.add(publication)
    db.session.delete(draft)
    for row in reviewers_of(document.id):
        row.withdrawn_at = clock.now()
    if valid_from <= clock.today():
        document.in_force = seen
    audit.record(
        f"{document.kind}_published", document.kind, document.id, actor=actor, number=seen, date=valid_from.isoformat()
    )
    return publication


def put_in_force(day: date) -> int:
    """Put publications whose day has come in force, inside an open `write()`; returns how many. Safe to run twice."""
    due = db.session.execute(
        select(Publication.document_id, func.max(Publication.number))
        .where(Publication.valid_from <= day)
        .join(Document, Document.id == Publication.document_id)
        .where((Document.in_force.is_(None)) | (Publication.number > Document.in_force))
        .group_by(Publication.document_id)
    ).all()
    for document_id, number in due:
        document = db.session.get(Document, document_id)
        document.in_force = number
        audit.record(f"{document.kind}_in_force", document.kind, document_id, number=number)
    return len(due)


def acknowledge(document_id: int, actor: Me, number: int) -> None:
    """Record that the person has read the version in force. Raises `TooLate` when another version is in force now."""
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == document_id).with_for_update()).one()
        if document.in_force != number:
            raise TooLate("replaced", number=document.in_force)
        reading = session.get(Reading, (document_id, actor.id))
        if reading is None:
            reading = Reading(document_id=document_id, person_id=actor.id)
            session.add(reading)
        if reading.acknowledged != number:
            reading.acknowledged, reading.acknowledged_at = number, clock.now()
            audit.record(f"{document.kind}_acknowledged", document.kind, document_id, actor=actor, number=number)


def remark(
    document_id: int, actor: Me, kind: RemarkKind, text: str, *, part_key: str = "", locale: str, quote: str = "",
    snapshot: int | None = None, deputy_of: int | None = None,
) -> Remark:
    """Add a comment or a numbered change request."""
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == document_id).with_for_update()).one()
        number = None
        if kind is RemarkKind.REQUEST:
            document.last_request += 1
            number = document.last_request
        row = Remark(
            document_id=document_id, kind=kind, number=number, part_key=part_key, locale=locale, snapshot=snapshot,
            quote=quote, text=text.strip(), author_id=actor.id, deputy_of_id=deputy_of, at=clock.now(), answer_text="",
        )
        session.add(row)
        session.flush()
        audit.record(
            f"{document.kind}_{kind}", document.kind, document_id, actor=actor, deputy_of=deputy_of,
            detail={"text": row.text}, part=part_key, **({"request": number} if number else {}),
        )
        return row


def answer(document_id: int, remark_id: int, actor: Me, kind: Answer, text: str) -> Remark:
    """Answer a change request: done here, or not done because. Raises `Refused("reason_needed")` for a bare refusal."""
    with write() as session:
        document, _draft = locked(document_id)
        row = session.scalars(
            select(Remark).where(
                Remark.id == remark_id, Remark.document_id == document_id, Remark.kind == RemarkKind.REQUEST
            )
        ).one_or_none()
        if row is None:
            abort(404)
        if row.answered_in is not None:
            raise TooLate("answer_submitted")
        if kind is Answer.NOT_DONE and not text.strip():
            raise Refused("reason_needed")
        row.answer, row.answer_text, row.answered_by_id, row.answered_at = kind, text.strip(), actor.id, clock.now()
        audit.record(
            f"{document.kind}_answered", document.kind, document_id, actor=actor, detail={"text": row.answer_text},
            request=row.number, answer=kind,
        )
        return row
