"""What a move of a profile means for others: who is told, and who is asked to confirm reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.notices import Notice, Urgency, notify, settle
from portal.documents.listing import titles_for
from portal.documents.models import Document, Publication, Reading
from portal.people.me import Me
from portal.people.models import Person, Position
from portal.profiles.models import Profile

MONTHS = 12
ASKED, REMINDER = "profile_to_acknowledge", "profile_reading_reminder"
BETWEEN = timedelta(days=1)  # two questions to confirm the same profile

# What packages above do when a version was published or adopted, for today or a day to come: (document). Called inside
# the open `write()`.
AFTER_PUBLISHED: list[Callable[[int], object]] = []
# What packages above have to say to who published a version, after the commit: (document, number) to a sentence or "".
SAY_AFTER_PUBLISHING: list[Callable[[int, int], str]] = []


def holders_of(role_id: int | None) -> list[int]:
    """The people who hold a role today."""
    day = clock.today()
    return list(
        db.session.scalars(
            select(Position.person_id)
            .where(Position.role_id == role_id, Position.starts <= day, Position.ends >= day)
            .order_by(Position.person_id)
        )
    )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def plan_review(document_id: int, valid_from: date) -> Profile:
    """Plan the review of what came in force that day, inside an open `write()`."""
    profile = db.session.get(Profile, document_id)
    profile.review_on = months_after(valid_from, profile.review_months)
    return profile


def published(document: Document, publication: Publication, actor: Me) -> None:
    """Tell the owner; plan the next review and ask the holders once it is in force, today or when its day comes."""
    notify(
        [document.owner_id], "profile_published", "profile", document.id, urgency=Urgency.DECISION, but=actor.id,
        title=titles_for(document), number=publication.number, actor=actor.name,
    )
    settle(actor.id, "profile", document.id)
    if document.in_force == publication.number:
        came_into_force(document, publication)
    follow(document.id)


def follow(document_id: int) -> None:
    """Let the packages above follow what was published."""
    db.session.flush()
    for one in AFTER_PUBLISHED:
        one(document_id)


def came_into_force(document: Document, publication: Publication) -> None:
    """Plan the next review, and ask the holders to confirm reading when the publication asks it."""
    profile = plan_review(document.id, publication.valid_from)
    approver = db.session.get(Person, publication.approver_id)
    if publication.ask:
        notify(
            holders_of(profile.role_id), ASKED, "profile", document.id, urgency=Urgency.DECISION,
            but=publication.approver_id, title=titles_for(document), number=publication.number, actor=approver.name,
        )


def remind(profile_id: int, actor: Me) -> int:
    """Ask the holders again who have not confirmed what they were asked to; returns how many were reminded.

    Nobody is asked twice within a day. Raises `Refused("nobody_to_remind")` when that leaves nobody.
    """
    with write() as session:
        document = session.scalars(select(Document).where(Document.id == profile_id).with_for_update()).one()
        number, people = _to_remind(document)
        if not people:
            raise Refused("nobody_to_remind")
        notify(
            people, REMINDER, "profile", profile_id, urgency=Urgency.DECISION, title=titles_for(document),
            number=number, actor=actor.name,
        )
        audit.record("profile_reminded", "profile", profile_id, actor=actor, number=number, people=len(people))
        return len(people)


def _to_remind(document: Document) -> tuple[int | None, list[int]]:
    asked = db.session.scalar(
        select(func.max(Publication.number)).where(
            Publication.document_id == document.id, Publication.ask.is_(True),
            Publication.number <= (document.in_force or 0),
        )
    )
    if asked is None:
        return None, []
    role_id = db.session.scalar(select(Profile.role_id).where(Profile.document_id == document.id))
    confirmed = select(Reading.person_id).where(Reading.document_id == document.id, Reading.acknowledged >= asked)
    lately = select(Notice.person_id).where(
        Notice.kind == "profile", Notice.subject_id == document.id, Notice.code.in_((ASKED, REMINDER)),
        Notice.at > clock.now() - BETWEEN,
    )
    left_out = {*db.session.scalars(confirmed), *db.session.scalars(lately)}
    return asked, [one for one in holders_of(role_id) if one not in left_out]
