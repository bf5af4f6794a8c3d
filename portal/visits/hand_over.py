"""What follows when a customer has another owner, or a seller is absent: contacts to come, open promises, windows.

The contacts that a plan asks for follow with the plan (portal/plans/hand_over.py), but for those that were due before
and moved to a day to come: an agreement leaves what was due as it was.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from portal.core import audit
from portal.core.db import db
from portal.core.notices import Urgency, notify
from portal.customers.effects import AFTER_HAND_OVER
from portal.customers.models import Customer
from portal.people.models import Person
from portal.people.services.absences import AFTER_ABSENCE
from portal.visits import effects, windows
from portal.visits.models import Complaint, Promise, Visit, VisitState

NAMED = 3  # customers that the notice names


def follow(customer_ids: list[int], from_id: int | None, to_id: int, day: date) -> None:
    """What the owner until then still had to do there is the new owner's, inside the `write()` of the hand-over."""
    if from_id is None or from_id == to_id:
        return
    visits = list(
        db.session.scalars(
            select(Visit)
            .where(
                Visit.customer_id.in_(customer_ids), Visit.person_id == from_id, Visit.day >= day,
                Visit.state == VisitState.PLANNED, Visit.ended_on.is_(None),
                or_(Visit.plan_id.is_(None), Visit.due <= day),
            )
            .order_by(Visit.id)
            .with_for_update()
        )
    )
    name = db.session.scalar(select(Person.name).where(Person.id == to_id))
    for row in visits:
        row.person_id, row.rev = to_id, row.rev + 1
        audit.record("visit_given", "visit", row.id, person=name)
    effects.changed(visits, None)
    kept = [row for kind in (Promise, Complaint) for row in _open(kind, customer_ids, from_id)]
    for row in kept:
        _give(row, to_id, name or "")
    _tell(to_id, visits, kept)


def _open(kind: type[Promise | Complaint], customer_ids: list[int], owner_id: int) -> list[Any]:
    return list(
        db.session.scalars(
            select(kind)
            .where(
                kind.customer_id.in_(customer_ids), kind.owner_id == owner_id, kind.done_on.is_(None),
                kind.dropped_on.is_(None),
            )
            .order_by(kind.id)
            .with_for_update()
        )
    )


def _give(row: Promise | Complaint, to_id: int, name: str) -> None:
    """Another owner; what was promised has to be explained to them, unless they promised it themselves."""
    row.owner_id, row.rev = to_id, row.rev + 1
    kind = "promise" if isinstance(row, Promise) else "complaint"
    if isinstance(row, Promise):
        row.explained_on = row.made_on if row.made_by_id == to_id else None
    audit.record(f"{kind}_followed", kind, row.id, person=name, customer=row.customer_id)


def _tell(to_id: int, visits: list[Visit], kept: list[Any]) -> None:
    ids = list(dict.fromkeys(row.customer_id for row in [*visits, *kept]))
    if not ids:
        return
    names = list(db.session.scalars(select(Customer.name).where(Customer.id.in_(ids)).order_by(Customer.sort_nl)))
    said = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    notify(
        [to_id], "contacts_followed", "customer", ids[0], urgency=Urgency.DECISION, customer=said,
        contacts=len(visits), kept=len(kept),
    )


AFTER_HAND_OVER.append(follow)
AFTER_ABSENCE.append(windows.follow_absences)
