"""The list of all that waits: one press in the row, several at once, each by itself; quick with 300 waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from portal.core import clock
from portal.core.db import db, write
from portal.documents.models import Decision, Document, Draft, Snapshot, State, Turn
from portal.plans import approval
from portal.plans.models import Plan, PlanKind, Stage
from portal.plans.to_decide import ToDecide
from tests.cast import Cast, absent
from tests.pages import Page
from tests.plans import making
from tests.queries import counted

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
WAITING = 300
Browse = Callable[..., Page]


def several(cast: Cast, count: int) -> list[tuple[int, int]]:
    return [making.submitted(cast, making.plan(cast, making.customer(cast, f"Klant {n}"))) for n in range(count)]


def fields(plans: list[tuple[int, int]], **steps: str) -> dict[str, Any]:
    """The form of the list with all of these chosen."""
    found: dict[str, Any] = {"seen": 1, "pick": [plan_id for plan_id, _number in plans]}
    for plan_id, number in plans:
        found |= {f"seen-{plan_id}": number, f"seat-{plan_id}": "approver", f"step-{plan_id}": "sound"}
    return found | steps


def many(cast: Cast) -> None:
    """300 submitted plans, written as rows: copies of one that was really submitted."""
    plan_id, _number = making.submitted(cast)
    one = db.session.query(Snapshot.body, Snapshot.shape).filter_by(document_id=plan_id).one()
    body = db.session.query(Draft.body).filter_by(document_id=plan_id).scalar()
    with write() as session:
        for number in range(WAITING - 1):
            document = Document(
                kind="plan", title=f"Portefeuille {number}", owner_id=cast.seller, unit_id=cast.team, locale="nl",
                last_number=1, last_request=0, created_at=clock.now(),
            )
            session.add(document)
            session.flush()
            session.add_all([
                Plan(
                    document_id=document.id, kind=PlanKind.PORTFOLIO, year=2000 + number % 100, seller_id=cast.seller,
                    currency="EUR", stage=Stage.AT_WORK, starts=clock.today(), ends=clock.today(), is_open=False,
                ),
                Draft(
                    document_id=document.id, state=State.IN_REVIEW, turn=Turn.APPROVER, since=clock.now(), submitted=1,
                    due=clock.add_working_days(clock.today(), number % 20), body=body, changed_at=clock.now(),
                ),
                Snapshot(
                    document_id=document.id, number=1, shape=one.shape, body=one.body, digest="x",
                    author_id=cast.seller, created_at=clock.now(),
                ),
            ])  # fmt: skip


@pytest.mark.parametrize("address", ["/plans/to-decide", "/"])
def test_300_waiting_ask_as_many_questions_as_three(
    app: Flask, cast: Cast, sign_in: Callable, address: str
) -> None:
    several(cast, 3)
    client = sign_in(cast.manager)
    with counted() as few:
        client.get(address)
    many(cast)
    with counted() as lots:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(lots) <= len(few) + 3, (len(few), len(lots))  # beyond a hundred the frame counts apart
    assert len(answer.data) < 140_000
    assert "99" in answer.get_data(as_text=True)


def test_300_plans_are_paged_by_key(app: Flask, cast: Cast, sign_in: Callable) -> None:
    many(cast)
    client, address, seen = sign_in(cast.manager), "/plans/to-decide", []
    while address:
        html = client.get(address).get_data(as_text=True)
        seen += [piece.split('"')[0] for piece in html.split('id="plan-')[1:]]
        following = html.split('rel="next"')[0].rsplit('href="', 1) if 'rel="next"' in html else None
        address = following[1].split('"')[0] if following else ""
    assert len(seen) == len(set(seen)) == WAITING


def test_the_list_finds_its_rows_by_an_index(app: Flask, cast: Cast) -> None:
    many(cast)
    asked = "SELECT 1 FROM draft WHERE turn IN ('approver', 'second')"
    if db.engine.dialect.name == "sqlite":
        rows = [row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    else:  # its planner scans small tables unless it is told that they are dear
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        rows = [row[0] for row in db.session.execute(text(f"EXPLAIN {asked}"))]
    assert any("ix_draft_turn_due" in row for row in rows), rows


def test_each_plan_is_approved_by_itself(app: Flask, cast: Cast, browse: Browse) -> None:
    plans = several(cast, 3)
    approval.withdraw(plans[1][0], cast.me("seller"), seen=plans[1][1])
    data = fields(plans, **{f"step-{plans[2][0]}": ""})
    page = browse(cast.manager, "/plans/to-decide", method="POST", data=data)
    assert page.status == 200
    assert "Je hebt Klant 0" in page.text
    assert "Dit plan is intussen verder" in page.text
    assert "Kies hoe goed de doelen onderbouwd zijn voordat je goedkeurt." in page.text
    assert db.session.query(Decision).count() == 1
    assert making.draft_of(plans[0][0]) is None
    assert making.draft_of(plans[2][0]).state is State.IN_REVIEW
    assert f'value="{plans[2][0]}" form="batch"' in page.html


def test_what_goes_beyond_the_mandate_says_that_it_goes_on(app: Flask, cast: Cast, browse: Browse) -> None:
    making.allow(cast, discount=500)
    body = making.ready_body(cast.seller)
    body.append(making.content.new_part("budget", text={"nl": "x"}, data={"kind": "discount", "discount": 900}))
    plans = [making.submitted(cast, body=body)]
    page = browse(cast.manager, "/plans/to-decide", method="POST", data=fields(plans))
    assert "tweede besluit van Dirk Directeur" in page.text
    assert "tweede besluit, na Marloes van Dam" in browse(cast.director, "/plans/to-decide").text


@pytest.mark.parametrize("pick", [[], ["x"], ["-1"], ["9" * 30], ["99999"]])
def test_a_choice_that_is_none_changes_nothing(app: Flask, cast: Cast, browse: Browse, pick: list[str]) -> None:
    several(cast, 1)
    page = browse(cast.manager, "/plans/to-decide", method="POST", data={"seen": 1, "pick": pick})
    assert page.status == 200
    assert not db.session.query(Decision).count()


@pytest.mark.parametrize("who", ["seller", "colleague", "director", "stranger", "hr"])
def test_nobody_else_approves_by_the_list(app: Flask, cast: Cast, browse: Browse, who: str) -> None:
    plans = several(cast, 1)
    page = browse(getattr(cast, who), "/plans/to-decide", method="POST", data=fields(plans))
    assert "Dit plan wacht niet op jouw besluit." in page.text
    assert not db.session.query(Decision).count()


def test_only_what_is_clear_is_chosen_beforehand(app: Flask, cast: Cast, browse: Browse) -> None:
    doubtful, _number = several(cast, 1)[0]
    body = making.ready_body(cast.seller)
    body[1]["data"]["target"] = 10_500_00  # five percent more
    about = making.customer(cast, "Helder", potential=50_000_00)
    clear, _number = making.submitted(cast, making.plan(cast, about, body=body))
    page = browse(cast.manager, "/plans/to-decide?pick=clear")
    box = f'value="{clear}" form="batch"'
    assert "checked" in page.html.split(box)[1].split(">")[0]
    assert "checked" not in page.html.split(f'value="{doubtful}" form="batch"')[1].split(">")[0]


@pytest.mark.parametrize("place", ["today", "list"])
def test_one_press_in_the_row_approves(app: Flask, cast: Cast, browse: Browse, place: str) -> None:
    (plan_id, number), (other, second) = several(cast, 2)
    data = {"seen": number, "seat": "approver", "outcome": "approve", "step": "sound", "back": place}
    row = browse(cast.manager, f"/plans/{plan_id}/decide", method="POST", data=data, headers=HTMX)
    assert row.status == 200
    assert "Je hebt Klant 0" in row.text
    assert 'id="waits" class="count" hx-swap-oob="true">1<' in row.html
    assert ('id="plans-left" hx-swap-oob="true">1 plan' in row.html) is (place == "list")
    plain = browse(cast.manager, f"/plans/{other}/decide", method="POST", data={**data, "seen": second})
    assert plain.response.headers["Location"] == ("/" if place == "today" else "/plans/to-decide")
    late = browse(cast.manager, f"/plans/{other}/decide", method="POST", data={**data, "seen": 7}, headers=HTMX)
    assert late.status in {200, 409}


def test_a_deputy_sees_whose_seat_it_is(app: Flask, cast: Cast, browse: Browse) -> None:
    absent(cast)
    plans = several(cast, 1)
    assert "namens Marloes van Dam" in browse(cast.deputy, "/plans/to-decide").text
    page = browse(cast.deputy, "/plans/to-decide", method="POST", data=fields(plans))
    assert "namens Marloes van Dam goedgekeurd" in page.text
    assert db.session.query(Decision.deputy_of_id).scalar() == cast.manager



def test_what_is_decided_for_somebody_else_is_not_clear(app: Flask, cast: Cast, browse: Browse) -> None:
    plan_id, _number = making.submitted(cast)
    absent(cast)
    page = browse(cast.deputy, "/plans/to-decide?pick=clear")
    assert "checked" not in page.html.split(f'value="{plan_id}" form="batch"')[1].split(">")[0]


@pytest.mark.parametrize(("percent", "is_clear"), [(1_000, True), (1_001, False), (None, True)])
def test_growth_above_the_check_is_not_clear(percent: int | None, is_clear: bool) -> None:
    before = 100_000 if percent is not None else 0
    row = ToDecide(
        1, "Klant", PlanKind.CUSTOMER, 2026, "EUR", "Sanne", 1, Turn.APPROVER, None, False, None,
        before + before * (percent or 0) // 10_000, before, (), None, "",
    )
    assert row.is_clear is is_clear


def test_a_missing_step_is_said_at_its_row(app: Flask, cast: Cast, browse: Browse) -> None:
    plans = several(cast, 2)
    without = {f"step-{plans[1][0]}": ""}
    page = browse(cast.manager, "/plans/to-decide", method="POST", data=fields(plans, **without))
    select = page.html.split(f'id="step-{plans[1][0]}"')[1].split(">")[0]
    assert 'aria-invalid="true"' in select
    assert "data-focus" in select
    assert page.html.count("data-focus") == 1
