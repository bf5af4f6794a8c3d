"""Changing the division of work: a press in a cell, the form, adding, moving, removing, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.core.errors import Refused, TooLate
from portal.duties import division, division_texts
from portal.duties.models import DivisionTask, Part
from portal.duties.services import division as services
from portal.duties.services import division_undo
from portal.privacy.own_data import SOURCES
from tests.cast import Cast
from tests.duties import dividing
from tests.house.test_two_at_once import at_once

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def undo(cast: Cast) -> None:
    """Take back what the manager changed last."""
    db.session.rollback()
    division_undo.undo(cast.me("manager"), cast.team, division_undo.last_of(cast.me("manager"), cast.team).id)


def titles(cast: Cast) -> list[str]:
    """The tasks in their order."""
    db.session.expunge_all()
    db.session.rollback()
    return [row.text for row in division.table(cast.team).rows]


def test_a_press_changes_one_cell_and_gives_the_row_back(app: Flask, cast: Cast, sign_in) -> None:
    task, client = dividing.task(cast, "Beurs"), sign_in(cast.manager)
    answer = dividing.press(client, cast, task, f"{cast.seller}-does", 1, headers=PARTIAL)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200 and html.lstrip().startswith(f'<tr id="task-{task}"')
    assert f'value="{cast.seller}-supports"' in html and "Elke taak wordt door één persoon uitgevoerd" in html
    assert "Sanne Visser voert dit nu uit: Beurs" in html
    dividing.press(client, cast, task, f"{cast.seller}-supports", 2)
    assert dividing.held(task) == {cast.seller: Part.SUPPORTS}
    dividing.press(client, cast, task, f"{cast.seller}-none", 3)
    assert not dividing.held(task)


def test_who_was_second_sees_the_row_as_it_is_and_changes_nothing(app: Flask, cast: Cast, sign_in, browse) -> None:
    task, client = dividing.task(cast, "Beurs", colleague=Part.DOES), sign_in(cast.manager)
    answer = dividing.press(client, cast, task, f"{cast.seller}-does", 1, headers=PARTIAL)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409 and f'value="{cast.colleague}-supports"' in html
    assert "Zo is het nu; jouw wijziging is niet doorgevoerd." in html
    assert dividing.held(task) == {cast.colleague: Part.DOES}
    page = browse(
        cast.manager,
        f"/duties/division/{cast.team}/tasks/{task}/press",
        method="POST",
        data={"rev": 1, "set": f"{cast.seller}-does"},
    )
    assert page.status == 409 and "Zo is het nu" in page.text


def test_a_press_on_a_task_that_was_removed_shows_the_table_without_it(app: Flask, cast: Cast, sign_in) -> None:
    task, other = dividing.task(cast, "Beurs"), dividing.task(cast, "Offertes")
    services.remove(cast.me("manager"), cast.team, task)
    answer = dividing.press(sign_in(cast.manager), cast, task, f"{cast.seller}-does", 1, headers=PARTIAL)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409 and answer.headers["HX-Retarget"] == "#division"
    assert f'id="task-{other}"' in html and "Iemand heeft deze taak intussen verwijderd" in html


@pytest.mark.parametrize("what", ["", "nobody-does", "1-everything", "999999-does", "²-does", "-"])
def test_a_press_of_nonsense_or_of_somebody_elsewhere_changes_nothing(
    app: Flask, cast: Cast, sign_in, what: str
) -> None:
    task = dividing.task(cast, "Beurs", seller=Part.DOES)
    dividing.press(sign_in(cast.manager), cast, task, what, 2)
    with pytest.raises(Refused, match="division_person"):
        services.change(cast.me("manager"), cast.team, task, 2, {cast.stranger: Part.DOES})
    assert dividing.held(task) == {cast.seller: Part.DOES}


def test_the_form_says_it_of_everybody_at_once(app: Flask, cast: Cast, browse) -> None:
    task = dividing.task(cast, "Beurs", seller=Part.DOES)
    address = f"/duties/division/{cast.team}/tasks/{task}"
    page = browse(cast.manager, address)
    assert page.status == 200 and "Kees Collega" in page.text
    sent = {"rev": 2, "title": " De  beurs ", f"p{cast.seller}": "supports", f"p{cast.colleague}": "does",
            f"p{cast.manager}": "none"}  # fmt: skip
    assert browse(cast.manager, address, method="POST", data=sent).status == 303
    assert dividing.held(task) == {cast.seller: Part.SUPPORTS, cast.colleague: Part.DOES}
    assert titles(cast) == ["De beurs"]
    late = browse(cast.manager, address, method="POST", data=sent | {f"p{cast.seller}": "none"})
    assert late.status == 409 and "Zo is het nu" in late.text and 'name="rev" value="3"' in late.html
    assert dividing.held(task)[cast.seller] is Part.SUPPORTS
    empty = browse(cast.manager, address, method="POST", data=sent | {"rev": 3, "title": " "})
    assert empty.status == 422 and "Schrijf wat de taak is." in empty.text


def test_the_form_of_a_duty_leaves_its_words_to_the_profile(app: Flask, cast: Cast, browse) -> None:
    first, _second = dividing.duties(cast)
    address = f"/duties/division/{cast.team}/tasks/{first}"
    assert 'name="title"' not in browse(cast.manager, address).html
    everybody = {f"p{one.id}": "none" for one in division.members_of(cast.team)}
    browse(cast.manager, address, method="POST", data=everybody | {"rev": 1, "title": "Anders"})
    assert titles(cast) == ["Stelt accountplannen op", "Legt bezoeken vast"]


def test_duties_of_the_teams_profiles_are_proposed_until_they_are_in_the_table(app: Flask, cast: Cast, browse) -> None:
    dividing.published(cast, dividing.body())
    page = browse(cast.manager, f"/duties/division/{cast.team}")
    assert "2 kerntaken die niet in de tabel staan" in page.text and "Stelt accountplannen op" in page.text
    [source] = division_texts.sources(cast.team)
    [(_area, _lang, (first, second))] = source.areas
    sent = {"picks": [first.key, "12-verzonnen"], "title": "Beurs voorbereiden"}
    assert browse(cast.manager, f"/duties/division/{cast.team}/tasks", method="POST", data=sent).status == 303
    assert titles(cast) == ["Stelt accountplannen op", "Beurs voorbereiden"]
    [source] = division_texts.sources(cast.team)
    assert [one.key for _area, _lang, found in source.areas for one in found] == [second.key]
    nothing = browse(cast.manager, f"/duties/division/{cast.team}/tasks", method="POST", data={"title": " "})
    assert nothing.status == 422 and "Vink een kerntaak aan" in nothing.text


def test_a_profile_for_another_country_is_not_proposed(app: Flask, cast: Cast) -> None:
    dividing.published(cast, dividing.body(), country="NO")
    assert not division_texts.sources(cast.team)


def test_the_same_duty_added_by_many_at_once_stands_there_once(app: Flask, cast: Cast) -> None:
    dividing.published(cast, dividing.body())
    [source] = division_texts.sources(cast.team)
    key, me = source.areas[0][2][0].key, cast.me("manager")
    came = at_once(app, lambda _number: services.add(me, cast.team, [key], ""))
    assert sum(isinstance(one, list) for one in came) == 1, came
    assert titles(cast) == ["Stelt accountplannen op"]


def test_the_same_words_added_by_many_at_once_stand_there_once(app: Flask, cast: Cast) -> None:
    me = cast.me("manager")
    came = at_once(app, lambda _number: services.add(me, cast.team, (), "Beurs voorbereiden"))
    assert sum(isinstance(one, list) for one in came) == 1, came
    assert all(isinstance(one, list) or one.code == "division_there_already" for one in came), came
    assert titles(cast) == ["Beurs voorbereiden"]


@pytest.mark.parametrize("words", ["Beurs voorbereiden", "  beurs   VOORBEREIDEN "])
def test_a_form_that_is_sent_twice_says_that_it_stands_there_already(
    app: Flask, cast: Cast, browse, words: str
) -> None:
    task = dividing.task(cast, "Beurs voorbereiden")
    page = browse(cast.manager, f"/duties/division/{cast.team}/tasks", method="POST", data={"title": words})
    assert page.status == 422 and "Dat staat al in de tabel." in page.text
    assert titles(cast) == ["Beurs voorbereiden"]
    other = dividing.task(cast, "Klantdag")
    address, sent = f"/duties/division/{cast.team}/tasks/{other}", {"rev": 1, "title": words}
    assert browse(cast.manager, address, method="POST", data=sent).status == 422
    address = f"/duties/division/{cast.team}/tasks/{task}"
    assert browse(cast.manager, address, method="POST", data=sent).status == 303, "its own words in other capitals"


def test_tasks_move_one_place_and_stop_at_the_ends(app: Flask, cast: Cast, sign_in) -> None:
    ids = [dividing.task(cast, title) for title in ("Een", "Twee", "Drie")]
    client = sign_in(cast.manager)
    for way, then in (("down", ["Twee", "Een", "Drie"]), ("down", ["Twee", "Drie", "Een"]),
                      ("down", ["Twee", "Drie", "Een"]), ("up", ["Twee", "Een", "Drie"])):  # fmt: skip
        answer = client.post(f"/duties/division/{cast.team}/tasks/{ids[0]}/move", data={"move": way})
        assert answer.status_code == 303 and titles(cast) == then
    assert client.post(f"/duties/division/{cast.team}/tasks/{ids[0]}/move", data={"move": "x"}).status_code == 422


def test_a_removed_task_comes_back_where_it_was_with_everybody_in_it(app: Flask, cast: Cast, sign_in, browse) -> None:
    dividing.task(cast, "Een")
    task = dividing.task(cast, "Twee", seller=Part.DOES, colleague=Part.SUPPORTS)
    dividing.task(cast, "Drie")
    assert sign_in(cast.manager).post(f"/duties/division/{cast.team}/tasks/{task}/remove").status_code == 303
    page = browse(cast.manager, f"/duties/division/{cast.team}")
    assert titles(cast) == ["Een", "Drie"] and "Taak verwijderd: Twee" in page.text
    [last] = [form["fields"]["last"] for form in page.forms if (form["action"] or "").endswith("/undo")]
    answer = sign_in(cast.manager).post(f"/duties/division/{cast.team}/undo", data={"last": last})
    assert answer.status_code == 303 and titles(cast) == ["Een", "Twee", "Drie"]
    assert dividing.held(task) == {cast.seller: Part.DOES, cast.colleague: Part.SUPPORTS}


def test_changes_are_taken_back_one_after_the_other(app: Flask, cast: Cast) -> None:
    me = cast.me("manager")
    first, second = services.add(me, cast.team, (), "Een")[0], services.add(me, cast.team, (), "Twee")[0]
    dividing.give(cast, first, {cast.seller: Part.DOES})
    dividing.give(cast, first, {cast.seller: Part.SUPPORTS, cast.colleague: Part.DOES})
    services.change(me, cast.team, second, 1, {}, "Tweede")
    services.move(me, cast.team, second, "up")
    assert titles(cast) == ["Tweede", "Een"]
    undo(cast)
    assert titles(cast) == ["Een", "Tweede"]
    undo(cast)
    assert titles(cast) == ["Een", "Twee"]
    undo(cast)
    assert dividing.held(first) == {cast.seller: Part.DOES}
    undo(cast)
    assert not dividing.held(first)
    undo(cast)
    assert titles(cast) == ["Een"]
    undo(cast)
    assert titles(cast) == [] and division_undo.last_of(me, cast.team) is None


def test_only_who_changed_it_last_takes_it_back_and_only_on_that_day(app: Flask, cast: Cast) -> None:
    task = dividing.task(cast, "Beurs", seller=Part.DOES)
    last = division_undo.last_of(cast.me("manager"), cast.team)
    assert division_undo.last_of(cast.me("director"), cast.team) is None
    with clock.at(clock.now() + timedelta(hours=13)):
        assert division_undo.last_of(cast.me("manager"), cast.team) is None
    services.change(cast.me("director"), cast.team, task, dividing.rev_of(task), {cast.colleague: Part.DOES})
    with pytest.raises(TooLate, match="division_not_last"):
        division_undo.undo(cast.me("manager"), cast.team, last.id)
    assert len(dividing.held(task)) == 2


def test_history_keeps_who_and_which_but_no_words(app: Flask, cast: Cast) -> None:
    task = dividing.task(cast, "Beurs voor de klant", seller=Part.DOES)
    services.remove(cast.me("manager"), cast.team, task)
    rows = db.session.scalars(select(Audit).where(Audit.kind == "division").order_by(Audit.id)).all()
    assert [row.code for row in rows] == ["division_added", "division_changed", "division_removed"]
    assert all(row.subject_id == cast.team and row.actor_id == cast.manager for row in rows)
    assert "Beurs" not in str([row.data for row in rows])


def test_one_takes_along_which_tasks_one_has_a_part_in(app: Flask, cast: Cast) -> None:
    dividing.task(cast, "Beurs", seller=Part.DOES)
    assert SOURCES["division_of_work"].gather(cast.seller) == [{"unit": "Team Midden", "what": "Beurs", "kind": "does"}]
    assert not SOURCES["division_of_work"].gather(cast.colleague)


def test_the_first_version_of_a_task_is_one(app: Flask, cast: Cast) -> None:
    task = dividing.task(cast)
    assert db.session.get(DivisionTask, task).rev == 1
