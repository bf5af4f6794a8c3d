"""The blueprint of /admin, and what its pages share: the tabs, one template for all forms, and going on afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Form

from portal.core.hx import render
from portal.people.forms.fields import attempt, number
from portal.people.queries.consequences import Consequences

blueprint = Blueprint("organisation", __name__, url_prefix="/admin")

MORE_TABS: list[tuple[str, Any]] = []  # (endpoint below /admin, words) of pages that packages above add


@blueprint.context_processor
def frame() -> dict[str, Any]:
    """What every page of /admin draws with."""
    return {"tabs_of_organisation": tabs}


def asked(name: str) -> int | None:
    """A number of the query string; None when it is not one that an id can have."""
    return number(request.args.get(name, ""))


def tabs(here: str) -> list[dict[str, Any]]:
    """The parts of the organisation that this person may open."""
    parts = [("access", _("Who may do what"))]
    if current_user.is_hr or current_user.is_admin:
        parts = [
            ("people", _("People")),
            ("units", _("Units")),
            ("roles", _("Roles")),
            ("bodies", _("Bodies")),
            ("settings", _("Settings")),
            *((code, str(word)) for code, word in MORE_TABS),
            *parts,
            ("log", _("History")),
        ]
    return [{"label": word, "href": url_for(f"organisation.{code}"), "current": code == here} for code, word in parts]


def done(address: str, sentence: str) -> Any:
    """Say what was done and go on."""
    flash(sentence, "success")
    return redirect(address, 303)


def form_page(form: Form, title: str, back: tuple[str, str], *, status: int = 200, **more: Any) -> Any:
    """The page of one form; `back` is (address, words). `submit`, `lead`, `hint`, `colour` and `shown` may be given."""
    return render("organisation/form.html", form=form, title=title, back_to=back, status=status or 200, **more)


def foreseen(form: Form, plan: Callable[[], Consequences | None]) -> Consequences | None:
    """What saving would do, unless the person has just read that: None also where the form is not right yet."""
    made: list[Consequences | None] = []
    if attempt(form, lambda: made.append(plan())) or made[0] is None:
        return None
    return made[0] if request.form.get("read") != made[0].mark else None


def run(form: Form, action: Callable[[], Any], title: str, back: tuple[str, str], sentence: str, **more: Any) -> Any:
    """Show the form, or do what it says: 303 with the sentence when done, else the form again with what is wrong.

    With `plan`, what the change does to others is shown first and saved when it has been read.
    """
    plan = more.pop("plan", None)
    if request.method == "POST" and plan and (ahead := foreseen(form, plan)):
        return form_page(form, title, back, consequences=ahead, **more)
    status = 200
    if request.method == "POST":
        made: list[Any] = []
        status = attempt(form, lambda: made.append(action()))
        if not status:
            return done(made[0] if isinstance(made[0], str) else back[0], sentence)
    return form_page(form, title, back, status=status, **more)
