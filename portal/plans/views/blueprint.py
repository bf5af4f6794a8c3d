"""The blueprint of the account plans' pages, and the words that their templates draw with."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.plans import words

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["plan_words"] = words
