"""The SELECTs of the list of plans: one page for a person, how many stand where, and which plans are still wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, exists, func, literal, null, or_, select, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.customers import relations
from portal.customers.models import Customer
from portal.documents.models import Document, Draft, Kind, Listing, State, Turn
from portal.people.me import Me
from portal.people.models import FOREVER, Person
from portal.plans import policy, seats
from portal.plans.models import Need, Plan, PlanCustomer, PlanKind, Requirement, Stage

PAGE = 25
MOST = 5_000  # plans in a workbook
SCOPES = ("mine", "team", "unit")
STANDINGS = (*(state.value for state in State if state is not State.APPROVED), *(
    stage.value for stage in Stage if stage is not Stage.AT_WORK
))
LINE_OF_BODY = '"kind":"line"'  # as the canonical text of a body writes it (content.dumps)
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Filter:
    """What the person asked for; empty values filter nothing. `after` and `before` are ids of the neighbouring rows."""

    scope: str = "mine"
    text: str = ""
    year: int = 0
    kind: str = ""
    state: str = ""
    after: int | None = None
    before: int | None = None

    @property
    def chosen(self) -> bool:
        """Something beside the scope narrows the list."""
        return bool(self.text or self.year or self.kind or self.state)

    def query(self, **changes: Any) -> dict[str, Any]:
        """As the arguments of an address, without what is empty."""
        asked = {
            "scope": self.scope if self.scope != "mine" else "", "q": self.text, "year": self.year, "kind": self.kind,
            "state": self.state, **changes,
        }
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Row:
    """One plan as the list shows it; `customers` counts those of a portfolio plan."""

    id: int
    title: str
    kind: PlanKind
    year: int
    stage: Stage
    state: State | None
    turn: Turn | None
    due: date | None
    owner_id: int
    owner_name: str
    customers: int | None
    at_my_seat: bool

    @property
    def standing(self) -> str:
        """The code of where the plan stands, as `PlanFile.standing`."""
        return self.stage.value if self.stage is not Stage.AT_WORK or self.state is None else self.state.value

    @property
    def amends(self) -> bool:
        """An amendment of it is at work."""
        return self.stage is not Stage.AT_WORK and self.state is not None


@dataclass(frozen=True)
class Shown:
    """One page of rows, and the ids to ask the neighbouring pages with."""

    rows: list[Row]
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class Counts:
    """How many plans of the scope stand where in the year asked for, and the years there are plans for."""

    by_standing: dict[str, int]
    years: list[int]


def listing(me: Me, wanted: Filter, locale: str) -> Select[Any]:
    """The question, for `shown`, of a page: the newest year first, by title in the reader's alphabet."""
    sort = {"nl": Listing.sort_nl, "nb": Listing.sort_nb}.get(locale, Listing.sort_en)
    query = _filtered(_rows(me), me, wanted)
    backwards = wanted.before is not None
    if (beside := wanted.before or wanted.after) is not None:
        query = query.where(_beyond(sort, beside, backwards=backwards))
    forwards = (Plan.year.desc(), sort, Document.id)
    order = (Plan.year, sort.desc(), Document.id.desc()) if backwards else forwards
    return query.order_by(*order).limit(PAGE + 1)


def shown(found: Sequence[Any], wanted: Filter) -> Shown:
    """At most 25 plans from the rows of `listing`."""
    rows, backwards = [Row(*row) for row in found], wanted.before is not None
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows.reverse()
    first, last = (rows[0].id, rows[-1].id) if rows else (None, None)
    earlier = more if backwards else wanted.after is not None
    later = True if backwards else more
    return Shown(rows, first if earlier else None, last if later else None)


def every(me: Me, wanted: Filter, locale: str) -> list[Row]:
    """The plans of all pages together, for a workbook; not more than it holds."""
    sort = {"nl": Listing.sort_nl, "nb": Listing.sort_nb}.get(locale, Listing.sort_en)
    query = _filtered(_rows(me), me, wanted).order_by(Plan.year.desc(), sort, Document.id)
    return [Row(*row) for row in db.session.execute(query.limit(MOST))]


def _beyond(sort: Any, beside: int, *, backwards: bool) -> ColumnElement[bool]:
    """The rows after a row in the order of the list, or before it."""
    year = select(Plan.year).where(Plan.document_id == beside).scalar_subquery()
    place = select(sort).where(Listing.document_id == beside).scalar_subquery()
    if backwards:
        return or_(
            Plan.year > year,
            and_(Plan.year == year, or_(sort < place, and_(sort == place, Document.id < literal(beside)))),
        )
    return or_(
        Plan.year < year,
        and_(Plan.year == year, or_(sort > place, and_(sort == place, Document.id > literal(beside)))),
    )


def _rows(me: Me) -> Select[Any]:
    owner = aliased(Person)
    # Counted in the text that is at work: the lines of a plan are not rows until it is approved.
    without = func.length(func.replace(Draft.body, LINE_OF_BODY, ""))
    lines = cast((func.length(Draft.body) - without) / len(LINE_OF_BODY), Integer)
    covered = (
        select(func.count())
        .where(PlanCustomer.document_id == Document.id, PlanCustomer.ends == FOREVER)
        .correlate(Document)
        .scalar_subquery()
    )
    customers = case(
        (Plan.kind != PlanKind.PORTFOLIO, null()), (Draft.id.is_not(None), lines), else_=covered
    )
    return _from(
        select(
            Document.id, Document.title, Plan.kind, Plan.year, Plan.stage, Draft.state, Draft.turn, Draft.due,
            Document.owner_id, owner.name, customers,
            and_(Draft.id.is_not(None), seats.at_my_seat(me)),
        )
    ).join(owner, owner.id == Document.owner_id)


