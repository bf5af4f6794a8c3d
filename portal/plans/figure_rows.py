"""The rows of the figures about plans: one SELECT each, from which the number is counted and the page is listed.

A plan counts to its owner; the dated facts (`Requirement`, `PlanCustomer`) say what held on a past day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.figures import Per, Period, Scope, ScopeKind
from portal.core.local_day import EPOCH, local_day, working_days_up_to
from portal.customers.holding import counting_day, in_scope, may_count, people_of, units_of
from portal.customers.models import Customer
from portal.documents.models import Document, Side, Snapshot, Turn, TurnPeriod
from portal.people.models import Person
from portal.plans.models import (
    Amendment,
    AmendmentState,
    Business,
    Goal,
    Measure,
    Need,
    Plan,
    PlanCustomer,
    PlanKind,
    Requirement,
    Substantiation,
)
from portal.visits.models import Visit


def moment_of(day: date) -> datetime:
    """The moment at which a day begins where the organisation works."""
    return datetime.combine(day, time(), clock.zone())


def within(moment: Any, period: Period) -> Any:
    """A moment on a local day of the period."""
    return and_(moment >= moment_of(period.starts), moment < moment_of(period.ends + timedelta(days=1)))


def _may_require(scope: Scope, customer_id: Any) -> Any:
    """As `may_count`, of what plans are required for: by the seller who had to make them."""
    if scope.kind is ScopeKind.PERSON:
        return customer_id.in_(select(Requirement.customer_id).where(Requirement.seller_id == scope.id))
    if scope.kind is not ScopeKind.TEAM:
        return may_count(scope, customer_id)
    asked = select(Requirement.customer_id).where(Requirement.seller_id.in_(people_of(scope)))
    return customer_id.in_(union(asked, select(Customer.id).where(Customer.unit_id.in_(units_of(scope)))))


def _may_count(scope: Scope, plan_id: Any) -> Any:
    """As `may_count`, of plans: by their owner, or their unit."""
    own = aliased(Document)
    if scope.kind is ScopeKind.PERSON:
        return plan_id.in_(select(own.id).where(own.owner_id == scope.id))
    if scope.kind is not ScopeKind.TEAM:
        return true()
    return plan_id.in_(
        union(
            select(own.id).where(own.owner_id.in_(people_of(scope))),
            select(own.id).where(own.unit_id.in_(units_of(scope))),
        )
    )


def _may_meet(scope: Scope) -> Any:
    """As `may_count`, of planned contacts: customers with whom somebody of the team has one, or of a unit of it."""
    if scope.kind is not ScopeKind.TEAM:
        return true()
    planned, customer = aliased(Visit), aliased(Customer)
    theirs = select(planned.customer_id).where(planned.person_id.in_(people_of(scope)))
    return Customer.id.in_(union(theirs, select(customer.id).where(customer.unit_id.in_(units_of(scope)))))


def _covered(scope: Scope, year: int, day: date) -> Subquery:
    """Per customer: since when an approved plan of its own and one of a portfolio cover it on a day, and which."""
    own = Plan.kind != PlanKind.PORTFOLIO

    def earliest(of_its_own: Any, column: Any, name: str) -> Any:
        return func.min(case((of_its_own, column))).label(name)

    return (
        select(
            PlanCustomer.customer_id, earliest(own, PlanCustomer.starts, "own_on"),
            earliest(own, Plan.document_id, "own_id"), earliest(~own, PlanCustomer.starts, "shared_on"),
            earliest(~own, Plan.document_id, "shared_id"),
        )
        .join(Plan, Plan.document_id == PlanCustomer.document_id)
        .where(
            _may_require(scope, PlanCustomer.customer_id), Plan.year == year, Plan.approved_at.is_not(None),
            PlanCustomer.starts <= day, PlanCustomer.ends >= day,
        )
        .group_by(PlanCustomer.customer_id)
        .subquery()
    )


def required(scope: Scope, period: Period) -> Select:
    """Customers whose plan is required on the counting day, and since when an approved plan covers it."""
    day, year = counting_day(period), period.starts.year
    cover = _covered(scope, year, day)
    own_counts = or_(Requirement.need == Need.OWN, cover.c.shared_on.is_(None), cover.c.own_on <= cover.c.shared_on)
    since = case((own_counts, cover.c.own_on), else_=cover.c.shared_on)
    plan_id = case((own_counts, cover.c.own_id), else_=cover.c.shared_id)
    kept = Plan.__table__.alias("covering")
    rows = (
        select(
            Requirement.id.label("id"), Customer.id.label("customer_id"), Customer.name.label("customer"),
            Customer.folded.label("folded"), Requirement.seller_id.label("person_id"), Person.name.label("seller"),
            Customer.unit_id.label("unit_id"),
            Requirement.need.label("need"), Requirement.due.label("due"), since.label("approved_on"),
            plan_id.label("plan_id"), kept.c.kind.label("kind"), since.is_not(None).label("approved"),
            case((since <= Requirement.due, True), else_=False).label("on_time"),
        )
        .select_from(Customer)
        .join(Requirement, Requirement.customer_id == Customer.id)
        .outerjoin(Person, Person.id == Requirement.seller_id)
        .outerjoin(cover, cover.c.customer_id == Customer.id)
        .outerjoin(kept, kept.c.document_id == plan_id)
        .where(
            Requirement.year == year, Requirement.need != Need.NONE, Requirement.starts <= day, Requirement.ends >= day,
            _may_require(scope, Customer.id), in_scope(scope, Requirement.seller_id, Customer.unit_id, day),
        )
    )
    return rows if period.per is Per.YEAR or period.starts <= clock.today() else rows.where(false())


def _of_plans(scope: Scope, day: Any, identity: Any, *columns: Any) -> Select:
    """Plans with their owner, in the scope on a day, and these columns."""
    return (
        select(
            identity.label("id"), Document.id.label("plan_id"), Document.title.label("title"),
            func.lower(Document.title).label("folded"), Document.owner_id.label("person_id"),
            Document.unit_id.label("unit_id"),
            Person.name.label("seller"), Plan.kind.label("kind"), *columns,
        )
        .select_from(Plan)
        .join(Document, Document.id == Plan.document_id)
        .join(Person, Person.id == Document.owner_id)
        .where(_may_count(scope, Plan.document_id), in_scope(scope, Document.owner_id, Document.unit_id, day))
    )


def _days_on_each_side(scope: Scope) -> Subquery:
    """Per plan: working days with the owner and with those who decide, until the first approval (the double clock)."""
    begun = local_day(TurnPeriod.since)
    today = literal(clock.today().toordinal() - EPOCH, Integer)
    ended = func.coalesce(local_day(TurnPeriod.until), today)
    turns = (
        select(TurnPeriod.document_id, TurnPeriod.turn, begun.label("begun"), ended.label("ended"))
        .join(Plan, Plan.document_id == TurnPeriod.document_id)
        .where(
            _may_count(scope, TurnPeriod.document_id), TurnPeriod.side == Side.MAIN,
            TurnPeriod.since <= Plan.approved_at,
        )
        .subquery()
    )
    days = working_days_up_to(turns.c.ended) - working_days_up_to(turns.c.begun)

    def summed(own: Any, name: str) -> Any:
        return cast(func.sum(case((own, days), else_=0)), Integer).label(name)

    mine = turns.c.turn == Turn.OWNER
    return (
        select(turns.c.document_id, summed(mine, "owner_days"), summed(~mine, "decider_days"))
        .group_by(turns.c.document_id)
        .subquery()
    )


def versions(scope: Scope, period: Period) -> Select:
    """Plans approved for the first time in the period: versions submitted until then, and the days on each side."""
    days = _days_on_each_side(scope)
    submitted = (
        select(func.count(Snapshot.id))
        .where(Snapshot.document_id == Plan.document_id, Snapshot.created_at <= Plan.approved_at)
        .correlate(Plan)
        .scalar_subquery()
    )
    rows = _of_plans(
        scope, counting_day(period), Plan.document_id, Plan.approved_at.label("approved_at"),
        submitted.label("versions"), func.coalesce(days.c.owner_days, 0).label("owner_days"),
        func.coalesce(days.c.decider_days, 0).label("decider_days"),
    )
    return rows.outerjoin(days, days.c.document_id == Plan.document_id).where(within(Plan.approved_at, period))


def amendments(scope: Scope, period: Period) -> Select:
    """Amendments approved in the period."""
    rows = _of_plans(
        scope, counting_day(period), Amendment.id, Amendment.section.label("section"), Amendment.reason.label("reason"),
        Amendment.closed_at.label("approved_at"),
    )
    return rows.join(Amendment, Amendment.document_id == Plan.document_id).where(
        Amendment.state == AmendmentState.APPROVED, within(Amendment.closed_at, period)
    )


def judgements(scope: Scope, period: Period) -> Select:
    """Judgements of the substantiation: at the first approval in the period, and apart those of other versions.

    A version that came after the first approval belongs to an amendment and is left out.
    """
    approved = (
        select(func.max(Snapshot.number))
        .where(Snapshot.document_id == Plan.document_id, Snapshot.created_at <= Plan.approved_at)
        .correlate(Plan)
        .scalar_subquery()
    )
    judged = Snapshot.__table__.alias("judged")
    at_approval = case((Substantiation.number == approved, True), else_=False)
    identity = cast(Substantiation.document_id, String) + "-" + cast(Substantiation.number, String)
    rows = _of_plans(
        scope, counting_day(period), identity, Substantiation.number.label("number"), Substantiation.at.label("at"),
        Substantiation.step.label("step"), at_approval.label("at_approval"), (~at_approval).label("apart"),
    )
    return (
        rows.join(Substantiation, Substantiation.document_id == Plan.document_id)
        .join(
            judged,
            and_(judged.c.document_id == Substantiation.document_id, judged.c.number == Substantiation.number),
        )
        .where(
            or_(Plan.approved_at.is_(None), judged.c.created_at <= Plan.approved_at),
            or_(
                and_(Substantiation.number == approved, within(Plan.approved_at, period)),
                and_(or_(approved.is_(None), Substantiation.number != approved), within(Substantiation.at, period)),
            ),
        )
    )


def new_address(year: int) -> Any:
    """A prospect, or a customer won in the year: counted apart from existing business."""
    return or_(Customer.since.is_(None), Customer.since.between(date(year, 1, 1), date(year, 12, 31)))


def goals(scope: Scope, period: Period) -> Select:
    """Goals in revenue of the approved plans of the year, wholes only: parts of branches are in them."""
    address, existing = new_address(period.starts.year), Goal.business == Business.EXISTING

    def only(*when: Any) -> Any:
        return cast(case((and_(*when), Goal.target), else_=0), BigInteger)

    rows = _of_plans(
        scope, counting_day(period), Goal.id, Customer.id.label("customer_id"), Customer.name.label("customer"),
        Customer.segment.label("segment"), Goal.text.label("text"), Goal.business.label("business"),
        case((address, True), else_=False).label("new_address"), Plan.currency.label("currency"),
        Goal.target.label("target"), only(~address, existing).label("existing"),
        only(~address, ~existing).label("new_sales"), only(address).label("addresses"),
    )
    return (
        rows.join(Goal, Goal.document_id == Plan.document_id)
        .join(Customer, Customer.id == Goal.customer_id)
        .where(
            Plan.year == period.starts.year, Plan.approved_at.is_not(None), Goal.measure == Measure.REVENUE,
            Goal.branch_id.is_(None), Goal.ended_at.is_(None), Goal.target.is_not(None),
        )
    )


def contacts(scope: Scope, period: Period) -> Select:
    """Contacts that approved plans ask for in the period, to who has them."""
    return (
        select(
            Visit.id.label("id"), Customer.id.label("customer_id"), Customer.name.label("customer"),
            Customer.folded.label("folded"), Visit.person_id.label("person_id"), Person.name.label("seller"),
            Customer.unit_id.label("unit_id"), Visit.due.label("due"), Visit.channel.label("channel"),
            Visit.purpose.label("purpose"),
        )
        .select_from(Customer)
        .join(Visit, Visit.customer_id == Customer.id)
        .join(Person, Person.id == Visit.person_id)
        .where(
            Visit.due >= period.starts, Visit.due <= period.ends, Visit.ended_on.is_(None),
            _may_meet(scope), in_scope(scope, Visit.person_id, Customer.unit_id, Visit.due),
        )
    )
