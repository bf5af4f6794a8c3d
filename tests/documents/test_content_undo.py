"""Undo and the return to an old version."""

import json

import pytest

from portal.documents.content import (
    Gone,
    Stale,
    add,
    apply_undo,
    children,
    confirm_twin,
    difference,
    get,
    move,
    move_by,
    place,
    remove,
    restore,
    settled,
    twin_state,
    write_data,
    write_text,
)
from portal.documents.content.schema import Kind, Schema
from portal.profiles.content import PROFILE
from tests.documents.bodies import KEYS, content, small_profile

TASK, AREA, LOOSE = KEYS["first"], KEYS["area"], KEYS["loose"]
EDITS = {
    "text": lambda body: write_text(body, TASK, "nl", "Anders", base=1, edit="a"),
    "twin": lambda body: write_text(body, KEYS["second"], "nb", "Skriver tilbud.", base=0, edit="a", of=1),
    "data": lambda body: write_data(body, LOOSE, {"lines": [41]}, base=0, edit="a"),
    "add": lambda body: add(body, "core_task", AREA, locale="nl", text="Nieuw", edit="a", after="")[0],
    "move": lambda body: move(body, KEYS["third"], after=""),
    "step": lambda body: move_by(body, TASK, 1),
    "elsewhere": lambda body: move(body, TASK, after="", parent=KEYS["other_area"]),
    "place": lambda body: place(body, LOOSE, "core_task", AREA, TASK),
    "remove": lambda body: remove(body, KEYS["second"]),
    "remove area": lambda body: remove(body, AREA),
    "confirm": lambda body: confirm_twin(write_text(body, TASK, "nl", "Anders", base=1, edit="a"), TASK, "nb", 2),
    "several": lambda body: remove(move(move_by(body, TASK, 2), AREA, after=None), KEYS["other_task"]),
}


@pytest.mark.parametrize("name", EDITS)
def test_undo_gives_exactly_the_body_before_the_edit(name):
    body = small_profile()
    after = settled(EDITS[name](body), PROFILE)
    patch = json.loads(json.dumps(difference(body, after)))
    assert content(after) != content(body)
    assert content(settled(apply_undo(after, patch, source="nl"), PROFILE)) == content(body)


def test_undo_leaves_what_others_did_meanwhile():
    body = small_profile()
    after = settled(EDITS["several"](body), PROFILE)
    patch = difference(body, after)
    others = write_text(after, TASK, "nl", "Van een ander", base=1, edit="b")
    others = move_by(others, KEYS["other_area"], 1)
    undone = settled(apply_undo(others, patch), PROFILE)
    assert get(undone, TASK)["text"]["nl"] == "Van een ander"
    assert [p["key"] for p in children(undone, AREA, "core_task")] == [TASK, KEYS["second"], KEYS["third"]]
    assert get(undone, KEYS["other_task"])["in"] == KEYS["other_area"]


def test_undo_of_one_language_leaves_a_later_edit_of_the_other():
    body = small_profile()
    after = EDITS["text"](body)
    later = write_text(after, TASK, "nb", "Ringer.", base=1, edit="b", of=2)
    undone = get(apply_undo(later, difference(body, after), source="nl"), TASK)
    assert undone["text"] == {"nl": "Belt vaste klanten.", "nb": "Ringer."}
    assert twin_state(undone, "nl", "nb") == "stale"


@pytest.mark.parametrize(
    ("name", "meanwhile"),
    [
        ("text", lambda body: write_text(body, TASK, "nl", "Nog anders", base=2, edit="b")),
        ("data", lambda body: write_data(body, LOOSE, {"lines": [50]}, base=1, edit="b")),
        ("place", lambda body: move_by(body, LOOSE, 1)),
        ("elsewhere", lambda body: move(body, TASK, after="", parent=AREA)),
        ("elsewhere", lambda body: remove(body, AREA)),
        ("remove", lambda body: remove(body, AREA)),
        ("text", lambda body: remove(body, TASK)),
        ("add", lambda body: write_text(body, children(body, AREA, "core_task")[0]["key"], "nl", "X", base=1, edit="")),
        ("add", lambda body: add(body, "sub_task", children(body, AREA, "core_task")[0]["key"], locale="nl", text="x",
                                 edit="")[0]),
        ("remove", lambda body: apply_undo(body, difference(small_profile(), EDITS["remove"](small_profile())))),
        ("confirm", lambda body: confirm_twin(write_text(body, TASK, "nl", "Y", base=2, edit="b"), TASK, "nb", 3)),
    ],
)
def test_undo_is_refused_when_what_it_touches_changed_since(name, meanwhile):
    body = small_profile()
    after = EDITS[name](body)
    with pytest.raises(Stale):
        apply_undo(meanwhile(after), difference(body, after), source="nl")


