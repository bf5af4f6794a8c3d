"""Who sees progress talks (spec 0, Who sees what): content is for the two who talk, and few others.

A deputy never reads one. Who leads the line and HR know the day and the state. Whoever held a talk keeps it; a new
manager gets the open agreements in the next one, and an earlier talk only when the seller shares it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.coaching.coaches import leads, led_by
from portal.coaching.models import CoachingShare
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers.relations import running
from portal.people.me import Me, reach
from portal.people.models import Grant, GrantKind, Line, Person, UnitPath
from portal.privacy import policy as privacy
from portal.privacy.openings import opened
from portal.talks.models import Talk, TalkForm, TalkPaper, TalkSide, TalkState

Clause = ColumnElement[bool]
KIND = "talk"  # in the history, the notices and the registers of privacy
REACH = "talks"


def is_seller(me: Any) -> Clause:
    """The talk is about this person."""
    return Talk.seller_id == me.id


def is_manager(me: Any) -> Clause:
    """This person holds or held the talk; one that is only planned goes out of sight with leading the seller."""
    return and_(Talk.manager_id == me.id, or_(Talk.state != TalkState.PLANNED, leads(me, Talk.seller_id)))


def manages(me: Any, person_id: Any) -> Clause:
    """Is the nearest lead of the person of this column today."""
    return led_by(me, person_id, Line.steps == 1, *running(Line))


def is_shared(me: Any) -> Clause:
    """The seller shares the coaching of before with this person: what is of the day of sharing or earlier."""
    return exists().where(
        CoachingShare.reader_id == me.id, CoachingShare.seller_id == Talk.seller_id, CoachingShare.ended_at.is_(None),
        Talk.day <= CoachingShare.shared_at,
    )


def is_in_scope(me: Any) -> Clause:
    """HR for the unit in which the seller worked when the talk was planned."""
    return exists().where(
        Grant.person_id == me.id, Grant.kind == GrantKind.HR, *running(Grant), UnitPath.over_id == Grant.unit_id,
        UnitPath.unit_id == Talk.unit_id,
    )


def is_opened(me: Any) -> Clause:
    """HR in scope has opened it with a stated reason, and that is still good."""
    return and_(is_in_scope(me), opened(me, KIND, Talk.id))


def readable_by(me: Any) -> Clause:
    """May read the talk: the two who talk, and once it was held whom it is shared with or who opened it."""
    return or_(is_seller(me), is_manager(me), and_(Talk.state != TalkState.PLANNED, or_(is_shared(me), is_opened(me))))


def known_by(me: Any) -> Clause:
    """Knows that the talk takes place: who reads it, who leads the seller today, HR in scope."""
    return or_(readable_by(me), leads(me, Talk.seller_id), is_in_scope(me), is_shared(me))


@dataclass(frozen=True)
class TalkFile:
    """A talk as its pages need it, and what this person is to it."""

    id: int
    uid: str
    seller_id: int
    seller: str
    manager_id: int
    manager: str
    form: TalkForm
    locale: str
    day: date
    at: str | None
    unit_id: int | None
    country: str
    version_id: int
    purpose_id: int | None
    previous_id: int | None
    state: TalkState
    next_on: date | None
    held_at: datetime | None
    rev: int
    seller_sent_at: datetime | None
    manager_sent_at: datetime | None
    begun_at: datetime | None
    is_seller: bool
    is_manager: bool
    leads: bool
    manages: bool
    is_shared: bool
    is_opened: bool

    @property
    def reads(self) -> bool:
        """May read it."""
        return self.is_seller or self.is_manager or (not self.is_planned and (self.is_shared or self.is_opened))

    @property
    def is_planned(self) -> bool:
        """It has not been held yet."""
        return self.state is TalkState.PLANNED

    @property
    def is_signed(self) -> bool:
        """The seller has signed it and nobody opened it again."""
        return self.state is TalkState.SIGNED

    @property
    def both_prepared(self) -> bool:
        """Both have handed in their preparation."""
        return self.seller_sent_at is not None and self.manager_sent_at is not None

    @property
    def is_open_between(self) -> bool:
        """Each sees what the other prepared: both handed in, or the manager began the talk."""
        return self.both_prepared or self.begun_at is not None or not self.is_planned

    @property
    def prepares(self) -> bool:
        """May prepare: the seller, and the manager of the talk while leading the seller."""
        return self.is_seller or self.holds

    @property
    def holds(self) -> bool:
        """May write the minutes: the manager of the talk while leading the seller."""
        return self.is_manager and self.leads

    @property
    def plans(self) -> bool:
        """May move or cancel it: the manager of the talk, or who leads the seller now in their place."""
        return self.is_manager or self.manages

    @property
    def my_side(self) -> TalkSide:
        """Whose preparation this person writes."""
        return TalkSide.SELLER if self.is_seller else TalkSide.MANAGER


def files(me: Me) -> Select[Any]:
    """The SELECT behind every page of a talk, with this person's relations as booleans; columns as in TalkFile."""
    seller, manager = aliased(Person), aliased(Person)
    papers = {side: aliased(TalkPaper) for side in TalkSide}
    query = select(
        Talk.id, Talk.uid, Talk.seller_id, seller.name, Talk.manager_id, manager.name, Talk.form, Talk.locale, Talk.day,
        Talk.at, Talk.unit_id, Talk.country, Talk.version_id, Talk.purpose_id, Talk.previous_id,
        Talk.state, Talk.next_on, Talk.held_at, Talk.rev, papers[TalkSide.SELLER].sent_at,
        papers[TalkSide.MANAGER].sent_at, func.coalesce(Talk.held_at, papers[TalkSide.MINUTES].changed_at),
        is_seller(me), is_manager(me), leads(me, Talk.seller_id), manages(me, Talk.seller_id), is_shared(me),
        is_opened(me),
    )  # fmt: skip
    query = query.join(seller, seller.id == Talk.seller_id).join(manager, manager.id == Talk.manager_id)
    for side, paper in papers.items():
        query = query.outerjoin(paper, and_(paper.talk_id == Talk.id, paper.side == side))
    return query


