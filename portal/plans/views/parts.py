"""One item of a plan: its form in place and its saves. Each works as a fragment and as a page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.documents import content
from portal.documents.content import BadContent, Gone, Part, Stale
from portal.plans import edits, part_forms
from portal.plans.edits import Writing
from portal.plans.part_forms import GoalForm, PartForm
from portal.plans.policy import WRITE, PlanFile
from portal.plans.sheet import PROSE, Sheet
from portal.plans.views import desk
from portal.plans.views.blueprint import blueprint

KEY = "<id:plan_id>/parts/<string(length=8):key>"
IS_KEY = re.compile(r"[0-9a-f]{8}")
STEPS = {"up": -1, "down": 1}
INNER = frozenset({"branch_goal", "substantiation", "line"})  # drawn by another item, or in the table


def writing_of(page: Sheet, form: PartForm) -> Writing:
    """Where the posted form started from."""
    return Writing(page.locale, form.base.data or 0, form.edit.data or "", form.data_base.data)


def item_of(page: Sheet, key: str) -> Part:
    """The item with this key, drawn on its own. Raises Gone; 404 for what is drawn inside another one."""
    part = content.get(page.body, key)
    if part["kind"] in INNER:
        abort(404)
    return part


@blueprint.post("/<id:plan_id>/parts")
@permit(WRITE)
@desk.telling
def add_part(plan: PlanFile) -> Any:
    """A new item at the end of its section, with its form open; or a section that the plan did not have yet."""
    page = desk.sheet_of(plan, asked=True)
    kind, key, edit = request.form.get("kind", ""), request.form.get("key", ""), desk.new_edit()
    edits.demand_kind(plan.kind, kind)
    if kind == "line" or (kind in PROSE and page.only(kind)):
        raise BadContent("twice")
    key = key if IS_KEY.fullmatch(key) and content.find(page.body, key) is None else content.new_key()
    change = edits.add(kind, key, Writing(page.locale, 0, edit), data=_first_data(page, kind))
    _before, after = edits.run(plan.id, current_user, edit, change)
    new_section = kind not in page.sections
    page = page.after(after, current_user)
    if kind in PROSE:
        return desk.pieces(page, whole=True, focus=kind)
    if not is_partial():
        return redirect(url_for("plans.edit_part", plan_id=plan.id, key=key), 303)
    page = desk.opened(page, content.get(after, key))
    return desk.pieces(page, whole=True) if new_section else desk.pieces(page, added=True)


def _first_data(page: Sheet, kind: str) -> dict[str, Any] | None:
    """What a new item of this kind names before anybody chose. Raises `Refused` where nothing is left to name."""
    if kind in {"action", "agreement"}:
        return {"person": page.plan.owner_id}
    if kind != "branch":
        return None
    taken = {part["data"]["branch"] for part in page.inside("", "branch")}
    free = next((number for number in page.branches if number not in taken), None)
    if free is None:
        raise Refused("no_branches_left")
    return {"branch": free}


@blueprint.get(f"/{KEY}")
@permit(WRITE)
@desk.telling
def show_part(plan: PlanFile, key: str) -> Any:
    """The item as it stands, in place of its form; one that was added and left empty goes away again."""
    page = desk.sheet_of(plan, asked=True)
    part = item_of(page, key)
    return desk.pieces(page, item=part, focus=key, back=key)


@blueprint.get(f"/{KEY}/edit")
@permit(WRITE)
@desk.telling
def edit_part(plan: PlanFile, key: str) -> Any:
    """The item's form."""
    page = desk.sheet_of(plan, asked=True)
    part = item_of(page, key)
    if not page.edits(page.section_of(part)):
        raise Refused("outside_amendment")
    return form_page(desk.opened(page, part))


def form_page(page: Sheet, status: int = 200) -> Any:
    """The form of an item in place, or on a page of its own without a script."""
    return render("plans/parts/edit.html", fragment="form", status=status, page=page, plan=page.plan)


@blueprint.post(f"/{KEY}")
@permit(WRITE)
@desk.telling
def save_part(plan: PlanFile, key: str) -> Any:
    """Store the item's words and what its kind asks besides."""
    page = desk.sheet_of(plan)
    part = item_of(page, key)
    form = part_forms.form_for(page, part)
    if not form.validate():
        return invalid(page, part, form)
    writing = writing_of(page, form)
    autosaves = "X-Autosave" in request.headers
    change = change_of(key, form, writing)
    try:
        _before, after = edits.run(
            plan.id, current_user, writing.edit, change if autosaves else edits.without_blank(change, key)
        )
    except Gone:
        raise
    except Stale:
        return conflict(plan, key, form)
    except BadContent as bad:
        form.text.errors = [*form.text.errors, desk.bad_content(bad)]
        return invalid(page, part, form)
    page = page.after(after, current_user)
    left = content.find(after, key)
    if left is None:
        return desk.pieces(page, region=page.section_of(part), focus=f"add-{part['kind']}")
    if autosaves:
        return make_response(render_template("plans/parts/base.html", page=page, part=left))
    return desk.pieces(page, item=left, focus=key, back=key)


