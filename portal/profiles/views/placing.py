"""The place of an item in its draft: moved, placed, removed; and the importer's doubt settled."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.hx import is_partial
from portal.core.policy import permit
from portal.documents import content
from portal.profiles import measures, part_edits
from portal.profiles.part_edits import Writing
from portal.profiles.part_forms import form_for
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.sheet import region_of, touched
from portal.profiles.views import desk
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.parts import KEY

STEPS = {"up": -1, "down": 1}

LONGEST_SEEN = 80


@blueprint.post(f"/{KEY}/move")
@permit(EDIT)
@desk.telling("change")
def move_part(dossier: Dossier, key: str) -> Any:
    """Up or down one place, or into another area."""
    page = desk.sheet_of(dossier)
    edit, where, steps = desk.new_edit(), request.form.get("to", ""), STEPS.get(request.form.get("move", ""), 0)
    if not steps and not where:
        abort(400)
    change = part_edits.move_to(key, where, edit) if where else part_edits.move_by(key, steps, edit)
    before, after = part_edits.run(dossier.id, current_user, edit, change)
    page = page.after(after, current_user, can_undo=page.can_undo or after != before)
    note = _("Moved to another result area.") if where else ""
    regions = touched(before, after) or [region_of(after, key)]
    return desk.pieces(
        page, note=note, part=content.get(after, key), regions=regions, focus=key if where else "",
    )


@blueprint.post(f"/{KEY}/place")
@permit(EDIT)
@desk.telling("change")
def place_part(dossier: Dossier, key: str) -> Any:
    """Give text without a place its kind and, where that stands in an area or a criterion, its parent."""
    page = desk.sheet_of(dossier)
    kind, _sep, parent = request.form.get("to", "").partition(":")
    if not kind:
        return desk.refuse(dossier, _("Choose where this text belongs."), 422, key)
    part_edits.refuse_unknown(kind, page.body, parent)
    edit = desk.new_edit()
    before, after = part_edits.run(dossier.id, current_user, edit, part_edits.place(key, kind, parent, edit))
    page, part = page.after(after, current_user), content.get(after, key)
    regions = touched(before, after)
    return desk.pieces(page, note=_("The text has its place now."), part=part, regions=regions, focus=key)


@blueprint.post(f"/{KEY}/remove")
@permit(EDIT)
@desk.telling("remove")
def remove_part(dossier: Dossier, key: str) -> Any:
    """Remove the item with all below it, if it is still what the person saw."""
    page = desk.sheet_of(dossier)
    form = form_for(content.get(page.body, key)["kind"], twin=False, codes=page.codes)
    writing = Writing(page.locale, form.base.data, form.edit.data or "", None, form.data_base.data)
    change = part_edits.remove(key, request.form.get("seen", ""), writing)
    before, after = part_edits.run(dossier.id, current_user, desk.new_edit(), change)
    gone = content.get(before, key)["text"].get(page.source, "")
    page = page.after(after, current_user)
    regions = desk.regions_for(page, touched(before, after))
    return desk.pieces(page, note=_("Removed: %(text)s", text=gone[:80]), focus="undo", **regions)


@blueprint.post(f"/{KEY}/sure")
@permit(EDIT)
@desk.telling("change")
def mark_sure(dossier: Dossier, key: str) -> Any:
    """The importer's doubt is settled: it looks right."""
    page = desk.sheet_of(dossier)
    edit = desk.new_edit()
    _before, after = part_edits.run(dossier.id, current_user, edit, part_edits.sure(key, edit))
    part = content.get(after, key)
    page = page.after(after, current_user)
    if not is_partial():
        return desk.pieces(page, part=part)
    return desk.pieces(page, swapped=[part], focus=key)


@blueprint.post(f"/{KEY}/measure")
@permit(EDIT)
@desk.telling("change")
def confirm_measure(dossier: Dossier, key: str) -> Any:
    """What the words of an indicator suggest is right: how it is known here, on the data that the person saw."""
    page = desk.sheet_of(dossier)
    said, _slash, base = request.form.get("seen", "")[:LONGEST_SEEN].partition("/")
    try:
        measured = measures.meant(said)
    except ValueError:
        abort(400)
    if measured is None or not base.isdecimal() or content.get(page.body, key)["kind"] != "indicator":
        abort(400)
    edit = desk.new_edit()
    change = part_edits.measure(key, measured, int(base), edit)
    _before, after = part_edits.run(dossier.id, current_user, edit, change)
    part, page = content.get(after, key), page.after(after, current_user)
    return desk.pieces(page, part=part, swapped=[part], focus=key)
