"""Who sees ride-alongs, and who may coach whom (spec 0, Who sees what): content is for the two, and few others.

A deputy never reads coaching. Who leads the line and HR know the date and the state; the seller's manager reads one
that somebody else coached, from the moment the two have seen each other's ratings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response

from portal.coaching.coaches import coachable, leads, led_by
from portal.coaching.models import CoachingShare, RideAlong, RideAlongForm, RideAlongKind, RideAlongState, Side
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Grant, GrantKind, Line, Person, UnitPath
from portal.privacy import openings
from portal.privacy import policy as privacy

Clause = ColumnElement[bool]
KIND = "ride_along"  # in the history, the notices and the registers of privacy


def is_seller(me: Any) -> Clause:
    """The ride-along is about this person."""
    return RideAlong.seller_id == me.id


def is_coach(me: Any) -> Clause:
    """This person coached."""
    return RideAlong.coach_id == me.id


def is_manager(me: Any) -> Clause:
    """The seller's manager, on the day and today, of a ride-along that somebody else coached."""
    near = Line.steps == 1
    on_the_day = led_by(
        me, RideAlong.seller_id, near, Line.starts <= RideAlong.day, Line.ends >= RideAlong.day
    ).correlate(RideAlong)
    today = led_by(me, RideAlong.seller_id, near, *running(Line)).correlate(RideAlong)
    return and_(RideAlong.coach_id != me.id, on_the_day, today)


def is_shared(me: Any) -> Clause:
    """The seller shares the coaching of before with this person: what is of the day of sharing or earlier."""
    return exists().where(
        CoachingShare.reader_id == me.id, CoachingShare.seller_id == RideAlong.seller_id,
        CoachingShare.ended_at.is_(None), RideAlong.day <= CoachingShare.shared_at,
    )


def is_in_scope(me: Any) -> Clause:
    """HR for the unit in which the seller worked on the day."""
    return exists().where(
        Grant.person_id == me.id, Grant.kind == GrantKind.HR, *running(Grant), UnitPath.over_id == Grant.unit_id,
        UnitPath.unit_id == RideAlong.unit_id,
    )


def is_opened(me: Any) -> Clause:
    """HR in scope has opened it with a stated reason, and that is still good."""
    opening = openings.opened(me, KIND, RideAlong.id)
    return and_(opening, is_in_scope(me))


def readable(me: Me) -> Clause:
    """May read it, as far as it has come."""
    return or_(is_seller(me), is_coach(me), is_manager(me), is_shared(me), is_opened(me))


def known(me: Me) -> Clause:
    """Knows that it took place: date, seller, coach and state."""
    return or_(readable(me), leads(me, RideAlong.seller_id), is_in_scope(me))


def overseen(me: Me) -> Clause:
    """Knows of it as line or HR: what the list of coverage holds."""
    return or_(leads(me, RideAlong.seller_id), is_in_scope(me))


def rated() -> Clause:
    """The seller handed in an own rating."""
    form = aliased(RideAlongForm)
    return exists().where(
        form.ride_along_id == RideAlong.id, form.side == Side.SELLER, form.sent_at.is_not(None),
    )


def passed() -> Clause:
    """That rating was handed in on the tablet of the coach."""
    form = aliased(RideAlongForm)
    return exists().where(
        form.ride_along_id == RideAlong.id, form.side == Side.SELLER, form.sent_at.is_not(None),
        form.by_id == RideAlong.coach_id,
    )


def revealed() -> Clause:
    """Both sides are open: the coach completed it, and the seller rated or chose to read without."""
    return and_(RideAlong.state != RideAlongState.OPEN, or_(RideAlong.skipped_at.is_not(None), rated()))


def content(me: Me) -> Clause:
    """Reads the result now: the coach from completing on, everybody else once both sides are open."""
    return or_(
        and_(is_coach(me), RideAlong.state != RideAlongState.OPEN), and_(readable(me), revealed()),
    )


def promised(me: Me) -> Clause:
    """May open with its commitment: who reads the result, and who leads the seller today without a step between. A new
    manager gets what was promised and by when, and nothing else of it (spec 0).
    """
    near = led_by(me, RideAlong.seller_id, Line.steps == 1, *running(Line)).correlate(RideAlong)
    return or_(content(me), and_(revealed(), near))


