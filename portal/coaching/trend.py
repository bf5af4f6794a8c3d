"""Coaching of one person over time: per criterion the dated ratings and observations. No sums, nobody compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.coaching import scale
from portal.coaching.models import CriteriaVersion, Rating, RideAlong, RideAlongState, Side
from portal.coaching.policy import content, known, readable
from portal.core import i18n
from portal.core.db import db
from portal.people.me import Me
from portal.people.models import Person

LATEST = 24  # ride-alongs that the page reaches back


@dataclass(frozen=True)
class Point:
    """One ride-along at one criterion: both ratings (None: not rated), `"none"` for not observed, what was seen."""

    day: date
    uid: str
    coach: str
    scores: dict[str, int | None]
    saw: dict[str, str]
    is_focus: bool


@dataclass
class Line:
    """A criterion over time, oldest first."""

    key: str
    code: str
    title: dict[str, str]
    group: dict[str, str]
    points: list[Point] = field(default_factory=list)

    def series(self, names: dict[str, str]) -> list[dict[str, Any]]:
        """For the chart: one line for each side that rated at least once; a gap where it was not observed."""
        made = []
        for side in (Side.COACH, Side.SELLER):
            values = [point.scores.get(side.value) for point in self.points]
            if any(value is not None for value in values):
                made.append({"label": names[side.value], "points": [
                    {"label": i18n.format_date(point.day, "day-month"), "value": value, "text": _text(value)}
                    for point, value in zip(self.points, values, strict=True)
                ]})  # fmt: skip
        return made


def _text(score: int | None) -> str:
    """A score with its word, for who reads the chart or hears it."""
    return f"{score} {scale.word(score)}" if score else "–"


@dataclass(frozen=True)
class Listed:
    """One ride-along in the list of the person; `is_shown` when this reader reads its result, `opens` when its page is
    there for them, also before there is one.
    """

    uid: str
    kind: str
    day: date
    coach: str
    state: str
    commitment: str
    commitment_on: date | None
    focus: str
    is_shown: bool
    opens: bool


@dataclass(frozen=True)
class Coaching:
    """The page of one person."""

    rides: list[Listed]
    lines: list[Line]
    titles: dict[str, dict[str, str]]
    read: list[int]  # the ids of those whose content this shows, and that somebody else coached


def of(me: Me, person_id: int) -> Coaching:
    """What this reader may see of it; 404 is for the rule: here it is empty for who knows of nothing."""
    rides = _rides(me, person_id)
    shown = [row for row in rides if row.shown]
    bodies = _criteria({row.version_id for row in rides})
    lines = _lines(shown, bodies)
    listed = [
        Listed(row.uid, row.kind.value, row.day, row.coach, row.state.value, row.commitment if row.shown else "",
               row.commitment_on if row.shown else None, row.focus if row.shown else "", bool(row.shown),
               bool(row.opens))
        for row in rides if row.opens or row.state is not RideAlongState.OPEN
    ]  # fmt: skip
    read = [row.id for row in shown if row.coach_id != me.id]
    return Coaching(listed, lines, {key: one["title"] for key, one in bodies.items()}, read)


def _rides(me: Me, person_id: int) -> list[Any]:
    coach = aliased(Person)
    found = (
        select(
            RideAlong.id, RideAlong.uid, RideAlong.kind, RideAlong.day, RideAlong.state, RideAlong.version_id,
            RideAlong.commitment, RideAlong.commitment_on, RideAlong.focus, RideAlong.coach_id,
            coach.name.label("coach"), content(me).label("shown"), readable(me).label("opens"),
        )
        .join(coach, coach.id == RideAlong.coach_id)
        .where(RideAlong.seller_id == person_id, known(me))
        .order_by(RideAlong.day.desc(), RideAlong.id.desc())
        .limit(LATEST)
    )
    return list(db.session.execute(found))


def _criteria(version_ids: set[int]) -> dict[str, dict[str, Any]]:
    """Each criterion by its key, as the newest of these versions words it."""
    found = select(CriteriaVersion.body).where(CriteriaVersion.id.in_(version_ids)).order_by(CriteriaVersion.id)
    return {
        one["key"]: one | {"group": group["title"]}
        for body in db.session.scalars(found) for group in body["groups"] for one in group["criteria"]
    }  # fmt: skip


def _lines(rides: list[Any], criteria: dict[str, dict[str, Any]]) -> list[Line]:
    by_id = {row.id: row for row in rides}
    made: dict[str, Line] = {}
    found: dict[tuple[str, int], dict[str, Rating]] = {}
    for row in db.session.scalars(select(Rating).where(Rating.ride_along_id.in_(by_id))):
        found.setdefault((row.key, row.ride_along_id), {})[row.side.value] = row
    for (key, ride_id), sides in sorted(found.items(), key=lambda one: (by_id[one[0][1]].day, one[0][1])):
        ride, words = by_id[ride_id], criteria.get(key)
        if words is None or all(one.score is None and not one.observation for one in sides.values()):
            continue
        line = made.setdefault(key, Line(key, words["code"], words["title"], words["group"]))
        line.points.append(Point(
            ride.day, ride.uid, ride.coach, {side: one.score for side, one in sides.items()},
            {side: one.observation for side, one in sides.items() if one.observation}, ride.focus == key,
        ))  # fmt: skip
    order = list(criteria)
    return sorted(made.values(), key=lambda line: order.index(line.key))
