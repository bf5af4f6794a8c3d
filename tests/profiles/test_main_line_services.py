"""The main line of a profile as moves: draft, review, requests, answers, publication, acknowledgement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.documents import content, drafts, publishing, remarks, review
from portal.documents.models import Answer, Document, Draft, Outcome, Remark, RemarkKind, State
from portal.profiles import queries, services
from portal.profiles.content import PROFILE
from portal.profiles.workflow import PROFILE as FLOW
from tests.cast import Cast, absent
from tests.sealing import seal_all


def make(cast: Cast) -> int:
    body: list = []
    body, _ = content.add(body, "title", "", locale="nl", text="Verkoper", edit="t")
    body, _ = content.add(body, "purpose", "", locale="nl", text="Klanten helpen.", edit="t")
    with write():
        return services.create(
            cast.me("hr"),
            body,
            locale="nl",
            unit_id=cast.nl,
            role_id=cast.seller_role,
            family="sales",
            review_months=24,
        ).id


def submit(cast: Cast, profile: int) -> int:
    return services.submit(profile, cast.me("hr"), reviewers=[cast.manager], due=clock.today() + timedelta(days=7))


def test_a_profile_goes_from_draft_to_acknowledged(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    number = submit(cast, profile)
    assert [w.code for w in queries.waiting_on(cast.me("manager"))] == ["review"]
    remarks.remark(profile, cast.me("manager"), RemarkKind.REQUEST, "Noem de regio.", locale="nl", snapshot=number)
    review.decide(profile, FLOW, cast.me("manager"), Outcome.REQUEST_CHANGES, "", seen=number, seat=cast.manager)
    assert [w.code for w in queries.waiting_on(cast.me("hr"))] == ["answer"]
    with pytest.raises(Refused, match="unanswered_requests"):
        submit(cast, profile)
    request = db.session.query(Remark).one()
    remarks.answer(profile, request.id, cast.me("hr"), Answer.DONE, "")
    number = submit(cast, profile)
    with pytest.raises(TooLate, match="replaced"):
        review.decide(profile, FLOW, cast.me("manager"), Outcome.APPROVE, "", seen=number - 1, seat=cast.manager)
    review.decide(profile, FLOW, cast.me("manager"), Outcome.APPROVE, "", seen=number, seat=cast.manager)
    with pytest.raises(Forbidden):
        services.publish(profile, cast.me("hr"), seen=number, valid_from=clock.today(), ask=True)
    assert [w.code for w in queries.waiting_on(cast.me("hr2"))] == ["publish"]
    services.publish(profile, cast.me("hr2"), seen=number, valid_from=clock.today(), ask=True)
    assert db.session.get(Document, profile).in_force == number
    assert db.session.query(Draft).count() == 0
    assert [w.code for w in queries.waiting_on(cast.me("seller"))] == ["acknowledge"]
    publishing.acknowledge(profile, cast.me("seller"), number)
    assert queries.count_waiting(cast.me("seller")) == 0
    seal_all()
    held, wrong = audit.verify()
    assert held > 0
    assert not wrong


def test_a_deputy_decides_in_the_place_of_somebody_absent(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    number = submit(cast, profile)
    assert not queries.waiting_on(cast.me("deputy"))
    absent(cast)
    (waiting,) = queries.waiting_on(cast.me("deputy"))
    assert (waiting.code, waiting.for_id) == ("review", cast.manager)
    decision = review.decide(profile, FLOW, cast.me("deputy"), Outcome.APPROVE, "", seen=number, seat=cast.manager)
    assert (decision.person_id, decision.deputy_of_id) == (cast.deputy, cast.manager)
    assert db.session.query(Draft).one().state is State.APPROVED


def test_history_and_snapshots_refuse_change(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    submit(cast, profile)
    for table in ("snapshot", "audit"):
        with pytest.raises(Exception, match="never changed"), write() as session:
            session.execute(db.text(f"UPDATE {table} SET digest = 'x'"))  # noqa: S608 - names of ours


def test_an_edit_is_undone(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    draft = db.session.query(Draft).one()
    key = drafts.body_of(draft.id)[1]["key"]
    drafts.edit(
        profile,
        PROFILE,
        cast.me("hr"),
        "e1",
        lambda body: content.write_text(body, key, "nl", "Iets anders.", base=1, edit="e1"),
    )
    assert drafts.undo(profile, PROFILE, cast.me("hr"))[1]["text"]["nl"] == "Klanten helpen."
