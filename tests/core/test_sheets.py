"""Tables that people take along are typed, and nothing in them is run by a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.core.sheets import CSV, Kind, SheetColumn, csv_bytes, csv_pieces, download, harmless, meant, xlsx_bytes

COLUMNS = [
    SheetColumn("Naam"), SheetColumn("Omzet", Kind.AMOUNT), SheetColumn("Vanaf", Kind.DATE),
    SheetColumn("Maand", Kind.MONTH), SheetColumn("Aantal", Kind.INTEGER), SheetColumn("Marge", Kind.PERCENT),
]  # fmt: skip
ROW = ["Café; Ås", 123_450, date(2026, 1, 31), date(2026, 2, 1), 12, 1250]
HOSTILE = ["=1+1", "+47 12", "-5", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "  =1", "'=1", "|x"]


def test_csv_opens_as_the_reader_expects() -> None:
    text = csv_bytes(COLUMNS, [ROW, [None] * 6], "nl").decode("utf-8-sig")
    assert text.splitlines() == [
        "Naam;Omzet;Vanaf;Maand;Aantal;Marge", '"Café; Ås";1234,50;2026-01-31;2026-02;12;12,50', ";;;;;",
    ]  # fmt: skip
    assert "1234.50,2026-01-31" in csv_bytes(COLUMNS, [ROW], "en").decode("utf-8-sig")
    assert csv_bytes(COLUMNS, [], "nb").startswith(b"\xef\xbb\xbfNaam;")


def test_csv_comes_in_pieces() -> None:
    assert len(list(csv_pieces(COLUMNS, (ROW for _ in range(5_000)), "nl"))) > 2


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(text: str) -> None:
    written = list(csv.reader(io.StringIO(csv_bytes([SheetColumn(text)], [[text]], "nl").decode("utf-8-sig"))))
    assert all(row[0].startswith("'") for row in written if row)
    sheet = load_workbook(io.BytesIO(xlsx_bytes([SheetColumn("a")], [[text]], "x"))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix or text == "\rx"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert meant(harmless(text)) == text


def test_a_workbook_is_typed_and_keeps_its_names_in_sight(app: Flask) -> None:
    moment = datetime(2026, 1, 31, 8, 30, tzinfo=UTC)
    content = xlsx_bytes([*COLUMNS, SheetColumn("Op", Kind.MOMENT)], [[*ROW, moment]], "Omzet: [2026]/x" * 4)
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[2]] == [
        "Café; Ås", 1234.5, datetime(2026, 1, 31), datetime(2026, 2, 1), 12, 12.5, datetime(2026, 1, 31, 9, 30),  # noqa: DTZ001
    ]  # fmt: skip
    assert (sheet.freeze_panes, sheet["A1"].font.bold, len(sheet.title) <= 31) == ("A2", True, True)
    assert [sheet[f"{letter}2"].number_format for letter in "BCE"] == ["#,##0.00", "mm-dd-yy", "#,##0"]


def test_a_download_is_saved_and_not_shown(app: Flask) -> None:
    with app.test_request_context():
        response = download(b"x", "omzet – år.csv", CSV)
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_name_in_any_alphabet_reaches_the_browser_whole(app) -> None:
    answer = download(b"x", "Café Ørsted – 2026.csv", CSV)
    said = answer.headers["Content-Disposition"]
    assert said.isascii()
    assert "filename*=UTF-8''Caf%C3%A9%20%C3%98rsted%20%E2%80%93%202026.csv" in said
