"""Whatever fields come in: never a fault, and a draft gives every character back."""

from __future__ import annotations

import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.db import db
from portal.core.flat import plain
from portal.visits import report_values
from portal.visits.models import Report
from tests.plans import making
from tests.visits.making import visit
from tests.visits.sending import put

NAMES = [
    "said", "signal", "next_step", "next_on", "products_other", "day", "contact_id", "reached=yes", "reached=x",
    "next_in=7", "next_in=9", "channel=fax", "channel=phone", "product=Brood", "product=", "action-1-0-abc=done",
    "action-9999999999-1-x=worked_on", *(f"{kind}-{no}-{part}" for kind in ("promise", "complaint") for no in (1, 3)
                                         for part in ("what", "owner", "due", "to", "kind")),
]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["on", "", "31-2-2026", "1-1-2026", "p1", "u1", "p99999999999", "12", "\ud800"]),
)
FIELDS = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), VALUES, max_size=14)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def test_a_draft_gives_back_what_came_in_and_sending_never_fails(app, cast, sign_in):
    customer_id = making.customer(cast)
    client = sign_in(cast.seller)

    @SLOW
    @given(FIELDS)
    def fields(values):
        uid = visit(cast, customer_id, -1).uid
        kept = put(client, uid, cast.seller, values, finished=False)
        expected = report_values.FIELDS.known(values)
        if report_values.FIELDS.too_long(expected):
            assert kept.status_code == 422
            return
        assert kept.status_code == 200
        db.session.rollback()
        row = db.session.query(Report).order_by(Report.visit_id.desc()).first()
        assert row.draft == expected
        for name, value in expected.items():
            if name == "said":
                assert row.draft[name] == plain(values[name])
            assert value is not None
        assert client.get(f"/visits/{uid}/report").status_code == 200
        sent = put(client, uid, cast.seller, values | {"reached=yes": "on"}, base=1)
        assert sent.status_code in {200, 422}
        if sent.status_code == 422:
            assert sent.json["errors"]
            assert all(sent.json["errors"].values())
        form = {name: value.encode("utf-8", "replace").decode() for name, value in values.items()
                if "\ud800" not in name}
        posted = client.post(f"/visits/{uid}/report", data=form | {"base": "1"})
        assert posted.status_code in {303, 409, 422}

    with app.app_context():
        fields()


def test_a_body_of_any_shape_is_answered(app, cast, sign_in):
    client = sign_in(cast.seller)

    @SLOW
    @given(JSON, JSON, JSON, JSON, JSON)
    def bodies(values, base, born, written_at, finished):
        body = {"person": cast.seller, "form": 1, "values": values, "base": base, "visit": born,
                "written_at": written_at, "finished": finished}
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        answer = client.put(f"/visits/{uuid.uuid4()}/report", json=body, headers=headers)
        assert answer.status_code in {404, 409, 422}

    bodies()
