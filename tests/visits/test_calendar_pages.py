"""What is done with a contact from its pages: every move by everybody in every state, with and without a script."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.customers.models import Contact
from portal.plans.models import Goal, Measure
from portal.visits.models import Channel, Visit, VisitState
from tests.plans import making as plans
from tests.queries import counted
from tests.visits import making

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
PLANNED, HELD = VisitState.PLANNED, VisitState.HELD
BY_US, BY_CUSTOMER = VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER
FROM = {
    "move": {PLANNED}, "cancel:us": {PLANNED}, "cancel:customer": {PLANNED}, "reinstate": {BY_US, BY_CUSTOMER},
    "held": {PLANNED}, "not_held": {HELD}, "channel:phone": {PLANNED, HELD},
}
WHO = {
    "seller": 200, "manager": 403, "director": 403, "colleague": 403, "stranger": 404, "hr": 404, "admin": 404,
    "deputy": 404,
}


def tomorrow():
    return (clock.today() + timedelta(days=1)).isoformat()


def act(client, row, do, *, seen=None, headers=PARTIAL, address="", **more):
    value = f"move:{tomorrow()}" if do == "move" else do
    data = {"do": value, "seen": row.rev if seen is None else seen, **more}
    return client.post(f"/visits/{row.uid}/act{address}", data=data, headers=headers)


@pytest.fixture
def customer_id(app, cast):
    return plans.customer(cast)


@pytest.mark.parametrize("do", FROM)
def test_each_move_starts_in_its_states_and_is_for_who_may_act(cast, sign_in, customer_id, do):
    for who, status in WHO.items():
        client = sign_in(getattr(cast, who))
        for state in VisitState:
            row = making.visit(cast, customer_id, -1, state=state)
            expected = status if status != 200 or state in FROM[do] else 409
            assert act(client, row, do).status_code == expected, (who, state)
            now = making.again(row.id)
            assert (now.rev > row.rev) is (expected == 200), (who, state)


def test_the_partner_of_the_customer_moves_contacts_too(cast, sign_in, app):
    row = making.visit(cast, plans.customer(cast, partner="colleague"), 2)
    assert act(sign_in(cast.colleague), row, "move").status_code == 200


def test_the_answer_is_the_row_as_it_is_now_and_the_way_to_take_it_back(cast, sign_in, customer_id):
    client, row = sign_in(cast.seller), making.visit(cast, customer_id, 3, at="10:30")
    html = act(client, row, "move").get_data(as_text=True)
    assert "<html" not in html
    assert f'value="move:{row.day}"' in html
    assert "Verplaatst naar" in html
    assert "10:30" in html
    html = act(client, making.again(row.id), f"move:{row.day}").get_data(as_text=True)
    assert making.again(row.id).day == row.day
    html = act(client, making.again(row.id), "cancel:customer", reason="Beurs").get_data(as_text=True)
    assert "Door de klant afgezegd" in html
    assert making.again(row.id).reason == "Beurs"
    assert 'value="reinstate"' in html


@pytest.mark.parametrize(("day", "says"), [
    (date(2026, 11, 16), "Flyttet til tir. 17. nov.<"), (date(2026, 5, 18), "Flyttet til tir. 19. mai.<"),
])  # fmt: skip
def test_a_shortened_month_ends_its_sentence_with_one_full_stop(cast, sign_in, customer_id, day, says):
    headers = PARTIAL | {"Accept-Language": "nb"}
    with clock.at(datetime.combine(day, time(9), UTC)):
        answer = act(sign_in(cast.seller), making.visit(cast, customer_id), "move", headers=headers)
    assert says in answer.get_data(as_text=True)


def test_the_page_of_a_contact_takes_back_what_was_just_done_once(cast, sign_in, customer_id):
    client, row = sign_in(cast.seller), making.visit(cast, customer_id, 3, at="10:30")
    answer = act(client, row, "move", headers={}, address="?back=show")
    html = client.get(answer.location).get_data(as_text=True)
    assert f'name="do" value="move:{row.day}"' in html
    act(client, making.again(row.id), f"move:{row.day}", headers={}, address="?back=show")
    assert making.again(row.id).day == row.day
    assert f'name="do" value="move:{row.day}"' not in client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize(("at", "minutes", "warned"), [
    ("09:30", 60, True), ("10:59", 5, True), ("11:00", 60, False), ("09:00", 60, False), (None, 60, False),
])  # fmt: skip
def test_another_appointment_at_that_time_is_said_and_refuses_nothing(
    cast, sign_in, customer_id, at, minutes, warned
):
    client, row = sign_in(cast.seller), making.visit(cast, customer_id, 3, at=at, minutes=minutes)
    making.visit(cast, plans.customer(cast, "Slagerij De Wit"), 1, at="10:00", minutes=60)
    making.visit(cast, customer_id, 1, at="10:00", state=BY_US)
    answer = act(client, row, "move")
    assert answer.status_code == 200
    assert ("10:00 Slagerij De Wit" in answer.get_data(as_text=True)) is warned
    page = client.get(f"/visits/{row.uid}/edit").get_data(as_text=True)
    assert ("10:00 Slagerij De Wit" in page) is warned


def test_one_planned_at_the_time_of_another_is_planned_with_a_warning(cast, sign_in, customer_id):
    client = sign_in(cast.seller)
    making.visit(cast, plans.customer(cast, "Slagerij De Wit"), 2, at="14:00")
    answer = client.post(f"/visits/new?customer={customer_id}", data=fields(at="14:30"))
    assert "14:00 Slagerij De Wit" in client.get(answer.location).get_data(as_text=True)


def test_the_counts_of_the_days_come_along_with_a_move(cast, sign_in, customer_id):
    client, row = sign_in(cast.seller), making.visit(cast, customer_id)
    making.visit(cast, customer_id)
    html = act(client, row, "cancel:us", address="?view=day").get_data(as_text=True)
    assert f'id="count-{clock.today()}" hx-swap-oob="true">1<' in html
    assert html.count("hx-swap-oob") == 7
    assert "hx-swap-oob" not in act(
        client, making.again(row.id), "reinstate", address="?view=list"
    ).get_data(as_text=True)


@pytest.mark.parametrize(("locale", "says"), [("nl", "Concept staat klaar"), ("nb", "Utkast ligger klart")])
def test_a_draft_of_a_contact_to_come_stands_ready_for_its_writer(cast, browse, customer_id, locale, says):
    row = making.visit(cast, customer_id, 1)
    page = browse(cast.seller, f"/visits/{row.uid}", locale=locale)
    assert f'href="/visits/{row.uid}/report"' in page.html
    assert says not in page.text
    making.reported(row, sent=False)
    assert says in browse(cast.seller, f"/visits/{row.uid}", locale=locale).text
    assert says not in browse(cast.manager, f"/visits/{row.uid}", locale=locale).text
    assert says in browse(cast.seller, "/visits/reports/?show=write", locale=locale).text


def test_who_keeps_the_customer_adds_a_phone_that_is_missing(cast, browse, customer_id):
    with write() as session:
        session.add_all([
            Contact(customer_id=customer_id, name="An Bel", phone="030 555 12 34"),
            Contact(customer_id=customer_id, name="Jo Niet"),
        ])  # fmt: skip
    row = making.visit(cast, customer_id, 1)
    page = browse(cast.seller, f"/visits/{row.uid}", locale="nl")
    jo = db.session.scalar(select(Contact.id).where(Contact.name == "Jo Niet"))
    assert page.text.count("Telefoonnummer onbekend") == 1
    assert f'href="/customers/{customer_id}/contacts/{jo}"' in page.html
    assert 'href="tel:0305551234"' in page.html
    assert browse(cast.seller, f"/customers/{customer_id}/contacts/{jo}").status == 200
    assert "Telefoonnummer onbekend" not in browse(cast.manager, f"/visits/{row.uid}", locale="nl").text


def test_a_page_that_is_out_of_date_shows_what_it_is_now(cast, sign_in, customer_id):
    client, row = sign_in(cast.seller), making.visit(cast, customer_id, 3)
    act(client, row, "move")
    answer = act(client, row, "cancel:us")
    assert answer.status_code == 409
    assert "intussen gewijzigd" in answer.get_data(as_text=True)
    assert making.again(row.id).state is PLANNED


def test_without_a_script_a_move_leads_back_to_where_it_was(cast, sign_in, customer_id):
    client, row = sign_in(cast.seller), making.visit(cast, customer_id, 3)
    answer = act(client, row, "channel:video", headers={}, address="?view=day&on=2026-03-05")
    assert answer.status_code == 303
    assert "view=day" in answer.location
    assert answer.location.endswith(f"#v{row.id}")
    answer = act(client, row, "channel:phone", headers={}, address="?back=show")
    assert answer.location == f"/visits/{row.uid}"
    assert "intussen gewijzigd" in client.get(answer.location).get_data(as_text=True)
    assert making.again(row.id).channel is Channel.VIDEO


@pytest.mark.parametrize("do", ["", "delete", "move", "move:", "move:31-31-2026", "move:1999-01-01", "cancel:them",
                                "channel:fax"])  # fmt: skip
def test_what_is_no_move_does_nothing(cast, sign_in, customer_id, do):
    row = making.visit(cast, customer_id, 3)
    answer = sign_in(cast.seller).post(f"/visits/{row.uid}/act", data={"do": do, "seen": row.rev}, headers=PARTIAL)
    assert answer.status_code == 422
    assert making.again(row.id).rev == row.rev


def fields(**changes):
    day = clock.today() + timedelta(days=2)
    return {
        "channel": "phone", "day": f"{day:%d-%m-%Y}", "at": "9u30", "minutes": "45", "contact_id": "", "branch_id": "",
        "purpose": "Nieuwe kaart laten zien", **changes,
    }  # fmt: skip


def test_a_contact_is_planned_with_a_customer_that_one_works_on(cast, browse, sign_in, customer_id):
    other = plans.customer(cast, "Van de collega", owner="colleague")
    page = browse(cast.seller, "/visits/new?q=bakk")
    assert f"/visits/new?customer={customer_id}" in page.html
    assert "Van de collega" not in browse(cast.seller, "/visits/new").text
    assert "Met welke klant?" in browse(cast.seller, f"/visits/new?customer={other}").text
    page = browse(cast.seller, f"/visits/new?customer={customer_id}")
    assert page.status == 200
    client, uid = sign_in(cast.seller), str(uuid.uuid4())
    for _twice in range(2):
        answer = client.post(f"/visits/new?customer={customer_id}", data=fields(uid=uid))
        assert answer.status_code == 303
        assert answer.location == f"/visits/{uid}"
    row = db.session.scalars(select(Visit)).one()
    assert (row.at, row.minutes, row.channel, row.person_id) == ("09:30", 45, Channel.PHONE, cast.seller)
    assert client.post(f"/visits/new?customer={other}", data=fields()).status_code == 200
    assert db.session.execute(db.text("SELECT count(*) FROM visit")).scalar_one() == 1


@pytest.mark.parametrize(("changes", "says"), [
    ({"day": ""}, "Vul de dag in."), ({"day": "31-02-2026"}, "bestaat niet"), ({"at": "25:00"}, "14:30"),
    ({"minutes": "0"}, "5 minuten"), ({"minutes": "veel"}, "5 minuten"), ({"day": "01-01-1950"}, "jaar 2000"),
    ({"day": "01-01-2199"}, "twee jaar"), ({"purpose": "x" * 501}, "500"), ({"branch_id": "999"}, "uit de lijst"),
    ({"channel": "fax"}, "Kies"),
])  # fmt: skip
def test_what_cannot_be_planned_is_said_at_its_field_and_loses_nothing(cast, sign_in, customer_id, changes, says):
    client = sign_in(cast.seller)
    answer = client.post(
        f"/visits/new?customer={customer_id}", data=fields(**changes), headers={"Accept-Language": "nl"}
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in html
    assert (changes.get("purpose") or "Nieuwe kaart laten zien") in html
    assert db.session.scalar(select(Visit.id)) is None


@pytest.mark.parametrize(("who", "status"), [
    ("seller", 200), ("colleague", 403), ("manager", 403), ("hr", 403), ("stranger", 403),
])  # fmt: skip
def test_only_who_has_customers_plans_contacts(cast, browse, customer_id, who, status):
    assert browse(getattr(cast, who), "/visits/new").status == status


def test_everything_about_a_contact_is_changed_in_one_form(cast, sign_in, customer_id):
    client, row = sign_in(cast.seller), making.visit(cast, customer_id, 3)
    assert client.post(f"/visits/{row.uid}/edit", data=fields(base=row.rev)).status_code == 303
    now = making.again(row.id)
    assert (now.at, now.purpose, now.channel) == ("09:30", "Nieuwe kaart laten zien", Channel.PHONE)
    stale = client.post(f"/visits/{row.uid}/edit", data=fields(base=row.rev, purpose="Iets anders"))
    assert stale.status_code == 409
    assert "Iets anders" in stale.get_data(as_text=True)
    assert making.again(row.id).purpose == "Nieuwe kaart laten zien"


def test_the_day_of_a_contact_that_took_place_stays(cast, sign_in, customer_id):
    client, row = sign_in(cast.seller), making.held(cast, customer_id)
    answer = client.post(f"/visits/{row.uid}/edit", data=fields(base=row.rev), headers={"Accept-Language": "nl"})
    assert answer.status_code == 409
    assert "toch niet heeft plaatsgevonden" in answer.get_data(as_text=True)
    day = f"{row.day:%d-%m-%Y}"
    assert client.post(f"/visits/{row.uid}/edit", data=fields(base=row.rev, day=day)).status_code == 303


@pytest.mark.parametrize(("who", "status"), [
    ("seller", 200), ("manager", 200), ("director", 200), ("colleague", 403), ("stranger", 404), ("hr", 404),
    ("deputy", 404),
])  # fmt: skip
def test_who_reads_the_contact_reads_its_sheet(cast, browse, customer_id, who, status):
    row = making.visit(cast, customer_id, 3)
    page = browse(getattr(cast, who), f"/visits/{row.uid}")
    assert page.status == status
    assert ("Andere dag of tijd" in page.text) is (who == "seller")
    to_change = 200 if who == "seller" else max(status, 403)
    assert browse(getattr(cast, who), f"/visits/{row.uid}/edit").status == to_change


def test_a_contact_that_the_agreement_dropped_is_not_there(cast, browse, customer_id):
    row = making.visit(cast, customer_id, 3, ended_on=clock.today())
    assert browse(cast.seller, f"/visits/{row.uid}").status == 404
    assert browse(cast.seller, f"/visits/{uuid.uuid4()}").status == 404


@pytest.fixture
def prepared(cast):
    plan_id = plans.approved(cast)
    customer_id = db.session.execute(db.text("SELECT customer_id FROM plan")).scalar_one()
    with write() as session:
        session.add(
            Contact(
                customer_id=customer_id, name="Anna Inkoop", function="Inkoper", phone="+31 6 1234 5678",
                email="anna@bakkerij.example",
            )
        )
    making.reported(making.held(cast, customer_id, -9), said="Ze willen een proef.", next_step="Monsters sturen")
    making.reported(making.held(cast, customer_id, -3), sent=False, said="Nog niet verstuurd")
    return plan_id, making.visit(cast, customer_id, 2, purpose="Proef bespreken")


def test_the_sheet_has_goal_plan_reports_and_people(cast, browse, prepared):
    page = browse(cast.seller, f"/visits/{prepared[1].uid}")
    for words in (
        "Proef bespreken", "Meer brood verkopen", "Proeverij houden", "Ze willen een proef.", "Monsters sturen",
        "Anna Inkoop", "Inkoper",
    ):
        assert words in page.text
    assert "Nog niet verstuurd" not in page.text
    assert 'href="tel:+31612345678"' in page.html


def test_the_sheet_speaks_norwegian(cast, browse, prepared):
    page = browse(cast.seller, f"/visits/{prepared[1].uid}", locale="nb")
    for words in ("Målet med denne kontakten", "Siste rapporter", "Kontaktpersoner hos kunden"):
        assert words in page.text


def test_who_leads_the_seller_but_reads_no_plan_gets_no_plan(cast, browse, prepared):
    with write() as session:
        session.get(Visit, prepared[1].id).person_id = cast.colleague
    assert "Meer brood verkopen" in browse(cast.manager, f"/visits/{prepared[1].uid}").text
    page = browse(cast.colleague, f"/visits/{prepared[1].uid}")
    assert page.status == 200
    assert "Meer brood verkopen" not in page.text


@pytest.mark.parametrize(("locale", "label"), [("nl", "Omzet"), ("nb", "Omsetning")])
def test_a_goal_without_words_is_called_what_it_measures(cast, browse, prepared, locale, label):
    with write() as session:
        goal = session.query(Goal).filter(Goal.measure == Measure.REVENUE).first()
        goal.text, goal.target = "", 12_500_000
    page = browse(cast.seller, f"/visits/{prepared[1].uid}", locale=locale)
    assert re.search(rf"<li>{label} <b>[^<]+</b>", page.html)


def test_in_the_week_of_today_the_days_before_it_can_stand_behind_it(cast, browse, customer_id):
    making.visit(cast, customer_id)
    making.visit(cast, customer_id, 7)
    monday = clock.today() - timedelta(days=clock.today().weekday())
    passed = [monday + timedelta(days=step) for step in range(min(clock.today().weekday(), 5))]
    found = r'<li class="card flush[^"]* before" id="d([^"]+)"'
    assert re.findall(found, browse(cast.seller, "/visits/").html) == [str(day) for day in passed]
    assert re.findall(found, browse(cast.seller, f"/visits/?on={monday + timedelta(days=7)}").html) == []


def test_the_sheet_asks_few_questions(cast, sign_in, prepared):
    client = sign_in(cast.seller)
    address = f"/visits/{prepared[1].uid}"
    client.get(address)
    with counted() as sent:
        client.get(address)
    assert len(sent) <= 4, sent  # who asks, the contact, all on the sheet, and what waits (the badge of every page)
