"""People and their sign-in: add, change, disable, first password."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.people import invitations, line
from portal.people import sign_in as door
from portal.people.me import Me
from portal.people.models import Person
from portal.people.services import positions, telling
from portal.people.services.versions import fresh, same


def _free(email: str, person_id: int | None = None) -> str:
    email = email.strip().lower()
    taken = select(Person.id).where(Person.email == email, Person.id != (person_id or 0))
    if db.session.scalar(taken) is not None:
        raise Refused("email_taken", field="email")
    return email


def add(me: Me, *, name: str, email: str, locale: str | None, position: dict[str, Any], invite: bool = False) -> int:
    """A new person with a first position, invited by mail if so wished; returns the id.

    Raises `Refused` for an address that is in use.
    """
    with write():
        person_id = enter(me, name=name, email=email, locale=locale)
        before = line.nearest(telling.day_of(position["starts"]))
        positions.place(me, person_id, **position)
        line.rebuild()
        telling.of_move(me, person_id, position["job"], position["unit"], position["starts"], before)
        if invite:
            invitations.invite([person_id], me)
        return person_id


def enter(me: Me, *, name: str, email: str, locale: str | None) -> int:
    """A new person inside an open `write()`; returns the id. Raises `Refused` for an address that is in use."""
    person = Person(name=name.strip(), email=_free(email), locale=locale or None)
    db.session.add(person)
    db.session.flush()
    audit.record("person_added", "person", person.id, actor=me)
    return person.id


def rename(me: Me, person_id: int, name: str) -> None:
    """Another name inside an open `write()`, whatever the version."""
    person = fresh(Person, person_id)
    before = facts(person)
    person.name, person.rev = name.strip(), person.rev + 1
    audit.record("person_changed", "person", person_id, actor=me, detail={"before": before, "after": facts(person)})


def facts(person: Person) -> dict[str, str]:
    """Name and address as the form holds them."""
    return {"name": person.name, "email": person.email}


def change(me: Me, person_id: int, base: int, *, name: str, email: str) -> None:
    """Name and address. Raises `Stale`, and `Refused` for an address that is in use."""
    with write():
        person = fresh(Person, person_id)
        before = facts(person)
        same(person, base, before)
        moved = email.strip().lower() != person.email
        person.name, person.email = name.strip(), _free(email, person_id)
        if moved:  # a link in the mailbox of before opens nothing any more
            invitations.end_links([person_id])
        code = "person_address_changed" if moved else "person_changed"
        audit.record(code, "person", person_id, actor=me, detail={"before": before, "after": facts(person)})


def disable(me: Me, person_id: int) -> None:
    """Close an account and end all its sign-ins at once. Raises `Refused` for one's own."""
    if person_id == me.id:
        raise Refused("own_account")
    with write():
        person = fresh(Person, person_id)
        if person.disabled_at is None:
            person.disabled_at, person.rev = clock.now(), person.rev + 1
            door.end_sessions(person_id)
            invitations.end_links([person_id])
            audit.record("person_disabled", "person", person_id, actor=me)


def enable(me: Me, person_id: int) -> None:
    """Open a closed account again; old sign-ins stay ended."""
    with write():
        person = fresh(Person, person_id)
        if person.disabled_at is not None:
            person.disabled_at, person.rev = None, person.rev + 1
            audit.record("person_enabled", "person", person_id, actor=me)


def end_sessions(me: Me, person_id: int) -> None:
    """End all sign-ins of a person."""
    with write():
        door.end_sessions(person_id)
        audit.record("sessions_ended", "person", person_id, actor=me)


def set_password(me: Me, person_id: int, secret: str) -> None:
    """Give a password and end what is signed in with the old one; hashing stands outside the transaction."""
    made = door.hasher.hash(secret)
    with write():
        person = fresh(Person, person_id)
        person.password_hash = made
        door.end_sessions(person_id)
        invitations.end_links([person_id])
        audit.record("password_set", "person", person_id, actor=me)


def change_password(me: Me, secret: str) -> None:
    """A person's own new password; ends the other sign-ins, this one goes on."""
    made = door.hasher.hash(secret)
    with write():
        fresh(Person, me.id).password_hash = made
        door.end_sessions(me.id, but=me.token)
        invitations.end_links([me.id])
        audit.record("password_changed", "person", me.id, actor=me)
