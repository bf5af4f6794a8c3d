"""Which criteria count for whom on which day, and what a version needs before it comes into force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.coaching import criteria, scale
from portal.coaching.criteria import Offered, Place, chosen
from portal.coaching.criteria_check import Missing, languages, missing
from portal.coaching.models import CriteriaSet, CriteriaVersion, Instrument
from portal.coaching.services import criteria as sets
from portal.core import clock, i18n
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.people.models import Position
from tests.cast import LONG_AGO, Cast
from tests.coaching import making

TODAY = date(2026, 3, 2)
RIDE, TALK = Instrument.RIDE_ALONG, Instrument.TALK


@pytest.mark.parametrize(("instrument", "groups", "count"), [(RIDE, "ABCD", 18), (TALK, "VW", 6)])
def test_the_researched_sets_are_complete_in_every_language(instrument, groups, count):
    body = sets.default(instrument)
    assert [group["key"] for group in body["groups"]] == list(groups)
    keys = [criterion["key"] for group in body["groups"] for criterion in group["criteria"]]
    assert len(keys) == len(set(keys)) == count
    assert missing(body, ["NL", "NO", "GB"]) == []
    assert all(2 <= sum(one["group"] == group for one in body["questions"]) <= 3 for group in groups)


def test_seller_and_coach_read_the_same_criterion_in_their_own_wording():
    version = criteria.made_of(1, 1, 1, sets.default(RIDE) | {"name": None})
    listening = version.find("C3")
    assert criteria.words(listening.asks, "nl") == "Heb je geluisterd en samengevat?"
    assert criteria.words(listening.about, "nb") == "Lytter selgeren og oppsummerer?"
    assert listening.anchors["1"]["nl"] == "Valt in de rede"
    assert version.find("Z9") is None
    assert [question.group for question in version.asked_of("C")] == ["C"] * 3


@pytest.mark.parametrize(
    ("texts", "said", "lang"),
    [({"nl": "Doel", "nb": "Mål"}, "Mål", ""), ({"nl": "Doel"}, "Doel", "nl"), ({}, "", ""), (None, "", "")],
)
def test_a_text_that_is_missing_in_the_readers_language_is_shown_in_another_with_its_mark(texts, said, lang):
    shown = criteria.words(texts, "nb")
    assert (shown, shown.lang) == (said, lang)


@pytest.mark.parametrize(("value", "score"), [("1", 1), ("5", 5), ("none", None)])
def test_a_field_of_the_scale_is_a_score_or_not_observed(value, score):
    assert scale.score_of(value) == score


@pytest.mark.parametrize("value", ["0", "6", "", "3.5", "None"])
def test_nothing_else_is_a_score(value):
    with pytest.raises(ValueError, match="not a step"):
        scale.score_of(value)


def test_the_scale_speaks_the_readers_language(app):
    with app.test_request_context(), i18n.speaking("nb"):
        assert [scale.word(score) for score in (1, 3, 5, None)] == [
            "Ikke å se ennå", "Som regel", "Forbilde for andre", "Ikke observert",
        ]


BOTH = frozenset({"NL", "NO"})
NARROWNESS = [
    # what is offered (role, level, country), and which of them a seller of role 7, level 70, in NL gets
    ([(None, None, None)], 0),
    ([(None, None, None), (None, None, "NL")], 1),
    ([(None, None, "NL"), (7, None, None)], 1),
    ([(7, None, None), (7, None, "NL")], 1),
    ([(7, None, "NL"), (7, 70, None)], 1),
    ([(7, 70, None), (7, 70, "NL")], 1),
    ([(None, None, None), (8, None, None), (7, 71, None), (None, None, "NO")], 0),
    ([(8, None, None)], None),
]


@pytest.mark.parametrize(("offered", "expected"), NARROWNESS)
def test_the_narrowest_set_that_fits_counts(offered, expected):
    versions = [Offered(no, TODAY, 1, *where, BOTH) for no, where in enumerate(offered)]
    assert chosen(versions, [Place(7, 70, "NL")]) == expected


def test_a_version_counts_only_where_it_was_agreed():
    there = Offered(1, TODAY, 1, None, None, None, frozenset({"NL"}))
    assert chosen([there], [Place(7, 70, "NL")]) == 1
    assert chosen([there], [Place(7, 70, "NO")]) is None


_ids = st.sampled_from([None, 1, 2])
_offered = st.builds(
    lambda since, number, job, country, agreed: (since, number, *job, country, agreed),
    st.dates(date(2026, 1, 1), date(2026, 1, 9)), st.integers(1, 4),
    st.sampled_from([(None, None), (1, None), (1, 10), (1, 11), (2, None), (2, 20)]),
    st.sampled_from([None, "NL", "NO"]), st.frozensets(st.sampled_from(["NL", "NO"]), min_size=1),
)
_places = st.lists(
    st.builds(
        lambda job, country: Place(*job, country), st.sampled_from([(1, None), (1, 10), (1, 11), (2, 20), (2, None)]),
        st.sampled_from(["NL", "NO"]),
    ), min_size=1, max_size=2,
)


@settings(deadline=None)
@given(st.lists(_offered, max_size=8), _places)
def test_the_chosen_version_fits_and_none_that_fits_is_narrower_or_newer(rows, places):
    versions = [Offered(no, *row) for no, row in enumerate(rows)]
    fitting = [
        one for one in versions for place in places
        if place.country in one.agreed and (one.country is None or one.country == place.country)
        and (one.role_id is None or one.role_id == place.role_id)
        and (one.level_id is None or one.level_id == place.level_id)
    ]
    found = chosen(versions, places)
    if not fitting:
        assert found is None
        return
    best = next(one for one in fitting if one.version_id == found)
    for other in fitting:
        narrow = [(bool(one.level_id), bool(one.role_id), bool(one.country)) for one in (best, other)]
        assert narrow[0] >= narrow[1]
        if narrow[0] == narrow[1]:
            assert (best.since, best.number) >= (other.since, other.number)
    assert chosen(list(reversed(versions)), places) == found


@pytest.mark.parametrize(
    ("countries", "wanted"), [(["NL"], ["nl"]), (["NO"], ["nb"]), (["NL", "NO"], ["nl", "nb"]), (["SE"], ["en"])]
)
def test_a_version_needs_the_languages_of_its_countries(countries, wanted):
    assert languages(countries) == wanted


def test_missing_texts_are_named_by_element_and_language():
    body = sets.default(TALK)
    body["groups"][0]["criteria"][1]["anchors"]["3"].pop("nb")
    body["questions"][0]["text"]["nl"] = ""
    assert missing(body, ["NL", "NO"]) == [Missing("V3", "nb"), Missing("QV1", "nl")]


def test_default_criteria_in_force_count_for_sellers_of_both_countries(app, cast: Cast):
    making.criteria()
    for person_id in (cast.seller, cast.stranger):
        found = criteria.in_force(RIDE, person_id, TODAY)
        assert len(list(found)) == 18
        assert found.number == 1
    assert len(list(criteria.in_force(TALK, cast.seller, TODAY))) == 6


def test_nothing_counts_before_its_day_and_nothing_for_somebody_without_a_country(app, cast: Cast):
    making.criteria()
    assert criteria.in_force(RIDE, cast.seller, LONG_AGO - timedelta(days=1)) is None
    assert criteria.in_force(RIDE, cast.director, TODAY) is None


def test_a_set_for_the_level_goes_before_the_general_one_until_it_is_retired(app, cast: Cast):
    made = making.criteria()
    level = db.session.scalars(db.select(Position.level_id).where(Position.person_id == cast.seller)).one()
    general = criteria.in_force(RIDE, cast.seller, TODAY)
    with clock.at(making.THEN):
        own = sets.copy(cast.me("hr"), general.version_id, (cast.seller_role, level, None))
        sets.agree(None, own, "NL", LONG_AGO, "OR", "1")
        sets.put_in_force(None, own, LONG_AGO, 1)
    assert criteria.in_force(RIDE, cast.seller, TODAY).set_id == own
    assert criteria.in_force(RIDE, cast.colleague, TODAY).set_id == made[RIDE]
    sets.retire(cast.me("hr"), own)
    assert criteria.in_force(RIDE, cast.seller, clock.today()).set_id == made[RIDE]
    assert criteria.in_force(RIDE, cast.seller, clock.today() - timedelta(days=1)).set_id == own


def test_a_new_version_counts_from_its_day_and_a_form_keeps_its_own(app, cast: Cast):
    set_id = making.criteria()[RIDE]
    first = criteria.in_force(RIDE, cast.seller, TODAY)
    sets.begin_version(None, set_id)
    _change(set_id)
    for country in ("NL", "NO"):
        sets.agree(None, set_id, country, clock.today(), "OR", "2")
    day = clock.today() + timedelta(days=3)
    sets.put_in_force(None, set_id, day, 1)
    assert criteria.in_force(RIDE, cast.seller, day - timedelta(days=1)).number == 1
    assert criteria.in_force(RIDE, cast.seller, day).number == 2
    assert len(criteria.read(first.version_id).groups[0].criteria) == 4


def _change(set_id: int) -> None:
    with write():
        version = sets.draft_of(set_id)
        version.body = {**version.body, "groups": version.body["groups"][:1]}


def _half_filled(set_id: int) -> None:
    with write():
        version = sets.draft_of(set_id)
        body = sets.default(TALK)
        body["groups"][0]["title"].pop("nb")
        version.body = {"groups": body["groups"], "questions": []}


def _emptied(set_id: int) -> None:
    with write():
        sets.draft_of(set_id).body = {"groups": [], "questions": []}


def _agreed(*countries: str):
    def agree(set_id: int) -> None:
        for country in countries:
            sets.agree(None, set_id, country, clock.today(), "OR", "1")

    return agree


WANTING = [
    ([_emptied, _agreed("NL", "NO")], 0, 1, "criteria_empty"),
    ([_half_filled, _agreed("NL", "NO")], 0, 1, "criteria_missing"),
    ([_agreed("NL")], 0, 1, "criteria_not_agreed"),
    ([_agreed("NL", "NO")], -1, 1, "criteria_before"),
    ([_agreed("NL", "NO")], 0, 2, "edited_since"),
    ([_agreed("NL", "NO")], 0, 1, ""),
]


@pytest.mark.parametrize(("steps", "days", "base", "code"), WANTING)
def test_a_version_comes_into_force_only_when_nothing_is_wanting(app, cast: Cast, steps, days, base, code):
    set_id = sets.lay_default(TALK, cast.me("hr"))
    for step in steps:
        step(set_id)
    day = clock.today() + timedelta(days=days)
    if not code:
        sets.put_in_force(cast.me("hr"), set_id, day, base)
        assert criteria.in_force(TALK, cast.seller, day).number == 1
        return
    with pytest.raises(Refused, match=code):
        sets.put_in_force(cast.me("hr"), set_id, day, base)
    assert criteria.in_force(TALK, cast.seller, day) is None


def test_the_same_text_is_not_put_in_force_twice_and_versions_do_not_overtake(app, cast: Cast):
    set_id = sets.lay_default(TALK, None)
    _agreed("NL", "NO")(set_id)
    later = clock.today() + timedelta(days=30)
    sets.put_in_force(None, set_id, later, 1)
    sets.begin_version(None, set_id)
    _agreed("NL", "NO")(set_id)
    with pytest.raises(Refused, match="criteria_same"):
        sets.put_in_force(None, set_id, later, 1)
    _change(set_id)
    with pytest.raises(Refused, match="criteria_before"):
        sets.put_in_force(None, set_id, later - timedelta(days=1), 1)


def test_a_version_is_taken_back_only_before_its_day(app, cast: Cast):
    set_id = sets.lay_default(TALK, None)
    _agreed("NL", "NO")(set_id)
    day = clock.today() + timedelta(days=2)
    sets.put_in_force(None, set_id, day, 1)
    with clock.at(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)), pytest.raises(TooLate):
        sets.take_back(cast.me("hr"), set_id)
    sets.take_back(cast.me("hr"), set_id)
    version = db.session.scalars(db.select(CriteriaVersion)).one()
    assert (version.number, version.in_force_from) == (None, None)


def test_a_second_set_for_the_same_people_is_refused_and_a_discarded_first_draft_makes_room(app, cast: Cast):
    set_id = sets.lay_default(TALK, None)
    with pytest.raises(TooLate, match="criteria_there"):
        sets.lay_default(TALK, None)
    assert sets.discard(cast.me("hr"), set_id, 1) is True
    assert db.session.scalars(db.select(CriteriaSet)).all() == []
    sets.lay_default(TALK, None)
