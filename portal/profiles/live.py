"""The living figures of a reader beside the indicators of a profile that the portal computes (spec 4, Living figures).

Who may see what is decided by core.figures; here only whose figures are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.figures import Card, Figure, Scope, ScopeKind, cards, of_day
from portal.people.me import Me
from portal.people.models import Lead, Position, Unit, UnitKind, UnitPath

MOST = 3  # teams of one reader: a card of each beside every indicator
Named = Mapping[Scope, str]  # whose figures are asked for, and what the card calls them


def beside(me: Me, bound: Mapping[Any, Figure], scopes: Named) -> dict[Any, list[Card]]:
    """The cards of those scopes by the key of the indicator, for what this reader may see; all numbers at once.

    Each figure is read once, over its first period of today, also where several indicators are bound to it. Beside a
    team, a person of whom there is nothing to count, or of whom the team says the same, is left out.
    """
    figures = {figure.code: figure for figure in bound.values()}
    day = clock.today()
    wanted = [(code, scope, of_day(one.periods[0], day)) for code, one in figures.items() for scope in scopes]
    found: dict[str, list[Card]] = {}
    for card in cards(me, wanted) if wanted else ():
        named = replace(card, scope=scopes[card.about]) if card.about else card
        found.setdefault(card.code, []).append(named)
    told = {
        code: [one for one in made if len(made) == 1 or (_counts(one) and not _is_repeated(one, made))]
        for code, made in found.items()
    }
    return {key: told[figure.code] for key, figure in bound.items() if figure.code in told}


def _counts(card: Card) -> bool:
    """There is something to count, or it is about a team."""
    return card.state != "empty" or card.about is None or card.about.kind is not ScopeKind.PERSON


def _is_repeated(card: Card, beside: Sequence[Card]) -> bool:
    """It is about a person, and a team beside it says the very same: who leads one team owes what that team is owed."""
    if card.about is None or card.about.kind is not ScopeKind.PERSON or card.state != "value":
        return False
    teams = [one for one in beside if one.about and one.about.kind is not ScopeKind.PERSON]
    return any((one.values, one.steps) == (card.values, card.steps) for one in teams)


def whose(person: Me, teams: Named) -> Named:
    """The person's own figures and those of the teams; by name only where there are both."""
    return {Scope(ScopeKind.PERSON, person.id): person.name if teams else "", **teams}


def teams_of(me: Me, role_ids: Sequence[int] | None = None) -> Named:
    """The units that a person leads; with `role_ids`, where somebody holds one. Of units in each other the widest."""
    day, above, held = clock.today(), aliased(UnitPath), aliased(UnitPath)
    depth = select(func.count()).where(above.unit_id == Unit.id).correlate(Unit).scalar_subquery()
    asked = (
        select(Unit.id, Unit.kind, Unit.name, depth.label("depth"))
        .join(Lead, Lead.unit_id == Unit.id)
        .where(Lead.starts <= day, Lead.ends >= day, Lead.person_id == me.id)
        .distinct()
        .order_by("depth", Unit.id)
    )
    if role_ids is not None:
        holders = (
            select(Position.id)
            .join(held, held.unit_id == Position.unit_id)
            .where(
                held.over_id == Unit.id, Position.role_id.in_(role_ids), Position.starts <= day, Position.ends >= day
            )
        )
        asked = asked.where(holders.correlate(Unit).exists())
    found = db.session.execute(asked).all()
    widest = [row for row in found if row.depth == found[0].depth][:MOST]
    return {
        Scope(ScopeKind.COMPANY if row.kind is UnitKind.COMPANY else ScopeKind.TEAM, row.id): row.name
        for row in widest
    }
