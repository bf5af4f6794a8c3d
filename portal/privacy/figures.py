"""Where figures about persons are off: shown to nobody but the person, and groups show no rows (spec 3, Privacy)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.figures import Scope, ScopeKind, scope_name, switched_by
from portal.people.models import Grant, GrantKind, Person, Position, Unit, UnitPath
from portal.people.queries.countries import country_of
from portal.privacy.agreements import running
from portal.privacy.models import Covers


def is_off(me: Any, scope: Scope) -> bool:
    """Whether figures about persons are off for whom this scope is about, for any reader but the person.

    A group is off when somebody works in it, in a country that did not agree; one question in both cases.
    """
    if scope.kind is ScopeKind.PERSON:
        if me is not None and me.id == scope.id:
            return False
        return not db.session.scalar(select(running(country_of(scope.id).scalar_subquery(), Covers.FIGURES)))
    return bool(db.session.scalar(select(_somebody_off(scope.id))))


def _somebody_off(unit_id: int) -> Any:
    """In a unit under this one people work today, and the nearest country above it did not agree."""
    day, unit, below, above = clock.today(), aliased(Unit), aliased(UnitPath), aliased(UnitPath)
    country = (
        select(unit.country)
        .join(above, above.over_id == unit.id)
        .where(above.unit_id == below.unit_id, unit.country.is_not(None))
        .order_by(above.steps)
        .limit(1)
        .correlate(below)
        .scalar_subquery()
    )
    working = exists().where(Position.unit_id == below.unit_id, Position.starts <= day, Position.ends >= day)
    stated = exists().where(below.over_id == unit_id, working, country.is_not(None), ~running(country, Covers.FIGURES))
    somebody = exists().where(below.over_id == unit_id, working)
    agreed = exists().where(below.over_id == unit_id, working, country.is_not(None), running(country, Covers.FIGURES))
    return or_(stated, and_(somebody, ~agreed))


def administrators(country: str | None) -> list[str]:
    """The names of those who can switch figures on there: administrators of the country; everywhere without one."""
    day = clock.today()
    kept = (
        select(Person.name)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.kind == GrantKind.ADMIN, Grant.starts <= day, Grant.ends >= day, Person.disabled_at.is_(None))
    )
    if country is not None:
        there = select(UnitPath.over_id).join(Unit, Unit.id == UnitPath.unit_id).where(Unit.country == country)
        kept = kept.where(Grant.unit_id.in_(there))
    return list(db.session.scalars(kept.distinct().order_by(Person.name).limit(5)))


def told_off(scope: Scope) -> dict[str, Any]:
    """What the page instead of figures says: about whom, which country, and who can switch them on."""
    country = db.session.scalar(country_of(scope.id)) if scope.kind is ScopeKind.PERSON else None
    return {"name": scope_name(scope), "country": country, "administrators": administrators(country)}


switched_by(is_off)
