"""What must hold around a talk: its day, who is blind to what, what stays of a cancelled one, what HR finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.audit import AuditDetail
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.notices import Notice
from portal.core.together import ask
from portal.privacy import kinds, readings, retention
from portal.privacy.models import Covers
from portal.talks import facts
from portal.talks.models import Talk
from portal.talks.services import talks
from tests.privacy import making as privacy
from tests.talks import making
from tests.talks.making import MANAGER, SELLER
from tests.talks.test_talk_policy import hand_over

ADVICE = {"then=none": "", "then=advice": "on", "advice_kind": "training", "advice_text": "Een training onderhandelen"}


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


@pytest.mark.parametrize("prepared", [False, True])
def test_a_talk_held_before_its_day_is_a_talk_of_today(cast, prepared):
    uid = making.plan(cast, days=20)
    if prepared:  # then the minutes need no beginning
        making.send(cast, uid, "seller", SELLER)
        making.send(cast, uid, "manager", MANAGER)
    else:
        talks.begin(cast.me("manager"), uid)
    making.send(cast, uid, "manager", making.said(), form="minutes")
    assert (making.row(uid).day, making.row(uid).at) == (clock.today(), None)


def test_a_manager_who_has_seen_the_seller_s_preparation_hands_in_none(cast, browse):
    uid = making.plan(cast)
    making.send(cast, uid, "manager", MANAGER, finished=False)
    making.send(cast, uid, "seller", SELLER)
    talks.begin(cast.me("manager"), uid)
    with pytest.raises(Refused, match="begun_already"):
        making.send(cast, uid, "manager", MANAGER)
    assert "Gesprek voorbereiden" not in browse(cast.manager, f"/talks/{uid}").text


def test_beginning_early_or_before_both_prepared_says_first_what_ends(cast, browse):
    ahead, today = making.plan(cast, days=8), making.plan(cast, days=0, seller="colleague")
    page = browse(cast.manager, f"/talks/{ahead}")
    assert 'id="begin"' in page.html
    assert "wordt het een gesprek van vandaag" in page.text and "Sanne Visser heeft nog geen" in page.text
    page = browse(cast.manager, f"/talks/{today}")
    assert 'id="begin"' in page.html and "een gesprek van vandaag" not in page.text
    making.send(cast, today, "colleague", SELLER)
    making.send(cast, today, "manager", MANAGER)
    assert 'id="begin"' not in browse(cast.manager, f"/talks/{today}").html


@pytest.mark.parametrize("prepared", [False, True])
def test_a_new_manager_takes_a_planned_talk_over_with_what_the_seller_prepared_alone(cast, sign_in, browse, prepared):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER, finished=prepared)
    hand_over(cast)
    assert "Overnemen of afzeggen" in browse(cast.colleague, "/talks/").text
    assert "De marge is goed bewaakt." not in browse(cast.colleague, f"/talks/{uid}/plan").html
    address, data = f"/talks/{uid}/take-over", {"base": "1"}
    refused = {"seller": 403, "manager": 404, "director": 403, "hr": 403, "hr_no": 404, "deputy": 404, "stranger": 404,
               "admin": 404}  # fmt: skip
    assert {who: sign_in(getattr(cast, who)).post(address, data=data).status_code for who in refused} == refused
    assert sign_in(cast.colleague).post(address, data={"base": "7"}).status_code == 409
    assert sign_in(cast.colleague).post(address, data=data).status_code == 303
    assert sign_in(cast.colleague).post(address, data={"base": "2"}).status_code == 403  # it is theirs by now
    making.fresh()
    codes = ("talk_passed_on", "talk_taken_over")
    told = db.session.execute(db.select(Notice.code, Notice.person_id).where(Notice.code.in_(codes))).all()
    assert sorted(tuple(one) for one in told) == [(codes[0], cast.manager), (codes[1], cast.seller)]
    assert sign_in(cast.manager).get(f"/talks/{uid}").status_code == 404
    blind = browse(cast.colleague, f"/talks/{uid}").html + browse(cast.colleague, f"/talks/{uid}/prepare").html
    assert "De marge is goed bewaakt." not in blind and "Het tweede kwartaal viel tegen." not in blind
    assert "Het tweede kwartaal viel tegen." in browse(cast.seller, f"/talks/{uid}/prepare").html
    making.send(cast, uid, "colleague", {"note-results": "Nieuw begin."})
    assert "Het tweede kwartaal viel tegen." in browse(cast.colleague, f"/talks/{uid}").html


def test_a_talk_is_not_taken_over_beside_one_of_ones_own_nor_while_its_papers_have_to_stay(cast, monkeypatch):
    uid = making.plan(cast)
    making.send(cast, uid, "manager", MANAGER)
    hand_over(cast)
    monkeypatch.setattr(retention, "held_people", lambda: {cast.seller})
    with pytest.raises(Refused, match="on_hold"):
        talks.take_over(cast.me("colleague"), uid, 1)
    monkeypatch.undo()
    making.plan(cast, manager="colleague")
    with pytest.raises(Refused, match="planned_already"):
        talks.take_over(cast.me("colleague"), uid, 1)


def test_a_former_manager_loses_a_planned_talk_and_the_new_one_may_cancel_it(cast, sign_in):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER)
    hand_over(cast)
    former = sign_in(cast.manager)
    assert former.get(f"/talks/{uid}").status_code == 404
    assert former.post(f"/talks/{uid}/cancel", data={"base": "1", "reason": "Weg"}).status_code == 404
    assert "Sanne" not in former.get("/talks/").text
    new = sign_in(cast.colleague)
    assert new.get(f"/talks/{uid}").status_code == 403
    assert new.post(f"/talks/{uid}/cancel", data={"base": "1", "reason": "Nieuwe leiding"}).status_code == 303


def test_of_a_cancelled_talk_stays_the_message_until_its_time_is_over(cast):
    uid = making.plan(cast)
    number = making.row(uid).id
    making.send(cast, uid, "seller", SELLER)
    talks.cancel(cast.me("manager"), uid, 1, "Om een reden van hier")
    making.fresh()
    about = db.select(Notice.code).where(Notice.kind == "talk", Notice.subject_id == number)
    assert db.session.scalars(about).all() == ["talk_cancelled"]
    assert not [one for one in db.session.scalars(db.select(AuditDetail)) if "reden van hier" in str(one.body)]
    for later, left in ((35, ["talk_cancelled"]), (38, [])):
        with clock.at(clock.now() + timedelta(days=31 * later)), write():
            retention.forget_gone(kinds.KINDS["talk"])
            assert db.session.scalars(about).all() == left


def test_notices_of_a_talk_that_is_there_stay(cast):
    making.plan(cast)
    with clock.at(clock.now() + timedelta(days=2000)), write():
        assert retention.forget_gone(kinds.KINDS["talk"]) == 0


def test_without_the_agreement_on_figures_the_talk_counts_nothing(cast, browse):
    uid = making.plan(cast)
    given = ask(facts.gather(making.file_of(cast, uid)))
    assert given["late"] == {"count": 0, "rows": []}
    privacy.disagree("NL", Covers.FIGURES)
    given = ask(facts.gather(making.file_of(cast, uid)))
    assert given["late"] is None
    assert all((one["asked"], one["done"]) == (0, 0) for one in given["plans"])
    assert "Geen toezegging" not in browse(cast.seller, f"/talks/{uid}/prepare").text
    making.signed(cast, seller="colleague")  # the signed one and its paper hold on without


@pytest.mark.parametrize("with_advice", [False, True])
@pytest.mark.parametrize("who", ["director", "hr"])
def test_who_only_knows_of_a_talk_does_not_learn_whether_an_advice_exists(cast, sign_in, who, with_advice):
    uid = making.held(cast, making.said() | (ADVICE if with_advice else {}))
    assert sign_in(getattr(cast, who)).get(f"/talks/{uid}/advice").status_code == 403
    if not with_advice:
        assert sign_in(cast.seller).get(f"/talks/{uid}/advice").status_code == 404


def test_reading_an_advice_is_no_reading_of_the_talk_and_goes_with_it(cast, sign_in, browse):
    uid = making.held(cast, making.said() | ADVICE)
    number = making.row(uid).id
    assert sign_in(cast.seller).post(f"/talks/{uid}/advice/seen", data={"rev": 1}).status_code == 303
    assert sign_in(cast.manager).post(f"/talks/{uid}/advice/send", data={"rev": 2}).status_code == 303
    browse(cast.director, f"/talks/{uid}/advice")
    making.fresh()
    assert [one.kind for one in readings.about(cast.seller)] == ["advice"]
    page = browse(cast.seller, "/me/data").text
    assert "Advies aan de directie van " in page
    assert "(Advies aan de directie)" in browse(cast.seller, f"/talks/{uid}").text
    with write():
        retention.forget("talk", [number])
    assert readings.about(cast.seller) == []


def test_a_decision_without_a_choice_says_so_at_the_choice(cast, sign_in):
    uid = making.held(cast, making.said() | ADVICE)
    sign_in(cast.seller).post(f"/talks/{uid}/advice/seen", data={"rev": 1})
    sign_in(cast.manager).post(f"/talks/{uid}/advice/send", data={"rev": 2})
    answer = sign_in(cast.director).post(f"/talks/{uid}/advice/decide", data={"rev": 3})
    assert answer.status_code == 422
    assert 'href="#decision-choice"' in answer.text
    assert 'aria-describedby="decision-error"' in answer.text
    assert 'id="decision-error"' in answer.text


def test_hr_finds_talks_in_scope_and_opens_a_held_one_with_a_reason(cast, browse):
    planned = making.plan(cast)
    page = browse(cast.hr, "/talks/")
    assert "Sanne Visser" in page.text and "Marloes van Dam" in page.text
    assert "Inzage met reden" not in page.text  # nothing to open before it is held
    making.held(cast, seller="colleague")
    page = browse(cast.hr, "/talks/")
    assert page.text.count("Inzage met reden") == 1
    assert f"/talks/{planned}" not in page.html
    assert "Sanne Visser" not in browse(cast.hr_no, "/talks/").text


def test_hr_pages_through_the_talks_in_scope(cast, browse, monkeypatch):
    monkeypatch.setattr("portal.talks.queries.COVERED", 1)
    making.plan(cast)
    making.plan(cast, seller="colleague", days=3)
    assert "Kees Collega" not in browse(cast.hr, "/talks/").text
    day, number = db.session.execute(db.select(Talk.day, Talk.id).order_by(Talk.day.desc())).first()
    page = browse(cast.hr, f"/talks/?after={day}_{number}").text
    assert "Kees Collega" in page and "Sanne Visser" not in page


def test_a_signed_talk_begins_with_what_was_agreed(cast, browse):
    page = browse(cast.seller, f"/talks/{making.signed(cast)}").text
    assert page.count("Twee nieuwe klanten per maand") == 1
    assert page.index("Twee nieuwe klanten per maand") < page.index("We kijken samen naar de marge.")


def test_what_was_seen_is_named_after_its_block_and_no_appraisal(cast, browse):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER)
    page = browse(cast.seller, f"/talks/{uid}").html
    assert 'aria-label="Wat er is gezien: Terugblik op afspraken"' in page
    assert "Beoordeling" not in page
