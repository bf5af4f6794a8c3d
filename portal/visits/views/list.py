"""The list of planned contacts, by week."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_login import current_user

from portal.core import clock
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.people.forms.fields import number
from portal.visits import policy, queries
from portal.visits.models import Channel
from portal.visits.queries import COMING, MINE, TEAM, WHENS, Wanted
from portal.visits.views.blueprint import blueprint

@blueprint.get("/")
@permit(policy.LIST)
def index() -> Any:
    """One's own contacts, or those of one's team; with the team begins who leads and has none to come."""
    wanted = asked()
    rows, onward = queries.page(current_user, wanted)
    if not rows and current_user.is_manager and wanted == Wanted() and "scope" not in request.args:
        wanted = Wanted(scope=TEAM)
        rows, onward = queries.page(current_user, wanted)
    whole = not is_partial()
    return render(
        "visits/list.html", fragment="rows", wanted=wanted, weeks=list(queries.by_week(rows)), onward=onward,
        today=clock.today(), team=whole and policy.leads_somebody(current_user),
        customers=queries.customers_of(current_user, wanted.scope) if whole else [], channels=list(Channel),
    )


def asked() -> Wanted:
    """What the address asks for; what it cannot ask for is left out."""
    given = request.args
    return Wanted(
        scope=TEAM if given.get("scope") == TEAM else MINE,
        when=given.get("when") if given.get("when") in WHENS else COMING,
        customer=number(given.get("customer", "")) or 0,
        channel=given.get("channel", "") if given.get("channel") in set(Channel) else "",
        after=_place(given.get("after", "")),
    )


def _place(typed: str) -> tuple[date, int] | None:
    """The row behind which the page begins, as 2026-03-05_id; None for anything else."""
    day, _line, row_id = typed.partition("_")
    try:
        return date.fromisoformat(day), number(row_id) or 0
    except ValueError:
        return None
