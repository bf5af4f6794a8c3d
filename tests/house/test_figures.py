"""House rules about figures: each is whole in both languages, and somebody declared who may see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import gettext

from portal.app import create_app
from portal.core import i18n
from portal.core.figures import FIGURES, SCOPES, Figure, ScopeKind, Show
from portal.core.subjects import SUBJECTS


@pytest.fixture(scope="module")
def portal() -> Flask:
    """A portal whose registries are read; its database is never asked."""
    return create_app({"SECRET_KEY": "only for tests, and long enough for them", "DATABASE_URL": "sqlite://"})


def sentences(figure: Figure) -> Iterator[str]:
    """Everything that a figure says."""
    yield from (figure.name, figure.rule)
    for also in figure.also:
        yield also.name
    for column in figure.columns:
        yield column.label
        yield from column.words.values()
    for measure in (figure.measure, *(also.measure for also in figure.also)):
        yield from (label for _code, label in getattr(measure, "steps", ()))


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_every_figure_is_named_and_explained_in_both_languages(portal: Flask, locale: str) -> None:
    with portal.test_request_context(), i18n.speaking(locale):
        known = i18n.CachedDomain([portal.config["BABEL_TRANSLATION_DIRECTORIES"]]).get_translations()
        missing = {
            (figure.code, sentence)
            for figure in FIGURES.values()
            for sentence in sentences(figure)
            if sentence not in known._catalog
        }
        assert not missing
        assert all(gettext(figure.rule).rstrip().endswith(".") for figure in FIGURES.values()), "a rule is a sentence"


def test_somebody_declared_who_may_see_each_scope(portal: Flask) -> None:
    loose = {(figure.code, kind) for figure in FIGURES.values() for kind in figure.scopes if kind not in SCOPES}
    assert not loose, f"register who may see these with scopes_of: {loose}"
    assert {ScopeKind.PERSON, ScopeKind.TEAM, ScopeKind.COMPANY} <= SCOPES.keys()


def test_every_link_of_a_row_leads_somewhere(portal: Flask) -> None:
    links = {
        (figure.code, column.subject)
        for figure in FIGURES.values()
        for column in figure.columns
        if column.show is Show.LINK
    }
    assert not {(code, subject) for code, subject in links if subject not in SUBJECTS}
    assert not [figure.code for figure in FIGURES.values() if not any(c.show is Show.LINK for c in figure.columns)]
