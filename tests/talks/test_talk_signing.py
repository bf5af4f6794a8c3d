"""The seller reads and signs, with a remark nobody else can change; what was signed stays, and opening it is seen."""

from __future__ import annotations

import re

import pytest

from portal.coaching import signing
from portal.core import clock
from portal.core.db import db
from portal.core.figures import FIGURES
from portal.core.notices import Notice
from portal.documents import content, drafts
from portal.profiles import measures, services
from portal.profiles.content import PROFILE
from portal.talks.models import TalkState
from portal.talks.services.papers import MINUTES
from tests.customers.making import customer
from tests.plans import making as plans
from tests.profiles import making as profiles
from tests.talks import making
from tests.talks.making import said

REMARK = "De marge lag aan de actieprijzen."


@pytest.fixture(autouse=True)
def _ready(cast):
    making.ready()


def post(client, uid, move, **data):
    return client.post(f"/talks/{uid}/{move}", data=data, headers={"Accept-Language": "nl"})


def test_the_seller_signs_with_a_remark_and_the_manager_hears_it(cast, sign_in, browse):
    uid = making.held(cast)
    answer = post(sign_in(cast.seller), uid, "sign", seen=making.row(uid).rev, remark=REMARK)
    assert answer.status_code == 303
    talk = making.row(uid)
    assert talk.state is TalkState.SIGNED
    form = signing.signed("talk", talk.id)[0]
    assert (form.remark, form.seen.value, signing.holds(form)) == (REMARK, "remark", True)
    page = browse(cast.manager, f"/talks/{uid}")
    assert REMARK in page.text
    assert form.digest in page.html
    assert db.session.scalars(db.select(Notice.person_id).where(Notice.code == "talk_remarked")).all() == [cast.manager]


def test_signing_names_the_version_that_was_read(cast, sign_in):
    uid = making.held(cast)
    read = making.row(uid).rev
    making.send(cast, uid, "manager", said(remark_results="Toch anders"), form=MINUTES)
    answer = post(sign_in(cast.seller), uid, "sign", seen=read, remark=REMARK)
    assert answer.status_code == 409
    assert REMARK in answer.text
    assert making.row(uid).state is TalkState.HELD


def test_signing_twice_signs_once(cast, sign_in):
    uid, client = making.held(cast), sign_in(cast.seller)
    for _time in range(2):
        assert post(client, uid, "sign", seen=2, remark="").status_code == 303
    assert len(signing.signed("talk", making.row(uid).id)) == 1


def test_only_the_seller_signs(cast, sign_in):
    uid = making.held(cast)
    for name, status in (("manager", 403), ("director", 403), ("hr", 403), ("deputy", 404), ("colleague", 404)):
        assert post(sign_in(getattr(cast, name)), uid, "sign", seen=2).status_code == status


def test_a_signed_talk_shows_its_figures_as_they_were(cast, browse):
    uid = making.signed(cast)
    body = signing.signed("talk", making.row(uid).id)[0].body
    assert {copy["code"] for copy in body["figures"]["activities"]} == {
        "visits_made", "report_discipline", "promises_kept"}  # fmt: skip
    assert body["facts"]["plans"] == []
    plans.plan(cast)
    page = browse(cast.manager, f"/talks/{uid}")
    assert "Er is nog geen accountplan." in page.text
    assert "Hoe wordt dit geteld?" in page.text


def test_a_signed_talk_is_not_written_in_until_it_is_opened_again(cast, sign_in, browse):
    uid, client = making.signed(cast), sign_in(cast.manager)
    refused = making.put(client, uid, cast.manager, said(), form=MINUTES, base=2)
    assert refused.status_code == 422
    assert post(client, uid, "reopen", reason=" ").status_code == 422
    assert post(client, uid, "reopen", reason="De datum klopt niet.").status_code == 303
    assert making.row(uid).state is TalkState.HELD
    for name in ("seller", "manager"):
        assert "De datum klopt niet." in browse(getattr(cast, name), f"/talks/{uid}").text
    making.send(cast, uid, "manager", said(remark_results="Nu goed"), form=MINUTES)
    making.sign(cast, uid)
    assert [form.no for form in signing.signed("talk", making.row(uid).id)] == [2, 1]
    assert "Nu goed" not in browse(cast.seller, f"/talks/{uid}?no=1").text
    assert "Nu goed" in browse(cast.seller, f"/talks/{uid}").text


def test_only_the_manager_of_the_talk_opens_it_again(cast, sign_in):
    uid = making.signed(cast)
    for name, status in (("seller", 403), ("director", 403), ("hr", 403), ("deputy", 404), ("colleague", 404)):
        assert post(sign_in(getattr(cast, name)), uid, "reopen", reason="Zomaar").status_code == status


def test_the_paper_says_what_the_page_says(cast, sign_in):
    uid = making.signed(cast, REMARK)
    answer = sign_in(cast.seller).get(f"/talks/{uid}.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")


def bound_profile(cast, *codes):
    """A profile of the sellers in force whose indicators are bound to these figures."""
    area = content.new_part("area", text={"nl": "Klanten"}, source="nl")
    bound = [measures.measure_of(FIGURES[code]) for code in codes]
    indicators = [
        content.new_part("indicator", area["key"], {"nl": f"Indicator {number}"}, source="nl", data={"measure": one})
        for number, one in enumerate(bound)
    ]
    return profiles.published(cast, [*profiles.body_of(), area, *indicators])


def test_what_the_profile_of_the_seller_binds_is_signed_and_does_not_move(cast, browse):
    customer("Nieuw een", cast.team, cast.seller, since=clock.today())
    profile = bound_profile(cast, "new_customers", "satisfaction", "amendments", "visits_made")
    uid = making.signed(cast)
    signed = signing.signed("talk", making.row(uid).id)[0].body["figures"]
    codes = {block: [copy["code"] for copy in copies] for block, copies in signed.items()}
    assert codes["results"][-1] == "satisfaction"  # the other results stand in every talk
    assert codes["results"].count("new_customers") == 1
    assert codes["plans"] == ["approved_plans", "draft_versions", "amendments"]
    assert codes["activities"].count("visits_made") == 1
    [kept] = [copy for copy in signed["results"] if copy["code"] == "new_customers"]
    assert kept["values"][0]["numerator"] == 1
    assert kept["rule"]["nl"].startswith("Klanten die in de periode klant zijn geworden")
    before = browse(cast.seller, f"/talks/{uid}").html
    assert "Klanttevredenheid (0 tot 100)" in before
    customer("Nieuw twee", cast.team, cast.seller, since=clock.today())
    services.start_version(profile, cast.me("hr"))
    drafts.edit(profile, PROFILE, cast.me("hr"), "less", lambda body: [
        part for part in body if part["data"].get("measure", {}).get("figure") != "satisfaction"
    ])  # fmt: skip
    profiles.publish(cast, profile)
    assert signing.signed("talk", making.row(uid).id)[0].body["figures"] == signed
    assert main_of(browse(cast.seller, f"/talks/{uid}").html) == main_of(before)


def main_of(page):
    """The page without its frame and without what differs per request."""
    inner = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'name="csrf_token" value="[^"]+"', "", inner)
