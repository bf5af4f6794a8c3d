"""The page of one person, their name and address, and their sign-in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people import invitations, policy
from portal.people.forms.organisation import FactsForm
from portal.people.forms.own import ConfirmedPasswordForm
from portal.people.history import REFUSALS
from portal.people.models import LinkPurpose, Person
from portal.people.organisation.blueprint import blueprint, done, run
from portal.people.queries import directory, files, options
from portal.people.services import accounts


def page_of(person: Person) -> tuple[str, str]:
    """Back to the page of a person."""
    return url_for("organisation.person", person_id=person.id), person.name


@blueprint.get("/people/<id:person_id>")
@permit(policy.READ_PERSON)
def person(person: Person) -> Any:
    """Everything about one person that the organisation holds."""
    may = policy.abilities(current_user, person.id)
    positions = files.positions(person.id)
    at_work = positions[0].row[3].id if positions else None
    return render(
        "organisation/person.html",
        person=person,
        may=may,
        positions=positions,
        role_names=options.role_names(),
        administrators=directory.administrators(current_user, at_work),
        managers=files.managers(person.id),
        advisers=files.advisers(person.id),
        absences=files.absences(person.id),
        leads=files.leads(person.id),
        grants=files.grants(person.id),
        bodies=files.memberships(person.id),
        sessions=files.sessions(person.id) if may.sign_in else [],
        invitation=invitations.invitation(person.id) if may.sign_in else None,
    )


@blueprint.route("/people/<id:person_id>/name", methods=["GET", "POST"])
@permit(policy.CHANGE_SIGN_IN)
def change_person(person: Person) -> Any:
    """Name and address."""
    form = FactsForm(data=accounts.facts(person) | {"base": person.rev})
    form.present = person.email
    form.your_password.description = _("Only needed for another e-mail address.")

    def change() -> None:
        name, email = form.name.data, form.email.data
        accounts.change(current_user, person.id, form.base.data, name=name, email=email)

    shown = [form.name, form.email, form.your_password]
    return run(form, change, _("Name and e-mail address"), page_of(person), _("Saved."), shown=shown)


@blueprint.route("/people/<id:person_id>/password", methods=["GET", "POST"])
@permit(policy.CHANGE_SIGN_IN)
def set_password(person: Person) -> Any:
    """A password to give to the person; it ends their sign-ins."""
    form = ConfirmedPasswordForm(person.name, person.email)
    form.new_password.description = _("At least 8 characters, better 15. Give it to the person yourself.")

    def change() -> None:
        accounts.set_password(current_user, person.id, form.new_password.data)

    sentence = _("The password has been set. %(name)s can log in with it now.", name=person.name)
    shown = [form.new_password, form.your_password]
    return run(form, change, _("Set a password"), page_of(person), sentence, shown=shown, lead=person.name)


@blueprint.post("/people/<id:person_id>/invite")
@permit(policy.CHANGE_SIGN_IN)
def invite(person: Person) -> Any:
    """Mail a link with which the person chooses a password."""
    back, _name = page_of(person)
    try:
        sent = invitations.send(current_user, person.id)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "danger")
        return redirect(back, 303)
    if sent == LinkPurpose.INVITE:
        return done(back, _("The invitation is on its way to %(address)s.", address=person.email))
    return done(back, _("A link for a new password is on its way to %(address)s.", address=person.email))


@blueprint.post("/people/<id:person_id>/disable")
@permit(policy.CHANGE_SIGN_IN)
def disable(person: Person) -> Any:
    """Close the account; all sign-ins end at once."""
    try:
        accounts.disable(current_user, person.id)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "danger")
        return redirect(page_of(person)[0], 303)
    return done(
        page_of(person)[0], _("The account of %(name)s is closed and every sign-in has ended.", name=person.name)
    )


@blueprint.post("/people/<id:person_id>/enable")
@permit(policy.CHANGE_SIGN_IN)
def enable(person: Person) -> Any:
    """Open the account again."""
    accounts.enable(current_user, person.id)
    return done(page_of(person)[0], _("The account of %(name)s is open again.", name=person.name))


@blueprint.post("/people/<id:person_id>/sessions/end")
@permit(policy.CHANGE_SIGN_IN)
def end_sessions(person: Person) -> Any:
    """End all sign-ins."""
    accounts.end_sessions(current_user, person.id)
    return done(page_of(person)[0], _("Every sign-in of %(name)s has ended.", name=person.name))
