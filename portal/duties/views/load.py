"""Load check and span check, for who leads: notes, never a block; and the setting behind the first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import i18n
from portal.core.hx import render
from portal.core.policy import permit
from portal.duties import load as loads
from portal.duties import policy, span
from portal.duties.forms import FieldDaysForm
from portal.duties.views.blueprint import blueprint
from portal.people import policy as people
from portal.people.forms.fields import attempt, number
from portal.people.organisation.blueprint import MORE_TABS
from portal.people.organisation.blueprint import blueprint as organisation
from portal.people.services.catalogue import version_of

MORE_TABS.append(("duties", _l("Recurring tasks")))


@blueprint.get("/duties/load")
@permit(policy.TEAM)
def load() -> Any:
    """Field days needed against working days, and teams and portfolios against the ranges of the profiles."""
    after = number(request.args.get("after", ""))
    found, spans = loads.loads(current_user, after), span.spans(current_user)
    return render(
        "duties/load.html", mine=found.mine, others=found.others, onward=found.onward, after=after,
        own_spans=[one for one in spans if one.person_id == current_user.id],
        spans=[one for one in spans if one.person_id != current_user.id], takes=found.takes, in_days=loads.in_days,
    )  # fmt: skip


@organisation.get("/duties")
@permit(people.READ)
def duties() -> Any:
    """The setting in force."""
    return render("duties/settings.html", takes=loads.held(), may=people.keeps_everything(current_user))


@organisation.route("/duties/change", methods=["GET", "POST"])
@permit(people.SET)
def change_duties() -> Any:
    """Change it; the load of every manager follows at once."""
    held = loads.held()
    shown = {name: i18n.format_number(days) for name, days in held.items()}
    form, status = FieldDaysForm(data=shown | {"base": version_of(held)}), 200
    if request.method == "POST":
        status = attempt(form, lambda: loads.change(current_user, form.base.data, form.wanted()))
        if not status:
            flash(_("The field days have been changed."), "success")
            return redirect(url_for("organisation.duties"), 303)
    return render("duties/settings_change.html", status=status or 200, form=form)
