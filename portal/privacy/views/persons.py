"""/admin/privacy/people: what HR may know and do about one person's data."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.people.models import Person
from portal.people.organisation.blueprint import blueprint, done, form_page
from portal.privacy import corrections, kinds, policy, queries, readings, words
from portal.privacy.forms import ReasonForm
from portal.privacy.history import REFUSALS
from portal.privacy.services import exports, retention

PAGE = 50


def back(person: Person) -> tuple[str, str]:
    """Where a form about somebody leads back to."""
    return url_for("organisation.privacy_person", person_id=person.id), person.name


@blueprint.get("/privacy/people/<id:person_id>")
@permit(policy.READ_PERSON)
def privacy_person(person: Person) -> Any:
    """Who read what about this person, holds, exports, corrections."""
    before = request.args.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 10 else None
    read = readings.about(person.id, PAGE + 1, number)
    holds = queries.holds_on(person.id)
    return render(
        "privacy/person.html", fragment="readings", person=person, read=read[:PAGE], words=words,
        days=readings.days_of(read),
        older=read[PAGE - 1].id if len(read) > PAGE else None, openings=queries.openings_about(person.id),
        exports=queries.exports_of(person.id), asked=corrections.asked_by(person.id), holds=holds,
        running=next((one for one in holds if one.ended_on is None), None), name_of=kinds.name_of,
    )  # fmt: skip


@blueprint.route("/privacy/people/<id:person_id>/export", methods=["GET", "POST"])
@permit(policy.READ_PERSON)
def privacy_export(person: Person) -> Any:
    """Start an export: only the person gets it."""
    form, status = ReasonForm(), 200
    if request.method == "POST":
        status = attempt(form, lambda: exports.ask_for(current_user, person.id, form.reason.data), REFUSALS)
        if not status:
            sentence = _("%(name)s gets a mail with the way to the file. Nobody else can fetch it.", name=person.name)
            return done(back(person)[0], sentence)
    hint = _("%(name)s reads your reason, and is the only one who can fetch the file.", name=person.name)
    return form_page(form, _("Export of the own data"), back(person), status=status, lead=person.name, hint=hint)


@blueprint.route("/privacy/people/<id:person_id>/hold", methods=["GET", "POST"])
@permit(policy.READ_PERSON)
def privacy_hold(person: Person) -> Any:
    """Stop deletion while there is a dispute."""
    form, status = ReasonForm(), 200
    if request.method == "POST":
        status = attempt(form, lambda: retention.hold(current_user, person.id, form.reason.data), REFUSALS)
        if not status:
            return done(back(person)[0], _("Nothing about %(name)s is deleted from now on.", name=person.name))
    hint = _("Use it for a dispute only. The person sees that deletion is stopped; the reason stays with HR.")
    return form_page(form, _("Stop deletion"), back(person), status=status, lead=person.name, hint=hint)


@blueprint.post("/privacy/people/<id:person_id>/hold/<id:hold_id>/end")
@permit(policy.READ_PERSON)
def privacy_end_hold(person: Person, hold_id: int) -> Any:
    """Resume deletion."""
    try:
        retention.end_hold(current_user, person.id, hold_id)
        flash(_("Deletion goes on for %(name)s as everywhere else.", name=person.name), "success")
    except Refused as refusal:
        flash(_((REFUSALS | {"gone": REFUSALS["hold_ended"]})[refusal.code]), "danger")
    return redirect(back(person)[0], 303)
