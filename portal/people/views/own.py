"""/me: a person's own settings, password, sign-ins, absence, and what the organisation holds about them."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Form

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people import panels, policy
from portal.people.forms.fields import attempt
from portal.people.forms.own import AbsenceForm, ChoicesForm, ConfirmedPasswordForm
from portal.people.history import REFUSALS
from portal.people.models import Absence, Person
from portal.people.queries import files, options
from portal.people.services import absences, accounts, own
from portal.people.views.blueprint import blueprint
from portal.people.views.sign_in import keep_language


def _page(status: int = 200, **forms: Form) -> Any:
    me = db.session.get(Person, current_user.id)
    choices = forms.get("choices") or ChoicesForm(formdata=None, data=own.choices(me) | {"base": me.rev})
    password = forms.get("password") or ConfirmedPasswordForm(formdata=None)
    return render(
        "people/me.html",
        status=status,
        choices=choices,
        password=password,
        person=me,
        today=clock.today(),
        positions=files.positions(me.id),
        managers=files.managers(me.id),
        panels=panels.built(current_user),
        absences=_recent(files.absences(me.id)),
        sessions=[(one, mine, files.device(one.agent)) for one, mine in files.sessions(me.id, current_user.token)],
    )


def _recent(absences: list[files.Dated]) -> list[files.Dated]:
    """Those of today and later, and the last three that are over."""
    over = [one for one in absences if one.phase == "past"]
    return [one for one in absences if one.phase != "past"] + over[:3]


def _done(sentence: str) -> Any:
    flash(sentence, "success")
    return redirect(url_for("people.me"), 303)


@blueprint.get("/me")
@permit(policy.OWN)
def me() -> Any:
    """The page."""
    return _page()


@blueprint.post("/me/settings")
@permit(policy.OWN)
def change_choices() -> Any:
    """Language, colours, mail."""
    form = ChoicesForm()
    names = ("locale", "scheme", "mail_decisions", "mail_news")
    status = attempt(
        form, lambda: own.change_choices(current_user, form.base.data, {name: form[name].data for name in names})
    )
    if status:
        return _page(status, choices=form)
    chosen = form.locale.data
    with i18n.speaking(chosen or i18n.current()):
        response = _done(_("Your settings have been saved."))
    return keep_language(response, chosen) if chosen else response


@blueprint.post("/me/password")
@permit(policy.OWN)
def change_password() -> Any:
    """A new password; the other sign-ins end."""
    form = ConfirmedPasswordForm(current_user.name, current_user.email)
    status = attempt(form, lambda: accounts.change_password(current_user, form.new_password.data))
    if status:
        return _page(status, password=form)
    return _done(_("Your password has been changed. You have been logged out everywhere else."))


@blueprint.post("/me/sessions/<id:session_id>/end")
@permit(policy.OWN)
def end_session(session_id: int) -> Any:
    """End one sign-in of one's own."""
    return _done(_("That sign-in has ended.")) if own.end_session(current_user, session_id) else abort(404)


@blueprint.post("/me/sessions/end")
@permit(policy.OWN)
def end_other_sessions() -> Any:
    """End all sign-ins but this one."""
    own.end_others(current_user)
    return _done(_("You have been logged out everywhere else."))


def _absence_form(data: dict[str, Any]) -> AbsenceForm:
    form = AbsenceForm(data=data)
    form.deputy.offer(options.deputies(current_user.id, kept=data.get("deputy")), none=_("Nobody"))
    form.deputy.description = _("Sees and decides profile reviews and plans in your place, on these days only.")
    return form


def _absence_page(form: AbsenceForm, title: str, status: int) -> Any:
    return render("people/absence.html", form=form, title=title, status=status)


@blueprint.route("/me/absences/add", methods=["GET", "POST"])
@permit(policy.OWN)
def add_own_absence() -> Any:
    """Dates and deputy; never why."""
    form, status = _absence_form({}), 200
    if request.method == "POST":
        status = attempt(form, lambda: absences.add(current_user, current_user.id, **form.wanted()))
        if not status:
            return _done(_("Your absence has been added."))
    return _absence_page(form, _("Add an absence"), status)


@blueprint.route("/me/absences/<id:absence_id>", methods=["GET", "POST"])
@permit(policy.OWN)
def change_own_absence(absence_id: int) -> Any:
    """Other dates or another deputy."""
    absence = files.one_of(Absence, absence_id, person_id=current_user.id)
    rev, status = db.session.get(Person, current_user.id).rev, 200
    form = _absence_form(absences.held(absence) | {"base": rev})
    if request.method == "POST":
        action = lambda: absences.change(current_user, current_user.id, absence_id, form.base.data, **form.wanted())
        status = attempt(form, action)
        if not status:
            return _done(_("Your absence has been changed."))
    return _absence_page(form, _("Change the absence"), status)


@blueprint.route("/me/absences/<id:absence_id>/remove", methods=["GET", "POST"])
@permit(policy.OWN)
def remove_own_absence(absence_id: int) -> Any:
    """Take away an absence that has not begun, after asking."""
    if request.method == "GET":
        found = files.absence(current_user.id, absence_id)
        return render("organisation/remove_absence.html", one=found, back_to=(url_for("people.me"), _("My page")))
    try:
        absences.remove(current_user, current_user.id, absence_id)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "danger")
        return redirect(url_for("people.me"), 303)
    return _done(_("Your absence has been removed."))
