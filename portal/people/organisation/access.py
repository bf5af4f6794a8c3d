"""Settings of the organisation, the table of who may do what, and the history with its seal."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import audit
from portal.core.hx import render
from portal.core.policy import RULES, SIGNED_IN, permit
from portal.people import policy
from portal.people.forms.organisation import SettingsForm
from portal.people.organisation.blueprint import asked, blueprint, run
from portal.people.queries import log as logs
from portal.people.queries import options
from portal.people.services import catalogue


@blueprint.get("/settings")
@permit(policy.READ)
def settings() -> Any:
    """The settings in force."""
    may = policy.keeps_everything(current_user)
    return render("organisation/settings.html", values=catalogue.held_settings(), may=may)


@blueprint.route("/settings/change", methods=["GET", "POST"])
@permit(policy.SET)
def change_settings() -> Any:
    """Change them."""
    now = catalogue.held_settings()
    form = SettingsForm(data=now | {"review_days": str(now["review_days"]), "base": catalogue.version_of(now)})
    form.review_days.description = _("How long a reviewer gets, unless HR chooses another date.")
    form.needed_locales.description = _(
        "Beside the language in which a profile is written. HR can change it per profile."
    )
    back = (url_for("organisation.settings"), _("Settings"))

    def change() -> None:
        catalogue.change_settings(current_user, form.base.data, form.wanted())

    return run(form, change, _("Change the settings"), back, _("The settings have been changed."))


@blueprint.get("/access")
@permit(SIGNED_IN)
def access() -> Any:
    """Every rule of the portal, as HR and the works council read it."""
    return render("organisation/access.html", groups=logs.table(RULES))


@blueprint.get("/history")
@permit(policy.READ)
def log() -> Any:
    """What happened, newest first, and how far it is sealed."""
    kind = request.args.get("kind", "")
    person, before = asked("person"), asked("before")
    events, onward = logs.events(current_user, kind=kind, person=person, before=before)
    checked = audit.verify() if "check" in request.args else None
    return render(
        "organisation/log.html",
        fragment="rows",
        events=events,
        onward=onward,
        kind=kind,
        person=person,
        kinds=logs.kinds(),
        people=options.people(kept=person),
        chain=logs.chain(),
        checked=checked,
    )
