"""Waivers, rhythms, and who sees what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import Forbidden, NotFound

from portal.core.audit import Audit
from portal.core.db import db
from portal.core.errors import Refused, Stale, TooLate
from portal.core.notices import Notice
from portal.duties import policy
from portal.duties.models import Obligation, Standing, Waiver
from portal.duties.services import notes, waivers
from tests.cast import Cast, absent
from tests.coaching import making as coaching
from tests.duties import making
from tests.duties.making import NOTE, RIDE

MARCH = date(2027, 3, 1)
WHY = "Sanne is deze maand op de beurs."


@pytest.fixture(autouse=True)
def march(cast: Cast) -> None:
    """The manager's profile is in force since 1 March."""
    making.ready(cast)
    with making.at(MARCH):
        making.profile(cast)


def ride(cast: Cast) -> Obligation:
    """The ride-along of March with the seller."""
    [found] = making.owed(RIDE, about_id=cast.seller, starts=MARCH)
    return found


def test_a_waiver_has_a_reason_that_both_read_and_leaves_a_trace(app: Flask, cast: Cast) -> None:
    with making.at(MARCH):
        waivers.waive(cast.me("manager"), ride(cast).id, 1, f" {WHY} ")
        assert (ride(cast).standing, ride(cast).rev) == (Standing.WAIVED, 2)
        waived = Notice.code.startswith("waived")
        told = db.session.execute(select(Notice.person_id, Notice.code, Notice.quote).where(waived)).all()
        assert told == [(cast.seller, "waived_ride_along", WHY)]
        assert policy.find(cast.me("seller"), ride(cast).id).waived_because == WHY
        making.look()
        waivers.withdraw(cast.me("director"), ride(cast).id, 2)
    assert ride(cast).standing is Standing.OWED
    assert db.session.scalars(select(Waiver)).all() == []
    trace = select(Audit.code, Audit.actor_id).where(Audit.kind == "obligation").order_by(Audit.id)
    assert db.session.execute(trace).all() == [
        ("obligation_waived", cast.manager), ("obligation_waiver_withdrawn", cast.director)
    ]  # fmt: skip
    again = select(Notice.person_id).where(Notice.code == "waiver_withdrawn").order_by(Notice.person_id)
    assert db.session.scalars(again).all() == [cast.manager, cast.seller]


def test_a_waiver_by_the_line_is_told_to_who_owes_it(app: Flask, cast: Cast) -> None:
    [week] = making.owed(NOTE)
    with making.at(MARCH):
        waivers.waive(cast.me("director"), week.id, 1, "Vakantieweek.")
    told = select(Notice.person_id, Notice.code).where(Notice.code.startswith("waived"))
    assert db.session.execute(told).all() == [(cast.manager, "waived_of_owner")]


@pytest.mark.parametrize(("reason", "code"), [("", "no_reason"), ("  ok ", "no_reason"), ("x" * 1_001, "reason_long")])
def test_without_a_reason_nothing_is_waived(app: Flask, cast: Cast, reason: str, code: str) -> None:
    with making.at(MARCH), pytest.raises(Refused, match=code):
        waivers.waive(cast.me("manager"), ride(cast).id, 1, reason)
    assert ride(cast).standing is Standing.OWED


def test_what_moved_on_is_not_waived(app: Flask, cast: Cast) -> None:
    me = cast.me("manager")
    with making.at(MARCH):
        with pytest.raises(Stale):
            waivers.waive(me, ride(cast).id, 7, WHY)
        with pytest.raises(TooLate, match="not_waived"):
            waivers.withdraw(me, ride(cast).id, 1)
        waivers.waive(me, ride(cast).id, 1, WHY)
        with pytest.raises(TooLate, match="waived_already"):
            waivers.waive(me, ride(cast).id, 2, WHY)
    [week] = making.owed(NOTE)
    with making.at(MARCH):
        notes.write_note(me, week.id, 0, done_on=MARCH, text="Gedaan.")
        with pytest.raises(TooLate, match="done_already"):
            waivers.waive(me, week.id, 1, WHY)
    with making.at(date(2027, 5, 1)), pytest.raises(TooLate, match="over_already"):
        waivers.withdraw(me, ride(cast).id, 2)
    with making.at(date(2027, 3, 2)), pytest.raises(TooLate, match="gone"):
        waivers.waive(cast.me("seller"), making.owed(RIDE, about_id=cast.colleague)[0].id, 1, WHY)


