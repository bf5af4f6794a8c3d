"""What is kept of talks, who read them, how HR opens one, and what goes when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.coaching.models import SignedForm
from portal.core import clock
from portal.core.db import db, write
from portal.privacy import kinds, own_data, readings
from portal.privacy.models import Opening
from portal.talks import privacy
from portal.talks.models import Advice, SupportMeasure, Talk, TalkAgreement, TalkPaper
from tests.talks import making
from tests.talks.making import MANAGER, SELLER


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def opened(cast, uid, by="hr"):
    """HR opens the talk with a reason, until tomorrow."""
    talk_id = making.row(uid).id
    with write() as session:
        session.add(
            Opening(
                kind="talk", subject_id=talk_id, person_id=cast.seller, reader_id=getattr(cast, by), reason="Klacht",
                opened_at=clock.now(), until=clock.now() + timedelta(days=1),
            )
        )


def test_hr_reads_a_held_talk_with_a_stated_reason_and_the_seller_sees_it(cast, browse):
    uid = making.held(cast)
    opened(cast, uid)
    assert browse(cast.hr, f"/talks/{uid}").status == 200
    assert browse(cast.hr2, f"/talks/{uid}").status == 303  # to the page that asks why
    making.fresh()
    assert [one.name for one in readings.readers("talk", making.row(uid).id)] == ["Hanneke Roos"]
    page = browse(cast.seller, f"/talks/{uid}")
    assert "Hanneke Roos" in page.text
    assert "Klacht" in page.text


def test_an_opening_shows_nothing_that_is_being_prepared(cast, browse):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    opened(cast, uid)
    assert browse(cast.hr, f"/talks/{uid}").status == 403


def test_hr_of_another_country_reads_nothing_with_an_opening(cast, browse):
    uid = making.held(cast)
    opened(cast, uid, by="hr_no")
    assert browse(cast.hr_no, f"/talks/{uid}").status == 404


def test_the_manager_reading_is_kept_once_a_day_and_the_seller_never(cast, browse):
    uid = making.held(cast)
    for name in ("manager", "manager", "seller"):
        browse(getattr(cast, name), f"/talks/{uid}")
    making.fresh()
    assert [one.name for one in readings.readers("talk", making.row(uid).id)] == ["Marloes van Dam"]


def test_the_foot_of_each_form_says_what_is_kept(cast, browse):
    uid = making.plan(cast)
    for address in (f"/talks/{uid}", f"/talks/{uid}/prepare"):
        assert "Wat er wordt bewaard" in browse(cast.seller, address).text


def test_a_talk_is_erased_with_all_that_hangs_on_it_and_the_next_one_stays(cast, browse):
    first = making.signed(cast)
    second = making.plan(cast, days=1)
    talk_id = making.row(first).id
    assert kinds.KINDS["talk"].about(talk_id).person_id == cast.seller
    with write():
        privacy.erase([talk_id])
    making.fresh()
    assert db.session.scalars(db.select(Talk.uid)).all() == [second]
    for table in (TalkPaper, TalkAgreement, SupportMeasure, Advice, SignedForm):
        assert db.session.query(table).count() == 0
    assert browse(cast.seller, f"/talks/{second}").status == 200


def test_what_is_due_is_asked_by_country_age_and_leaving(cast):
    talk_id = making.row(making.held(cast)).id
    day, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    making.fresh()

    def due(country, before, left=None):
        return db.session.scalars(privacy.due(country, before, left)).all()

    assert due("NL", tomorrow) == [talk_id]
    assert due("NO", tomorrow) == due("NL", day) == due("NL", day, day) == []


def test_the_export_holds_the_seller_s_own_and_nothing_blind(cast):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER, finished=False)
    making.fresh()
    told = own_data.SOURCES["talks"].gather(cast.seller)[0]
    assert told["own_preparation"] == SELLER
    assert told["managers_preparation"] == {}
    making.send(cast, uid, "manager", MANAGER)
    making.fresh()
    assert own_data.SOURCES["talks"].gather(cast.seller)[0]["managers_preparation"] == MANAGER
    assert own_data.SOURCES["talks"].gather(cast.manager) == []
