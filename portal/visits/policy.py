"""Who sees contacts and their reports (spec 0, Who sees what): who has them, works on the customer, or leads those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from flask import abort, redirect, request, url_for
from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union_all
from werkzeug.wrappers import Response

from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers import policy as customers
from portal.customers import relations
from portal.customers.models import Branch, Contact, Contributor, Customer, Portfolio
from portal.people.me import Me
from portal.people.models import FOREVER, Line, Person, Via
from portal.visits.models import Channel, Report, Visit, VisitState

Clause = ColumnElement[bool]
NEXT = timedelta(days=1)


def has(me: Me) -> Clause:
    """The contact is this person's own."""
    return Visit.person_id == me.id


def over(me: Me, person_id: Any, *more: Clause) -> Clause:
    """Leads the person of this column, directly or further up, or stands in today for somebody who does."""
    return exists().where(
        Line.over_id == me.id, Line.person_id == person_id, Line.via.in_((Via.LEAD, Via.DEPUTY)),
        *relations.running(Line), *more,
    )


def over_person(me: Me) -> Clause:
    """Leads whose contact it is, directly or further up, or stands in today for somebody who does."""
    return over(me, Visit.person_id)


def _customers(ids: tuple[customers.Ids, ...]) -> Clause:
    return or_(*(Visit.customer_id.in_(one) for one in ids))


def works_on_customer(me: Me) -> Clause:
    """Owns the customer, is its partner, contributes to it, takes it over, or stands over its owner."""
    return _customers(customers.readable(me))


def keeps_customer(me: Me) -> Clause:
    """Owns the customer or is its partner; of one without an owner, leads its unit."""
    return _customers(customers.kept(me))


def teammate(me: Me) -> Clause:
    """Works in the team of the customer or of its owner: sees that the contact exists."""
    return _customers(customers.of_teams(me))


def readable_by(me: Me) -> Clause:
    """May read the contact."""
    return or_(has(me), over_person(me), works_on_customer(me))


def led(me: Me) -> customers.Ids:
    """All under this person, directly or further up, or under somebody for whom they stand in: for lists, which begin
    at the people; `over` is the same of one thing.
    """
    return select(Line.person_id).where(
        Line.over_id == me.id, Line.via.in_((Via.LEAD, Via.DEPUTY)), *relations.running(Line)
    )


def team(me: Me) -> customers.Ids:
    """The people whom every list calls "my team": who stands next under this person today, or next under somebody for
    whom they stand in.
    """
    return select(Line.person_id).where(
        Line.over_id == me.id, Line.steps == 1, Line.via.in_((Via.LEAD, Via.DEPUTY)), *relations.running(Line)
    )


def of_team(me: Me) -> Clause:
    """The contacts of the team."""
    return Visit.person_id.in_(team(me))


@dataclass(frozen=True)
class VisitFile:
    """A contact as its pages need it, and what this person is to it."""

    id: int
    uid: str
    customer_id: int
    customer: str
    branch_id: int | None
    branch: str | None
    place: str | None
    contact_id: int | None
    contact: str | None
    person_id: int
    person: str
    channel: Channel
    purpose: str
    day: date
    at: str | None
    minutes: int
    state: VisitState
    reason: str
    rev: int
    plan_id: int | None
    part_key: str | None
    due: date | None
    window_from: date | None
    window_to: date | None
    made_by_id: int | None
    report_rev: int
    is_reported: bool
    is_own: bool
    is_over_person: bool
    works: bool
    keeps: bool

    @property
    def is_cancelled(self) -> bool:
        """It does not take place."""
        return self.state in {VisitState.CANCELLED_BY_US, VisitState.CANCELLED_BY_CUSTOMER}

    @property
    def reads(self) -> bool:
        """May read it and its report."""
        return self.is_own or self.is_over_person or self.works

    @property
    def acts(self) -> bool:
        """May move and cancel it: whose contact it is, and who keeps the customer."""
        return self.is_own or self.keeps


def files(me: Me) -> Select[Any]:
    """The SELECT behind every page of one contact, with this person's relations as booleans."""
    return (
        select(
            Visit.id, Visit.uid, Visit.customer_id, Customer.name, Visit.branch_id, Branch.name, Branch.place,
            Visit.contact_id, Contact.name, Visit.person_id, Person.name, Visit.channel, Visit.purpose, Visit.day,
            Visit.at, Visit.minutes, Visit.state, Visit.reason, Visit.rev, Visit.plan_id, Visit.part_key, Visit.due,
            Visit.window_from, Visit.window_to, Visit.made_by_id, func.coalesce(Report.rev, 0),
            Report.sent_at.is_not(None), has(me), over_person(me), works_on_customer(me), keeps_customer(me),
        )
        .join(Customer, Customer.id == Visit.customer_id)
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Branch, Branch.id == Visit.branch_id)
        .outerjoin(Contact, Contact.id == Visit.contact_id)
        .outerjoin(Report, Report.visit_id == Visit.id)
    )


def find(me: Me, uid: UUID) -> VisitFile:
    """The contact for this person; 404 when it does not exist for them, or the agreement asks for it no more."""
    there = or_(readable_by(me), teammate(me))
    row = db.session.execute(
        files(me).where(Visit.uid == str(uid), Visit.ended_on.is_(None), there)
    ).one_or_none()
    if row is None:
        abort(_held_instead(me, uid) or 404)
    return VisitFile(*row)


