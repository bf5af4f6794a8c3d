"""The history of one plan, newest first, as sentences in the reader's language."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.core.hx import render
from portal.core.policy import permit
from portal.core.routes import LARGEST_ID
from portal.plans.events import events
from portal.plans.policy import READ, PlanFile
from portal.plans.views.blueprint import blueprint


@blueprint.get("/<id:plan_id>/history")
@permit(READ)
def history(plan: PlanFile) -> Any:
    """Who did what when; edits in a row by one person stand together."""
    before = request.args.get("before", type=int)
    shown, older = events(plan, before=before if before and 0 < before <= LARGEST_ID else None)
    return render("plans/history.html", fragment="events", plan=plan, events=shown, older=older)
