"""Coaching of one person over time: who sees which days and which ratings; sharing it; the empty form on paper."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from portal.coaching import paper
from portal.coaching.calendar import OfDay
from portal.coaching.criteria import in_force
from portal.coaching.models import CoachingShare, Instrument, RideAlongState
from portal.coaching.previous import Previous
from portal.coaching.views import person
from portal.core import i18n
from portal.core.db import db, write
from portal.people import line
from portal.people.models import Lead, Position, RoleLevel
from portal.privacy.models import Reading
from portal.visits.models import Channel
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
    move_away(cast)
    client = sign_in(cast.seller)
    who = {"seller": cast.seller, "nobody": 99_999, "twice": cast.stranger}[reader]
    if reader == "twice":
        client.post("/coaching/share", data={"reader": who})
    assert client.post("/coaching/share", data={"reader": who}).status_code == 422
    assert len(db.session.scalars(select(CoachingShare)).all()) == (reader == "twice")


@pytest.mark.parametrize("who", ["admin", "stranger", "colleague", "hr"])
def test_it_is_shared_only_with_who_stands_over_the_seller(cast: Cast, uid: str, sign_in: Any, who: str) -> None:
    answer = sign_in(cast.seller).post("/coaching/share", data={"reader": getattr(cast, who)})
    assert answer.status_code == 422
    assert db.session.scalars(select(CoachingShare)).all() == []


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


def test_growth_is_offered_only_to_who_holds_a_level_with_a_next_one(cast: Cast, uid: str, browse: Any) -> None:
    here, link = f"/coaching/people/{cast.seller}", f"/coaching/people/{cast.seller}/growth"
    with write() as session:
        held = session.scalars(select(Position).where(Position.person_id == cast.seller)).one()
        held.level_id = session.scalar(select(RoleLevel.id).where(RoleLevel.role_id == cast.seller_role))
    assert link not in browse(cast.seller, here).html
    with write() as session:
        session.add(RoleLevel(role_id=cast.seller_role, code="B", rank=2))
    assert link in browse(cast.seller, here).html
    assert link in browse(cast.manager, here).html


def test_the_paper_holds_the_last_promise_the_visits_of_the_day_and_the_anchors(cast: Cast, uid: str) -> None:
    criteria = in_force(Instrument.RIDE_ALONG, cast.seller, date(2026, 3, 4))
    last = Previous(1, date(2026, 3, 4), "Drie samenvattingen", date(2026, 4, 1), "C3", None)
    with i18n.speaking("nl"):
        visits = [OfDay(1, "Bakkerij Jansen", Channel.VISIT, "09:30", "")]
        twin = paper.twin(criteria, "Sanne", "Maarten", date(2026, 3, 20), last, visits)
        made = json.dumps(twin, ensure_ascii=False)
    assert "Drie samenvattingen" in made and "1 april 2026" in made and "09:30 Bakkerij Jansen" in made
    assert all(said in made for one in criteria for said in (one.title["nl"], f"5: {one.anchors['5']['nl']}"))


def test_the_coaching_of_a_person_goes_on_paper_as_its_reader_sees_it(
    cast: Cast, uid: str, sign_in: Any, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/coaching/people/{cast.seller}.pdf"
    assert sign_in(cast.manager).get(address).data.startswith(b"%PDF")
    assert f'href="{address}"' in browse(cast.manager, f"/coaching/people/{cast.seller}").html
    drawn: list[dict] = []
    monkeypatch.setattr(person, "pdf", lambda paper: drawn.append(paper) or b"%PDF")
    making.ride_along(cast.seller, cast.manager)
    seen = {}
    for who in ("manager", "director"):
        sign_in(getattr(cast, who)).get(address)
        seen[who] = json.dumps(drawn.pop(), ensure_ascii=False)
    assert "Onderbrak twee keer." in seen["manager"] and '"block": "trend"' in seen["manager"]
    assert "Onderbrak" not in seen["director"] and "trend" not in seen["director"]
    for who in ("deputy", "stranger", "admin"):
        assert sign_in(getattr(cast, who)).get(address).status_code == 404


def test_one_under_way_is_opened_from_the_page_of_the_person_by_the_two_it_is_about(
    cast: Cast, uid: str, browse: Any
) -> None:
    ride = making.ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    for who, opens in (("manager", True), ("seller", True), ("director", False)):
        page = browse(getattr(cast, who), f"/coaching/people/{cast.seller}").html
        assert (f'href="/coaching/{ride.uid}"' in page) == opens, who
