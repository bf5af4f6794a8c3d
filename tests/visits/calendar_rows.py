"""Contacts written straight into the tables, and changed as services change them: inside one write, then `changed`."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from portal.core import clock
from portal.core.db import db, write
from portal.customers.models import Branch
from portal.people.models import Person
from portal.visits import effects
from portal.visits.models import Channel, Visit


def contact(customer_id: int, person_id: int, day: date, **facts: Any) -> int:
    """A contact that nothing was told about yet; returns its id."""
    given = {"at": "09:30", "channel": Channel.VISIT, "purpose": "Assortiment bespreken"} | facts
    with write() as session:
        made = Visit(
            uid=str(uuid.uuid4()), customer_id=customer_id, person_id=person_id, day=day, created_at=clock.now(),
            **given,
        )
        session.add(made)
        session.flush()
        effects.changed([made], None)
        return made.id


def change(visit_id: int, **facts: Any) -> None:
    """Change a contact the way services do."""
    with write() as session:
        made = session.get(Visit, visit_id, with_for_update=True)
        for name, value in facts.items():
            setattr(made, name, value)
        effects.changed([made], None)


def branch(customer_id: int, name: str, place: str) -> int:
    with write() as session:
        made = Branch(customer_id=customer_id, name=name, place=place)
        session.add(made)
        session.flush()
        return made.id


def wants(person_id: int, *, wanted: bool = True) -> None:
    """The wish alone, without what follows from choosing it."""
    with write() as session:
        session.get(Person, person_id).mail_invitations = wanted


def again(read: Callable[[], Any]) -> Any:
    """What holds in the database now."""
    db.session.expire_all()
    return read()
