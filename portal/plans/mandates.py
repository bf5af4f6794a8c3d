"""What the owner's level allows (spec 2): which kinds of plan to submit, and how much budget and discount alone.

No level means no limit. A role whose levels have no mandate of their own follows the order of its levels: the first
one submits portfolio plans, the second also customer plans, from the third on also key-account plans.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import audit, clock, i18n
from portal.core.db import db, write
from portal.core.errors import TooLate
from portal.core.policy import N_, rule
from portal.core.together import Part, ask
from portal.customers.models import Currency
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.people.me import Me
from portal.people.models import Position, Role, RoleLevel, Unit, UnitKind
from portal.people.policy import KEEPERS, everywhere, unit_in_scope
from portal.people.services.versions import Stale, fresh
from portal.plans.content import asked_budget, highest_discount
from portal.plans.models import Mandate, PlanKind
from portal.profiles.models import Profile

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
    return ask(right_over(person_id))


def right_over(person_id: int) -> Part:
    """The same as a part of something larger."""
    day = clock.today()
    found = yield {
        "levels": select(
            RoleLevel.code, _place().label("place"), Mandate.level_id, Mandate.kinds, Mandate.discount, Mandate.budget,
            Mandate.currency, Mandate.profile_id, Mandate.part_key,
        )
        .join(Position, Position.level_id == RoleLevel.id)
        .outerjoin(Mandate, Mandate.level_id == RoleLevel.id)
        .where(Position.person_id == person_id, Position.starts <= day, Position.ends >= day)
    }
    rights = [by_place(row.code, row.place) if row.level_id is None else stored_right(row.code, row)
              for row in found["levels"]]
    return max(rights, key=lambda right: (len(right.kinds), right.budget is None, right.budget or 0), default=None)


def _place() -> Any:
    """The place of a level among the levels of its role, counted from 0."""
    other = aliased(RoleLevel)
    return (
        select(func.count())
        .where(other.role_id == RoleLevel.role_id, other.rank < RoleLevel.rank)
        .correlate(RoleLevel)
        .scalar_subquery()
    )


def right_of(level: RoleLevel, mandate: Mandate | None) -> Right:
    """What a level allows: its own mandate, else by its place among the levels of its role."""
    if mandate is not None:
        return stored_right(level.code, mandate)
    return by_place(level.code, db.session.scalar(select(_place()).where(RoleLevel.id == level.id)))


def stored_right(level: str, mandate: Any) -> Right:
    """What a mandate of its own says."""
    return Right(
        level, frozenset(PlanKind(kind) for kind in mandate.kinds), mandate.discount, mandate.budget,
        mandate.currency, mandate.profile_id, mandate.part_key,
    )


def by_place(level: str, place: int) -> Right:
    """What follows from its place among the levels of its role, counted from 0."""
    return Right(level, frozenset(BY_RANK[min(place, len(BY_RANK) - 1)]))


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


def new_breaches(
    right: Right | None, body: content.Body, in_force: content.Body | None, currency: str
) -> list[Breach]:
    """The same, without what the version in force goes beyond already: the next line allowed that before."""
    found = beyond(right, body, currency)
    if not found or in_force is None:
        return found
    allowed = beyond(right, in_force, currency)
    return [breach for breach in found if breach not in allowed]


def quoted(right: Right | None) -> dict[str, str]:
    """The words of the profile cell a right comes from, by language; empty when none is named or it is gone."""
    return ask(cell_behind(right))


def cell_behind(right: Right | None) -> Part:
    """The same as a part of something larger."""
    if right is None or right.profile_id is None:
        return {}
    found = yield {
        "profile": select(Snapshot.body, Snapshot.shape)
        .join(Document, Document.id == Snapshot.document_id)
        .where(Document.id == right.profile_id, Snapshot.number == Document.in_force)
    }
    part = next((content.find(content.loads(*row), right.part_key) for row in found["profile"]), None)
    return _texts(part) if part else {}


def _texts(part: content.Part) -> dict[str, str]:
    return {locale: text for locale, text in part["text"].items() if text}


@dataclass(frozen=True)
class OfLevel:
    """What one level allows; `stored` when it is more than the general rule."""

    level: RoleLevel
    right: Right
    stored: bool
    quote: dict[str, str]

    @property
    def kinds(self) -> list[PlanKind]:
        """The kinds it may submit, in the order of the kinds."""
        return [kind for kind in PlanKind if kind in self.right.kinds]


@dataclass(frozen=True)
class OfRole:
    """The levels of one role. `may`: this reader changes them."""

    id: int
    title: dict[str, str]
    may: bool
    levels: list[OfLevel]


def overview(me: Me) -> list[OfRole]:
    """Every role with levels, with what each level allows."""
    rows = db.session.execute(
        select(Role, RoleLevel, Mandate, _keeps(me))
        .join(RoleLevel, RoleLevel.role_id == Role.id)
        .outerjoin(Mandate, Mandate.level_id == RoleLevel.id)
        .order_by(Role.id, RoleLevel.rank)
    ).all()
    quotes = _quotes({row[2].profile_id for row in rows if row[2] and row[2].profile_id})
    found: dict[int, OfRole] = {}
    for role, level, mandate, may in rows:
        of_role = found.setdefault(role.id, OfRole(role.id, role.title, bool(may), []))
        right = stored_right(level.code, mandate) if mandate else by_place(level.code, len(of_role.levels))
        quote = quotes.get((right.profile_id, right.part_key), {})
        of_role.levels.append(OfLevel(level, right, mandate is not None, quote))
    return sorted(found.values(), key=lambda role: i18n.text_in(role.title).casefold())


def _bodies(profile_ids: Collection[int]) -> list[tuple[int, content.Body]]:
    rows = db.session.execute(
        select(Document.id, Snapshot.body, Snapshot.shape)
        .join(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Document.in_force))
        .where(Document.id.in_(profile_ids))
        .order_by(Document.id)
    )
    return [(row.id, content.loads(row.body, row.shape)) for row in rows]


def _quotes(profile_ids: Collection[int]) -> dict[tuple[int | None, str], dict[str, str]]:
    bodies = _bodies(profile_ids) if profile_ids else []
    return {(profile_id, part["key"]): _texts(part) for profile_id, body in bodies for part in body}


@dataclass(frozen=True)
class Cell:
    """A cell of a published profile that speaks of a level; `key` names both."""

    key: str
    criterion: str
    text: dict[str, str]


def cells_of(level: RoleLevel) -> list[Cell]:
    """The cells that the published profiles of the role have for this level, by criterion."""
    profiles = select(Profile.document_id).where(Profile.role_id == level.role_id)
    return [
        Cell(f"{profile_id}:{part['key']}", i18n.text_in(_texts(criterion)), _texts(part))
        for profile_id, body in _bodies(profiles)
        for criterion in content.children(body, "", "criterion")
        for part in content.children(body, criterion["key"], "cell")
        if not part["data"]["levels"] or level.code in part["data"]["levels"]
    ]


def _keeps(me: Me) -> ColumnElement[bool]:
    """HR and administrators of the role's country change its mandates; of a role for all, those of the whole."""
    country = aliased(Unit)
    there = exists().where(
        country.kind == UnitKind.COUNTRY, country.country == Role.country, unit_in_scope(me, KEEPERS, country.id)
    )
    return or_(everywhere(me, KEEPERS), there)


