"""The cells of a text file in which a tab at the start of a line begins a cell."""

from portal.profiles.reading.headings import Kind, find_heading, split_label
from portal.profiles.reading.lexing import Token

TokenCell = tuple[list[Token], str | None]  # the lines of a cell, and why a person should look at it
TokenRow = list[TokenCell]
_ENDS = (".", ";", ",", "!", "?")
_STAY = {Kind.AREAS, Kind.TASKS, Kind.INDICATORS, Kind.RESULT, Kind.META}


def is_short(token: Token) -> bool:
    """Whether a line can be a title: few words, no list mark, no end of a sentence."""
    text = token.text
    return not token.listed and 0 < len(text) <= 90 and len(text.split()) <= 12 and not text.endswith(_ENDS)


def after_blanks(tokens: list[Token], position: int) -> int:
    """The next place that holds text."""
    while position < len(tokens) and tokens[position].blank:
        position += 1
    return position


def next_cells(tokens: list[Token], start: int) -> tuple[list[list[Token]], list[int]]:
    """Cells from here on and where each ends. They stop at a line without tab that opens something else."""
    cells: list[list[Token]] = []
    ends: list[int] = []
    for position in range(start, len(tokens)):
        token = tokens[position]
        if token.starts_cell:
            cells.append([token])
            ends.append(position + 1)
        elif token.blank:
            if ends:
                ends[-1] = position + 1
        elif not cells or (token.gap and not token.listed):
            break
        else:
            cells[-1].append(token)
            ends[-1] = position + 1
    return cells, ends


def opens_section(token: Token, stay: set[Kind] | None = None) -> bool:
    """Whether a line opens a section outside the table that it follows."""
    if token.listed or token.blank:
        return False
    stay = _STAY if stay is None else stay
    heading = find_heading(token.text)
    if heading is None:
        labelled = split_label(" ".join(filter(None, token.cells)) if token.cells else token.text)
        return labelled is not None and labelled[0].kind not in _STAY
    if heading.kind is Kind.ORG_LINE:
        return heading.relation in {"reports_to", "leads"}
    return heading.kind not in stay
