"""Two languages side by side: what is missing or stale, written and confirmed in place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import TooLate
from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import content
from portal.profiles import part_edits, sheet, twins
from portal.profiles.history import REFUSALS
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.views import desk
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.parts import KEY


@blueprint.get("/<id:profile_id>/twin/<string(length=2):locale>")
@permit(EDIT)
def twin(dossier: Dossier, locale: str) -> Any:
    """The source beside its translation, item by item."""
    if not dossier.is_editable:
        late = TooLate("no_draft" if dossier.draft_id is None else "not_editable")
        return render("profiles/edit.html", dossier=dossier, page=None, note=_(REFUSALS[late.code]), typed="")
    page = sheet.read(dossier, current_user, locale=locale, twin=locale)
    if page is None or locale not in page.others:
        abort(404)
    source = replace(page, locale=page.source)
    return render(
        "profiles/twin.html", dossier=dossier, page=page, source_page=source, changed=twins.changed_since(page),
        parts=twins.rows(page), next=twins.following(page),
    )


@blueprint.post(f"/{KEY}/still")
@permit(EDIT)
@desk.telling("change")
def confirm_twin(dossier: Dossier, key: str) -> Any:
    """The translation is still right though the source changed. `seen`: locale, source revision, own revision."""
    locale, _sep, numbers = request.form.get("seen", "").partition(":")
    of, _sep, base = numbers.partition(":")
    if not (of.isdecimal() and base.isdecimal() and len(numbers) < 20):
        abort(400)
    page = replace(desk.sheet_of(dossier), locale=locale)
    if locale not in page.others:
        abort(404)
    change = part_edits.confirm(key, locale, int(of), int(base))
    before, after = part_edits.run(dossier.id, current_user, desk.new_edit(), change)
    page = page.after(after, current_user, can_undo=page.can_undo or after != before)
    part = content.get(after, key)
    return desk.pieces(page, part=part, swapped=[part], focus=key)
