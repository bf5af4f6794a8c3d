"""The table of a portfolio plan: rows that save themselves, and changes of many rows at once."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.documents import content
from portal.documents.content import Gone, Stale
from portal.plans import edits, lines
from portal.plans.content import PER_YEAR
from portal.plans.edits import Change, Writing
from portal.plans.policy import WRITE, PlanFile
from portal.plans.sheet import Sheet
from portal.plans.views import desk
from portal.plans.views.blueprint import blueprint
from portal.visits.models import Channel

LINE = "<id:plan_id>/lines/<string(length=8):key>"
LONGEST_EDIT = 64


def _table(plan: PlanFile) -> Sheet:
    if plan.customer_id is not None:
        abort(404)
    return desk.sheet_of(plan, asked=True)


def _edit() -> str:
    return request.form.get("edit", "")[:LONGEST_EDIT]


def _redrawn(plan: PlanFile, mine: dict[str, lines.Row], note: str = "") -> Any:
    """The table as it is stored now, with the rows that could not be stored as they were typed."""
    page = _table(plan)
    stale = any(row.theirs for row in mine.values())
    status = desk.CONFLICT if stale else 422 if mine else 200
    if mine:
        note = ngettext(
            "%(num)d row could not be saved: see below.", "%(num)d rows could not be saved: see below.", len(mine)
        )
    if mine and not is_partial():
        return render("plans/edit.html", status=status, plan=plan, page=page, note=note, typed="", mine=mine)
    return desk.pieces(page, status=status, note=note, region="line", mine=mine)


def _store(plan: PlanFile, page: Sheet, *further: Change) -> dict[str, lines.Row]:
    """Save the posted rows and what else was asked, as one edit; returns the rows that could not be stored."""
    found, stale = lines.posted(page, request.form), {}
    change = edits.all_of([lines.save(found, page.locale, _edit(), stale), *further])
    edits.run(plan.id, current_user, desk.new_edit() if further else _edit(), change)
    return {**found.wrong, **stale}


@blueprint.post("/<id:plan_id>/lines")
@permit(WRITE)
@desk.telling
def save_lines(plan: PlanFile) -> Any:
    """Store every row of the table."""
    return _redrawn(plan, _store(plan, _table(plan)), _("Saved."))


@blueprint.get(f"/{LINE}")
@permit(WRITE)
@desk.telling
def show_line(plan: PlanFile, key: str) -> Any:
    """One row as it is stored."""
    page = _table(plan)
    part = content.get(page.body, key)
    if part["kind"] != "line":
        abort(404)
    if not is_partial():
        return desk.redirect(desk.address_of(page, key), 303)
    return make_response(render_template("plans/parts/line.html", page=page, row=lines.stored(page, part)))


@blueprint.post(f"/{LINE}")
@permit(WRITE)
@desk.telling
def save_line(plan: PlanFile, key: str) -> Any:
    """Store one row; a row that saves itself only hears its new number."""
    page = _table(plan)
    part = content.get(page.body, key)
    if part["kind"] != "line":
        abort(404)
    if not request.headers.get("X-Autosave"):
        return _redrawn(plan, _store(plan, page), _("Saved."))
    form = lines.form_of(part)
    if not form.validate():
        return make_response(render_template("plans/parts/line_wrong.html", row=form.typed(part)), 422)
    writing = form.writing(page.locale, _edit())
    try:
        change = edits.save(key, form.text.data, form.data_of(), writing)
        _before, after = edits.run(plan.id, current_user, writing.edit, change)
    except Gone:
        raise
    except Stale:
        now = _table(plan)
        row = form.typed(content.get(now.body, key), theirs=True)
        return make_response(render_template("plans/parts/line.html", page=now, row=row), desk.CONFLICT)
    page = page.after(after, current_user)
    return make_response(
        render_template("plans/parts/line_base.html", page=page, row=lines.stored(page, content.get(after, key)))
    )


@blueprint.post("/<id:plan_id>/lines/set")
@permit(WRITE)
@desk.telling
def set_lines(plan: PlanFile) -> Any:
    """The same frequency and channel for many customers at once."""
    page = _table(plan)
    keys = lines.chosen(page, request.form.get("which", ""), request.form.getlist("pick"))
    often, how = request.form.get("set_per_year", ""), request.form.get("set_channel", "")
    data: dict[str, Any] = {}
    if often in {str(one) for one in PER_YEAR}:
        data["per_year"] = int(often)
    if how in set(Channel):
        data["channel"] = how
    if not keys or not data:
        note = _("Choose the customers and what to set for them.")
        return _redrawn(plan, _store(plan, page), note)
    mine = _store(plan, page, edits.set_lines(keys, data, desk.new_edit()))
    note = ngettext("Set for %(num)d customer.", "Set for %(num)d customers.", len(keys))
    return _redrawn(plan, mine, note)


@blueprint.post("/<id:plan_id>/lines/remove")
@permit(WRITE)
@desk.telling
def remove_lines(plan: PlanFile) -> Any:
    """Take the ticked customers out of the plan."""
    page = _table(plan)
    keys = lines.chosen(page, lines.TICKED, request.form.getlist("pick"))
    mine = _store(plan, page, edits.remove_lines(keys)) if keys else _store(plan, page)
    note = ngettext("Removed %(num)d customer.", "Removed %(num)d customers.", len(keys)) if keys else _(
        "Tick the customers to remove first."
    )
    return _redrawn(plan, {key: row for key, row in mine.items() if key not in keys}, note)


@blueprint.post("/<id:plan_id>/lines/add")
@permit(WRITE)
@desk.telling
def add_lines(plan: PlanFile) -> Any:
    """Customers of the portfolio that are not in the plan yet: those chosen, or all."""
    page = _table(plan)
    wanted = set(request.form.getlist("customer", type=int))
    every = "every" in request.form
    new = [(one.id, one.revenue) for one in page.missing_customers if every or one.id in wanted]
    mine = _store(plan, page, edits.add_lines(new, Writing(page.locale, 0, desk.new_edit())))
    note = ngettext("Added %(num)d customer.", "Added %(num)d customers.", len(new)) if new else _(
        "Choose the customers to add first."
    )
    return _redrawn(plan, mine, note)
