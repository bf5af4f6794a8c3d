"""The blueprint that the pages of profiles share, and the words that `profiles/_document.html` draws with."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.profiles import outline, terms
from portal.profiles.round_forms import LONGEST

blueprint = Blueprint("profiles", __name__, url_prefix="/profiles")
blueprint.add_app_template_filter(terms.pieces)


@blueprint.record
def _give_names(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "section_names": outline.SECTIONS, "relation_names": outline.RELATIONS, "figure_names": outline.FIGURES,
        "longest_remark": LONGEST,
        "drawn_of_figure": outline.drawn_of_figure,
    }
