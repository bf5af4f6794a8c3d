"""Rounds of talks: who is in one, and where each of them stands: none, planned, prepared, held, signed, or away.

Only the state, never content: a round is for the line upwards and HR, for the people they lead or keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.coaching.coaches import leads
from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Absence, Grant, GrantKind, Lead, Line, Person, Position, Unit, UnitPath, Via
from portal.talks import policy
from portal.talks.models import Talk, TalkForm, TalkPaper, TalkRound, TalkSide, TalkState

Clause = ColumnElement[bool]
STAGES = ("none", "away", "planned", "prepared", "held", "signed")
MOST = 50  # rounds listed


def _leads_over(me: Me, unit_id: Any) -> Clause:
    """Leads the unit of this column or one above it."""
    return exists().where(
        Lead.person_id == me.id, *running(Lead), UnitPath.over_id == Lead.unit_id, UnitPath.unit_id == unit_id
    )


def _leads_under(me: Me, unit_id: Any) -> Clause:
    """Leads a unit inside the unit of this column."""
    return exists().where(
        Lead.person_id == me.id, *running(Lead), UnitPath.unit_id == Lead.unit_id, UnitPath.over_id == unit_id
    )


def _keeps(me: Me, unit_id: Any) -> Clause:
    """HR for the unit of this column."""
    return exists().where(
        Grant.person_id == me.id, Grant.kind == GrantKind.HR, *running(Grant), UnitPath.over_id == Grant.unit_id,
        UnitPath.unit_id == unit_id,
    )


def known(me: Me) -> Clause:
    """The round is there for this person."""
    unit = TalkRound.unit_id
    return or_(_leads_over(me, unit), _leads_under(me, unit), _keeps(me, unit))


def makes(me: Me, unit_id: Any) -> Clause:
    """May begin and cancel a round in the unit of this column."""
    return or_(_leads_over(me, unit_id), _keeps(me, unit_id))


@dataclass(frozen=True)
class RoundFile:
    """A round, and whether this reader may cancel it."""

    id: int
    unit_id: int
    unit: str
    name: str
    form: TalkForm
    starts: date
    ends: date
    cancelled_on: date | None
    rev: int
    makes: bool

    @property
    def is_running(self) -> bool:
        """Not over and not cancelled."""
        return self.cancelled_on is None and self.ends >= clock.today()


def files(me: Me) -> Select[Any]:
    """The rounds of this person; columns as in `RoundFile`."""
    return (
        select(
            TalkRound.id, TalkRound.unit_id, Unit.name, TalkRound.name, TalkRound.form, TalkRound.starts,
            TalkRound.ends, TalkRound.cancelled_on, TalkRound.rev, makes(me, TalkRound.unit_id),
        )
        .join(Unit, Unit.id == TalkRound.unit_id)
        .where(known(me))
    )  # fmt: skip


def listed(me: Me) -> list[RoundFile]:
    """The rounds, the newest first."""
    found = files(me).order_by(TalkRound.ends.desc(), TalkRound.id.desc()).limit(MOST)
    return [RoundFile(*row) for row in db.session.execute(found)]


def units(me: Me) -> list[tuple[int, str]]:
    """Where this person may begin a round."""
    found = select(Unit.id, Unit.name).where(
        Unit.ended_on.is_(None), makes(me, Unit.id),
        exists().where(UnitPath.over_id == Unit.id, Position.unit_id == UnitPath.unit_id, *running(Position)),
    )
    return [tuple(row) for row in db.session.execute(found.order_by(Unit.id))]


@dataclass(frozen=True)
class Covered:
    """Somebody in a round: where the talk stands; `is_mine` when this reader plans it; no content.

    `uid` only where this reader holds the talk.
    """

    id: int
    name: str
    manager: str
    stage: str
    day: date | None
    is_mine: bool
    uid: str | None = None


def coverage(me: Me, around: RoundFile) -> list[Covered]:
    """Everybody of the round whom this reader leads or keeps, by name; two questions for any number of people."""
    rows = db.session.execute(_people(me, around)).all()
    stages = {row.seller_id: row for row in db.session.execute(_talks(me, around))}
    made = []
    for row in rows:
        talk = stages.get(row.id)
        stage = STAGES[talk.stage] if talk else "away" if row.away else "none"
        made.append(Covered(row.id, row.name, row.manager or "", stage, talk.day if talk else None, bool(row.mine),
                            talk.uid if talk and talk.held_by_me else None))  # fmt: skip
    return sorted(made, key=lambda one: (STAGES.index(one.stage), sort_key(one.name, i18n.current())))


def counted(people: list[Covered]) -> list[tuple[str, int]]:
    """How many stand where, in the order of the road; those away are shown apart."""
    return [(stage, found) for stage in STAGES if (found := sum(one.stage == stage for one in people))]


def _people(me: Me, around: RoundFile) -> Select[Any]:
    inside = exists().where(
        Position.person_id == Person.id, Position.starts <= around.ends, Position.ends >= around.starts,
        UnitPath.unit_id == Position.unit_id, UnitPath.over_id == around.unit_id,
    )
    over = aliased(Person)
    nearest = (
        select(Line.person_id, func.min(Line.over_id).label("over_id"))
        .where(Line.via == Via.LEAD, Line.steps == 1, *running(Line))
        .group_by(Line.person_id)
        .subquery()
    )
    away = exists().where(Absence.person_id == Person.id, *running(Absence))
    may = or_(leads(me, Person.id), _keeps(me, around.unit_id))
    return (
        select(
            Person.id, Person.name, over.name.label("manager"), away.label("away"),
            policy.manages(me, Person.id).label("mine"),
        )
        .join(nearest, nearest.c.person_id == Person.id)
        .join(over, over.id == nearest.c.over_id)
        .where(Person.disabled_at.is_(None), inside, may)
    )


def _talks(me: Me, around: RoundFile) -> Select[Any]:
    """The furthest talk of each seller in the period: 2 planned, 3 both prepared, 4 held, 5 signed."""
    seller, manager = aliased(TalkPaper), aliased(TalkPaper)
    both = and_(seller.sent_at.is_not(None), manager.sent_at.is_not(None))
    stage = case((Talk.state == TalkState.SIGNED, 5), (Talk.state == TalkState.HELD, 4), (both, 3), else_=2)
    place = func.row_number().over(partition_by=Talk.seller_id, order_by=(stage.desc(), Talk.day, Talk.id))
    ranked = (
        select(
            Talk.seller_id, Talk.day, Talk.uid, stage.label("stage"), place.label("place"),
            policy.is_manager(me).label("held_by_me"),
        )
        .outerjoin(seller, and_(seller.talk_id == Talk.id, seller.side == TalkSide.SELLER))
        .outerjoin(manager, and_(manager.talk_id == Talk.id, manager.side == TalkSide.MANAGER))
        .where(Talk.day >= around.starts, Talk.day <= around.ends)
        .subquery()
    )
    found = select(ranked.c.seller_id, ranked.c.day, ranked.c.uid, ranked.c.stage, ranked.c.held_by_me)
    return found.where(ranked.c.place == 1)


def _lists(me: Me) -> None:
    if not (me.is_manager or me.is_hr):
        abort(403)


LIST = rule("talk_round.list", N_("Who leads a unit, and HR, list the rounds of talks there"), load=_lists)


def _find(me: Me, round_id: int) -> RoundFile:
    row = db.session.execute(files(me).where(TalkRound.id == round_id)).one_or_none()
    if row is None:
        abort(404)
    return RoundFile(*row)


READ = rule(
    "talk_round.read",
    N_("A round shows who leads a unit, and HR, where the talk of each of their own people stands, no content"),
    load=_find, takes=("round_id",), gives="around",
)


def _cancelled_by(me: Me, round_id: int) -> RoundFile:
    file = _find(me, round_id)
    if not file.makes:
        abort(403)
    return file


CANCEL = rule(
    "talk_round.cancel", N_("A round is cancelled by who leads its unit or one above it, and by HR there"),
    load=_cancelled_by, takes=("round_id",), gives="around",
)
