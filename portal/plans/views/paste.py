"""Filling a plan with text that exists already."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.plans import edits, pasting
from portal.plans.edits import Writing
from portal.plans.forms import PasteForm
from portal.plans.history import REFUSALS
from portal.plans.policy import WRITE, PlanFile
from portal.plans.views import desk
from portal.plans.views.blueprint import blueprint


def _draw(plan: PlanFile, form: PasteForm, status: int = 200) -> Any:
    return render("plans/paste.html", status=status, plan=plan, form=form)


@blueprint.get("/<id:plan_id>/paste")
@permit(WRITE)
@desk.telling
def paste(plan: PlanFile) -> Any:
    """The form."""
    page = desk.sheet_of(plan)
    if page.section:
        raise Refused("outside_amendment")
    return _draw(plan, PasteForm(formdata=None))


@blueprint.post("/<id:plan_id>/paste")
@permit(WRITE)
@desk.telling
def put_text(plan: PlanFile) -> Any:
    """Split the text by its headings and put it in the plan; what found no place stands on top."""
    form = PasteForm()
    if not form.validate():
        return _draw(plan, form, 422)
    page = desk.sheet_of(plan)
    pieces = pasting.read(form.text.data, plan.kind)
    edit = desk.new_edit()
    try:
        edits.run(plan.id, current_user, edit, pasting.put(pieces, Writing(page.locale, 0, edit)))
    except desk.BadContent as bad:
        form.text.errors = [*form.text.errors, desk.bad_content(bad)]
        return _draw(plan, form, 422)
    except Refused as refusal:
        form.text.errors = [*form.text.errors, _(REFUSALS[refusal.code])]
        return _draw(plan, form, refusal.status)
    _report(pieces)
    return redirect(url_for("plans.edit", plan_id=plan.id), 303)


def _report(pieces: list[pasting.Piece]) -> None:
    counted = Counter("loose" if one.section == pasting.UNPLACED else "placed" for one in pieces)
    if counted["placed"]:
        flash(ngettext("%(num)d piece found its section.", "%(num)d pieces found their section.", counted["placed"]),
              "success")
    if counted["loose"]:
        flash(ngettext("%(num)d piece waits for a place: it stands on top.",
                       "%(num)d pieces wait for a place: they stand on top.", counted["loose"]), "info")
