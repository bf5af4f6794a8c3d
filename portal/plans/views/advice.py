"""Ask a colleague for advice or to read the content, take the question back, and answer it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused, TooLate
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.documents.models import Asked
from portal.people.queries.countries import country_on
from portal.plans import advice as asking
from portal.plans import candidates
from portal.plans.decide_forms import REMARK, AdviceForm, AnswerForm, SeenForm, typed
from portal.plans.policy import ADVISE, DECIDE, PlanFile, find
from portal.plans.views.blueprint import blueprint
from portal.plans.views.review import draw, keep, refusal

LONGEST_SEARCH = 100


@blueprint.get("/<id:plan_id>/advice")
@permit(DECIDE)
def advice(plan: PlanFile) -> Any:
    """The question: whom, what, by when."""
    form = AdviceForm(formdata=None)
    form.due.data = asking.default_due(plan.due, country_on(plan.owner_id))
    return _page(plan, form)


def _page(plan: PlanFile, form: AdviceForm, status: int = 200) -> Any:
    words = request.values.get("find", "")[:LONGEST_SEARCH]
    return render(
        "plans/review_advice.html", fragment="people", status=status, plan=plan, form=form, words=words,
        partial=is_partial(), people=candidates.of(current_user, plan, words, form.person.data),
    )


@blueprint.post("/<id:plan_id>/advice")
@permit(DECIDE)
def ask_advice(plan: PlanFile) -> Any:
    """Ask, or find more people: what was typed stays."""
    form = AdviceForm()
    if "search" in request.form:
        return _page(plan, form)
    if not form.validate():
        return _page(plan, form, 422)
    try:
        asking.ask(
            plan.id, current_user, form.person.data, Asked(form.asked.data), form.question.data, form.due.data
        )
    except TooLate as error:
        return draw(find(current_user, plan.id), 409, fragment="", said=refusal(error))
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _page(plan, form, 422)
    flash(_("Your question is on its way. The decision stays with you."), "success")
    return redirect(url_for(".review", plan_id=plan.id, _anchor="advice"), 303)


@blueprint.post("/<id:plan_id>/advice/<id:invitation_id>/withdraw")
@permit(DECIDE)
def take_question_back(plan: PlanFile, invitation_id: int) -> Any:
    """Ask no longer."""
    if not SeenForm().validate():
        return draw(plan, 422, fragment="")
    try:
        asking.take_back(plan.id, invitation_id, current_user)
    except Refused as error:
        return draw(find(current_user, plan.id), error.status, fragment="", said=refusal(error))
    flash(_("The question is taken back."), "success")
    return redirect(url_for(".review", plan_id=plan.id, _anchor="advice"), 303)


@blueprint.post("/<id:plan_id>/advice/answer")
@permit(ADVISE)
def give_advice(plan: PlanFile) -> Any:
    """The advice, with remarks beside items if there are any: one form, one mail."""
    form, texts = AnswerForm(), typed(request.form, REMARK)
    text = form.text.data or ""
    if not form.validate():
        return draw(plan, 422, fragment="", said=form.errors_by_field()[0][1], comment=text, typed=texts)
    try:
        asking.answer(plan.id, current_user, text)
        if form.seen.data:
            keep(plan, texts, form.seen.data)
    except Refused as error:
        now = find(current_user, plan.id)
        return draw(now, error.status, fragment="", said=refusal(error), comment=text, typed=texts)
    flash(_("Thank you. Your advice stands beside the plan."), "success")
    return redirect(url_for(".review", plan_id=plan.id), 303)
