"""What each level may submit: read by everyone, kept by HR and administrators of the country, with its quotation."""

from __future__ import annotations

import pytest

from portal.core.db import db, write
from portal.documents import content
from portal.people.models import RoleLevel
from portal.plans import mandates
from portal.plans.models import Mandate, PlanKind
from tests.profiles import making as profiles


@pytest.fixture
def levels(app, cast):
    """The seller's role with levels A, B and C."""
    with write() as session:
        for rank, code in ((2, "B"), (3, "C")):
            session.add(RoleLevel(role_id=cast.seller_role, code=code, rank=rank))
    found = db.session.query(RoleLevel).filter_by(role_id=cast.seller_role).order_by(RoleLevel.rank)
    return {level.code: level.id for level in found}


def profile(cast):
    criterion = content.new_part("criterion", text={"nl": "Zelfstandigheid"}, source="nl")
    level = content.new_part("level", text={"nl": "Niveau A"}, data={"code": "A"}, source="nl")
    cell = content.new_part(
        "cell", criterion["key"], {"nl": "Stelt zelf portefeuilleplannen op."}, data={"levels": ["A"]}, source="nl"
    )
    return profiles.published(cast, [*profiles.body_of(), level, criterion, cell]), cell["key"]


def change(client, level_id, **fields):
    given = {"base": "0", "kinds": ["portfolio"], "discount": "", "budget": "", "currency": "EUR", "cell": "", **fields}
    return client.post(f"/plans/mandates/{level_id}", data=given)


def test_without_a_mandate_the_order_of_the_levels_counts(cast, browse, levels):
    page = browse(cast.stranger, "/plans/mandates")
    assert page.status == 200
    assert page.text.count("De algemene regel") == 3
    allowed = [mandates.right_of(db.session.get(RoleLevel, level_id), None).kinds for level_id in levels.values()]
    assert allowed == [
        {PlanKind.PORTFOLIO}, {PlanKind.PORTFOLIO, PlanKind.CUSTOMER},
        {PlanKind.PORTFOLIO, PlanKind.CUSTOMER, PlanKind.KEY_ACCOUNT},
    ]


@pytest.mark.parametrize(("who", "status"), [
    ("hr", 303), ("admin", 303), ("hr_no", 403), ("manager", 403), ("director", 403), ("seller", 403),
])  # fmt: skip
def test_who_keeps_the_mandates_of_a_country(cast, sign_in, levels, who, status):
    assert change(sign_in(getattr(cast, who)), levels["A"]).status_code == status


def test_a_mandate_quotes_the_cell_it_comes_from(cast, browse, sign_in, levels):
    profile_id, key = profile(cast)
    assert "Stelt zelf portefeuilleplannen op." in browse(cast.hr, f"/plans/mandates/{levels['A']}").text
    assert "Stelt zelf" not in browse(cast.hr, f"/plans/mandates/{levels['B']}").text
    answer = change(
        sign_in(cast.hr), levels["A"], discount="2,5", budget="1.500", cell=f"{profile_id}:{key}",
    )
    assert answer.status_code == 303
    stored = db.session.get(Mandate, levels["A"])
    assert (stored.kinds, stored.discount, stored.budget, stored.rev) == (["portfolio"], 250, 1_500_00, 1)
    assert mandates.quoted(mandates.of(cast.seller)) == {"nl": "Stelt zelf portefeuilleplannen op."}
    text = browse(cast.seller, "/plans/mandates").text.replace("\xa0", " ")
    assert all(said in text for said in ("Stelt zelf portefeuilleplannen op.", "2,5%", "€ 1.500"))


@pytest.mark.parametrize("fields", [
    {"discount": "101"}, {"discount": "veel"}, {"budget": "-1"}, {"currency": "XYZ"}, {"cell": "1:nergens"},
    {"kinds": ["novel"]},
])  # fmt: skip
def test_bad_input_is_said_and_changes_nothing(cast, sign_in, levels, fields):
    assert change(sign_in(cast.hr), levels["A"], **fields).status_code == 422
    assert db.session.get(Mandate, levels["A"]) is None


def test_two_who_change_it_do_not_overwrite_each_other(cast, sign_in, levels):
    client = sign_in(cast.hr)
    assert change(client, levels["A"], discount="3").status_code == 303
    answer = change(client, levels["A"], discount="9")
    assert answer.status_code == 409
    assert "Iemand anders heeft dit intussen gewijzigd" in answer.get_data(as_text=True)
    assert db.session.get(Mandate, levels["A"]).discount == 300
    assert client.post(f"/plans/mandates/{levels['A']}/remove", data={"base": "7"}).status_code == 303
    assert db.session.get(Mandate, levels["A"]) is not None
    assert client.post(f"/plans/mandates/{levels['A']}/remove", data={"base": "1"}).status_code == 303
    db.session.expire_all()
    assert db.session.get(Mandate, levels["A"]) is None
