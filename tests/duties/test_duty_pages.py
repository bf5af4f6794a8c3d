"""My duties, one obligation, Today: what each of the cast sees and can do, and how many questions it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user

from portal.coaching.models import RideAlongState
from portal.core import clock
from portal.core.db import db, write
from portal.core.subjects import link_to
from portal.duties import today
from portal.duties.models import DutyNote, Obligation, Rhythm, Standing, Waiver
from portal.home import waiting
from portal.profiles.duty import Every, SettledBy
from portal.profiles.models import Bound, Placeholder
from portal.talks.models import TalkState
from tests.cast import Cast, absent
from tests.duties import owing
from tests.pages import Page
from tests.plans import sums
from tests.privacy.making import agree
from tests.queries import counted

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()
Browse = Callable[..., Page]


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    with clock.at(NOON):
        yield


class World:
    """The manager owes a ride-along and a talk about both sellers, and a weekly note."""

    def __init__(self, cast: Cast) -> None:
        profile = owing.profile(cast, cast.manager_role)
        self.profile = profile
        rides, talks, notes = (
            owing.duty(profile, cast.manager_role, by, every)
            for by, every in (
                (SettledBy.RIDE_ALONG, Every.MONTH), (SettledBy.TALK, Every.TWO_MONTHS), (SettledBy.NOTE, Every.WEEK),
            )
        )  # fmt: skip
        self.rides, self.talks, self.notes = rides, talks, notes
        self.ride = owing.owe(rides, cast.manager, cast.seller, TODAY)
        self.other = owing.owe(rides, cast.manager, cast.colleague, TODAY)
        self.talk = owing.owe(talks, cast.manager, cast.seller, TODAY)
        self.note = owing.owe(notes, cast.manager, cast.manager, date(2026, 11, 18))


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return World(cast)


def test_my_duties_show_what_is_left_and_the_one_tap_that_starts_it(cast: Cast, world: World, browse: Browse) -> None:
    page = browse(cast.manager, "/duties/")
    assert "November 2026 0 van 2 gedaan Kees Collega" in page.text
    assert f'href="/coaching/new/{cast.seller}?kind=ride_along"' in page.html
    assert f'href="/talks/new/{cast.seller}"' in page.html and f'href="/duties/{world.note}#note-text"' in page.html
    assert f'href="/profiles/{world.profile}#p-{world.rides.part_key}"' in page.html
    owing.ride(cast.director, cast.seller, TODAY)
    assert "November 2026 1 van 2 gedaan" in browse(cast.manager, "/duties/").text


def test_what_is_under_way_waits_on_another(cast: Cast, world: World, browse: Browse) -> None:
    planned = owing.talk(cast.manager, cast.seller, date(2026, 12, 1), TalkState.PLANNED)
    opened = owing.ride(cast.manager, cast.seller, TODAY, RideAlongState.OPEN)
    page = browse(cast.manager, "/duties/")
    assert "Gepland op 1 december 2026 Loopt" in page.text and f'href="/talks/{planned.uid}"' in page.html
    assert f'href="/coaching/{opened.uid}/form"' in page.html


def test_earlier_windows_are_history(cast: Cast, world: World, browse: Browse) -> None:
    owing.owe(world.rides, cast.manager, cast.seller, date(2026, 8, 10))
    owing.owe(world.rides, cast.manager, cast.colleague, date(2026, 8, 10))
    owing.ride(cast.manager, cast.seller, date(2026, 8, 20))
    page = browse(cast.manager, "/duties/")
    assert "Eerder Augustus 2026 1 van 2 gedaan Kees Collega Niet gedaan" in page.text


def test_the_seller_sees_what_is_owed_about_them_but_no_notes(cast: Cast, world: World, browse: Browse) -> None:
    about = owing.duty(world.profile, cast.manager_role, SettledBy.NOTE, Every.MONTH, owing.Per.SELLER, part_key="n1")
    hidden = owing.owe(about, cast.manager, cast.seller, TODAY)
    page = browse(cast.seller, "/duties/")
    assert "Meereizen, november 2026 Door Marloes van Dam" in page.text
    assert f'href="/duties/{world.ride}"' in page.html and f"/duties/{hidden}" not in page.html
    assert browse(cast.seller, f"/duties/{hidden}").status == 404


def test_an_obligation_is_there_for_owner_line_and_seller_only(cast: Cast, world: World, browse: Browse) -> None:
    agree()
    absent(cast)
    seen = {name for name in cast.PEOPLE if browse(getattr(cast, name), f"/duties/{world.ride}").status == 200}
    assert seen == {"manager", "director", "seller"}


def post(sign_in: Callable[[int], FlaskClient], who: int, address: str, **fields: str) -> Any:
    return sign_in(who).post(address, data=fields, headers={"Accept-Language": "nl"})


def test_waiving_needs_a_reason_that_both_read_and_is_taken_back(
    cast: Cast, world: World, browse: Browse, sign_in: Callable[[int], FlaskClient]
) -> None:
    agree()
    address = f"/duties/{world.ride}/waive"
    empty = post(sign_in, cast.manager, address, base="1", reason="")
    assert empty.status_code == 422 and "Schrijf de reden" in empty.get_data(as_text=True)
    assert post(sign_in, cast.seller, address, base="1", reason="Hoeft niet.").status_code == 403
    assert post(sign_in, cast.manager, address, base="1", reason="Is net begonnen.").status_code == 303
    for reader in (cast.manager, cast.seller, cast.director):
        assert "Vrijgesteld Is net begonnen." in browse(reader, f"/duties/{world.ride}").text
    assert "0 van 1 gedaan" in browse(cast.manager, "/duties/").text
    again = post(sign_in, cast.manager, address, base="1", reason="Nog eens.")
    assert again.status_code == 409 and "Is net begonnen." in again.get_data(as_text=True), "as it is now"
    assert post(sign_in, cast.director, f"/duties/{world.ride}/ask-again", base="2").status_code == 303
    assert not db.session.query(Waiver).count()
    assert "Is net begonnen." in browse(cast.manager, f"/duties/{world.ride}").text, "the trace keeps the reason"


def test_what_was_typed_stands_there_where_it_is_asked_no_more(
    cast: Cast, world: World, sign_in: Callable[[int], FlaskClient]
) -> None:
    assert post(sign_in, cast.director, f"/duties/{world.note}/waive", base="1", reason="Vakantie.").status_code == 303
    for sent in ({"note": {"done_on": "19-11-2026", "text": "Lang besproken."}}, {"waive": {"reason": "Geen tijd."}}):
        [(form, fields)] = sent.items()
        page = post(sign_in, cast.manager, f"/duties/{world.note}/{form}", base="1", **fields)
        text = fields.get("text") or fields["reason"]
        assert page.status_code == 409 and text in page.get_data(as_text=True)


def test_the_seller_reads_that_absence_pauses_and_not_whose_or_how_long(
    cast: Cast, world: World, browse: Browse
) -> None:
    paused = owing.owe(world.talks, cast.manager, cast.seller, date(2027, 1, 5), Standing.PAUSED, away=31)
    assert "31 werkdagen" in browse(cast.manager, f"/duties/{paused}").text
    told = browse(cast.seller, f"/duties/{paused}").text
    assert "31" not in told.split("Gepauzeerd")[1].split("gevraagd")[0] and "het grootste deel van deze periode" in told


def test_a_note_settles_what_the_portal_does_not_know(
    cast: Cast, world: World, browse: Browse, sign_in: Callable[[int], FlaskClient]
) -> None:
    address = f"/duties/{world.note}/note"
    outside = post(sign_in, cast.manager, address, base="0", done_on="2-11-2026", text="Besproken.")
    assert outside.status_code == 422 and "16 november 2026" in outside.get_data(as_text=True)
    assert post(sign_in, cast.manager, address, base="0", done_on="19-11-2026", text="Besproken.").status_code == 303
    page = browse(cast.manager, f"/duties/{world.note}")
    assert "Gedaan op 19 november 2026" in page.text and "Besproken." in page.text
    assert post(sign_in, cast.director, address, base="1", done_on="19-11-2026", text="Anders").status_code == 403
    stale = post(sign_in, cast.manager, address, base="0", done_on="20-11-2026", text="Tweede.")
    assert stale.status_code == 409
    assert post(sign_in, cast.manager, f"/duties/{world.note}/note/remove", base="1").status_code == 303
    assert not db.session.query(DutyNote).count()


def test_today_has_one_line_for_a_duty_and_window(cast: Cast, world: World, browse: Browse) -> None:
    page = browse(cast.manager, "/")
    assert "2 meereisdagen november 2026 Nog te doen: Kees Collega, Sanne Visser" in page.text
    assert "Noteer wanneer het is gedaan" in page.text and "voortgangsgesprek" not in page.text.casefold()
    owing.ride(cast.manager, cast.colleague, TODAY)
    owing.ride(cast.manager, cast.seller, TODAY, RideAlongState.OPEN)
    assert "meereisdagen" not in browse(cast.manager, "/").text, "done, and under way"


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 20), date(2026, 12, 31), date(2027, 1, 1)])
def test_it_is_asked_from_ten_days_before_until_its_successor_is_over(cast: Cast, world: World, day: date) -> None:
    with clock.at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        asked = db.session.scalar(today.counting(cast.me("manager"), day))
        rides = [one for one in waiting.items(cast.me("manager")) if "meereis" in one.title or "ride" in one.title]
    assert bool(rides) == (date(2026, 11, 20) <= day <= date(2026, 12, 31)), (day, asked)


def test_the_number_at_today_is_the_number_of_its_lines(cast: Cast, world: World) -> None:
    for month in (9, 10):
        for seller in (cast.seller, cast.colleague):
            owing.owe(world.rides, cast.manager, seller, date(2026, month, 5))
    owing.owe(world.talks, cast.manager, cast.colleague, date(2026, 10, 5), Standing.WAIVED)
    owing.owe(world.talks, cast.manager, cast.seller, date(2026, 10, 5), Standing.PAUSED)
    for name in cast.PEOPLE:
        me = cast.me(name)
        with counted():
            lines = [one for one in waiting.items(me) if one.key.startswith("duty-")]
        assert db.session.scalar(today.counting(me, TODAY)) == len(lines), name
    assert lines == [] and db.session.scalar(today.counting(cast.me("manager"), TODAY)) == 3


def test_what_people_agreed_instead_of_the_text_is_said_beside_it(cast: Cast, world: World, browse: Browse) -> None:
    agreed = "Elke maand, afgesproken in plaats van eens in de twee maanden"
    assert agreed not in browse(cast.manager, "/duties/").text
    with write() as session:
        talk = session.get(Obligation, world.talk)
        talk.ends = talk.due = date(2026, 11, 30)
    page = browse(cast.manager, "/duties/")
    assert agreed in page.text and 'href="/duties/rhythms">Elke maand, afgesproken' in page.html
    assert f"Hoe vaak {agreed}" in browse(cast.seller, f"/duties/{world.talk}").text
    assert "in plaats van" not in page.text.replace(agreed, "")


def test_plans_stand_among_my_duties_as_the_figure_counts_them(cast: Cast, browse: Browse) -> None:
    profile = owing.profile(cast, cast.seller_role)
    owing.duty(profile, cast.seller_role, SettledBy.PLAN, Every.YEAR)
    for number in range(3):
        shop = sums.customer(f"Bakkerij {number}", cast.team, cast.seller)
        sums.required(shop, cast.seller, year=2026)
        if number:
            sums.plan(cast, cast.seller, shop, NOON)
    page = browse(cast.seller, "/duties/")
    told = "Accountplannen 2026: 2 van 3 goedgekeurd Nog niet: Bakkerij 0 Stelt elk jaar accountplannen op."
    assert told in page.text
    assert "/plans/needed?scope=mine&amp;year=2026" in page.html
    assert "Accountplannen 2026" not in browse(cast.colleague, "/duties/").text


def test_somebody_without_duties_is_told_what_comes_here(cast: Cast, browse: Browse) -> None:
    page = browse(cast.manager, "/duties/")
    assert "Nog geen terugkerende taken" in page.text


def test_my_duties_ask_as_much_for_thirty_as_for_three(
    app: Flask, cast: Cast, world: World, sign_in: Callable[[int], FlaskClient]
) -> None:
    client = sign_in(cast.manager)

    def asked(address: str) -> int:
        client.get(address)
        with counted() as sent:
            assert client.get(address).status_code == 200
        return len(sent)

    addresses = ("/duties/", f"/duties/team?owner={cast.manager}", "/duties/load", "/duties/team")
    few = {address: asked(address) for address in addresses}
    for number in range(10):
        person = owing.add(owing.Person(email=f"v{number}@rayon.example", name=f"Verkoper {number}"))
        owing.add(owing.Position(person_id=person.id, role_id=cast.seller_role, unit_id=cast.team, starts=TODAY))
        for duty in (world.rides, world.talks):
            owing.owe(duty, cast.manager, person.id, TODAY)
            owing.owe(duty, cast.manager, person.id, date(2026, 6, 5))
    assert {address: asked(address) for address in addresses} == few
    assert few["/duties/"] <= 3, few
    assert db.session.query(Obligation).count() > 30


def test_readers_see_what_a_placeholder_stands_for(cast: Cast, world: World, browse: Browse) -> None:
    owing.add(
        Placeholder(term="regio", unit_id=cast.company, bound=Bound.UNIT, target_id=cast.team, words={"nl": "Midden"})
    )
    duty = owing.duty(
        world.profile, cast.manager_role, SettledBy.NOTE, Every.MONTH, part_key="n2", text={"nl": "Bezoekt [regio]."}
    )
    made = owing.owe(duty, cast.manager, cast.manager, TODAY)
    for address in ("/duties/", "/", f"/duties/{made}", f"/duties/team?owner={cast.manager}"):
        text = browse(cast.manager, address).text
        assert "Bezoekt Midden." in text and "[regio]" not in text, address


def test_a_period_that_is_over_says_what_a_visit_of_today_counts_for(cast: Cast, world: World, browse: Browse) -> None:
    agree()
    late = owing.owe(world.rides, cast.manager, cast.colleague, date(2026, 10, 5))
    says = "Deze periode is voorbij: wat je nu doet, telt voor november 2026."
    page = browse(cast.manager, "/duties/")
    assert says in page.text and f'href="/duties/{late}#waive"' in page.html
    begins = [line for line in page.html.split("<li") if f"/coaching/new/{cast.colleague}" in line]
    assert len(begins) == 1 and f"/duties/{world.other}" in begins[0], "only November's begins now"
    assert says in browse(cast.manager, f"/duties/{late}").text
    assert says not in browse(cast.seller, "/duties/").text, "whom it is about has nothing to record"
    assert "Oktober 2026 is voorbij: leg het vast met de eigen dag" in browse(cast.manager, "/").text
    owing.ride(cast.manager, cast.colleague, TODAY)
    page = browse(cast.manager, f"/duties/{late}")
    assert "te laat" in page.text.lower() and "Gedaan op" not in page.text, "today's was November's"
    owing.ride(cast.manager, cast.colleague, date(2026, 10, 30))
    assert "Gedaan op 30 oktober 2026" in browse(cast.manager, f"/duties/{late}").text, "recorded with its own day"


def test_a_note_of_a_period_that_is_over_is_still_written_down(cast: Cast, world: World, browse: Browse) -> None:
    page = browse(cast.manager, "/duties/")
    assert f'href="/duties/{world.note}#note-text"' in page.html


def test_both_read_why_it_comes_back_more_or_less_often(cast: Cast, world: World, browse: Browse) -> None:
    agree()
    sums.add(
        Rhythm(
            by=SettledBy.RIDE_ALONG, every=Every.QUARTER, person_id=cast.seller, reason="Kent de klanten goed.",
            starts=date(2026, 9, 7), set_by_id=cast.manager, set_at=NOON,
        )
    )  # fmt: skip
    sums.add(
        Rhythm(
            by=SettledBy.RIDE_ALONG, every=Every.MONTH, unit_id=cast.team, reason="Voor het hele team.",
            starts=date(2026, 1, 1), set_by_id=cast.director, set_at=NOON,
        )
    )  # fmt: skip
    with write() as session:
        made = session.get(Obligation, world.ride)
        made.starts, made.ends, made.due = date(2026, 10, 1), date(2026, 12, 31), date(2026, 12, 31)
    page = browse(cast.seller, "/duties/")
    assert "Meereisdagen: elk kwartaal. Kent de klanten goed. Marloes van Dam · Vanaf 7 september 2026" in page.text
    for who in (cast.seller, cast.manager, cast.director):
        text = browse(who, f"/duties/{world.ride}").text
        assert "Kent de klanten goed." in text and "Voor het hele team" not in text
    assert "Kent de klanten goed" not in browse(cast.manager, f"/duties/{world.other}").text
    assert "Kent de klanten goed" not in browse(cast.colleague, "/duties/").text


def test_the_history_of_a_rhythm_leads_to_a_page_that_the_reader_may_open(
    app: Flask, cast: Cast, browse: Browse
) -> None:
    for who, address in ((cast.seller, "/duties/"), (cast.manager, "/duties/rhythms"), (cast.hr, "/duties/rhythms")):
        with app.test_request_context():
            login_user(cast.me(next(name for name in cast.PEOPLE if getattr(cast, name) == who)))
            assert link_to("rhythm", 1) == address
        assert browse(who, address).status == 200
