"""The SELECTs of obligations: what each row needs to be told where it stands, and who owes what about whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import aliased

from portal.coaching.models import RideAlong, RideAlongState
from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.customers.relations import running
from portal.duties import settling
from portal.duties.models import Duty, Obligation, Standing
from portal.duties.states import ASKED, COUNTED, State, state_of
from portal.duties.windows import Window, every_of, window
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Unit, UnitPath, Via
from portal.profiles.duty import Every, Per, SettledBy
from portal.profiles.placeholders import as_read
from portal.talks.models import Talk, TalkState

Clause = ColumnElement[bool]
COACHED = (SettledBy.RIDE_ALONG, SettledBy.LISTENING)
SEEN_BY_SELLER = (*COACHED, SettledBy.TALK)
A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Row:
    """One obligation as pages show it; `state` is that of `day`.

    `said` is how often the text of the profile asks it, `waits_on` the day of what is under way for it, `waits_with`
    who coaches or holds the talk.
    """

    id: int
    document_id: int
    part_key: str
    text: dict[str, str]
    said: Every
    per: Per
    by: SettledBy
    owner_id: int
    owner: str
    about_id: int
    about: str
    country: str | None
    starts: date
    ends: date
    due: date
    asks_from: date
    asks_until: date
    standing: Standing
    done_on: date | None
    waits_on: date | None
    waits_uid: str | None
    waits_with: int | None
    day: date

    @property
    def state(self) -> State:
        """Where it stands."""
        return state_of(self, self.day)

    @property
    def every(self) -> Every:
        """How often it comes back: as the text says, or as people agreed instead."""
        return every_of(self.starts, self.ends)

    @property
    def is_past(self) -> bool:
        """Still asked while its window is over: an event of today is one of the window after it."""
        return self.state is State.OVERDUE and self.ends < self.day and self.by in SEEN_BY_SELLER

    @property
    def today_is_of(self) -> Window:
        """The window for which an event of today counts."""
        return window(self.every, self.day)

    @property
    def is_asked(self) -> bool:
        """It waits on who owes it."""
        return self.state in ASKED

    @property
    def counts(self) -> bool:
        """It is part of what is owed: neither waived, paused nor ended, or done all the same."""
        return self.state in COUNTED

    @property
    def is_about_another(self) -> bool:
        """It is about somebody else than who owes it."""
        return self.about_id != self.owner_id


def rows(*which: Any) -> Select[Any]:
    """Obligations in the columns of `Row`, all but `day`."""
    owner, about = aliased(Person), aliased(Person)
    return (
        select(
            Obligation.id, Obligation.document_id, Obligation.part_key, Duty.text, Duty.every, Duty.per,
            Obligation.by, Obligation.owner_id, owner.name.label("owner"), Obligation.about_id,
            about.name.label("about"), Obligation.country, Obligation.starts, Obligation.ends, Obligation.due,
            Obligation.asks_from, Obligation.asks_until, Obligation.standing,
            settling.done_on(Obligation).label("done_on"),
            under_way(_earliest(RideAlong.day), _earliest(Talk.day)).label("waits_on"),
            under_way(_earliest(RideAlong.uid), _earliest(Talk.uid)).label("waits_uid"),
            under_way(_earliest(RideAlong.coach_id), _earliest(Talk.manager_id)).label("waits_with"),
        )
        .join(Duty, Duty.id == Obligation.duty_id)
        .join(owner, owner.id == Obligation.owner_id)
        .join(about, about.id == Obligation.about_id)
        .where(*which)
        .order_by(Obligation.due, Obligation.document_id, Obligation.part_key, sorted_by(about), about.id)
    )  # fmt: skip


def row_of(found: Any, day: date) -> Row:
    """A row of `rows` as it stands on a day."""
    row = Row(*found, day)
    return replace(row, text=as_read(row.document_id, row.text))


def under_way(ride: Any, talk: Any) -> Any:
    """What is on its way to settle an obligation: an open form of a ride-along, or a planned talk, in its window."""
    return case((Obligation.by.in_(COACHED), ride), (Obligation.by == SettledBy.TALK, talk), else_=null())


def _earliest(column: Any) -> Any:
    """Of the first ride-along under way or talk planned in the window of the surrounding obligation."""
    made: type[RideAlong | Talk] = column.class_
    found = select(column).where(
        made.seller_id == Obligation.about_id, made.day >= Obligation.starts, made.day <= Obligation.ends
    )
    if made is RideAlong:
        found = found.where(RideAlong.state == RideAlongState.OPEN, _same_kind())
    else:
        found = found.where(Talk.state == TalkState.PLANNED)
    return found.order_by(made.day, made.id).limit(1).correlate(Obligation).scalar_subquery()


def _same_kind() -> Clause:
    """The kinds of ride-along bear the names of what they settle."""
    return or_(*(and_(Obligation.by == by, RideAlong.kind == by.value) for by in COACHED))


def sorted_by(person: Any) -> Any:
    """The order of names in the reader's language."""
    return person.sort_nb if i18n.current() == "nb" else person.sort_nl


