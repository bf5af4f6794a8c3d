"""A talk asks in its own language, with its criteria and headings; the portal around it speaks that of the reader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import g

from portal.core import clock
from portal.core.db import db, write
from portal.people.models import Person
from portal.talks.models import TalkForm
from portal.talks.services import talks
from portal.talks.services.talks import Appointment
from tests.talks import making
from tests.talks.making import MANAGER, SELLER

SPOKEN = {  # a heading, a question and a criterion of the talk
    "nl": ("Samenwerking en werkdruk", "Wat vind je van deze cijfers?", "Nakomen van afspraken"),
    "nb": ("Samarbeid og arbeidsbelastning", "Hva tenker du om disse tallene?", "Holder avtaler"),
}
FRAME = {"nl": "Voortgangsgesprek", "nb": "Resultat- og utviklingssamtale"}


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def read(browse, person_id, address, locale):
    """The page for a reader of this language."""
    with write() as session:
        session.execute(db.update(Person).where(Person.id == person_id).values(locale=locale))
    for name in ("_flask_babel", "locale_code"):  # the language of the page before is kept beside the test
        g.pop(name, None)
    return browse(person_id, address, locale=locale)


def plan(cast, locale):
    wanted = Appointment(TalkForm.FULL, clock.today() + timedelta(days=0), None, locale)
    return talks.plan(cast.me("manager"), cast.seller, wanted)


@pytest.mark.parametrize("spoken", ["nl", "nb"])
def test_a_talk_asks_in_its_own_language_and_marks_it_for_a_reader_of_another(cast, browse, spoken):
    uid, other = plan(cast, spoken), "nb" if spoken == "nl" else "nl"
    for reader in ("nl", "nb"):
        page = read(browse, cast.seller, f"/talks/{uid}/prepare", reader)
        assert all(words in page.text for words in SPOKEN[spoken])
        assert not any(words in page.text for words in SPOKEN[other])
        assert (f'lang="{spoken}">' in page.html.split("<main")[1]) is (reader != spoken)
    making.send(cast, uid, "seller", SELLER)
    making.send(cast, uid, "manager", MANAGER)
    talks.begin(cast.me("manager"), uid)
    for address in (f"/talks/{uid}", f"/talks/{uid}/minutes"):
        page = read(browse, cast.manager, address, other)
        assert SPOKEN[spoken][2] in page.text and SPOKEN[other][2] not in page.text
    assert FRAME[other] in read(browse, cast.manager, f"/talks/{uid}", other).text


def test_what_follows_from_a_talk_is_asked_where_it_was_chosen(cast, browse):
    uid = plan(cast, "nl")
    talks.begin(cast.me("manager"), uid)
    html = browse(cast.manager, f"/talks/{uid}/minutes").html
    for choice, field in (("support", "measure-1-what"), ("advice", "advice_text")):
        part = html.split(f'class="then-{choice} ')[1]
        assert part.index(f'name="{field}"') < part.index("</section>")
