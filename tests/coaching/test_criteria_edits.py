"""Edits of a draft as pure functions: what moves where, what comes back, and that keys and texts survive."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.coaching import criteria_edits as edits
from portal.coaching.criteria_check import missing
from portal.coaching.criteria_drawn import compared
from portal.coaching.models import Instrument
from portal.coaching.services.criteria import default
from portal.core.errors import Refused, TooLate


def body() -> edits.Body:
    laid = default(Instrument.RIDE_ALONG)
    laid.pop("name")
    return laid


def keys(made: edits.Body) -> list[str]:
    return [one["key"] for group in made["groups"] for one in group["criteria"]]


MOVES = [
    # which, where to, its neighbours afterwards in the order of the form
    ("A2", "up", ["A2", "A1", "A3"]),
    ("A2", "down", ["A1", "A3", "A2"]),
    ("B1", "up", ["A4", "B1", "B2"]),
    ("A4", "down", ["A4", "B1", "B2"]),
    ("A1", "up", ["A1", "A2", "A3"]),
    ("D2", "down", ["C8", "D1", "D2"]),
]


@pytest.mark.parametrize(("key", "way", "order"), MOVES)
def test_a_criterion_moves_one_place(key, way, order):
    found = keys(edits.move(body(), key, edits.STEPS[way]))
    start = found.index(order[0])
    assert found[start:start + 3] == order


def test_a_criterion_at_the_edge_goes_on_into_the_next_group():
    up, down = edits.move(body(), "B1", -1), edits.move(body(), "A4", 1)
    assert [len(group["criteria"]) for group in up["groups"]] == [5, 3, 8, 2]
    assert [len(group["criteria"]) for group in down["groups"]] == [3, 5, 8, 2]


def test_groups_and_questions_move_among_their_own():
    assert [group["key"] for group in edits.move(body(), "C", -1)["groups"]] == ["A", "C", "B", "D"]
    asked = [one["key"] for one in edits.move(body(), "QB1", -1)["questions"]]
    assert asked == [one["key"] for one in body()["questions"]]
    asked = [one["key"] for one in edits.move(body(), "QB1", 1)["questions"]]
    assert asked.index("QB2") < asked.index("QB1")


@settings(deadline=None)  # one case may wait for the machine; how long a move takes is no matter here
@given(st.lists(st.tuples(st.sampled_from(keys(body())), st.sampled_from([-1, 1])), max_size=30))
def test_moves_never_lose_a_criterion(moves):
    made = body()
    for key, step in moves:
        made = edits.move(made, key, step)
    assert sorted(keys(made)) == sorted(keys(body()))


@pytest.mark.parametrize("key", ["A1", "C", "QC2", "D2"])
def test_what_was_taken_out_comes_back_where_it_was(key):
    without = edits.remove(body(), key)
    assert [item["key"] for _kind, item in edits.removed(without, body())] == [key]
    back = edits.put_back(without, body(), key)
    assert back["groups"] == body()["groups"]
    assert sorted(one["key"] for one in back["questions"]) == sorted(one["key"] for one in body()["questions"])


def test_a_group_that_comes_back_leaves_out_what_went_elsewhere_meanwhile():
    moved = edits.remove(edits.move(body(), "A4", 1), "A")
    back = edits.put_back(moved, body(), "A")
    assert sorted(keys(back)) == sorted(keys(body()))


def test_a_number_stands_once_and_what_is_gone_cannot_be_changed():
    values = edits.flat(*edits.find(body(), "A1"))
    with pytest.raises(Refused, match="criteria_code"):
        edits.rewrite(body(), "A1", values | {"code": "b4"})
    with pytest.raises(Refused, match="criteria_code"):
        edits.add(body(), edits.CRITERION, "A", values)
    with pytest.raises(TooLate):
        edits.rewrite(body(), "Z1", values)
    with pytest.raises(TooLate):
        edits.put_back(body(), body(), "A1")


def test_a_new_criterion_has_a_key_of_its_own_and_misses_what_was_not_written():
    made, key = edits.add(body(), edits.CRITERION, "D", {"code": "D3", "title_nl": "Vooruitkijken"})
    assert key.isalnum()
    assert {one.locale for one in missing(made, ["NL", "NO"]) if one.key == key} == {"nl", "nb"}
    assert edits.find(made, key)[1]["title"] == {"nl": "Vooruitkijken"}


def test_writing_what_was_read_changes_nothing():
    for kind in (edits.GROUP, edits.CRITERION, edits.QUESTION):
        key = {"group": "B", "criterion": "C7", "question": "QD1"}[kind]
        assert edits.rewrite(body(), key, edits.flat(*edits.find(body(), key))) == body()


def test_two_versions_are_compared_word_by_word_in_one_language():
    values = edits.flat(*edits.find(body(), "C6"))
    made = edits.rewrite(body(), "C6", values | {"about_nl": values["about_nl"].replace("bezwaren", "tegenwerpingen")})
    made = edits.remove(edits.move(made, "A2", -1), "B4")
    found = {one.key: one for one in compared(body(), made, "nl")}
    assert {key: one.mark for key, one in found.items()} == {"A2": "moved", "B4": "removed", "C6": "changed"}
    assert found["C6"].lines == [
        ("about", [("same", "Hoe gaat de verkoper om met "), ("remove", "bezwaren"), ("add", "tegenwerpingen"),
                   ("same", "?")]),
    ]
    assert {one.key for one in compared(body(), made, "nb")} == {"A2", "B4"}
    assert compared(body(), body(), "nl") == []
