"""Today among plans: each finds what waits on them, where it is done; what is done leaves at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from portal.core import clock
from portal.core.db import db, write
from portal.documents.models import Outcome
from portal.home import waiting
from portal.plans import approval
from portal.plans.models import Action, Need, Plan, Requirement, Support
from tests.cast import Cast
from tests.pages import Page
from tests.plans import making
from tests.plans.test_batch import many

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
Browse = Callable[..., Page]


def test_a_plan_goes_from_today_to_today(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id = making.plan(cast)
    assert "Plannen waaraan je werkt" in browse(cast.seller, "/").text
    number = approval.submit(plan_id, cast.me("seller"))
    page = browse(cast.manager, "/")
    assert "Over het plan besluiten" in page.text
    assert page.html.count('name="step"') == 4
    data = {"seen": number, "seat": "approver", "outcome": "approve", "step": "sound", "back": "today"}
    done = browse(cast.manager, f"/plans/{plan_id}/decide", method="POST", data=data, headers=HTMX)
    assert 'id="waits" hidden hx-swap-oob="true"' in done.html
    assert 'id="how-many" hx-swap-oob="true"' in done.html
    again = browse(cast.manager, "/", headers=HTMX)
    assert "Bakkerij Jansen" not in again.text
    assert 'id="waits" hidden hx-swap-oob="true"' in again.html


def test_what_waits_on_a_seller(app: Flask, cast: Cast, browse: Browse) -> None:
    asked, number = making.submitted(cast)
    approval.decide(asked, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number, comment="Bijna.")
    refused, number = making.submitted(cast, making.plan(cast, making.customer(cast, "Slagerij")))
    approval.decide(refused, cast.me("manager"), Outcome.REJECT, seen=number, comment="Nee.")
    done = making.approved(cast, making.plan(cast, making.customer(cast, "Visboer")))
    bare = [making.customer(cast, name) for name in ("Molen", "Kaasboer")]
    with write() as session:
        action = session.query(Action).one()
        action.due = clock.today() + timedelta(days=3)
        session.add(Support(document_id=done, part_key="aaaaaaaa", request="Een stand", owner_id=cast.seller))
        session.add_all(
            Requirement(
                customer_id=one, year=clock.today().year, need="own", seller_id=cast.seller, due=clock.today(),
                starts=clock.today(),
            )
            for one in bare
        )
    page = browse(cast.seller, "/")
    for words in (
        "Beantwoord de verzoeken en dien het opnieuw in", "Afgewezen: lees waarom en begin opnieuw", "Je actie",
        "Ondersteuning van jou gevraagd", "2 klanten hebben een plan voor",
    ):
        assert words in page.text, words
    assert waiting.count(cast.me("seller")) == 5


def test_a_plan_that_is_over_asks_to_be_evaluated(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id = making.approved(cast)
    with write() as session:
        plan = session.get(Plan, plan_id)
        plan.starts, plan.ends = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)
    assert "Het jaar is voorbij: evalueer het plan" in browse(cast.seller, "/").text


def test_counts_stop_at_a_hundred(app: Flask, cast: Cast, browse: Browse) -> None:
    many(cast)
    page = browse(cast.manager, "/")
    assert "Er wachten meer dan 99 dingen op je." in page.text
    assert "Alle plannen om over te besluiten" in page.text
    assert page.html.count("decide-menu") == 10
    assert db.session.query(Plan).count() == 300


def test_the_year_being_planned_waits_too_however_far_its_date(cast: Cast, browse: Browse) -> None:
    customer, day = making.customer(cast), clock.today()
    with write() as session:
        session.query(Requirement).filter_by(customer_id=customer).delete()
        session.add(Requirement(customer_id=customer, year=day.year + 1, need=Need.OWN, seller_id=cast.seller,
                                due=day + timedelta(days=200), starts=day))
    page = browse(cast.seller, "/")
    assert f"een plan voor {day.year + 1} nodig" in page.text
    assert 'href="/plans/"' in page.html
