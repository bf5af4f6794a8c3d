"""What follows a review: publish the approved version, put it in force when its day comes, confirm reading it."""

from __future__ import annotations

from datetime import date

from flask import abort
from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import settle
from portal.core.workflow import Workflow
from portal.documents import content, listing, turns
from portal.documents.models import Decision, Document, Draft, Outcome, Publication, Reading, Snapshot
from portal.documents.review import Version
from portal.documents.seats import PUBLISHER, reviewers_of
from portal.people.me import Me


def publish(  # noqa: PLR0913 - what is published, by whom and how
    document: Document, draft: Draft, flow: Workflow, actor: Me, *, seen: int, valid_from: date, ask: bool,
    reason: str = "",
) -> Publication:
    """Put the approved snapshot in force, inside an open `write()`; four eyes are checked here too.

    `reason`: why all the same, for checks that let that be said. The version at work ends. Raises `TooLate` for another
    version than the one seen, 403 for who submitted it, `Refused("in_the_past")` for a day before today.
    """
    if valid_from < clock.today():
        raise Refused("in_the_past")
    if draft.submitted != seen:
        raise TooLate("replaced" if draft.submitted else "moved_on", number=draft.submitted)
    snapshot = db.session.scalars(
        select(Snapshot).where(Snapshot.document_id == document.id, Snapshot.number == seen)
    ).one()
    body = content.loads(snapshot.body, snapshot.shape)
    flow.demand("publish", draft.state, Version(document, draft, body, 0, reason=reason))
    if snapshot.author_id == actor.id:
        abort(403)
    db.session.add(
        Decision(
            document_id=document.id, number=seen, seat=PUBLISHER, outcome=Outcome.APPROVE, person_id=actor.id,
            at=clock.now(),
        )
    )
    publication = Publication(
        document_id=document.id, number=seen, approver_id=actor.id, published_at=clock.now(), valid_from=valid_from,
        ask=ask, adopted_from="",
    )
    db.session.add(publication)
    turns.end(document, draft)
    for row in reviewers_of(document.id):
        row.withdrawn_at = clock.now()
    listing.work_ended(document)
    if valid_from <= clock.today():
        document.in_force = seen
        listing.came_in_force(document, body)
    audit.record(
        f"{document.kind}_published", document.kind, document.id, actor=actor, number=seen, date=valid_from.isoformat()
    )
    return publication


def put_in_force(day: date) -> list[tuple[Document, Publication]]:
    """Put publications whose day has come in force, inside an open `write()`; returns them. Safe to run twice."""
    came = []
    due = db.session.execute(
        select(Publication.document_id, func.max(Publication.number))
        .join(Document, Document.id == Publication.document_id)
        .where(Publication.valid_from <= day, Document.archived_at.is_(None))
        .where((Document.in_force.is_(None)) | (Publication.number > Document.in_force))
        .group_by(Publication.document_id)
    ).all()
    for document_id, number in due:
        document = db.session.scalars(select(Document).where(Document.id == document_id).with_for_update()).one()
        if document.in_force is not None and document.in_force >= number:
            continue  # another worker was first, and has told everyone
        document.in_force = number
        snapshot = db.session.scalars(
            select(Snapshot).where(Snapshot.document_id == document_id, Snapshot.number == number)
        ).one()
        listing.came_in_force(document, content.loads(snapshot.body, snapshot.shape))
        audit.record(f"{document.kind}_in_force", document.kind, document_id, number=number)
        publication = db.session.scalars(
            select(Publication).where(Publication.document_id == document_id, Publication.number == number)
        ).one()
        came.append((document, publication))
    return came


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
            settle(actor.id, document.kind, document_id)
