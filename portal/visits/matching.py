"""Which contact makes which planned one (spec 2): a contact that was held within the window, each for one only.

A planned contact held within its own window makes itself. Else another contact with the same customer by the same
channel does, at the same branch when the agreement names one, whoever held it. Contacts are given out so that as many
planned ones as possible are made; where they do not suffice, those due first go first. Kept in `made_by_id`, so that
figures are plain SELECTs.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from sqlalchemy import select

from portal.core.db import db
from portal.visits.models import Visit, VisitState


def settle(customer_ids: Collection[int]) -> None:
    """Let `made_by_id` of all planned contacts with these customers be right, inside the open `write()`."""
    if not customer_ids:
        return
    db.session.flush()
    rows = db.session.scalars(
        select(Visit).where(Visit.customer_id.in_(customer_ids)).order_by(Visit.customer_id, Visit.id)
    )
    for _customer, some in groupby(rows, key=lambda row: row.customer_id):
        _settle(list(some))
    db.session.flush()


def _settle(rows: list[Visit]) -> None:
    held = [row for row in rows if row.state is VisitState.HELD and row.ended_on is None]
    planned = [row for row in rows if row.due is not None]
    asked = [row for row in planned if row.ended_on is None]
    made = {row.id: row.id for row in asked if row.state is VisitState.HELD and _within(row, row)}
    free = sorted((row for row in held if row.id not in made), key=lambda row: (row.day, row.id))
    taken: dict[int, Visit] = {}
    for row in sorted((one for one in asked if one.id not in made), key=lambda one: (one.due, one.id)):
        _give(row, free, taken, set())
    made |= {row.id: maker for maker, row in taken.items()}
    for row in planned:
        if row.made_by_id != made.get(row.id):
            row.made_by_id = made.get(row.id)


def _give(row: Visit, free: list[Visit], taken: dict[int, Visit], tried: set[int]) -> bool:
    """Find a contact for a planned one, the earliest first; one that another has is given up when that finds another.

    `taken` says which planned one each contact makes. Nobody who has a contact ever loses it altogether.
    """
    for contact in free:
        if contact.id in tried or not _makes(contact, row):
            continue
        tried.add(contact.id)
        if contact.id not in taken or _give(taken[contact.id], free, taken, tried):
            taken[contact.id] = row
            return True
    return False


def _within(contact: Visit, planned: Visit) -> bool:
    return planned.window_from <= contact.day <= planned.window_to


def _makes(contact: Visit, planned: Visit) -> bool:
    alike = contact.channel is planned.channel and planned.branch_id in {None, contact.branch_id}
    return alike and _within(contact, planned)
