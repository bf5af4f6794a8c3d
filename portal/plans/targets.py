"""Sales targets (spec 2, Roll-up): set by the line above, agreed with somebody, on a day. A change adds a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, url_for
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.notices import Wording, notify, wordings
from portal.core.policy import N_
from portal.core.together import Part, ask
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Position, Unit, UnitPath, Via
from portal.plans.models import Target, TargetMeasure, TargetScope

Key = tuple[TargetScope, int]

audit.sentences({"target_set": N_("Sales target set for %(year)s")})
wordings(
    {
        "target_set": Wording(
            N_("Your sales target for %(year)s"), N_("%(actor)s set your sales target for %(year)s."),
            N_("Open the target"), lambda person_id: url_for("reports.target", kind="person", about=person_id),
        ),
    }
)


@dataclass(frozen=True)
class Dated:
    """A target as it was set, with who did; `holds` for the newest of its measure and currency."""

    id: int
    measure: TargetMeasure
    currency: str
    amount: int
    set_by: str
    agreed_with: str | None
    agreed_on: date
    note: str
    holds: bool


def may_set(me: Me, scope: TargetScope, about: int) -> bool:
    """Who leads the unit or one above it; of a person who leads them, directly or further up. Nobody their own."""
    day = clock.today()
    if scope is TargetScope.PERSON:
        leads = exists().where(
            Line.over_id == me.id, Line.person_id == about, Line.via == Via.LEAD, Line.starts <= day, Line.ends >= day
        )
        return me.id != about and bool(db.session.scalar(select(leads)))
    leads = (
        select(Lead.id)
        .join(UnitPath, UnitPath.over_id == Lead.unit_id)
        .where(UnitPath.unit_id == about, Lead.person_id == me.id, Lead.starts <= day, Lead.ends >= day)
    )
    return bool(db.session.scalar(select(leads.exists())))


def set_target(  # noqa: PLR0913 - the fields of one form
    actor: Me,
    scope: TargetScope,
    about: int,
    year: int,
    *,
    measure: TargetMeasure,
    currency: str,
    amount: int,
    agreed_with: int | None,
    agreed_on: date,
    note: str,
) -> None:
    """The target that holds from now on; what held stays as history. The same one sent twice is one. Raises 403."""
    facts = {"amount": amount, "agreed_with_id": agreed_with, "agreed_on": agreed_on, "note": note.strip()}
    with write() as session:
        if not may_set(actor, scope, about):
            abort(403)
        of_this = (
            Target.scope == scope, Target.scope_id == about, Target.year == year, Target.measure == measure,
            Target.currency == currency,
        )
        held = session.scalars(select(Target).where(*of_this).order_by(Target.id.desc()).limit(1)).first()
        if held and held.set_by_id == actor.id and all(getattr(held, name) == value for name, value in facts.items()):
            return
        session.add(
            Target(
                scope=scope, scope_id=about, year=year, measure=measure, currency=currency, set_by_id=actor.id,
                at=clock.now(), **facts,
            )
        )
        audit.record("target_set", str(scope), about, actor=actor, year=year, measure=str(measure), amount=amount,
                     currency=str(currency))
        if scope is TargetScope.PERSON:
            notify([about], "target_set", "person", about, but=actor.id, year=year, actor=actor.name)


def history(scope: TargetScope, about: int, year: int) -> list[Dated]:
    """Every target of a person or unit for a year, the newest first."""
    by, with_ = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(
            Target.id, Target.measure, Target.currency, Target.amount, by.name, with_.name, Target.agreed_on,
            Target.note,
        )
        .join(by, by.id == Target.set_by_id)
        .outerjoin(with_, with_.id == Target.agreed_with_id)
        .where(Target.scope == scope, Target.scope_id == about, Target.year == year)
        .order_by(Target.id.desc())
    ).all()
    seen: set[Any] = set()
    made = []
    for row in rows:
        kind = (row.measure, row.currency)
        made.append(Dated(*row, holds=kind not in seen))
        seen.add(kind)
    return made


def holding(
    keys: Collection[Key], year: int, measure: TargetMeasure = TargetMeasure.REVENUE
) -> dict[Key, dict[str, int]]:
    """{(scope, id): {currency: amount}} of the targets that hold; one question."""
    return ask(beside(keys, year, measure))


def beside(keys: Collection[Key], year: int, measure: TargetMeasure = TargetMeasure.REVENUE) -> Part:
    """The same as a part of a page."""
    people = [about for scope, about in keys if scope is TargetScope.PERSON]
    units = [about for scope, about in keys if scope is TargetScope.UNIT]
    held = (
        select(Target.scope, Target.scope_id, Target.currency, Target.amount)
        .where(
            or_(
                and_(Target.scope == TargetScope.PERSON, Target.scope_id.in_(people)),
                and_(Target.scope == TargetScope.UNIT, Target.scope_id.in_(units)),
            ),
            Target.year == year, Target.measure == measure,
        )
        .order_by(Target.id)
    )
    found: dict[Key, dict[str, int]] = {}
    for scope, about, currency, amount in (yield {"held": held})["held"]:
        found.setdefault((scope, about), {})[str(currency)] = amount
    return found


@dataclass(frozen=True)
class Reached:
    """What a person or unit aims at per currency; without a target of its own the sum of the nearest ones below.

    `units` and `people`: how many targets were added up; none of either for a target of its own.
    """

    amounts: dict[str, int]
    units: int = 0
    people: int = 0

    @property
    def summed(self) -> int:
        """How many targets it is the sum of; 0 for its own, or without any."""
        return self.units + self.people


def reaching(keys: Collection[Key], year: int) -> dict[Key, Reached]:
    """The targets in revenue that hold, and for units without one what stands below them; as many questions for any
    size. Somebody who works in two units of a sum counts once.
    """
    own = holding(keys, year)
    made = {key: Reached(amounts) for key, amounts in own.items()}
    missing = [about for scope, about in keys if scope is TargetScope.UNIT and (scope, about) not in own]
    if not missing:
        return made
    beneath = _beneath(missing, year)
    held = holding({key for below in beneath.values() for key in below}, year)
    for unit in missing:
        nearest = _nearest(unit, beneath, held)
        if nearest:
            amounts: dict[str, int] = defaultdict(int)
            for key in nearest:
                for currency, amount in held[key].items():
                    amounts[currency] += amount
            units = sum(scope is TargetScope.UNIT for scope, _about in nearest)
            made[TargetScope.UNIT, unit] = Reached(dict(amounts), units, len(nearest) - units)
    return made


def _beneath(units: Collection[int], year: int) -> dict[int, list[Key]]:
    """Per unit, of these and all below them: the units right below it and the people in it who have a target."""
    day = min(max(clock.today(), date(year, 1, 1)), date(year, 12, 31))
    within = select(UnitPath.unit_id).where(UnitPath.over_id.in_(units))
    found: dict[int, list[Key]] = defaultdict(list)
    running = or_(Unit.ended_on.is_(None), Unit.ended_on >= date(year, 1, 1))
    below = select(Unit.id, Unit.parent_id).where(Unit.parent_id.in_(within), running)
    for unit, parent in db.session.execute(below):
        found[parent].append((TargetScope.UNIT, unit))
    aiming = select(Target.scope_id).where(Target.scope == TargetScope.PERSON, Target.year == year)
    at_work = select(Position.person_id, Position.unit_id).where(
        Position.unit_id.in_(within), Position.person_id.in_(aiming), Position.starts <= day, Position.ends >= day
    )
    for person, unit in db.session.execute(at_work):
        found[unit].append((TargetScope.PERSON, person))
    return found


def _nearest(unit: int, beneath: dict[int, list[Key]], held: Collection[Key]) -> set[Key]:
    found: set[Key] = set()
    for key in beneath.get(unit, []):
        if key in held:
            found.add(key)
        elif key[0] is TargetScope.UNIT:
            found |= _nearest(key[1], beneath, held)
    return found
