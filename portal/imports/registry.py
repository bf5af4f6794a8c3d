"""What can be imported: each domain registers its kinds, and the pages and the worker do the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.people.me import Me


class Type(StrEnum):
    """What a column holds, and what `Row.values` gives for it; an empty cell is None (or an empty text)."""

    TEXT = "text"  # str on one line, spaces tidied
    LONG_TEXT = "long_text"  # str that may have several lines
    EMAIL = "email"  # str in lower case
    CODE = "code"  # str: an external id or number, kept as written (leading zeros too)
    DATE = "date"  # date
    TIME = "time"  # str: HH:MM, the time of a day
    MONTH = "month"  # date: the first day of the month
    AMOUNT = "amount"  # int: hundredths
    INTEGER = "integer"  # int
    CHOICE = "choice"  # one of the values of `choices`
    YES_NO = "yes_no"  # bool


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    SKIPPED = "skipped"  # by the portal itself: a totals row


@dataclass(frozen=True)
class Column:
    """One column: `name` is its English source, `headers` the words files use for it (nl, nb, en; any case).

    `choices` gives the words for each value. `key` columns together tell rows apart: a row that has the key of an
    earlier one is refused. `fixed`: may also be given once for every row. `minimum` and `maximum` bound an amount (in
    hundredths) or an integer; `longest` bounds a text. The preview shows the sum of a column with `total`, per value of
    the column `currency`.
    """

    code: str
    name: str
    headers: tuple[str, ...] = ()
    type: Type = Type.TEXT
    required: bool = False
    key: bool = False
    fixed: bool = False
    hint: str = ""
    choices: dict[Any, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 200
    minimum: int | None = None
    maximum: int | None = None
    total: bool = False


@dataclass(frozen=True)
class Outcome:
    """What the check says of a row: see `new`, `changed`, `same` and `refuse`."""

    fate: Fate
    code: str = ""
    column: str = ""
    value: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    subject_id: int | None = None


def new(**data: Any) -> Outcome:
    """The row makes something new; `data` is small JSON that `apply` gets back in `Row.outcome.data`."""
    return Outcome(Fate.NEW, data=data)


def changed(subject_id: int | None, before: dict[str, Any], **data: Any) -> Outcome:
    """The row changes what is there; `before` gives by column what it is now (value or text), for the preview."""
    return Outcome(Fate.CHANGED, data={"before": before, **data}, subject_id=subject_id)


def same(subject_id: int | None = None) -> Outcome:
    """What the row says is so already."""
    return Outcome(Fate.SAME, subject_id=subject_id)


def refuse(code: str, column: str = "", value: Any = "", **data: Any) -> Outcome:
    """The row cannot be imported: `code` is one of the kind's `problems`, `data` its further fields."""
    return Outcome(Fate.REFUSED, code, column, str(value), data)


@dataclass(frozen=True)
class Row:
    """One row as understood: `values` by column code (every column of the kind; None where empty).

    `given` are the columns that the file has (or that were fixed): what is not given is left as it is.
    """

    line: int
    values: dict[str, Any]
    given: frozenset[str]
    outcome: Outcome | None = None


@dataclass
class Run:
    """The import under way, for `check` and `apply`. `memory` lasts for one call of the worker, for what is looked up
    once; `me` holds the rights of this moment.
    """

    id: int
    kind: str
    me: Me
    file_name: str
    memory: dict[str, Any] = field(default_factory=dict)


Check = Callable[[Sequence[Row], Run], Sequence[Outcome]]
Apply = Callable[[Sequence[Row], Run], dict[int, int] | None]


@dataclass(frozen=True)
class ImportKind:
    """What one kind of import is.

    `check` reads only and gives one outcome per row, in their order; it runs once for the preview and again inside the
    `write()` that applies, so that what changed meanwhile counts. `apply` runs inside that `write()` with the rows
    whose fate is new or changed, and may give the id of what each line made. Both get at most `many_at_once` rows;
    with `atomic` all of them at once, and nothing is imported while one row is refused.
    `identity` gives what tells a row apart in its file where the key columns alone do not.
    `finish` runs once inside a `write()` when everything is applied. `sees` gives which of the things that rows are
    about the person may read now: of others the preview shows neither what they are nor the way there. `link` makes
    the address of what a row is about, `results` the address of where the result is seen. `problems` are the refusal
    sentences by code, with `%(value)s`, `%(column)s` and the fields of the outcome's data. `examples` are rows of the
    template to download.
    """

    code: str
    name: str
    may: Callable[[Me], bool]
    columns: tuple[Column, ...]
    check: Check
    apply: Apply
    says: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    examples: tuple[dict[str, Any], ...] = ()
    link: Callable[[int], str] | None = None
    results: Callable[[], str] | None = None
    back: Callable[[], str] | None = None
    finish: Callable[[Run], None] | None = None
    sees: Callable[[Me, list[int]], set[int]] | None = None
    identity: Callable[[dict[str, Any]], tuple[Any, ...]] | None = None
    many_at_once: int = 500
    atomic: bool = False

    def column(self, code: str) -> Column:
        """One of its columns. Raises StopIteration for another code."""
        return next(one for one in self.columns if one.code == code)


KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Offer a kind of import; each code once."""
    if kind.code in KINDS:
        raise RuntimeError(f"import kind {kind.code} is declared twice")
    codes = [column.code for column in kind.columns]
    if len(codes) != len(set(codes)):
        raise RuntimeError(f"import kind {kind.code} has a column twice")
    KINDS[kind.code] = kind


def open_to(me: Me) -> list[ImportKind]:
    """The kinds this person may import."""
    return [kind for kind in KINDS.values() if kind.may(me)]
