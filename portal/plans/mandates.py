"""What the owner's level allows (spec 2): which kinds of plan to submit, and how much budget and discount alone.

No level means no limit. A role whose levels have no mandate of their own follows the order of its levels: the first
one submits portfolio plans, the second also customer plans, from the third on also key-account plans.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.people.models import Position, RoleLevel
from portal.plans.content import asked_budget, highest_discount
from portal.plans.models import Mandate, PlanKind

BY_RANK = (
    (PlanKind.PORTFOLIO,),
    (PlanKind.PORTFOLIO, PlanKind.CUSTOMER),
    (PlanKind.PORTFOLIO, PlanKind.CUSTOMER, PlanKind.KEY_ACCOUNT),
)


@dataclass(frozen=True)
class Right:
    """What one level allows. `discount` in hundredths of a percent, `budget` in hundredths of `currency`; None is no
    limit. `profile_id` and `part_key` name the cell of the profile it comes from.
    """

    level: str
    kinds: frozenset[PlanKind]
    discount: int | None = None
    budget: int | None = None
    currency: str = ""
    profile_id: int | None = None
    part_key: str = ""


@dataclass(frozen=True)
class Breach:
    """A limit that a plan goes beyond: `what` is discount or budget, in hundredths."""

    what: str
    limit: int
    asked: int
    currency: str


def of(person_id: int) -> Right | None:
    """The right of a person by the positions held today; None without a level: then nothing is limited.

    Somebody with several levelled positions has the widest right of them.
    """
    day = clock.today()
    rows = db.session.execute(
        select(RoleLevel, Mandate)
        .join(Position, Position.level_id == RoleLevel.id)
        .outerjoin(Mandate, Mandate.level_id == RoleLevel.id)
        .where(Position.person_id == person_id, Position.starts <= day, Position.ends >= day)
    ).all()
    rights = [right_of(level, mandate) for level, mandate in rows]
    return max(rights, key=lambda right: (len(right.kinds), right.budget is None, right.budget or 0), default=None)


def right_of(level: RoleLevel, mandate: Mandate | None) -> Right:
    """What a level allows: its own mandate, else by its place among the levels of its role."""
    if mandate is not None:
        return Right(
            level.code, frozenset(PlanKind(kind) for kind in mandate.kinds), mandate.discount, mandate.budget,
            mandate.currency, mandate.profile_id, mandate.part_key,
        )
    lower = select(RoleLevel.id).where(RoleLevel.role_id == level.role_id, RoleLevel.rank < level.rank)
    place = len(db.session.scalars(lower).all())
    return Right(level.code, frozenset(BY_RANK[min(place, len(BY_RANK) - 1)]))


def beyond(right: Right | None, body: content.Body, currency: str) -> list[Breach]:
    """The limits that a plan goes beyond, so that the next line decides too. An amount in another currency than the
    limit's cannot be compared and counts as beyond it.
    """
    if right is None:
        return []
    found = []
    asked, discount = asked_budget(body), highest_discount(body)
    if right.discount is not None and discount > right.discount:
        found.append(Breach("discount", right.discount, discount, ""))
    if right.budget is not None and asked and (asked > right.budget or currency != right.currency):
        found.append(Breach("budget", right.budget, asked, right.currency))
    return found


def quoted(right: Right | None) -> dict[str, str]:
    """The words of the profile cell a right comes from, by language; empty when none is named or it is gone."""
    if right is None or right.profile_id is None:
        return {}
    row = db.session.execute(
        select(Snapshot.body, Snapshot.shape)
        .join(Document, Document.id == Snapshot.document_id)
        .where(Document.id == right.profile_id, Snapshot.number == Document.in_force)
    ).one_or_none()
    part = content.find(content.loads(*row), right.part_key) if row else None
    return {locale: text for locale, text in part["text"].items() if text} if part else {}
