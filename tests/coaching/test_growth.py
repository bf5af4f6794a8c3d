"""What the next level asks beyond mine: which cells, who reads and attaches which observations."""

from __future__ import annotations

import pytest

from portal.coaching import growth
from portal.coaching.models import CoachingShare, GrowthEvidence, Rating, RideAlongState, Side
from portal.coaching.services import growth as moves
from portal.core import clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.documents import content
from portal.people.models import Position, RoleLevel
from portal.privacy.models import Reading
from tests.coaching import making
from tests.privacy.making import agree
from tests.profiles import making as profiles


@pytest.fixture
def levels(app, cast) -> dict[str, int]:
    """The seller's role with levels A (held), B and C; coaching agreed to, criteria in force."""
    agree()
    making.criteria()
    with write() as session:
        for rank, code in ((2, "B"), (3, "C")):
            session.add(RoleLevel(role_id=cast.seller_role, code=code, rank=rank))
    found = db.session.query(RoleLevel).filter_by(role_id=cast.seller_role)
    return {level.code: level.id for level in found}


def matrix(*cells: tuple[str, list[str]]) -> list[dict]:
    """A profile with one criterion, levels A, B, C, and these cells."""
    made = [
        content.new_part("level", text={"nl": f"Niveau {code}"}, data={"code": code}, source="nl") for code in "ABC"
    ]
    criterion = content.new_part("criterion", text={"nl": "Zelfstandigheid"}, source="nl")
    inside = [
        content.new_part("cell", criterion["key"], {"nl": text}, data={"levels": of}, source="nl") for text, of in cells
    ]
    return [*profiles.body_of(), *made, criterion, *inside]


WHOLE = (
    ("Werkt onder begeleiding.", ["A"]), ("Volgt een plan.", ["A", "B"]), ("Werkt zelfstandig.", ["B", "C"]),
    ("Begeleidt anderen.", ["C"]),
)
STATES = [
    # the level held, the cells of the profile (None: no profile), what the page says, the texts it asks
    ("A", WHOLE, growth.READY, ["Werkt zelfstandig."]),
    ("B", WHOLE, growth.READY, ["Begeleidt anderen."]),
    ("C", WHOLE, growth.TOP, []),
    (None, WHOLE, growth.NO_LEVEL, []),
    ("A", None, growth.NO_MATRIX, []),
    ("A", (("Werkt alleen.", ["A"]),), growth.NO_MATRIX, []),
    ("A", (("Volgt een plan.", ["A", "B"]),), growth.ALIKE, []),
]


@pytest.mark.parametrize(("held", "cells", "state", "asked"), STATES)
def test_the_page_asks_what_the_next_level_has_and_mine_has_not(cast, browse, levels, held, cells, state, asked):
    if cells is not None:
        profiles.published(cast, matrix(*cells))
    with write() as session:
        session.scalars(db.select(Position).where(Position.person_id == cast.seller)).one().level_id = levels.get(held)
    found = growth.of(cast.me("seller"), cast.seller)
    assert (found.state, [cell.text["nl"] for cell in found.cells]) == (state, asked)
    page = browse(cast.seller, f"/coaching/people/{cast.seller}/growth")
    assert page.status == 200
    assert all(text in page.text for text in asked)


@pytest.fixture
def cell(cast, levels) -> str:
    """The key of the one cell that level B asks beyond A."""
    profiles.published(cast, matrix(*WHOLE))
    return growth.asked_of(cast.seller).cells[0].key


def rating(ride, side: Side = Side.COACH) -> int:
    found = db.select(Rating.id).where(Rating.ride_along_id == ride.id, Rating.side == side, Rating.observation != "")
    return db.session.scalars(found).first()


def attach(client, cast, key: str, *ratings: int):
    return client.post(f"/coaching/people/{cast.seller}/growth/{key}", data={"rating": [str(one) for one in ratings]})


READERS = [
    ("seller", 200, True), ("manager", 200, True), ("director", 200, False), ("hr", 403, False),
    ("hr_no", 404, False), ("deputy", 404, False), ("admin", 404, False), ("colleague", 404, False),
    ("stranger", 404, False),
]


