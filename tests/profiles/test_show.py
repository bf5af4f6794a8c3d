"""The page of a profile: what readers see, in which version and language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock
from portal.core.db import db
from portal.documents import content, publishing
from portal.documents.models import Draft, Outcome
from portal.profiles import services
from tests.cast import Cast, absent
from tests.pages import Page
from tests.profiles.counting import statements
from tests.profiles.making import body_of, draft, in_review, publish, published
from tests.profiles.rounds import Round

Browse = Callable[..., Page]


def full_body() -> list[dict[str, Any]]:
    """A part of each kind; Norwegian for most."""
    body = body_of("Accountmanager", nb="Account manager", purpose_nb="Skape vekst.")

    def add(kind: str, nl: str, nb: str = "", inside: str = "", **data: Any) -> str:
        text = {"nl": nl, "nb": nb} if nb else {"nl": nl}
        body.append(content.new_part(kind, inside, text, data=data, source="nl"))
        return body[-1]["key"]

    add("context", "Werkt voor de [directie].", "Arbeider for [ledelsen].")
    add("org", "Niet van toepassing", relation="leads", none=True)
    add("org", "Verkoopleider", "Salgsleder", relation="reports_to", label={"nl": "Valt onder"})
    area = add("area", "Plannen", "Planlegging")
    add("result", "Plannen zijn op tijd.", "Planer er ferdige i tide.", area)
    task = add("core_task", "Maakt plannen", "Lager planer", area)
    add("sub_task", "Alleen in het Nederlands", "", task)
    add("indicator", "Aandeel goedgekeurd", "Andel godkjent", area)
    for code in "ABC":
        add("level", f"Niveau {code}", f"Nivå {code}", code=code)
    row = add("criterion", "Invloed", "Innflytelse")
    add("cell", "Voor allen", "For alle", row, levels=["A", "B", "C"])
    add("cell", "Alleen B en C", "Bare B og C", row, levels=["B", "C"])
    add("cell", "Alleen A", "Bare A", row, levels=["A"])
    add("condition", "Rijdt veel", "Kjører mye")
    add("figure", "20 tot 200 klanten", "20–200 kunder", name="customers", min=20, max=200)
    add("unplaced", "Nog nergens")
    return body


def test_a_reader_gets_every_section_in_dutch(app: Flask, cast: Cast, browse: Browse) -> None:
    profile_id = published(cast, full_body()[:-1], reason="Volgt nog.")
    page = browse(cast.seller, f"/profiles/{profile_id}")
    for words in (
        "Doel van de functie", "Klanten helpen kiezen.", "Plaats in de organisatie", "Valt onder", "Geeft leiding aan",
        "Resultaatgebieden", "Kerntaken", "Resultaatindicatoren", "Aandeel goedgekeurd", "Indelingscriteria",
        "Alle niveaus", "Niveaus B, C", "Bezwarende omstandigheden", "20 tot 200 klanten", "Versie 1", "Rik de Haan",
    ):
        assert words in page.text, words
    assert '<span class="unfilled">directie</span>' in page.html
    assert 'colspan="3" class="shared"' in page.html
    assert "Nog niet alles is vertaald" not in page.text


def test_a_norwegian_reader_gets_norwegian_and_dutch_marked_where_it_lacks(
    app: Flask, cast: Cast, browse: Browse
) -> None:
    profile_id = published(cast, full_body()[:-1], reason="Volgt nog.")
    page = browse(cast.stranger, f"/profiles/{profile_id}", locale="nb")
    for words in ("Stillingens formål", "Skape vekst.", "Hovedoppgaver", "Bare B og C", "Rapporterer til", "Ikke alt"):
        assert words in page.text, words
    assert '<span lang="nl" class="other-language">Alleen in het Nederlands</span>' in page.html
    assert "Klanten helpen" not in page.text


def test_readers_see_the_version_in_force_and_hr_can_switch(app: Flask, cast: Cast, browse: Browse) -> None:
    from portal.documents import drafts
    from portal.profiles.content import PROFILE

    profile_id = published(cast)
    services.start_version(profile_id, cast.me("hr"))
    drafts.edit(
        profile_id, PROFILE, cast.me("hr"), "e1",
        lambda body: content.write_text(body, body[1]["key"], "nl", "Iets nieuws.", base=1, edit="e1"),
    )
    for who, sees in (("seller", False), ("stranger", False), ("hr", True), ("manager", True)):
        person = getattr(cast, who)
        assert "Klanten helpen kiezen." in browse(person, f"/profiles/{profile_id}").text
        work = browse(person, f"/profiles/{profile_id}?version=work")
        assert ("Iets nieuws." in work.text) is sees, who
        assert ("In bewerking" in work.text) is sees, who


def test_a_draft_is_a_404_for_strangers_and_hides_unplaced_text(app: Flask, cast: Cast, browse: Browse) -> None:
    profile_id = draft(cast, full_body())
    assert browse(cast.stranger, f"/profiles/{profile_id}").status == 404
    assert browse(cast.seller, f"/profiles/{profile_id}").status == 404
    page = browse(cast.manager, f"/profiles/{profile_id}")
    assert "Nog niet gepubliceerd" in page.text
    assert "Nog nergens" not in page.text


def test_a_profile_is_read_as_it_held_on_a_date(app: Flask, cast: Cast, browse: Browse) -> None:
    profile_id = draft(cast)
    services.adopt(profile_id, cast.me("hr"), valid_from=clock.today() - timedelta(days=400), source="Getekend stuk")
    services.start_version(profile_id, cast.me("hr"))
    publish(cast, profile_id)
    then = clock.today() - timedelta(days=100)
    assert "Versie 1" in browse(cast.seller, f"/profiles/{profile_id}?on={then}").text
    assert "Versie 2" in browse(cast.seller, f"/profiles/{profile_id}?on={clock.today()}").text
    before = browse(cast.seller, f"/profiles/{profile_id}?on=2001-01-01")
    assert before.status == 200
    assert "gold geen versie" in before.text
    assert "Versie 2" in browse(cast.seller, f"/profiles/{profile_id}?on=nonsense").text


def test_a_holder_is_asked_to_confirm_until_done(app: Flask, cast: Cast, browse: Browse) -> None:
    profile_id = published(cast)
    address = f"/profiles/{profile_id}"

    def asking(person: int) -> list[str]:
        forms = browse(person, address).forms
        return [form["fields"]["seen"] for form in forms if form["action"] == f"{address}/acknowledge"]

    assert asking(cast.seller) == ["1"]
    assert asking(cast.stranger) == []
    publishing.acknowledge(profile_id, cast.me("seller"), 1)
    assert asking(cast.seller) == []
    assert "Leesbevestiging" in browse(cast.seller, address).text


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_the_tools_fit_the_person_and_the_state(app: Flask, cast: Cast, browse: Browse, locale: str) -> None:
    profile_id = draft(cast)
    assert f"/profiles/{profile_id}/edit" in browse(cast.hr, f"/profiles/{profile_id}", locale=locale).html
    assert f"/profiles/{profile_id}/edit" not in browse(cast.manager, f"/profiles/{profile_id}", locale=locale).html
    in_review(cast, profile_id)
    assert f"/profiles/{profile_id}/review" in browse(cast.manager, f"/profiles/{profile_id}", locale=locale).html
    assert db.session.query(Draft).one().state == "in_review"


def test_the_page_keeps_its_query_budget(app: Flask, cast: Cast, browse: Browse) -> None:
    profile_id = published(cast, full_body()[:-1], reason="Volgt nog.")
    browse(cast.seller, f"/profiles/{profile_id}")
    with statements() as sent:
        browse(cast.seller, f"/profiles/{profile_id}")
    assert len([one for one in sent if not one.lstrip().startswith("INSERT")]) <= 6 + 2  # two of the frame


@pytest.mark.parametrize(
    ("locale", "approved", "published_by"),
    [
        ("nl", "Goedgekeurd door Daan Plaats (namens Marloes van Dam), Dirk Directeur", "Gepubliceerd door Rik"),
        ("nb", "Godkjent av Daan Plaats (på vegne av Marloes van Dam), Dirk Directeur", "Publisert av Rik"),
    ],
)
def test_who_approved_and_who_published_are_told_apart(
    app: Flask, cast: Cast, browse: Browse, locale: str, approved: str, published_by: str
) -> None:
    absent(cast)
    made = Round(cast)
    made.submit("manager", "director")
    made.decide(Outcome.APPROVE, who="deputy", seat=cast.manager)
    made.decide(Outcome.APPROVE, who="director")
    made.publish()
    for address in (f"/profiles/{made.id}", f"/profiles/{made.id}/versions/1"):
        page = browse(cast.seller, address, locale=locale)
        assert approved in page.text
        assert published_by in page.text
