"""A talk shows under Skills what the coach scored since the last one: per criterion, with the day, never a sum."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.coaching.models import CriteriaVersion, RideAlongState
from portal.core import clock
from portal.core.db import db, write
from portal.core.together import ask
from portal.talks import facts
from tests.coaching import making as coaching
from tests.talks import making

FIRST, SECOND = {"score-C3=2": "on", "score-C1=4": "on"}, {"score-C3=4": "on", "score-C1=none": "on"}


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def ride(cast, days, scores, coach="manager", **options):
    """A ride-along so many days ago, signed unless said otherwise."""
    blank = dict.fromkeys(("score-C3=2", "score-C1=4", "score-C2=none"), "")
    values = coaching.told(clock.today() - timedelta(days=days)) | blank | scores
    options = {"state": RideAlongState.SIGNED, "rated": True} | options
    made = coaching.ride_along(
        cast.seller, getattr(cast, coach), day=clock.today() - timedelta(days=days), values=values, **options
    )
    return made.uid


def trend(cast, uid, who="seller"):
    """{code: its scores, the oldest first}."""
    told = ask(facts.gather(making.file_of(cast, uid, who)))["trend"]
    return {one["code"]: [point["score"] for point in one["points"]] for one in told}


def test_each_criterion_has_the_scores_of_the_coach_with_their_days_and_a_link_to_the_ride_along(cast, browse):
    first, second = ride(cast, 40, FIRST), ride(cast, 10, SECOND)
    uid = making.plan(cast, days=0)
    assert trend(cast, uid) == {"C1": [4], "C3": [2, 4]}  # not observed counts nowhere
    for who in (cast.seller, cast.manager):
        page = browse(who, f"/talks/{uid}/prepare")
        skills = page.html.split('id="block-skills"')[1].split("</section>")[0]
        assert f"/coaching/{first}" in skills and f"/coaching/{second}" in skills
        assert "Soms" in skills and "Sterk" in skills
        assert "3" not in [one for one in page.text.split() if one in {"3", "3,0"}] or "gemiddeld" not in page.text


def test_what_lies_before_the_last_talk_is_not_told_again(cast):
    ride(cast, 1, FIRST)
    making.signed(cast)
    uid = making.plan(cast)
    assert trend(cast, uid) == {}


def test_scores_that_are_not_signed_or_of_a_day_of_another_manager_stay_out(cast, browse):
    ride(cast, 40, FIRST, state=RideAlongState.COMPLETED)
    coaching.senior(cast, cast.colleague)
    other = ride(cast, 10, SECOND, coach="colleague")
    uid = making.plan(cast, days=0)
    assert trend(cast, uid) == {"C3": [4]}  # coached by a colleague, and read by the manager of that day
    with write() as session:
        session.execute(db.text("UPDATE talk SET manager_id = :one"), {"one": cast.director})
    assert trend(cast, uid) == {}
    assert other


def test_a_signed_talk_keeps_the_trend_when_the_criteria_change(cast, browse):
    first = ride(cast, 10, FIRST)
    uid = making.signed(cast)
    with write() as session:
        for version in session.scalars(db.select(CriteriaVersion)):
            version.body = version.body | {"groups": []}
        session.execute(db.text("DELETE FROM rating"))
    page = browse(cast.seller, f"/talks/{uid}")
    skills = page.html.split('id="block-skills"')[1].split("</section>")[0]
    assert "Luisteren en samenvatten" in skills and "Soms" in skills and f"/coaching/{first}" in skills


def test_who_reads_the_talk_but_not_the_ride_along_gets_no_link(cast, browse):
    first = ride(cast, 10, FIRST)
    uid = making.signed(cast)
    with write() as session:
        session.execute(db.text("UPDATE ride_along SET coach_id = :one"), {"one": cast.director})
        session.execute(db.text("UPDATE line SET ends = starts WHERE over_id = :one"), {"one": cast.manager})
    page = browse(cast.manager, f"/talks/{uid}")
    assert "Luisteren en samenvatten" in page.text
    assert first not in page.html