def test_a_waiver_follows_to_who_leads_the_seller_now(app: Flask, cast: Cast) -> None:
    with making.at(MARCH):
        team = making.second_team(cast, cast.deputy)
        waivers.waive(cast.me("manager"), ride(cast).id, 1, WHY)
        making.move(cast.seller, team, date(2027, 3, 2))
    with making.at(date(2027, 3, 2)):
        making.look()
        assert (ride(cast).owner_id, ride(cast).unit_id, ride(cast).standing) == (cast.deputy, team, Standing.WAIVED)
        assert policy.find(cast.me("deputy"), ride(cast).id).waived_because == WHY
        with pytest.raises(TooLate, match="gone"):
            waivers.withdraw(cast.me("manager"), ride(cast).id, 3)
        waivers.withdraw(cast.me("deputy"), ride(cast).id, 3)
    assert (ride(cast).owner_id, ride(cast).standing) == (cast.deputy, Standing.OWED)


@pytest.mark.parametrize(("name", "rides", "weeks"), [
    ("manager", True, True), ("director", True, True), ("seller", True, False), ("colleague", False, False),
    ("hr", False, False), ("admin", False, False), ("stranger", False, False), ("deputy", False, False),
])  # fmt: skip
def test_an_obligation_is_seen_by_who_owes_it_the_line_and_whom_it_is_about(
    app: Flask, cast: Cast, name: str, rides: bool, weeks: bool
) -> None:
    [week] = making.owed(NOTE)
    with making.at(MARCH):
        absent(cast)  # the deputy stands in, and sees none of it
        for obligation_id, seen in ((ride(cast).id, rides), (week.id, weeks)):
            making.fresh()
            if seen:
                assert policy.find(cast.me(name), obligation_id).id == obligation_id
            else:
                with pytest.raises(NotFound):
                    policy.find(cast.me(name), obligation_id)


def test_a_note_about_a_seller_is_not_for_the_seller(app: Flask, cast: Cast) -> None:
    with making.at(MARCH):
        making.profile(cast, {"aaaa0009": making.duty("month", by="note")})
        one = making.owed("aaaa0009", about_id=cast.seller)[0]
        assert policy.find(cast.me("manager"), one.id).by == "note"
        with pytest.raises(NotFound):
            policy.find(cast.me("seller"), one.id)


def test_the_seller_reads_and_does_not_act(app: Flask, cast: Cast) -> None:
    load: Callable[..., object] = policy.WAIVE.load
    with making.at(MARCH):
        assert policy.READ.load(cast.me("seller"), obligation_id=ride(cast).id)
        with pytest.raises(Forbidden):
            load(cast.me("seller"), obligation_id=ride(cast).id)
        with pytest.raises(Forbidden):
            policy.NOTE.load(cast.me("manager"), obligation_id=ride(cast).id)


def test_the_file_tells_what_is_under_way_and_done(app: Flask, cast: Cast) -> None:
    coaching.criteria()
    with making.at(date(2027, 3, 10)):
        coaching.ride_along(cast.seller, cast.manager)
        file = policy.find(cast.me("manager"), ride(cast).id)
    assert (file.done_on, file.under_way, file.every, file.owner) == (
        date(2027, 3, 10), False, "month", "Marloes van Dam"
    )  # fmt: skip


def test_what_is_waived_ends_with_nobody_there_and_is_waived_still_when_somebody_comes(app: Flask, cast: Cast) -> None:
    with making.at(MARCH):
        waivers.waive(cast.me("manager"), ride(cast).id, 1, WHY)
        making.move(cast.seller, making.second_team(cast, cast.deputy, role_id=cast.seller_role), date(2027, 3, 2))
    with making.at(date(2027, 3, 2)):
        making.look()
        assert ride(cast).standing is Standing.ENDED
        making.move(cast.seller, cast.team, date(2027, 3, 3))
    with making.at(date(2027, 3, 3)):
        making.look()
    assert (ride(cast).owner_id, ride(cast).standing) == (cast.manager, Standing.WAIVED)


def test_what_ended_is_no_more_of_who_owed_it(app: Flask, cast: Cast) -> None:
    found = ride(cast)
    with making.at(date(2027, 3, 8)):
        for name in ("manager", "director"):
            assert policy.find(cast.me(name), found.id).id == found.id
        making.move(cast.seller, making.second_team(cast, cast.deputy, role_id=cast.seller_role), date(2027, 3, 8))
        assert ride(cast).standing is Standing.ENDED
        for name in ("manager", "director"):
            with pytest.raises(NotFound):
                policy.find(cast.me(name), found.id)
        assert policy.find(cast.me("seller"), found.id).standing is Standing.ENDED
