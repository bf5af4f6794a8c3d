"""Bodies and their members."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.i18n import text_in
from portal.core.policy import permit
from portal.people import policy
from portal.people.forms.organisation import BodyForm, EndForm, MemberForm
from portal.people.models import Body, BodyMember
from portal.people.organisation.blueprint import blueprint, run
from portal.people.organisation.positions import before_it_began
from portal.people.queries import directory, files, options
from portal.people.services import catalogue


def page_of(body: Body) -> tuple[str, str]:
    """Back to the page of a body."""
    return url_for("organisation.body", body_id=body.id), text_in(body.name)


@blueprint.get("/bodies")
@permit(policy.READ)
def bodies() -> Any:
    """All bodies."""
    return render("organisation/bodies.html", bodies=directory.bodies())


@blueprint.get("/bodies/<id:body_id>")
@permit(policy.READ_BODY)
def body(body: Body) -> Any:
    """One body and its members."""
    return render("organisation/body.html", body=body, members=directory.members(body.id))


@blueprint.route("/bodies/add", methods=["GET", "POST"])
@permit(policy.KEEP)
def add_body() -> Any:
    """A new body."""
    form = BodyForm()
    back = (url_for("organisation.bodies"), _("Bodies"))

    def add() -> str:
        return url_for("organisation.body", body_id=catalogue.add_body(current_user, form.given()))

    return run(form, add, _("Add a body"), back, _("The body has been added. Add its members next."))


@blueprint.route("/bodies/<id:body_id>/change", methods=["GET", "POST"])
@permit(policy.CHANGE_BODY)
def change_body(body: Body) -> Any:
    """Other names."""
    form = BodyForm(data=catalogue.held_body(body) | {"base": body.rev})
    return run(
        form,
        lambda: catalogue.change_body(current_user, body.id, form.base.data, form.given()),
        _("Change the body"),
        page_of(body),
        _("The body has been changed."),
    )


@blueprint.route("/bodies/<id:body_id>/members/add", methods=["GET", "POST"])
@permit(policy.CHANGE_BODY)
def add_member(body: Body) -> Any:
    """One more member."""
    form = MemberForm(data={"starts": clock.today()})
    form.person.offer(options.people(), none="")

    def join() -> None:
        dates = {"starts": form.starts.data, "ends": form.ends.data}
        catalogue.join(current_user, body.id, person=form.person.data, **dates)

    return run(form, join, _("Add a member"), page_of(body), _("The member has been added."), lead=text_in(body.name))


@blueprint.route("/bodies/<id:body_id>/members/<id:member_id>/end", methods=["GET", "POST"])
@permit(policy.CHANGE_BODY)
def end_member(body: Body, member_id: int) -> Any:
    """The last day of a membership."""
    files.one_of(BodyMember, member_id, body_id=body.id)
    form = EndForm()
    return run(
        form,
        lambda: catalogue.leave(current_user, body.id, member_id, form.ends.data),
        _("End the membership"),
        page_of(body),
        _("The membership has an end now."),
        lead=text_in(body.name),
        hint=before_it_began(),
    )
