"""The list of plans: whose, filtered, page by page; and what a seller still has to plan."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.core import clock
from portal.core.db import write
from portal.documents import content
from portal.plans import requirements, services
from portal.plans.models import PlanKind
from tests.cast import Cast
from tests.pages import Page
from tests.plans import making
from tests.queries import counted

Browse = Callable[..., Page]


def names(page: Page) -> list[str]:
    return [re.sub(r"\s+\d{4}$", "", text) for text in re.findall(r'class="row-link"[^>]*>([^<]+)<', page.html)]


@pytest.mark.parametrize(
    ("who", "scope", "sees"),
    [("seller", "mine", True), ("colleague", "mine", False), ("colleague", "unit", True), ("manager", "team", True),
     ("director", "team", True), ("stranger", "team", False), ("stranger", "unit", False), ("hr", "unit", False),
     ("admin", "mine", False), ("deputy", "team", False)],
)
def test_who_sees_a_plan_in_which_list(cast: Cast, browse: Browse, who: str, scope: str, sees: bool) -> None:
    making.plan(cast)
    page = browse(getattr(cast, who), f"/plans/?scope={scope}")
    assert page.status == 200
    assert ("Bakkerij Jansen" in names(page)) is sees


def test_filters_narrow_the_list_and_bad_ones_are_left_out(cast: Cast, browse: Browse) -> None:
    making.plan(cast, making.customer(cast, "Ærøy Café"))
    making.submitted(cast, making.plan(cast, making.customer(cast, "Bakker")))
    assert names(browse(cast.seller, "/plans/?q=aeroy")) == ["Ærøy Café"]
    assert names(browse(cast.seller, "/plans/?state=in_review")) == ["Bakker"]
    assert names(browse(cast.seller, "/plans/?kind=portfolio")) == []
    assert len(names(browse(cast.seller, "/plans/?state=x&kind=y&year=1900&after=-3&before=zz&scope=all"))) == 2
    assert names(browse(cast.seller, f"/plans/?year={clock.today().year + 1}")) == []


def test_pages_follow_each_other_without_a_gap(cast: Cast, browse: Browse) -> None:
    for number in range(27):
        making.plan(cast, making.customer(cast, f"Klant {number:02}"))
    first = browse(cast.seller, "/plans/")
    assert len(names(first)) == 25
    after = re.search(r"after=(\d+)", first.html)[1]
    second = browse(cast.seller, f"/plans/?after={after}")
    assert names(second) == ["Klant 25", "Klant 26"]
    back = re.search(r"before=(\d+)", second.html)[1]
    assert names(browse(cast.seller, f"/plans/?before={back}")) == names(first)


def test_the_list_asks_the_same_however_long_it_is(cast: Cast, browse: Browse) -> None:
    making.plan(cast)
    asked = []
    for more in range(2):
        for number in range(more * 12):
            making.plan(cast, making.customer(cast, f"Klant {number}"))
        with counted() as sent:
            browse(cast.manager, "/plans/?scope=team", headers={"HX-Request-Type": "partial"})
        asked.append([one for one in sent if "plan" in one])
    assert len(asked[0]) == len(asked[1]) <= 3


def test_a_seller_sees_which_plans_are_wanted(cast: Cast, browse: Browse) -> None:
    year = clock.today().year
    own = making.customer(cast, "Grote Klant", category="A")
    for number in range(3):
        making.customer(cast, f"Kleine {number}", category="C")
    with write():
        requirements.refresh()
    page = browse(cast.seller, "/plans/")
    assert f"Gevraagde plannen voor {year}" in page.text
    assert f"/plans/start?customer={own}&amp;year={year}" in page.html
    assert "3 klanten" in page.text
    making.plan(cast, own)
    services.create(cast.me("seller"), PlanKind.PORTFOLIO, year)
    page = browse(cast.seller, f"/plans/?year={year}")
    assert f"Gevraagde plannen voor {year}" not in page.text
    assert "Portefeuilleplan · 3 klanten" in page.text
    assert "Gevraagde plannen" not in browse(cast.manager, "/plans/").text


def test_the_state_and_the_turn_are_words(cast: Cast, browse: Browse) -> None:
    making.submitted(cast)
    mine = browse(cast.seller, "/plans/")
    assert "Ingediend" in mine.text
    assert "De leidinggevende" in mine.text
    assert "Jij bent aan de beurt" in browse(cast.manager, "/plans/?scope=team").text


def test_the_list_speaks_norwegian(cast: Cast, browse: Browse) -> None:
    making.submitted(cast)
    assert "Sendt til godkjenning" in browse(cast.seller, "/plans/", locale="nb").text


def test_lines_are_counted_in_the_text_at_work() -> None:
    """The count in SQL reads the canonical text of a body."""
    assert '"kind":"line"' in content.dumps([content.new_part("line", data={"customer": 1})])
