"""The ledger of placeholders, what readers see of it, and publishing with or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from portal.coaching import growth
from portal.core import clock
from portal.core.audit import Audit, AuditDetail
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.documents import content, drafts
from portal.people import line
from portal.people.models import Body, BodyMember, RoleLevel, Unit
from portal.profiles import binding, placeholders, services
from portal.profiles.binding import Meaning
from portal.profiles.content import PROFILE
from portal.profiles.models import Bound, Mention, Placeholder
from tests.cast import LONG_AGO, Cast
from tests.pages import Page
from tests.plugins.machine import ROOT
from tests.profiles.counting import statements
from tests.profiles.making import body_of, draft, publish, published

LEDGER = "/profiles/placeholders"
Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]


def text_with(purpose: str, nb: str = "", *more: dict[str, Any]) -> list[dict[str, Any]]:
    """A title and a purpose, and other parts."""
    texts = {"nl": purpose, "nb": nb} if nb else {"nl": purpose}
    return [body_of()[0], content.new_part("purpose", text=texts, source="nl"), *more]


def reports_to(text: str) -> dict[str, Any]:
    """The line that says to whom one reports."""
    return content.new_part("org", text={"nl": text}, source="nl", data={"relation": "reports_to"})


def bind(cast: Cast, term: str, unit_id: int | None = None, **meaning: Any) -> None:
    """HR says that the term is the role seller, or what is given."""
    given = {"bound": Bound.ROLE, "target_id": cast.seller_role, "words": {"nl": "accountmanager"}, **meaning}
    binding.bind(cast.me("hr"), unit_id or cast.nl, {term: Meaning(**given)})


def mentioned(profile_id: int) -> set[tuple[bool, str]]:
    rows = db.session.execute(select(Mention.at_work, Mention.term).where(Mention.document_id == profile_id))
    return {(at_work, term) for at_work, term in rows}


def test_mentions_follow_the_draft_and_the_version_in_force(app: Flask, cast: Cast) -> None:
    profile_id = draft(cast, text_with("Helpt de [verkoper] en de [Directie]."))
    assert mentioned(profile_id) == {(True, "verkoper"), (True, "directie")}
    for term in ("verkoper", "directie"):
        bind(cast, term)
    publish(cast, profile_id)
    assert mentioned(profile_id) == {(False, "verkoper"), (False, "directie")}
    services.start_version(profile_id, cast.me("hr"))

    def shorter(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        part = next(one for one in body if one["kind"] == "purpose")
        return content.write_text(body, part["key"], "nl", "Helpt de [klant].", base=part["rev"]["nl"], edit="e")

    drafts.edit(profile_id, PROFILE, cast.me("hr"), "e", shorter)
    assert mentioned(profile_id) == {(False, "verkoper"), (False, "directie"), (True, "klant")}


def test_a_draft_that_is_thrown_away_is_mentioned_no_more(app: Flask, cast: Cast) -> None:
    profile_id = draft(cast, text_with("Helpt de [verkoper]."))
    services.discard(profile_id, cast.me("hr"), seen=1)
    assert mentioned(profile_id) == set()


def test_the_nearest_unit_goes_before_the_organisation(app: Flask, cast: Cast) -> None:
    bind(cast, "verkoper", cast.company, words={"nl": "verkoper"})
    bind(cast, "verkoper", cast.nl, words={"nl": "accountmanager"})
    assert placeholders.bound_words(cast.team) == {"verkoper": {"nl": "accountmanager"}}
    assert placeholders.bound_words(cast.no) == {"verkoper": {"nl": "verkoper"}}
    assert placeholders.roles_of("verkoper", cast.team) == {cast.seller_role}
    assert placeholders.roles_of("directie", cast.team) == set()


def test_publishing_waits_for_placeholders_and_hr_may_say_why_not(app: Flask, cast: Cast) -> None:
    profile_id = draft(cast, text_with("Helpt de [verkoper]."))
    with pytest.raises(Refused, match="unbound_placeholders"):
        publish(cast, profile_id)
    assert db.session.scalar(select(Audit.id).where(Audit.code == "profile_published_unbound")) is None
    services.publish(
        profile_id, cast.me("hr2"), seen=1, valid_from=clock.today(), ask=True, reason="De organisatie volgt nog."
    )
    kept = db.session.execute(
        select(Audit.data, AuditDetail.body).join(AuditDetail).where(Audit.code == "profile_published_unbound")
    ).one()
    assert kept.data == {"number": 1}
    assert kept.body == {"note": "De organisatie volgt nog.", "terms": ["verkoper"]}


def test_the_page_of_publishing_names_them_and_takes_a_reason_of_hr_only(
    app: Flask, cast: Cast, browse: Browse, sign_in: SignIn
) -> None:
    profile_id = draft(cast, text_with("Helpt de [verkoper]."))
    with pytest.raises(Refused):
        publish(cast, profile_id)
    path = f"/profiles/{profile_id}/publish"
    page = browse(cast.hr2, path)
    assert "[verkoper]" in page.text
    assert f'href="{LEDGER}?profile={profile_id}"' in page.html
    form = {"seen": "1", "valid_from": clock.today().isoformat(), "ask": "y", "reason": "Volgt nog."}
    assert 'name="reason"' not in browse(cast.director, path).html
    assert sign_in(cast.director).post(path, data=form).status_code == 422
    assert sign_in(cast.hr2).post(path, data={**form, "reason": " "}).status_code == 422
    assert sign_in(cast.hr2).post(path, data=form).status_code == 303
    assert "Volgt nog." in browse(cast.hr2, f"/profiles/{profile_id}").text
    assert "Volgt nog." in browse(cast.hr2, f"/profiles/{profile_id}/versions/1").text
    assert "Volgt nog." in browse(cast.hr2, f"/profiles/{profile_id}/history").text
    assert "Volgt nog." not in browse(cast.seller, f"/profiles/{profile_id}").text


def test_adopting_refuses_nothing_and_the_ledger_lists_it(app: Flask, cast: Cast, browse: Browse) -> None:
    profile_id = draft(cast, text_with("Helpt de [verkoper]."))
    services.adopt(profile_id, cast.me("hr"), valid_from=clock.today(), source="Besluit")
    page = browse(cast.hr, LEDGER)
    assert "[verkoper]" in page.text
    assert "Niet ingevuld" in page.text


def test_readers_see_names_reviewers_and_authors_see_brackets(app: Flask, cast: Cast, browse: Browse) -> None:
    instruction = content.new_part("context", text={"nl": "[eventuele uitwerking]"}, source="nl")
    body = text_with("[verkoper] helpt de [directie].", "", instruction)
    profile_id = draft(cast, body)
    bind(cast, "verkoper")
    bind(cast, "directie", words={"nl": "directie van Noordvang"})
    bind(cast, "eventuele uitwerking", bound=Bound.QUESTION, target_id=None)
    work = browse(cast.hr, f"/profiles/{profile_id}?version=work")
    assert '<span class="unfilled">[verkoper]</span> helpt de <span class="unfilled">[directie]</span>.' in work.html
    assert "[eventuele uitwerking]" in work.text
    publish(cast, profile_id)
    page = browse(cast.seller, f"/profiles/{profile_id}")
    assert "Accountmanager helpt de directie van Noordvang." in page.text
    assert "uitwerking" not in page.text
    assert "Context" not in page.text
    assert "Accountmanager helpt" in browse(cast.seller, f"/profiles/{profile_id}/versions/1").text


def test_who_reads_sees_to_whom_one_reports_by_name(app: Flask, cast: Cast, browse: Browse) -> None:
    with write() as session:
        staff = Body(code="staf", name={"nl": "verkoopstaf"})
        session.add(staff)
        session.flush()
        session.add_all(
            BodyMember(body_id=staff.id, person_id=who, starts=LONG_AGO) for who in (cast.hr, cast.deputy)
        )
        staff_id = staff.id
    bind(cast, "verkoopmanager", target_id=cast.manager_role)
    bind(cast, "verkoopstaf", bound=Bound.BODY, target_id=staff_id)
    bind(cast, "noordvang", bound=Bound.UNIT, target_id=cast.company, words={"nl": "Noordvang"})
    lines = [reports_to(f"De [{term}]") for term in ("verkoopmanager", "verkoopstaf", "noordvang")]
    profile_id = published(cast, text_with("Helpt.", "", *lines))
    mine = browse(cast.seller, f"/profiles/{profile_id}").text
    assert "De accountmanager 2 personen Dirk Directeur Marloes van Dam" in mine, "the own line holds the role"
    other = browse(cast.stranger, f"/profiles/{profile_id}").text
    assert "De accountmanager Rapporteert aan" in other, "nobody's role has no names for who does not hold it"
    for name in ("Dirk Directeur", "Hanneke Roos", "Daan Plaats"):
        assert name in other


def test_the_ledger_guesses_binds_a_pair_and_readers_see_it(
    app: Flask, cast: Cast, browse: Browse, sign_in: SignIn
) -> None:
    profile_id = draft(cast, text_with("Leidt de [verkopers] en de [verkoper]."))
    page = browse(cast.hr, f"{LEDGER}/bind?term=Verkoper")
    assert f'<option selected value="{cast.seller_role}">' in page.html
    assert "Alle invulvelden zijn ingevuld." not in page.text
    assert "Vul [verkopers] meteen mee in" in page.text
    given = {
        "term": "verkoper", "place": str(cast.nl), "bound": "role", "role": str(cast.seller_role), "body": "0",
        "unit": "0", "together": "y", "nl": "", "nb": "", "en": "",
    }
    assert sign_in(cast.hr).post(f"{LEDGER}/bind", data=given).status_code == 303
    made = {row.term: (row.is_plural, row.words) for row in db.session.scalars(select(Placeholder))}
    assert made["verkoper"] == (False, {"nl": "verkoper", "nb": "selger"})
    assert made["verkopers"] == (True, {"nl": "verkopers", "nb": "selgere"})
    assert sign_in(cast.hr).post(f"{LEDGER}/bind", data=given).status_code == 409
    assert "Alle invulvelden zijn ingevuld." in browse(cast.hr, LEDGER).text
    publish(cast, profile_id)
    assert "Leidt de verkopers en de verkoper." in browse(cast.seller, f"/profiles/{profile_id}").text


def test_a_binding_that_moved_on_is_not_overwritten(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    draft(cast, text_with("Helpt de [verkoper]."))
    bind(cast, "verkoper")
    held = db.session.scalars(select(Placeholder)).one()
    path = f"{LEDGER}/{held.id}"
    given = {
        "term": "verkoper", "seen": "1", "place": str(cast.nl), "bound": "role", "role": str(cast.seller_role),
        "body": "0", "unit": "0", "nl": "vertegenwoordiger",
    }
    assert sign_in(cast.hr).post(path, data=given).status_code == 303
    late = sign_in(cast.hr2).post(path, data={**given, "nl": "handelaar"})
    assert late.status_code == 409
    assert "handelaar" in late.text
    assert db.session.scalars(select(Placeholder.words)).one() == {"nl": "vertegenwoordiger"}
    with pytest.raises(TooLate, match="binding_changed"):
        binding.unbind(cast.me("hr"), held.id, 1)
    assert sign_in(cast.hr).post(f"{path}/unbind", data={"seen": "2"}).status_code == 303
    assert db.session.scalars(select(Placeholder)).all() == []
    told = list(db.session.scalars(select(Audit.code).where(Audit.kind == "placeholder").order_by(Audit.id)))
    assert told == ["placeholder_bound", "placeholder_changed", "placeholder_unbound"]


@pytest.mark.parametrize(("who", "ledger", "bind_it", "change"), [
    ("hr", 200, 422, 422), ("hr_no", 200, 404, 403), ("seller", 403, 403, 403), ("manager", 403, 403, 403),
    ("director", 403, 403, 403), ("admin", 403, 403, 403),
])  # fmt: skip
def test_only_hr_of_the_scope_binds(
    app: Flask, cast: Cast, sign_in: SignIn, who: str, ledger: int, bind_it: int, change: int
) -> None:
    draft(cast, text_with("Helpt de [verkoper]."))
    bind(cast, "verkoper", cast.nl)
    number = db.session.scalars(select(Placeholder.id)).one()
    client = sign_in(getattr(cast, who))
    assert client.get(LEDGER).status_code == ledger
    assert client.post(f"{LEDGER}/bind", data={"term": "verkoper"}).status_code == bind_it
    assert client.post(f"{LEDGER}/{number}", data={"term": "verkoper"}).status_code == change
    assert client.post(f"{LEDGER}/99999", data={}).status_code == (404 if ledger == 200 else 403)


def test_hr_of_a_country_reads_the_organisations_binding_and_may_not_bind_above(
    app: Flask, cast: Cast, browse: Browse, sign_in: SignIn
) -> None:
    draft(cast, text_with("Helpt de [verkoper]."))
    bind(cast, "verkoper", cast.company)
    page = browse(cast.hr, LEDGER)
    assert "voor de hele organisatie" in page.text
    number = db.session.scalars(select(Placeholder.id)).one()
    assert f"{LEDGER}/{number}" not in page.html
    assert sign_in(cast.hr).get(f"{LEDGER}/{number}").status_code == 403
    given = {"term": "verkoper", "bound": "role", "role": str(cast.seller_role), "body": "0", "unit": "0", "nl": "x"}
    assert sign_in(cast.hr).post(f"{LEDGER}/bind", data={**given, "place": str(cast.company)}).status_code == 422
    assert sign_in(cast.hr).post(f"{LEDGER}/bind", data={**given, "place": str(cast.nl)}).status_code == 303


def test_the_ledger_warns_when_what_it_stands_for_is_gone(app: Flask, cast: Cast, browse: Browse) -> None:
    draft(cast, text_with("Van [kantoor], [staf], [verkoper] en [niets]."))
    with write() as session:
        staff = Body(code="staf", name={"nl": "staf"})
        old = Unit(kind="team", name="Team Oost", country=None, parent_id=cast.nl, ended_on=LONG_AGO)
        session.add_all([staff, old])
        session.flush()
        line.rebuild()
        staff_id, old_id = staff.id, old.id
    bind(cast, "kantoor", bound=Bound.UNIT, target_id=old_id)
    bind(cast, "staf", bound=Bound.BODY, target_id=staff_id)
    bind(cast, "verkoper")
    text = browse(cast.hr, LEDGER).text
    assert "Dit organisatieonderdeel is gestopt op 1 januari 2020" in text
    assert "Dit overlegorgaan heeft nu geen leden" in text
    assert "Niemand heeft deze rol nu" not in text
    assert text.index("[niets]") < text.index("[kantoor]") < text.index("[verkoper]")


def test_the_ledger_asks_the_same_questions_however_many_profiles_there_are(
    app: Flask, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.hr)
    draft(cast, text_with("Helpt de [verkoper]."))
    bind(cast, "verkoper")
    client.get(LEDGER)
    with statements() as few:
        client.get(LEDGER)
    for number in range(8):
        draft(cast, text_with(f"Helpt de [verkoper], de [klant {chr(97 + number)}] en de [directie]."))
    with statements() as many:
        client.get(LEDGER)
    assert len(many) == len(few) <= 8
    with statements() as opened:
        client.get(f"{LEDGER}/bind?term=directie")
    assert len(opened) <= 15


def test_a_text_without_brackets_asks_nothing_about_placeholders(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    profile_id = published(cast)
    client = sign_in(cast.seller)
    with statements() as sent:
        client.get(f"/profiles/{profile_id}")
    assert not any("placeholder" in statement for statement in sent)


def test_the_migration_finds_what_each_write_keeps(app: Flask, cast: Cast) -> None:
    first = draft(cast, text_with("Helpt de [Verkoper], [x] en [12].", "Hjelper [ Selgeren ]."))
    services.adopt(first, cast.me("hr"), valid_from=clock.today(), source="Besluit")
    services.start_version(first, cast.me("hr"))
    draft(cast, text_with("Zonder haken."))
    columns = select(Mention.document_id, Mention.at_work, Mention.part_key, Mention.term)
    kept = {tuple(row) for row in db.session.execute(columns)}
    assert len(kept) == 4
    with write() as session:
        session.execute(delete(Mention).where(Mention.at_work))
    module = ScriptDirectory(str(ROOT / "migrations")).get_revision("0019").module
    with write() as session, Operations.context(MigrationContext.configure(session.connection())):
        module.upgrade()
    db.session.remove()
    assert {tuple(row) for row in db.session.execute(columns)} == kept


def test_the_author_sees_an_instruction_as_an_open_question(app: Flask, cast: Cast, browse: Browse) -> None:
    profile_id = draft(cast, text_with("Maakt analyses [welke eerst] voor de [directie]."))
    assert "Open vraag" not in browse(cast.hr, f"/profiles/{profile_id}/edit").text
    bind(cast, "welke eerst", bound=Bound.QUESTION, target_id=None)
    page = browse(cast.hr, f"/profiles/{profile_id}/edit")
    assert "Open vraag: welke eerst." in page.text
    assert "1 invulveld is nog niet ingevuld" in page.text
    assert f'href="{LEDGER}?profile={profile_id}"' in page.html
    assert "[directie]" in browse(cast.hr, f"{LEDGER}?profile={profile_id}").text


def test_words_are_proposed_for_what_is_chosen(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    draft(cast, text_with("Helpt de [klanten]."))
    asked = {"term": "klanten", "bound": "role", "role": cast.seller_role, "body": 0, "unit": 0, "plural": "y"}
    answer = sign_in(cast.hr).get(f"{LEDGER}/words", query_string=asked)
    assert 'value="verkopers"' in answer.text
    assert 'value="selgere"' in answer.text
    assert sign_in(cast.hr).get(f"{LEDGER}/words", query_string={"term": "klanten"}).status_code == 200
    assert sign_in(cast.hr).get(f"{LEDGER}/words", query_string={"term": "onbekend"}).status_code == 404


def test_growth_asks_in_the_words_that_readers_see(app: Flask, cast: Cast) -> None:
    bind(cast, "verkoper")
    row = content.new_part("criterion", text={"nl": "Invloed"}, source="nl")
    levels = [content.new_part("level", text={"nl": code}, source="nl", data={"code": code}) for code in "AB"]
    cell = {
        **content.new_part("cell", text={"nl": "Coacht een [verkoper]."}, source="nl", data={"levels": ["B"]}),
        "in": row["key"],
    }
    with write() as session:
        session.add(RoleLevel(role_id=cast.seller_role, code="B", rank=2))
    published(cast, text_with("Helpt.", "", *levels, row, cell))
    assert [asked.text for asked in growth.asked_of(cast.seller).cells] == [{"nl": "Coacht een accountmanager."}]


def test_bad_words_in_the_address_are_no_fault(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    draft(cast, text_with("Helpt de [verkoper]."))
    client = sign_in(cast.hr)
    for term in ("a\x00b", "[" * 500, "", "]["):
        assert client.get(f"{LEDGER}/bind", query_string={"term": term}).status_code == 404
        assert client.get(f"{LEDGER}/words", query_string={"term": term, "bound": "x"}).status_code == 404
    for query in ("page=-5", "page=99999999999999999999", "profile=x", "profile=0"):
        assert client.get(f"{LEDGER}?{query}").status_code == 200
    wrong = {"term": "verkoper", "place": "x", "bound": "role", "role": "999999", "unit": "", "body": "y", "seen": "-1"}
    assert client.post(f"{LEDGER}/bind", data=wrong).status_code == 422
    assert client.post(f"{LEDGER}/bind", data={**wrong, "bound": "question", "place": str(cast.nl)}).status_code == 422
