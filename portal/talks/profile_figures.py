"""The figures that the published profile of a seller binds, beside those of every talk (spec 4, Living figures)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, and_, select

from portal.core.figures import Figure, Per, ScopeKind
from portal.customers.relations import running
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.people.models import Position
from portal.profiles import measures
from portal.profiles.models import Profile
from portal.talks import blocks

FITS = {  # which figures of a profile are no results
    blocks.ACTIVITIES: ("planned_contacts", "ride_along_coverage", "talk_coverage"),
    blocks.PLANS: ("amendments", "substantiation"),
}


def asking(seller_id: int) -> Select[Any]:
    """The published profiles of the roles that the seller holds today."""
    return (
        select(Snapshot.body, Snapshot.shape)
        .join(Document, and_(Document.id == Snapshot.document_id, Document.in_force == Snapshot.number))
        .join(Profile, Profile.document_id == Document.id)
        .join(Position, Position.role_id == Profile.role_id)
        .where(Position.person_id == seller_id, *running(Position), Document.archived_at.is_(None))
        .order_by(Document.id)
    )


def by_block(profiles: Iterable[Any], *, known: Collection[str]) -> dict[str, list[str]]:
    """The codes of what the indicators of those profiles are bound to, besides the `known` ones of every talk."""
    found: dict[str, list[str]] = {}
    for figure in {one.code: one for row in profiles for one in _figures(row)}.values():
        if figure.code not in known:
            block = next((block for block, codes in FITS.items() if figure.code in codes), blocks.RESULTS)
            found.setdefault(block, []).append(figure.code)
    return found


def _figures(row: Any) -> list[Figure]:
    """The figures about a person and a year that a profile binds."""
    bound = measures.bound(content.loads(row.body, row.shape))
    return [one for one in bound.values() if ScopeKind.PERSON in one.scopes and Per.YEAR in one.periods]
