"""Publishing with four eyes, confirming that one has read it, and who has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.notices import Notice
from portal.documents.models import Document, Outcome, Publication, Reading
from tests.cast import Cast
from tests.pages import Page
from tests.profiles.rounds import Round


def approved(cast: Cast) -> Round:
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE)
    return made


def test_the_submitter_sees_who_can_publish(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = approved(cast)
    page = browse(cast.hr, f"/profiles/{made.id}/publish")
    assert page.status == 200
    assert "Vanwege het vierogenprincipe" in page.text
    assert "Rik de Haan" in page.text
    assert "Dirk Directeur" in page.text
    fields = {"seen": 1, "valid_from": "2099-01-01"}
    assert browse(cast.hr, f"/profiles/{made.id}/publish", method="POST", data=fields).status == 403
    assert browse(cast.manager, f"/profiles/{made.id}/publish").status == 403
    assert browse(cast.stranger, f"/profiles/{made.id}/publish").status == 404


def test_publishing_asks_the_holders(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = approved(cast)
    page = browse(cast.hr2, f"/profiles/{made.id}/publish")
    assert "2 personen hebben deze functie." in page.text
    assert "Nog niet eerder gepubliceerd" in page.text
    assert "<ins>" not in page.html
    fields = {"seen": 1, "valid_from": clock.today().isoformat(), "ask": "y"}
    done = browse(cast.hr2, f"/profiles/{made.id}/publish", method="POST", data=fields)
    assert done.status == 303
    assert db.session.get(Document, made.id).in_force == 1
    again = browse(cast.director, f"/profiles/{made.id}/publish", method="POST", data=fields)
    assert again.status == 409
    assert "Er is geen concept" in again.text


def test_a_later_day(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = approved(cast)
    address = f"/profiles/{made.id}/publish"
    wrong = browse(cast.hr2, address, method="POST", data={"seen": 1, "valid_from": "01-01-2001"})
    assert wrong.status == 422
    day = clock.today() + timedelta(days=9)
    assert browse(cast.hr2, address, method="POST", data={"seen": 1, "valid_from": day.isoformat()}).status == 303
    assert db.session.query(Publication).one().ask is False
    assert "Gepubliceerd, vanaf" in browse(cast.hr, f"/profiles/{made.id}/versions").text


def test_a_holder_confirms_the_version_that_was_read(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.published()
    address = f"/profiles/{made.id}/acknowledge"
    stale = browse(cast.seller, address, method="POST", data={"seen": 99})
    assert stale.status == 303
    assert db.session.query(Reading).filter_by(person_id=cast.seller).count() == 0
    assert browse(cast.seller, address, method="POST", data={"seen": "nee"}).status == 422
    assert browse(cast.seller, address, method="POST", data={"seen": 1}).status == 303
    assert browse(cast.seller, address, method="POST", data={"seen": 1}).status == 303
    assert db.session.query(Reading).filter_by(person_id=cast.seller).one().acknowledged == 1
    assert browse(cast.manager, address, method="POST", data={"seen": 1}).status == 403


def test_who_has_read_it(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.published()
    browse(cast.seller, f"/profiles/{made.id}/acknowledge", method="POST", data={"seen": 1})
    page = browse(cast.hr, f"/profiles/{made.id}/readers")
    assert "1 van 2" in page.text
    assert "Nog niet bevestigd" in page.text
    mine = browse(cast.manager, f"/profiles/{made.id}/readers")
    assert "Iedereen aan wie je leiding geeft" in mine.text
    assert "Kees Collega" in mine.text
    assert browse(cast.seller, f"/profiles/{made.id}/readers").status == 403
    assert browse(cast.stranger, f"/profiles/{made.id}/readers").status == 403


@pytest.mark.parametrize(
    ("locale", "word", "again"),
    [("nl", "Herinneren", "minder dan een dag geleden"), ("nb", "Påminn", "mindre enn et døgn")],
)
def test_hr_reminds_once_a_day_who_has_not_confirmed(
    app: Flask, cast: Cast, browse: Callable[..., Page], locale: str, word: str, again: str
) -> None:
    made = Round(cast)
    with clock.at(clock.now() - timedelta(days=3)):
        made.published()
    browse(cast.seller, f"/profiles/{made.id}/acknowledge", method="POST", data={"seen": 1}, locale=locale)
    address = f"/profiles/{made.id}/readers"
    page = browse(cast.hr, address, locale=locale)
    assert [form["action"] for form in page.forms if word in page.text].count(f"{address}/remind") == 1
    assert f"{address}/remind" not in browse(cast.manager, address, locale=locale).html
    assert browse(cast.hr, f"{address}/remind", method="POST", locale=locale).status == 303
    second = browse(cast.hr, f"{address}/remind", method="POST", locale=locale, follow_redirects=True)
    assert again in second.text
    reminded = db.session.query(Notice).filter_by(code="profile_reading_reminder")
    assert [row.person_id for row in reminded] == [cast.colleague]
    assert db.session.query(Audit).filter_by(code="profile_reminded").count() == 1
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        browse(cast.hr2, f"{address}/remind", method="POST", locale=locale)
    assert reminded.count() == 2
    for who, status in ((cast.manager, 403), (cast.director, 403), (cast.stranger, 403), (cast.hr_no, 403)):
        assert browse(who, f"{address}/remind", method="POST", locale=locale).status == status


def test_what_was_asked_today_is_not_asked_again(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.published()
    browse(cast.hr, f"/profiles/{made.id}/readers/remind", method="POST")
    never = Round(cast)
    assert browse(cast.hr, f"/profiles/{never.id}/readers/remind", method="POST").status == 303
    assert db.session.query(Notice).filter_by(code="profile_reading_reminder").count() == 0
