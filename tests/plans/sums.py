"""Rows that figures count, written straight into the tables: what somebody can count by hand."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.core import clock
from portal.core.db import db, write
from portal.customers.models import Customer, Order, Portfolio, Satisfaction, Segment, Turnover
from portal.documents.models import Document, Kind, Side, Snapshot, Turn, TurnPeriod
from portal.people.models import FOREVER
from portal.plans.models import (
    Amendment,
    AmendmentState,
    Goal,
    Need,
    Plan,
    PlanCustomer,
    PlanKind,
    Requirement,
    Stage,
    Step,
    Substantiation,
)
from portal.visits.models import Channel, Visit
from tests.cast import LONG_AGO, Cast

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
GROUPS = ("bread", "cake", "")


def add(*rows: Any) -> Any:
    """Write rows; returns the first."""
    with write() as session:
        session.add_all(rows)
        session.flush()
    return rows[0]


def customer(name: str, unit_id: int, owner_id: int | None = None, **facts: Any) -> int:
    """A customer, owned from long ago (`starts`, `ends`)."""
    held = {"starts": facts.pop("starts", LONG_AGO), "ends": facts.pop("ends", FOREVER)}
    given = {"currency": "EUR", "since": LONG_AGO, "segment": Segment.RETAIL} | facts
    made = add(Customer(name=name, unit_id=unit_id, created_at=clock.now(), **given)).id
    if owner_id:
        add(Portfolio(customer_id=made, owner_id=owner_id, **held))
    return made


def required(customer_id: int, seller_id: int | None, **facts: Any) -> None:
    """A plan is required for 2026."""
    given = {"need": Need.OWN, "year": 2026, "due": date(2026, 1, 31), "starts": date(2025, 10, 1)} | facts
    add(Requirement(customer_id=customer_id, seller_id=seller_id, **given))


def plan(cast: Cast, owner_id: int, customer_id: int | None, approved: datetime | None = None, **facts: Any) -> int:
    """A plan of 2026 without a text: of one customer, or a portfolio plan that covers `covers`."""
    covers = facts.pop("covers", [customer_id] if customer_id else [])
    kind = PlanKind.CUSTOMER if customer_id else PlanKind.PORTFOLIO
    given = {"kind": kind, "year": 2026, "currency": "EUR"} | facts
    given |= {"starts": date(given["year"], 1, 1), "ends": date(given["year"], 12, 31)}
    made = add(
        Document(
            kind=Kind.PLAN, title=f"Plan {owner_id}", owner_id=owner_id, unit_id=cast.team, locale="nl",
            created_at=approved or clock.now(),
        )
    ).id
    stage = Stage.IN_EXECUTION if approved else Stage.AT_WORK
    add(
        Plan(document_id=made, customer_id=customer_id, seller_id=owner_id, stage=stage, approved_at=approved, **given)
    )
    if approved:
        first = approved.astimezone(clock.zone()).date()
        for one in covers:
            add(PlanCustomer(document_id=made, customer_id=one, starts=first, ends=FOREVER))
    return made


def version(plan_id: int, number: int, author_id: int, at: datetime, step: Step | None = None) -> None:
    """A version submitted at a moment, and what the approver found of its substantiation an hour later."""
    add(
        Snapshot(
            document_id=plan_id, number=number, shape=1, body="[]", digest="", author_id=author_id, created_at=at
        )
    )
    if step:
        add(Substantiation(document_id=plan_id, number=number, step=step, person_id=author_id, at=at))


def turn(plan_id: int, turn: Turn, since: datetime, until: datetime | None, number: int = 1) -> None:
    """Whose turn it was."""
    add(TurnPeriod(document_id=plan_id, side=Side.MAIN, number=number, turn=turn, since=since, until=until))


def turnover(customer_id: int, month: date, revenue: int, margin: int | None = None, **facts: Any) -> None:
    """Imported revenue of a month."""
    given = {"product_group": "bread", "currency": "EUR", "source": "ERP", "imported_at": NOON} | facts
    add(Turnover(customer_id=customer_id, month=month, revenue=revenue, margin=margin, **given))


def order(customer_id: int, number: str, day: date) -> None:
    """An imported order."""
    add(
        Order(
            customer_id=customer_id, number=number, ordered_on=day, currency="EUR", amount=100_00, source="ERP",
            imported_at=NOON,
        )
    )


def score(customer_id: int, day: date, score: int, scale: int = 1000) -> None:
    """An imported score."""
    add(Satisfaction(customer_id=customer_id, on=day, score=score, scale=scale, source="Survey", imported_at=NOON))


def amendment(plan_id: int, closed: datetime, state: AmendmentState = AmendmentState.APPROVED) -> None:
    """An amendment that was decided on."""
    add(
        Amendment(
            document_id=plan_id, section="goal", reason="New shop", state=state, number=9,
            opened_at=closed - timedelta(days=1), closed_at=closed,
        )
    )


def goal(plan_id: int, customer_id: int, target: int, business: str = "existing", **facts: Any) -> None:
    """A goal in revenue of an approved plan."""
    given = {"measure": "revenue", "baseline": None, "text": "More", "part_key": f"g{random.random()}"} | facts
    add(Goal(document_id=plan_id, customer_id=customer_id, business=business, target=target, **given))


def contact(customer_id: int, person_id: int, due: date, **facts: Any) -> None:
    """A planned contact."""
    given = {"day": due, "counts_on": due, "window_from": due, "window_to": due} | facts
    add(
        Visit(
            uid=str(uuid.uuid4()), customer_id=customer_id, person_id=person_id, channel=Channel.VISIT, purpose="Talk",
            due=due, per_year=12, created_at=NOON, **given,
        )
    )


class Chance:
    """Days, people and amounts from a seed, around 2026."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.seed = cast, seed
        self.of = random.Random(seed)
        self.people = [cast.seller, cast.colleague, cast.stranger]

    def day(self, first: date = date(2024, 12, 1), last: date = date(2027, 2, 1)) -> date:
        return first + timedelta(days=self.of.randrange((last - first).days))

    def moment(self) -> datetime:
        return datetime.combine(self.day(), datetime.min.time(), UTC) + timedelta(minutes=self.of.randrange(1440))

    def customer(self, number: int) -> int:
        """One that may have been won, lost and handed over, with what is imported about it."""
        since = self.of.choice([None, LONG_AGO, self.day()])
        until = self.of.choice([None, None, self.day(since, date(2027, 3, 1)) if since else self.day()])
        made = customer(
            f"Klant {self.seed} {number}", self.cast.team, since=since, until=until,
            potential=self.of.choice([None, 0, 500_000_00]), currency=self.of.choice(["EUR", "NOK"]),
            segment=self.of.choice([None, *Segment]),
        )
        cut = self.day(date(2025, 1, 1), date(2027, 1, 1))
        for starts, ends in ((LONG_AGO, cut - timedelta(days=1)), (cut, FOREVER)):
            if self.of.random() < 0.8:
                add(Portfolio(customer_id=made, owner_id=self.of.choice(self.people), starts=starts, ends=ends))
        self.imported(made, number)
        contact(made, self.of.choice(self.people), self.day())
        if self.of.random() < 0.8:
            required(
                made, self.of.choice([None, *self.people]), need=self.of.choice(list(Need)), due=self.day(),
                starts=self.of.choice([LONG_AGO, cut]), ends=self.of.choice([FOREVER, date(2026, 12, 30)]),
            )
        return made

    def imported(self, customer_id: int, number: int) -> None:
        """Revenue of some months of two years, orders, a score."""
        for month in sorted({date(y, m, 1) for y in (2025, 2026) for m in self.of.sample(range(1, 13), 4)}):
            for group in self.of.sample(GROUPS, 2):
                amount = self.of.randrange(-50_00, 900_00)
                turnover(
                    customer_id, month, amount, self.of.choice([None, amount // 3]), product_group=group,
                    currency=self.of.choice(["EUR", "NOK"]),
                )
        for index in range(self.of.randrange(4)):
            order(customer_id, f"{self.seed}-{number}-{index}", self.day())
        score(customer_id, self.day(date(2026, 1, 1)), self.of.randrange(1001))

    def plan(self, customer_id: int | None, covers: list[int]) -> None:
        """A plan of one customer or a portfolio, at work or approved, with versions, turns, an amendment, a goal."""
        owner, approved = self.of.choice(self.people), self.of.choice([None, self.moment(), self.moment()])
        more = {} if customer_id else {"covers": covers, "is_open": False}
        made = plan(self.cast, owner, customer_id, approved, **more)
        for number in range(1, self.of.randrange(2, 5)):
            moment = (approved or NOON) - timedelta(days=5 - number)
            version(made, number, owner, moment, self.of.choice([None, *Step]))
            turn(made, self.of.choice([Turn.OWNER, Turn.APPROVER]), moment, moment + timedelta(hours=30), number)
        if approved:
            amendment(made, approved + timedelta(days=self.of.randrange(1, 200)))
            goal(made, covers[0], self.of.randrange(10**8), self.of.choice(["existing", "new"]))


def by_chance(cast: Cast, seed: int) -> None:
    """A small organisation of customers and plans, from a seed: dates before, in and after 2026, hand-overs, gaps."""
    chance = Chance(cast, seed)
    made = [chance.customer(number) for number in range(chance.of.randrange(2, 6))]
    for one in chance.of.sample([*made, None], 2):
        chance.plan(one, made)
    db.session.expunge_all()
