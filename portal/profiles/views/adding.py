"""Adding items to a draft: the form opens in place at the end of its list, and again after each item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.documents import content
from portal.documents.content.body import KEY as KEY_SHAPE
from portal.profiles import part_edits, part_words
from portal.profiles.part_edits import Writing
from portal.profiles.part_forms import form_for
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.sheet import MATRIX, Sheet, region_of
from portal.profiles.views import desk
from portal.profiles.views.blueprint import blueprint

SAYS_MORE = frozenset({"level", "figure", "org"})  # an empty text is not an empty form there


@blueprint.get("/<id:profile_id>/parts/new")
@permit(EDIT)
@desk.telling("change")
def new_part(dossier: Dossier) -> Any:
    """The form that adds an item, in place at the end of its list."""
    page = desk.sheet_of(dossier)
    adding = adding_for(page, request.args)
    if request.args.get("closed"):
        return desk.pieces(page, closed=adding)
    listed = "list" in request.args and is_partial()
    return render("profiles/parts/new.html", fragment="form", page=page, adding=adding, listed=listed)


def adding_for(page: Sheet, asked: Mapping[str, str]) -> desk.Adding:
    """The form for one more item. Raises `BadContent` for a kind that cannot stand there, `Gone` for its parent."""
    kind, parent, level = asked.get("kind", ""), asked.get("parent", ""), asked.get("level", "")
    part_edits.refuse_unknown(kind, page.body, parent)
    if not page.is_source:
        abort(404)
    chosen = [level] if level in page.codes else page.codes
    form = form_for(kind, twin=False, codes=page.codes, levels=chosen, base=0)
    return desk.Adding(kind, parent, level, slot(page, kind, parent, level), form, content.new_key(), desk.new_edit())


def slot(page: Sheet, kind: str, parent: str, level: str) -> str:
    """The place of an add form: unique in the page, made of letters that an id may hold."""
    place = f"{kind}-{parent or 'top'}"
    return f"{place}-{page.codes.index(level)}" if level in page.codes else place


@blueprint.post("/<id:profile_id>/parts")
@permit(EDIT)
@desk.telling("change")
def add_part(dossier: Dossier) -> Any:
    """Add the item and open the form for the next one; an empty form closes."""
    page = desk.sheet_of(dossier)
    adding = adding_for(page, request.form)
    form, key = adding.form, request.form.get("key", "")
    if not KEY_SHAPE.fullmatch(key):
        abort(400)
    if not (form.text.data or "").strip() and adding.kind not in SAYS_MORE:
        return desk.pieces(page, closed=adding)
    adding = replace(adding, key=key, edit=form.edit.data or adding.edit)
    if form.validate():
        try:
            return added(page.after(store(page, adding), current_user), adding)
        except content.BadContent as bad:
            form.text.errors = [*form.text.errors, _(part_words.bad_content(bad.code))]
    return render("profiles/parts/new.html", fragment="form", status=422, page=page, adding=adding)


def store(page: Sheet, adding: desk.Adding) -> content.Body:
    """The body with the new item. Raises `BadContent`."""
    form, writing = adding.form, Writing(page.locale, 0, adding.edit)
    change = part_edits.add(
        adding.kind, adding.parent, form.text.data, form.data_of(page.locale), key=adding.key, writing=writing
    )
    return part_edits.run(page.profile_id, current_user, adding.edit, change)[1]


def added(page: Sheet, adding: desk.Adding) -> Any:
    """The new item with the form for the next one below it."""
    part, again = content.get(page.body, adding.key), None
    if part["kind"] != "title":
        levels = part["data"].get("levels")
        fresh = form_for(adding.kind, twin=False, codes=page.codes, fresh=True, levels=levels, base=0)
        place = slot(page, adding.kind, adding.parent, adding.level)
        again = replace(adding, form=fresh, key=content.new_key(), edit=desk.new_edit(), slot=place)
    if part["kind"] in MATRIX or part["kind"] == "title":
        return desk.pieces(page, part=part, adding=again, regions=[region_of(page.body, part["key"])])
    return desk.pieces(page, part=part, added=part, adding=again)
