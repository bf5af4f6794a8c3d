"""From draft to in force: what was agreed per country, from which day, and back or away again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import criteria_policy as policy
from portal.coaching import criteria_queries as queries
from portal.coaching import criteria_words as said
from portal.coaching.criteria_forms import AgreeForm, ForceForm, SeenForm
from portal.coaching.criteria_policy import SetFile
from portal.coaching.services import criteria as sets
from portal.coaching.views.blueprint import blueprint
from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.i18n import format_date
from portal.core.policy import permit
from portal.people.forms.fields import attempt


@blueprint.post("/criteria/<id:set_id>/begin")
@permit(policy.KEEP)
def begin_version(file: SetFile) -> Any:
    """Begin the next version; the one at work when there is one."""
    sets.begin_version(current_user, file.id)
    return redirect(url_for(".criteria_draft", set_id=file.id), 303)


@blueprint.route("/criteria/<id:set_id>/agree/<string(length=2):code>", methods=["GET", "POST"])
@permit(policy.AGREE)
def agree_criteria(here: tuple[SetFile, str]) -> Any:
    """Record what was agreed in a country."""
    file, country = here
    consents = queries.consents_of(file.draft.id)
    form, status = AgreeForm(obj=next((one for one in consents if one.country == country), None)), 200
    if request.method == "POST":
        status = attempt(form, lambda: _agree(file, country, form), said.REFUSALS)
        if not status:
            flash(_("The agreement for %(country)s is recorded.", country=said.country(country)), "success")
            return redirect(url_for(".criteria_draft", set_id=file.id), 303)
    return render(
        "coaching/criteria_agree.html", status=status or 200, file=file, country=country, form=form, there=consents
    )


def _agree(file: SetFile, country: str, form: AgreeForm) -> None:
    sets.agree(current_user, file.id, country, form.agreed_on.data, form.party.data, form.document.data)


@blueprint.post("/criteria/<id:set_id>/disagree/<string(length=2):code>")
@permit(policy.AGREE)
def disagree_criteria(here: tuple[SetFile, str]) -> Any:
    """Remove what was recorded, so that the text can be changed."""
    file, country = here
    return _moved(
        lambda: sets.disagree(current_user, file.id, country),
        _("The agreement for %(country)s is removed.", country=said.country(country)), file, ".criteria_draft",
    )


@blueprint.route("/criteria/<id:set_id>/force", methods=["GET", "POST"])
@permit(policy.WORK)
def force_criteria(file: SetFile) -> Any:
    """Put the draft in force from a day."""
    form, status = ForceForm(data={"base": file.draft.rev, "day": clock.today()}), 200
    if request.method == "POST":
        status = attempt(
            form, lambda: sets.put_in_force(current_user, file.id, form.day.data, form.base.data), said.REFUSALS
        )
        if not status:
            flash(_("In force from %(date)s.", date=format_date(form.day.data, "long")), "success")
            return redirect(url_for(".criteria_set", set_id=file.id), 303)
    return render(
        "coaching/criteria_force.html", status=status or 200, file=file, form=form,
        agreed=queries.consents_of(file.draft.id),
    )


@blueprint.post("/criteria/<id:set_id>/take-back")
@permit(policy.KEEP)
def take_back_criteria(file: SetFile) -> Any:
    """The version whose day is still to come is a draft again."""
    return _moved(
        lambda: sets.take_back(current_user, file.id), _("The version is a draft again."), file, ".criteria_set"
    )


@blueprint.route("/criteria/<id:set_id>/discard", methods=["GET", "POST"])
@permit(policy.WORK)
def discard_criteria(file: SetFile) -> Any:
    """Throw the draft away, asked first."""
    if request.method == "GET":
        return render("coaching/criteria_discard.html", file=file, latest=file.latest, version=file.draft)
    form = SeenForm()
    return _moved(
        lambda: sets.discard(current_user, file.id, form.base.data), _("The draft is discarded."), file,
        ".criteria_set" if file.latest else ".criteria",
    )


@blueprint.route("/criteria/<id:set_id>/retire", methods=["GET", "POST"])
@permit(policy.KEEP)
def retire_criteria(file: SetFile) -> Any:
    """Offer the set no longer, asked first."""
    if request.method == "GET":
        return render("coaching/criteria_retire.html", file=file)
    return _moved(
        lambda: sets.retire(current_user, file.id), _("The set is no longer offered."), file, ".criteria_set"
    )


def _moved(action: Any, done: str, file: SetFile, then: str) -> Any:
    """Do it, say so, and go on; refused, say why there."""
    try:
        action()
    except Refused as refusal:
        flash(_(said.REFUSALS[refusal.code], **refusal.values), "warning")
        then = ".criteria_set"
    else:
        flash(done, "success")
    return redirect(url_for(then, **({} if then == ".criteria" else {"set_id": file.id})), 303)
