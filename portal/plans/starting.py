"""What a new plan can begin with: last year's plan of the same customer or seller, and what comes along from it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import and_, select

from portal.core.db import db
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.people.me import Me
from portal.plans.content import contacts_a_year
from portal.plans.models import Plan, PlanKind


def start_url(customer_id: int | None, year: int, kind: PlanKind = PlanKind.CUSTOMER) -> str:
    """The page that starts a plan, filled in: for the pages of customers and the lists of what is wanted."""
    return url_for("plans.start", customer=customer_id, year=year, kind=kind if kind != PlanKind.CUSTOMER else None)


@dataclass(frozen=True)
class Earlier:
    """An approved plan to copy, with how much of it comes along."""

    id: int
    year: int
    goals: int
    actions: int
    contacts: int
    lines: int


def earlier(me: Me, kind: PlanKind, year: int, customer_id: int | None) -> Earlier | None:
    """The actor's newest approved plan of this kind before `year`, for the same customer (a portfolio: their own)."""
    about = Plan.customer_id == customer_id if customer_id else Plan.seller_id == me.id
    row = db.session.execute(
        select(Document.id, Plan.year, Snapshot.body, Snapshot.shape)
        .join(Plan, Plan.document_id == Document.id)
        .join(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Document.in_force))
        .where(Plan.kind == kind, Plan.year < year, Document.owner_id == me.id, Document.archived_at.is_(None), about)
        .order_by(Plan.year.desc(), Document.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    body = content.loads(row.body, row.shape)
    counted = {name: len(content.children(body, "", name)) for name in ("goal", "action", "line")}
    return Earlier(row.id, row.year, counted["goal"], counted["action"], contacts_a_year(body), counted["line"])


def existing(kind: PlanKind, year: int, customer_id: int | None, seller_id: int) -> int | None:
    """The open plan that stands in the way of another one, if any."""
    about = Plan.customer_id == customer_id if customer_id else Plan.seller_id == seller_id
    return db.session.scalar(
        select(Plan.document_id).where(Plan.kind == kind, Plan.year == year, Plan.is_open.is_(True), about)
    )
