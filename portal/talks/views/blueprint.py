"""The blueprint of progress talks; its templates know the words of their codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from portal.coaching import criteria, scale
from portal.core import i18n
from portal.talks import sheet, words

blueprint = Blueprint("talks", __name__, url_prefix="/talks")


def _spoken(locale: str, caller: Callable[[], str], tag: str = "div") -> str:
    """What stands inside, in the language of the talk; marked with it where the reader speaks another."""
    if locale == i18n.current():
        return caller()
    with i18n.speaking(locale):
        shape = Markup(' class="stack-tight"') if tag == "div" else ""
        return Markup('<{}{} lang="{}">{}</{}>').format(tag, shape, locale, caller(), tag)


def _heading(block: str, locale: str) -> str:
    """The heading of a block in the language of the talk."""
    return _spoken(locale, lambda: words.block(block), "span")


def _said(texts: criteria.Texts, locale: str) -> str:
    """A text of a criterion in the language of the talk."""
    return _spoken(locale, lambda: criteria.words(texts), "span")


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "talk_words": words, "talk_scale": scale, "talk_apart": sheet.apart,
        "talk_texts": criteria.words, "talk_spoken": _spoken, "talk_heading": _heading, "talk_said": _said,
    }
    state.app.jinja_env.filters |= {
        "talk_day": lambda iso: date.fromisoformat(iso[:10]) if iso else None,
        "talk_moment": lambda iso: datetime.fromisoformat(iso) if iso else None,
    }
