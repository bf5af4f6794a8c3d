"""Obligations follow people, absences, hand-overs and versions; and two looks at once open nothing twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.audit import Audit
from portal.core.db import db, write
from portal.duties import jobs
from portal.duties.models import Obligation, Standing
from portal.people import line
from portal.people.models import Absence, Lead, Person, Position
from portal.people.services import absences, accounts, positions
from portal.privacy.models import Covers
from portal.profiles import services as profiles
from portal.profiles.models import Bound, Placeholder
from tests.cast import Cast
from tests.customers.making import customer
from tests.duties import making
from tests.duties.making import NOTE, RIDE, TALKS, WEEKLY_NOTE
from tests.house.test_two_at_once import at_once
from tests.privacy.making import disagree
from tests.queries import counted

MARCH = date(2027, 3, 1)  # a Monday


def in_march(cast: Cast, seller: str = "seller") -> Obligation:
    """The ride-along of March with this seller."""
    [found] = making.owed(RIDE, about_id=getattr(cast, seller), starts=MARCH)
    return found


def running(day: date) -> set[Standing]:
    """The standing of everything whose window is not over on a day."""
    return {one.standing for one in making.owed() if one.ends >= day}


def told(obligation_id: int) -> list[str]:
    """What the history says of it."""
    rows = select(Audit.code).where(Audit.kind == "obligation", Audit.subject_id == obligation_id).order_by(Audit.id)
    return list(db.session.scalars(rows))


def begun(cast: Cast, day: date = MARCH) -> int:
    """The manager's profile in force since a day of March."""
    making.ready(cast)
    with making.at(day):
        document_id = making.profile(cast)
        assert making.look() == 0, "what a version asks is owed at once"
        return document_id


def test_what_began_before_the_duty_is_owed_with_half_of_its_working_days_to_come(cast: Cast) -> None:
    begun(cast, date(2027, 3, 15))  # 11 of the 21 working days of March to come: Easter takes two
    assert in_march(cast).due == date(2027, 3, 31)
    assert [one.starts for one in making.owed(TALKS)] == [MARCH, MARCH]
    assert [one.starts for one in making.owed(NOTE)] == [date(2027, 3, 15)]


def test_what_began_before_the_duty_is_not_owed_with_less_to_come(cast: Cast) -> None:
    begun(cast, date(2027, 3, 18))  # a Thursday: 8 of the 21 working days of the month, 2 of the 5 of the week
    assert making.owed(RIDE) == making.owed(NOTE) == []
    with making.at(date(2027, 3, 31)):
        making.look()
        assert making.owed(RIDE) == []
    with making.at(date(2027, 4, 1)):
        making.look()
    assert {one.starts for one in making.owed(RIDE)} == {date(2027, 4, 1)}


def test_a_profile_adopted_with_an_old_date_owes_nothing_of_the_days_before_it_was_here(cast: Cast) -> None:
    making.ready(cast)
    with making.at(date(2027, 3, 18)):
        document_id = making.profile(cast, valid_from=date(2021, 1, 1))
    assert making.duties_of(document_id)[0].starts == date(2027, 3, 18)
    assert making.owed(RIDE) == []


def test_only_who_sells_is_ridden_along_with(cast: Cast) -> None:
    customer("De Hoeve", cast.team, cast.seller)
    begun(cast, MARCH)
    assert [one.about_id for one in making.owed(RIDE)] == [cast.seller]


def test_a_role_named_between_brackets_says_who_sells(cast: Cast) -> None:
    customer("De Hoeve", cast.team, cast.deputy)
    making.ready(cast)
    with write() as session:
        session.add(
            Placeholder(
                term="verkopers", unit_id=cast.company, bound=Bound.ROLE, role_id=cast.seller_role, is_plural=True,
                words={"nl": "verkopers"}, rev=1,
            )
        )  # fmt: skip
        deputy = session.scalars(select(Position).where(Position.person_id == cast.deputy)).one()
        deputy.unit_id = cast.team
        office = session.scalars(select(Position).where(Position.person_id == cast.colleague)).one()
        office.role_id = deputy.role_id
        line.rebuild()
    with making.at(MARCH):
        making.profile(cast, texts={RIDE: "Rijdt maandelijks mee met [verkopers]."})
    assert [one.about_id for one in making.owed(RIDE)] == [cast.deputy, cast.seller]  # one has customers, one the role
    assert [one.about_id for one in making.owed(TALKS)] == [cast.deputy]


