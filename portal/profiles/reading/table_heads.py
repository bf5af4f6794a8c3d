"""The header rows of tables: sections above columns, or levels above a matrix."""

from dataclasses import dataclass

from portal.profiles.reading.build import Builder
from portal.profiles.reading.headings import Heading, Kind, find_heading, fold
from portal.profiles.reading.levels import CORNER, as_levels, read_levels
from portal.profiles.reading.line_kinds import DUTIES
from portal.profiles.reading.lookahead import Row, text_of
from portal.profiles.reading.model import Cell


@dataclass(slots=True)
class State:
    """What the header rows have said so far: a heading or a level per grid column."""

    columns: dict[int, Heading]
    levels: dict[int, str]


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


def turned(rows: list[Row]) -> list[Row]:
    """The table with rows and columns exchanged; a cell beyond the header still gets a row."""
    columns = sorted({cell.column for row in rows for cell in row})
    by_place = [{cell.column: cell for cell in row} for row in rows]
    out = []
    for column in columns:
        cells = [row.get(column, Cell(column)) for row in by_place]
        out.append([Cell(place, cell.paras, cell.unsure) for place, cell in enumerate(cells)])
    return out
