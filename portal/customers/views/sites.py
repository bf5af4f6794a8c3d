"""Branches and contacts, edited where they stand."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.policy import permit
from portal.customers import sites
from portal.customers.forms import BranchForm, ContactForm, LastDayForm
from portal.customers.models import Branch, Contact
from portal.customers.page import CustomerPage, Editing
from portal.customers.policy import ACT, CustomerFile
from portal.customers.views.blueprint import after, blueprint, edit


def _one(kind: Any, file: CustomerFile, row_id: int) -> Any:
    """A branch or contact of this customer; 404 for one of another."""
    row = db.session.scalars(select(kind).where(kind.id == row_id, kind.customer_id == file.id)).one_or_none()
    return row or abort(404)


@blueprint.route("/<id:customer_id>/branches/add", methods=["GET", "POST"])
@permit(ACT)
def add_branch(file: CustomerFile) -> Any:
    """A new branch."""
    form = BranchForm()
    return edit(
        file, Editing("sites", "branch", form), lambda: sites.add_branch(current_user, file.id, **form.facts()),
        _("The branch has been added."), whole=False,
    )


@blueprint.route("/<id:customer_id>/branches/<id:branch_id>", methods=["GET", "POST"])
@permit(ACT)
def branch(file: CustomerFile, branch_id: int) -> Any:
    """Another name, kind or place."""
    row = _one(Branch, file, branch_id)
    form = BranchForm(data=sites.held_branch(row) | {"base": row.rev})
    return edit(
        file, Editing("sites", "branch", form, branch_id),
        lambda: sites.change_branch(current_user, file.id, branch_id, form.base.data, **form.facts()),
        _("Saved."), whole=False,
    )


@blueprint.route("/<id:customer_id>/branches/<id:branch_id>/end", methods=["GET", "POST"])
@permit(ACT)
def end_branch(file: CustomerFile, branch_id: int) -> Any:
    """The last day of a branch."""
    _one(Branch, file, branch_id)
    form = LastDayForm(data={"last": clock.today()}, prefix="branch-")
    return edit(
        file, Editing("sites", "branch-end", form, branch_id),
        lambda: sites.end_branch(current_user, file.id, branch_id, form.last.data),
        _("The last day has been kept."), whole=False,
    )


@blueprint.post("/<id:customer_id>/branches/<id:branch_id>/resume")
@permit(ACT)
def resume_branch(file: CustomerFile, branch_id: int) -> Any:
    """Take the end of a branch back."""
    sites.resume(current_user, type(_one(Branch, file, branch_id)), file.id, branch_id)
    return after(file, "sites", _("It goes on."))


def _contact_form(file: CustomerFile, **given: Any) -> ContactForm:
    form = ContactForm(**given)
    offered = [(row.id, row.name) for row in CustomerPage(current_user, file).branches]
    kept = form.branch_id.object_data
    if kept and kept not in dict(offered):
        offered += [(kept, _one(Branch, file, kept).name)]
    form.branch_id.offer(offered, none=_("The customer as a whole"))
    return form


@blueprint.route("/<id:customer_id>/contacts/add", methods=["GET", "POST"])
@permit(ACT)
def add_contact(file: CustomerFile) -> Any:
    """A new contact."""
    form = _contact_form(file)
    return edit(
        file, Editing("sites", "contact", form), lambda: sites.add_contact(current_user, file.id, **form.facts()),
        _("The contact has been added."), whole=False,
    )


@blueprint.route("/<id:customer_id>/contacts/<id:contact_id>", methods=["GET", "POST"])
@permit(ACT)
def contact(file: CustomerFile, contact_id: int) -> Any:
    """Other facts of a contact."""
    row = _one(Contact, file, contact_id)
    form = _contact_form(file, data=sites.held_contact(row) | {"base": row.rev})
    return edit(
        file, Editing("sites", "contact", form, contact_id),
        lambda: sites.change_contact(current_user, file.id, contact_id, form.base.data, **form.facts()),
        _("Saved."), whole=False,
    )


@blueprint.route("/<id:customer_id>/contacts/<id:contact_id>/end", methods=["GET", "POST"])
@permit(ACT)
def end_contact(file: CustomerFile, contact_id: int) -> Any:
    """The last day of a contact."""
    _one(Contact, file, contact_id)
    form = LastDayForm(data={"last": clock.today()}, prefix="contact-")
    return edit(
        file, Editing("sites", "contact-end", form, contact_id),
        lambda: sites.end_contact(current_user, file.id, contact_id, form.last.data),
        _("The last day has been kept."), whole=False,
    )


@blueprint.post("/<id:customer_id>/contacts/<id:contact_id>/resume")
@permit(ACT)
def resume_contact(file: CustomerFile, contact_id: int) -> Any:
    """Take the end of a contact back."""
    sites.resume(current_user, type(_one(Contact, file, contact_id)), file.id, contact_id)
    return after(file, "sites", _("It goes on."))
