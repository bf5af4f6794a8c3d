"""What a country agreed with its employees' representatives: recorded by administrators, read by HR."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock, worker
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.i18n import format_date
from portal.core.notices import Notice
from portal.people.queries.countries import country_on, team_on
from portal.privacy import agreements, purposes
from portal.privacy.models import Agreement, Covers
from tests.cast import Cast
from tests.privacy.making import agree, disagree

DAY = timedelta(days=1)


def form(**changes: object) -> dict[str, object]:
    """What an administrator fills in."""
    today = clock.today()
    return {
        "covers": "coaching", "kind": "consent", "agreed_on": today.isoformat(), "party": "Ondernemingsraad Noordvang",
        "document": "Instemming 2026-04", "about": "Coaching van verkopers",
        "evaluate_on": (today + 365 * DAY).isoformat(), **changes,
    }  # fmt: skip


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_administrators_record_and_hr_reads(app: Flask, cast: Cast, sign_in, name: str) -> None:
    client = sign_in(getattr(cast, name))
    page = client.get("/admin/privacy")
    keeps = name in {"admin", "hr", "hr2", "hr_no"}
    assert page.status_code == (200 if keeps else 403)
    answer = client.post("/admin/privacy/countries/NL/agree", data=form())
    assert answer.status_code == (303 if name == "admin" else 403)
    assert agreements.in_force("NL", Covers.COACHING) is (name == "admin")


def test_an_agreement_switches_on_and_lays_down_the_purpose_texts(app: Flask, cast: Cast, browse, sign_in) -> None:
    assert not agreements.is_on(cast.seller, Covers.COACHING)
    with pytest.raises(Refused, match="not_agreed"):
        agreements.demand(cast.seller, Covers.COACHING)
    assert purposes.current("NL", "ride_along") is None
    sign_in(cast.admin).post("/admin/privacy/countries/NL/agree", data=form())
    agreements.demand(cast.seller, Covers.COACHING)
    assert not agreements.is_on(cast.stranger, Covers.COACHING), "Norway agreed to nothing yet"
    text = purposes.current("NL", "ride_along").text
    assert set(text) == {"nl", "nb", "en"}
    assert "Ondernemingsraad Noordvang" in browse(cast.hr, "/admin/privacy").text
    assert db.session.scalars(select(Audit.code).where(Audit.kind == "agreement")).all() == ["agreement_recorded"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"agreed_on": "2099-01-01", "evaluate_on": "2099-05-01"}, "Kies vandaag of een eerdere dag"),
        ({"evaluate_on": "2020-01-01"}, "Kies een dag na de dag"),
        ({"party": ""}, "met wie"),
        ({"covers": "all"}, "Kies"),
    ],
)
def test_a_wrong_agreement_is_said_at_its_field(app: Flask, cast: Cast, browse, change, said: str) -> None:
    page = browse(cast.admin, "/admin/privacy/countries/NL/agree", method="POST", data=form(**change))
    assert page.status == 422
    assert said in page.text


def test_one_agreement_at_a_time(app: Flask, cast: Cast, browse) -> None:
    agree("NL")
    page = browse(cast.admin, "/admin/privacy/countries/NL/agree", method="POST", data=form())
    assert page.status == 422
    assert "Beëindig die eerst" in page.text


def test_it_ends_with_a_reason_and_is_off_at_once(app: Flask, cast: Cast, browse, sign_in) -> None:
    agree("NL")
    held = db.session.scalars(select(Agreement).where(Agreement.covers == Covers.COACHING)).one()
    address = f"/admin/privacy/agreements/{held.id}/end"
    assert browse(cast.admin, address, method="POST", data={"base": 1, "reason": ""}).status == 422
    assert sign_in(cast.hr).get(address).status_code == 403
    assert sign_in(cast.admin).post(address, data={"base": 1, "reason": "De OR trok in."}).status_code == 303
    assert not agreements.is_on(cast.seller, Covers.COACHING)
    assert "De OR trok in." in browse(cast.hr, "/admin/privacy").text
    again = browse(cast.admin, address, method="POST", data={"base": 2, "reason": "Nog eens"})
    assert again.status == 422


def test_a_country_without_units_is_no_page(app: Flask, cast: Cast, sign_in) -> None:
    client = sign_in(cast.admin)
    assert client.get("/admin/privacy/countries/SE/agree").status_code == 404
    assert client.get("/admin/privacy/agreements/999/end").status_code == 404


def test_administrators_are_reminded_once_when_the_evaluation_comes(app: Flask, cast: Cast, browse, sign_in) -> None:
    sign_in(cast.admin).post("/admin/privacy/countries/NL/agree", data=form())
    told = select(Notice).where(Notice.code == "agreement_due")
    worker.round_of_work()
    assert db.session.scalars(told).all() == []
    with clock.at(clock.now() + 366 * DAY):
        worker.round_of_work()
        worker.round_of_work()
        assert [one.person_id for one in db.session.scalars(told)] == [cast.admin]
        page = browse(cast.admin, "/")
        assert "Evalueer de afspraak met de medewerkers" in page.text
        assert "Evalueer de afspraak" not in browse(cast.hr, "/").text
        held = db.session.scalars(select(Agreement).where(Agreement.covers == Covers.COACHING)).one()
        later = format_date(clock.today() + 365 * DAY, "short")
        address = f"/admin/privacy/agreements/{held.id}/evaluated"
        assert sign_in(cast.admin).post(address, data={"base": 1, "evaluate_on": later}).status_code == 303
        assert "Evalueer de afspraak met de medewerkers" not in browse(cast.admin, "/").text
        worker.round_of_work()
        assert len(db.session.scalars(told).all()) == 1


def test_a_person_belongs_to_the_country_of_the_nearest_unit(app: Flask, cast: Cast) -> None:
    assert country_on(cast.seller) == "NL"
    assert country_on(cast.stranger) == "NO"
    assert country_on(cast.director) is None
    assert country_on(cast.seller, clock.today().replace(year=2019)) is None
    assert team_on(cast.seller) == cast.team


def test_an_agreement_without_any_country_is_off(app: Flask, cast: Cast) -> None:
    agree()
    assert not agreements.is_on(cast.director, Covers.COACHING)
    with write() as session:
        session.execute(db.delete(Agreement))
    disagree("NL", Covers.COACHING)
    assert not agreements.in_force("NL", Covers.COACHING)
    assert not agreements.in_force(None, Covers.COACHING)


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_the_register_is_for_hr_and_administrators(app: Flask, cast: Cast, sign_in, name: str) -> None:
    client, keeps = sign_in(getattr(cast, name)), name in {"admin", "hr", "hr2", "hr_no"}
    assert client.get("/admin/privacy/register").status_code == (200 if keeps else 403)
    assert client.post("/admin/privacy/register/export").status_code == (200 if keeps else 403)


@pytest.mark.parametrize("locale", ["nl", "nb"])
@pytest.mark.parametrize("address", ["", "/retention", "/texts", "/register", "/countries/NL/agree"])
def test_the_pages_stand_in_both_languages(app: Flask, cast: Cast, browse, address: str, locale: str) -> None:
    agree()
    assert browse(cast.admin, f"/admin/privacy{address}", locale=locale).status == 200
