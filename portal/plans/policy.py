"""Who may do what with an account plan (spec 0, Who sees what; spec 2, Approval). Each clause once, as SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.customers.models import Contributor, Customer, Portfolio
from portal.documents.models import Asked, Document, Draft, Invitation, Kind, Snapshot, State, Turn
from portal.documents.policy import owns
from portal.people.me import Me
from portal.people.models import Line, Person, Position
from portal.plans import seats
from portal.plans.models import Plan, PlanKind, Stage

Clause = ColumnElement[bool]


def contributes(me: Me) -> Clause:
    """Works on the plan's customer with the owner: as inside-sales partner or as contributor, today."""
    day = clock.today()
    return or_(
        exists().where(
            Portfolio.customer_id == Plan.customer_id, Portfolio.partner_id == me.id, Portfolio.starts <= day,
            Portfolio.ends >= day,
        ),
        exists().where(
            Contributor.customer_id == Plan.customer_id, Contributor.person_id == me.id, Contributor.starts <= day,
            Contributor.ends >= day,
        ),
    )


def over_owner(me: Me) -> Clause:
    """Leads the owner, directly or further up, or stands in today for somebody who does."""
    return seats.below(me).where(Line.person_id == Document.owner_id).correlate(Document).exists()


def advises(me: Me) -> Clause:
    """Was asked for advice or to read the content, and the question stands."""
    return exists().where(
        Invitation.document_id == Document.id, Invitation.person_id == me.id, Invitation.withdrawn_at.is_(None),
        Invitation.asked.in_((Asked.ADVICE, Asked.CONTENT)),
    )


MINE = aliased(Position)  # made anew for each question it would work out its columns each time


def teammates(me: Me) -> Select[Any]:
    """Who works in the same unit as this person today."""
    day, mine = clock.today(), MINE
    return (
        select(Position.person_id)
        .join(mine, mine.unit_id == Position.unit_id)
        .where(
            mine.person_id == me.id, mine.starts <= day, mine.ends >= day, Position.starts <= day, Position.ends >= day
        )
    )


def is_teammate(me: Me) -> Clause:
    """Works in the same unit as the owner today: sees that the plan is there, not what it says."""
    return teammates(me).where(Position.person_id == Document.owner_id).correlate(Document).exists()


READERS = (owns, contributes, over_owner, advises)


def readable_by(me: Me) -> Clause:
    """May read the plan."""
    return or_(*(clause(me) for clause in READERS))


def visible_to(me: Me) -> Clause:
    """Sees that the plan is there: title, customer, state."""
    return or_(readable_by(me), is_teammate(me))


@dataclass(frozen=True)
class PlanFile:
    """A plan as its pages need it: facts, where its version at work stands, and what this person is to it."""

    id: int
    title: str
    owner_id: int
    owner_name: str
    unit_id: int
    locale: str
    in_force: int | None
    last_number: int
    archived_at: datetime | None
    kind: PlanKind
    year: int
    customer_id: int | None
    customer_name: str | None
    currency: str
    stage: Stage
    starts: date
    ends: date
    is_open: bool
    approved_at: datetime | None
    evaluation: str
    evaluated_at: datetime | None
    copied_from_id: int | None
    draft_id: int | None
    side: str | None
    state: State | None
    turn: Turn | None
    since: datetime | None
    due: date | None
    escalated_at: datetime | None
    rev: int | None
    submitted: int | None
    changed_at: datetime | None
    submitter_id: int | None
    is_owner: bool
    is_contributor: bool
    is_over_owner: bool
    is_adviser: bool
    is_teammate: bool
    at_my_seat: bool

    @property
    def reads(self) -> bool:
        """May read it."""
        return self.is_owner or self.is_contributor or self.is_over_owner or self.is_adviser

    @property
    def writes(self) -> bool:
        """May edit the version at work when its state allows it: the owner, and who contributes."""
        return self.is_owner or self.is_contributor

    @property
    def is_editable(self) -> bool:
        """The version at work can be edited in its present state."""
        return self.state in {State.DRAFT, State.CHANGES_REQUESTED}

    @property
    def amends(self) -> bool:
        """The version at work is an amendment of a plan that stays approved."""
        return self.side == "amendment"

    @property
    def standing(self) -> str:
        """The code of where the plan stands: the state of the version at work before approval, its stage after."""
        return self.stage.value if self.stage is not Stage.AT_WORK or self.state is None else self.state.value

    @property
    def is_carried_out(self) -> bool:
        """Its actions and contacts go on."""
        return self.stage in {Stage.APPROVED, Stage.IN_EXECUTION}


