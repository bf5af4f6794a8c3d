"""The division of work of a team: what the table says of each task, and who may read and change it."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.core import clock
from portal.core.db import write
from portal.duties import division, division_texts
from portal.duties.models import Part
from portal.duties.services import division as services
from portal.people.models import Position
from portal.profiles import services as profiles
from portal.profiles.models import Bound, Placeholder
from tests.cast import Cast
from tests.duties import dividing
from tests.queries import counted


def test_a_task_that_nobody_does_or_two_do_is_flagged_and_counted(app: Flask, cast: Cast, browse) -> None:
    dividing.task(cast, "Beurs", seller=Part.SUPPORTS)
    dividing.task(cast, "Offertes", seller=Part.DOES, colleague=Part.DOES)
    dividing.task(cast, "Klantdag", seller=Part.DOES, colleague=Part.SUPPORTS)
    page = browse(cast.seller, f"/duties/division/{cast.team}")
    assert "Niemand voert dit uit" in page.text
    assert "Twee mensen voeren dit uit: Kees Collega, Sanne Visser" in page.text
    assert "1 taak die niemand uitvoert" in page.text and "1 taak die meer dan één persoon uitvoert" in page.text
    assert "Alleen de 2 taken tonen die aandacht vragen" in page.text
    only = browse(cast.manager, f"/duties/division/{cast.team}?show=flagged").html
    assert ">Offertes<" in only and ">Klantdag<" not in only


def test_a_table_in_order_says_so(app: Flask, cast: Cast, browse) -> None:
    dividing.task(cast, "Beurs", seller=Part.DOES)
    page = browse(cast.manager, f"/duties/division/{cast.team}", locale="nb")
    assert "Hver oppgave utføres av én person" in page.text and "trenger oppmerksomhet" not in page.text


def test_the_columns_are_the_people_by_role_field_before_inside(app: Flask, cast: Cast) -> None:
    irma = dividing.inside(cast)
    groups = division.table(cast.team).groups
    assert [group.title["nl"] for group in groups] == ["Verkoper", "Medewerker binnendienst", "Verkoopmanager"]
    assert [one.name for one in groups[0].members] == ["Kees Collega", "Sanne Visser"]
    assert [one.id for one in groups[1].members] == [irma]


def test_who_left_the_team_counts_as_nobody_and_is_taken_out_by_one_press(
    app: Flask, cast: Cast, sign_in, browse
) -> None:
    task = dividing.task(cast, "Beurs", colleague=Part.DOES)
    dividing.leaves(cast, cast.colleague)
    page = browse(cast.manager, f"/duties/division/{cast.team}")
    assert "Kees Collega, niet meer in het team" in page.text and "Niemand voert dit uit" in page.text
    rev = dividing.rev_of(task)
    assert dividing.press(sign_in(cast.manager), cast, task, f"{cast.colleague}-none", rev).status_code == 303
    assert not dividing.held(task) and not dividing.row(cast, task).left


def test_somebody_in_two_roles_of_the_team_is_one_column(app: Flask, cast: Cast) -> None:
    with write() as session:
        session.add(Position(person_id=cast.seller, role_id=cast.manager_role, unit_id=cast.team, starts=clock.today()))
    assert [one.id for one in division.members_of(cast.team)].count(cast.seller) == 1


def test_a_duty_follows_its_profile_in_the_readers_language(app: Flask, cast: Cast, browse) -> None:
    dividing.duties(cast)
    page = browse(cast.seller, f"/duties/division/{cast.team}", locale="nb")
    assert "Lager kundeplaner" in page.text and '<th scope="row" lang="nl">Legt bezoeken vast' in page.html
    assert "Ikke lenger i stillingsbeskrivelsen" not in page.text


def test_a_placeholder_reads_as_what_it_stands_for_in_the_team(app: Flask, cast: Cast, browse) -> None:
    with write() as session:
        words = {"nl": "de buitendienst", "nb": "utesalget"}
        session.add(Placeholder(term="verkoop", unit_id=cast.nl, bound=Bound.UNIT, target_id=cast.team, words=words))
    dividing.published(cast, dividing.body(({"nl": "Overlegt met [verkoop]"}, {"nl": "Bezoekt [verkoop]"})))
    [first, _second] = division_texts.offered(cast.team)
    services.add(cast.me("manager"), cast.team, [f"{first[0]}-{first[1]}"], "")
    page = browse(cast.manager, f"/duties/division/{cast.team}")
    assert "Overlegt met de buitendienst" in page.text and "Bezoekt de buitendienst" in page.text


def test_a_duty_that_vanished_from_its_profile_keeps_its_words_and_is_flagged(app: Flask, cast: Cast, browse) -> None:
    first, second = dividing.duties(cast)
    kept, gone = dividing.row(cast, first), dividing.row(cast, second)
    dividing.vanishes(cast, gone.document_id, gone.text)
    assert (dividing.row(cast, second).text, dividing.row(cast, second).gone) == ("Legt bezoeken vast", True)
    assert (dividing.row(cast, first).text, dividing.row(cast, first).gone) == (kept.text, False)
    assert "Niet meer in het functieprofiel" in browse(cast.manager, f"/duties/division/{cast.team}").text


def test_duties_of_an_archived_profile_are_flagged(app: Flask, cast: Cast) -> None:
    first, _second = dividing.duties(cast)
    profiles.archive(dividing.row(cast, first).document_id, cast.me("hr"), archived=True)
    assert dividing.row(cast, first).gone and dividing.row(cast, first).text == "Stelt accountplannen op"


@pytest.mark.parametrize(
    ("name", "reads", "keeps"),
    [("seller", 200, 403), ("manager", 200, 303), ("director", 200, 303), ("deputy", 404, 404), ("hr", 404, 404),
     ("admin", 404, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_the_team_reads_and_who_leads_it_changes(
    app: Flask, cast: Cast, sign_in, name: str, reads: int, keeps: int
) -> None:
    task, client = dividing.task(cast), sign_in(getattr(cast, name))
    assert client.get(f"/duties/division/{cast.team}").status_code == reads
    assert client.post(f"/duties/division/{cast.team}/tasks", data={"title": "Meer"}).status_code == keeps
    rev = dividing.rev_of(task)
    assert dividing.press(client, cast, task, f"{cast.seller}-does", rev).status_code == keeps
    for deed, sent in (("/move", {"move": "up"}), ("/remove", {})):
        assert client.post(f"/duties/division/{cast.team}/tasks/{task}{deed}", data=sent).status_code == keeps
    assert client.get(f"/duties/division/{cast.team}/tasks/{task}").status_code == (404 if keeps == 303 else keeps)


def test_a_reader_finds_no_way_to_change(app: Flask, cast: Cast, browse) -> None:
    dividing.task(cast, "Beurs", seller=Part.DOES)
    page = browse(cast.colleague, f"/duties/division/{cast.team}")
    assert not [form for form in page.forms if "/duties/division" in (form["action"] or "")]
    assert "data-grid" not in page.html and "Voert uit" in page.text


def test_one_team_opens_at_once_and_more_are_listed_with_what_is_wrong(app: Flask, cast: Cast, sign_in, browse) -> None:
    dividing.task(cast)
    answer = sign_in(cast.seller).get("/duties/division")
    assert answer.status_code == 303 and answer.location.endswith(f"/duties/division/{cast.team}")
    page = browse(cast.director, "/duties/division")
    assert "Team Midden" in page.text and "Team Oslo" in page.text and "1 taak die niemand uitvoert" in page.text


def test_nobody_takes_a_task_of_another_team_along(app: Flask, cast: Cast, sign_in) -> None:
    task = dividing.task(cast)
    team_no = next(one.id for one in division.teams(cast.me("stranger")) if one.works)
    client = sign_in(cast.stranger)
    assert client.get(f"/duties/division/{team_no}/tasks/{task}").status_code == 404
    for deed in ("press", "move", "remove"):
        sent = {"rev": 1, "set": f"{cast.stranger}-does", "move": "up"}
        assert client.post(f"/duties/division/{team_no}/tasks/{task}/{deed}", data=sent).status_code == 409
    assert dividing.row(cast, task) is not None and not dividing.held(task)


def test_the_table_asks_as_much_for_many_tasks_as_for_one(app: Flask, cast: Cast, sign_in) -> None:
    dividing.duties(cast)
    client = sign_in(cast.manager)
    client.get(f"/duties/division/{cast.team}")
    with counted() as few:
        client.get(f"/duties/division/{cast.team}")
    for number in range(12):
        dividing.task(cast, f"Taak {number}", seller=Part.DOES, colleague=Part.SUPPORTS)
    for number in range(4):
        dividing.inside(cast, f"Iris{number} Binnen")
    with counted() as many:
        client.get(f"/duties/division/{cast.team}")
    assert len(many) == len(few) <= 16, "\n".join(many)
