"""The SELECTs of the lists of talks: my people with their last and next one, my own, what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.core.together import Part
from portal.people.me import Me
from portal.people.models import Line, Person, Via
from portal.people.queries.countries import country_of
from portal.privacy.agreements import running as agreed
from portal.privacy.models import Covers
from portal.talks import policy
from portal.talks.models import AgreedWith, Talk, TalkAgreement, TalkForm, TalkPaper, TalkSide, TalkState

PAGE = 50
COVERED = 25  # rows of a page of coverage


@dataclass(frozen=True)
class OfPerson:
    """One of my people: the last talk and the next, as far as I know of them. `is_on`: their country agreed."""

    id: int
    name: str
    is_on: bool
    last: Row | None
    next: Row | None


@dataclass(frozen=True)
class Row:
    """One talk in a list: who with whom, when, where it stands, and whether this reader may open it."""

    id: int
    uid: str
    seller_id: int
    seller: str
    manager: str
    form: TalkForm
    day: date
    at: str | None
    state: TalkState
    next_on: date | None
    seller_prepared: bool
    manager_prepared: bool
    begun: bool
    is_seller: bool
    is_manager: bool
    reads: bool

    @property
    def stage(self) -> str:
        """Where it stands: planned, prepared (by both), begun, held or signed."""
        if self.state is not TalkState.PLANNED:
            return self.state.value
        if self.begun:
            return "begun"
        return "prepared" if self.seller_prepared and self.manager_prepared else "planned"

    @property
    def mine_to_prepare(self) -> bool:
        """This reader has not handed in a preparation yet, and still may."""
        mine = self.seller_prepared if self.is_seller else self.manager_prepared
        return self.state is TalkState.PLANNED and (self.is_seller or self.is_manager) and not mine and not self.begun


def rows(me: Me, *which: Any) -> Select[Any]:
    """Talks as `Row`, with what this person may do with them."""
    seller, manager = aliased(Person), aliased(Person)
    papers = {side: aliased(TalkPaper) for side in TalkSide}
    query = select(
        Talk.id, Talk.uid, Talk.seller_id, seller.name, manager.name, Talk.form, Talk.day, Talk.at, Talk.state,
        Talk.next_on, papers[TalkSide.SELLER].sent_at.is_not(None), papers[TalkSide.MANAGER].sent_at.is_not(None),
        papers[TalkSide.MINUTES].talk_id.is_not(None), policy.is_seller(me), policy.is_manager(me),
        policy.readable_by(me),
    ).join(seller, seller.id == Talk.seller_id).join(manager, manager.id == Talk.manager_id)  # fmt: skip
    for side, paper in papers.items():
        query = query.outerjoin(paper, and_(paper.talk_id == Talk.id, paper.side == side))
    return query.where(*which)


def own(me: Me) -> Part:
    """The person's own talks as a seller, the newest first."""
    return _newest(rows(me, Talk.seller_id == me.id))


def held_by(me: Me) -> Part:
    """Talks this person held with people who are no longer theirs: who held a talk keeps it."""
    return _newest(rows(me, policy.is_manager(me), ~policy.manages(me, Talk.seller_id)))


def shared_with(me: Me) -> Part:
    """Talks of others that a seller shares with this person."""
    return _newest(rows(me, policy.is_shared(me), Talk.manager_id != me.id, Talk.state != TalkState.PLANNED))


def _newest(which: Select[Any]) -> Part:
    found = yield {"talks": which.order_by(Talk.day.desc(), Talk.id.desc()).limit(PAGE)}
    return [Row(*row) for row in found["talks"]]


def of_seller(me: Me, seller_id: int) -> list[Row]:
    """Every talk of one person that this reader knows of, the newest first."""
    found = rows(me, Talk.seller_id == seller_id, policy.known_by(me)).order_by(Talk.day.desc(), Talk.id.desc())
    return [Row(*row) for row in db.session.execute(found.limit(PAGE))]


