"""Today: what waits on each of the cast, what they have at work, and what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Notice
from portal.documents.models import Outcome
from portal.home.waiting import urgency
from portal.visits.models import VisitState
from tests.cast import Cast, absent
from tests.pages import Page
from tests.plans import making as plans
from tests.profiles.rounds import Round
from tests.queries import counted
from tests.visits import making as visiting

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
QUERIES = 3  # who asks; all that waits and stands beside it; and who stands over the owners of plans to decide


def test_an_empty_today_is_kind(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    page = browse(cast.stranger, "/", locale="nb")
    assert "Ingenting venter på deg" in page.text
    assert "Øystein" in page.text


def test_each_sees_what_waits_on_them(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    assert "Concepten waaraan je werkt" in browse(cast.hr, "/").text
    made.submit()
    manager = browse(cast.manager, "/")
    assert "Versie 1 doornemen en besluiten" in manager.text
    assert f'href="/profiles/{made.id}/review"' in manager.html
    assert "Wacht op: Marloes van Dam" in browse(cast.hr, "/").text
    made.decide(Outcome.REQUEST_CHANGES, comment="Korter.")
    assert "Gevraagde aanpassingen beantwoorden" in browse(cast.hr, "/").text
    assert "Er wacht niets op je" in browse(cast.manager, "/").text
    made.submit()
    made.decide(Outcome.APPROVE)
    assert "Versie 2 publiceren" in browse(cast.hr2, "/").text
    assert "Versie 2 publiceren" in browse(cast.director, "/").text
    assert "Wacht tot iemand anders publiceert" in browse(cast.hr, "/").text
    made.publish()
    seller = browse(cast.seller, "/")
    assert "Versie 2 lezen en bevestigen" in seller.text
    assert "Mijn functie" in seller.text
    assert "0 van 2 die direct onder je werken bevestigd" in browse(cast.manager, "/").text
    browse(cast.seller, f"/profiles/{made.id}/acknowledge", method="POST", data={"seen": 2})
    assert "Er wacht niets op je" in browse(cast.seller, "/").text


def test_a_deputy_sees_in_whose_place(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    absent(cast)
    Round(cast).submit()
    page = browse(cast.deputy, "/")
    assert "namens Marloes van Dam" in page.text


def test_the_list_alone_for_htmx(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    Round(cast).submit()
    part = browse(cast.manager, "/", headers=HTMX)
    assert part.html.strip().startswith("<div")
    assert 'id="waiting"' in part.html
    assert 'id="news"' not in part.html


@pytest.mark.parametrize(("days", "code"), [(-1, "overdue"), (0, "week"), (7, "week"), (8, "later"), (None, "undated")])
def test_urgency(app: Flask, days: int | None, code: str) -> None:
    assert urgency(None if days is None else clock.today() + timedelta(days=days)) == code


def test_notices_are_marked_read(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    (notice,) = db.session.query(Notice).filter_by(person_id=cast.manager)
    assert "Hanneke Roos vraagt je om versie 1 van Verkoper door te nemen." in browse(cast.manager, "/").text
    assert browse(cast.stranger, f"/notices/{notice.id}/read", method="POST").status == 303
    assert db.session.query(Notice).filter_by(read_at=None).count() == 1
    part = browse(cast.manager, f"/notices/{notice.id}/read", method="POST", headers=HTMX)
    assert 'id="news"' in part.html
    assert db.session.query(Notice).filter_by(read_at=None).count() == 0
    assert browse(cast.manager, "/notices/read", method="POST").status == 303
    page = browse(cast.manager, "/notices")
    assert "Kijk even mee." in page.text


@pytest.mark.parametrize(("locale", "title"), [("nl", "Contacten vandaag"), ("nb", "Dagens kontakter")])
def test_the_contacts_of_today_stand_on_top_by_time(
    app: Flask, cast: Cast, browse: Callable[..., Page], locale: str, title: str
) -> None:
    customer_id = plans.customer(cast, "Bakkerij Jansen")
    late, early = (visiting.visit(cast, customer_id, at=at) for at in ("14:00", "09:15"))
    for day, facts in ((1, {}), (0, {"state": VisitState.CANCELLED_BY_US}), (0, {"owner": "colleague"})):
        visiting.visit(cast, customer_id, day, at="11:11", **facts)
    page = browse(cast.seller, "/", locale=locale)
    assert title in page.text
    assert page.html.index(f"/visits/{early.uid}") < page.html.index(f"/visits/{late.uid}") < page.html.index("waiting")
    assert "11:11" not in page.text
    assert f"/visits/{early.uid}/report" in page.html.split("data-take-along", 1)[1]
    assert title not in browse(cast.manager, "/", locale=locale).text


@pytest.mark.parametrize("who", ["hr", "manager", "seller", "director"])
def test_today_asks_few_questions(app: Flask, cast: Cast, sign_in: Callable, who: str) -> None:
    Round(cast).published()
    Round(cast).submit("manager", "director")
    client = sign_in(getattr(cast, who))
    with counted() as asked:
        assert client.get("/").status_code == 200
    assert len(asked) <= QUERIES, asked


@pytest.mark.parametrize(("locale", "first", "second"), [
    ("nl", "Verkoper Techniek · Nederland", "Verkoper Foodservice · Nederland"),
    ("nb", "Selger Teknisk · Nederland", "Selger Storhusholdning · Nederland"),
])
def test_profiles_of_one_title_are_told_apart(
    app: Flask, cast: Cast, browse: Callable[..., Page], locale: str, first: str, second: str
) -> None:
    technical, food = Round(cast, sector="technical", country="NL"), Round(cast, sector="foodservice", country="NL")

    def stand(who: int) -> None:
        page = browse(who, "/", locale=locale)
        assert first in page.text
        assert second in page.text

    stand(cast.hr)  # drafts at work
    for made in (technical, food):
        made.submit()
    stand(cast.hr)  # with others
    stand(cast.manager)  # to review
    for made in (technical, food):
        made.decide(Outcome.APPROVE)
    stand(cast.hr2)  # to publish
    for made in (technical, food):
        made.publish()
    stand(cast.seller)  # to confirm, and the own role
    stand(cast.manager)  # how far the team is
    assert first.split(maxsplit=1)[1] in browse(cast.hr, f"/profiles/{technical.id}/readers", locale=locale).text
