"""The pages of promises and complaints: noting one, finding its owner, doing what is asked, with and without htmx."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from portal.core import clock
from portal.core.db import db, write
from portal.core.i18n import format_date, speaking
from portal.customers.models import Contact
from portal.people.me import load
from portal.people.models import Person
from portal.visits import followup_today
from portal.visits.models import Complaint, Promise
from portal.visits.services import followup_moves as moves
from tests.plans import making
from tests.queries import counted
from tests.visits import making as visiting
from tests.visits.promising import again, complaint, day, department, person, promise, unit

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def customer_id(app, cast):
    return making.customer(cast, "Bakkerij Jansen", partner="colleague")


@pytest.fixture
def logistics(app, cast):
    return department(cast, "Jan Magazijn", "Piet Chauffeur", led_by=1)


def typed(days):
    with speaking("nl"):
        return format_date(day(days), "short")


def fields(html):
    return dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))


def test_a_promise_is_noted_from_the_page_of_a_customer(cast, browse, customer_id, logistics):
    address = f"/visits/promises/new?customer={customer_id}"
    page = browse(cast.seller, address, locale="nl")
    assert page.status == 200
    data = fields(page.html) | {
        "what": "Proefpakket sturen", "due": typed(5), "made_on": typed(0), "owner": f"p{logistics[1][0]}",
        "to_whom": "De chef",
    }
    browse(cast.seller, address, method="POST", data=data, locale="nl")
    row = db.session.query(Promise).one()
    assert (row.what, row.due, row.to_whom, row.owner_id) == ("Proefpakket sturen", day(5), "De chef", logistics[1][0])
    browse(cast.seller, address, method="POST", data=data, locale="nl")
    assert db.session.query(Promise).count() == 1
    assert "Proefpakket sturen" in browse(cast.seller, f"/customers/{customer_id}").text


def sent_by(page, **typed_in):
    """What a browser sends of the form: every field of the page in its order, each filled in where it stands."""
    form = re.search(r'<form class="form" action="[^"]*/new[^"]*".*?</form>', page.html, re.DOTALL)[0]
    found = []
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        filled = value[1] if value and 'type="hidden"' in tag else typed_in.get(name[1], value[1] if value else "")
        found.append((name[1], filled))
    return urlencode(found)


@pytest.mark.parametrize("locale", ["nl", "nb"])
@pytest.mark.parametrize(("many", "kind"), [("promises", Promise), ("complaints", Complaint)])
def test_a_customer_chosen_from_the_list_is_taken(cast, browse, customer_id, locale, many, kind):
    address = f"/visits/{many}/new"
    page = browse(cast.seller, address, locale=locale)
    with speaking(locale):
        due = format_date(day(5), "short")
    data = sent_by(page, customer=customer_id, what="Proef", kind="price", due=due, owner=f"p{cast.seller}")
    sent = browse(
        cast.seller, address, method="POST", data=data, locale=locale, content_type="application/x-www-form-urlencoded"
    )
    assert sent.status == 303
    assert db.session.query(kind.customer_id, kind.what).one() == (customer_id, "Proef")


@pytest.mark.parametrize(("locale", "last"), [("nl", "Østlandet"), ("nb", "Åsgård")])
def test_customers_to_choose_stand_in_the_order_of_the_language(cast, browse, customer_id, locale, last):
    making.customer(cast, "Åsgård")
    making.customer(cast, "Østlandet")
    listed = re.search(r'name="customer".*?</select>', browse(cast.seller, "/visits/promises/new", locale=locale).html,
                       re.DOTALL)[0]
    assert re.findall(r">([^<>]+)</option>", listed)[-1] == last


def test_from_a_contact_its_customer_and_person_are_filled_in(cast, browse, customer_id):
    visit = visiting.held(cast, customer_id)
    page = browse(cast.seller, f"/visits/complaints/new?visit={visit.uid}", locale="nl")
    data = fields(page.html) | {
        "what": "Nat", "kind": "quality", "due": typed(5), "made_on": typed(0), "owner": f"p{cast.seller}",
    }
    browse(cast.seller, f"/visits/complaints/new?visit={visit.uid}", method="POST", data=data, locale="nl")
    assert db.session.query(Complaint.visit_id, Complaint.customer_id).one() == (visit.id, customer_id)


def test_who_may_not_note_one_is_told_so(cast, sign_in, customer_id):
    making.customer(cast, "Ørsted Kjøtt", owner="stranger")
    assert sign_in(cast.stranger).get(f"/visits/promises/new?customer={customer_id}").status_code == 404
    assert sign_in(cast.hr).get(f"/visits/promises/new?customer={customer_id}").status_code == 403
    other = making.customer(cast, "Slagerij De Wit")
    assert sign_in(cast.colleague).get(f"/visits/promises/new?customer={other}").status_code == 403
    assert sign_in(cast.seller).get("/visits/promises/new?visit=geen").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "Schrijf waar het over gaat."),
        ({"due": "morgen"}, "Schrijf de datum zo"),
        ({"due": "1-1-1900"}, "Kies een dag op of na de dag waarop het is afgesproken."),
        ({"owner": "p99999999999"}, "Kies een collega of een afdeling."),
        ({"owner": "u987654"}, "Deze afdeling bestaat niet meer."),
        ({"made_on": "1-1-2199", "due": "1-2-2199"}, "Kies vandaag of een eerdere dag."),
        ({"what": "x" * 2001}, "2.000"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(cast, browse, customer_id, wrong, sentence):
    given = {"what": "Bellen", "due": typed(5), "made_on": typed(0), "owner": f"p{cast.seller}", "to_whom": "De chef"}
    address = f"/visits/promises/new?customer={customer_id}"
    page = browse(
        cast.seller, address, method="POST", data=given | {"customer": customer_id} | wrong, locale="nl"
    )
    assert page.status == 422
    assert sentence.replace("2.000", "2000") in page.text.replace("2.000", "2000")
    assert 'value="De chef"' in page.html
    assert db.session.query(Promise).count() == 0


def test_an_owner_is_found_by_letters_without_a_script_and_nothing_is_kept_yet(cast, browse, customer_id, logistics):
    data = {
        "customer": customer_id, "what": "Bellen", "due": typed(5), "made_on": typed(0), "owner": f"p{cast.seller}",
        "find_owner": "chauf", "find": "1",
    }
    page = browse(
        cast.seller, f"/visits/promises/new?customer={customer_id}", method="POST", data=data, locale="nl"
    )
    assert page.status == 200
    assert f'value="p{logistics[1][1]}"' in page.html
    assert "Piet Chauffeur (Planner, Logistiek)" in page.text
    assert db.session.query(Promise).count() == 0


def test_finding_gives_names_and_roles_only_and_no_one_who_left(cast, sign_in, logistics):
    client = sign_in(logistics[1][0])
    found = client.get("/people/find?find_owner=logist").get_data(as_text=True)
    assert f'value="u{logistics[0]}"' in found
    assert "@" not in client.get("/people/find?find_owner=sanne").get_data(as_text=True)
    assert client.get("/people/find?find_owner=s").status_code == 204
    assert client.get("/people/find?find_owner=%25%25%25").status_code in {200, 204}
    assert "Sanne" not in client.get("/people/find?find_owner=%25%25%25").get_data(as_text=True)
    with write() as session:
        session.get(Person, cast.colleague).disabled_at = clock.now()
    assert f'value="p{cast.colleague}"' not in client.get("/people/find?find_owner=kees").get_data(as_text=True)


def test_the_owner_marks_it_as_kept_and_it_leaves_today(cast, browse, customer_id, logistics):
    jan = logistics[1][0]
    row = promise(cast, customer_id, owner=person(jan))
    assert "Om zeven uur leveren" in browse(jan, "/", locale="nl").text
    assert "Toezeggingen" in browse(jan, "/", locale="nl").text
    address = f"/visits/promises/{row.uid}/done"
    data = {"base": 1, "outcome": "Geregeld", "done_on": typed(0)}
    page = browse(jan, address, method="POST", data=data, headers=HTMX, locale="nl")
    assert page.status == 200
    assert "Geregeld" in page.text
    assert "<h1" not in page.html
    late = browse(jan, address, method="POST", data=data, headers=HTMX, locale="nl")
    assert late.status == 409
    assert "Om zeven uur leveren" not in browse(jan, "/", headers=HTMX, locale="nl").text


def test_who_does_not_lead_the_department_begins_with_what_is_its(cast, browse, customer_id, logistics):
    jan, piet = logistics[1]
    promise(cast, customer_id, owner=unit(logistics[0]))
    promise(cast, customer_id, 9, owner=unit(logistics[0]), what="Pas later")
    complaint(cast, customer_id, owner=unit(logistics[0]))
    page = browse(jan, "/visits/promises/", locale="nl")
    assert "Om zeven uur leveren" in page.text
    assert '<option value="department" selected>' in page.html
    assert "take-along" not in page.html  # works with no customers, so has nothing to export
    assert 'href="/visits/take-along?what=promises"' in browse(cast.seller, "/visits/promises/").html
    mine = browse(piet, "/visits/promises/", locale="nl")
    assert "Om zeven uur leveren" in mine.text
    assert '<option value="keep" selected>' in mine.html
    today = browse(jan, "/", locale="nl")
    assert "1 toezegging van je afdeling" in today.text
    assert "1 klacht van je afdeling" in today.text
    assert 'href="/visits/promises/?whose=department"' in today.html
    assert "van je afdeling" not in browse(piet, "/", locale="nl").text
    for one, lines in ((jan, 2), (piet, 3)):  # a line for each kind; each thing itself
        assert db.session.scalar(followup_today.counting(load(one), day(0))) == lines


def test_what_has_ended_without_an_explanation_needs_none(cast, browse, customer_id, logistics):
    row = promise(cast, customer_id, owner=person(logistics[1][0]))
    address = f"/visits/promises/{row.uid}"
    assert "Nog niet besproken" in browse(cast.seller, address, locale="nl").text
    moves.done(load(logistics[1][0]), Promise, row.uid, 1, day=day(0), outcome="")
    assert "Nog niet besproken" not in browse(cast.seller, address, locale="nl").text


def test_settling_ones_own_tells_nobody_and_says_so(cast, browse, customer_id):
    uid = complaint(cast, customer_id).uid
    page = browse(cast.seller, f"/visits/complaints/{uid}/done", method="POST", locale="nl", data={
        "base": again(Complaint, uid).rev, "outcome": "Nieuwe gestuurd", "done_on": typed(0),
    }, headers=HTMX)  # fmt: skip
    assert again(Complaint, uid).done_on == clock.today()
    assert "Laat het de klant weten" in str(page.response.headers)
    assert "heeft bericht" not in str(page.response.headers)


def test_explained_with_one_tap(cast, sign_in, customer_id, logistics):
    row = promise(cast, customer_id, owner=unit(logistics[0]))
    client = sign_in(cast.seller)
    assert "Bespreek deze toezegging met Logistiek" in client.get("/", headers={"Accept-Language": "nl"}).text
    assert client.post(f"/visits/promises/{row.uid}/explain", data={"base": 1}).status_code == 303
    assert again(Promise, row.uid).explained_on == day(0)


def test_a_stale_change_shows_both_texts(cast, browse, customer_id):
    row = promise(cast, customer_id)
    moves.change(cast.me("colleague"), Promise, row.uid, 1, what="Om acht uur", contact=None, to_whom="")
    data = {"base": 1, "what": "Om negen uur", "contact": "", "to_whom": ""}
    page = browse(cast.seller, f"/visits/promises/{row.uid}/change", method="POST", data=data, locale="nl")
    assert page.status == 409
    assert "Nu: Om acht uur" in page.text
    assert "Om negen uur" in page.text


def test_a_department_colleague_passes_it_on_and_need_not_see_it_any_more(cast, sign_in, customer_id, logistics):
    _unit, (jan, piet) = logistics
    row = promise(cast, customer_id, owner=person(jan))
    answer = sign_in(jan).post(f"/visits/promises/{row.uid}/owner", data={"base": 1, "owner": f"p{piet}"})
    assert (answer.status_code, answer.location) == (303, "/visits/promises/")
    assert again(Promise, row.uid).owner_id == piet


def test_words_that_are_no_markup_stay_words(cast, browse, customer_id):
    with write() as session:
        contact = Contact(customer_id=customer_id, name="<b>Anna</b>")
        session.add(contact)
    row = promise(cast, customer_id, what="<script>alert(1)</script>", contact_id=contact.id)
    for address in (f"/visits/promises/{row.uid}", "/visits/promises/", f"/customers/{customer_id}", "/"):
        html = browse(cast.seller, address).html
        assert "<script>alert" not in html
        assert "<b>Anna" not in html


@pytest.mark.parametrize("many", ["promises", "complaints"])
def test_a_list_of_fifty_asks_as_little_as_a_list_of_one(cast, sign_in, customer_id, many):
    made = promise if many == "promises" else complaint
    client = sign_in(cast.seller)
    made(cast, customer_id)
    client.get(f"/visits/{many}/")
    with counted() as one:
        client.get(f"/visits/{many}/")
    for _ in range(51):
        made(cast, customer_id)
    with counted() as all_of_them:
        page = client.get(f"/visits/{many}/")
    assert len(all_of_them) <= len(one) <= 4
    assert "after=" in page.get_data(as_text=True)


def test_the_next_page_goes_on_behind_the_last_row(cast, browse, customer_id):
    for number in range(52):
        promise(cast, customer_id, what=f"Nummer {number:02}")
    first = browse(cast.seller, "/visits/promises/")
    onward = re.search(r'href="(/visits/promises/\?[^"]*after=[^"]*)"', first.html)[1].replace("&amp;", "&")
    second = browse(cast.seller, onward)
    assert ("Nummer 49" in first.text, "Nummer 50" in first.text) == (True, False)
    assert ("Nummer 49" in second.text, "Nummer 50" in second.text, "Nummer 51" in second.text) == (False, True, True)
    assert browse(cast.seller, "/visits/promises/?after=gisteren&whose=ik&state=ooit&customer=x&kind=y").status == 200
