"""The signed-in person as a plain object: no row, no lazy loading, one query."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.people.models import Grant, GrantKind, Lead, Person, Unit, UnitKind

DIRECTOR_OF = (UnitKind.COMPANY, UnitKind.COUNTRY)


@dataclass(frozen=True)
class Me:
    """Who asks. `token` is the sign-in this browser holds; empty for commands and for the demo's past."""

    id: int
    name: str
    email: str
    locale: str | None
    colour_scheme: str
    is_hr: bool
    is_admin: bool
    is_manager: bool
    is_director: bool
    token: str = ""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the token of the sign-in, not the person."""
        return self.token

    def in_any_browser(self) -> Me:
        """The same person, whichever sign-in asks: what is kept for one serves all."""
        return replace(self, token="")

    @property
    def initials(self) -> str:
        """First letters of the first and last name."""
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _holds(kind: GrantKind) -> Any:
    day = clock.today()
    return exists().where(Grant.person_id == Person.id, Grant.kind == kind, Grant.starts <= day, Grant.ends >= day)


def facts() -> tuple[Any, ...]:
    """The columns that make a `Me`, to select from `person`."""
    day = clock.today()
    leading = and_(Lead.person_id == Person.id, Lead.starts <= day, Lead.ends >= day)
    unit = aliased(Unit)
    directs = exists().where(leading, Lead.unit_id == unit.id, unit.kind.in_(DIRECTOR_OF))
    return (
        Person.id,
        Person.name,
        Person.email,
        Person.locale,
        Person.scheme,
        _holds(GrantKind.HR).label("is_hr"),
        _holds(GrantKind.ADMIN).label("is_admin"),
        exists().where(leading).label("is_manager"),
        directs.label("is_director"),
    )


def load(person_id: int) -> Me:
    """A person as actor outside a request, for commands and clock moves. Raises `NoResultFound` for nobody."""
    return Me(*db.session.execute(select(*facts()).where(Person.id == person_id)).one())
