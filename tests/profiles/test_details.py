"""The details of a profile: saved with the version they started from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db
from portal.documents.models import Document
from portal.profiles import readiness
from portal.profiles.models import Profile
from tests.cast import Cast
from tests.pages import Page
from tests.profiles.making import draft, published

Browse = Callable[..., Page]


def filled(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "seen": 1, "family": "Salg", "sector": "Eigen sector", "country": "NO", "job_group": "C", "owner": cast.hr2,
        "role": cast.manager_role, "review_months": 12, "needs": "own", "locales": ["nb"], **more,
    }


def test_details_are_saved_and_told_in_the_history(app: Flask, cast: Cast, sign_in: Callable) -> None:
    profile_id = published(cast)
    answer = sign_in(cast.hr).post(f"/profiles/{profile_id}/details", data=filled(cast))
    assert answer.status_code == 303
    profile, document = db.session.get(Profile, profile_id), db.session.get(Document, profile_id)
    assert (profile.family, profile.sector, profile.country, profile.job_group) == ("sales", "Eigen sector", "NO", "C")
    assert (profile.role_id, document.owner_id) == (cast.manager_role, cast.hr2)
    assert (profile.locales, profile.rev) == (["nb"], 2)
    assert readiness.needed_locales(profile_id) == ["nb"]
    year = clock.today() + timedelta(days=364)
    assert profile.review_on >= year
    assert profile.review_on < date(year.year + 1, 12, 31)
    (row,) = db.session.query(audit.Audit).filter_by(code="profile_facts_changed")
    assert "owner_id" in row.data["fields"]


def test_saving_what_stands_changes_nothing(app: Flask, cast: Cast, sign_in: Callable, browse: Browse) -> None:
    profile_id = draft(cast, family="sales", sector="technical", country="NL")
    fields = browse(cast.hr, f"/profiles/{profile_id}/details").forms[-1]["fields"]
    data = filled(
        cast, family=fields["family"], sector=fields["sector"], country="NL", job_group="", owner=cast.hr,
        role=cast.seller_role, review_months=24, needs="organisation", locales=[],
    )
    assert sign_in(cast.hr).post(f"/profiles/{profile_id}/details", data=data).status_code == 303
    assert db.session.get(Profile, profile_id).rev == 1
    assert db.session.get(Profile, profile_id).sector == "technical"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_stale_form_comes_back_with_what_stands_and_what_was_typed(
    app: Flask, cast: Cast, sign_in: Callable, htmx: bool
) -> None:
    profile_id = draft(cast)
    assert sign_in(cast.hr).post(f"/profiles/{profile_id}/details", data=filled(cast)).status_code == 303
    headers = {"Accept-Language": "nl"} | ({"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {})
    answer = sign_in(cast.hr2).post(
        f"/profiles/{profile_id}/details", data=filled(cast, job_group="Getypt", sector="Techniek"), headers=headers
    )
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert 'value="Getypt"' in html
    assert "Functiegroep: <b>C</b>" in html
    assert "Eigen sector" in html
    assert 'name="seen" value="2"' in html
    again = filled(cast, job_group="Getypt", sector="Techniek", seen=2)
    assert sign_in(cast.hr2).post(f"/profiles/{profile_id}/details", data=again).status_code == 303
    assert db.session.get(Profile, profile_id).job_group == "Getypt"


def test_wrong_entries_are_named(app: Flask, cast: Cast, sign_in: Callable) -> None:
    profile_id = draft(cast)
    wrong = [
        {"review_months": 0}, {"review_months": "x"}, {"owner": cast.seller}, {"country": "SE"}, {"role": "77"},
        {"locales": ["fr"]}, {"job_group": "a" * 81}, {"needs": ""}, {"family": "a\0b"},
    ]
    for more in wrong:
        answer = sign_in(cast.hr).post(f"/profiles/{profile_id}/details", data=filled(cast, **more))
        assert answer.status_code == 422, more
    assert db.session.get(Profile, profile_id).rev == 1


def test_the_history_keeps_what_the_details_were_and_became(app: Flask, cast: Cast, sign_in: Callable) -> None:
    profile_id = draft(cast)
    assert sign_in(cast.hr).post(f"/profiles/{profile_id}/details", data=filled(cast)).status_code == 303
    kept = db.session.scalars(
        select(audit.AuditDetail.body)
        .join(audit.Audit, audit.Audit.id == audit.AuditDetail.audit_id)
        .where(audit.Audit.code == "profile_facts_changed")
    ).one()
    assert (kept["before"]["owner_id"], kept["after"]["owner_id"]) == (cast.hr, cast.hr2)
    assert (kept["before"]["review_months"], kept["after"]["review_months"]) == (24, 12)
    assert sign_in(cast.hr).get(f"/profiles/{profile_id}/history").status_code == 200


def test_only_hr_in_scope_keeps_the_details(app: Flask, cast: Cast, sign_in: Callable) -> None:
    hidden, open_to_all = draft(cast), published(cast)
    for who in ("seller", "stranger", "hr_no", "admin"):
        client = sign_in(getattr(cast, who))
        assert client.get(f"/profiles/{hidden}/details").status_code == 404, who
        assert client.get(f"/profiles/{open_to_all}/details").status_code == 403, who
    for who in ("manager", "director"):
        answer = sign_in(getattr(cast, who)).post(f"/profiles/{hidden}/details", data=filled(cast))
        assert answer.status_code == 403, who


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_form_shows_what_stands(app: Flask, cast: Cast, browse: Browse, locale: str) -> None:
    profile_id = draft(cast, family="account-management", country="NL")
    page = browse(cast.hr, f"/profiles/{profile_id}/details", locale=locale)
    assert page.forms[-1]["fields"]["family"] == {"nl": "Accountmanagement", "nb": "Kundeansvar"}[locale]
    assert {"nl": "Aantal maanden tussen herzieningen", "nb": "Måneder mellom hver revisjon"}[locale] in page.text
