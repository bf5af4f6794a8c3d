"""Carrying a plan out: how far its goals and actions are, support asked, and one's own open actions."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.db import db
from portal.core.errors import TooLate
from portal.core.hx import is_partial, render
from portal.core.policy import SIGNED_IN, permit
from portal.documents.models import Document
from portal.people.forms.fields import attempt
from portal.people.queries import options
from portal.plans import amendments, doing, reporting, services
from portal.plans.forms_in_force import SupportForm, TickForm
from portal.plans.history import REFUSALS
from portal.plans.policy import READ, PlanFile
from portal.plans.realised import Goals
from portal.plans.views.blueprint import blueprint

MINE = "mine"  # the tick came from the page of one's own actions


@blueprint.get("/<id:plan_id>/progress")
@permit(READ)
def progress(plan: PlanFile) -> Any:
    """How far the plan is."""
    if plan.approved_at is None:
        return redirect(url_for("plans.show", plan_id=plan.id), 303)
    return render(
        "plans/carry_out.html", plan=plan, goals=Goals(plan), tasks=doing.of_plan(current_user, plan.id),
        requests=doing.support_of(current_user, plan.id), months=doing.contacts_by_month(plan.id),
        followed=reporting.of_plan(db.session.get(Document, plan.id), plan.id), today=clock.today(),
        amendment=amendments.open_for(plan.id) if plan.amends else None,
    )


@blueprint.get("/actions")
@permit(SIGNED_IN)
def actions() -> Any:
    """The person's own open actions over all plans, and the support that they were put down for."""
    return render(
        "plans/carry_out_mine.html", tasks=doing.mine(current_user), requests=doing.support_by(current_user),
    )


@blueprint.post("/<id:plan_id>/actions/<id:action_id>")
@permit(doing.ACTION)
def tick(task: doing.Doing) -> Any:
    """An action is done at a branch (or as a whole), or not yet; the answer is the action as it is now."""
    form = TickForm()
    action_id = request.view_args["action_id"]
    if not form.validate():
        return _task(task, form.back.data, status=422, wrong=form.note.errors, typed=(action_id, form.note.data))
    said, status = "", 200
    try:
        services.tick(
            task.plan_id, action_id, current_user, done=form.done.data == "1", note=form.note.data,
            seen=form.seen.data,
        )
    except TooLate as late:
        said, status = _(REFUSALS[late.code]), late.status
    now = doing.of_part(current_user, task.plan_id, task.first.part_key)
    if now is None:
        return abort(404)
    return _task(now, form.back.data, status=status, wrong=[said] if said else [])


def _task(task: doing.Doing, back: str, *, status: int, wrong: Any = (), typed: tuple[int, str] | None = None) -> Any:
    """The action anew, or for a person without a script the way back."""
    mine = back == MINE
    if is_partial():
        drawn = render_template("plans/carry_out_task.html", task=task, mine=mine, wrong=wrong, typed=typed)
        response = make_response(drawn, status)
        response.vary.add("HX-Request-Type")
        return response
    for sentence in wrong:
        flash(sentence, "warning")
    anchor = f"action-{task.plan_id}-{task.first.part_key}"
    if mine:
        return redirect(url_for("plans.actions", _anchor=anchor), 303)
    return redirect(url_for("plans.progress", plan_id=task.plan_id, _anchor=anchor), 303)


@blueprint.route("/<id:plan_id>/support/<id:support_id>", methods=["GET", "POST"])
@permit(doing.SUPPORT)
def support(asked: doing.Request) -> Any:
    """Say what is done about support that the plan asks for, by whom and by when."""
    row = asked.row
    form = SupportForm(data={
        "base": row.rev, "measure": row.measure, "owner_id": row.owner_id, "due": row.due, "done_on": row.done_on,
    })
    form.owner_id.offer(options.people(kept=row.owner_id), none=_("Nobody yet"))
    back = url_for("plans.progress", plan_id=asked.plan_id, _anchor="support") if asked.reads else url_for(".actions")
    status = 200
    if request.method == "POST":
        status = attempt(
            form, lambda: services.answer_support(asked.plan_id, row.id, current_user, **form.wanted()), REFUSALS
        )
        if not status:
            flash(_("Kept. Whoever does it has been told."), "success")
            return redirect(back, 303)
    return render("plans/carry_out_support.html", status=status or 200, form=form, asked=asked, back=back)
