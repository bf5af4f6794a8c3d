"""What the plans of a unit add up to (spec 2, Roll-up): a line per unit below, and per seller in the unit itself.

Every number is summed over the rows of a registered figure, grouped by owner in the database: a line and the page of
its figure cannot differ. Sellers stand by name, never by number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, extract, func, or_, select

from portal.core import i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.core.figures import Period, Scope, ScopeKind, month
from portal.customers import figure_rows as of_customers
from portal.customers.holding import counting_day
from portal.customers.models import Customer
from portal.people.models import Person, Position, Role, Unit, UnitPath
from portal.plans import figure_rows, targets
from portal.plans.models import TargetScope

Money = dict[str, int]  # hundredths per currency
SELLERS = ("sales", "account-management", "inside-sales")  # families of roles with customers of their own


def _money() -> Money:
    return defaultdict(int)


@dataclass
class Line:
    """One seller, one unit below, or what nobody owns (`about` None). Amounts are in hundredths per currency.

    `opens`: the reader sees the figures of it, so that its numbers are links.
    """

    kind: str  # person or unit
    about: int | None
    name: str = ""
    opens: bool = False
    required: int = 0
    approved: int = 0
    on_time: int = 0
    contacts: int = 0
    planned: Money = field(default_factory=_money)
    existing: Money = field(default_factory=_money)
    new_sales: Money = field(default_factory=_money)
    addresses: Money = field(default_factory=_money)
    revenue: Money = field(default_factory=_money)
    target: Money = field(default_factory=dict)
    target_of: targets.Reached | None = None
    sellers: int = 0  # who sell in a unit below

    @property
    def scope(self) -> Scope | None:
        """The scope of its figures; None for what nobody owns."""
        if self.about is None:
            return None
        return Scope(ScopeKind.PERSON if self.kind == "person" else ScopeKind.TEAM, self.about)

    @property
    def currencies(self) -> list[str]:
        """Every currency in which it has an amount, the same order on each line."""
        return sorted({*self.planned, *self.revenue, *self.target})

    def add(self, facts: dict[str, Any]) -> None:
        """Add what one group of rows holds; amounts go to their currency."""
        for name, value in facts.items():
            if isinstance(value, tuple):
                currency, amount = value
                getattr(self, name)[currency] += amount
            else:
                setattr(self, name, getattr(self, name) + value)


@dataclass
class Rollup:
    """The lines with their total, and how many people sell in the scope today."""

    lines: list[Line]
    total: Line
    sellers: int

    @property
    def units(self) -> list[Line]:
        """The units below."""
        return [line for line in self.lines if line.kind == "unit"]

    @property
    def people(self) -> list[Line]:
        """Sellers by name, then what nobody owns."""
        return [line for line in self.lines if line.kind == "person"]


Group = tuple[int | None, int, dict[str, Any]]  # owner, unit, what is added


def _grouped(rows: Select, *sums: Any, currency: bool = True) -> Iterable[Any]:
    """The rows of a figure summed per owner and unit (and currency)."""
    held = rows.subquery()
    by = [held.c.person_id, held.c.unit_id, *([held.c.currency] if currency else [])]
    return db.session.execute(select(*by, *(one(held) for one in sums)).group_by(*by))


def _sum(name: str) -> Any:
    return lambda held: func.sum(held.c[name])


def _ones(name: str) -> Any:
    return lambda held: cast(func.sum(case((held.c[name], 1), else_=0)), Integer)


def _groups(scope: Scope, period: Period) -> Iterator[Group]:
    """Everything that lines add up: one question for each figure."""
    for owner, unit, required, approved, on_time in _grouped(
        figure_rows.required(scope, period), lambda _held: func.count(), _ones("approved"), _ones("on_time"),
        currency=False,
    ):
        yield owner, unit, {"required": required, "approved": approved, "on_time": on_time}
    names = ("target", "existing", "new_sales", "addresses")
    for owner, unit, currency, *amounts in _grouped(figure_rows.goals(scope, period), *map(_sum, names)):
        lines = dict(zip(("planned", *names[1:]), ((str(currency), int(one)) for one in amounts), strict=True))
        yield owner, unit, lines
    turnover = of_customers.turnover(scope, period, Customer.unit_id.label("unit_id"))
    for owner, unit, currency, revenue in _grouped(turnover, _sum("revenue")):
        yield owner, unit, {"revenue": (str(currency), int(revenue))}
    contacts = figure_rows.contacts(scope, period)
    for owner, unit, count in _grouped(contacts, lambda _held: func.count(), currency=False):
        yield owner, unit, {"contacts": count}


@dataclass(frozen=True)
class _Places:
    """Where people and units stand below a unit: units right below by name, and whose bucket everybody is in."""

    children: dict[int, str]
    of_unit: dict[int, int]
    of_person: dict[int, set[int]]
    selling: set[int]

    def keys(self, owner: int | None, unit: int) -> list[tuple[str, int | None]]:
        """The lines to which a row of this owner and unit counts: two when somebody works in two units."""
        within = self.of_person.get(owner, set()) if owner else set()
        found = [("unit", one) for one in sorted(within & self.children.keys())]
        if found:
            return found
        if not within and unit in self.of_unit:
            return [("unit", self.of_unit[unit])]
        return [("person", owner)]


def _places(scope: Scope, period: Period) -> _Places:
    day = counting_day(period)
    if scope.kind is ScopeKind.PERSON:
        return _Places({}, {}, {scope.id: {0}}, {scope.id})
    children = dict(
        db.session.execute(
            select(Unit.id, Unit.name).where(
                Unit.parent_id == scope.id, or_(Unit.ended_on.is_(None), Unit.ended_on >= period.starts)
            )
        ).all()
    )
    paths = db.session.execute(select(UnitPath.unit_id, UnitPath.over_id).where(UnitPath.over_id.in_(children))).all()
    of_unit = dict(paths)
    of_person: dict[int, set[int]] = defaultdict(set)
    selling = set()
    held = (
        select(Position.person_id, Position.unit_id, Role.family)
        .join(UnitPath, and_(UnitPath.unit_id == Position.unit_id, UnitPath.over_id == scope.id))
        .join(Role, Role.id == Position.role_id)
        .where(Position.starts <= day, Position.ends >= day)
    )
    for person_id, unit_id, family in db.session.execute(held):
        of_person[person_id].add(of_unit.get(unit_id, unit_id))
        if family in SELLERS:
            selling.add(person_id)
    return _Places(children, of_unit, of_person, selling)


def of(scope: Scope, period: Period) -> Rollup:
    """The roll-up of a unit or person for a year; as many questions for a company as for a team."""
    places = _places(scope, period)
    lines = {("unit", child): Line("unit", child, name, opens=True) for child, name in places.children.items()}
    for person_id in places.selling:
        if not places.of_person[person_id] & places.children.keys():
            lines["person", person_id] = Line("person", person_id)
    for person_id in places.selling:
        for child in places.of_person[person_id] & places.children.keys():
            lines["unit", child].sellers += 1
    kind = "person" if scope.kind is ScopeKind.PERSON else "unit"
    total = Line(kind, scope.id, opens=True)
    for owner, unit, facts in _groups(scope, period):
        total.add(facts)
        for key in places.keys(owner, unit):
            lines.setdefault(key, Line(*key)).add(facts)
    made = list(lines.values())
    _name(made, places)
    _aim([*made, total], period.starts.year)
    made.sort(key=lambda line: (line.kind == "person", line.about is None, sort_key(line.name, i18n.current())))
    return Rollup(made, total, len(places.selling))


def without_persons(made: Rollup, own: int, smallest: int) -> Rollup:
    """The same where figures about persons are off: no line of a person but one's own, and units only when each of
    them has enough sellers, so that nobody can be told from what is left.
    """
    units = made.units if all(line.sellers >= smallest for line in made.units) else []
    people = [line for line in made.people if line.about in (None, own)]
    return Rollup([*units, *people], made.total, made.sellers)


def _name(lines: list[Line], places: _Places) -> None:
    people = [line for line in lines if line.kind == "person" and line.about is not None]
    names = dict(
        db.session.execute(select(Person.id, Person.name).where(Person.id.in_([line.about for line in people]))).all()
    )
    for line in people:
        line.name, line.opens = names.get(line.about, ""), line.about in places.of_person


def _aim(lines: list[Line], year: int) -> None:
    scopes = {"person": TargetScope.PERSON, "unit": TargetScope.UNIT}
    keys = {id(line): (scopes[line.kind], line.about) for line in lines if line.about is not None}
    held = targets.reaching(set(keys.values()), year)
    for line in lines:
        line.target_of = held.get(keys.get(id(line)))
        line.target = line.target_of.amounts if line.target_of else {}


def contacts_by_month(scope: Scope, period: Period) -> list[tuple[Period, int, int]]:
    """(month, planned contacts, Mondays to Fridays in it) of a year; public holidays are not known yet."""
    held = figure_rows.contacts(scope, period).subquery()
    number = cast(extract("month", held.c.due), Integer)
    counts = dict(db.session.execute(select(number, func.count()).group_by(number)).all())
    return [(one, counts.get(one.starts.month, 0), working_days(one)) for one in months(period)]


def months(period: Period) -> list[Period]:
    """The twelve months of a year."""
    return [month(period.starts.year, number) for number in range(1, 13)]


def working_days(period: Period) -> int:
    """Mondays to Fridays of a period."""
    days = (period.ends - period.starts).days + 1
    return sum((period.starts.toordinal() + step - 1) % 7 < 5 for step in range(days))