def own_instead(me: Me, uid: UUID | str) -> str:
    """The uid of the contact that stands for this one when this person had it before the customer was handed over."""
    return str(uuid5(UUID(str(uid)), f"held-by-{me.id}"))


def _held_instead(me: Me, uid: UUID) -> Response | None:
    """The way to that contact, for who opens the one that went to another."""
    found = select(Visit.uid).where(Visit.uid == own_instead(me, uid), has(me), Visit.ended_on.is_(None))
    own = db.session.scalar(found) if request.method == "GET" else None
    return redirect(url_for(request.endpoint, uid=own), 303) if own else None


def demand_there(me: Me, visit_id: int) -> None:
    """404 unless the contact exists for this person, as on its page; also of one that its agreement dropped."""
    there = select(Visit.id).where(Visit.id == visit_id, or_(readable_by(me), teammate(me)))
    if db.session.scalar(there) is None:
        abort(404)


def _demanding(holds_true: Callable[[VisitFile], bool]) -> Callable[..., VisitFile]:
    """A loader: 404 for strangers, 403 for those who see that it exists but may not act."""

    def load(me: Me, uid: UUID) -> VisitFile:
        file = find(me, uid)
        if not holds_true(file):
            abort(_held_instead(me, uid) or 403)
        return file

    return load


def _rule(code: str, says: str, holds_true: Callable[[VisitFile], bool]) -> Rule:
    return rule(code, says, load=_demanding(holds_true), takes=("uid",), gives="visit")


READ = _rule(
    "visit.read",
    N_(
        "A contact and its report are read by whose contact it is, by those who read the customer, and by the managers "
        "up the line with their deputies; a report that was not sent yet only by who writes it"
    ),
    lambda file: file.reads,
)
ACT = _rule(
    "visit.act",
    N_(
        "A contact is moved or cancelled by whose contact it is, and by the owner and inside-sales partner of the "
        "customer"
    ),
    lambda file: file.acts,
)
REPORT = _rule("visit.report", N_("Only whose contact it is writes its report"), lambda file: file.is_own)
MARK = _rule(
    "visit.mark",
    N_("The managers up the line and their deputies mark a report as read and remark on it; others only read it"),
    lambda file: file.is_over_person and file.is_reported,
)


def workable(me: Me) -> tuple[customers.Ids, ...]:
    """The ids of the customers with which this person may plan contacts: owner, partner and contributors today; of
    one without an owner, who leads its unit. Who takes a customer over begins on the day itself.
    """
    return (
        relations.owned_by(me), relations.partnered_by(me), relations.contributed_by(me),
        relations.unowned_in_led_unit(me),
    )


def may_plan(me: Me, customer_id: int) -> bool:
    """Whether this person may have contacts with the customer."""
    wanted = or_(*(Customer.id.in_(ids) for ids in workable(me)))
    return db.session.scalar(select(Customer.id).where(Customer.id == customer_id, wanted)) is not None


def worked_on(me: Me, customer_id: int, day: date) -> bool:
    """Whether this person was owner, partner or contributor of the customer on a day: who had a contact then reports
    it, whoever has the customer now.
    """
    mine = (
        select(Portfolio.id).where(
            Portfolio.customer_id == customer_id, or_(Portfolio.owner_id == me.id, Portfolio.partner_id == me.id),
            Portfolio.starts <= day, Portfolio.ends >= day,
        ),
        select(Contributor.id).where(
            Contributor.customer_id == customer_id, Contributor.person_id == me.id, Contributor.starts <= day,
            Contributor.ends >= day,
        ),
    )
    return any(db.session.scalar(one.limit(1)) is not None for one in mine)


def gave_over(me: Me, customer_id: int, to_id: int, day: date) -> bool:
    """Whether this person owned the customer on a day, or until the day before, and handed it to that colleague."""
    found = db.session.execute(
        select(Portfolio.owner_id, Portfolio.starts, Portfolio.ends).where(
            Portfolio.customer_id == customer_id, Portfolio.owner_id.in_((me.id, to_id))
        )
    ).all()
    taken = {row.starts for row in found if row.owner_id == to_id}
    return any(
        row.owner_id == me.id and row.starts <= day <= row.ends + NEXT and row.ends + NEXT in taken
        for row in found if row.ends < FOREVER
    )


def _works(me: Me) -> None:
    own = select(Visit.id).where(Visit.person_id == me.id).limit(1)
    if not customers.has_customers(me) and db.session.scalar(own) is None and not me.leads_somebody:
        abort(403)


LIST = rule(
    "visit.list",
    N_(
        "Everyone who works with customers lists their own planned contacts; who leads others lists theirs; on the "
        "page of a customer they are read by those who read the customer"
    ),
    load=_works,
)


def asking_any(me: Me) -> Select[Any]:
    """The question of a customer with which this person may plan contacts."""
    ids = union_all(*workable(me)).subquery()  # each relation on its own index
    return select(ids.c[0]).limit(1)


def plans_any(me: Me) -> bool:
    """Whether there is one."""
    return db.session.scalar(asking_any(me)) is not None


def _plans(me: Me) -> None:
    if not plans_any(me):
        abort(403)


PLAN = rule(
    "visit.plan",
    N_(
        "The owner, the inside-sales partner and the contributors of a customer plan contacts with it; of a customer "
        "without an owner, those who lead its unit"
    ),
    load=_plans,
)
