"""/admin/privacy/retention: how long records are kept per country, what is due, and the reports of what was deleted."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.people.organisation.blueprint import blueprint, done, form_page
from portal.people.policy import KEEPERS
from portal.people.queries import countries
from portal.privacy import forms_of_country, kinds, policy, queries, words
from portal.privacy.history import REFUSALS
from portal.privacy.models import RetentionRun
from portal.privacy.services import retention


def back() -> tuple[str, str]:
    """Where a form of this page leads back to."""
    return url_for("organisation.privacy_retention"), _("How long records are kept")


@blueprint.get("/privacy/retention")
@permit(policy.READ)
def privacy_retention() -> Any:
    """Per country and kind how long, and what the clock deleted."""
    terms = [
        (code, [(kinds.name_of(kind), kinds.terms(kind, code)) for kind in kinds.KINDS])
        for code in countries.countries()
    ]
    return render(
        "privacy/retention.html", terms=terms, runs=queries.runs(), words=words,
        kept=policy.kept_countries(current_user, KEEPERS),
    )  # fmt: skip


@blueprint.route("/privacy/countries/<code>/retention", methods=["GET", "POST"])
@permit(policy.SET_TERMS)
def privacy_terms(country: str) -> Any:
    """Set how long."""
    held = retention.held_terms(country)
    form, status = forms_of_country.terms_form(data=held | {"base": retention.version_of(held)}), 200
    if request.method == "POST":
        wanted = lambda: forms_of_country.wanted_terms(form)
        status = attempt(form, lambda: retention.set_terms(current_user, country, form.base.data, wanted()), REFUSALS)
        if not status:
            return done(back()[0], _("Saved. The next run deletes by it; try it out first to see what would go."))
    title = _("How long records are kept in %(country)s", country=words.country(country))
    return form_page(form, title, back(), status=status)


@blueprint.post("/privacy/retention/try")
@permit(policy.READ)
def privacy_try() -> Any:
    """Look what would be deleted today; nothing is."""
    return redirect(url_for("organisation.privacy_run", run_id=retention.try_out(current_user)), 303)


@blueprint.get("/privacy/retention/<id:run_id>")
@permit(policy.READ)
def privacy_run(run_id: int) -> Any:
    """One report: how many of each kind and country."""
    run = db.session.get(RetentionRun, run_id) or abort(404)
    return render("privacy/run.html", run=run, words=words, name_of=kinds.name_of)
