"""One page of customers for a person, filtered, in the reader's alphabet; and what its filters offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.alphabet import fold, sort_key
from portal.core.db import db
from portal.customers import policy
from portal.customers.models import Category, Currency, Customer, Portfolio, Reach, Segment
from portal.customers.relations import Ids, running
from portal.people.me import Me
from portal.people.models import Lead, Person, Unit, UnitPath

PAGE = 25
MINE, TEAM = "mine", "team"
SCOPES = (MINE, TEAM)
STATES = ("customers", "prospects", "ended", "unowned")
NONE = "none"  # as a filter: without a category
SHORTEST = 2  # letters before a search begins


@dataclass(frozen=True)
class Filter:
    """What the person asked for; empty values filter nothing. `after` and `before` are ids of the neighbouring rows.

    Without a state it is everybody who has not ended. A unit stands for itself and those below.
    """

    scope: str = MINE
    text: str = ""
    category: str = ""
    segment: str = ""
    reach: str = ""
    state: str = ""
    unit: int | None = None
    owner: int | None = None
    after: int | None = None
    before: int | None = None

    @property
    def words(self) -> list[str]:
        """The words to look for, folded; nothing while fewer than two letters are typed."""
        folded = fold(self.text)
        return folded.split() if len(folded) >= SHORTEST else []

    @property
    def chosen(self) -> bool:
        """Something beside the scope narrows the list."""
        return bool(self.words or self.category or self.segment or self.reach or self.state or self.unit or self.owner)

    @property
    def tells(self) -> bool:
        """It would tell of each row what only readers of a customer know: a teammate sees name, segment and owner."""
        return bool(self.category or self.reach or self.state in {"customers", "prospects"})

    def query(self, **changes: Any) -> dict[str, Any]:
        """As the arguments of an address, without what is empty."""
        asked = {
            "scope": self.scope, "q": self.text, "category": self.category, "segment": self.segment,
            "reach": self.reach, "state": self.state, "unit": self.unit, "owner": self.owner, **changes,
        }
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Row:
    """One customer as the list shows it; who only sees that it exists gets name, segment and owner (`reads` False)."""

    id: int
    name: str
    number: str | None
    segment: Segment | None
    reach: Reach | None
    category: Category | None
    currency: Currency
    since: date | None
    until: date | None
    unit_name: str
    owner_id: int | None
    owner_name: str | None
    reads: bool
    steers: bool

    @property
    def is_prospect(self) -> bool:
        """Not yet won."""
        return self.since is None

    @property
    def has_ended(self) -> bool:
        """No longer a customer today."""
        return self.until is not None and self.until < clock.today()


@dataclass(frozen=True)
class Shown:
    """One page of rows, and the ids to ask the neighbouring pages with."""

    rows: list[Row]
    previous: int | None
    next: int | None


def among(ids: tuple[Ids, ...]) -> ColumnElement[bool]:
    """The customer is in one of these SELECTs; each of them runs on its own index."""
    return Customer.id.in_(union(*ids))


def sorted_by(locale: str) -> Any:
    """The column that sorts names as a reader of the locale expects."""
    return Customer.sort_nb if locale == "nb" else Customer.sort_nl


def listing(me: Me, wanted: Filter, locale: str) -> Select[Any]:
    """The question of one page, by name: it is cut first, then each row's facts are looked up. For `shown`."""
    sort = sorted_by(locale)
    beyond = policy.readable(me) if wanted.tells else policy.visible(me)
    found = select(Customer.id).where(among(policy.mine(me) if wanted.scope == MINE else beyond))
    found = found.where(*_narrowed(wanted))
    backwards = wanted.before is not None
    if (beside := wanted.before or wanted.after) is not None:
        place = select(sort).where(Customer.id == beside).scalar_subquery()
        here, there = tuple_(sort, Customer.id), tuple_(place, literal(beside))
        found = found.where(here < there if backwards else here > there)
    order = (sort.desc(), Customer.id.desc()) if backwards else (sort, Customer.id)
    cut = found.order_by(*order).limit(PAGE + 1).subquery()
    return _rows(me).join(cut, cut.c.id == Customer.id).order_by(*order)


def page(me: Me, wanted: Filter, locale: str) -> Shown:
    """At most 25 customers by name, in one query."""
    return shown(db.session.execute(listing(me, wanted, locale)).all(), wanted)


