"""Advice to the director: who reads it when, and who decides (spec 3): the seller first, then it is sent, then decided.

The director is whoever leads the seller's company or country today, nearest first, and did not hold the talk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers.relations import running
from portal.people.me import DIRECTOR_OF, Me
from portal.people.models import Lead, Line, Person, Position, Unit, UnitPath, Via
from portal.talks import policy
from portal.talks.models import Advice, AdviceDecision, AdviceKind, Talk, TalkState

Clause = ColumnElement[bool]


def directs(person_id: Any, seller_id: Any) -> Clause:
    """The person of the first column leads the company or the country of that of the second, and stands over them."""
    return exists().where(
        Lead.person_id == person_id, *running(Lead), Unit.id == Lead.unit_id, Unit.kind.in_(DIRECTOR_OF),
        UnitPath.over_id == Unit.id, Position.unit_id == UnitPath.unit_id, Position.person_id == seller_id,
        *running(Position),
        exists().where(
            Line.over_id == person_id, Line.person_id == seller_id, Line.via == Via.LEAD, *running(Line)
        ),
    )  # fmt: skip


def decides(me: Any) -> Clause:
    """Is a director of the seller, and did not hold the talk: nobody decides on their own advice."""
    return and_(Talk.manager_id != me.id, directs(me.id, Talk.seller_id))


def readable_by(me: Any) -> Clause:
    """Reads the advice: the two who talked once the minutes were sent, the director once it was sent."""
    held = Talk.state != TalkState.PLANNED
    return or_(
        and_(held, or_(policy.is_seller(me), policy.is_manager(me))), and_(Advice.sent_at.is_not(None), decides(me))
    )


def directors(seller_id: int, but: int) -> list[int]:
    """Who can decide: the nearest directors of the seller, without who held the talk."""
    found = db.session.execute(
        select(Line.over_id, Line.steps)
        .where(
            Line.person_id == seller_id, Line.via == Via.LEAD, *running(Line), Line.over_id != but,
            directs(Line.over_id, seller_id),
        )
        .order_by(Line.steps)
    ).all()
    return [row.over_id for row in found if row.steps == found[0].steps]


@dataclass(frozen=True)
class AdviceFile:
    """An advice as its page needs it, and what this person is to it."""

    id: int
    talk_id: int
    uid: str
    seller_id: int
    seller: str
    manager_id: int
    manager: str
    day: date
    country: str
    kind: AdviceKind
    text: str
    written_at: datetime
    seen_at: datetime | None
    remark: str
    sent_at: datetime | None
    decision: AdviceDecision | None
    decision_text: str
    decided_by: str | None
    decided_on: date | None
    rev: int
    is_seller: bool
    is_manager: bool
    is_director: bool

    @property
    def stage(self) -> str:
        """Where it stands: written, seen, sent or decided."""
        if self.decision is not None:
            return "decided"
        if self.sent_at is not None:
            return "sent"
        return "seen" if self.seen_at is not None else "written"

    @property
    def reads(self) -> bool:
        """May read it now."""
        return self.is_seller or self.is_manager or (self.is_director and self.sent_at is not None)

    @property
    def sends(self) -> bool:
        """May send it: the manager of the talk, once the seller has read it."""
        return self.is_manager and self.stage == "seen"

    @property
    def decides(self) -> bool:
        """May decide on it now."""
        return self.is_director and self.stage == "sent"


def files(me: Me) -> Select[Any]:
    """The SELECT behind the pages of advice; columns as in `AdviceFile`."""
    seller, manager, decider = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            Advice.id, Talk.id, Talk.uid, Talk.seller_id, seller.name, Talk.manager_id, manager.name, Talk.day,
            Talk.country, Advice.kind, Advice.text, Advice.written_at, Advice.seen_at, Advice.remark, Advice.sent_at,
            Advice.decision, Advice.decision_text, decider.name, Advice.decided_on, Advice.rev, policy.is_seller(me),
            policy.is_manager(me), decides(me),
        )
        .join(Talk, Talk.id == Advice.talk_id)
        .join(seller, seller.id == Talk.seller_id)
        .join(manager, manager.id == Talk.manager_id)
        .outerjoin(decider, decider.id == Advice.decided_by_id)
    )  # fmt: skip


def of_talk(me: Me, talk_id: int) -> AdviceFile | None:
    """The advice out of a talk for this reader; None when there is none, or none to be seen yet."""
    row = db.session.execute(files(me).where(Talk.id == talk_id, readable_by(me))).one_or_none()
    return AdviceFile(*row) if row else None


def listed(me: Me, *which: Any, limit: int = 50) -> list[AdviceFile]:
    """Advice that this reader reads, the oldest undecided first."""
    found = files(me).where(readable_by(me), *which)
    order = (Advice.decided_on.is_not(None), Advice.decided_on.desc(), Advice.sent_at, Advice.id)
    return [AdviceFile(*row) for row in db.session.execute(found.order_by(*order).limit(limit))]


def _rule(code: str, says: str, holds_true: Callable[[AdviceFile], bool]) -> Rule:
    """404 for who knows nothing of the talk, and for the two who talked where there is no advice.

    403 for everybody else who may not read or do this, whether there is an advice or not: that is not theirs to know.
    """

    def load(me: Me, uid: UUID) -> AdviceFile:
        known = or_(policy.known_by(me), decides(me))
        row = db.session.execute(
            files(me).where(Talk.uid == str(uid), Talk.state != TalkState.PLANNED, known)
        ).one_or_none()
        if row is None:
            talk = policy.find(me, uid)
            abort(404 if talk.is_seller or talk.is_manager else 403)
        file = AdviceFile(*row)
        if not file.reads or not holds_true(file):
            abort(403)
        return file

    return rule(code, says, load=load, takes=("uid",), gives="advice")


READ = _rule(
    "advice.read",
    N_("An advice is read by the seller first, by the manager who wrote it, and by the director once it was sent"),
    lambda file: file.reads,
)
SEE = _rule(
    "advice.see", N_("Only the seller says that an advice was read, and may remark on it before it is sent"),
    lambda file: file.is_seller,
)
SEND = _rule("advice.send", N_("The manager of the talk sends an advice to the director"), lambda file: file.is_manager)
DECIDE = _rule(
    "advice.decide",
    N_("The director of the seller's country or company decides on an advice, never on an own one"),
    lambda file: file.is_director,
)


def _directs_any(me: Me) -> None:
    if not me.is_director:
        abort(403)


LIST = rule("advice.list", N_("Directors list the advice that was sent to them"), load=_directs_any)
