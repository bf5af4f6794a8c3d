"""What came of a plan: written by its owner, read by all who read the plan, and closed by the line."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.plans import services
from portal.plans.forms_in_force import for_goals
from portal.plans.history import REFUSALS
from portal.plans.models import Stage
from portal.plans.policy import DECIDE, OWN, READ, PlanFile
from portal.plans.realised import Aim, Goals
from portal.plans.views.blueprint import blueprint


@blueprint.route("/<id:plan_id>/evaluate", methods=["GET", "POST"])
@permit(OWN)
def evaluate(plan: PlanFile) -> Any:
    """Per goal what was achieved, and the plan as a whole in words."""
    if plan.stage is not Stage.IN_EXECUTION:
        if request.method == "POST":
            refusal = REFUSALS["moved_on"]
            flash(_(refusal), "warning")
        return redirect(url_for("plans.evaluation" if plan.evaluated_at else "plans.show", plan_id=plan.id), 303)
    goals = Goals(plan)
    every = [aim for whole, parts in goals.aims for aim in (whole, *parts)]
    form = for_goals([aim.goal for aim in every])(data=_known(every))
    status = 200
    if request.method == "POST" and not (status := attempt(form, lambda: _keep(plan, form, every), REFUSALS)):
        flash(_("The plan is evaluated. Your manager has been told."), "success")
        return redirect(url_for("plans.evaluation", plan_id=plan.id), 303)
    return render(
        "plans/evaluate.html", status=status or 200, plan=plan, goals=goals, form=form, today=clock.today()
    )


def _known(every: list[Aim]) -> dict[str, int]:
    """What the imported turnover says was achieved."""
    return {f"achieved_{aim.goal.id}": aim.realised for aim in every if aim.realised is not None}


def _keep(plan: PlanFile, form: Any, every: list[Aim]) -> None:
    services.evaluate(plan.id, current_user, form.words.data, form.results([aim.goal for aim in every]))


@blueprint.get("/<id:plan_id>/evaluation")
@permit(READ)
def evaluation(plan: PlanFile) -> Any:
    """The evaluation as it was written."""
    if plan.evaluated_at is None:
        return redirect(url_for("plans.show", plan_id=plan.id), 303)
    return render("plans/evaluate_read.html", plan=plan, goals=Goals(plan))


@blueprint.post("/<id:plan_id>/close")
@permit(DECIDE)
def close(plan: PlanFile) -> Any:
    """The line closes an evaluated plan."""
    try:
        services.close(plan.id, current_user)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "warning")
    else:
        flash(_("The plan is closed."), "success")
    return redirect(url_for("plans.evaluation", plan_id=plan.id), 303)
