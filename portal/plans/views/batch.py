"""All plans that wait on this person's decision, and approving several at once, each with its own check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import in_place_of_page, render
from portal.core.policy import SIGNED_IN, permit
from portal.core.routes import LARGEST_ID
from portal.documents.models import Outcome, State
from portal.plans import approval, decision_words
from portal.plans import to_decide as lists
from portal.plans.decide_forms import SeenForm
from portal.plans.models import Step
from portal.plans.policy import DECIDE, PlanFile, find
from portal.plans.seats import APPROVER, SECOND
from portal.plans.to_decide import PAGE, ToDecide
from portal.plans.views.blueprint import blueprint
from portal.plans.views.decide import absent_of
from portal.plans.views.review import refusal
from portal.plans.waiting import SOON


@dataclass(frozen=True)
class Result:
    """What became of one plan: approved, second (the next line decides too) or refused, with its sentence."""

    code: str
    plan_id: int
    title: str
    says: str
    needs_step: bool = False  # the step of the rubric was not chosen, which is said beside the row


@blueprint.get("/to-decide", endpoint="to_decide")
@permit(SIGNED_IN)
def to_decide() -> Any:
    """The list, most urgent first; `?pick=clear` chooses those with nothing to look at."""
    return _draw()


def _draw(results: list[Result] | None = None, picked: dict[int, str] | None = None) -> Any:
    shown = lists.to_decide(current_user, _after())
    clear = request.args.get("pick") == "clear"
    chosen = picked or {row.plan_id: "" for row in shown.rows if clear and row.is_clear}
    missing = [one.plan_id for one in results or [] if one.needs_step]
    return render(
        "plans/to_decide.html", fragment="rows", shown=shown, groups=_grouped(shown.rows), results=results or [],
        picked=chosen, missing=missing, steps=list(Step), waits=shown.waits,
        after=request.args.get("after"),
    )


def _after() -> tuple[date, int] | None:
    """The place of the row after which the page begins: `2026-03-01.17`."""
    day, _dot, number = request.args.get("after", "").partition(".")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return (found, int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None


def _grouped(rows: list[ToDecide]) -> list[tuple[str, list[ToDecide]]]:
    """By urgency: overdue, week, later; without empty groups."""
    today, groups = clock.today(), {"overdue": [], "week": [], "later": []}
    for row in rows:
        due = row.due or today + SOON + SOON
        groups["overdue" if due < today else "week" if due <= today + SOON else "later"].append(row)
    return [(code, found) for code, found in groups.items() if found]


@blueprint.post("/to-decide")
@permit(SIGNED_IN)
def approve_several() -> Any:
    """Approve what was chosen, each in a transaction of its own: one that cannot be approved holds up no other."""
    form = SeenForm()
    form.validate()  # the token; the versions stand beside each row
    chosen = dict.fromkeys(
        number for number in request.form.getlist("pick", type=int) if 0 < number <= LARGEST_ID
    )
    results = [_approve(number) for number in list(chosen)[:PAGE]]
    left = {one.plan_id: request.form.get(f"step-{one.plan_id}", "") for one in results if one.code == "refused"}
    if not results:
        results = [Result("refused", 0, "", _("Choose at least one plan."))]
    return in_place_of_page(_draw(results, left))


def _approve(plan_id: int) -> Result:
    try:
        plan: PlanFile = DECIDE.load(current_user, plan_id)
    except HTTPException:
        return Result("refused", plan_id, "", _("This plan does not wait for your decision."))
    title = f"{plan.title} {plan.year}"
    seen, step = request.form.get(f"seen-{plan_id}", type=int), request.form.get(f"step-{plan_id}", "")
    seat = request.form.get(f"seat-{plan_id}", "")
    try:
        made = approval.decide(
            plan_id, current_user, Outcome.APPROVE, seen=seen or 0, step=Step(step) if step in set(Step) else None,
            seat=seat if seat in {APPROVER, SECOND} else APPROVER,
        )
    except Refused as error:
        return Result("refused", plan_id, title, refusal(error), needs_step=error.code == "step_needed")
    except HTTPException:
        return Result("refused", plan_id, title, _("This plan does not wait for your decision."))
    now = find(current_user, plan_id)
    return Result(
        "second" if now.state is State.AWAITING_SECOND else "approved", plan_id, title,
        decision_words.made(now, Outcome.APPROVE, absent_of(made), 0),
    )
