"""The draft as its author edits it: the whole page, and undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import TooLate
from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import content, drafts
from portal.profiles import rounds
from portal.profiles.content import PROFILE
from portal.profiles.history import REFUSALS
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.sheet import Sheet, touched
from portal.profiles.views import desk
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.parts import part_form


@blueprint.get("/<id:profile_id>/edit")
@permit(EDIT)
def edit(dossier: Dossier) -> Any:
    """The draft, each item a form in place, beside the text it was imported from."""
    try:
        page = desk.sheet_of(dossier, whole=True)
    except TooLate as late:
        return render("profiles/edit.html", dossier=dossier, page=None, note=_(REFUSALS[late.code]), typed="")
    return render("profiles/edit.html", dossier=dossier, page=_with_open(page, request.args.get("open", "")), note="",
                  typed="")


def _with_open(page: Sheet, key: str) -> Sheet:
    """The page with the form of this item open, below the change requests about it; unchanged without such an item."""
    part = content.find(page.body, key)
    if part is None:
        return page
    asked = [row for row in rounds.requests_to_answer(page.profile_id) if row.part_key == key]
    return replace(page, opened=desk.Open(part, part_form(page, part), desk.new_edit()), asked=asked)


@blueprint.post("/<id:profile_id>/undo")
@permit(EDIT)
@desk.telling("undo")
def undo(dossier: Dossier) -> Any:
    """Take back this person's last change; press again for the one before."""
    page = desk.sheet_of(dossier)
    before = page.body
    after = drafts.undo(dossier.id, PROFILE, current_user)
    page = desk.sheet_of(dossier)
    regions = touched(before, after)
    return desk.pieces(page, note=_came_back(before, after, page), focus="undo", **desk.regions_for(page, regions))


def _came_back(before: content.Body, after: content.Body, page: Sheet) -> str:
    """What undo brought back, in words: the item that was gone, else the text as it was."""
    held = {part["key"]: part for part in before}
    changed = [part for part in after if held.get(part["key"]) != part]
    gone = next((part for part in changed if part["key"] not in held), None)
    part, locale = gone or next(iter(changed), None), page.source
    if part and not gone:
        was = held[part["key"]]["text"]
        told = (one for one in (page.source, *page.others) if part["text"].get(one) != was.get(one))
        locale = next(told, page.source)
    text = part["text"].get(locale, "") if part else ""
    return _("Put back: %(text)s", text=text[:80]) if text else _("Your last change is undone.")
