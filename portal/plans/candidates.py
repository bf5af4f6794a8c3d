"""Whom an approver can ask for advice."""

from __future__ import annotations

from sqlalchemy import or_, select

from portal.core.alphabet import fold
from portal.core.db import db
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import advice, seats
from portal.plans.policy import PlanFile

MOST = 20


def of(me: Me, plan: PlanFile, words: str = "", chosen: int | None = None) -> list[tuple[int, str]]:
    """Who is near first, then who bears these words in name or address; never the owner nor who decides."""
    deciding = {
        one.person_id
        for one in seats.holders(seats.over(plan.owner_id), plan.turn, escalated=plan.escalated_at is not None)
    } if plan.turn else set()
    found = dict(advice.suggested(me, plan.owner_id))
    if words.strip():
        like = fold(words).strip()
        match = or_(Person.folded.contains(like, autoescape=True), Person.email.contains(like, autoescape=True))
        found |= _people(match)
    if chosen is not None and 0 < chosen < 2**31:
        found |= _people(Person.id == chosen)
    return [(number, name) for number, name in found.items() if number not in {me.id, plan.owner_id, *deciding}]


def _people(match: object) -> dict[int, str]:
    rows = db.session.execute(
        select(Person.id, Person.name).where(match, Person.disabled_at.is_(None)).order_by(Person.name).limit(MOST)
    )
    return dict(rows.all())
