"""The clock of a turn: due after five working days, reminded the day before, with the next line five days after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask

from portal.core import clock
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.documents import turns
from portal.documents.models import Outcome, State
from portal.people import line
from portal.people.models import Lead
from portal.plans import approval, jobs
from portal.plans.models import Step
from tests.cast import Cast
from tests.pages import Page
from tests.plans import making

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(day: int) -> clock.at:
    """Nine o'clock on that day of March 2026; the 2nd is a Monday."""
    return clock.at(MONDAY.replace(day=day))


def told(person_id: int) -> list[str]:
    return [row.code for row in db.session.query(Notice).filter_by(person_id=person_id).order_by(Notice.id)]


def run(job: Callable[[], int]) -> int:
    with write():
        return job()


def test_a_turn_is_reminded_once_and_passed_on_once(app: Flask, cast: Cast) -> None:
    with at(2):
        plan_id, _number = making.submitted(cast)
        assert making.draft_of(plan_id).due.day == 9
    for day, reminded, escalated in ((5, 0, 0), (6, 1, 0), (9, 0, 0), (13, 0, 0), (16, 0, 1), (17, 0, 0)):
        with at(day):
            assert (run(jobs.remind), run(jobs.escalate)) == (reminded, escalated), day
    assert told(cast.manager) == ["plan_to_decide", "plan_reminder"]
    assert told(cast.director) == ["plan_escalated"]
    assert told(cast.seller) == ["plan_escalated_owner"]


def test_public_holidays_of_the_owners_country_are_no_working_days_of_a_turn(app: Flask, cast: Cast) -> None:
    def december(day: int) -> clock.at:
        return clock.at(datetime(2026, 12, day, 9, tzinfo=UTC))

    with december(22):
        plan_id, _number = making.submitted(cast)
        assert making.draft_of(plan_id).due == date(2026, 12, 30), "Christmas Day is no working day"
    for day, reminded in ((28, 0), (29, 1)):
        with december(day):
            assert run(jobs.remind) == reminded, day
    for day, escalated in ((6, 0), (7, 1)):  # five working days later, without New Year's Day
        with clock.at(datetime(2027, 1, day, 9, tzinfo=UTC)):
            assert run(jobs.escalate) == escalated, day


def test_the_next_line_decides_after_that(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    with at(2):
        plan_id, number = making.submitted(cast)
    with at(16):
        run(jobs.escalate)
        assert "doorgezet omdat het te laat is" in browse(cast.director, "/plans/to-decide").text
        approval.decide(plan_id, cast.me("director"), Outcome.APPROVE, seen=number, step=Step.SOUND)
        assert making.draft_of(plan_id) is None


def test_the_sellers_turn_is_reminded_too(app: Flask, cast: Cast) -> None:
    with at(2):
        plan_id, number = making.submitted(cast)
        approval.decide(plan_id, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number, comment="Bijna.")
    with at(6):
        assert run(jobs.remind) == 1
    with at(20):
        assert run(jobs.escalate) == 0
    assert told(cast.seller)[-1] == "plan_answer_reminder"


def test_where_nobody_stands_above_nobody_is_told(app: Flask, cast: Cast) -> None:
    with at(2):
        plan_id, _number = making.submitted(cast)
        with write() as session:
            session.query(Lead).filter_by(unit_id=cast.company).one().ends = clock.today().replace(year=2025)
            line.rebuild()
    with at(16):
        assert run(jobs.escalate) == 0
        assert making.draft_of(plan_id).escalated_at is not None
    assert "plan_escalated_owner" not in told(cast.seller)


def test_the_double_clock_counts_working_days_on_each_side(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    with at(2):
        plan_id = making.plan(cast)
    with at(5):
        number = approval.submit(plan_id, cast.me("seller"))
    with at(9):
        approval.decide(plan_id, cast.me("manager"), Outcome.REQUEST_CHANGES, seen=number, comment="Bijna.")
    with at(10):
        number = approval.submit(plan_id, cast.me("seller"))
    with at(12):
        assert turns.clocks(plan_id) == {1: {"owner": 3, "decider": 2}, 2: {"owner": 1, "decider": 2}}
        page = browse(cast.manager, f"/plans/{plan_id}/versions")
        assert "verkoper 3 werkdagen · goedkeurder 2 werkdagen" in page.text
        assert "verkoper 1 werkdag · goedkeurder 2 werkdagen" in page.text
    assert making.draft_of(plan_id).state is State.IN_REVIEW
