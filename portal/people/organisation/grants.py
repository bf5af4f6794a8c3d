"""HR and administrators: dated grants for a unit and everything under it."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.policy import permit
from portal.people import policy
from portal.people.forms.organisation import EndGrantForm, GrantForm
from portal.people.models import Grant, Person
from portal.people.organisation.blueprint import blueprint, run
from portal.people.organisation.person import page_of
from portal.people.organisation.positions import before_it_began
from portal.people.queries import files, options
from portal.people.services import positions


@blueprint.route("/people/<id:person_id>/grants/add", methods=["GET", "POST"])
@permit(policy.CHANGE_SIGN_IN)
def add_grant(person: Person) -> Any:
    """Make somebody HR or administrator, at most of what this administrator keeps."""
    form = GrantForm(data={"starts": clock.today()})
    form.unit.offer(options.units(current_user), none="")

    def give() -> None:
        dates = {"starts": form.starts.data, "ends": form.ends.data}
        positions.grant(current_user, person.id, kind=form.kind.data, unit=form.unit.data, **dates)

    shown = [form.kind, form.unit, form.starts, form.ends, form.your_password]
    return run(
        form, give, _("Give access"), page_of(person), _("The access has been given."), lead=person.name, shown=shown
    )


@blueprint.route("/people/<id:person_id>/grants/<id:grant_id>/end", methods=["GET", "POST"])
@permit(policy.CHANGE_SIGN_IN)
def end_grant(person: Person, grant_id: int) -> Any:
    """The last day of a grant."""
    grant = files.one_of(Grant, grant_id, person_id=person.id)
    if grant.unit_id not in policy.units_in_scope(current_user, policy.ADMIN):
        abort(403)
    form = EndGrantForm(data={"base": person.rev})
    return run(
        form,
        lambda: positions.end_grant(current_user, person.id, grant_id, form.base.data, form.ends.data),
        _("End the access"),
        page_of(person),
        _("The access has an end now."),
        lead=person.name,
        hint=before_it_began(),
        shown=[form.ends, form.your_password],
    )
