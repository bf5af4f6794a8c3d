"""Whose a customer is: hand-over from a day, one or many at once, and who contributes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.customers import effects, policy
from portal.customers.models import Contributor, Customer, Portfolio
from portal.customers.queries import going_on
from portal.customers.relations import running
from portal.people.me import Me
from portal.people.models import FOREVER, Person, Position
from portal.people.services.versions import fresh

MOST = 500  # customers in one hand-over
FARTHEST = timedelta(days=731)


def steered(me: Me, ids: list[int]) -> dict[int, tuple[str, int | None, str | None]]:
    """{id: (name, owner id, owner name)} of those customers that this person may hand over and that go on."""
    found = policy.files(me).where(Customer.id.in_(ids[:MOST]), policy.visible_to(me), going_on())
    rows = [policy.CustomerFile(*row) for row in db.session.execute(found.order_by(Customer.sort_nl))]
    return {file.id: (file.name, file.owner_id, file.owner_name) for file in rows if file.steers}


def portfolio_of(me: Me, owner_id: int) -> list[int]:
    """The ids of all customers somebody owns today, of those that are there for this person."""
    owned = select(Customer.id).join(Portfolio, Portfolio.customer_id == Customer.id)
    owned = owned.where(Portfolio.owner_id == owner_id, *running(Portfolio), policy.visible_to(me))
    return list(db.session.scalars(owned.order_by(Customer.id).limit(MOST)))


def hand_over(me: Me, ids: list[int], *, owner: int, partner: int | None, starts: date) -> None:
    """These customers have another owner from a day, today or later; all of them or none.

    Raises `Refused` with the sentence and, where one customer is the reason, its `name`.
    """
    with write():
        _check(owner, partner, starts)
        _hold(ids)  # before it is asked whose they are: of two hand-overs at once the second finds the new owner
        may = steered(me, sorted(set(ids)))
        if not may or len(may) != len(set(ids)):
            raise Refused("not_yours_to_hand_over", field="customers")
        groups: dict[int | None, dict[int, str]] = {}
        for customer_id, (name, before, _before_name) in sorted(may.items()):
            _move(customer_id, name, owner, partner, starts)
            audit.record(
                "customer_handed_over", "customer", customer_id, actor=me, person=owner, before=before,
                partner=partner, starts=str(starts),
            )
            groups.setdefault(before, {})[customer_id] = name
        db.session.flush()
        _follow(me, groups, owner, partner, starts)


def _hold(ids: list[int]) -> None:
    wanted = select(Customer.id).where(Customer.id.in_(ids[:MOST])).order_by(Customer.id)
    db.session.execute(wanted.with_for_update(key_share=True)).all()


def _check(owner: int, partner: int | None, starts: date) -> None:
    day = clock.today()
    if starts < day:
        raise Refused("in_the_past", field="starts")
    if starts > day + FARTHEST:
        raise Refused("too_far", field="starts")
    if partner == owner:
        raise Refused("own_partner", field="partner")
    for who, field in ((owner, "owner"), (partner, "partner")):
        if who is None:
            continue
        if fresh(Person, who).disabled_at is not None:
            raise Refused("owner_gone", field=field)
        at_work = select(Position.id).where(
            Position.person_id == who, Position.starts <= starts, Position.ends >= starts
        )
        if db.session.scalar(at_work.limit(1)) is None:
            raise Refused("not_at_work", field=field)


def _move(customer_id: int, name: str, owner: int, partner: int | None, starts: date) -> None:
    """End the row of the owner until then and start the next; what has not begun by that day is refused."""
    rows = list(
        db.session.scalars(
            select(Portfolio).where(Portfolio.customer_id == customer_id, Portfolio.ends >= starts)
            .order_by(Portfolio.starts).with_for_update()
        )
    )
    if any(row.starts > starts for row in rows):
        raise Refused("agreed_already", field="starts", name=name)
    for row in rows:
        if (row.owner_id, row.partner_id) == (owner, partner):
            raise Refused("owns_already", field="owner", name=name)
        if row.starts == starts:
            db.session.delete(row)
        else:
            row.ends = starts - timedelta(days=1)
    db.session.flush()  # before the next: two may not run until the same day
    db.session.add(
        Portfolio(
            customer_id=customer_id, owner_id=owner, partner_id=partner, starts=starts, ends=FOREVER,
            settled=starts <= clock.today(),
        )
    )


@dataclass(frozen=True)
class Move:
    """A hand-over that was checked already: the owner until then, and the owner and partner from now on."""

    customer_id: int
    name: str
    before: int | None
    owner: int
    partner: int | None


def move_now(me: Me, moves: Iterable[Move]) -> None:
    """Hand over from today, inside an open `write()`: history, notices and what follows as for any hand-over."""
    today = clock.today()
    together: dict[tuple[int, int | None], dict[int | None, dict[int, str]]] = {}
    for one in moves:
        _move(one.customer_id, one.name, one.owner, one.partner, today)
        audit.record(
            "customer_handed_over", "customer", one.customer_id, actor=me, person=one.owner, before=one.before,
            partner=one.partner, starts=str(today),
        )
        groups = together.setdefault((one.owner, one.partner), {})
        groups.setdefault(one.before, {})[one.customer_id] = one.name
    db.session.flush()
    for (owner, partner), groups in together.items():
        _follow(me, groups, owner, partner, today)


def tell_new(me: Me, owner: int, partner: int | None, customers: dict[int, str]) -> None:
    """Tell who owns and who partners customers that were added for them today."""
    new, today = db.session.get(Person, owner), str(clock.today())
    effects.tell(me, "customer_given", owner, customers, starts=today)
    effects.tell(me, "customer_partnered", partner, customers, starts=today, owner=new.name)


def _follow(
    me: Me, groups: dict[int | None, dict[int, str]], owner: int, partner: int | None, starts: date
) -> None:
    """Tell both owners and the partner; on the day itself, let what hangs on the owner follow."""
    new = db.session.get(Person, owner)
    moved = {one: name for before, some in groups.items() if before != owner for one, name in some.items()}
    effects.tell(me, "customer_given", owner, moved, starts=str(starts))
    everything = {one: name for some in groups.values() for one, name in some.items()}
    effects.tell(me, "customer_partnered", partner, everything, starts=str(starts), owner=new.name)
    for before, some in groups.items():
        if before != owner:
            effects.tell(me, "customer_taken", before, some, starts=str(starts), owner=new.name)
            if starts <= clock.today():
                effects.handed_over(list(some), before, owner, starts)


def call_off(me: Me, customer_id: int, portfolio_id: int) -> None:
    """A hand-over that has not begun does not take place: the owner of before goes on. Raises `Refused`."""
    with write() as session:
        customer = fresh(Customer, customer_id)
        policy.STEER.load(me, customer_id)
        row = fresh(Portfolio, portfolio_id, customer_id=customer_id)
        if row.starts <= clock.today():
            raise Refused("begun_already")
        given, day, ends = row.owner_id, row.starts, row.ends
        before = session.scalars(
            select(Portfolio).where(
                Portfolio.customer_id == customer_id, Portfolio.ends == day - timedelta(days=1)
            )
        ).one_or_none()
        session.delete(row)
        session.flush()
        if before is not None:
            before.ends = ends
        audit.record("customer_stays", "customer", customer_id, actor=me, person=given, starts=str(day))
        for person_id in {given, before.owner_id if before else given}:
            effects.tell(me, "customer_stays", person_id, {customer_id: customer.name}, starts=str(day))


def add_contributor(me: Me, customer_id: int, person_id: int) -> None:
    """Somebody contributes from today. Raises `Refused` for who does already, or owns it."""
    with write() as session:
        customer = fresh(Customer, customer_id)
        file = policy.INVITE.load(me, customer_id)
        if person_id in {file.owner_id, file.partner_id}:
            raise Refused("works_already", field="person")
        if fresh(Person, person_id).disabled_at is not None:
            raise Refused("owner_gone", field="person")
        there = select(Contributor.id).where(
            Contributor.customer_id == customer_id, Contributor.person_id == person_id, *running(Contributor)
        )
        if session.scalar(there) is not None:
            raise Refused("works_already", field="person")
        session.add(Contributor(customer_id=customer_id, person_id=person_id, starts=clock.today()))
        audit.record("contributor_added", "customer", customer_id, actor=me, person=person_id)
        effects.tell(me, "customer_contributor", person_id, {customer_id: customer.name})


def end_contributor(me: Me, customer_id: int, contributor_id: int) -> None:
    """Somebody contributes no longer: yesterday was the last day, so that it counts at the next request."""
    with write() as session:
        fresh(Customer, customer_id)
        policy.INVITE.load(me, customer_id)
        row = fresh(Contributor, contributor_id, customer_id=customer_id)
        yesterday = clock.today() - timedelta(days=1)
        if row.ends <= yesterday:
            return
        if row.starts > yesterday:
            session.delete(row)
        else:
            row.ends = yesterday
        audit.record("contributor_ended", "customer", customer_id, actor=me, person=row.person_id)