def find(me: Me, uid: UUID | str) -> TalkFile:
    """The talk for this person; 404 when it does not exist for them."""
    row = db.session.execute(files(me).where(Talk.uid == str(uid), known_by(me))).one_or_none()
    if row is None:
        abort(404)
    return TalkFile(*row)


def _demanding(holds_true: Callable[[TalkFile], bool]) -> Callable[..., TalkFile]:
    """A loader: 404 for strangers, 403 for those who know of it but may not do this."""

    def load(me: Me, uid: UUID) -> TalkFile:
        file = find(me, uid)
        if not holds_true(file):
            abort(403)
        return file

    return load


def _to_read(me: Me, uid: UUID) -> TalkFile:
    """As `_demanding` for who reads it; HR in scope gets the page that asks why a talk that was held is to be read."""
    file = find(me, uid)
    if not file.reads:
        asks = request.method == "GET" and not file.is_planned and _may_open(me, file)
        abort(redirect(url_for("organisation.privacy_open", kind=KIND, subject_id=file.id), 303) if asks else 403)
    return file


def _may_open(me: Me, file: TalkFile) -> bool:
    in_scope = select(Talk.id).where(Talk.id == file.id, is_in_scope(me))
    return privacy.in_hr_scope(me, file.seller_id) and db.session.scalar(in_scope) is not None


def _rule(code: str, says: str, holds_true: Callable[[TalkFile], bool]) -> Rule:
    return rule(code, says, load=_demanding(holds_true), takes=("uid",), gives="talk")


READ = rule(
    "talk.read",
    N_(
        "A progress talk is read by the seller and by the manager who holds it; once held, by whom the seller shares "
        "it with, and by HR with a stated reason; the line upwards and HR know its day and state; a deputy nothing"
    ),
    load=_to_read, takes=("uid",), gives="talk",
)
PREPARE = _rule(
    "talk.prepare",
    N_("The seller and the manager who holds the talk prepare it, each for themselves"),
    lambda file: file.prepares,
)
HOLD = _rule(
    "talk.hold",
    N_("The manager of the talk begins it and writes its minutes, as long as they lead the seller"),
    lambda file: file.holds,
)
PLAN_AGAIN = _rule(
    "talk.move",
    N_("A planned talk is moved or cancelled by its manager; who is the seller's manager now may cancel it too"),
    lambda file: file.plans,
)
TAKE_OVER = _rule(
    "talk.take_over",
    N_(
        "Who is the seller's manager now takes over a talk that a former manager planned: what the seller prepared "
        "stays, what the former manager prepared is deleted unread"
    ),
    lambda file: file.manages and not file.is_manager,
)
SIGN = _rule("talk.sign", N_("Only the seller signs a talk as seen"), lambda file: file.is_seller)
REOPEN = _rule(
    "talk.reopen", N_("Only the manager of the talk opens a signed one again"), lambda file: file.holds
)
SEND = rule(
    "talk.send", N_("A device sends the form of a talk for the person who wrote it: the seller or the manager")
)
LIST = rule(
    "talk.list",
    N_("Everybody lists their own talks; who manages others lists theirs, and plans the next; nobody sees a ranking"),
)


@dataclass(frozen=True)
class Seller:
    """Somebody to talk with."""

    id: int
    name: str
    locale: str | None


def _to_plan(me: Me, seller_id: int) -> Seller:
    """404 for who does not lead this person, 403 for who does from further up."""
    row = db.session.execute(
        select(Person.id, Person.name, Person.locale, manages(me, Person.id)).where(
            Person.id == seller_id, Person.disabled_at.is_(None), leads(me, Person.id)
        )
    ).one_or_none()
    if row is None:
        abort(404)
    if not row[3]:
        abort(403)
    return Seller(*row[:3])


PLAN = rule(
    "talk.plan", N_("A talk is planned by the seller's nearest manager, never by a deputy"), load=_to_plan,
    takes=("seller_id",), gives="seller",
)


def is_part_of(asker: Any) -> Clause:
    """Talks are there for this person: had one, held one, or may read what was shared."""
    return or_(
        exists().where(Talk.seller_id == asker.id), exists().where(Talk.manager_id == asker.id),
        exists().where(CoachingShare.reader_id == asker.id, CoachingShare.ended_at.is_(None)),
    )


def has_part(me: Me) -> bool:
    """Whether talks are there for this person."""
    return REACH in me.reaches


reach(REACH, is_part_of)
