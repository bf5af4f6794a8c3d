"""Flat forms: what a browser posts and what a device holds are one, and nothing that comes in makes a fault."""

from __future__ import annotations

import re

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.coaching import form_values
from portal.core import flat
from portal.core.flat import Fields, Flat
from portal.talks import paper_values
from portal.visits import report_values

FIELDS = Fields(
    re.compile(r"said|day|row-[1-3]-what"), re.compile(r"(?:kept|also|score-[a-c])=[\w.-]{0,9}"),
    re.compile(r"kept|also|score-[a-c]"), lambda name: 20 if name == "said" else 5, 40,
)  # fmt: skip
REAL = (form_values.FIELDS, *paper_values.FIELDS.values(), report_values.FIELDS)
WORD = st.text("abcdefghij0123456789_.-", max_size=9)
ONE_LINE = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=12)
TYPED = st.dictionaries(st.sampled_from(["said", "day", "row-1-what", "row-3-what"]), ONE_LINE)
GROUP = st.sampled_from(["kept", "also", "score-a", "score-c"])
TOGGLED = st.dictionaries(st.builds("{}={}".format, GROUP, WORD), st.sampled_from(["on", ""]), max_size=8)
FORM = st.builds(lambda typed, toggled: typed | toggled, TYPED, TOGGLED)
ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=30), st.lists(st.text(max_size=3)))
NAME = st.one_of(
    st.text(max_size=20), st.sampled_from(["said", "focus=A1", "kept-a1=done", "note-", "=", "reached", "\ud800=on"])
)


def as_posted(values: Flat) -> list[tuple[str, str]]:
    """What a browser sends of a form: texts as they are, of radios and boxes those that are on."""
    return [
        tuple(name.split("=", 1)) if "=" in name else (name, value)
        for name, value in values.items() if "=" not in name or value
    ]  # fmt: skip


@given(FORM)
def test_a_form_comes_back_from_a_browser_as_a_device_holds_it(values: Flat) -> None:
    told = {name: value for name, value in values.items() if "=" not in name or value}
    assert FIELDS.posted(as_posted(values)) == told
    assert FIELDS.known(values) == values
    for group in ("kept", "also", "score-a"):
        assert flat.ticked(FIELDS.posted(as_posted(values)), group) == flat.ticked(values, group)


def test_whatever_comes_in_only_known_names_with_storable_texts_are_kept(app: Flask) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.dictionaries(NAME, ANYTHING, max_size=12), st.lists(st.tuples(NAME, st.text(max_size=9)), max_size=12))
    def holds(sent: dict[str, object], posted: list[tuple[str, str]]) -> None:
        for fields, values in ((one, kept) for one in REAL for kept in (one.known(sent), one.posted(posted))):
            assert fields.known(values) == values
            assert all("\x00" not in text and "\r" not in text for text in values.values())
            "".join([*values, *values.values()]).encode()  # no half of a character, which no database takes
            assert all(fields.most(name) > 0 for name in values)
            fields.too_long(values)
            for name in values:
                flat.day_in(values, name, {})

    holds()


@given(FORM, FORM)
def test_what_was_left_in_a_form_stands_over_what_it_began_with(empty: Flat, draft: Flat) -> None:
    shown = flat.over(empty, draft)
    assert draft.items() <= shown.items()
    assert flat.over(shown, draft) == shown
    assert shown.keys() == empty.keys() | draft.keys()
    for group in {name.partition("=")[0] for name in draft if "=" in name}:
        assert flat.ticked(shown, group) == [one for one in flat.ticked(shown, group) if draft.get(f"{group}={one}")]
    many = flat.over(empty, draft, many=["also"])
    assert {*flat.ticked(empty, "also")} <= {*flat.ticked(many, "also")} | {
        name.partition("=")[2] for name, value in draft.items() if name.startswith("also=") and not value
    }


@given(FORM, FORM)
def test_two_forms_differ_in_nothing_only_when_they_say_the_same(mine: Flat, now: Flat) -> None:
    same = {name: value for name, value in mine.items() if value} == {name: one for name, one in now.items() if one}
    assert (flat.differing(mine, now) == []) is same
    assert flat.differing(mine, mine) == []


def test_no_more_fields_are_kept_than_a_form_has() -> None:
    assert len(FIELDS.known({f"kept={no}": "on" for no in range(100)})) == FIELDS.names
    assert FIELDS.known({"said": 3, "day": None, "kept=x": ["on"], "other": "x"}) == {}


def test_a_text_is_held_to_its_length_and_a_day_to_the_calendar(app: Flask) -> None:
    assert FIELDS.too_long({"said": "x" * 20, "day": "1-1-26"}).keys() == {"day"}
    errors: dict[str, str] = {}
    days = {"a": "31-2-2026", "b": "morgen", "c": " 1-3-2026 ", "d": ""}
    assert [flat.day_in(days, name, errors) is None for name in days] == [True, True, False, True]
    assert errors.keys() == {"a", "b"}
