"""What waits on a person among talks, for Today: prepare, hold, sign."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.coaching.coaches import leads
from portal.core import clock
from portal.core.tasks import Task
from portal.core.together import Part
from portal.people.me import Me
from portal.talks import queries, words
from portal.talks.models import Talk, TalkPaper, TalkSide, TalkState
from portal.talks.queries import Row

AHEAD = timedelta(days=7)  # from a week before the talk its preparation is something to do now
MOST = 100


def _sent(side: TalkSide) -> ColumnElement[bool]:
    return (
        select(TalkPaper.talk_id)
        .where(TalkPaper.talk_id == Talk.id, TalkPaper.side == side, TalkPaper.sent_at.is_not(None))
        .exists()
    )


def _waiting(me: Me, day: date) -> ColumnElement[bool]:
    """Talks on which something waits for this person: to sign, to prepare within a week, or to hold today."""
    begun = (
        select(TalkPaper.talk_id).where(TalkPaper.talk_id == Talk.id, TalkPaper.side == TalkSide.MINUTES).exists()
    )
    planned, soon = Talk.state == TalkState.PLANNED, Talk.day <= day + AHEAD
    return or_(
        and_(Talk.seller_id == me.id, Talk.state == TalkState.HELD),
        and_(Talk.seller_id == me.id, planned, soon, ~_sent(TalkSide.SELLER), ~begun),
        and_(
            Talk.manager_id == me.id, planned, leads(me, Talk.seller_id),
            or_(Talk.day <= day, begun, and_(soon, ~_sent(TalkSide.MANAGER))),
        ),
    )


def counting(me: Me, day: date) -> Select:
    """The question of how many talks wait on a person."""
    listed = select(Talk.id).where(_waiting(me, day)).limit(MOST).subquery()
    return select(func.count()).select_from(listed)


def tasks(me: Me) -> Part:
    """A line for each of them."""
    day = clock.today()
    found = yield {"talks": queries.rows(me, _waiting(me, day)).order_by(Talk.day, Talk.id).limit(MOST)}
    return [_task(Row(*row), day) for row in found["talks"]]


def _task(row: Row, day: date) -> Task:
    other = row.manager if row.is_seller else row.seller
    title = _("Progress talk with %(name)s", name=other)
    if row.state is TalkState.HELD:
        return Task(f"talk-{row.id}", title, _("Read the minutes and sign"), url_for("talks.show", uid=row.uid),
                    words.form(row.form), row.day)  # fmt: skip
    if row.begun and row.is_manager:
        return Task(f"talk-{row.id}", title, _("Finish the minutes"), url_for("talks.minutes", uid=row.uid),
                    words.form(row.form), row.day)  # fmt: skip
    if row.day <= day and row.is_manager and not row.mine_to_prepare:
        return Task(f"talk-{row.id}", title, _("Hold the talk"), url_for("talks.show", uid=row.uid),
                    words.form(row.form), row.day)  # fmt: skip
    return Task(f"talk-{row.id}", title, _("Prepare the talk"), url_for("talks.prepare", uid=row.uid),
                words.form(row.form), row.day)  # fmt: skip
