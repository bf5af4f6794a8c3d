"""The rules of the organisation about plans, beside its other settings."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core.hx import render
from portal.core.i18n import format_date
from portal.core.policy import permit
from portal.people import policy
from portal.people.forms.fields import attempt
from portal.people.organisation.blueprint import MORE_TABS, blueprint
from portal.people.services.catalogue import version_of
from portal.plans import rules
from portal.plans.history import REFUSALS
from portal.plans.rule_forms import LEAP, RulesForm

MORE_TABS.append(("plans", _l("Account plans")))


@blueprint.get("/plans")
@permit(policy.READ)
def plans() -> Any:
    """The rules in force."""
    held = rules.held()
    # A day without a year: written in a leap year, so that 29 February has its words too.
    days = {name: format_date(date.fromisoformat(f"{LEAP}-{held[name]}"), "d MMMM") for name in rules.DAYS}
    return render(
        "plans/settings.html", rules=held, days=days, may=policy.keeps_everything(current_user),
        categories=rules.CATEGORIES,
    )


@blueprint.route("/plans/change", methods=["GET", "POST"])
@permit(policy.SET)
def change_plans() -> Any:
    """Change them; what customers need follows at once."""
    held = rules.held()
    form, status = RulesForm(data=rules.as_form(held) | {"base": version_of(held)}), 200
    if request.method == "POST":
        status = attempt(form, lambda: rules.change(current_user, form.base.data, form.wanted()), REFUSALS)
        if not status:
            flash(_("The rules have been changed."), "success")
            return redirect(url_for("organisation.plans"), 303)
    return render("plans/settings_change.html", status=status or 200, form=form)
