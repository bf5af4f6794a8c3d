"""Does a version add up, and does it touch the calendar: what an approver would otherwise count by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.i18n import text_in
from portal.core.together import Part, gathered
from portal.customers.models import Complexity, Customer, Reach
from portal.documents.content import Body, children
from portal.people.models import Position, RoleLevel
from portal.plans import mandates
from portal.plans.content import asked_budget, highest_discount, sums_differ
from portal.plans.mandates import Breach, Right
from portal.plans.models import Business, Goal, Measure, Plan, PlanKind, Stage, Target, TargetMeasure, TargetScope
from portal.plans.policy import PlanFile
from portal.plans.readiness import Finding, checks
from portal.visits.services.agreement import spread

WIDE = frozenset({Reach.NATIONAL, Reach.INTERNATIONAL})
COUNTED = frozenset({Stage.APPROVED, Stage.IN_EXECUTION, Stage.EVALUATED, Stage.CLOSED})


@dataclass(frozen=True)
class Line:
    """One line of the addition, in hundredths: what is aimed at beside what it started from."""

    code: str  # existing, new or total
    measure: Measure
    baseline: int
    target: int

    @property
    def growth(self) -> int | None:
        """How much more than the baseline, in hundredths of a percent; None without a baseline."""
        return (self.target - self.baseline) * 10_000 // self.baseline if self.baseline else None


@dataclass(frozen=True)
class Calendar:
    """How many contacts the agreement puts in each quarter and month of the plan's period."""

    months: tuple[tuple[date, int], ...]
    to_come: int  # of them, after today
    before: int | None  # of the version compared with

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _month, count in self.months)

    @property
    def quarters(self) -> list[tuple[int, int]]:
        """(quarter of the year, contacts)."""
        counted: Counter[tuple[int, int]] = Counter()
        for month, count in self.months:
            counted[(month.year, (month.month + 2) // 3)] += count
        return [(quarter, counted[(year, quarter)]) for year, quarter in sorted(counted)]


@dataclass(frozen=True)
class Sums:
    """What the approver checks: the addition, last year, the seller's target, the mandate, the calendar."""

    lines: tuple[Line, ...]
    last_year: dict[str, int]  # what was imported of the twelve months before, by measure
    potential: int | None
    target: int | None  # the seller's sales target of the year, in turnover
    planned: int  # what the seller's approved plans aim at, without this one
    differ: int  # goals whose branches do not add up
    budget: int
    discount: int
    right: Right | None
    words: dict[str, str]  # of the profile that the mandate comes from, by language
    breaches: tuple[Breach, ...]
    calendar: Calendar
    findings: tuple[Finding, ...]

    @property
    def totals(self) -> list[Line]:
        """The line of each measure as a whole."""
        return [line for line in self.lines if line.code == "total"]

    @property
    def total(self) -> int:
        """What this version aims at in turnover."""
        return sum(line.target for line in self.totals if line.measure is Measure.REVENUE)

    @property
    def quote(self) -> str:
        """The words of the profile that the mandate comes from, in the reader's language."""
        return text_in(self.words) if self.words else ""


def lines_of(body: Body) -> tuple[Line, ...]:
    """Turnover and margin, existing business and new sales apart, then together; portfolio lines are existing."""
    found = []
    for measure in (Measure.REVENUE, Measure.MARGIN):
        goals = [part["data"] for part in children(body, "", "goal") if part["data"]["measure"] == measure]
        parts = {code: [data for data in goals if data["business"] == code] for code in Business}
        if measure is Measure.REVENUE:
            parts[Business.EXISTING] += [part["data"] for part in children(body, "", "line")]
        rows = [_line(code, measure, data) for code, data in parts.items() if data]
        if rows:
            found += [*rows, Line("total", measure, sum(r.baseline for r in rows), sum(r.target for r in rows))]
    return tuple(found)


def _line(code: str, measure: Measure, data: list[Mapping[str, Any]]) -> Line:
    return Line(
        code, measure, sum(one.get("baseline", 0) for one in data), sum(one.get("target", 0) for one in data)
    )


def last_year_of(body: Body, year: int) -> dict[str, int]:
    """Turnover and margin of the last twelve imported months before the year, from the picture frozen in the version.

    Mostly a plan is made before that year has ended: what it brought so far would make every target look like growth.
    """
    frozen = next((part["data"].get("frozen") for part in body if part["kind"] == "picture"), None) or {}
    if twelve := frozen.get("twelve"):
        return {Measure.REVENUE: twelve[0]} | ({Measure.MARGIN: twelve[1]} if twelve[1] is not None else {})
    for one, revenue, margin in frozen.get("years", []):
        if one == year - 1:
            return {Measure.REVENUE: revenue} | ({Measure.MARGIN: margin} if margin is not None else {})
    return {}


def months_of(body: Body, starts: date, ends: date) -> Counter[date]:
    """The days on which contacts would be planned, counted."""
    return Counter(
        day
        for part in body
        if part["kind"] in {"agreement", "line"} and "per_year" in part["data"]
        for day in spread(starts, ends, part["data"]["per_year"])
    )


def calendar(plan: PlanFile, body: Body, before: Body | None) -> Calendar:
    """What the version puts in the calendar of its period, beside the version compared with."""
    days = months_of(body, plan.starts, plan.ends)
    months: Counter[date] = Counter()
    for day, count in days.items():
        months[day.replace(day=1)] += count
    whole = [
        date(year, month, 1)
        for year in range(plan.starts.year, plan.ends.year + 1)
        for month in range(1, 13)
        if plan.starts.replace(day=1) <= date(year, month, 1) <= plan.ends
    ]
    today = clock.today()
    was = None if before is None else sum(months_of(before, plan.starts, plan.ends).values())
    return Calendar(
        tuple((month, months[month]) for month in whole),
        sum(count for day, count in days.items() if day > today), was,
    )


def findings(kind: PlanKind, body: Body, customer: tuple[Any, Any, Any] | None, *, first_level: bool) -> list[Finding]:
    """What is worth a look; `customer` is (potential, reach, complexity), and whether the owner holds a first level."""
    potential, reach, complexity = customer or (None, None, None)
    found = checks(body, potential=potential, kind=kind)
    if first_level and (reach in WIDE or complexity == Complexity.HIGH):
        found.append(Finding("level_mismatch"))
    return found


def levels_of(person_ids: set[int]) -> Select[Any]:
    """The question, for `on_first_level`, of how many levels of their role lie below and above these people."""
    day, other = clock.today(), aliased(RoleLevel)
    lower = (
        select(func.count()).where(other.role_id == RoleLevel.role_id, other.rank < RoleLevel.rank)
        .correlate(RoleLevel).scalar_subquery()
    )
    higher = (
        select(func.count()).where(other.role_id == RoleLevel.role_id, other.rank > RoleLevel.rank)
        .correlate(RoleLevel).scalar_subquery()
    )
    return (
        select(Position.person_id, func.max(lower), func.max(higher))
        .join(RoleLevel, RoleLevel.id == Position.level_id)
        .where(Position.person_id.in_(person_ids), Position.starts <= day, Position.ends >= day)
        .group_by(Position.person_id)
    )


def on_first_level(rows: Iterable[Any]) -> set[int]:
    """Those who hold, as their highest, the first of several levels of their role, from the rows of `levels_of`."""
    return {person_id for person_id, below, above in rows if not below and above}


@dataclass(frozen=True)
class Around:
    """What the portal knows around a plan: the owner's right with the words it comes from, the customer, and targets.

    `customer` is (potential, reach, complexity); `target` and `planned` are those of `Sums`.
    """

    right: Right | None
    words: dict[str, str]
    customer: tuple[Any, Any, Any] | None
    first_level: bool
    target: int | None
    planned: int


def around(plan: PlanFile) -> Part:
    """What the addition of a plan's versions is held against, as a part of something larger."""
    right, (customer, first_level, target, planned) = yield from gathered(
        [mandates.right_over(plan.owner_id), _facts(plan)]
    )
    words = yield from mandates.cell_behind(right)
    return Around(right, words, customer, first_level, target, planned)


def _facts(plan: PlanFile) -> Part:
    asked = {"levels": levels_of({plan.owner_id}), "target": _target(plan), "planned": _planned(plan)}
    if plan.customer_id:
        asked["customer"] = select(Customer.potential, Customer.reach, Customer.complexity).where(
            Customer.id == plan.customer_id
        )
    found = yield asked
    customer = next((tuple(row) for row in found.get("customer", ())), None)
    target = next((row.amount for row in found["target"]), None)
    planned = int(found["planned"][0][0] or 0) if target is not None else 0
    return customer, plan.owner_id in on_first_level(found["levels"]), target, planned


def _target(plan: PlanFile) -> Select[Any]:
    """The seller's target in turnover for the plan's year."""
    return (
        select(Target.amount)
        .where(
            Target.scope == TargetScope.PERSON, Target.scope_id == plan.owner_id, Target.year == plan.year,
            Target.measure == TargetMeasure.REVENUE, Target.currency == plan.currency,
        )
        .order_by(Target.id.desc())
        .limit(1)
    )


def _planned(plan: PlanFile) -> Select[Any]:
    """What the seller's other approved plans aim at."""
    return (
        select(func.sum(Goal.target))
        .join(Plan, Plan.document_id == Goal.document_id)
        .where(
            Plan.seller_id == plan.owner_id, Plan.year == plan.year, Plan.currency == plan.currency,
            Plan.stage.in_(COUNTED), Plan.document_id != plan.id, Goal.measure == Measure.REVENUE,
            Goal.branch_id.is_(None), Goal.ended_at.is_(None),
        )
    )


def sums(plan: PlanFile, body: Body, before: Body | None, in_force: Body | None, known: Around) -> Sums:
    """The addition of a version. `before` is the one compared with, `in_force` the one an amendment would change."""
    return Sums(
        lines_of(body), last_year_of(body, plan.year), known.customer[0] if known.customer else None, known.target,
        known.planned, len(sums_differ(body)), asked_budget(body), highest_discount(body), known.right, known.words,
        tuple(mandates.new_breaches(known.right, body, in_force, plan.currency)), calendar(plan, body, before),
        tuple(findings(plan.kind, body, known.customer, first_level=known.first_level)),
    )
