"""What a person holds and who stands in: positions, functional lines and absence, each on a page of its own."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people import policy
from portal.people.forms.organisation import AdviserForm, EndForm, PositionForm
from portal.people.forms.own import AbsenceForm
from portal.people.history import REFUSALS
from portal.people.models import Absence, FunctionalLine, Person, Position
from portal.people.organisation.blueprint import blueprint, done, run
from portal.people.organisation.person import page_of
from portal.people.queries import files, options
from portal.people.services import absences, positions


def _position_form(data: dict[str, Any], kept: int | None = None) -> PositionForm:
    form = PositionForm(data=data)
    form.job.offer(options.jobs(), none="")
    form.unit.offer(options.units(current_user, kept=kept), none="")
    return form


@blueprint.route("/people/<id:person_id>/positions/add", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def add_position(person: Person) -> Any:
    """One more position."""
    form = _position_form({"starts": clock.today(), "own_budget": ""})
    return run(
        form,
        lambda: positions.add(current_user, person.id, **form.wanted()),
        _("Add a position"),
        page_of(person),
        _("The position has been added."),
        lead=person.name,
    )


@blueprint.route("/people/<id:person_id>/positions/<id:position_id>", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def change_position(person: Person, position_id: int) -> Any:
    """Another role, level or unit from a day: a move."""
    held = _within_reach(person, position_id)
    form = _position_form(positions.held(held) | {"base": person.rev}, held.unit_id)
    if request.method == "GET":
        form.starts.data = max(clock.today(), held.starts)
    form.starts.label.text = _("From this day")
    form.starts.description = _("The first day of the position itself corrects it; a later day keeps the history.")

    def change() -> None:
        positions.change(current_user, person.id, position_id, form.base.data, **form.wanted())

    return run(
        form, change, _("Change the position"), page_of(person), _("The position has been changed."), lead=person.name
    )


@blueprint.route("/people/<id:person_id>/positions/<id:position_id>/end", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def end_position(person: Person, position_id: int) -> Any:
    """The last day of a position."""
    _within_reach(person, position_id)
    form = EndForm()
    return run(
        form,
        lambda: positions.end(current_user, person.id, position_id, form.ends.data),
        _("End the position"),
        page_of(person),
        _("The position has an end now."),
        lead=person.name,
        hint=before_it_began(),
    )


def _within_reach(person: Person, position_id: int) -> Position:
    """A position of the person, in a unit this administrator keeps; 403 for one elsewhere."""
    held = files.one_of(Position, position_id, person_id=person.id)
    if held.unit_id not in policy.units_in_scope(current_user, policy.ADMIN):
        abort(403)
    return held


def before_it_began() -> str:
    """What a last day before a coming beginning does."""
    return _("What has not begun yet is removed by a last day before its first day.")


@blueprint.route("/people/<id:person_id>/advisers/add", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def add_adviser(person: Person) -> Any:
    """A functional line: somebody who advises and does not decide."""
    form = AdviserForm(data={"starts": clock.today()})
    form.adviser.offer(options.people(but=person.id), none="")
    return run(
        form,
        lambda: positions.advise(
            current_user, person.id, adviser=form.adviser.data, starts=form.starts.data, ends=form.ends.data
        ),
        _("Add a functional line"),
        page_of(person),
        _("The functional line has been added."),
        lead=person.name,
    )


@blueprint.route("/people/<id:person_id>/advisers/<id:line_id>/end", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def end_adviser(person: Person, line_id: int) -> Any:
    """The last day of a functional line."""
    files.one_of(FunctionalLine, line_id, person_id=person.id)
    form = EndForm()
    return run(
        form,
        lambda: positions.end_advice(current_user, person.id, line_id, form.ends.data),
        _("End the functional line"),
        page_of(person),
        _("The functional line has an end now."),
        lead=person.name,
        hint=before_it_began(),
    )


def absence_form(person_id: int, data: dict[str, Any]) -> AbsenceForm:
    """The form of an absence, with everybody else as possible deputy."""
    form = AbsenceForm(data=data)
    form.deputy.offer(options.deputies(person_id, kept=data.get("deputy")), none=_("Nobody"))
    form.deputy.description = _(
        "Sees and decides profile reviews and plans in this person's place, on these days only."
    )
    return form


@blueprint.route("/people/<id:person_id>/absences/add", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def add_absence(person: Person) -> Any:
    """Dates and deputy; never why."""
    form = absence_form(person.id, {})
    return run(
        form,
        lambda: absences.add(current_user, person.id, **form.wanted()),
        _("Add an absence"),
        page_of(person),
        _("The absence has been added."),
        lead=person.name,
    )


@blueprint.route("/people/<id:person_id>/absences/<id:absence_id>", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def change_absence(person: Person, absence_id: int) -> Any:
    """Other dates or another deputy."""
    absence = files.one_of(Absence, absence_id, person_id=person.id)
    form = absence_form(person.id, absences.held(absence) | {"base": person.rev})

    def change() -> None:
        absences.change(current_user, person.id, absence_id, form.base.data, **form.wanted())

    return run(
        form, change, _("Change the absence"), page_of(person), _("The absence has been changed."), lead=person.name
    )


@blueprint.route("/people/<id:person_id>/absences/<id:absence_id>/remove", methods=["GET", "POST"])
@permit(policy.CHANGE_PERSON)
def remove_absence(person: Person, absence_id: int) -> Any:
    """Take away an absence that has not begun, after asking."""
    if request.method == "GET":
        found = files.absence(person.id, absence_id)
        return render("organisation/remove_absence.html", one=found, back_to=page_of(person))
    try:
        absences.remove(current_user, person.id, absence_id)
    except Refused as refusal:
        flash(_(REFUSALS[refusal.code]), "danger")
        return redirect(page_of(person)[0], 303)
    return done(page_of(person)[0], _("The absence has been removed."))