def people(me: Me) -> Part:
    """Those whose nearest manager this person is today, by name, with the latest talk held and the first planned."""
    day = clock.today()
    theirs = (
        select(Line.person_id)
        .where(Line.over_id == me.id, Line.via == Via.LEAD, Line.steps == 1, Line.starts <= day, Line.ends >= day)
    )  # fmt: skip
    on = agreed(country_of(Person.id).correlate(Person).scalar_subquery(), Covers.COACHING)
    found = yield {
        "people": select(Person.id, Person.name, on).where(Person.id.in_(theirs), Person.disabled_at.is_(None)),
        "talks": rows(me, Talk.id.in_(_nearest(theirs))),
    }
    talks = [Row(*row) for row in found["talks"]]
    coming = {row.seller_id: row for row in talks if row.state is TalkState.PLANNED}
    last = {row.seller_id: row for row in talks if row.state is not TalkState.PLANNED}
    made = [OfPerson(who, name, on_, last.get(who), coming.get(who)) for who, name, on_ in found["people"]]
    return sorted(made, key=lambda one: sort_key(one.name, i18n.current()))


def _nearest(theirs: Select[Any]) -> Select[Any]:
    """The latest talk held, and the first planned, of each of these people."""
    planned, held = Talk.state == TalkState.PLANNED, Talk.state != TalkState.PLANNED
    order = (case((planned, Talk.day)), case((held, Talk.day)).desc(), Talk.id.desc())
    place = func.row_number().over(partition_by=(Talk.seller_id, case((planned, 1), else_=0)), order_by=order)
    ranked = select(Talk.id, place.label("place")).where(Talk.seller_id.in_(theirs)).subquery()
    return select(ranked.c.id).where(ranked.c.place == 1)


@dataclass(frozen=True)
class Covered:
    """A talk as HR knows of it: that it takes place, nothing of its content."""

    id: int
    uid: str
    day: date
    seller: str
    manager: str
    state: TalkState
    reads: bool


Place = tuple[date, int]


def coverage(me: Me, after: Place | None = None) -> tuple[list[Covered], Place | None]:
    """Talks of the people in this reader's scope as HR, the newest first; and the place to go on from."""
    seller, manager = aliased(Person), aliased(Person)
    asked = (
        select(Talk.id, Talk.uid, Talk.day, seller.name, manager.name, Talk.state, policy.readable_by(me))
        .join(seller, seller.id == Talk.seller_id)
        .join(manager, manager.id == Talk.manager_id)
        .where(policy.is_in_scope(me), Talk.seller_id != me.id)
        .order_by(Talk.day.desc(), Talk.id.desc())
        .limit(COVERED + 1)
    )
    if after:
        asked = asked.where(or_(Talk.day < after[0], and_(Talk.day == after[0], Talk.id < after[1])))
    found = [Covered(*row) for row in db.session.execute(asked)]
    last = found[COVERED - 1] if len(found) > COVERED else None
    return found[:COVERED], (last.day, last.id) if last else None


@dataclass(frozen=True)
class Open:
    """An agreement nobody has judged yet."""

    what: str
    who: AgreedWith
    due: date
    uid: str
    other: str


def agreements_of(me: Me) -> Part:
    """What this person agreed on and is still open: as a seller, or as the manager of the talk; by due day."""
    seller, manager = aliased(Person), aliased(Person)
    mine = or_(
        and_(Talk.seller_id == me.id, TalkAgreement.who != AgreedWith.MANAGER),
        and_(Talk.manager_id == me.id, TalkAgreement.who != AgreedWith.SELLER),
    )
    found = yield {
        "agreed": select(
            TalkAgreement.what, TalkAgreement.who, TalkAgreement.due, Talk.uid,
            case((Talk.seller_id == me.id, manager.name), else_=seller.name),
        )
        .join(Talk, Talk.id == TalkAgreement.talk_id)
        .join(seller, seller.id == Talk.seller_id)
        .join(manager, manager.id == Talk.manager_id)
        .where(mine, TalkAgreement.outcome.is_(None), Talk.state != TalkState.PLANNED)
        .order_by(TalkAgreement.due, TalkAgreement.id)
        .limit(PAGE)
    }
    return [Open(*row) for row in found["agreed"]]
