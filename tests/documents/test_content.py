"""The edits of a body: what each does, and what each refuses."""

import copy

import pytest

from portal.documents.content import (
    BadContent,
    Gone,
    Schema,
    Stale,
    add,
    children,
    combined,
    confirm_twin,
    difference,
    find,
    get,
    move,
    move_by,
    new_key,
    new_part,
    normalised,
    place,
    remove,
    settled,
    stamp,
    subtree,
    text_in,
    twin_state,
    twin_summary,
    validate,
    write_data,
    write_text,
)
from portal.documents.content.schema import MAX_PARTS, Kind
from portal.profiles.content import PROFILE
from tests.documents.bodies import KEYS, content, part, small_profile

TASK, AREA = KEYS["first"], KEYS["area"]


def tasks(body, area=AREA):
    return [task["key"] for task in children(body, area, "core_task")]


def refused(code, body, schema=PROFILE):
    with pytest.raises(BadContent) as caught:
        validate(body, schema)
    return caught.value.code == code or caught.value.code


# Texts


def test_an_edit_on_the_version_seen_is_stored_and_raises_only_its_own_number():
    body = small_profile()
    after = write_text(body, TASK, "nl", "Belt elke klant.", base=1, edit="form-a")
    task = get(after, TASK)
    assert task["text"] == {"nl": "Belt elke klant.", "nb": "Ringer faste kunder."}
    assert task["rev"] == {"nl": 2, "nb": 1}
    assert task["by"] == {"nl": "form-a"}
    assert [p for p in after if p["key"] != TASK] == [p for p in body if p["key"] != TASK]


def test_edits_leave_the_body_they_were_given_as_it_was():
    body = small_profile()
    kept = copy.deepcopy(body)
    write_text(body, TASK, "nl", "Anders", base=1, edit="a", of=1)
    write_data(body, KEYS["loose"], {"lines": [41]}, base=0, edit="a")
    confirm_twin(body, TASK, "nb", 1)
    add(body, "core_task", AREA, locale="nl", text="Nieuw", edit="a", after="")
    move(body, TASK, after=None)
    place(body, KEYS["loose"], "core_task", AREA)
    remove(body, AREA)
    assert body == kept


def test_of_ten_people_saving_one_item_at_once_one_is_accepted_and_nine_see_the_other_text():
    body, stale = small_profile(), []
    for number in range(10):
        try:
            body = write_text(body, TASK, "nl", f"Tekst {number}", base=1, edit=f"form-{number}")
        except Stale as conflict:
            stale.append((conflict.key, conflict.locale, conflict.theirs, conflict.rev))
    assert get(body, TASK)["text"]["nl"] == "Tekst 0"
    assert stale == [(TASK, "nl", "Tekst 0", 2)] * 9


def test_the_form_that_wrote_last_may_go_on_typing_on_its_first_number():
    body = write_text(small_profile(), TASK, "nl", "Belt", base=1, edit="form-a")
    body = write_text(body, TASK, "nl", "Belt en mailt", base=1, edit="form-a")
    assert get(body, TASK)["text"]["nl"] == "Belt en mailt"
    body = write_text(body, TASK, "nl", "Bezoekt", base=3, edit="form-b")
    with pytest.raises(Stale):
        write_text(body, TASK, "nl", "Belt, mailt", base=1, edit="form-a")


def test_an_empty_token_is_nobody():
    body = write_text(small_profile(), TASK, "nl", "Een", base=1, edit="")
    with pytest.raises(Stale):
        write_text(body, TASK, "nl", "Twee", base=1, edit="")


def test_the_text_that_stands_there_already_is_no_change_and_never_stale():
    body = write_text(small_profile(), TASK, "nl", "Belt.", base=1, edit="a")
    assert write_text(body, TASK, "nl", " Belt.\r\n", base=1, edit="b") is body


def test_two_languages_of_one_item_never_meet():
    body = write_text(small_profile(), TASK, "nl", "Belt.", base=1, edit="a")
    body = write_text(body, TASK, "nb", "Ringer.", base=1, edit="b", of=1)
    assert get(body, TASK)["text"] == {"nl": "Belt.", "nb": "Ringer."}