def test_coaching_is_owed_only_where_it_is_agreed_on(cast: Cast) -> None:
    making.ready(cast)
    disagree("NL", Covers.COACHING)
    with making.at(MARCH):
        selger = making.norway(cast)
        making.profile(cast)
    assert {one.about_id for one in making.owed(RIDE)} == {selger}
    assert {one.owner_id for one in making.owed(NOTE)} == {cast.manager, cast.stranger}


def test_an_agreement_that_ends_ends_what_is_owed(cast: Cast) -> None:
    begun(cast)
    disagree("NL", Covers.COACHING)
    with making.at(date(2027, 3, 2)):
        making.look()
    assert {one.standing for one in making.owed(RIDE)} == {Standing.ENDED}
    assert {one.standing for one in making.owed(NOTE)} == {Standing.OWED}


def test_absence_pauses_and_resumes_in_the_same_moment(cast: Cast) -> None:
    begun(cast)
    me, march = cast.me("seller"), in_march(cast)
    with making.at(date(2027, 3, 2)):
        absences.add(me, cast.seller, starts=date(2027, 3, 8), ends=date(2027, 3, 23), deputy=None)
        assert (in_march(cast).standing, in_march(cast).away) == (
            Standing.PAUSED,
            12,
        )  # of 21
        assert in_march(cast, "colleague").standing is Standing.OWED
        row_id = db.session.scalars(select(Absence.id).where(Absence.person_id == cast.seller)).one()
        base = db.session.get_one(Person, cast.seller).rev
        absences.change(
            me, cast.seller, row_id, base, starts=date(2027, 3, 8), ends=date(2027, 3, 19), deputy=None
        )  # fmt: skip
        assert (in_march(cast).standing, in_march(cast).away) == (Standing.OWED, 10)
        absences.remove(me, cast.seller, row_id)
    assert (in_march(cast).standing, in_march(cast).away) == (Standing.OWED, 0)
    assert told(march.id) == ["obligation_paused", "obligation_resumed"]


def test_absence_of_either_moves_the_day_on_which_it_is_due(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 3, 2)):
        absences.add(cast.me("manager"), cast.manager, starts=date(2027, 3, 29), ends=date(2027, 4, 2), deputy=None)
        absences.add(cast.me("seller"), cast.seller, starts=date(2027, 3, 24), ends=date(2027, 3, 24), deputy=None)
    # From Good Friday on it is Easter, then the manager is away; the seller is away on the Wednesday before.
    assert (in_march(cast).due, in_march(cast).asks_from) == (date(2027, 3, 25), date(2027, 3, 15))
    assert in_march(cast, "colleague").due == date(2027, 3, 25)
    with making.at(date(2027, 3, 2)):
        absences.add(
            cast.me("colleague"), cast.colleague, starts=date(2027, 3, 25), ends=date(2027, 3, 26), deputy=None
        )
    assert in_march(cast, "colleague").due == date(2027, 3, 24)


def test_a_seller_who_moves_takes_what_is_owed_to_the_new_manager(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 3, 3)):
        team = making.second_team(cast, cast.deputy)
    march = in_march(cast)
    with making.at(date(2027, 3, 20)):
        making.move(cast.seller, team, date(2027, 3, 20))
    moved = in_march(cast)
    assert (moved.id, moved.owner_id, moved.unit_id, moved.standing) == (march.id, cast.deputy, team, Standing.OWED)
    assert told(march.id) == ["obligation_handed_over"]
    assert in_march(cast, "colleague").owner_id == cast.manager
    with making.at(date(2027, 3, 21)):
        assert making.look() == 0


def test_a_seller_who_moves_under_the_same_manager_is_of_the_new_team(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 3, 3)):
        team = making.second_team(cast, cast.manager)
    with making.at(date(2027, 3, 20)):
        making.move(cast.seller, team, date(2027, 3, 20))
    assert (in_march(cast).owner_id, in_march(cast).unit_id) == (cast.manager, team)
    assert in_march(cast, "colleague").unit_id == cast.team


def test_a_manager_of_another_role_does_not_take_it_over(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 3, 3)):
        team = making.second_team(cast, cast.deputy, role_id=cast.seller_role)
    with making.at(date(2027, 3, 20)):
        making.move(cast.seller, team, date(2027, 3, 20))
    assert in_march(cast).standing is Standing.ENDED
    assert told(in_march(cast).id) == ["obligation_ended"]