def change_of(key: str, form: PartForm, writing: Writing) -> edits.Change:
    """The edit that a form asks for."""
    if isinstance(form, GoalForm):
        why = content.clean(form.why.data or "")
        return edits.save_goal(
            key, form.text.data, form.data_of(), why, form.why_base.data, form.branches(), writing
        )
    return edits.save(key, form.text.data, form.data_of(), writing)


def invalid(page: Sheet, part: Part, form: PartForm) -> Any:
    """The form with what has to be put right; a form that saves itself is only told what."""
    if request.headers.get("X-Autosave"):
        return make_response(render_template("plans/parts/wrong.html", id=part["key"], form=form), 422)
    opened = desk.Open(part, form, form.edit.data or desk.new_edit())
    return form_page(replace(page, opened=opened), 422)


def conflict(plan: PlanFile, key: str, form: PartForm) -> Any:
    """Both versions, for the person to choose: theirs as stored, mine to go on with."""
    page = desk.sheet_of(plan)
    part = content.get(page.body, key)
    page = replace(page, opened=desk.Open(part, form, desk.new_edit()))
    fresh = part_forms.form_for(page, part, fresh=True)
    return render(
        "plans/parts/conflict.html", fragment="conflict", status=desk.CONFLICT, page=page, plan=plan, fresh=fresh,
        who=writer_of(page),
    )


def writer_of(page: Sheet) -> str:
    """Who changed the plan last, when it was somebody else."""
    return "" if page.changed_by == current_user.name else page.changed_by


@blueprint.post(f"/{KEY}/move")
@permit(WRITE)
@desk.telling
def move_part(plan: PlanFile, key: str) -> Any:
    """Up or down in its section."""
    page = desk.sheet_of(plan, asked=True)
    part = item_of(page, key)
    step = request.form.get("move", "")
    if step not in STEPS:
        abort(422)
    edit = desk.new_edit()
    _before, after = edits.run(plan.id, current_user, edit, edits.move_by(key, STEPS[step], edit))
    page = page.after(after, current_user)
    return desk.pieces(page, region=page.section_of(part), focus=key, step=step, back=key)


@blueprint.post(f"/{KEY}/remove")
@permit(WRITE)
@desk.telling
def remove_part(plan: PlanFile, key: str) -> Any:
    """Remove an item with all below it, if it is still what the person saw."""
    page = desk.sheet_of(plan, asked=True)
    part = item_of(page, key)
    form = part_forms.form_for(page, part)
    change = edits.remove(key, writing_of(page, form))
    _before, after = edits.run(plan.id, current_user, desk.new_edit(), change)
    page = page.after(after, current_user)
    text = page.text(part)
    note = _("Removed: %(text)s", text=text[:80]) if text else _("Removed.")
    return desk.pieces(page, note=note, region=page.section_of(part), focus="undo")


@blueprint.post(f"/{KEY}/place")
@permit(WRITE)
@desk.telling
def place_part(plan: PlanFile, key: str) -> Any:
    """Give text without a place its section."""
    page = desk.sheet_of(plan, asked=True)
    kind = request.form.get("kind", "")
    edits.demand_kind(plan.kind, kind)
    if content.get(page.body, key)["kind"] != "unplaced":
        raise BadContent("kind", key)
    edit = desk.new_edit()
    _before, after = edits.run(plan.id, current_user, edit, edits.place(key, kind, edit))
    page = page.after(after, current_user)
    return desk.pieces(page, region="unplaced", also=kind, back=key)


@blueprint.post("/<id:plan_id>/sections/<kind>")
@permit(WRITE)
@desk.telling
def save_section(plan: PlanFile, kind: str) -> Any:
    """The words of a section that stands there once."""
    page = desk.sheet_of(plan)
    edits.demand_kind(plan.kind, kind)
    if kind not in PROSE:
        abort(404)
    form = PartForm()
    form.kind = kind
    key = request.form.get("key", "")
    if not IS_KEY.fullmatch(key):
        key = content.new_key()
    part = page.only(kind) or content.new_part(kind, key=key)
    if not form.validate():
        return invalid_section(page, part, form)
    writing = writing_of(page, form)
    try:
        _before, after = edits.run(
            plan.id, current_user, writing.edit, edits.write_prose(kind, key, form.text.data, writing)
        )
    except Stale:
        return conflict_section(plan, kind, form)
    page = page.after(after, current_user)
    if request.headers.get("X-Autosave"):
        return make_response(render_template("plans/parts/base.html", page=page, kind=kind, part=page.only(kind)))
    return desk.pieces(page, region=kind, note="" if is_partial() else _("Saved."))


def invalid_section(page: Sheet, part: Part, form: PartForm) -> Any:
    """What has to be put right in a section of words."""
    if request.headers.get("X-Autosave"):
        return make_response(render_template("plans/parts/wrong.html", id=part["kind"], form=form), 422)
    return render("plans/parts/section.html", fragment="form", status=422, page=page, plan=page.plan, part=part,
                  form=form, kind=part["kind"])


def conflict_section(plan: PlanFile, kind: str, form: PartForm) -> Any:
    """Both texts of a section of words."""
    page = desk.sheet_of(plan)
    part = page.only(kind)
    return render("plans/parts/section.html", fragment="form", status=desk.CONFLICT, page=page, plan=plan, part=part,
                  form=form, kind=kind, theirs=page.text(part), who=writer_of(page))