def _level(me: Me, level_id: int) -> RoleLevel:
    found = db.session.execute(
        select(RoleLevel, _keeps(me)).join(Role, Role.id == RoleLevel.role_id).where(RoleLevel.id == level_id)
    ).one_or_none()
    if found is None:
        abort(404)
    return found[0] if found[1] else abort(403)


KEEP = rule(
    "mandate.keep",
    N_("HR and administrators of a role's country say what each of its levels may submit and decide alone"),
    load=_level, takes=("level_id",), gives="level",
)


def held(mandate: Mandate | None, right: Right) -> dict[str, Any]:
    """A mandate as its form holds it; without one of its own, what the general rule allows."""
    return {
        "kinds": [kind.value for kind in PlanKind if kind in right.kinds], "discount": right.discount,
        "budget": right.budget, "currency": str(right.currency or Currency.EUR),
        "cell": f"{right.profile_id}:{right.part_key}" if right.profile_id else "",
        "base": mandate.rev if mandate else 0,
    }


def change(me: Me, level_id: int, base: int, wanted: dict[str, Any]) -> None:
    """Say what a level allows. Raises `Stale` when somebody else did since."""
    with write() as session:
        level = fresh(RoleLevel, level_id)
        row = session.get(Mandate, level_id)
        now = held(row, right_of(level, row))
        if now["base"] != base:
            raise Stale(now["base"], now)
        if row is None:
            row = Mandate(level_id=level_id, rev=0)
            session.add(row)
        for name, value in wanted.items():
            setattr(row, name, value)
        row.rev += 1
        detail = {"before": now, "after": {name: str(value) for name, value in wanted.items()}}
        audit.record("mandate_changed", "role", level.role_id, actor=me, level=level.code, detail=detail)


def remove(me: Me, level_id: int, base: int) -> None:
    """The general rule holds for a level again. Raises `TooLate`."""
    with write() as session:
        level = fresh(RoleLevel, level_id)
        row = session.get(Mandate, level_id)
        if row is None or row.rev != base:
            raise TooLate("edited_since")
        session.delete(row)
        audit.record("mandate_removed", "role", level.role_id, actor=me, level=level.code)
