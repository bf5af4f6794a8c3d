"""The division of work in teams of the demo organisation: some tasks that two people do, some that nobody does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal.core.db import db
from portal.demo import texts
from portal.demo.company import Company
from portal.demo.plan_story import Moves, at, told
from portal.demo.story import Moments
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.duties.models import DivisionTask, Part
from portal.duties.services import division
from portal.profiles.models import Profile

Shares = dict[str, Part]
DOES, SUPPORTS = Part.DOES, Part.SUPPORTS

# Per team who fills its table, and its tasks: a role with a path in its profile, or the team's own words; who has what.
MIDDEN: list[tuple[str, Shares]] = [
    ("verkoopmanager area:1/core_task:3", {"manager.nl": DOES, "sjoerd.veenstra": SUPPORTS}),
    ("Vaste klanten bellen over de levertijd van hun orders", {"priya.ramlal": DOES}),
    ("verkoper area:2/core_task:0", {"seller2.nl": DOES, "sjoerd.veenstra": SUPPORTS}),
    ("verkoper area:2/core_task:3", {"seller.nl": DOES, "priya.ramlal": DOES, "seller2.nl": SUPPORTS}),
    ("verkoper area:1/core_task:4", {"priya.ramlal": DOES, "seller.nl": SUPPORTS, "seller2.nl": SUPPORTS}),
    ("accountmanager area:0/core_task:4", {"priya.ramlal": SUPPORTS}),
    ("Bezoeken voorbereiden met cijfers en openstaande orders", {"priya.ramlal": DOES, "seller.nl": SUPPORTS}),
    ("Demomateriaal voor klantbezoeken beheren", {"seller2.nl": DOES, "priya.ramlal": SUPPORTS}),
]
OSLO: list[tuple[str, Shares]] = [
    ("salgssjef area:2/core_task:0", {"manager.no": DOES, "keyaccount.no": SUPPORTS}),
    ("verkoper area:2/core_task:0", {"seller.no": DOES, "thi.mai.nguyen": DOES}),
    ("account-manager-portefolje area:2/core_task:1", {"thi.mai.nguyen": DOES, "seller.no": SUPPORTS}),
    ("key-account-manager area:3/core_task:1", {"keyaccount.no": DOES, "thi.mai.nguyen": SUPPORTS}),
    ("key-account-manager area:3/core_task:2", {}),
    ("Ta imot nye selgere de første to ukene", {"seller.no": DOES, "manager.no": SUPPORTS}),
]
BERGEN: list[tuple[str, Shares]] = [
    ("telefonselger area:1/core_task:0", {"jonas.vik": DOES}),
    ("telefonselger area:1/core_task:2", {"jonas.vik": DOES, "oda.nesse": SUPPORTS}),
    ("account-manager-portefolje area:2/core_task:1", {"oda.nesse": DOES, "aisha.warsame": SUPPORTS}),
    ("Fordele henvendelser fra nettsiden", {"aisha.warsame": SUPPORTS}),
]
TEAMS = (
    ("nl-midden-team", "manager.nl", MIDDEN, 24), ("no-oslo-team", "manager.no", OSLO, 17),
    ("no-bergen-team", "bente.haugland", BERGEN, 10),
)  # fmt: skip


def stories(company: Company) -> list[Moments]:
    """Each team fills its table some weeks ago, a minute for each task."""
    return [told(_moves(company, *team)) for team in TEAMS]


def _moves(company: Company, unit: str, who: str, tasks: list[tuple[str, Shares]], ago: int) -> Moves:
    start = at(datetime.now(UTC).date() - timedelta(days=ago), 14)
    return [
        (start + timedelta(minutes=2 * number), lambda task=task, shares=shares: _one(company, unit, who, task, shares))
        for number, (task, shares) in enumerate(tasks)
    ]


def _one(company: Company, unit: str, who: str, task: str, shares: Shares) -> None:
    """One task; a duty whose profile is not in force yet is left out."""
    me, unit_id = company.me(who), company.units[unit]
    code, _blank, path = task.partition(" ")
    key = _duty(company, code, path) if code in company.roles else ""
    if key is None:
        return
    [made] = division.add(me, unit_id, [key] if key else [], "" if key else task)
    rev = db.session.scalars(select(DivisionTask.rev).where(DivisionTask.id == made)).one()
    division.change(me, unit_id, made, rev, {company.people[email]: part for email, part in shares.items()})


def _duty(company: Company, code: str, path: str) -> str | None:
    """The key of the proposal of a duty in the profile of a role."""
    row = db.session.execute(
        select(Document.id, Snapshot.body, Snapshot.shape)
        .join(Profile, Profile.document_id == Document.id)
        .join(Snapshot, (Snapshot.document_id == Document.id) & (Snapshot.number == Document.in_force))
        .where(Profile.role_id == company.roles[code], Document.archived_at.is_(None))
        .order_by(Document.id)
    ).first()
    return f"{row.id}-{texts.key_at(content.loads(row.body, row.shape), path)}" if row else None
