"""Roles and their levels."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import i18n
from portal.core.forms import Form
from portal.core.hx import render
from portal.core.policy import permit
from portal.people import policy
from portal.people.families import family_name
from portal.people.forms.organisation import RoleForm
from portal.people.models import Role
from portal.people.organisation.blueprint import blueprint, run
from portal.people.queries import directory
from portal.people.services import catalogue


def _form(data: dict[str, Any]) -> RoleForm:
    form = RoleForm(data=data)
    form.code.description = _("Stays the same while titles change; shown in the history.")
    form.family.description = _("Roles of one family belong together, such as sales.")
    form.levels.description = _("From the lowest to the highest, with commas: C, B, A. Empty when the role has none.")
    return form


def _back() -> tuple[str, str]:
    return url_for("organisation.roles"), _("Roles")


@blueprint.get("/roles")
@permit(policy.READ)
def roles() -> Any:
    """All roles."""
    return render(
        "organisation/roles.html",
        roles=directory.roles(),
        family_name=family_name,
        administrators=directory.administrators(current_user),
    )


@blueprint.route("/roles/add", methods=["GET", "POST"])
@permit(policy.KEEP)
def add_role() -> Any:
    """A new role."""
    form = _form({"country": ""})

    def add() -> None:
        catalogue.add_role(current_user, form.given())

    return run(form, add, _("Add a role"), _back(), _("The role has been added."))


@blueprint.route("/roles/<id:role_id>", methods=["GET", "POST"])
@permit(policy.CHANGE_ROLE)
def role(role: Role) -> Any:
    """Titles, family, country and levels of a role."""
    form = _form(catalogue.held_role(role) | {"base": role.rev})
    return run(
        form,
        lambda: catalogue.change_role(current_user, role.id, form.base.data, form.given()),
        _("Change the role"),
        _back(),
        _("The role has been changed."),
        remove=url_for("organisation.remove_role", role_id=role.id),
    )


@blueprint.route("/roles/<id:role_id>/remove", methods=["GET", "POST"])
@permit(policy.CHANGE_ROLE)
def remove_role(role: Role) -> Any:
    """Take away a role that nothing stands on, after asking."""
    form, title = Form(), i18n.text_in(role.title)

    def remove() -> None:
        catalogue.remove_role(current_user, role.id)

    return run(
        form,
        remove,
        _("Remove the role?"),
        _back(),
        _("The role has been removed."),
        lead=title,
        hint=_("Only a role that nobody held and that no profile is about can be removed."),
        submit=_("Remove the role"),
    )
