"""Everything the portal holds about a person, taken along by the person only."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import clock, i18n, worker
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.mail import send_waiting
from portal.core.notices import Notice
from portal.privacy import exporting
from portal.privacy.models import DataExport, DataExportFile
from portal.privacy.own_data import SOURCES
from portal.privacy.services import exports
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
    "data_export_file": "the file itself",
}


def opened(content: bytes) -> tuple[dict[str, Any], bytes, list[str]]:
    """The data, the document and the names in a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        paper = next(name for name in names if name.endswith(".pdf"))
        return json.loads(archive.read("data.json")), archive.read(paper), names


def made_for(client: Any) -> Any:
    """The answer with the file: asked for, made by the worker, fetched."""
    assert client.post("/me/data/export").status_code == 303
    assert exports.make_waiting() == 1
    newest = db.session.scalar(select(func.max(DataExport.id)))
    return client.post(f"/me/data/exports/{newest}")


def test_one_click_gives_a_document_and_the_data(app: Flask, cast: Cast, sign_in, browse) -> None:
    ours = sums.customer("Slagerij", cast.team, cast.seller)
    sums.contact(ours, cast.seller, date(2026, 3, 2))
    page = browse(cast.seller, "/me/data")
    assert page.status == 200 and "Mijn gegevens verzamelen" in page.text
    answer = made_for(sign_in(cast.seller))
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    data, paper, names = opened(answer.data)
    assert paper.startswith(b"%PDF") and len(names) == 2
    assert data["person"]["email"] == "seller@rayon.example"
    assert data["parts"]["contacts"][0]["customer"] == data["parts"]["customers_owned"][0]["customer"]
    assert set(data["parts"]) == set(SOURCES)
    assert "Marloes van Dam" not in json.dumps(data, ensure_ascii=False), "others by their role only"
    assert "password" not in json.dumps(data["parts"]["person"])
    assert db.session.scalars(select(Audit.code).where(Audit.kind == "person")).all() == [
        "data_export_asked", "data_export_fetched"
    ]  # fmt: skip


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


def names_a_person(table: Any) -> bool:
    """A column refers to a person, or is called so without a reference (history, notices, receipts)."""
    return any(key.column.table.name == "person" for key in table.foreign_keys) or bool(
        {"person_id", "actor_id", "deputy_of_id", "owner_id", "seller_id"} & {column.key for column in table.columns}
    )


def test_every_table_with_a_person_is_in_the_export(app: Flask, cast: Cast) -> None:
    """Each is read by some source: asked for with a person, the statement of one names the table."""
    with counted() as sent:
        exporting.gathered(cast.seller)
    asked = "\n".join(sent).replace('"', "")
    loose = {
        table.name
        for table in db.metadata.tables.values()
        if names_a_person(table)
        and f"FROM {table.name}" not in asked and f"JOIN {table.name}" not in asked and table.name not in ELSEWHERE
    }  # fmt: skip
    assert not loose, f"register a source of own data for: {sorted(loose)}"


def test_hr_starts_it_and_only_the_person_receives_it(app: Flask, cast: Cast, sign_in, browse, box) -> None:
    address = f"/admin/privacy/people/{cast.seller}/export"
    assert browse(cast.hr, address, method="POST", data={"reason": ""}).status == 422
    assert sign_in(cast.hr).post(address, data={"reason": "Verzoek per brief"}).status_code == 303
    export = db.session.scalars(select(DataExport)).one()
    assert not db.session.scalars(select(Notice.id).where(Notice.code == "own_data_ready")).all(), "not before it is"
    assert exports.make_waiting() == 1
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
    assert "Je bestand is klaar" in browse(cast.seller, "/me/data").text, "it can be fetched again, for a week"
    with clock.at(clock.now() + exports.KEPT + timedelta(minutes=1)):
        late = sign_in(cast.seller).post(f"/me/data/exports/{export.id}")
        assert late.mimetype != "application/zip", "its time is over, though no worker has deleted it yet"
        worker.round_of_work()
        assert "HR heeft erom gevraagd" not in browse(cast.seller, "/me/data").text


@pytest.mark.parametrize("name", Cast.PEOPLE)
def test_who_may_start_it(app: Flask, cast: Cast, sign_in, name: str) -> None:
    expected = {"hr": 303, "hr2": 303, "hr_no": 404}
    answer = sign_in(getattr(cast, name)).post(
        f"/admin/privacy/people/{cast.seller}/export", data={"reason": "Verzoek"}
    )
    assert answer.status_code == expected.get(name, 403)


TOLD = "Er staat een bestand met je gegevens klaar."


def state(cast: Cast, browse: Any) -> str:
    """What one's own page says of the newest file."""
    words = {"Je bestand wordt gemaakt": "making", "Je bestand is klaar": "ready", "kon niet worden gemaakt": "failed"}
    text = browse(cast.seller, "/me/data", locale="nl").text
    return next((code for said, code in words.items() if said in text), "none")


