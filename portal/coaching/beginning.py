"""Who may coach whom, and for whom Coaching is there: the line today, a senior colleague, never a deputy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, false, or_, select

from portal.coaching.coaches import coachable, highest, led_by
from portal.coaching.models import CoachingShare, RideAlong, RideAlongState
from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.people.me import Me, reach
from portal.people.models import Line, Person, Via
from portal.people.queries.countries import country_of
from portal.privacy import agreements
from portal.privacy.models import Covers

Clause = ColumnElement[bool]
REACH = "coaching"


def may_coach(me: Me, person_id: int, day: date | None = None) -> bool:
    """Whether this person may coach that one: today, or led them on the day that a form is about."""
    led = led_by(me, Person.id, Line.starts <= day, Line.ends >= day) if day else false()
    return bool(
        db.session.scalar(
            select(Person.id).where(
                Person.id == person_id, Person.disabled_at.is_(None), or_(coachable(me, Person.id), led)
            )
        )
    )


@dataclass(frozen=True)
class Seller:
    """Somebody to be coached: where, whether that is agreed on there, and my form of today that is under way."""

    id: int
    name: str
    country: str | None = None
    is_on: bool = False
    under_way: str | None = None


def is_on() -> Clause:
    """Coaching was agreed on in the country where the person of the surrounding SELECT works today."""
    return agreements.running(_country(), Covers.COACHING)


def _country() -> Any:
    return country_of(Person.id).correlate(Person).scalar_subquery()


def _begun(me: Me, seller_id: Any, day: date) -> Select[tuple[str]]:
    return (
        select(RideAlong.uid)
        .where(
            RideAlong.coach_id == me.id, RideAlong.seller_id == seller_id, RideAlong.day == day,
            RideAlong.state == RideAlongState.OPEN,
        )
        .order_by(RideAlong.id.desc())
        .limit(1)
    )


def under_way(me: Me, seller: Seller, day: date) -> str | None:
    """My form of that day with this seller that is under way, by its uid."""
    return seller.under_way if day == clock.today() else db.session.scalar(_begun(me, seller.id, day))


def _to_coach(me: Me, seller_id: int) -> Seller:
    begun = _begun(me, Person.id, clock.today()).correlate(Person).scalar_subquery()
    row = db.session.execute(
        select(Person.id, Person.name, _country(), is_on(), begun).where(
            Person.id == seller_id, Person.disabled_at.is_(None), coachable(me, Person.id)
        )
    ).one_or_none()
    if row is None:
        abort(404)
    return Seller(*row)


START = rule(
    "ride_along.start",
    N_(
        "A ride-along is begun by who leads the seller, directly or further up, or by a colleague of the same team at "
        "the highest level of the role; never by a deputy"
    ),
    load=_to_coach, takes=("seller_id",), gives="seller",
)


def is_part_of(asker: Any) -> Clause:
    """Coaching is there for this person: coaches or may coach somebody, was coached, or reads what was shared."""
    day = clock.today()
    _mine, held = highest(asker.id)
    return or_(
        exists().where(Line.over_id == asker.id, Line.via == Via.LEAD, Line.starts <= day, Line.ends >= day),
        exists().where(RideAlong.seller_id == asker.id), exists().where(RideAlong.coach_id == asker.id),
        exists().where(CoachingShare.reader_id == asker.id, CoachingShare.ended_at.is_(None)),
        exists().where(*held),
    )


def has_part(me: Me) -> bool:
    """Whether Coaching is there for this person."""
    return REACH in me.reaches or me.is_hr


def _lists(me: Me) -> None:
    if not has_part(me):
        abort(403)


LIST = rule(
    "ride_along.list",
    N_("Who coaches lists their own people, who was coached their own ride-alongs; nobody sees a ranking"),
    load=_lists,
)


def _oversees(me: Me) -> None:
    if not (me.is_hr or me.is_manager):
        abort(403)


COVERAGE = rule(
    "ride_along.coverage",
    N_("Who leads a unit, and HR, list when ride-alongs took place: date, seller, coach and state, no content"),
    load=_oversees,
)


reach(REACH, is_part_of)
