"""The list of plans that wait for a decision: what each aims at, what to look at, in whose seat it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.together import together
from portal.customers.models import Customer
from portal.documents import content
from portal.documents.models import Decision, Document, Draft, Snapshot, Turn
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import seats, sums
from portal.plans.models import Plan, PlanKind
from portal.plans.readiness import GROWTH_TO_EXPLAIN, Finding
from portal.plans.seats import Holder
from portal.plans.waiting import MOST, lies_with, rights_of

PAGE = 25


def counting_to_decide(me: Me, most: int = MOST) -> Select:
    """The question of how many plans lie with this person, counted up to `most`."""
    return select(func.count()).select_from(lies_with(me).limit(most).subquery())


def count_to_decide(me: Me) -> int:
    """How many plans lie with this person, counted up to a hundred."""
    return db.session.scalar(counting_to_decide(me)) or 0


@dataclass(frozen=True)
class ToDecide:
    """One plan in the list: what it aims at beside last year, what to look at, and in whose seat it is decided."""

    plan_id: int
    title: str
    kind: PlanKind
    year: int
    currency: str
    owner_name: str
    number: int
    turn: Turn
    due: date | None
    amends: bool
    escalated_at: datetime | None
    aims: int
    before: int
    findings: tuple[Finding, ...]
    right: Holder | None
    first: str  # who approved first, when the second decision is asked

    @property
    def seat(self) -> str:
        """The seat whose turn it is."""
        return seats.SEAT_OF[self.turn]

    @property
    def growth(self) -> int | None:
        """How much more it aims at than last year, in hundredths of a percent."""
        return (self.aims - self.before) * 10_000 // self.before if self.before else None

    @property
    def is_clear(self) -> bool:
        """Nothing to look at: it can be chosen beforehand for an approval of several at once. What is decided in
        somebody else's place, or grows more than is taken as it comes, is looked at one by one.
        """
        grows = self.growth is not None and self.growth > GROWTH_TO_EXPLAIN * 100
        return not self.findings and self.turn is Turn.APPROVER and not self.absent and not grows

    @property
    def absent(self) -> str:
        """In whose place it is decided; empty for oneself."""
        return (self.right.for_name or "") if self.right and self.right.for_id else ""


@dataclass(frozen=True)
class Shown:
    """One page, what to ask the next one with, and how many wait, counted up to a hundred."""

    rows: list[ToDecide]
    after: str
    waits: int


def to_decide(me: Me, after: tuple[date, int] | None = None, only: list[int] | None = None) -> Shown:
    """At most 25 plans that wait on this person's decision, most urgent first, and how many wait: two questions."""
    owner = aliased(Person)
    query = (
        select(
            Document.id, Document.title, Document.owner_id, owner.name, Plan.kind, Plan.year, Plan.currency,
            Draft.submitted, Draft.turn, Draft.due, Draft.side, Draft.escalated_at, Snapshot.body, Snapshot.shape,
            Customer.id, Customer.potential, Customer.reach, Customer.complexity,
        )
        .join(Plan, Plan.document_id == Document.id)
        .join(Draft, Draft.document_id == Document.id)
        .join(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Draft.submitted))
        .join(owner, owner.id == Document.owner_id)
        .outerjoin(Customer, Customer.id == Plan.customer_id)
        .order_by(Draft.due, Document.id)
    )
    listed = lies_with(me).order_by(Draft.due, Document.id).limit(PAGE + 1)
    if after is not None:
        listed = listed.where(tuple_(Draft.due, Document.id) > tuple_(literal(after[0]), literal(after[1])))
    if only is not None:
        listed = listed.where(Document.id.in_(only))
    cut = listed.subquery()  # first, then what is told of each is looked up
    found = together(rows=query.join(cut, cut.c.id == Document.id), waits=counting_to_decide(me))
    rows, shown, waits = found["rows"], found["rows"][:PAGE], found["waits"][0][0]
    if not shown:
        return Shown([], "", waits)
    owners = {row[2] for row in shown}
    beside = together(
        over=seats.standing_over(owners), levels=sums.levels_of(owners), firsts=_firsts([row[0] for row in shown])
    )
    over, beginners, firsts = (
        seats.by_owner(beside["over"]), sums.on_first_level(beside["levels"]), dict(map(tuple, beside["firsts"]))
    )
    rights = rights_of(me, [(row[0], row[2], row[8], row[11], row[7]) for row in shown], over)
    found = [_to_decide_row(row, rights.get(row[0]), firsts.get(row[0], ""), row[2] in beginners) for row in shown]
    more = f"{shown[-1][9].isoformat()}.{shown[-1][0]}" if len(rows) > PAGE else ""
    return Shown(found, more, waits)


def _to_decide_row(row: tuple, right: Holder | None, first: str, is_beginner: bool) -> ToDecide:  # noqa: FBT001
    body = content.loads(row[12], row[13])
    lines = [line for line in sums.lines_of(body) if line.code == "total" and line.measure == "revenue"]
    last = sums.last_year_of(body, row[5]).get("revenue")
    return ToDecide(
        row[0], row[1], row[4], row[5], row[6], row[3], row[7], row[8], row[9], row[10] == "amendment", row[11],
        sum(line.target for line in lines), sum(line.baseline for line in lines) if last is None else last,
        tuple(sums.findings(row[4], body, row[15:18] if row[14] else None, first_level=is_beginner)), right, first,
    )


def _firsts(plan_ids: list[int]) -> Select:
    """Who took the approver's seat on the versions that wait for the second decision."""
    return (
        select(Decision.document_id, Person.name)
        .join(Person, Person.id == Decision.person_id)
        .join(Draft, and_(Draft.document_id == Decision.document_id, Draft.submitted == Decision.number))
        .where(Decision.document_id.in_(plan_ids), Decision.seat == seats.APPROVER, Draft.turn == Turn.SECOND)
    )
