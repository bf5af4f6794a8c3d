"""The list of plans, and what a seller still has to plan."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from portal.core import clock, i18n
from portal.core.hx import is_partial, render
from portal.core.policy import SIGNED_IN, permit
from portal.core.routes import LARGEST_ID
from portal.core.together import together
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
    wanted, shown = _rows(asked())
    me, whole = current_user, not is_partial()
    questions = {"counted": lists.counting(me, wanted)}
    if whole and wanted.scope == "mine":
        questions["to_plan"] = lists.to_plan(me)
    found = together(**questions)
    return render(
        "plans/list.html", fragment="rows", wanted=wanted, shown=shown, today=clock.today(), standings=lists.STANDINGS,
        counts=lists.counts(found["counted"], wanted), over_somebody=whole and (me.is_manager or me.leads_somebody),
        to_plan=lists.wanted_of(found.get("to_plan", ())),
    )


def _rows(wanted: lists.Filter) -> tuple[lists.Filter, lists.Shown]:
    locale, offered = i18n.current(), [wanted]
    if "scope" not in request.args and current_user.is_manager and not wanted.chosen:
        offered.append(lists.Filter(scope="team"))
    found = together(**{one.scope: lists.listing(current_user, one, locale) for one in offered})
    wanted = next((one for one in offered if found[one.scope]), offered[-1])
    return wanted, lists.shown(found[wanted.scope], wanted)


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
