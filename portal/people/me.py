"""The signed-in person as a plain object: no row, no lazy loading, one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal_column, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.people.models import Grant, GrantKind, Lead, Line, Person, Unit, UnitKind, Via

DIRECTOR_OF = (UnitKind.COMPANY, UnitKind.COUNTRY)
FACTS = 10  # the columns of `facts` that are fields of their own; the rest say what the person reaches


@dataclass(frozen=True)
class Me:
    """Who asks. `token` is the sign-in this browser holds; empty for commands and for the demo's past.

    `is_manager` leads a unit; `leads_somebody` has people under them today, also as a deputy. `reaches` names the parts
    of the portal that are there for the person, as those parts themselves say (see `reach`).
    """

    id: int
    name: str
    email: str
    locale: str | None
    colour_scheme: str
    is_hr: bool
    is_admin: bool
    is_manager: bool
    is_director: bool
    leads_somebody: bool
    reaches: frozenset[str] = frozenset()
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


class _Asker:
    """Stands for the person of the surrounding SELECT in conditions that are written for a `Me`."""

    id = literal_column("person.id")


# What the packages above ask about whoever asks, together with who it is.
_REACHES: dict[str, Callable[[Any], ColumnElement[bool]]] = {}


def reach(name: str, condition: Callable[[Any], ColumnElement[bool]]) -> None:
    """Let `Me.reaches` tell whether a part of the portal is there for a person; asked with every request.

    `condition(asker)` may use `asker.id` and no column of `person`, and looks each thing up on an index.
    """
    if name in _REACHES:
        raise RuntimeError(f"reach {name} is declared twice")
    _REACHES[name] = condition
    _facts.cache_clear()


def _holds(kind: GrantKind, day: date) -> Any:
    return exists().where(Grant.person_id == Person.id, Grant.kind == kind, Grant.starts <= day, Grant.ends >= day)


def facts() -> tuple[Any, ...]:
    """The columns that make a `Me` by `made_of`, to select from `person`."""
    return _facts(clock.today())


@lru_cache(maxsize=4)
def _facts(day: date) -> tuple[Any, ...]:
    leading = and_(Lead.person_id == Person.id, Lead.starts <= day, Lead.ends >= day)
    unit = aliased(Unit)
    directs = exists().where(leading, Lead.unit_id == unit.id, unit.kind.in_(DIRECTOR_OF))
    over = exists().where(
        Line.over_id == Person.id, Line.via.in_((Via.LEAD, Via.DEPUTY)), Line.starts <= day, Line.ends >= day
    )
    return (
        Person.id,
        Person.name,
        Person.email,
        Person.locale,
        Person.scheme,
        _holds(GrantKind.HR, day).label("is_hr"),
        _holds(GrantKind.ADMIN, day).label("is_admin"),
        exists().where(leading).label("is_manager"),
        directs.label("is_director"),
        over.label("leads_somebody"),
        *(condition(_Asker).label(f"reaches_{name}") for name, condition in _REACHES.items()),
    )


def made_of(row: Sequence[Any], token: str = "") -> Me:
    """The person of a row that begins with `facts`."""
    reaches = frozenset(name for name, held in zip(_REACHES, row[FACTS:], strict=False) if held)
    return Me(*row[:FACTS], reaches=reaches, token=token)


def load(person_id: int) -> Me:
    """A person as actor outside a request, for commands and clock moves. Raises `NoResultFound` for nobody."""
    return made_of(db.session.execute(select(*facts()).where(Person.id == person_id)).one())
