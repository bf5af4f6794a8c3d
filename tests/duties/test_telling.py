"""Who newly owes a duty hears of it once, with the first day on which it is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.notices import Notice
from portal.duties import jobs, telling
from portal.privacy.models import Covers
from tests.cast import Cast
from tests.duties import making
from tests.duties.making import NOTE, RIDE, TALKS, WEEKLY_NOTE, YEAR
from tests.pages import Page
from tests.privacy.making import disagree

DECEMBER, JANUARY = date(2027, 12, 6), date(2028, 1, 1)


def told(person_id: int) -> dict[str, tuple[str, str]]:
    """What somebody heard: the words of the duty with its first day and its first due day."""
    making.fresh()
    rows = db.session.scalars(
        select(Notice).where(Notice.person_id == person_id, Notice.code == "duty_begins").order_by(Notice.id)
    ).all()
    found = {f"{row.data['text']['nl']}.": (row.data["starts"], row.data["due"]) for row in rows}
    assert len(found) == len(rows), "once for each duty"
    return found


def test_each_owner_hears_of_a_version_to_come_when_it_is_published(
    app: Flask, cast: Cast, browse: Callable[..., Page]
) -> None:
    making.ready(cast)
    with making.at(DECEMBER):
        making.norway(cast)
        document_id = making.profile(cast, valid_from=JANUARY)
        for person in (cast.manager, cast.stranger):
            assert told(person) == {
                making.TEXTS[NOTE]: ("2028-01-01", "2028-01-07"), making.TEXTS[RIDE]: ("2028-01-01", "2028-01-31"),
                making.TEXTS[TALKS]: ("2028-01-01", "2028-02-29"), making.TEXTS[YEAR]: ("2028-01-01", "2028-12-29"),
            }  # fmt: skip
        assert not told(cast.seller) and not told(cast.director)
        assert (
            "Vanaf 1 jan 2028 is dit een terugkerende taak van jou: “Rijdt maandelijks mee met elke verkoper”."
            " De eerste keer is uiterlijk 31 jan 2028."
        ) in " ".join(browse(cast.manager, "/notices").text.split())
        with app.test_request_context(headers={"Accept-Language": "nl"}):
            assert telling.after_publishing(document_id, 1) == (
                "2 functiehouders krijgen bericht van hun taken vanaf 1 januari 2028; de eerste is uiterlijk"
                " 7 januari 2028."
            )
            assert not telling.after_publishing(document_id, 2)
        page = browse(cast.manager, "/duties/")
        assert "Binnenkort" in page.text and "Rijdt maandelijks mee met elke verkoper." in page.text
        assert "Vanaf 1 januari 2028 · Eerste keer uiterlijk 31 januari 2028" in page.text
    for day in (JANUARY, date(2028, 2, 1)):
        with making.at(day):
            making.look()
            assert len(told(cast.manager)) == 4, "never twice"
            assert "Binnenkort" not in browse(cast.manager, "/duties/").text


def test_another_version_tells_of_what_is_new_in_it_only(cast: Cast) -> None:
    making.ready(cast)
    with making.at(DECEMBER):
        document_id = making.profile(cast, {NOTE: WEEKLY_NOTE})
        assert list(told(cast.manager)) == [making.TEXTS[NOTE]]
        monthly = making.duty("month", "once", "note")
        making.new_version(cast, document_id, {NOTE: monthly, RIDE: making.RIDE_ALONG}, JANUARY)
        assert list(told(cast.manager)) == [making.TEXTS[NOTE], making.TEXTS[RIDE]]


def test_who_comes_to_the_role_later_hears_of_it_then(cast: Cast) -> None:
    making.ready(cast)
    with making.at(DECEMBER):
        making.profile(cast, {NOTE: WEEKLY_NOTE, RIDE: making.RIDE_ALONG})
        making.look()
        assert not told(cast.deputy)
        making.second_team(cast, cast.deputy, starts=DECEMBER)
        making.look()
    assert told(cast.deputy) == {making.TEXTS[NOTE]: ("2027-12-06", "2027-12-10")}, "a team without people: no rides"
    with making.at(date(2027, 12, 13)):
        making.look()
        assert len(told(cast.deputy)) == 1


def test_what_is_not_agreed_on_is_not_announced(cast: Cast) -> None:
    making.ready(cast)
    disagree("NL", Covers.COACHING)
    with making.at(DECEMBER):
        making.profile(cast, valid_from=JANUARY)
        assert set(told(cast.manager)) == {making.TEXTS[NOTE], making.TEXTS[YEAR]}


def test_the_clock_tells_what_a_busy_moment_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    making.ready(cast)
    with making.at(DECEMBER):
        making.look()
        monkeypatch.setattr(jobs.opening, "is_free", lambda: False)
        making.profile(cast, {NOTE: WEEKLY_NOTE}, valid_from=JANUARY)
        assert not told(cast.manager)
        making.look()
        assert list(told(cast.manager)) == [making.TEXTS[NOTE]]
