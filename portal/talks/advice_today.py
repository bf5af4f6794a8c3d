"""What waits on a person among advice, for Today: the seller reads, the manager sends, the director decides."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import CompoundSelect, Select, func, select, union

from portal.core.tasks import Task
from portal.core.together import Part
from portal.people.me import Me
from portal.talks import advising, policy
from portal.talks.advising import AdviceFile
from portal.talks.models import Advice, Talk, TalkState

MOST = 100


def _waiting(me: Me) -> CompoundSelect:
    """Their ids: each way is looked up on its own index, where an OR over them would read all advice there is."""
    advice = select(Advice.id).join(Talk, Talk.id == Advice.talk_id)
    return union(
        advice.where(Talk.state != TalkState.PLANNED, policy.is_seller(me), Advice.seen_at.is_(None)),
        advice.where(policy.is_manager(me), Advice.seen_at.is_not(None), Advice.sent_at.is_(None)),
        advice.where(Advice.sent_at.is_not(None), Advice.decision.is_(None), advising.decides(me)),
    )


def counting(me: Me, _day: date) -> Select:
    """The question of how many pieces of advice wait on a person."""
    return select(func.count()).select_from(select(_waiting(me).subquery()).limit(MOST).subquery())


def tasks(me: Me) -> Part:
    """A line for each of them."""
    found = yield {"advice": advising.files(me).where(Advice.id.in_(_waiting(me))).order_by(Advice.id).limit(MOST)}
    return [_task(AdviceFile(*row)) for row in found["advice"]]


def _task(file: AdviceFile) -> Task:
    if file.is_seller:
        says = _("Read the advice before it is sent")
    else:
        says = _("Send the advice to the director") if file.sends else _("Decide on the advice")
    title = _("Advice to the director: %(name)s", name=file.seller)
    address = url_for("talks.advice", uid=file.uid)
    return Task(f"advice-{file.id}", title, says, address, file.manager, since=file.sent_at or file.written_at)
