"""What waits on a person among promises and complaints, for Today: theirs to keep, to explain, to settle."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, Select, case, func, literal, null, or_, select, union_all

from portal.core import clock
from portal.core.tasks import Task
from portal.core.together import Part
from portal.customers.models import Customer
from portal.people.me import Me
from portal.people.models import Person, Unit
from portal.visits.followup_owners import answered_for, worked_in
from portal.visits.followup_policy import Kind
from portal.visits.followup_queries import is_open, to_keep
from portal.visits.models import Complaint, Promise

AHEAD = timedelta(days=30)  # what is due later stands in the list of promises
SOON = timedelta(days=7)
AT_HAND, MOST = 20, 100
LONGEST = 90  # characters of what was promised


def _mine(kind: Kind, me: Me) -> Select:
    """Open ones that this person keeps, also for who is absent, and those of a department that they lead."""
    return select(kind.id).where(
        to_keep(kind, me), is_open(kind), kind.due <= clock.today() + AHEAD
    )


def _of_department(kind: Kind, me: Me) -> Select:
    """Those due soon of a department in which this person works, and for which somebody else answers."""
    return select(kind.id).where(
        kind.owner_unit_id.in_(worked_in(me)), kind.owner_unit_id.not_in(answered_for(me)), is_open(kind),
        kind.due <= clock.today() + SOON,
    )


def _to_explain(me: Me) -> Select:
    """Open promises that this person made for somebody else and did not explain yet."""
    return select(Promise.id).where(
        Promise.made_by_id == me.id, Promise.explained_on.is_(None), is_open(Promise),
        or_(Promise.owner_id.is_(None), Promise.owner_id != me.id),
    )


def counting(me: Me, _day: date) -> Select:
    """The question of how many things wait, counted up to a hundred of each."""
    parts = [_mine(Promise, me), _mine(Complaint, me), _to_explain(me)]
    kept, settled, explained = (_count(part).scalar_subquery() for part in parts)
    shared = (case((_of_department(kind, me).exists(), 1), else_=0) for kind in (Promise, Complaint))
    return select(sum(shared, kept + settled + explained))


def _count(ids: Select) -> Select:
    return select(func.count()).select_from(ids.limit(MOST).subquery())


def tasks(me: Me) -> Part:
    """The things themselves, most urgent first; behind the twentieth of a kind stands a link to all of them."""
    found: dict[str, list[Row]] = {"promise": [], "complaint": [], "explain": [], "promises": [], "complaints": []}
    for row in (yield {"listed": _listed(me)})["listed"]:
        found[row.code].append(row)
    shared = [_of_departments(row) for many in ("promises", "complaints") for row in found.pop(many) if row.id]
    made = [_task(me, row) for rows in found.values() for row in rows[:AT_HAND]]
    made += [_all(code, rows[AT_HAND - 1]) for code, rows in found.items() if len(rows) > AT_HAND]
    return made + shared


def _of_departments(row: Row) -> Task:
    """One line for the promises of the person's departments, or for the complaints; `id` is how many they are."""
    if row.code == "promises":
        title = ngettext("%(num)d promise of your department", "%(num)d promises of your department", row.id)
    else:
        title = ngettext("%(num)d complaint of your department", "%(num)d complaints of your department", row.id)
    address = url_for(f"visits.{row.code}", whose="department")
    return Task(f"department-{row.code}", title, _("Due within a week, or overdue"), address)


def _listed(me: Me) -> Select:
    """All three kinds, and how many their departments have, in one question, each on its own index."""
    def part(code: str, kind: Kind, ids: Select) -> Select:
        columns = (
            literal(code).label("code"), kind.id, kind.uid, kind.what, kind.due, kind.customer_id, kind.owner_id,
            kind.owner_unit_id,
        )
        rows = select(*columns).where(kind.id.in_(ids)).order_by(kind.due, kind.id).limit(AT_HAND + 1)
        return select(rows.subquery())

    def number(code: str, kind: Kind) -> Select:
        return select(literal(code), _count(_of_department(kind, me)).scalar_subquery(), *[null()] * 6)

    found = union_all(
        part("promise", Promise, _mine(Promise, me)), part("complaint", Complaint, _mine(Complaint, me)),
        part("explain", Promise, _to_explain(me)), number("promises", Promise), number("complaints", Complaint),
    ).subquery()
    return (
        select(
            found.c.code, found.c.id, found.c.uid, found.c.what, found.c.due, found.c.owner_id,
            Customer.name.label("customer"), Person.name.label("owner"), Unit.name.label("unit"),
        )
        .outerjoin(Customer, Customer.id == found.c.customer_id)
        .outerjoin(Person, Person.id == found.c.owner_id)
        .outerjoin(Unit, Unit.id == found.c.owner_unit_id)
        .order_by(found.c.due, found.c.id)
    )


def _task(me: Me, row: Row) -> Task:
    if row.code == "explain":
        says = _("Explain your promise to %(name)s", name=row.owner or row.unit)
        address = url_for("visits.promise", uid=row.uid)
        return Task(f"explain-{row.id}", _short(row.what), says, address, row.customer, row.due)
    says = _("Promised to the customer: yours to keep") if row.code == "promise" else _("Complaint: yours to settle")
    return Task(
        f"{row.code}-{row.id}", _short(row.what), says, url_for(f"visits.{row.code}", uid=row.uid),
        f"{row.customer} ({row.unit})" if row.unit else row.customer, row.due,
        for_name=row.owner if row.owner_id not in {None, me.id} else "",
    )


def _all(code: str, last: Row) -> Task:
    """The link to all of a kind."""
    title, says, address = {
        "promise": (
            _("All promises that are yours to keep"), _("There are more of them"), url_for("visits.promises"),
        ),
        "complaint": (
            _("All complaints that are yours to settle"), _("There are more of them"), url_for("visits.complaints"),
        ),
        "explain": (
            _("All promises that you made"), _("More of them are to be explained"),
            url_for("visits.promises", whose="made"),
        ),
    }[code]  # fmt: skip
    return Task(f"{code}-all", title, says, address, due=last.due, stands_for_more=True)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + "…"
