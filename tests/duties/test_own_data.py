"""Recurring work in the export of one's own data, and how long it is kept."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.audit import AuditDetail
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.duties.models import DutyNote, Obligation, Rhythm, Waiver
from portal.duties.services import notes, waivers
from portal.duties.services.rhythms import For, set_rhythm
from portal.privacy import exporting, kinds, retention
from portal.profiles.duty import Every, SettledBy
from tests.cast import Cast
from tests.duties import making
from tests.duties.making import NOTE, RIDE

MARCH = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def march(cast: Cast) -> None:
    """A ride-along of March was waived, a week noted, a rhythm set."""
    making.ready(cast)
    with making.at(MARCH):
        making.profile(cast)
        me = cast.me("manager")
        ride = making.owed(RIDE, about_id=cast.seller)[0]
        waivers.waive(me, ride.id, 1, "De beurs gaat voor.")
        notes.write_note(me, making.owed(NOTE)[0].id, 0, done_on=MARCH, text="Verstuurd.")
        set_rhythm(me, SettledBy.TALK, Every.MONTH, For(person_id=cast.seller), reason="Nieuw in de functie.")


def test_a_seller_takes_along_what_is_owed_about_them_with_the_reasons(app: Flask, cast: Cast) -> None:
    held = exporting.gathered(cast.seller)
    found = {(one["kind"], one["state"], one["reason"]) for one in held["recurring_tasks_about_you"]}
    assert found == {("ride_along", "waived", "De beurs gaat voor."), ("talk", "owed", None)}
    assert [(one["every"], one["reason"]) for one in held["rhythms"]] == [("month", "Nieuw in de functie.")]
    assert held["recurring_tasks"] == held["duty_notes"] == held["waivers"] == held["rhythms_set"] == []
    assert "Marloes" not in str(held["recurring_tasks_about_you"])


def test_a_manager_takes_along_what_they_owe_and_wrote(app: Flask, cast: Cast) -> None:
    held = exporting.gathered(cast.manager)
    week = next(one for one in held["recurring_tasks"] if one["kind"] == "note" and one["ends"] == "2027-03-07")
    assert (week["done_on"], week["what"]) == ("2027-03-01", "Rapporteert wekelijks aan de directie.")
    assert [one["text"] for one in held["duty_notes"]] == ["Verstuurd."]
    assert [one["reason"] for one in held["waivers"]] == ["De beurs gaat voor."]
    assert "Sanne" not in str(held["recurring_tasks"]) + str(held["rhythms_set"])


def test_it_is_deleted_when_its_time_is_over_with_its_reasons_and_notes(app: Flask, cast: Cast) -> None:
    kind = kinds.KINDS["obligation"]
    ids = db.session.scalars(kind.due("NL", date(2027, 4, 1), None)).all()
    ended = select(Obligation.id).where(Obligation.ends < date(2027, 4, 1))
    assert sorted(ids) == sorted(db.session.scalars(ended)) and len(ids) == 3
    assert db.session.scalars(kind.due("NO", date(2027, 4, 1), None)).all() == []
    assert kind.about(ids[0]).country == "NL" and set(kind.days(ids)) == set(ids)
    making.fresh()
    with write():
        retention.erase(kind, ids)
        retention.forget_gone(kind)
    for table in (Waiver, DutyNote):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    bodies = db.session.scalars(select(AuditDetail.body)).all()
    assert "De beurs gaat voor." not in str(bodies) and "Verstuurd." not in str(bodies)
    with making.at(date(2027, 4, 1)):
        making.look()
    assert not making.owed(starts=MARCH, by=SettledBy.RIDE_ALONG), "what was erased does not come back"


def test_it_goes_sooner_where_the_person_left(app: Flask, cast: Cast) -> None:
    kind = kinds.KINDS["obligation"]
    assert db.session.scalars(kind.due("NL", date(2020, 1, 1), date(2027, 1, 1))).all() == []
    gone = db.session.scalars(kind.due("NL", date(2020, 1, 1), date(9999, 12, 31))).all()
    assert gone == []
    assert kind.answerers(making.owed(RIDE)[0].id) == [cast.manager]


def test_why_somebody_is_coached_more_often_is_deleted_when_its_time_is_over(app: Flask, cast: Cast) -> None:
    kind = kinds.KINDS["rhythm"]
    rhythm = db.session.scalars(select(Rhythm).where(Rhythm.person_id == cast.seller)).one()
    assert kind.about(rhythm.id).person_id == cast.seller and kind.answerers(rhythm.id) == [rhythm.set_by_id]
    with write():
        db.session.get(Rhythm, rhythm.id).ends = date(2027, 3, 31)
        db.session.add(
            Rhythm(
                by=SettledBy.TALK, every=rhythm.every, unit_id=cast.team, reason="", starts=MARCH, set_at=rhythm.set_at,
                ends=date(2027, 3, 31), set_by_id=cast.manager,
            )
        )  # fmt: skip
    assert db.session.scalars(kind.due("NL", date(2027, 3, 31), None)).all() == []
    assert db.session.scalars(kind.due("NO", date(2027, 4, 1), None)).all() == []
    [found] = db.session.scalars(kind.due("NL", date(2027, 4, 1), None)).all()
    assert kind.days([found]) == {found: date(2027, 3, 31)}
    making.fresh()
    with write():
        retention.erase(kind, [found])
        retention.forget_gone(kind)
    assert db.session.scalars(select(Rhythm.person_id)).all() == [None], "that of the team is about nobody"
    kept = str(db.session.scalars(select(AuditDetail.body)).all()) + str(db.session.scalars(select(Notice.quote)).all())
    assert "Nieuw in de functie." not in kept
