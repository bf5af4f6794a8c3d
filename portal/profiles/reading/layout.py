"""From lines to paragraphs and tables: what belongs to one sentence, one list, one cell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from portal.profiles.reading.headings import find_heading, split_label
from portal.profiles.reading.lexing import TAB_WIDTH, Token, split_marks, take_apart
from portal.profiles.reading.model import Block, Cell, Para, RawCell, RawLine, RawTable, Table
from portal.profiles.reading.tabbed import find_table, is_row

_SUB_MARKS = {"o", "◦", "▪", "▫", "–", "—", "+", "--", "a", "("}
_ENDS = (".", ":", ";", "!", "?")
WRAP_WIDTH = 115


@dataclass(slots=True)
class Manner:
    """How a document is written: `wrapped` breaks lines inside sentences, `celled` begins cells with a tab."""

    wrapped: bool
    width: int
    celled: bool


def manner_of(tokens: list[Token]) -> Manner:
    lengths = [len(token.text) for token in tokens if token.text and token.raw.soft]
    width = max(lengths, default=0)
    wrapped = width <= WRAP_WIDTH and sum(length > 0.6 * width for length in lengths) >= 4 and width > 45
    celled = sum(token.starts_cell and not token.listed for token in tokens) >= 2
    return Manner(wrapped, width, celled)


def lay_out(blocks: list[RawLine | RawTable]) -> list[Block]:
    """The paragraphs and tables of a document in order; a table written with tabs is a table like one of Word."""
    out: list[Block] = []
    run: list[RawLine] = []
    for block in blocks:
        if isinstance(block, RawLine):
            run.append(block)
            continue
        out += _lay_out_lines(run)
        run = []
        out.append(Table([[_cell(cell) for cell in row] for row in block.rows]))
    return out + _lay_out_lines(run)


def tokens_of(lines: Iterable[RawLine]) -> list[Token]:
    """The tokens of lines; a lone tab before a line without tab begins the cell of that line."""
    tokens = [take_apart(piece) for line in lines for piece in split_marks(line)]
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is None:
            continue
        token.gap = before.blank
        if before.blank and before.tabs and not token.tabs and token.text:
            token.tabs, before.tabs = 1, 0
    _letter_titles(tokens)
    return tokens


def _letter_titles(tokens: list[Token]) -> None:
    """Lines such as "a. Klantbeheer" above lists of their own are numbered titles, not items of one list."""
    words = [token for token in tokens if token.text]
    titles = [token for token, follow in pairwise(words) if _is_letter_title(token, follow)]
    if len(titles) < 2:
        return
    for token in titles:
        token.mark, token.number = None, token.raw.text.strip(" \t(")[:1]


def _is_letter_title(token: Token, follow: Token) -> bool:
    if token.mark != "a" or not token.text[0].isupper() or token.text.endswith((*_ENDS, ",")):
        return False
    below = follow.listed and follow.mark != "a" and follow.indent <= token.indent
    return len(token.text.split()) <= 10 and (below or find_heading(follow.text) is not None)


def _lay_out_lines(lines: list[RawLine]) -> list[Block]:
    tokens = tokens_of(lines)
    manner = manner_of(tokens)
    out: list[Block] = []
    plain: list[Token] = []
    position = 0
    while position < len(tokens):
        found = find_table(tokens, position)
        if found is None:
            plain.append(tokens[position])
            position += 1
            continue
        rows, position = found
        out += paragraphs(plain, manner)
        plain = []
        out.append(Table([[_tokens_cell(index, cell, manner) for index, cell in enumerate(row)] for row in rows]))
    return out + paragraphs(plain, manner)


def _tokens_cell(index: int, cell: tuple[list[Token], str | None], manner: Manner) -> Cell:
    return Cell(index, paragraphs(cell[0], Manner(manner.wrapped, manner.width, celled=True)), cell[1])


def _cell(cell: RawCell) -> Cell:
    tokens = tokens_of(cell.lines)
    for token in tokens:
        if is_row(token):  # inside a real cell a tab is only space
            token.text, token.cells = " ".join(filter(None, token.cells)), []
    return Cell(cell.column, paragraphs(tokens, manner_of(tokens)))


def paragraphs(tokens: list[Token], manner: Manner) -> list[Para]:
    """The paragraphs of tokens that form no table: lines of one sentence joined, list items with their depth."""
    out: list[Para] = []
    depths = _Depths(manner.celled)
    before: Token | None = None
    for token in tokens:
        if not token.text:
            continue
        if before is not None and out and _goes_on(before, out[-1], token, manner):
            out[-1].text = _glue(out[-1].text, token.text)
            if token.line not in out[-1].lines:
                out[-1].lines.append(token.line)
        else:
            out.append(_para(token, depths))
        before = token
    return out


def _glue(text: str, rest: str) -> str:
    return f"{text} {rest}"


def _para(token: Token, depths: "_Depths") -> Para:
    depth = depths.of(token)
    raw = token.raw
    text = token.text
    if token.cells:
        text = " ".join(filter(None, token.cells))
    return Para(text, [token.line], depth, token.number, raw.heading, raw.bold, token.gap, token.starts_cell)


def _goes_on(before: Token, para: Para, token: Token, manner: Manner) -> bool:
    """Whether a line goes on with the sentence of the line above."""
    fresh = token.mark or token.number or token.gap or token.starts_cell or token.raw.heading is not None
    known = find_heading(token.text) or find_heading(before.text) or split_label(token.text)
    if fresh or not token.raw.soft or known:
        return False
    if token.raw.listed is None and before.raw.listed is not None and before.raw.soft is False:
        return True  # a soft break inside a list item of Word
    small = token.text[0].islower()
    ended = para.text.endswith(_ENDS)
    full = manner.wrapped and len(before.text) >= 0.65 * manner.width
    if para.bullet is not None or para.number is not None:
        return (
            (small and not para.text.endswith((".", ";"))) or token.indent > before.indent + 1 or (full and not ended)
        )
    return (small and not ended) or (full and not before.text.endswith(":"))


class _Depths:
    """The depth of list items from their indent and their marks."""

    def __init__(self, celled: bool) -> None:  # noqa: FBT001 - the one fact it works with
        self._celled = celled
        self._open: list[tuple[int, str]] = []
        self._last = ""

    def of(self, token: Token) -> int | None:
        """0 for an item of the list itself, 1 for one below an item; None for what is no item."""
        last, self._last = self._last, token.text
        if not token.listed:
            if token.number != "#" or token.raw.listed in {0, None}:
                self._open = []
                return None
            return token.raw.listed
        indent = token.indent + (0 if self._celled else TAB_WIDTH * min(token.tabs, 1))
        mark = token.mark or "word"
        while self._open and indent < self._open[-1][0]:
            self._open.pop()
        if self._open and indent == self._open[-1][0] and mark != self._open[-1][1]:
            self._by_mark(indent, mark, last)
        elif not self._open or indent > self._open[-1][0]:
            self._open.append((indent, mark))
        return len(self._open) - 1

    def _by_mark(self, indent: int, mark: str, last: str) -> None:
        while len(self._open) > 1 and self._open[-2] == (indent, mark):
            self._open.pop()
        if self._open[-1][1] == mark:
            return
        if mark in _SUB_MARKS or last.endswith(":"):
            self._open.append((indent, mark))
        else:
            self._open[-1] = (indent, mark)


def all_paras(blocks: Iterable[Block]) -> Iterator[Para]:
    """Every paragraph, those in tables included."""
    for block in blocks:
        if isinstance(block, Para):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from cell.paras