def test_text_is_stored_composed_with_line_feeds_and_without_control_characters():
    body = write_text(small_profile(), TASK, "nl", " cafe\u0301\r\nb\x00\ud800lok\tx ", base=1, edit="a")
    assert get(body, TASK)["text"]["nl"] == "caf\u00e9\nblok\tx"


def test_a_removed_item_answers_gone_to_a_late_edit():
    body = remove(small_profile(), TASK)
    with pytest.raises(Gone):
        write_text(body, TASK, "nl", "Te laat", base=1, edit="a")


def test_data_has_a_number_of_its_own():
    body = small_profile()
    after = write_data(body, TASK, {"lines": [3]}, base=0, edit="a")
    assert get(after, TASK)["rev"] == {"nl": 1, "nb": 1, "data": 1}
    assert write_data(after, TASK, {"lines": [3]}, base=0, edit="b") is after
    with pytest.raises(Stale) as conflict:
        write_data(after, TASK, {"lines": [4]}, base=0, edit="b")
    assert (conflict.value.locale, conflict.value.theirs, conflict.value.rev) == ("data", {"lines": [3]}, 1)
    assert get(write_data(after, TASK, {"lines": None}, base=1, edit="b"), TASK)["data"] == {}


# Twins


def test_a_change_of_the_source_makes_the_twin_stale_and_a_rewrite_or_a_confirmation_makes_it_current():
    body = small_profile()
    assert twin_state(get(body, TASK), "nl", "nb") == "current"
    body = write_text(body, TASK, "nl", "Belt elke klant.", base=1, edit="a")
    assert twin_state(get(body, TASK), "nl", "nb") == "stale"
    rewritten = write_text(body, TASK, "nb", "Ringer alle kunder.", base=1, edit="b", of=2)
    assert twin_state(get(rewritten, TASK), "nl", "nb") == "current"
    confirmed = confirm_twin(body, TASK, "nb", 2)
    assert twin_state(get(confirmed, TASK), "nl", "nb") == "current"
    assert get(confirmed, TASK)["rev"] == get(body, TASK)["rev"]
    assert confirm_twin(confirmed, TASK, "nb", 1) is confirmed


def test_a_twin_made_from_an_older_source_than_the_present_one_stays_stale():
    body = write_text(small_profile(), TASK, "nl", "Belt elke klant.", base=1, edit="a")
    body = write_text(body, TASK, "nb", "Ringer nå.", base=1, edit="b", of=1)
    assert twin_state(get(body, TASK), "nl", "nb") == "stale"


def test_a_rewritten_twin_says_nothing_about_the_twin_in_a_third_language():
    body = write_text(small_profile(), TASK, "en", "Calls regular customers.", base=0, edit="e", of=1)
    body = write_text(body, TASK, "nl", "Belt elke klant.", base=1, edit="a")
    body = write_text(body, TASK, "nb", "Ringer alle kunder.", base=1, edit="b", of=2)
    assert get(body, TASK)["of"] == {"nb": 2, "en": 1}
    assert twin_state(get(body, TASK), "nl", "en") == "stale"


def test_an_empty_twin_cannot_be_confirmed_nor_one_that_was_rewritten_meanwhile():
    body = small_profile()
    with pytest.raises(BadContent):
        confirm_twin(body, KEYS["second"], "nb", 1)
    body = write_text(body, TASK, "nb", "Ringer.", base=1, edit="b", of=1)
    with pytest.raises(Stale):
        confirm_twin(body, TASK, "nb", 1, base=1)


def test_a_missing_text_is_shown_in_the_source_language_and_says_so():
    body = small_profile()
    assert text_in(get(body, TASK), "nb", "nl") == ("Ringer faste kunder.", "nb")
    assert text_in(get(body, KEYS["second"]), "nb", "nl") == ("Schrijft offertes.", "nl")
    assert text_in(new_part("purpose", text={"nb": "Bare norsk"}), "nl", "nl") == ("Bare norsk", "nb")
    assert text_in(new_part("purpose"), "nb", "nl") == ("", "nb")


