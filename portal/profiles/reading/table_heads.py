"""The header rows of tables: sections above columns, or levels above a matrix."""

from dataclasses import dataclass

from portal.profiles.reading.build import DUTIES, Builder
from portal.profiles.reading.headings import Heading, Kind, find_heading, fold
from portal.profiles.reading.levels import CORNER, as_levels, read_levels
from portal.profiles.reading.model import Cell

Row = list[Cell]


@dataclass(slots=True)
class State:
    """What the header rows have said so far: a heading or a level per grid column."""

    columns: dict[int, Heading]
    levels: dict[int, str]


def text_of(cell: Cell) -> str:
    return " ".join(f"{para.number} {para.text}" if para.number else para.text for para in cell.paras)


def take_header(builder: Builder, filled: Row, state: State) -> bool:
    """Take a row as header: of sections for the columns below it, or of levels."""
    if len(filled) < 2:
        return False
    found = {cell.column: find_heading(text_of(cell)) for cell in filled}
    known = {column: heading for column, heading in found.items() if heading is not None}
    if len(known) > 1 and len(known) >= len(filled) - 1 and any(heading.kind in DUTIES for heading in known.values()):
        state.columns, state.levels = known, {}
        _accept(builder, filled, state)
        return True
    short = [cell for cell in filled if len(cell.paras) == 1 and cell.paras[0].bullet is None]
    if len(short) < len(filled):
        return False
    cornered = fold(text_of(filled[0])) in CORNER
    for skip in (1,) if cornered else (0, 1):
        cells = filled[skip:]
        levels = read_levels([text_of(cell) for cell in cells])
        if levels:
            new = as_levels(levels, [cell.paras[0].lines for cell in cells])
            known_codes = {level.code for level in builder.profile.levels}
            builder.profile.levels += [level for level in new if level.code not in known_codes]
            state.levels = {cell.column: level.code for cell, level in zip(cells, new, strict=True)}
            state.columns = {}
            for cell in filled:
                builder.structural(cell.paras[0])
            builder.sections.add(Kind.CRITERIA)
            builder.section = Kind.CRITERIA
            builder.criteria.close()
            return True
    return False


def _accept(builder: Builder, filled: Row, state: State) -> None:
    for cell in filled:
        for para in cell.paras:
            builder.structural(para)
    builder.sections |= {heading.kind for heading in state.columns.values()}
    if builder.section not in DUTIES:
        builder.section = Kind.AREAS
    builder.unknown = False


def is_transposed(rows: list[Row]) -> bool:
    """Whether the levels stand in the first column and the criteria above."""
    if len(rows) < 3 or any(not row or not row[0].paras for row in rows[1:]):
        return False
    headings = [find_heading(text_of(cell)) for cell in rows[0]]
    if len(rows[0]) < 2 or any(heading is not None and heading.kind in DUTIES for heading in headings):
        return False
    down = read_levels([text_of(row[0]) for row in rows[1:]])
    across = read_levels([text_of(cell) for cell in rows[0][1:]])
    return down is not None and across is None and all(len(row[0].paras) == 1 for row in rows[1:])


def turned(rows: list[Row]) -> list[Row]:
    columns = [cell.column for cell in rows[0]]
    by_place = [{cell.column: cell for cell in row} for row in rows]
    out = []
    for column in columns:
        cells = [row.get(column, Cell(column)) for row in by_place]
        out.append([Cell(place, cell.paras, cell.unsure) for place, cell in enumerate(cells)])
    return out
