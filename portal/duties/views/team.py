"""Coverage: who leads sees how far the recurring work of each manager is, and one step down that of each seller."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock, figures
from portal.core.figures import Per, Period, Scope, ScopeKind
from portal.core.hx import render
from portal.core.policy import permit
from portal.duties import coverage, policy
from portal.duties.views.blueprint import blueprint
from portal.people.forms.fields import number

PERIODS = (Per.QUARTER, Per.MONTH, Per.YEAR)
CARDS, MOST = ("ride_along_coverage", "talk_coverage"), 2


@blueprint.get("/duties/team")
@permit(policy.TEAM)
def team() -> Any:
    """The managers under me; with `owner`, or where there is nobody but me, the sellers of one."""
    period = figures.asked_period(request.args, PERIODS)
    asked = request.args.get("owner", "")
    if period is None:
        abort(404)
    found, scopes = ([], []) if asked else coverage.owners(current_user, period)
    if not asked and any(one.id != current_user.id for one in found):
        return _of_managers(found, scopes, period)
    owner_id = number(asked) if asked else current_user.id
    name = coverage.led(current_user, owner_id or 0)
    if name is None:
        abort(404)
    return _of_owner(owner_id, name, period, asked)


def _of_managers(found: list[coverage.OfOwner], scopes: list[Scope], period: Period) -> Any:
    sellers = coverage.sellers(current_user.id, period)[0] if any(one.id == current_user.id for one in found) else []
    wanted = [(code, scope, period) for scope in scopes[:MOST] for code in CARDS]
    year = figures.year(period.starts.year)
    return render(
        "duties/team.html", owners=found, plans=coverage.plans(scopes, year), year=year,
        kinds=coverage.kinds(found), cards=figures.cards(current_user, wanted),
        sellers=sellers, seller_kinds=coverage.kinds(sellers), **_frame(period),
    )  # fmt: skip


def _of_owner(owner_id: int, name: str, period: Period, asked: str) -> Any:
    scope = Scope(ScopeKind.PERSON, owner_id)
    off = figures.is_off(current_user, scope)
    sellers, own = coverage.sellers(owner_id, period, open_only=off)
    year = figures.year(period.starts.year)
    plans = {} if off else coverage.plans(coverage.scopes(current_user), year, owner_id)
    wanted = [] if off else [(code, scope, period) for code in CARDS]
    return render(
        "duties/team_of.html", sellers=sellers, own=own, kinds=coverage.kinds(sellers), name=name,
        plans=plans.get(owner_id), year=year, mine=owner_id == current_user.id, asked=asked, off=off,
        cards=figures.cards(current_user, wanted),
        **_frame(period, **({"owner": owner_id} if asked else {})),
    )  # fmt: skip


def _frame(period: Period, **kept: Any) -> dict[str, Any]:
    """The period, those beside it, and the lengths of time to choose from."""
    words = {Per.MONTH: _("Per month"), Per.QUARTER: _("Per quarter"), Per.YEAR: _("Per year")}

    def to(other: Period | None) -> str:
        return url_for("duties.team", **other.query, **kept) if other else ""

    day = min(period.ends, max(period.starts, clock.today()))
    spans = [
        {"label": word, "href": to(figures.of_day(per, day)), "current": per is period.per}
        for per, word in words.items()
    ]
    later = period.next if period.ends < clock.today() else None
    beside = {"earlier": to(period.previous), "later": to(later)}
    return {"period": period, "spans": spans, "today": clock.today(), **beside}
