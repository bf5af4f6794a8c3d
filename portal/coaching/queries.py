"""What the pages of coaching ask: people to coach, forms under way, what is about oneself, and coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.coaching import beginning, coaches, policy
from portal.coaching.models import CoachingShare, RideAlong, RideAlongState
from portal.core import clock, i18n
from portal.core.alphabet import fold
from portal.core.db import db
from portal.core.together import together
from portal.customers.policy import works_with_customers
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Line, Person, Via

MINE = 12  # ride-alongs about oneself on the page
LISTED = 25  # rows of a page of coverage
FOUND = 30  # people found by name
TAKEN = 12  # blank forms that a device takes along
RATE, SIGN = "rate", "sign"


class Begun(NamedTuple):
    """A form of mine that is under way."""

    uid: str
    kind: str
    day: date


@dataclass(frozen=True)
class ToCoach:
    """Somebody of one's people: the last ride-along and what was promised; `begun` are my forms under way, by day."""

    id: int
    name: str
    is_on: bool
    last_on: date | None
    commitment: str
    commitment_on: date | None
    next_on: date | None
    begun: list[Begun]


@dataclass(frozen=True)
class OfMine:
    """A ride-along about oneself; `asks` is what waits: rate, sign, or empty."""

    uid: str
    kind: str
    day: date
    coach: str
    state: str
    commitment: str
    commitment_on: date | None
    asks: str


@dataclass(frozen=True)
class Overview:
    """The page on which coaching begins."""

    people: list[ToCoach]
    mine: list[OfMine]
    shared: list[tuple[int, str]]

    def at_hand(self, day: date) -> list[str]:
        """The addresses of forms that a device takes along for a day: blank ones for one's people, and all under way.

        A blank form of another day than today has an address of its own.
        """
        dated = "" if day == clock.today() else f"/{day}"
        busy = {one.id for one in self.people if any(form.day == day for form in one.begun)}
        blank = [f"/coaching/new/{one.id}{dated}" for one in self.people if one.is_on and one.id not in busy]
        begun = [f"/coaching/{form.uid}/form" for one in self.people for form in one.begun]
        return blank[:TAKEN] + begun + [f"/coaching/{one.uid}/self" for one in self.mine if one.asks == RATE]

    @property
    def is_off(self) -> bool:
        """Nobody of one's people can be coached yet: their country has not agreed."""
        return bool(self.people) and not any(one.is_on for one in self.people)



def sorting() -> Any:
    """The order of names in the reader's language."""
    return Person.sort_nb if i18n.current() == "nb" else Person.sort_nl


def near(me: Me) -> ColumnElement[bool]:
    """One's own people, as a condition on `person`: led without a step between, or team-mates of a senior colleague.

    Only who works with customers or leads who does: nobody goes along with an HR officer.
    """
    direct = exists().where(
        Line.over_id == me.id, Line.person_id == Person.id, Line.via == Via.LEAD, Line.steps == 1, *running(Line)
    )
    mine = or_(and_(direct, works_with_customers(Person)), coaches.is_beside(me, Person.id))
    return and_(Person.disabled_at.is_(None), mine)


def overview(me: Me) -> Overview:
    """What the page shows, in one question."""
    rows = together(
        people=_people(me), last=_last(me), result=_results(me), open=_open(me), mine=_mine(me), shared=_shared(me)
    )
    last = {row.seller_id: row.day for row in rows["last"]}
    result = {row.seller_id: row for row in rows["result"]}
    opened: dict[int, list[Begun]] = {}
    for row in rows["open"]:
        opened.setdefault(row.seller_id, []).append(Begun(row.uid, row.kind, row.day))
    people = []
    for row in rows["people"]:
        told = result.get(row.id)
        people.append(
            ToCoach(
                row.id, row.name, bool(row.is_on), last.get(row.id), told.commitment if told else "",
                told.commitment_on if told else None, told.next_on if told else None, opened.get(row.id, []),
            )
        )
    mine = [_asking(row) for row in rows["mine"]]
    return Overview(people, mine, [(row.id, row.name) for row in rows["shared"]])


def _people(me: Me) -> Select[Any]:
    """One's own people, and others with whom a form of mine is under way."""
    begun = exists().where(
        RideAlong.coach_id == me.id, RideAlong.seller_id == Person.id, RideAlong.state == RideAlongState.OPEN
    )
    return (
        select(Person.id, Person.name, beginning.is_on().label("is_on")).where(or_(near(me), begun)).order_by(sorting())
    )


def _ids(me: Me) -> Select[Any]:
    return select(Person.id).where(near(me))


