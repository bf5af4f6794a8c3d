"""Editing a draft in place: every partial and the page that does the same without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.core import clock
from portal.core.db import db
from portal.documents import content, drafts
from portal.profiles import services
from portal.profiles.content import PROFILE
from tests.cast import Cast
from tests.pages import Page
from tests.profiles.edited import KEYS, body, make, part

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept-Language": "nl"}
Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]


def address(profile: int, name: str = "", move: str = "") -> str:
    return f"/profiles/{profile}/parts" + (f"/{KEYS[name]}" if name else "") + (f"/{move}" if move else "")


def text_form(profile: int, name: str, text: str, /, **more: object) -> dict[str, object]:
    """What the open form of a part posts."""
    rev = part(profile, name)["rev"]
    return {"text": text, "base": rev["nl"], "data_base": rev.get("data", 0), "edit": "form-1", "locale": "nl", **more}


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a form in an answer."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return dict(found)


def opened(client: FlaskClient, profile: int, name: str, query: str = "") -> dict[str, str]:
    """The hidden fields of a part's form as somebody opens it."""
    return hidden(client.get(address(profile, name, "edit") + query, headers=PARTIAL).get_data(as_text=True))


@pytest.mark.parametrize(
    ("who", "status"),
    [("hr", 200), ("hr2", 200), ("director", 403), ("manager", 403), ("seller", 404), ("hr_no", 404), ("admin", 404)],
)
def test_hr_in_scope_edits_and_nobody_else(cast: Cast, browse: Browse, who: str, status: int) -> None:
    profile = make(cast)
    for page in (f"/profiles/{profile}/edit", f"/profiles/{profile}/twin/nb", address(profile, "first", "edit")):
        assert browse(getattr(cast, who), page).status == status
    before = body(profile)
    if status != 200:
        for name, data in {"": {"kind": "condition"}, "/move": {"move": "up"}, "/remove": {}, "/sure": {}, "/place": {},
                           "/still": {"seen": "nb:1:1"}}.items():
            to = address(profile, "first") + name if name else address(profile)
            assert browse(getattr(cast, who), to, method="POST", data=data).status == status
        assert browse(getattr(cast, who), f"/profiles/{profile}/undo", method="POST").status == status
        assert body(profile) == before


@pytest.mark.parametrize(("who", "status"), [("hr", 200), ("manager", 403), ("seller", 403), ("stranger", 403)])
def test_who_reads_a_published_profile_may_not_edit_its_next_version(
    cast: Cast, browse: Browse, who: str, status: int
) -> None:
    profile, hr = make(cast), cast.me("hr")
    drafts.edit(profile, PROFILE, hr, "t", lambda found: content.remove(found, KEYS["loose"]))
    services.adopt(profile, hr, valid_from=clock.today(), source="archive")
    assert "Belt vaste klanten." not in browse(cast.hr, f"/profiles/{profile}/edit").text  # nothing at work yet
    services.start_version(profile, hr)
    assert browse(getattr(cast, who), f"/profiles/{profile}/edit").status == status


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_page_shows_the_draft_beside_its_source(cast: Cast, browse: Browse, locale: str) -> None:
    page = browse(cast.hr, f"/profiles/{make(cast)}/edit", locale=locale)
    assert page.status == 200
    texts = ("Belt vaste klanten.", "Rijbewijs nodig", "Kent het assortiment.", "20 tot 200 klanten", "verkoper.docx")
    for shown in texts:
        assert shown in page.text
    assert 'href="#line-3" data-lines="3,4"' in page.html
    assert page.html.count('id="line-') == 5


