"""Ride-alongs since the last talk, as a talk tells of them: day, focus, commitment, and the trend per criterion.

Plain values that a page draws and a signed form keeps, with the words of the criteria as they were. Never a sum.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.coaching.models import CriteriaVersion, Rating, RideAlong, RideAlongState, Side
from portal.coaching.policy import content
from portal.core.together import Part
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Line, Person, Via
from portal.talks.models import Talk
from portal.talks.policy import TalkFile

Fact = dict[str, Any]
MOST = 10  # rows of one list
LINKED = 50  # ride-alongs of a seller that a reader is led to
LOOK_BACK = timedelta(days=183)  # ride-alongs before the first talk


def day_before(talk: TalkFile | Talk) -> Select[Any]:
    """The day of the talk before this one."""
    before = aliased(Talk)
    return select(before.day).where(before.id == (talk.previous_id or 0))


def _told(talk: TalkFile) -> ColumnElement[bool]:
    """What one says stands in the talk only when the seller signed it, and the manager of the talk coached it or was
    the seller's manager that day.
    """
    theirs = select(Line.id).where(
        Line.over_id == talk.manager_id, Line.person_id == RideAlong.seller_id, Line.via == Via.LEAD, Line.steps == 1,
        Line.starts <= RideAlong.day, Line.ends >= RideAlong.day, *running(Line),
    )
    return and_(
        RideAlong.state == RideAlongState.SIGNED, or_(RideAlong.coach_id == talk.manager_id, theirs.exists())
    )


def _since(talk: TalkFile, query: Select[Any]) -> Select[Any]:
    """The question, of the completed ride-alongs since the last talk: the newest first."""
    last = func.coalesce(day_before(talk).scalar_subquery(), literal(talk.day - LOOK_BACK))
    return (
        query.where(
            RideAlong.seller_id == talk.seller_id, RideAlong.state != RideAlongState.OPEN,
            RideAlong.day > last, RideAlong.day <= talk.day,
        )
        .order_by(RideAlong.day.desc(), RideAlong.id.desc())
        .limit(MOST)
    )


def asking(talk: TalkFile) -> Select[Any]:
    """The ride-alongs since the last talk."""
    coach = aliased(Person)
    asked = (
        select(
            RideAlong.id, RideAlong.uid, RideAlong.day, RideAlong.kind, coach.name, RideAlong.focus,
            RideAlong.commitment, RideAlong.commitment_on, CriteriaVersion.id.label("version_id"),
            CriteriaVersion.body, _told(talk).label("open"),
        )
        .join(coach, coach.id == RideAlong.coach_id)
        .join(CriteriaVersion, CriteriaVersion.id == RideAlong.version_id)
    )  # fmt: skip
    return _since(talk, asked)


def rated(talk: TalkFile) -> Select[Any]:
    """What the coach scored in those of which the talk may tell; what was not observed counts nowhere."""
    shown = _since(talk, select(RideAlong.id)).subquery()
    return (
        select(Rating.ride_along_id, Rating.key, Rating.score)
        .join(RideAlong, RideAlong.id == Rating.ride_along_id)
        .where(
            RideAlong.id.in_(select(shown.c.id)), _told(talk), Rating.side == Side.COACH, Rating.score.is_not(None)
        )
        .order_by(RideAlong.day, RideAlong.id)
    )


def opening(me: Me, talk: TalkFile) -> Part:
    """The uids of the ride-alongs of the seller that this reader may open; a part of a page."""
    found = select(RideAlong.uid).where(RideAlong.seller_id == talk.seller_id, RideAlong.day <= talk.day, content(me))
    rows = yield {"opens": found.order_by(RideAlong.day.desc(), RideAlong.id.desc()).limit(LINKED)}
    return frozenset(row.uid for row in rows["opens"])


def told(rows: list[Any]) -> list[Fact]:
    """Each of them: what it says only where the talk may tell of it."""
    return [
        {
            "uid": ride.uid, "day": ride.day.isoformat(), "kind": ride.kind.value, "coach": ride.name,
            "focus": _criteria([ride]).get(ride.focus, {}).get("title", {}) if ride.open else {},
            "commitment": ride.commitment if ride.open else "",
            "commitment_on": ride.commitment_on.isoformat() if ride.open and ride.commitment_on else None,
        }
        for ride in rows
    ]


def trend(rows: list[Any], scored: list[Any]) -> list[Fact]:
    """Per criterion, as the newest of the sets words it, the scores of the coach with their days, the oldest first."""
    by_id, titles = {ride.id: ride for ride in rows}, _criteria(rows)
    points: dict[str, list[Fact]] = {}
    for one in scored:
        ride = by_id[one.ride_along_id]
        point = {"day": ride.day.isoformat(), "uid": ride.uid, "score": one.score}
        points.setdefault(one.key, []).append(point)
    return [
        {"code": found["code"], "title": found["title"], "points": points[key]}
        for key, found in titles.items() if key in points
    ]  # fmt: skip


def _criteria(rows: list[Any]) -> dict[str, Fact]:
    """Each criterion by its key, in the order of the form, as the newest of the sets has it."""
    bodies = {ride.version_id: ride.body for ride in rows}
    return {
        one["key"]: one
        for _number, body in sorted(bodies.items()) for group in body["groups"] for one in group["criteria"]
    }  # fmt: skip
