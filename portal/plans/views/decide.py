"""Decide: on the plan's page, on Today and in the list, in one form with its change requests."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_login import current_user

from portal.core.errors import Refused, TooLate
from portal.core.hx import in_place_of_page, is_partial, open_page, render
from portal.core.policy import permit
from portal.documents.models import Decision, Outcome
from portal.people.models import Person
from portal.plans import approval, decision_words, rounds, to_decide
from portal.plans.approval import Wish
from portal.plans.decide_forms import LONGEST, WISH, DecideForm, typed, wishes_of
from portal.plans.models import Step
from portal.plans.policy import DECIDE, PlanFile, find
from portal.plans.views.blueprint import blueprint
from portal.plans.views.review import draw, refusal

PLACES = {"today": "home.today", "list": "plans.to_decide"}


@blueprint.post("/<id:plan_id>/decide")
@permit(DECIDE)
def decide(plan: PlanFile) -> Any:
    """Approve, request changes or reject, in one's own seat or in that of somebody absent."""
    form, texts = DecideForm(), typed(request.form, WISH)
    try:
        wishes = wishes_of(texts)
    except ValueError as wrong:
        return _again(plan, form, texts, 422, str(wrong))
    if not form.validate():
        return _again(plan, form, texts, 422, form.errors_by_field()[0][1])
    try:
        said = settle(plan, form, wishes)
    except Refused as error:
        return _again(plan, form, texts, error.status, refusal(error), code=error.code)
    return _done(plan, form, said)


def settle(plan: PlanFile, form: DecideForm, wishes: list[Wish]) -> str:
    """Decide as the form says; returns what to say of it. Raises `Refused` and `TooLate`."""
    outcome, seen = Outcome(form.outcome.data), form.seen.data
    before = approval.replayed(plan.id, current_user, outcome, seen)
    made = approval.decide(
        plan.id, current_user, outcome, seen=seen, comment=form.comment.data or "", step=form.chosen_step,
        wishes=wishes, seat=form.seat.data,
    )
    if before is not None:
        return decision_words.again(outcome)
    return decision_words.made(find(current_user, plan.id), outcome, absent_of(made), len(wishes))


def absent_of(made: Decision) -> str:
    """The name of whoever was stood in for; empty for a decision of one's own."""
    person = approval.db.session.get(Person, made.deputy_of_id) if made.deputy_of_id else None
    return person.name if person else ""


def _done(plan: PlanFile, form: DecideForm, said: str) -> Any:
    if form.place == "review":
        flash(said, "success")
        return open_page(url_for(".review", plan_id=plan.id, decided=form.seen.data))
    if not is_partial():
        flash(said, "success")
        return redirect(url_for(PLACES[form.place]), 303)
    return in_the_list(plan, said, form.place)


def in_the_list(plan: PlanFile, said: str, place: str, status: int = 200) -> Response:
    """The row of a list as it ends: what became of it, with the numbers of what still waits."""
    return render(
        "plans/decide_done.html", fragment="done", status=status, plan=plan, said=said, place=place,
        refused=status >= 400, left=to_decide.count_to_decide(current_user) if place == "list" else 0,
    )


def _again(plan: PlanFile, form: DecideForm, texts: dict[str, str], status: int, said: str, code: str = "") -> Any:
    """How it stands now, with what was typed kept: only the bar while the rest of the page still holds."""
    now = find(current_user, plan.id)
    if form.place != "review" and is_partial():
        return in_the_list(now, said, form.place, status)
    more = {
        "said": said, "wrong": code if code in {"reason_needed", "step_needed"} else "", "typed": texts,
        "comment": form.comment.data or "", "step": form.step.data,
    }
    if is_partial() and status != TooLate.status and (found := rounds.find(current_user, now)) is not None:
        return render(
            "plans/review_panel.html", fragment="panel", status=status, plan=now, talk=found, panel=found.panel,
            steps=list(Step), longest=LONGEST, mine=found.my_advice(current_user), **more,
        )
    return in_place_of_page(draw(now, status, fragment="", **more))
