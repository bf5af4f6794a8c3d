"""A published profile whose review date has come: it waits on HR, who says that it holds or starts a new version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db, write
from portal.documents.models import Document
from portal.profiles import queries, services
from portal.profiles.models import Profile
from tests.cast import Cast
from tests.pages import Page
from tests.profiles.test_main_line_services import make

OVERDUE = timedelta(days=800)


def overdue(cast: Cast, owner: str = "hr") -> int:
    profile = make(cast)
    services.adopt(profile, cast.me("hr"), valid_from=clock.today() - OVERDUE, source="Handboek")
    with write() as session:
        session.get(Document, profile).owner_id = getattr(cast, owner)
    return profile


def waits(cast: Cast, name: str) -> list[str]:
    return [one.code for one in queries.waiting_on(cast.me(name))]


def test_it_waits_on_its_owner_in_hr_and_on_nobody_else(app: Flask, cast: Cast) -> None:
    overdue(cast)
    assert waits(cast, "hr") == ["review_due"]
    assert waits(cast, "hr2") == []
    assert waits(cast, "hr_no") == []


def test_it_waits_on_all_of_hr_there_when_the_owner_is_not_hr_for_it(app: Flask, cast: Cast) -> None:
    overdue(cast, owner="hr_no")
    assert waits(cast, "hr_no") == [], "nobody is asked for what they may not do"
    assert waits(cast, "hr") == waits(cast, "hr2") == ["review_due"]


def test_hr_says_that_it_still_holds_and_the_next_review_is_planned(
    app: Flask, cast: Cast, browse: Callable[..., Page], sign_in: Callable[[int], FlaskClient]
) -> None:
    profile = overdue(cast)
    page = browse(cast.hr, f"/profiles/{profile}")
    assert "Het klopt nog" in page.text
    answer = sign_in(cast.hr).post(f"/profiles/{profile}/holds", data={"seen": 1})
    assert answer.status_code == 303
    assert db.session.get(Profile, profile).review_on > clock.today() + timedelta(days=700)
    assert waits(cast, "hr") == []
    assert sign_in(cast.manager).post(f"/profiles/{profile}/holds", data={"seen": 1}).status_code == 403


def test_it_is_too_late_once_a_new_version_is_at_work(
    app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]
) -> None:
    profile = overdue(cast)
    services.start_version(profile, cast.me("hr2"))
    sign_in(cast.hr).post(f"/profiles/{profile}/holds", data={"seen": 1})
    assert db.session.get(Profile, profile).review_on < clock.today()
