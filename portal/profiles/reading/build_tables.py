"""Tables of a profile: areas in columns, a matrix of levels, labels with values, or a frame around text."""

from portal.profiles.reading.build import Builder
from portal.profiles.reading.duties import list_items
from portal.profiles.reading.headings import Heading, Kind, find_heading
from portal.profiles.reading.lexing import sentence_case
from portal.profiles.reading.line_kinds import DUTIES
from portal.profiles.reading.lookahead import Row, is_transposed, text_of
from portal.profiles.reading.model import Block, Cell, Criterion, Item, Note, Para, Table, Unsure
from portal.profiles.reading.organisation import labelled
from portal.profiles.reading.table_heads import State, take_header, turned

AHEAD = 40  # blocks; how far a numbered list is followed to see what its numbers count


def feed(builder: Builder, blocks: list[Block]) -> None:
    """Hand the blocks of one profile to its builder in order."""
    for place, block in enumerate(blocks):
        if isinstance(block, Table):
            feed_table(builder, block)
        else:
            builder.ahead = blocks[place + 1 : place + 1 + AHEAD]
            builder.para(block, blocks[place + 1] if place + 1 < len(blocks) else None)


def feed_table(builder: Builder, table: Table) -> None:
    """Hand every row of a table to the profile; each text of it ends up somewhere."""
    rows = [row for row in table.rows if any(cell.paras for cell in row)]
    if is_transposed(rows):
        rows = turned(rows)
    state = State({}, {})
    for place, row in enumerate(rows):
        filled = [cell for cell in row if cell.paras]
        if take_header(builder, filled, state):
            continue
        if len(filled) == 1:
            if state.columns or state.levels:
                _single(builder, filled[0], row, state)
            else:
                _frame(builder, filled[0].paras)
        elif state.levels:
            _criterion(builder, row, state)
        elif state.columns:
            _columns(builder, row, state)
        else:
            _labels(builder, filled)
        if place == len(rows) - 1:
            builder.close_label()
    if state.levels:  # text below a matrix belongs to none of its cells
        builder.section, builder.unknown = None, True


def _frame(builder: Builder, paras: list[Para]) -> None:
    """A cell that only surrounds text: its paragraphs stand in the body."""
    for place, para in enumerate(paras):
        builder.ahead = [*(paras[place + 1 : place + 1 + AHEAD] or [Para("…", [], bullet=0)])]
        builder.para(para, builder.ahead[0])


def _single(builder: Builder, cell: Cell, row: Row, state: State) -> None:
    """A row with one filled cell: a section, the title of an area, a group of criteria, or a row with gaps."""
    first = cell.paras[0]
    heading = find_heading(first.text) if first.bullet is None else None
    alone = len(cell.paras) == 1 and first.bullet is None and len(first.text.split()) <= 12
    if heading is not None and heading.kind not in {Kind.CRITERION, *DUTIES} and not (state.levels and len(row) > 1):
        state.columns, state.levels = {}, {}
        _frame(builder, cell.paras)
    elif state.levels:
        if alone and cell.column not in state.levels:
            builder.profile.criteria.append(Criterion(first.text, list(first.lines)))
        else:
            _criterion(builder, row, state)
    elif alone and not (len(row) > 1 and _kind_at(cell, state) in {Kind.TASKS, Kind.INDICATORS}):
        if heading is not None:
            builder.structural(first)
        else:
            builder.duties.open(sentence_case(first.text), first.lines)
            builder.section = Kind.AREAS
    else:
        _columns(builder, row, state)


def _kind_at(cell: Cell, state: State) -> Kind | None:
    heading = state.columns.get(cell.column)
    return heading.kind if heading else None


def _criterion(builder: Builder, row: Row, state: State) -> None:
    first = row[0] if row else Cell(0)
    titled = first.column not in state.levels
    if titled and first.paras:
        title = " ".join(para.text for para in first.paras)
        criterion = Criterion(title, [number for para in first.paras for number in para.lines])
        builder.profile.criteria.append(criterion)
    elif builder.profile.criteria:
        criterion = builder.profile.criteria[-1]
    else:
        criterion = Criterion("", [])
        builder.profile.criteria.append(criterion)
    cells = row[1:] if titled else row
    ends = [cell.column for cell in cells[1:]] + [max(state.levels) + 1]
    for cell, end in zip(cells, ends, strict=False):
        codes = [code for column, code in state.levels.items() if cell.column <= column < end]
        items = list_items(cell.paras)
        for item in items:
            item.unsure = item.unsure or cell.unsure
        if not codes:
            builder.profile.unplaced += [Item(item.text, item.lines, Unsure.COLUMNS_UNCLEAR) for item in items]
        for code in codes:
            criterion.items.setdefault(code, []).extend(items)


def _columns(builder: Builder, row: Row, state: State) -> None:
    """A row below a header of headings: one result area, or text for the section of each column."""
    kinds = {heading.kind for heading in state.columns.values()}
    titles = _title_cells(row, state)
    for cell in titles:
        _area_title(builder, cell, with_result=Kind.RESULT not in kinds or cell.column in state.columns)
    for cell in row:
        heading = state.columns.get(cell.column)
        if not cell.paras or cell in titles:
            continue
        if heading is None:
            for para in cell.paras:
                builder.unplaced(para, Unsure.COLUMNS_UNCLEAR)
        elif heading.kind in DUTIES:
            _duties(builder, cell, heading.kind)
        else:
            builder.open(heading, Para(heading.words, []))
            for para in cell.paras:
                builder.content(para)


