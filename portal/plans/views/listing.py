"""The list of plans, and what a seller still has to plan."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from portal.core import clock, i18n
from portal.core.hx import is_partial, render
from portal.core.policy import SIGNED_IN, permit
from portal.core.routes import LARGEST_ID
from portal.documents import content
from portal.plans import lists
from portal.plans.models import PlanKind
from portal.plans.services import YEARS
from portal.plans.views.blueprint import blueprint

LONGEST_SEARCH = 100


@blueprint.get("/")
@permit(SIGNED_IN)
def index() -> Any:
    """The list, or only its rows. Who leads and has no plans begins with the team."""
    wanted, whole = asked(), not is_partial()
    shown = lists.page(current_user, wanted, i18n.current())
    if not shown.rows and "scope" not in request.args and current_user.is_manager and not wanted.chosen:
        wanted = lists.Filter(scope="team")
        shown = lists.page(current_user, wanted, i18n.current())
    return render(
        "plans/list.html", fragment="rows", wanted=wanted, shown=shown,
        counts=lists.counts(current_user, wanted), today=clock.today(), standings=lists.STANDINGS,
        over_somebody=whole and (current_user.is_manager or current_user.leads_somebody),
        to_plan=lists.wanted_of(current_user) if whole and wanted.scope == "mine" else [],
    )


def asked() -> lists.Filter:
    """What the address asks for; what it cannot ask for is left out."""
    words = {
        name: content.clean(request.args.get(name, ""))[:LONGEST_SEARCH] for name in ("scope", "q", "kind", "state")
    }
    year = request.args.get("year", type=int)
    return lists.Filter(
        scope=words["scope"] if words["scope"] in lists.SCOPES else "mine", text=words["q"],
        year=year if year in YEARS else 0, kind=words["kind"] if words["kind"] in set(PlanKind) else "",
        state=words["state"] if words["state"] in lists.STANDINGS else "",
        after=_neighbour("after"), before=_neighbour("before"),
    )


def _neighbour(name: str) -> int | None:
    """The id of the row beside which the page lies; None for what can be no id."""
    given = request.args.get(name, type=int)
    return given if given is not None and 0 < given <= LARGEST_ID else None
