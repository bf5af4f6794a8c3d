"""Figures about contacts against a count by hand, over a year of everything that happens; windows and matching."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock, figures
from portal.core import settings as organisation
from portal.core.db import db, write
from portal.core.figures import FIGURES, Period, Scope, ScopeKind, Sight
from portal.visits import matching, policy, windows
from portal.visits.models import Channel, Promise, Report, Visit, VisitState
from tests.cast import Cast
from tests.figures import assert_equals_recount, rows_of
from tests.plans import sums
from tests.visits import hand_count
from tests.visits.year import TODAY, Year, at

YEAR = figures.year(2026)
OURS = ("visits_made", "report_discipline", "promises_kept")


def scopes(cast: Cast) -> list[Scope]:
    return [
        Scope(ScopeKind.PERSON, cast.seller), Scope(ScopeKind.PERSON, cast.colleague),
        Scope(ScopeKind.TEAM, cast.team), Scope(ScopeKind.TEAM, cast.no), Scope(ScopeKind.COMPANY, cast.company),
    ]


PERIODS = [
    YEAR, figures.year(2025), *(figures.quarter(2026, number) for number in (1, 2, 3, 4)),
    *(figures.month(2026, number) for number in (2, 3, 5, 7, 8, 10, 11)),
]


def numbers(code: str, scope: Scope, period: Period) -> tuple[tuple[int, int], list[int]]:
    """(numerator, denominator) of the figure, and its further facts."""
    reading = figures.read(FIGURES[code], scope, period, full=True)
    value = reading.counted.values[0]
    return (value.numerator, value.denominator), [one.values[0].numerator for _also, one in reading.facts]


@pytest.mark.parametrize("seed", [4, 20])
def test_a_year_of_contacts_equals_a_count_by_hand(app: Flask, cast: Cast, seed: int) -> None:
    Year(cast, seed).live()
    with clock.at(at(TODAY)):
        for scope in scopes(cast):
            for period in PERIODS:
                wanted = hand_count.visits_made(scope, period)
                apart = [wanted["open"], wanted["by_customer"], wanted["by_us"], wanted["unplanned"]]
                assert numbers("visits_made", scope, period) == ((wanted["made"], wanted["due"]), apart)
                on_time = hand_count.reports_on_time(scope, period, 3)
                assert numbers("report_discipline", scope, period)[0] == on_time
            for code in OURS:
                assert_equals_recount(FIGURES[code], scope, YEAR)
        whole = hand_count.visits_made(scopes(cast)[-1], YEAR)
        del whole["open"]  # by the end of this year every window may have closed
        assert all(whole.values()) and whole["made"] < whole["due"], "a year in which nothing happens proves nothing"
        made_by_another = db.session.query(Visit).filter(Visit.made_by_id != Visit.id).count()
        assert made_by_another and db.session.query(Visit).filter(Visit.ended_on.is_not(None)).count()


@pytest.mark.parametrize(
    ("per_year", "half"), [(1, 182), (2, 91), (3, 60), (4, 45), (6, 30), (12, 15), (24, 7), (26, 7), (52, 7), (365, 7)]
)
def test_a_window_is_half_the_interval_to_either_side_and_at_least_a_week(per_year: int, half: int) -> None:
    due = date(2028, 3, 1)
    days = timedelta(days=half)
    assert windows.window(due, per_year) == (due, due - days, due + days)


DUE = date(2026, 6, 10)


def june(first: int, last: int) -> tuple[date, date]:
    return date(2026, 6, first), date(2026, 6, last)


@pytest.mark.parametrize(
    ("absences", "expected", "last"),
    [
        ([], 10, 17),
        ([june(1, 2)], 10, 17),  # over before it opens on the third
        ([june(1, 3)], 10, 18),  # one day of it
        ([june(12, 13)], 10, 19),
        ([june(17, 19)], 10, 20),  # its last day and two beyond: three days later
        ([june(18, 25)], 10, 17),  # after it closed
        ([june(9, 12)], 13, 21),
        ([june(10, 10)], 11, 18),
        ([june(9, 10), june(11, 12)], 13, 21),  # one after the other
        ([june(9, 12), june(10, 11)], 13, 21),  # one in the other
        ([june(16, 17), june(18, 20)], 10, 22),  # the first moves its end into the second
        ([june(1, 22)], 23, 30 + 7),
    ],
)
def test_an_absence_moves_the_window_by_its_days(absences: Any, expected: int, last: int) -> None:
    start = date(2026, 6, 1)
    assert windows.window(DUE, 52, absences) == (
        start + timedelta(days=expected - 1), date(2026, 6, 3), start + timedelta(days=last - 1)
    )


@given(st.integers(1, 60), st.lists(st.tuples(st.integers(-40, 60), st.integers(0, 25)), max_size=4))
def test_a_window_holds_as_many_days_of_presence_as_without_absence(
    per_year: int, away: list[tuple[int, int]]
) -> None:
    absences = [(DUE + timedelta(days=first), DUE + timedelta(days=first + more)) for first, more in away]
    counts_on, first, last = windows.window(DUE, per_year, absences)
    days = {first + timedelta(days=step) for step in range((last - first).days + 1)}
    present = {day for day in days if not any(starts <= day <= ends for starts, ends in absences)}
    assert len(present) == 2 * windows.half_interval(per_year) + 1
    assert counts_on >= DUE and not any(starts <= counts_on <= ends for starts, ends in absences)


@pytest.fixture
def shop(app: Flask, cast: Cast) -> int:
    return sums.customer("Bakkerij", cast.team, cast.seller)


class Contacts:
    """Planned and held contacts with one customer; which was made by which, by name."""

    def __init__(self, cast: Cast, customer_id: int) -> None:
        self.cast, self.customer_id, self.ids = cast, customer_id, {}
        with clock.at(sums.NOON):
            self.plan_id = sums.plan(cast, cast.seller, customer_id, sums.NOON)

    def add(self, name: str, day: date, **facts: Any) -> None:
        given = {"channel": Channel.VISIT, "state": VisitState.HELD, "person_id": self.cast.seller} | facts
        row = sums.add(
            Visit(uid=name, customer_id=self.customer_id, purpose="", day=day, created_at=sums.NOON, **given)
        )
        self.ids[row.id] = name

    def planned(self, name: str, due: date, per_year: int = 52, **facts: Any) -> None:
        counts_on, first, last = windows.window(due, per_year)
        given = {"state": VisitState.PLANNED, "per_year": per_year, "part_key": name, "sequence": 1} | facts
        self.add(
            name, given.pop("day", due), due=due, counts_on=counts_on, window_from=first, window_to=last,
            plan_id=self.plan_id, **given,
        )

    def settled(self) -> dict[str, str]:
        with write():
            matching.settle([self.customer_id])
        db.session.expire_all()
        found = db.session.query(Visit.id, Visit.made_by_id).filter(
            Visit.made_by_id.is_not(None), Visit.customer_id == self.customer_id
        )
        return {self.ids[row_id]: self.ids[maker] for row_id, maker in found}


@pytest.fixture
def contacts(cast: Cast, shop: int) -> Contacts:
    return Contacts(cast, shop)


@pytest.mark.parametrize(
    ("day", "makes"), [(date(2026, 6, 2), False), (date(2026, 6, 3), True), (date(2026, 6, 17), True),
                       (date(2026, 6, 18), False)],
)  # fmt: skip
@pytest.mark.parametrize("itself", [True, False])
def test_the_first_and_the_last_day_of_a_window_belong_to_it(
    contacts: Contacts, day: date, makes: bool, itself: bool
) -> None:
    if itself:
        contacts.planned("asked", DUE, day=day, state=VisitState.HELD)
    else:
        contacts.planned("asked", DUE)
        contacts.add("other", day)
    assert contacts.settled() == ({"asked": "asked" if itself else "other"} if makes else {})


def test_only_a_contact_of_the_same_sort_makes_it(cast: Cast, contacts: Contacts) -> None:
    contacts.planned("asked", DUE)
    contacts.add("call", DUE, channel=Channel.PHONE)
    contacts.add("planned", DUE, state=VisitState.PLANNED)
    contacts.add("cancelled", DUE, state=VisitState.CANCELLED_BY_CUSTOMER)
    contacts.add("ended", DUE, ended_on=DUE)
    assert contacts.settled() == {}
    contacts.add("by a colleague", DUE, person_id=cast.colleague)
    assert contacts.settled() == {"asked": "by a colleague"}


def test_one_contact_makes_one_and_the_one_due_first_goes_first(contacts: Contacts) -> None:
    contacts.planned("later", DUE + timedelta(days=1))
    contacts.planned("first", DUE)
    contacts.add("held", DUE)
    assert contacts.settled() == {"first": "held"}


def test_a_contact_is_not_wasted_where_another_would_do(contacts: Contacts) -> None:
    contacts.planned("wide", DUE - timedelta(days=5), per_year=4)
    contacts.planned("narrow", DUE)
    contacts.add("inside both", DUE)
    contacts.add("inside the wide one", DUE + timedelta(days=20))
    assert contacts.settled() == {"wide": "inside the wide one", "narrow": "inside both"}


def test_what_was_held_in_its_own_window_makes_itself_and_nothing_else(contacts: Contacts) -> None:
    contacts.planned("early", DUE - timedelta(days=3))
    contacts.planned("own", DUE, state=VisitState.HELD)
    assert contacts.settled() == {"own": "own"}


def test_a_planned_contact_held_outside_its_window_can_make_another(contacts: Contacts) -> None:
    contacts.planned("moved far", DUE - timedelta(days=40), day=DUE, state=VisitState.HELD)
    contacts.planned("now", DUE)
    assert contacts.settled() == {"now": "moved far"}


def test_the_order_in_which_contacts_come_in_decides_nothing(cast: Cast, shop: int) -> None:
    days = [DUE + timedelta(days=step) for step in (-9, -4, 0, 3, 8)]
    found = []
    for seed in range(3):
        made = Contacts(cast, sums.customer(f"K{seed}", cast.team))
        rows = [("planned", number, day) for number, day in enumerate(days)]
        rows += [("held", number, day + timedelta(days=6)) for number, day in enumerate(days[:4])]
        random.Random(seed).shuffle(rows)
        for kind, number, day in rows:
            name = f"{kind}{number}-{seed}"
            made.planned(name, day) if kind == "planned" else made.add(name, day)
        found.append({one[:-2]: other[:-2] for one, other in made.settled().items()})
    assert found[0] == found[1] == found[2] and len(found[0]) == 4


@pytest.mark.parametrize(
    ("held", "written", "today", "expected"),
    [
        (date(2026, 6, 8), date(2026, 6, 11), date(2026, 6, 15), (1, 1)),  # Monday, Thursday: three working days
        (date(2026, 6, 8), date(2026, 6, 12), date(2026, 6, 15), (0, 1)),
        (date(2026, 6, 5), date(2026, 6, 10), date(2026, 6, 15), (1, 1)),  # Friday: the weekend does not count
        (date(2026, 6, 6), date(2026, 6, 10), date(2026, 6, 15), (1, 1)),  # Saturday
        (date(2026, 6, 3), date(2026, 6, 7), date(2026, 6, 15), (1, 1)),  # Wednesday, on the Sunday
        (date(2026, 6, 8), None, date(2026, 6, 11), (0, 0)),  # there is still time
        (date(2026, 6, 8), None, date(2026, 6, 12), (0, 1)),
    ],
)
def test_a_report_is_on_time_within_three_working_days(
    app: Flask, cast: Cast, contacts: Contacts, held: date, written: date | None, today: date,
    expected: tuple[int, int],
) -> None:
    contacts.add("held", held)
    (visit_id,) = contacts.ids
    if written:
        moment = at(written, 21)
        sums.add(Report(visit_id=visit_id, writer_id=cast.seller, changed_at=moment, written_at=moment, sent_at=moment))
    with clock.at(at(today)):
        month = scopes(cast)[0], figures.month(2026, 6)
        assert numbers("report_discipline", *month)[0] == expected
        assert len(rows_of(FIGURES["report_discipline"], *month)) == expected[1]  # what does not count is not listed


def test_the_days_for_a_report_are_a_choice_of_the_organisation(cast: Cast, contacts: Contacts) -> None:
    contacts.add("held", date(2026, 6, 8))
    moment = at(date(2026, 6, 15))
    sums.add(
        Report(visit_id=min(contacts.ids), writer_id=cast.seller, changed_at=moment, written_at=moment, sent_at=moment)
    )
    with clock.at(at(TODAY)):
        assert numbers("report_discipline", scopes(cast)[0], YEAR)[0] == (0, 1)
        with write():
            organisation.change("report_days", 5)
        assert numbers("report_discipline", scopes(cast)[0], YEAR)[0] == (1, 1)


def test_promises_are_kept_on_their_day_and_late_ones_say_how_many_days(cast: Cast, shop: int) -> None:
    today = date(2026, 6, 15)

    def promise(due: int, done: int | None = None, **facts: Any) -> None:
        given = {"owner_id": cast.seller, "made_by_id": cast.seller} | facts
        sums.add(
            Promise(
                uid=f"p{random.random()}", customer_id=shop, what="Proef sturen", made_on=date(2026, 6, 1),
                due=date(2026, 6, due), done_on=done and date(2026, 6, done), created_at=sums.NOON, **given,
            )
        )

    promise(5, 5)
    promise(6, 4)
    promise(5, 9)
    promise(12)
    promise(15)  # today: not late yet
    promise(20, 10)  # its day is still to come
    promise(4, dropped_on=date(2026, 6, 3))
    promise(5, owner_id=cast.colleague)
    promise(5, owner_id=None, owner_unit_id=cast.team)
    with clock.at(at(today)):
        seller, colleague = scopes(cast)[:2]
        found, _also = numbers("promises_kept", seller, figures.month(2026, 6))
        assert found == (2, 5)
        late = sorted(row["days_late"] for row in rows_of(FIGURES["promises_kept"], seller, YEAR) if row["days_late"])
        assert late == [3, 4, 10]
        reading = figures.read(FIGURES["promises_kept"], seller, YEAR, full=True)
        assert reading.facts[0][1].values[0].number == Fraction(4)
        assert numbers("promises_kept", colleague, YEAR)[0] == (0, 1)
        for scope in scopes(cast):
            assert_equals_recount(FIGURES["promises_kept"], scope, YEAR)


def test_what_can_still_be_made_counts_as_due_and_stands_apart(cast: Cast, contacts: Contacts) -> None:
    contacts.planned("asked", DUE)
    contacts.planned("off", DUE + timedelta(days=2), state=VisitState.CANCELLED_BY_US)
    for day, still in ((DUE - timedelta(days=1), None), (DUE, 1), (DUE + timedelta(days=7), 1), (date(2026, 6, 18), 0)):
        with clock.at(at(day)):
            (made, due), (open_, *_others) = numbers("visits_made", scopes(cast)[0], YEAR)
            assert (made, due, open_) == ((0, 0, 0) if still is None else (0, 1 + (day > DUE), still)), day
            assert hand_count.visits_made(scopes(cast)[0], YEAR)["open"] == open_


def test_nobody_reaches_a_contact_that_the_policy_hides(app: Flask, cast: Cast) -> None:
    with write():
        organisation.change("minimum_group", 1)
    Year(cast, 7)
    with clock.at(at(TODAY)):
        with write():
            db.session.query(Visit).filter(Visit.id % 3 == 0).update({"state": VisitState.HELD})
        listed = 0
        for name in cast.PEOPLE:
            me = cast.me(name)
            mine = {one for (one,) in db.session.query(Visit.id).filter(policy.readable_by(me))}
            for scope in scopes(cast):
                for code in OURS[:2]:
                    sight = figures.may_see(me, FIGURES[code], scope)
                    if sight in {Sight.FULL, Sight.GROUP}:
                        ids = {row["id"] for row in figures.all_rows(FIGURES[code], scope, YEAR, me, sight)}
                        listed += len(ids)
                        assert ids <= mine, (name, code)
        assert listed


def test_every_number_leads_to_its_contacts(cast: Cast, contacts: Contacts, browse: Any) -> None:
    contacts.planned("asked", DUE)
    contacts.planned("off", DUE + timedelta(days=30), state=VisitState.CANCELLED_BY_CUSTOMER)
    contacts.add("u1f0", DUE)
    contacts.add("u2f0", DUE, channel=Channel.PHONE)
    contacts.settled()
    with clock.at(at(TODAY)):
        assert numbers("visits_made", scopes(cast)[0], YEAR) == ((1, 1), [0, 1, 0, 1]), "asked for: it made one"
        page = browse(cast.seller, "/figures/visits_made?year=2026")
        assert "1 van 1" in page.text and "Door de klant afgezegd" in page.text and "Niet in een plan" in page.text
        assert 'href="/visits/u2f0"' in page.html and 'href="/visits/asked"' in page.html
        assert "Geplande contacten uitgevoerd" in browse(cast.seller, "/reports/plans?year=2026").text
        assert "Geplande contacten uitgevoerd" in browse(cast.manager, "/reports/?year=2026").text