@pytest.mark.parametrize(("who", "status", "sees"), READERS)
def test_each_reads_only_observations_of_ride_alongs_they_may_read(cast, browse, cell, who, status, sees):
    ride = making.ride_along(cast.seller, cast.manager)
    moves.attach(cast.me("seller"), cast.seller, cell, [rating(ride)])
    page = browse(getattr(cast, who), f"/coaching/people/{cast.seller}/growth")
    assert page.status == status
    if status == 200:
        assert "Werkt zelfstandig." in page.text
        assert ("Onderbrak twee keer." in page.text) is sees


@pytest.mark.parametrize(
    ("who", "status"), [("seller", 303), ("manager", 303), ("director", 422), ("hr", 403), ("colleague", 404)]
)
def test_the_seller_and_who_leads_them_attach_what_they_may_read(cast, sign_in, cell, who, status):
    chosen = rating(making.ride_along(cast.seller, cast.manager))
    assert attach(sign_in(getattr(cast, who)), cast, cell, chosen).status_code == status
    assert len(db.session.scalars(db.select(GrowthEvidence)).all()) == (status == 303)


def test_both_own_and_the_coachs_observations_can_stand_at_a_cell_and_are_taken_away_again(
    cast, browse, sign_in, cell
):
    ride = making.ride_along(cast.seller, cast.manager, state=RideAlongState.SIGNED)
    both = [rating(ride, side) for side in Side]
    choose = browse(cast.seller, f"/coaching/people/{cast.seller}/growth/{cell}")
    assert "Onderbrak twee keer." in choose.text and "Ik vatte samen." in choose.text
    assert attach(sign_in(cast.seller), cast, cell, *both).status_code == 303
    assert attach(sign_in(cast.seller), cast, cell, *both).status_code == 303
    rows = db.session.scalars(db.select(GrowthEvidence)).all()
    assert len(rows) == 2
    assert "Geen waarneming om te kiezen" in browse(cast.seller, f"/coaching/people/{cast.seller}/growth/{cell}").text
    gone = sign_in(cast.manager).post(f"/coaching/people/{cast.seller}/growth/{rows[0].id}/remove")
    assert gone.status_code == 303
    assert len(db.session.scalars(db.select(GrowthEvidence)).all()) == 1
    assert growth.about_me(cast.seller)[0]["level"] == "B"


def test_an_observation_of_somebody_else_or_one_still_hidden_is_refused(cast, cell):
    blind = making.ride_along(cast.seller, cast.manager, rated=False)
    others = making.ride_along(cast.colleague, cast.manager)
    for wrong in (rating(blind), rating(others)):
        with pytest.raises(Refused, match="growth_unread"):
            moves.attach(cast.me("seller"), cast.seller, cell, [wrong])
    with pytest.raises(TooLate, match="growth_cell"):
        moves.attach(cast.me("seller"), cast.seller, "elsewhere", [])


def test_a_colleague_who_coaches_and_one_who_reads_what_is_shared_do_not_read_the_growth(cast, browse, sign_in, cell):
    with write() as session:
        highest = session.scalars(db.select(RoleLevel.id).where(RoleLevel.code == "C")).one()
        session.scalars(db.select(Position).where(Position.person_id == cast.colleague)).one().level_id = highest
    ride = making.ride_along(cast.seller, cast.colleague)
    with write() as session:
        session.add(CoachingShare(seller_id=cast.seller, reader_id=cast.stranger, shared_at=clock.now()))
    for who in (cast.colleague, cast.stranger):
        assert browse(who, f"/coaching/people/{cast.seller}/growth").status == 403
        assert f"/people/{cast.seller}/growth" not in browse(who, f"/coaching/people/{cast.seller}").html
        assert attach(sign_in(who), cast, cell, rating(ride)).status_code == 403
    assert f"/people/{cast.seller}/growth" in browse(cast.manager, f"/coaching/people/{cast.seller}").html


def test_reading_an_observation_here_counts_as_reading_the_ride_along_once_a_day(cast, browse, cell):
    ride = making.ride_along(cast.seller, cast.manager)
    moves.attach(cast.me("seller"), cast.seller, cell, [rating(ride)])
    for who in (cast.seller, cast.manager, cast.manager):
        browse(who, f"/coaching/people/{cast.seller}/growth")
    found = db.session.scalars(db.select(Reading).where(Reading.subject_id == ride.id)).all()
    assert [row.reader_id for row in found] == [cast.manager]
