"""A plan to read: one page that says the main thing first."""

from __future__ import annotations

from typing import Any

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.plans.overview import overview, whose_turn
from portal.plans.policy import EXISTS, PlanFile
from portal.plans.views.blueprint import blueprint


@blueprint.get("/<id:plan_id>")
@permit(EXISTS)
def show(plan: PlanFile) -> Any:
    """The plan; who only may know that it exists, or has nothing to read yet, gets the short page."""
    view = overview(plan) if plan.reads else None
    return render(
        "plans/show.html", plan=plan, view=view, holders=view.holders if view else whose_turn(plan),
        today=clock.today(),
    )
