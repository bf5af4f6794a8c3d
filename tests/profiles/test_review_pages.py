"""The pages of a review round, without a script and with htmx, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock, notices
from portal.core.db import db, write
from portal.core.i18n import format_date, speaking
from portal.core.notices import Notice
from portal.documents import content, drafts, remarks, review
from portal.documents.models import Answer, Decision, Draft, Invitation, Outcome, Remark, RemarkKind, State
from portal.people import line
from portal.people.models import Absence, Position, Role, Unit
from portal.profiles.content import PROFILE
from portal.profiles.workflow import PROFILE as FLOW
from tests.cast import Cast, absent
from tests.pages import Page
from tests.profiles.rounds import TASK, Round
from tests.queries import counted

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
QUERIES = 22


def state() -> State | None:
    return db.session.query(Draft.state).scalar()


def second_round(made: Round) -> None:
    """Changes requested, one task reworded, the request answered, sent again."""
    made.submit()
    request = made.ask("Noem de regio.", key=made.key(TASK))
    made.decide(Outcome.REQUEST_CHANGES, comment="Bijna.")
    made.write(TASK, "Bezoekt klanten in de regio volgens plan.")
    made.answer(request)
    made.submit()


def test_submit_lists_what_lacks_and_whom_to_ask(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    page = browse(cast.hr, f"/profiles/{made.id}/submit")
    assert page.status == 200
    assert "Marloes van Dam" in page.text
    assert "geeft leiding aan functiehouders" in page.text
    assert "Dirk Directeur" in page.text
    assert "Hanneke Roos" not in page.text.replace("HR Hanneke Roos Jouw menu", "").split("Reviewers")[-1]
    fields = {"search": "1", "find": "oystein", "reviewers": [cast.manager, cast.seller], "note": "Zo."}
    found = browse(cast.hr, f"/profiles/{made.id}/submit", method="POST", data=fields, headers=HTMX)
    assert "Øystein Fremmed HR-adviseur, Team Oslo" in found.text
    assert f'value="{cast.manager}" checked' in found.html
    assert f'value="{cast.seller}" checked' in found.html
    assert "Sanne Visser Verkoper, Team Midden" in found.text
    assert "<html" not in found.html
    plain = browse(cast.hr, f"/profiles/{made.id}/submit", method="POST", data=fields)
    assert (plain.status, state()) == (200, State.DRAFT)
    assert f'value="{cast.seller}" checked' in plain.html
    assert "Zo." in plain.html
    assert 'formmethod="get"' not in plain.html, "nothing of the form in the address bar"


def test_managers_of_all_regions_are_suggested_the_nearest_first(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    with write() as session:
        role = session.get(Role, cast.seller_role)
        session.add(Position(person_id=cast.hr_no, role_id=role.id, unit_id=unit_of("Team Oslo"), starts=clock.today()))
        line.rebuild()
    made = Round(cast)
    names = browse(cast.hr, f"/profiles/{made.id}/submit").text.split("Reviewers")[-1]
    assert "Øystein Fremmed" in names
    assert names.index("Marloes van Dam") < names.index("Dirk Directeur")
    assert names.index("Øystein Fremmed") < names.index("Dirk Directeur")


def test_the_mail_names_the_day_and_the_item(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit(days=5)
    asked = notices.of(cast.manager, limit=1)[0]
    day = clock.today() + timedelta(days=5)
    with app.test_request_context(), speaking("nl"):
        assert f"Uiterlijk besluiten op {format_date(day)}." in notices.sentence(asked)
    with app.test_request_context(), speaking("nb"):
        assert format_date(day) in notices.sentence(asked)
    key = made.key(TASK)
    fields = {"seen": made.number, "part": key, "locale": "nl", "text": "Noem de regio.", "kind": "request"}
    browse(cast.manager, f"/profiles/{made.id}/review/say", method="POST", data=fields)
    made.decide(Outcome.REQUEST_CHANGES)
    assert notices.of(cast.hr, limit=1)[0].quote == f"1. “{TASK}”\nNoem de regio."


def unit_of(name: str) -> int:
    return db.session.query(Unit.id).filter_by(name=name).scalar()


def test_submitting_without_a_script(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    address = f"/profiles/{made.id}/submit"
    refused = browse(cast.hr, address, method="POST", data={"due": "2001-01-01", "note": "Graag."})
    assert refused.status == 422
    assert "Kies ten minste één reviewer." in refused.text
    assert "Kies vandaag of een latere dag." in refused.text
    assert "Graag." in refused.html
    own = browse(cast.hr, address, method="POST", data={"due": "2099-01-05", "reviewers": [cast.hr]})
    assert own.status == 422
    assert "Je kunt je eigen versie niet reviewen." in own.text
    sent = browse(cast.hr, address, method="POST", data={"due": "05-01-2099", "reviewers": [cast.manager]})
    assert sent.status == 303
    assert state() is State.IN_REVIEW
    assert browse(cast.hr, address).status == 303


def test_reviewers_of_the_earlier_round_are_ticked(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit("director")
    made.decide(Outcome.REQUEST_CHANGES, who="director", comment="Korter.")
    page = browse(cast.hr, f"/profiles/{made.id}/submit")
    assert f'value="{cast.director}" checked' in page.html
    assert f'value="{cast.manager}" checked' not in page.html


@pytest.mark.parametrize(("locale", "mark"), [("nl", "<ins>in de regio </ins>"), ("nb", "Besøker kunder etter plan.")])
def test_the_reviewer_sees_what_changed_since_the_last_review(
    app: Flask, cast: Cast, browse: Callable[..., Page], locale: str, mark: str
) -> None:
    made = Round(cast)
    second_round(made)
    page = browse(cast.manager, f"/profiles/{made.id}/review", locale=locale)
    assert page.status == 200
    assert mark in page.html
    assert "Noem de regio." in page.text
    if locale == "nl":
        assert "Gewijzigd sinds je laatste review, versie 1" in page.text
        assert "Aangepast." in page.text
        assert "1 onderdeel gewijzigd." in page.text


def test_without_an_earlier_review_nothing_is_marked(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    page = browse(cast.manager, f"/profiles/{made.id}/review")
    assert "<ins>" not in page.html.replace("<ins>toegevoegd</ins>", "")
    assert TASK in page.text
    other = browse(cast.manager, f"/profiles/{made.id}/review?base=99999")
    assert other.status == 200


def test_a_remark_is_made_in_place_and_on_a_page(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    key = made.key(TASK)
    address = f"/profiles/{made.id}/review/say"
    form = browse(cast.manager, f"{address}?part={key}", headers=HTMX)
    assert f'id="say-{key}"' in form.html
    assert browse(cast.manager, f"{address}?part={key}").status == 200
    assert browse(cast.manager, f"{address}?part=00000000").status == 404
    fields = {"seen": made.number, "part": key, "locale": "nl", "text": "Noem de regio.", "kind": "request"}
    empty = browse(cast.manager, address, method="POST", data={**fields, "text": " "}, headers=HTMX)
    assert empty.status == 422
    assert "Schrijf je opmerking of gevraagde aanpassing." in empty.html
    said = browse(cast.manager, address, method="POST", data=fields, headers=HTMX)
    assert said.status == 200
    assert f'id="talk-{key}"' in said.html
    assert "Gevraagde aanpassing 1" in said.text
    assert "1 aanpassing staat klaar; HR krijgt bericht zodra je besluit." in said.text
    plain = browse(cast.manager, address, method="POST", data={**fields, "kind": "comment"})
    assert plain.status == 303
    assert plain.response.location.endswith(f"#p-{key}")
    request = db.session.query(Remark).filter_by(number=1).one()
    assert (request.quote, request.part_key, request.snapshot) == (TASK, key, 1)
    page = browse(cast.manager, f"/profiles/{made.id}/review")
    assert page.text.count("Noem de regio.") == 2


def test_the_author_asks_nothing_of_herself(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    fields = {"seen": made.number, "part": "", "locale": "nl", "text": "Hm.", "kind": "request"}
    assert browse(cast.hr, f"/profiles/{made.id}/review/say", method="POST", data=fields).status == 403
    fields["kind"] = "comment"
    assert browse(cast.hr, f"/profiles/{made.id}/review/say", method="POST", data=fields).status == 303


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_deciding_says_what_it_did(app: Flask, cast: Cast, browse: Callable[..., Page], headers: dict) -> None:
    made = Round(cast)
    made.submit()
    fields = {"seen": made.number, "outcome": "approve", "comment": "", "seat": cast.manager}
    done = browse(cast.manager, f"/profiles/{made.id}/decide", method="POST", data=fields, headers=headers)
    assert done.status == (204 if headers else 303)
    address = done.response.headers["HX-Redirect"] if headers else done.response.location
    assert state() is State.APPROVED
    after = browse(cast.manager, address)
    assert "Alle reviewers hebben versie 1 goedgekeurd" in after.text
    assert "<p data-focus" in after.html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_button_pressed_twice_says_the_same(
    app: Flask, cast: Cast, browse: Callable[..., Page], headers: dict
) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    fields = {"seen": made.number, "outcome": "approve", "comment": "", "seat": cast.manager}
    answers = [
        browse(cast.manager, f"/profiles/{made.id}/decide", method="POST", data=fields, headers=headers)
        for _once in range(2)
    ]
    first, again = (one.response.headers.get("HX-Redirect") or one.response.location for one in answers)
    assert first == again
    assert db.session.query(Decision).count() == 1


def test_how_many_changes_were_asked_stands_apart(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    made.ask()
    assert "· 1 aanpassing" in browse(cast.manager, f"/profiles/{made.id}/review").text


def test_the_author_compares_with_the_version_sent_before(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    made = Round(cast)
    second_round(made)
    with write() as session:  # even when the author has a seat for somebody absent
        session.add(Absence(person_id=cast.manager, deputy_id=cast.hr, starts=clock.today(), ends=clock.today()))
    page = browse(cast.hr, f"/profiles/{made.id}/review")
    assert "<ins>in de regio </ins>" in page.html
    assert "nog geen eerdere versie" not in page.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_stale_decision_shows_how_it_stands(
    app: Flask, cast: Cast, browse: Callable[..., Page], headers: dict
) -> None:
    made = Round(cast)
    second_round(made)
    fields = {"seen": 1, "seat": cast.manager, "outcome": "approve", "comment": "Mijn woorden."}
    answer = browse(cast.manager, f"/profiles/{made.id}/decide", method="POST", data=fields, headers=headers)
    assert answer.status == 409
    assert "nieuwere versie ingediend" in answer.text
    assert "Je besluit over versie 2" in answer.text
    assert "Mijn woorden." in answer.text
    assert "in de regio" in answer.text, "the page shows the version that is decided on now"
    assert (answer.response.headers.get("HX-Retarget") == "body") is bool(headers)


def test_changes_are_not_requested_without_a_reason(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    fields = {"seen": made.number, "seat": cast.manager, "outcome": "request_changes", "comment": "  "}
    answer = browse(cast.manager, f"/profiles/{made.id}/decide", method="POST", data=fields)
    assert answer.status == 422
    assert "Zeg wat er anders moet" in answer.text


def test_a_deputy_sees_in_whose_place(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    assert browse(cast.deputy, f"/profiles/{made.id}/review").status == 404
    absent(cast)
    page = browse(cast.deputy, f"/profiles/{made.id}/review")
    assert "namens Marloes van Dam" in page.text
    fields = {"seen": made.number, "outcome": "approve", "seat": cast.manager}
    assert browse(cast.deputy, f"/profiles/{made.id}/decide", method="POST", data=fields).status == 303
    assert "Daan Plaats namens Marloes van Dam" in browse(cast.hr, f"/profiles/{made.id}/history").text
    assert "namens Marloes van Dam" in browse(cast.hr, f"/profiles/{made.id}/review").text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_second_tap_does_not_decide_for_somebody_else(
    app: Flask, cast: Cast, browse: Callable[..., Page], sign_in: Callable, headers: dict
) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager", "deputy", "director")
    address, fields = f"/profiles/{made.id}/decide", {"seen": made.number, "seat": cast.deputy, "outcome": "approve"}
    page = browse(cast.deputy, f"/profiles/{made.id}/review")
    assert "Besluiten namens Marloes van Dam" in page.text
    first = browse(cast.deputy, address, method="POST", data=fields, headers=headers)
    second = browse(cast.deputy, address, method="POST", data=fields, headers=headers)
    assert (first.status, second.status) == ((204, 204) if headers else (303, 303))
    assert [row.seat for row in db.session.query(Decision)] == [f"reviewer:{cast.deputy}"]
    client = sign_in(cast.deputy)
    Page.fetch(client, address, method="POST", data=fields, headers=headers)
    after = Page.fetch(client, f"/profiles/{made.id}/review")
    assert 'value="approve"' not in after.html
    assert "Nu namens Marloes van Dam besluiten" in after.text
    assert f"review?seat={cast.manager}" in after.html
    assert "Je had versie 1 al goedgekeurd." in after.text
    other = browse(cast.deputy, f"/profiles/{made.id}/review?seat={cast.manager}")
    assert "Goedkeuren namens Marloes van Dam" in other.text
    done = browse(cast.deputy, address, method="POST", data={**fields, "seat": cast.manager}, headers=HTMX)
    assert "goedgekeurd namens Marloes van Dam" in browse(cast.deputy, done.response.headers["HX-Redirect"]).text
    assert state() is State.IN_REVIEW


def test_a_decision_names_its_seat(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager", "deputy")
    address, fields = f"/profiles/{made.id}/decide", {"seen": made.number, "outcome": "approve", "comment": ""}
    assert browse(cast.deputy, address, method="POST", data=fields, headers=HTMX).status == 422
    assert db.session.query(Decision).count() == 0
    made.decide(Outcome.APPROVE)  # the absent manager decides after all
    late = browse(cast.deputy, address, method="POST", headers=HTMX,
                  data={**fields, "seat": cast.manager, "outcome": "request_changes", "comment": "Nee."})
    assert late.status == 409
    assert 'value="approve"' not in late.html, "no button for another seat on the same spot"
    assert "Besluiten voor jezelf" in late.text


def test_a_deputy_decides_from_today_and_the_absent_hears_it(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager", "deputy")
    assert f"/profiles/{made.id}/review?seat={cast.manager}" in browse(cast.deputy, "/").html
    made.decide(Outcome.APPROVE, who="deputy", seat=cast.manager, comment="Helder.")
    told = db.session.query(Notice).filter_by(person_id=cast.manager, code="profile_approved_for_you").one()
    assert (told.quote, told.data["actor"]) == ("Helder.", "Daan Plaats")
    assert "keurde namens jou versie 1" in browse(cast.manager, "/").text


def test_the_author_answers_each_request_and_sends_again(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    first, second = made.ask("Noem de regio.", key=made.key(TASK)), made.ask("Korter.")
    made.decide(Outcome.REQUEST_CHANGES)
    page = browse(cast.hr, f"/profiles/{made.id}/review")
    assert "Gevraagde aanpassingen om te beantwoorden" in page.text
    assert "2 gevraagde aanpassingen wachten op je antwoord." in page.text
    refused = browse(cast.hr, f"/profiles/{made.id}/submit", method="POST",
                     data={"due": "2099-01-05", "reviewers": [cast.manager]})
    assert refused.status == 422
    assert "Beantwoord alle gevraagde aanpassingen" in refused.text
    where = f"/profiles/{made.id}/requests"
    bare = browse(cast.hr, f"{where}/{first}/answer", method="POST", data={"answer": "not_done"}, headers=HTMX)
    assert bare.status == 422
    assert "Zeg waarom het niet is aangepast." in bare.text
    done = browse(cast.hr, f"{where}/{first}/answer", method="POST", data={"answer": "done"}, headers=HTMX)
    assert done.status == 200
    assert "1 van 2" in done.text
    last = browse(cast.hr, f"{where}/{second}/answer?from=submit", method="POST",
                  data={"answer": "not_done", "text": "De regio wisselt."})
    assert last.status == 303
    assert last.response.location.endswith("/submit#requests")
    assert "Alle gevraagde aanpassingen zijn beantwoord" in browse(cast.hr, f"/profiles/{made.id}/review").text
    assert db.session.get(Remark, second).answer is Answer.NOT_DONE
    stranger = browse(cast.manager, f"{where}/{first}/answer", method="POST", data={"answer": "done"})
    assert stranger.status == 403


def test_withdrawing_asks_first(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    page = browse(cast.hr, f"/profiles/{made.id}/withdraw")
    assert "Versie 1 intrekken?" in page.text
    assert browse(cast.hr, f"/profiles/{made.id}/withdraw", method="POST", data={"seen": 1}).status == 303
    assert state() is State.DRAFT
    assert "Er is niets in review" in browse(cast.hr, f"/profiles/{made.id}/review").text


def test_a_late_review_is_marked_late(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit(days=3)
    with clock.at(clock.now() + timedelta(days=5)):
        page = browse(cast.manager, f"/profiles/{made.id}/review")
    assert db.session.query(Invitation).count() == 1
    assert "2 dagen te laat" in page.text


def test_a_review_page_asks_few_questions(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    second_round(made)
    with app.app_context(), counted() as asked:
        page = browse(cast.manager, f"/profiles/{made.id}/review")
    statements = [text for text in asked if text.startswith("SELECT")]
    assert page.status == 200
    assert len(statements) <= QUERIES, len(statements)
    assert len(page.html) < 100_000


def test_a_removed_item_can_be_spoken_of(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit()
    key = made.key(TASK)
    made.decide(Outcome.REQUEST_CHANGES, comment="Korter.")
    drafts.edit(made.id, PROFILE, cast.me("hr"), "x", lambda body: content.remove(body, key))
    made.submit()
    page = browse(cast.manager, f"/profiles/{made.id}/review")
    assert f"say?part={key}" in page.html
    address = f"/profiles/{made.id}/review/say"
    assert browse(cast.manager, f"{address}?part={key}", headers=HTMX).status == 200
    fields = {"seen": made.number, "part": key, "locale": "nl", "text": "Laat dit staan.", "kind": "request"}
    said = browse(cast.manager, address, method="POST", data=fields, headers=HTMX)
    assert "Laat dit staan." in said.text
    assert "1 aanpassing vragen" in said.text, "the button says how many"
    assert db.session.query(Remark).one().quote == TASK


def test_the_author_hears_a_reviewer_after_the_decision(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    made.ask("Noem de regio.")
    remarks.remark(made.id, cast.me("manager"), RemarkKind.COMMENT, "Mooi stuk.", locale="nl", snapshot=made.number)
    address = f"/profiles/{made.id}/review"
    assert "Noem de regio." in browse(cast.director, address).text
    before = browse(cast.hr, address).text
    assert "Noem de regio." not in before
    assert "Mooi stuk." not in before
    made.decide(Outcome.REQUEST_CHANGES)
    after = browse(cast.hr, address).text
    assert "Noem de regio." in after
    assert "Opmerkingen bij versie 1 Mooi stuk." in after


def test_the_keyboard_reaches_the_decision_and_its_error(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    made = Round(cast)
    made.submit()
    page = browse(cast.manager, f"/profiles/{made.id}/review", locale="nb")
    assert 'href="#panel">Gå til avgjørelsen</a>' in page.html
    assert "Høyst 4" in page.text
    fields = {"seen": made.number, "seat": cast.manager, "outcome": "request_changes", "comment": ""}
    wrong = browse(cast.manager, f"/profiles/{made.id}/decide", method="POST", data=fields, headers=HTMX)
    assert wrong.status == 422
    assert 'aria-invalid="true"' in wrong.html


@pytest.mark.parametrize("way", ["decided elsewhere", "withdrawn"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_words_of_a_decision_that_comes_too_late_stay_on_the_page(
    app: Flask, cast: Cast, browse: Callable[..., Page], way: str, headers: dict[str, str]
) -> None:
    made = Round(cast)
    made.submit("manager", "director")
    if way == "withdrawn":
        review.withdraw(made.id, FLOW, cast.me("hr"), seen=made.number)
    else:
        made.decide(Outcome.APPROVE)
    typed = {"outcome": "request_changes", "seen": made.number, "seat": cast.manager, "comment": "Dit mag niet weg."}
    late = browse(cast.manager, f"/profiles/{made.id}/decide", method="POST", data=typed, headers=headers)
    assert late.status == 409
    assert "Dit mag niet weg." in late.text
