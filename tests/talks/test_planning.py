"""Planning a talk: who, when, in which language; moving and cancelling; the lists and Today."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.notices import Notice
from portal.home import waiting
from portal.privacy.models import Covers, Hold
from portal.talks.models import Talk, TalkForm, TalkPaper
from tests.privacy import making as privacy
from tests.queries import counted
from tests.talks import making


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def told(code):
    return db.session.scalars(db.select(Notice.person_id).where(Notice.code == code)).all()


def plan_form(**more):
    day = (clock.today() + timedelta(days=7)).isoformat()
    return {"form": "short", "day": day, "at": "9:05", "locale": "nb"} | more


def test_a_talk_is_planned_on_the_page_and_the_seller_invited_with_the_form(cast, sign_in):
    client = sign_in(cast.manager)
    answer = client.post(f"/talks/new/{cast.seller}", data=plan_form())
    assert answer.status_code == 303
    talk = db.session.scalars(db.select(Talk)).one()
    assert (talk.form, talk.at, talk.locale, talk.country) == (TalkForm.SHORT, "09:05", "nb", "NL")
    assert talk.unit_id == cast.team
    assert told("talk_invited") == [cast.seller]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"day": "1-1-2020"}, "day"), ({"day": ""}, "day"), ({"at": "25:00"}, "at"), ({"form": "x"}, "form")],
)
def test_what_is_wrong_is_said_at_its_field(cast, sign_in, more, field):
    answer = sign_in(cast.manager).post(f"/talks/new/{cast.seller}", data=plan_form(**more))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_without_the_agreement_of_the_country_no_talk_is_planned(cast, browse):
    privacy.disagree("NL", Covers.COACHING)
    with pytest.raises(Refused, match="not_agreed"):
        making.plan(cast)
    page = browse(cast.manager, f"/talks/new/{cast.seller}", method="POST", data=plan_form())
    assert page.status == 422
    assert "Coaching staat in dit land uit" in page.text
    assert "Gesprek plannen" not in browse(cast.manager, "/talks/").text


def test_one_talk_at_a_time_is_planned_with_a_person(cast):
    making.plan(cast)
    with pytest.raises(Refused, match="planned_already"):
        making.plan(cast)


def test_the_other_one_hears_a_new_day_and_a_cancellation(cast, sign_in):
    uid, client = making.plan(cast), sign_in(cast.manager)
    assert client.post(f"/talks/{uid}/plan", data=plan_form(base="1")).status_code == 303
    assert told("talk_moved") == [cast.seller]
    assert client.post(f"/talks/{uid}/plan", data=plan_form(base="1", form="full")).status_code == 409
    making.send(cast, uid, "seller", making.SELLER)
    assert client.post(f"/talks/{uid}/cancel", data={"base": "2", "reason": "Ziek"}).status_code == 303
    making.fresh()
    assert told("talk_cancelled") == [cast.seller]
    assert db.session.query(Talk).count() == db.session.query(TalkPaper).count() == 0


def test_a_talk_that_was_held_is_not_cancelled(cast, sign_in):
    uid = making.held(cast)
    answer = sign_in(cast.manager).post(f"/talks/{uid}/cancel", data={"base": "2", "reason": "Toch niet"})
    assert answer.status_code == 409
    assert making.row(uid)


def test_a_manager_lists_their_people_with_the_last_talk_and_the_next(cast, browse):
    making.signed(cast)
    making.plan(cast)
    page = browse(cast.manager, "/talks/")
    for words in ("Sanne Visser", "Getekend", "Gepland", "Voorbereiden", "Kees Collega", "Nog geen gesprek"):
        assert words in page.text
    own = browse(cast.seller, "/talks/")
    assert "Twee nieuwe klanten per maand" in own.text
    assert "Met Marloes van Dam" in own.text


def test_the_list_asks_as_much_for_two_people_as_for_one(app, cast, sign_in):
    client = sign_in(cast.manager)
    making.signed(cast)
    client.get("/talks/")
    with counted() as one:
        client.get("/talks/")
    making.signed(cast, seller="colleague")
    making.plan(cast)
    with counted() as two:
        client.get("/talks/")
    assert len(one) == len(two) <= 12


def test_a_talk_asks_as_much_with_agreements_as_without(app, cast, sign_in):
    client = sign_in(cast.manager)
    first = making.plan(cast, days=0, seller="colleague")
    client.get(f"/talks/{first}/prepare")
    with counted() as bare:
        client.get(f"/talks/{first}/prepare")
    making.signed(cast)
    second = making.plan(cast)
    with counted() as full:
        client.get(f"/talks/{second}/prepare")
    assert len(full) <= len(bare) + 2  # the day of the talk before, and its advice
    assert len(full) <= 30


def test_today_asks_to_prepare_to_hold_and_to_sign(app, cast):
    def asks(name):
        with app.test_request_context():
            return [task.says for task in waiting.items(cast.me(name)) if task.key.startswith("talk-")]

    uid = making.plan(cast)
    assert len(asks("seller")) == len(asks("manager")) == 1
    making.send(cast, uid, "seller", making.SELLER)
    assert asks("seller") == []
    making.send(cast, uid, "manager", making.MANAGER)
    assert asks("manager") == []
    making.held(cast, seller="colleague")
    assert asks("manager") == []
    assert len(asks("colleague")) == 1
    assert asks("deputy") == asks("director") == []


@pytest.mark.parametrize("whose", ["seller", "manager"])
def test_a_talk_of_somebody_about_whom_nothing_is_deleted_is_not_cancelled(cast, browse, whose):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", making.said())
    with write() as session:
        session.add(Hold(person_id=getattr(cast, whose), reason="Geschil", starts=clock.today(), made_by_id=cast.hr))
    rev = making.row(uid).rev
    page = browse(cast.manager, f"/talks/{uid}/cancel", method="POST", data={"base": rev, "reason": "Geen tijd"})
    assert page.status == 422 and "moet bewaard blijven" in page.text and "Geschil" not in page.text
    assert db.session.scalars(db.select(TalkPaper.talk_id)).all(), "what was prepared is kept"
