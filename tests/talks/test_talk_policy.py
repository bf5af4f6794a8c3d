"""Who sees a progress talk: a matrix that a manager can check."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.coaching.models import CoachingShare
from portal.core import clock
from portal.core.db import write
from portal.core.errors import Refused
from portal.people import line
from portal.people.models import Lead
from portal.privacy.models import Covers
from portal.talks.models import TalkForm, TalkState
from portal.talks.services import rounds, talks
from tests.cast import LONG_AGO, Cast, absent
from tests.privacy.making import disagree
from tests.talks import making

TOLD = {"seller": 200, "manager": 200, "director": 403, "hr": 403, "hr2": 403, "hr_no": 404, "colleague": 404,
        "deputy": 404, "stranger": 404, "admin": 404}  # fmt: skip


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def statuses(browse, cast, address, people=Cast.PEOPLE):
    """What each of the cast gets."""
    return {name: browse(getattr(cast, name), address).status for name in people}


@pytest.mark.parametrize("state", ["plan", "held", "signed"])
def test_a_talk_is_read_by_the_two_who_talk_and_known_by_the_line_and_hr(cast, browse, state):
    uid = getattr(making, state)(cast)
    absent(cast)
    why = {"hr": 303, "hr2": 303} if state != "plan" else {}  # one that was held may be opened with a reason
    assert statuses(browse, cast, f"/talks/{uid}") == TOLD | why
    if state != "plan":
        assert statuses(browse, cast, f"/talks/{uid}.pdf", ("seller", "director", "deputy", "hr")) == {
            "seller": 200, "director": 403, "deputy": 404, "hr": 303}  # fmt: skip


def test_only_the_two_who_talk_prepare(cast, browse):
    uid = making.plan(cast)
    absent(cast)
    assert statuses(browse, cast, f"/talks/{uid}/prepare") == TOLD


def test_only_the_manager_of_the_talk_writes_its_minutes(cast, browse):
    uid = making.held(cast)
    assert statuses(browse, cast, f"/talks/{uid}/minutes") == TOLD | {"seller": 403}


def test_only_the_nearest_manager_plans_a_talk(cast, browse):
    absent(cast)
    address = f"/talks/new/{cast.seller}"
    expected = dict.fromkeys(Cast.PEOPLE, 404) | {"manager": 200, "director": 403}
    assert statuses(browse, cast, address) == expected


def hand_over(cast):
    """Another lead for the team from today on."""
    with write() as session:
        lead = session.query(Lead).filter_by(unit_id=cast.team).one()
        lead.ends = clock.add_working_days(LONG_AGO, 100)
        starts = lead.ends.replace(year=lead.ends.year + 1)
        session.add(Lead(unit_id=cast.team, person_id=cast.colleague, starts=starts))
        session.flush()
        line.rebuild()


def test_who_held_a_talk_keeps_it_and_a_new_manager_reads_it_only_when_it_is_shared(cast, browse):
    uid = making.signed(cast)
    hand_over(cast)
    assert browse(cast.manager, f"/talks/{uid}").status == 200
    assert browse(cast.colleague, f"/talks/{uid}").status == 403
    with write() as session:
        session.add(CoachingShare(seller_id=cast.seller, reader_id=cast.colleague, shared_at=clock.now()))
    assert browse(cast.colleague, f"/talks/{uid}").status == 200


def test_sharing_opens_no_talk_of_later(cast, browse):
    uid = making.signed(cast)
    hand_over(cast)
    with write() as session:
        shared_at = clock.now() - timedelta(days=3)
        session.add(CoachingShare(seller_id=cast.seller, reader_id=cast.colleague, shared_at=shared_at))
    assert browse(cast.colleague, f"/talks/{uid}").status == 403


def test_where_coaching_is_switched_off_nothing_new_is_written(cast, sign_in):
    uid, held = making.plan(cast), making.held(cast, seller="colleague")
    disagree("NL", Covers.COACHING)
    with pytest.raises(Refused, match="not_agreed"):
        talks.begin(cast.me("manager"), uid)
    assert making.put(sign_in(cast.seller), uid, cast.seller, making.SELLER).status_code == 422
    typed = sign_in(cast.seller).post(f"/talks/{uid}/prepare", data={"base": 0} | making.SELLER)
    assert (typed.status_code, "Het tweede kwartaal viel tegen." in typed.text) == (422, True)
    day = clock.today()
    with pytest.raises(Refused, match="not_agreed"):
        rounds.begin(cast.me("manager"), cast.team, "Voorjaar", TalkForm.FULL, day, day)
    making.sign(cast, held, seller="colleague")
    assert making.row(held).state is TalkState.SIGNED


def test_a_new_manager_gets_the_open_agreements_in_the_next_talk_and_nothing_else(cast, browse):
    making.signed(cast)
    hand_over(cast)
    uid = making.plan(cast, manager="colleague")
    page = browse(cast.colleague, f"/talks/{uid}/prepare")
    assert "Twee nieuwe klanten per maand" in page.text
    assert "We kijken samen naar de marge." not in page.text


def test_a_former_manager_writes_no_minutes_any_more(cast, browse):
    uid = making.held(cast)
    hand_over(cast)
    assert browse(cast.manager, f"/talks/{uid}/minutes").status == 403


def test_lists_show_strangers_nothing(cast, browse):
    making.held(cast)
    for name in ("colleague", "stranger", "admin", "deputy"):
        page = browse(getattr(cast, name), "/talks/")
        assert page.status == 200
        assert "Sanne" not in page.text
        assert "Twee nieuwe" not in page.text
