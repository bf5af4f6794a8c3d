"""Throwing a draft away: what goes, what stays, who may, and who is too late."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.core.audit import Audit
from portal.core.db import db
from portal.documents import content, drafts
from portal.documents.models import Document, Draft, Outcome, Remark
from portal.profiles import services
from portal.profiles.content import PROFILE
from portal.profiles.models import ImportedProfile
from tests.cast import Cast
from tests.pages import Page
from tests.profiles import making
from tests.profiles.edited import KEYS, make
from tests.profiles.rounds import Round

Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]


def revision(profile: int) -> int | None:
    db.session.rollback()
    return db.session.query(Draft.rev).filter_by(document_id=profile).scalar()


def discard(client: FlaskClient, profile: int, seen: int | None = None) -> object:
    """Press the button of the page that asks."""
    data = {"seen": revision(profile) if seen is None else seen}
    return client.post(f"/profiles/{profile}/discard", data=data, headers={"Accept-Language": "nl"})


@pytest.mark.parametrize(("locale", "said"), [("nl", "verdwijnt helemaal"), ("nb", "forsvinner helt")])
def test_a_profile_that_was_never_sent_is_gone_altogether(
    cast: Cast, browse: Browse, sign_in: SignIn, locale: str, said: str
) -> None:
    profile = make(cast)
    address = f"/profiles/{profile}"
    assert f'href="{address}/discard"' in browse(cast.hr, f"{address}/edit", locale=locale).html
    assert said in browse(cast.hr, f"{address}/discard", locale=locale).text
    assert discard(sign_in(cast.hr), profile).location == "/profiles/?state=draft"
    for page in ("", "/edit", "/history", "/discard"):
        assert browse(cast.hr, address + page, locale=locale).status == 404
    assert f"{address}" not in browse(cast.hr, "/profiles/?state=draft", locale=locale).html
    assert (db.session.query(Draft).count(), db.session.query(ImportedProfile).count()) == (0, 0)
    row = db.session.query(Audit).filter_by(code="profile_draft_discarded").one()
    assert (row.subject_id, row.actor_id) == (profile, cast.hr)
    assert making.draft(cast) != profile, "the history of the next profile would begin with that of this one"


def test_a_new_version_goes_and_the_one_in_force_stays(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    profile = making.published(cast)
    services.start_version(profile, cast.me("hr"))
    assert "Versie 1 blijft geldig" in browse(cast.hr, f"/profiles/{profile}/discard").text
    assert discard(sign_in(cast.hr2), profile).location == f"/profiles/{profile}"
    db.session.rollback()
    assert (db.session.get(Document, profile).in_force, revision(profile)) == (1, None)
    assert "Klanten helpen kiezen." in browse(cast.seller, f"/profiles/{profile}").text
    assert "Concept weggegooid" in browse(cast.hr, f"/profiles/{profile}/history").text
    services.start_version(profile, cast.me("hr"))
    assert revision(profile) is not None


def test_requests_of_a_version_thrown_away_do_not_stop_the_next(cast: Cast, sign_in: SignIn) -> None:
    made = Round(cast)
    made.published()
    services.start_version(made.id, cast.me("hr"))
    made.write("Bezoekt klanten volgens plan.", "Bezoekt elke klant.")
    made.submit("manager")
    made.ask(key=made.key("Bezoekt elke klant."))
    made.decide(Outcome.REQUEST_CHANGES)
    assert discard(sign_in(cast.hr), made.id).status_code == 303
    db.session.rollback()
    assert [row.answer for row in db.session.query(Remark)] == ["not_done"]
    services.start_version(made.id, cast.me("hr"))
    made.submit("manager")


def test_the_only_version_of_a_profile_is_not_thrown_away(cast: Cast, browse: Browse, sign_in: SignIn) -> None:
    made = Round(cast)
    made.submit("manager")
    made.decide(Outcome.REQUEST_CHANGES, comment="Korter.")
    assert discard(sign_in(cast.hr), made.id).status_code == 422
    assert revision(made.id) is not None
    assert f"/profiles/{made.id}/discard" not in browse(cast.hr, f"/profiles/{made.id}").html


def test_who_saw_an_older_draft_is_told(cast: Cast, sign_in: SignIn) -> None:
    profile = make(cast)
    seen = revision(profile)
    drafts.edit(profile, PROFILE, cast.me("hr2"), "t", lambda body: content.remove(body, KEYS["loose"]))
    answer = discard(sign_in(cast.hr), profile, seen)
    assert answer.status_code == 409
    assert "Iemand heeft aan dit concept gewerkt" in answer.get_data(as_text=True)
    assert revision(profile) is not None


def test_a_version_under_review_is_not_thrown_away(cast: Cast, sign_in: SignIn) -> None:
    profile = making.draft(cast)
    making.in_review(cast, profile)
    assert sign_in(cast.hr).get(f"/profiles/{profile}/discard").status_code == 303
    assert discard(sign_in(cast.hr), profile).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("director", 403), ("manager", 403), ("seller", 404), ("hr_no", 404)])
def test_only_hr_of_the_unit_throws_away(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    profile = making.draft(cast)
    client = sign_in(getattr(cast, who))
    assert client.get(f"/profiles/{profile}/discard").status_code == status
    assert discard(client, profile).status_code == status
    assert revision(profile) is not None
