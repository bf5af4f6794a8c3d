"""The manager writes the minutes in the talk: outcomes, agreements, a support plan or an advice, the next day."""

from __future__ import annotations

import pytest

from portal.core.db import db, write
from portal.core.notices import Notice
from portal.core.sending import Invalid
from portal.talks.models import Advice, Outcome, SupportMeasure, TalkAgreement, TalkState
from portal.talks.services import talks
from portal.talks.services.papers import MINUTES
from tests.talks import making
from tests.talks.making import MANAGER, SELLER, due, said


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def agreements():
    """All of them, as they are now."""
    making.fresh()
    return db.session.scalars(db.select(TalkAgreement).order_by(TalkAgreement.id)).all()


def test_minutes_make_agreements_and_ask_the_seller_to_sign(cast):
    uid = making.held(cast, said(next_on=due(60)))
    talk = making.row(uid)
    assert talk.state is TalkState.HELD
    assert talk.next_on is not None
    assert [(one.no, one.what) for one in agreements()] == [(1, "Twee nieuwe klanten per maand")]
    told = db.session.scalars(db.select(Notice.person_id).where(Notice.code == "talk_to_sign")).all()
    assert told == [cast.seller]


def test_minutes_wait_until_the_talk_was_begun_or_both_prepared(cast, sign_in):
    uid, client = making.plan(cast, days=0), sign_in(cast.manager)
    assert making.put(client, uid, cast.manager, said(), form=MINUTES).status_code == 422
    assert client.get(f"/talks/{uid}/minutes").status_code == 303
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER)
    assert client.get(f"/talks/{uid}/minutes").status_code == 200
    assert making.put(client, uid, cast.manager, said(), form=MINUTES).status_code == 200


def test_the_next_talk_asks_what_became_of_each_agreement_and_why(cast):
    making.signed(cast)
    uid = making.plan(cast, days=0)
    talks.begin(cast.me("manager"), uid)
    key = f"a{agreements()[0].id}"
    with pytest.raises(Invalid) as wrong:
        making.send(cast, uid, "manager", said(), form=MINUTES)
    assert set(wrong.value.errors) == {f"kept-{key}"}
    with pytest.raises(Invalid) as wrong:
        making.send(cast, uid, "manager", said() | {f"kept-{key}=not": "on"}, form=MINUTES)
    assert set(wrong.value.errors) == {f"why-{key}"}
    partly = {f"kept-{key}=partly": "on", f"why-{key}": "Eén van twee."}
    making.send(cast, uid, "manager", said() | partly, form=MINUTES)
    first = agreements()[0]
    assert (first.outcome, first.why) == (Outcome.PARTLY, "Eén van twee.")
    assert first.judged_in_id == making.row(uid).id


def test_an_agreement_that_was_judged_is_not_asked_again(cast, browse):
    making.signed(cast)
    key = f"a{agreements()[0].id}"
    second = making.plan(cast, days=0)
    talks.begin(cast.me("manager"), second)
    done = {f"kept-{key}=done": "on", "agree-1-what": ""}
    making.send(cast, second, "manager", said() | done, form=MINUTES)
    making.sign(cast, second)
    page = browse(cast.seller, f"/talks/{making.plan(cast)}/prepare")
    assert "Twee nieuwe klanten" not in page.text
    assert "Twee nieuwe klanten" in browse(cast.seller, f"/talks/{second}").text


def test_a_support_plan_is_followed_in_the_next_talk(cast, browse):
    values = said() | {
        "then=none": "", "then=support": "on", "measure-1-kind": "training", "measure-1-what": "Onderhandelen",
        "measure-1-owner": "manager", "measure-1-due": due(),
    }  # fmt: skip
    uid = making.held(cast, values)
    measure = db.session.scalars(db.select(SupportMeasure)).one()
    assert (measure.what, measure.owner_id) == ("Onderhandelen", cast.manager)
    making.sign(cast, uid)
    second = making.plan(cast, days=0)
    assert "Onderhandelen" in browse(cast.seller, f"/talks/{second}/prepare").text
    talks.begin(cast.me("manager"), second)
    kept = {f"kept-a{agreements()[0].id}=done": "on", f"kept-m{measure.id}=done": "on"}
    making.send(cast, second, "manager", said() | kept, form=MINUTES)
    assert db.session.scalar(db.select(SupportMeasure.done_on)) == making.row(second).day


