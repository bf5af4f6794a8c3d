"""Figures about account plans (spec 4, figures 1, 2, 4 and 5), and what plans add up to.

They are figures of people and their groups: the figures of a customer are those of portal.customers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, select

from portal.core.figures import (
    N_,
    Also,
    Better,
    Column,
    Figure,
    FigureUnit,
    Per,
    ScopeKind,
    Show,
    figure,
    middle,
    share,
    spread,
    tally,
    total,
)
from portal.customers import policy as customers
from portal.documents.models import Document, Kind
from portal.people.me import Me
from portal.plans import figure_rows, policy
from portal.plans.models import Plan
from portal.plans.words import BUSINESS, CHANNELS, KINDS, NEEDS, SECTIONS, STEPS

EVERY = (Per.YEAR, Per.QUARTER, Per.MONTH)
SCOPES = (ScopeKind.PERSON, ScopeKind.TEAM, ScopeKind.COMPANY)
CUSTOMER = Column("customer", N_("Customer"), Show.LINK, subject="customer", id="customer_id")
PLAN = Column("title", N_("Account plan"), Show.LINK, subject="plan", id="plan_id")
KIND = Column("kind", N_("Kind"), Show.WORD, words=KINDS)
SELLER = Column("seller", N_("Seller"))
RUBRIC = {step: word for step, (word, _colour) in STEPS.items()}


def of_readable_plans(me: Me, rows: Select) -> Select:
    """The rows about plans that the person may read today."""
    return rows.where(policy.readable_by(me))


def of_readable_customers(me: Me, rows: Select) -> Select:
    """The rows about customers that the person may read today; a plan that they may not read is named by its kind."""
    held = rows.where(customers.readable_by(me)).subquery()
    if "plan_id" not in held.c:
        return select(held)
    plans = (
        select(Document.id)
        .join(Plan, Plan.document_id == Document.id)
        .where(Document.kind == Kind.PLAN, Document.id == held.c.plan_id, policy.readable_by(me))
        .correlate(held)
        .exists()
    )
    shown = case((plans, held.c.plan_id)).label("plan_id")
    return select(*(column for column in held.c if column.name != "plan_id"), shown)


def _register(code: str, name: str, rule: str, unit: FigureUnit, better: Better, rows: Any, **more: Any) -> Figure:
    made = {
        "scopes": SCOPES, "periods": EVERY, "person": "person_id", "order": "folded", "limit": of_readable_plans,
        "for_deputy": True,
    }
    return figure(Figure(code, name, rule, unit, better, rows=rows, **made | more))


APPROVED = _register(
    "approved_plans", N_("Approved plans"),
    N_(
        "Customers whose plan is required for the year and approved, divided by all customers whose plan is required. "
        "Where a plan of its own is required, only an approved customer plan or key-account plan counts; where the "
        "portfolio plan will do, either counts. On time: covered by an approved plan on the last day that was set for "
        "it. Counted on the last day of the period, or today while it runs."
    ),
    FigureUnit.PERCENT, Better.HIGHER, figure_rows.required, limit=of_readable_customers, measure=share("approved"),
    also=(Also(N_("On time"), FigureUnit.PERCENT, share("on_time")),),
    columns=(
        CUSTOMER, SELLER, Column("need", N_("Required"), Show.WORD, words=NEEDS), Column("due", N_("Due"), Show.DATE),
        Column("approved_on", N_("Approved on"), Show.DATE),
        Column("kind", N_("Account plan"), Show.LINK, subject="plan", id="plan_id", words=KINDS),
        Column("on_time", N_("On time"), Show.YES),
    ),
)
VERSIONS = _register(
    "draft_versions", N_("Draft versions"),
    N_(
        "How many versions of a plan were submitted until it was approved for the first time: the median of the plans "
        "approved in the period. Saving counts for nothing, and neither do amendments. The days are working days on "
        "each side until that approval, also the median."
    ),
    FigureUnit.COUNT, Better.NEUTRAL, figure_rows.versions, measure=middle("versions"),
    also=(
        Also(N_("Working days with the seller"), FigureUnit.DAYS, middle("owner_days")),
        Also(N_("Working days with those who decide"), FigureUnit.DAYS, middle("decider_days")),
    ),
    columns=(
        PLAN, KIND, SELLER, Column("approved_at", N_("Approved on"), Show.DATE),
        Column("versions", N_("Versions"), Show.NUMBER),
        Column("owner_days", N_("Working days with the seller"), Show.NUMBER),
        Column("decider_days", N_("Working days with those who decide"), Show.NUMBER),
    ),
)
AMENDMENTS = _register(
    "amendments", N_("Amendments"),
    N_("Amendments that were approved in the period, each after the first approval of its plan."),
    FigureUnit.COUNT, Better.NEUTRAL, figure_rows.amendments, measure=tally(),
    columns=(
        PLAN, KIND, SELLER,
        Column("section", N_("Section"), Show.WORD, words={code: words[0] for code, words in SECTIONS.items()}),
        Column("reason", N_("Reason")), Column("approved_at", N_("Approved on"), Show.DATE),
    ),
)
SUBSTANTIATION = _register(
    "substantiation", N_("Substantiation of the goals"),
    N_(
        "How the approver judged the substantiation of the goals, of each plan that was approved for the first time in "
        "the period: how many stand on each step, never a mean. Judgements of versions that were sent back, rejected "
        "or are still waiting stand apart; those of amendments are not counted."
    ),
    FigureUnit.DISTRIBUTION, Better.NEUTRAL, figure_rows.judgements,
    measure=spread("step", RUBRIC, where="at_approval"),
    also=(
        Also(N_("Of versions that were not approved"), FigureUnit.DISTRIBUTION, spread("step", RUBRIC, where="apart")),
    ),
    columns=(
        PLAN, KIND, SELLER, Column("number", N_("Version"), Show.NUMBER), Column("at", N_("Judged on"), Show.DATE),
        Column("step", N_("Substantiation"), Show.WORD, words=RUBRIC),
        Column("at_approval", N_("At the approval"), Show.YES),
    ),
)
PLANNED_REVENUE = _register(
    "planned_revenue", N_("Planned revenue"),
    N_(
        "The sum of the revenue goals of the approved plans of the year, per currency; the parts of branches are in "
        "the whole. New addresses are prospects and customers won in that year: their goals stand apart from existing "
        "business and new sales."
    ),
    FigureUnit.MONEY, Better.NEUTRAL, figure_rows.goals, periods=(Per.YEAR,), measure=total("target"),
    also=(
        Also(N_("Existing business"), FigureUnit.MONEY, total("existing")),
        Also(N_("New sales"), FigureUnit.MONEY, total("new_sales")),
        Also(N_("New addresses"), FigureUnit.MONEY, total("addresses")),
    ),
    columns=(
        CUSTOMER, SELLER, Column("text", N_("Goal"), Show.LINK, subject="plan", id="plan_id"),
        Column("business", N_("Business"), Show.WORD, words=BUSINESS),
        Column("new_address", N_("New address"), Show.YES), Column("target", N_("Goal of revenue"), Show.MONEY),
    ),
)
PLANNED_CONTACTS = _register(
    "planned_contacts", N_("Planned contacts"),
    N_("Contacts that approved plans put in the calendar of the period. What a plan does not ask for any more is out."),
    FigureUnit.COUNT, Better.NEUTRAL, figure_rows.contacts, limit=of_readable_customers, measure=tally(),
    columns=(
        CUSTOMER, SELLER, Column("due", N_("Due"), Show.DATE),
        Column("channel", N_("Channel"), Show.WORD, words=CHANNELS), Column("purpose", N_("Purpose")),
    ),
)
