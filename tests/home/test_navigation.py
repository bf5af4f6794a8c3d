"""The main menu: the first places stand in the bar, the last of many under More, for everybody and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.duties import making
from tests.pages import Page

MENU = re.compile(r'<ul class="places">(.*?)</nav>', re.DOTALL)
PLACE = re.compile(r'<a[^>]* href="([^"]+)"')


def menu(page: Page) -> tuple[list[str], list[str]]:
    """The addresses in the bar and those under More."""
    [whole] = MENU.findall(page.html)
    bar, _summary, folded = whole.partition('<ul class="menu-items">')
    return PLACE.findall(bar), PLACE.findall(folded)


@pytest.mark.parametrize(("locale", "word"), [("nl", "Meer"), ("nb", "Mer")])
def test_the_last_of_many_places_stand_under_more(
    app: Flask, cast: Cast, browse: Callable[..., Page], locale: str, word: str
) -> None:
    making.profile(cast, {})
    page = browse(cast.manager, "/profiles/", locale=locale)
    bar, folded = menu(page)
    assert len(bar) <= 6 and len(folded) >= 2
    assert folded[0] == "/profiles/" and bar[0] == "/"
    assert f"<span>{word}<span" in page.html


def test_more_says_that_the_page_of_now_is_in_it(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    making.profile(cast, {})
    page = browse(cast.manager, "/profiles/")
    assert '<summary class="place" aria-current="true">' in page.html
    assert '<span>Meer<span class="out-of-sight">: Functieprofielen</span></span>' in page.html
    assert '<summary class="place" aria-current="true">' not in browse(cast.manager, "/").html


def test_few_places_need_no_more(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    bar, folded = menu(browse(cast.hr, "/"))
    assert len(bar) > 2 and not folded
