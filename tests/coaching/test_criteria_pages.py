"""The pages of criteria: who sees and changes what, and the way from the recommended set to the next version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.coaching import criteria
from portal.coaching.models import CriteriaConsent, Instrument
from portal.coaching.services import criteria as sets
from portal.core import clock
from portal.core.db import db
from tests.coaching import making

RIDE, TALK = Instrument.RIDE_ALONG, Instrument.TALK
DRAFT_PAGES = ("draft", "draft/C3", "add/criterion?group=C", "draft/C3/remove", "agree/NL", "force", "discard")


@pytest.fixture
def database() -> str:
    """Pages are drawn alike on both; what they write is asked of both in the rules."""
    return "sqlite"


def post(client, address: str, **values):
    return client.post(address, data=values, headers={"Accept-Language": "nl"})


def version_of(page) -> str:
    """The version that the form on a page started from."""
    return next(form["fields"]["base"] for form in page.forms if form["fields"].get("base"))


READERS = [
    ("hr", 200), ("hr_no", 200), ("manager", 200), ("stranger", 200), ("director", 200), ("admin", 403),
    ("deputy", 403), ("colleague", 403),
]


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_coaches_reads_the_criteria_in_force(app, cast, browse, who, status):
    set_id = making.criteria()[RIDE]
    for address in ("", f"{set_id}", f"{set_id}/versions/1"):
        page = browse(getattr(cast, who), f"/coaching/criteria/{address}")
        assert page.status == status
    if status == 200:
        assert "Luistert de verkoper en vat die samen?" in page.text


@pytest.mark.parametrize(
    ("who", "status"), [("hr", 200), ("hr_no", 200), ("manager", 403), ("director", 403), ("deputy", 403)]
)
def test_hr_alone_opens_the_draft(app, cast, browse, who, status):
    set_id = making.criteria()[RIDE]
    sets.begin_version(None, set_id)
    for page in DRAFT_PAGES:
        country = {"hr_no": "agree/NO"}.get(who, "agree/NL") if page.startswith("agree") else page
        assert browse(getattr(cast, who), f"/coaching/criteria/{set_id}/{country}").status == status


def test_hr_of_a_country_records_only_what_was_agreed_there(app, cast, browse):
    set_id = sets.lay_default(TALK, None)
    assert browse(cast.hr, f"/coaching/criteria/{set_id}/agree/NO").status == 403
    assert browse(cast.hr, f"/coaching/criteria/{set_id}/agree/SE").status == 404
    assert "HR van dit land legt het vast." in browse(cast.hr, f"/coaching/criteria/{set_id}/draft").text


def test_a_set_of_another_country_is_read_and_not_changed(app, cast, browse, sign_in):
    making.criteria()
    version = criteria.in_force(RIDE, cast.seller, clock.today())
    with clock.at(making.THEN):
        norwegian = sets.copy(None, version.version_id, (None, None, "NO"))
    assert browse(cast.hr, f"/coaching/criteria/{norwegian}/draft").status == 403
    assert post(sign_in(cast.hr), f"/coaching/criteria/{norwegian}/begin").status_code == 403
    assert browse(cast.hr_no, f"/coaching/criteria/{norwegian}/draft").status == 200


def test_a_draft_that_was_never_in_force_does_not_exist_for_who_reads(app, cast, browse):
    set_id = sets.lay_default(TALK, None)
    assert browse(cast.manager, f"/coaching/criteria/{set_id}").status == 404
    assert "HR heeft nog geen criteria laten ingaan." in browse(cast.manager, "/coaching/criteria/").text


def test_the_way_from_the_recommended_set_to_a_version_in_force(app, cast, browse, sign_in):
    hr = sign_in(cast.hr)
    begun = post(hr, "/coaching/criteria/begin/ride_along")
    assert begun.status_code == 303
    here = begun.location.removesuffix("/draft")
    again = post(hr, "/coaching/criteria/begin/ride_along")
    assert (again.status_code, again.location) == (303, "/coaching/criteria/")
    day = clock.today().strftime("%d-%m-%Y")
    values = {"agreed_on": day, "party": "OR", "document": "2026-1"}
    assert post(hr, f"{here}/agree/NL", **values).status_code == 303
    refused = post(hr, f"{here}/force", base="1", day=day)
    assert refused.status_code == 422
    assert "nog niet vastgelegd voor Noorwegen" in refused.text
    assert post(sign_in(cast.hr_no), f"{here}/agree/NO", **values).status_code == 303
    assert post(sign_in(cast.hr), f"{here}/force", base="1", day=day).status_code == 303
    assert criteria.in_force(RIDE, cast.seller, clock.today()).number == 1
    assert "OR op" in browse(cast.manager, here).text


def test_what_was_agreed_holds_the_text_until_it_is_removed(app, cast, browse, sign_in):
    set_id = sets.lay_default(TALK, None)
    sets.agree(None, set_id, "NL", clock.today(), "OR", "1")
    hr, here = sign_in(cast.hr), f"/coaching/criteria/{set_id}"
    assert post(hr, f"{here}/draft/V1/move", base="1", way="down").status_code == 422
    form = browse(cast.hr, f"{here}/draft/V1")
    fields = next(one["fields"] for one in form.forms if "title_nl" in one["fields"])
    assert post(hr, f"{here}/draft/V1", **fields).status_code == 422
    assert post(hr, f"{here}/disagree/NL").status_code == 303
    assert db.session.scalars(db.select(CriteriaConsent)).all() == []
    assert post(hr, f"{here}/draft/V1/move", base="1", way="down").status_code == 303


def test_a_future_day_or_an_empty_field_of_an_agreement_is_refused_at_its_field(app, cast, sign_in):
    set_id = sets.lay_default(TALK, None)
    later = (clock.today() + timedelta(days=2)).strftime("%d-%m-%Y")
    answer = post(
        sign_in(cast.hr), f"/coaching/criteria/{set_id}/agree/NL", agreed_on=later, party="OR", document="1"
    )
    assert (answer.status_code, "Deze dag moet nog komen." in answer.text) == (422, True)
    assert post(sign_in(cast.hr), f"/coaching/criteria/{set_id}/agree/NL").status_code == 422


def test_a_missing_text_is_marked_and_keeps_a_version_from_coming_into_force(app, cast, browse, sign_in):
    set_id = sets.lay_default(TALK, None)
    hr, here = sign_in(cast.hr), f"/coaching/criteria/{set_id}"
    form = browse(cast.hr, f"{here}/draft/V7")
    fields = next(one["fields"] for one in form.forms if "title_nl" in one["fields"])
    saved = post(hr, f"{here}/draft/V7", **fields | texts(set_id, "V7") | {"asks_nb": ""})
    assert saved.location == f"{here}/draft#c-V7"
    page = browse(cast.hr, f"{here}/draft")
    assert "Noors ontbreekt" in page.text
    assert "Laten ingaan" not in page.text
    assert post(hr, f"{here}/draft/V7", **fields | texts(set_id, "V7") | {
        "title_nl": "", "title_nb": "", "title_en": "", "base": base_of(set_id, "V7"),
    }).status_code == 422


def texts(set_id: int, key: str) -> dict[str, str]:
    from portal.coaching import criteria_edits as edits

    return edits.flat(*edits.find(sets.draft_of(set_id).body, key))


def base_of(set_id: int, key: str) -> str:
    from portal.coaching.services.criteria_edits import base_of as base

    return str(base(sets.draft_of(set_id).body, key))


def test_two_at_one_criterion_see_both_texts_and_nothing_is_lost(app, cast, sign_in):
    set_id = sets.lay_default(TALK, None)
    address = f"/coaching/criteria/{set_id}/draft/V3"
    base, values = base_of(set_id, "V3"), texts(set_id, "V3")
    first = post(sign_in(cast.hr), address, **values | {"base": base, "asks_nl": "Loopt alles volgens plan?"})
    late = post(sign_in(cast.hr_no), address, **values | {"base": base, "asks_nl": "Ben je op schema?"})
    assert (first.status_code, late.status_code) == (303, 409)
    assert "Nu: Loopt alles volgens plan?" in late.text
    assert "Ben je op schema?" in late.text
    again = post(
        sign_in(cast.hr_no), address, **values | {"base": base_of(set_id, "V3"), "asks_nl": "Ben je op schema?"}
    )
    assert again.status_code == 303
    assert texts(set_id, "V3")["asks_nl"] == "Ben je op schema?"


def test_two_at_different_criteria_do_not_wait_for_each_other(app, cast, sign_in):
    set_id = sets.lay_default(TALK, None)
    held = {key: (base_of(set_id, key), texts(set_id, key)) for key in ("V1", "V3")}
    for key, who in (("V1", cast.hr), ("V3", cast.hr_no)):
        base, values = held[key]
        answer = post(
            sign_in(who), f"/coaching/criteria/{set_id}/draft/{key}", **values | {"base": base, "about_nl": "Anders"}
        )
        assert answer.status_code == 303


def test_an_element_is_added_taken_out_and_put_back_without_a_script(app, cast, browse, sign_in):
    set_id = sets.lay_default(TALK, None)
    hr, here = sign_in(cast.hr), f"/coaching/criteria/{set_id}"
    added = post(hr, f"{here}/add/criterion", group="V", code="V9", title_nl="Vooruitkijken")
    key = added.location.split("#c-")[1]
    assert "Vooruitkijken" in browse(cast.hr, f"{here}/draft").text
    taken = post(hr, f"{here}/add/criterion", group="V", code="v1", title_nl="Nog eens")
    assert "Een ander criterium heeft dit nummer al." in taken.text
    sure = browse(cast.hr, f"{here}/draft/{key}/remove")
    assert "kan daarom niet worden teruggezet" in sure.text
    assert post(hr, f"{here}/draft/{key}/remove", base=version_of(sure)).status_code == 303
    sure = browse(cast.hr, f"{here}/draft/V/remove")
    assert "3 criteria gaan mee weg." in sure.text
    assert post(hr, f"{here}/draft/V/remove", base=version_of(sure)).status_code == 303
    assert "Terugzetten" in browse(cast.hr, f"{here}/draft").text
    assert post(hr, f"{here}/draft/V/back").status_code == 303
    assert sets.draft_of(set_id).body["groups"] == sets.default(TALK)["groups"]


def test_a_move_on_an_old_page_shows_the_draft_as_it_is_now(app, cast, sign_in):
    set_id = sets.lay_default(TALK, None)
    hr, address = sign_in(cast.hr), f"/coaching/criteria/{set_id}/draft/V1/move"
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    moved = hr.post(address, data={"base": "1", "way": "down"}, headers=part)
    assert (moved.status_code, "<html" in moved.text) == (200, False)
    assert 'id="c-V1" tabindex="-1" data-focus' in moved.text
    late = hr.post(address, data={"base": "1", "way": "down"}, headers=part)
    assert (late.status_code, 'id="draft"' in late.text) == (409, True)


def test_the_draft_is_compared_with_the_version_in_force_per_language(app, cast, browse):
    set_id = making.criteria()[TALK]
    sets.begin_version(None, set_id)
    from portal.coaching.services import criteria_edits as changes

    changes.rewrite(
        cast.me("hr"), set_id, "V1", texts(set_id, "V1") | {"about_nl": "Houdt de verkoper zich aan afspraken?"},
        int(base_of(set_id, "V1")),
    )
    page = browse(cast.hr, f"/coaching/criteria/{set_id}/compare")
    assert "<ins>" in page.html
    assert "Van versie 1 naar het concept" in page.text
    assert "In deze taal is niets gewijzigd" in browse(cast.hr, f"/coaching/criteria/{set_id}/compare?in=nb").text
    assert browse(cast.manager, f"/coaching/criteria/{set_id}/compare").status == 404
    assert browse(cast.hr, f"/coaching/criteria/{set_id}/compare?to=7").status == 404
    assert browse(cast.hr, f"/coaching/criteria/{set_id}/versions/7").status == 404


def test_a_set_for_a_level_is_made_as_a_copy_and_only_for_people_of_ones_own(app, cast, browse, sign_in):
    making.criteria()
    version = criteria.in_force(RIDE, cast.seller, clock.today()).version_id
    page = browse(cast.hr, f"/coaching/criteria/new?of={version}")
    assert "Verkoper, niveau A" in page.text
    made = post(sign_in(cast.hr), "/coaching/criteria/new", of=version, job=str(cast.seller_role), country="")
    assert made.status_code == 303
    assert "Verkoper" in browse(cast.hr, made.location).text
    twice = post(sign_in(cast.hr), "/coaching/criteria/new", of=version, job=str(cast.seller_role), country="NL")
    assert twice.status_code == 409
    foreign = post(sign_in(cast.hr_no), "/coaching/criteria/new", of=version, job=str(cast.manager_role), country="")
    assert foreign.status_code == 422
    assert post(sign_in(cast.manager), "/coaching/criteria/new", of=version).status_code == 403


def test_a_set_is_retired_and_a_draft_discarded_only_after_the_question(app, cast, browse, sign_in):
    set_id = making.criteria()[TALK]
    hr, here = sign_in(cast.hr), f"/coaching/criteria/{set_id}"
    assert post(hr, f"{here}/begin").location == f"{here}/draft"
    assert post(hr, f"{here}/discard", base="9").status_code == 303
    assert sets.draft_of(set_id) is not None
    sure = browse(cast.hr, f"{here}/discard")
    assert post(hr, f"{here}/discard", base=version_of(sure)).status_code == 303
    assert sets.draft_of(set_id) is None
    assert browse(cast.hr, f"{here}/retire").status == 200
    assert post(hr, f"{here}/retire").status_code == 303
    assert criteria.in_force(TALK, cast.seller, clock.today()) is None
    assert "Niet meer aangeboden" in browse(cast.hr, here).text
    assert post(hr, f"{here}/begin").status_code == 403
    assert "1 set die niet meer wordt aangeboden" in browse(cast.hr, "/coaching/criteria/").text


def test_a_version_whose_day_is_still_to_come_is_taken_back_from_its_page(app, cast, browse, sign_in):
    set_id = sets.lay_default(TALK, None)
    for country in ("NL", "NO"):
        sets.agree(None, set_id, country, clock.today(), "OR", "1")
    sets.put_in_force(None, set_id, clock.today() + timedelta(days=5), 1)
    here = f"/coaching/criteria/{set_id}"
    assert "Versie 1 terugnemen" in browse(cast.hr, here).text
    assert post(sign_in(cast.hr), f"{here}/take-back").status_code == 303
    assert browse(cast.hr, f"{here}/draft").status == 200


@pytest.mark.parametrize("code", ["ABCDEF", "A0", "A123", "4", "B", "A-1"])
def test_a_number_is_a_letter_and_one_or_two_digits(app, cast, sign_in, code):
    set_id = sets.lay_default(TALK, None)
    answer = post(
        sign_in(cast.hr), f"/coaching/criteria/{set_id}/add/criterion", group="V", code=code, title_nl="Vooruitkijken"
    )
    assert answer.status_code == 422
    assert "Een nummer is een letter met één of twee cijfers" in answer.text
