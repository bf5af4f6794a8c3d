"""Review of a version: submit, decide per seat, withdraw. The moves themselves stand in the domain's workflow.

A decision names the version it saw: without that, a page opened before a resubmission approves a text nobody read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify, settle
from portal.core.workflow import Workflow
from portal.documents import content, turns
from portal.documents.drafts import locked
from portal.documents.listing import titles_for
from portal.documents.models import (
    Answer,
    Decision,
    Document,
    Draft,
    Invitation,
    Outcome,
    Reading,
    Remark,
    RemarkKind,
    Snapshot,
    State,
    Turn,
)
from portal.documents.remarks import open_requests, said_by
from portal.documents.seats import (
    invited_to_act,
    publishers_of,
    reviewers_of,
    seat_of,
    seats_of,
    tell_reviewers,
)
from portal.people.me import Me
from portal.people.models import Person

LONGEST_QUOTE = 200  # signs of an item in a mail


@dataclass(frozen=True)
class Version:
    """What the checks of a move look at."""

    document: Document
    draft: Draft
    body: list[dict[str, Any]]
    open_requests: int
    reviewers: tuple[int, ...] = ()
    reason: str = ""  # why it goes on all the same, where a check lets that be said


def submit(
    document_id: int,
    flow: Workflow,
    schema: content.Schema,
    actor: Me,
    *,
    reviewers: Iterable[int],
    due: date,
    note: str = "",
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
        turns.stand(document, draft, move.target, Turn.REVIEWERS, due)
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
        tell_reviewers(
            document, chosen, f"{document.kind}_to_review", actor, urgency=Urgency.DECISION, quote=note, number=number,
            due=due.isoformat(),
        )
        settle(actor.id, document.kind, document.id)
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


def _invite(document_id: int, chosen: tuple[int, ...], due: date, actor: Me) -> None:
    invitations = db.session.scalars(select(Invitation).where(Invitation.document_id == document_id))
    held = {row.person_id: row for row in invitations}
    for person_id, row in held.items():
        row.withdrawn_at = None if person_id in chosen else row.withdrawn_at or clock.now()
        row.due = due
    for person_id in chosen:
        if person_id not in held:
            db.session.add(
                Invitation(
                    document_id=document_id, person_id=person_id, due=due, invited_by_id=actor.id, at=clock.now()
                )
            )


def decide(
    document_id: int, flow: Workflow, actor: Me, outcome: Outcome, comment: str, *, seen: int, seat: int
) -> Decision:
    """Decide on the version `seen` from the actor's own seat, or from that of somebody absent.

    `seat` is the person whose seat it is, never another one: who has two and presses twice has decided once.
    Asking for changes needs a comment or a change request of the actor on this version. The same decision sent twice is
    a success. Raises `TooLate` for a replaced version, a decided seat or a moved-on state; 403 without a seat.
    """
    name = "approve" if outcome is Outcome.APPROVE else "request_changes"
    with write() as session:
        document, draft = locked(document_id)
        if (replay := same_decision(document_id, actor, outcome, seen, seat)) is not None:
            return replay
        if draft.submitted is not None and draft.submitted != seen:
            raise TooLate("replaced", number=draft.submitted)
        move = flow.demand(name, draft.state, None)
        seat_holder = _seat_to_take(document_id, actor, seen, seat)
        deputy_of = None if seat_holder == actor.id else seat_holder
        said = said_by(document_id, actor, seen)
        if outcome is Outcome.REQUEST_CHANGES and not comment.strip() and not any(row.number for row in said):
            raise Refused("reason_needed")
        decision = Decision(
            document_id=document_id, number=seen, seat=seat_of(seat_holder), outcome=outcome, person_id=actor.id,
            deputy_of_id=deputy_of, comment=comment.strip(), at=clock.now(),
        )
        session.add(decision)
        session.flush()
        for person_id in {actor.id, seat_holder}:
            mark_reviewed(document_id, person_id, seen)
        audit.record(
            f"{document.kind}_{name}", document.kind, document.id, actor=actor, deputy_of=deputy_of, number=seen,
            detail={"comment": comment.strip()} if comment.strip() else None,
        )
        settle(actor.id, document.kind, document.id)
        _after_decision(document, draft, move.target, decision, actor, said)
        return decision


def same_decision(document_id: int, actor: Me, outcome: Outcome, number: int, seat: int) -> Decision | None:
    """What the actor decided already in this seat and in the same words: a button pressed twice, an answer lost."""
    return db.session.scalars(
        select(Decision).where(
            Decision.document_id == document_id, Decision.number == number, Decision.person_id == actor.id,
            Decision.seat == seat_of(seat), Decision.outcome == outcome,
        )
    ).one_or_none()


def _seat_to_take(document_id: int, actor: Me, number: int, seat: int) -> int:
    """The seat, checked. Aborts with 403 when the actor may not take it; raises `TooLate` for a decided one."""
    if seat not in invited_to_act(document_id, actor, number):
        abort(403)
    if seat not in dict(seats_of(document_id, actor, number)):
        raise TooLate("seat_decided")
    return seat


def mark_reviewed(document_id: int, person_id: int, number: int) -> None:
    """The person has judged this version: redlines begin there, inside an open `write()`."""
    reading = db.session.get(Reading, (document_id, person_id))
    if reading is None:
        db.session.add(Reading(document_id=document_id, person_id=person_id, reviewed=number))
    else:
        reading.reviewed = max(number, reading.reviewed or 0)


_FOR_YOU = {Outcome.APPROVE: "approved_for_you", Outcome.REQUEST_CHANGES: "changes_requested_for_you"}


def _after_decision(
    document: Document, draft: Draft, target: State | None, decision: Decision, actor: Me, said: list[Remark]
) -> None:
    author_id, author = db.session.execute(
        select(Person.id, Person.name)
        .join(Snapshot, Snapshot.author_id == Person.id)
        .where(Snapshot.document_id == document.id, Snapshot.number == decision.number)
    ).one()
    absent = db.session.get(Person, decision.deputy_of_id) if decision.deputy_of_id else None
    told = {"title": titles_for(document), "number": decision.number, "actor": actor.name}
    if absent is not None:
        told["on_behalf_of"] = absent.name
    quote = in_the_mail(decision.comment, said)
    if absent is not None:
        notify(
            [absent.id], f"{document.kind}_{_FOR_YOU[decision.outcome]}", document.kind, document.id, quote=quote,
            title=told["title"], number=decision.number, actor=actor.name,
        )
    if decision.outcome is Outcome.REQUEST_CHANGES:
        turns.stand(document, draft, target, Turn.OWNER, None)
        code = "changes_requested"
    elif _all_approved(document.id, decision.number):
        turns.stand(document, draft, target, Turn.PUBLISHER, None)
        code = "approved"
    else:
        code = "seat_approved"
    notify(
        [document.owner_id, author_id], f"{document.kind}_{code}", document.kind, document.id,
        urgency=Urgency.DECISION, quote=quote, but=actor.id, **told,
    )
    if code == "approved":
        notify(
            publishers_of(document, author_id), f"{document.kind}_to_publish", document.kind, document.id,
            urgency=Urgency.DECISION, but=actor.id, author=author, **told,
        )


def in_the_mail(comment: str, said: list[Remark]) -> str:
    """The decision's words and every remark behind it: one decision, one mail (users-say C 7 and 8)."""
    lines = [f"{f'{row.number}. ' if row.number else ''}{_about(row)}{row.text}" for row in said]
    return "\n\n".join(text for text in (comment, *lines) if text)


