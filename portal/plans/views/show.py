"""A plan to read: one page that says the main thing first."""

from __future__ import annotations

from typing import Any

from portal.core.hx import render
from portal.core.policy import permit
from portal.plans.policy import EXISTS, PlanFile
from portal.plans.views.blueprint import blueprint


@blueprint.get("/<id:plan_id>")
@permit(EXISTS)
def show(plan: PlanFile) -> Any:
    """The plan; who only may know that it exists gets the short page."""
    return render("plans/show.html", plan=plan)
