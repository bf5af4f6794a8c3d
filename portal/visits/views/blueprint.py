"""The blueprint of contacts and what comes of them; its templates know the words of their codes."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.visits import words

blueprint = Blueprint("visits", __name__, url_prefix="/visits")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["visit_words"] = words
