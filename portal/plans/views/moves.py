"""What an owner does with a version as a whole: take it back, start it anew, throw it away."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.documents.models import State
from portal.plans import approval
from portal.plans.decide_forms import SeenForm
from portal.plans.policy import OWN, PlanFile, find
from portal.plans.views.blueprint import blueprint, plan_page
from portal.plans.views.review import draw, refusal


@blueprint.get("/<id:plan_id>/withdraw")
@permit(OWN)
def withdraw(plan: PlanFile) -> Any:
    """Ask before taking the version back."""
    if plan.state is not State.IN_REVIEW:
        return redirect(url_for(".review", plan_id=plan.id), 303)
    return render("plans/review_withdraw.html", plan=plan)


@blueprint.post("/<id:plan_id>/withdraw")
@permit(OWN)
def take_back(plan: PlanFile) -> Any:
    """Take the submitted version back while nobody has decided."""
    form = SeenForm()
    if not form.validate():
        return _refused(plan, 422, form.errors_by_field()[0][1])
    try:
        approval.withdraw(plan.id, current_user, seen=form.seen.data)
    except Refused as error:
        return _refused(plan, error.status, refusal(error))
    flash(_("Version %(number)s is withdrawn. The plan is a draft again.", number=form.seen.data), "success")
    return redirect(_desk(plan), 303)


@blueprint.post("/<id:plan_id>/restart")
@permit(OWN)
def restart(plan: PlanFile) -> Any:
    """Begin the next version of a rejected plan."""
    form = SeenForm()
    if not form.validate():
        return _refused(plan, 422, form.errors_by_field()[0][1])
    try:
        approval.restart(plan.id, current_user, seen=form.seen.data)
    except Refused as error:
        return _refused(plan, error.status, refusal(error))
    flash(_("You start the plan anew. What it said is still there, for you to change."), "success")
    return redirect(_desk(plan), 303)


@blueprint.get("/<id:plan_id>/discard")
@permit(OWN)
def discard(plan: PlanFile) -> Any:
    """Ask before throwing the plan away."""
    if plan.state is not State.DRAFT or plan.last_number:
        return redirect(url_for(".show", plan_id=plan.id), 303)
    return render("plans/review_discard.html", plan=plan)


@blueprint.post("/<id:plan_id>/discard")
@permit(OWN)
def throw_away(plan: PlanFile) -> Any:
    """Throw away a plan that nobody else has seen."""
    form = SeenForm()
    if not form.validate():
        return _refused(plan, 422, form.errors_by_field()[0][1])
    try:
        approval.discard(plan.id, current_user, seen=form.seen.data)
    except Refused as error:
        return _refused(plan, error.status, refusal(error))
    flash(_("%(title)s %(year)s is thrown away.", title=plan.title, year=plan.year), "success")
    return redirect(plan_page("index") or url_for("home.today"), 303)


def _desk(plan: PlanFile) -> str:
    return plan_page("edit", plan_id=plan.id) or url_for(".show", plan_id=plan.id)


def _refused(plan: PlanFile, status: int, said: str) -> Any:
    return draw(find(current_user, plan.id), status, fragment="", said=said)
