"""Tables that a text file writes with tabs: rows on one line, or one cell per tab at the start of a line."""

from portal.profiles.reading.columns import read_columns
from portal.profiles.reading.headings import Kind, find_heading, fold
from portal.profiles.reading.levels import CORNER, read_levels
from portal.profiles.reading.lexing import Token, items_of_cell
from portal.profiles.reading.tabcells import TokenCell, TokenRow, after_blanks, is_short, next_cells, opens_section


def is_row(token: Token) -> bool:
    return len(token.cells) > 1


def find_table(tokens: list[Token], start: int) -> tuple[list[TokenRow], int] | None:
    """The rows of the table that begins at this token and where it ends; None when none begins here."""
    token = tokens[start]
    if token.blank:
        return None
    if is_row(token):
        return _rows(tokens, start)
    header = _level_header(tokens, start)
    if header:
        return _matrix(tokens, *header)
    return read_columns(tokens, start)


def _rows(tokens: list[Token], start: int) -> tuple[list[TokenRow], int]:
    """Consecutive lines with tabs inside; a matrix may have only its header on one line."""
    texts = [cell for cell in tokens[start].cells if cell]
    corner = [tokens[start].cells[0]] if fold(tokens[start].cells[0]) in CORNER else []
    levels = texts[len(corner) :]
    follow = after_blanks(tokens, start + 1)
    if read_levels(levels) and follow < len(tokens) and not is_row(tokens[follow]):
        return _matrix(
            tokens, [_piece(tokens[start], text) for text in levels], start + 1, corner_of(tokens[start], corner)
        )
    rows, end = [], start
    while end < len(tokens):
        follow = after_blanks(tokens, end)
        if follow >= len(tokens) or not is_row(tokens[follow]) or follow - end > 1:
            break
        rows.append([(_pieces(tokens[follow], text), None) for text in tokens[follow].cells])
        end = follow + 1
    return rows, end


def _piece(token: Token, text: str) -> Token:
    """A token for one cell of a line; a number in front of the first cell stays with that cell."""
    number = token.number if token.cells and text == next(filter(None, token.cells)) else None
    return Token(token.raw, text, 1, 0, None, number)


def _pieces(token: Token, text: str) -> list[Token]:
    return items_of_cell(token, text, _piece(token, text).number) if text else []


def corner_of(token: Token, corner: list[str]) -> list[Token]:
    return [_piece(token, text) for text in corner]


def _level_header(tokens: list[Token], start: int) -> tuple[list[Token], int, list[Token]] | None:
    """(level tokens, where the rows begin, the corner cell) when the header of a matrix begins here."""
    if not tokens[start].starts_cell or not is_short(tokens[start]):
        return None
    heads, ends = [], []
    position = start
    while position < len(tokens) and len(heads) < 8:
        token = tokens[position]
        if token.blank:
            position += 1
            continue
        if not token.starts_cell or not is_short(token) or token.cells:
            break
        heads.append(token)
        position += 1
        ends.append(position)
    skip = 1 if heads and fold(heads[0].text) in CORNER else 0
    for count in range(len(heads), skip + 1, -1):
        if read_levels([_full(token) for token in heads[skip:count]]):
            return heads[skip:count], ends[count - 1], heads[:skip]
    return None


def _full(token: Token) -> str:
    return f"{token.number} {token.text}" if token.number else token.text


def _is_title(cell: list[Token]) -> bool:
    words = [token for token in cell if token.text]
    return bool(words) and len(words) <= 2 and all(is_short(token) for token in words)


def _matrix(tokens: list[Token], levels: list[Token], start: int, corner: list[Token]) -> tuple[list[TokenRow], int]:
    """The rows below a header of levels: a title cell and one cell per level."""
    count = len(levels)
    rows: list[TokenRow] = [[(corner, None), *(([level], None) for level in levels)]]
    cells, ends = next_cells(tokens, start)
    bulleted = any(token.listed for cell in cells for token in cell)
    row: list[list[Token]] = []
    end = start
    for index, cell in enumerate(cells):
        title = _is_title(cell)
        if title and row and len(row) <= count and bulleted and not _may_begin(cell):
            title = False
        done = not row or _filled(row) >= count + 1
        if title and done and _stops(cells, index, count):
            break
        if title and (done or bulleted):
            _close(rows, row, count)
            row = [cell]
        elif row:
            row.append(cell)
        elif cell and cell[0].text:
            break
        end = ends[index]
    _close(rows, row, count)
    return rows, end


def _filled(row: list[list[Token]]) -> int:
    return 1 + sum(any(token.text for token in cell) for cell in row[1:])


def _may_begin(cell: list[Token]) -> bool:
    first = next(token for token in cell if token.text)
    return first.gap or first.text.isupper()


def _stops(cells: list[list[Token]], index: int, count: int) -> bool:
    """Whether a title cell opens another section: a known heading without a cell for each level below it."""
    heading = find_heading(cells[index][0].text)
    if heading is None or heading.kind is Kind.CRITERION:
        return False
    below = 0
    for cell in cells[index + 1 :]:
        if _is_title(cell):
            break
        below += any(token.text for token in cell)
    return below != count and opens_section(cells[index][0], {Kind.RESULT})


def _close(rows: list[TokenRow], row: list[list[Token]], count: int) -> None:
    if not row:
        return
    title, cells = row[0], row[1:]
    while len(cells) > count and any(not _filled_cell(cell) for cell in cells):
        cells.remove(next(cell for cell in cells if not _filled_cell(cell)))
    unsure = None
    if len(cells) > count:
        cells = [*cells[: count - 1], [token for cell in cells[count - 1 :] for token in cell]]
        unsure = "columns_unclear"
    if len(cells) < count:
        unsure = "cells_missing"
    rows.append([(title, None), *((cell, unsure) for cell in cells)])


def _filled_cell(cell: list[Token]) -> bool:
    return any(token.text for token in cell)


__all__ = ["TokenCell", "find_table", "is_row"]
