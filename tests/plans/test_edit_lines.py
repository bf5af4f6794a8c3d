"""The table of a portfolio plan: rows that save themselves, many at once, two people, a hundred customers."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from portal.core import clock, i18n
from portal.core.db import write
from portal.customers.models import Customer, Portfolio
from portal.plans import requirements, services
from portal.plans.models import PlanKind
from tests.cast import LONG_AGO, Cast
from tests.pages import Page
from tests.plans import making
from tests.plans.writing import AUTOSAVE, PARTIAL, stored
from tests.queries import counted

Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]
MANY = 112


def portfolio(cast: Cast, count: int = 3) -> int:
    """A portfolio plan of the seller with so many customers in need of one."""
    making.allow(cast)
    with write() as session:
        rows = [
            Customer(name=f"Klant {number:03}", unit_id=cast.team, currency="EUR", since=LONG_AGO,
                     category="C" if number % 2 else "D", created_at=clock.now())
            for number in range(count)
        ]
        session.add_all(rows)
        session.flush()
        session.add_all(Portfolio(customer_id=row.id, owner_id=cast.seller, starts=LONG_AGO) for row in rows)
        session.flush()
        requirements.refresh()
    with i18n.speaking("nl"):
        return services.create(cast.me("seller"), PlanKind.PORTFOLIO, clock.today().year)


def row(plan: int, number: int = 0, **changes: str) -> tuple[str, dict[str, str]]:
    """The address of a row and what it posts."""
    part = stored(plan)[number]
    key = part["key"]
    values = {"baseline": "", "target": "", "per_year": "", "channel": "visit", "text": "", "base": "0.0", **changes}
    return f"/plans/{plan}/lines/{key}", {"edit": "page", **{f"{key}-{name}": text for name, text in values.items()}}


def test_a_row_saves_itself_and_never_conflicts_with_itself(cast: Cast, sign_in: SignIn) -> None:
    plan, client = portfolio(cast), sign_in(cast.seller)
    to, data = row(plan, target="25.000", per_year="4", text="Meer gebak")
    first = client.post(to, data=data, headers=AUTOSAVE)
    assert first.status_code == 200
    assert len(first.get_data()) < 2_000
    assert client.post(to, data={**data}, headers=AUTOSAVE).status_code == 200
    part = stored(plan)[0]
    assert part["data"]["target"] == 25_000_00
    assert part["data"]["per_year"] == 4
    assert part["text"]["nl"] == "Meer gebak"


def test_a_row_that_somebody_else_changed_shows_both(cast: Cast, sign_in: SignIn) -> None:
    plan, client = portfolio(cast), sign_in(cast.seller)
    to, data = row(plan, target="25.000")
    client.post(to, data={**data, "edit": "theirs"}, headers=AUTOSAVE)
    answer = client.post(to, data={**row(plan, target="30.000", base="0.0")[1], "edit": "mine"}, headers=AUTOSAVE)
    html = answer.get_data(as_text=True).replace("\xa0", " ")
    assert answer.status_code == 409
    assert 'value="30.000"' in html
    assert "€ 25.000" in html
    base = re.search(r'-base" value="([^"]+)"', html)[1]
    again = client.post(to, data={**row(plan, target="30.000", base=base)[1], "edit": "mine"}, headers=AUTOSAVE)
    assert again.status_code == 200
    assert stored(plan)[0]["data"]["target"] == 30_000_00


def test_a_row_that_cannot_be_read_is_said_in_the_row(cast: Cast, sign_in: SignIn) -> None:
    plan, client = portfolio(cast), sign_in(cast.seller)
    before = stored(plan)
    for wrong in ({"target": "-5"}, {"baseline": "veel"}, {"per_year": "7"}, {"channel": "x"}, {"text": "x" * 3000}):
        to, data = row(plan, **wrong)
        answer = client.post(to, data=data, headers=AUTOSAVE)
        assert answer.status_code == 422
        assert "wrong-" in answer.get_data(as_text=True)
    assert stored(plan) == before


def test_without_a_script_all_rows_are_saved_at_once(cast: Cast, sign_in: SignIn, browse: Browse) -> None:
    plan, client = portfolio(cast), sign_in(cast.seller)
    data: dict[str, str] = {}
    for number in range(3):
        data |= row(plan, number, target=f"{number + 1}.000")[1]
    assert client.post(f"/plans/{plan}/lines", data=data).status_code == 303
    assert [part["data"]["target"] for part in stored(plan)] == [1_000_00, 2_000_00, 3_000_00]
    wrong = {**row(plan, 0, target="veel", base="0.1")[1], **row(plan, 1, target="9.000", base="0.1")[1]}
    answer = client.post(f"/plans/{plan}/lines", data=wrong)
    assert answer.status_code == 422
    assert 'value="veel"' in answer.get_data(as_text=True)  # kept, beside what could be stored
    assert stored(plan)[1]["data"]["target"] == 9_000_00


def test_a_frequency_is_set_for_a_category_for_the_ticked_and_for_all(cast: Cast, sign_in: SignIn) -> None:
    plan, client = portfolio(cast, 4), sign_in(cast.seller)

    def often() -> list[int | None]:
        return [part["data"].get("per_year") for part in stored(plan)]

    to = f"/plans/{plan}/lines/set"
    client.post(to, data={"which": "C", "set_per_year": "4", "set_channel": "phone"}, headers=PARTIAL)
    assert often() == [None, 4, None, 4]
    client.post(to, data={"which": "without", "set_per_year": "2"}, headers=PARTIAL)
    assert often() == [2, 4, 2, 4]
    client.post(to, data={"which": "ticked", "pick": stored(plan)[0]["key"], "set_per_year": "12"}, headers=PARTIAL)
    assert often() == [12, 4, 2, 4]
    client.post(to, data={"which": "all", "set_per_year": "99"}, headers=PARTIAL)
    assert often() == [12, 4, 2, 4]
    client.post(f"/plans/{plan}/undo", headers=PARTIAL)
    assert often() == [2, 4, 2, 4]


def test_customers_are_added_and_taken_out(cast: Cast, sign_in: SignIn) -> None:
    plan, client = portfolio(cast), sign_in(cast.seller)
    keys = [part["key"] for part in stored(plan)]
    client.post(f"/plans/{plan}/lines/remove", data={"pick": keys[:2]}, headers=PARTIAL)
    assert [part["key"] for part in stored(plan)] == keys[2:]
    client.post(f"/plans/{plan}/lines/add", data={"every": "1"}, headers=PARTIAL)
    assert len(stored(plan)) == 3
    client.post(f"/plans/{plan}/lines/add", data={"customer": [1, 99999]}, headers=PARTIAL)
    assert len(stored(plan)) == 3


def test_a_customer_plan_has_no_table(cast: Cast, sign_in: SignIn) -> None:
    plan = making.plan(cast)
    assert sign_in(cast.seller).post(f"/plans/{plan}/lines", data={}).status_code == 404


def test_a_hundred_customers_stay_quick(cast: Cast, browse: Browse) -> None:
    few = portfolio(cast)
    with counted() as sent:
        assert browse(cast.seller, f"/plans/{few}/edit").status == 200
    asked = len(sent)
    with write() as session:
        session.query(making.Mandate).delete()
        session.query(services.Plan).update({"is_open": False})
    many = portfolio(cast, MANY)
    with counted() as sent:
        page = browse(cast.seller, f"/plans/{many}/edit")
    assert len(sent) == asked
    assert len(page.html.encode()) < 150_000 * (MANY + 3) / MANY
    assert page.html.count('name="pick"') == MANY + 3


def test_without_a_script_a_refused_row_holds_the_submission_back(cast: Cast, sign_in: SignIn) -> None:
    plan, client = portfolio(cast), sign_in(cast.seller)
    answer = client.post(f"/plans/{plan}/lines", data=row(plan, target="36k", base="0.1")[1])
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="36k"' in text and 'aria-invalid="true"' in text
    assert f'href="/plans/{plan}/submit"' not in text