def shown(found: Sequence[Any], wanted: Filter) -> Shown:
    """At most 25 customers from the rows of `listing`."""
    backwards, rows = wanted.before is not None, [Row(*row) for row in found]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows.reverse()
    first, last = (rows[0].id, rows[-1].id) if rows else (None, None)
    earlier = more if backwards else wanted.after is not None
    return Shown(rows, first if earlier else None, last if more or backwards else None)


def _rows(me: Me) -> Select[Any]:
    owner = aliased(Person)
    return (
        select(
            Customer.id, Customer.name, Customer.number, Customer.segment, Customer.reach, Customer.category,
            Customer.currency, Customer.since, Customer.until, Unit.name, owner.id, owner.name,
            policy.readable_by(me), policy.steered_by(me),
        )
        .join(Unit, Unit.id == Customer.unit_id)
        .outerjoin(Portfolio, and_(Portfolio.customer_id == Customer.id, *running(Portfolio)))
        .outerjoin(owner, owner.id == Portfolio.owner_id)
    )


def _narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses = _in_state(wanted.state)
    if wanted.category == NONE:
        clauses.append(Customer.category.is_(None))
    elif wanted.category:
        clauses.append(Customer.category == Category(wanted.category))
    if wanted.segment:
        clauses.append(Customer.segment == Segment(wanted.segment))
    if wanted.reach:
        clauses.append(Customer.reach == Reach(wanted.reach))
    if wanted.unit:
        clauses.append(Customer.unit_id.in_(select(UnitPath.unit_id).where(UnitPath.over_id == wanted.unit)))
    if wanted.owner:
        owned = select(Portfolio.customer_id).where(Portfolio.owner_id == wanted.owner, *running(Portfolio))
        clauses.append(Customer.id.in_(owned))
    clauses += [Customer.folded.contains(word, autoescape=True) for word in wanted.words]
    return clauses


def going_on() -> ColumnElement[bool]:
    """Not ended today."""
    return or_(Customer.until.is_(None), Customer.until >= clock.today())


def _in_state(state: str) -> list[ColumnElement[bool]]:
    if state == "ended":
        return [Customer.until < clock.today()]
    clauses = [going_on()]
    if state == "customers":
        clauses.append(Customer.since.is_not(None))
    elif state == "prospects":
        clauses.append(Customer.since.is_(None))
    elif state == "unowned":
        owned = select(Portfolio.id).where(Portfolio.customer_id == Customer.id, *running(Portfolio))
        clauses.append(~owned.correlate(Customer).exists())
    return clauses


def coming_hand_overs(ids: list[int]) -> Select[Any]:
    """The question of (customer, day, new owner) of the hand-overs that were agreed and have not begun, the next of a
    customer last.
    """
    return (
        select(Portfolio.customer_id, Portfolio.starts, Person.name)
        .join(Person, Person.id == Portfolio.owner_id)
        .where(Portfolio.customer_id.in_(ids), Portfolio.starts > clock.today())
        .order_by(Portfolio.starts.desc())
    )


def readable_ids(me: Me, ids: list[int]) -> set[int]:
    """Which of these customers the person may read."""
    return set(db.session.scalars(select(Customer.id).where(Customer.id.in_(ids), policy.readable_by(me))))


def led_units(me: Me, locale: str) -> list[tuple[int, str, int]]:
    """(id, name, depth) of the units this person leads today and those below that still run, as a tree."""
    return as_tree(db.session.execute(asking_led_units(me)).all(), locale)


def asking_led_units(me: Me) -> Select[Any]:
    """The question of those units; `as_tree` reads its rows."""
    day = clock.today()
    return (
        select(Unit.id, Unit.name, Unit.parent_id)
        .join(UnitPath, UnitPath.unit_id == Unit.id)
        .join(Lead, Lead.unit_id == UnitPath.over_id)
        .where(Lead.person_id == me.id, *running(Lead), or_(Unit.ended_on.is_(None), Unit.ended_on >= day))
        .distinct()
    )


def as_tree(rows: Sequence[Any], locale: str) -> list[tuple[int, str, int]]:
    """(id, name, depth) of units, each below its parent."""
    here = {row.id for row in rows}
    below: dict[int | None, list[Any]] = {}
    for row in sorted(rows, key=lambda row: sort_key(row.name, locale)):
        below.setdefault(row.parent_id if row.parent_id in here else None, []).append(row)
    made: list[tuple[int, str, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, []):
            made.append((row.id, row.name, depth))
            walk(row.id, depth + 1)

    walk(None, 0)
    return made


def count_of(me: Me) -> int:
    """How many customers and prospects the person works on today."""
    return db.session.scalar(select(func.count(Customer.id)).where(among(policy.mine(me)), going_on())) or 0
