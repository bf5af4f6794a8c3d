"""The blueprint of the account plans' pages, and the words that their templates draw with."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import get_month_names
from flask import Blueprint, current_app, url_for
from flask.blueprints import BlueprintSetupState

from portal.core.i18n import REGION, current, format_date
from portal.plans import words

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


def plan_page(name: str, **address: Any) -> str:
    """The address of a page of plans by its short name; empty for one that this portal does not have."""
    endpoint = f"plans.{name}"
    return url_for(endpoint, **address) if endpoint in current_app.view_functions else ""


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {"plan_words": words, "plan_page": plan_page}
    state.app.jinja_env.filters |= {
        "iso_day": lambda iso: format_date(date.fromisoformat(iso)),
        "iso_month": lambda iso: format_date(date.fromisoformat(iso), "MMMM"),
        "part_text": lambda part, page: page.text(part),
        "month_name": lambda month: get_month_names("abbreviated", locale=REGION[current()])[month].rstrip("."),
    }
