"""Word documents made for the tests, and ways to spoil them."""

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def save(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same container with its parts changed in place."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


def with_body(body: str) -> bytes:
    """A document with this as the XML of its body."""
    name = "word/document.xml"
    whole = f'<?xml version="1.0"?><w:document {nsdecls("w")}><w:body>{body}</w:body></w:document>'
    return repacked(save(Document()), lambda parts: parts.update({name: whole.encode()}))


def fill(cell, texts: list[str], style: str | None = "List Bullet") -> None:
    cell.paragraphs[0].text = texts[0] if texts else ""
    if texts and style:
        cell.paragraphs[0].style = style
    for text in texts[1:]:
        cell.add_paragraph(text, style=style)


def small_profile() -> Document:
    document = Document()
    document.add_heading("Functieprofiel: Monteur", 1)
    document.add_heading("Context", 2)
    document.add_paragraph("De monteur onderhoudt installaties bij klanten en geeft advies over het gebruik ervan.")
    document.add_heading("Taken", 2)
    document.add_paragraph("uitvoeren van onderhoud", style="List Bullet")
    document.add_paragraph("adviseren van klanten", style="List Bullet")
    document.add_heading("Werkomstandigheden", 2)
    document.add_paragraph("Werken op hoogte.", style="List Bullet")
    return document


def area_table() -> Document:
    """Areas in a table in which a title spans the row above its tasks and indicators."""
    document = Document()
    document.add_heading("Functieprofiel: Planner", 1)
    table = document.add_table(0, 2)
    for texts in (("Functienaam", "Planner"), ("Afdeling", "Transport"), ("Leidinggevende", "Hoofd transport")):
        row = table.add_row()
        row.cells[0].text, row.cells[1].text = texts
    document.add_heading("Resultaatgebieden", 2)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Kerntaken", "Resultaatindicatoren"
    areas = (
        ("1. Ritten plannen", ["maken van de planning", "verwerken van spoed"], ["beladingsgraad", "stiptheid"]),
        ("2. Klanten informeren", ["melden van vertraging"], ["klanttevredenheid"]),
    )
    for title, tasks, indicators in areas:
        row = table.add_row()
        row.cells[0].merge(row.cells[1]).text = title
        row = table.add_row()
        fill(row.cells[0], tasks)
        fill(row.cells[1], indicators)
    document.add_heading("Bezwarende omstandigheden", 2)
    document.add_paragraph("Beeldschermwerk.")
    return document


def matrix_table() -> Document:
    """A matrix of four levels with a cell that two levels share and a criterion that spans two rows."""
    document = Document()
    document.add_heading("Functienaam: Adviseur", 1)
    document.add_heading("Doel van de functie", 2)
    document.add_paragraph("Klanten adviseren bij de keuze van een verzekering die bij hen past.")
    document.add_heading("Indelingscriteria", 2)
    table = document.add_table(3, 5)
    for column, text in enumerate(("", "Adviseur A", "Adviseur B", "Adviseur C", "Adviseur D")):
        table.rows[0].cells[column].text = text
    table.rows[1].cells[0].text = "KLANTEN"
    fill(table.rows[1].cells[1], ["Particulieren"])
    fill(table.rows[1].cells[2].merge(table.rows[1].cells[3]), ["Kleine bedrijven", "Winkels"])
    fill(table.rows[1].cells[4], ["Grote bedrijven"])
    table.rows[2].cells[0].text = "OPLEIDING"
    for column, text in enumerate(("Mbo", "Mbo+", "Hbo", "Wo"), 1):
        fill(table.rows[2].cells[column], [text], None)
    return document


def sectioned_table() -> Document:
    """The whole profile in one table: section on the left, text on the right."""
    document = Document()
    table = document.add_table(0, 2)
    rows = (
        ("Stillingstittel", ["Kundekonsulent"]),
        ("Nærmeste leder", ["Avdelingsleder kundeservice"]),
        ("Formål", ["Sørge for at kundene får hjelp og blir fornøyde."]),
        ("Arbeidsoppgaver", ["svare på henvendelser", "registrere saker", "følge opp klager"]),
        ("Resultatmål", ["svartid", "kundetilfredshet"]),
        ("Særlige belastninger", ["Stillesittende arbeid."]),
    )
    for label, texts in rows:
        row = table.add_row()
        row.cells[0].text = label
        fill(row.cells[1], texts, "List Bullet" if len(texts) > 1 else None)
    return document


def add_text_box(document, text: str) -> None:
    """A text box as Word writes it: once for new and once for old versions."""
    paragraph = document.add_paragraph()
    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(parse_xml(
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    ))  # fmt: skip


def add_tracked(document, kept: str, added: str, removed: str) -> None:
    """A list item with a tracked insertion and a tracked deletion."""
    paragraph = document.add_paragraph(kept, style="List Bullet")
    paragraph._p.append(parse_xml(
        f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t xml:space="preserve">{added}</w:t></w:r></w:ins>'
    ))  # fmt: skip
    paragraph._p.append(parse_xml(
        f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>{removed}</w:delText></w:r></w:del>'
    ))  # fmt: skip


def add_content_control(document, text: str) -> None:
    """A list item inside a content control."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtContent><w:p><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    ))  # fmt: skip
