"""Who can be asked to see to a promise of a report: in which order, with what they are, and whom a long list keeps."""

from __future__ import annotations

import pytest

from portal.core.i18n import speaking
from portal.core.together import ask
from portal.visits import report_owners
from tests.plans import making
from tests.visits.promising import department


def offered(cast, customer_id=None, named=(), locale="nl"):
    with speaking(locale):
        return ask(report_owners.offered(cast.me("seller"), customer_id, named))


def test_oneself_then_who_is_near_then_the_own_country(app, cast):
    department(cast, "Jan Magazijn", led_by=0, name="Zagerij")
    people, units = offered(cast)
    codes = [code for code, _words in people]
    near = {f"p{one}" for one in (cast.manager, cast.colleague, cast.director)}
    assert codes[0] == f"p{cast.seller}"
    assert set(codes[1:4]) == near
    assert codes.index(f"p{cast.hr_no}") > max(codes.index(one) for one in near)
    names = [name for _code, name in units]
    assert names.index("Zagerij") < names.index("Team Oslo")


@pytest.mark.parametrize(("locale", "words"), [("nl", "(Planner, Logistiek)"), ("nb", "(Planlegger, Logistiek)")])
def test_colleagues_are_told_apart_by_role_and_team(app, cast, locale, words):
    department(cast, "Jan Magazijn", led_by=0)
    assert any(said == f"Jan Magazijn {words}" for _code, said in offered(cast, locale=locale)[0])


def test_of_a_large_organisation_those_near_and_those_named_stay(app, cast, monkeypatch):
    monkeypatch.setattr(report_owners, "ALL_COLLEAGUES", 3)
    _unit, (jan, piet) = department(cast, "Jan Magazijn", "Piet Chauffeur")
    codes = dict(offered(cast, making.customer(cast, partner="stranger"), {f"p{jan}"})[0])
    assert {f"p{jan}", f"p{cast.manager}", f"p{cast.stranger}", f"p{cast.seller}"} <= codes.keys()
    assert f"p{piet}" not in codes
