"""Versions: the list, one of them, what changed between two, a new one from an old one, the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.documents import drafts, remarks
from portal.documents.models import Document, Outcome, RemarkKind
from portal.profiles import services
from tests.cast import Cast, absent
from tests.pages import Page
from tests.profiles.rounds import TASK, Round

REWORDED = "Bezoekt klanten in de regio volgens plan."


def two_versions(made: Round) -> None:
    """Version 1 in force a month ago, version 2 today."""
    with clock.at(clock.now() - timedelta(days=30)):
        made.published()
    services.start_version(made.id, made.cast.me("hr"))
    made.write(TASK, REWORDED)
    made.submit()
    made.decide(Outcome.APPROVE)
    made.publish()


def test_the_list_says_what_became_of_each(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    two_versions(made)
    page = browse(cast.hr, f"/profiles/{made.id}/versions")
    assert "Vervangen" in page.text
    assert "Marloes van Dam: heeft goedgekeurd" in page.text or "Marloes van Dam:" in page.text
    assert "Gepubliceerd door Rik de Haan" in page.text
    reader = browse(cast.seller, f"/profiles/{made.id}/versions")
    assert reader.status == 200
    assert "Marloes van Dam:" not in reader.text
    assert "Archiveren" not in reader.text


def test_readers_see_published_versions_only(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    two_versions(made)
    services.start_version(made.id, cast.me("hr"))
    made.submit()
    assert browse(cast.seller, f"/profiles/{made.id}/versions/2").status == 200
    assert browse(cast.seller, f"/profiles/{made.id}/versions/3").status == 404
    assert browse(cast.seller, f"/profiles/{made.id}/versions/2..3").status == 404
    assert browse(cast.manager, f"/profiles/{made.id}/versions/2..3").status == 200
    assert browse(cast.hr, f"/profiles/{made.id}/versions/99").status == 404


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_redline_in_the_language_of_the_reader(
    app: Flask, cast: Cast, browse: Callable[..., Page], locale: str
) -> None:
    made = Round(cast)
    two_versions(made)
    page = browse(cast.seller, f"/profiles/{made.id}/versions/1..2", locale=locale)
    assert page.status == 200
    if locale == "nl":
        assert "<ins>in de regio </ins>" in page.html
        assert "1 onderdeel gewijzigd." in page.text
    else:
        assert "Besøker kunder etter plan." in page.text
        assert "Ingenting er endret mellom disse to versjonene." in page.text
    asked = browse(cast.seller, f"/profiles/{made.id}/versions?from=2&to=1", locale=locale)
    assert asked.response.location.endswith("/versions/1..2")


def test_the_profile_as_it_was_on_a_date(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    two_versions(made)
    before = (clock.today() - timedelta(days=3)).isoformat()
    address = f"/profiles/{made.id}/versions?on="
    assert browse(cast.seller, address + before).response.location.endswith("/versions/1")
    assert browse(cast.seller, address + clock.today().isoformat()).response.location.endswith("/versions/2")
    assert "Op die dag gold nog geen versie." in browse(cast.seller, address + "2001-01-01").text
    assert browse(cast.seller, address + "gisteren").status == 200
    assert "Deze versie geldt niet meer." in browse(cast.seller, f"/profiles/{made.id}/versions/1").text


def test_an_old_version_is_restored_as_a_draft(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    two_versions(made)
    address = f"/profiles/{made.id}/versions/1/restore"
    assert browse(cast.manager, address, method="POST").status == 403
    done = browse(cast.hr, address, method="POST")
    assert done.response.location.endswith(f"/profiles/{made.id}/edit")
    texts = [part["text"].get("nl") for part in drafts.body_of(made.draft_id())]
    assert TASK in texts
    again = browse(cast.hr2, f"/profiles/{made.id}/versions/start", method="POST")
    assert again.response.location.endswith("/versions")


def test_archiving_and_back(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.published()
    assert "Dit profiel archiveren?" in browse(cast.hr, f"/profiles/{made.id}/archive").text
    assert browse(cast.hr, f"/profiles/{made.id}/archive", method="POST").status == 303
    assert db.session.get(Document, made.id).archived_at is not None
    assert browse(cast.seller, f"/profiles/{made.id}/versions").status == 404
    assert browse(cast.hr, f"/profiles/{made.id}/unarchive", method="POST").status == 303
    assert browse(cast.seller, f"/profiles/{made.id}/versions").status == 200


def test_the_history_tells_edits_in_a_row_once(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    made.write(TASK, REWORDED)
    made.write(REWORDED, TASK)
    made.published()
    page = browse(cast.hr, f"/profiles/{made.id}/history")
    assert "2 keer" in page.text
    assert "2 teksten gewijzigd" in page.text
    assert "Kijk even mee." in page.text
    assert "Versie 1 gepubliceerd, ingangsdatum" in page.text
    assert browse(cast.manager, f"/profiles/{made.id}/history").status == 403
    assert browse(cast.hr_no, f"/profiles/{made.id}/history").status == 403


def test_an_old_version_says_why_it_cannot_be_restored(app: Flask, cast: Cast, browse: Callable[..., Page]) -> None:
    made = Round(cast)
    two_versions(made)
    address = f"/profiles/{made.id}/versions/1"
    assert "/restore" in browse(cast.hr, address).html
    services.start_version(made.id, cast.me("hr"))
    page = browse(cast.hr, address)
    assert "/restore" not in page.html
    assert "Er is al een concept" in page.text
    made.submit()
    assert "Er is al een versie in review" in browse(cast.hr, address).text
    assert "kan deze versie nu niet" not in browse(cast.seller, address).text


def test_a_new_version_begins_from_the_newest_published_even_before_its_day(app: Flask, cast: Cast) -> None:
    made = Round(cast)
    made.published()
    services.start_version(made.id, cast.me("hr"))
    made.write(TASK, REWORDED)
    made.submit()
    made.decide(Outcome.APPROVE)
    made.publish(valid_from=clock.today() + timedelta(days=10))
    services.start_version(made.id, cast.me("hr"))
    assert made.key(REWORDED)
    said = select(Audit.data).where(Audit.code == "profile_version_started").order_by(Audit.id.desc())
    assert db.session.scalars(said).first() == {"number": 2}


def test_the_history_keeps_the_words_of_a_reviewer_until_that_reviewer_decided(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager", "director")
    asked = made.ask("Noem de regio."), made.ask("Noem de klanten.", who="director")
    taken = made.ask("Weg hiermee.", who="director")
    remarks.take_back(made.id, taken, cast.me("director"))
    remarks.remark(
        made.id, cast.me("deputy"), RemarkKind.COMMENT, "Goed zo.", locale="nl", snapshot=made.number,
        deputy_of=cast.manager,
    )
    address = f"/profiles/{made.id}/history"
    words = ("Noem de regio.", "Noem de klanten.", "Weg hiermee.", "Goed zo.")

    def read() -> list[bool]:
        text = browse(cast.hr, address).text
        return [one in text for one in words]

    assert read() == [False] * 4
    made.decide(Outcome.APPROVE)
    assert read() == [True, False, False, False], "what a deputy said waits for the deputy, as in the review"
    made.decide(Outcome.REQUEST_CHANGES, who="director")
    assert read() == [True] * 4
    for request in asked:
        made.answer(request)
    made.submit("director")
    assert read() == [True] * 4, "what was said about the version before was decided on"
