"""Who can see to a promise or complaint of a report: a list short enough for a form, also without a network."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, or_, select, union

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.together import Part
from portal.customers.models import Portfolio
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Position, Role, Unit
from portal.visits.followup_owners import read_owner

ALL_COLLEAGUES = 40  # an organisation up to this size fits a list; of a larger one those who are near

Options = list[tuple[str, str]]


def offered(me: Me, customer_id: int | None, named: Collection[str]) -> Part:
    """(colleagues with role and team, departments) as (code, words); `named` ones (p12) stay in the list.

    Oneself first, then who is near, then the own country before others, each by name.
    """
    found = yield {"units": _units(), "people": _people(me, customer_id, named)}
    units = {row.id: row for row in found["units"]}
    people = {row.id: row for row in found["people"]}  # with several jobs: the latest
    home = _country(units, people[me.id].unit_id if me.id in people else None)

    def place(row: Any) -> Any:
        abroad = _country(units, row.unit_id) not in {home, None}
        return row.id != me.id, not row.near, abroad, sort_key(row.name, i18n.current())

    shown = people.values()
    if len(people) > ALL_COLLEAGUES:
        shown = [row for row in shown if row.near or row.id == me.id or f"p{row.id}" in named]
    departments = sorted(
        (row for row in units.values() if row.is_open),
        key=lambda row: (_country(units, row.id) not in {home, None}, sort_key(row.name, i18n.current())),
    )
    return (
        [(f"p{row.id}", _("Me") if row.id == me.id else _named(row, units)) for row in sorted(shown, key=place)],
        [(f"u{row.id}", row.name) for row in departments],
    )


def _named(row: Any, units: dict[int, Any]) -> str:
    about = [i18n.text_in(row.title)] if row.title else []
    about += [units[row.unit_id].name] if row.unit_id in units else []
    return f"{row.name} ({', '.join(about)})" if about else row.name


def _country(units: dict[int, Any], unit_id: int | None) -> str | None:
    """Of the unit, or of the nearest above it that states one."""
    while unit_id in units:
        if units[unit_id].country:
            return units[unit_id].country
        unit_id = units[unit_id].parent_id
    return None


def _units() -> Select[Any]:
    """All units; `is_open` where somebody works or leads today."""
    seen_to = or_(
        exists().where(Lead.unit_id == Unit.id, *running(Lead)),
        exists().where(Position.unit_id == Unit.id, *running(Position)),
    )
    runs = Unit.ended_on.is_(None) | (Unit.ended_on >= clock.today())
    return select(Unit.id, Unit.parent_id, Unit.name, Unit.country, and_(runs, seen_to).label("is_open"))


def _people(me: Me, customer_id: int | None, named: Collection[str]) -> Select[Any]:
    """Everybody of a small organisation with what they are today; of a larger one those who can be offered, and so many
    others that it shows. `near` for those close to this person.
    """
    near = Person.id.in_(_near(me, customer_id))
    anybody = select(Person.id).where(Person.disabled_at.is_(None)).order_by(Person.id).limit(ALL_COLLEAGUES + 1)
    codes = [me.id, *(found.person_id for code in named if (found := read_owner(code)) and found.person_id)]
    among = union(
        _near(me, customer_id), select(Person.id).where(Person.id.in_(codes)), select(anybody.subquery().c.id)
    )
    return (
        select(Person.id, Person.name, Position.unit_id, Role.title, near.label("near"))
        .outerjoin(Position, and_(Position.person_id == Person.id, *running(Position)))
        .outerjoin(Role, Role.id == Position.role_id)
        .where(Person.disabled_at.is_(None), Person.id.in_(among))
        .order_by(Position.starts)
    )


def _near(me: Me, customer_id: int | None) -> Select[Any]:
    """Those of the same units, the line upwards, and who works on the customer."""
    day = clock.today()
    units = select(Position.unit_id).where(Position.person_id == me.id, *running(Position))
    around: Iterable[Select[Any]] = (
        select(Position.person_id).where(Position.unit_id.in_(units), *running(Position)),
        select(Line.over_id).where(Line.person_id == me.id, Line.starts <= day, Line.ends >= day),
        select(Portfolio.owner_id).where(Portfolio.customer_id == (customer_id or 0), *running(Portfolio)),
        select(Portfolio.partner_id).where(
            Portfolio.customer_id == (customer_id or 0), Portfolio.partner_id.is_not(None), *running(Portfolio)
        ),
    )
    return select(union(*around).subquery().c[0])
