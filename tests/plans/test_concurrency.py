"""Twenty who may decide, at the same moment: one decision, nineteen who read clearly that they were too late; and a
fault before the commit leaves nothing behind.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.documents.models import Decision, Outcome, Remark, State
from portal.people import line
from portal.people.models import Lead, Person
from portal.plans import approval, effects
from portal.plans.models import Step, Substantiation
from portal.visits.models import Visit
from tests.cast import LONG_AGO, Cast, open_session
from tests.plans import making

TWENTY = 20


def managers(cast: Cast) -> list[int]:
    """Twenty who lead the team together."""
    with write() as session:
        people = [Person(email=f"m{n}@rayon.example", name=f"Manager {n}") for n in range(TWENTY - 1)]
        session.add_all(people)
        session.flush()
        session.add_all(Lead(unit_id=cast.team, person_id=one.id, starts=LONG_AGO) for one in people)
        line.rebuild()
        return [cast.manager, *(one.id for one in people)]


@pytest.mark.parametrize("outcome", ["approve", "request_changes", "reject"])
def test_twenty_at_once_are_one_decision(app: Flask, cast: Cast, outcome: str) -> None:
    people = managers(cast)
    plan_id, number = making.submitted(cast)
    clients, answers = [], {}
    for person_id in people:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = open_session(person_id), True
        clients.append(client)
    start = threading.Barrier(TWENTY)

    def run(place: int) -> None:
        start.wait()
        data = {
            "seen": number, "seat": "approver", "outcome": outcome, "step": "sound", "back": "review",
            "comment": f"Woorden van {place}",
        }
        answers[place] = clients[place].post(f"/plans/{plan_id}/decide", data=data)
        with app.app_context():
            db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=run, args=(place,)) for place in range(TWENTY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert Counter(answer.status_code for answer in answers.values()) == {303: 1, 409: TWENTY - 1}
    for place, answer in answers.items():
        if answer.status_code == 409:
            html = answer.get_data(as_text=True)
            assert "intussen" in html or "al besloten" in html
            assert f"Woorden van {place}" in html
    assert db.session.query(Decision).count() == 1


@pytest.mark.parametrize(("outcome", "effect"), [
    (Outcome.APPROVE, "approved"), (Outcome.REQUEST_CHANGES, "changes_requested"), (Outcome.REJECT, "rejected"),
])  # fmt: skip
def test_a_fault_before_the_commit_leaves_nothing(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, outcome: Outcome, effect: str
) -> None:
    plan_id, number = making.submitted(cast)
    told, recorded = db.session.query(Notice).count(), db.session.query(Audit).count()
    real: Callable = getattr(effects, effect)

    def fails(*given: object, **named: object) -> None:
        real(*given, **named)
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr(effects, effect, fails)
    with pytest.raises(RuntimeError):
        approval.decide(
            plan_id, cast.me("manager"), outcome, seen=number, comment="Omdat.", step=Step.SOUND,
            wishes=[] if outcome is Outcome.APPROVE else [approval.Wish("", "Anders")],
        )
    assert making.draft_of(plan_id).state is State.IN_REVIEW
    for table in (Decision, Remark, Substantiation, Visit):
        assert not db.session.query(table).count(), table
    assert db.session.query(Notice).count() == told
    assert db.session.query(Notice).filter(Notice.read_at.is_not(None)).count() == 0
    assert db.session.query(Audit).count() == recorded
