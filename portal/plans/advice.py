"""Asking a colleague for advice, or to read the content as an expert; the decision does not move (spec 2, Approval)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import abort
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify, settle
from portal.core.together import Part
from portal.documents import turns
from portal.documents.drafts import locked
from portal.documents.models import Asked, Decision, Document, Draft, Invitation
from portal.documents.remarks import JUDGED
from portal.people.me import Me
from portal.people.models import Line, Person, Position, Via
from portal.plans import seats
from portal.plans.models import Plan

MOST_OF_TEAM = 20
NOTICES = {Asked.ADVICE: "plan_advice_asked", Asked.CONTENT: "plan_content_asked"}


@dataclass(frozen=True)
class Advice:
    """One question to a colleague, with the answer when there is one."""

    id: int
    person_id: int
    name: str
    asked_by_id: int
    asked_by: str
    asked: Asked
    question: str
    due: date
    at: datetime
    answer: str
    answered_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        """It waits for an answer."""
        return self.answered_at is None and self.withdrawn_at is None


def asked(plan_id: int) -> Part:
    """The questions asked about a plan and their answers, oldest first; a part of something larger.

    Those taken back without an answer are gone; those that a decision ended stay, without an answer.
    """
    person, by = aliased(Person), aliased(Person)
    ended = exists().where(Decision.document_id == plan_id, Decision.at == Invitation.withdrawn_at)
    found = yield {
        "advice": select(
            Invitation.id, Invitation.person_id, person.name, Invitation.invited_by_id, by.name, Invitation.asked,
            Invitation.question, Invitation.due, Invitation.at, Invitation.answer, Invitation.answered_at,
            Invitation.withdrawn_at,
        )
        .join(person, person.id == Invitation.person_id)
        .join(by, by.id == Invitation.invited_by_id)
        .where(
            Invitation.document_id == plan_id, Invitation.asked.in_((Asked.ADVICE, Asked.CONTENT)),
            Invitation.withdrawn_at.is_(None) | Invitation.answered_at.is_not(None) | ended,
        )
        .order_by(Invitation.at, Invitation.id)
    }
    return [Advice(*row) for row in found["advice"]]


def _judged(plan_id: int) -> tuple[Document, Draft]:
    document, draft = locked(plan_id)
    if draft.state not in JUDGED:
        raise TooLate("moved_on", state=draft.state)
    return document, draft


def ask(plan_id: int, actor: Me, person_id: int, asked: Asked, question: str, due: date) -> Invitation:
    """Ask a colleague; who was asked before is asked anew. The decision stays where it is.

    Raises `TooLate` when the version is decided on, `Refused` for the owner, who decides, or nobody; 403 without the
    seat whose turn it is.
    """
    with write() as session:
        document, draft = _judged(plan_id)
        if seats.seat_for(actor, document, draft) is None:
            abort(403)
        person = session.get(Person, person_id)
        if person is None or person.disabled_at is not None:
            raise Refused("no_adviser")
        everyone = seats.over(document.owner_id)
        deciding = seats.holders(everyone, draft.turn, escalated=draft.escalated_at is not None)
        if person_id in {actor.id, document.owner_id, *(one.person_id for one in deciding)}:
            raise Refused("adviser_decides")
        if not question.strip():
            raise Refused("no_question")
        row = session.scalars(
            select(Invitation).where(Invitation.document_id == plan_id, Invitation.person_id == person_id)
        ).one_or_none()
        if row is None:
            row = Invitation(document_id=plan_id, person_id=person_id)
            session.add(row)
        row.asked, row.question, row.due, row.invited_by_id = asked, question.strip(), due, actor.id
        row.at, row.answer, row.answered_at, row.withdrawn_at = clock.now(), "", None, None
        session.flush()
        audit.record(
            "plan_advice_asked", "plan", plan_id, actor=actor, number=draft.submitted, person=person_id,
            detail={"text": row.question},
        )
        notify(
            [person_id], NOTICES[asked], "plan", plan_id, urgency=Urgency.DECISION, quote=row.question,
            actor=actor.name, **_about(document), due=due.isoformat(),
        )
        return row


def _about(document: Document) -> dict[str, object]:
    return {"title": document.title, "year": db.session.get(Plan, document.id).year}


def take_back(plan_id: int, invitation_id: int, actor: Me) -> None:
    """Ask no longer; what was answered stays. Raises `TooLate` when it was answered; 404 for another's question."""
    with write() as session:
        row = session.scalars(
            select(Invitation)
            .where(
                Invitation.id == invitation_id, Invitation.document_id == plan_id, Invitation.invited_by_id == actor.id,
                Invitation.asked.in_((Asked.ADVICE, Asked.CONTENT)),
            )
            .with_for_update()
        ).one_or_none()
        if row is None:
            abort(404)
        if row.answered_at is not None:
            raise TooLate("advice_given")
        if row.withdrawn_at is not None:
            return
        row.withdrawn_at = clock.now()
        settle(row.person_id, "plan", plan_id)
        audit.record("plan_advice_withdrawn", "plan", plan_id, actor=actor, person=row.person_id)
        notify(
            [row.person_id], "plan_advice_withdrawn", "plan", plan_id, actor=actor.name,
            **_about(session.get(Document, plan_id)),
        )


