"""What a function profile may hold, and its matrix of criteria by levels."""

import pytest

from portal.documents.content import (
    BadContent,
    Stale,
    children,
    get,
    new_part,
    remove,
    settled,
    validate,
    write_data,
    write_text,
)
from portal.profiles.content import (
    HIDDEN,
    PROFILE,
    drop_level,
    level_stamp,
    levels,
    matrix,
    rename_level,
    shared,
)

A, B, C, ROW = "0000000a", "0000000b", "0000000c", "00000001"


@pytest.fixture
def body():
    """Two rows by three levels; one text is for A alone, one for A and B, one for all."""
    return settled(
        [
            *(new_part("level", text={"nl": code}, key=key, data={"code": code})
              for key, code in ((A, "A"), (B, "B"), (C, "C"))),
            new_part("criterion", text={"nl": "Invloed"}, key=ROW),
            new_part("cell", ROW, {"nl": "Beperkt"}, key="00000011", data={"levels": ["A"]}),
            new_part("cell", ROW, {"nl": "Gedeeld"}, key="00000012", data={"levels": ["A", "B"]}),
            new_part("cell", ROW, {"nl": "Voor allen"}, key="00000013", data={"levels": ["A", "B", "C"]}),
            new_part("criterion", text={"nl": "Opleiding"}, key="00000002"),
            new_part("cell", "00000002", {"nl": "mbo+"}, key="00000021", data={"levels": ["B"]}),
        ],
        PROFILE,
    )


def texts(body):
    return [{code: [cell["text"]["nl"] for cell in cells] for code, cells in row.items()} for _, row in matrix(body)]


def test_the_matrix_shows_a_shared_text_under_each_level_and_stores_it_once(body):
    assert levels(body) == ["A", "B", "C"]
    assert texts(body) == [
        {"A": ["Beperkt", "Gedeeld", "Voor allen"], "B": ["Gedeeld", "Voor allen"], "C": ["Voor allen"]},
        {"A": [], "B": ["mbo+"], "C": []},
    ]
    assert [cell["key"] for cell in body if cell["kind"] == "cell" and shared(cell, levels(body))] == ["00000013"]


def test_a_level_takes_only_its_own_texts_along(body):
    after = settled(drop_level(body, A, edit="a"), PROFILE)
    assert texts(after) == [{"B": ["Gedeeld", "Voor allen"], "C": ["Voor allen"]}, {"B": ["mbo+"], "C": []}]
    assert get(after, "00000012")["rev"] == {"nl": 1, "data": 1}


def test_a_level_is_not_dropped_when_a_text_of_its_own_changed_since_it_was_seen(body):
    seen = level_stamp(body, A)
    changed = write_text(body, "00000011", "nl", "Anders", base=1, edit="b")
    with pytest.raises(Stale):
        drop_level(changed, A, seen=seen)
    elsewhere = write_text(body, "00000021", "nl", "hbo", base=1, edit="b")
    assert levels(drop_level(elsewhere, A, seen=seen)) == ["B", "C"]


def test_a_level_that_cells_speak_of_cannot_just_vanish(body):
    with pytest.raises(BadContent) as caught:
        settled(remove(body, A), PROFILE)
    assert caught.value.code == "level"


def test_renaming_a_level_renames_it_in_every_cell(body):
    after = settled(rename_level(body, B, "Senior", base=0, edit="a"), PROFILE)
    assert levels(after) == ["A", "Senior", "C"]
    assert texts(after)[0]["Senior"] == ["Gedeeld", "Voor allen"]
    assert rename_level(body, B, "B", base=0, edit="a") is body
    with pytest.raises(BadContent):
        settled(rename_level(body, B, "A", base=0, edit="a"), PROFILE)
    with pytest.raises(Stale):
        rename_level(after, B, "Medior", base=0, edit="b")


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("org", {"relation": "reports_to", "label": {"nl": "Leidinggevende"}, "lines": [4]}, None),
        ("org", {"relation": "leads", "none": True}, None),
        ("org", {}, "relation"),
        ("org", {"relation": "boss"}, "relation"),
        ("org", {"relation": "leads", "none": False}, "none"),
        ("org", {"relation": "leads", "label": {"de": "Chef"}}, "label"),
        ("org", {"relation": "leads", "label": "Chef"}, "label"),
        ("level", {"code": "A", "unsure": "order"}, None),
        ("level", {}, "level"),
        ("level", {"code": "A", "unsure": ""}, "unsure"),
        ("figure", {"name": "customers", "min": 20, "max": 200}, None),
        ("figure", {"name": "team_without_own_budget", "max": 14}, None),
        ("figure", {"name": "customers"}, "range"),
        ("figure", {"name": "customers", "min": 200, "max": 20}, "range"),
        ("figure", {"name": "customers", "min": True}, "range"),
        ("figure", {"name": "salary", "min": 1}, "figure"),
        ("purpose", {"lines": [1, 2]}, None),
        ("purpose", {"lines": "1"}, "lines"),
        ("purpose", {"code": "A"}, "data"),
    ],
)
def test_data_is_checked_by_kind(kind, data, code):
    found = None
    try:
        validate([new_part(kind, text={"nl": "x"}, data=data)], PROFILE)
    except BadContent as problem:
        found = problem.code
    assert found == code


def test_a_text_that_names_no_level_holds_for_all_of_them(body):
    plain = settled(
        [
            new_part("criterion", text={"nl": "Kennis"}, key=ROW),
            new_part("cell", ROW, {"nl": "hbo"}, key="00000011", data={"levels": []}),
        ],
        PROFILE,
    )
    assert matrix(plain) == [(plain[0], {})]
    level = new_part("level", text={"nl": "A"}, key=A, data={"code": "A"})
    assert texts(settled([*plain, level], PROFILE)) == [{"A": ["hbo"]}]
    after = settled(write_data(body, "00000011", {"levels": []}, base=0, edit="a"), PROFILE)
    assert texts(after)[0]["C"] == ["Beperkt", "Voor allen"]
    assert shared(get(after, "00000011"), levels(after))
    assert not shared(get(plain, "00000011"), levels(plain))


@pytest.mark.parametrize("named", [["A", "A"], ["D"], "A", None])
def test_a_cell_names_levels_of_this_profile_each_once(body, named):
    after = write_data(body, "00000011", {"levels": named}, base=0, edit="a")
    with pytest.raises(BadContent) as caught:
        validate(after, PROFILE)
    assert caught.value.code == "level"


def test_two_levels_do_not_share_a_code(body):
    with pytest.raises(BadContent) as caught:
        validate([*body, new_part("level", text={"nl": "Nog een A"}, data={"code": "A"})], PROFILE)
    assert caught.value.code == "double_level"


def test_the_sections_and_what_stands_in_them():
    assert PROFILE.sections[:4] == ("title", "definition", "purpose", "context")
    assert PROFILE.sections[-1] == "unplaced"
    assert PROFILE.allowed_in("area") == ("result", "core_task", "indicator")
    assert PROFILE.allowed_in("criterion") == ("cell",)
    assert {"unplaced"} == HIDDEN
    assert children([], "") == []
