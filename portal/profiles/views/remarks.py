"""What is said about a version: comments and change requests at an item, and their answers."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.documents import remarks
from portal.documents.models import Answer, RemarkKind
from portal.documents.seats import absent_for
from portal.profiles import candidates, rounds
from portal.profiles.discussion import Discussion, discussion, panel
from portal.profiles.policy import EDIT, REMARK, Dossier, find
from portal.profiles.round_forms import AnswerForm, RemarkForm
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.review import asked_number, refusal, spoken_locale

KEY_LENGTH = 8


def _discussed(dossier: Dossier) -> Discussion:
    """The version under discussion; 404 when there is none."""
    if dossier.submitted is None:
        abort(404)
    return discussion(current_user, dossier, base=asked_number("base"), locale=spoken_locale(dossier))


@blueprint.get("/<id:profile_id>/review/say")
@permit(REMARK)
def say(dossier: Dossier) -> Any:
    """The small form at an item, or at the whole version."""
    talk = _discussed(dossier)
    part = request.args.get("part", "")[:KEY_LENGTH]
    if part and part not in talk.changes.rows:
        abort(404)
    form = RemarkForm(formdata=None, seen=talk.number, part=part, locale=talk.changes.page.locale)
    return render("profiles/review_say.html", fragment="say", dossier=dossier, talk=talk, key=part, form=form)


@blueprint.post("/<id:profile_id>/review/say")
@permit(REMARK)
def said(dossier: Dossier) -> Any:
    """Keep what was said; htmx gets the thread of that item back."""
    form = RemarkForm()
    talk = _discussed(dossier)
    part = form.part.data or ""
    page = {"dossier": dossier, "talk": talk, "key": part, "form": form}
    if not form.validate():
        return render("profiles/review_say.html", fragment="say", status=422, **page)
    kind = RemarkKind(form.kind.data)
    if kind is RemarkKind.REQUEST and (not dossier.is_reviewer or dossier.submitter_id == current_user.id):
        abort(403)
    try:
        remarks.remark(
            dossier.id, current_user, kind, form.text.data, part_key=part if part in talk.changes.rows else "",
            locale=talk.changes.page.locale, quote=talk.changes.text(part), snapshot=form.seen.data,
            deputy_of=_in_place_of(dossier),
        )
    except Refused as error:
        form.form_errors.append(refusal(error))
        return render("profiles/review_say.html", fragment="say", status=error.status, **page)
    if kind is RemarkKind.REQUEST:
        return _thread(dossier, part, _("Your change request is ready. HR gets word as soon as you decide."))
    return _thread(dossier, part, _("Your comment is added."))


def _in_place_of(dossier: Dossier) -> int | None:
    """Whose place a deputy without an own seat speaks in."""
    if dossier.is_invited or not dossier.is_deputy:
        return None
    away = absent_for(current_user.id)
    return next((one for one in candidates.earlier_reviewers(dossier.id) if one in away), None)


def _thread(dossier: Dossier, part: str, done: str, status: int = 200) -> Any:
    if is_partial():
        talk = _discussed(find(current_user, dossier.id))
        return render(
            "profiles/review_say.html", fragment="thread", status=status, toast=done, dossier=dossier, talk=talk,
            key=part, oob=True,
        )
    flash(done, "success" if status == 200 else "warning")
    return redirect(url_for(
        ".review", profile_id=dossier.id, base=asked_number("base"), _anchor=f"p-{part}" if part else "whole"
    ), 303)


@blueprint.post("/<id:profile_id>/remarks/<id:remark_id>/remove")
@permit(REMARK)
def take_remark_back(dossier: Dossier, remark_id: int) -> Any:
    """Take back one's own remark while nobody has acted on it."""
    try:
        row = remarks.take_back(dossier.id, remark_id, current_user)
    except Refused as error:
        return _thread(dossier, "", refusal(error), error.status)
    return _thread(dossier, row.part_key, _("Your remark is removed."))


@blueprint.post("/<id:profile_id>/requests/<id:remark_id>/answer")
@permit(EDIT)
def answer(dossier: Dossier, remark_id: int) -> Any:
    """Answer a change request: done here, or not done because."""
    form = AnswerForm()
    where = "submit" if request.args.get("from") == "submit" else "review"
    wrong, status = "", 200
    if not form.validate():
        wrong, status = form.errors_by_field()[0][1], 422
    else:
        try:
            remarks.answer(dossier.id, remark_id, current_user, Answer(form.answer.data), form.text.data or "")
        except Refused as error:
            wrong = _("Say why it was not done.") if error.code == "reason_needed" else refusal(error)
            status = error.status
    if not wrong and not is_partial():
        return redirect(url_for(f".{where}", profile_id=dossier.id, _anchor="requests"), 303)
    now = find(current_user, dossier.id)
    beside = {"panel": panel(current_user, now), "oob": True} if is_partial() and where == "review" else {}
    return render(
        "profiles/review_answers.html", fragment="requests", status=status, dossier=now,
        requests=rounds.requests_to_answer(dossier.id), where=where, wrong=wrong, wrong_id=remark_id,
        typed=form.text.data if wrong else "", **beside,
    )


@blueprint.get("/<id:profile_id>/review/hush")
@permit(REMARK)
def hush(dossier: Dossier) -> Any:
    """The thread of an item again, with its form closed."""
    part = request.args.get("part", "")[:KEY_LENGTH]
    return render("profiles/review_say.html", fragment="thread", dossier=dossier, talk=_discussed(dossier), key=part)
