"""Writes about a talk as a whole: plan it, move it, cancel it, begin it."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, exists, select

from portal.coaching import criteria
from portal.coaching.models import Instrument
from portal.core import audit, clock, receipts
from portal.core.db import db, write
from portal.core.errors import Refused, Stale, TooLate
from portal.people.me import Me
from portal.people.models import Person
from portal.people.queries.countries import country_on, team_on
from portal.people.services.versions import fresh
from portal.privacy import agreements, purposes, retention
from portal.privacy.models import Covers
from portal.talks import effects, policy
from portal.talks.models import Talk, TalkForm, TalkPaper, TalkSide, TalkState

TIME = re.compile(r"([01]?\d|2[0-3])[:.][0-5]\d")
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Appointment:
    """What the two agree on beforehand; `at` is a time such as 14:30, or None."""

    form: TalkForm
    day: date
    at: str | None
    locale: str


def plan(actor: Me, seller_id: int, wanted: Appointment) -> str:
    """The uid of the new talk; the seller is invited at once, with the form.

    Raises `Refused`: not_agreed where the country has not agreed to coaching, not_yours for who is not the nearest
    manager, no_criteria, planned_already, and at its field what is wrong with day or time.
    """
    with write() as session:
        fresh(Person, seller_id)  # two at once wait for each other
        if not db.session.scalar(select(policy.manages(actor, seller_id))):
            raise Refused("not_yours")
        agreements.demand(seller_id, Covers.COACHING)
        _demand_day(wanted)
        if _planned(actor.id, seller_id):
            raise Refused("planned_already")
        found = criteria.in_force(Instrument.TALK, seller_id, clock.today())
        if found is None:
            raise Refused("no_criteria")
        country = country_on(seller_id) or ""
        purpose = purposes.current(country, policy.KIND)
        talk = Talk(
            uid=str(uuid.uuid4()), seller_id=seller_id, manager_id=actor.id, form=wanted.form, locale=wanted.locale,
            day=wanted.day, at=wanted.at, unit_id=team_on(seller_id), country=country, version_id=found.version_id,
            purpose_id=purpose.id if purpose else None, previous_id=_previous(seller_id),
            state=TalkState.PLANNED, created_at=clock.now(), rev=1,
        )  # fmt: skip
        session.add(talk)
        session.flush()
        audit.record("talk_planned", policy.KIND, talk.id, actor=actor, date=str(talk.day))
        effects.invited(talk, actor)
        return talk.uid


def _planned(manager_id: int, seller_id: int) -> bool:
    mine = exists().where(Talk.seller_id == seller_id, Talk.manager_id == manager_id, Talk.state == TalkState.PLANNED)
    return bool(db.session.scalar(select(mine)))


def _previous(seller_id: int) -> int | None:
    held = select(Talk.id).where(Talk.seller_id == seller_id, Talk.state != TalkState.PLANNED)
    return db.session.scalar(held.order_by(Talk.day.desc(), Talk.id.desc()).limit(1))


def _demand_day(wanted: Appointment) -> None:
    if wanted.day < clock.today():
        raise Refused("day_passed", field="day")
    if wanted.day > clock.today() + AHEAD:
        raise Refused("day_far", field="day")
    if wanted.at and not TIME.fullmatch(wanted.at):
        raise Refused("no_time", field="at")


def held(uid: str) -> Talk:
    """The talk, locked until the end of the open `write()`. Raises `TooLate` when it is gone."""
    row = db.session.scalars(
        select(Talk).where(Talk.uid == uid).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise TooLate("gone")
    return row


def _planned_still(uid: str) -> Talk:
    row = held(uid)
    if row.state is not TalkState.PLANNED:
        raise TooLate("held_already")
    return row


def change(actor: Me, uid: str, base: int, wanted: Appointment) -> None:
    """Another day, time, form or language while it is planned; the other one is told. Raises `Stale`, `Refused`."""
    with write():
        row = _planned_still(uid)
        if row.rev != base:
            raise Stale(row.rev, {"form": row.form.value, "day": row.day, "at": row.at or "", "locale": row.locale})
        if wanted.day != row.day or wanted.at != row.at:
            _demand_day(wanted)
        before = row.day
        row.form, row.day, row.at, row.locale = wanted.form, wanted.day, wanted.at, wanted.locale
        row.rev += 1
        audit.record(
            "talk_moved", policy.KIND, row.id, actor=actor, date_before=str(before), date=str(row.day)
        )
        effects.moved(row, actor)


def cancel(actor: Me, uid: str, base: int, reason: str) -> None:
    """It does not take place: the talk goes with all that was kept beside it, and the other one is told why.

    Only that message holds the reason; it goes when its time is over (`portal.privacy.retention`). Raises `TooLate`;
    `Refused("on_hold")` while nothing about one of the two may be deleted.
    """
    with write() as session:
        row = _planned_still(uid)
        if row.rev != base:
            raise TooLate("changed_meanwhile")
        if retention.held_people() & {row.seller_id, row.manager_id}:
            raise Refused("on_hold")  # the papers go with it, and nothing about somebody in a dispute is deleted
        audit.record("talk_cancelled", policy.KIND, row.id, actor=actor, date=str(row.day))
        session.flush()
        retention.forget(policy.KIND, [row.id])
        receipts.forget([row.uid])
        effects.cancelled(row, actor, reason)
        session.execute(delete(TalkPaper).where(TalkPaper.talk_id == row.id))
        session.delete(row)


def take_over(actor: Me, uid: str, base: int) -> None:
    """The seller's manager of today takes over a talk that a former one planned: what the seller prepared stays, what
    the former manager wrote goes, and both prepare blind again.

    Raises `TooLate` when it changed meanwhile; `Refused`: not_yours for who is not the nearest manager, not_agreed,
    planned_already, and on_hold while nothing about one of the two may be deleted.
    """
    with write() as session:
        row = _planned_still(uid)
        fresh(Person, row.seller_id)  # as when planning: one planned talk for each manager
        if row.rev != base or row.manager_id == actor.id:
            raise TooLate("changed_meanwhile")
        if not session.scalar(select(policy.manages(actor, row.seller_id))):
            raise Refused("not_yours")
        agreements.demand(row.seller_id, Covers.COACHING)
        if _planned(actor.id, row.seller_id):
            raise Refused("planned_already")
        _forget_the_manager_s(row)
        former, row.manager_id = row.manager_id, actor.id
        row.unit_id, row.country = team_on(row.seller_id), country_on(row.seller_id) or ""
        row.rev += 1
        audit.record("talk_taken_over", policy.KIND, row.id, actor=actor, date=str(row.day))
        effects.taken_over(row, former, actor)


def _forget_the_manager_s(talk: Talk) -> None:
    """Delete what the former manager prepared and began to write, inside an open `write()`."""
    theirs = (TalkPaper.talk_id == talk.id, TalkPaper.side != TalkSide.SELLER)
    if not db.session.scalar(select(TalkPaper.talk_id).where(*theirs).limit(1)):
        return
    if retention.held_people() & {talk.seller_id, talk.manager_id}:
        raise Refused("on_hold")
    db.session.execute(delete(TalkPaper).where(*theirs))


def begin(actor: Me, uid: str) -> None:
    """The manager begins the talk: from now on each sees what the other prepared. The same again changes nothing.

    Raises `TooLate`; `Refused("not_agreed")` where coaching was switched off since.
    """
    with write() as session:
        row = _planned_still(uid)
        demand_agreed(row)
        if session.get(TalkPaper, (row.id, TalkSide.MINUTES)) is None:
            session.add(empty_paper(row.id, TalkSide.MINUTES, actor.id))
            audit.record("talk_begun", policy.KIND, row.id, actor=actor)
        held_today(row, actor)


def held_today(talk: Talk, actor: Me) -> None:
    """A talk that takes place before its day is a talk of today, inside an open `write()`: so the minutes say."""
    today = clock.today()
    if talk.state is TalkState.PLANNED and talk.day > today:
        audit.record(
            "talk_moved", policy.KIND, talk.id, actor=actor, date_before=str(talk.day), date=str(today)
        )
        talk.day, talk.at = today, None  # the hour was that of the other day
        talk.rev += 1


def demand_agreed(talk: Talk) -> None:
    """Raises `Refused("not_agreed")` for a planned talk where coaching is off; one that was held is finished."""
    if talk.state is TalkState.PLANNED and not agreements.in_force(talk.country, Covers.COACHING):
        raise Refused("not_agreed")


def empty_paper(talk_id: int, side: TalkSide, by_id: int) -> TalkPaper:
    """A form on which nothing was written yet."""
    return TalkPaper(talk_id=talk_id, side=side, by_id=by_id, changed_at=clock.now(), rev=1)


def appointment(form: Any) -> Appointment:
    """What a form of planning says."""
    at = (form.at.data or "").strip().replace(".", ":") or None
    return Appointment(TalkForm(form.form.data), form.day.data, at.zfill(5) if at and at[1:2] == ":" else at,
                       form.locale.data)  # fmt: skip
