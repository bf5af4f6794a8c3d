"""Beginning and cancelling a round of talks."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import Urgency, notify
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import Lead, Unit, UnitPath
from portal.privacy import agreements
from portal.privacy.models import Covers
from portal.talks import rounds
from portal.talks.models import TalkForm, TalkRound

KIND = "talk_round"
LONGEST = timedelta(days=366)


def begin(actor: Me, unit_id: int, name: str, form: TalkForm, starts: date, ends: date) -> int:
    """A round in a unit and all below it; who leads there is told. Returns its id. Raises `Refused`."""
    if ends < starts or ends < clock.today():
        raise Refused("round_over", field="ends")
    if ends - starts > LONGEST:
        raise Refused("round_long", field="ends")
    with write() as session:
        if not session.scalar(select(Unit.id).where(Unit.id == unit_id, rounds.makes(actor, Unit.id))):
            raise Refused("round_unit", field="unit")
        if not any(agreements.in_force(country, Covers.COACHING) for country in _countries_of(unit_id)):
            raise Refused("not_agreed", field="unit")
        row = TalkRound(
            unit_id=unit_id, name=name, form=form, starts=starts, ends=ends, made_by_id=actor.id, made_at=clock.now()
        )
        session.add(row)
        session.flush()
        audit.record("talk_round_begun", KIND, row.id, actor=actor, date_before=str(starts), date=str(ends))
        notify(_leads_in(unit_id), "talk_round_begun", KIND, row.id, urgency=Urgency.NEWS, but=actor.id,
               actor=actor.name, name=name, starts=str(starts), ends=str(ends))  # fmt: skip
        return row.id


def _countries_of(unit_id: int) -> list[str]:
    """The countries in which a unit lies, or that lie in it."""
    above = select(UnitPath.over_id).where(UnitPath.unit_id == unit_id)
    below = select(UnitPath.unit_id).where(UnitPath.over_id == unit_id)
    found = select(Unit.country).where(Unit.country.is_not(None), or_(Unit.id.in_(above), Unit.id.in_(below)))
    return list(db.session.scalars(found.distinct()))


def _leads_in(unit_id: int) -> list[int]:
    found = select(Lead.person_id).join(UnitPath, UnitPath.unit_id == Lead.unit_id)
    return list(db.session.scalars(found.where(UnitPath.over_id == unit_id, *running(Lead)).distinct()))


def cancel(actor: Me, round_id: int, base: int) -> None:
    """The round is not held; talks that were planned stay. Raises `TooLate` when it changed meanwhile."""
    with write() as session:
        row = session.get_one(TalkRound, round_id, with_for_update=True)
        if row.rev != base or row.cancelled_on is not None:
            raise TooLate("changed_meanwhile")
        row.cancelled_on = clock.today()
        row.rev += 1
        audit.record("talk_round_cancelled", KIND, round_id, actor=actor)
