"""Text that exists already becomes a plan: by its headings, without losing a line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.documents import content
from portal.plans import pasting
from portal.plans.content import PLAN
from portal.plans.models import PlanKind
from portal.plans.pasting import UNPLACED, Piece, read
from tests.cast import Cast
from tests.plans import making
from tests.plans.writing import stored

SignIn = Callable[[int], FlaskClient]
DUTCH = """Plan 2026 voor Bakkerij Jansen

Mogelijkheden
Twee nieuwe winkels.
Meer gebak.

2. Doelstellingen:
- Omzet naar 120.000
- Een derde productgroep
  met eigen koeling

ACTIES
1) Proeverij houden
2) Offerte maken

Contactafspraken: elke maand een bezoek
Overig:
Iets dat nergens hoort
"""
NORWEGIAN = """Mål
• Øke omsetningen
• Ny varegruppe
Tiltak:
* Holde smaksprøve
Muligheter
To nye butikker
Kontaktplan
- Besøk hver måned
"""


def test_a_dutch_plan_is_split_by_its_headings() -> None:
    assert read(DUTCH, PlanKind.CUSTOMER) == [
        Piece("possibilities", "Twee nieuwe winkels.\nMeer gebak."),
        Piece("goal", "Omzet naar 120.000"), Piece("goal", "Een derde productgroep\nmet eigen koeling"),
        Piece("action", "Proeverij houden"), Piece("action", "Offerte maken"),
        Piece("agreement", "elke maand een bezoek"),
        Piece(UNPLACED, "Plan 2026 voor Bakkerij Jansen"), Piece(UNPLACED, "Overig:\nIets dat nergens hoort"),
    ]


def test_a_norwegian_plan_is_split_by_its_headings() -> None:
    assert read(NORWEGIAN, PlanKind.KEY_ACCOUNT) == [
        Piece("goal", "Øke omsetningen"), Piece("goal", "Ny varegruppe"), Piece("action", "Holde smaksprøve"),
        Piece("possibilities", "To nye butikker"), Piece("agreement", "Besøk hver måned"),
    ]


def test_a_section_that_the_kind_does_not_have_waits_for_a_place() -> None:
    assert {piece.section for piece in read("Doelen\n- Meer", PlanKind.PORTFOLIO)} == {UNPLACED}


@given(st.text(max_size=400), st.sampled_from(list(PlanKind)))
def test_no_word_is_ever_lost(text: str, kind: PlanKind) -> None:
    pieces = read(text, kind)
    kept = "".join(piece.text for piece in pieces)
    lines = [line for line in content.clean(text).split("\n") if not pasting.heading(line)]
    for line in lines:
        bare = pasting.BULLET.sub("", line)
        assert all(word in kept for word in bare.split()), line
    assert all(len(piece.text) <= PLAN.kinds[piece.section].max_length for piece in pieces)


def test_many_bullets_stay_a_page_that_can_be_drawn() -> None:
    pieces = read("Acties\n" + "\n".join(f"- Actie {number}" for number in range(5_000)), PlanKind.CUSTOMER)
    assert len(pieces) < 400
    assert "Actie 4999" in pieces[-1].text


def test_pasting_fills_the_plan_and_can_be_undone(cast: Cast, sign_in: SignIn) -> None:
    plan = making.plan(cast, body=[content.new_part("possibilities", text={"nl": "Eerst dit."})])
    client = sign_in(cast.seller)
    answer = client.post(f"/plans/{plan}/paste", data={"text": DUTCH})
    assert answer.status_code == 303
    body = stored(plan)
    assert next(part for part in body if part["kind"] == "goal")["text"]["nl"] == "Omzet naar 120.000"
    assert body[0]["text"]["nl"] == "Eerst dit.\nTwee nieuwe winkels.\nMeer gebak."
    page = client.get(answer.location).get_data(as_text=True)
    assert "Iets dat nergens hoort" in page
    client.post(f"/plans/{plan}/undo")
    assert len(stored(plan)) == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 200_001, "Een zin. " * 350_000])
def test_nothing_and_too_much_get_one_sentence(cast: Cast, sign_in: SignIn, text: str) -> None:
    plan = making.plan(cast, body=[])
    answer = sign_in(cast.seller).post(f"/plans/{plan}/paste", data={"text": text})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "aria-invalid" in html
    assert len(html) < 20_000  # what is too large is not sent back
    assert stored(plan) == []


def test_zero_bytes_do_no_harm(cast: Cast, sign_in: SignIn) -> None:
    plan = making.plan(cast, body=[])
    assert sign_in(cast.seller).post(f"/plans/{plan}/paste", data={"text": "Doelen\n- Me\x00er"}).status_code == 303
    assert [part["text"]["nl"] for part in stored(plan)] == ["Meer"]
