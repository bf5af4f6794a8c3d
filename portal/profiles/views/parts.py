"""One item of a draft: its form in place and its saves. Each works as a fragment and as a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import content
from portal.documents.content import Part, Stale
from portal.profiles import part_edits, part_words, twins
from portal.profiles.part_edits import Writing
from portal.profiles.part_forms import PartForm, form_for
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.sheet import MATRIX, Sheet, region_of
from portal.profiles.views import desk
from portal.profiles.views.blueprint import blueprint

KEY = "<id:profile_id>/parts/<string(length=8):key>"


def part_form(page: Sheet, part: Part) -> PartForm:
    """The form of a part, bound to what was posted, else showing what is stored."""
    return form_for(part["kind"], twin=not page.is_source, codes=page.codes, part=part, locale=page.locale)


def writing_of(page: Sheet, form: PartForm) -> Writing:
    """Where the posted form started from."""
    of = None if page.is_source else form.of.data
    return Writing(page.locale, form.base.data, form.edit.data or "", of, form.data_base.data)


def form_page(page: Sheet, opened: desk.Open, status: int = 200) -> Any:
    """The form of a part in place, or on a page of its own without a script."""
    return render("profiles/parts/edit.html", fragment="form", status=status, page=page, opened=opened)


@blueprint.get(f"/{KEY}")
@permit(EDIT)
@desk.telling("change")
def show_part(dossier: Dossier, key: str) -> Any:
    """The item as it stands, in place of its form."""
    page = desk.sheet_of(dossier)
    part = content.get(page.body, key)
    return desk.pieces(page, part=part, item=part, focus=key)


@blueprint.get(f"/{KEY}/edit")
@permit(EDIT)
@desk.telling("change")
def edit_part(dossier: Dossier, key: str) -> Any:
    """The item's form."""
    page = desk.sheet_of(dossier)
    part = content.get(page.body, key)
    return form_page(page, desk.Open(part, part_form(page, part), desk.new_edit()))


@blueprint.post(f"/{KEY}")
@permit(EDIT)
@desk.telling("change")
def save_part(dossier: Dossier, key: str) -> Any:
    """Store the item's text and what its kind asks besides."""
    page = desk.sheet_of(dossier)
    part = content.get(page.body, key)
    form = part_form(page, part)
    if not form.validate():
        return form_page(page, desk.Open(part, form, form.edit.data or desk.new_edit()), 422)
    writing = writing_of(page, form)
    try:
        change = part_edits.save(key, form.text.data, form.data_of(page.locale), writing)
        before, after = part_edits.run(dossier.id, current_user, writing.edit, change)
    except content.Gone:
        raise
    except Stale as stale:
        return conflict(dossier, key, form, stale)
    except content.BadContent as bad:
        form.text.errors = [*form.text.errors, _(part_words.bad_content(bad.code))]
        return form_page(page, desk.Open(part, form, writing.edit), 422)
    return saved(page, before, after, key)


def saved(page: Sheet, before: content.Body, after: content.Body, key: str) -> Any:
    """The item drawn again; to a form that saves itself only its new number."""
    part = content.get(after, key)
    changed = after is not before and after != before
    # What is stored may be newer than what was read: the form's own autosave can have come in between.
    wrote = part["by"].get(page.locale) == request.form.get("edit")
    page = page.after(after, current_user) if changed or wrote else replace(page, body=after)
    if request.headers.get("X-Autosave"):
        return make_response(render_template("profiles/parts/base.html", page=page, part=part))
    if request.form.get("then") == "duty":
        return redirect(url_for(".edit_duty", profile_id=page.profile_id, key=key), 303)
    if request.form.get("next") and (following := twins.following(page, key)):
        opened = desk.Open(following, twins.form_of(page, following), desk.new_edit())
        return desk.pieces(page, part=part, item=part, opened=opened)
    if part["kind"] in MATRIX and content.get(before, key)["data"] != part["data"]:
        return desk.pieces(page, part=part, focus=key, **desk.regions_for(page, [region_of(after, key)]))
    return desk.pieces(page, part=part, item=part, focus=key)


def conflict(dossier: Dossier, key: str, form: PartForm, stale: Stale) -> Any:
    """Both texts, for the person to choose: theirs as stored, mine to go on with."""
    page = desk.sheet_of(dossier)
    part = content.get(page.body, key)
    stored = part["text"].get(page.locale, "")
    return render(
        "profiles/parts/conflict.html", fragment="conflict", status=desk.CONFLICT, page=page,
        opened=desk.Open(part, form, desk.new_edit()), theirs=stored, pieces=twins.marks(stored, form.text.data),
        who=twins.writer(page, part, stale.locale),
    )
