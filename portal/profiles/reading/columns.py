"""Result areas that a text file writes as columns: a header of tasks and indicators, then cells in turn."""

import re
from dataclasses import dataclass, field

from portal.profiles.reading.headings import Heading, Kind, find_heading
from portal.profiles.reading.lexing import TAB_WIDTH, Token
from portal.profiles.reading.tabcells import TokenCell, TokenRow, is_short, opens_section

_ROLES = {Kind.RESULT, Kind.TASKS, Kind.INDICATORS}
_MEASURE = re.compile(
    r"(?:%|aantal|mate|kwaliteit|tijdig|percentage|omzet|marge|klanttevredenheid|antall|andel|grad|kvalitet"
    r"|omsetning"
    r"|kundetilfredshet|margin|inzicht|actualiteit|volgens)\b|%",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Area:
    title: list[Token] = field(default_factory=list)
    groups: list[list[Token]] = field(default_factory=list)


def read_columns(tokens: list[Token], start: int) -> tuple[list[TokenRow], int] | None:
    """The rows of areas under a header of at least two of result, tasks and indicators; None without such a header."""
    heads, position = _header(tokens, start)
    roles = [heading.kind for _, heading in heads if heading.kind in _ROLES]
    if len(set(roles)) < 2:
        return None
    areas, end = _areas(tokens, position)
    if not areas:
        return None
    titles = [token for token, heading in heads if heading.kind is Kind.AREAS]
    order = [heading.kind for _, heading in heads if heading.kind in _ROLES]
    head_cells = [[token] for token, heading in heads if heading.kind in _ROLES]
    rows: list[TokenRow] = [[(titles, None), *((cell, None) for cell in head_cells)]]
    rows += [_row(area, order) for area in areas]
    return rows, end


def _header(tokens: list[Token], start: int) -> tuple[list[tuple[Token, Heading]], int]:
    heads: list[tuple[Token, Heading]] = []
    position = start
    while position < len(tokens):
        token = tokens[position]
        if not token.blank:
            heading = None if token.listed or token.cells else find_heading(token.text)
            repeated = heading is not None and heading.kind in {known.kind for _, known in heads}
            if heading is None or repeated or heading.kind not in _ROLES | {Kind.AREAS}:
                break
            heads.append((token, heading))
        position += 1
    return heads, position


def _is_title(token: Token, area: _Area | None, numbered: bool) -> bool:  # noqa: FBT001
    if not is_short(token) or token.text[0].islower():
        return False
    if token.number is not None:
        return True
    waiting = area is not None and not any(group[0].listed for group in area.groups)
    return not waiting and not numbered and (token.starts_cell or token.gap)


def _areas(tokens: list[Token], start: int) -> tuple[list[_Area], int]:
    areas: list[_Area] = []
    numbered = False
    position = start
    while position < len(tokens):
        token = tokens[position]
        if token.blank:
            position += 1
            continue
        area = areas[-1] if areas else None
        title = _is_title(token, area, numbered)
        if (not token.number and opens_section(token)) or (token.cells and not token.number):
            break
        if title:
            numbered = numbered or token.number is not None
            if token.cells:
                token.text, token.cells = " ".join(filter(None, token.cells)), []
            areas.append(_Area([token]))
        elif area is None or (numbered and _is_stranger(token, area)):
            break
        else:
            _take(area, token)
        position += 1
    return areas, position


def _is_stranger(token: Token, area: _Area) -> bool:
    """A short line with space above it among numbered areas is the heading of something else."""
    has_list = any(group[0].listed for group in area.groups)
    return has_list and is_short(token) and token.gap and token.text[0].isupper() and find_heading(token.text) is None


def _take(area: _Area, token: Token) -> None:
    heading = None if token.listed else find_heading(token.text)
    if heading is not None and heading.kind in _ROLES:  # the header repeated under a title
        area.title.append(token)
        return
    if _is_below(area, token):
        token.tabs, token.indent = 0, token.indent + TAB_WIDTH
    kinds_differ = area.groups and area.groups[-1][0].listed != token.listed and token.listed
    if token.starts_cell or not area.groups or kinds_differ:
        area.groups.append([token])
    else:
        area.groups[-1].append(token)


def _is_below(area: _Area, token: Token) -> bool:
    """A tab before another mark than that of the list indents a sub-point; it begins no cell."""
    if not (token.starts_cell and token.mark and area.groups and area.groups[-1][0].mark):
        return False
    return token.mark != area.groups[-1][0].mark


def _row(area: _Area, order: list[Kind]) -> TokenRow:
    prose = [group for group in area.groups if not _is_list(group)]
    lists = [group for group in area.groups if _is_list(group)]
    if Kind.RESULT not in order:
        prose, lists = [], area.groups
    roles = [kind for kind in order if kind is not Kind.RESULT]
    lists, unsure = _fit(lists, len(roles))
    cells: dict[Kind, TokenCell] = {Kind.RESULT: ([token for group in prose for token in group], None)}
    for kind, group in zip(roles, lists, strict=False):
        cells[kind] = (group, unsure)
    return [(area.title, None), *(cells.get(kind, ([], None)) for kind in order)]


def _is_list(group: list[Token]) -> bool:
    return group[0].listed or group[0].number is not None or group[0].text.endswith(";") or group[0].text[:1].islower()


def _fit(lists: list[list[Token]], count: int) -> tuple[list[list[Token]], str | None]:
    """The list cells as many as there are columns, and whether that took a guess."""
    if len(lists) > count:
        flat = [token for group in lists for token in group]
        parted = _by_gap(flat)
        if all(len(group) == 1 for group in lists) and len(parted) == count:
            return parted, None
        if count == 2 and all(len(group) == 1 for group in lists):
            return _by_wording(flat), "columns_unclear"
        last = [token for group in lists[count - 1 :] for token in group]
        return [*lists[: count - 1], last], "columns_unclear"
    if len(lists) == 1 and count == 2:
        parted = _by_gap(lists[0])
        if len(parted) == 2:
            return parted, None
        parted = _by_wording(lists[0])
        return parted, "columns_unclear" if len(parted) == 2 else None
    return lists, None


def _by_gap(tokens: list[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = []
    for token in tokens:
        if not groups or (token.gap and token.listed):
            groups.append([])
        groups[-1].append(token)
    return groups


def _by_wording(tokens: list[Token]) -> list[list[Token]]:
    """Two lists in one: the first ends with a full stop among semicolons, or the second begins to measure."""
    for place in range(1, len(tokens)):
        before = [token.text for token in tokens[:place]]
        stops = before[-1].endswith(".") and all(text.endswith(";") for text in before[:-1])
        measures = all(_MEASURE.match(token.text) for token in tokens[place:])
        if (stops and (len(before) > 1 or len(tokens) == 2)) or measures:
            return [tokens[:place], tokens[place:]]
    return [tokens]
