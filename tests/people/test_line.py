"""Who stands over whom: against a naive recount, day by day, on random organisations; and a move at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from portal.core import clock
from portal.core.db import db, write
from portal.people import line
from portal.people.models import (
    FOREVER,
    Absence,
    FunctionalLine,
    Lead,
    Line,
    Person,
    Position,
    Role,
    Unit,
    UnitKind,
    UnitPath,
    Via,
)
from portal.people.services import absences, positions, units
from tests.cast import Cast

FIRST = date(2026, 1, 1)
DAYS = 12
PEOPLE, UNITS = 5, 4


def periods() -> st.SearchStrategy[tuple[int, int | None]]:
    """First day, and how many days longer; None goes on forever."""
    return st.tuples(st.integers(0, DAYS), st.none() | st.integers(0, DAYS))


someone, somewhere = st.integers(1, PEOPLE), st.integers(1, UNITS)


@dataclass
class Firm:
    """A small organisation: parents by unit, and dated rows."""

    parents: list[int]
    leads: list
    positions: list
    absences: list
    advisers: list


firms = st.builds(
    Firm,
    parents=st.tuples(*(st.integers(0, unit) for unit in range(1, UNITS))).map(list),
    leads=st.lists(st.tuples(somewhere, someone, periods()), max_size=6),
    positions=st.lists(st.tuples(someone, somewhere, periods()), max_size=6),
    absences=st.lists(
        st.tuples(someone, someone, periods()).filter(lambda one: one[0] != one[1] and one[2][1] is not None),
        max_size=3,
    ),
    advisers=st.lists(st.tuples(someone, someone, periods()).filter(lambda one: one[0] != one[1]), max_size=2),
)


def days(period: tuple[int, int | None]) -> tuple[date, date]:
    starts = FIRST + timedelta(days=period[0])
    return starts, FOREVER if period[1] is None else starts + timedelta(days=period[1])


def parent_of(firm: Firm, unit: int) -> int | None:
    above = 0 if unit == 1 else firm.parents[unit - 2]
    return above or None


def build(firm: Firm) -> None:
    with write() as session:
        for model in (Line, UnitPath, Lead, Position, Absence, FunctionalLine):
            session.execute(delete(model))
        if session.get(Person, 1) is None:
            session.add_all(Person(id=n, name=f"P {n}", email=f"p{n}@rayon.example") for n in range(1, PEOPLE + 1))
            session.add_all(Unit(id=n, name=f"U {n}", kind=UnitKind.TEAM) for n in range(1, UNITS + 1))
            session.add(Role(id=1, code="r", title={"nl": "R"}))
        session.flush()
        for unit in range(1, UNITS + 1):
            session.get(Unit, unit).parent_id = parent_of(firm, unit)
        for unit, who, when in firm.leads:
            session.add(Lead(unit_id=unit, person_id=who, starts=days(when)[0], ends=days(when)[1]))
        for who, unit, when in firm.positions:
            session.add(Position(person_id=who, role_id=1, unit_id=unit, starts=days(when)[0], ends=days(when)[1]))
        for who, deputy, when in firm.absences:
            session.add(Absence(person_id=who, deputy_id=deputy, starts=days(when)[0], ends=days(when)[1]))
        for who, adviser, when in firm.advisers:
            session.add(FunctionalLine(person_id=who, adviser_id=adviser, starts=days(when)[0], ends=days(when)[1]))
        line.rebuild()


def on(when: tuple[int, int | None], day: date) -> bool:
    return days(when)[0] <= day <= days(when)[1]


def naive(firm: Firm, day: date) -> set[tuple]:
    """(over, person, via, steps, standing in for) on one day, as somebody would count with a finger on the chart."""
    found = set()
    for who, unit, when in firm.positions:
        if not on(when, day):
            continue
        above, step, seen = unit, 0, set()
        while above is not None:
            leads = {lead for at, lead, led in firm.leads if at == above and on(led, day) and lead != who} - seen
            step += 1 if leads else 0
            found |= {(lead, who, Via.LEAD, step, None) for lead in leads}
            seen |= leads
            above = parent_of(firm, above)
    for who, deputy, when in firm.absences:
        if on(when, day):
            found |= {
                (deputy, person, Via.DEPUTY, steps, who)
                for over, person, via, steps, _ in set(found)
                if via is Via.LEAD and over == who and person != deputy
            }
    found |= {(adviser, who, Via.FUNCTIONAL, 1, None) for who, adviser, when in firm.advisers if on(when, day)}
    return found


def stored(day: date) -> set[tuple]:
    rows = db.session.scalars(select(Line).where(Line.starts <= day, Line.ends >= day))
    return {(row.over_id, row.person_id, row.via, row.steps, row.for_id) for row in rows}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_line_is_what_a_naive_recount_gives(app: Flask) -> None:
    @settings(max_examples=60, deadline=None)
    @given(firms)
    def holds(firm: Firm) -> None:
        build(firm)
        for day in range(-1, 2 * DAYS + 2):
            at = FIRST + timedelta(days=day)
            assert stored(at) == naive(firm, at), f"on {at}"
        db.session.rollback()

    holds()


def kept() -> list[str]:
    columns = (Line.over_id, Line.person_id, Line.via, Line.steps, Line.for_id, Line.starts, Line.ends)
    return sorted(map(str, db.session.execute(select(*columns)).all()))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_lines_of_one_person_made_anew_are_what_all_made_anew_would_be(app: Flask) -> None:
    @settings(max_examples=60, deadline=None)
    @given(firms, firms, someone)
    def holds(firm: Firm, other: Firm, who: int) -> None:
        build(firm)
        with write() as session:
            session.execute(delete(Absence).where(Absence.person_id == who))
            session.execute(delete(FunctionalLine).where(FunctionalLine.person_id == who))
            for _who, deputy, when in other.absences:
                if deputy != who:
                    session.add(Absence(person_id=who, deputy_id=deputy, starts=days(when)[0], ends=days(when)[1]))
            for _who, adviser, when in other.advisers:
                if adviser != who:
                    session.add(
                        FunctionalLine(person_id=who, adviser_id=adviser, starts=days(when)[0], ends=days(when)[1])
                    )
            line.rebuild_deputies(who)
            line.rebuild_advice(who)
        partly = kept()
        with write():
            line.rebuild()
        assert partly == kept()
        db.session.rollback()

    holds()


def test_an_absence_leaves_the_lines_of_others_alone(app: Flask, cast: Cast) -> None:
    before = set(db.session.scalars(select(Line.id)))
    day = clock.today()
    absences.add(cast.me("admin"), cast.manager, starts=day, ends=day, deputy=cast.deputy)
    assert before < set(db.session.scalars(select(Line.id)))
    held = set(db.session.scalars(select(Line.id)))
    positions.advise(cast.me("admin"), cast.seller, adviser=cast.hr, starts=day, ends=None)
    assert held < set(db.session.scalars(select(Line.id)))


def over(person: int) -> set[tuple]:
    day = clock.today()
    rows = db.session.scalars(
        select(Line).where(Line.person_id == person, Line.via == Via.LEAD, Line.starts <= day, Line.ends >= day)
    )
    return {(row.over_id, row.steps) for row in rows}


def test_a_move_counts_at_once(app: Flask, cast: Cast) -> None:
    assert over(cast.seller) == {(cast.manager, 1), (cast.director, 2)}
    held = db.session.scalars(select(Position).where(Position.person_id == cast.seller)).one()
    rev = db.session.get(Person, cast.seller).rev
    oslo = db.session.scalars(select(Unit.id).where(Unit.name == "Team Oslo")).one()
    positions.change(
        cast.me("admin"),
        cast.seller,
        held.id,
        rev,
        job=(held.role_id, held.level_id),
        unit=oslo,
        starts=clock.today(),
        own_budget=None,
    )
    assert over(cast.seller) == {(cast.stranger, 1), (cast.director, 2)}


def test_a_team_without_a_lead_stands_right_under_the_next_one(app: Flask, cast: Cast) -> None:
    lead = db.session.scalars(select(Lead).where(Lead.unit_id == cast.team)).one()
    units.end_lead(cast.me("admin"), cast.team, lead.id, clock.today() - timedelta(days=1))
    assert over(cast.seller) == {(cast.director, 1)}
    units.hand_over(cast.me("admin"), cast.team, person=cast.colleague, starts=clock.today())
    assert over(cast.seller) == {(cast.colleague, 1), (cast.director, 2)}
    assert over(cast.colleague) == {(cast.director, 1)}


def test_a_circle_in_the_tree_is_an_error(app: Flask, cast: Cast) -> None:
    with write() as session:
        session.get(Unit, cast.company).parent_id = cast.team
        with pytest.raises(ValueError, match="circle"):
            line.rebuild()
        session.get(Unit, cast.company).parent_id = None
