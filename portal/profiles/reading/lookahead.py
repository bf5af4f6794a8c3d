"""What the lines below a line tell about it: whether it names an area, counts duties or heads a matrix."""

from collections.abc import Sequence

from portal.profiles.reading.headings import Kind, find_heading, fold, split_label
from portal.profiles.reading.levels import CORNER, read_levels
from portal.profiles.reading.line_kinds import DUTIES, is_section, is_titlelike
from portal.profiles.reading.model import Block, Cell, Para, Relation, Table

Row = list[Cell]
SENTENCE_WORDS = 4
_ROMANS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_OPENS_AREA = {Kind.TASKS, Kind.RESULT}


def kind_of(block: Block | None) -> Kind | None:
    """The kind of the heading or label that a paragraph begins with; None for a list item, a table or other text."""
    if not isinstance(block, Para) or block.bullet is not None:
        return None
    labelled = split_label(block.text)
    heading = find_heading(block.text) or (labelled[0] if labelled else None)
    return heading.kind if heading else None


def heads_area(para: Para, ahead: Sequence[Block]) -> bool:
    """Whether the heading of tasks or of a result follows, at once or below one sentence: then the line above it names
    the area that they are part of.
    """
    if not ahead or para.bullet is not None or not is_titlelike(para) or _is_other(para) or para.text.endswith(":"):
        return False
    first = ahead[0]
    if kind_of(first) in _OPENS_AREA or _names_columns(first):
        return True
    below = ahead[1] if len(ahead) > 1 else None
    return _is_sentence(first) and (kind_of(below) in _OPENS_AREA or _names_columns(below))


def _is_other(para: Para) -> bool:
    """Whether the line is a section or a label; words such as "Samarbeid" or "Rapportering" may also name an area."""
    heading = find_heading(para.text)
    if heading is None:
        return split_label(para.text) is not None
    return heading.kind is not Kind.ORGANISATION and heading.relation is not Relation.OTHER


def _is_sentence(block: Block) -> bool:
    if not isinstance(block, Para) or block.bullet is not None or kind_of(block) is not None:
        return False
    return block.text.endswith(".") and len(block.text.split()) >= SENTENCE_WORDS


def _names_columns(block: Block | None) -> bool:
    """Whether it is a table with tasks and indicators side by side, and no column for the title of an area."""
    if not isinstance(block, Table) or not block.rows:
        return False
    found = [find_heading(text_of(cell)) for cell in block.rows[0] if cell.paras]
    kinds = [heading.kind for heading in found if heading is not None]
    return len(kinds) > 1 and len(kinds) == len(found) and set(kinds) <= _OPENS_AREA | {Kind.INDICATORS}


def repeats_duties(ahead: Sequence[Block]) -> bool:
    """Whether the same heading of tasks comes back below: the document has more areas than one."""
    words = [fold(block.text) for block in ahead if isinstance(block, Para) and kind_of(block) is Kind.TASKS]
    return len(set(words)) < len(words) or sum(map(_names_columns, ahead)) > 1


def next_in_row(before: str | None, number: str | None) -> bool:
    """Whether an ordinal is the next after another: 4 after 3, c after b, IV after III."""
    places = [_place(ordinal) if ordinal else None for ordinal in (before, number)]
    return places[0] is not None and places[1] == places[0] + 1


def _place(ordinal: str) -> int | None:
    if ordinal.isdecimal():
        return int(ordinal)
    if ordinal.upper() in _ROMANS:
        return _ROMANS.index(ordinal.upper())
    return ord(ordinal.lower()) if len(ordinal) == 1 and ordinal.isalpha() else None


def all_titles(para: Para, ahead: Sequence[Block]) -> bool:
    """Whether the numbered lines from here to the next section are all short: one that is a sentence shows that the
    numbers count duties.
    """
    for block in ahead:
        if not isinstance(block, Para) or (block.number is None and block.bullet is None and is_section(block)):
            break
        if block.number is not None and "." not in block.number and not is_titlelike(block):
            return False
    return is_titlelike(para)


def text_of(cell: Cell) -> str:
    return " ".join(f"{para.number} {para.text}" if para.number else para.text for para in cell.paras)


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


def is_matrix(block: Block | None) -> bool:
    """Whether a table has levels above its columns or in front of its rows."""
    if not isinstance(block, Table):
        return False
    rows = [row for row in block.rows if any(cell.paras for cell in row)]
    if not rows or is_transposed(rows):
        return bool(rows)
    texts = [text_of(cell) for cell in rows[0] if cell.paras]
    skips = (1,) if texts and fold(texts[0]) in CORNER else (0, 1)
    return any(read_levels(texts[skip:]) for skip in skips)