def test_the_page_says_how_far_it_is(app: Flask, cast: Cast, sign_in, browse, box) -> None:
    client = sign_in(cast.seller)
    assert state(cast, browse) == "none"
    answer = client.post("/me/data/export")
    assert answer.status_code == 303 and answer.location == "/me/data"
    assert state(cast, browse) == "making" and TOLD not in browse(cast.seller, "/me", locale="nl").text
    part = client.get("/me/data/exports", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    assert part.lstrip().startswith('<div id="exports"') and "every 5s" in part, "it renews itself"
    assert browse(cast.seller, "/me/data/exports").status == 200, "and is a page without a script"
    only = db.session.scalar(select(DataExport.id))
    assert client.post(f"/me/data/exports/{only}").location == "/me/data", "nothing to fetch yet"
    worker.round_of_work()
    assert state(cast, browse) == "ready" and TOLD in browse(cast.seller, "/me", locale="nl").text
    assert "every 5s" not in client.get("/me/data/exports").text
    send_waiting()
    assert box.to("seller"), "at once: the file does not wait long"
    assert client.post(f"/me/data/exports/{only}").mimetype == "application/zip"
    assert TOLD not in browse(cast.seller, "/me", locale="nl").text, "it was fetched"


def test_two_at_once_make_one_and_a_new_one_replaces_the_old(app: Flask, cast: Cast, sign_in) -> None:
    clients = [sign_in(cast.seller), sign_in(cast.seller)]
    for client in clients:
        assert client.post("/me/data/export").status_code == 303
    assert len(db.session.scalars(select(DataExport.id)).all()) == 1
    assert exports.make_waiting() == 1 and exports.make_waiting() == 0
    first = db.session.scalar(select(DataExport.id))
    made_for(clients[0])
    assert db.session.scalars(select(DataExportFile.export_id)).all() != [first]
    assert len(db.session.scalars(select(DataExportFile.export_id)).all()) == 1
    assert clients[0].post(f"/me/data/exports/{first}").location == "/me/data", "that one is gone"


def test_two_workers_do_not_make_the_same_one(app: Flask, cast: Cast, sign_in, monkeypatch) -> None:
    sign_in(cast.seller).post("/me/data/export")
    asked = []

    def meanwhile(me: Any) -> bytes:
        asked.append(exports.make_waiting())
        return b"zip"

    monkeypatch.setattr(exporting, "made", meanwhile)
    assert exports.make_waiting() == 1 and asked == [0]
    with clock.at(clock.now() + exports.GIVEN_UP + timedelta(minutes=1)):
        assert exports.make_waiting() == 0


def test_one_whose_worker_was_stopped_is_taken_up_again(app: Flask, cast: Cast, sign_in, monkeypatch) -> None:
    sign_in(cast.seller).post("/me/data/export")

    def stopped(_me: Any) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "made", stopped)
        with pytest.raises(KeyboardInterrupt):
            exports.make_waiting()
    assert exports.make_waiting() == 0, "somebody may still be at it"
    with clock.at(clock.now() + exports.GIVEN_UP + timedelta(minutes=1)):
        assert exports.make_waiting() == 1


@pytest.mark.parametrize("fault", [RuntimeError, exporting.Busy])
def test_one_that_fails_says_so_and_is_tried_again(app: Flask, cast: Cast, sign_in, browse, monkeypatch, fault) -> None:
    client = sign_in(cast.seller)
    client.post("/me/data/export")

    def broken(_me: Any) -> bytes:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "made", broken)
        for _round in range(exports.TRIES):
            exports.make_waiting()
    assert state(cast, browse) == "failed"
    assert db.session.scalars(select(Notice.code)).all() == ["own_data_failed"]
    only = db.session.scalar(select(DataExport.id))
    for name in ("hr", "manager", "admin"):
        assert sign_in(getattr(cast, name)).post(f"/me/data/exports/{only}/again").status_code == 404
    assert sign_in(cast.seller).post(f"/me/data/exports/{only}/again").status_code == 303
    assert state(cast, browse) == "making"
    assert exports.make_waiting() == 1 and state(cast, browse) == "ready"


def test_the_file_is_deleted_after_a_week_and_its_row_after_its_term(app: Flask, cast: Cast, sign_in) -> None:
    made_for(sign_in(cast.seller))
    with clock.at(clock.now() + exports.KEPT + timedelta(minutes=1)):
        worker.round_of_work()
        assert db.session.scalars(select(DataExportFile.export_id)).all() == []
        assert db.session.scalars(select(DataExport)).one().removed_at is not None
    with clock.at(clock.now() + timedelta(days=740)):
        worker.round_of_work()
        assert db.session.scalars(select(DataExport.id)).all() == []


@pytest.mark.parametrize("name", [name for name in Cast.PEOPLE if name != "seller"])
def test_nobody_else_fetches_the_file(app: Flask, cast: Cast, sign_in, name: str) -> None:
    made_for(sign_in(cast.seller))
    only = db.session.scalar(select(DataExport.id))
    client = sign_in(getattr(cast, name))
    assert client.post(f"/me/data/exports/{only}").status_code == 404
    assert client.get(f"/me/data/exports/{only}").status_code in {404, 405}
    assert f"exports/{only}" not in client.get("/me/data/exports").text