def test_an_item_is_edited_in_place(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    form = client.get(address(profile, "first", "edit") + "?locale=nl", headers=PARTIAL)
    html = form.get_data(as_text=True)
    assert "<html" not in html
    assert 'data-autosave="profile-' in html
    fields = hidden(html)
    answer = client.post(address(profile, "first"), data={**fields, "text": "Belt elke klant."}, headers=PARTIAL)
    assert answer.status_code == 200
    drawn = answer.get_data(as_text=True)
    assert drawn.lstrip().startswith(f'<div class="part" id="p-{KEYS["first"]}"')
    for beside in ('id="languages" hx-swap-oob', 'id="readiness" hx-swap-oob', 'id="bar" hx-swap-oob'):
        assert beside in drawn
    assert part(profile, "first")["text"]["nl"] == "Belt elke klant."


def test_an_item_is_edited_without_a_script(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    profile = make(cast)
    page = browse(cast.hr, address(profile, "first", "edit") + "?locale=nl")
    fields = next(form for form in page.forms if form["action"] == address(profile, "first"))["fields"]
    answer = sign_in(cast.hr).post(address(profile, "first"), data={**fields, "text": "Belt elke klant."})
    assert answer.status_code == 303
    assert answer.location == f"/profiles/{profile}/edit#p-{KEYS['first']}"
    assert part(profile, "first")["text"]["nl"] == "Belt elke klant."


def test_autosave_answers_with_the_new_number_only(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    data = text_form(profile, "first", "Belt elke")
    first = client.post(address(profile, "first"), data=data, headers={**PARTIAL, "X-Autosave": "1"})
    assert first.status_code == 200
    assert f'value="2" id="base-{KEYS["first"]}" hx-swap-oob="true"' in first.get_data(as_text=True)
    assert "textarea" not in first.get_data(as_text=True)
    again = client.post(address(profile, "first"), data={**data, "text": "Belt elke klant"}, headers=PARTIAL)
    assert again.status_code == 200  # the same open form, although its number is old
    client.post(f"/profiles/{profile}/undo", headers=PARTIAL)
    assert part(profile, "first")["text"]["nl"] == "Belt vaste klanten."  # all that one form typed is one step


def test_others_who_type_at_the_same_time_do_not_cut_a_step_into_pieces(cast: Cast, sign_in: SignIn) -> None:
    profile = make(cast)
    mine, theirs = text_form(profile, "first", ""), text_form(profile, "second", "", edit="theirs")
    for typed in ("Belt", "Belt elke", "Belt elke klant."):
        for who, name, form in ((cast.hr, "first", mine), (cast.hr2, "second", theirs)):
            answer = sign_in(who).post(address(profile, name), data={**form, "text": typed}, headers=PARTIAL)
            assert answer.status_code == 200
    sign_in(cast.hr).post(f"/profiles/{profile}/undo", headers=PARTIAL)
    assert part(profile, "first")["text"]["nl"] == "Belt vaste klanten."
    assert part(profile, "second")["text"]["nl"] == "Belt elke klant."


def test_the_same_text_is_no_change(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    before = body(profile)
    data = text_form(profile, "first", "Belt vaste klanten.", base=0)
    assert client.post(address(profile, "first"), data=data, headers=PARTIAL).status_code == 200
    assert body(profile) == before


@pytest.mark.parametrize("headers", [PARTIAL, {"Accept-Language": "nl"}])
def test_a_stale_save_shows_both_texts_and_can_be_saved_over_theirs(
    cast: Cast, sign_in: SignIn, headers: dict[str, str]
) -> None:
    profile, mine, theirs = make(cast), sign_in(cast.hr), None
    data = text_form(profile, "first", "Mijn tekst.")
    theirs = sign_in(cast.hr2)
    theirs.post(address(profile, "first"), data={**data, "text": "Hun tekst.", "edit": "other"}, headers=PARTIAL)
    mine = sign_in(cast.hr)
    refused = mine.post(address(profile, "first"), data=data, headers=headers)
    html = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert ">Mijn tekst.</textarea>" in html.replace("\r\n", "")
    assert "Hun tekst." in html
    assert "Rik de Haan" in html
    assert ("<html" in html) == (headers is not PARTIAL)
    again = {**hidden(html[html.index('class="part editing conflict"'):]), "text": "Samen."}
    assert mine.post(address(profile, "first"), data=again, headers=headers).status_code in {200, 303}
    assert part(profile, "first")["text"]["nl"] == "Samen."


def test_an_empty_text_is_refused_with_the_form(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    answer = client.post(address(profile, "first"), data=text_form(profile, "first", "  "), headers=PARTIAL)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    long = client.post(address(profile, "title"), data=text_form(profile, "title", "x" * 201), headers=PARTIAL)
    assert long.status_code == 422


def test_a_title_is_one_line_and_names_the_page(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    data = text_form(profile, "title", "Senior\r\nverkoper")
    answer = client.post(address(profile, "title"), data=data, headers=PARTIAL)
    assert '<span id="page-title" hx-swap-oob="true">Senior verkoper</span>' in answer.get_data(as_text=True)


def test_a_core_task_is_added_and_the_next_form_opens(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    form = client.get(address(profile, "", "new") + f"?kind=core_task&parent={KEYS['area']}", headers=PARTIAL)
    fields = hidden(form.get_data(as_text=True))
    answer = client.post(address(profile), data={**fields, "text": "Bezoekt klanten."}, headers=PARTIAL)
    html = answer.get_data(as_text=True)
    assert "Bezoekt klanten." in html
    assert 'class="add open"' in html
    assert hidden(html[html.index("add open"):])["key"] != fields["key"]
    client.post(address(profile), data={**fields, "text": "Bezoekt klanten."}, headers=PARTIAL)  # twice adds once
    tasks = content.children(body(profile), KEYS["area"], "core_task")
    assert [one["text"]["nl"] for one in tasks][-1] == "Bezoekt klanten."
    assert len(tasks) == 4
    closed = client.post(address(profile), data={**fields, "text": ""}, headers=PARTIAL).get_data(as_text=True)
    assert 'class="add-link"' in closed


def test_adding_without_a_script(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    profile = make(cast)
    page = browse(cast.hr, address(profile, "", "new") + "?kind=condition")
    fields = next(form for form in page.forms if form["action"] == address(profile))["fields"]
    answer = sign_in(cast.hr).post(address(profile), data={**fields, "text": "Zit veel."})
    assert answer.status_code == 303
    assert [one["text"]["nl"] for one in content.children(body(profile), "", "condition")] == ["Zit veel."]


@pytest.mark.parametrize(
    "ask",
    ["kind=core_task", "kind=unplaced", "kind=level&parent=000000a1", "kind=nothing", "kind=core_task&parent=0000ffff"],
)
def test_what_cannot_stand_there_is_refused(cast: Cast, sign_in: SignIn, ask: str) -> None:
    profile = make(cast)
    assert sign_in(cast.hr).get(address(profile, "", "new") + f"?{ask}", headers=PARTIAL).status_code in {409, 422}


def test_items_move_and_only_their_region_is_drawn(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    answer = client.post(address(profile, "third", "move"), data={"move": "up"}, headers=PARTIAL)
    html = answer.get_data(as_text=True)
    assert f'id="a-{KEYS["area"]}" hx-swap-oob="true"' in html
    assert "r-purpose" not in html
    assert [one["key"] for one in content.children(body(profile), KEYS["area"], "core_task")] == [
        KEYS["first"], KEYS["third"], KEYS["second"]
    ]
    to = client.post(address(profile, "first", "move"), data={"to": KEYS["other"]})
    assert to.status_code == 303
    assert part(profile, "first")["in"] == KEYS["other"]
    assert client.post(address(profile, "first", "move"), data={"move": "sideways"}).status_code == 400


def test_a_text_of_the_matrix_moves_within_its_column(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    client.post(address(profile, "cell", "move"), data={"move": "up"}, headers=PARTIAL)
    assert [one["key"] for one in content.children(body(profile), KEYS["criterion"])] == [KEYS["cell"], KEYS["shared"]]


def test_removing_asks_what_was_seen_and_can_be_undone(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    form = opened(client, profile, "area")
    client.post(address(profile, "second"), data=text_form(profile, "second", "Iets nieuws."), headers=PARTIAL)
    stale = client.post(address(profile, "area", "remove"), data=form, headers=PARTIAL)
    assert stale.status_code == 409
    assert 'id="r-area"' in stale.get_data(as_text=True)  # drawn as it is now
    form = opened(client, profile, "area")
    gone = client.post(address(profile, "area", "remove"), data=form, headers=PARTIAL)
    assert gone.status_code == 200
    assert "Klanten beheren" in gone.get_data(as_text=True)  # the sentence says what went
    assert content.find(body(profile), KEYS["first"]) is None
    client.post(f"/profiles/{profile}/undo", headers=PARTIAL)
    assert part(profile, "second")["text"]["nl"] == "Iets nieuws."
    client.post(f"/profiles/{profile}/undo", headers=PARTIAL)
    assert part(profile, "second")["text"]["nl"] == "Schrijft offertes."
    last = client.post(f"/profiles/{profile}/undo", headers=PARTIAL)
    assert last.status_code == 422


def test_the_own_autosave_does_not_stand_in_the_way_of_removing(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    form = opened(client, profile, "first")
    client.post(address(profile, "first"), data={**form, "text": "Getypt"}, headers={**PARTIAL, "X-Autosave": "1"})
    assert client.post(address(profile, "first", "remove"), data=form, headers=PARTIAL).status_code == 200
    assert content.find(body(profile), KEYS["first"]) is None


def test_undo_of_what_others_changed_since_is_refused(cast: Cast, sign_in: SignIn) -> None:
    profile = make(cast)
    data = text_form(profile, "first", "Mijn tekst.")
    sign_in(cast.hr).post(address(profile, "first"), data=data, headers=PARTIAL)
    other = text_form(profile, "first", "Hun tekst.", edit="other")
    sign_in(cast.hr2).post(address(profile, "first"), data=other, headers=PARTIAL)
    refused = sign_in(cast.hr).post(f"/profiles/{profile}/undo", headers=PARTIAL)
    assert refused.status_code == 409
    assert part(profile, "first")["text"]["nl"] == "Hun tekst."
    page = sign_in(cast.hr).post(f"/profiles/{profile}/undo", headers={"Accept-Language": "nl"})
    assert page.status_code == 409
    assert "<html" in page.get_data(as_text=True)


def test_an_item_that_is_gone_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    profile = make(cast)
    data = text_form(profile, "first", "Nog niet opgeslagen.")
    form = hidden(sign_in(cast.hr2).get(address(profile, "first", "edit"), headers=PARTIAL).get_data(as_text=True))
    sign_in(cast.hr2).post(address(profile, "first", "remove"), data=form, headers=PARTIAL)
    for headers in (PARTIAL, {"Accept-Language": "nl"}):
        answer = sign_in(cast.hr).post(address(profile, "first"), data=data, headers=headers)
        assert answer.status_code == 409
        assert "Nog niet opgeslagen." in answer.get_data(as_text=True)


def test_text_without_a_place_is_placed_with_its_key_and_lines(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    assert client.post(address(profile, "loose", "place"), data={"to": ""}, headers=PARTIAL).status_code == 422
    assert client.post(address(profile, "loose", "place"), data={"to": "figure"}, headers=PARTIAL).status_code == 422
    answer = client.post(address(profile, "loose", "place"), data={"to": f"core_task:{KEYS['other']}"}, headers=PARTIAL)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'id="a-{KEYS["other"]}" hx-swap-oob="true"' in html
    assert 'id="r-unplaced" hx-swap-oob="true"' in html
    placed = part(profile, "loose")
    assert (placed["kind"], placed["in"], placed["data"]) == ("core_task", KEYS["other"], {"lines": [5]})


def test_text_without_a_place_is_removed(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    profile = make(cast)
    html = browse(cast.hr, f"/profiles/{profile}/edit").html
    seen = re.search(rf'{KEYS["loose"]}/remove" name="seen" value="([0-9a-f]+)"', html)
    assert seen
    client = sign_in(cast.hr)
    wrong = client.post(address(profile, "loose", "remove"), data={"seen": "0" * 16}, headers=PARTIAL)
    assert wrong.status_code == 409
    assert client.post(address(profile, "loose", "remove"), data={"seen": seen[1]}).status_code == 303
    assert content.find(body(profile), KEYS["loose"]) is None


def test_a_doubt_is_settled(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    answer = client.post(address(profile, "org", "sure"), data={"locale": "nl"}, headers=PARTIAL)
    assert f'id="p-{KEYS["org"]}"' in answer.get_data(as_text=True)
    assert "unsure" not in part(profile, "org")["data"]


def test_a_line_of_the_organisation_that_does_not_apply_is_not_silence(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    data = text_form(profile, "org", "", relation="leads", label="Geeft leiding aan", none="y")
    assert client.post(address(profile, "org"), data=data, headers=PARTIAL).status_code == 200
    stored = part(profile, "org")["data"]
    assert (stored["none"], stored["relation"], stored["label"]) == (True, "leads", {"nl": "Geeft leiding aan"})


@pytest.mark.parametrize(
    ("low", "high", "stored"),
    [("1.200", "1 500", (1200, 1500)), ("", "8", (None, 8)), ("9", "4", None), ("4,5", "", None)],
)
def test_a_figure_has_whole_numbers_in_order(
    cast: Cast, sign_in: SignIn, low: str, high: str, stored: tuple[int | None, int] | None
) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    data = text_form(profile, "figure", "", name="customers", low=low, high=high)
    answer = client.post(address(profile, "figure"), data=data, headers=PARTIAL)
    assert answer.status_code == (200 if stored else 422)
    kept = part(profile, "figure")["data"]
    assert (kept.get("min"), kept.get("max")) == (stored or (20, 200))


def test_levels_are_added_renamed_and_removed(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    form = hidden(client.get(address(profile, "", "new") + "?kind=level", headers=PARTIAL).get_data(as_text=True))
    taken = client.post(address(profile), data={**form, "code": "B", "text": ""}, headers=PARTIAL)
    assert taken.status_code == 422
    added = client.post(address(profile), data={**form, "code": "C", "text": ""}, headers=PARTIAL)
    assert 'id="r-criterion" hx-swap-oob="true"' in added.get_data(as_text=True)
    client.post(address(profile, "level_b"), data=text_form(profile, "level_b", "Senior", code="S"), headers=PARTIAL)
    assert part(profile, "shared")["data"]["levels"] == ["A", "S"]
    form = opened(client, profile, "level_b")
    assert client.post(address(profile, "level_b", "remove"), data=form, headers=PARTIAL).status_code == 200
    assert part(profile, "shared")["data"]["levels"] == ["A"]
    assert content.find(body(profile), KEYS["cell"]) is None


def test_a_text_of_the_matrix_says_for_which_levels(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    data = text_form(profile, "cell", "Leidt anderen op.", levels=["A", "B"])
    assert client.post(address(profile, "cell"), data=data, headers=PARTIAL).status_code == 200
    assert part(profile, "cell")["data"]["levels"] == ["A", "B"]
    data = text_form(profile, "cell", "Leidt anderen op.", levels=[])
    assert client.post(address(profile, "cell"), data=data, headers=PARTIAL).status_code == 422


def test_criteria_of_a_profile_without_levels_hold_for_all(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    for name in ("level_b", "level_a"):  # the texts of the last level stay as long as another one is there
        form = opened(client, profile, name)
        assert client.post(address(profile, name, "remove"), data=form, headers=PARTIAL).status_code == 200
    fields = hidden(
        client.get(address(profile, "", "new") + f"?kind=cell&parent={KEYS['criterion']}", headers=PARTIAL).get_data(
            as_text=True
        )
    )
    added = client.post(address(profile), data={**fields, "text": "Kent de klanten."}, headers=PARTIAL)
    assert added.status_code == 200
    assert "Kent de klanten." in added.get_data(as_text=True)
    assert "Kent de klanten." in browse(cast.hr, f"/profiles/{profile}/edit").text


def test_a_version_under_review_is_not_edited(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    profile = make(cast)
    form = hidden(sign_in(cast.hr).get(address(profile, "loose", "edit"), headers=PARTIAL).get_data(as_text=True))
    client = sign_in(cast.hr)
    client.post(address(profile, "loose", "remove"), data=form, headers=PARTIAL)
    data = text_form(profile, "first", "Te laat.")
    services.submit(profile, cast.me("hr"), reviewers=[cast.manager], due=clock.today() + timedelta(days=7))
    page = browse(cast.hr, f"/profiles/{profile}/edit")
    assert page.status == 200
    assert "Belt vaste klanten." not in page.text
    assert f'href="/profiles/{profile}"' in page.html
    late = sign_in(cast.hr).post(address(profile, "first"), data=data, headers=PARTIAL)
    assert late.status_code == 409
    assert "Te laat." in late.get_data(as_text=True)
    assert sign_in(cast.hr).post(f"/profiles/{profile}/undo", headers=PARTIAL).status_code == 409
    assert sign_in(cast.hr).get(address(profile, "first", "edit"), headers=PARTIAL).status_code == 409
    assert part(profile, "first")["text"]["nl"] == "Belt vaste klanten."


def test_markup_in_a_text_stays_text(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    client.post(address(profile, "first"), data=text_form(profile, "first", "<img src=x onerror=alert(1)> {{7*7}}"))
    html = browse(cast.hr, f"/profiles/{profile}/edit").html
    assert "<img src=x" not in html
    assert "{{7*7}}" in html


def test_pages_and_partials_stay_within_their_queries(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    counted: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            counted.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    for page, most in ((f"/profiles/{profile}/edit", 6), (f"/profiles/{profile}/twin/nb", 6),
                       (address(profile, "first", "edit"), 3), (address(profile, "first"), 3)):
        counted.clear()
        headers = PARTIAL if "parts" in page else {}
        answer = client.get(page, headers=headers)
        assert answer.status_code == 200
        assert len(counted) <= most, (page, counted)
        assert len(answer.data) < 40_000, page
    event.remove(db.engine, "before_cursor_execute", count)
