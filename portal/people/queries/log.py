"""The history as administrators and HR read it, and the state of its seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select

from portal.core.audit import Audit, Seal
from portal.core.db import db
from portal.core.i18n import text_in
from portal.core.policy import Rule
from portal.core.subjects import SUBJECTS, link_to, names_of
from portal.people import policy
from portal.people.history import told
from portal.people.me import Me
from portal.people.models import Person, Unit

PAGE = 40
OF_ALL = ("role", "body", "setting")


@dataclass(frozen=True)
class Event:
    """One row as it is read: who, for whom, what, about which thing, when."""

    id: int
    at: datetime
    actor: str
    on_behalf_of: str
    sentence: str
    about: str
    link: str


@dataclass(frozen=True)
class Chain:
    """How far the history is sealed."""

    rows: int
    sealed: int


def everything(me: Me) -> bool:
    """Whether this reader's scope is the whole organisation."""
    return bool(db.session.scalar(select(policy.everywhere(me, policy.KEEPERS))))


def events(
    me: Me, *, kind: str = "", person: int | None = None, before: int | None = None
) -> tuple[list[Event], int | None]:
    """The newest rows, or those before an id, and the id to go on from; within the reader's scope."""
    wanted = select(Audit).order_by(Audit.id.desc()).limit(PAGE + 1)
    if not everything(me):
        people = select(Person.id).where(policy.person_in_scope(me, policy.KEEPERS))
        units = select(Unit.id).where(policy.unit_in_scope(me, policy.KEEPERS))
        wanted = wanted.where(
            or_(
                and_(Audit.kind == "person", Audit.subject_id.in_(people)),
                and_(Audit.kind == "unit", Audit.subject_id.in_(units)),
                Audit.kind.in_(OF_ALL),
            )
        )
    if kind:
        wanted = wanted.where(Audit.kind == kind)
    if person:
        wanted = wanted.where(or_(Audit.actor_id == person, and_(Audit.kind == "person", Audit.subject_id == person)))
    if before:
        wanted = wanted.where(Audit.id < before)
    rows = list(db.session.scalars(wanted))
    return _told(rows[:PAGE], _linked(me)), rows[PAGE - 1].id if len(rows) > PAGE else None


def _linked(me: Me) -> set[str]:
    """The kinds whose pages this reader may open: a link never leads to a closed door."""
    closed = set() if me.is_admin else {"role"}
    return (set(SUBJECTS) if me.is_hr else {"person", "unit", *OF_ALL}) - closed


def _told(rows: list[Audit], linked: set[str]) -> list[Event]:
    asked = {row.actor_id for row in rows} | {row.deputy_of_id for row in rows}
    asked |= {row.data["person"] for row in rows if isinstance(row.data.get("person"), int)}
    names = dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(asked - {None}))).all())
    called = {
        kind: names_of(kind, {row.subject_id for row in rows if row.kind == kind} - {None})
        for kind in {row.kind for row in rows}
    }
    return [
        Event(
            row.id,
            row.at,
            names.get(row.actor_id, ""),
            names.get(row.deputy_of_id, ""),
            told(row.code, row.data, names),
            about(row.kind, row.subject_id, called[row.kind]),
            link_to(row.kind, row.subject_id) if row.kind in linked else "",
        )
        for row in rows
    ]


def about(kind: str, subject_id: int | None, names: dict[int, Any]) -> str:
    """Which thing a row is about: "Function profile: Seller"; its number where it has no name."""
    name = names.get(subject_id, "") if subject_id else ""
    if name := text_in(name) if isinstance(name, dict) else name:
        return _("%(kind)s: %(name)s", kind=kind_name(kind), name=name)
    return f"{kind_name(kind)} {subject_id or ''}".strip()


def kind_name(kind: str) -> str:
    """What a kind of thing is called."""
    return _(SUBJECTS[kind].name) if kind in SUBJECTS else kind


def kinds() -> list[tuple[str, str]]:
    """Every kind of thing with its name, for the filter."""
    return sorted(((kind, kind_name(kind)) for kind in SUBJECTS), key=lambda pair: pair[1])


def chain() -> Chain:
    """How many rows there are and how many of them are sealed."""
    rows = db.session.scalar(select(func.count()).select_from(Audit)) or 0
    return Chain(rows, db.session.scalar(select(func.count()).select_from(Seal)) or 0)


def table(rules: dict[str, Rule]) -> list[tuple[str, list[str]]]:
    """The sentences of all rules, grouped by what they are about."""
    groups: dict[str, list[str]] = {}
    for rule in rules.values():
        about = rule.code.split(".")[0]
        heading = _(SUBJECTS[about].name) if about in SUBJECTS else _("The portal")
        groups.setdefault(heading, []).append(_(rule.says))
    return list(groups.items())
