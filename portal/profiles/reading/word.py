"""A Word document as lines and tables in the order in which they stand, with what stands beside the body.

Read from the XML itself: python-docx leaves out text boxes, content controls and notes, and keeps whole pictures in
memory. Text that tracked changes removed is not part of the document; text they added is.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from portal.profiles.reading.container import Container
from portal.profiles.reading.model import Document, Note, RawCell, RawLine, RawTable, SourceLine
from portal.profiles.reading.refusals import Refusal, Refused
from portal.profiles.reading.source import CHARACTER_LIMIT, LINE_LIMIT, clean
from portal.profiles.reading.word_styles import Styles, W, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "rt")}
_BREAKS = {f"{W}br", f"{W}cr"}
_SYMBOLS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_PICTURE = ("}pic", "}imagedata", "}chart", "}OLEObject")
_ASIDES = (("header", "header"), ("footer", "footer"), ("footnotes", "footnote"), ("endnotes", "footnote"))
_ASIDE_FILE = re.compile(r"word/(header|footer|footnotes|endnotes)\d*\.xml")
_MAIN_TYPE = "wordprocessingml.document.main+xml"
_PARAGRAPH = re.compile(rb"<w:p[ >/]")
NESTING_LIMIT = 20


def _parse(content: bytes) -> Element:
    try:
        return fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused(Refusal.UNREADABLE) from error


def _optional(container: Container, name: str) -> Element | None:
    content = container.xml(name)
    return _parse(content) if content else None


def _text(container: Container, name: str) -> Element | None:
    """The part with the text. Paragraphs are counted before it is parsed: a tree of too many costs a second."""
    content = container.xml(name)
    if content and len(_PARAGRAPH.findall(content)) > LINE_LIMIT:
        raise Refused(Refusal.TOO_LONG)
    return _parse(content) if content else None


def _main_part(container: Container) -> str:
    """The name of the part with the text. Raises Refused(macro) for a macro type, (mismatch) for no Word document."""
    types = _optional(container, "[Content_Types].xml")
    if types is None:
        raise Refused(Refusal.MISMATCH)
    main = None
    for override in types:
        kind = override.get("ContentType", "")
        if "macroenabled" in kind.lower() or "vbaproject" in kind.lower():
            raise Refused(Refusal.MACRO)
        if kind.endswith(_MAIN_TYPE):
            main = override.get("PartName", "").lstrip("/")
    if main is None or main not in container.names:
        raise Refused(Refusal.MISMATCH)
    return main


class _Reader:
    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.lines: list[SourceLine] = []
        self.boxes: list[RawLine] = []
        self.pictures = 0
        self.size = 0

    def blocks(self, parent: Element, depth: int = 0) -> list[RawLine | RawTable]:
        """The lines and tables below an element; content controls and wrappers are looked through."""
        if depth > NESTING_LIMIT:
            raise Refused(Refusal.TOO_LONG)
        out: list[RawLine | RawTable] = []
        for child in parent:
            if child.tag == f"{W}p":
                out += self.paragraph(child)
            elif child.tag == f"{W}tbl":
                out += self.table(child, depth + 1)
            elif child.tag not in _SKIPPED and child.tag != f"{W}sectPr":
                out += self.blocks(child, depth + 1)
        return out

    def table(self, element: Element, depth: int) -> list[RawLine | RawTable]:
        """The table; one of a single column is a frame around text, so its content stands in the body."""
        rows: list[list[RawCell]] = []
        framed: list[RawLine | RawTable] = []
        for row in _children(element, f"{W}tr"):
            column, cells = _before(row), []
            for cell in _children(row, f"{W}tc"):
                span = value(cell, f"{W}tcPr/{W}gridSpan") or "1"
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                blocks = self.blocks(cell, depth)
                # The lower cells of a vertical merge are empty by rule; text in one is kept all the same.
                if merge is None or merge.get(f"{W}val") == "restart" or any(map(_has_text, blocks)):
                    cells.append(RawCell(column, list(_flat(blocks))))
                    framed += blocks
                column += int(span) if span.isdecimal() and len(span) < 4 else 1
            rows.append(cells)
        return framed if all(len(row) <= 1 for row in rows) else [RawTable(rows)]

    def paragraph(self, element: Element) -> list[RawLine]:
        boxes: list[Element] = []
        text = "".join(self._texts(element, boxes, 0))
        look = self.styles.look(element.find(f"{W}pPr"))
        bold = look.bold or _all_bold(element)
        heading = look.heading if text.strip() else None
        out = []
        for index, piece in enumerate(text.split("\n")):
            line = self._line(piece)
            line.listed = look.listed if index == 0 and piece.strip() else None
            line.ordered, line.heading, line.bold, line.soft = look.ordered, heading, bold, index > 0
            out.append(line)
        for box in boxes:
            self.boxes += [line for line in _flat(self.blocks(box, 1)) if line.text.strip()]
        return out

    def _line(self, text: str) -> RawLine:
        self.size += len(text)
        number = len(self.lines) + 1
        if self.size > CHARACTER_LIMIT or number > LINE_LIMIT:
            raise Refused(Refusal.TOO_LONG)
        self.lines.append(SourceLine(number, clean(text)))
        return RawLine(number, text)

    def _texts(self, element: Element, boxes: list[Element], depth: int) -> Iterator[str]:
        if depth > NESTING_LIMIT:
            raise Refused(Refusal.TOO_LONG)
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                yield child.text or ""
            elif tag in _BREAKS:
                yield "\n"
            elif tag in _SYMBOLS:
                yield _SYMBOLS[tag]
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{MC}AlternateContent":
                yield from self._texts(_choice(child), boxes, depth + 1)
            elif tag not in _SKIPPED:
                self.pictures += str(tag).endswith(_PICTURE)
                yield from self._texts(child, boxes, depth + 1)


def _before(row: Element) -> int:
    skipped = value(row, f"{W}trPr/{W}gridBefore") or "0"
    return int(skipped) if skipped.isdecimal() and len(skipped) < 4 else 0


def _children(parent: Element, tag: str) -> Iterator[Element]:
    """Direct children with this tag, through content controls and tracked insertions but not into other tables."""
    for child in parent:
        if child.tag == tag:
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"}:
            yield from _children(child, tag)


def _choice(element: Element) -> Element:
    """The same drawing stands twice, for new and old Word: the new one, unless only the old one holds text."""
    options = [child for child in element if child.tag in {f"{MC}Choice", f"{MC}Fallback"}]
    for option in options:
        if any(text.text and text.text.strip() for text in option.iter(f"{W}t")):
            return option
    return options[0] if options else element


def _all_bold(element: Element) -> bool:
    found = False
    for run in element.iter(f"{W}r"):
        if not any((text.text or "").strip() for text in run.iter(f"{W}t")):
            continue
        bold = run.find(f"{W}rPr/{W}b")
        if bold is None or bold.get(f"{W}val", "1") in {"0", "false"}:
            return False
        found = True
    return found


def _has_text(block: RawLine | RawTable) -> bool:
    return any(line.text.strip() for line in _flat([block]))


def _flat(blocks: list[RawLine | RawTable]) -> Iterator[RawLine]:
    for block in blocks:
        if isinstance(block, RawLine):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from cell.lines


def read_word(content: bytes) -> Document:
    """The body and the asides of a .docx. Raises Refused: bomb, macro, mismatch, unreadable, no_text, too_long."""
    container = Container(content)
    main = _main_part(container)
    root = _text(container, main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise Refused(Refusal.UNREADABLE)
    styles = Styles(_optional(container, "word/styles.xml"), _optional(container, "word/numbering.xml"))
    reader = _Reader(styles)
    blocks = reader.blocks(body)
    written = sum(len(line.text.strip()) for line in _flat(blocks))
    boxed = sum(len(line.text.strip()) for line in reader.boxes)
    asides = [("text_box", line) for line in reader.boxes]
    if boxed > 2 * written:  # the text boxes are the document
        blocks, asides = [*blocks, *reader.boxes], []
    asides += _beside(container, reader)
    if not any(map(_has_text, blocks)):
        raise Refused(Refusal.NO_TEXT)
    notes = [Note("pictures_left_out", {"count": reader.pictures})] if reader.pictures else []
    if any(name.startswith("word/afchunk") or "altchunk" in name.lower() for name in container.names):
        notes.append(Note("embedded_document_left_out"))
    return Document(reader.lines, blocks, asides, notes)


def _beside(container: Container, reader: _Reader) -> list[tuple[str, RawLine]]:
    """Headers, footers and notes; the separators that Word keeps among the footnotes have no text."""
    out = []
    for name in container.names:
        found = _ASIDE_FILE.fullmatch(name)
        root = _optional(container, name) if found else None
        if root is None:
            continue
        kind = dict(_ASIDES)[found[1]]
        lines = [line for line in _flat(reader.blocks(root)) if line.text.strip()]
        out += [(kind, line) for line in lines]
    return out
