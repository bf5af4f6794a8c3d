"""The editor of a plan: the whole page, undo, and the answers to change requests in their place."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused, TooLate
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.documents import content, drafts
from portal.documents.models import Answer
from portal.plans import approval, readiness
from portal.plans.content import PLAN
from portal.plans.history import REFUSALS
from portal.plans.policy import WRITE, PlanFile
from portal.plans.views import desk
from portal.plans.views.blueprint import blueprint

LONGEST_ANSWER = 2_000


@blueprint.get("/<id:plan_id>/edit")
@permit(WRITE)
def edit(plan: PlanFile) -> Any:
    """The plan on one page, each item a form in place, beside what the portal knows of the customer."""
    try:
        page = desk.sheet_of(plan, asked=True, whole=True)
    except TooLate as late:
        return render("plans/edit.html", plan=plan, page=None, note=_(REFUSALS[late.code]), typed="")
    part = content.find(page.body, request.args.get("open", ""))
    if part is not None and part["kind"] in PLAN.kinds and page.edits(page.section_of(part)):
        page = desk.opened(page, part)
    return render("plans/edit.html", plan=plan, page=page, note="", typed="", checking="check" in request.args,
                  lacks=readiness.lacks(page.body, plan.kind) if "check" in request.args else [],
                  amendment=page.amendment)


@blueprint.post("/<id:plan_id>/undo")
@permit(WRITE)
@desk.telling
def undo(plan: PlanFile) -> Any:
    """Take back this person's last change; press again for the one before."""
    desk.sheet_of(plan)
    drafts.undo(plan.id, PLAN, current_user)
    page = desk.sheet_of(plan, asked=True)
    return desk.pieces(page, note=_("Your last change is undone."), whole=True, focus="undo")


@blueprint.post("/<id:plan_id>/requests/<id:remark_id>")
@permit(WRITE)
@desk.telling
def answer_request(plan: PlanFile, remark_id: int) -> Any:
    """Say that a change was made here, or why it was not."""
    text = content.clean(request.form.get("text", ""))[:LONGEST_ANSWER]
    kind = Answer.NOT_DONE if request.form.get("answer") == Answer.NOT_DONE else Answer.DONE
    wrong = ""
    try:
        approval.answer(plan.id, remark_id, current_user, kind, text)
    except Refused as refusal:
        if refusal.code != "reason_needed":
            raise
        wrong = _("Say why it is not done.")
    page = desk.sheet_of(plan, asked=True)
    if not is_partial() and wrong:
        return render("plans/edit.html", status=422, plan=plan, page=page, note=wrong, typed="")
    row = next((one for one in page.asked if one.id == remark_id), None)
    return desk.pieces(page, status=422 if wrong else 200, answered=row, wrong=wrong, back=row.part_key if row else "")
