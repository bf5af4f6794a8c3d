"""Two workers, or two administrators, at the same moment: done once, and nobody is sent away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.people import line
from portal.people.models import Grant, Line, Person
from portal.people.services import absences, positions
from portal.profiles import jobs
from tests.cast import Cast
from tests.profiles.making import draft, publish

AT_ONCE = 4


def at_once(app: Flask, work: Callable[[int], Any], moment: datetime | None = None) -> list[Any]:
    """Do it in four threads that start together; what each returned, or the exception it raised."""
    start, came = threading.Barrier(AT_ONCE), {}

    def run(number: int) -> None:
        with app.app_context(), clock.at(moment or clock.now()):
            start.wait()
            try:
                came[number] = work(number)
            except Exception as fault:  # noqa: BLE001 - the test shows what it was
                came[number] = fault
            db.session.remove()

    db.session.remove()  # no read snapshot of the test stands in the way
    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [came[number] for number in range(AT_ONCE)]


def job() -> int:
    with write():
        return jobs.put_in_force()


def test_workers_put_a_version_in_force_once_and_ask_each_holder_once(app: Flask, cast: Cast) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    publish(cast, draft(cast), valid_from=tomorrow)
    assert sorted(at_once(app, lambda _one: job(), datetime.combine(tomorrow, time(12), UTC))) == [0, 0, 0, 1]
    asked = select(Notice.person_id).where(Notice.code == "profile_to_acknowledge").order_by(Notice.person_id)
    assert list(db.session.scalars(asked)) == sorted([cast.seller, cast.colleague])


def test_workers_seal_one_chain(app: Flask, cast: Cast) -> None:
    draft(cast)

    def seal(_one: int) -> int:
        with write():
            return audit.seal()

    rows = db.session.scalar(select(func.count()).select_from(audit.Audit))
    assert sum(at_once(app, seal)) == rows
    assert audit.verify() == (rows, "")


def test_of_those_who_end_a_grant_at_once_one_wins(app: Flask, cast: Cast) -> None:
    me, last = cast.me("admin"), clock.today() + timedelta(days=9)
    grant, rev = db.session.execute(
        select(Grant.id, Person.rev).join(Person, Person.id == Grant.person_id).where(Grant.person_id == cast.hr)
    ).one()
    came = at_once(app, lambda number: positions.end_grant(me, cast.hr, grant, rev, last + timedelta(days=number)))
    assert came.count(None) == 1
    late = [one for one in came if one is not None]
    assert [one.status for one in late] == [409] * (AT_ONCE - 1)
    ended = select(func.count()).select_from(audit.Audit).where(audit.Audit.code == "hr_ended")
    assert db.session.scalar(ended) == 1


def test_changes_of_the_organisation_at_the_same_moment_all_count(app: Flask, cast: Cast) -> None:
    me, days = cast.me("seller"), (date(2031, 1, 1), date(2031, 1, 31))
    people = (cast.manager, cast.director, cast.stranger, cast.hr)
    deputies = (cast.deputy, cast.hr2, cast.hr_no, cast.admin)

    def note(number: int) -> None:
        absences.add(me, people[number], starts=days[0], ends=days[1], deputy=deputies[number])

    assert at_once(app, note) == [None] * AT_ONCE
    columns = (Line.over_id, Line.person_id, Line.via, Line.steps, Line.for_id, Line.starts, Line.ends)
    kept = sorted(map(str, db.session.execute(select(*columns)).all()))
    with write():
        line.rebuild()
    assert kept == sorted(map(str, db.session.execute(select(*columns)).all()))
