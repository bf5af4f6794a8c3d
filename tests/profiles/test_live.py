"""Living figures beside the indicators of a published profile: for whom, of whom, and nothing beyond core.figures."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from portal.core import clock
from portal.documents import content
from portal.privacy.models import Covers
from portal.profiles import measures
from tests.cast import Cast
from tests.customers.making import customer
from tests.pages import Page
from tests.privacy.making import disagree
from tests.profiles.making import published
from tests.queries import counted

Browse = Callable[..., Page]
NEW = {"kind": "computed", "figure": "new_customers"}
LINK = re.compile(r'href="(/figures/[^"]+)"')


def indicator(area: str, text: str, measure: dict[str, str] | None = None) -> content.Part:
    data = {"measure": measure} if measure else {}
    return content.new_part("indicator", area, {"nl": text, "nb": text}, source="nl", data=data)


def body(*ways: dict[str, str] | None) -> list[dict[str, Any]]:
    """A profile with an area whose indicators are known in these ways, and one area with tasks alone."""
    said = {"nl": "Verkoper", "nb": "Selger"}
    title, purpose = (content.new_part(kind, text=said, source="nl") for kind in ("title", "purpose"))
    area, other = (content.new_part("area", text={"nl": name}, source="nl") for name in ("Klanten", "Rapporten"))
    tasks = [content.new_part("core_task", one["key"], {"nl": "Werkt."}, source="nl") for one in (area, other)]
    return [
        title, purpose, area, tasks[0],
        *(indicator(area["key"], f"Indicator {number}", one) for number, one in enumerate(ways)),
        other, tasks[1],
    ]  # fmt: skip


def one_profile(cast: Cast, *ways: dict[str, str] | None) -> int:
    """A profile of the sellers in force, and two customers that the seller won this year, one the colleague."""
    for name, owner in {"Nieuw een": cast.seller, "Nieuw twee": cast.seller, "Nieuw drie": cast.colleague}.items():
        customer(name, cast.team, owner, since=clock.today())
    return published(cast, body(*(ways or (NEW, {"kind": "judged"}, None))))


def number_on(page: Page) -> list[str]:
    """The values of the cards of a page."""
    return re.findall(r'<span class="figure[^"]*">([^<]+)</span>', page.html)


@pytest.mark.parametrize(
    ("who", "numbers", "scope"),
    [
        ("seller", ["2"], "person"), ("colleague", ["1"], "person"), ("manager", ["3"], "team"),
        ("director", ["3"], "company"), ("hr", [], ""), ("stranger", [], ""), ("admin", [], ""), ("deputy", [], ""),
    ],
)  # fmt: skip
def test_a_holder_sees_the_own_figure_and_who_leads_them_that_of_the_team(
    cast: Cast, browse: Browse, who: str, numbers: list[str], scope: str
) -> None:
    profile = one_profile(cast)
    page = browse(getattr(cast, who), f"/profiles/{profile}", locale="nl")
    assert number_on(page) == numbers
    links = [html.unescape(link) for link in LINK.findall(page.html)]
    assert [f"scope={scope}" in link for link in links] == [True] * len(numbers)
    for link in links:  # each number leads to the rows that are counted
        assert browse(getattr(cast, who), link).status == 200
    if not numbers:
        assert "Door het portaal berekend: Nieuwe klanten" in page.text
    assert "Door mensen beoordeeld" in page.text
    assert "Klanten die in de periode klant zijn geworden" in page.text  # the rule in words, for everybody


@pytest.mark.parametrize("who", ["stranger", "deputy", "hr", "admin", "colleague"])
def test_no_figure_of_the_seller_opens_for_who_may_not_see_it(cast: Cast, browse: Browse, who: str) -> None:
    profile = one_profile(cast)
    own = LINK.findall(browse(cast.seller, f"/profiles/{profile}").html)
    assert own
    page = browse(getattr(cast, who), f"/profiles/{profile}")
    for link in map(html.unescape, own):
        assert html.escape(link) not in page.html
        assert browse(getattr(cast, who), link).status in (403, 404)
    assert "Nieuw een" not in page.html


def test_where_figures_about_persons_are_off_only_the_person_has_a_number(cast: Cast, browse: Browse) -> None:
    profile = one_profile(cast)
    disagree("NL", Covers.FIGURES)
    assert number_on(browse(cast.seller, f"/profiles/{profile}")) == ["2"]
    led = browse(cast.manager, f"/profiles/{profile}", locale="nl")
    assert number_on(led) == []
    assert "Niet getoond: deze groep telt minder dan" in led.text


@pytest.mark.parametrize(
    ("who", "told"), [("hr", True), ("manager", True), ("director", True), ("seller", False), ("stranger", False)]
)
def test_the_coverage_line_is_for_hr_and_the_line_over_holders(
    cast: Cast, browse: Browse, who: str, told: bool
) -> None:
    profile = one_profile(cast, NEW, NEW, {"kind": "imported", "figure": "revenue"}, {"kind": "judged"}, None)
    page = browse(getattr(cast, who), f"/profiles/{profile}", locale="nl")
    line = "2 berekend, 1 geïmporteerd, 1 beoordeeld, 1 nog te bepalen"
    assert (line in page.text) is told
    assert ("Resultaatgebieden met kerntaken maar zonder indicator: Rapporten" in page.text) is told


def test_an_earlier_version_shows_no_number_of_today(cast: Cast, browse: Browse) -> None:
    profile = one_profile(cast)
    on = browse(cast.seller, f"/profiles/{profile}?on={clock.today()}")
    assert number_on(on) == ["2"]  # in force today
    draft = browse(cast.hr, f"/profiles/{profile}?version=work")
    assert number_on(draft) == []


def test_more_indicators_ask_no_more_of_the_database(cast: Cast, browse: Browse) -> None:
    known = [measures.measure_of(one) for kind in measures.COUNTED for one in measures.figures_for(kind)]
    few, more = one_profile(cast, *known), published(cast, body(*known, *known, *known))
    for who, most in ((cast.seller, 9), (cast.manager, 11)):  # with signing in
        asked = []
        for profile in (few, more):
            browse(who, f"/profiles/{profile}")
            with counted() as sent:
                browse(who, f"/profiles/{profile}")
            asked.append(len(sent))
        assert asked[0] == asked[1] <= most
