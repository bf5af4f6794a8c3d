"""The way from the text of a draft to its review: what the edit page says and where its buttons lead."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.documents import content, drafts
from portal.documents.models import Outcome
from portal.profiles import services
from portal.profiles.content import PROFILE
from tests.cast import Cast
from tests.pages import Page
from tests.profiles import making
from tests.profiles.edited import KEYS, make
from tests.profiles.rounds import Round

Browse = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept-Language": "nl"}


def links(html: str) -> dict[str, str]:
    """The words of each link of a page or of a piece of it, with the address."""
    found = re.findall(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", " ", words).split()): to for to, words in found}


def bar(html: str) -> dict[str, str]:
    """The links of the bar at the bottom of the edit page."""
    return links(html[html.index('id="bar"'):])


def asked_for_changes(cast: Cast, count: int = 2) -> tuple[Round, list[int]]:
    """A version that came back with so many change requests about one item."""
    made = Round(cast)
    made.submit("manager")
    asked = [made.ask(f"Noem regio {number}.", key=made.key()) for number in range(1, count + 1)]
    made.decide(Outcome.REQUEST_CHANGES)
    return made, asked


@pytest.mark.parametrize(("locale", "send", "view"), [
    ("nl", "Ter goedkeuring indienen", "Bekijken"), ("nb", "Send til godkjenning", "Vis"),
])
def test_the_bar_leads_to_the_review_and_to_the_text(
    cast: Cast, browse: Browse, locale: str, send: str, view: str
) -> None:
    for profile in (make(cast), making.draft(cast)):  # one that lacks much, and one that is ready but for its twins
        shown = bar(browse(cast.hr, f"/profiles/{profile}/edit", locale=locale).html)
        assert shown[send] == f"/profiles/{profile}/submit"
        assert shown[view] == f"/profiles/{profile}?version=work"


def test_the_draft_as_read_leads_to_its_review_for_hr_only(cast: Cast, browse: Browse) -> None:
    profile = making.published(cast)
    services.start_version(profile, cast.me("hr"))
    at_work = f"/profiles/{profile}?version=work"
    assert links(browse(cast.hr, at_work).html)["Ter goedkeuring indienen"] == f"/profiles/{profile}/submit"
    assert "Ter goedkeuring indienen" not in links(browse(cast.manager, at_work).html)
    assert "Ter goedkeuring indienen" not in links(browse(cast.hr, f"/profiles/{profile}").html)


def test_the_list_sends_drafts_to_review_for_hr_only(cast: Cast, browse: Browse) -> None:
    profile = making.draft(cast)
    shown = links(browse(cast.hr, "/profiles/?state=draft").html)
    assert shown["Ter goedkeuring indienen : Verkoper"] == f"/profiles/{profile}/submit"
    assert "indienen" not in browse(cast.manager, "/profiles/?state=draft").text
    making.in_review(cast, profile)
    assert "indienen" not in browse(cast.hr, "/profiles/").text


def test_unanswered_requests_are_counted_and_lead_to_the_answers(cast: Cast, browse: Browse) -> None:
    made, asked = asked_for_changes(cast)
    page = browse(cast.hr, f"/profiles/{made.id}/edit")
    assert "je kunt het profiel indienen" not in page.text
    assert links(page.html)["2 wijzigingsverzoeken wachten op je antwoord"] == f"/profiles/{made.id}/review#requests"
    for one in asked:
        made.answer(one)
    assert "wachten op je antwoord" not in browse(cast.hr, f"/profiles/{made.id}/edit").text


@pytest.mark.parametrize(("locale", "counted", "needed"), [
    ("nl", "vertalingen ontbreken of zijn verouderd", "Nodig naast het Nederlands: Noors."),
    ("nb", "oversettelser mangler eller er utdaterte", "Trengs ved siden av nederlandsk: norsk."),
])
def test_missing_translations_are_counted_beside_the_language_they_are_in(
    cast: Cast, browse: Browse, locale: str, counted: str, needed: str
) -> None:
    profile = make(cast, locales=["nb"])
    page = browse(cast.hr, f"/profiles/{profile}/edit", locale=locale)
    (found,) = [(words, to) for words, to in links(page.html).items() if counted in words]
    assert found == (f"12 {counted}", f"/profiles/{profile}/twin/nb")
    assert needed in page.text
    assert f"/profiles/{profile}/details" in links(page.html).values()
    drafts.edit(profile, PROFILE, cast.me("hr"), "t", lambda body: content.remove(body, KEYS["loose"]))
    assert f"12 {counted}" in bar(browse(cast.hr, f"/profiles/{profile}/edit", locale=locale).html)


def test_next_to_translate_opens_the_form(cast: Cast, browse: Browse, sign_in: Callable[[int], FlaskClient]) -> None:
    profile = make(cast, locales=["nb"])
    to = bar(browse(cast.hr, f"/profiles/{profile}/twin/nb").html)["Volgende om te vertalen"]
    form = sign_in(cast.hr).get(to.replace("&amp;", "&"), headers=PARTIAL).get_data(as_text=True)
    assert f'id="edit-{KEYS["org"]}-nb"' in form


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_change_request_opens_its_item_with_the_way_back(cast: Cast, browse: Browse, locale: str) -> None:
    made, (first, second) = asked_for_changes(cast)
    key = made.key()
    answers = browse(cast.hr, f"/profiles/{made.id}/review", locale=locale)
    to = f"/profiles/{made.id}/edit?open={key}"
    assert f'href="{to}#p-{key}"' in answers.html
    page = browse(cast.hr, to, locale=locale)
    assert f'id="edit-{key}"' in page.html
    assert "Noem regio 1." in page.text
    assert page.html.index("Noem regio 2.") < page.html.index(f'id="edit-{key}"')
    for one in (first, second):
        assert f'href="/profiles/{made.id}/review#answer-{one}"' in page.html
        assert f'id="answer-{one}"' in answers.html
    assert "Noem regio" not in browse(cast.hr, f"/profiles/{made.id}/edit?open=ffffffff", locale=locale).text




def test_undo_says_what_came_back(cast: Cast, sign_in: Callable[[int], FlaskClient]) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    drafts.edit(profile, PROFILE, cast.me("hr"), "t", lambda body: content.remove(body, KEYS["second"]))
    answer = client.post(f"/profiles/{profile}/undo", headers=PARTIAL).get_data(as_text=True)
    assert "Teruggezet: Schrijft offertes." in answer


def test_lines_with_others_between_them_are_named_one_by_one(cast: Cast, browse: Browse) -> None:
    profile = make(cast)
    drafts.edit(profile, PROFILE, cast.me("hr"), "t", lambda body: content.write_data(
        body, KEYS["second"], {"lines": [83, 89, 95]}, base=0, edit="t"))
    page = browse(cast.hr, f"/profiles/{profile}/edit")
    assert "uit regel 83, 89, 95" in page.text
    assert "uit regel 3–4" in page.text
