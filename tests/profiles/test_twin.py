"""Two languages side by side: what is missing, what went stale, and what a person says is still right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.core import settings
from portal.core.db import write
from portal.documents import content
from tests.cast import Cast
from tests.pages import Page
from tests.profiles.edited import KEYS, body, make, part
from tests.profiles.test_editing import PARTIAL, address, hidden, opened, text_form

Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]


def state(profile: int, name: str) -> str:
    return content.twin_state(part(profile, name), "nl", "nb")


def edit_source(client: FlaskClient, profile: int, name: str, text: str) -> str:
    data = text_form(profile, name, text, twin="nb", edit=f"source-{text}")
    return client.post(address(profile, name), data=data, headers=PARTIAL).get_data(as_text=True)


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_both_languages_stand_side_by_side(cast: Cast, browse: Browse, locale: str) -> None:
    profile = make(cast)
    page = browse(cast.hr, f"/profiles/{profile}/twin/nb", locale=locale)
    assert page.status == 200
    assert "Belt vaste klanten." in page.text
    assert "Ringer faste kunder." in page.text
    assert page.html.count('data-state="missing"') == len(body(profile)) - 1 - 4  # the loose line, and four twins
    assert "Rijbewijs nodig" not in page.text


@pytest.mark.parametrize("locale", ["nl", "xx", "no"])
def test_only_another_language_of_the_profile_has_such_a_page(cast: Cast, browse: Browse, locale: str) -> None:
    assert browse(cast.hr, f"/profiles/{make(cast)}/twin/{locale}").status == 404


def test_the_translation_has_a_page_of_its_own(cast: Cast, browse: Browse) -> None:
    profile = make(cast)
    page = browse(cast.hr, f"/profiles/{profile}/edit?locale=nb")
    assert "Ringer faste kunder." in page.text
    assert 'lang="nl" class="other-language">Schrijft offertes.' in page.html
    assert 'class="add-link"' not in page.html


def test_writing_a_translation_makes_it_current(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    assert state(profile, "second") == "missing"
    form = client.get(address(profile, "second", "edit") + "?locale=nb&twin=nb", headers=PARTIAL).get_data(as_text=True)
    fields = hidden(form)
    assert fields["of"] == "1"
    saved = client.post(address(profile, "second"), data={**fields, "text": "Skriver tilbud."}, headers=PARTIAL)
    html = saved.get_data(as_text=True)
    assert f'id="s-{KEYS["second"]}" hx-swap-oob="true" data-state="current"' in html
    assert 'id="counts" hx-swap-oob="true"' in html
    assert state(profile, "second") == "current"


def test_saving_with_next_opens_the_next_one_to_do(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    fields = opened(client, profile, "second", "?locale=nb&twin=nb")
    data = {**fields, "text": "Skriver tilbud.", "next": "1"}
    saved = client.post(address(profile, "second"), data=data, headers=PARTIAL)
    html = saved.get_data(as_text=True)
    assert f'id="p-{KEYS["third"]}-nb" hx-swap-oob="true"' in html
    assert f'id="text-{KEYS["third"]}-nb"' in html
    assert "Skriver tilbud.</textarea>" not in html


def test_a_changed_source_makes_the_twin_stale_and_says_what_changed(
    cast: Cast, browse: Browse, sign_in: SignIn
) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    html = edit_source(client, profile, "first", "Belt grote klanten.")
    assert f'id="s-{KEYS["first"]}" hx-swap-oob="true" data-state="stale"' in html
    assert "<del>vaste</del><ins>grote</ins>" in html
    page = browse(cast.hr, f"/profiles/{profile}/twin/nb")
    assert "<del>vaste</del><ins>grote</ins>" in page.html
    assert "parts/{}/edit?locale=nb".format(KEYS["org"]) in page.html  # the way to the next one
    edit_page = browse(cast.hr, f"/profiles/{profile}/edit").html
    assert f'/twin/nb#w-{KEYS["first"]}' in edit_page


def test_still_right_makes_it_current_without_a_new_text(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    edit_source(client, profile, "first", "Belt onze vaste klanten.")
    data = {"seen": "nb:2:1", "locale": "nl", "twin": "nb"}
    for headers, status in ((PARTIAL, 200), ({}, 303)):
        assert client.post(address(profile, "first", "still"), data=data, headers=headers).status_code == status
    assert state(profile, "first") == "current"
    assert part(profile, "first")["text"]["nb"] == "Ringer faste kunder."
    client.post(f"/profiles/{profile}/undo", data={"twin": "nb"}, headers=PARTIAL)
    assert state(profile, "first") == "stale"


@pytest.mark.parametrize(("seen", "status"), [("nb:1:9", 409), ("nb:x:1", 400), ("nl:1:1", 404), ("", 400)])
def test_still_right_names_what_was_seen(cast: Cast, sign_in: SignIn, seen: str, status: int) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    edit_source(client, profile, "first", "Anders.")
    answer = client.post(address(profile, "first", "still"), data={"seen": seen, "twin": "nb"}, headers=PARTIAL)
    assert answer.status_code == status
    assert state(profile, "first") == "stale"


def test_nothing_is_confirmed_where_nothing_was_written(cast: Cast, sign_in: SignIn) -> None:
    profile = make(cast)
    data = {"seen": "nb:1:0", "twin": "nb"}
    answer = sign_in(cast.hr).post(address(profile, "second", "still"), data=data, headers=PARTIAL)
    assert answer.status_code == 422


def test_a_translation_made_from_an_older_source_stays_stale(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    fields = opened(client, profile, "first", "?locale=nb&twin=nb")
    edit_source(client, profile, "first", "Belt grote klanten.")
    client.post(address(profile, "first"), data={**fields, "text": "Ringer kunder."}, headers=PARTIAL)
    assert part(profile, "first")["text"]["nb"] == "Ringer kunder."
    assert state(profile, "first") == "stale"


def test_a_needed_language_holds_the_review_until_it_is_current(cast: Cast, browse: Browse) -> None:
    profile = make(cast)
    before = browse(cast.hr, f"/profiles/{profile}/edit", locale="en")
    with write():
        settings.change("needed_locales", ["nb"])
    after = browse(cast.hr, f"/profiles/{profile}/edit", locale="en")
    sentence = "translations are missing or out of date"
    assert sentence not in before.text
    assert sentence in after.text


def test_english_is_offered_where_a_profile_needs_it(cast: Cast, browse: Browse) -> None:
    assert browse(cast.hr, f"/profiles/{make(cast)}/twin/en").status == 404
    assert browse(cast.hr, f"/profiles/{make(cast, locales=['en'])}/twin/en").status == 200
