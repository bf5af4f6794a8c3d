"""Planning a talk: a new one, another day, cancelling."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock, i18n
from portal.core.forms import Form
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.talks import policy, queries
from portal.talks.forms import CancelForm, PlanForm, TakeOverForm
from portal.talks.history import REFUSALS
from portal.talks.models import TalkForm
from portal.talks.policy import Seller, TalkFile
from portal.talks.services import talks
from portal.talks.views.blueprint import blueprint


@blueprint.route("/new/<id:seller_id>", methods=["GET", "POST"])
@permit(policy.PLAN)
def new(seller: Seller) -> Any:
    """Plan a talk with one of my people, or see why that is not possible there."""
    form = PlanForm(
        data={"form": TalkForm.FULL.value, "locale": seller.locale or i18n.current(), "day": None, "at": ""}
    )
    status, made = 200, []
    if request.method == "POST":
        status = attempt(
            form, lambda: made.append(talks.plan(current_user, seller.id, talks.appointment(form))), REFUSALS
        )
        if not status:
            flash(_("Planned. %(name)s has been invited, with the form to prepare it.", name=seller.name), "success")
            return redirect(url_for(".show", uid=made[0]), 303)
    earlier = queries.of_seller(current_user, seller.id)
    return render("talks/plan.html", status=status or 200, form=form, seller=seller, talk=None, earlier=earlier)


@blueprint.route("/<uuid:uid>/plan", methods=["GET", "POST"])
@permit(policy.PLAN_AGAIN)
def plan_again(talk: TalkFile) -> Any:
    """Another day, time, form or language."""
    form = PlanForm(
        data={"base": talk.rev, "form": talk.form.value, "locale": talk.locale, "day": talk.day, "at": talk.at or ""}
    )
    status = 200
    if request.method == "POST":
        if not talk.is_manager:
            abort(403)  # who manages the seller now takes it over first, or cancels it
        status = attempt(
            form, lambda: talks.change(current_user, talk.uid, form.base.data, talks.appointment(form)), REFUSALS
        )
        if not status:
            flash(_("Planned anew. The other one has been told."), "success")
            return redirect(url_for(".show", uid=talk.uid), 303)
    cancel = CancelForm(formdata=None, data={"base": talk.rev})
    return _draw(talk, form, cancel, status or 200)


@blueprint.post("/<uuid:uid>/take-over")
@permit(policy.TAKE_OVER)
def take_over(talk: TalkFile) -> Any:
    """Hold the talk that a former manager planned."""
    form = TakeOverForm()
    status = attempt(form, lambda: talks.take_over(current_user, talk.uid, form.base.data), REFUSALS)
    if not status:
        flash(_("The talk is yours now. %(name)s has been told.", name=talk.seller), "success")
        return redirect(url_for(".show", uid=talk.uid), 303)
    return _draw(talk, form, CancelForm(formdata=None, data={"base": talk.rev}), status)


@blueprint.post("/<uuid:uid>/cancel")
@permit(policy.PLAN_AGAIN)
def cancel(talk: TalkFile) -> Any:
    """It does not take place."""
    cancel_form = CancelForm()
    status = attempt(
        cancel_form,
        lambda: talks.cancel(current_user, talk.uid, cancel_form.base.data, cancel_form.reason.data), REFUSALS,
    )  # fmt: skip
    if not status:
        flash(_("The talk was cancelled. The other one has been told why."), "success")
        return redirect(url_for(".index"), 303)
    form = PlanForm(
        formdata=None,
        data={"base": talk.rev, "form": talk.form.value, "locale": talk.locale, "day": talk.day, "at": talk.at or ""},
    )
    return _draw(talk, form, cancel_form, status)


def _draw(talk: TalkFile, form: Form, cancel_form: CancelForm, status: int) -> Any:
    return render(
        "talks/plan.html", status=status, form=form, cancel=cancel_form, seller=None, talk=talk, earlier=[],
        today=clock.today(),
    )