def _title_cells(row: Row, state: State) -> list[Cell]:
    """The cell with the title of the area: its own column, or the column of the result, or one without header."""
    kinds = {heading.kind: column for column, heading in state.columns.items()}
    place = kinds.get(Kind.AREAS)
    if place is None:
        bare = [cell for cell in row if cell.column not in state.columns and cell.column < min(state.columns)]
        place = bare[0].column if bare else kinds.get(Kind.RESULT)
    return [cell for cell in row if cell.column == place and cell.paras]


def _area_title(builder: Builder, cell: Cell, *, with_result: bool) -> None:
    first, rest = cell.paras[0], cell.paras[1:]
    titled = first.bullet is None and (first.number is not None or len(first.text.split()) <= 12)
    sentence = not rest and first.number is None and first.text.endswith(".") and len(first.text.split()) > 6
    if titled and not sentence:
        builder.duties.open(sentence_case(first.text), first.lines)
    else:
        builder.duties.open("", [])
        rest = cell.paras
    builder.section = Kind.AREAS
    area = builder.duties.current()
    for para in rest:
        heading = find_heading(para.text) if para.bullet is None else None
        if heading is not None and heading.kind in DUTIES:
            builder.structural(para)
        elif para.bullet is not None and not with_result:
            builder.duties.add_task(para)
        else:
            area.result.append(Item(para.text, list(para.lines)))


def _duties(builder: Builder, cell: Cell, kind: Kind) -> None:
    paras = []
    for para in cell.paras:
        heading = find_heading(para.text) if para.bullet is None else None
        if heading is not None and heading.kind in DUTIES:
            builder.structural(para)
        else:
            paras.append(para)
    area = builder.duties.current()
    if kind is Kind.TASKS:
        builder.duties.add_tasks(list_items(paras), cell.unsure)
    elif kind is Kind.INDICATORS:
        items = list_items(paras)
        for item in items:
            item.unsure = item.unsure or cell.unsure
        area.indicators += items
    else:
        area.result += [Item(para.text, list(para.lines)) for para in paras]


def _labels(builder: Builder, filled: Row) -> None:
    """A row without header: a label and its value when the first cell reads like one, else text cell after cell."""
    cells = [cell for cell in filled if text_of(cell).strip() not in {":", "-", "–"}]
    for cell in filled:
        if cell not in cells:
            builder.structural(cell.paras[0])
    if len(cells) < 2:
        for cell in cells:
            _frame(builder, cell.paras)
        return
    first, rest = cells[0].paras, [para for cell in cells[1:] for para in cell.paras]
    heading = find_heading(first[0].text) if len(first) == 1 else None
    if heading is not None:
        _known_label(builder, heading, first[0], rest)
    elif _is_label(first[0]) and len(first) == 1:
        _other_label(builder, first[0], rest)
    else:
        for cell in cells:
            _frame(builder, cell.paras)


def _value(label: Para, rest: list[Para]) -> tuple[str, list[int]]:
    """The text beside a label, and the lines of both."""
    return " ".join(para.text for para in rest).lstrip(": "), sorted({n for para in (label, *rest) for n in para.lines})


def _known_label(builder: Builder, heading: Heading, label: Para, rest: list[Para]) -> None:
    value, lines = _value(label, rest)
    if heading.kind is Kind.ORG_LINE:
        builder.profile.organisation.append(labelled(label.text, value, lines, heading))
        builder.section = Kind.ORGANISATION
        builder.sections.add(Kind.ORG_LINE)
    elif heading.kind is Kind.META:
        builder.notes.append(Note("document_fact", {"label": label.text.strip(" :"), "value": value}, lines))
    elif heading.kind is Kind.AREAS and len(rest) == 1 and len(value.split()) <= 10:
        builder.structural(label)
        builder.duties.open(sentence_case(rest[0].text), rest[0].lines)
        builder.section = Kind.AREAS
    else:
        builder.open(heading, label)
        items = list_items(rest) if heading.kind in {Kind.TASKS, Kind.INDICATORS} and len(rest) == 1 else []
        for para in [Para(item.text, item.lines, bullet=0) for item in items] if len(items) > 1 else rest:
            builder.content(para)


def _other_label(builder: Builder, label: Para, rest: list[Para]) -> None:
    """A label that no table knows: a line of the organisation in that section, else text to be placed."""
    value, lines = _value(label, rest)
    if builder.section is Kind.ORGANISATION:
        builder.profile.organisation.append(labelled(label.text, value, lines))
        builder.sections.add(Kind.ORG_LINE)
    else:
        builder.profile.unplaced.append(Item(f"{label.text.strip(' :')}: {value}", lines, Unsure.UNKNOWN_HEADING))


def _is_label(para: Para) -> bool:
    return para.bullet is None and len(para.text.split()) <= 6 and not para.text.endswith((".", ";"))
