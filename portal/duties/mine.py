"""My duties: what I owe by duty and window, what is owed about me, and the plans my role asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Integer, Select, and_, func, select, union

from portal.core import clock, figures, settings
from portal.core.figures import FIGURES, Scope, ScopeKind
from portal.core.together import together
from portal.duties import agreed, queries, telling, words
from portal.duties.agreed import Agreed
from portal.duties.models import Duty
from portal.duties.queries import Row
from portal.duties.states import ASKED, State
from portal.duties.telling import First
from portal.people.me import Me
from portal.people.models import Position
from portal.plans import figure_rows, needed
from portal.plans.models import Need, Requirement
from portal.plans.requirements import years_open
from portal.profiles.duty import Per, SettledBy
from portal.profiles.placeholders import as_read

LEFT = (*ASKED, State.UPCOMING)
FEW = 2  # missing plans are named one by one up to here
BESIDE = (State.WAIVED, State.PAUSED)


@dataclass
class Window:
    """One window of a duty that is still asked, with its rows by name."""

    starts: date
    ends: date
    due: date
    rows: list[Row] = field(default_factory=list)

    @property
    def left(self) -> list[Row]:
        """What is still to be done."""
        return [row for row in self.rows if row.state in LEFT]

    @property
    def waiting(self) -> list[Row]:
        """What is under way."""
        return [row for row in self.rows if row.state is State.WAITING]

    @property
    def done(self) -> list[Row]:
        """What an event settled."""
        return [row for row in self.rows if row.state is State.DONE]

    @property
    def beside(self) -> list[Row]:
        """Waived or paused: not asked."""
        return [row for row in self.rows if row.state in BESIDE]

    @property
    def settled(self) -> str:
        """What of it asks nothing any more, in words."""
        waived = sum(row.state is State.WAIVED for row in self.rows)
        return words.settled(len(self.done), waived, len(self.beside) - waived)

    @property
    def owed(self) -> int:
        """How many are asked in all, those done included."""
        return sum(row.counts for row in self.rows)


@dataclass
class Passed:
    """A window of a duty that is history: how many of how many were done, and what was not."""

    starts: date
    ends: date
    owed: int
    done: int
    rows: list[Row] = field(default_factory=list)


@dataclass
class MyDuty:
    """One duty of mine: its words, what settles it, its windows now and in the past year."""

    document_id: int
    part_key: str
    text: dict[str, str]
    per: Per
    by: SettledBy
    windows: list[Window] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)

    @property
    def _rows(self) -> list[Row]:
        return [row for one in self.windows for row in one.rows]

    @property
    def how_often(self) -> str:
        """For most of them now, in words; with what the text says where a rhythm replaces it."""
        found = [(row.every, row.said) for row in self._rows]
        return words.interval(*max(found, key=found.count)) if found else ""

    @property
    def is_agreed(self) -> bool:
        """For some of them people agreed on another interval than the text says."""
        return any(row.every is not row.said for row in self._rows)

    @property
    def is_mixed(self) -> bool:
        """Not all of them come back equally often."""
        return len({row.every for row in self._rows}) > 1

    @property
    def urgency(self) -> tuple[date, int, str]:
        """By what is due first."""
        left = [one.due for one in self.windows if one.left]
        return (min(left, default=date.max), self.document_id, self.part_key)


@dataclass(frozen=True)
class Plans:
    """The plans of a year that my role asks for: those required, how many of them are approved, until when."""

    text: dict[str, str]
    document_id: int
    part_key: str
    year: int
    approved: int
    required: int
    due: date
    scope: Scope
    unit: str = ""
    missing: tuple[str, ...] = ()  # the customers without one, where they are few

    @property
    def href(self) -> str:
        """The list of plans that are needed, with what is open on top; its numbers are these."""
        scope = needed.MINE if self.scope.kind is ScopeKind.PERSON else needed.TEAM
        return url_for("plans.needed_plans", scope=scope, year=self.year)


@dataclass(frozen=True)
class Mine:
    """The page of my duties."""

    duties: list[MyDuty]
    plans: list[Plans]
    about: list[Row]
    coming: list[First]
    rhythms: list[Agreed]  # those of what is about this person

    @property
    def is_empty(self) -> bool:
        """Nothing is owed by or about this person, now or soon."""
        return not (self.duties or self.plans or self.about or self.coming)


def mine(me: Me) -> Mine:
    """What the page shows: one question, one for what is to come, and one more for whose role asks for plans."""
    day = clock.today()
    found = together(
        owed=queries.owed(me, day), passed=queries.passed(me, day), missed=queries.not_done(me, day),
        about=queries.about(me, day), plan_duties=_plan_duties(me, day), plans=_required(me, day),
        opens=settings.asking("plan_opens"), led=queries.led_units(me), **agreed.asking(me.id),
    )  # fmt: skip
    missed = [queries.row_of(row, day) for row in found["missed"]]
    duties = _grouped([queries.row_of(row, day) for row in found["owed"]], found["passed"], missed)
    years = years_open(day, settings.answered("plan_opens", found["opens"]))
    plans = _plans(me, found["plan_duties"], [row for row in found["plans"] if row.year in years], found["led"])
    about = [queries.row_of(row, day) for row in found["about"]]
    latest = {row.by: row.starts for row in reversed(about) if row.every is not row.said}
    rhythms = agreed.read(found, me.id, sorted(latest.items()))
    return Mine(duties, plans, about, telling.coming(owner=me), rhythms)


def _grouped(owed: list[Row], passed: Iterable[Any], missed: list[Row]) -> list[MyDuty]:
    made: dict[tuple[int, str], MyDuty] = {}
    for row in [*owed, *missed]:
        key = row.document_id, row.part_key
        made.setdefault(key, MyDuty(*key, row.text, row.per, row.by))
    for row in owed:
        windows = made[row.document_id, row.part_key].windows
        one = next((one for one in windows if (one.starts, one.ends) == (row.starts, row.ends)), None)
        if one is None:
            one = Window(row.starts, row.ends, row.due)
            windows.append(one)
        one.due = max(one.due, row.due)
        one.rows.append(row)
    for row in passed:
        duty = made.get((row.document_id, row.part_key))
        if duty is not None:
            own = [one for one in missed if _of(one) == _of(row)]
            duty.passed.append(Passed(row.starts, row.ends, row.owed, row.done, own))
    return sorted(made.values(), key=lambda duty: duty.urgency)


def _of(row: Any) -> tuple[Any, ...]:
    return row.document_id, row.part_key, row.starts, row.ends


def _plan_duties(me: Me, day: date) -> Select[Any]:
    """Duties of the person's roles that a plan settles."""
    return (
        select(Duty.document_id, Duty.part_key, Duty.text)
        .join(Position, and_(Position.role_id == Duty.role_id, Position.person_id == me.id))
        .where(
            Duty.by == SettledBy.PLAN, Duty.starts <= day, Duty.ends >= day, Position.starts <= day,
            Position.ends >= day,
        )
        .distinct()
        .order_by(Duty.document_id, Duty.part_key)
    )  # fmt: skip


