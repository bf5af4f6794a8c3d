"""Both prepare blind on the same form: nothing of one side is seen by the other before both did, or the talk begins."""

from __future__ import annotations

import uuid

import pytest

from portal.core import receipts
from portal.core.db import db
from portal.core.notices import Notice
from portal.talks.models import TalkForm, TalkPaper, TalkSide
from portal.talks.services import talks
from tests.talks import making
from tests.talks.making import MANAGER, SELLER

SECRET = "Het tweede kwartaal viel tegen."
OTHERS = "De marge is goed bewaakt."


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def everything(browse, person_id, uid):
    """All that a person can fetch of the talk."""
    pages = (browse(person_id, f"/talks/{uid}"), browse(person_id, f"/talks/{uid}/prepare"),
             browse(person_id, "/talks/"), browse(person_id, "/"))  # fmt: skip
    return " ".join(page.html for page in pages)


def test_neither_side_sees_anything_of_the_other_before_both_prepared(cast, browse):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    assert SECRET in browse(cast.seller, f"/talks/{uid}/prepare").html
    seen = everything(browse, cast.manager, uid)
    assert SECRET not in seen
    assert "Vier van de vijf" not in seen
    making.send(cast, uid, "manager", MANAGER, finished=False)
    assert OTHERS not in everything(browse, cast.seller, uid)
    making.send(cast, uid, "manager", MANAGER)
    assert OTHERS in browse(cast.seller, f"/talks/{uid}").html
    page = browse(cast.manager, f"/talks/{uid}")
    assert SECRET in page.html
    assert "Hierover praten" in page.text  # 3 and 5 lie two apart


def test_a_draft_is_never_shown_to_the_other_also_not_in_the_talk(cast, browse):
    uid = making.plan(cast, days=0)
    making.send(cast, uid, "seller", SELLER, finished=False)
    talks.begin(cast.me("manager"), uid)
    assert SECRET not in browse(cast.manager, f"/talks/{uid}").html
    page = browse(cast.manager, f"/talks/{uid}/minutes")
    assert SECRET not in page.html
    assert "Sanne Visser heeft niet voorbereid." in page.text


def test_what_comes_after_the_talk_began_is_taken_and_said_to_be_late(cast, browse):
    uid = making.plan(cast, days=0)
    talks.begin(cast.me("manager"), uid)
    making.send(cast, uid, "seller", SELLER)
    page = browse(cast.manager, f"/talks/{uid}/minutes")
    assert SECRET in page.html
    assert "nadat het gesprek begonnen was" in page.text


def test_what_the_other_has_seen_is_not_changed_any_more(cast, sign_in):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER)
    answer = making.put(sign_in(cast.seller), uid, cast.seller, {"note-results": "Anders"}, base=1)
    assert answer.status_code == 422
    assert "blijft zoals ze is" in answer.get_json()["summary"]
    making.file_of(cast, uid)
    assert db.session.scalar(db.select(TalkPaper.sent).where(TalkPaper.side == TalkSide.SELLER)) == SELLER


def test_a_sending_is_stored_once_for_its_key(cast, sign_in):
    uid, key, client = making.plan(cast), str(uuid.uuid4()), sign_in(cast.seller)
    first = making.put(client, uid, cast.seller, SELLER, key=key).get_json()
    again = making.put(client, uid, cast.seller, SELLER, key=key).get_json()
    assert first == again
    assert first["state"] == "sent"
    assert db.session.query(receipts.Receipt).filter_by(kind="talk_prepare").count() == 1


def test_two_devices_that_wrote_both_are_asked_to_choose(cast, sign_in):
    uid, client = making.plan(cast), sign_in(cast.seller)
    making.put(client, uid, cast.seller, SELLER, finished=False)
    answer = making.put(client, uid, cast.seller, {"note-results": "Iets anders"})
    assert answer.status_code == 409
    assert answer.get_json() == {"rev": 1, "values": SELLER}


@pytest.mark.parametrize(("who", "status"), [("director", 403), ("hr", 403), ("deputy", 404), ("colleague", 404)])
def test_a_device_of_somebody_else_sends_nothing(cast, sign_in, who, status):
    uid = making.plan(cast)
    answer = making.put(sign_in(getattr(cast, who)), uid, getattr(cast, who), SELLER)
    assert answer.status_code == status
    assert db.session.query(TalkPaper).count() == 0


def test_an_empty_preparation_is_not_handed_in(cast, sign_in):
    uid = making.plan(cast)
    answer = making.put(sign_in(cast.seller), uid, cast.seller, {"note-results": " "})
    assert answer.status_code == 422
    assert answer.get_json()["summary"]


def test_the_form_works_without_a_script(cast, sign_in):
    uid, client = making.plan(cast), sign_in(cast.seller)
    page = client.get(f"/talks/{uid}/prepare", headers={"Accept-Language": "nl"})
    assert page.status_code == 200
    answer = client.post(f"/talks/{uid}/prepare", data={
        "base": "0", "finished": "1", "note-results": "Goed\r\njaar", "score-V1": "4", "kept-a1": "done", "x": "y",
    })  # fmt: skip
    assert answer.status_code == 303
    making.file_of(cast, uid)
    sent = db.session.scalar(db.select(TalkPaper.sent))
    assert sent == {"note-results": "Goed\njaar", "score-V1=4": "on", "kept-a1=done": "on"}
    late = client.post(f"/talks/{uid}/prepare", data={"base": "0", "note-results": "Ander"})
    assert late.status_code == 409


def test_the_short_form_has_fewer_blocks_and_rates_nothing(cast, browse):
    uid = making.plan(cast, form=TalkForm.SHORT)
    page = browse(cast.seller, f"/talks/{uid}/prepare")
    assert "Samenwerking en werkdruk" not in page.text
    assert "score-V" not in page.html
    assert "Resultaten" in page.text


def test_the_full_form_says_that_health_has_no_place_in_it(cast, browse):
    page = browse(cast.seller, f"/talks/{making.plan(cast)}/prepare")
    assert "Geen gezondheidsgegevens" in page.text
    for block in ("Terugblik op afspraken", "Accountplannen", "Vaardigheden", "Ondersteuningsplan"):
        assert block in page.text


def test_who_prepared_first_hears_that_both_did(cast):
    uid = making.plan(cast)
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER)
    told = db.session.scalars(db.select(Notice.person_id).where(Notice.code == "talk_prepared")).all()
    assert told == [cast.seller]


def test_text_that_is_too_long_is_kept_at_the_field(cast, sign_in):
    answer = making.put(sign_in(cast.seller), making.plan(cast), cast.seller, {"note-results": "x" * 4001},
                        finished=False)  # fmt: skip
    assert answer.status_code == 422
    assert "note-results" in answer.get_json()["errors"]
