"""The details of a profile: its facts beside its text."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import i18n, settings
from portal.core.errors import TooLate
from portal.core.hx import render
from portal.core.policy import permit
from portal.profiles import names, policy, scope, services
from portal.profiles.forms_library import ORGANISATION, OWN, DetailsForm, language_choices
from portal.profiles.history import REFUSALS
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.views.blueprint import blueprint


@blueprint.get("/<id:profile_id>/details")
@permit(EDIT)
def details(dossier: Dossier) -> Any:
    """The form, filled in as it stands."""
    form = _form(dossier, formdata=None, data=_as_it_stands(dossier))
    return _draw(dossier, form, seen=dossier.profile_rev)


@blueprint.post("/<id:profile_id>/details")
@permit(EDIT)
def save_details(dossier: Dossier) -> Any:
    """Save; a form that is out of date comes back with what stands now beside what was typed."""
    form = _form(dossier)
    seen = request.form.get("seen", default=0, type=int)
    if not form.validate():
        return _draw(dossier, form, seen=seen, status=422)
    try:
        services.change_facts(dossier.id, current_user, seen=seen, **form.facts())
    except TooLate:
        now = policy.demand_hr(current_user, dossier.id)
        return _draw(now, form, seen=now.profile_rev, stands=_differs(now, form), status=409)
    flash(_("Details saved."), "success")
    return redirect(url_for("profiles.show", profile_id=dossier.id), 303)


def _form(dossier: Dossier, **given: Any) -> DetailsForm:
    form = DetailsForm(**given)
    form.country.choices = [("", _("All countries")), *((code, str(name)) for code, name in names.COUNTRIES.items())]
    form.role.choices = [("", _("No role")), *scope.role_choices(scope.roles())]
    form.owner.choices = scope.owners_for(dossier.unit_id, dossier.owner_id)
    form.locales.choices = [choice for choice in language_choices() if choice[0] != dossier.locale]
    usual = [str(i18n.WORDS[locale]) for locale in settings.get("needed_locales")]
    form.needs.choices = [
        (ORGANISATION, _("As the organisation: %(languages)s", languages=", ".join(usual)) if usual
         else _("As the organisation: only its own language")),
        (OWN, _("An own choice for this profile")),
    ]
    return form


@blueprint.post("/<id:profile_id>/holds")
@permit(EDIT)
def still_holds(dossier: Dossier) -> Any:
    """The review date has come and the text is still right: plan the next review."""
    try:
        services.confirm_still_holds(dossier.id, current_user, seen=request.form.get("seen", default=0, type=int))
    except TooLate as late:
        flash(_(REFUSALS[late.code]), "warning")
    else:
        flash(_("Noted: the profile still holds. The next review is planned."), "success")
    return redirect(url_for("profiles.show", profile_id=dossier.id), 303)


def _as_it_stands(dossier: Dossier) -> dict[str, Any]:
    return {
        "family": names.family_name(dossier.family), "sector": names.sector_name(dossier.sector),
        "country": dossier.country or "", "job_group": dossier.job_group, "role": str(dossier.role_id or ""),
        "owner": dossier.owner_id, "review_months": dossier.review_months,
        "needs": ORGANISATION if dossier.locales is None else OWN, "locales": dossier.locales or [],
    }


def _differs(dossier: Dossier, form: DetailsForm) -> list[tuple[str, str]]:
    """What stands now where the form says something else: (label, words)."""
    found = []
    for name, value in _as_it_stands(dossier).items():
        field = form[name]
        if field.data == value:
            continue
        said = dict(getattr(field, "choices", None) or [])
        words = [said.get(one, one) for one in (value if isinstance(value, list) else [value])]
        found.append((field.label.text, ", ".join(str(word) for word in words if word != "") or _("empty")))
    return found


def _draw(dossier: Dossier, form: DetailsForm, *, seen: int, stands: Any = None, status: int = 200) -> Any:
    return render(
        "profiles/details.html", fragment="panel", status=status, dossier=dossier, form=form, seen=seen, stands=stands,
        in_use=scope.words_in_use(),
    )