def answer(plan_id: int, actor: Me, text: str) -> Invitation:
    """Give the advice. Raises `TooLate` when the version was decided on meanwhile or the question taken back, and
    `Refused` for an empty answer; 403 for who was not asked.
    """
    with write() as session:
        _document, draft = _judged(plan_id)
        row = session.scalars(
            select(Invitation)
            .where(
                Invitation.document_id == plan_id, Invitation.person_id == actor.id,
                Invitation.asked.in_((Asked.ADVICE, Asked.CONTENT)),
            )
            .with_for_update()
        ).one_or_none()
        if row is None:
            abort(403)
        if row.withdrawn_at is not None:
            raise TooLate("advice_taken_back")
        if not text.strip():
            raise Refused("no_advice")
        row.answer, row.answered_at = text.strip(), clock.now()
        settle(actor.id, "plan", plan_id)
        audit.record(
            "plan_advice_given", "plan", plan_id, actor=actor, number=draft.submitted, detail={"text": row.answer}
        )
        notify(
            [row.invited_by_id], "plan_advice_given", "plan", plan_id, urgency=Urgency.DECISION, quote=row.answer,
            actor=actor.name, **_about(session.get(Document, plan_id)),
        )
        return row


def default_due(latest: date | None, country: str | None = None) -> date:
    """When advice is wanted at the latest: three working days of the country from now, or two when the decision is due
    before that; a working day in any case, also when the decision is late.
    """
    today = clock.today()
    wished = clock.add_working_days(today, 3, country)
    return max(min(wished, latest or wished), clock.add_working_days(today, 2, country))


def suggested(me: Me, owner_id: int) -> list[tuple[int, str]]:
    """Who is near: who advises the owner functionally, who else leads in the line, and the colleagues of the owner's
    team, as (id, name); at most twenty of the team.
    """
    day = clock.today()
    other = Person.id.not_in((owner_id, me.id)), Person.disabled_at.is_(None)
    above = db.session.execute(
        select(Person.id, Person.name)
        .join(Line, Line.over_id == Person.id)
        .where(
            Line.person_id.in_((owner_id, me.id)), Line.starts <= day, Line.ends >= day, Line.via != Via.DEPUTY, *other
        )
        .distinct()
        .order_by(Person.name)
    )
    teams = select(Position.unit_id).where(
        Position.person_id == owner_id, Position.starts <= day, Position.ends >= day
    )
    beside = db.session.execute(
        select(Person.id, Person.name)
        .join(Position, Position.person_id == Person.id)
        .where(Position.unit_id.in_(teams), Position.starts <= day, Position.ends >= day, *other)
        .distinct()
        .order_by(Person.name)
        .limit(MOST_OF_TEAM)
    )
    return list(dict(tuple(row) for row in (*above, *beside)).items())


def days_left(one: Advice) -> int:
    """Working days until the advice is due."""
    return turns.working_days(clock.today(), one.due)
