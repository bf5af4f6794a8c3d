"""Figures 7 and 8 against a count by hand, over random organisations; small groups, and where figures are off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.coaching.models import RideAlong, RideAlongKind, RideAlongState
from portal.core import clock, figures
from portal.core.db import db, write
from portal.core.figures import FIGURES, Period, Scope, ScopeKind, Sight
from portal.duties.models import Obligation, Standing
from portal.people import line
from portal.people.models import Person, Position, Unit, UnitKind
from portal.privacy.models import Covers
from portal.profiles.duty import Every, SettledBy
from portal.talks.models import Talk, TalkState
from tests.cast import LONG_AGO, Cast
from tests.duties import owing
from tests.figures import assert_equals_recount, rows_of
from tests.plans.sums import add
from tests.privacy.making import disagree

TODAY = date(2026, 6, 17)
NOON = datetime(2026, 6, 17, 12, tzinfo=UTC)
CODES = {"ride_along_coverage": SettledBy.RIDE_ALONG, "talk_coverage": SettledBy.TALK}
PERIODS = [
    figures.year(2026), figures.year(2025), figures.quarter(2026, 1),
    *(figures.month(2026, number) for number in (2, 6)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    with clock.at(NOON):
        yield


def line_again() -> None:
    """What is derived from the tree, after units were added."""
    with write():
        line.rebuild()


class Organisation:
    """Two teams in two countries with sellers, who are owed ride-alongs and talks of which some took place."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.dice, self.cast = random.Random(seed), cast
        teams = [cast.team, self.team("Team Noord", cast.nl), self.team("Team Bergen", cast.no)]
        line_again()
        self.owners = [cast.manager, cast.deputy, cast.stranger]
        self.sellers = [cast.seller, cast.colleague]
        for number in range(self.dice.randint(3, 7)):
            self.sellers.append(self.seller(number, self.dice.choice(teams)))
        profile = owing.profile(cast, cast.manager_role)
        self.duties = [
            owing.duty(profile, cast.manager_role, SettledBy.RIDE_ALONG, Every.MONTH),
            owing.duty(profile, cast.manager_role, SettledBy.TALK, Every.TWO_MONTHS),
            owing.duty(profile, cast.manager_role, SettledBy.LISTENING, Every.QUARTER),
        ]
        for duty in self.duties:
            self.owe(duty)
        self.happen()
        self.scopes = [
            *(Scope(ScopeKind.PERSON, one) for one in (*self.owners, cast.seller)),
            *(Scope(ScopeKind.TEAM, one) for one in (*teams, cast.nl, cast.no)), Scope(ScopeKind.COMPANY, cast.company),
        ]  # fmt: skip

    def team(self, name: str, parent_id: int) -> int:
        return add(Unit(kind=UnitKind.TEAM, name=name, parent_id=parent_id)).id

    def seller(self, number: int, unit_id: int) -> int:
        made = add(Person(email=f"seller{number}@rayon.example", name=f"Verkoper {number}")).id
        add(Position(person_id=made, role_id=self.cast.seller_role, unit_id=unit_id, starts=LONG_AGO))
        return made

    def owe(self, duty: Any) -> None:
        opened: set[tuple[int, date]] = set()
        for _ in range(self.dice.randint(12, 28)):
            day = date(2025, 10, 1) + timedelta(days=self.dice.randrange(260))
            about = self.dice.choice(self.sellers)
            starts = owing.windows.window(duty.every, day)[0]
            if (about, starts) in opened:
                continue
            opened.add((about, starts))
            standing = self.dice.choice([*[Standing.OWED] * 5, Standing.WAIVED, Standing.PAUSED, Standing.ENDED])
            owing.owe(duty, self.dice.choice(self.owners), about, day, standing)

    def happen(self) -> None:
        for _ in range(self.dice.randint(10, 30)):
            day = date(2025, 10, 1) + timedelta(days=self.dice.randrange(260))
            who, about = self.dice.choice(self.owners), self.dice.choice(self.sellers)
            if self.dice.random() < 0.5:
                kind, state = self.dice.choice(list(RideAlongKind)), self.dice.choice(list(RideAlongState))
                owing.ride(who, about, day, state, kind)
            else:
                owing.talk(who, about, day, self.dice.choice(list(TalkState)))


def by_hand(by: SettledBy, scope: Scope, period: Period) -> tuple[int, int, int, int, int]:
    """(sellers covered, sellers asked, done, asked, waived), walking every row in Python."""
    parents = dict(db.session.execute(select(Unit.id, Unit.parent_id)).all())

    def below(unit_id: int | None) -> bool:
        while unit_id is not None and unit_id != scope.id:
            unit_id = parents[unit_id]
        return unit_id is not None

    events = {
        SettledBy.RIDE_ALONG: [
            (one.seller_id, one.day) for one in db.session.scalars(select(RideAlong))
            if one.kind == RideAlongKind.RIDE_ALONG and one.state != RideAlongState.OPEN
        ],
        SettledBy.TALK: [
            (one.seller_id, one.day) for one in db.session.scalars(select(Talk)) if one.state != TalkState.PLANNED
        ],
    }[by]  # fmt: skip
    asked: dict[int, list[bool]] = {}
    waived: dict[int, int] = {}
    for one in db.session.scalars(select(Obligation).where(Obligation.by == by)):
        inside = one.owner_id == scope.id if scope.kind is ScopeKind.PERSON else below(one.unit_id)
        if not inside or not period.starts <= one.due <= period.ends or one.standing is Standing.ENDED:
            continue
        done = any(who == one.about_id and one.starts <= day <= one.ends for who, day in events)
        if one.standing is Standing.OWED or done:
            asked.setdefault(one.about_id, []).append(done)
        elif one.standing is Standing.WAIVED:
            waived[one.about_id] = waived.get(one.about_id, 0) + 1
    flat = [done for held in asked.values() for done in held]
    beside = sum(number for who, number in waived.items() if who in asked)
    return sum(any(held) for held in asked.values()), len(asked), sum(flat), len(flat), beside


