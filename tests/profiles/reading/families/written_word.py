r"""Word documents written as plain lines, so that the documents of the families can be read and reviewed as text.

A line is a paragraph. `#2 text` is a heading of level 2, `**text**` a bold paragraph, `* text` and `** text` list
items of two depths, `1# text` an item numbered by Word, `~header` and `~footer` the page's own texts. Lines between
bars are rows of a table: ` // ` parts the paragraphs of a cell, `<` continues the cell on the left and `^` the one
above. `\\` breaks a line softly.
"""

import io
import re

from docx import Document

STYLES = {"* ": "List Bullet", "** ": "List Bullet 2", "1# ": "List Number"}


def as_docx(source: str) -> bytes:
    """The bytes of the Word document that these lines describe."""
    document, rows = Document(), []
    for line in [*source.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            _table(document, rows)
            rows = []
        _block(document, line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _block(document, line: str) -> None:
    if line.startswith(("~header ", "~footer ")):
        part = getattr(document.sections[0], line[1:7])
        part.paragraphs[0].text = line[8:]
    elif heading := re.match(r"#(\d) (.*)", line):
        document.add_heading(heading[2], int(heading[1]))
    elif line:
        for piece in _pieces(line):
            _write(document.add_paragraph(), piece)


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(" // ")]


def _write(paragraph, text: str) -> None:
    for mark, style in STYLES.items():
        if text.startswith(mark):
            paragraph.style = style
            text = text.removeprefix(mark)
            break
    bold = re.fullmatch(r"\*\*(.*)\*\*", text)
    run = paragraph.add_run((bold[1] if bold else text).replace("\\\\", "\n"))
    run.bold = bool(bold) or None


def _table(document, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), max(map(len, rows)))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text in ("<", "^"):
                table.cell(y, x - 1 if text == "<" else x).merge(table.cell(y if text == "<" else y - 1, x))
                table.cell(y - (text == "^"), x)
                continue
            cell = table.cell(y, x)
            for number, piece in enumerate(_pieces(text)):
                _write(cell.paragraphs[0] if not number else cell.add_paragraph(), piece)
