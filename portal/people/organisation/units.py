"""The tree of units, one unit, and who leads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.people import policy
from portal.people.forms.organisation import EndForm, LeadForm, UnitForm
from portal.people.models import FOREVER, Lead, Unit
from portal.people.organisation.blueprint import blueprint, run
from portal.people.organisation.positions import before_it_began
from portal.people.queries import consequences, directory, files, options
from portal.people.services import units as services


def page_of(unit: Unit) -> tuple[str, str]:
    """Back to the page of a unit."""
    return url_for("organisation.unit", unit_id=unit.id), unit.name


def _values(form: UnitForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("name", "kind", "country", "parent")}


def _unit_form(data: dict[str, Any], unit: Unit | None = None) -> UnitForm:
    form = UnitForm(data=data)
    top = _("Nothing: at the top") if policy.keeps_everything(current_user) else None
    kept = unit.parent_id if unit else None
    form.parent.offer(options.units(current_user, but=unit.id if unit else None, kept=kept), none=top)
    form.country.description = _("A unit without a country has that of the unit above it.")
    return form


@blueprint.get("/units")
@permit(policy.READ)
def units() -> Any:
    """The tree as far as the reader's scope goes."""
    return render(
        "organisation/units.html",
        nodes=directory.units(current_user),
        today=clock.today(),
        administrators=directory.administrators(current_user),
    )


@blueprint.get("/units/<id:unit_id>")
@permit(policy.READ_UNIT)
def unit(unit: Unit) -> Any:
    """One unit: who leads it, who works in it, what stands under it."""
    may = unit.id in policy.units_in_scope(current_user, policy.ADMIN)
    people = directory.unit_people(unit.id)
    return render(
        "organisation/unit.html",
        unit=unit,
        may=may,
        path=directory.unit_path(unit.id),
        leads=directory.unit_leads(unit.id),
        people=people,
        leaving=sorted((row for row in people if row[3].ends < FOREVER), key=lambda row: row[3].ends),
        coming=directory.unit_coming(unit.id),
        role_names=options.role_names(),
        administrators=directory.administrators(current_user, unit.id),
        below=directory.units_below(unit.id),
    )


@blueprint.route("/units/add", methods=["GET", "POST"])
@permit(policy.KEEP)
def add_unit() -> Any:
    """A new unit."""
    form = _unit_form({"country": ""})
    back = (url_for("organisation.units"), _("Units"))

    def add() -> str:
        return url_for("organisation.unit", unit_id=services.add(current_user, **_values(form)))

    return run(form, add, _("Add a unit"), back, _("The unit has been added. Say who leads it next."))


@blueprint.route("/units/<id:unit_id>/change", methods=["GET", "POST"])
@permit(policy.CHANGE_UNIT)
def change_unit(unit: Unit) -> Any:
    """Another name, kind, country or place in the tree."""
    form = _unit_form(services.held(unit) | {"base": unit.rev}, unit)
    return run(
        form,
        lambda: services.change(current_user, unit.id, form.base.data, **_values(form)),
        _("Change the unit"),
        page_of(unit),
        _("The unit has been changed."),
        lead=unit.name,
    )


@blueprint.route("/units/<id:unit_id>/end", methods=["GET", "POST"])
@permit(policy.CHANGE_UNIT)
def end_unit(unit: Unit) -> Any:
    """The last day of a unit."""
    form = EndForm()
    return run(
        form,
        lambda: services.end(current_user, unit.id, form.ends.data),
        _("End the unit"),
        page_of(unit),
        _("The unit has an end now."),
        lead=unit.name,
    )


@blueprint.route("/units/<id:unit_id>/lead", methods=["GET", "POST"])
@permit(policy.CHANGE_UNIT)
def hand_over(unit: Unit) -> Any:
    """Somebody else leads the unit from a day; whoever led it until then stops the day before."""
    form = LeadForm(data={"starts": clock.today()})
    form.person.offer(options.people(), none="")
    form.starts.description = _("Whoever leads the unit until then stops the day before.")

    def plan() -> consequences.Consequences | None:
        changes = services.after_hand_over(unit, form.person.data, form.starts.data)
        return consequences.of(changes, form.starts.data)

    return run(
        form,
        lambda: services.hand_over(current_user, unit.id, person=form.person.data, starts=form.starts.data),
        _("Hand over the lead"),
        page_of(unit),
        _("The lead has been handed over."),
        lead=unit.name,
        plan=plan,
    )


@blueprint.route("/units/<id:unit_id>/lead/<id:lead_id>/end", methods=["GET", "POST"])
@permit(policy.CHANGE_UNIT)
def end_lead(unit: Unit, lead_id: int) -> Any:
    """The last day of a lead without a successor."""
    lead, form = files.one_of(Lead, lead_id, unit_id=unit.id), EndForm()

    def plan() -> consequences.Consequences | None:
        last = form.ends.data
        return consequences.of(services.after_lead(lead, last), last + timedelta(days=1))

    return run(
        form,
        lambda: services.end_lead(current_user, unit.id, lead_id, form.ends.data),
        _("End the lead"),
        page_of(unit),
        _("The lead has an end now."),
        lead=unit.name,
        plan=plan,
        hint=before_it_began(),
    )