@pytest.mark.parametrize("seed", range(3))
def test_coverage_equals_a_count_by_hand(app: Flask, cast: Cast, seed: int) -> None:
    organisation = Organisation(cast, seed)
    seen = 0
    for code, by in CODES.items():
        for scope in organisation.scopes:
            for period in PERIODS:
                reading = figures.read(FIGURES[code], scope, period, full=True)
                value = reading.counted.values[0]
                done, waived = (found.values[0] for _also, found in reading.facts)
                found = (value.numerator, value.denominator, done.numerator, done.denominator, waived.numerator)
                assert found == by_hand(by, scope, period), (code, scope, period)
                seen += value.denominator
            assert_equals_recount(FIGURES[code], scope, PERIODS[0])
    assert seen, "an organisation in which nothing is asked proves nothing"


def test_a_group_below_the_minimum_size_shows_no_coverage(app: Flask, cast: Cast) -> None:
    duty = owing.duty(owing.profile(cast, cast.manager_role), cast.manager_role, SettledBy.RIDE_ALONG, Every.MONTH)
    for seller in (cast.seller, cast.colleague):
        owing.owe(duty, cast.manager, seller, TODAY)
    owing.ride(cast.manager, cast.seller, TODAY)
    period, team = figures.month(2026, 6), Scope(ScopeKind.TEAM, cast.team)
    assert figures.read(FIGURES["ride_along_coverage"], team, period).hidden
    assert figures.card(cast.me("seller"), "ride_along_coverage", team, period).state == "hidden"
    assert figures.card(cast.me("manager"), "ride_along_coverage", team, period).values[0].detail == "1 van 2"


def test_coverage_of_somebody_else_is_off_without_an_agreement(app: Flask, cast: Cast) -> None:
    period, person = figures.month(2026, 6), Scope(ScopeKind.PERSON, cast.manager)
    assert figures.card(cast.me("director"), "ride_along_coverage", person, period).state == "empty"
    disagree("NL", Covers.FIGURES)
    assert figures.card(cast.me("director"), "ride_along_coverage", person, period).state == "off"
    assert figures.card(cast.me("manager"), "ride_along_coverage", person, period).state == "empty"


def test_the_rows_of_coverage_lead_only_to_what_the_reader_may_read(app: Flask, cast: Cast) -> None:
    organisation = Organisation(cast, 11)
    for name in ("director", "manager", "seller", "hr", "stranger", "admin", "deputy"):
        me = cast.me(name)
        for scope in organisation.scopes:
            figure = FIGURES["ride_along_coverage"]
            sight = figures.may_see(me, figure, scope)
            if sight not in (Sight.FULL, Sight.GROUP):
                continue
            for row in figures.all_rows(figure, scope, PERIODS[0], me, sight):
                owed = db.session.get(Obligation, row["latest_id"])
                led = db.session.scalars(
                    select(line.Line.person_id).where(line.Line.over_id == me.id, line.Line.via == line.Via.LEAD)
                ).all()
                assert me.id in (owed.owner_id, owed.about_id) or owed.owner_id in led


def test_a_seller_counts_once_however_often_it_comes_back(app: Flask, cast: Cast) -> None:
    duty = owing.duty(owing.profile(cast, cast.manager_role), cast.manager_role, SettledBy.RIDE_ALONG, Every.MONTH)
    for month in (1, 2, 3):
        owing.owe(duty, cast.manager, cast.seller, date(2026, month, 10))
    owing.ride(cast.manager, cast.seller, date(2026, 2, 11))
    [row] = rows_of(FIGURES["ride_along_coverage"], Scope(ScopeKind.PERSON, cast.manager), figures.quarter(2026, 1))
    assert (row["owed"], row["done"], row["covered"]) == (3, 1, True)


def test_what_another_did_counts_too(app: Flask, cast: Cast) -> None:
    duty = owing.duty(owing.profile(cast, cast.manager_role), cast.manager_role, SettledBy.TALK, Every.TWO_MONTHS)
    owing.owe(duty, cast.manager, cast.seller, date(2026, 1, 10))
    owing.talk(cast.director, cast.seller, date(2026, 1, 12))
    [row] = rows_of(FIGURES["talk_coverage"], Scope(ScopeKind.PERSON, cast.manager), figures.month(2026, 2))
    assert row["covered"] and row["last_on"] == date(2026, 1, 12)
    assert not rows_of(FIGURES["talk_coverage"], Scope(ScopeKind.PERSON, cast.manager), figures.month(2026, 1))
