"""Deleting what was kept long enough, and nothing else; the chain of the history still holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import audit, clock, worker
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.people.models import Position
from portal.privacy import readings
from portal.privacy.models import Correction, Opening, Reading, RetentionRun
from portal.privacy.services import retention
from tests.cast import Cast
from tests.privacy.making import a_kind
from tests.sealing import seal_all

DAY = timedelta(days=1)


@pytest.fixture
def days(app: Flask, cast: Cast) -> Iterator[dict[int, date]]:
    """Records of the seller: an old one, and one of today."""
    held = {1: clock.today() - 700 * DAY, 2: clock.today()}
    with a_kind(cast.seller, held):
        yield held


def texts() -> list[str]:
    return [
        row.body.get("what", "")
        for row in db.session.scalars(select(AuditDetail).join(Audit, Audit.id == AuditDetail.audit_id))
        if "what" in row.body
    ]


def beside(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind).where(kind.subject_id == 1))


def test_what_is_due_goes_with_all_beside_it_and_nothing_else(app: Flask, cast: Cast, days, sign_in) -> None:
    sign_in(cast.hr).post("/admin/privacy/open/toy/1", data={"reason": "Klacht"})
    sign_in(cast.seller).post("/me/corrections/toy/1", data={"what": "Klopt niet"})
    for number in (1, 2):
        readings.note(cast.me("hr"), "toy", number, cast.seller)
    seal_all()
    rows = db.session.scalar(select(func.count()).select_from(Audit))
    with clock.at(clock.now() + 60 * DAY):
        worker.round_of_work()
        assert set(days) == {2}
        assert beside(Reading) == beside(Opening) == beside(Correction) == 0
        assert db.session.scalars(select(Reading.subject_id)).all() == [2]
        assert texts() == ["secret 2"]
        assert db.session.scalar(select(func.count()).where(Notice.kind == "toy")) == 0
        assert db.session.scalar(select(func.count()).where(Notice.kind == "correction")) == 0
        run = db.session.scalars(select(RetentionRun)).one()
        assert not run.is_trial
        assert run.report == [
            {"kind": "toy", "country": "NL", "months": 24, "after_leaving": 6, "ids": [1], "held": 0, "count": 1}
        ]
        told = db.session.scalars(select(Notice).where(Notice.code == "records_deleted")).all()
        assert [one.person_id for one in told] == [cast.admin]
        worker.round_of_work()
        assert len(db.session.scalars(select(RetentionRun)).all()) == 1, "once a day"
        seal_all()
        held, wrong = audit.verify()
        assert wrong == "" and held > rows, "every sealed row is still there, without its text"


def test_a_hold_keeps_everything_about_a_person(app: Flask, cast: Cast, days, sign_in, browse) -> None:
    address = f"/admin/privacy/people/{cast.seller}/hold"
    assert sign_in(cast.hr).post(address, data={"reason": "Rechtszaak"}).status_code == 303
    again = browse(cast.hr, address, method="POST", data={"reason": "Nog eens"})
    assert again.status == 422
    page = browse(cast.seller, "/me/data")
    assert "Voorlopig wordt niets over jou verwijderd" in page.text and "Rechtszaak" not in page.text
    with clock.at(clock.now() + 2000 * DAY):
        worker.round_of_work()
        assert set(days) == {1, 2}
        report = db.session.scalars(select(RetentionRun)).one().report
        assert [one["held"] for one in report if one["kind"] == "toy"] == [2]
        assert sign_in(cast.hr).post(f"{address}/1/end").status_code == 303
    with clock.at(clock.now() + 2002 * DAY):
        worker.round_of_work()
        assert days == {}


def test_leaving_starts_its_own_term(app: Flask, cast: Cast, days) -> None:
    with write() as session:
        held = session.scalars(select(Position).where(Position.person_id == cast.seller)).one()
        held.ends = clock.today() - DAY
    with clock.at(clock.now() + 100 * DAY):
        worker.round_of_work()
        assert set(days) == {2}, "the old one is past its own term"
    with clock.at(clock.now() + 200 * DAY):
        worker.round_of_work()
        assert days == {}


def test_another_country_has_its_own_term(app: Flask, cast: Cast, days, sign_in, browse) -> None:
    page = browse(cast.hr, "/admin/privacy/countries/NL/retention")
    values = page.forms[-1]["fields"] if "toy_months" in page.forms[-1]["fields"] else next(
        form["fields"] for form in page.forms if "toy_months" in form["fields"]
    )  # fmt: skip
    wrong = browse(cast.hr, "/admin/privacy/countries/NL/retention", method="POST", data=values | {"toy_months": "0"})
    assert wrong.status == 422
    assert sign_in(cast.hr).post(
        "/admin/privacy/countries/NL/retention", data=values | {"toy_months": "1", "toy_leaving": ""}
    ).status_code == 303  # fmt: skip
    stale = browse(cast.hr2, "/admin/privacy/countries/NL/retention", method="POST", data=values | {"toy_months": "9"})
    assert stale.status == 409
    with clock.at(clock.now() + 40 * DAY):
        worker.round_of_work()
        assert days == {}


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_who_sets_terms_and_who_looks(app: Flask, cast: Cast, days, sign_in, name: str) -> None:
    client = sign_in(getattr(cast, name))
    keeps = name in {"hr", "hr2", "hr_no", "admin"}
    assert client.get("/admin/privacy/retention").status_code == (200 if keeps else 403)
    sets = name in {"hr", "hr2", "admin"}
    assert client.get("/admin/privacy/countries/NL/retention").status_code == (200 if sets else 403)
    assert client.post("/admin/privacy/retention/try").status_code == (303 if keeps else 403)
    assert client.get(f"/admin/privacy/people/{cast.seller}/hold").status_code == {
        "hr": 200, "hr2": 200, "hr_no": 404
    }.get(name, 403)  # fmt: skip


def test_trying_it_out_deletes_nothing(app: Flask, cast: Cast, days, browse, sign_in) -> None:
    with clock.at(clock.now() + 60 * DAY):
        run_id = retention.try_out(cast.me("admin"))
        assert set(days) == {1, 2} and len(texts()) == 2
        page = browse(cast.hr, f"/admin/privacy/retention/{run_id}")
        assert "Wat zou worden verwijderd" in page.text and "Nederland" in page.text
        assert browse(cast.hr, "/admin/privacy/retention").status == 200
        assert browse(cast.hr, "/admin/privacy/retention/999").status == 404


def test_a_text_of_purpose_is_a_new_version(app: Flask, cast: Cast, sign_in, browse) -> None:
    from portal.privacy import purposes
    from tests.privacy.making import agree

    agree("NL")
    address = "/admin/privacy/countries/NL/texts/ride_along"
    first = purposes.current("NL", "ride_along")
    text = {"nl": "Om te leren.", "nb": "For å lære.", "en": "To learn.", "base": "1"}
    assert sign_in(cast.admin).post(address, data=text).status_code == 403
    assert sign_in(cast.hr_no).post(address, data=text).status_code == 403
    assert browse(cast.hr, address, method="POST", data=text | {"nb": ""}).status == 422
    assert sign_in(cast.hr).post(address, data=text).status_code == 303
    assert browse(cast.hr2, address, method="POST", data=text | {"nl": "Anders"}).status == 409
    assert purposes.current("NL", "ride_along").number == 2
    assert purposes.text_of(first.id) == first.text, "forms of before keep theirs"
    assert "Om te leren." in browse(cast.hr, "/admin/privacy/texts").text
    assert sign_in(cast.hr).get("/admin/privacy/countries/NL/texts/nothing").status_code == 404
