"""The ledger of placeholders: every term, what it stands for where, where it is used, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.documents import content
from portal.documents.listing import readers_title
from portal.documents.models import Document, Draft, Side, Snapshot
from portal.documents.policy import in_hr_scope
from portal.people.me import Me
from portal.people.models import Body, BodyMember, Position, Role, Unit, UnitKind, UnitPath
from portal.profiles.models import Bound, Mention, Placeholder
from portal.profiles.placeholders import COLUMNS
from portal.profiles.terms import Binding, terms_in

PAGE = 30  # terms on one page
MOST_USES = 40  # profiles named at one term
ENDED, NOBODY = "ended", "nobody"


@dataclass
class Use:
    """A profile in which a term stands: the keys of the parts in the version in force, and those at work."""

    document_id: int
    title: str
    is_bound: bool
    in_force: list[str] = field(default_factory=list)
    at_work: list[str] = field(default_factory=list)

    @property
    def only_at_work(self) -> list[str]:
        """The parts of the version at work that do not hold the term in the version in force."""
        return [key for key in self.at_work if key not in self.in_force]


@dataclass(frozen=True)
class Row:
    """What a term stands for in one unit: by name; `warning` is a code, `ended_on` since when the unit is gone."""

    binding: Binding
    unit: str
    is_organisation: bool
    name: str
    warning: str
    ended_on: date | None
    mine: bool


@dataclass
class Term:
    """A term with its bindings, the widest unit first, and its uses. `unbound` counts profiles where it has none."""

    term: str
    profiles: int = 0
    unbound: int = 0
    rows: list[Row] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    @property
    def element(self) -> str:
        """The id of its place in the page."""
        return element_of(self.term)

    @property
    def warns(self) -> bool:
        """Something that it stands for is gone or empty."""
        return any(row.warning for row in self.rows)

    @property
    def more(self) -> int:
        """How many profiles are not named here."""
        return self.profiles - len(self.uses)


@dataclass(frozen=True)
class Ledger:
    """One page of terms: unbound ones first, then those with a warning. `open` counts the unbound ones of all pages."""

    terms: list[Term]
    open: int
    page: int
    pages: int


def element_of(term: str) -> str:
    """The id of a term's place in the page: no sign of the term can break it."""
    return f"t-{term.encode().hex()}"


def ledger(me: Me, units: Collection[int], *, page: int = 1, profile_id: int | None = None, term: str = "") -> Ledger:
    """The terms of the profiles in this person's HR scope, `units`; when asked those of one profile, or one term."""
    terms = {row.term: Term(row.term, row.profiles, row.unbound) for row in _counted(me, profile_id, term)}
    for row in _rows(units, term):
        if row.binding.term in terms:
            terms[row.binding.term].rows.append(row)
        elif profile_id is None and row.mine:
            terms[row.binding.term] = Term(row.binding.term, rows=[row])
    found = sorted(terms.values(), key=_order)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE: page * PAGE]
    _use(me, shown)
    return Ledger(shown, sum(one.unbound > 0 for one in found), page, pages)


def _order(one: Term) -> Any:
    return one.unbound == 0, not one.warns, sort_key(one.term, i18n.current())


def _is_bound() -> Any:
    return exists(
        select(Placeholder.id)
        .join(UnitPath, UnitPath.over_id == Placeholder.unit_id)
        .where(Placeholder.term == Mention.term, UnitPath.unit_id == Document.unit_id)
        .correlate(Mention, Document)
    )


def _counted(me: Me, profile_id: int | None, term: str) -> Any:
    """How many profiles hold each term, and in how many of them it stands for nothing."""
    wanted = (
        select(Mention.term, Mention.document_id, _is_bound().label("bound"))
        .join(Document, Document.id == Mention.document_id)
        .where(Document.archived_at.is_(None), in_hr_scope(me))
        .distinct()
    )
    if profile_id is not None:
        here = select(Mention.term).where(Mention.document_id == profile_id)
        wanted = wanted.where(Mention.term.in_(here))
    if term:
        wanted = wanted.where(Mention.term == term)
    each = wanted.subquery()
    return db.session.execute(
        select(
            each.c.term, func.count().label("profiles"), func.sum(case((each.c.bound, 0), else_=1)).label("unbound")
        ).group_by(each.c.term)
    )


