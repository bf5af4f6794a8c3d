"""Reports as devices send them: stored once, never somebody else's, never half; what is wrong is said per field."""

from __future__ import annotations

import re
import threading
import uuid
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db, write
from portal.core.receipts import Receipt
from portal.customers.effects import handed_over
from portal.visits import report_drawn
from portal.visits.models import Complaint, Promise, Report, Visit, VisitState
from portal.visits.report_values import row_uid
from portal.visits.services import followup_moves as moves
from tests.cast import open_session
from tests.plans import making
from tests.visits.making import again, reported, visit
from tests.visits.sending import GOOD, put


@pytest.fixture
def customer_id(app, cast):
    return making.customer(cast, "Bakkerij Jansen", partner="colleague")


@pytest.fixture
def contact(cast, customer_id):
    return visit(cast, customer_id, -1, purpose="Assortiment bespreken")


def stored(contact):
    db.session.rollback()
    return db.session.get(Report, contact.id, populate_existing=True)


def test_a_finished_report_holds_the_contact_and_gets_a_receipt(cast, sign_in, contact):
    answer = put(sign_in(cast.seller), contact.uid, cast.seller, GOOD | {"product=Brood": "on", "next_in=7": "on"})
    assert answer.status_code == 200
    receipt = db.session.query(Receipt).one()
    assert answer.json == {"rev": 1, "state": "sent", "at": answer.json["at"], "receipt": receipt.id}
    row = stored(contact)
    assert (row.reached, row.said, row.products) == ("yes", GOOD["said"], ["Brood"])
    assert row.next_on == contact.day + timedelta(days=7)
    assert row.sent_at is not None
    assert again(contact.id).state is VisitState.HELD
    codes = [code for (code,) in db.session.query(Audit.code).filter_by(kind="visit").order_by(Audit.id)]
    assert codes[-2:] == ["visit_held", "report_sent"]


def test_a_draft_changes_nothing_but_itself_and_every_character_comes_back(cast, sign_in, browse, contact):
    words = 'Regel één\nRegel "twee" <b>&amp; \U0001f9c0 Ærlig'
    values = {"said": words, "promise-1-what": "Monster sturen", "reached=partly": "on", "next_on": "geen dag"}
    answer = put(sign_in(cast.seller), contact.uid, cast.seller, values, finished=False)
    assert (answer.status_code, answer.json["state"], answer.json["rev"]) == (200, "draft", 1)
    row = stored(contact)
    assert (row.sent_at, row.said, row.draft) == (None, "", values)
    assert again(contact.id).state is VisitState.PLANNED
    assert not db.session.query(Promise).count()
    page = browse(cast.seller, f"/visits/{contact.uid}/report")
    assert "Regel &#34;twee&#34; &lt;b&gt;&amp;amp; \U0001f9c0 Ærlig" in page.html
    for one in ("Monster sturen", "geen dag"):
        assert one in page.html
    for who in ("manager", "colleague", "director"):
        assert "Monster sturen" not in browse(getattr(cast, who), f"/visits/{contact.uid}").html


def test_the_same_key_gets_the_same_answer_and_nothing_twice(cast, sign_in, contact):
    client, key = sign_in(cast.seller), str(uuid.uuid4())
    values = GOOD | {"promise-1-what": "Monster sturen", "complaint-1-what": "Te laat geleverd"}
    first = put(client, contact.uid, cast.seller, values, key=key)
    again_ = put(client, contact.uid, cast.seller, values, key=key)
    assert (first.status_code, first.json) == (again_.status_code, again_.json)
    assert (db.session.query(Promise).count(), db.session.query(Complaint).count()) == (1, 1)
    assert stored(contact).rev == 1
    promise = db.session.query(Promise).one()
    assert promise.uid == row_uid(contact.uid, "promise-1")
    assert (promise.owner_id, promise.visit_id) == (cast.seller, contact.id)


def test_a_key_of_another_sending_is_refused(cast, sign_in, customer_id, contact):
    client, key = sign_in(cast.seller), str(uuid.uuid4())
    other = visit(cast, customer_id, -2)
    put(client, contact.uid, cast.seller, GOOD, key=key)
    answer = put(client, other.uid, cast.seller, GOOD, key=key)
    assert answer.status_code == 422
    assert answer.json["summary"]
    assert stored(other) is None


