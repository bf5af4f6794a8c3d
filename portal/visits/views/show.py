"""The page of one contact: when, where, with whom, what can be done now, and all that prepares for it."""

from __future__ import annotations

from typing import Any

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.visits import policy
from portal.visits.policy import VisitFile
from portal.visits.views.blueprint import blueprint


@blueprint.get("/<uuid:uid>")
@permit(policy.READ)
def show(visit: VisitFile) -> Any:
    """The contact for everyone who reads it."""
    return render("visits/show.html", visit=visit, today=clock.today())
