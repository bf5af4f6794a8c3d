"""What a reading of a document holds: values only, no behaviour that knows a file format."""

from dataclasses import dataclass, field
from enum import StrEnum


class Section(StrEnum):
    """The parts of a profile that a document may be silent about."""

    TITLE = "title"
    PURPOSE = "purpose"
    CONTEXT = "context"
    CHARACTERISTICS = "characteristics"
    ORGANISATION = "organisation"
    RESULT_AREAS = "result_areas"
    RESULTS = "results"
    CORE_TASKS = "core_tasks"
    INDICATORS = "indicators"
    LEVELS = "levels"
    CRITERIA = "criteria"
    WORKING_CONDITIONS = "working_conditions"


class Relation(StrEnum):
    """What a line about the organisation says."""

    REPORTS_TO = "reports_to"
    MANAGER_KIND = "manager_kind"
    LEADS = "leads"
    MEMBER_OF = "member_of"
    FUNCTIONAL = "functional"
    OTHER = "other"


class Unsure(StrEnum):
    """Why a person should look at an item again."""

    SPLIT_SENTENCE = "split_sentence"
    SPLIT_LIST = "split_list"
    COLUMNS_UNCLEAR = "columns_unclear"
    CELLS_MISSING = "cells_missing"
    DUTY_OR_RESULT = "duty_or_result"
    DUTY_GUESSED = "duty_guessed"
    INDICATOR_AREA = "indicator_area"
    RELATION_GUESSED = "relation_guessed"
    UNKNOWN_HEADING = "unknown_heading"
    NO_PLACE = "no_place"
    ASIDE = "aside"


@dataclass(slots=True)
class SourceLine:
    """One line of the source as it is shown beside the draft; `number` counts from 1."""

    number: int
    text: str


@dataclass(slots=True)
class Note:
    """Something the reader should know: a code, the values of its sentence and the source lines it speaks of."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """One text of a profile with the source lines it came from; `unsure` is a code of `Unsure` or None."""

    text: str
    lines: list[int] = field(default_factory=list)
    unsure: str | None = None
    children: list["Item"] = field(default_factory=list)


@dataclass(slots=True)
class OrganisationLine:
    """`none` is True where the text says that the line does not apply; that differs from silence."""

    label: str
    value: str
    relation: str
    none: bool = False
    lines: list[int] = field(default_factory=list)
    unsure: str | None = None


@dataclass(slots=True)
class Area:
    """A result area; a bare list of duties is one area under the heading of the list."""

    title: str
    lines: list[int] = field(default_factory=list)
    result: list[Item] = field(default_factory=list)
    core_tasks: list[Item] = field(default_factory=list)
    indicators: list[Item] = field(default_factory=list)
    unsure: str | None = None


@dataclass(slots=True)
class Level:
    code: str
    label: str
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Criterion:
    """A row of the matrix: level code to items. A profile without levels keeps its items under the code ""."""

    title: str
    lines: list[int] = field(default_factory=list)
    items: dict[str, list[Item]] = field(default_factory=dict)


@dataclass(slots=True)
class Figure:
    """A range that the text names; a side that the text leaves open is None. `bound`: the "up to" before a range."""

    name: str
    min: int | None
    max: int | None
    lines: list[int] = field(default_factory=list)
    bound: str = ""


@dataclass(slots=True)
class ReadProfile:
    """One profile as understood. `headings` are the source lines that only gave structure."""

    title: str = ""
    title_lines: list[int] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    definition: list[Item] = field(default_factory=list)
    purpose: list[Item] = field(default_factory=list)
    context: list[Item] = field(default_factory=list)
    characteristics: list[Item] = field(default_factory=list)
    organisation: list[OrganisationLine] = field(default_factory=list)
    result_areas: list[Area] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    working_conditions: list[Item] = field(default_factory=list)
    placeholders: dict[str, int] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    unplaced: list[Item] = field(default_factory=list)
    not_stated: list[str] = field(default_factory=list)
    headings: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a document was understood to say. `language` is nl or nb; `headings` belong to no single profile."""

    language: str
    lines: list[SourceLine]
    profiles: list[ReadProfile]
    notes: list[Note] = field(default_factory=list)
    headings: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class RawLine:
    """A line or Word paragraph before anything is understood; `listed` is the list depth that Word states, `soft`
    tells that the line may go on with the sentence above it.
    """

    number: int
    text: str
    listed: int | None = None
    ordered: bool = False
    heading: int | None = None
    bold: bool = False
    soft: bool = False


@dataclass(slots=True)
class RawCell:
    """A table cell; `column` counts grid columns, so that merged cells keep their place."""

    column: int
    lines: list[RawLine] = field(default_factory=list)


@dataclass(slots=True)
class RawTable:
    rows: list[list[RawCell]]


@dataclass(slots=True)
class Document:
    """What a file format hands over: the body in order, and asides (notes, headers, text boxes) by kind."""

    lines: list[SourceLine]
    blocks: list[RawLine | RawTable]
    asides: list[tuple[str, RawLine]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Para:
    """A paragraph or list item without its marker. `bullet` is the depth in its list, None outside a list;
    `number` is the ordinal it carried; `cell` tells that a tab began it; `gap` that a blank line came before.
    """

    text: str
    lines: list[int]
    bullet: int | None = None
    number: str | None = None
    heading: int | None = None
    bold: bool = False
    gap: bool = False
    cell: bool = False


@dataclass(slots=True)
class Cell:
    column: int
    paras: list[Para] = field(default_factory=list)
    unsure: str | None = None


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]]


Block = Para | Table
