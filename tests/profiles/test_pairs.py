"""Words that are proposed for a placeholder, and terms that read as singular and plural of each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.profiles.models import Bound
from portal.profiles.pairs import are_pair, partner_of, plural_of, proposed

SELLER = {"nl": "Verkoper", "nb": "Selger"}


@pytest.mark.parametrize(("one", "many"), [
    ("verkoper", "verkopers"), ("selger", "selgere"), ("selgeren", "selgerne"), ("klant", "klanten"),
    ("medewerker binnendienst", "medewerkers binnendienst"), ("man", "mannen"), ("kunde", "kunder"),
    ("leder", "lederne"), ("directie", "directies"),
])  # fmt: skip
def test_singular_and_plural_know_each_other(one: str, many: str) -> None:
    assert are_pair(one, many)
    assert not are_pair(many, one)
    assert partner_of(one, ["directeur", many]) == (many, True)
    assert partner_of(many, [one]) == (one, False)


@pytest.mark.parametrize(("one", "many"), [
    ("verkoper", "verkoper"), ("verkoper", "verkoopstaf"), ("directie", "directeur"), ("a", "as"), ("", ""),
    ("verkoper", "verkopers binnendienst"),
])  # fmt: skip
def test_other_words_are_no_pair(one: str, many: str) -> None:
    assert not are_pair(one, many)


@pytest.mark.parametrize(("name", "locale", "many"), [
    ("verkoper", "nl", "verkopers"), ("accountmanager", "nl", "accountmanagers"), ("directeur", "nl", "directeuren"),
    ("adviseur", "nl", "adviseurs"), ("selger", "nb", "selgere"), ("salgssjef", "nb", "salgssjefer"),
    ("seller", "en", "sellers"), ("medewerker binnendienst", "nl", ""), ("", "nl", ""), ("verkoper", "de", ""),
])  # fmt: skip
def test_the_plural_of_a_name_of_one_word(name: str, locale: str, many: str) -> None:
    assert plural_of(name, locale) == many


def test_words_come_from_the_name_and_fit_in_a_sentence() -> None:
    assert proposed("klant", SELLER, Bound.ROLE, plural=False, written={"nl"}) == {"nl": "verkoper", "nb": "selger"}
    assert proposed("klanten", SELLER, Bound.ROLE, plural=True, written=()) == {"nl": "verkopers", "nb": "selgere"}
    assert proposed("x", {"nl": "HR-adviseur"}, Bound.ROLE, plural=False, written=()) == {"nl": "HR-adviseur"}


def test_a_term_that_is_another_form_of_the_name_stays_as_it_fits_its_sentence() -> None:
    words = proposed("selgerne", SELLER, Bound.ROLE, plural=True, written={"nb"})
    assert words == {"nl": "verkopers", "nb": "selgerne"}
    staff = {"nl": "Verkoopstaf"}
    assert proposed("verkoper", staff, Bound.BODY, plural=False, written={"nl"}) == {"nl": "verkoopstaf"}


def test_a_unit_keeps_its_name_in_every_language() -> None:
    names = {"nl": "Regio Noord", "nb": "Regio Noord"}
    assert proposed("regio", names, Bound.UNIT, plural=True, written={"nl"}) == names


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_words_are_a_pair_both_ways(one: str, many: str) -> None:
    assert not (are_pair(one, many) and are_pair(many, one))
