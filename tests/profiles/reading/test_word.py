"""Word documents: what Word keeps beside the plain paragraphs is not lost, and what was deleted stays deleted."""

import pytest
from docx import Document

from portal.profiles.reading import as_json, lost_words, read_bytes
from tests.profiles.reading import word_files as made
from tests.profiles.reading import written


def read(document):
    reading = read_bytes("profile.docx", made.save(document))
    assert lost_words(reading) == []
    return reading, as_json(reading)["profiles"]


def shape(profile):
    return [(area["title"], len(area["core_tasks"]), len(area["indicators"])) for area in profile["result_areas"]]


def test_titles_that_span_the_columns():
    _, (profile,) = read(made.area_table())
    assert profile["title"] == "Planner"
    assert profile["organisation"] == {"Afdeling": "Transport", "Leidinggevende": "Hoofd transport"}
    assert shape(profile) == [("Ritten plannen", 2, 2), ("Klanten informeren", 1, 1)]
    assert profile["working_conditions"] == ["Beeldschermwerk."]


def test_a_cell_that_levels_share():
    _, (profile,) = read(made.matrix_table())
    assert profile["levels"] == ["A", "B", "C", "D"]
    clients, education = profile["criteria"]
    assert clients["items"] == {
        "A": ["Particulieren"], "B": ["Kleine bedrijven", "Winkels"], "C": ["Kleine bedrijven", "Winkels"],
        "D": ["Grote bedrijven"],
    }  # fmt: skip
    assert education["items"] == {"A": ["Mbo"], "B": ["Mbo+"], "C": ["Hbo"], "D": ["Wo"]}


def test_a_profile_in_one_table():
    reading, (profile,) = read(made.sectioned_table())
    assert reading.language == "nb" and profile["title"] == "Kundekonsulent"
    assert profile["organisation"] == {"Nærmeste leder": "Avdelingsleder kundeservice"}
    assert profile["purpose"].startswith("Sørge for") and shape(profile) == [("Arbeidsoppgaver", 3, 2)]
    assert profile["working_conditions"] == ["Stillesittende arbeid."]


def test_text_beside_the_body_is_kept():
    document = made.small_profile()
    made.add_text_box(document, "Let op: rijbewijs nodig")
    document.sections[0].header.paragraphs[0].text = "Installatiebedrijf De Boer"
    document.sections[0].footer.paragraphs[0].text = "versie 3"
    reading, (profile,) = read(document)
    assert profile["unplaced"] == ["Let op: rijbewijs nodig"]
    found = {note.code: note.values["text"] for note in reading.notes if "text" in note.values}
    assert found["header_left_out"] == "Installatiebedrijf De Boer" and found["footer_left_out"] == "versie 3"
    assert found["text_box_unplaced"] == "Let op: rijbewijs nodig"


def test_tracked_changes_and_content_controls():
    document = made.small_profile()
    made.add_tracked(document, "Tillen", " en bukken", " en klimmen")
    made.add_content_control(document, "Lawaai")
    _, (profile,) = read(document)
    assert profile["working_conditions"] == ["Werken op hoogte.", "Tillen en bukken", "Lawaai"]


def test_a_table_inside_a_frame():
    document = Document()
    document.add_heading("Functieprofiel: Planner", 1)
    document.add_paragraph("Doel: het plannen van de ritten voor de klanten van de groothandel.")
    inner = document.add_table(1, 1).rows[0].cells[0].add_table(2, 2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "Taken", "Resultaatindicatoren"
    made.fill(inner.rows[1].cells[0], ["maken van de planning", "bellen van klanten"])
    made.fill(inner.rows[1].cells[1], ["stiptheid"])
    _, (profile,) = read(document)
    assert [counts[1:] for counts in shape(profile)] == [(2, 1)]


def test_soft_breaks_and_lists():
    document = made.small_profile()
    document.add_heading("Organisatie", 2)
    paragraph = document.add_paragraph("Rapporteert aan: hoofd techniek")
    paragraph.add_run().add_break()
    paragraph.add_run("Geeft leiding aan: n.v.t.")
    document.add_heading("Overige taken", 2)
    document.add_paragraph("plannen", style="List Number")
    document.add_paragraph("van ritten", style="List Bullet 2")
    document.add_paragraph("bellen", style="List Number")
    _, (profile,) = read(document)
    assert profile["organisation"] == {"Rapporteert aan": "hoofd techniek", "Geeft leiding aan": "n.v.t."}
    assert shape(profile)[1][0] == "Overige taken"
    assert profile["result_areas"][1]["core_tasks"] == [{"text": "plannen", "children": ["van ritten"]}, "bellen"]


@pytest.mark.parametrize(
    "name", ["REFERENCE", "TASKS", "MATRIX", "ROWS", "NORWEGIAN", "ROLES", "SECTIONED_ROLES", "NUMBERED"]
)
def test_a_text_pasted_into_word_keeps_its_structure(name):
    """Paragraph by paragraph, tabs and bullets typed by hand."""
    text = getattr(written, name)
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    _, profiles = read(document)
    assert profiles == as_json(read_bytes("a.txt", text.encode()))["profiles"]
