"""Coverage, rhythms, load and span: for who leads; notes and numbers, never a block and never a ranking."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock, figures
from portal.core.db import db, write
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.duties import coverage, span
from portal.duties.coverage import Cell
from portal.duties.models import Obligation, Rhythm, Standing
from portal.people.models import Position
from portal.plans.models import Need, Requirement
from portal.privacy.models import Covers
from portal.profiles.content import PROFILE
from portal.profiles.duty import Every, SettledBy
from tests.cast import Cast
from tests.coaching import making
from tests.duties import owing
from tests.pages import Page
from tests.plans import sums
from tests.privacy.making import agree, disagree

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
QUARTER = figures.quarter(2026, 2)
Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.fixture
def rides(app: Flask, cast: Cast) -> Any:
    """The manager owes a ride-along a month with both sellers: in April one was done and one waived, May is running."""
    duty = owing.duty(owing.profile(cast, cast.manager_role), cast.manager_role, SettledBy.RIDE_ALONG, Every.MONTH)
    for month in (4, 5):
        for seller in (cast.seller, cast.colleague):
            waived = (month, seller) == (4, cast.colleague)
            made = owing.owe(
                duty, cast.manager, seller, date(2026, month, 5), Standing.WAIVED if waived else Standing.OWED
            )
            if waived:
                owing.waive(made, cast.manager)
    owing.ride(cast.manager, cast.seller, date(2026, 4, 8))
    return duty


def test_the_director_sees_managers_and_goes_down_to_one_team(cast: Cast, rides: Any, browse: Browse) -> None:
    page = browse(cast.director, "/duties/team?year=2026&quarter=2")
    assert "Marloes van Dam Team Midden Meereisdagen: 1 van 3 1 vrijgesteld" in page.text
    assert f"/duties/team?owner={cast.manager}&amp;year=2026&amp;quarter=2" in page.html
    below = browse(cast.director, f"/duties/team?owner={cast.manager}&year=2026&quarter=2")
    assert "Kees Collega Meereisdagen: apr Vrijgesteld mei Te doen" in below.text
    assert "Dekking van meereisdagen" in below.text and "1 van 2" in below.text
    may = browse(cast.director, f"/duties/team?owner={cast.manager}&year=2026&month=5")
    assert "apr" not in may.text.split("Kees")[1]


def test_a_manager_comes_to_the_own_sellers_at_once(cast: Cast, rides: Any, browse: Browse) -> None:
    assert "Kees Collega Meereisdagen:" in browse(cast.manager, "/duties/team").text


def test_each_state_leads_to_its_obligation_and_what_is_owed_begins_here(
    cast: Cast, rides: Any, browse: Browse
) -> None:
    owing.owe(rides, cast.manager, cast.seller, date(2026, 6, 5))
    page = browse(cast.manager, "/duties/team?year=2026&quarter=2")
    begin = re.findall(r'href="/coaching/new/(\d+)\?kind=ride_along"', page.html)
    assert sorted(map(int, begin)) == sorted((cast.seller, cast.colleague)), "one button of a kind for each seller"
    for made in db.session.scalars(select(Obligation.id).where(Obligation.owner_id == cast.manager)):
        assert f'href="/duties/{made}"' in page.html
    assert "/coaching/new/" not in browse(cast.director, f"/duties/team?owner={cast.manager}").html
    owing.ride(cast.manager, cast.seller, date(2026, 5, 12))
    assert f"/coaching/new/{cast.seller}" not in browse(cast.manager, "/duties/team?year=2026&quarter=2").html


def test_who_leads_managers_and_sellers_sees_the_own_sellers_first(cast: Cast, rides: Any, browse: Browse) -> None:
    made = owing.owe(rides, cast.director, cast.manager, NOON.date())
    page = browse(cast.director, "/duties/team?year=2026&quarter=2")
    own, _title, managers = page.text.partition("Per manager")
    assert "Mijn verkopers" in own and "Marloes van Dam Meereisdagen: mei Te doen" in own
    assert "Marloes van Dam Team Midden Meereisdagen: 1 van 3" in managers
    assert f'href="/duties/{made}"' in page.html and f"/coaching/new/{cast.manager}?kind=ride_along" in page.html


def test_the_page_of_a_manager_bears_the_name_and_numbers_its_weeks(cast: Cast, rides: Any, browse: Browse) -> None:
    notes = owing.duty(rides.document_id, cast.manager_role, SettledBy.NOTE, Every.WEEK)
    owing.owe(notes, cast.manager, cast.manager, date(2026, 5, 11))
    address = f"/duties/team?owner={cast.manager}&year=2026&quarter=2"
    page = browse(cast.director, address)
    assert re.findall(r"<h1>([^<]+)</h1>", page.html) == ["Dekking van Marloes van Dam"]
    assert "Andere taken" in page.text and "wk 20 5 dagen te laat" in page.text
    assert "Per maand" in page.text and "Per jaar" in page.text


def test_coverage_says_one_percentage_and_the_rest_under_how_it_is_counted(
    cast: Cast, rides: Any, browse: Browse
) -> None:
    page = browse(cast.director, f"/duties/team?owner={cast.manager}&year=2026&quarter=2")
    [shown] = re.findall(r'(?s)<article[^>]*id="figure-ride-along-coverage".*?</article>', page.html)
    assert shown.split("<details")[0].count("%") == 1


@pytest.mark.parametrize(
    ("who", "owner", "status"),
    [
        ("manager", "director", 404), ("director", "stranger", 200), ("stranger", "manager", 404),
        ("seller", "manager", 403), ("hr", "manager", 403), ("admin", "manager", 403), ("manager", "manager", 200),
    ],
)  # fmt: skip
def test_coverage_is_for_the_line_upwards(
    cast: Cast, rides: Any, browse: Browse, who: str, owner: str, status: int
) -> None:
    assert browse(getattr(cast, who), f"/duties/team?owner={getattr(cast, owner)}").status == status


def test_numbers_of_somebody_else_are_off_without_an_agreement(cast: Cast, rides: Any, browse: Browse) -> None:
    disagree("NL", Covers.FIGURES)
    page = browse(cast.director, "/duties/team?year=2026&quarter=2")
    assert "1 van 3" not in page.text and "in dit land nog niets afgesproken" in page.text


def test_one_step_down_only_what_is_open_is_left_without_an_agreement(cast: Cast, rides: Any, browse: Browse) -> None:
    address = f"/duties/team?owner={cast.manager}&year=2026&quarter=2"
    assert "Gedaan" in browse(cast.director, address).text
    disagree("NL", Covers.FIGURES)
    below = browse(cast.director, address).text
    assert "Kees Collega" in below and "mei Te doen" in below
    assert "Gedaan" not in below and "Vrijgesteld" not in below and "alleen wat nog openstaat" in below
    own = browse(cast.manager, "/duties/team?year=2026&quarter=2").text
    assert "Gedaan" in own
    with clock.at(datetime(2026, 6, 2, 12, tzinfo=UTC)):
        assert "apr" not in browse(cast.director, address).text.split("Kees Collega")[1].split("jun")[0]


def test_coverage_counts_as_a_hand_does(cast: Cast, rides: Any) -> None:
    owing.owe(rides, cast.manager, cast.seller, date(2026, 6, 5), Standing.PAUSED)
    [one], _scopes = coverage.owners(cast.me("director"), QUARTER)
    assert (one.id, one.cells) == (cast.manager, {SettledBy.RIDE_ALONG: Cell(3, 1, 0, 1, 1)})
    with clock.at(datetime(2026, 6, 2, 12, tzinfo=UTC)):
        [late], _scopes = coverage.owners(cast.me("director"), QUARTER)
        assert late.cells[SettledBy.RIDE_ALONG].late == 2


def test_required_plans_stand_beside_as_approved_of_required(
    cast: Cast, rides: Any, browse: Browse, sign_in: SignIn
) -> None:
    for number, seller in enumerate((cast.seller, cast.colleague, cast.seller)):
        customer = sums.customer(f"Bakkerij {number}", cast.team, seller)
        sums.add(
            Requirement(
                customer_id=getattr(customer, "id", customer), year=2026, need=Need.OWN, seller_id=seller,
                due=date(2026, 1, 31), starts=date(2025, 10, 1),
            )
        )  # fmt: skip
    page = browse(cast.director, "/duties/team?year=2026&quarter=2")
    assert "Accountplannen 2026: 0 van 3" in page.text
    assert f'href="/duties/team?owner={cast.manager}&amp;year=2026&amp;quarter=2#plans"' in page.html
    below = browse(cast.director, f"/duties/team?owner={cast.manager}&year=2026&quarter=2")
    assert "0 van 3 goedgekeurd" in below.text and "wordt met een reden uitgezonderd" in below.text
    assert 'href="/plans/needed?scope=team&amp;year=2026&amp;show=all"' in below.html
    assert "0 van 3 goedgekeurd" in browse(cast.manager, "/duties/team?year=2026&quarter=2").text
    disagree("NL", Covers.FIGURES)
    assert "0 van 3" not in browse(cast.director, "/duties/team?year=2026&quarter=2").text


def test_no_period_but_those_offered(cast: Cast, browse: Browse) -> None:
    for asked in ("year=1999", "month=13", "quarter=x", "owner=99999999999"):
        assert browse(cast.manager, f"/duties/team?{asked}").status == 404


def ranged(cast: Cast, role_id: int, *named: tuple[str, int, int]) -> None:
    """A profile in force of the role with these key figures."""
    document_id = owing.profile(cast, role_id)
    body = content.normalised(
        [
            content.new_part("title", text={"nl": "Functie"}, source="nl"),
            *(
                content.new_part(
                    "figure", text={"nl": f"{least} tot {most}"}, key=f"f{number}000001",
                    data={"name": name, "min": least, "max": most},
                )
                for number, (name, least, most) in enumerate(named)
            ),
        ],
        PROFILE,
    )  # fmt: skip
    text = content.dumps(body)
    sums.add(
        Snapshot(
            document_id=document_id, number=1, body=text, shape=content.SHAPE, digest="x", author_id=cast.hr,
            created_at=NOON,
        )
    )  # fmt: skip
    with write() as session:
        session.get(Document, document_id).in_force = 1


@pytest.mark.parametrize(("own_budget", "inside"), [(True, False), (False, True), (None, False)])
def test_a_team_outside_the_range_of_the_profile_gets_a_note(
    cast: Cast, browse: Browse, app: Flask, own_budget: bool | None, inside: bool
) -> None:
    ranged(cast, cast.manager_role, ("team_with_own_budget", 4, 8), ("team_without_own_budget", 2, 3), ("team", 5, 9))
    with write() as session:
        session.query(Position).filter(Position.person_id == cast.manager).update({"own_budget": own_budget})
    [mine] = [one for one in span.spans(cast.me("manager")) if one.person_id == cast.manager]
    assert (mine.number, mine.is_inside) == (2, inside)
    page = browse(cast.manager, "/duties/load")
    assert ("Onder de bandbreedte" in page.text) is not inside
    if own_budget:
        assert "Je geeft leiding aan 2 medewerkers; het functieprofiel zegt 4 tot 8." in page.text
        assert "#p-f0000001" in page.html
        above = browse(cast.director, "/duties/load").text
        assert "Marloes van Dam : geeft leiding aan 2 medewerkers Het functieprofiel zegt: 4 tot 8" in above
    assert any(one.person_id == cast.manager for one in span.spans(cast.me("director")))


def test_a_portfolio_is_held_against_its_range_too(cast: Cast, app: Flask) -> None:
    ranged(cast, cast.seller_role, ("customers", 2, 3))
    for number in range(4):
        sums.customer(f"Bakkerij {number}", cast.team, cast.seller)
    sums.customer("Slagerij", cast.team, cast.colleague, ends=date(2026, 5, 1))
    found = {one.person_id: (one.number, one.is_inside) for one in span.spans(cast.me("manager"))}
    assert found == {cast.seller: (4, False)}, "nothing is said of who has no customers"
    assert not span.spans(cast.me("stranger"))


def test_rhythms_are_set_and_ended_by_who_leads(cast: Cast, rides: Any, browse: Browse, sign_in: SignIn) -> None:
    page = browse(cast.manager, "/duties/rhythms")
    assert "Verkoopmanager Meereisdagen: elke maand" in page.text and "Er is niets ingesteld" in page.text
    fields = next(one["fields"] for one in page.forms if "whom" in one["fields"])
    given = fields | {"by": "ride_along", "every": "quarter", "whom": f"p{cast.seller}", "starts": "1-7-2026"}

    def save(who: int, **more: str) -> Any:
        return sign_in(who).post("/duties/rhythms", data=given | more, headers={"Accept-Language": "nl"})

    assert save(cast.manager, whom="").status_code == save(cast.manager, whom=f"p{cast.stranger}").status_code == 422
    assert save(cast.manager, reason="").status_code == 422, "one seller's needs a reason"
    assert save(cast.manager, reason="Net begonnen", starts="1-1-2026").status_code == 422
    assert save(cast.manager, reason="Net begonnen").status_code == 303
    assert save(cast.director, whom="cNL", every="month").status_code == 303
    assert save(cast.hr_no, whom="cNL", every="month").status_code == 422
    page = browse(cast.manager, "/duties/rhythms")
    assert "Sanne Visser : meereisdagen, elk kwartaal Vanaf 1 juli 2026 · Door Marloes van Dam" in page.text
    assert "Net begonnen" in page.text
    assert "Nederland : meereisdagen, elke maand" in page.text, "what holds for the own team is read"
    assert page.html.count('/end"') == 1, "and ended by who set it"
    rhythm = db.session.query(Rhythm.id, Rhythm.rev).filter(Rhythm.person_id == cast.seller).one()
    assert sign_in(cast.stranger).post(f"/duties/rhythms/{rhythm.id}/end", data={"base": "1"}).status_code == 404
    assert sign_in(cast.manager).post(f"/duties/rhythms/{rhythm.id}/end", data={"base": rhythm.rev}).status_code == 303
    db.session.rollback()
    assert not db.session.query(Rhythm.id).filter(Rhythm.person_id == cast.seller).count()
    assert browse(cast.seller, "/duties/rhythms").status == 403


def test_the_menu_leads_to_what_is_there(cast: Cast, rides: Any, browse: Browse) -> None:
    page = browse(cast.manager, "/duties/")
    for address in ("/duties/team", "/duties/rhythms", "/duties/load"):
        assert f'href="{address}"' in page.html and browse(cast.manager, address).status == 200
    seller = browse(cast.seller, "/duties/")
    assert "/duties/load" not in seller.html and 'aria-label="Hoofdmenu"' in seller.html
    assert "Mijn functie" in seller.text and "Mijn functie" not in browse(cast.admin, "/").text


def test_a_listening_in_opens_the_form_for_listening(cast: Cast, app: Flask, browse: Browse) -> None:
    agree("NL")
    making.criteria()
    page = browse(cast.manager, f"/coaching/new/{cast.seller}?kind=listening")
    chosen = re.findall(r"<input[^>]*name=\"kind\"[^>]*checked[^>]*>", page.html) or page.html[:0]
    assert "listening" in str(chosen)
