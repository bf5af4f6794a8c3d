"""The list of people, and a new one."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.people import policy
from portal.people.forms.organisation import PersonForm
from portal.people.organisation.blueprint import asked, blueprint, run
from portal.people.queries import directory, options
from portal.people.services import accounts


@blueprint.get("/people")
@permit(policy.READ)
def people() -> Any:
    """People in scope, by name, 25 a page."""
    given = {name: asked(name) for name in ("unit", "before", "after")}
    text = request.args.get("q", "").strip()[:100]
    page = directory.people(current_user, text=text, **given)
    return render(
        "organisation/people.html",
        fragment="rows",
        page=page,
        text=text,
        unit=given["unit"],
        units=directory.units(current_user),
        role_names=options.role_names(),
        administrators=directory.administrators(current_user),
    )


@blueprint.route("/people/add", methods=["GET", "POST"])
@permit(policy.KEEP)
def add_person() -> Any:
    """A new person with a first position."""
    form = PersonForm(data={"starts": clock.today(), "locale": "", "own_budget": ""})
    form.job.offer(options.jobs(), none="")
    form.unit.offer(options.units(current_user), none="")
    form.invite.description = _("With the mail this person chooses a password. You can send it later as well.")

    def add() -> str:
        person_id = accounts.add(
            current_user,
            name=form.name.data,
            email=form.email.data,
            locale=form.locale.data,
            position=form.wanted(),
            invite=form.invite.data,
        )
        return url_for("organisation.person", person_id=person_id)

    shown = [form.name, form.email, form.locale, form.job, form.unit, form.starts, form.own_budget, form.invite]
    back = (url_for("organisation.people"), _("People"))
    added = _("The person has been added and gets an invitation by mail.")
    if not form.invite.data:
        added = _("The person has been added. Send an invitation when they may log in.")
    return run(form, add, _("Add a person"), back, added, shown=shown)
