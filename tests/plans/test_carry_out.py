"""Carrying a plan out: who sees the progress, who ticks, support asked, one's own actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.customers.models import Turnover
from portal.documents import content
from portal.plans import services
from portal.plans.models import Action, Plan, Support
from tests.plans import making
from tests.queries import counted

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def branches(app, cast):
    customer_id = making.customer(cast, partner="colleague")
    return customer_id, [making.branch(customer_id, name) for name in ("Utrecht", "Zwolle", "Breda")]


@pytest.fixture
def plan_id(cast, branches):
    """A plan in execution: an action over three branches, one of HR, and support asked."""
    customer_id, ids = branches
    due = (clock.today() + timedelta(days=3)).isoformat()
    body = [
        *making.ready_body(cast.seller),
        content.new_part(
            "action", text={"nl": "Schap opnieuw inrichten"}, data={"person": cast.seller, "due": due, "branches": ids}
        ),
        content.new_part("action", text={"nl": "Training regelen"}, data={"person": cast.hr, "due": due}),
        content.new_part("support", text={"nl": "Een collega van productbeheer"}),
    ]
    return making.approved(cast, making.plan(cast, customer_id, body=body))


def row_of(text):
    db.session.expire_all()
    return db.session.scalars(select(Action).where(Action.text == text).order_by(Action.branch_id)).first()


def tick(client, plan_id, row, *, done="1", headers=None, **more):
    return client.post(
        f"/plans/{plan_id}/actions/{row.id}", data={"seen": row.rev, "done": done, "note": "", **more},
        headers=headers or {},
    )


@pytest.mark.parametrize(("who", "status"), [
    ("seller", 200), ("colleague", 200), ("manager", 200), ("director", 200), ("hr", 404), ("stranger", 404),
    ("admin", 404), ("deputy", 404),
])  # fmt: skip
def test_who_reads_the_plan_reads_its_progress(cast, browse, plan_id, who, status):
    assert browse(getattr(cast, who), f"/plans/{plan_id}/progress").status == status


def test_a_teammate_who_only_knows_of_the_plan_reads_no_progress(cast, browse):
    plan_id = making.approved(cast)
    assert browse(cast.colleague, f"/plans/{plan_id}/progress").status == 403


def test_an_action_is_ticked_per_branch_in_place(cast, sign_in, plan_id):
    client, row = sign_in(cast.seller), row_of("Schap opnieuw inrichten")
    answer = tick(client, plan_id, row, headers=PARTIAL)
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert "<html" not in html
    assert "1 van 3 vestigingen" in html
    assert row_of("Schap opnieuw inrichten").done_on == clock.today()
    again = row_of("Schap opnieuw inrichten")
    assert "0 van 3 vestigingen" in tick(client, plan_id, again, done="0", headers=PARTIAL).get_data(as_text=True)


def test_without_a_script_the_tick_leads_back_to_where_it_was(cast, sign_in, plan_id):
    client = sign_in(cast.seller)
    answer = tick(client, plan_id, row_of("Schap opnieuw inrichten"), note="Mooi geworden")
    assert answer.status_code == 303
    assert f"/plans/{plan_id}/progress#action-" in answer.location
    assert "Mooi geworden" in client.get(f"/plans/{plan_id}/progress").get_data(as_text=True)
    answer = tick(client, plan_id, row_of("Schap opnieuw inrichten"), back="mine")
    assert answer.location.startswith("/plans/actions#")


def test_an_old_page_changes_nothing_and_shows_what_is(cast, sign_in, plan_id):
    client, row = sign_in(cast.seller), row_of("Schap opnieuw inrichten")
    services.tick(plan_id, row.id, cast.me("seller"), done=True, note="Intussen", seen=row.rev)
    answer = tick(client, plan_id, row, done="0", headers=PARTIAL)
    assert answer.status_code == 409
    assert "Intussen" in answer.get_data(as_text=True)
    assert row_of("Schap opnieuw inrichten").done_on is not None


@pytest.mark.parametrize(("who", "status"), [
    ("seller", 303), ("colleague", 303), ("hr", 404), ("manager", 403), ("director", 403), ("stranger", 404),
])  # fmt: skip
def test_who_may_tick(cast, sign_in, plan_id, who, status):
    assert tick(sign_in(getattr(cast, who)), plan_id, row_of("Schap opnieuw inrichten")).status_code == status


def test_who_does_an_action_ticks_it_without_reading_the_plan(cast, browse, sign_in, plan_id):
    page = browse(cast.hr, "/plans/actions")
    assert "Training regelen" in page.text
    assert f"/plans/{plan_id}/progress" not in page.html
    assert tick(sign_in(cast.hr), plan_id, row_of("Training regelen"), back="mine").status_code == 303
    assert "Training regelen" not in browse(cast.hr, "/plans/actions").text


def test_nothing_is_ticked_once_the_plan_is_evaluated(cast, sign_in, plan_id):
    row = row_of("Schap opnieuw inrichten")
    services.evaluate(plan_id, cast.me("seller"), "Klaar", {})
    assert tick(sign_in(cast.seller), plan_id, row, headers=PARTIAL).status_code == 409


def test_a_late_action_is_marked(cast, browse, plan_id):
    with write():
        row_of("Training regelen").due = clock.today() - timedelta(days=4)
    assert "4 dagen te laat" in browse(cast.seller, f"/plans/{plan_id}/progress").text


def support(plan_id):
    db.session.expire_all()
    return db.session.scalars(select(Support).where(Support.document_id == plan_id)).one()


def answer_support(client, plan_id, **fields):
    row = support(plan_id)
    given = {"base": row.rev, "measure": "Rik komt mee", "owner_id": "", "due": "", "done_on": "", **fields}
    return client.post(f"/plans/{plan_id}/support/{row.id}", data=given)


@pytest.mark.parametrize(("who", "status"), [
    ("seller", 303), ("manager", 303), ("director", 303), ("colleague", 403), ("hr", 404), ("stranger", 404),
])  # fmt: skip
def test_who_says_what_is_done_about_support(cast, sign_in, plan_id, who, status):
    assert answer_support(sign_in(getattr(cast, who)), plan_id).status_code == status


def test_any_colleague_put_down_for_support_is_told_and_can_finish_it(cast, browse, sign_in, plan_id):
    assert answer_support(sign_in(cast.manager), plan_id, owner_id=cast.hr).status_code == 303
    assert db.session.scalars(select(Notice.person_id).where(Notice.code == "plan_support_yours")).all() == [cast.hr]
    assert "Een collega van productbeheer" in browse(cast.hr, "/plans/actions").text
    day = clock.today().strftime("%d-%m-%Y")
    assert answer_support(sign_in(cast.hr), plan_id, owner_id=cast.hr, done_on=day).status_code == 303
    assert support(plan_id).done_on == clock.today()
    assert "Een collega van productbeheer" not in browse(cast.hr, "/plans/actions").text


def test_support_typed_in_an_old_page_is_kept_beside_what_it_is_now(cast, browse, sign_in, plan_id):
    old = support(plan_id).rev
    answer_support(sign_in(cast.manager), plan_id, measure="Marloes doet het")
    answer = answer_support(sign_in(cast.seller), plan_id, base=old, measure="Sanne doet het")
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "Marloes doet het" in html
    assert "Sanne doet het" in html
    answer = answer_support(sign_in(cast.seller), plan_id, measure="", due="morgen")
    assert answer.status_code == 422
    assert "morgen" in answer.get_data(as_text=True)


def imported(customer_id, month, revenue, branch_id=None):
    with write() as session:
        session.add(
            Turnover(
                customer_id=customer_id, branch_id=branch_id, month=month, product_group="", currency="EUR",
                revenue=revenue, margin=revenue // 4, source="Boekhouding", imported_at=clock.now(),
            )
        )


def test_goals_in_money_show_what_was_imported_this_year(cast, browse, branches, plan_id):
    customer_id, ids = branches
    year = clock.today().year
    for month, revenue, branch_id in ((1, 3_000_00, ids[0]), (2, 2_000_00, None), (2, 1_000_00, ids[1])):
        imported(customer_id, clock.today().replace(year=year, month=month, day=1), revenue, branch_id)
    imported(customer_id, clock.today().replace(year=year - 1, month=12, day=1), 9_000_00)
    page = browse(cast.seller, f"/plans/{plan_id}/progress")
    assert "€ 6.000 van € 12.000 50%" in page.text.replace("\xa0", " ")
    assert "Gepland tot en met vandaag: € 2.000" in page.text.replace("\xa0", " ")  # two of twelve months


def test_existing_and_new_business_in_one_measure_are_not_told_apart(cast, browse):
    customer_id = making.customer(cast)
    goal = making.ready_body(cast.seller)[1]
    body = [
        *making.ready_body(cast.seller),
        content.new_part("goal", text={"nl": "Nieuw"}, data={**goal["data"], "business": "new"}),
    ]
    plan_id = making.approved(cast, making.plan(cast, customer_id, body=body))
    imported(customer_id, clock.today().replace(month=1, day=1), 3_000_00)
    page = browse(cast.seller, f"/plans/{plan_id}/progress")
    assert "25%" not in page.text
    assert page.text.replace("\xa0", " ").count("Streefwaarde: € 12.000") == 2


def test_the_pages_ask_as_much_for_many_actions_as_for_few(cast, sign_in, plan_id, branches):
    client = sign_in(cast.seller)
    client.get(f"/plans/{plan_id}/progress")
    with counted() as few:
        client.get(f"/plans/{plan_id}/progress")
    with write() as session:
        for number in range(30):
            session.add(
                Action(
                    document_id=plan_id, part_key=f"x{number}", person_id=cast.seller, due=clock.today(), text="Nog een"
                )
            )
    with counted() as many:
        client.get(f"/plans/{plan_id}/progress")
    assert len(many) == len(few) <= 14
    with counted() as ticked:
        tick(client, plan_id, row_of("Nog een"), headers=PARTIAL)
    assert len(ticked) <= 12


def test_a_plan_at_work_has_no_progress_yet(cast, browse):
    plan_id = making.plan(cast)
    assert browse(cast.seller, f"/plans/{plan_id}/progress").status == 303
    assert db.session.get(Plan, plan_id).approved_at is None
