"""HR opens a record about a person with a stated reason."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.models import Person
from portal.people.organisation.blueprint import blueprint
from portal.privacy import kinds, openings, policy
from portal.privacy.forms import OpenForm
from portal.privacy.policy import Record
from portal.privacy.services import openings as services


@blueprint.route("/privacy/open/<kind>/<id:subject_id>", methods=["GET", "POST"])
@permit(policy.OPEN)
def privacy_open(record: Record) -> Any:
    """Ask why; then the record itself, until the end of the day."""
    if openings.current(current_user, record.kind, record.id) is not None:
        return redirect(record.link, 303)
    form = OpenForm()
    if request.method == "POST" and form.validate():
        services.open_with_reason(current_user, record, form.reason.data)
        flash(_("You can read this until the end of today. The person has been told, with your reason."), "success")
        return redirect(record.link, 303)
    person = db.session.get(Person, record.about.person_id)
    return render(
        "privacy/open.html", status=422 if form.errors else 200, form=form, record=record, person=person,
        what=kinds.name_of(record.kind),
    )  # fmt: skip
