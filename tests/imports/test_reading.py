"""Tables from people are read as they meant them, and what was recognised is said."""

from __future__ import annotations

import csv
import io
import resource
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.imports.reading import Refused, reading
from portal.imports.reading.columns import evidence
from portal.imports.reading.kinds import opened
from portal.imports.reading.table import Table
from tests.imports.sheets import BOOKKEEPING, bookkeeping, pieces, read, rezipped, workbook

PLAIN = "Naam;Omzet\r\nCafé Müller;1.234,56\r\nBakkerij Ås;12,50\r\n"
CELLS = [["Café Müller", "1.234,56"], ["Bakkerij Ås", "12,50"]]


def refusal(name: str, content: bytes, **options) -> str:
    with pytest.raises(Refused) as refused:
        read(name, content, **options)
    return str(refused.value.code)


@pytest.mark.parametrize(("content", "encoding"), [
    (PLAIN.encode(), "utf-8"),
    (b"\xef\xbb\xbf" + PLAIN.encode(), "utf-8"),
    (PLAIN.encode("cp1252"), "windows-1252"),
    (PLAIN.encode("utf-16"), "utf-16-le"),
    (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "utf-16-be"),
    (PLAIN.encode("utf-16-le"), "utf-16-le"),
])  # fmt: skip
def test_the_encoding_is_recognised_and_said(content: bytes, encoding: str) -> None:
    rows, found = read("omzet.csv", content)
    assert [cells for _line, cells in rows] == CELLS
    assert (found["encoding"], found["delimiter"], found["decimal"]) == (encoding, ";", ",")
    assert [one["name"] for one in found["columns"]] == ["Naam", "Omzet"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_recognised(delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["Naam", "Omzet"], *CELLS])
    rows, found = read("omzet.txt", out.getvalue().encode())
    assert found["delimiter"] == delimiter
    assert [cells for _line, cells in rows] == CELLS


def test_what_was_chosen_goes_before_what_would_be_recognised() -> None:
    _rows, found = read("a.csv", "a;b,c\n1;2,3\n".encode("cp1252"), chosen={"delimiter": ",", "encoding": "utf-8"})
    assert (found["delimiter"], [one["name"] for one in found["columns"]]) == (",", ["a;b", "c"])
    assert refusal("a.csv", "Å;b\n1;2\n".encode("cp1252"), chosen={"encoding": "utf-8"}) == "encoding"


def test_titles_empty_rows_and_repeated_names_are_no_rows_and_are_counted() -> None:
    text = "Omzetlijst 2026\n\nNr;Naam;;Omzet\n1;A;;5,00\n\nNr;Naam;;Omzet\n2;B;;6,00\n;;;\n"
    rows, found = read("a.csv", text.encode(), words=["nr", "naam", "omzet"])
    assert rows == [(4, ["1", "A", "", "5,00"]), (7, ["2", "B", "", "6,00"])]
    assert found["header"] == 3
    assert found["notes"] == {"title_rows": 1, "empty_rows": 2, "repeated_heads": 1, "empty_columns": 1}


def test_a_file_without_names_of_columns_keeps_its_first_row() -> None:
    rows, found = read("a.csv", b"1;a@b.example;5,00\n2;c@d.example;6,00\n")
    assert (len(rows), found["header"]) == (2, 0)


def test_excels_own_habits_are_understood() -> None:
    rows, found = read("a.csv", b'sep=;\r\nNr;Naam\r\n="0012";"regel 1\nregel 2"\r\n0013;B\r\n')
    assert rows == [(3, ["0012", "regel 1\nregel 2"]), (5, ["0013", "B"])]
    assert found["delimiter"] == ";"


@pytest.mark.parametrize(("text", "said"), [
    ("1.234,56", ","), ("12,5", ","), ("1,234.56", "."), ("12.5", "."), ("1.234", "?"), ("1,234", "?"), ("0,125", ","),
    ("1.234.567", ","), ("1,234,567", "."), ("1 234,50 kr", ","), ("€ 12", "0"), ("31.12.2026", ""), ("2026-01", ""),
    ("Café", ""), ("12,5 %", ","), ("1234,5-", ","), ("1.2.3", ""), ("A12", ""),
])  # fmt: skip
def test_what_one_cell_says_of_the_marks(text: str, said: str) -> None:
    assert evidence(text) == said


def test_a_column_that_shows_both_marks_says_so() -> None:
    _rows, found = read("a.csv", b"n;a;b;c\nx;1,5;1.5;1.234\ny;2,5;2,5;2.345\nz;3,5;3,5;3.456\n")
    assert [(one["decimal"], one["mixed"], one["doubtful"]) for one in found["columns"]] == [
        ("", False, False), (",", False, False), (",", True, False), ("", False, True),
    ]  # fmt: skip


def test_a_workbook_gives_typed_cells() -> None:
    rows, found = read("a.xlsx", workbook([
        ["Naam", "Omzet", "Vanaf", "Op", "Actief"],
        ["Café", 1234.56, date(2026, 1, 31), datetime(2026, 1, 31, 9, 30), True],  # noqa: DTZ001 - as workbooks have them
        [None, None, None, None, None],
        ["Ås", 0.1 + 0.2, "31-01-2026", None, False],
    ], Tweede=[["x"], ["y"]]))  # fmt: skip
    assert rows == [
        (2, ["Café", ["n", "1234.56"], ["d", "2026-01-31"], "2026-01-31 09:30", ["b", "1"]]),
        (4, ["Ås", ["n", "0.3"], "31-01-2026", "", ["b", "0"]]),
    ]
    assert (found["sheet"], found["sheets"]) == ("Blad1", ["Blad1", "Tweede"])
    assert read("a.xlsx", workbook([["a"], ["b"]], Tweede=[["x"], ["y"]]), chosen={"sheet": "Tweede"})[0] == [
        (2, ["y"])
    ]