def test_what_was_missed_stays_with_who_missed_it_and_is_no_longer_asked(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 4, 5)):
        making.look()
        team = making.second_team(cast, cast.deputy)
        making.move(cast.seller, team, date(2027, 4, 5))
        making.look()
    missed = in_march(cast)
    assert (missed.owner_id, missed.standing, missed.asks_until) == (cast.manager, Standing.OWED, date(2027, 4, 4))
    assert in_march(cast, "colleague").asks_until == date(2027, 4, 30)
    [april] = making.owed(RIDE, about_id=cast.seller, starts=date(2027, 4, 1))
    assert (april.owner_id, april.standing) == (cast.deputy, Standing.OWED)


def test_who_leaves_owes_nothing_more(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 3, 9)):
        accounts.disable(cast.me("admin"), cast.manager)
        making.look()
    assert running(date(2027, 3, 9)) == {Standing.ENDED}
    [week] = making.owed(NOTE, starts=MARCH)
    assert (week.standing, week.asks_until) == (Standing.OWED, date(2027, 3, 8)), "missed, and asked of nobody"
    with making.at(date(2027, 3, 10)):
        accounts.enable(cast.me("admin"), cast.manager)
        making.look()
    assert {one.standing for one in making.owed(RIDE)} == {Standing.OWED}


def test_a_position_that_ends_ends_it_in_the_same_moment(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 3, 9)):
        held = db.session.scalars(select(Position.id).where(Position.person_id == cast.seller)).one()
        positions.end(cast.me("admin"), cast.seller, held, date(2027, 3, 8))
        assert in_march(cast).standing is Standing.ENDED
        assert in_march(cast, "colleague").standing is Standing.OWED


def test_another_level_is_no_break(cast: Cast) -> None:
    making.ready(cast)
    with write() as session:
        held = session.scalars(select(Position).where(Position.person_id == cast.manager)).one()
        held.ends = date(2027, 3, 20)
        session.add(
            Position(person_id=cast.manager, role_id=held.role_id, unit_id=held.unit_id, starts=date(2027, 3, 21))
        )
        line.rebuild()
    begun_on = date(2027, 2, 1)
    with making.at(begun_on):
        making.profile(cast)
    with making.at(date(2027, 3, 25)):
        making.look()
    assert [one.starts for one in making.owed(RIDE, about_id=cast.seller)] == [begun_on, MARCH]


def test_a_new_version_changes_what_is_owed_from_its_day_only(cast: Cast) -> None:
    document_id = begun(cast)
    with making.at(date(2027, 3, 10)):
        quarterly = {NOTE: WEEKLY_NOTE, RIDE: making.duty("quarter")}
        making.new_version(cast, document_id, quarterly, date(2027, 4, 1))
        assert in_march(cast).standing is Standing.OWED
        rows = [(one.number, one.part_key, one.ends) for one in making.duties_of(document_id)]
        assert (1, RIDE, date(2027, 3, 31)) in rows and (2, RIDE, date(9999, 12, 31)) in rows
    with making.at(date(2027, 4, 30)):
        making.look()
    assert [(one.starts, one.ends) for one in making.owed(RIDE, about_id=cast.seller)] == [
        (MARCH, date(2027, 3, 31)), (date(2027, 4, 1), date(2027, 6, 30))
    ]  # fmt: skip
    [talk, _other] = making.owed(TALKS)
    assert (talk.starts, talk.standing) == (MARCH, Standing.ENDED), "the new version asks no talks any more"
    assert {one.standing for one in making.owed(NOTE)} == {Standing.OWED}


def test_another_interval_in_the_middle_of_a_window_leaves_that_one_as_it_is(cast: Cast) -> None:
    document_id = begun(cast)
    with making.at(date(2027, 3, 17)):
        making.new_version(cast, document_id, {RIDE: making.duty("week")}, date(2027, 3, 17))  # a Wednesday
    with making.at(date(2027, 3, 23)):
        making.look()
    assert [one.starts for one in making.owed(RIDE, about_id=cast.seller)] == [MARCH, date(2027, 3, 22)]


