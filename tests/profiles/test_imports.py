"""Importing: file or paste in, what was understood, drafts out; refusals keep what was typed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import audit
from portal.core.audit import Audit
from portal.core.db import db
from portal.documents import content, drafts
from portal.documents.models import Document, Draft
from portal.people.models import Role, RoleLevel
from portal.profiles import sources
from portal.profiles.models import ImportSource, Profile
from tests.cast import Cast
from tests.pages import Page
from tests.plugins.machine import SHARED
from tests.profiles.making import body_of, draft, published

Browse = Callable[..., Page]
DOCUMENTS = SHARED / "documents"

TEXT = """Functieprofiel: Routeplanner

Context
De routeplanner werkt bij een groothandel en zorgt dat de klanten op tijd bezoek krijgen.

Organisatie
Leidinggevende: de teamleider van de binnendienst
Geeft leiding aan: niet van toepassing

Resultaatgebieden

Planning
Kerntaken
- maakt elke week een planning voor de buitendienst
- stemt wijzigingen af met de klanten
Resultaatindicatoren
- aandeel bezoeken dat op de afgesproken dag plaatsvindt

Bezwarende omstandigheden
- werkt veel achter een beeldscherm
"""


HEADINGS = {
    "Context": 1, "Organisatie": 1, "Resultaatgebieden": 1, "Bezwarende omstandigheden": 1, "Planning": 2,
    "Kerntaken": 3, "Resultaatindicatoren": 3,
}


def word_file() -> io.BytesIO:
    file = docx.Document()
    for line in TEXT.splitlines():
        if line.startswith("- "):
            file.add_paragraph(line[2:], style="List Bullet")
        elif line in HEADINGS:
            file.add_heading(line, HEADINGS[line])
        elif line:
            file.add_paragraph(line)
    held = io.BytesIO()
    file.save(held)
    held.seek(0)
    return held


def upload(client: Any, name: str, content_: bytes, **fields: Any) -> Any:
    data = {"file": (io.BytesIO(content_), name), "text": "", **fields}
    return client.post("/profiles/import", data=data, headers={"Accept-Language": "nl"})


def picked(cast: Cast, *places: int, **more: Any) -> dict[str, Any]:
    return {
        "pick": list(places), "unit": cast.nl, "country": "NL", "family": "Verkoop", "sector": "", "then": "drafts",
        **{f"role-{place}": "new" for place in places}, **more,
    }


def body_at(profile_id: int) -> list[dict[str, Any]]:
    return drafts.body_of(db.session.query(Draft).filter_by(document_id=profile_id).one().id)


@pytest.mark.parametrize("way", ["paste", "txt", "docx"])
def test_a_document_becomes_a_draft(app: Flask, cast: Cast, sign_in: Callable, browse: Browse, way: str) -> None:
    client = sign_in(cast.hr)
    if way == "paste":
        answer = client.post("/profiles/import", data={"text": TEXT})
    elif way == "txt":
        answer = upload(client, "routeplanner.txt", TEXT.encode())
    else:
        answer = upload(client, "routeplanner.docx", word_file().read())
    assert answer.status_code == 303
    source = db.session.query(ImportSource).one()
    page = browse(cast.hr, answer.location)
    assert "Routeplanner" in page.text
    assert "2 kerntaken" in page.text
    assert "1 resultaatindicator" in page.text
    made = client.post(answer.location, data=picked(cast, 0))
    profile = db.session.query(Profile).one()
    assert made.location == f"/profiles/{profile.document_id}/edit"
    assert (profile.family, profile.country) == ("sales", "NL")
    assert db.session.get(Role, profile.role_id).title == {"nl": "Routeplanner"}
    kinds = {part["kind"] for part in body_at(profile.document_id)}
    assert {"title", "context", "org", "area", "core_task", "indicator", "condition"} <= kinds
    beside = sources.source_of(profile.document_id)
    assert beside.id == source.id
    assert "purpose" in beside.not_stated
    assert any("Routeplanner" in line for line in beside.lines)
    codes = [row.code for row in db.session.query(audit.Audit).filter_by(subject_id=profile.document_id)]
    assert codes == ["profile_created", "profile_imported"]
    row = db.session.query(audit.Audit).filter_by(code="profile_imported").one()
    assert row.data == {}, "the name that somebody gave a file can be erased"
    detail = db.session.get(audit.AuditDetail, row.id)
    assert detail.body["source"] in browse(cast.hr, f"/profiles/{profile.document_id}/history").text


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("oud.doc", b"\xd0\xcf\x11\xe0" + b"x" * 600, ".docx"),
        ("leeg.txt", b"", "leeg"),
        ("plaatje.png", b"\x89PNG" + b"x" * 100, ".docx"),
        ("brief.txt", b"Beste klant, hierbij onze factuur. Met vriendelijke groet.", "functieprofiel"),
        ("kapot.docx", b"PK\x03\x04 niets", "opnieuw"),
    ],
)
def test_a_refusal_is_one_sentence_and_stores_nothing(
    app: Flask, cast: Cast, sign_in: Callable, name: str, given: bytes, sentence: str
) -> None:
    answer = upload(sign_in(cast.hr), name, given)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert db.session.query(ImportSource).count() == 0


def test_a_refused_paste_keeps_what_was_pasted(app: Flask, cast: Cast, sign_in: Callable) -> None:
    answer = sign_in(cast.hr).post("/profiles/import", data={"text": "Alleen een <b>regel</b> uit een brief."})
    assert answer.status_code == 422
    assert "Alleen een &lt;b&gt;regel&lt;/b&gt; uit een brief." in answer.get_data(as_text=True)


def test_nothing_given_is_said(app: Flask, cast: Cast, sign_in: Callable) -> None:
    answer = sign_in(cast.hr).post("/profiles/import", data={"text": " "}, headers={"Accept-Language": "nl"})
    assert answer.status_code == 422
    assert "Kies een document, of plak de tekst ervan." in answer.get_data(as_text=True)


def test_a_file_above_the_limit_is_said_in_a_sentence(app: Flask, cast: Cast, sign_in: Callable) -> None:
    kind = "multipart/form-data; boundary=here"
    speaking = {"Accept-Language": "nl"}
    answer = sign_in(cast.hr).post("/profiles/import", data=b"x" * 11_000_000, content_type=kind, headers=speaking)
    assert answer.status_code == 413
    assert "Een document mag hoogstens 10 MB groot zijn." in answer.get_data(as_text=True)
    assert 'href="/profiles/import"' in answer.get_data(as_text=True)


def test_only_hr_imports_and_only_the_importer_picks(app: Flask, cast: Cast, sign_in: Callable) -> None:
    address = sign_in(cast.hr).post("/profiles/import", data={"text": TEXT}).location
    for who, expected in (("seller", 403), ("manager", 403), ("admin", 403), ("hr2", 404), ("hr_no", 404)):
        client = sign_in(getattr(cast, who))
        assert client.get(address).status_code == expected, who
        assert client.post(address, data=picked(cast, 0)).status_code == expected, who
    for who in ("seller", "director", "stranger"):
        assert sign_in(getattr(cast, who)).get("/profiles/import").status_code == 403


def test_a_unit_outside_the_scope_cannot_be_chosen(app: Flask, cast: Cast, sign_in: Callable) -> None:
    client = sign_in(cast.hr)
    address = client.post("/profiles/import", data={"text": TEXT}).location
    assert client.post(address, data=picked(cast, 0, unit=cast.no)).status_code == 422
    assert client.post(address, data=picked(cast, 0, unit=cast.company)).status_code == 422
    assert client.post("/profiles/start", data={"title": "X", "language": "nl", "unit": cast.no}).status_code == 422
    assert db.session.query(Document).count() == 0


def test_a_profile_is_made_once(app: Flask, cast: Cast, sign_in: Callable, browse: Browse) -> None:
    client = sign_in(cast.hr)
    address = client.post("/profiles/import", data={"text": TEXT}).location
    assert client.post(address, data=picked(cast, 0)).status_code == 303
    assert client.post(address, data=picked(cast, 0)).status_code == 422
    assert db.session.query(Document).count() == 1
    assert "Concept gemaakt" in browse(cast.hr, address).text


def test_a_title_that_exists_is_a_hint_and_no_refusal(
    app: Flask, cast: Cast, sign_in: Callable, browse: Browse
) -> None:
    published(cast, body_of("Routeplanner"), sector="foodservice")
    client = sign_in(cast.hr)
    address = client.post("/profiles/import", data={"text": TEXT}).location
    assert "Routeplanner (Foodservice)" in browse(cast.hr, address).text
    assert client.post(address, data=picked(cast, 0, sector="Techniek")).status_code == 303
    assert {row.sector for row in db.session.query(Profile)} == {"foodservice", "technical"}


def test_what_holds_already_is_adopted_from_the_import(
    app: Flask, cast: Cast, sign_in: Callable, browse: Browse
) -> None:
    client = sign_in(cast.hr)
    address = client.post("/profiles/import", data={"text": TEXT}).location
    without = client.post(address, data=picked(cast, 0, then="adopt"))
    assert without.status_code == 422
    assert db.session.query(Document).count() == 0
    data = picked(cast, 0, then="adopt", valid_from="2023-05-01", source="Vastgesteld door de directie")
    made = client.post(address, data=data, headers={"Accept-Language": "nl"})
    document = db.session.query(Document).one()
    page = browse(cast.seller, made.location)
    assert document.in_force == 1, client.get("/profiles/", headers={"Accept-Language": "nl"}).get_data(as_text=True)
    assert "Vastgesteld door de directie" in page.text
    (row,) = db.session.query(audit.Audit).filter_by(code="profile_adopted")
    assert row.data == {"number": 1, "date": "2023-05-01"}


def test_a_profile_starts_empty_with_its_title(app: Flask, cast: Cast, sign_in: Callable, browse: Browse) -> None:
    data = {"title": "Ny rolle", "language": "nb", "role": "new", "unit": cast.nl, "country": ""}
    answer = sign_in(cast.hr).post("/profiles/start", data=data)
    document = db.session.query(Document).one()
    assert answer.location == f"/profiles/{document.id}/edit"
    assert (document.title, document.locale) == ("Ny rolle", "nb")
    assert "Er is nog geen tekst" in browse(cast.hr, f"/profiles/{document.id}").text
    assert sources.source_of(document.id) is None
    assert sign_in(cast.hr).post("/profiles/start", data={**data, "title": " "}).status_code == 422


def test_roles_get_codes_of_their_own(app: Flask, cast: Cast, sign_in: Callable) -> None:
    data = {"title": "Verkoper", "language": "nl", "role": "new", "unit": cast.nl, "country": ""}
    for _ in range(2):
        assert sign_in(cast.hr).post("/profiles/start", data=data).status_code == 303
    assert {"verkoper", "verkoper-2", "verkoper-3"} <= {role.code for role in db.session.query(Role)}
    added = db.session.scalars(select(Audit).where(Audit.code == "role_added").order_by(Audit.id))
    assert [(row.actor_id, row.data["name"]) for row in added] == [(cast.hr, "verkoper-2"), (cast.hr, "verkoper-3")]


def test_a_text_too_long_for_its_place_stands_whole_among_what_has_none() -> None:
    title, rest = sources.settled([content.new_part("title", text={"nl": "a" * 300})], "nl")
    assert len(title["text"]["nl"]) == 200
    assert (rest["kind"], rest["text"]["nl"]) == ("unplaced", "a" * 300)


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_pages_speak_both_languages(app: Flask, cast: Cast, browse: Browse, sign_in: Callable, locale: str) -> None:
    draft(cast)
    speaking = {"Accept-Language": locale}
    address = sign_in(cast.hr).post("/profiles/import", data={"text": TEXT}, headers=speaking).location
    first, picks = browse(cast.hr, "/profiles/import", locale=locale), browse(cast.hr, address, locale=locale)
    assert {"nl": "Document importeren", "nb": "Importer et dokument"}[locale] in first.text
    assert {"nl": "Waar het thuishoort", "nb": "Tilhørighet"}[locale] in picks.text


@pytest.mark.shared
def test_eight_norwegian_roles_come_from_one_page(app: Flask, cast: Cast, sign_in: Callable, browse: Browse) -> None:
    client = sign_in(cast.hr_no)
    given = (DOCUMENTS / "stillingsbeskrivelser-salg.nb.txt").read_bytes()
    address = upload(client, "stillinger.txt", given).location
    page = browse(cast.hr_no, address, locale="nb")
    assert "Fant 8 stillingsbeskrivelser" in page.text
    data = picked(cast, 0, 3, 5, unit=cast.no, country="NO")
    assert client.post(address, data=data).location == "/profiles/?state=draft"
    assert db.session.query(Document).count() == 3
    assert all(document.locale == "nb" for document in db.session.query(Document))


@pytest.mark.shared
@pytest.mark.parametrize("file", sorted(DOCUMENTS.glob("*.*x*")), ids=lambda file: file.name)
def test_every_document_becomes_drafts(app: Flask, cast: Cast, sign_in: Callable, browse: Browse, file: Path) -> None:
    client = sign_in(cast.hr)
    address = upload(client, file.name, file.read_bytes()).location
    count = len(db.session.query(ImportSource).one().understood)
    assert client.post(address, data=picked(cast, *range(count))).status_code == 303
    for document in db.session.query(Document).all():
        assert browse(cast.hr, f"/profiles/{document.id}").status == 200
    if "abc" in file.name:
        assert {level.code for level in db.session.query(RoleLevel)} >= {"A", "B", "C"}
