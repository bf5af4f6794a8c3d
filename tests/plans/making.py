"""Customers and plans for tests: made by the services, in the shortest way."""

from __future__ import annotations

from typing import Any

from portal.core import clock, i18n
from portal.core.db import db, write
from portal.customers.models import Branch, Customer, Portfolio
from portal.documents import content, drafts
from portal.documents.models import Draft, Outcome
from portal.people.models import RoleLevel
from portal.plans import approval, services
from portal.plans.content import PLAN as SCHEMA
from portal.plans.models import Mandate, PlanKind, Step
from tests.cast import LONG_AGO, Cast


def customer(cast: Cast, name: str = "Bakkerij Jansen", *, owner: str = "seller", **facts: Any) -> int:
    """A customer in somebody's portfolio (owner "" for nobody's)."""
    given = {"unit_id": cast.team, "currency": "EUR", "since": LONG_AGO, "category": "A", **facts}
    partner = given.pop("partner", None)
    with write() as session:
        row = Customer(name=name, created_at=clock.now(), **given)
        session.add(row)
        session.flush()
        if owner:
            session.add(
                Portfolio(
                    customer_id=row.id, owner_id=getattr(cast, owner), starts=LONG_AGO,
                    partner_id=getattr(cast, partner) if partner else None,
                )
            )
        return row.id


def branch(customer_id: int, name: str = "DC Utrecht") -> int:
    """A branch of a customer."""
    with write() as session:
        row = Branch(customer_id=customer_id, name=name)
        session.add(row)
        session.flush()
        return row.id


def allow(cast: Cast, *, budget: int | None = None, discount: int | None = None) -> None:
    """The sellers' level may submit every kind of plan, within these limits (hundredths)."""
    with write() as session:
        for (level_id,) in session.query(RoleLevel.id).filter_by(role_id=cast.seller_role):
            session.merge(
                Mandate(
                    level_id=level_id, kinds=list(PlanKind), budget=budget, discount=discount, currency="EUR",
                    part_key="", rev=1,
                )
            )


def ready_body(person_id: int) -> content.Body:
    """A plan that may be submitted: a measured goal with its substantiation, an action, a contact agreement."""
    goal = content.new_part(
        "goal", text={"nl": "Meer brood verkopen"},
        data={"measure": "revenue", "business": "existing", "baseline": 10_000_00, "target": 12_000_00},
    )
    return [
        content.new_part("possibilities", text={"nl": "Twee nieuwe winkels."}),
        goal,
        content.new_part("substantiation", goal["key"], {"nl": "Twee winkels erbij."}),
        content.new_part(
            "action", text={"nl": "Proeverij houden"},
            data={"person": person_id, "due": f"{clock.today().year}-12-01"},
        ),
        content.new_part(
            "agreement", text={"nl": "Assortiment bespreken"},
            data={"channel": "visit", "per_year": 12, "person": person_id},
        ),
    ]


def plan(
    cast: Cast, customer_id: int | None = None, *, body: content.Body | None = None, year: int | None = None,
    kind: PlanKind = PlanKind.CUSTOMER, owner: str = "seller",
) -> int:
    """A draft of the seller, ready to be submitted unless another body is given."""
    if not db.session.query(Mandate).first():
        allow(cast)
    about = customer_id or customer(cast, owner=owner)
    with i18n.speaking("nl"):  # the language of the texts below
        plan_id = services.create(cast.me(owner), kind, year or clock.today().year, about)
    fill(cast, plan_id, ready_body(getattr(cast, owner)) if body is None else body, owner=owner)
    return plan_id


def fill(cast: Cast, plan_id: int, body: content.Body, *, owner: str = "seller") -> None:
    """Let the version at work read so."""
    drafts.edit(plan_id, SCHEMA, cast.me(owner), "", lambda _before: body)


def submitted(cast: Cast, plan_id: int | None = None, **options: Any) -> tuple[int, int]:
    """(plan, number) of a version that lies with the approver."""
    plan_id = plan_id or plan(cast, **options)
    return plan_id, approval.submit(plan_id, cast.me(options.get("owner", "seller")))


def approved(cast: Cast, plan_id: int | None = None, **options: Any) -> int:
    """A plan in force, by the whole way."""
    plan_id, number = submitted(cast, plan_id, **options)
    approval.decide(plan_id, cast.me("manager"), Outcome.APPROVE, seen=number, step=Step.SOUND)
    return plan_id


def draft_of(plan_id: int) -> Draft | None:
    """The version at work, read anew."""
    db.session.expire_all()
    return db.session.query(Draft).filter_by(document_id=plan_id).one_or_none()


