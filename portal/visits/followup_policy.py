"""Who sees and does what with promises and complaints (spec 0: the owner of a promise sees that promise)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, null, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers import policy as customers
from portal.customers.models import Branch, Contact, Customer
from portal.people.me import Me
from portal.people.models import Person, Unit
from portal.visits.followup_owners import Owner, departments, departments_read, stood_in_for
from portal.visits.models import Complaint, ComplaintKind, Promise, Visit
from portal.visits.policy import over, team

Clause = ColumnElement[bool]
Kind = type[Promise] | type[Complaint]


def made(kind: Kind, me: Me) -> Clause:
    """This person promised it, or took the complaint."""
    return kind.made_by_id == me.id


def owns(kind: Kind, me: Me) -> Clause:
    """It is this person's to keep, or that of somebody who is absent and for whom they stand in."""
    return or_(kind.owner_id == me.id, kind.owner_id.in_(stood_in_for(me)))


def in_department(kind: Kind, me: Me) -> Clause:
    """It is to be kept by a department that this person leads or works in."""
    return kind.owner_unit_id.in_(departments(me))


def _reads_department(kind: Kind, me: Me) -> Clause:
    return kind.owner_unit_id.in_(departments_read(me))


def in_line(kind: Kind, me: Me) -> Clause:
    """Somebody whom this person leads, directly or further up, made it or has to keep it."""
    return or_(over(me, kind.made_by_id), over(me, kind.owner_id))


def of_team(kind: Kind, me: Me) -> Clause:
    """Somebody of the team made it or has to keep it."""
    return or_(kind.made_by_id.in_(team(me)), kind.owner_id.in_(team(me)))


def _of_customers(kind: Kind, ids: tuple[customers.Ids, ...]) -> Clause:
    return or_(*(kind.customer_id.in_(one) for one in ids))


def reads_customer(kind: Kind, me: Me) -> Clause:
    """May read the customer, and so all that was promised to it."""
    return _of_customers(kind, customers.readable(me))


def keeps_customer(kind: Kind, me: Me) -> Clause:
    """Owns the customer or is its partner; of one without an owner, leads its unit."""
    return _of_customers(kind, customers.kept(me))


def readable_by(kind: Kind, me: Me) -> Clause:
    """May read it: the same for the list and for a page."""
    return or_(
        made(kind, me), owns(kind, me), _reads_department(kind, me), in_line(kind, me), reads_customer(kind, me)
    )


def exists_for(kind: Kind, me: Me) -> Clause:
    """It is there for this person, though only those of the other rules read it: who sees the customer exist."""
    return or_(readable_by(kind, me), _of_customers(kind, customers.of_teams(me)))


