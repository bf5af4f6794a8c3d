"""Submit a version, read it as a reviewer, decide on it, take it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core import settings
from portal.core.errors import Refused, TooLate
from portal.core.hx import in_place_of_page, is_partial, open_page, render
from portal.core.i18n import LOCALES, current
from portal.core.policy import permit
from portal.documents import drafts, review
from portal.documents.models import Outcome, State
from portal.people.queries.countries import country_on
from portal.profiles import candidates, decision_words, owed, rounds, services
from portal.profiles.discussion import discussion, panel
from portal.profiles.history import REFUSALS
from portal.profiles.policy import DECIDE, EDIT, READ_DRAFT, Dossier, find
from portal.profiles.readiness import lacks
from portal.profiles.round_forms import MOST_ID, MOST_REVIEWERS, DecideForm, SeenForm, SubmitForm, default_due
from portal.profiles.views.blueprint import blueprint
from portal.profiles.workflow import PROFILE as FLOW

LONGEST_NUMBER = 10
LONGEST_SEARCH = 100


def refusal(error: Refused) -> str:
    """What a refused move says, in the reader's language."""
    return _(REFUSALS[error.code])


def spoken_locale(dossier: Dossier) -> str:
    """The language of the text on this page: the one asked for, else the reader's."""
    asked = request.args.get("lang", "")
    return asked if asked in LOCALES else current() if current() != "en" else dossier.locale


def asked_number(name: str) -> int | None:
    """A number in the address or the form: a version, a person. None when it is absent or no number."""
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_NUMBER else None


# --- submit ---


@blueprint.get("/<id:profile_id>/submit")
@permit(EDIT)
def submit(dossier: Dossier) -> Any:
    """The form: what still lacks, open requests, reviewers, date, message."""
    if not dossier.is_editable:
        return redirect(url_for(".review", profile_id=dossier.id), 303)
    form = SubmitForm(formdata=None)
    form.reviewers.data = candidates.earlier_reviewers(dossier.id)
    form.due.data = default_due(settings.get("review_days"), country_on(current_user.id))
    return _submit_page(dossier, form)


@blueprint.post("/<id:profile_id>/submit")
@permit(EDIT)
def send(dossier: Dossier) -> Any:
    """Send the version to its reviewers, or find more of them: what was chosen and typed stays."""
    form = SubmitForm()
    if dossier.draft_id is None:
        flash(refusal(TooLate("no_draft")), "warning")
        return redirect(url_for(".review", profile_id=dossier.id), 303)
    if "search" in request.form:
        return _submit_page(dossier, form)
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
    chosen = [one for one in form.reviewers.data or [] if 0 < one <= MOST_ID][:MOST_REVIEWERS]
    suggested = candidates.suggested(current_user, dossier.role_id, dossier.unit_id, chosen)
    known = {one.id for one in suggested}
    words = (form.find.data or "")[:LONGEST_SEARCH]
    return render(
        "profiles/submit.html", fragment="people", status=status, dossier=dossier, form=form,
        lacking=[_(REFUSALS[code]) for code in lacks(body, dossier.locale, dossier.id)],
        requests=rounds.requests_to_answer(dossier.id), suggested=suggested,
        creates=owed.creates(body), unanswered=owed.unanswered(body, dossier.locale),
        found=[one for one in candidates.named(current_user, words) if one.id not in known],
    )


# --- review ---


@blueprint.get("/<id:profile_id>/review", endpoint="review")
@permit(READ_DRAFT)
def review_page(dossier: Dossier) -> Any:
    """The version under review on one screen: what changed, what was said, and the decision."""
    return _review(dossier)


def _review(dossier: Dossier, status: int = 200, *, whole: bool = False, **more: Any) -> Any:
    if dossier.submitted is None or dossier.state == State.DRAFT:
        return render("profiles/review_none.html", status=status, dossier=dossier, **more)
    seat = more.pop("seat", None) or asked_number("seat")
    found = discussion(
        current_user, dossier, base=asked_number("base"), locale=spoken_locale(dossier), seat=seat,
    )
    return render(
        "profiles/review.html", fragment="" if whole else "changed", status=status, dossier=dossier, talk=found,
        panel=found.panel, **more,
    )


@blueprint.post("/<id:profile_id>/decide")
@permit(DECIDE)
def decide(dossier: Dossier) -> Any:
    """Approve or request changes, in one's own seat or in that of somebody absent."""
    form = DecideForm()
    if not form.validate():
        return _redrawn(dossier.id, form, 422, form.errors_by_field()[0][1])
    outcome, seen, seat = Outcome(form.outcome.data), form.seen.data, form.seat.data
    again = review.same_decision(dossier.id, current_user, outcome, seen, seat) is not None
    try:
        made = review.decide(dossier.id, FLOW, current_user, outcome, form.comment.data or "", seen=seen, seat=seat)
    except Refused as error:
        return _redrawn(dossier.id, form, error.status, refusal(error), wrong=error.code == "reason_needed")
    after = find(current_user, dossier.id)
    done = decision_words.again(outcome, seen) if again else decision_words.made(after, outcome, seat, current_user)
    flash(done, "success")
    # The state, the forms and the count in the menu have all changed. The id makes the address a new one.
    return open_page(url_for(".review", profile_id=dossier.id, decided=made.id))


def _redrawn(profile_id: int, form: DecideForm | SeenForm, status: int, said: str, *, wrong: bool = False) -> Any:
    """How it stands now, with what was typed kept: only the panel while the rest of the page still holds.

    `wrong` marks the reason.
    """
    now = find(current_user, profile_id)
    seat = form.seat.data if isinstance(form, DecideForm) else None
    more = {"said": said, "wrong": wrong, "typed": form.comment.data if isinstance(form, DecideForm) else ""}
    if is_partial() and status != TooLate.status:
        return render(
            "profiles/review_panel.html", fragment="panel", status=status, dossier=now,
            panel=panel(current_user, now, seat=seat), **more,
        )
    return in_place_of_page(_review(now, status, whole=True, seat=seat, **more))


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
        return _redrawn(dossier.id, form, error.status, refusal(error))
    flash(_("Version %(number)s is withdrawn. It is a draft again.", number=form.seen.data), "success")
    return redirect(url_for(".show", profile_id=dossier.id), 303)
