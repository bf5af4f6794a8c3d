"""Asking for a correction, and answering it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db
from portal.core.errors import TooLate
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.people.models import Person
from portal.people.organisation.blueprint import blueprint as organisation
from portal.privacy import corrections, kinds, policy, words
from portal.privacy.forms import AnswerForm, AskForm
from portal.privacy.history import REFUSALS
from portal.privacy.models import Correction
from portal.privacy.policy import Record
from portal.privacy.services import corrections as services
from portal.privacy.views.blueprint import blueprint


@blueprint.route("/me/corrections/<kind>/<id:subject_id>", methods=["GET", "POST"])
@permit(policy.ASK)
def ask_correction(record: Record) -> Any:
    """Say what is not right."""
    form, status = AskForm(), 200
    if request.method == "POST":
        status = attempt(form, lambda: services.ask(current_user, record, form.what.data), REFUSALS)
        if not status:
            flash(_("Your request has been sent. You get an answer with a reason."), "success")
            return redirect(record.link, 303)
    return render(
        "privacy/ask.html", status=status or 200, form=form, record=record, what=kinds.name_of(record.kind),
        earlier=corrections.of(record.kind, record.id), words=words,
    )  # fmt: skip


@organisation.route("/privacy/corrections/<id:correction_id>", methods=["GET", "POST"])
@permit(policy.ANSWER)
def privacy_answer(correction: Correction) -> Any:
    """Answer with a reason; what was answered stays as it was."""
    form, status = AnswerForm(), 200
    if request.method == "POST":
        act = lambda: services.give_answer(current_user, correction.id, form.chosen(), form.reason.data)
        try:
            status = attempt(form, act, REFUSALS)
        except TooLate:
            status = TooLate.status
        if not status:
            flash(_("Your answer has been sent."), "success")
            return redirect(url_for("organisation.privacy_answer", correction_id=correction.id), 303)
        correction = db.session.get(Correction, correction.id)
    person, by = (
        db.session.get(Person, one) if one else None for one in (correction.person_id, correction.answered_by_id)
    )
    return render(
        "privacy/answer.html", status=status or 200, form=form, correction=correction, person=person, by=by,
        words=words, what=kinds.name_of(correction.kind),
    )  # fmt: skip
