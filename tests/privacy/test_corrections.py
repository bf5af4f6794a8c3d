"""Asking that a record is put right: answered with a reason, and what stood there stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.audit import Audit
from portal.core.db import db
from portal.core.notices import Notice
from portal.privacy.kinds import KINDS
from portal.privacy.models import Correction
from tests.cast import Cast
from tests.privacy.making import a_kind

ASK = "/me/corrections/toy/1"
ANSWER = {"answer": "partly", "reason": "De datum is aangepast, de waarneming blijft."}


@pytest.fixture(autouse=True)
def kind(app: Flask, cast: Cast) -> Iterator[None]:
    with a_kind(cast.seller, {1: date(2026, 6, 1)}) as made:
        KINDS["toy"] = replace(made, answerers=lambda _number: [cast.manager])
        yield


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_only_the_person_asks(app: Flask, cast: Cast, sign_in, name: str) -> None:
    answer = sign_in(getattr(cast, name)).post(ASK, data={"what": "De datum klopt niet."})
    assert answer.status_code == (303 if name == "seller" else 404)


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_who_wrote_it_and_hr_answer(app: Flask, cast: Cast, sign_in, name: str) -> None:
    sign_in(cast.seller).post(ASK, data={"what": "De datum klopt niet."})
    asked = db.session.scalars(select(Correction)).one()
    address = f"/admin/privacy/corrections/{asked.id}"
    may = name in {"manager", "hr", "hr2"}
    client = sign_in(getattr(cast, name))
    assert client.get(address).status_code == (200 if may else 404)
    assert client.post(address, data=ANSWER).status_code == (303 if may else 404)


def test_the_answer_has_a_date_and_a_reason_and_the_request_stays(app: Flask, cast: Cast, sign_in, browse) -> None:
    assert browse(cast.seller, ASK, method="POST", data={"what": ""}).status == 422
    sign_in(cast.seller).post(ASK, data={"what": "De datum klopt niet."})
    again = browse(cast.seller, ASK, method="POST", data={"what": "Nog iets"})
    assert again.status == 422 and "nog niet beantwoord" in again.text
    told = db.session.scalars(select(Notice).where(Notice.code == "correction_asked")).all()
    assert {one.person_id for one in told} == {cast.manager, cast.hr, cast.hr2}
    assert "Beantwoord het verzoek om correctie" in browse(cast.hr, "/").text
    asked = db.session.scalars(select(Correction)).one()
    address = f"/admin/privacy/corrections/{asked.id}"
    assert browse(cast.hr, address, method="POST", data={"answer": "partly", "reason": ""}).status == 422
    assert sign_in(cast.hr).post(address, data=ANSWER).status_code == 303
    late = browse(cast.hr2, address, method="POST", data=ANSWER)
    assert late.status == 409 and "De datum is aangepast" in late.text
    row = db.session.get(Correction, asked.id, populate_existing=True)
    assert row.what == "De datum klopt niet." and row.answered_by_id == cast.hr and row.answered_at is not None
    page = browse(cast.seller, "/me/data")
    assert "De datum klopt niet." in page.text and "Gedeeltelijk gecorrigeerd" in page.text
    assert "Beantwoord het verzoek" not in browse(cast.hr, "/").text
    codes = db.session.scalars(select(Audit.code).where(Audit.kind == "toy").order_by(Audit.id)).all()
    assert codes[-2:] == ["correction_asked", "correction_answered"]
