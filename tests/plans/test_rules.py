"""The rules about plans: read by HR and administrators, changed by administrators of the whole, counted at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.core import audit, clock, settings
from portal.core.db import db, write
from portal.people.services.catalogue import version_of
from portal.plans import approval, requirements, rules
from portal.plans.models import Requirement
from tests.plans import making


def change(client, **fields):
    now = rules.held()
    given = rules.as_form(now) | {"base": version_of(now)} | fields
    return client.post("/admin/plans/change", data=given)


@pytest.mark.parametrize(("who", "reads", "changes"), [
    ("admin", 200, 303), ("hr", 200, 403), ("manager", 403, 403), ("seller", 403, 403),
])  # fmt: skip
def test_who_reads_and_who_changes_the_rules(cast, browse, sign_in, who, reads, changes):
    assert browse(getattr(cast, who), "/admin/plans").status == reads
    assert change(sign_in(getattr(cast, who))).status_code == changes


def test_a_changed_rule_counts_at_once_and_past_days_stay(cast, browse, sign_in):
    with clock.at(datetime(2026, 1, 5, 9, tzinfo=UTC)):
        making.customer(cast, category="C")
        with write():
            requirements.refresh()
    with clock.at(datetime(2026, 2, 2, 9, tzinfo=UTC)):
        assert change(
            sign_in(cast.admin), need_c="own", plan_due_day="28", plan_due_month="2", plan_days="7"
        ).status_code == 303
        rows = db.session.scalars(select(Requirement).order_by(Requirement.starts)).all()
        assert [row.need.value for row in rows] == ["portfolio", "own"]
        assert settings.get("plan_due") == "02-28"
        assert approval.due_date(cast.seller) == clock.add_working_days(clock.today(), 7, "NL")
    codes = set(db.session.scalars(select(audit.Audit.code).where(audit.Audit.kind == "setting")))
    assert codes == {"plan_rule_changed", "plan_due_changed", "plan_days_changed"}
    page = browse(cast.admin, "/admin/plans")
    assert "28 februari" in page.text
    assert "7 werkdagen" in page.text


def test_who_had_until_the_old_day_has_until_the_new_one(cast, sign_in):
    with clock.at(datetime(2026, 10, 5, 9, tzinfo=UTC)):
        making.customer(cast, category="A")
        with write():
            requirements.refresh()
        change(sign_in(cast.admin), plan_due_day="15")
        due = db.session.scalars(select(Requirement.due).where(Requirement.year == 2027)).one()
        assert due.isoformat() == "2027-01-15"


@pytest.mark.parametrize("fields", [
    {"plan_days": "0"}, {"plan_days": "61"}, {"plan_days": "vijf"}, {"plan_days": ""}, {"plan_days": "-3"},
    {"plan_escalation_days": "1000"}, {"plan_due_day": "30", "plan_due_month": "2"}, {"plan_due_month": "13"},
    {"plan_opens_day": "0"}, {"need_a": "novel"}, {"need_a": ""}, {"plan_days": "５"},
])  # fmt: skip
def test_bad_input_is_said_beside_its_field_and_changes_nothing(cast, sign_in, fields):
    before = rules.held()
    answer = change(sign_in(cast.admin), **fields)
    assert answer.status_code == 422
    assert "aria-invalid" in answer.get_data(as_text=True)
    assert rules.held() == before


def test_the_last_day_of_february_can_be_chosen(cast, browse, sign_in):
    assert change(sign_in(cast.admin), plan_due_day="29", plan_due_month="2").status_code == 303
    assert "29 februari" in browse(cast.admin, "/admin/plans").text


def test_two_who_change_them_do_not_overwrite_each_other(cast, sign_in):
    client, old = sign_in(cast.admin), version_of(rules.held())
    assert change(client, plan_days="7").status_code == 303
    answer = change(client, plan_days="9", base=old)
    assert answer.status_code == 409
    assert settings.get("plan_days") == 7


def test_the_rules_are_a_tab_of_the_organisation(cast, browse):
    assert 'href="/admin/plans"' in browse(cast.hr, "/admin/settings").html


def test_the_list_of_plans_leads_to_what_is_needed_to_actions_and_to_mandates(cast, browse):
    making.customer(cast)
    page = browse(cast.seller, "/plans/")
    for address in ("/plans/needed", "/plans/actions", "/plans/mandates"):
        assert f'href="{address}"' in page.html
        assert browse(cast.seller, address).status == 200