def test_undo_of_a_move_into_what_now_stands_below_the_part_is_refused_and_loses_nothing():
    tree = Schema("tree", (Kind("item", frozenset({"", "item"})),))
    body, one = add([], "item", "", locale="nl", text="1", edit="")
    body, two = add(body, "item", one, locale="nl", text="2", edit="")
    after = move(body, two, after=None, parent="")
    crossed = move(after, one, after=None, parent=two)
    settled(crossed, tree)
    with pytest.raises(Stale):
        apply_undo(crossed, difference(body, after))


def test_numbers_rise_when_undone_so_that_a_form_open_on_the_undone_text_is_stale():
    body = small_profile()
    after = EDITS["text"](body)
    undone = apply_undo(after, difference(body, after), source="nl", edit="undo")
    assert get(undone, TASK)["rev"]["nl"] == 3
    with pytest.raises(Stale):
        write_text(undone, TASK, "nl", "Verder op de oude", base=2, edit="b")
    with pytest.raises(Stale):
        write_text(undone, TASK, "nl", "Het eerste formulier", base=1, edit="a")


def test_a_twin_that_was_current_is_current_again_after_undo_and_a_stale_one_stays_stale():
    body = small_profile()
    after = EDITS["text"](body)
    assert twin_state(get(after, TASK), "nl", "nb") == "stale"
    undone = apply_undo(after, difference(body, after), source="nl")
    assert twin_state(get(undone, TASK), "nl", "nb") == "current"
    stale = EDITS["text"](body)
    again = write_text(stale, TASK, "nl", "Nog eens", base=2, edit="c")
    assert twin_state(get(apply_undo(again, difference(stale, again), source="nl"), TASK), "nl", "nb") == "stale"


def test_an_undo_can_be_undone():
    body = small_profile()
    after = settled(EDITS["several"](body), PROFILE)
    undone = settled(apply_undo(after, difference(body, after), source="nl"), PROFILE)
    redone = settled(apply_undo(undone, difference(after, undone), source="nl"), PROFILE)
    assert content(redone) == content(after)


def test_an_old_version_comes_back_as_the_draft_with_numbers_nobody_holds():
    old = small_profile()
    now = old
    for edit in ("text", "twin", "data", "step"):
        now = EDITS[edit](now)
    now = remove(now, KEYS["third"])
    now, added = add(now, "core_task", AREA, locale="nl", text="Nieuw", edit="a")
    back = settled(restore(old, now, source="nl", floor=40, edit="r"), PROFILE)
    assert content(back) == content(old)
    assert get(back, TASK)["rev"] == {"nl": 41, "nb": 1, "place": 41}
    assert get(back, KEYS["third"])["rev"]["nl"] == 41
    assert twin_state(get(back, TASK), "nl", "nb") == "current"
    assert twin_state(get(back, KEYS["second"]), "nl", "nb") == "missing"
    assert set(get(back, KEYS["third"])["rev"].values()) == {41}
    with pytest.raises(Stale):
        write_text(back, TASK, "nl", "Nog open", base=2, edit="a")
    with pytest.raises(Gone):
        write_text(back, added, "nl", "Nog open", base=1, edit="a")


def test_restoring_what_is_there_already_changes_nothing():
    body = EDITS["text"](small_profile())
    assert restore(body, body, source="nl", floor=9) == body


def test_a_twin_that_was_confirmed_in_the_draft_stays_current_when_neither_text_comes_back_changed():
    old = EDITS["text"](small_profile())
    now = confirm_twin(old, TASK, "nb", 2)
    assert twin_state(get(restore(old, now, source="nl"), TASK), "nl", "nb") == "current"
    stale = write_text(now, TASK, "nl", "Nieuwer", base=2, edit="b")
    assert twin_state(get(restore(old, stale, source="nl"), TASK), "nl", "nb") == "stale"


def test_texts_that_differ_under_one_number_are_taken_back_too():
    body = small_profile()
    after = [{**part, "text": {**part["text"], "nl": "Ingelezen"}} if part["key"] == TASK else part for part in body]
    assert get(apply_undo(after, difference(body, after)), TASK)["text"]["nl"] == "Belt vaste klanten."
    after = [{**part, "data": {"lines": [1]}} if part["key"] == TASK else part for part in body]
    assert get(apply_undo(after, difference(body, after)), TASK)["data"] == {}
