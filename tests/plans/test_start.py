"""Starting a plan: for whom, from what, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db
from portal.documents import content
from portal.documents.models import Document, Draft
from portal.plans.models import Plan
from tests.cast import Cast
from tests.pages import Page
from tests.plans import making

Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]
YEAR = clock.today().year


@pytest.mark.parametrize(
    ("who", "status"),
    [("seller", 200), ("manager", 403), ("colleague", 403), ("stranger", 403), ("hr", 403), ("admin", 403)],
)
def test_who_owns_customers_starts_plans(cast: Cast, browse: Browse, who: str, status: int) -> None:
    customer = making.customer(cast)
    assert browse(getattr(cast, who), "/plans/start").status == status
    if status != 200:
        data = {"kind": "customer", "customer": customer, "year": YEAR, "begin": "empty"}
        assert browse(getattr(cast, who), "/plans/start", method="POST", data=data).status == status
        assert db.session.query(Plan).count() == 0


def start(client: FlaskClient, **fields: object) -> object:
    return client.post("/plans/start", data={"kind": "customer", "year": YEAR, "begin": "empty", **fields})


def test_a_plan_is_started_and_opened(cast: Cast, sign_in: SignIn) -> None:
    customer = making.customer(cast)
    answer = start(sign_in(cast.seller), customer=customer)
    plan = db.session.query(Plan).one()
    assert answer.status_code == 303
    assert answer.location == f"/plans/{plan.document_id}/edit"


def test_last_years_plan_comes_along(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    customer = making.customer(cast)
    making.approved(cast, making.plan(cast, customer, year=YEAR))
    page = browse(cast.seller, f"/plans/start?customer={customer}&year={YEAR + 1}")
    assert f"Uit het plan van {YEAR} komen mee" in page.text
    assert "12 contacten per jaar" in page.text
    answer = start(sign_in(cast.seller), customer=customer, year=YEAR + 1, begin="copy")
    assert answer.status_code == 303
    plan = db.session.query(Plan).filter_by(year=YEAR + 1).one()
    body = content.loads(db.session.query(Draft).filter_by(document_id=plan.document_id).one().body)
    goal = next(part for part in body if part["kind"] == "goal")
    assert goal["data"]["last"]["target"] == 12_000_00
    assert next(part for part in body if part["kind"] == "action")["data"]["due"] == f"{YEAR + 1}-12-01"


def test_a_copy_stays_in_the_language_it_was_written_in(cast: Cast, sign_in: SignIn) -> None:
    customer = making.customer(cast)
    making.approved(cast, making.plan(cast, customer, year=YEAR))
    client = sign_in(cast.seller)
    client.post("/plans/start", headers={"Accept-Language": "nb"},
                data={"kind": "customer", "customer": customer, "year": YEAR + 1, "begin": "copy"})
    plan = db.session.query(Plan).filter_by(year=YEAR + 1).one()
    assert db.session.get(Document, plan.document_id).locale == "nl"


@pytest.mark.parametrize(
    "wrong", [{"year": 1900}, {"year": "volgend jaar"}, {"customer": 0}, {"customer": 99999}, {"kind": "poem"}]
)
def test_what_makes_no_plan_is_said_beside_its_field(cast: Cast, sign_in: SignIn, wrong: dict[str, object]) -> None:
    customer = making.customer(cast)
    answer = start(sign_in(cast.seller), **{"customer": customer, **wrong})
    assert answer.status_code == 422
    assert "aria-invalid" in answer.get_data(as_text=True)
    assert db.session.query(Plan).count() == 0


def test_a_second_plan_leads_to_the_first(cast: Cast, sign_in: SignIn, browse: Browse) -> None:
    customer = making.customer(cast)
    plan = making.plan(cast, customer)
    answer = start(sign_in(cast.seller), customer=customer)
    assert answer.location == f"/plans/{plan}"
    assert db.session.query(Plan).count() == 1
    assert f'href="/plans/{plan}"' in browse(cast.seller, f"/plans/start?customer={customer}&year={YEAR}").html


def test_somebody_elses_customer_is_not_offered(cast: Cast, sign_in: SignIn, browse: Browse) -> None:
    making.customer(cast, "Van Mij")
    other = making.customer(cast, "Van Kees", owner="colleague")
    assert "Van Kees" not in browse(cast.seller, "/plans/start").text
    assert start(sign_in(cast.seller), customer=other).status_code == 422


def test_text_that_exists_leads_to_the_place_to_paste_it(cast: Cast, sign_in: SignIn) -> None:
    answer = start(sign_in(cast.seller), customer=making.customer(cast), begin="paste")
    assert answer.location.endswith("/paste")


def test_a_level_without_the_right_is_told_before(cast: Cast, browse: Browse) -> None:
    making.customer(cast)
    assert "niveau A" in browse(cast.seller, "/plans/start?kind=key_account").text
    assert "niveau A" not in browse(cast.seller, "/plans/start?kind=portfolio").text
