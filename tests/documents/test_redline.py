"""The redline: both sides can be read back from it, and it reads well."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.content import (
    add,
    children,
    confirm_twin,
    displaced,
    get,
    move,
    move_by,
    new_part,
    place,
    remove,
    settled,
    text_in,
    write_data,
    write_text,
)
from portal.documents.redline import rebuild, redline, redline_words, summary
from portal.profiles.content import PROFILE
from tests.documents.bodies import KEYS, TEXTS, small_profile

TASK, SECOND, THIRD, AREA, OTHER = (KEYS[name] for name in ("first", "second", "third", "area", "other_area"))


def rows_of(before, after, locale="nl"):
    return {row.key: row for row in redline(before, settled(after, PROFILE), locale, "nl")}


def marks(runs):
    """Runs as one line: [-struck-]{+inserted+}."""
    shapes = {"same": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return "".join(shapes[op].format(text) for op, text in runs)


# Words


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Belt vaste klanten.", "Belt vaste klanten.", "Belt vaste klanten."),
        ("", "Nieuw", "{+Nieuw+}"),
        ("Weg", "", "[-Weg-]"),
        ("", "", ""),
        ("Belt vaste klanten", "Belt alle vaste klanten", "Belt {+alle +}vaste klanten"),
        ("Belt vaste klanten.", "Belt vaste klanten, elke week.", "Belt vaste klanten{+, elke week+}."),
        # two words beside each other are one change, not two
        ("Voert een goed open gesprek met de klant", "Voert een kort helder gesprek met de klant",
         "Voert een [-goed open-]{+kort helder+} gesprek met de klant"),
        # a small word between two larger changes is drawn into them
        ("Elk kwartaal maakt de verkoper zelf een planning voor de komende vier weken in zijn agenda",
         "Elk kwartaal bespreekt elke verkoper een samenvatting van alle bezoeken in zijn agenda",
         ("Elk kwartaal [-maakt de-]{+bespreekt elke+} verkoper [-zelf -]een "
          "[-planning voor de komende vier weken-]{+samenvatting van alle bezoeken+} in zijn agenda")),
        # little kept: the whole sentence, not confetti
        ("De verkoper belt met de klant", "Een planning van het werk is de basis",
         "[-De verkoper belt met de klant-]{+Een planning van het werk is de basis+}"),
        # much added to a short text is still an addition
        ("Belt klanten.", "Belt klanten. En doet daarna nog heel veel andere dingen die hier staan.",
         "Belt klanten.{+ En doet daarna nog heel veel andere dingen die hier staan.+}"),
    ],
)
def test_words_read_well(before, after, expected):
    assert marks(redline_words(before, after)) == expected


@settings(max_examples=1_500, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_read_back_from_the_words(before, after):
    runs = redline_words(before, after)
    assert "".join(text for op, text in runs if op != "ins") == before
    assert "".join(text for op, text in runs if op != "del") == after
    assert all(text for _, text in runs)
    assert all(left[0] != right[0] for left, right in pairwise(runs))
    if before == after:
        assert {op for op, _ in runs} <= {"same"}


def test_struck_words_stand_before_inserted_ones():
    runs = redline_words("a b c d e f", "a x c d y f")
    assert [op for op, _ in runs] == ["same", "del", "ins", "same", "del", "ins", "same"]


# Rows


def test_nothing_changed_is_all_quiet():
    body = small_profile()
    rows = redline(body, body, "nl", "nl")
    assert all(row.quiet for row in rows)
    assert summary(rows) == {"changed": 0, "added": 0, "removed": 0, "moved": 0}
    assert [(row.key, row.depth) for row in rows][2:5] == [(AREA, 0), (KEYS["result"], 1), (TASK, 1)]


def test_a_number_or_a_confirmed_twin_alone_is_no_change():
    body = write_text(small_profile(), TASK, "nl", "Anders", base=1, edit="a")
    assert all(row.quiet for row in redline(body, confirm_twin(body, TASK, "nb", 2), "nb", "nl"))


def test_removed_rows_stand_where_they_stood_with_all_below_them():
    body = small_profile()
    rows = redline(body, remove(body, SECOND), "nl", "nl")
    assert [row.key for row in rows] == [part["key"] for part in body]
    rows = redline(body, remove(body, AREA), "nl", "nl")
    assert [row.key for row in rows] == [part["key"] for part in body]
    assert {row.key for row in rows if row.status == "removed"} == {AREA, *(p["key"] for p in children(body, AREA))}
    assert rows[2].parent == ""
    assert rows[3].parent == AREA


def test_the_old_stands_before_what_came_in_its_place():
    body = small_profile()
    after, key = add(remove(body, SECOND), "core_task", AREA, locale="nl", text="Nieuw", edit="a", after=TASK)
    order = list(rows_of(body, after))
    assert order[order.index(TASK):][:4] == [TASK, SECOND, key, THIRD]


def test_a_moved_part_is_moved_and_the_others_stay():
    body = small_profile()
    for after in (move_by(body, TASK, 2), move(body, TASK, after=None)):
        assert {key for key, row in rows_of(body, after).items() if row.moved} == {TASK}
    rows = rows_of(body, move(body, TASK, after="", parent=OTHER))
    assert {key for key, row in rows.items() if row.moved} == {TASK}
    assert rows[TASK].parent == OTHER
    assert rows[TASK].before["in"] == AREA


def test_a_part_can_be_moved_and_changed_at_once():
    body = small_profile()
    rows = redline(body, move(write_text(body, TASK, "nl", "Belt nieuwe klanten.", base=1, edit="a"), TASK, after=None),
                   "nl", "nl")
    row = next(row for row in rows if row.key == TASK)
    assert (row.status, row.moved, marks(row.words)) == ("changed", True, "Belt [-vaste-]{+nieuwe+} klanten.")
    assert summary(rows) == {"changed": 1, "added": 0, "removed": 0, "moved": 1}


def test_changed_data_and_a_changed_kind_are_named_but_source_lines_are_not():
    level = new_part("level", text={"nl": "Junior"}, data={"code": "A", "lines": [1]})
    body = settled([*small_profile(), level], PROFILE)
    after = write_data(body, level["key"], {"code": "B", "lines": [9]}, base=0, edit="a")
    row = rows_of(body, after)[level["key"]]
    assert (row.status, row.data_changed, marks(row.words)) == ("changed", ("code",), "Junior")
    after = write_data(body, level["key"], {"lines": [9]}, base=0, edit="a")
    assert rows_of(body, after)[level["key"]].quiet
    row = rows_of(body, place(body, KEYS["loose"], "core_task", AREA))[KEYS["loose"]]
    assert (row.status, row.moved, row.data_changed) == ("changed", True, ("kind",))


def test_each_language_has_its_own_redline_and_a_missing_twin_is_read_in_the_source():
    body = small_profile()
    after = write_text(body, TASK, "nl", "Belt alle klanten.", base=1, edit="a")
    assert rows_of(body, after, "nl")[TASK].status == "changed"
    assert rows_of(body, after, "nb")[TASK].quiet
    after = write_text(body, SECOND, "nb", "Skriver tilbud.", base=0, edit="a", of=1)
    row = rows_of(body, after, "nb")[SECOND]
    assert (row.lang_before, row.lang, marks(row.words)) == ("nl", "nb", "[-Schrijft offertes.-]{+Skriver tilbud.+}")


def random_edit(body, chance):  # noqa: PLR0911 - one return per kind of edit
    """One edit of any kind on a random part; what the schema refuses is not made."""
    part = chance.choice(body)
    areas = children(body, "", "area")
    area = chance.choice(areas)["key"] if areas else ""
    words = " ".join(chance.choices(["klant", "de", "og", "plan,", "selger", "20%"], k=chance.randint(0, 12)))
    match chance.randint(0, 6):
        case 0 | 1:
            locale = chance.choice(["nl", "nb"])
            old = part["text"].get(locale, "").split(" ")
            old[chance.randrange(len(old)):chance.randrange(len(old) + 1)] = words.split(" ")
            return write_text(body, part["key"], locale, " ".join(old), base=part["rev"].get(locale, 0), edit="a")
        case 2 if area:
            return add(body, chance.choice(["core_task", "indicator"]), area, locale="nl", text=words, edit="a",
                       after=chance.choice(["", None]))[0]
        case 3:
            return move_by(body, part["key"], chance.randint(-4, 4))
        case 4 if area and part["kind"] == "core_task":
            return move(body, part["key"], after=chance.choice(["", None]), parent=area)
        case 5 if len(body) > 4:
            return remove(body, part["key"])
        case 6 if area and part["kind"] in {"unplaced", "purpose"}:
            return place(body, part["key"], "core_task", area)
        case _:
            return add(body, "area", "", locale="nl", text=words, edit="a")[0]


def check_both_sides(before, after, locale):
    rows = redline(before, after, locale, "nl")
    old, new = rebuild(rows)
    assert old == {part["key"]: text_in(part, locale, "nl")[0] for part in before}
    assert new == {part["key"]: text_in(part, locale, "nl")[0] for part in after}
    assert len({row.key for row in rows}) == len(rows)
    assert [row.key for row in rows if row.after] == [part["key"] for part in after]
    for row in rows:
        assert row.parent == row.part["in"]
    depths = {"": -1}
    for row in rows:  # every row stands below its parent
        assert row.depth == depths[row.parent] + 1
        depths[row.key] = row.depth
    for parent in {part["in"] for part in before}:  # what did not move stands in the old order, the removed included
        stood = [part["key"] for part in children(before, parent)]
        drawn = [row.key for row in rows if row.parent == parent and row.before and not row.moved]
        assert drawn == [key for key in stood if key in set(drawn)]


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 14))
def test_both_sides_are_rebuilt_from_the_redline_after_any_edits(chance, edits):
    before = small_profile()
    for _ in range(chance.randint(0, 6)):
        before = settled(random_edit(before, chance), PROFILE)
    after = before
    for _ in range(edits):
        after = settled(random_edit(after, chance), PROFILE)
    for locale in ("nl", "nb"):
        check_both_sides(before, after, locale)
        check_both_sides(after, before, locale)


def test_two_thousand_random_edits_rebuild_both_sides():
    chance = random.Random(7)
    body = small_profile()
    for _ in range(2_000):
        after = settled(random_edit(body, chance), PROFILE)
        check_both_sides(body, after, chance.choice(["nl", "nb"]))
        body = after if len(after) < 60 else small_profile()


@given(st.permutations(list("abcdefgh")))
def test_the_fewest_parts_are_called_moved(order):
    before = list("abcdefgh")
    moved = displaced(before, order)
    stays = [key for key in order if key not in moved]
    assert stays == sorted(stays)
    longest = [1] * len(order)
    for right in range(len(order)):
        for left in range(right):
            if order[left] < order[right]:
                longest[right] = max(longest[right], longest[left] + 1)
    assert len(stays) == max(longest)
    assert get(small_profile(), TASK)["key"] not in moved
