"""What bounds the calendar and its workbook, and that it is said where they end."""

from __future__ import annotations

import re

import pytest

from portal.core import clock
from portal.core.audit import Audit
from portal.core.db import db
from portal.imports import taking_along
from portal.visits import queries
from portal.visits.models import VisitState
from tests.plans import making as plans
from tests.visits import making

NL = {"Accept-Language": "nl"}


@pytest.fixture
def busy(app, cast, monkeypatch):
    customer_id = plans.customer(cast)
    for number in range(4):
        making.visit(cast, customer_id, 0, at=f"1{number}:00")
    making.visit(cast, customer_id, 0, at="08:00", state=VisitState.CANCELLED_BY_US)
    making.visit(cast, customer_id, 7)
    monkeypatch.setattr(queries, "IN_A_WEEK", 2)
    monkeypatch.setattr(queries, "IN_A_DAY", 3)


def test_a_day_that_is_too_full_says_how_many_more_there_are(cast, browse, busy):
    week = browse(cast.seller, "/visits/")
    assert week.html.count('id="v') == 2 and "08:00" in week.text
    assert "Nog 3 contacten op deze dag" in week.text
    link = re.search(r'href="([^"]*)">Nog 3', week.html)[1]
    assert "view=day" in link and f"on={clock.today()}" in link
    strip = week.html.partition("day-strip")[2].partition("</nav>")[0]
    counts = re.findall(r">\s*(\d+|–)\s*</span></a>", strip)
    assert counts[clock.today().weekday()] == "4", "the strip counts them all, without the cancelled one"
    day = browse(cast.seller, "/visits/?view=day")
    assert day.html.count('id="v') == 3 and "Nog 2 contacten op deze dag" in day.text
    assert "op deze dag" not in browse(cast.seller, "/visits/?view=list").text


def test_a_workbook_that_would_be_cut_is_not_made(cast, sign_in, busy, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 5)
    client = sign_in(cast.seller)
    answer = client.post("/visits/export?view=list", headers=NL)
    assert (answer.status_code, answer.location) == (303, "/visits/?view=list")
    assert "Dit zijn 6 contacten" in client.get(answer.location, headers=NL).get_data(as_text=True)
    assert client.post("/visits/export?view=day").status_code == 200
    assert [row.data["rows"] for row in db.session.query(Audit).filter_by(code="contacts_exported")] == [5]


def test_workbooks_are_counted_with_other_exports(cast, sign_in, busy, monkeypatch):
    monkeypatch.setattr(taking_along, "IN_A_QUARTER", 2)
    client = sign_in(cast.seller)
    assert [client.post("/visits/export").status_code for _time in range(3)] == [200, 200, 303]
    assert "kwartier" in client.get("/visits/", headers=NL).get_data(as_text=True)
    assert db.session.query(Audit).filter_by(code="contacts_exported").count() == 2
