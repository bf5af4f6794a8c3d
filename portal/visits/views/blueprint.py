"""The blueprint of contacts and what comes of them; its templates know the words of their codes."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.visits import words

blueprint = Blueprint("visits", __name__, url_prefix="/visits")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {"visit_words": words, "endpoints": state.app.view_functions}
    state.app.jinja_env.filters["days_later"] = days_later


def days_later(day: date, count: int) -> date:
    """The day so many days later; earlier for a negative count."""
    return day + timedelta(days=count)