def files(me: Me) -> Select[Any]:
    """The SELECT behind every plan page, with this person's relations as booleans; columns in the order of PlanFile."""
    owner = aliased(Person)
    return (
        select(
            Document.id, Document.title, Document.owner_id, owner.name, Document.unit_id, Document.locale,
            Document.in_force, Document.last_number, Document.archived_at, Plan.kind, Plan.year, Plan.customer_id,
            Customer.name, Plan.currency, Plan.stage, Plan.starts, Plan.ends, Plan.is_open, Plan.approved_at,
            Plan.evaluation, Plan.evaluated_at, Plan.copied_from_id, Draft.id, Draft.side, Draft.state, Draft.turn,
            Draft.since, Draft.due, Draft.escalated_at, Draft.rev, Draft.submitted, Draft.changed_at,
            Snapshot.author_id, owns(me), contributes(me), over_owner(me), advises(me), is_teammate(me),
            and_(Draft.id.is_not(None), seats.at_my_seat(me)),
        )
        .join(Plan, Plan.document_id == Document.id)
        .join(owner, owner.id == Document.owner_id)
        .outerjoin(Customer, Customer.id == Plan.customer_id)
        .outerjoin(Draft, Draft.document_id == Document.id)
        .outerjoin(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Draft.submitted))
        .where(Document.kind == Kind.PLAN, Document.archived_at.is_(None))
    )


def find(me: Me, plan_id: int) -> PlanFile:
    """The plan for this person; 404 when it does not exist for them."""
    row = db.session.execute(files(me).where(Document.id == plan_id, visible_to(me))).one_or_none()
    if row is None:
        abort(404)
    return PlanFile(*row)


def _demanding(holds: Callable[[PlanFile], bool]) -> Callable[[Me, int], PlanFile]:
    """A loader: 404 for strangers, 403 for those who see the plan but may not act."""

    def load(me: Me, plan_id: int) -> PlanFile:
        plan = find(me, plan_id)
        if not holds(plan):
            abort(403)
        return plan

    return load


def _rule(code: str, says: str, load: Callable[[Me, int], PlanFile]) -> Rule:
    return rule(code, says, load=load, takes=("plan_id",), gives="plan")


EXISTS = _rule("plan.exists", N_("Everyone in the owner's team sees that a plan is there, for whom and how far"), find)
READ = _rule(
    "plan.read",
    N_(
        "The owner, the inside-sales partner, contributors, the line upwards with its deputies and invited advisers "
        "read a plan"
    ),
    _demanding(lambda plan: plan.reads),
)
WRITE = _rule(
    "plan.write",
    N_("The owner, the inside-sales partner and contributors write in a plan"),
    _demanding(lambda plan: plan.writes),
)
OWN = _rule(
    "plan.own", N_("The owner submits, withdraws, amends and evaluates a plan"), _demanding(lambda plan: plan.is_owner)
)
DECIDE = _rule(
    "plan.decide",
    N_(
        "Who leads the owner decides on a plan, and the next line beyond the mandate; their deputies while they are "
        "absent; never the owner and never one person in both seats"
    ),
    _demanding(lambda plan: plan.is_over_owner and not plan.is_owner),
)
REMARK = _rule(
    "plan.remark",
    N_("The line upwards with its deputies, and invited advisers, remark on a submitted plan"),
    _demanding(lambda plan: (plan.is_over_owner or plan.is_adviser) and not plan.is_owner),
)
ADVISE = _rule("plan.advise", N_("Who was asked for advice answers it"), _demanding(lambda plan: plan.is_adviser))


def _seller(me: Me) -> None:
    day = clock.today()
    owns_some = exists().where(Portfolio.owner_id == me.id, Portfolio.starts <= day, Portfolio.ends >= day)
    if not db.session.scalar(select(owns_some)):
        abort(403)


START = rule(
    "plan.start", N_("Who owns customers starts plans for them, and the portfolio plan of the others"), load=_seller
)
