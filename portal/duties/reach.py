"""For whom My role is there, asked together with who somebody is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists

from portal.core import clock
from portal.documents.models import Document
from portal.people.me import Me, reach
from portal.people.models import Position
from portal.profiles.models import Profile

ROLE, OWED = "role", "duties"  # the second one is declared by the policy of obligations


def _described(asker: Any) -> ColumnElement[bool]:
    """Holds a role today whose profile is in force."""
    day = clock.today()
    return exists().where(
        Position.person_id == asker.id, Position.starts <= day, Position.ends >= day,
        Profile.role_id == Position.role_id, Document.id == Profile.document_id, Document.in_force.is_not(None),
    )  # fmt: skip


def holds_role(me: Me) -> bool:
    """Whether a profile in force describes what this person does."""
    return ROLE in me.reaches


def has_part(me: Me) -> bool:
    """Whether recurring tasks are there for this person: owes some, is the one they are about, or leads people."""
    return OWED in me.reaches or me.is_manager


reach(ROLE, _described)