@pytest.mark.parametrize(("day", "found"), [
    (date(2027, 4, 7), [date(2027, 4, 1), date(2027, 5, 1)]),  # most of April is still to come
    (date(2027, 4, 21), [date(2027, 5, 1)]),
])  # fmt: skip
def test_a_version_that_asks_less_often_asks_in_the_window_in_which_it_begins_with_half_to_come(
    cast: Cast, day: date, found: list[date]
) -> None:
    making.ready(cast)
    with making.at(MARCH):
        document_id = making.profile(cast, {RIDE: making.duty("week")})
        making.look()
    with making.at(day):
        making.look()
        making.new_version(cast, document_id, {RIDE: making.duty("month")}, day)
    with making.at(date(2027, 5, 3)):
        making.look()
        assert making.look() == 0
    monthly = [
        one.starts for one in making.owed(RIDE, about_id=cast.seller) if one.ends.day >= 30 and one.starts.day == 1
    ]
    assert monthly == found


def test_a_version_that_another_one_overtakes_never_holds(cast: Cast) -> None:
    document_id = begun(cast)
    with making.at(date(2027, 3, 10)):
        making.new_version(cast, document_id, {RIDE: making.duty("quarter")}, date(2027, 5, 1))
        making.new_version(cast, document_id, {RIDE: making.duty("two_months")}, date(2027, 4, 1))
        rows = {one.number: (one.starts, one.ends) for one in making.duties_of(document_id) if one.part_key == RIDE}
    assert rows[1] == (MARCH, date(2027, 3, 31)) and rows[3][1] == date(9999, 12, 31)
    assert rows[2][0] > rows[2][1]


def test_an_archived_profile_asks_nothing_any_more(cast: Cast) -> None:
    document_id = begun(cast)
    with making.at(date(2027, 3, 10)):
        profiles.archive(document_id, cast.me("hr"), archived=True)
        making.look()
        assert running(date(2027, 3, 10)) == {Standing.ENDED}
        profiles.archive(document_id, cast.me("hr"), archived=False)
        making.look()
    assert {one.standing for one in making.owed(RIDE)} == {Standing.OWED}


def test_two_who_lead_a_team_together_owe_it_once(cast: Cast) -> None:
    making.ready(cast)
    with write() as session:
        session.add(Lead(unit_id=cast.team, person_id=cast.deputy, starts=date(2020, 1, 1)))
        session.add(
            Position(person_id=cast.deputy, role_id=cast.manager_role, unit_id=cast.team, starts=date(2020, 1, 1))
        )
        line.rebuild()
    with making.at(MARCH):
        making.profile(cast)
        assert making.look() == 0
    assert len(making.owed(RIDE, about_id=cast.seller)) == 1


def test_a_look_asks_as_much_of_many_as_of_few_and_next_to_nothing_when_nothing_happened(cast: Cast) -> None:
    begun(cast)
    with making.at(date(2027, 4, 1)), counted() as few:
        making.look()
    with making.at(date(2027, 4, 20)):
        for number in range(12):
            hire(cast, number)
    with making.at(date(2027, 5, 1)), counted() as many:
        making.look()
    assert len(making.owed(RIDE, starts=date(2027, 5, 1))) == 14
    assert len(many) <= len(few)
    making.fresh()
    with making.at(date(2027, 5, 1)), counted() as none:
        assert making.look() == 0
    assert len([one for one in none if one.startswith("SELECT")]) == 2


def hire(cast: Cast, number: int) -> None:
    """One more seller in the team."""
    with write() as session:
        person = Person(email=f"n{number}@rayon.example", name=f"Nummer {number}")
        session.add(person)
        session.flush()
        session.add(Position(person_id=person.id, role_id=cast.seller_role, unit_id=cast.team, starts=date(2020, 1, 1)))
        line.rebuild()


def test_workers_that_look_at_once_open_each_window_once(app: Flask, cast: Cast) -> None:
    begun(cast)

    def look(_one: int) -> int:
        with write():
            return jobs.open_duties()

    came = at_once(app, look, datetime(2027, 4, 1, 9, tzinfo=UTC))
    assert sorted(came)[:3] == [0, 0, 0] and sorted(came)[3] > 0
    windows = [(one.part_key, one.about_id, one.starts) for one in making.owed()]
    assert len(windows) == len(set(windows))
    assert len(making.owed(RIDE, starts=date(2027, 4, 1))) == 2
