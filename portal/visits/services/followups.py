"""Promises and complaints as they are made: in a report, or by themselves. What becomes of them: followup_moves.py."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, select

from portal.core import audit, clock
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.customers import policy as customers
from portal.customers.models import Branch, Contact, Customer
from portal.people.me import Me
from portal.people.services.versions import fresh
from portal.visits import followup_effects as effects
from portal.visits.followup_owners import Owner, demand, owner_of
from portal.visits.models import Complaint, ComplaintKind, Promise, Visit

FollowUp = Promise | Complaint
LONGEST = 2_000  # characters of what was promised
AHEAD = timedelta(days=3 * 366)  # a slip of the year is noticed
BY_REPORT = ("made", "from_report", "left_out")  # what a report did
NOT_ACTED = (*BY_REPORT, "followed")  # what the history holds while nobody acted on it: a hand-over is no act on it


@dataclass(frozen=True)
class PromiseRow:
    """A promise as a report or a form holds it. `owner` None is the one who makes it; `to_whom` is a name where it was
    promised to nobody among the contacts. `uid` was made where it was typed.
    """

    uid: str
    what: str
    due: date
    owner: Owner | None = None
    to_whom: str = ""
    contact_id: int | None = None

    def facts(self) -> dict[str, Any]:
        """What is its own besides day and owner."""
        return {"what": self.what, "to_whom": self.to_whom, "contact_id": self.contact_id}


@dataclass(frozen=True)
class ComplaintRow:
    """A complaint as a report or a form holds it, as `PromiseRow`."""

    uid: str
    what: str
    due: date
    kind: ComplaintKind
    owner: Owner | None = None
    contact_id: int | None = None

    def facts(self) -> dict[str, Any]:
        """What is its own besides day and owner."""
        return {"what": self.what, "kind": ComplaintKind(self.kind), "contact_id": self.contact_id}


@dataclass(frozen=True)
class OfVisit:
    """One made in a contact. `acted_on`: somebody did something with it since, so the report changes it no more."""

    row: FollowUp
    acted_on: bool


@dataclass(frozen=True)
class Followed:
    """What a report came to: uids that are new, changed, left out now, and kept as they are though the report differs,
    because somebody acted on them.
    """

    made: tuple[str, ...]
    changed: tuple[str, ...]
    left_out: tuple[str, ...]
    kept: tuple[str, ...]


def from_report(
    visit: Visit, promises: Sequence[PromiseRow], complaints: Sequence[ComplaintRow], actor: Me
) -> Followed:
    """Let what was promised and complained in a contact be as its report says, inside the open `write()`.

    By `uid`, so a second sending never doubles. What the report says differently now, or no more, follows as long as
    nobody acted on it. Raises `Refused` (codes `what_missing`, `due_early`, `due_far`, `no_owner`, `owner_gone`,
    `department_gone`, `department_empty`, `contact_of_other`, `uid_taken`; `field` names the field, `row` the uid).
    """
    made_on = min(visit.day, clock.today())
    where = {"customer_id": visit.customer_id, "branch_id": visit.branch_id, "visit_id": visit.id}
    found = {"made": [], "changed": [], "left_out": [], "kept": []}
    for kind, rows in ((Promise, promises), (Complaint, complaints)):
        stored = {one.row.uid: one for one in of_visit(visit.id, kind)}
        for wanted in rows:
            one = stored.pop(wanted.uid, None)
            try:
                came_to = _follow(one, wanted, actor) if one else _new(kind, wanted, actor, made_on, where)
            except Refused as refusal:
                raise Refused(refusal.code, **refusal.values | {"row": wanted.uid}) from None
            if came_to:
                found[came_to].append(wanted.uid)
        for uid, one in stored.items():
            if came_to := _leave_out(one, actor):
                found[came_to].append(uid)
    return Followed(**{name: tuple(uids) for name, uids in found.items()})


def of_visit(visit_id: int, *kinds: type[FollowUp]) -> list[OfVisit]:
    """What was made in a contact, in the order in which it was made, without what its report no longer names."""
    return [
        OfVisit(row, acted_on)
        for kind in kinds or (Promise, Complaint)
        for row, acted_on in db.session.execute(made_in(visit_id, kind, kind))
    ]


def made_in(visit_id: int, kind: type[FollowUp], *columns: Any) -> Select[Any]:
    """Columns of those of one kind made in a contact, and behind them whether somebody acted on it since."""
    code = code_of(kind)
    acts = (
        exists()
        .where(
            Audit.kind == code, Audit.subject_id == kind.id,
            Audit.code.not_in([f"{code}_{event}" for event in NOT_ACTED]),
        )
        .correlate(kind)
    )
    return select(*columns, acts.label("acted_on")).where(kind.visit_id == visit_id).order_by(kind.id)


def code_of(kind: type[FollowUp]) -> str:
    """The kind of thing a table holds, for the history."""
    return "promise" if kind is Promise else "complaint"


def _new(
    kind: type[FollowUp], wanted: PromiseRow | ComplaintRow, actor: Me, made_on: date, where: dict[str, Any]
) -> str:
    _recorded(_make(kind, wanted, actor, made_on, **where), "made", actor)
    return "made"


def _follow(one: OfVisit, wanted: PromiseRow | ComplaintRow, actor: Me) -> str:
    """An earlier row as the report has it now; what came of it, empty when it is the same."""
    row, owner = one.row, wanted.owner or Owner(person_id=one.row.made_by_id)
    if one.acted_on:
        return "kept" if _says_more(row, wanted, owner) else ""
    if owner.code == _as_reported(row).get("owner"):  # it may have gone to another with the customer since
        owner = owner_of(row)
    facts = {**wanted.facts(), "due": wanted.due, "owner_id": owner.person_id, "owner_unit_id": owner.unit_id}
    differs = [name for name, value in facts.items() if getattr(row, name) != value]
    if not differs and row.is_open:
        return ""
    check(wanted, row.made_on, row.customer_id, owner, moved=row.due != wanted.due)
    new_owner = owner_of(row) != owner
    if isinstance(row, Promise) and row.due != wanted.due:
        row.put_right(wanted.due, clock.today())
    for name, value in facts.items():
        setattr(row, name, value)
    row.dropped_on, row.outcome, row.rev = None, "", row.rev + 1
    effects.due_set(row)
    if isinstance(row, Promise) and new_owner:
        row.explained_on = explained_by_itself(row)
    _recorded(row, "from_report", actor)
    effects.given(row, actor) if new_owner else effects.changed(row, actor, row.what)
    return "changed"


def _as_reported(row: FollowUp) -> dict[str, Any]:
    """What its report said of it last, as `texts`; empty when that was erased, or it came in otherwise."""
    kind = effects.kind_of(row)
    found = (
        select(AuditDetail.body)
        .join(Audit, Audit.id == AuditDetail.audit_id)
        .where(Audit.kind == kind, Audit.subject_id == row.id, Audit.code.in_([f"{kind}_{one}" for one in BY_REPORT]))
        .order_by(Audit.id.desc())
        .limit(1)
    )
    return db.session.scalar(found) or {}


def _says_more(row: FollowUp, wanted: PromiseRow | ComplaintRow, owner: Owner) -> bool:
    """Whether something was typed that neither holds now nor stood in the report before somebody acted on it.

    With whom the contact was may be put right without a word about what was promised.
    """
    now, before = texts(row), _as_reported(row)
    typed = {"what": wanted.what, "due": wanted.due.isoformat(), "owner": owner.code}
    if isinstance(wanted, ComplaintRow):
        typed["kind"] = str(wanted.kind)
    elif wanted.to_whom:
        typed["whom"] = wanted.to_whom
    return any(value not in {now[name], before.get(name)} for name, value in typed.items())


def _leave_out(one: OfVisit, actor: Me) -> str:
    """The report does not name it any more: it ends, unless somebody acted on it."""
    row = one.row
    if not row.is_open:
        return ""
    if one.acted_on:
        return "kept"
    row.dropped_on, row.rev = clock.today(), row.rev + 1
    _recorded(row, "left_out", actor)
    effects.dropped(row, actor)
    return "left_out"


def _recorded(row: FollowUp, event: str, actor: Me) -> None:
    kind = effects.kind_of(row)
    audit.record(f"{kind}_{event}", kind, row.id, actor=actor, detail=texts(row), customer=row.customer_id)


def texts(row: FollowUp) -> dict[str, Any]:
    """What the history keeps of it, erasable."""
    owner = owner_of(row)
    found = {"what": row.what, "due": row.due.isoformat(), "owner": owner.code, "whom": effects.whom(row)}
    return found if isinstance(row, Promise) else found | {"kind": str(row.kind)}


def explained_by_itself(row: Promise) -> date | None:
    """Who promised it to do it themselves needs no explaining."""
    return row.made_on if row.owner_id == row.made_by_id else None


def check(
    wanted: PromiseRow | ComplaintRow, made_on: date, customer_id: int, owner: Owner, *, moved: bool = True
) -> None:
    """Raises `Refused` for what cannot be promised: no words, a day before it was made or far off, nobody to do it."""
    if not wanted.what.strip():
        raise Refused("what_missing", field="what")
    if moved:
        check_due(wanted.due, made_on)
    demand(owner)
    check_contact(wanted.contact_id, customer_id)


def check_due(due: date, made_on: date) -> None:
    """Raises `Refused` for a day before it was made, or one that must be a slip."""
    if due < made_on:
        raise Refused("due_early", field="due")
    if due > clock.today() + AHEAD:
        raise Refused("due_far", field="due")


def check_contact(contact_id: int | None, customer_id: int) -> None:
    """Raises `Refused` for a contact of another customer."""
    of = select(Contact.customer_id).where(Contact.id == contact_id)
    if contact_id is not None and db.session.scalar(of) != customer_id:
        raise Refused("contact_of_other", field="contact")


def _make(
    kind: type[FollowUp], wanted: PromiseRow | ComplaintRow, actor: Me, made_on: date, **where: int | None
) -> FollowUp:
    owner = wanted.owner or Owner(person_id=actor.id)
    check(wanted, made_on, where["customer_id"], owner)
    uid = _uid(wanted.uid)
    if db.session.scalar(select(kind.id).where(kind.uid == uid)) is not None:
        raise Refused("uid_taken")
    row = kind(
        uid=uid, **wanted.facts(), due=wanted.due, made_on=made_on, made_by_id=actor.id, outcome="",
        owner_id=owner.person_id, owner_unit_id=owner.unit_id, created_at=clock.now(), rev=1, **where,
    )
    if isinstance(row, Promise):
        row.moved, row.explained_on = 0, explained_by_itself(row)
    db.session.add(row)
    db.session.flush()
    effects.due_set(row)
    effects.given(row, actor)
    return row


def _uid(typed: str) -> str:
    """As the table keeps it; raises `Refused` for what is none."""
    try:
        return str(uuid.UUID(typed))
    except ValueError:
        raise Refused("uid_taken") from None


def add(
    kind: type[FollowUp], customer_id: int, wanted: PromiseRow | ComplaintRow, actor: Me,
    *, made_on: date | None = None, branch_id: int | None = None, visit_id: int | None = None,
) -> str:
    """One that was made outside a report; returns its uid, also when it was stored before. Raises `Refused`.

    Only for a customer that the person reads (`may_add`). The report of its contact leaves it as it is.
    """
    with write():
        fresh(Customer, customer_id)
        demand_customer(actor, customer_id)
        earlier = select(kind).where(kind.uid == wanted.uid)
        stored = db.session.scalars(earlier).one_or_none()
        if stored is not None and (stored.made_by_id, stored.customer_id) == (actor.id, customer_id):
            return stored.uid
        day = made_on or clock.today()
        if day > clock.today():
            raise Refused("made_late", field="made_on")
        of = select(Branch.customer_id).where(Branch.id == branch_id)
        if branch_id is not None and db.session.scalar(of) != customer_id:
            raise Refused("branch_of_other", field="branch")
        row = _make(
            kind, wanted, actor, day, customer_id=customer_id, branch_id=branch_id, visit_id=visit_id
        )
        _recorded(row, "added", actor)
        return row.uid


def demand_customer(me: Me, customer_id: int) -> None:
    """Raises `Refused` unless the person may promise something to this customer; 404 for strangers."""
    if not may_add(customers.find(me, customer_id)):
        raise Refused("customer_not_yours", field="customer")


def may_add(file: customers.CustomerFile) -> bool:
    """Whether this reader of a customer may add a promise or a complaint: who reads it and it has not ended."""
    return file.reads and not file.has_ended


def new_uid() -> str:
    """For a form that is opened."""
    return str(uuid.uuid4())
