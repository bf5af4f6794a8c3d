"""The facts of a customer: adding one, changing, winning a prospect, ending."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.customers import choices, policy, services
from portal.customers.forms import REFUSALS, CategoryForm, EndForm, FactsForm, NewForm, WinForm
from portal.customers.page import Editing
from portal.customers.policy import ACT, CLASSIFY, CREATE, CustomerFile
from portal.customers.views.blueprint import after, blueprint, edit
from portal.people.forms.fields import attempt


@blueprint.route("/new", methods=["GET", "POST"])
@permit(CREATE)
def new() -> Any:
    """A new customer or prospect."""
    form, made, status = _new_form(), [], 200
    if request.method == "POST":
        status = attempt(form, lambda: made.append(services.create(current_user, **form.wanted())), REFUSALS)
        if not status:
            flash(_("Added. Fill in the contacts next."), "success")
            return redirect(url_for("customers.show", customer_id=made[0]), 303)
    return render("customers/new.html", status=status, form=form)


def _new_form() -> NewForm:
    units, owners = choices.units(current_user), choices.owners(current_user)
    form = NewForm(data={
        "owner": current_user.id, "unit": units[0][0] if len(units) == 1 else None,
        "currency": str(choices.currency(current_user)),
    })
    form.unit.offer(units, none=None if len(units) == 1 else "")
    form.owner.offer(owners, none=_("Nobody yet") if None in choices.owner_ids(current_user) else None)
    form.partner.offer(choices.sellers(current_user), none=_("Nobody"))
    return form


@blueprint.route("/<id:customer_id>/facts", methods=["GET", "POST"])
@permit(ACT)
def facts(file: CustomerFile) -> Any:
    """What is known of it."""
    form = FactsForm(data=services.held(file) | {"base": file.rev})
    return edit(
        file, Editing("facts", "facts", form),
        lambda: services.change(current_user, file.id, form.base.data, **form.facts()),
        _("Saved."), whole=True,
    )


@blueprint.route("/<id:customer_id>/category", methods=["GET", "POST"])
@permit(CLASSIFY)
def category(file: CustomerFile) -> Any:
    """Our own category, also for the line of the owner."""
    form = CategoryForm(data={"category": str(file.category or ""), "base": file.rev})
    return edit(
        file, Editing("facts", "category", form),
        lambda: services.classify(current_user, file.id, form.base.data, category=form.category.data),
        _("Saved."), whole=True,
    )


@blueprint.route("/<id:customer_id>/win", methods=["GET", "POST"])
@permit(ACT)
def win(file: CustomerFile) -> Any:
    """A prospect is a customer."""
    form = WinForm(data={"since": clock.today()})
    return edit(
        file, Editing("facts", "win", form), lambda: services.win(current_user, file.id, form.since.data),
        _("Well done: %(name)s is a customer now.", name=file.name), whole=True,
    )


@blueprint.route("/<id:customer_id>/end", methods=["GET", "POST"])
@permit(ACT)
def end(file: CustomerFile) -> Any:
    """The last day."""
    form = EndForm(data={"until": clock.today()})
    return edit(
        file, Editing("facts", "end", form), lambda: services.end(current_user, file.id, form.until.data),
        _("The last day has been kept."), whole=True,
    )


@blueprint.post("/<id:customer_id>/resume")
@permit(ACT)
def resume(file: CustomerFile) -> Any:
    """Take the end back."""
    services.resume(current_user, file.id)
    return after(policy.find(current_user, file.id), "facts", _("It goes on."), whole=True)
