"""A Norwegian profile with requirements and no levels, from the pasted text to its review."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.core import clock
from portal.core.db import db
from portal.documents import content
from portal.documents.models import Document, Draft, State
from portal.profiles.models import ImportSource
from tests.cast import Cast
from tests.pages import Page

TEXT = """Stillingstittel: Innesalgsselger
Om stillingen
Selgeren arbeider på kundesenteret og har ansvar for 60–80 kunder.

Nærmeste leder: Salgssjef innesalg

Ansvarsområde 1: Kundepleie
Hovedoppgaver
- Ringer minst ti eksisterende kunder i uka.
- Holder kundekortene oppdatert etter hver samtale.
Resultatindikatorer
- Antall kunder med en oppdatert kundeplan.

{heading}
- Fagbrev i salgsfaget eller tilsvarende realkompetanse fra innesalg i bedriftsmarkedet.
- To års erfaring fra telefonsalg, og gode muntlige og skriftlige ferdigheter i norsk.
- Behersker kontorstøtteverktøy og et kundesystem, og lærer nye systemer raskt.
"""


@pytest.mark.parametrize("heading", ["Kvalifikasjoner", "Utdanning", "Krav til kompetanse"])
def test_requirements_without_levels_go_all_the_way(
    app: Flask, cast: Cast, browse: Callable[..., Page], heading: str
) -> None:
    asked = {"method": "POST", "locale": "nb"}
    read = browse(cast.hr, "/profiles/import", data={"text": TEXT.format(heading=heading)}, **asked)
    assert read.status == 303, read.text
    (source_id,) = db.session.scalars(db.select(ImportSource.id))
    picks = browse(cast.hr, f"/profiles/import/{source_id}", locale="nb")
    assert "Innesalgsselger" in picks.text
    data = {"pick": [0], "unit": cast.nl, "country": "NO", "family": "Salg", "sector": "", "then": "drafts"}
    assert browse(cast.hr, f"/profiles/import/{source_id}", data=data, **asked).status == 303
    db.session.expire_all()
    (profile_id,) = db.session.scalars(db.select(Document.id))
    draft = db.session.scalars(db.select(Draft)).one()
    figures = [part["data"] for part in content.loads(draft.body) if part["kind"] == "figure"]
    assert [(one["name"], one["min"], one["max"]) for one in figures] == [("customers", 60, 80)]
    for address in (f"/profiles/{profile_id}/edit", f"/profiles/{profile_id}"):
        page = browse(cast.hr, address, locale="nb")
        assert page.status == 200
        assert "Fagbrev i salgsfaget" in page.text
        assert "To års erfaring" in page.text
    due = f"{clock.today():%d.%m.%Y}"
    fields = {"reviewers": [cast.manager], "due": due, "message": "", "seen": draft.rev}
    form = browse(cast.hr, f"/profiles/{profile_id}/submit", locale="nb")
    (given,) = [one["fields"] for one in form.forms if one["action"] == f"/profiles/{profile_id}/submit"]
    sent = browse(cast.hr, f"/profiles/{profile_id}/submit", data=given | fields, **asked)
    assert sent.status == 303, sent.text
    db.session.expire_all()
    assert db.session.scalars(db.select(Draft.state)).one() == State.IN_REVIEW