def test_a_percentage_in_a_workbook_is_what_the_reader_sees() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Naam", "Marge"])
    book.active.append(["A", 0.125])
    book.active["B2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    assert read("a.xlsx", out.getvalue())[0] == [(2, ["A", ["n", "12.5"]])]


def test_formulas_are_not_worked_out_and_that_is_said() -> None:
    rows, found = read("a.xlsx", workbook([["Naam", "Omzet"], ["A", "=1+1"], ["B", 3]]))
    assert found["notes"]["formulas"] == 1
    assert rows == [(2, ["A"]), (3, ["B", ["n", "3"]])]


def test_a_declared_range_of_a_million_rows_is_not_believed() -> None:
    content = workbook([["Naam"], ["A"]])
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        sheet = old.read("xl/worksheets/sheet1.xml")
    huge = rezipped(content, xl__worksheets__sheet1_DOT_xml=sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert b"XFD1048576" in zipfile.ZipFile(io.BytesIO(huge)).read("xl/worksheets/sheet1.xml")
    assert read("a.xlsx", huge)[0] == [(2, ["A"])]
    far = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert refusal("a.xlsx", rezipped(content, xl__worksheets__sheet1_DOT_xml=far)) == "too_wide"


BOOK = workbook([["Naam"], ["A"]])
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.csv", b"", "empty"), ("a.csv", b"  \n \n", "empty"), ("a.csv", b"Naam;Omzet\n", "no_rows"),
    ("a.csv", b"x" * 20_000_001, "too_large"), ("a.csv", BOOK, "mismatch"),
    ("a.xlsx", b"Naam;Omzet\n1;2\n", "mismatch"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old_excel"),
    ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "locked"),
    ("a.xlsm", BOOK, "macro"), ("a.xlsx", rezipped(BOOK, xl__vbaProject_DOT_bin=b"x"), "macro"),
    ("a.pdf", b"%PDF-1.4", "unknown_type"), ("a", b"a;b\n1;2\n", "unknown_type"),
    ("a.csv", b"%PDF-1.4 a;b", "mismatch"),
    ("a.csv", b"a;b\n\x00\x01\x02;3\n", "mismatch"),
    ("a.csv", b'a;b\n1;2\n3;"open\n' + b"x;y\n" * 20_000, "open_quote"),
    ("a.xlsx", BOOK[:200], "unreadable"), ("a.xlsx", b"PK\x03\x04" + b"x" * 400, "unreadable"),
    ("a.xlsx", rezipped(BOOK, xl__sharedStrings_DOT_xml=ENTITIES), "unreadable"),
    ("a.xlsx", rezipped(BOOK, xl__workbook_DOT_xml=ENTITIES), "unreadable"),
    ("a.xlsx", rezipped(BOOK, xl__worksheets__sheet1_DOT_xml=b"<worksheet>" + b" " * 50_000_000), "bomb"),
    ("a.xlsx", workbook([[None]]), "no_sheet"),
    ("a.csv", (";".join("abc" for _ in range(300)) + "\n" + ";".join("1" * 300)).encode(), "too_wide"),
])  # fmt: skip
def test_a_hostile_or_wrong_file_is_refused_with_one_sentence(name: str, content: bytes, code: str) -> None:
    assert refusal(name, content) == code


def test_more_rows_than_allowed_are_refused() -> None:
    assert refusal("a.csv", b"Naam\n" + b"x\n" * 200_001) == "too_many_rows"


def test_fifty_thousand_lines_of_bookkeeping_are_read_without_growing() -> None:
    content = bookkeeping(50_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count, last = 0, []
    with reading("export.csv", len(content), pieces(content)) as table:
        for batch in table.batches():
            count, last = count + len(batch), batch[-1]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (count, last[0], last[1][0]) == (50_001, 50_002, "Totaal")
    assert table.found["encoding"] == "windows-1252"
    assert [one["decimal"] for one in table.found["columns"]][4:6] == [",", ","]
    assert [one["name"] for one in table.found["columns"]][: len(BOOKKEEPING) - 1] == BOOKKEEPING[:-1]
    assert grown < 8_000  # KiB: the rows pass by, they are not kept


CELL = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12
).filter(lambda one: not one.startswith("="))


@settings(deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([";", "\t", ",", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)  # fmt: skip
def test_whatever_was_written_with_a_chosen_delimiter_is_read_back(rows, delimiter: str, encoding: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["Eerste", "Tweede", "Derde"], *rows])
    chosen = {"delimiter": delimiter, "header": 1, "encoding": {"cp1252": "windows-1252"}.get(encoding, "")}
    _said, lines = opened("a.csv", out.getvalue().encode(encoding), chosen)
    found = [cells for _line, cells in Table(lines, [], 1).body()]
    assert found == [row for row in rows if [one.casefold() for one in row] != ["eerste", "tweede", "derde"]]


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        _said, lines = opened("a.csv", content, {})
        for _row in Table(lines, []).body():
            pass
    except Refused:
        return
