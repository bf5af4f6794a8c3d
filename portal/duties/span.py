"""Span check (spec 4): how many people or customers somebody has, against the range that their profile names.

Outside the range stands a note with the text it comes from, never a block. A leader's team is who reports to them with
nobody in between and sells or leads who does; a range for teams with or without a budget of one's own counts by the
position's budget. Key accounts are counted where a profile speaks of them only: then all customers are key accounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import CompoundSelect, Integer, Select, and_, exists, func, or_, select, union

from portal.core import clock, i18n
from portal.core.together import together
from portal.customers.models import Portfolio
from portal.customers.policy import works_with_customers
from portal.documents import content
from portal.documents.models import Document, Snapshot
from portal.duties import queries
from portal.people.me import Me
from portal.people.models import Lead, Line, Person, Position, Via
from portal.profiles.models import Profile
from portal.profiles.placeholders import as_read

PEOPLE, CUSTOMERS = "people", "customers"
TEAMS = {"team": None, "team_with_own_budget": True, "team_without_own_budget": False}


@dataclass(frozen=True)
class Range:
    """A key figure of a profile in force: the numbers, and the words they come from."""

    document_id: int
    part_key: str
    name: str
    least: int | None
    most: int | None
    text: dict[str, str]

    @property
    def of(self) -> str:
        """What it counts: people or customers."""
        return PEOPLE if self.name in TEAMS else CUSTOMERS

    @property
    def words(self) -> str:
        """Its numbers in words: "4 to 8", "at least 4", "at most 8"."""
        if self.most is None:
            return _("at least %(least)s", least=i18n.format_number(self.least or 0))
        if self.least is None:
            return _("at most %(most)s", most=i18n.format_number(self.most))
        return _("%(least)s to %(most)s", least=i18n.format_number(self.least), most=i18n.format_number(self.most))

    def side(self, number: int) -> int:
        """Where a number lies: -1 below, 0 within, 1 above."""
        if self.least is not None and number < self.least:
            return -1
        return int(self.most is not None and number > self.most)


@dataclass(frozen=True)
class Span:
    """What somebody has, and the range of their profile."""

    person_id: int
    name: str
    number: int
    range: Range

    @property
    def side(self) -> int:
        """-1 below the range, 0 within, 1 above."""
        return self.range.side(self.number)

    @property
    def is_inside(self) -> bool:
        """As the profile says."""
        return self.side == 0

    @property
    def says(self) -> str:
        """In words, to the person: what they have, and what the profile says."""
        if self.range.of == PEOPLE:
            return ngettext(
                "You lead %(num)d person; the profile says %(range)s.",
                "You lead %(num)d people; the profile says %(range)s.", self.number, range=self.range.words,
            )  # fmt: skip
        return ngettext(
            "You have %(num)d customer; the profile says %(range)s.",
            "You have %(num)d customers; the profile says %(range)s.", self.number, range=self.range.words,
        )  # fmt: skip


def spans(me: Me) -> list[Span]:
    """Of this person, who reports to them and who leads below: every range that their profiles name; one question."""
    day = clock.today()
    found = together(
        held=_held(me, day), bodies=_bodies(me, day), teams=_teams(me, day), portfolios=_portfolios(me, day)
    )  # fmt: skip
    ranges: dict[int, list[Range]] = {}
    for row in found["bodies"]:
        ranges.setdefault(row.role_id, []).extend(_ranges(row))
    teams = {row.over_id: row.people for row in found["teams"]}
    portfolios = {row.owner_id: row.customers for row in found["portfolios"]}
    made: dict[tuple[int, str], Span] = {}
    for row in found["held"]:
        for one in _chosen(ranges.get(row.role_id, []), own_budget=row.own_budget):
            nobody = 0 if row.id == me.id and row.leads else None  # who leads is told of an empty team too
            number = teams.get(row.id, nobody) if one.of == PEOPLE else portfolios.get(row.id)
            if number is not None and (row.leads or one.of == CUSTOMERS):
                made.setdefault((row.id, one.of), Span(row.id, row.name, number, one))
    return list(made.values())


def _chosen(ranges: Iterable[Range], *, own_budget: bool | None) -> list[Range]:
    """Those that speak of this position: one of the team, and one of customers."""
    by_name = {one.name: one for one in ranges}
    team = {True: "team_with_own_budget", False: "team_without_own_budget", None: "team"}[own_budget]
    chosen = [by_name.get(team) or by_name.get("team"), by_name.get("customers") or by_name.get("key_customers")]
    return [one for one in chosen if one is not None]


def _ranges(row: Any) -> list[Range]:
    body = content.loads(row.body, row.shape)
    return [
        Range(row.document_id, part["key"], part["data"]["name"], part["data"].get("min"), part["data"].get("max"),
              as_read(row.document_id, part["text"]))
        for part in body if part["kind"] == "figure"
    ]  # fmt: skip


def _mine(me: Me, day: date) -> CompoundSelect[Any]:
    """The ids of this person, of who reports to them with nobody in between, and of who leads further down."""
    below = select(Line.person_id).where(
        Line.over_id == me.id, Line.via == Via.LEAD, or_(Line.steps == 1, _leading(Line.person_id, day)),
        Line.starts <= day, Line.ends >= day,
    )  # fmt: skip
    return union(select(Person.id).where(Person.id == me.id), below)


def _leading(person_id: Any, day: date) -> Any:
    return exists().where(Lead.person_id == person_id, Lead.starts <= day, Lead.ends >= day)


def _held(me: Me, day: date) -> Select[Any]:
    return (
        select(Person.id, Person.name, Position.role_id, Position.own_budget, _leading(Person.id, day).label("leads"))
        .join(Position, and_(Position.person_id == Person.id, Position.starts <= day, Position.ends >= day))
        .where(Person.id.in_(_mine(me, day)), Person.disabled_at.is_(None))
        .order_by(queries.sorted_by(Person), Person.id, Position.starts.desc(), Position.id.desc())
    )


def _bodies(me: Me, day: date) -> Select[Any]:
    """The profiles in force of the roles that these people hold."""
    roles = select(Position.role_id).where(
        Position.person_id.in_(_mine(me, day)), Position.starts <= day, Position.ends >= day
    )
    return (
        select(Profile.role_id, Profile.document_id, Snapshot.body, Snapshot.shape)
        .join(Document, Document.id == Profile.document_id)
        .join(Snapshot, and_(Snapshot.document_id == Document.id, Snapshot.number == Document.in_force))
        .where(Profile.role_id.in_(roles), Document.archived_at.is_(None))
        .order_by(Profile.document_id)
    )


def _teams(me: Me, day: date) -> Select[Any]:
    reports = Line.via == Via.LEAD, Line.steps == 1, Line.starts <= day, Line.ends >= day
    return (
        select(Line.over_id, func.count(func.distinct(Line.person_id), type_=Integer).label("people"))
        .join(Person, Person.id == Line.person_id)
        .where(Line.over_id.in_(_mine(me, day)), works_with_customers(Person), Person.disabled_at.is_(None), *reports)
        .group_by(Line.over_id)
    )


def _portfolios(me: Me, day: date) -> Select[Any]:
    return (
        select(Portfolio.owner_id, func.count(func.distinct(Portfolio.customer_id), type_=Integer).label("customers"))
        .where(Portfolio.owner_id.in_(_mine(me, day)), Portfolio.starts <= day, Portfolio.ends >= day)
        .group_by(Portfolio.owner_id)
    )
