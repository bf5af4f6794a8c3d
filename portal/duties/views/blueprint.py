"""The blueprint of duties: addresses stand in full at each view, for my role lives at /role and the rest at /duties."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.duties import states, words
from portal.duties.tabs import tabs

blueprint = Blueprint("duties", __name__)


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {"duty_tabs": tabs, "duty_words": words, "duty_states": states}
