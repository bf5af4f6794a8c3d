"""What a change of the organisation does to others: read before it is saved, told to those concerned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock, i18n, notices
from portal.core.db import db
from portal.core.notices import Notice
from portal.people.models import Lead, Position
from portal.people.services import absences, positions, units
from tests.cast import Cast
from tests.people.test_pages import ask, rev, typed

DAY = timedelta(days=1)


def told() -> set[tuple[int, str]]:
    """Who was told what."""
    db.session.rollback()
    return {(one.person_id, one.code) for one in db.session.scalars(select(Notice))}


def sentences(person: int, locale: str = "nl") -> list[str]:
    with i18n.speaking(locale):
        return [
            f"{notices.subject_line(one)} | {notices.sentence(one)} | {notices.link(one)}"
            for one in notices.of(person, limit=20)
        ]


@pytest.fixture
def admin(app: Flask, cast: Cast, sign_in) -> FlaskClient:
    return sign_in(cast.admin)


def test_a_new_lead_is_saved_only_after_its_consequences_were_read(admin: FlaskClient, cast: Cast) -> None:
    address, starts = f"/admin/units/{cast.team}/lead", clock.today() + 3 * DAY
    fields = {"person": str(cast.deputy), "starts": typed(starts)}
    page = ask(admin, address, **fields)
    assert page.status == 200
    for words in ("Daan Plaats", "Marloes van Dam", "Sanne Visser", "Kees Collega"):
        assert words in page.text
    assert not db.session.scalars(select(Lead).where(Lead.person_id == cast.deputy)).first()
    read = next(form for form in page.forms if form["action"] == address)["fields"]["read"]
    other = ask(admin, address, **(fields | {"person": str(cast.seller), "read": read}))
    assert other.status == 200, "another choice has other consequences"
    assert ask(admin, address, **fields, read=read).status == 303
    assert db.session.scalars(select(Lead).where(Lead.person_id == cast.deputy)).one().starts == starts


def test_a_lead_that_ends_shows_who_comes_under_whom(admin: FlaskClient, cast: Cast) -> None:
    lead = db.session.scalars(select(Lead).where(Lead.unit_id == cast.team)).one()
    address, last = f"/admin/units/{cast.team}/lead/{lead.id}/end", typed(clock.today())
    page = ask(admin, address, ends=last)
    assert page.status == 200
    assert "Dirk Directeur" in page.text
    read = next(form for form in page.forms if form["action"] == address)["fields"]["read"]
    assert ask(admin, address, ends=last, read=read).status == 303
    assert {(cast.manager, "lead_over"), (cast.seller, "manager_changed")} <= told()


def test_a_choice_that_is_refused_shows_no_consequences(admin: FlaskClient, cast: Cast) -> None:
    page = ask(admin, f"/admin/units/{cast.team}/lead", person=str(cast.manager), starts=typed(clock.today()))
    assert page.status == 422
    assert "consequences" not in page.html


def test_those_concerned_are_told_of_a_new_lead(app: Flask, cast: Cast) -> None:
    units.hand_over(cast.me("admin"), cast.team, person=cast.deputy, starts=clock.today() + DAY)
    assert told() == {
        (cast.deputy, "lead_given"),
        (cast.manager, "lead_handed_over"),
        (cast.manager, "manager_changed"),
        (cast.seller, "manager_changed"),
        (cast.colleague, "manager_changed"),
    }
    assert "Daan Plaats" in sentences(cast.seller)[0]
    assert sentences(cast.seller)[0].endswith("| /me")


def test_a_move_is_told_to_the_person_and_both_managers(app: Flask, cast: Cast) -> None:
    position = db.session.scalars(select(Position).where(Position.person_id == cast.seller)).one()
    oslo = db.session.scalars(select(Lead.unit_id).where(Lead.person_id == cast.stranger)).one()
    wanted = {"job": (cast.seller_role, None), "unit": oslo, "own_budget": None, "starts": clock.today() + DAY}
    positions.change(cast.me("admin"), cast.seller, position.id, rev(cast.seller), **wanted)
    assert told() == {
        (cast.seller, "position_given_under"),
        (cast.manager, "person_leaves"),
        (cast.stranger, "person_joins"),
    }
    assert "Verkoper in Team Oslo" in sentences(cast.seller, "nl")[0]
    assert "Øystein Fremmed" in sentences(cast.seller, "nl")[0]
    later = db.session.scalars(select(Position).where(Position.starts > clock.today())).one()
    positions.end(cast.me("admin"), cast.seller, later.id, clock.today())
    assert {(cast.seller, "position_off"), (cast.stranger, "person_stays_away")} <= told()


def test_nobody_is_told_of_what_they_do_themselves(app: Flask, cast: Cast) -> None:
    units.hand_over(cast.me("admin"), cast.team, person=cast.deputy, starts=clock.today() + DAY)
    before = told()
    assert cast.deputy in {who for who, _ in before}
    lead = db.session.scalars(select(Lead.id).where(Lead.person_id == cast.deputy)).one()
    units.end_lead(cast.me("deputy"), cast.team, lead, clock.today())
    assert cast.deputy not in {who for who, _ in told() - before}


def test_the_deputy_is_told_of_the_days_and_of_changes(app: Flask, cast: Cast) -> None:
    me, first, last = cast.me("manager"), clock.today() + DAY, clock.today() + 5 * DAY
    absences.add(me, cast.manager, starts=first, ends=last, deputy=cast.deputy)
    assert told() == {(cast.deputy, "deputy_chosen")}
    sentence = sentences(cast.deputy, "en")[0]
    assert f"{first:%Y-%m-%d}" not in sentence
    assert "on behalf of Marloes van Dam" in sentence
    absence = only_absence()
    absences.change(me, cast.manager, absence, rev(cast.manager), starts=first, ends=last + DAY, deputy=cast.deputy)
    assert (cast.deputy, "deputy_days") in told()
    absences.change(me, cast.manager, absence, rev(cast.manager), starts=first, ends=last, deputy=cast.hr)
    assert {(cast.deputy, "deputy_released"), (cast.hr, "deputy_chosen")} <= told()
    absences.remove(me, cast.manager, absence)
    assert (cast.hr, "deputy_released") in told()


def only_absence() -> int:
    from portal.people.models import Absence

    db.session.rollback()
    return db.session.scalars(select(Absence)).one().id


def test_days_that_are_over_are_told_to_nobody(app: Flask, cast: Cast) -> None:
    day = date(2021, 1, 1)
    absences.add(cast.me("manager"), cast.manager, starts=day, ends=day, deputy=cast.deputy)
    assert told() == set()
