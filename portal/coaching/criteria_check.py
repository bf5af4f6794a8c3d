"""What is still missing in a version: its texts in the languages that people in its countries work in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from portal.coaching.scale import ANCHORED
from portal.core import i18n

SPOKEN = {"NL": "nl", "NO": "nb"}


class Missing(NamedTuple):
    """A text that is not there: of which group, criterion or question, and in which language."""

    key: str
    locale: str


def languages(countries: Collection[str]) -> list[str]:
    """The languages a version needs, in the order of the portal; English where the portal knows none of a country."""
    spoken = {SPOKEN.get(country, "en") for country in countries}
    return [locale for locale in i18n.LOCALES if locale in spoken]


def missing(body: Mapping[str, Any], countries: Collection[str]) -> list[Missing]:
    """Every element with a text that is missing, once per language, in the order of the page."""
    wanted = languages(countries)
    return [
        Missing(key, locale)
        for key, texts in _elements(body)
        for locale in wanted
        if not all(text.get(locale) for text in texts)
    ]


def texts_of(criterion: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """All texts of a criterion: title, both wordings, anchors."""
    anchors = [criterion["anchors"][str(step)] for step in ANCHORED]
    return [criterion["title"], criterion["asks"], criterion["about"], *anchors]


def _elements(body: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    for group in body["groups"]:
        yield group["key"], [group["title"]]
        for criterion in group["criteria"]:
            yield criterion["key"], texts_of(criterion)
    for question in body["questions"]:
        yield question["key"], [question["text"]]