@dataclass(frozen=True)
class RideFile:
    """A ride-along as its pages need it, and what this person is to it."""

    id: int
    uid: str
    kind: RideAlongKind
    seller_id: int
    seller: str
    coach_id: int
    coach: str
    day: date
    unit_id: int | None
    country: str
    version_id: int
    purpose_id: int | None
    previous_id: int | None
    state: RideAlongState
    completed_at: datetime | None
    skipped_at: datetime | None
    rev: int
    is_rated: bool
    is_seller: bool
    is_coach: bool
    is_manager: bool
    is_shared: bool
    is_opened: bool
    is_over: bool
    is_in_scope: bool
    is_passed: bool
    may_coach: bool

    @property
    def reads(self) -> bool:
        """May read it, as far as it has come; the others only know of it."""
        return self.is_seller or self.is_coach or self.is_manager or self.is_shared or self.is_opened

    @property
    def knows(self) -> bool:
        """Knows that it took place."""
        return self.reads or self.is_over or self.is_in_scope

    @property
    def changes(self) -> bool:
        """May write in the coach's form: finish it while it is open; afterwards only who may coach the seller today."""
        return self.is_coach and (self.is_open or self.may_coach)

    @property
    def replaces(self) -> bool:
        """The seller may hand in an own rating in place of the one that came by the tablet of the coach."""
        return self.is_seller and self.is_passed and self.state == RideAlongState.COMPLETED

    @property
    def drops(self) -> bool:
        """May remove it: begun by mistake, and nothing was handed in."""
        return self.is_coach and self.is_open and not self.is_rated

    @property
    def is_open(self) -> bool:
        """The coach has not completed it."""
        return self.state == RideAlongState.OPEN

    @property
    def is_revealed(self) -> bool:
        """Both sides are open to both."""
        return not self.is_open and (self.is_rated or self.skipped_at is not None)

    @property
    def shows_coach(self) -> bool:
        """This reader sees what the coach handed in: ratings, observations, the result."""
        return self.is_revealed or (self.is_coach and not self.is_open)

    @property
    def shows_seller(self) -> bool:
        """This reader sees what the seller handed in; the seller's own rating is never hidden from the seller."""
        return self.is_seller or (self.is_revealed and self.reads) or (self.is_coach and not self.is_open)


def files(me: Me) -> Select[Any]:
    """The SELECT behind every page of one ride-along, with this person's relations as booleans."""
    seller, coach = aliased(Person), aliased(Person)
    return (
        select(
            RideAlong.id, RideAlong.uid, RideAlong.kind, RideAlong.seller_id, seller.name, RideAlong.coach_id,
            coach.name, RideAlong.day, RideAlong.unit_id, RideAlong.country, RideAlong.version_id,
            RideAlong.purpose_id, RideAlong.previous_id, RideAlong.state, RideAlong.completed_at,
            RideAlong.skipped_at, RideAlong.rev, rated(), is_seller(me), is_coach(me), is_manager(me), is_shared(me),
            is_opened(me), leads(me, RideAlong.seller_id), is_in_scope(me), passed(),
            coachable(me, RideAlong.seller_id),
        )
        .join(seller, seller.id == RideAlong.seller_id)
        .join(coach, coach.id == RideAlong.coach_id)
    )


def find(me: Me, uid: UUID | str) -> RideFile:
    """The ride-along for this person; 404 when it does not exist for them."""
    row = db.session.execute(files(me).where(RideAlong.uid == str(uid), known(me))).one_or_none()
    if row is None:
        abort(404)
    return RideFile(*row)


def _to_open(me: Me, file: RideFile) -> Response | int:
    """For HR in scope the page that asks why it is to be read; 403 for everybody else, and for what is no page."""
    asks = request.method == "GET" and file.is_in_scope and not file.is_opened
    asks = asks and privacy.in_hr_scope(me, file.seller_id)
    return redirect(url_for("organisation.privacy_open", kind=KIND, subject_id=file.id), 303) if asks else 403


def _rule(code: str, says: str, holds_true: Callable[[RideFile], bool]) -> Rule:
    """404 for who knows nothing of it, 403 for who only knows that it took place, or reads and may not act."""

    def load(me: Me, uid: UUID) -> RideFile:
        file = find(me, uid)
        if not holds_true(file):
            abort(_to_open(me, file) if code == "ride_along.read" else 403)
        return file

    return rule(code, says, load=load, takes=("uid",), gives="ride")


KNOW = _rule(
    "ride_along.know",
    N_("Who leads the line of the seller, and HR for the seller's unit, know the date and the state, nothing more"),
    lambda file: file.knows,
)
READ = _rule(
    "ride_along.read",
    N_(
        "A ride-along is read by the seller and the coach; by the seller's manager if somebody else coached; by those "
        "with whom the seller shares it; by HR only after opening it with a reason. Never by a deputy or administrator"
    ),
    lambda file: file.reads,
)
COACH = _rule(
    "ride_along.coach",
    N_(
        "Only the coach fills in the coach's form, and puts a completed one right only while they may coach the seller"
    ),
    lambda file: file.changes,
)
RATE = _rule("ride_along.rate", N_("Only the seller fills in the seller's own rating"), lambda file: file.is_seller)
SIGN = _rule("ride_along.sign", N_("Only the seller signs a ride-along as seen"), lambda file: file.is_seller)
REOPEN = _rule(
    "ride_along.reopen",
    N_("Only the coach opens a completed ride-along again, while they may coach the seller"),
    lambda file: file.changes,
)
DROP = _rule(
    "ride_along.drop",
    N_(
        "Only the coach removes a ride-along that was begun by mistake, while neither of the two has handed anything in"
    ),
    lambda file: file.is_coach,
)
SEND = rule(
    "ride_along.send",
    N_("A device sends the form of a ride-along for the person who wrote it: the coach, or the seller"),
)