@dataclass(frozen=True)
class FollowUpFile:
    """A promise or complaint as its page needs it, and what this person is to it. Who does not read the customer gets
    its name, but no way to its page; `to_whom` is the name of the contact where there is one.
    """

    id: int
    uid: str
    what: str
    made_on: date
    due: date
    done_on: date | None
    dropped_on: date | None
    outcome: str
    rev: int
    customer_id: int
    customer: str
    branch: str | None
    contact_id: int | None
    contact: str | None
    visit_uid: str | None
    made_by_id: int
    made_by: str
    made_by_email: str
    owner_id: int | None
    owner_name: str | None
    owner_unit_id: int | None
    owner_unit: str | None
    named: str | None
    explained_on: date | None
    moved: int | None
    kind: ComplaintKind | None
    is_maker: bool
    is_owner: bool
    is_department: bool
    keeps: bool
    reads_customer: bool
    reads: bool

    @property
    def is_promise(self) -> bool:
        """A promise, or a complaint."""
        return self.kind is None

    @property
    def code(self) -> str:
        """The kind of thing, as the history names it."""
        return "promise" if self.is_promise else "complaint"

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped."""
        return self.done_on is None and self.dropped_on is None

    @property
    def owner(self) -> Owner:
        """Who sees to it."""
        return Owner(self.owner_id, self.owner_unit_id)

    @property
    def owned_by(self) -> str:
        """The colleague or the department by name."""
        return self.owner_name or self.owner_unit or ""

    @property
    def to_whom(self) -> str:
        """Who was promised it, or who complained; empty when nobody is named."""
        return self.contact or self.named or ""

    @property
    def days(self) -> int:
        """Days until it is due; negative when late."""
        return (self.due - clock.today()).days

    @property
    def is_for_another(self) -> bool:
        """Somebody other than who made it sees to it."""
        return self.owner_id != self.made_by_id

    @property
    def acts(self) -> bool:
        """May change, explain, move, give to another and drop it: who made it, and who keeps the customer."""
        return self.is_maker or self.keeps

    @property
    def settles(self) -> bool:
        """May say that it is done: who owns it."""
        return self.is_owner or self.is_department

    @property
    def reopens(self) -> bool:
        """May open it again: each what they may end."""
        return self.acts or (self.settles and self.done_on is not None)


def files(kind: Kind, me: Me, page: Select[Any] | None = None) -> Select[Any]:
    """The SELECT behind lists and pages, with this person's relations as booleans. A `page` of ids stands in front of
    all that is looked up for its rows: of so many tables PostgreSQL joins the last ones in the order they are written.
    """
    maker, owner = aliased(Person), aliased(Person)
    promise = kind is Promise
    own = (Promise.to_whom, Promise.explained_on, Promise.moved, null()) if promise else (
        null(), null(), null(), Complaint.kind,
    )  # fmt: skip
    told = (
        select(
            kind.id, kind.uid, kind.what, kind.made_on, kind.due, kind.done_on, kind.dropped_on, kind.outcome,
            kind.rev, kind.customer_id, Customer.name, Branch.name, kind.contact_id, Contact.name, Visit.uid,
            kind.made_by_id, maker.name, maker.email, kind.owner_id, owner.name, kind.owner_unit_id, Unit.name,
            *own, made(kind, me), owns(kind, me), in_department(kind, me), keeps_customer(kind, me),
            reads_customer(kind, me), readable_by(kind, me),
        )
    )
    if page is not None:
        cut = page.subquery()
        told = told.select_from(cut).join(kind, kind.id == cut.c.id)
    return (
        told.join(Customer, Customer.id == kind.customer_id)
        .join(maker, maker.id == kind.made_by_id)
        .outerjoin(owner, owner.id == kind.owner_id)
        .outerjoin(Unit, Unit.id == kind.owner_unit_id)
        .outerjoin(Branch, Branch.id == kind.branch_id)
        .outerjoin(Contact, Contact.id == kind.contact_id)
        .outerjoin(Visit, and_(Visit.id == kind.visit_id, Visit.ended_on.is_(None)))
    )


def file_of(row: Any) -> FollowUpFile:
    """A row of `files`; NULL of a condition on an empty column is no."""
    facts, relations_ = row[:-6], (bool(held) for held in row[-6:])
    return FollowUpFile(*facts, *relations_)


def find(me: Me, kind: Kind, uid: UUID | str) -> FollowUpFile:
    """It for this person; 404 when it does not exist for them."""
    row = db.session.execute(files(kind, me).where(kind.uid == str(uid), exists_for(kind, me))).one_or_none()
    if row is None:
        abort(404)
    return file_of(row)


def _demanding(kind: Kind, holds_true: Callable[[FollowUpFile], bool]) -> Callable[..., FollowUpFile]:
    """A loader: 404 for strangers, 403 for those who see it but may not act."""

    def load(me: Me, uid: UUID) -> FollowUpFile:
        file = find(me, kind, uid)
        if not (file.reads and holds_true(file)):
            abort(403)
        return file

    return load


@dataclass(frozen=True)
class Rules:
    """The rules of one kind."""

    read: Rule
    act: Rule
    settle: Rule
    pass_on: Rule
    reopen: Rule


def _rules(kind: Kind, code: str, *says: str) -> Rules:
    held = {
        "read": lambda file: file.reads,
        "act": lambda file: file.acts,
        "settle": lambda file: file.settles,
        "pass_on": lambda file: file.acts or file.settles,
        "reopen": lambda file: file.reopens,
    }
    return Rules(**{
        name: rule(f"{code}.{name}", sentence, load=_demanding(kind, holds_true), takes=("uid",), gives="file")
        for (name, holds_true), sentence in zip(held.items(), says, strict=True)
    })


PROMISE = _rules(
    Promise,
    "promise",
    N_(
        "A promise to a customer is read by who reads the customer, who made it, its owner and the owner's deputy, who "
        "leads or works in the department that owns it, and the managers of who made it and of its owner"
    ),
    N_(
        "Who made a promise, and the owner and inside-sales partner of the customer, change it, explain it, agree "
        "another day and drop it"
    ),
    N_("Only the owner of a promise (a colleague, their deputy, or those of the department) marks it as done"),
    N_(
        "Who may change a promise gives it to another owner; its owner passes it on to a colleague of the department"
    ),
    N_("A promise is opened again by those who may change it, and by its owner when it was done"),
)
COMPLAINT = _rules(
    Complaint,
    "complaint",
    N_(
        "A complaint of a customer is read by who reads the customer, who took it, its owner and the owner's deputy, "
        "who leads or works in the department that owns it, and the managers of who took it and of its owner"
    ),
    N_(
        "Who took a complaint, and the owner and inside-sales partner of the customer, change it, agree another day "
        "and drop it"
    ),
    N_("Only the owner of a complaint (a colleague, their deputy, or those of the department) marks it as settled"),
    N_(
        "Who may change a complaint gives it to another owner; its owner passes it on to a colleague of the department"
    ),
    N_("A complaint is opened again by those who may change it, and by its owner when it was settled"),
)


def rules(kind: Kind) -> Rules:
    """The rules of a kind."""
    return PROMISE if kind is Promise else COMPLAINT


def _works_with_customers(me: Me) -> None:
    if not customers.has_customers(me):
        abort(403)


LIST = rule("promise.list", N_("Everyone lists the promises and complaints that they may read"))
ADD = rule(
    "promise.add",
    N_("Everyone who reads a customer notes what was promised to it and what it complained about"),
    load=_works_with_customers,
)
