"""The structure of a reader's page as a value: areas, matrix bands, figures."""

from __future__ import annotations

import pytest

from portal.documents import content
from portal.profiles.outline import bands, drawn_of_figure, outline


def cell(key: str, *levels: str) -> dict:
    return {"key": key, "data": {"levels": list(levels)}}


def drawn(cells: list[dict], codes: str = "ABC") -> list[list[tuple[str, str, int]]]:
    return [
        [("".join(one.codes), "".join(part["key"] for part in one.items), one.rows) for one in band]
        for band in bands(cells, list(codes))
    ]


def test_what_all_levels_share_opens_the_row_and_stands_once() -> None:
    assert drawn([cell("b", "B"), cell("x", "A", "B", "C"), cell("a", "A"), cell("c", "C")]) == [
        [("ABC", "x", 1)],
        [("A", "a", 1), ("B", "b", 1), ("C", "c", 1)],
    ]


def test_what_two_levels_share_spans_them_and_the_third_reaches_down() -> None:
    assert drawn([cell("a", "A"), cell("x", "B", "C"), cell("b", "B"), cell("c", "C")]) == [
        [("A", "a", 2), ("BC", "x", 1)],
        [("B", "b", 1), ("C", "c", 1)],
    ]


def test_a_level_without_text_is_a_gap() -> None:
    assert drawn([cell("x", "A", "B", "C"), cell("c", "C")]) == [[("ABC", "x", 1)], [("AB", "", 1), ("C", "c", 1)]]
    assert drawn([]) == [[("ABC", "", 1)]]


def test_levels_that_are_no_neighbours_repeat_the_text_but_not_its_id() -> None:
    (band,) = bands([cell("x", "A", "C"), cell("b", "B")], ["A", "B", "C"])
    assert [(one.codes, one.first) for one in band] == [(("A",), True), (("B",), True), (("C",), False)]


def test_every_row_of_the_table_is_as_wide_as_the_levels() -> None:
    shapes = [
        [cell("1", "A"), cell("2", "B", "C"), cell("3", "C", "D"), cell("4", "B"), cell("5", "A", "B", "C", "D")],
        [cell("1", "A", "B"), cell("2", "B", "C"), cell("3", "C", "D"), cell("4", "A", "D")],
        [cell("1", "D"), cell("2", "A"), cell("3", "A", "B", "C")],
    ]
    for cells in shapes:
        taken: dict[tuple[int, str], int] = {}
        for row, band in enumerate(bands(cells, list("ABCD"))):
            for one in band:
                for below in range(one.rows):
                    for code in one.codes:
                        taken[row + below, code] = taken.get((row + below, code), 0) + 1
        assert set(taken.values()) == {1}
        assert {row for row, _code in taken} == set(range(len(bands(cells, list("ABCD")))))
        assert len(taken) == 4 * len(bands(cells, list("ABCD")))


def test_readers_never_see_text_without_a_place() -> None:
    parts = [content.new_part("title", text={"nl": "T"}), content.new_part("unplaced", text={"nl": "Los"})]
    assert outline(parts, locale="nl", source="nl").sections == []
    assert outline(parts, locale="nl", source="nl", hidden=False).sections == ["unplaced"]


@pytest.mark.parametrize(("text", "low", "high", "drawn"), [
    ("", 4, 8, (True, False)),
    ("≤ 14", None, 14, (True, False)),
    ("40–120 kunder per selger", 40, 120, (False, True)),
    ("opptil 1 200 kunder", None, 1200, (False, True)),
    ("i hele landet", 40, 120, (True, True)),
    ("fire til åtte selgere", 4, 8, (True, True)),
])  # fmt: skip
def test_the_numbers_of_a_figure_stand_once(text: str, low: int | None, high: int | None, drawn: tuple) -> None:
    assert drawn_of_figure(text, {"min": low, "max": high}) == drawn
