"""What waits on a person among ride-alongs, for Today: a form to complete, an own rating, a result, a remark."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from portal.coaching import policy, words
from portal.coaching.models import RideAlong, RideAlongState
from portal.core import clock
from portal.core.i18n import format_date
from portal.core.notices import Notice
from portal.core.tasks import Task
from portal.core.together import Part
from portal.people.me import Me
from portal.people.models import Person

MOST, AT_HAND = 100, 20
REMARK = "ride_along_signed_with_remark"
COMPLETE, RATE, SIGN, READ = "complete", "rate", "sign", "read"


def _hidden() -> ColumnElement[bool]:
    return and_(RideAlong.skipped_at.is_(None), ~policy.rated())


def _waiting(me: Me, day: date) -> list[tuple[str, tuple[ColumnElement[bool], ...]]]:
    """What is asked, with whose it is; each on an index."""
    remarked = exists().where(
        Notice.person_id == me.id, Notice.kind == policy.KIND, Notice.subject_id == RideAlong.id,
        Notice.code == REMARK, Notice.read_at.is_(None),
    )
    mine, opened = RideAlong.seller_id == me.id, RideAlong.state == RideAlongState.OPEN
    completed = RideAlong.state == RideAlongState.COMPLETED
    return [
        (COMPLETE, (RideAlong.coach_id == me.id, opened, RideAlong.day <= day)),
        (RATE, (mine, or_(opened, completed), RideAlong.day <= day, _hidden())),
        (SIGN, (mine, completed, ~_hidden())),
        (READ, (RideAlong.coach_id == me.id, RideAlong.state == RideAlongState.SIGNED, remarked)),
    ]


def counting(me: Me, day: date) -> Select:
    """The question of how many things wait, counted up to a hundred."""
    parts = [select(RideAlong.id).where(*which) for _code, which in _waiting(me, day)]
    return select(func.count()).select_from(union_all(*parts).limit(MOST).subquery())


def tasks(me: Me) -> Part:
    """The things themselves, with the other person of each."""
    asked = {code: _rows(code, which) for code, which in _waiting(me, clock.today())}
    found = yield asked
    return [_task(row) for code in asked for row in found[code]]


def _rows(code: str, which: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    other = aliased(Person)
    with_whom = RideAlong.seller_id if code in {COMPLETE, READ} else RideAlong.coach_id
    return (
        select(
            literal(code).label("code"), RideAlong.id, RideAlong.uid, RideAlong.kind, RideAlong.day, RideAlong.state,
            RideAlong.completed_at, other.name.label("other"),
        )
        .join(other, other.id == with_whom)
        .where(*which)
        .order_by(RideAlong.day, RideAlong.id)
        .limit(AT_HAND)
    )


def _task(row: Any) -> Task:
    is_open = row.state == RideAlongState.OPEN
    says = {
        COMPLETE: _("Complete the ride-along"),
        RATE: _("Rate yourself") if is_open else _("Rate yourself, then read the result"),
        SIGN: _("Read the result and sign it as seen"),
        READ: _("Read the remark"),
    }[row.code]
    address = {COMPLETE: "coaching.form", RATE: "coaching.self_form"}.get(row.code, "coaching.show")
    beside = _("%(what)s, %(date)s", what=words.kind(row.kind), date=format_date(row.day, "medium"))
    due = clock.add_working_days(row.day, 1) if row.code == COMPLETE else None
    return Task(f"ride-{row.code}-{row.id}", row.other, says, url_for(address, uid=row.uid), beside, due)
