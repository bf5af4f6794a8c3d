"""For whom My role and its duties are there, asked together with who somebody is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from portal.core import clock
from portal.documents.models import Document
from portal.duties.models import Obligation
from portal.people.me import Me, reach
from portal.people.models import Lead, Position
from portal.profiles.models import Profile

ROLE, DUTIES = "role", "duties"


def _described(asker: Any) -> ColumnElement[bool]:
    """Holds a role today whose profile is in force."""
    day = clock.today()
    return exists().where(
        Position.person_id == asker.id,
        Position.starts <= day,
        Position.ends >= day,
        Profile.role_id == Position.role_id,
        Document.id == Profile.document_id,
        Document.in_force.is_not(None),
    )


def _owes(asker: Any) -> ColumnElement[bool]:
    """Owes something, is somebody about whom something is owed, or leads who does."""
    day = clock.today()
    return or_(
        exists().where(Obligation.owner_id == asker.id),
        exists().where(Obligation.about_id == asker.id),
        exists().where(and_(Lead.person_id == asker.id, Lead.starts <= day, Lead.ends >= day)),
    )


def holds_role(me: Me) -> bool:
    """Whether a profile in force describes what this person does."""
    return ROLE in me.reaches


def has_part(me: Me) -> bool:
    """Whether recurring tasks are there for this person."""
    return DUTIES in me.reaches


reach(ROLE, _described)
reach(DUTIES, _owes)
