"""Which customers need which plan in a year, and how far each is: for their owners and for the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Integer, Select, and_, cast, exists, func, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.core.together import together
from portal.customers import policy as customers
from portal.customers.models import Customer
from portal.customers.relations import holds_for, unowned_in_led_unit
from portal.documents.models import Document, Draft
from portal.people.me import Me
from portal.people.models import Line, Person, Via
from portal.plans.models import Exclusion, Need, Plan, PlanCustomer, PlanKind, Requirement, Stage

PAGE = 50
MINE, TEAM = "mine", "team"
SHOWS = ("open", "all", "excluded")


@dataclass(frozen=True)
class Wanted:
    """What the page was asked for; `after` is the customer behind which the page begins."""

    scope: str
    year: int
    show: str
    after: int | None = None


@dataclass(frozen=True)
class Needed:
    """One customer with what it needs. `plan_id` is the plan that meets it, or that is on its way."""

    customer_id: int
    customer: str
    category: str | None
    need: Need
    due: date
    seller_id: int | None
    seller: str | None
    reason: str | None  # of an exception, with since when and by whom
    excluded_on: date | None
    by: str | None
    covered: bool
    plan_id: int | None
    standing: str


def _running(year: int) -> tuple[ColumnElement[bool], ...]:
    day = clock.today()
    return Requirement.year == year, Requirement.starts <= day, Requirement.ends >= day


def _covered() -> ColumnElement[bool]:
    """A plan that counts was approved: its own one, or for a customer in the portfolio any that covers it."""
    plan = aliased(Plan)
    return exists(
        select(PlanCustomer.document_id)
        .join(plan, plan.document_id == PlanCustomer.document_id)
        .where(
            PlanCustomer.customer_id == Requirement.customer_id, plan.year == Requirement.year,
            PlanCustomer.ends >= clock.today(),
            or_(Requirement.need == Need.PORTFOLIO, plan.kind != PlanKind.PORTFOLIO),
        )
    ).correlate(Requirement)


def _whose(me: Me, scope: str) -> ColumnElement[bool]:
    if scope == MINE:
        return Requirement.seller_id == me.id
    day = clock.today()
    under = exists().where(
        Line.over_id == me.id, Line.person_id == Requirement.seller_id, Line.via.in_((Via.LEAD, Via.DEPUTY)),
        Line.starts <= day, Line.ends >= day,
    )
    unowned = and_(Requirement.seller_id.is_(None), holds_for(unowned_in_led_unit(me)))
    return or_(under, unowned)


def _excluded_today() -> ColumnElement[bool]:
    day = clock.today()
    return and_(Exclusion.customer_id == Requirement.customer_id, Exclusion.starts <= day, Exclusion.ends >= day)


def _rows(me: Me, wanted: Wanted) -> Select[Any]:
    seller, by = aliased(Person), aliased(Person)
    found = (
        select(
            Requirement.customer_id, Customer.name, Customer.category, Requirement.need, Requirement.due,
            Requirement.seller_id, seller.name, Exclusion.reason, Exclusion.starts, by.name, _covered(),
        )
        .join(Customer, Customer.id == Requirement.customer_id)
        .outerjoin(seller, seller.id == Requirement.seller_id)
        .outerjoin(Exclusion, _excluded_today())
        .outerjoin(by, by.id == Exclusion.by_id)
        .where(*_running(wanted.year), _whose(me, wanted.scope))
    )
    if wanted.show == "excluded":
        return found.where(Exclusion.id.is_not(None))
    if wanted.show == "open":
        return found.where(~_covered(), or_(Requirement.need == Need.OWN, _left_out()))
    return found.where(Requirement.need != Need.NONE)


def _left_out() -> ColumnElement[bool]:
    """Belongs in a portfolio plan that was approved without it, or nobody owns it."""
    plan = aliased(Plan)
    approved = exists().where(
        plan.kind == PlanKind.PORTFOLIO, plan.year == Requirement.year, plan.seller_id == Requirement.seller_id,
        plan.approved_at.is_not(None),
    )
    return and_(Requirement.need == Need.PORTFOLIO, or_(approved, Requirement.seller_id.is_(None)))


@dataclass(frozen=True)
class Together:
    """The portfolio plan that a seller still needs: for so many customers, and where it stands."""

    seller_id: int
    seller: str
    customers: int
    plan_id: int | None
    standing: str


def _portfolios(me: Me, wanted: Wanted) -> Select[Any]:
    """By seller, those not approved yet."""
    return (
        select(Requirement.seller_id, Person.name, func.count())
        .join(Person, Person.id == Requirement.seller_id)
        .join(Customer, Customer.id == Requirement.customer_id)
        .where(
            *_running(wanted.year), _whose(me, wanted.scope), Requirement.need == Need.PORTFOLIO, ~_covered(),
            ~_left_out(),
        )
        .group_by(Requirement.seller_id, Person.name, Person.sort_nl)
        .order_by(Person.sort_nl)
    )


@dataclass(frozen=True)
class Shown:
    """A page in the reader's alphabet, and the customer behind which the next one begins. Of the whole scope in the
    year: how many are approved and how many required, as figure 1 counts today, and on the first page of what is open
    the portfolio plans that are not approved yet, by seller.
    """

    rows: list[Needed]
    onward: int | None
    approved: int
    required: int
    portfolios: list[Together]


def page(me: Me, wanted: Wanted) -> Shown:
    """What was asked for, in two questions."""
    asked = {"rows": _page(me, wanted), "counted": _counted(me, wanted)}
    if wanted.show == "open" and wanted.after is None:
        asked["portfolios"] = _portfolios(me, wanted)
    found = together(**asked)
    listed, sellers = found["rows"][:PAGE], found.get("portfolios", [])
    seller_ids = {row.seller_id for row in listed if row.seller_id} | {row.seller_id for row in sellers}
    plans = _plans({row.customer_id for row in listed}, seller_ids, wanted.year) if listed or sellers else {}
    return Shown(
        [Needed(*row, *_stands(row, plans)) for row in listed],
        listed[-1].customer_id if len(found["rows"]) > PAGE else None,
        int(found["counted"][0].approved or 0), found["counted"][0].required,
        [Together(*row, *plans.get(("seller", row.seller_id), (None, ""))) for row in sellers],
    )


def _page(me: Me, wanted: Wanted) -> Select[Any]:
    order = Customer.sort_nb if i18n.current() == "nb" else Customer.sort_nl
    found = _rows(me, wanted).order_by(order, Customer.id)
    if wanted.after is not None:
        at = select(order).where(Customer.id == wanted.after).scalar_subquery()
        found = found.where(tuple_(order, Customer.id) > tuple_(at, wanted.after))
    return found.limit(PAGE + 1)


def _stands(row: Any, plans: dict[tuple[str, int], tuple[int, str]]) -> tuple[int | None, str]:
    own, covering = plans.get(("customer", row.customer_id)), plans.get(("covers", row.customer_id))
    if row.need is Need.PORTFOLIO:
        return own or covering or plans.get(("seller", row.seller_id)) or (None, "")
    return own or (None, "")


def _plans(customer_ids: set[int], seller_ids: set[int], year: int) -> dict[tuple[str, int], tuple[int, str]]:
    """(plan, where it stands) by customer, by customer that a portfolio plan covers, and by seller; newest first."""
    among = union(  # each way on its own index; an OR over them would read every plan of the year
        select(PlanCustomer.document_id).where(
            PlanCustomer.customer_id.in_(customer_ids), PlanCustomer.ends >= clock.today()
        ),
        select(Plan.document_id).where(Plan.customer_id.in_(customer_ids)),
        select(Plan.document_id).where(
            Plan.seller_id.in_(seller_ids), Plan.year == year, Plan.kind == PlanKind.PORTFOLIO
        ),
    )
    rows = db.session.execute(
        select(Plan.document_id, Plan.customer_id, Plan.seller_id, Plan.stage, Draft.state, PlanCustomer.customer_id)
        .join(Document, Document.id == Plan.document_id)
        .outerjoin(Draft, Draft.document_id == Document.id)
        .outerjoin(
            PlanCustomer,
            and_(
                PlanCustomer.document_id == Document.id, PlanCustomer.customer_id.in_(customer_ids),
                PlanCustomer.ends >= clock.today(), Plan.kind == PlanKind.PORTFOLIO,
            ),
        )
        .where(Plan.year == year, Document.archived_at.is_(None), Document.id.in_(among))
        .order_by(Plan.document_id)
    )
    found: dict[tuple[str, int], tuple[int, str]] = {}
    for plan_id, customer_id, seller_id, stage, state, covered in rows:
        stands = plan_id, str(stage if stage is not Stage.AT_WORK or state is None else state)
        found["customer" if customer_id else "seller", customer_id or seller_id] = stands
        if covered:
            found["covers", covered] = stands
    return found


def _counted(me: Me, wanted: Wanted) -> Select[Any]:
    covered = func.sum(cast(_covered(), Integer))
    return (
        select(covered.label("approved"), func.count().label("required"))
        .select_from(Requirement)
        .join(Customer, Customer.id == Requirement.customer_id)
        .where(*_running(wanted.year), _whose(me, wanted.scope), Requirement.need != Need.NONE)
    )


def _steers(me: Me, customer_id: int) -> customers.CustomerFile:
    """The customer, for the line over its owner; 404 for strangers, 403 for everyone else who sees it."""
    file = customers.find(me, customer_id)
    if not (file.is_over_owner or file.leads_unit):
        abort(403)
    return file


NEEDED = rule(
    "plan.needed",
    N_("Who works with customers sees which of theirs need a plan; the line upwards sees it for those it leads"),
)
EXCLUDE = rule(
    "plan.exclude",
    N_("The line over a customer's owner decides that it needs no plan; of one without an owner, who leads its unit"),
    load=_steers, takes=("customer_id",), gives="file",
)
