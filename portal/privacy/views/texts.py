"""/admin/privacy/texts: what each kind of record is for, in the words of each country; and the register of art. 30."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.people.organisation.blueprint import blueprint, done, form_page
from portal.people.queries import countries
from portal.privacy import forms_of_country, kinds, policy, purposes, words
from portal.privacy.history import REFUSALS
from portal.privacy.services import purposes as services


@blueprint.get("/privacy/texts")
@permit(policy.READ)
def privacy_texts() -> Any:
    """Every text in force with those of before."""
    held = [
        (code, [(kind, kinds.name_of(kind), purposes.versions(code, kind)) for kind in purposes.kinds()])
        for code in countries.countries()
    ]
    return render(
        "privacy/texts.html", held=held, words=words, kept=policy.kept_countries(current_user, policy.HR),
    )  # fmt: skip


@blueprint.route("/privacy/countries/<code>/texts/<kind>", methods=["GET", "POST"])
@permit(policy.WRITE_PURPOSE)
def privacy_word(purpose: tuple[str, str]) -> Any:
    """A new version in each language."""
    country, kind = purpose
    now = purposes.current(country, kind)
    held = (now.text if now else {}) | {"base": now.number if now else 0}
    form, status = forms_of_country.purpose_form(data=held), 200
    back = (url_for("organisation.privacy_texts"), _("What records are for"))
    if request.method == "POST":
        text = lambda: forms_of_country.wanted_text(form)
        status = attempt(form, lambda: services.word(current_user, country, kind, form.base.data, text()), REFUSALS)
        if not status:
            return done(back[0], _("Saved as a new version. Forms of before keep the text they were filled in under."))
    lead = f"{words.country(country)}: {kinds.name_of(kind)}"
    return form_page(form, _("What it is for"), back, status=status, lead=lead)
