"""Which customers need a plan, and the exceptions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.customers.policy import CustomerFile
from portal.people.forms.fields import attempt, number
from portal.plans import exclusions, needed, requirements
from portal.plans.forms_in_force import ExcludeForm
from portal.plans.history import REFUSALS
from portal.plans.views.blueprint import blueprint


@blueprint.get("/needed")
@permit(needed.NEEDED)
def needed_plans() -> Any:
    """Per customer what is needed and how far it is."""
    years = requirements.years_open(clock.today())
    asked = _asked(years)
    shown = needed.page(current_user, asked)
    return render(
        "plans/needs.html", asked=asked, rows=shown.rows, onward=shown.onward, approved=shown.approved,
        required=shown.required, years=years, portfolios=shown.portfolios, today=clock.today(),
    )


def _asked(years: list[int]) -> needed.Wanted:
    given = request.args
    year = given.get("year", type=int)
    default = needed.TEAM if current_user.is_manager else needed.MINE
    return needed.Wanted(
        scope=given.get("scope") if given.get("scope") in {needed.MINE, needed.TEAM} else default,
        year=year if year in years else years[-1],
        show=given.get("show") if given.get("show") in needed.SHOWS else "open",
        after=number(given.get("after", "")),
    )


@blueprint.route("/needed/<id:customer_id>/exclude", methods=["GET", "POST"])
@permit(needed.EXCLUDE)
def exclude(file: CustomerFile) -> Any:
    """The customer needs no plan although its category asks for one."""
    form, status = ExcludeForm(), 200
    there = exclusions.running(file.id)
    if request.method == "POST":
        status = attempt(form, lambda: exclusions.exclude(current_user, file, form.reason.data), REFUSALS)
        if not status:
            flash(_("%(name)s needs no plan from today.", name=file.name), "success")
            return redirect(url_for("plans.needed_plans", show="excluded", scope=needed.TEAM), 303)
    return render("plans/needs_exclude.html", status=status or 200, file=file, form=form, there=there)


@blueprint.post("/needed/<id:customer_id>/readmit")
@permit(needed.EXCLUDE)
def readmit(file: CustomerFile) -> Any:
    """The rule counts again."""
    try:
        exclusions.readmit(current_user, file)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "warning")
    else:
        flash(_("What %(name)s needs follows from its category again.", name=file.name), "success")
    return redirect(url_for("plans.needed_plans", scope=needed.TEAM), 303)
