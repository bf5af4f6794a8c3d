"""Placeholders in a text: what they are, and what a reader sees in their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents import content
from portal.profiles.models import Bound
from portal.profiles.outline import outline
from portal.profiles.terms import Binding, filled, folded, mentions, pieces, said, terms_in


def role(term: str, **words: str) -> Binding:
    return Binding(1, term, 1, Bound.ROLE, role_id=1, words=words)


def question(term: str) -> Binding:
    return Binding(2, term, 1, Bound.QUESTION)


BOUND = {
    "directie": role("directie", nl="directie van Noordvang", nb="ledelsen"),
    "verkoper": role("verkoper", nl="accountmanager"),
    "eventuele uitwerking": question("eventuele uitwerking"),
}
TEXTS = st.text(st.sampled_from("ab AZæß[]]][[.,!(\n\t 0xX"), max_size=60) | st.text(max_size=60)


def test_placeholders_are_told_from_words() -> None:
    assert pieces("Meldt dit aan de [directie] of [verkoopstaf].") == [
        (False, "Meldt dit aan de "), (True, "[directie]"), (False, " of "), (True, "[verkoopstaf]"), (False, "."),
    ]
    assert pieces("a [ b") == [(False, "a [ b")]


@pytest.mark.parametrize("text", ["[x] gedaan", "[ ] open", "[12] noot", "zie [3]", "[", "]", "[]", "[een\ntwee]"])
def test_tick_boxes_notes_and_loose_brackets_are_no_placeholders(text: str) -> None:
    assert terms_in(text) == []
    assert said(text, "nl", {}) == text


def test_a_term_is_the_words_in_small_letters_each_once() -> None:
    assert terms_in("[Directie], de  [ directie ] en [DIRECTIE\u00a0groep]") == ["directie", "directie groep"]
    part = content.new_part("purpose", text={"nl": "De [Directie]", "nb": "[Ledelsen]"})
    assert mentions([part]) == {(part["key"], "directie"), (part["key"], "ledelsen")}


@pytest.mark.parametrize(("text", "shown"), [
    ("Meldt dit aan de [directie].", "Meldt dit aan de directie van Noordvang."),
    ("[directie] besluit.", "Directie van Noordvang besluit."),
    ("Eerst dit. [directie] besluit.", "Eerst dit. Directie van Noordvang besluit."),
    ("Met o.a. [directie] en bijv. [directie]", "Met o.a. directie van Noordvang en bijv. directie van Noordvang"),
    ("de [Directie]", "de Directie van Noordvang"),
    ("- [verkoper]", "- Accountmanager"),
    ("[klant] en [verkoper]", "klant en accountmanager"),
    ("Maakt analyses [eventuele uitwerking].", "Maakt analyses."),
    ("Maakt analyses [eventuele uitwerking]", "Maakt analyses"),
    ("[eventuele uitwerking] maakt analyses", "maakt analyses"),
    ("Maakt [eventuele uitwerking] analyses", "Maakt analyses"),
    ("Maakt analyses ([eventuele uitwerking]).", "Maakt analyses."),
    ("[eventuele uitwerking].", ""),
])  # fmt: skip
def test_a_reader_sees_what_is_bound_and_no_instruction(text: str, shown: str) -> None:
    assert said(text, "nl", BOUND) == shown


def test_a_term_that_stands_for_nothing_yet_is_marked_and_has_no_brackets() -> None:
    assert filled("De [klant] en de [verkoper]", "nl", BOUND) == [
        (False, "De "), (True, "klant"), (False, " en de "), (False, "accountmanager"),
    ]


def test_the_words_are_those_of_the_language_of_the_text_else_what_there_is() -> None:
    assert said("hos [directie]", "nb", BOUND) == "hos ledelsen"
    assert said("hos [verkoper]", "nb", BOUND) == "hos accountmanager"


@given(TEXTS)
def test_taking_a_text_apart_loses_nothing(text: str) -> None:
    assert "".join(piece for _found, piece in pieces(text)) == text


@given(TEXTS)
def test_without_bindings_only_brackets_of_placeholders_go(text: str) -> None:
    outside = [piece for found, piece in pieces(text) if not found]
    shown = filled(text, "nl", {})
    assert [words for unbound, words in shown if not unbound] == outside
    assert [folded(words) for unbound, words in shown if unbound] == [folded(p) for found, p in pieces(text) if found]


@given(st.lists(st.sampled_from(["[directie]", "[eventuele uitwerking]", "[klant]", "aap", ".", ", ", " ", "(", ")"])))
def test_every_word_outside_the_brackets_stays_in_its_order(parts: list[str]) -> None:
    text = "".join(parts)
    shown = "".join(words for _unbound, words in filled(text, "nl", BOUND))
    assert shown.count("aap") == text.count("aap")
    assert shown.count("klant") == text.count("klant")
    assert shown.casefold().count("directie van noordvang") == text.count("[directie]")
    assert "uitwerking" not in shown


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_a_part_that_is_nothing_but_an_instruction_is_hidden_with_its_section() -> None:
    area = content.new_part("area", text={"nl": "[eventuele uitwerking]"})
    task = {**content.new_part("core_task", text={"nl": "Doet iets"}), "in": area["key"]}
    only = content.new_part("condition", text={"nl": "[Eventuele uitwerking]"})
    page = outline([area, task, only], locale="nl", source="nl", bound=BOUND)
    assert page.sections == ["area"]
    assert page.areas[0].tasks[0].part == task, "what stands inside is still read"
    assert page.said(area) == ("", "nl")
    assert outline([area, task, only], locale="nl", source="nl").sections == ["area", "condition"]
