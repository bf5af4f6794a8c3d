"""Amendments: one section of an approved plan goes back with a reason, and the list of all of them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.plans import amendments
from portal.plans.content import AMENDABLE, MORE, SECTIONS
from portal.plans.forms_in_force import AmendForm, SeenForm
from portal.plans.history import REFUSALS
from portal.plans.policy import OWN, READ, PlanFile, find
from portal.plans.views.blueprint import blueprint


@blueprint.get("/<id:plan_id>/amendments", endpoint="amendments")
@permit(READ)
def amendments_of(plan: PlanFile) -> Any:
    """When, which section, why, decided by whom."""
    return render("plans/amendments.html", plan=plan, rows=amendments.of(plan.id))


def sections_of(plan: PlanFile) -> list[str]:
    """The sections of this kind of plan that an amendment can change, in the order of the plan."""
    return [code for code in (*SECTIONS[plan.kind], *MORE[plan.kind]) if code in AMENDABLE]


@blueprint.route("/<id:plan_id>/amend", methods=["GET", "POST"])
@permit(OWN)
def amend(plan: PlanFile) -> Any:
    """Choose the section and say why; then it opens in the editor."""
    if plan.amends:
        return redirect(url_for("plans.edit" if plan.is_editable else "plans.amendments", plan_id=plan.id), 303)
    if not plan.is_carried_out:
        flash(_("Only an approved plan that is not evaluated yet can be amended."), "info")
        return redirect(url_for("plans.show", plan_id=plan.id), 303)
    form = AmendForm(data={"section": request.args.get("section", "")})
    form.offer(sections_of(plan))
    status = 200
    if request.method == "POST":
        status = attempt(
            form, lambda: amendments.start(plan.id, current_user, form.section.data, form.reason.data), REFUSALS
        )
        if not status:
            return redirect(url_for("plans.edit", plan_id=plan.id), 303)
    return render("plans/amend.html", status=status or 200, plan=plan, form=form)


@blueprint.get("/<id:plan_id>/amend/give-up")
@permit(OWN)
def give_up(plan: PlanFile) -> Any:
    """Ask before the open amendment is thrown away."""
    if not (plan.amends and plan.is_editable):
        return redirect(url_for("plans.amendments", plan_id=plan.id), 303)
    return render("plans/amend_give_up.html", plan=plan, row=amendments.open_for(plan.id), said="")


@blueprint.post("/<id:plan_id>/amend/give-up")
@permit(OWN)
def given_up(plan: PlanFile) -> Any:
    """The plan stays as it was approved."""
    form = SeenForm()
    form.validate()
    try:
        amendments.drop(plan.id, current_user, seen=form.seen.data)
    except Refused as refusal:
        now = find(current_user, plan.id)
        return render(
            "plans/amend_give_up.html", status=refusal.status, plan=now, row=amendments.open_for(plan.id),
            said=_(REFUSALS[refusal.code]),
        )
    flash(_("The amendment is given up. The plan stays as it was approved."), "success")
    return redirect(url_for("plans.show", plan_id=plan.id), 303)
