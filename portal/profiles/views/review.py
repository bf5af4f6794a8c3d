"""Submit a version, read it as a reviewer, decide on it, take it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core import settings
from portal.core.errors import Refused, TooLate
from portal.core.hx import is_partial, render
from portal.core.i18n import LOCALES, current
from portal.core.policy import permit
from portal.documents import drafts, review
from portal.documents.models import Outcome, State
from portal.profiles import candidates, rounds, services
from portal.profiles.discussion import discussion, panel
from portal.profiles.history import REFUSALS
from portal.profiles.policy import DECIDE, EDIT, READ_DRAFT, Dossier, find
from portal.profiles.readiness import lacks
from portal.profiles.round_forms import DecideForm, SeenForm, SubmitForm, default_due
from portal.profiles.views.blueprint import blueprint
from portal.profiles.workflow import PROFILE as FLOW


def refusal(error: Refused) -> str:
    """What a refused move says, in the reader's language."""
    return _(REFUSALS[error.code])


def spoken_locale(dossier: Dossier) -> str:
    """The language of the text on this page: the one asked for, else the reader's."""
    asked = request.args.get("lang", "")
    return asked if asked in LOCALES else current() if current() != "en" else dossier.locale


# --- submit ---


@blueprint.get("/<id:profile_id>/submit")
@permit(EDIT)
def submit(dossier: Dossier) -> Any:
    """The form: what still lacks, open requests, reviewers, date, message."""
    if not dossier.is_editable:
        return redirect(url_for(".review", profile_id=dossier.id), 303)
    form = SubmitForm(request.args) if request.args else SubmitForm(formdata=None)
    if not request.args:
        form.reviewers.data = candidates.earlier_reviewers(dossier.id)
        form.due.data = default_due(settings.get("review_days"))
    return _submit_page(dossier, form)


@blueprint.post("/<id:profile_id>/submit")
@permit(EDIT)
def send(dossier: Dossier) -> Any:
    """Send the version to its reviewers."""
    form = SubmitForm()
    if not form.validate():
        return _submit_page(dossier, form, status=422)
    try:
        number = services.submit(
            dossier.id, current_user, reviewers=candidates.active(form.reviewers.data), due=form.due.data,
            note=form.note.data or "",
        )
    except TooLate as error:
        flash(refusal(error), "warning")
        return redirect(url_for(".review", profile_id=dossier.id), 303)
    except Refused as error:
        form.form_errors.append(refusal(error))
        return _submit_page(dossier, form, status=422)
    flash(
        ngettext(
            "Version %(number)s is with %(num)d reviewer.", "Version %(number)s is with %(num)d reviewers.",
            len(form.reviewers.data), number=number,
        ),
        "success",
    )
    return redirect(url_for(".review", profile_id=dossier.id), 303)


def _submit_page(dossier: Dossier, form: SubmitForm, status: int = 200) -> Any:
    body = drafts.body_of(dossier.draft_id)
    chosen = [one for one in form.reviewers.data or [] if one > 0]
    suggested = candidates.suggested(current_user, dossier.role_id, dossier.unit_id, chosen)
    known = {one.id for one in suggested}
    return render(
        "profiles/submit.html", fragment="people", status=status, dossier=dossier, form=form,
        lacking=[_(REFUSALS[code]) for code in lacks(body, dossier.locale, dossier.id)],
        requests=rounds.requests_to_answer(dossier.id), suggested=suggested,
        found=[one for one in candidates.named(current_user, form.find.data or "") if one.id not in known],
    )


# --- review ---


@blueprint.get("/<id:profile_id>/review", endpoint="review")
@permit(READ_DRAFT)
def review_page(dossier: Dossier) -> Any:
    """The version under review on one screen: what changed, what was said, and the decision."""
    return _review(dossier)


def _review(dossier: Dossier, status: int = 200, **more: Any) -> Any:
    if dossier.submitted is None or dossier.state == State.DRAFT:
        return render("profiles/review_none.html", status=status, dossier=dossier, **more)
    base = request.args.get("base", "")
    found = discussion(
        current_user, dossier, base=int(base) if base.isdecimal() and len(base) < 10 else None,
        locale=spoken_locale(dossier),
    )
    return render(
        "profiles/review.html", fragment="changed", status=status, dossier=dossier, talk=found, panel=found.panel,
        **more,
    )


@blueprint.post("/<id:profile_id>/decide")
@permit(DECIDE)
def decide(dossier: Dossier) -> Any:
    """Approve or request changes, in one's own seat or in that of somebody absent."""
    form = DecideForm()
    if not form.validate():
        return _redrawn(dossier.id, 422, said=form.errors_by_field()[0][1], typed=form.comment.data)
    outcome = Outcome(form.outcome.data)
    try:
        review.decide(
            dossier.id, FLOW, current_user, outcome, form.comment.data or "", seen=form.seen.data, seat=form.seat.data
        )
    except Refused as error:
        return _redrawn(dossier.id, error.status, said=refusal(error), typed=form.comment.data)
    after = find(current_user, dossier.id)
    done = _what_happened(after, outcome)
    if is_partial():
        return render(
            "profiles/review_panel.html", fragment="panel", toast=done, dossier=after, said="", typed="",
            panel=panel(current_user, after),
        )
    flash(done, "success")
    return redirect(url_for(".review", profile_id=dossier.id), 303)


def _what_happened(dossier: Dossier, outcome: Outcome) -> str:
    number = dossier.submitted
    if outcome is Outcome.REQUEST_CHANGES:
        return _("You asked for changes to version %(number)s. It is back with %(name)s.", number=number,
                 name=dossier.owner_name)
    if dossier.state == State.APPROVED:
        return _("You approved version %(number)s. All reviewers have approved: it can be published.", number=number)
    return _("You approved version %(number)s. Other reviewers still have to decide.", number=number)


def _redrawn(profile_id: int, status: int, **more: Any) -> Any:
    """The panel as it is now, with what was typed kept."""
    now = find(current_user, profile_id)
    if is_partial():
        return render(
            "profiles/review_panel.html", fragment="panel", status=status, dossier=now,
            panel=panel(current_user, now), **more,
        )
    return _review(now, status, **more)


# --- withdraw ---


@blueprint.get("/<id:profile_id>/withdraw")
@permit(EDIT)
def withdraw(dossier: Dossier) -> Any:
    """Ask before taking the version back."""
    return render("profiles/review_withdraw.html", dossier=dossier, form=SeenForm(formdata=None))


@blueprint.post("/<id:profile_id>/withdraw")
@permit(EDIT)
def take_version_back(dossier: Dossier) -> Any:
    """Take a submitted version back to the author."""
    form = SeenForm()
    if not form.validate():
        return render("profiles/review_withdraw.html", status=422, dossier=dossier, form=form)
    try:
        review.withdraw(dossier.id, FLOW, current_user, seen=form.seen.data)
    except Refused as error:
        return _redrawn(dossier.id, error.status, said=refusal(error), typed="")
    flash(_("Version %(number)s is withdrawn. It is a draft again.", number=form.seen.data), "success")
    return redirect(url_for(".show", profile_id=dossier.id), 303)
