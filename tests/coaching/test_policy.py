"""Who sees a ride-along: the matrix for everyone, at every stage, on its page, in the lists and in the rule."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.coaching import policy, previous, queries
from portal.coaching.models import CoachingShare, RideAlong, RideAlongState
from portal.core import clock
from portal.core.db import db, write
from portal.people import line
from portal.people.me import load
from portal.people.models import Lead, Position, Unit, UnitKind
from portal.privacy.models import Opening
from tests.cast import Cast, absent
from tests.coaching.making import criteria, put, ride_along, senior, told
from tests.privacy.making import agree

READS, KNOWS, NOTHING, ASKED_WHY = 200, 403, 404, 303
OTHERS = {"colleague": NOTHING, "deputy": NOTHING, "stranger": NOTHING, "admin": NOTHING, "hr_no": NOTHING}
LINE = {"director": KNOWS, "hr": ASKED_WHY, "hr2": ASKED_WHY}


@pytest.fixture(autouse=True)
def coached(app: Flask, cast: Cast) -> None:
    agree()
    criteria()


def pages(cast: Cast, sign_in: Callable, ride: RideAlong) -> dict[str, int]:
    """What each of the cast gets of the result."""
    return {name: sign_in(getattr(cast, name)).get(f"/coaching/{ride.uid}").status_code for name in cast.PEOPLE}


@pytest.mark.parametrize("state", [RideAlongState.COMPLETED, RideAlongState.SIGNED])
def test_seller_and_coach_read_it_line_and_hr_know_of_it_nobody_else_does(
    cast: Cast, sign_in: Callable, state: RideAlongState
) -> None:
    ride = ride_along(cast.seller, cast.manager, state=state)
    absent(cast)  # the deputy stands in for the coach, and still knows nothing
    assert pages(cast, sign_in, ride) == {"seller": READS, "manager": READS, **LINE, **OTHERS}


def test_one_under_way_is_known_to_the_same_people(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN, rated=False)
    found = pages(cast, sign_in, ride)
    assert found == {"seller": READS, "manager": 303, **LINE, **OTHERS}


@pytest.mark.parametrize("state", list(RideAlongState))
def test_rule_clause_and_list_say_the_same_of_everyone(cast: Cast, state: RideAlongState) -> None:
    ride = ride_along(cast.seller, cast.manager, state=state)
    absent(cast)
    for name in cast.PEOPLE:
        me = load(getattr(cast, name))
        row = db.session.execute(policy.files(me).where(RideAlong.id == ride.id)).one()
        file = policy.RideFile(*row)
        for holds, clause in ((file.reads, policy.readable), (file.knows, policy.known)):
            listed = db.session.scalar(select(RideAlong.id).where(clause(me))) is not None
            assert listed == holds, (name, state, clause.__name__)
        shown = db.session.scalar(select(RideAlong.id).where(policy.content(me))) is not None
        assert shown == (file.reads and file.shows_coach), (name, state)
        covered = bool(queries.coverage(me)[0])
        assert covered == (file.is_over or file.is_in_scope), (name, state)


def test_hr_reads_only_after_opening_it_and_only_in_scope(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager)
    with write() as session:
        for reader in (cast.hr, cast.hr_no, cast.stranger):
            session.add(
                Opening(
                    kind=policy.KIND, subject_id=ride.id, person_id=cast.seller, reader_id=reader, reason="Klacht",
                    opened_at=clock.now(), until=clock.now() + timedelta(hours=1),
                )
            )
    found = pages(cast, sign_in, ride)
    assert (found["hr"], found["hr2"], found["hr_no"], found["stranger"]) == (READS, ASKED_WHY, NOTHING, NOTHING)


def test_hr_that_may_open_it_is_asked_why_and_only_on_a_page(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager)
    client = sign_in(cast.hr)
    asked = client.get(f"/coaching/{ride.uid}")
    assert asked.location == f"/admin/privacy/open/ride_along/{ride.id}"
    assert client.get(asked.location).status_code == READS
    assert client.post(f"/coaching/{ride.uid}/skip").status_code == KNOWS


def test_an_opening_ends(cast: Cast, sign_in: Callable) -> None:
    ride = ride_along(cast.seller, cast.manager)
    with write() as session:
        session.add(
            Opening(
                kind=policy.KIND, subject_id=ride.id, person_id=cast.seller, reader_id=cast.hr, reason="Klacht",
                opened_at=clock.now(), until=clock.now() - timedelta(minutes=1),
            )
        )
    assert pages(cast, sign_in, ride)["hr"] == ASKED_WHY


def moved(cast: Cast) -> int:
    """The seller works in another team, of another manager, from today; who leads it."""
    with write() as session:
        team = Unit(kind=UnitKind.TEAM, name="Team Oost", country=None, parent_id=cast.nl)
        session.add(team)
        session.flush()
        session.scalars(select(Position).where(Position.person_id == cast.seller)).one().ends = (
            clock.today() - timedelta(days=1)
        )
        session.add_all(
            [
                Position(
                    person_id=cast.seller, role_id=cast.seller_role, unit_id=team.id, starts=clock.today()
                ),
                Lead(unit_id=team.id, person_id=cast.deputy, starts=date(2020, 1, 1)),
            ]
        )
        session.flush()
        line.rebuild()
    return cast.deputy


def test_after_a_move_the_coach_of_before_keeps_reading_and_the_new_manager_only_knows(
    cast: Cast, sign_in: Callable
) -> None:
    ride = ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=30))
    new = moved(cast)
    assert sign_in(cast.manager).get(f"/coaching/{ride.uid}").status_code == READS
    assert sign_in(new).get(f"/coaching/{ride.uid}").status_code == KNOWS
    with write() as session:
        session.add(CoachingShare(seller_id=cast.seller, reader_id=new, shared_at=clock.now()))
    assert sign_in(new).get(f"/coaching/{ride.uid}").status_code == READS


def test_the_new_manager_opens_with_what_was_promised_and_by_when_and_learns_nothing_else(
    cast: Cast, sign_in: Callable, browse: Callable
) -> None:
    before = ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=30))
    new = moved(cast)
    page = browse(new, f"/coaching/new/{cast.seller}")
    assert "Vat elk gesprek samen." in page.text
    for word in ("Onderbrak", "De rust aan tafel", "Eerst samenvatten"):
        assert word not in page.text, word
    suggested = re.search(r'name="(focus|also)" value="\w+"[^>]* checked', page.html)
    assert not suggested, "a suggestion would tell what was rated"
    about = {"seller_id": str(cast.seller), "kind": "ride_along", "day": str(clock.today()), "previous": str(before.id)}
    uid = str(uuid.uuid4())
    put(sign_in(new), f"/coaching/{uid}/form", new, told(**{"promise=yes": "on"}), about=about)
    ride = db.session.scalars(select(RideAlong).where(RideAlong.uid == uid)).one()
    assert (ride.previous_id, ride.promise_kept) == (before.id, "yes")
    assert sign_in(new).get(f"/coaching/{before.uid}").status_code == KNOWS


def test_nobody_but_the_new_manager_gets_the_promise_and_not_before_it_was_revealed(
    cast: Cast, browse: Callable
) -> None:
    ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=30), rated=False)
    new = moved(cast)
    assert "Vat elk gesprek samen." not in browse(new, f"/coaching/new/{cast.seller}").text
    assert previous.of(load(cast.director), cast.seller) is None


def test_sharing_opens_the_coaching_of_before_and_nothing_that_comes_after(cast: Cast, sign_in: Callable) -> None:
    before = ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=30))
    after = ride_along(cast.seller, cast.manager, day=clock.today() - timedelta(days=5))
    with write() as session:
        shared_at = clock.now() - timedelta(days=10)
        session.add(CoachingShare(seller_id=cast.seller, reader_id=cast.stranger, shared_at=shared_at))
    client = sign_in(cast.stranger)
    assert client.get(f"/coaching/{before.uid}").status_code == READS
    assert client.get(f"/coaching/{after.uid}").status_code == NOTHING


def test_a_former_manager_finishes_what_is_open_and_puts_nothing_right_later(cast: Cast, sign_in: Callable) -> None:
    day = clock.today() - timedelta(days=30)
    under_way = ride_along(cast.seller, cast.manager, day=day, state=RideAlongState.OPEN, rated=False)
    signed = ride_along(cast.seller, cast.manager, day=day, state=RideAlongState.SIGNED)
    moved(cast)
    client = sign_in(cast.manager)
    assert client.post(f"/coaching/{signed.uid}/reopen", data={"rev": signed.rev, "reason": "x"}).status_code == KNOWS
    assert "Opnieuw openen" not in client.get(f"/coaching/{signed.uid}", headers={"Accept-Language": "nl"}).text
    values = told(under_way.day) | {"day": under_way.day.isoformat()}
    assert put(client, f"/coaching/{under_way.uid}/form", cast.manager, values, base=1).status_code == READS
    assert put(client, f"/coaching/{under_way.uid}/form", cast.manager, values, base=2).status_code == 422
    assert client.get(f"/coaching/{under_way.uid}/form").status_code == KNOWS


def test_a_former_manager_who_did_not_coach_knows_nothing(cast: Cast, sign_in: Callable) -> None:
    senior(cast, cast.colleague)
    ride = ride_along(cast.seller, cast.colleague, day=clock.today() - timedelta(days=30))
    assert sign_in(cast.manager).get(f"/coaching/{ride.uid}").status_code == READS
    moved(cast)
    assert sign_in(cast.manager).get(f"/coaching/{ride.uid}").status_code == NOTHING
    assert sign_in(cast.colleague).get(f"/coaching/{ride.uid}").status_code == READS


def test_the_manager_reads_what_a_colleague_coached_once_both_sides_are_open(cast: Cast, browse: Callable) -> None:
    senior(cast, cast.colleague)
    hidden = ride_along(cast.seller, cast.colleague, rated=False)
    assert "Eerst samenvatten." not in browse(cast.manager, f"/coaching/{hidden.uid}").html
    opened = ride_along(cast.seller, cast.colleague)
    page = browse(cast.manager, f"/coaching/{opened.uid}")
    assert "Eerst samenvatten." in page.html
    assert "Ik vatte samen." in page.html


def test_the_seller_sees_nothing_of_the_coach_before_rating_or_skipping(
    cast: Cast, sign_in: Callable, browse: Callable
) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    for address in ("", "/self"):
        page = browse(cast.seller, f"/coaching/{ride.uid}{address}").html
        for words in ("Onderbrak twee keer.", "De rust aan tafel.", "Eerst samenvatten.", "Vat elk gesprek samen."):
            assert words not in page, (address, words)
    assert "Vat elk gesprek samen." not in browse(cast.seller, "/coaching/").html
    sign_in(cast.seller).post(f"/coaching/{ride.uid}/skip")
    assert "Onderbrak twee keer." in browse(cast.seller, f"/coaching/{ride.uid}").html


def test_the_coach_sees_nothing_of_the_seller_before_completing(
    cast: Cast, browse: Callable, sign_in: Callable
) -> None:
    ride = ride_along(cast.seller, cast.manager, state=RideAlongState.OPEN)
    assert "Ik vatte samen." not in browse(cast.manager, f"/coaching/{ride.uid}/form").html
    assert sign_in(cast.manager).get(f"/coaching/{ride.uid}/self").status_code == KNOWS


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("director", 200), ("colleague", 404), ("deputy", 404), ("hr", 404), ("admin", 404),
     ("stranger", 404), ("seller", 404)],
)  # fmt: skip
def test_only_who_leads_the_seller_begins_one_never_a_deputy(
    cast: Cast, sign_in: Callable, who: str, status: int
) -> None:
    absent(cast)
    assert sign_in(getattr(cast, who)).get(f"/coaching/new/{cast.seller}").status_code == status


def test_a_colleague_of_the_highest_level_coaches_the_team_but_not_its_manager(cast: Cast, sign_in: Callable) -> None:
    senior(cast, cast.colleague)
    client = sign_in(cast.colleague)
    assert client.get(f"/coaching/new/{cast.seller}").status_code == 200
    assert client.get(f"/coaching/new/{cast.manager}").status_code == 404
    assert client.get(f"/coaching/new/{cast.stranger}").status_code == 404


@pytest.mark.parametrize("address", ["form", "self"])
def test_nobody_else_fills_in_a_form(cast: Cast, sign_in: Callable, address: str) -> None:
    ride = ride_along(cast.seller, cast.manager, rated=False)
    mine = {"form": "manager", "self": "seller"}[address]
    for name in cast.PEOPLE:
        client, known = sign_in(getattr(cast, name)), name in {"seller", "manager", "director", "hr", "hr2"}
        expected = READS if name == mine else KNOWS if known else NOTHING
        assert client.get(f"/coaching/{ride.uid}/{address}").status_code == expected, name
        if name != mine:
            assert client.post(f"/coaching/{ride.uid}/{address}").status_code == expected, name
