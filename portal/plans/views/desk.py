"""What the pages where a plan is edited share: the version at work, pieces of the page as answer, refusals."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused, TooLate
from portal.core.hx import is_partial, render
from portal.core.together import ask, side_by_side
from portal.documents import content
from portal.documents.content import BadContent, Gone, Part, Stale
from portal.plans import lines, part_forms, requests, sheet, words
from portal.plans.content import PER_YEAR
from portal.plans.history import REFUSALS
from portal.plans.part_forms import PartForm
from portal.plans.policy import PlanFile
from portal.plans.sheet import Sheet
from portal.plans.views.blueprint import blueprint

CONFLICT = 409


@dataclass(frozen=True)
class Open:
    """An open form of an item."""

    part: Part
    form: PartForm
    edit: str


def new_edit() -> str:
    """The token of a form that is opened now."""
    return secrets.token_urlsafe(9)


def sheet_of(plan: PlanFile, *, asked: bool = False, whole: bool = False) -> Sheet:
    """The version at work; `asked` brings the change requests along, `whole` what the page of the whole plan draws.

    Raises `TooLate` where none can be edited.
    """
    if not plan.is_editable:
        raise TooLate("no_draft" if plan.draft_id is None else "not_editable")
    parts = [sheet.editing(plan, current_user), *([requests.to_answer(plan.id)] if asked else [])]
    found, *answers = side_by_side(parts)
    if found is None:
        raise TooLate("no_draft")
    page = replace(found, asked=answers[0]) if asked else found
    if whole:
        ask(page.look_up())
    return page


def opened(page: Sheet, part: Part) -> Sheet:
    """The page with the form of this item open."""
    return replace(page, opened=Open(part, part_forms.form_for(page, part, fresh=True), new_edit()))


def address_of(page: Sheet, key: str = "") -> str:
    """Where a person without a script goes back to."""
    return url_for("plans.edit", plan_id=page.plan.id, _anchor=f"p-{key}" if key else None)


def pieces(page: Sheet, *, status: int = 200, note: str = "", back: str = "", **drawn: Any) -> Any:
    """The changed pieces of the page, or for a person without a script the way back to it.

    `drawn`: what `plans/parts/answer.html` draws: `item`, `form`, `added`, `region`, `whole`, `row`, `focus`. `back`
    is the key of the item to go back to.
    """
    if not is_partial():
        if note:
            flash(note, "success" if status < CONFLICT else "warning")
        return redirect(address_of(page, back), 303)
    response = make_response(render_template("plans/parts/answer.html", page=page, note=note, **drawn), status)
    response.vary.add("HX-Request-Type")
    return response


def telling(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer a refusal of the view with one clear sentence and the state as it is now."""

    @wraps(view)
    def told(plan: PlanFile, **address: Any) -> Any:
        try:
            return view(plan, **address)
        except Gone:
            return refuse(plan, _(words.GONE), CONFLICT)
        except Stale:
            return refuse(plan, _(words.STALE), CONFLICT)
        except BadContent as error:
            return refuse(plan, bad_content(error), 422)
        except Refused as error:
            return refuse(plan, _(REFUSALS[error.code]), error.status)

    return told


def bad_content(error: BadContent) -> str:
    """The sentence for content that breaks a rule."""
    return _(words.BAD.get(error.code, words.REFUSED_CONTENT))


def refuse(plan: PlanFile, sentence: str, status: int) -> Any:
    """The refusal with the current state, where it can still be edited; what was typed comes back in any case."""
    typed = request.form.get("text", "")
    if is_partial() and typed and request.headers.get("HX-Target"):
        return make_response(
            render_template("plans/parts/typed.html", plan=plan, sentence=sentence, typed=typed,
                            element=request.form.get("element", "")), status,
        )
    try:
        page = sheet_of(plan, asked=True)
    except TooLate:
        page = None
    if page is None and is_partial():
        return make_response(render_template("plans/parts/shut.html", plan=plan, sentence=sentence), status)
    if page is None or not is_partial():
        return render("plans/edit.html", status=status, plan=plan, page=page, note=sentence, typed=typed)
    return pieces(page, status=status, note=sentence, whole=True)


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "new_edit": new_edit, "new_key": content.new_key, "plan_lines": lines.rows, "per_year": PER_YEAR
    }
