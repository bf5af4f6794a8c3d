"""Who has a seat in a review: invited reviewers, deputies of those absent today, and who may publish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.notices import notify
from portal.documents.listing import titles_for
from portal.documents.models import Decision, Document, Invitation, Snapshot
from portal.people.me import DIRECTOR_OF, Me
from portal.people.models import Absence, Grant, GrantKind, Lead, Person, Unit, UnitPath

PUBLISHER = "publisher"


def seat_of(person_id: int) -> str:
    """The seat of a required reviewer."""
    return f"reviewer:{person_id}"


def absent_for(deputy_id: int) -> set[int]:
    """The people in whose place this person acts today."""
    day = clock.today()
    return set(
        db.session.scalars(
            select(Absence.person_id).where(Absence.deputy_id == deputy_id, Absence.starts <= day, Absence.ends >= day)
        )
    )


def deputies_of(person_ids: Iterable[int]) -> list[tuple[int, str]]:
    """For those absent today: (the deputy, the name of who is absent)."""
    day = clock.today()
    return [
        (deputy_id, name)
        for deputy_id, name in db.session.execute(
            select(Absence.deputy_id, Person.name)
            .join(Person, Person.id == Absence.person_id)
            .where(
                Absence.person_id.in_(list(person_ids)), Absence.deputy_id.is_not(None), Absence.starts <= day,
                Absence.ends >= day,
            )
            .order_by(Absence.id)
        )
    ]


def tell_reviewers(document: Document, person_ids: Iterable[int], notice: str, actor: Me, **told: Any) -> None:
    """Tell the reviewers, and the deputies of those absent today in whose place it is."""
    people = list(person_ids)
    facts = {"title": titles_for(document), "actor": actor.name, **told}
    notify(people, notice, document.kind, document.id, but=actor.id, **facts)
    for deputy_id, absent in deputies_of(people):
        notify([deputy_id], f"{notice}_for", document.kind, document.id, but=actor.id, absent=absent, **facts)


def reviewers_of(document_id: int) -> list[Invitation]:
    """The invitations in force, oldest first."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(Invitation.document_id == document_id, Invitation.withdrawn_at.is_(None))
            .order_by(Invitation.id)
        )
    )


def invited_to_act(document_id: int, actor: Me, number: int) -> set[int]:
    """The people in whose seat the actor may stand: the actor and those absent today; none on an own version."""
    author = db.session.scalar(
        select(Snapshot.author_id).where(Snapshot.document_id == document_id, Snapshot.number == number)
    )
    if author == actor.id:
        return set()
    return {row.person_id for row in reviewers_of(document_id)} & {actor.id, *absent_for(actor.id)}


def seats_of(document_id: int, actor: Me, number: int) -> list[tuple[int, str]]:
    """The seats on this version that the actor may still take, as (person, name): the own one first."""
    allowed = invited_to_act(document_id, actor, number)
    if not allowed:
        return []
    decided = set(
        db.session.scalars(select(Decision.seat).where(Decision.document_id == document_id, Decision.number == number))
    )
    names = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(allowed)).order_by(Person.name)).all()
    free = [(person_id, name) for person_id, name in names if seat_of(person_id) not in decided]
    return sorted(free, key=lambda seat: seat[0] != actor.id)


def publishers_of(document: Document, author_id: int) -> list[int]:
    """Who is asked to publish what this author submitted: the other HR people in scope, else the director."""
    day = clock.today()
    over = select(UnitPath.over_id).where(UnitPath.unit_id == document.unit_id)
    hr = db.session.scalars(
        select(Grant.person_id)
        .where(Grant.kind == GrantKind.HR, Grant.unit_id.in_(over), Grant.starts <= day, Grant.ends >= day)
        .order_by(Grant.person_id)
    )
    if others := [person_id for person_id in hr if person_id != author_id]:
        return others
    directors = db.session.scalars(
        select(Lead.person_id)
        .join(Unit, Unit.id == Lead.unit_id)
        .where(Lead.unit_id.in_(over), Unit.kind.in_(DIRECTOR_OF), Lead.starts <= day, Lead.ends >= day)
        .order_by(Lead.person_id)
    )
    return [person_id for person_id in directors if person_id != author_id]