def test_the_summary_counts_twins_of_parts_that_have_a_text():
    body = write_text(small_profile(), TASK, "nl", "Belt.", base=1, edit="a")
    body, _ = add(body, "core_task", AREA, locale="nl", text="", edit="a")
    assert twin_summary(body, "nl", "nb") == {"current": 3, "stale": 1, "missing": 7}
    assert twin_summary(body, "nl", "nl") == {"current": 11, "stale": 0, "missing": 0}


# Adding, moving, removing


def test_a_part_is_added_first_after_a_sibling_or_last():
    body = small_profile()
    for after, expected in [("", 0), (TASK, 1), (None, 3), ("deadbeef", 3)]:
        new, key = add(body, "core_task", AREA, locale="nl", text="Nieuw", edit="a", after=after)
        assert tasks(new).index(key) == expected
        assert normalised(new, PROFILE) == new
    with pytest.raises(Gone):
        add(body, "core_task", "deadbeef", locale="nl", text="Nieuw", edit="a")


def test_a_form_that_is_sent_twice_adds_once():
    body, key = add(small_profile(), "core_task", AREA, locale="nl", text="Nieuw", edit="a", key="12345678")
    again, same = add(body, "core_task", AREA, locale="nl", text="Nieuw plan", edit="a", key=key)
    assert same == key
    assert get(again, key)["text"]["nl"] == "Nieuw plan"
    assert len(again) == len(body)
    with pytest.raises(BadContent):
        add(body, "core_task", AREA, locale="nl", text="Van een ander", edit="b", key=key)


def test_the_keyboard_moves_among_siblings_of_one_kind_and_stops_at_the_ends():
    body = small_profile()
    first, second, third = tasks(body)
    assert tasks(move_by(body, first, 1)) == [second, first, third]
    assert tasks(move_by(body, third, -1)) == [first, third, second]
    assert tasks(move_by(body, first, 9)) == [second, third, first]
    assert move_by(body, first, -1) is body
    assert move_by(body, third, 1) is body


def test_a_move_takes_along_what_is_below_and_raises_only_the_number_of_the_place():
    body, below = add(small_profile(), "sub_task", TASK, locale="nl", text="Elke week", edit="a")
    after = move(body, TASK, after=KEYS["other_task"], parent=KEYS["other_area"])
    assert tasks(after, KEYS["other_area"]) == [KEYS["other_task"], TASK]
    assert [p["key"] for p in subtree(after, KEYS["other_area"])][-1] == below
    assert get(after, TASK)["rev"] == {"nl": 1, "nb": 1, "place": 1}
    write_text(after, TASK, "nl", "Een edit stoort niet", base=1, edit="b")


def test_a_part_put_where_it_stands_is_no_change():
    body = small_profile()
    assert move(body, KEYS["second"], after=TASK) is body
    assert move(body, TASK, after="") is body
    assert move(body, TASK, after=TASK) is body
    assert place(body, KEYS["third"], "core_task", AREA) is body


def test_a_part_cannot_be_put_below_itself_nor_after_a_part_that_is_elsewhere_or_gone():
    body = small_profile()
    with pytest.raises(BadContent):
        move(body, AREA, after=None, parent=TASK)
    with pytest.raises(Stale):
        move(body, TASK, after=KEYS["other_task"])
    with pytest.raises(Gone):
        move(body, TASK, after="deadbeef")


def test_unplaced_text_becomes_a_task_with_its_key_text_and_source_lines():
    body = settled(place(small_profile(), KEYS["loose"], "core_task", AREA, TASK), PROFILE)
    assert tasks(body)[1] == KEYS["loose"]
    assert get(body, KEYS["loose"])["data"] == {"lines": [40]}
    assert get(body, KEYS["loose"])["text"] == {"nl": "Losse regel"}


def test_unplaced_text_can_be_given_the_data_its_new_kind_needs():
    body = place(small_profile(), KEYS["loose"], "org", "", data={"relation": "leads"})
    validate(body, PROFILE)
    assert get(body, KEYS["loose"])["data"] == {"lines": [40], "relation": "leads"}