def is_done() -> Clause:
    """An event settles it."""
    return settling.is_done(Obligation)


def counts(held: Any) -> Clause:
    """It is part of what is owed: as `Row.counts`, of a subquery with `standing` and `done_on`."""
    done = and_(held.c.standing != Standing.ENDED, held.c.done_on.is_not(None))
    return or_(held.c.standing == Standing.OWED, done)


def still_asked(day: date) -> tuple[Clause, ...]:
    """Asked now or from a day to come, and not ended."""
    return Obligation.asks_until >= day, Obligation.standing != Standing.ENDED


def owed(me: Me, day: date) -> Select[Any]:
    """What the person owes now or soon, also what is done, waived or paused in the same windows."""
    return rows(Obligation.owner_id == me.id, *still_asked(day))


def not_done(me: Me, day: date) -> Select[Any]:
    """What the person owed in the past year and did not do, or did not have to; the newest first."""
    past = rows(
        Obligation.owner_id == me.id, Obligation.asks_until < day, Obligation.starts >= day - A_YEAR,
        Obligation.standing != Standing.ENDED, ~is_done(),
    )  # fmt: skip
    return past.order_by(None).order_by(Obligation.starts.desc(), Obligation.id).limit(200)


def ones(*facts: Any) -> Any:
    """How many rows of a group all these hold for."""
    return cast(func.sum(case((and_(*facts), 1), else_=0)), Integer)


def led(me: Me) -> Select[Any]:
    """The ids of those whom the person leads today, directly or further up: for lists, which begin at the people."""
    return select(Line.person_id).where(Line.over_id == me.id, Line.via == Via.LEAD, *running(Line))


def passed(me: Me, day: date) -> Select[Any]:
    """Of the past year, per duty and window: how many were owed and how many done."""
    held = (
        select(
            Obligation.document_id, Obligation.part_key, Obligation.starts, Obligation.ends, Obligation.standing,
            settling.done_on(Obligation).label("done_on"),
        )
        .where(
            Obligation.owner_id == me.id, Obligation.asks_until < day, Obligation.starts >= day - A_YEAR,
            Obligation.standing != Standing.ENDED,
        )
        .subquery()
    )  # fmt: skip
    done = held.c.done_on.is_not(None)
    return (
        select(
            held.c.document_id, held.c.part_key, held.c.starts, held.c.ends,
            func.sum(case((counts(held), 1), else_=0)).label("owed"), func.sum(case((done, 1), else_=0)).label("done"),
        )
        .group_by(held.c.document_id, held.c.part_key, held.c.starts, held.c.ends)
        .order_by(held.c.starts.desc(), held.c.document_id, held.c.part_key)
    )  # fmt: skip


def about(me: Me, day: date) -> Select[Any]:
    """What others owe about the person, of this window and the one before; the latest first."""
    found = rows(
        Obligation.about_id == me.id,
        Obligation.owner_id != me.id,
        Obligation.by.in_(SEEN_BY_SELLER),
        *still_asked(day),
    )
    return found.order_by(None).order_by(Obligation.due.desc(), Obligation.id).limit(30)


def by_name(name: str, number: int) -> tuple[bytes, int]:
    """The key that sorts people as `sorted_by` does."""
    return sort_key(name, i18n.current()), number


def one(obligation_id: int) -> Row:
    """An obligation as it stands today, for whoever may see it already."""
    return row_of(db.session.execute(rows(Obligation.id == obligation_id)).one(), clock.today())


def led_units(me: Me) -> Select[Any]:
    """(id, name, kind) of the units that the person leads today, without those below another of them."""
    over = aliased(Lead)
    below = (
        select(UnitPath.unit_id)
        .join(over, over.unit_id == UnitPath.over_id)
        .where(over.person_id == me.id, *running(over), UnitPath.steps > 0)
    )
    return (
        select(Unit.id, Unit.name, Unit.kind)
        .join(Lead, Lead.unit_id == Unit.id)
        .where(Lead.person_id == me.id, *running(Lead), Unit.id.not_in(below))
        .distinct()
        .order_by(Unit.id)
    )
