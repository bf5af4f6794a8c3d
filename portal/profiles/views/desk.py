"""What the pages where a draft is edited share: the draft of this request, pieces of the page as answer, refusals."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused, TooLate
from portal.core.hx import is_partial, render
from portal.documents import content
from portal.documents.content import BadContent, Gone, Part, Stale
from portal.profiles import measures, part_edits, part_words, sheet, twins
from portal.profiles.history import REFUSALS
from portal.profiles.part_forms import PartForm
from portal.profiles.policy import Dossier
from portal.profiles.sheet import PROSE, Sheet, region_of
from portal.profiles.views.blueprint import blueprint

REGIONS = ("unplaced", "title", *PROSE, "org", "area", "criterion", "condition", "figure")
CONFLICT = 409
WRITING = frozenset({"profiles.save_part", "profiles.add_part"})


@dataclass(frozen=True)
class Adding:
    """An open form that adds a part; `slot` names the place in the page where it stands."""

    kind: str
    parent: str
    level: str
    slot: str
    form: PartForm
    key: str
    edit: str


@dataclass(frozen=True)
class Open:
    """An open form of a part."""

    part: Part
    form: PartForm
    edit: str


def new_edit() -> str:
    """The token of a form that is opened now."""
    return secrets.token_urlsafe(9)


def sheet_of(dossier: Dossier, *, whole: bool = False) -> Sheet:
    """The draft in the language that was asked for. Raises `TooLate` where there is none, or none to edit."""
    locale, twin = request.values.get("locale") or dossier.locale, request.values.get("twin", "")
    if not dossier.is_editable:
        raise TooLate("no_draft" if dossier.draft_id is None else "not_editable")
    found = sheet.read(dossier, current_user, locale=locale, twin=twin, whole=whole)
    if found is None:
        raise TooLate("no_draft")
    if locale not in {found.source, *found.others} or (twin and twin not in found.others):
        abort(404)
    return found


def address_of(page: Sheet, part: Part | None = None) -> str:
    """Where a person without a script goes back to."""
    anchor = page.element(part) if part else None
    if page.twin:
        return url_for("profiles.twin", profile_id=page.profile_id, locale=page.twin, _anchor=anchor)
    locale = None if page.is_source else page.locale
    return url_for("profiles.edit", profile_id=page.profile_id, locale=locale, _anchor=anchor)


def pieces(page: Sheet, *, status: int = 200, note: str = "", part: Part | None = None, **drawn: Any) -> Any:
    """The changed pieces of the page, or for a person without a script the way back to it.

    `drawn`: what `profiles/parts/answer.html` draws: `item`, `added`, `adding`, `opened`, `regions`, `focus`, `rows`.
    """
    if not is_partial():
        if note:
            flash(note, "success" if status < CONFLICT else "warning")
        return redirect(address_of(page, part), 303)
    response = make_response(
        render_template("profiles/parts/answer.html", page=page, note=note, **drawn, **beside(page, drawn)), status
    )
    response.vary.add("HX-Request-Type")
    return response


def beside(page: Sheet, drawn: dict[str, Any]) -> dict[str, Any]:
    """What the page with two languages redraws besides: how translations stand, the counts, the next one to do."""
    if not page.twin:
        return {}
    other = replace(page, locale=page.twin)
    shown = [part for part in (drawn.get("item"), *drawn.get("swapped", ())) if part]
    return {
        "twin_page": other, "source_page": replace(page, locale=page.source), "changed": twins.changed_since(other),
        "parts": twins.rows(other), "states": shown, "next": twins.following(other, shown[0]["key"] if shown else ""),
    }


def regions_for(page: Sheet, regions: Iterable[str]) -> dict[str, Any]:
    """What to redraw: regions of the edit page, or all rows where two languages stand side by side."""
    return {"rows": True} if page.twin else {"regions": list(regions)}


def telling(what: str) -> Callable[..., Any]:
    """Answer a refusal of the view with one clear sentence and the state as it is now."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def told(dossier: Dossier, **address: Any) -> Any:
            try:
                return view(dossier, **address)
            except Gone:
                return refuse(dossier, _(part_words.GONE), CONFLICT)
            except Stale as error:
                return refuse(dossier, _(part_words.STALE[what]), CONFLICT, error.key)
            except BadContent as error:
                return refuse(dossier, _(part_words.bad_content(error.code)), 422, error.key)
            except Refused as error:
                return refuse(dossier, _(REFUSALS[error.code]), error.status)

        return told

    return declare


def refuse(dossier: Dossier, sentence: str, status: int, key: str = "") -> Any:
    """The refusal, with the current state where it can still be edited; what was typed comes back in any case."""
    typed = request.form.get("text", "")
    if is_partial() and typed and request.endpoint in WRITING:
        return make_response(
            render_template("profiles/parts/typed.html", dossier=dossier, sentence=sentence, typed=typed,
                            element=request.form.get("element", "")), status,
        )
    try:
        page = sheet_of(dossier, whole=not is_partial())
    except TooLate:
        page = None
    if page is None and is_partial():
        return make_response(render_template("profiles/parts/shut.html", dossier=dossier, sentence=sentence), status)
    if page is None or not is_partial():
        return render("profiles/edit.html", status=status, dossier=dossier, page=page, note=sentence, typed=typed)
    there = [region_of(page.body, key)] if key and content.find(page.body, key) else REGIONS
    return pieces(page, status=status, note=sentence, **regions_for(page, there))


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "kind_words": part_words.KINDS, "add_words": part_words.ADD, "stale_words": part_words.STALE,
        "refusal_words": REFUSALS, "doubt": part_words.doubt, "seen_stamp": part_edits.seen_stamp,
        "stamp": content.stamp, "back_address": address_of, "measure_guess": measures.guess,
        "measure_said": measures.said, "measure_words": measures.in_words, "measure_figure": measures.figure_of,
    }
