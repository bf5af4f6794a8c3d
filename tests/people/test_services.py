"""The rules of the organisation, each refusal as one clear sentence at its field, each change with a history row."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.people import history
from portal.people.models import (
    FOREVER,
    Absence,
    Body,
    Grant,
    Lead,
    Person,
    Position,
    RoleLevel,
    Unit,
    WebSession,
)
from portal.people.services import absences, accounts, catalogue, own, positions, units
from portal.people.services.versions import Stale
from tests.cast import LONG_AGO, Cast, open_session

DAY = timedelta(days=1)


@pytest.fixture
def today(app: Flask) -> date:
    return clock.today()


def refusal(code: str, field: str = ""):
    """The refusal, checked for its field and its sentence."""

    class Checked:
        def __enter__(self):
            return self

        def __exit__(self, kind, error, _trace) -> bool:
            assert error is not None, f"{code} was not refused"
            assert isinstance(error, Refused), error
            assert (error.code, error.values.get("field", "")) == (code, field)
            assert history.REFUSALS[code] % error.values
            return True

    return Checked()


def codes() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Audit.code).order_by(Audit.id)))


def only(model, **where):
    db.session.rollback()
    return db.session.scalars(select(model).filter_by(**where)).one()


def rev(person: int) -> int:
    return only(Person, id=person).rev


def test_a_person_is_added_with_a_position(app: Flask, cast: Cast, today: date) -> None:
    place = {"job": (cast.seller_role, None), "unit": cast.team, "starts": today, "own_budget": True}
    added = accounts.add(cast.me("admin"), name=" Nina Nieuw ", email="NINA@rayon.example", locale="", position=place)
    nina = only(Person, id=added)
    assert (nina.name, nina.email, nina.locale, nina.folded) == ("Nina Nieuw", "nina@rayon.example", None, "nina nieuw")
    assert only(Position, person_id=added).own_budget is True
    assert codes()[-2:] == ["person_added", "position_added"]
    with refusal("email_taken", "email"):
        accounts.add(cast.me("admin"), name="N", email="nina@rayon.example", locale="", position=place)


def test_a_stale_edit_is_told_what_it_is_now(app: Flask, cast: Cast) -> None:
    base = rev(cast.seller)
    accounts.change(cast.me("admin"), cast.seller, base, name="Sanne Bakker", email="seller@rayon.example")
    with pytest.raises(Stale) as late:
        accounts.change(cast.me("admin"), cast.seller, base, name="Sanne de Wit", email="seller@rayon.example")
    assert late.value.now["name"] == "Sanne Bakker"
    assert only(Person, id=cast.seller).name == "Sanne Bakker"


def test_positions_do_not_overlap_and_stay_in_order(app: Flask, cast: Cast, today: date) -> None:
    me, same = cast.me("admin"), {"job": (cast.seller_role, None), "unit": cast.team}
    with refusal("position_overlaps", "starts"):
        positions.add(me, cast.seller, **same, starts=today)
    with refusal("ends_first", "ends"):
        positions.add(me, cast.seller, **same, starts=today, ends=today - DAY)
    positions.add(me, cast.seller, job=(cast.manager_role, None), unit=cast.team, starts=today)  # a second role is fine
    level = only(RoleLevel).id
    with refusal("level_of_other_role", "job"):
        positions.add(me, cast.seller, job=(cast.manager_role, level), unit=cast.nl, starts=today)


def test_a_change_keeps_the_history_and_a_correction_does_not(app: Flask, cast: Cast, today: date) -> None:
    me, old = cast.me("admin"), only(Position, person_id=cast.seller)
    wanted = {"job": (old.role_id, None), "unit": cast.nl, "own_budget": None}
    positions.change(me, cast.seller, old.id, rev(cast.seller), **wanted, starts=today)
    first, second = db.session.scalars(
        select(Position).where(Position.person_id == cast.seller).order_by(Position.starts)
    )
    assert (first.unit_id, first.ends) == (cast.team, today - DAY)
    assert (second.unit_id, second.starts, second.ends) == (cast.nl, today, FOREVER)
    later = second.id
    positions.change(me, cast.seller, later, rev(cast.seller), **(wanted | {"unit": cast.team}), starts=today)
    assert only(Position, id=later).unit_id == cast.team
    with refusal("change_outside", "starts"):
        positions.change(me, cast.seller, later, rev(cast.seller), **wanted, starts=today - DAY)
    assert codes()[-2:] == ["position_changed", "position_corrected"]


def test_what_has_begun_ends_and_what_has_not_is_removed(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("admin")
    positions.add(me, cast.seller, job=(cast.manager_role, None), unit=cast.nl, starts=today + 10 * DAY)
    coming = only(Position, person_id=cast.seller, unit_id=cast.nl)
    positions.end(me, cast.seller, coming.id, today)
    assert db.session.get(Position, coming.id) is None
    present = only(Position, person_id=cast.seller)
    with refusal("ends_before_start", "ends"):
        positions.end(me, cast.seller, present.id, LONG_AGO - DAY)
    positions.end(me, cast.seller, present.id, today)
    with refusal("ends_later", "ends"):
        positions.end(me, cast.seller, present.id, today + DAY)
    assert codes()[-2:] == ["position_removed", "position_ended"]


def test_the_tree_has_no_circle_and_keeps_its_order(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("admin")
    nl = {"name": "Nederland", "kind": "country", "country": "NL"}
    with refusal("circle", "parent"):
        units.change(me, cast.nl, 1, **nl, parent=cast.team)
    with refusal("circle", "parent"):
        units.change(me, cast.nl, 1, **nl, parent=cast.nl)
    with refusal("kind_order", "kind"):
        units.add(me, name="Land in een team", kind="country", country="", parent=cast.team)
    with refusal("kind_above", "kind"):
        units.change(me, cast.nl, 1, **(nl | {"kind": "team"}), parent=cast.company)
    region = units.add(me, name="Regio", kind="region", country="", parent=cast.nl)
    units.change(me, cast.team, 1, name="Team Midden", kind="team", country="", parent=region)
    assert codes()[-2:] == ["unit_added", "unit_moved"]


def test_a_unit_ends_only_when_nothing_goes_on_in_it(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("admin")
    with refusal("units_below", "ends"):
        units.end(me, cast.nl, today)
    with refusal("people_in_unit", "ends"):
        units.end(me, cast.team, today)
    empty = units.add(me, name="Leeg", kind="team", country="", parent=cast.nl)
    units.hand_over(me, empty, person=cast.deputy, starts=today)
    with refusal("led_unit", "ends"):
        units.end(me, empty, today)
    units.end_lead(me, empty, only(Lead, unit_id=empty).id, today)
    units.end(me, empty, today)
    place = {"job": (cast.seller_role, None), "unit": empty, "starts": today}
    with refusal("unit_ends", "unit"):
        positions.add(me, cast.seller, **place)


def test_a_lead_is_handed_over(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("admin")
    with refusal("leads_already", "person"):
        units.hand_over(me, cast.team, person=cast.manager, starts=today)
    units.hand_over(me, cast.team, person=cast.deputy, starts=today)
    before, after = db.session.scalars(select(Lead).where(Lead.unit_id == cast.team).order_by(Lead.starts))
    assert (before.ends, after.person_id) == (today - DAY, cast.deputy)
    with refusal("lead_follows", "starts"):
        units.hand_over(me, cast.team, person=cast.seller, starts=today)


def test_absence_has_dates_and_a_deputy_who_is_there(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("manager")
    week = {"starts": today, "ends": today + 7 * DAY}
    with refusal("own_deputy", "deputy"):
        absences.add(me, me.id, **week, deputy=me.id)
    with refusal("ends_first", "ends"):
        absences.add(me, me.id, starts=today, ends=today - DAY, deputy=None)
    with refusal("absence_long", "ends"):
        absences.add(me, me.id, starts=today, ends=today + 800 * DAY, deputy=None)
    absences.add(cast.me("deputy"), cast.deputy, **week, deputy=None)
    with refusal("deputy_absent", "deputy"):
        absences.add(me, me.id, **week, deputy=cast.deputy)
    absences.add(me, me.id, **week, deputy=cast.colleague)
    with refusal("absence_overlaps", "starts"):
        absences.add(me, me.id, starts=today + DAY, ends=today + DAY, deputy=None)
    mine = only(Absence, person_id=me.id)
    with refusal("absence_begun", "ends"):
        absences.remove(me, me.id, mine.id)
    absences.change(me, me.id, mine.id, rev(me.id), starts=today, ends=today + DAY, deputy=None)
    assert only(Absence, person_id=me.id).ends == today + DAY
    with refusal("gone"):
        absences.change(me, me.id, only(Absence, person_id=cast.deputy).id, 1, **week, deputy=None)


def test_the_last_administrator_stays(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("admin")
    grant = only(Grant, person_id=cast.admin).id
    with refusal("last_administrator", "ends"):
        positions.end_grant(me, cast.admin, grant, rev(cast.admin), today)
    positions.grant(me, cast.deputy, kind="admin", unit=cast.company, starts=today, ends=None)
    with refusal("grant_overlaps", "starts"):
        positions.grant(me, cast.deputy, kind="admin", unit=cast.company, starts=today, ends=None)
    positions.end_grant(me, cast.admin, grant, rev(cast.admin), today)
    assert codes()[-2:] == ["admin_granted", "admin_ended"]
    with refusal("own_account"):
        accounts.disable(me, me.id)


def test_functional_lines_do_not_overlap(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("admin")
    with refusal("own_adviser", "adviser"):
        positions.advise(me, cast.seller, adviser=cast.seller, starts=today, ends=None)
    positions.advise(me, cast.seller, adviser=cast.deputy, starts=today, ends=None)
    with refusal("adviser_overlaps", "starts"):
        positions.advise(me, cast.seller, adviser=cast.deputy, starts=today, ends=today)


def test_roles_keep_the_levels_that_somebody_holds(app: Flask, cast: Cast) -> None:
    me = cast.me("admin")
    given = {"title_nl": "Verkoper", "title_nb": "", "code": "verkoper", "family": "sales", "country": "NL"}
    with refusal("level_held", "levels"):
        catalogue.change_role(me, cast.seller_role, 1, given | {"levels": ["B"]})
    catalogue.change_role(me, cast.seller_role, 1, given | {"levels": ["B", "A"]})
    ranks = dict(db.session.execute(select(RoleLevel.code, RoleLevel.rank)).all())
    assert ranks == {"B": 1, "A": 2}
    with refusal("code_taken", "code"):
        catalogue.add_role(me, given | {"levels": []})


def test_bodies_have_each_member_once(app: Flask, cast: Cast, today: date) -> None:
    me = cast.me("admin")
    body = catalogue.add_body(me, {"code": "staf", "name_nl": "Verkoopstaf", "name_nb": ""})
    assert only(Body).name == {"nl": "Verkoopstaf"}
    catalogue.join(me, body, person=cast.seller, starts=today, ends=None)
    with refusal("member_already", "person"):
        catalogue.join(me, body, person=cast.seller, starts=today + DAY, ends=None)


def test_settings_are_changed_from_what_was_shown(app: Flask, cast: Cast) -> None:
    me, base = cast.me("admin"), catalogue.version_of(catalogue.held_settings())
    catalogue.change_settings(me, base, {"review_days": 7, "needed_locales": ["nb"]})
    with pytest.raises(Stale) as late:
        catalogue.change_settings(me, base, {"review_days": 9, "needed_locales": []})
    assert late.value.now["review_days"] == "7"


def test_a_new_password_ends_the_other_sign_ins(app: Flask, cast: Cast) -> None:
    from dataclasses import replace

    here, elsewhere = open_session(cast.seller), open_session(cast.seller)
    accounts.change_password(replace(cast.me("seller"), token=here), "vier woorden op rij")
    db.session.rollback()
    ended = db.session.scalars(select(WebSession.ended_at).order_by(WebSession.id)).all()
    assert (ended[0], ended[1] is not None) == (None, True)
    assert elsewhere
    session = db.session.scalars(select(WebSession.id).order_by(WebSession.id)).first()
    assert not own.end_session(cast.me("colleague"), session)
    assert own.end_session(cast.me("seller"), session)


def test_each_code_reads_as_a_sentence(app: Flask, cast: Cast) -> None:
    facts = {
        "role": "r",
        "unit": "U",
        "starts": "2026-01-01",
        "ends": "2026-02-01",
        "person": 7,
        "name": "N",
        "before": 1,
        "after": 2,
    }
    from portal.core.audit import SENTENCES

    for code in SENTENCES:
        if not code.startswith("profile_"):
            filled = dict.fromkeys(re.findall(r"%\((\w+)\)", SENTENCES[code]), "2026-01-01")
            assert history.told(code, filled | facts, {7: "Sanne"})
    assert "1 jan 2026" in history.told("lead_started", facts, {7: "Sanne"})


def test_nothing_is_kept_of_a_change_that_is_refused_late(app: Flask, cast: Cast, today: date) -> None:
    before = codes()
    with refusal("position_overlaps", "starts"):
        accounts.add(
            cast.me("admin"),
            name="X",
            email="x@rayon.example",
            locale="",
            position={"job": (cast.seller_role, None), "unit": cast.team, "starts": today, "ends": today},
        ) and positions.add(cast.me("admin"), cast.seller, job=(cast.seller_role, None), unit=cast.team, starts=today)
    assert len(codes()) == len(before) + 2  # the person of the first call; nothing of the second
    with write() as session:
        assert session.get(Unit, cast.team).rev == 1
