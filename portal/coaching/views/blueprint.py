"""The blueprint of coaching; its templates know the words of its codes."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.coaching import scale, words
from portal.coaching.criteria import words as criteria_words
from portal.coaching.tabs import tabs

blueprint = Blueprint("coaching", __name__, url_prefix="/coaching")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "coaching_words": words, "coaching_tabs": tabs, "coaching_scale": scale, "criteria_words": criteria_words
    }
