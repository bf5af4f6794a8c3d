"""From a reading to the parts of a content body."""

from itertools import count

from portal.profiles.reading import read_bytes, to_parts
from portal.profiles.reading.figures import read_figures
from tests.profiles.reading import written
from tests.profiles.reading.word_files import matrix_table, save

KINDS = {
    "title", "definition", "purpose", "context", "characteristics", "org", "area", "result", "core_task", "sub_task",
    "indicator", "level", "criterion", "cell", "condition", "figure", "unplaced",
}  # fmt: skip


def parts_of(text, place=0):
    reading = read_bytes("a.txt", text.encode())
    numbers = count(1)
    return to_parts(reading.profiles[place], reading.language, lambda: f"{next(numbers):08x}")


def texts(parts, kind):
    return [part["text"]["nl"] for part in parts if part["kind"] == kind]


def test_the_shape_of_a_part():
    parts = parts_of(written.NORWEGIAN)
    assert parts[0] == {
        "key": "00000001", "in": "", "kind": "title", "text": {"nb": "Innkjøper"}, "rev": {"nb": 1},
        "data": {"lines": [1]},
    }  # fmt: skip
    assert len({part["key"] for part in parts}) == len(parts)
    assert {part["kind"] for part in parts} <= KINDS
    org = [part["data"] for part in parts if part["kind"] == "org"]
    assert org[0] == {"relation": "reports_to", "label": {"nb": "Rapporterer til"}, "lines": [9]}
    assert org[1] == {"relation": "leads", "label": {"nb": "Personalansvar"}, "none": True, "lines": [10]}


def test_areas_hold_their_tasks_and_indicators():
    parts = parts_of(written.REFERENCE)
    areas = [part["key"] for part in parts if part["kind"] == "area"]
    inside = [sum(part["in"] == key and part["kind"] == kind for part in parts) for key in areas
              for kind in ("core_task", "indicator")]  # fmt: skip
    assert inside == [3, 2, 2, 3, 1, 1]
    figure = next(part for part in parts if part["kind"] == "figure")
    assert figure["data"] == {"name": "team", "min": 4, "max": 8, "lines": [8]} and figure["text"]["nl"] == "4–8"


def test_sub_points_and_doubts():
    parts = parts_of(written.TASKS)
    assert texts(parts, "sub_task") == ["het voeren van werkgesprekken;", "het meegaan op klantbezoek."]
    by_key = {part["key"]: part for part in parts}
    assert all(by_key[part["in"]]["kind"] == "core_task" for part in parts if part["kind"] == "sub_task")
    split = [part for part in parts if part["data"].get("unsure") == "split_sentence"]
    assert [part["kind"] for part in split] == ["core_task", "core_task"]


def test_text_that_all_levels_share_stands_once():
    parts = parts_of(written.MATRIX)
    assert [part["data"]["code"] for part in parts if part["kind"] == "level"] == ["I", "II"]
    cells = [(part["text"]["nl"], part["data"]["levels"]) for part in parts if part["kind"] == "cell"]
    assert cells.count(("Kennis van het assortiment", ["I", "II"])) == 1
    assert ("Nauwkeurig", ["I", "II"]) in cells and ("Overtuigend", ["II"]) in cells
    assert len(cells) == 10
    shared = next(part for part in parts if part["text"]["nl"] == "Nauwkeurig")
    assert len(shared["data"]["lines"]) == 2


def test_text_that_some_levels_share_stands_per_level():
    reading = read_bytes("a.docx", save(matrix_table()))
    numbers = count(1)
    parts = to_parts(reading.profiles[0], "nl", lambda: f"{next(numbers):08x}")
    cells = [(part["text"]["nl"], part["data"]["levels"]) for part in parts if part["kind"] == "cell"]
    assert [levels for text, levels in cells if text == "Winkels"] == [["B"], ["C"]]


def test_what_has_no_place_comes_last():
    parts = parts_of(written.ROWS + "\nWat wij bieden\nEen laptop van de zaak.\n")
    assert [part["kind"] for part in parts][-2:] == ["unplaced", "unplaced"]
    assert "unplaced" not in [part["kind"] for part in parts][:-2]


def test_a_number_in_a_task_is_no_figure_of_the_job():
    parts = parts_of(
        "Stillingstittel: Innesalgsselger\n\nOm stillingen\nSelgeren har ansvar for 60–80 kunder.\n\n"
        "Ansvarsområde 1: Kundepleie\nHovedoppgaver\n- Ringer minst ti eksisterende kunder i uka.\n"
        "- Holder kundekortene oppdatert.\nResultatindikatorer\n- Minst 5 nye kunder i kvartalet.\n"
    )
    assert "Ringer minst ti eksisterende kunder i uka." in [part["text"].get("nb") for part in parts]
    figures = [part["data"] for part in parts if part["kind"] == "figure"]
    assert [(data["name"], data["min"], data["max"]) for data in figures] == [("customers", 60, 80)]


def test_up_to_stays_with_the_range_it_stood_before():
    (figure,) = read_figures([("Teamlederen har ansvar for opptil 12-14 selgere.", [1])])
    assert (figure.name, figure.min, figure.max, figure.bound) == ("team", 12, 14, "opptil")
