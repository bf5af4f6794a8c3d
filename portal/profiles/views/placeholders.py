"""The ledger of placeholders, where HR says what each stands for."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import TooLate
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.core.routes import LARGEST_ID
from portal.documents import content
from portal.profiles import bind_page, binding, scope
from portal.profiles import ledger as book
from portal.profiles.bind_page import Opened
from portal.profiles.forms_placeholders import LONGEST, UnbindForm
from portal.profiles.models import Bound, Placeholder
from portal.profiles.policy import BIND, LEDGER, REBIND
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.review import refusal


def _asked(name: str) -> int | None:
    given = request.args.get(name, type=int)
    return given if given is not None and 0 < given <= LARGEST_ID else None


def _draw(opened: Opened | None = None, *, status: int = 200, toast: str = "", focus: str = "") -> Any:
    """The list with at most one form open; `profile` and `page` in the address say which part of it."""
    units = {unit_id for unit_id, _name in scope.units_of(current_user)}
    profile_id, page = _asked("profile"), _asked("page") or 1
    shown = book.ledger(current_user, units, page=page, profile_id=profile_id)
    if opened is not None and opened.term not in {one.term for one in shown.terms}:
        shown = book.ledger(current_user, units, term=opened.term)
    where = {"profile": profile_id, "page": page if page > 1 else None}
    return render(
        "profiles/placeholders.html", fragment="entries", status=status, toast=toast, shown=shown, opened=opened,
        focus=opened.element if opened else focus, where=where, questions=Bound.QUESTION,
    )


@blueprint.get("/placeholders")
@permit(LEDGER)
def placeholders() -> Any:
    """Every term of the profiles in the scope; `?profile=` those of one profile."""
    return _draw()


@blueprint.get("/placeholders/bind")
@permit(BIND)
def bind_placeholder() -> Any:
    """The form that says what a term stands for, with a guess filled in."""
    opened = _new(formdata=None)
    bind_page.guess(opened)
    return _draw(opened)


def _new(**form: Any) -> Opened:
    units = scope.units_of(current_user)
    term = content.clean(request.values.get("term", ""))[:LONGEST]
    return bind_page.open_new(current_user, units, term, **form) or abort(404)


@blueprint.post("/placeholders/bind")
@permit(BIND)
def save_binding() -> Any:
    """Say what the term stands for, and the term in its other number with it."""
    opened = _new()
    meanings = _read(opened)
    if meanings is None:
        return _draw(opened, status=422)
    try:
        binding.bind(current_user, opened.form.place.data, meanings)
    except TooLate as late:
        opened.note = refusal(late)
        return _draw(opened, status=409)
    return _saved(opened.element)


def _read(opened: Opened) -> dict[str, binding.Meaning] | None:
    """What the form says, where it is whole; words are needed in one language at least."""
    if not opened.form.validate():
        return None
    meanings = opened.meanings()
    for meaning, field in zip(meanings.values(), (opened.form.nl, opened.form.other_nl), strict=False):
        if meaning.bound is not Bound.QUESTION and not any(meaning.words.values()):
            field.errors = [_("Fill in the words that readers see.")]
            return None
    return meanings


def _saved(element: str) -> Any:
    said = _("Saved. Readers see it at once.")
    if is_partial():
        return _draw(toast=said, focus=element)
    flash(said, "success")
    return redirect(url_for(".placeholders", profile=_asked("profile"), page=_asked("page"), _anchor=element), 303)


@blueprint.get("/placeholders/words")
@permit(BIND)
def placeholder_words() -> Any:
    """The words that are proposed for what is chosen in the form, to be swapped into it."""
    opened = _new(formdata=request.args, meta={"csrf": False})
    opened.form.bound.validate(opened.form)
    if not opened.form.bound.errors:
        opened.fill()
    return render("profiles/_placeholder_words.html", opened=opened, form=opened.form)


@blueprint.get("/placeholders/<id:placeholder_id>")
@permit(REBIND)
def change_placeholder(placeholder: Placeholder) -> Any:
    """The form, filled in as it stands."""
    opened = bind_page.open_held(current_user, placeholder, formdata=None)
    bind_page.show_held(opened)
    return _draw(opened)


@blueprint.post("/placeholders/<id:placeholder_id>")
@permit(REBIND)
def save_placeholder(placeholder: Placeholder) -> Any:
    """Change what the term stands for there."""
    opened = bind_page.open_held(current_user, placeholder)
    meanings = _read(opened)
    if meanings is None:
        return _draw(opened, status=422)
    try:
        binding.rebind(current_user, placeholder.id, opened.form.seen.data or 0, meanings[opened.term])
    except TooLate as late:
        opened.note, opened.form.seen.data = refusal(late), placeholder.rev
        return _draw(opened, status=409)
    return _saved(opened.element)


@blueprint.post("/placeholders/<id:placeholder_id>/unbind")
@permit(REBIND)
def unbind_placeholder(placeholder: Placeholder) -> Any:
    """The term stands for nothing there any more."""
    form = UnbindForm()
    if not form.validate():
        abort(422)
    try:
        binding.unbind(current_user, placeholder.id, form.seen.data)
    except TooLate as late:
        flash(refusal(late), "warning")
    else:
        flash(_("[%(term)s] stands for nothing there any more.", term=placeholder.term), "success")
    return redirect(url_for(".placeholders", profile=_asked("profile"), page=_asked("page")), 303)
