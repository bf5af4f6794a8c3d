"""The library: who sees which rows, filters, paging, languages, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from portal.core import clock, settings
from portal.core.db import db, write
from portal.documents.models import Document
from portal.profiles import library, policy, services
from portal.profiles.models import Profile
from tests.cast import Cast, absent
from tests.pages import Page
from tests.profiles.counting import statements
from tests.profiles.making import body_of, draft, in_review, publish, published

Browse = Callable[..., Page]


def ids(cast: Cast, who: str, **wanted: object) -> list[int]:
    return [row.id for row in library.page(cast.me(who), library.Filter(**wanted), "nl").rows]


def titles(cast: Cast, who: str, locale: str = "nl", **wanted: object) -> list[str]:
    rows = library.page(cast.me(who), library.Filter(**wanted), locale).rows
    return [row.titles.get(locale) or row.title for row in rows]


@pytest.fixture
def shelf(cast: Cast) -> dict[str, int]:
    """A profile in each state, in both countries."""
    made = {
        "draft": draft(cast, body_of("Concept")),
        "review": draft(cast, body_of("Review")),
        "published": published(cast, body_of("Geldend")),
        "at work again": published(cast, body_of("Nieuwe versie")),
        "archived": published(cast, body_of("Oud")),
        "office": draft(cast, body_of("Kantoor"), role_id=None),
    }
    in_review(cast, made["review"])
    services.start_version(made["at work again"], cast.me("hr"))
    services.archive(made["archived"], cast.me("hr"), archived=True)
    return made


@pytest.mark.parametrize("deputised", [False, True])
def test_the_list_shows_exactly_what_the_rule_lets_everyone_read(
    app: Flask, cast: Cast, shelf: dict[str, int], deputised: bool
) -> None:
    if deputised:
        absent(cast)
    for who in Cast.PEOPLE:
        readable = set()
        for profile_id in shelf.values():
            try:
                policy.find(cast.me(who), profile_id)
            except NotFound:
                continue
            readable.add(profile_id)
        listed = {*ids(cast, who), *ids(cast, who, state="archived")}
        assert listed == readable, who


def test_everyone_sees_what_is_in_force_and_only_some_see_drafts(app: Flask, cast: Cast, shelf: dict[str, int]) -> None:
    everyone = {"Geldend", "Nieuwe versie"}
    assert set(titles(cast, "seller")) == everyone
    assert set(titles(cast, "stranger")) == everyone
    assert set(titles(cast, "manager")) == everyone | {"Concept", "Review"}
    assert set(titles(cast, "hr")) == everyone | {"Concept", "Review", "Kantoor"}
    assert set(titles(cast, "hr_no")) == everyone


def test_the_state_at_work_is_told_only_to_who_may_read_it(app: Flask, cast: Cast, shelf: dict[str, int]) -> None:
    def told(who: str) -> str | None:
        rows = library.page(cast.me(who), library.Filter(), "nl").rows
        return next(row.state for row in rows if row.id == shelf["at work again"])

    assert told("hr") == "draft"
    assert told("manager") == "draft"
    assert told("seller") is None
    assert ids(cast, "seller", state="draft") == []
    assert ids(cast, "hr", state="in_review") == [shelf["review"]]


def test_filters_narrow_by_family_country_sector_and_text(app: Flask, cast: Cast) -> None:
    published(cast, body_of("Verkoper", nb="Selger"), family="sales", country="NL", sector="technical")
    published(cast, body_of("Verkoper"), family="sales", country="NO", sector="foodservice")
    published(cast, body_of("Café-adviseur"), family="lead", country=None)
    assert len(ids(cast, "seller", text="verko")) == 2
    assert titles(cast, "seller", text="selger") == ["Verkoper"]
    assert titles(cast, "seller", text="cafe adv") == ["Café-adviseur"]
    assert len(ids(cast, "seller", country="NL")) == 2  # the one without a country holds there too
    assert len(ids(cast, "seller", sector="foodservice")) == 1
    assert titles(cast, "seller", family="lead") == ["Café-adviseur"]
    assert ids(cast, "seller", text="%") == []


def test_mine_is_what_i_own_or_hold_and_waiting_is_what_needs_me(app: Flask, cast: Cast) -> None:
    mine, other = published(cast, body_of("Van mij")), published(cast, body_of("Ander"), role_id=cast.manager_role)
    assert ids(cast, "seller", scope="mine") == [mine]
    assert set(ids(cast, "hr", scope="mine")) == {mine, other}
    assert ids(cast, "seller", scope="waiting") == [mine]
    assert ids(cast, "stranger", scope="waiting") == []


def test_review_due_finds_what_is_past_its_date(app: Flask, cast: Cast) -> None:
    due, later = published(cast, body_of("Te herzien")), published(cast, body_of("Later"))
    with write() as session:
        session.get(Profile, due).review_on = clock.today() - timedelta(days=3)
    assert ids(cast, "seller", state="review_due") == [due]
    assert later in ids(cast, "seller")


def test_each_reader_gets_titles_in_their_language_and_alphabet(app: Flask, cast: Cast) -> None:
    for nl, nb in (("Adviseur", "Økonom"), ("Zzp-coach", "Ansvarlig"), ("Verkoper", "Ærend")):
        published(cast, body_of(nl, nb=nb))
    assert titles(cast, "seller", "nl") == ["Adviseur", "Verkoper", "Zzp-coach"]
    assert titles(cast, "seller", "nb") == ["Ansvarlig", "Ærend", "Økonom"]


def test_an_unpublished_new_title_is_not_told_to_everyone(app: Flask, cast: Cast) -> None:
    from portal.documents import content, drafts
    from portal.profiles.content import PROFILE

    profile_id = published(cast, body_of("Verkoper"))
    services.start_version(profile_id, cast.me("hr"))
    drafts.edit(
        profile_id, PROFILE, cast.me("hr"), "e1",
        lambda body: content.write_text(body, body[0]["key"], "nl", "Geheime naam", base=1, edit="e1"),
    )
    assert titles(cast, "seller") == ["Verkoper"]
    assert db.session.get(Document, profile_id).title == "Verkoper"
    publish(cast, profile_id)
    assert titles(cast, "seller") == ["Geheime naam"]


def test_paging_goes_forth_and_back_without_losing_a_row(app: Flask, cast: Cast) -> None:
    for number in range(60):
        draft(cast, body_of(f"Functie {number % 7}"))
    seen, after = [], None
    while True:
        shown = library.page(cast.me("hr"), library.Filter(after=after), "nl")
        seen += [row.id for row in shown.rows]
        if shown.next is None:
            break
        after = shown.next
    assert len(seen) == len(set(seen)) == 60
    assert shown.previous == seen[50]
    back = library.page(cast.me("hr"), library.Filter(before=shown.previous), "nl")
    assert [row.id for row in back.rows] == seen[25:50]
    first = library.page(cast.me("hr"), library.Filter(before=back.previous), "nl")
    assert [row.id for row in first.rows] == seen[:25]
    assert (first.previous, first.next) == (None, seen[24])


def test_languages_tell_what_lags(app: Flask, cast: Cast) -> None:
    with write():
        settings.change("needed_locales", ["nl", "nb"])
    for title, nb, purpose in (("A", "A", "Hjelpe kunder."), ("B", "B", ""), ("C", "", "")):
        draft(cast, body_of(title, nb=nb, purpose_nb=purpose))
    found = [row.languages() for row in library.page(cast.me("hr"), library.Filter(), "nl").rows]
    assert found == [
        [("nl", "source", 0), ("nb", "current", 0)],
        [("nl", "source", 0), ("nb", "stale", 1)],
        [("nl", "source", 0), ("nb", "missing", 0)],
    ]


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_page_shows_rows_with_what_tells_same_titles_apart(
    app: Flask, cast: Cast, browse: Browse, locale: str
) -> None:
    published(cast, body_of("Verkoper", nb="Selger"), sector="technical", country="NL")
    published(cast, body_of("Verkoper", nb="Selger"), sector="foodservice", country="NO")
    page = browse(cast.hr, "/profiles/", locale=locale)
    for word in {"nl": ("Verkoper", "Techniek", "Foodservice", "Noorwegen", "Gepubliceerd", "Hanneke Roos")}.get(
        locale, ("Selger", "Teknisk", "Storhusholdning", "Norge", "Publisert", "Hanneke Roos")
    ):
        assert word in page.text


def test_an_htmx_request_gets_the_rows_alone(app: Flask, cast: Cast, browse: Browse) -> None:
    published(cast)
    page = browse(cast.seller, "/profiles/?q=verk", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in page.html
    assert page.html.strip().startswith('<div id="rows"')
    assert "Verkoper" in page.text


def test_an_empty_library_says_what_to_do(app: Flask, cast: Cast, browse: Browse) -> None:
    assert 'href="/profiles/import"' in browse(cast.hr, "/profiles/").html
    assert "/profiles/import" not in browse(cast.seller, "/profiles/").html
    filtered = browse(cast.hr, "/profiles/?q=niets")
    assert "Filters wissen" in filtered.text


def test_odd_addresses_are_answered(app: Flask, cast: Cast, browse: Browse) -> None:
    published(cast)
    odd = ("state=nonsense", "after=999999", "after=99999999999999999999", "after=x", "before=-1", "scope=x", "q=%00")
    for query in (*odd, "q=" + "a" * 5000, "family=%00%ff", "q=%25_%5C"):
        assert browse(cast.seller, f"/profiles/?{query}").status == 200, query


def test_the_page_keeps_its_budgets(app: Flask, cast: Cast, browse: Browse) -> None:
    for number in range(30):
        draft(cast, body_of(f"Functie {number}", nb=f"Stilling {number}"))
    browse(cast.hr, "/profiles/")
    with statements() as sent:
        page = browse(cast.hr, "/profiles/")
    asked = [one for one in sent if "web_session" not in one or one.lstrip().startswith("SELECT")]
    pages = [one for one in asked if not one.lstrip().startswith("INSERT")]
    assert len(pages) <= 4 + 2, "\n\n".join(pages)  # the frame also asks where the menu leads and what waits
    assert len(page.html.encode()) <= 40_000
    with statements() as sent:
        browse(cast.hr, "/profiles/", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert len([one for one in sent if not one.lstrip().startswith("INSERT")]) <= 3


def test_hr_adopts_selected_drafts_with_their_date_and_source(
    app: Flask, cast: Cast, browse: Browse, sign_in: Callable
) -> None:
    one, two = draft(cast, body_of("Een")), draft(cast, body_of("Twee"))
    page = browse(cast.hr, "/profiles/?state=draft")
    assert 'action="/profiles/adopt"' in page.html
    client = sign_in(cast.hr)
    bare = client.post("/profiles/adopt", data={"profile": [one], "valid_from": "", "source": ""})
    assert bare.status_code == 422
    ahead = {"profile": [one], "valid_from": (clock.today() + timedelta(days=1)).isoformat(), "source": "Besluit"}
    assert client.post("/profiles/adopt", data=ahead).status_code == 422
    data = {"profile": [one, two], "valid_from": "1-3-2024", "source": "Getekend document 2024"}
    assert client.post("/profiles/adopt", data=data).status_code == 303
    shown = browse(cast.seller, f"/profiles/{one}")
    assert "Getekend document 2024" in shown.text
    assert "1 maart 2024" in shown.text
    assert ids(cast, "seller", scope="waiting") == []  # nobody is asked to confirm
    assert db.session.get(Profile, two).review_on == date(2026, 3, 1)


def test_adopting_is_for_hr_in_scope_and_for_what_was_never_reviewed(
    app: Flask, cast: Cast, sign_in: Callable, browse: Browse
) -> None:
    profile_id, reviewed = draft(cast), draft(cast, body_of("Gereviewd"))
    in_review(cast, reviewed)
    data = {"profile": [profile_id], "valid_from": "1-3-2024", "source": "Besluit"}
    assert sign_in(cast.seller).post("/profiles/adopt", data=data).status_code == 403
    assert sign_in(cast.hr_no).post("/profiles/adopt", data=data).status_code == 404
    client = sign_in(cast.hr)
    answer = client.post("/profiles/adopt", data={**data, "profile": [reviewed]}, follow_redirects=True)
    assert "Gereviewd:" in answer.get_data(as_text=True)
    assert db.session.get(Document, reviewed).in_force is None


def test_text_without_a_place_must_be_placed_before_adopting(app: Flask, cast: Cast, sign_in: Callable) -> None:
    from portal.documents import content

    profile_id = draft(cast, [*body_of(), content.new_part("unplaced", text={"nl": "Losse regel"})])
    data = {"profile": [profile_id], "valid_from": "1-3-2024", "source": "Besluit"}
    sign_in(cast.hr).post("/profiles/adopt", data=data)
    assert db.session.get(Document, profile_id).in_force is None


def test_what_lags_in_a_needed_language_is_found(app: Flask, cast: Cast) -> None:
    for title, nb, purpose in (("A", "A", "Hjelpe kunder."), ("B", "B", ""), ("C", "", "")):
        draft(cast, body_of(title, nb=nb, purpose_nb=purpose))
    assert titles(cast, "hr", state="behind") == []
    with write():
        settings.change("needed_locales", ["nb"])
    assert titles(cast, "hr", state="behind") == ["B", "C"]
    with write() as session:
        for profile in session.query(Profile):
            profile.locales = []
    assert titles(cast, "hr", state="behind") == []
    with write() as session:
        for profile in session.query(Profile):
            profile.locales = ["en", "nb"]
    assert titles(cast, "hr", state="behind") == ["A", "B", "C"]


def test_a_version_that_comes_into_force_counts_its_own_languages(app: Flask, cast: Cast, browse: Browse) -> None:
    with write():
        settings.change("needed_locales", ["nb"])
    published(cast, body_of("Klaar", nb="Ferdig", purpose_nb="Hjelpe kunder."))
    assert titles(cast, "hr", state="behind") == []
    assert "Vertaling ontbreekt of verouderd" in browse(cast.hr, "/profiles/?state=behind").text
