"""Submitting a version: who decides, by when, and what is worth a look before."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db
from portal.core.errors import Refused, TooLate
from portal.core.hx import render
from portal.core.policy import permit
from portal.customers.models import Customer
from portal.documents.models import Turn
from portal.plans import amendments, approval, readiness, requests, seats
from portal.plans.forms import SubmitForm
from portal.plans.history import REFUSALS
from portal.plans.policy import OWN, PlanFile
from portal.plans.sheet import Sheet
from portal.plans.views import desk
from portal.plans.views.blueprint import blueprint


@blueprint.get("/<id:plan_id>/submit")
@permit(OWN)
@desk.telling
def submit(plan: PlanFile) -> Any:
    """Who decides, by when, and what is worth a look before."""
    return _draw(plan, desk.sheet_of(plan, asked=True), SubmitForm(formdata=None))


def _draw(plan: PlanFile, page: Sheet, form: SubmitForm, status: int = 200, refusal: str = "") -> Any:
    customer = db.session.get(Customer, plan.customer_id) if plan.customer_id else None
    everyone = seats.over(plan.owner_id)
    return render(
        "plans/submit.html", status=status, plan=plan, page=page, form=form, refusal=refusal,
        lacks=readiness.lacks(page.body, plan.kind),
        checks=readiness.checks(page.body, potential=customer.potential if customer else None, kind=plan.kind),
        deciders=seats.holders(everyone, Turn.APPROVER, escalated=False),
        second=seats.holders(everyone, Turn.SECOND, escalated=False) if page.beyond else [],
        due=approval.due_date(plan.owner_id),
        amendment=amendments.open_for(plan.id) if plan.amends else None,
        untouched=requests.untouched(plan.id, page.body, page.asked),
        level=page.right.level if page.right and plan.kind not in page.right.kinds else "",
    )


@blueprint.post("/<id:plan_id>/submit")
@permit(OWN)
@desk.telling
def send(plan: PlanFile) -> Any:
    """Freeze the version and send it to who decides; 422 with all that is missing."""
    form = SubmitForm()
    page = desk.sheet_of(plan, asked=True)
    if not form.validate():
        return _draw(plan, page, form, 422)
    try:
        number = approval.submit(plan.id, current_user, note=(form.note.data or "").strip())
    except TooLate:
        raise
    except Refused as refusal:
        return _draw(plan, page, form, refusal.status, _(REFUSALS[refusal.code]))
    flash(_("Version %(number)s is submitted.", number=number), "success")
    return redirect(url_for("plans.show", plan_id=plan.id), 303)