def test_two_at_once_are_one(app, cast, contact):
    key, uid = str(uuid.uuid4()), str(uuid.uuid4())
    born = {"customer_id": str(contact.customer_id), "channel": "phone", "day": str(clock.today())}
    clients, answers = [], {}
    for _one in range(6):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = open_session(cast.seller), True
        clients.append(client)
    db.session.remove()
    start = threading.Barrier(6)

    def run(place):
        start.wait()
        answers[place] = put(clients[place], uid, cast.seller, GOOD | {"promise-1-what": "Bellen"}, key=key, born=born)
        with app.app_context():
            db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({str(answer.json) for answer in answers.values()}) == 1
    assert db.session.query(Visit).filter_by(uid=uid).count() == 1
    assert db.session.query(Promise).count() == 1


def test_another_base_gets_what_is_there_now(cast, sign_in, contact):
    client = sign_in(cast.seller)
    put(client, contact.uid, cast.seller, {"said": "Van de telefoon"}, finished=False)
    late = put(client, contact.uid, cast.seller, {"said": "Van de tablet"}, finished=False)
    assert (late.status_code, late.json["rev"]) == (409, 1)
    assert late.json["values"]["said"] == "Van de telefoon"
    assert late.json["values"]["reached=yes"] == ""
    merged = put(client, contact.uid, cast.seller, {"said": "Beide"}, base=1, finished=False)
    assert (merged.status_code, merged.json.get("rev")) == (200, 2)


def test_a_contact_is_born_with_its_report_or_not_at_all(cast, sign_in, customer_id):
    client, uid = sign_in(cast.seller), str(uuid.uuid4())
    born = {"customer_id": str(customer_id), "channel": "phone", "purpose": "Prijzen", "day": str(clock.today())}
    refused = put(client, uid, cast.seller, {"reached=yes": "on"}, born=born)
    assert refused.status_code == 422
    assert set(refused.json["errors"]) == {"said"}
    assert not db.session.query(Visit).filter_by(uid=uid).count()
    assert put(client, uid, cast.seller, GOOD, born=born).status_code == 200
    row = db.session.query(Visit).filter_by(uid=uid).one()
    assert (row.channel, row.purpose, row.state, row.person_id) == ("phone", "Prijzen", "held", cast.seller)


def test_what_it_is_born_with_is_judged(cast, sign_in, customer_id):
    client = sign_in(cast.seller)
    elsewhere = making.customer(cast, "Slagerij De Wit", owner="stranger", unit_id=cast.no)
    tomorrow, long_ago = (str(clock.today() + timedelta(days=days)) for days in (1, -367))
    for born, field in (
        ({"customer_id": str(elsewhere), "channel": "visit", "day": str(clock.today())}, "customer_id"),
        ({"customer_id": "", "channel": "visit", "day": str(clock.today())}, "customer_id"),
        ({"customer_id": str(customer_id), "channel": "fax", "day": str(clock.today())}, "channel"),
        ({"customer_id": str(customer_id), "channel": "visit", "day": "gisteren"}, "day"),
        ({"customer_id": str(customer_id), "channel": "visit", "day": tomorrow}, "day"),
        ({"customer_id": str(customer_id), "channel": "visit", "day": "0001-01-01"}, "day"),
        ({"customer_id": str(customer_id), "channel": "visit", "day": long_ago}, "day"),
        ({"customer_id": "999999", "channel": "visit", "day": str(clock.today())}, "customer_id"),
        ({"customer_id": str(customer_id), "day": str(clock.today()), "contact_id": "x"}, "contact_id"),
        ({"customer_id": str(customer_id), "day": str(clock.today()), "at": "25:00"}, "at"),
    ):
        answer = put(client, str(uuid.uuid4()), cast.seller, GOOD, born=born)
        assert answer.status_code == 422, born
        assert list(answer.json["errors"]) == [field]
    assert put(client, str(uuid.uuid4()), cast.seller, GOOD).status_code == 404


def test_only_whose_it_is_sends_it(cast, sign_in, contact):
    for who in ("colleague", "manager"):
        answer = put(sign_in(getattr(cast, who)), contact.uid, getattr(cast, who), GOOD)
        assert (answer.status_code, answer.json) == (403, {"code": "other_person"})
    for who in ("stranger", "hr"):  # for whom it is not there
        assert put(sign_in(getattr(cast, who)), contact.uid, getattr(cast, who), GOOD).status_code == 404
    other = put(sign_in(cast.seller), contact.uid, cast.manager, GOOD)
    assert (other.status_code, other.json) == (403, {"code": "other_person"})
    assert stored(contact) is None


