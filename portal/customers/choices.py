"""What the forms of customers offer: units, owners, partners."""

from __future__ import annotations

from sqlalchemy import Select, and_, or_, select, union

from portal.core import clock, i18n
from portal.core.db import db
from portal.customers.models import Currency, Portfolio
from portal.customers.policy import SELLING, visible
from portal.customers.queries import led_units
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Position, Role, Unit, UnitPath, Via

INDENT = "\u2003"
PAID_IN = {"NL": Currency.EUR, "NO": Currency.NOK}  # by the country of a unit
Choice = tuple[int, str]


def units(me: Me) -> list[Choice]:
    """The units in which the person may add customers: those they lead, as a tree, and those they work in."""
    led = [(unit_id, INDENT * depth + name) for unit_id, name, depth in led_units(me, i18n.current())]
    own = (
        select(Unit.id, Unit.name)
        .join(Position, Position.unit_id == Unit.id)
        .where(Position.person_id == me.id, *running(Position))
        .where(or_(Unit.ended_on.is_(None), Unit.ended_on >= clock.today()))
    )
    known = dict(led)
    return led + [(row.id, row.name) for row in db.session.execute(own.distinct()) if row.id not in known]


def currency(me: Me) -> Currency:
    """The currency of the country the person works in; EUR where no country is known."""
    found = (
        select(Unit.country)
        .join(UnitPath, UnitPath.over_id == Unit.id)
        .join(Position, Position.unit_id == UnitPath.unit_id)
        .where(Position.person_id == me.id, Unit.country.is_not(None), *running(Position))
        .order_by(UnitPath.steps)
        .limit(1)
    )
    return PAID_IN.get(db.session.scalar(found) or "", Currency.EUR)


def _leads(me: Me) -> bool:
    return db.session.scalar(select(Lead.id).where(Lead.person_id == me.id, *running(Lead)).limit(1)) is not None


def owners(me: Me) -> list[Choice]:
    """Who can own a customer that this person adds: the person, and whom they lead."""
    under = select(Line.person_id).where(Line.over_id == me.id, Line.via == Via.LEAD, *running(Line))
    return _named(or_(Person.id == me.id, Person.id.in_(under)))


def owner_ids(me: Me) -> set[int | None]:
    """The same as ids; who leads may leave it without an owner (None)."""
    return {who for who, _name in owners(me)} | ({None} if _leads(me) else set())


def successors(me: Me, *, but: set[int | None]) -> list[Choice]:
    """Who can get customers from this person: who sells, or owns customers, in a unit that this person leads or below.

    `but`: who own them now.
    """
    led = (
        select(Position.person_id)
        .join(UnitPath, UnitPath.unit_id == Position.unit_id)
        .join(Lead, Lead.unit_id == UnitPath.over_id)
        .where(Lead.person_id == me.id, *running(Lead), *running(Position))
    )
    selling = (
        select(Position.person_id)
        .join(Role, Role.id == Position.role_id)
        .where(Role.family.in_(SELLING), *running(Position))
    )
    owning = select(Portfolio.owner_id).where(*running(Portfolio))
    there = or_(Person.id == me.id, Person.id.in_(led))
    leaving = [one for one in but if one is not None]
    return _named(and_(there, or_(Person.id.in_(selling), Person.id.in_(owning)), Person.id.not_in(leaving)))


def owners_in_list(me: Me) -> Select:
    """The question of (id, name) of those whose customers stand in the list of this person's team."""
    owning = select(Portfolio.owner_id).where(
        *running(Portfolio), Portfolio.customer_id.in_(union(*visible(me)))
    )
    return _naming(Person.id.in_(owning))


def sellers(me: Me, *, kept: int | None = None) -> list[Choice]:
    """Who can get customers or be their partner: who sells, who owns customers, and whom this person leads."""
    selling = (
        select(Position.person_id)
        .join(Role, Role.id == Position.role_id)
        .where(Role.family.in_(SELLING), *running(Position))
    )
    owning = select(Portfolio.owner_id).where(*running(Portfolio))
    leading = select(Lead.person_id).where(*running(Lead))
    under = select(Line.person_id).where(Line.over_id == me.id, Line.via == Via.LEAD, *running(Line))
    found = or_(*(Person.id.in_(ids) for ids in (selling, owning, leading, under)), Person.id.in_([me.id, kept or 0]))
    return _named(found)


def _naming(wanted: object) -> Select:
    order = Person.sort_nb if i18n.current() == "nb" else Person.sort_nl
    return select(Person.id, Person.name).where(wanted, Person.disabled_at.is_(None)).order_by(order, Person.id)


def _named(wanted: object) -> list[Choice]:
    return [(row.id, row.name) for row in db.session.execute(_naming(wanted))]
