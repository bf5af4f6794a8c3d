"""Everything the portal holds about a person, taken along by the person only."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import i18n
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.mail import send_waiting
from portal.core.notices import Notice
from portal.privacy import exporting
from portal.privacy.models import DataExport
from portal.privacy.own_data import SOURCES
from tests.cast import Cast
from tests.plans import sums
from tests.queries import counted

# Tables with a person in them that no source reads as rows, and why.
ELSEWHERE = {
    "line": "derived from positions, leads and absences",
    "sign_in_link": "a secret, good once",
    "turn_period": "whose turn a version was: counted with the decisions",
    "privacy_agreement": "who recorded it stands in the history",
    "purpose_text": "who worded it stands in the history",
    "retention_run": "who tried it stands in the history",
    "criteria_version": "who changed it stands in the history",
    "criteria_consent": "who recorded it stands in the history",
    "talk_round": "who planned it stands in the history",
    "draft": "within the plans",
    "snapshot": "within the plans",
    "signed_form": "within the ride-alongs and talks",
    "reopening": "within the ride-alongs and talks, as their history",
    "support_measure": "within the talks",
    "talk_paper": "within the talks",
    "advice": "within the talks",
}


def opened(content: bytes) -> tuple[dict[str, Any], bytes, list[str]]:
    """The data, the document and the names in a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        paper = next(name for name in names if name.endswith(".pdf"))
        return json.loads(archive.read("data.json")), archive.read(paper), names


def test_one_click_gives_a_document_and_the_data(app: Flask, cast: Cast, sign_in, browse) -> None:
    ours = sums.customer("Slagerij", cast.team, cast.seller)
    sums.contact(ours, cast.seller, date(2026, 3, 2))
    page = browse(cast.seller, "/me/data")
    assert page.status == 200 and "Mijn gegevens downloaden" in page.text
    answer = sign_in(cast.seller).post("/me/data/export")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    data, paper, names = opened(answer.data)
    assert paper.startswith(b"%PDF") and len(names) == 2
    assert data["person"]["email"] == "seller@rayon.example"
    assert data["parts"]["contacts"][0]["customer"] == data["parts"]["customers_owned"][0]["customer"]
    assert set(data["parts"]) == set(SOURCES)
    assert "Marloes van Dam" not in json.dumps(data, ensure_ascii=False), "others by their role only"
    assert "password" not in json.dumps(data["parts"]["person"])
    assert db.session.scalars(select(Audit.code).where(Audit.kind == "person")).all() == ["data_export_fetched"]


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_everybody_takes_their_own_data_along(app: Flask, cast: Cast, sign_in, name: str) -> None:
    held = exporting.gathered(getattr(cast, name))
    assert held["person"][0]["email"] == f"{name}@rayon.example"
    assert sign_in(getattr(cast, name)).get("/me/data").status_code == 200
    json.dumps(held)


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_document_is_in_the_reader_s_language(app: Flask, cast: Cast, locale: str) -> None:
    with app.test_request_context(), i18n.speaking(locale):
        me = cast.me("seller")
        said = exporting.document(me, exporting.gathered(me.id))
    read_by = {"nl": "Wie wat over je heeft gelezen", "nb": "Hvem som har lest hva om deg"}[locale]
    assert read_by in str(said["sections"])
    assert said["title"] == {"nl": "Wat Rayon over je bewaart", "nb": "Det Rayon har lagret om deg"}[locale]


def test_every_table_with_a_person_is_in_the_export(app: Flask, cast: Cast) -> None:
    """Each is read by some source: asked for with a person, the statement of one names the table."""
    with counted() as sent:
        exporting.gathered(cast.seller)
    asked = "\n".join(sent).replace('"', "")
    loose = {
        table.name
        for table in db.metadata.tables.values()
        if any(key.column.table.name == "person" for key in table.foreign_keys)
        and f"FROM {table.name}" not in asked and f"JOIN {table.name}" not in asked and table.name not in ELSEWHERE
    }  # fmt: skip
    assert not loose, f"register a source of own data for: {sorted(loose)}"


def test_hr_starts_it_and_only_the_person_receives_it(app: Flask, cast: Cast, sign_in, browse, box) -> None:
    address = f"/admin/privacy/people/{cast.seller}/export"
    assert browse(cast.hr, address, method="POST", data={"reason": ""}).status == 422
    assert sign_in(cast.hr).post(address, data={"reason": "Verzoek per brief"}).status_code == 303
    export = db.session.scalars(select(DataExport)).one()
    notice = db.session.scalars(select(Notice).where(Notice.code == "own_data_ready")).one()
    assert notice.person_id == cast.seller and notice.quote == "Verzoek per brief"
    send_waiting()
    assert ["Verzoek per brief" in one.get_body(("plain",)).get_content() for one in box.to("seller")] == [True]
    assert not box.to("hr")
    for name in ("hr", "hr2", "admin", "manager", "director"):
        assert sign_in(getattr(cast, name)).post(f"/me/data/exports/{export.id}").status_code == 404
    assert "Verzoek per brief" in browse(cast.seller, "/me/data").text
    answer = sign_in(cast.seller).post(f"/me/data/exports/{export.id}")
    assert answer.mimetype == "application/zip"
    assert db.session.get(DataExport, export.id, populate_existing=True).fetched_at is not None
    assert "HR heeft op" not in browse(cast.seller, "/me/data").text


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_who_may_start_it(app: Flask, cast: Cast, sign_in, name: str) -> None:
    expected = {"hr": 303, "hr2": 303, "hr_no": 404}
    answer = sign_in(getattr(cast, name)).post(
        f"/admin/privacy/people/{cast.seller}/export", data={"reason": "Verzoek"}
    )
    assert answer.status_code == expected.get(name, 403)


def test_it_says_when_others_are_being_made(app: Flask, cast: Cast, sign_in, monkeypatch) -> None:
    def busy(_said: Any) -> bytes:
        raise exporting.Busy

    monkeypatch.setattr(exporting, "pdf", busy)
    answer = sign_in(cast.seller).post("/me/data/export")
    assert answer.status_code == 303 and answer.location == "/me/data"
    with write() as session:
        assert session.scalar(select(DataExport.id)) is None
