"""What waits on a person among promises and complaints, for Today: theirs to keep, to explain, to settle."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.tasks import Task
from portal.customers.models import Customer
from portal.people.me import Me
from portal.people.models import Person, Unit
from portal.visits import followup_policy as policy
from portal.visits.followup_owners import answered_for
from portal.visits.followup_policy import Kind
from portal.visits.followup_queries import is_open
from portal.visits.models import Complaint, Promise

AHEAD = timedelta(days=30)  # what is due later stands in the list of promises
AT_HAND, MOST = 20, 100
LONGEST = 90  # characters of what was promised


def _mine(kind: Kind, me: Me) -> Select:
    """Open ones that this person keeps, also for who is absent, and those of a department that they lead."""
    return select(kind.id).where(
        or_(policy.owns(kind, me), kind.owner_unit_id.in_(answered_for(me))), is_open(kind),
        kind.due <= clock.today() + AHEAD,
    )


def _to_explain(me: Me) -> Select:
    """Open promises that this person made for somebody else and did not explain yet."""
    return select(Promise.id).where(
        Promise.made_by_id == me.id, Promise.explained_on.is_(None), is_open(Promise),
        or_(Promise.owner_id.is_(None), Promise.owner_id != me.id),
    )


def count(me: Me) -> int:
    """How many things wait, counted up to a hundred of each, in one question."""
    parts = [_mine(Promise, me), _mine(Complaint, me), _to_explain(me)]
    counted = [select(func.count()).select_from(part.limit(MOST).subquery()).scalar_subquery() for part in parts]
    return sum(db.session.execute(select(*counted)).one())


def tasks(me: Me) -> list[Task]:
    """The things themselves, most urgent first; behind the twentieth of a kind stands a link to all of them."""
    return [*_kept(Promise, me), *_kept(Complaint, me), *_explained(me)]


def _kept(kind: Kind, me: Me) -> list[Task]:
    owner = aliased(Person)
    rows = db.session.execute(
        select(kind.id, kind.uid, kind.what, kind.due, kind.owner_id, Customer.name, Unit.name, owner.name)
        .join(Customer, Customer.id == kind.customer_id)
        .outerjoin(owner, owner.id == kind.owner_id)
        .outerjoin(Unit, Unit.id == kind.owner_unit_id)
        .where(kind.id.in_(_mine(kind, me)))
        .order_by(kind.due, kind.id)
        .limit(AT_HAND + 1)
    ).all()
    promise = kind is Promise
    code, says = ("promise", _("Promised to the customer: yours to keep")) if promise else (
        "complaint", _("Complaint: yours to settle"),
    )  # fmt: skip
    made = [
        Task(
            f"{code}-{row.id}", _short(row.what), says, url_for(f"visits.{code}", uid=row.uid),
            f"{row[5]} ({row[6]})" if row[6] else row[5], row.due,
            for_name=row[7] if row.owner_id not in {None, me.id} else "",
        )
        for row in rows[:AT_HAND]
    ]
    if len(rows) > AT_HAND:
        title = _("All promises that are yours to keep") if promise else _("All complaints that are yours to settle")
        made.append(
            Task(
                f"{code}s-all", title, _("There are more of them"), url_for(f"visits.{code}s"),
                due=rows[AT_HAND - 1].due, stands_for_more=True,
            )
        )
    return made


def _explained(me: Me) -> list[Task]:
    owner = aliased(Person)
    rows = db.session.execute(
        select(
            Promise.id, Promise.uid, Promise.what, Promise.due, Promise.created_at, Customer.name,
            func.coalesce(owner.name, Unit.name).label("owner"),
        )
        .join(Customer, Customer.id == Promise.customer_id)
        .outerjoin(owner, owner.id == Promise.owner_id)
        .outerjoin(Unit, Unit.id == Promise.owner_unit_id)
        .where(Promise.id.in_(_to_explain(me)))
        .order_by(Promise.due, Promise.id)
        .limit(AT_HAND + 1)
    ).all()
    made = [
        Task(
            f"explain-{row.id}", _short(row.what), _("Explain your promise to %(name)s", name=row.owner),
            url_for("visits.promise", uid=row.uid), row[5], row.due,
        )
        for row in rows[:AT_HAND]
    ]
    if len(rows) > AT_HAND:
        made.append(
            Task(
                "explain-all", _("All promises that you made"), _("More of them are to be explained"),
                url_for("visits.promises", whose="made"), due=rows[AT_HAND - 1].due, stands_for_more=True,
            )
        )
    return made


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + "…"