def _rows(units: Collection[int], term: str) -> Iterable[Row]:
    """The bindings in the scope and above it, the widest unit first."""
    target, day = aliased(Unit), clock.today()
    height = select(func.count()).where(UnitPath.unit_id == Placeholder.unit_id).correlate(Placeholder)
    held = exists().where(Position.role_id == Placeholder.role_id, Position.starts <= day, Position.ends >= day)
    joined = exists().where(BodyMember.body_id == Placeholder.body_id, BodyMember.starts <= day, BodyMember.ends >= day)
    above = select(UnitPath.over_id).where(UnitPath.unit_id.in_(units))
    wanted = (
        select(
            *COLUMNS, Unit.name.label("unit"), Unit.kind, target.name.label("target"), target.ended_on, Role.title,
            Body.name.label("body"), or_(held, joined).label("peopled"),
        )
        .join(Unit, Unit.id == Placeholder.unit_id)
        .outerjoin(target, target.id == Placeholder.target_id)
        .outerjoin(Role, Role.id == Placeholder.role_id)
        .outerjoin(Body, Body.id == Placeholder.body_id)
        .where(or_(Placeholder.unit_id.in_(units), Placeholder.unit_id.in_(above)))
        .order_by(height.scalar_subquery(), Unit.name)
    )
    found = db.session.execute(wanted.where(Placeholder.term == term) if term else wanted)
    for row in found:
        binding = Binding(*row[: len(COLUMNS)])
        gone = row.ended_on if row.ended_on is not None and row.ended_on <= day else None
        yield Row(
            binding, row.unit, row.kind is UnitKind.COMPANY, row.target or i18n.text_in(row.title or row.body),
            _warning(binding, gone, peopled=row.peopled), gone, binding.unit_id in units,
        )


def _warning(binding: Binding, gone: date | None, *, peopled: bool) -> str:
    if gone:
        return ENDED
    return NOBODY if binding.bound in (Bound.ROLE, Bound.BODY) and not peopled else ""


def _use(me: Me, shown: list[Term]) -> None:
    """Where the terms of this page stand; one query."""
    by_term = {one.term: one for one in shown}
    rows = db.session.execute(
        select(
            Mention.term, Mention.document_id, Mention.at_work, Mention.part_key, readers_title(),
            _is_bound().label("bound"),
        )
        .join(Document, Document.id == Mention.document_id)
        .where(Mention.term.in_(by_term), Document.archived_at.is_(None), in_hr_scope(me))
        .order_by(Mention.document_id, Mention.part_key)
    )
    uses: dict[tuple[str, int], Use] = {}
    for term, document_id, at_work, part_key, title, bound in rows:
        use = uses.get((term, document_id))
        if use is None:
            use = uses[term, document_id] = Use(document_id, title, bound)
        (use.at_work if at_work else use.in_force).append(part_key)
    for (term, _document), use in uses.items():
        by_term[term].uses.append(use)
    for one in shown:
        one.uses = sorted(one.uses, key=lambda use: (use.is_bound, sort_key(use.title, i18n.current())))[:MOST_USES]


def unbound_terms(me: Me) -> list[str]:
    """The terms that stand for nothing yet in some profile of the scope."""
    return list(
        db.session.scalars(
            select(Mention.term)
            .join(Document, Document.id == Mention.document_id)
            .where(Document.archived_at.is_(None), in_hr_scope(me), ~_is_bound())
            .distinct()
            .order_by(Mention.term)
        )
    )


@dataclass(frozen=True)
class Example:
    """A sentence in which a term stands, and the languages in which it is written."""

    text: str
    lang: str
    written: frozenset[str]


def example(me: Me, term: str) -> Example | None:
    """Where the term stands first, for whoever says what it stands for; None where no profile in the scope holds it."""
    place = db.session.execute(
        select(Mention.part_key, Draft.body.label("draft"), Snapshot.body)
        .join(Document, Document.id == Mention.document_id)
        .outerjoin(Draft, and_(Draft.document_id == Document.id, Draft.side == Side.MAIN, Mention.at_work.is_(True)))
        .outerjoin(
            Snapshot,
            and_(
                Snapshot.document_id == Document.id, Snapshot.number == Document.in_force, Mention.at_work.is_(False)
            ),
        )
        .where(Mention.term == term, Document.archived_at.is_(None), in_hr_scope(me))
        .order_by(Mention.at_work, Mention.document_id, Mention.part_key)
        .limit(1)
    ).first()
    part = content.find(content.loads(place.draft or place.body), place.part_key) if place else None
    if part is None:
        return None
    held = {lang: text for lang, text in part["text"].items() if term in terms_in(text)}
    lang = next(iter(sorted(held, key=lambda code: (code != i18n.current(), code))))
    return Example(held[lang], lang, frozenset(held))