def _from(query: Select[Any]) -> Select[Any]:
    return (
        query.join_from(Document, Plan, Plan.document_id == Document.id)
        .join(Listing, Listing.document_id == Document.id)
        .outerjoin(Draft, Draft.document_id == Document.id)
        .where(Document.kind == Kind.PLAN, Document.archived_at.is_(None))
    )


def _filtered(query: Select[Any], me: Me, wanted: Filter, *, states: bool = True) -> Select[Any]:
    query = query.where(_in_scope(me, wanted.scope))
    if wanted.kind:
        query = query.where(Plan.kind == wanted.kind)
    for word in fold(wanted.text).split():
        query = query.where(Listing.folded.contains(word, autoescape=True))
    if states and wanted.year:
        query = query.where(Plan.year == wanted.year)
    if states and wanted.state:
        query = query.where(_stands(wanted.state))
    return query


def _stands(standing: str) -> ColumnElement[bool]:
    if standing in set(Stage):
        return Plan.stage == standing
    return and_(Plan.stage == Stage.AT_WORK, Draft.state == standing)


def _in_scope(me: Me, scope: str) -> ColumnElement[bool]:
    """Each relation is looked up on its own index; an OR over them would read every plan there is."""
    if scope == "team":
        return Document.owner_id.in_(seats.below(me))
    if scope == "unit":
        return Document.owner_id.in_(union(select(literal(me.id)), policy.teammates(me)))
    own = aliased(Document)
    return Document.id.in_(
        union(
            select(own.id).where(own.owner_id == me.id),
            *(
                select(Plan.document_id).where(Plan.customer_id.in_(customers))
                for customers in (relations.partnered_by(me), relations.contributed_by(me))
            ),
        )
    )


def counting(me: Me, wanted: Filter) -> Select[Any]:
    """The question, for `counts`, of how many stand where, whatever state is asked for."""
    query = _filtered(_from(select(Plan.year, Plan.stage, Draft.state, func.count())), me, wanted, states=False)
    return query.group_by(Plan.year, Plan.stage, Draft.state)


def counts(rows: Iterable[Any], wanted: Filter) -> Counts:
    """How many stand where, from the rows of `counting`."""
    found: Counter[str] = Counter()
    years = set()
    for year, stage, state, count in rows:
        years.add(year)
        if wanted.year in {0, year}:
            found[stage.value if stage is not Stage.AT_WORK or state is None else state.value] += count
    return Counts({code: found[code] for code in STANDINGS if found[code]}, sorted(years, reverse=True))


@dataclass(frozen=True)
class Wanted:
    """What a seller still has to plan for one year: customers in need of a plan of their own and without one, how
    many have one, and the customers of the portfolio plan with that plan's id where there is one.
    """

    year: int
    due: date
    without: list[tuple[int, str, str]]  # id, name, category
    with_plan: int
    in_portfolio: int
    portfolio_plan: int | None

    @property
    def is_done(self) -> bool:
        """Every plan that is needed has been started."""
        return not self.without and (not self.in_portfolio or self.portfolio_plan is not None)

    @property
    def needed(self) -> int:
        """How many plans of customers of their own are needed."""
        return len(self.without) + self.with_plan


def to_plan(me: Me) -> Select[Any]:
    """The question, for `wanted_of`, of what this person has to plan, per open year, the coming one first."""
    day = clock.today()
    own = case((Requirement.need == Need.OWN, Requirement.customer_id), else_=null()).label("own")
    planned, portfolio, document = aliased(Plan), aliased(Plan), aliased(Document)
    has_plan = exists().where(
        planned.customer_id == Requirement.customer_id, planned.year == Requirement.year,
        document.id == planned.document_id, document.archived_at.is_(None),
    )
    portfolio_plan = (
        select(func.max(portfolio.document_id))
        .join(document, document.id == portfolio.document_id)
        .where(
            portfolio.seller_id == me.id, portfolio.year == Requirement.year, portfolio.kind == PlanKind.PORTFOLIO,
            document.archived_at.is_(None),
        )
        .correlate(Requirement)
        .scalar_subquery()
    )
    return (
        select(
            Requirement.year, func.min(Requirement.due), own, func.min(Customer.name), func.min(Customer.category),
            func.max(case((has_plan, 1), else_=0)), portfolio_plan, func.count(),
        )
        .join(Customer, Customer.id == Requirement.customer_id)
        .where(
            Requirement.seller_id == me.id, Requirement.year >= day.year, Requirement.starts <= day,
            Requirement.ends >= day, Requirement.need != Need.NONE,
        )
        .group_by(Requirement.year, own)
        .order_by(Requirement.year.desc(), func.min(Customer.category), func.min(Customer.name))
    )


def wanted_of(rows: Sequence[Any]) -> list[Wanted]:
    """What a person has to plan, from the rows of `to_plan`."""
    return [_wanted(year, [row for row in rows if row[0] == year]) for year in dict.fromkeys(row[0] for row in rows)]


def _wanted(year: int, rows: list[Any]) -> Wanted:
    own = [row for row in rows if row.own is not None]
    together = next((row for row in rows if row.own is None), None)
    return Wanted(
        year, rows[0][1], [(row.own, row[3], row[4] or "") for row in own if not row[5]],
        sum(1 for row in own if row[5]), together[7] if together else 0, rows[0][6],
    )