def test_removing_takes_all_below_and_refuses_when_something_below_changed_since_it_was_seen():
    body = small_profile()
    seen = stamp(body, AREA)
    assert {p["in"] for p in remove(body, AREA, seen=seen)} == {"", KEYS["other_area"]}
    for changed in (
        write_text(body, TASK, "nl", "Anders", base=1, edit="a"),
        write_data(body, TASK, {"lines": [1]}, base=0, edit="a"),
        remove(body, TASK),
        add(body, "core_task", AREA, locale="nl", text="Nieuw", edit="a")[0],
    ):
        with pytest.raises(Stale):
            remove(changed, AREA, seen=seen)
    elsewhere = write_text(body, KEYS["other_task"], "nl", "Anders", base=1, edit="a")
    assert len(remove(elsewhere, AREA, seen=seen)) == 5


def test_saves_of_one_open_form_make_one_undo():
    body = small_profile()
    one = write_text(body, TASK, "nl", "Be", base=1, edit="a")
    two = write_text(one, TASK, "nl", "Belt", base=1, edit="a")
    patch = combined(difference(body, one), difference(one, two))
    assert patch["parts"] == difference(body, two)["parts"]
    elsewhere = write_text(one, KEYS["second"], "nl", "Anders", base=1, edit="a")
    assert combined(difference(body, one), difference(one, elsewhere)) is None
    assert combined(difference(body, one), difference(one, remove(one, TASK))) is None
    assert combined(difference(body, one), difference(one, move_by(one, TASK, 1))) is None


# The door


def test_reading_order_is_sections_then_siblings_and_loses_nothing():
    body = small_profile()
    assert [p["key"] for p in normalised(body[::-1], PROFILE)] == [
        KEYS[name]
        for name in ("title", "purpose", "other_area", "other_task", "area", "result", "third", "second", "first",
                     "indicator", "loose")
    ]
    strange = [*body, new_part("nonsense", "deadbeef")]
    assert len(normalised(strange, PROFILE)) == len(strange)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("key", {"key": "XYZ"}),
        ("kind", {"kind": "goal"}),
        ("parent", {"in": "deadbeef"}),
        ("parent", {"in": KEYS["purpose"]}),
        ("double_key", {"key": KEYS["title"]}),
        ("locale", {"text": {"de": "Deutsch"}, "rev": {"de": 1}}),
        ("locale", {"rev": {"nl": 1, "nb": 1, "xx": 1}}),
        ("too_long", {"text": {"nl": "a" * 10_001}}),
        ("characters", {"text": {"nl": "a\x00"}}),
        ("characters", {"text": {"nl": 7}}),
        ("rev", {"rev": {}}),
        ("rev", {"rev": {"nl": True, "nb": 1}}),
        ("of", {"of": {"nb": 2}}),
        ("edit", {"by": {"nl": "x" * 65}}),
        ("data", {"data": {"colour": "red"}}),
        ("lines", {"data": {"lines": [0]}}),
        ("shape", {"extra": 1}),
        ("shape", {"text": None}),
    ],
)
def test_the_door_names_the_rule_that_is_broken(code, change):
    body = [{**p, **change} if p["key"] == TASK else p for p in small_profile()]
    assert refused(code, body) is True


def test_the_door_keeps_one_title_no_circles_and_a_bounded_size():
    body = small_profile()
    assert refused("once", [*body, new_part("title", text={"nl": "Nog een"})]) is True
    ring = Schema("ring", (Kind("item", frozenset({"", "item"})),))
    circle = [new_part("item", "0000000b", key="0000000a"), new_part("item", "0000000a", key="0000000b")]
    assert refused("cycle", circle, ring) is True
    assert refused("data", [new_part("item", data={"colour": "red"})], ring) is True
    assert refused("too_many_parts", [new_part("purpose") for _ in range(MAX_PARTS + 1)]) is True


def test_keys_are_eight_hexadecimal_digits():
    assert all(len(key) == 8 and int(key, 16) >= 0 for key in (new_key() for _ in range(100)))


def test_a_new_part_counts_its_other_languages_as_made_from_the_source():
    assert part("title", "title", "", "Titel", "Tittel")["of"] == {"nb": 1}
    assert new_part("title", text={"nl": "Titel", "nb": "Tittel"})["of"] == {}
    assert find(small_profile(), "deadbeef") is None
    assert content(small_profile())[0][3] == {"nl": "Verkoper binnendienst", "nb": "Innesalg"}
