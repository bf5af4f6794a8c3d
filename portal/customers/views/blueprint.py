"""The blueprint of /customers, the words its pages draw with, and how a form in a page is opened and sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from flask import Blueprint, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale
from flask_login import current_user

from portal.core.hx import is_partial, open_page
from portal.customers import policy, words
from portal.customers.forms import REFUSALS
from portal.customers.page import CustomerPage, Editing, draw
from portal.people.forms.fields import attempt

blueprint = Blueprint("customers", __name__, url_prefix="/customers")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "segment_words": words.SEGMENTS, "reach_words": words.REACHES, "complexity_words": words.COMPLEXITIES,
        "branch_words": words.BRANCHES, "contact_level_words": words.LEVELS,
    }


@blueprint.app_template_filter("month")
def month(day: date) -> str:
    """The month of a day as readers write it: maart 2026."""
    return format_skeleton("yMMMM", day, locale=get_locale())


def edit(file: policy.CustomerFile, editing: Editing, action: Callable[[], Any], said: str, *, whole: bool) -> Any:
    """Open a form in the page, or do what it says; with what is wrong the form is drawn again.

    `whole`: what it changes stands all over the page, so the page is made anew; else only its part is.
    """
    status = 200
    if request.method == "POST":
        status = attempt(editing.form, action, REFUSALS)
        if not status:
            return after(file, editing.part, said, whole=whole)
        file = policy.find(current_user, file.id)
    return draw(CustomerPage(current_user, file, editing), fragment=editing.part, status=status or 200)


def after(file: policy.CustomerFile, part: str, said: str, *, whole: bool = False) -> Any:
    """Go on after a change: the part anew for htmx, else the page."""
    address = url_for("customers.show", customer_id=file.id, _anchor=part)
    if is_partial() and not whole:
        now = policy.find(current_user, file.id)
        return draw(CustomerPage(current_user, now), fragment=part, toast=said)
    flash(said, "success")
    return open_page(url_for("customers.show", customer_id=file.id)) if whole else redirect(address, 303)
