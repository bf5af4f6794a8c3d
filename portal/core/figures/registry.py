"""What a figure is, and who may see figures about what: declared by domains, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

from portal.core.figures.measures import Measure
from portal.core.figures.periods import Per, Period
from portal.core.policy import N_ as N_  # noqa: PLC0414 - who registers a figure marks its sentences too


class FigureUnit(StrEnum):
    """What the number is; amounts of money stand per currency and are never added across them."""

    PERCENT = "percent"
    COUNT = "count"
    MONEY = "money"
    DAYS = "days"
    DISTRIBUTION = "distribution"


class Better(StrEnum):
    """Which way is better; a neutral figure is never coloured as good or bad."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class ScopeKind(StrEnum):
    """What a figure is about. The id of a team is a unit's, that of the company the unit at the top."""

    PERSON = "person"
    TEAM = "team"
    CUSTOMER = "customer"
    COMPANY = "company"


GROUPS = (ScopeKind.TEAM, ScopeKind.COMPANY)


@dataclass(frozen=True)
class Scope:
    """One person, unit, customer or company."""

    kind: ScopeKind
    id: int


class Sight(StrEnum):
    """How much of a scope's figures somebody sees."""

    FULL = "full"  # the person, or the line upwards: the value and its rows
    DEPUTY = "deputy"  # stands in for the line: as FULL, for figures that pass to a deputy
    GROUP = "group"  # belongs to the group: the value, from the minimum group size up, and no rows of others
    KNOWN = "known"  # knows that it exists and sees no figure: 403
    SUM = "sum"  # leads the group where figures about persons are off: as GROUP, and no rows at all
    OFF = "off"  # would see it, but figures about persons are off in the country of those it is about


@dataclass(frozen=True)
class Reach:
    """Who sees figures of one kind of scope: `sight(me, id)` is empty for strangers; `name(id)` is its name."""

    kind: ScopeKind
    sight: Callable[[Any, int], Collection[Sight]]
    name: Callable[[int], str]


SCOPES: dict[ScopeKind, Reach] = {}
IsOff = Callable[[Any, Scope], bool]
_switch: list[IsOff] = []


class FiguresOff(Exception):
    """Figures about persons are off for those this scope is about, and the reader is somebody else."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(str(scope))
        self.scope = scope


def switched_by(is_off: IsOff) -> None:
    """Tell where figures about persons are off: `is_off(reader or None, scope)` for a person or a group."""
    _switch[:] = [is_off]


def is_off(me: Any, scope: Scope) -> bool:
    """Whether figures about persons are off there for this reader (None: for anybody but the person)."""
    about_people = scope.kind is ScopeKind.PERSON or scope.kind in GROUPS
    return about_people and any(off(me, scope) for off in _switch)


def sights(me: Any, scope: Scope) -> set[Sight]:
    """Every way in which this reader sees the figures of a scope.

    Where those about persons are off, OFF stands beside them for a person, SUM for a group.
    """
    found = set(SCOPES[scope.kind].sight(me, scope.id))
    if not found - {Sight.KNOWN} or not is_off(me, scope):
        return found
    return found | {Sight.OFF if scope.kind is ScopeKind.PERSON else Sight.SUM}


def scopes_of(kind: ScopeKind, sight: Callable[[Any, int], Collection[Sight]], name: Callable[[int], str]) -> None:
    """Register who may see the figures of a kind of scope; the domain that keeps the thing does it, once."""
    if kind in SCOPES:
        raise RuntimeError(f"scope {kind} is declared twice")
    SCOPES[kind] = Reach(kind, sight, name)


class Show(StrEnum):
    """How a column of rows is shown."""

    TEXT = "text"
    LINK = "link"
    DATE = "date"
    MONTH = "month"  # a day that stands for its month
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    YES = "yes"
    WORD = "word"


@dataclass(frozen=True)
class Column:
    """A column of the page of rows; `key` names the column of the SELECT.

    A link names its `subject` (core.subjects) and the column `id` that holds the thing's id; where the address needs
    something else than that, `link` makes it from the column `id` without asking the database. Money names the column
    of its `currency` and holds hundredths, a percentage holds hundredths of a percent; a word (or a link
    with words) looks its code up in `words` (code -> English source).
    """

    key: str
    label: str
    show: Show = Show.TEXT
    subject: str = ""
    id: str = ""
    currency: str = "currency"
    words: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Also:
    """A second measure over the same rows: "also on time", the days of the seller and of the approver."""

    name: str
    unit: FigureUnit
    measure: Measure


Rows = Select | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Figure:
    """One figure. `rows(scope, period)` is its only definition: what is counted is what is listed.

    The SELECT names each column and has a unique `id`; a list of mappings is allowed where SQL cannot say it.
    `person` names the column of whose row it is: the minimum group size counts those people. `imported` names the two
    columns (source, date) of rows that come from elsewhere. `order` is a column without NULL that rows are sorted by
    (a name, never the value: no ranking). `limit(me, rows)` narrows the listed rows to what the reader may read today
    (a past day can hold what is hidden now); without it who sees the value as one of a group sees no rows, and who
    sees all sees each. `for_deputy`: somebody who stands in for the line sees it too.
    """

    code: str
    name: str
    rule: str
    unit: FigureUnit
    better: Better
    periods: tuple[Per, ...]
    scopes: tuple[ScopeKind, ...]
    rows: Callable[[Scope, Period], Rows]
    columns: tuple[Column, ...]
    measure: Measure
    also: tuple[Also, ...] = ()
    person: str = ""
    imported: tuple[str, str] | None = None
    order: str = "id"
    limit: Callable[[Any, Any], Rows] | None = None
    for_deputy: bool = False

    def __post_init__(self) -> None:
        if not (self.code and self.name and self.rule and self.periods and self.scopes and self.columns):
            raise ValueError(f"figure {self.code} is not whole")
        if self.unit not in self.measure.units:
            raise ValueError(f"figure {self.code}: {self.measure} gives no {self.unit}")
        if not self.person and ScopeKind.PERSON in self.scopes and set(GROUPS) & set(self.scopes):
            raise ValueError(f"figure {self.code}: a figure of people and of groups says whose each row is")


FIGURES: dict[str, Figure] = {}


def figure(made: Figure) -> Figure:
    """Register a figure; its code is unique in the portal."""
    if made.code in FIGURES:
        raise RuntimeError(f"figure {made.code} is declared twice")
    FIGURES[made.code] = made
    return made


def may_see(me: Any, asked: Figure, scope: Scope) -> Sight | None:
    """How this person sees a figure of a scope; None when it is not there for them, KNOWN when it is shut."""
    if scope.kind not in asked.scopes or scope.kind not in SCOPES:
        return None
    return strongest(asked, sights(me, scope))


def strongest(asked: Figure, found: Collection[Sight]) -> Sight | None:
    """The most that these ways of seeing a scope show of this figure."""
    most = next((sight for sight in (Sight.GROUP, Sight.KNOWN) if sight in found), None)
    if Sight.FULL in found or (asked.for_deputy and Sight.DEPUTY in found):
        most = Sight.FULL
    if most in (Sight.FULL, Sight.GROUP):
        if Sight.OFF in found:
            return Sight.OFF
        if Sight.SUM in found and asked.person:
            return Sight.SUM
    return most


def scope_name(scope: Scope) -> str:
    """What the person, unit or customer is called."""
    return SCOPES[scope.kind].name(scope.id)