def test_who_is_not_signed_in_is_told_so(app, cast, contact):
    assert put(app.test_client(), contact.uid, cast.seller, GOOD).status_code == 401
    assert stored(contact) is None


@pytest.mark.parametrize(("values", "field"), [
    ({"said": "Goed"}, "reached"),
    ({"reached=yes": "on"}, "said"),
    (GOOD | {"said": "x" * 20_001}, "said"),
    (GOOD | {"next_on": "31-2-2026"}, "next_on"),
    (GOOD | {"next_on": "1-1-2001"}, "next_on"),
    (GOOD | {"day": "1-1-1900"}, "day"),
    (GOOD | {"contact_id": "99999"}, "contact_id"),
    (GOOD | {"contact_id": "somebody"}, "contact_id"),
    (GOOD | {"promise-2-what": "Bellen", "promise-2-owner": "p99999"}, "promise-2-owner"),
    (GOOD | {"promise-2-what": "Bellen", "promise-2-due": "1-1-2001"}, "promise-2-due"),
    (GOOD | {"complaint-1-what": "Laat", "complaint-1-owner": "x"}, "complaint-1-owner"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(cast, sign_in, contact, values, field):
    answer = put(sign_in(cast.seller), contact.uid, cast.seller, values)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert answer.json["summary"]
    assert stored(contact) is None
    assert again(contact.id).state is VisitState.PLANNED
    assert not db.session.query(Promise).count()


@pytest.mark.parametrize("body", [
    b"", b"[]", b"nonsense", b'"text"', b"[" * 100_000, b"{}", b'{"person": null}', b"\xff\xfe",
])  # fmt: skip
def test_a_body_of_another_shape_is_refused(cast, sign_in, contact, body):
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
    answer = sign_in(cast.seller).put(f"/visits/{contact.uid}/report", data=body, headers=headers)
    assert answer.status_code in {403, 422}


def test_a_key_that_is_none_and_a_form_that_is_unknown_are_refused(cast, sign_in, contact):
    client = sign_in(cast.seller)
    assert put(client, contact.uid, cast.seller, GOOD, key="1").status_code == 422
    for form in (99, 1.0, True, "1", [1]):
        assert put(client, contact.uid, cast.seller, GOOD, form=form).status_code == 422
    assert put(client, contact.uid, cast.seller, "x").status_code == 422
    assert put(client, contact.uid, cast.seller, GOOD, base="0").status_code == 409
    assert put(client, contact.uid, cast.seller, {"said": "x" * 1_200_000}).status_code == 413


@pytest.mark.parametrize("said", [
    "1970-01-01T00:00:00Z", "2999-01-01T00:00:00+02:00", "nonsense", None, 5, "9999-12-31T23:59:59-14:00",
])  # fmt: skip
def test_a_clock_that_is_wrong_is_corrected(cast, sign_in, contact, said):
    assert put(sign_in(cast.seller), contact.uid, cast.seller, GOOD, written_at=said).status_code == 200
    written = stored(contact).written_at
    assert written.astimezone(clock.zone()).date() >= contact.day
    assert written <= clock.now()


def test_putting_it_right_keeps_the_texts_of_before(cast, sign_in, browse, contact):
    client = sign_in(cast.seller)
    put(client, contact.uid, cast.seller, GOOD | {"promise-1-what": "Monster sturen"})
    first = stored(contact).written_at
    draft = put(client, contact.uid, cast.seller, {"said": "Bijna"}, base=1, finished=False)
    assert (draft.status_code, stored(contact).said) == (200, GOOD["said"])
    assert stored(contact).sent_rev == 1
    values = GOOD | {"said": "Toch anders", "promise-1-what": "Twee monsters"}
    right = put(client, contact.uid, cast.seller, values, base=2)
    assert right.status_code == 200
    row = stored(contact)
    assert (row.said, row.rev, row.sent_rev, row.draft, row.written_at) == ("Toch anders", 3, 3, None, first)
    changed = db.session.query(Audit).filter_by(code="report_changed").one()
    assert db.session.get(AuditDetail, changed.id).body["said"] == GOOD["said"]
    assert db.session.query(Promise).one().what == "Twee monsters"


def test_a_contact_that_the_agreement_dropped_meanwhile_is_reported_all_the_same(cast, sign_in, contact):
    with write() as session:
        session.get(Visit, contact.id).ended_on = clock.today()
    assert put(sign_in(cast.seller), contact.uid, cast.seller, GOOD).status_code == 200
    assert again(contact.id).ended_on is None


def test_a_cancelled_contact_that_took_place_is_held(cast, sign_in, customer_id):
    row = visit(cast, customer_id, -1, state=VisitState.CANCELLED_BY_CUSTOMER, reason="Ziek")
    assert put(sign_in(cast.seller), row.uid, cast.seller, GOOD).status_code == 200
    assert (again(row.id).state, again(row.id).reason) == (VisitState.HELD, "")


def test_a_contact_of_next_week_that_was_held_today_is_dated_today(cast, sign_in, customer_id):
    row = visit(cast, customer_id, 5)
    assert put(sign_in(cast.seller), row.uid, cast.seller, GOOD).status_code == 200
    assert again(row.id).day == clock.today()


@pytest.mark.parametrize(("locale", "says"), [("nl", "op de dag van verzenden"), ("nb", "til dagen du sender")])
def test_the_form_of_one_to_come_says_on_which_day_it_will_stand(cast, sign_in, browse, customer_id, locale, says):
    row = visit(cast, customer_id, 5, at="10:30")
    page = browse(cast.seller, f"/visits/{row.uid}/report", locale=locale)
    assert says in page.text
    (form,) = [one for one in page.forms if one["action"] == f"/visits/{row.uid}/report"]
    assert form["fields"]["day"] == ""  # kept on a device it is about the day it was planned for
    assert put(sign_in(cast.seller), row.uid, cast.seller, GOOD | {"day": ""}).status_code == 200
    now = again(row.id)
    assert (now.day, now.at) == (clock.today(), "10:30")


def test_the_page_posts_the_same_without_a_script(cast, sign_in, contact):
    client = sign_in(cast.seller)
    form = {"base": "0", "key": str(uuid.uuid4()), "reached": "partly", "said": "Regel een\r\nRegel twee",
            "product": ["Brood", "Koek"], "products_other": "Taart, Koek", "finished": "1"}
    answer = client.post(f"/visits/{contact.uid}/report", data=form)
    assert (answer.status_code, answer.location) == (303, f"/visits/{contact.uid}")
    row = stored(contact)
    assert (row.reached, row.said, row.products) == ("partly", "Regel een\nRegel twee", ["Brood", "Koek", "Taart"])
    assert client.post(f"/visits/{contact.uid}/report", data=form).status_code == 303
    assert stored(contact).rev == 1


def test_a_page_that_is_behind_shows_both(cast, sign_in, contact):
    client = sign_in(cast.seller)
    client.post(f"/visits/{contact.uid}/report", data={"base": "0", "said": "Eerste", "finished": "0"})
    answer = client.post(f"/visits/{contact.uid}/report", data={"base": "0", "said": "Tweede", "reached": "no"})
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "Eerste" in html
    assert "Tweede</textarea>" in html
    assert 'name="base" value="1"' in html


def test_three_megabytes_are_refused_and_stay_in_the_form(cast, sign_in, contact):
    text = "z" * 3_000_000
    form = {"base": "0", "said": text, "reached": "no"}
    answer = sign_in(cast.seller).post(f"/visits/{contact.uid}/report", data=form)
    assert answer.status_code == 422
    assert text in answer.get_data(as_text=True)


def test_an_ended_session_takes_the_words_along(app, cast, contact):
    answer = app.test_client().post(f"/visits/{contact.uid}/report", data={"base": "0", "said": "Lang verhaal"})
    assert answer.status_code == 401
    assert 'name="carried"' in answer.get_data(as_text=True)


def test_an_unplanned_contact_works_without_a_script(cast, sign_in, customer_id):
    client = sign_in(cast.seller)
    assert "Bakkerij Jansen" in client.get("/visits/report/new").get_data(as_text=True)
    uid = str(uuid.uuid4())
    form = {"uid": uid, "customer_id": str(customer_id), "channel": "video", "day": str(clock.today())}
    form |= {"reached": "yes"}
    wrong = client.post("/visits/report/new", data=form)
    assert wrong.status_code == 422
    assert uid in wrong.get_data(as_text=True)
    assert client.post("/visits/report/new", data=form | {"said": "Goed"}).location == f"/visits/{uid}"
    assert client.post("/visits/report/new", data=form | {"said": "Goed"}).status_code == 303
    assert db.session.query(Visit).filter_by(uid=uid).one().channel == "video"


@pytest.mark.parametrize(("who", "status"), [
    ("seller", 200), ("colleague", 403), ("manager", 403), ("director", 403), ("stranger", 404), ("hr", 404),
])  # fmt: skip
def test_only_whose_contact_it_is_opens_the_form(cast, browse, contact, who, status):
    assert browse(getattr(cast, who), f"/visits/{contact.uid}/report").status == status


def test_a_sent_report_of_before_opens_with_what_it_says(cast, browse, contact):
    reported(contact, said="Stond er al")
    assert "Stond er al" in browse(cast.seller, f"/visits/{contact.uid}/report").html


def explained(cast, contact):
    """A sent report with a promise of a colleague, to whom it was explained since."""
    values = GOOD | {"promise-1-what": "Monster sturen", "promise-1-owner": f"p{cast.colleague}"}
    uid = row_uid(contact.uid, "promise-1")
    return values, uid, lambda: moves.explain(cast.me("seller"), uid, 1)


def test_words_in_a_promise_that_somebody_acted_on_are_never_dropped_behind_a_receipt(cast, sign_in, browse, contact):
    client, (values, uid, explain) = sign_in(cast.seller), explained(cast, contact)
    put(client, contact.uid, cast.seller, values)
    explain()
    page = browse(cast.seller, f"/visits/{contact.uid}/report")
    assert f'href="/visits/promises/{uid}"' in page.html
    assert "Iemand is met deze toezegging bezig." in page.text
    for words in ("Monster voor vrijdag, anders zijn we hem kwijt", ""):
        answer = put(client, contact.uid, cast.seller, values | {"promise-1-what": words, "said": "Anders"}, base=1)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["promise-1-what"])
    assert stored(contact).said == GOOD["said"]
    form = {"base": "1", "reached": "yes", "said": "Anders", "promise-1-what": "Monster voor vrijdag"}
    page = client.post(f"/visits/{contact.uid}/report", data=form)
    assert page.status_code == 422
    assert "Monster voor vrijdag</textarea>" in page.get_data(as_text=True)
    assert put(client, contact.uid, cast.seller, values | {"said": "Anders"}, base=1).status_code == 200


def test_a_form_of_before_a_promise_moved_is_taken(cast, sign_in, contact):
    client, (values, uid, _explain) = sign_in(cast.seller), explained(cast, contact)
    put(client, contact.uid, cast.seller, values)
    form = report_drawn.values(contact, stored(contact))
    due = clock.today() + timedelta(days=60)
    moves.move_due(cast.me("seller"), Promise, uid, 1, due=due, reason="Later", agreed_on=clock.today())
    assert put(client, contact.uid, cast.seller, form | {"said": "Anders"}, base=1).status_code == 200
    assert db.session.query(Promise).one().due == due
    late = {"promise-1-due": str(due + timedelta(days=1))}
    assert put(client, contact.uid, cast.seller, form | late, base=2).status_code == 422


def test_a_hand_over_is_no_act_on_a_promise_and_its_report_does_not_take_it_back(cast, sign_in, customer_id, contact):
    client = sign_in(cast.seller)
    put(client, contact.uid, cast.seller, GOOD | {"promise-1-what": "Monster sturen"})
    with write():
        handed_over([customer_id], cast.seller, cast.colleague, clock.today())
    form = GOOD | {"promise-1-what": "Twee monsters sturen", "promise-1-owner": f"p{cast.seller}"}
    assert put(client, contact.uid, cast.seller, form, base=1).status_code == 200
    row = db.session.query(Promise).one()
    assert (row.what, row.owner_id) == ("Twee monsters sturen", cast.colleague)


def test_a_field_says_how_much_fits(cast, browse, contact):
    page = browse(cast.seller, f"/visits/{contact.uid}/report").html
    for name, most in (("said", 20_000), ("next_step", 2_000), ("promise-3-what", 2_000)):
        assert re.search(rf'<textarea [^>]*name="{name}"[^>]* maxlength="{most}"', page), name
