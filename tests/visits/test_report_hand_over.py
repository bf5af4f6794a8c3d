"""A report of a contact that was had before the customer was handed over is taken, whoever has the customer now."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.customers.effects import handed_over
from portal.customers.models import Portfolio
from portal.people.models import FOREVER
from portal.visits.models import Promise, Report, Visit, VisitState
from tests.plans import making
from tests.visits.making import again, visit
from tests.visits.sending import GOOD, put


@pytest.fixture
def customer_id(app, cast):
    return making.customer(cast, "Bakkerij Jansen")


def hand_over(cast, customer_id):
    """From today on it is the colleague's."""
    today = clock.today()
    with write() as session:
        row = session.scalars(select(Portfolio).where(Portfolio.customer_id == customer_id)).one()
        row.ends = today - timedelta(days=1)
        session.flush()
        session.add(Portfolio(customer_id=customer_id, owner_id=cast.colleague, starts=today, ends=FOREVER))
        session.flush()
        handed_over([customer_id], cast.seller, cast.colleague, today)


def test_a_contact_born_with_its_report_is_taken_of_days_on_which_the_customer_was_theirs(cast, sign_in, customer_id):
    hand_over(cast, customer_id)
    client, today = sign_in(cast.seller), clock.today()
    born = {"customer_id": str(customer_id), "channel": "visit", "day": str(today - timedelta(days=1))}
    assert put(client, str(uuid.uuid4()), cast.seller, GOOD, born=born).status_code == 200
    answer = put(client, str(uuid.uuid4()), cast.seller, GOOD, born=born | {"day": str(today)})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["customer_id"])
    other = put(sign_in(cast.stranger), str(uuid.uuid4()), cast.stranger, GOOD, born=born)
    assert other.status_code == 422


@pytest.mark.parametrize("with_draft", [True, False])
def test_a_planned_contact_that_went_to_another_gets_one_beside_it(cast, sign_in, browse, customer_id, with_draft):
    planned, client, base = visit(cast, customer_id, 2, purpose="Assortiment"), sign_in(cast.seller), 0
    if with_draft:
        base = put(client, planned.uid, cast.seller, {"said": "Begin"}, finished=False).json["rev"]
    hand_over(cast, customer_id)
    assert again(planned.id).person_id == cast.colleague
    values, key = GOOD | {"promise-1-what": "Monster sturen", "day": str(clock.today())}, str(uuid.uuid4())
    answer = put(client, planned.uid, cast.seller, values, base=base, key=key)
    assert (answer.status_code, answer.json["state"]) == (200, "sent")
    own = db.session.query(Visit).filter_by(uid=answer.json["visit"]).one()
    assert (own.person_id, own.day, own.state, own.purpose) == (cast.seller, clock.today(), "held", "Assortiment")
    assert db.session.query(Promise).one().visit_id == own.id
    assert put(client, planned.uid, cast.seller, values, base=base, key=key).json == answer.json
    later = put(client, planned.uid, cast.seller, values | {"said": "Anders"}, base=answer.json["rev"])
    assert (later.status_code, later.json["visit"]) == (200, own.uid)
    assert [row.visit_id for row in db.session.query(Report)] == [own.id]
    assert again(planned.id).state is VisitState.PLANNED
    assert browse(cast.seller, f"/visits/{planned.uid}").response.location == f"/visits/{own.uid}"
    assert put(sign_in(cast.colleague), planned.uid, cast.colleague, GOOD).status_code == 200
    with sign_in(cast.stranger) as stranger:
        assert put(stranger, planned.uid, cast.stranger, GOOD).status_code == 404


def test_what_is_said_to_be_later_than_the_hand_over_is_of_who_has_the_customer(cast, sign_in, customer_id):
    planned = visit(cast, customer_id, 2)
    with write() as session:
        row = session.scalars(select(Portfolio).where(Portfolio.customer_id == customer_id)).one()
        row.ends = clock.today() - timedelta(days=9)
        session.flush()
        starts = clock.today() - timedelta(days=8)
        session.add(Portfolio(customer_id=customer_id, owner_id=cast.colleague, starts=starts, ends=FOREVER))
        session.get(Visit, planned.id).person_id = cast.colleague
    assert put(sign_in(cast.seller), planned.uid, cast.seller, GOOD).status_code in {403, 404}
    assert db.session.query(Visit).count() == 1
