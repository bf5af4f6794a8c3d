"""Editing a plan in place: each item by its form, as a fragment and as a page; what two people do; what is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.db import write
from portal.customers.models import Contributor
from portal.documents import content
from portal.documents.models import Outcome
from portal.plans import amendments, approval
from portal.plans.models import PlanKind
from tests.cast import LONG_AGO, Cast
from tests.pages import Page
from tests.plans import making
from tests.plans.writing import AUTOSAVE, KEYS, PARTIAL, address, draft, fields, opened, stored
from tests.profiles.test_concurrency import at_once
from tests.queries import counted

Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]
OUTSIDERS = [("manager", 403), ("director", 403), ("colleague", 403), ("deputy", 404), ("stranger", 404),
             ("hr", 404), ("admin", 404)]


@pytest.mark.parametrize(("who", "status"), [("seller", 200), *OUTSIDERS])
def test_who_may_edit_a_plan(cast: Cast, browse: Browse, who: str, status: int) -> None:
    plan = draft(cast)
    before = stored(plan)
    for page in (f"/plans/{plan}/edit", f"/plans/{plan}/paste", address(plan, "goal", "edit"), address(plan, "goal")):
        expected = status if status != 200 or page != address(plan, "goal") else 303
        assert browse(getattr(cast, who), page).status == expected
    if status != 200:
        posts = {
            f"/plans/{plan}/parts": {"kind": "goal"}, address(plan, "goal"): {"text": "x", "base": "1"},
            address(plan, "goal", "move"): {"move": "up"}, address(plan, "goal", "remove"): {"base": "1"},
            address(plan, "loose", "place"): {"kind": "goal"}, f"/plans/{plan}/sections/market": {"text": "x"},
            f"/plans/{plan}/undo": {}, f"/plans/{plan}/paste": {"text": "Doelen\n- x"},
            f"/plans/{plan}/requests/1": {"answer": "done"}, f"/plans/{plan}/lines": {},
            f"/plans/{plan}/submit": {},
        }
        for to, data in posts.items():
            assert browse(getattr(cast, who), to, method="POST", data=data).status == status, to
        assert stored(plan) == before


def test_a_contributor_writes_but_does_not_submit(cast: Cast, browse: Browse) -> None:
    customer = making.customer(cast)
    with write() as session:
        session.add(Contributor(customer_id=customer, person_id=cast.colleague, starts=LONG_AGO))
    plan = making.plan(cast, customer)
    assert browse(cast.colleague, f"/plans/{plan}/edit").status == 200
    assert browse(cast.colleague, f"/plans/{plan}/submit").status == 403


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_page_has_every_section_of_its_kind(cast: Cast, browse: Browse, locale: str) -> None:
    page = browse(cast.seller, f"/plans/{draft(cast)}/edit", locale=locale)
    words = {"nl": ["Mogelijkheden", "Doelen", "Acties", "Contactafspraken", "Gevraagde ondersteuning"],
             "nb": ["Muligheter", "Mål", "Tiltak", "Kontaktplan", "Ønsket støtte"]}[locale]
    assert all(word in page.text for word in words)
    assert "Meer brood" in page.text


def test_an_item_is_saved_and_drawn_again(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    form = opened(client, plan, "goal")
    assert form["why"] == "Twee winkels erbij."
    answer = client.post(address(plan, "goal"), data={**form, "text": "Veel meer brood", "target": "15.000"},
                         headers=PARTIAL)
    assert answer.status_code == 200
    assert "Veel meer brood" in answer.get_data(as_text=True)
    assert stored(plan, "goal")["data"]["target"] == 15_000_00
    assert stored(plan, "goal")["text"]["nl"] == "Veel meer brood"


def test_a_form_that_saves_itself_gets_its_numbers_and_never_its_fields(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    form = opened(client, plan, "agreement")
    first = client.post(address(plan, "agreement"), data={**form, "per_year": "52"}, headers=AUTOSAVE)
    html = first.get_data(as_text=True)
    assert "<textarea" not in html
    assert "52" in html  # the sum below the section follows
    again = client.post(address(plan, "agreement"), data={**form, "per_year": "26"}, headers=AUTOSAVE)
    assert again.status_code == 200  # the same open form is never stale to itself
    assert stored(plan, "agreement")["data"]["per_year"] == 26


def test_without_a_script_every_item_has_a_page(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    added = client.post(f"/plans/{plan}/parts", data={"kind": "goal"})
    assert added.status_code == 303
    page = client.get(added.location).get_data(as_text=True)
    saved = client.post(re.search(r"/plans/\d+/parts/\w{8}", added.location)[0],
                        data={**fields(page), "text": "Nieuw doel", "target": "5"})
    assert saved.status_code == 303
    assert "Nieuw doel" in browse(cast.seller, f"/plans/{plan}/edit").text
    prose = client.post(f"/plans/{plan}/sections/picture", data={"text": "Rustig", "base": "0", "key": "0a0a0a0a"})
    assert prose.status_code == 303
    assert any(one["kind"] == "picture" and one["text"]["nl"] == "Rustig" for one in stored(plan))


def test_an_item_left_empty_goes_away(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    count = len(stored(plan))
    html = client.post(f"/plans/{plan}/parts", data={"kind": "assumption", "key": "0b0b0b0b"}, headers=PARTIAL)
    assert html.status_code == 200
    assert len(stored(plan)) == count + 1
    client.post(f"/plans/{plan}/parts/0b0b0b0b", data=fields(html.get_data(as_text=True)), headers=PARTIAL)
    assert len(stored(plan)) == count


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("goal", {"target": "-5"}), ("goal", {"target": "1,2,3"}), ("goal", {"target": "9" * 20}),
        ("goal", {"text": "x" * 3000}), ("goal", {"measure": "feelings"}), ("action", {"due": "31-2-2026"}),
        ("action", {"due": "1-1-1900"}), ("action", {"person": "99999"}), ("agreement", {"per_year": "7"}),
        ("agreement", {"channel": "pigeon"}), ("budget", {"amount": "-1"}),
        ("budget", {"what": "discount", "discount": "101"}), ("goal", {"base": "999999999999"}),
    ],
)
def test_what_cannot_be_understood_is_said_and_loses_nothing(
    cast: Cast, sign_in: SignIn, name: str, wrong: dict[str, str]
) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    before, form = stored(plan), opened(client, plan, name)
    answer = client.post(address(plan, name), data={**form, **wrong}, headers=PARTIAL)
    assert answer.status_code == 422
    assert stored(plan) == before
    told = client.post(address(plan, name), data={**form, **wrong}, headers=AUTOSAVE)
    assert told.status_code == 422
    assert f"wrong-{KEYS[name]}" in told.get_data(as_text=True)


def test_zero_bytes_are_dropped(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    form = opened(client, plan, "support")
    answer = client.post(address(plan, "support"), data={**form, "text": "Een\x00pakket"}, headers=PARTIAL)
    assert answer.status_code == 200
    assert stored(plan, "support")["text"]["nl"] == "Eenpakket"


def test_the_branches_of_a_goal_are_summed_and_compared(cast: Cast, sign_in: SignIn) -> None:
    customer = making.customer(cast)
    one, two = making.branch(customer, "Utrecht"), making.branch(customer, "Ede")
    plan, client = making.plan(cast, customer), sign_in(cast.seller)
    key = next(part["key"] for part in stored(plan) if part["kind"] == "goal")
    form = opened(client, plan, key)
    sent = {**form, f"b{one}-target": "5000", f"b{two}-target": "6000", f"b{one}-baseline": "10000"}
    html = client.post(address(plan, key), data=sent, headers=AUTOSAVE).get_data(as_text=True)
    assert "€ 11.000" in html.replace("\xa0", " ")
    assert "€ 12.000" in html.replace("\xa0", " ")  # the goal says something else
    fine = client.post(address(plan, key), data={**sent, f"b{two}-target": "7000"}, headers=AUTOSAVE)
    assert "wrong-sum" not in fine.get_data(as_text=True)
    parts = [part for part in stored(plan) if part["kind"] == "branch_goal"]
    assert {part["data"]["branch"]: part["data"]["target"] for part in parts} == {one: 5_000_00, two: 7_000_00}
    client.post(address(plan, key), data={**sent, "measure": "qualitative"}, headers=PARTIAL)
    assert not [part for part in stored(plan) if part["kind"] == "branch_goal"]


def test_two_people_on_one_item_see_both_versions(cast: Cast, sign_in: SignIn) -> None:
    customer = making.customer(cast, partner="colleague")
    plan = making.plan(cast, customer)
    key = next(part["key"] for part in stored(plan) if part["kind"] == "goal")
    mine, theirs = sign_in(cast.seller), sign_in(cast.colleague)
    my_form = opened(mine, plan, key)
    their_form = opened(sign_in(cast.colleague), plan, key)
    sign_in(cast.colleague)
    assert theirs.post(address(plan, key), data={**their_form, "target": "13000"}, headers=AUTOSAVE).status_code == 200
    mine = sign_in(cast.seller)
    answer = mine.post(address(plan, key), data={**my_form, "target": "14000"}, headers=AUTOSAVE)
    html = answer.get_data(as_text=True).replace("\xa0", " ")
    assert answer.status_code == 409
    assert 'value="14000"' in html
    assert "€ 13.000" in html
    assert "Kees Collega" in html
    saved = mine.post(address(plan, key), data={**fields(html), "target": "14000"}, headers=PARTIAL)
    assert saved.status_code == 200
    assert stored(plan, key)["data"]["target"] == 14_000_00


def test_two_people_on_the_first_words_of_a_section(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    to = f"/plans/{plan}/sections/impossibilities"
    first = client.post(to, data={"text": "Mijn tekst", "base": "0", "edit": "a", "key": "0c0c0c0c"}, headers=AUTOSAVE)
    assert first.status_code == 200
    second = client.post(to, data={"text": "Andere tekst", "base": "0", "edit": "b", "key": "0d0d0d0d"},
                         headers=AUTOSAVE)
    assert second.status_code == 409
    assert "Mijn tekst" in second.get_data(as_text=True)
    assert "Andere tekst" in second.get_data(as_text=True)
    assert [part["text"]["nl"] for part in stored(plan) if part["kind"] == "impossibilities"] == ["Mijn tekst"]


def test_ten_people_on_one_item(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    plan = draft(cast)
    form = opened(sign_in(cast.seller), plan, "support")

    def send(number: int, client: FlaskClient) -> TestResponse:
        mine = {**form, "text": f"Tekst van {number}", "edit": f"form-{number}"}
        return client.post(address(plan, "support"), data=mine, headers=PARTIAL)

    answers = at_once(app, cast.seller, send)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 9}
    won = stored(plan, "support")["text"]["nl"]
    assert all(won in answer.get_data(as_text=True) for answer in answers)


def test_ten_people_on_ten_items(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    plan = making.plan(cast, body=[content.new_part("support", text={"nl": f"{n}"}, key=f"{n:08x}") for n in range(10)])
    client = sign_in(cast.seller)
    forms = [opened(client, plan, f"{number:08x}") for number in range(10)]

    def send(number: int, one: FlaskClient) -> TestResponse:
        return one.post(f"/plans/{plan}/parts/{number:08x}", data={**forms[number], "text": f"Nieuw {number}"},
                        headers=PARTIAL)

    assert [answer.status_code for answer in at_once(app, cast.seller, send)] == [200] * 10
    assert [part["text"]["nl"] for part in stored(plan)] == [f"Nieuw {number}" for number in range(10)]


def test_undo_takes_back_the_last_change(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    before = stored(plan)
    form = opened(client, plan, "support")
    assert client.post(address(plan, "support", "remove"), data=form, headers=PARTIAL).status_code == 200
    assert stored(plan, "support") is None
    assert client.post(f"/plans/{plan}/undo", headers=PARTIAL).status_code == 200
    assert stored(plan, "support")["text"] == before[-2]["text"]


def test_removing_what_changed_meanwhile_is_refused(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    old = opened(client, plan, "support")
    client.post(address(plan, "support"), data={**old, "text": "Anders", "edit": "other"}, headers=AUTOSAVE)
    assert client.post(address(plan, "support", "remove"), data=old, headers=PARTIAL).status_code == 409
    assert stored(plan, "support")["text"]["nl"] == "Anders"


def test_text_without_a_place_gets_one(cast: Cast, sign_in: SignIn) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    client.post(address(plan, "loose", "place"), data={"kind": "possibilities"}, headers=PARTIAL)
    assert stored(plan, "loose") is None
    assert stored(plan, "possibilities")["text"]["nl"] == "Twee nieuwe winkels.\nLos stuk tekst"
    assert client.post(address(plan, "goal", "place"), data={"kind": "action"}, headers=PARTIAL).status_code == 422


@pytest.mark.parametrize("kind", ["line", "picture2", "branch_goal", "unplaced", ""])
def test_kinds_that_a_plan_does_not_have_are_refused(cast: Cast, sign_in: SignIn, kind: str) -> None:
    plan, client = draft(cast), sign_in(cast.seller)
    assert client.post(f"/plans/{plan}/parts", data={"kind": kind}, headers=PARTIAL).status_code == 422


def test_the_page_asks_as_much_for_many_items_as_for_few(cast: Cast, sign_in: SignIn) -> None:
    few = making.plan(cast, making.customer(cast, "Klein"))
    body = [content.new_part("action", text={"nl": f"{n}"}, data={"person": cast.seller}) for n in range(60)]
    many = making.plan(cast, making.customer(cast, "Groot"), body=body)
    asked, client = [], sign_in(cast.seller)
    client.get("/")  # the first page of a process also asks for what all later ones keep
    for plan in (few, many):
        with counted() as sent:
            assert client.get(f"/plans/{plan}/edit").status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 7


def test_an_amendment_changes_its_own_section_only(cast: Cast, sign_in: SignIn, browse: Browse) -> None:
    plan = making.approved(cast)
    amendments.start(plan, cast.me("seller"), "action", "Nieuwe afspraak")
    client = sign_in(cast.seller)
    parts = {part["kind"]: part for part in stored(plan)}
    page = browse(cast.seller, f"/plans/{plan}/edit")
    assert page.status == 200
    assert "Alleen het onderdeel Acties" in page.text
    client = sign_in(cast.seller)
    goal = address(plan, parts["goal"]["key"])
    assert client.get(f"{goal}/edit", headers=PARTIAL).status_code == 422
    before = stored(plan)
    refused = client.post(goal, data={"text": "Anders", "base": "1", "edit": "x", "measure": "revenue",
                                      "business": "existing", "target": "1"}, headers=PARTIAL)
    assert refused.status_code == 422
    assert client.post(f"/plans/{plan}/sections/possibilities", data={"text": "Anders", "base": "1"},
                       headers=PARTIAL).status_code == 422
    assert client.post(f"/plans/{plan}/parts", data={"kind": "goal"}, headers=PARTIAL).status_code == 422
    assert stored(plan) == before
    form = opened(client, plan, parts["action"]["key"])
    assert client.post(address(plan, parts["action"]["key"]), data={**form, "text": "Later proeven"},
                       headers=PARTIAL).status_code == 200


def test_change_requests_are_answered_beside_their_item(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    plan, number = making.submitted(cast)
    goal = next(part["key"] for part in stored(plan) if part["kind"] == "goal")
    approval.decide(plan, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number,
                    wishes=[approval.Wish(goal, "Onderbouw dit."), approval.Wish("", "Maak het korter.")])
    page = browse(cast.seller, f"/plans/{plan}/edit")
    assert "Onderbouw dit." in page.text
    assert "Maak het korter." in page.text
    first, second = sorted(int(one) for one in set(re.findall(r"/requests/(\d+)", page.html)))
    client = sign_in(cast.seller)
    bare = client.post(f"/plans/{plan}/requests/{first}", data={"answer": "not_done"}, headers=PARTIAL)
    assert bare.status_code == 422
    assert client.post(f"/plans/{plan}/requests/{first}", data={"answer": "done"}, headers=PARTIAL).status_code == 200
    blocked = client.post(f"/plans/{plan}/submit", data={})
    assert blocked.status_code == 422
    client.post(f"/plans/{plan}/requests/{second}", data={"answer": "not_done", "text": "Het is al kort."})
    assert client.post(f"/plans/{plan}/submit", data={}).status_code == 303
    assert making.draft_of(plan).submitted == 2


def test_a_submitted_plan_cannot_be_edited(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    plan, _number = making.submitted(cast)
    page = browse(cast.seller, f"/plans/{plan}/edit")
    assert page.status == 200
    assert "kan nu niet worden bewerkt" in page.text
    answer = sign_in(cast.seller).post(f"/plans/{plan}/sections/market", data={"text": "Te laat", "base": "0"})
    assert answer.status_code == 409
    assert "Te laat" in answer.get_data(as_text=True)  # what was typed comes back


def test_what_is_missing_is_listed_with_links_and_stops_only_the_submission(
    cast: Cast, browse: Browse, sign_in: SignIn
) -> None:
    plan = making.plan(cast, body=[content.new_part("goal", text={}, key=KEYS["goal"],
                                                    data={"measure": "revenue", "business": "existing"})])
    page = browse(cast.seller, f"/plans/{plan}/edit?check=1")
    assert f"#p-{KEYS['goal']}" in page.html
    assert "streefwaarde" in page.text
    answer = sign_in(cast.seller).post(f"/plans/{plan}/submit", data={"note": "Kijk even"})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert f"open={KEYS['goal']}" in html
    assert "Kijk even" in html


def test_the_submit_page_says_who_decides_and_what_to_look_at(cast: Cast, browse: Browse) -> None:
    plan = making.plan(cast, body=[content.new_part("goal", text={"nl": "Meer"}, key=KEYS["goal"], data={
        "measure": "revenue", "business": "existing", "baseline": 100, "target": 500})])
    page = browse(cast.seller, f"/plans/{plan}/submit")
    assert "Marloes van Dam besluit" in page.text
    assert "geen enkel contact in de agenda" in page.text
    assert "groeit zonder onderbouwing" in page.text


def test_beyond_the_mandate_the_next_line_is_announced(cast: Cast, browse: Browse) -> None:
    making.allow(cast, budget=100_00)
    plan = draft(cast)
    assert "Dirk Directeur" in browse(cast.seller, f"/plans/{plan}/submit").text
    assert "mandaat" in browse(cast.seller, f"/plans/{plan}/edit").text


def test_a_level_that_may_not_submit_this_kind_is_told_so(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    plan = making.plan(cast, making.customer(cast), kind=PlanKind.CUSTOMER)
    with write() as session:
        session.query(making.Mandate).delete()
    assert "niveau A" in browse(cast.seller, f"/plans/{plan}/submit").text
    assert sign_in(cast.seller).post(f"/plans/{plan}/submit", data={}).status_code == 422


def test_a_goal_in_words_or_of_satisfaction_is_neither_existing_nor_new(cast: Cast, sign_in: SignIn) -> None:
    plan, client = making.plan(cast), sign_in(cast.seller)
    goal = next(part["key"] for part in stored(plan) if part["kind"] == "goal")
    for measure in ("satisfaction", "qualitative"):
        form = {**opened(client, plan, goal), "measure": measure, "business": "new"}
        assert client.post(address(plan, goal), data=form, headers=PARTIAL).status_code == 200
        data = next(part["data"] for part in stored(plan) if part["key"] == goal)
        assert (data["measure"], data["business"]) == (measure, "existing")
