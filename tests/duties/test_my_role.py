"""My role: what the profile of a position asks, the living figures, the recurring work, what the next level asks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.coaching.models import RideAlongState
from portal.core import clock
from portal.core.db import db, write
from portal.core.figures import FIGURES, Card, Scope, ScopeKind
from portal.core.figures.cards import Shown
from portal.documents import content
from portal.duties.models import Obligation
from portal.people.models import Body, BodyMember, Person, Position, RoleLevel
from portal.privacy.models import Covers
from portal.profiles import live
from tests.cast import LONG_AGO, Cast
from tests.coaching import making as coaching
from tests.customers.making import customer
from tests.duties import making
from tests.duties.making import at
from tests.pages import Page
from tests.privacy.making import disagree
from tests.profiles.making import published
from tests.queries import counted

Browse = Callable[..., Page]
NEW = {"kind": "computed", "figure": "new_customers"}
LINK = re.compile(r'href="(/figures/[^"]+)"')
DAY = date(2027, 3, 10)


def part(kind: str, parent: str, text: str, /, **data: Any) -> content.Part:
    return content.new_part(kind, parent, {"nl": text, "nb": f"{text} (nb)"}, source="nl", data=data)


def seller_body(*, levels: bool = False) -> list[dict[str, Any]]:
    """A profile of sellers: an area with a task, a computed and a judged indicator; with `levels`, A and B."""
    area = part("area", "", "Klanten winnen")
    found = [
        part("title", "", "Verkoper"), part("purpose", "", "Helpt klanten kiezen."), area,
        part("result", area["key"], "Er komen klanten bij."), part("core_task", area["key"], "Belt nieuwe adressen."),
        part("indicator", area["key"], "Aantal nieuwe klanten", measure=NEW),
        part("indicator", area["key"], "Oordeel van klanten", measure={"kind": "judged"}),
    ]  # fmt: skip
    if levels:
        criterion = part("criterion", "", "Zelfstandigheid")
        found += [
            part("level", "", "Beginner", code="A"), part("level", "", "Gevorderd", code="B"), criterion,
            part("cell", criterion["key"], "Werkt volgens plan.", levels=["A", "B"]),
            part("cell", criterion["key"], "Werkt met begeleiding.", levels=["A"]),
            part("cell", criterion["key"], "Leidt anderen op.", levels=["B"]),
        ]  # fmt: skip
    return found


def won(cast: Cast) -> None:
    """A customer that the seller won this year."""
    customer("Nieuw een", cast.team, cast.seller, since=clock.today())


def numbers(page: Page) -> list[str]:
    return re.findall(r'<span class="figure[^"]*">([^<]+)</span>', page.html)


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_seller_sees_what_is_expected_and_the_own_figure(cast: Cast, browse: Browse, locale: str) -> None:
    won(cast)
    profile = published(cast, seller_body())
    page = browse(cast.seller, "/role", locale=locale)
    mark = "" if locale == "nl" else " (nb)"
    for text in ("Helpt klanten kiezen.", "Klanten winnen", "Er komen klanten bij.", "Belt nieuwe adressen."):
        assert f"{text}{mark}" in page.text
    assert numbers(page) == ["1"]
    [link] = LINK.findall(page.html)
    rows = browse(cast.seller, html.unescape(link), locale=locale)
    assert rows.status == 200
    assert "Nieuw een" in rows.text
    assert f'href="/profiles/{profile}"' in page.html
    judged = {"nl": "Door mensen beoordeeld", "nb": "Vurdert av mennesker"}
    assert judged[locale] in page.text


def test_reading_that_waits_is_asked_until_it_is_confirmed(cast: Cast, browse: Browse) -> None:
    profile = published(cast, seller_body())
    assert "Lees versie 1" in browse(cast.seller, "/role", locale="nl").text
    assert "heeft nog niet bevestigd" in browse(cast.manager, f"/role/{cast.seller}", locale="nl").text
    browse(cast.seller, f"/profiles/{profile}/acknowledge", method="POST", data={"seen": 1})
    assert "Lees versie 1" not in browse(cast.seller, "/role", locale="nl").text


def test_without_a_profile_or_a_position_a_plain_sentence(cast: Cast, browse: Browse) -> None:
    assert "nog geen profiel gepubliceerd" in browse(cast.seller, "/role", locale="nl").text
    with write() as session:
        session.query(Position).filter_by(person_id=cast.seller).update({"ends": date(2020, 1, 31)})
    assert "Er is geen functie vastgelegd" in browse(cast.seller, "/role", locale="nl").text


def test_who_holds_two_positions_sees_both(cast: Cast, browse: Browse) -> None:
    published(cast, seller_body())
    with write() as session:
        session.add(Position(person_id=cast.seller, role_id=cast.manager_role, unit_id=cast.team, starts=clock.today()))
    with at(clock.today()):
        making.profile(cast, {})
    page = browse(cast.seller, "/role", locale="nl")
    assert re.findall(r'<h2 id="role-\d">([^<]+)</h2>', page.html) == ["Verkoopmanager", "Verkoper, niveau A"]
    assert "Leidt het team." in page.text
    assert "Helpt klanten kiezen." in page.text


def test_it_says_what_the_level_asks_and_what_the_next_one_asks_besides(cast: Cast, browse: Browse) -> None:
    with write() as session:
        session.add(RoleLevel(role_id=cast.seller_role, code="B", rank=2))
    published(cast, seller_body(levels=True))
    page = browse(cast.seller, "/role", locale="nl")
    own, _head, following = page.text.partition("Wat niveau B daarbij vraagt")
    assert "Wat niveau A vraagt" in own
    assert "Werkt met begeleiding." in own
    assert "Leidt anderen op." not in own
    assert "Leidt anderen op." in following
    assert f"/coaching/people/{cast.seller}/growth" in page.html
    assert "niveau" not in browse(cast.colleague, "/role", locale="nl").text  # a position without a level


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 200), ("director", 200), ("seller", 303), ("colleague", 404), ("hr", 404), ("hr2", 404),
        ("admin", 404), ("stranger", 404), ("deputy", 404),
    ],
)  # fmt: skip
def test_only_the_line_over_a_person_sees_the_role_of_that_person(
    cast: Cast, browse: Browse, who: str, status: int
) -> None:
    won(cast)
    published(cast, seller_body())
    page = browse(getattr(cast, who), f"/role/{cast.seller}", locale="nl")
    assert page.status == status
    assert ("Functie van Sanne Visser" in page.text) is (status == 200)
    if status == 200:
        assert numbers(page) == ["1"]
        for link in map(html.unescape, LINK.findall(page.html)):
            assert browse(getattr(cast, who), link).status == 200
    assert browse(getattr(cast, who), "/role/9999").status == 404


@pytest.mark.parametrize("who", Cast.PEOPLE)
def test_nobody_reaches_a_row_through_the_page_that_the_policy_hides(cast: Cast, browse: Browse, who: str) -> None:
    won(cast)
    published(cast, seller_body())
    own = LINK.findall(browse(cast.seller, "/role").html)
    me = getattr(cast, who)
    for person in ("seller", "colleague", "manager"):
        page = browse(me, f"/role/{getattr(cast, person)}")
        assert page.status in (200, 303, 404)
        assert all(browse(me, html.unescape(link)).status == 200 for link in LINK.findall(page.html))
    mine = browse(me, "/role")
    assert all(browse(me, html.unescape(link)).status == 200 for link in LINK.findall(mine.html))
    for link in map(html.unescape, own):
        allowed = who in ("seller", "manager", "director")
        assert (browse(me, link).status == 200) is allowed


def test_where_figures_about_persons_are_off_the_manager_sees_none(cast: Cast, browse: Browse) -> None:
    won(cast)
    published(cast, seller_body())
    disagree("NL", Covers.FIGURES)
    assert numbers(browse(cast.seller, "/role")) == ["1"]
    page = browse(cast.manager, f"/role/{cast.seller}", locale="nl")
    assert numbers(page) == []
    assert "Uit:" in page.text


def test_a_manager_sees_how_the_recurring_work_of_each_duty_stands(cast: Cast, browse: Browse) -> None:
    with at(DAY):
        making.ready(cast)
        profile = making.profile(cast, valid_from=DAY)
        assert db.session.scalars(select(Obligation).where(Obligation.owner_id == cast.manager)).all()
        page = browse(cast.manager, "/role", locale="nl")
    assert "Nu te doen" in page.text
    assert f"/duties/#d-{profile}-{making.RIDE}" in page.html
    assert "Te doen" in page.text
    with at(DAY):
        assert "Rijdt maandelijks mee" in browse(cast.director, f"/role/{cast.manager}", locale="nl").text
        seller = browse(cast.seller, "/role", locale="nl")
    assert "Er wordt nu niets van je gevraagd." not in page.text
    assert "Meerijden" not in seller.text


def test_where_figures_are_off_the_line_reads_what_is_open_and_not_what_was_done(cast: Cast, browse: Browse) -> None:
    with at(DAY):
        making.ready(cast)
        making.profile(cast, {making.RIDE: making.RIDE_ALONG}, valid_from=DAY)
        coaching.criteria()
        coaching.ride_along(cast.seller, cast.manager)
        address = f"/role/{cast.manager}"
        assert "Gedaan" in browse(cast.director, address, locale="nl").text
        disagree("NL", Covers.FIGURES)
        above, own = browse(cast.director, address, locale="nl").text, browse(cast.manager, "/role", locale="nl").text
    assert "Gedaan" not in above and "Later" in above
    assert "Gedaan" in own


def test_more_of_everything_asks_no_more_of_the_database(cast: Cast, browse: Browse) -> None:
    def asked(who: int, address: str = "/role") -> int:
        browse(who, address)
        with counted() as sent:
            browse(who, address)
        return len(sent)

    with at(DAY):
        making.ready(cast)
        published(cast, seller_body())
        profile = making.profile(cast, {making.NOTE: making.WEEKLY_NOTE})
        few = asked(cast.manager), asked(cast.seller), asked(cast.manager, f"/role/{cast.seller}")
        making.new_version(cast, profile, making.MANAGER, DAY)
        won(cast)
        published(cast, seller_body(levels=True))
        many = asked(cast.manager), asked(cast.seller), asked(cast.manager, f"/role/{cast.seller}")
    assert few == many
    assert max(many) <= 20


def test_who_leads_comes_to_the_roles_of_the_team(cast: Cast, browse: Browse) -> None:
    page = browse(cast.manager, "/role", locale="nl")
    assert f'href="/role/{cast.seller}"' in page.html
    assert f'href="/role/{cast.colleague}"' in page.html
    assert f'href="/role/{cast.seller}"' in browse(cast.director, f"/role/{cast.manager}").html
    assert "/role/" not in browse(cast.seller, "/role").html


@pytest.mark.parametrize(
    ("locale", "over", "under", "in_"),
    [("nl", "Rapporteert aan", "Geeft leiding aan", "Lid van"),
     ("nb", "Rapporterer til", "Personalansvar for", "Medlem av")],
)  # fmt: skip
def test_the_lines_of_the_organisation_name_the_people(
    cast: Cast, browse: Browse, locale: str, over: str, under: str, in_: str
) -> None:
    with write() as session:
        body = Body(code="directie", name={"nl": "Directie", "nb": "Ledergruppen"})
        session.add(body)
        session.flush()
        session.add_all(BodyMember(body_id=body.id, person_id=one, starts=LONG_AGO) for one in (
            cast.manager, cast.director,
        ))  # fmt: skip
    page = browse(cast.manager, "/role", locale=locale)
    told = page.html.partition('id="place"')[2].partition("</dl>")[0]
    names = {one: db.session.get(Person, getattr(cast, one)).name for one in ("director", "seller", "colleague")}
    assert over in told and under in told and in_ in told
    assert all(name in told for name in names.values())
    assert f'href="/role/{cast.seller}"' in told
    assert ("Ledergruppen" if locale == "nb" else "Directie") in told
    above = browse(cast.director, f"/role/{cast.manager}", locale=locale).html
    assert f'href="/role/{cast.seller}"' in above
    assert "<h2" in browse(cast.seller, "/role", locale=locale).html


def test_a_seller_reads_first_what_is_asked_now(cast: Cast, browse: Browse) -> None:
    assert "Er wordt nu niets van je gevraagd." in browse(cast.seller, "/role", locale="nl").text
    profile = published(cast, seller_body())
    page = browse(cast.seller, "/role", locale="nl")
    asked, _line, rest = page.html.partition("</section>")
    assert "Lees versie 1" in asked and "Nu te doen" in asked
    assert "Klanten winnen" in rest
    browse(cast.seller, f"/profiles/{profile}/acknowledge", method="POST", data={"seen": 1})
    with at(DAY):
        making.ready(cast)
        making.profile(cast, {making.RIDE: making.RIDE_ALONG}, valid_from=DAY)
        coaching.criteria()
        coaching.ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
        told = browse(cast.seller, "/role", locale="nl").text
    assert "Meereisdag met" in told.partition("Klanten winnen")[0]


def test_a_manager_of_one_team_sees_its_figure_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    own, team = Scope(ScopeKind.PERSON, cast.manager), Scope(ScopeKind.TEAM, cast.team)

    def told(of_person: str, of_team: str) -> list[ScopeKind]:
        made = [
            Card("new_customers", "", "", "", "", "", values=(Shown(text, ""),), about=about)
            for text, about in ((of_person, own), (of_team, team))
        ]
        monkeypatch.setattr(live, "cards", lambda _me, _wanted: made)
        bound = {"k": FIGURES["new_customers"]}
        return [one.about.kind for one in live.beside(cast.me("manager"), bound, {own: "Ik", team: "Team"})["k"]]

    assert told("2", "2") == [ScopeKind.TEAM]
    assert told("1", "2") == [ScopeKind.PERSON, ScopeKind.TEAM]