def _required(me: Me, day: date) -> Select[Any]:
    """Per year the plans asked of the person now, and of those they lead: how many, and until when."""
    own = Requirement.seller_id == me.id
    there = union(  # each way on its own index
        select(Requirement.id).where(own), select(Requirement.id).where(Requirement.seller_id.in_(queries.led(me)))
    )
    return (
        select(
            Requirement.year, own.label("own"), func.min(Requirement.due).label("due"),
            func.count(type_=Integer).label("required"),
        )
        .where(
            Requirement.id.in_(there), Requirement.need != Need.NONE, Requirement.starts <= day,
            Requirement.ends >= day,
        )
        .group_by(Requirement.year, own)
        .order_by(Requirement.year)
    )  # fmt: skip


def _plans(me: Me, duties: list[Any], required: list[Any], led: list[Any]) -> list[Plans]:
    """Per duty, year and scope; the numbers are those of the figure, so that both say the same."""
    wanted = []
    for row in required:
        scopes = [(Scope(ScopeKind.PERSON, me.id), "")] if row.own else _units(led)
        wanted += [(row, scope, unit) for scope, unit in scopes]
    if not (duties and wanted):
        return []
    figure = FIGURES["approved_plans"]
    read = figures.read_all(
        [figures.Ask(figure, scope, figures.year(row.year), full=True) for row, scope, _unit in wanted]
    )
    missing = _missing(wanted, read)
    made = []
    for duty in duties:
        text = as_read(duty.document_id, duty.text)
        for (row, scope, unit), reading, names in zip(wanted, read, missing, strict=True):
            approved, of_all = reading.counted.values[0].numerator, reading.counted.values[0].denominator
            if of_all:
                key = duty.document_id, duty.part_key
                made.append(Plans(text, *key, row.year, approved, of_all, row.due, scope, unit, names))
    return made


def _missing(wanted: list[Any], read: list[Any]) -> list[tuple[str, ...]]:
    """The customers that still lack the plan, where they are few; one question at most."""
    few: dict[str, Select[Any]] = {}
    for place, ((row, scope, _unit), reading) in enumerate(zip(wanted, read, strict=True)):
        counted = reading.counted.values[0]
        if 0 < counted.denominator - counted.numerator <= FEW:
            rows = figure_rows.required(scope, figures.year(row.year)).subquery()
            few[f"of_{place}"] = select(rows.c.customer).where(~rows.c.approved).order_by(rows.c.folded, rows.c.id)
    found = together(**few) if few else {}
    return [tuple(row.customer for row in found.get(f"of_{place}", ())) for place in range(len(wanted))]


def _units(led: list[Any]) -> list[tuple[Scope, str]]:
    return [(Scope(ScopeKind.TEAM, unit_id), name) for unit_id, name, _kind in led]
