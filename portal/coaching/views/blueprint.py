"""The blueprint of coaching; its templates know the words of its codes."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.coaching import words
from portal.coaching.tabs import tabs

blueprint = Blueprint("coaching", __name__, url_prefix="/coaching")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {"coaching_words": words, "coaching_tabs": tabs}