def _about(row: Remark) -> str:
    """The item that a remark hangs on, as a line above it."""
    words = " ".join(row.quote.split())
    if not words:
        return ""
    return f"“{words}”\n" if len(words) <= LONGEST_QUOTE else f"“{words[:LONGEST_QUOTE].rstrip()} …”\n"


def _all_approved(document_id: int, number: int) -> bool:
    approved = set(
        db.session.scalars(
            select(Decision.seat).where(
                Decision.document_id == document_id, Decision.number == number, Decision.outcome == Outcome.APPROVE
            )
        )
    )
    return {seat_of(row.person_id) for row in reviewers_of(document_id)} <= approved


def withdraw(document_id: int, flow: Workflow, actor: Me, *, seen: int) -> None:
    """Take a submitted or approved version back to the author, also when some reviewers have decided already:
    a version must never be stuck on somebody who cannot decide. What was decided stays in the history.

    Raises `TooLate` for another version than the one seen, or when it moved on.
    """
    with write():
        document, draft = locked(document_id)
        number = draft.submitted
        if number is not None and number != seen:
            raise TooLate("replaced", number=number)
        move = flow.demand("withdraw", draft.state, None)
        turns.stand(document, draft, move.target, Turn.OWNER, None)
        audit.record(f"{document.kind}_withdrawn", document.kind, document.id, actor=actor, number=number)
        tell_reviewers(
            document, [row.person_id for row in reviewers_of(document_id)], f"{document.kind}_withdrawn", actor,
            number=number,
        )


def drop_round(document: Document, draft: Draft, actor: Me) -> None:
    """Close what a version leaves behind that is thrown away, inside an open `write()`.

    Reviewers are not asked any more, and change requests that nobody answered count as not done: they must not stop
    the next version.
    """
    for row in db.session.scalars(
        select(Invitation).where(Invitation.document_id == document.id, Invitation.withdrawn_at.is_(None))
    ):
        row.withdrawn_at = clock.now()
    for remark in db.session.scalars(
        select(Remark).where(
            Remark.document_id == document.id, Remark.kind == RemarkKind.REQUEST, Remark.answered_in.is_(None)
        )
    ):
        if remark.answer is None:
            remark.answer, remark.answered_by_id, remark.answered_at = Answer.NOT_DONE, actor.id, clock.now()
        remark.answered_in = draft.submitted
