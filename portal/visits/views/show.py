"""The page of one contact: when, where, with whom, what can be done now, and all that prepares for it."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.together import side_by_side
from portal.visits import policy, preparing, queries, report_told
from portal.visits.policy import VisitFile
from portal.visits.views.blueprint import blueprint


@blueprint.get("/<uuid:uid>")
@permit(policy.READ)
def show(visit: VisitFile) -> Any:
    """The contact for everyone who reads it, with its preparation sheet."""
    sheet, told, made_by = side_by_side(
        [preparing.sheet(current_user, visit), report_told.told(current_user, visit), queries.maker_of(visit)]
    )
    return render(
        "visits/show.html", visit=visit, entry=queries.entry_of(visit), sheet=sheet, today=clock.today(),
        made_by=made_by, told=told, undone=_undone(visit),
    )


def _undone(visit: VisitFile) -> str:
    """The move that takes back what was just done, until something else happens to the contact."""
    return request.args.get("undo", "")[:40] if request.args.get("rev") == str(visit.rev) else ""
