"""Who stands how to a document: each clause is written once, as SQL, for lists and for single things alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.documents.models import Document, Draft, Invitation, State, Turn
from portal.people.me import DIRECTOR_OF, Me
from portal.people.models import Absence, Grant, GrantKind, Lead, Unit, UnitPath

Clause = ColumnElement[bool]


def owns(me: Me) -> Clause:
    """The person owns the document."""
    return Document.owner_id == me.id


def in_hr_scope(me: Me) -> Clause:
    """HR for the document's unit or one above it."""
    return _is_hr(literal(me.id))


def owner_is_hr() -> Clause:
    """The document's owner is (still) HR for its unit."""
    return _is_hr(Document.owner_id)


def is_hr_of(me: Me, unit_id: int) -> Clause:
    """HR for a unit or one above it."""
    return _is_hr(literal(me.id), unit_id)


def _is_hr(person_id: Any, unit_id: Any = Document.unit_id) -> Clause:
    day = clock.today()
    return exists(
        select(Grant.id)
        .join(UnitPath, UnitPath.over_id == Grant.unit_id)
        .where(
            Grant.person_id == person_id,
            Grant.kind == GrantKind.HR,
            Grant.starts <= day,
            Grant.ends >= day,
            UnitPath.unit_id == unit_id,
        )
    )


def directs(me: Me) -> Clause:
    """Leads the company or country that the document's unit belongs to."""
    day, unit = clock.today(), aliased(Unit)
    return exists(
        select(Lead.id)
        .join(unit, unit.id == Lead.unit_id)
        .join(UnitPath, UnitPath.over_id == Lead.unit_id)
        .where(
            Lead.person_id == me.id,
            Lead.starts <= day,
            Lead.ends >= day,
            unit.kind.in_(DIRECTOR_OF),
            UnitPath.unit_id == Document.unit_id,
        )
    )


def _invitation(*conditions: Any) -> Clause:
    return exists().where(Invitation.document_id == Document.id, Invitation.withdrawn_at.is_(None), *conditions)


def invited(me: Me) -> Clause:
    """Asked to review it."""
    return _invitation(Invitation.person_id == me.id)


def stands_in(me: Me) -> Clause:
    """Deputy, today, of somebody absent who was asked to review it."""
    day = clock.today()
    return _invitation(
        Invitation.person_id == Absence.person_id,
        Absence.deputy_id == me.id,
        Absence.starts <= day,
        Absence.ends >= day,
    )


def in_force() -> Clause:
    """Published, and not archived."""
    return and_(Document.in_force.is_not(None), Document.archived_at.is_(None))


def at_turn(turn: Turn, state: State) -> Clause:
    """The draft stands in this state."""
    return and_(Draft.turn == turn, Draft.state == state)
