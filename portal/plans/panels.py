"""What the page of a customer shows of account plans."""

from __future__ import annotations

from sqlalchemy import and_, select, union

from portal.core import clock, settings
from portal.core.together import Part
from portal.customers.panels import panel
from portal.customers.policy import CustomerFile
from portal.documents.models import Document, Draft
from portal.people.me import Me
from portal.people.models import FOREVER
from portal.plans import policy, requirements
from portal.plans.models import Exclusion, Need, Plan, PlanCustomer, Requirement, Stage

ABOVE_FIGURES = 50


def _plans(me: Me, file: CustomerFile) -> Part:
    """The plans of the customer and the portfolio plans that cover it, newest first; what it needs this year."""
    day = clock.today()
    covers = select(PlanCustomer.document_id).where(
        PlanCustomer.customer_id == file.id, PlanCustomer.ends == FOREVER
    )
    about = union(covers, select(Plan.document_id).where(Plan.customer_id == file.id))
    listed = (
        select(Document.id, Plan.kind, Plan.year, Plan.stage, Draft.state, policy.visible_to(me))
        .join(Plan, Plan.document_id == Document.id)
        .outerjoin(Draft, Draft.document_id == Document.id)
        .where(Document.archived_at.is_(None), Document.id.in_(about))
        .order_by(Plan.year.desc(), Document.id.desc())
    )
    excluded = and_(Exclusion.customer_id == file.id, Exclusion.starts <= day, Exclusion.ends >= day)
    needed = (
        select(Requirement.year, Requirement.need, Requirement.due, Exclusion.reason, Exclusion.starts)
        .outerjoin(Exclusion, excluded)
        .where(Requirement.customer_id == file.id, Requirement.starts <= day, Requirement.ends >= day)
        .order_by(Requirement.year)
    )
    found = yield {"plans": listed, "needed": needed, "opens": settings.asking("plan_opens")}
    years = requirements.years_open(day, settings.answered("plan_opens", found["opens"]))
    needs = [row for row in found["needed"] if row.year in years]
    plans = [
        {"id": plan_id, "kind": kind, "year": year, "may": may,
         "standing": str(stage if stage is not Stage.AT_WORK or state is None else state)}
        for plan_id, kind, year, stage, state, may in found["plans"]
    ]
    planned = {one["year"] for one in plans}
    wanted = [row for row in needs if row.need is not Need.NONE and row.year not in planned]
    excepted = next((row for row in needs if row.reason), None)
    if not (plans or wanted or excepted or file.is_owner):
        return None
    return {"plans": plans, "wanted": wanted, "excepted": excepted, "today": day}


panel("plans", ABOVE_FIGURES, _plans, "plans/panel_customer.html")
