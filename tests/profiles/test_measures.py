"""How indicators are known here: proposed by their words, confirmed or chosen by the author, told in one line."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.core.figures import FIGURES
from portal.documents import content, drafts
from portal.profiles import measures, services
from portal.profiles.content import PROFILE
from portal.profiles.duty import Measure
from tests.cast import Cast
from tests.pages import Page
from tests.profiles import making
from tests.profiles.edited import KEYS, body, make, part

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept-Language": "nl"}
COMPUTED = {"kind": "computed", "figure": "approved_plans"}
Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]


def at(profile: int, move: str = "") -> str:
    return f"/profiles/{profile}/parts/{KEYS['indicator']}" + (f"/{move}" if move else "")


def typed(profile: int, **more: object) -> dict[str, object]:
    rev, text = part(profile, "indicator")["rev"], part(profile, "indicator")["text"]["nl"]
    return {"text": text, "base": rev["nl"], "data_base": rev.get("data", 0), "edit": "form-1", "locale": "nl", **more}


def reworded(cast: Cast, profile: int, text: str) -> None:
    base = part(profile, "indicator")["rev"]["nl"]
    drafts.edit(
        profile,
        PROFILE,
        cast.me("hr"),
        "words",
        lambda found: content.write_text(found, KEYS["indicator"], "nl", text, base=base, edit="words"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("% goedgekeurde accountplannen", "computed:approved_plans"),
        ("Andel godkjente kundeplaner før 1. februar", "computed:approved_plans"),
        ("aantal conceptversies accountplan", "computed:draft_versions"),
        ("Antall utkast før planen er godkjent", "computed:draft_versions"),
        ("mate van uitvoering (o.a. % afgelegde bezoeken)", "computed:visits_made"),
        ("Andel planlagte besøk som er gjennomført", "computed:visits_made"),
        ("Bezoekverslagen die op tijd klaar staan", "computed:report_discipline"),
        ("Toezeggingen die op tijd nagekomen werden", "computed:promises_kept"),
        ("Realiteitsgehalte van de doelstellingen", "computed:substantiation"),
        ("Omzet totaal en per productgroep", "imported:revenue"),
        ("Kundetilfredshet i halvårsmålingen", "imported:satisfaction"),
        ("Kryssalg per ordre", "imported:cross_selling"),
        ("Kwaliteit van de marktanalyse", "judged"),
        ("Weekrapporten op tijd", ""),
        ("Verloop in het team", ""),
        ("Scoringspercentage van offertes", ""),
        ("", ""),
    ],
)
def test_the_words_of_an_indicator_suggest_how_it_is_known(cast: Cast, text: str, said: str) -> None:
    assert measures.said(measures.guess_of(text)) == said


def test_what_can_be_chosen_is_about_people_and_says_what_it_is(cast: Cast) -> None:
    computed, imported = (measures.figures_for(kind) for kind in measures.COUNTED)
    assert {figure.code for figure in computed} >= {"approved_plans", "visits_made", "promises_kept"}
    assert {figure.code for figure in imported} >= {"revenue", "satisfaction"}
    for kind in (*measures.COUNTED, Measure.JUDGED, Measure.UNMEASURABLE):
        for figure in measures.figures_for(kind):
            made = measures.measure_of(figure)
            assert measures.meant(measures.said(made)) == made
    for word in ("computed", "computed:revenue", "imported:visits_made", "judged:revenue", "best", "computed:nothing"):
        with pytest.raises(ValueError, match=r"\w"):
            measures.meant(word)


@pytest.mark.parametrize(("who", "status"), [("hr", 303), ("manager", 403), ("seller", 404), ("hr_no", 404)])
def test_one_tap_confirms_what_the_words_suggest(cast: Cast, browse: Browse, who: str, status: int) -> None:
    profile = make(cast)
    reworded(cast, profile, "% goedgekeurde accountplannen")
    page = browse(cast.hr, f"/profiles/{profile}/edit", locale="nl")
    assert "Door het portaal berekend: Goedgekeurde accountplannen Bevestigen" in page.text
    seen = re.search(r'name="seen" value="(computed:approved_plans/\d+)"', page.html)
    assert seen
    answer = browse(getattr(cast, who), at(profile, "measure"), method="POST", data={"seen": seen[1]})
    assert answer.status == status
    assert part(profile, "indicator")["data"].get("measure") == (COMPUTED if status == 303 else None)


def test_what_cannot_be_confirmed_is_refused(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    long = "computed/" + "9" * 5_000
    for seen in ("", "best/0", "computed:nothing/0", "computed:approved_plans", "computed:approved_plans/x", long):
        assert client.post(at(profile, "measure"), data={"seen": seen}, headers=PARTIAL).status_code == 400
    task = f"/profiles/{profile}/parts/{KEYS['first']}/measure"
    assert client.post(task, data={"seen": "judged/0"}, headers=PARTIAL).status_code == 400
    assert "measure" not in part(profile, "indicator")["data"]


def test_a_suggestion_that_came_too_late_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    assert client.post(at(profile), data=typed(profile, measure="judged"), headers=PARTIAL).status_code == 200
    answer = client.post(at(profile, "measure"), data={"seen": "computed:approved_plans/0"}, headers=PARTIAL)
    assert answer.status_code == 409
    assert part(profile, "indicator")["data"]["measure"] == {"kind": "judged"}


def test_the_author_chooses_in_the_form_and_sees_the_rule(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    form = html.unescape(client.get(at(profile, "edit"), headers=PARTIAL).get_data(as_text=True))
    for said in ("computed:visits_made", "imported:revenue", "judged", "unmeasurable"):
        assert f'value="{said}"' in form
    autosave = client.post(
        at(profile), data=typed(profile, measure="computed:approved_plans"), headers={**PARTIAL, "X-Autosave": "1"}
    )
    assert "of vandaag zolang die loopt" in html.unescape(autosave.get_data(as_text=True))  # the rule, in words
    assert part(profile, "indicator")["data"]["measure"] == COMPUTED
    again = client.post(at(profile), data=typed(profile, measure="unmeasurable"), headers=PARTIAL)
    assert "Hier niet meetbaar" in again.get_data(as_text=True)
    assert "1 hier niet meetbaar" in again.get_data(as_text=True)  # the line beside the text follows
    assert client.post(at(profile), data=typed(profile, measure=""), headers=PARTIAL).status_code == 200
    assert "measure" not in part(profile, "indicator")["data"]
    assert client.post(at(profile), data=typed(profile, measure="best"), headers=PARTIAL).status_code == 422


def test_a_measure_is_checked_for_staleness_and_can_be_undone(cast: Cast, sign_in: SignIn) -> None:
    profile, mine, theirs = make(cast), sign_in(cast.hr), sign_in(cast.hr2)
    before = typed(profile, measure="judged")
    assert theirs.post(at(profile), data={**before, "edit": "form-2", "measure": "unmeasurable"}, headers=PARTIAL)
    late = mine.post(at(profile), data=before, headers=PARTIAL)
    assert late.status_code == 409
    assert part(profile, "indicator")["data"]["measure"] == {"kind": "unmeasurable"}
    assert theirs.post(f"/profiles/{profile}/undo", headers=PARTIAL).status_code == 200
    assert "measure" not in part(profile, "indicator")["data"]


def test_a_figure_that_is_no_more_is_kept_and_said(cast: Cast, sign_in: SignIn) -> None:
    profile, client = make(cast), sign_in(cast.hr)
    gone = {"kind": "computed", "figure": "sunny_days"}
    drafts.edit(
        profile,
        PROFILE,
        cast.me("hr"),
        "old",
        lambda found: content.write_data(found, KEYS["indicator"], {"measure": gone}, base=0, edit="old"),
    )
    form = html.unescape(client.get(at(profile, "edit"), headers=PARTIAL).get_data(as_text=True))
    assert "Een kengetal dat het portaal niet meer heeft" in form
    kept = typed(profile, measure="computed:sunny_days", text="Aandeel vaste klanten, nu")
    assert client.post(at(profile), data=kept, headers=PARTIAL).status_code == 200
    assert part(profile, "indicator")["data"]["measure"] == gone
    assert measures.bound(body(profile)) == {}


def test_the_coverage_line_counts_every_indicator_once(cast: Cast) -> None:
    def one(kind: str, parent: str = "", **data: Any) -> content.Part:
        return content.new_part(kind, parent, {"nl": kind}, source="nl", data=data)

    first, second, third, fourth = (one("area") for _ in range(4))
    parts = [
        first, one("core_task", first["key"]), one("indicator", first["key"], measure=COMPUTED),
        one("indicator", first["key"], measure={"kind": "imported", "figure": "revenue"}),
        one("indicator", first["key"]),
        second, one("core_task", second["key"]),
        third, one("indicator", third["key"], measure={"kind": "judged"}),
        fourth,
    ]  # fmt: skip
    found = measures.coverage(parts)
    assert dict(found.counts) == {"computed": 1, "imported": 1, "judged": 1, "unmeasurable": 0, "": 1}
    assert found.total == 4
    assert [area["key"] for area in found.duties_alone] == [second["key"]]
    assert [area["key"] for area in found.indicators_alone] == [third["key"]]
    assert set(measures.bound(parts)) == {parts[2]["key"], parts[3]["key"]}
    assert measures.bound(parts)[parts[2]["key"]] is FIGURES["approved_plans"]


def test_the_redline_says_in_words_how_an_indicator_was_and_is_known(cast: Cast, browse: Browse) -> None:
    def measured(found: content.Body, to: dict[str, str]) -> content.Body:
        key = next(one["key"] for one in found if one["kind"] == "indicator")
        base = content.get(found, key)["rev"].get("data", 0)
        return content.write_data(found, key, {"measure": to}, base=base, edit="to")

    area = content.new_part("area", text={"nl": "Klanten"}, source="nl")
    one = content.new_part(
        "indicator", area["key"], {"nl": "Accountplannen"}, source="nl", data={"measure": {"kind": "judged"}}
    )
    profile = making.published(cast, [*making.body_of(), area, one])
    services.start_version(profile, cast.me("hr"))
    drafts.edit(profile, PROFILE, cast.me("hr"), "to", lambda found: measured(found, COMPUTED))
    making.in_review(cast, profile)
    page = browse(cast.manager, f"/profiles/{profile}/review", locale="nl")
    assert "Door het portaal berekend: Goedgekeurde accountplannen (was: Door mensen beoordeeld)" in page.text
    assert "1 onderdeel gewijzigd" in page.text
