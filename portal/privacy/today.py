"""What waits on administrators and HR: agreements to evaluate, requests for correction to answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select

from portal.core import clock
from portal.core.tasks import Task
from portal.core.together import Part
from portal.people.me import Me
from portal.people.models import Person, Unit
from portal.people.policy import ADMIN, person_in_scope, unit_in_scope
from portal.privacy import kinds, words
from portal.privacy.models import Agreement, Correction
from portal.privacy.policy import HR

AHEAD = timedelta(days=14)  # before an evaluation
ANSWER = timedelta(days=30)  # to answer a request (GDPR art. 12(3): one month)
MOST = 50


def _to_evaluate(me: Me, day: date) -> ColumnElement[bool]:
    if not me.is_admin:
        return false()
    kept = select(Unit.country).where(Unit.country.is_not(None), unit_in_scope(me, ADMIN))
    running = or_(Agreement.ended_on.is_(None), Agreement.ended_on > day)
    return and_(Agreement.evaluate_on <= day + AHEAD, running, Agreement.country.in_(kept))


def _to_answer(me: Me, *columns: Any) -> Select:
    """The unanswered requests of those for whom this person is HR: they are few, whatever the company is."""
    return (
        select(*columns)
        .join(Person, Person.id == Correction.person_id)
        .where(Correction.answer.is_(None), Correction.person_id != me.id, person_in_scope(me, HR))
    )


def counting(me: Me, day: date) -> Select:
    """The question of how many things wait."""
    if not (me.is_admin or me.is_hr):
        return select(literal(0))
    evaluate = select(func.count(Agreement.id)).where(_to_evaluate(me, day)).scalar_subquery()
    answer = _to_answer(me, func.count(Correction.id)).scalar_subquery() if me.is_hr else literal(0)
    return select(evaluate + answer)


def tasks(me: Me) -> Part:
    """Agreements whose evaluation comes, and requests without an answer."""
    if not (me.is_admin or me.is_hr):
        return []
    due = select(Agreement.id, Agreement.country, Agreement.covers, Agreement.evaluate_on)
    questions = {"due": due.where(_to_evaluate(me, clock.today())).order_by(Agreement.evaluate_on).limit(MOST)}
    if me.is_hr:
        asked = _to_answer(me, Correction.id, Correction.kind, Correction.asked_at, Person.name)
        questions["asked"] = asked.order_by(Correction.id).limit(MOST)
    found = yield questions
    return [*map(_evaluate, found["due"]), *map(_answer, found.get("asked", ()))]


def _evaluate(one: Any) -> Task:
    return Task(
        f"agreement-{one.id}", words.country(one.country), _("Evaluate the agreement with the employees"),
        url_for("organisation.privacy"), words.covers(one.covers), one.evaluate_on,
    )  # fmt: skip


def _answer(one: Any) -> Task:
    return Task(
        f"correction-{one.id}", one.name, _("Answer the request for a correction"),
        url_for("organisation.privacy_answer", correction_id=one.id), kinds.name_of(one.kind),
        one.asked_at.astimezone(clock.zone()).date() + ANSWER, one.asked_at,
    )  # fmt: skip
