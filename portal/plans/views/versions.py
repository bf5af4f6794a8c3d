"""The versions of a plan: who decided what on each, one as it was, and two compared."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for

from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import rounds as judged
from portal.documents import turns
from portal.plans import rounds
from portal.plans.changes import changes
from portal.plans.policy import READ, PlanFile
from portal.plans.views.blueprint import blueprint


@blueprint.get("/<id:plan_id>/versions")
@permit(READ)
def versions(plan: PlanFile) -> Any:
    """The list with the double clock; `?from=2&to=3` compares."""
    if request.args.get("from") and request.args.get("to"):
        pair = [_number(request.args[name]) for name in ("from", "to")]
        first, second = sorted(pair)
        return redirect(url_for(".redline", plan_id=plan.id, first=first, second=second), 303)
    return render(
        "plans/versions.html", plan=plan, versions=rounds.listed(plan.id), clocks=turns.clocks(plan.id)
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10):
        abort(404)
    return int(text)


def _version(plan: PlanFile, number: int) -> judged.Numbered:
    found = judged.version(plan.id, number)
    if found is None:
        abort(404)
    return found


@blueprint.get("/<id:plan_id>/versions/<id:number>")
@permit(READ)
def version(plan: PlanFile, number: int) -> Any:
    """One version as it was submitted."""
    found = _version(plan, number)
    listed = next(one for one in rounds.listed(plan.id) if one.number == number)
    return render(
        "plans/versions_read.html", plan=plan, found=found, listed=listed, changes=changes(plan, None, found.body)
    )


@blueprint.get("/<id:plan_id>/versions/<id:first>..<id:second>")
@permit(READ)
def redline(plan: PlanFile, first: int, second: int) -> Any:
    """What changed between two versions, drawn as the plan reads."""
    before, after = _version(plan, first), _version(plan, second)
    return render(
        "plans/redline.html", plan=plan, before=before, after=after, changes=changes(plan, before.body, after.body),
        versions=rounds.listed(plan.id),
    )