def _last(me: Me) -> Select[Any]:
    """When each was accompanied last, by whomever this person knows of."""
    return (
        select(RideAlong.seller_id, func.max(RideAlong.day).label("day"))
        .where(RideAlong.seller_id.in_(_ids(me)), policy.known(me), RideAlong.state != RideAlongState.OPEN)
        .group_by(RideAlong.seller_id)
    )


def _results(me: Me) -> Select[Any]:
    """The latest result of each that this person reads: only it says what was promised."""
    ranked = (
        select(
            RideAlong.id,
            func.row_number()
            .over(partition_by=RideAlong.seller_id, order_by=(RideAlong.day.desc(), RideAlong.id.desc()))
            .label("place"),
        )
        .where(RideAlong.seller_id.in_(_ids(me)), policy.content(me))
        .subquery()
    )
    return (
        select(RideAlong.seller_id, RideAlong.commitment, RideAlong.commitment_on, RideAlong.next_on)
        .join(ranked, ranked.c.id == RideAlong.id)
        .where(ranked.c.place == 1)
    )


def _open(me: Me) -> Select[Any]:
    return (
        select(RideAlong.seller_id, RideAlong.uid, RideAlong.kind, RideAlong.day)
        .where(RideAlong.coach_id == me.id, RideAlong.state == RideAlongState.OPEN)
        .order_by(RideAlong.day, RideAlong.id)
    )


def _mine(me: Me) -> Select[Any]:
    coach = aliased(Person)
    return (
        select(
            RideAlong.uid, RideAlong.kind, RideAlong.day, coach.name.label("coach"), RideAlong.state,
            RideAlong.commitment, RideAlong.commitment_on, RideAlong.skipped_at, policy.rated().label("is_rated"),
        )
        .join(coach, coach.id == RideAlong.coach_id)
        .where(RideAlong.seller_id == me.id)
        .order_by(RideAlong.day.desc(), RideAlong.id.desc())
        .limit(MINE)
    )


def _asking(row: Any) -> OfMine:
    is_open, hidden = row.state == RideAlongState.OPEN, not row.is_rated and row.skipped_at is None
    asks = RATE if hidden and row.state != RideAlongState.SIGNED else ""
    if row.state == RideAlongState.COMPLETED and not hidden:
        asks = SIGN
    told = not is_open and not hidden
    return OfMine(
        row.uid, row.kind, row.day, row.coach, row.state, row.commitment if told else "",
        row.commitment_on if told else None, asks,
    )


def _shared(me: Me) -> Select[Any]:
    return (
        select(Person.id, Person.name)
        .where(
            exists().where(
                CoachingShare.reader_id == me.id, CoachingShare.seller_id == Person.id, CoachingShare.ended_at.is_(None)
            )
        )
        .order_by(sorting())
    )


@dataclass(frozen=True)
class Found:
    """Somebody whom this person may coach."""

    id: int
    name: str
    is_on: bool


def coachable(me: Me, typed: str = "") -> tuple[list[Found], bool]:
    """Whom this person may coach today, whose name contains what was typed; whether there are more."""
    rows = db.session.execute(
        select(Person.id, Person.name, beginning.is_on())
        .where(
            Person.disabled_at.is_(None), coaches.coachable(me, Person.id),
            Person.folded.contains(fold(typed), autoescape=True),
        )
        .order_by(sorting(), Person.id)
        .limit(FOUND + 1)
    ).all()
    return [Found(*row) for row in rows[:FOUND]], len(rows) > FOUND


@dataclass(frozen=True)
class Covered:
    """A ride-along as the line and HR know of it."""

    id: int
    uid: str
    kind: str
    day: date
    seller: str
    coach: str
    state: str
    reads: bool
    is_in_scope: bool


def coverage(me: Me, after: tuple[date, int] | None = None) -> tuple[list[Covered], tuple[date, int] | None]:
    """When ride-alongs took place, newest first, without content; and the place to go on from."""
    seller, coach = aliased(Person), aliased(Person)
    asked = (
        select(
            RideAlong.id, RideAlong.uid, RideAlong.kind, RideAlong.day, seller.name, coach.name, RideAlong.state,
            policy.readable(me), policy.is_in_scope(me),
        )
        .join(seller, seller.id == RideAlong.seller_id)
        .join(coach, coach.id == RideAlong.coach_id)
        .where(policy.overseen(me))
        .order_by(RideAlong.day.desc(), RideAlong.id.desc())
        .limit(LISTED + 1)
    )
    if after:
        day, last = after
        asked = asked.where(or_(RideAlong.day < day, and_(RideAlong.day == day, RideAlong.id < last)))
    rows = [Covered(*row) for row in db.session.execute(asked)]
    onward = (rows[LISTED - 1].day, rows[LISTED - 1].id) if len(rows) > LISTED else None
    return rows[:LISTED], onward
