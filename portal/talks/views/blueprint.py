"""The blueprint of progress talks; its templates know the words of their codes."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.coaching import criteria, scale
from portal.talks import sheet, words

blueprint = Blueprint("talks", __name__, url_prefix="/talks")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "talk_words": words, "talk_scale": scale, "talk_apart": sheet.apart,
        "talk_texts": criteria.words,
    }
    state.app.jinja_env.filters |= {
        "talk_day": lambda iso: date.fromisoformat(iso[:10]) if iso else None,
        "talk_moment": lambda iso: datetime.fromisoformat(iso) if iso else None,
    }
