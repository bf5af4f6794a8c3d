"""Coaching of one person over time: who sees which days and which ratings; sharing it; the empty form on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from portal.coaching.models import CoachingShare
from portal.core.db import db, write
from portal.people import line
from portal.people.models import Lead
from portal.privacy.models import Reading
from tests.cast import Cast
from tests.coaching import making
from tests.coaching.test_signing import completed
from tests.privacy.making import agree


@pytest.fixture
def uid(cast: Cast) -> str:
    agree()
    making.criteria()
    return completed(cast)


@pytest.mark.parametrize(("who", "status", "reads"), [
    ("seller", 200, True), ("manager", 200, True), ("director", 200, False), ("hr", 200, False), ("hr_no", 404, False),
    ("deputy", 404, False), ("admin", 404, False), ("colleague", 404, False), ("stranger", 404, False),
])  # fmt: skip
def test_each_sees_only_what_they_may_read_of_it(
    cast: Cast, uid: str, browse: Any, sign_in: Any, who: str, status: int, *, reads: bool
) -> None:
    answer = sign_in(getattr(cast, who)).get(f"/coaching/people/{cast.seller}")
    assert answer.status_code == status
    if status == 200:
        page = browse(getattr(cast, who), f"/coaching/people/{cast.seller}", locale="nl").text
        assert ("Waarneming van coach" in page) is reads
        assert ("Drie samenvattingen per gesprek" in page) is reads
        assert "4 maart 2026" in page


def test_nothing_is_shown_before_both_rated(cast: Cast, browse: Any) -> None:
    agree()
    making.criteria()
    completed(cast, rated=False)
    page = browse(cast.seller, f"/coaching/people/{cast.seller}", locale="nl").text
    assert "Waarneming van coach" not in page and "Drie samenvattingen" not in page and "4 maart 2026" in page


def move_away(cast: Cast) -> None:
    """The manager leads another team from now on; the stranger leads this one."""
    with write() as session:
        session.execute(text("UPDATE lead SET ends = '2026-03-31' WHERE unit_id = :unit"), {"unit": cast.team})
        session.add(Lead(unit_id=cast.team, person_id=cast.stranger, starts=date(2026, 4, 1)))
        line.rebuild()


def test_a_new_manager_reads_what_was_before_only_when_the_seller_shares_it(
    cast: Cast, uid: str, sign_in: Any, browse: Any
) -> None:
    move_away(cast)
    assert sign_in(cast.stranger).get(f"/coaching/{uid}").status_code == 403
    assert "Waarneming van coach" not in browse(cast.stranger, f"/coaching/people/{cast.seller}", locale="nl").text
    assert sign_in(cast.manager).get(f"/coaching/{uid}").status_code == 200  # coached: keeps it
    assert sign_in(cast.seller).post("/coaching/share", data={"reader": cast.stranger}).status_code == 303
    assert sign_in(cast.stranger).get(f"/coaching/{uid}").status_code == 200
    assert "Waarneming van coach" in browse(cast.stranger, f"/coaching/people/{cast.seller}", locale="nl").text
    assert sign_in(cast.seller).post("/coaching/share/end", data={"reader": cast.stranger}).status_code == 303
    assert sign_in(cast.stranger).get(f"/coaching/{uid}").status_code == 403


@pytest.mark.parametrize("reader", ["seller", "nobody", "twice"])
def test_it_is_not_shared_with_oneself_with_nobody_or_twice(cast: Cast, uid: str, sign_in: Any, reader: str) -> None:
    client = sign_in(cast.seller)
    who = {"seller": cast.seller, "nobody": 99_999, "twice": cast.stranger}[reader]
    if reader == "twice":
        client.post("/coaching/share", data={"reader": who})
    assert client.post("/coaching/share", data={"reader": who}).status_code == 422
    assert len(db.session.scalars(select(CoachingShare)).all()) == (reader == "twice")


def test_who_was_never_coached_has_nothing_to_share(cast: Cast, uid: str, sign_in: Any) -> None:
    assert sign_in(cast.manager).post("/coaching/share", data={"reader": cast.stranger}).status_code == 422


def test_the_empty_form_goes_on_paper_for_who_may_coach(cast: Cast, uid: str, sign_in: Any) -> None:
    answer = sign_in(cast.manager).get(f"/coaching/new/{cast.seller}/paper.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert sign_in(cast.deputy).get(f"/coaching/new/{cast.seller}/paper.pdf").status_code == 404


def test_reading_the_observations_of_somebody_elses_coaching_is_written_down(
    cast: Cast, uid: str, sign_in: Any
) -> None:
    with write() as session:
        session.execute(text("UPDATE ride_along SET coach_id = :id"), {"id": cast.colleague})
    for who in (cast.manager, cast.seller, cast.colleague):
        assert sign_in(who).get(f"/coaching/people/{cast.seller}").status_code == 200
    assert db.session.scalars(select(Reading.reader_id)).all() == [cast.manager]