def test_an_advice_is_written_and_stays_once_the_seller_has_read_it(cast):
    values = said() | {"then=none": "", "then=advice": "on", "advice_kind": "guidance", "advice_text": "Mentor."}
    uid = making.held(cast, values)
    advice = db.session.scalars(db.select(Advice)).one()
    assert (advice.text, advice.sent_at) == ("Mentor.", None)
    making.send(cast, uid, "manager", values | {"advice_text": "Mentor erbij."}, form=MINUTES)
    assert db.session.scalar(db.select(Advice.text)) == "Mentor erbij."
    with write() as session:
        session.execute(db.update(Advice).values(seen_at=advice.written_at))
    with pytest.raises(Invalid) as wrong:
        making.send(cast, uid, "manager", values | {"advice_text": "Anders"}, form=MINUTES)
    assert set(wrong.value.errors) == {"advice_text"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"agree-1-due": ""}, "agree-1-due"), ({"agree-1-due": "1-1-2020"}, "agree-1-due"),
        ({"next_on": "31-2-2027"}, "next_on"), ({"next_on": "1-1-2020"}, "next_on"),
        ({"then=none": "", "then=support": "on"}, "measure-1-what"),
        ({"then=none": "", "then=advice": "on"}, "advice_text"),
        ({"agree-1-what": "", "remark-results": ""}, "agree-1-what"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_at_its_field(cast, sign_in, values, field):
    uid, client = making.plan(cast, days=0), sign_in(cast.manager)
    talks.begin(cast.me("manager"), uid)
    answer = making.put(client, uid, cast.manager, said() | values, form=MINUTES, base=1)
    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {field}
    assert making.row(uid).state is TalkState.PLANNED
    assert not agreements()


def test_minutes_may_be_put_right_until_they_are_signed(cast, browse):
    uid = making.held(cast)
    assert "Verslag gewijzigd" not in browse(cast.seller, f"/talks/{uid}").text
    making.send(cast, uid, "manager", said() | {"agree-2-what": "Samen op bezoek", "agree-2-who": "both",
                                                "agree-2-due": due()}, form=MINUTES)  # fmt: skip
    assert len(agreements()) == 2
    assert "Verslag gewijzigd" in browse(cast.seller, f"/talks/{uid}").text
    making.send(cast, uid, "manager", said(), form=MINUTES)
    assert len(agreements()) == 1
    assert db.session.query(Notice).filter_by(code="talk_changed", person_id=cast.seller).count() == 2


def test_the_form_without_a_script_gives_back_what_was_typed(cast, sign_in):
    uid, client = making.plan(cast, days=0), sign_in(cast.manager)
    begun = client.post(f"/talks/{uid}/begin")
    assert (begun.status_code, begun.headers["Location"]) == (303, f"/talks/{uid}/minutes")
    data = {"base": "1", "finished": "1", "agree-1-what": "Nieuwe klanten", "agree-1-due": "morgen", "then": "none"}
    answer = client.post(f"/talks/{uid}/minutes", data=data, headers={"Accept-Language": "nl"})
    assert answer.status_code == 422
    assert 'value="Nieuwe klanten"' in answer.text
    assert 'value="morgen"' in answer.text
    answer = client.post(f"/talks/{uid}/minutes", data=data | {"agree-1-due": due()})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/talks/{uid}")


def test_a_draft_of_the_minutes_is_seen_by_nobody_else(cast, browse):
    uid = making.plan(cast, days=0)
    talks.begin(cast.me("manager"), uid)
    making.send(cast, uid, "manager", {"remark-results": "Nog niet af"}, form=MINUTES, finished=False)
    assert "Nog niet af" not in browse(cast.seller, f"/talks/{uid}").html
    assert "Nog niet af" in browse(cast.manager, f"/talks/{uid}/minutes").html
