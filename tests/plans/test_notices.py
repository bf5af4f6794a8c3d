"""Every move mails whom it concerns, really, also in the second round; a deputy's decision says so everywhere."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import refresh

from portal.core import mail
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.documents import content
from portal.documents.models import Answer, Outcome, Remark
from portal.people.models import MailWish, Person
from portal.plans import advice, amendments, approval
from portal.plans.models import Step
from tests.cast import Cast, absent
from tests.plans import making
from tests.plugins.mailbox import Box, text_of


class Post:
    """The mails of each move: `came("seller")` are those since the last time."""

    def __init__(self, box: Box) -> None:
        self.box, self.read = box, {}
        with write() as session:
            for person in session.query(Person):
                person.mail_decisions = person.mail_news = MailWish.AT_ONCE

    def came(self, name: str) -> list[str]:
        """Subject and text of the new mails to one of the cast."""
        refresh()
        mail.send_waiting()
        mails = self.box.to(name)
        new, self.read[name] = mails[self.read.get(name, 0):], len(mails)
        return [f"{one['Subject']}\n{text_of(one)}" for one in new]

    def only(self, name: str, *words: str) -> None:
        """Exactly one new mail came, with these words."""
        mails = self.came(name)
        assert len(mails) == 1, mails
        plain = " ".join(mails[0].split())
        assert not [word for word in words if word not in plain], plain


def decide(
    cast: Cast, who: str, plan_id: int, outcome: Outcome, number: int, comment: str = "", **more: object
) -> None:
    approval.decide(plan_id, cast.me(who), outcome, seen=number, comment=comment, step=Step.SOUND, **more)


def test_every_move_of_two_rounds_is_mailed(app: Flask, cast: Cast, box: Box) -> None:
    post = Post(box)
    plan_id, number = making.submitted(cast)
    post.only("manager", "Te besluiten: Bakkerij Jansen", f"/plans/{plan_id}/review")
    wishes = [approval.Wish("", "Korter graag"), approval.Wish("", "En duidelijker")]
    decide(cast, "manager", plan_id, Outcome.REQUEST_CHANGES, number, "Bijna.", wishes=wishes)
    post.only("seller", "Aanpassing gevraagd", "Bijna.", "1. Korter graag", "2. En duidelijker")
    for row in db.session.query(Remark):
        approval.answer(plan_id, row.id, cast.me("seller"), Answer.DONE, "")
    number = approval.submit(plan_id, cast.me("seller"))
    post.only("manager", "Te besluiten: Bakkerij Jansen", "versie 2")
    decide(cast, "manager", plan_id, Outcome.REQUEST_CHANGES, number, "Nog eens.")
    post.only("seller", "Aanpassing gevraagd", "versie 2", "Nog eens.")
    number = approval.submit(plan_id, cast.me("seller"))
    post.only("manager", "versie 3")
    approval.withdraw(plan_id, cast.me("seller"), seen=number)
    post.only("manager", "Ingetrokken")
    number = approval.submit(plan_id, cast.me("seller"))
    post.only("manager", "versie 4")
    decide(cast, "manager", plan_id, Outcome.REJECT, number, "Niet haalbaar.")
    post.only("seller", "Afgewezen", "Niet haalbaar.", "opnieuw beginnen")
    approval.restart(plan_id, cast.me("seller"), seen=number)
    number = approval.submit(plan_id, cast.me("seller"))
    post.only("manager", "versie 5")
    decide(cast, "manager", plan_id, Outcome.REJECT, number, "Weer niet.")
    post.only("seller", "Afgewezen", "Weer niet.")  # a second rejection is mailed like the first
    approval.restart(plan_id, cast.me("seller"), seen=number)
    decide(cast, "manager", plan_id, Outcome.APPROVE, approval.submit(plan_id, cast.me("seller")), "Mooi.")
    post.only("seller", "Goedgekeurd: Bakkerij Jansen", "Mooi.")


def test_the_second_decision_and_its_deputies_are_mailed(app: Flask, cast: Cast, box: Box) -> None:
    post = Post(box)
    absent(cast)
    making.allow(cast, discount=500)
    body = making.ready_body(cast.seller)
    body.append(content.new_part("budget", text={"nl": "x"}, data={"kind": "discount", "discount": 900}))
    plan_id, number = making.submitted(cast, body=body)
    post.only("deputy", "Te besluiten namens Marloes van Dam", "Marloes van Dam is afwezig")
    post.came("manager")
    decide(cast, "deputy", plan_id, Outcome.APPROVE, number)
    post.only("director", "Tweede besluit", "Daan Plaats (namens Marloes van Dam)")
    post.only("seller", "tweede besluit volgt", "Daan Plaats (namens Marloes van Dam)")
    post.only("manager", "Namens jou goedgekeurd")
    decide(cast, "director", plan_id, Outcome.APPROVE, number)
    post.only("seller", "Goedgekeurd", "Dirk Directeur")
    row = db.session.query(Audit).filter_by(code="plan_approve").one()
    assert (row.actor_id, row.deputy_of_id) == (cast.deputy, cast.manager)


@pytest.mark.parametrize("outcome", [Outcome.REQUEST_CHANGES, Outcome.REJECT, Outcome.APPROVE])
def test_an_amendment_is_mailed_in_its_own_words(app: Flask, cast: Cast, box: Box, outcome: Outcome) -> None:
    plan_id = making.approved(cast)
    post = Post(box)
    mail.send_waiting()
    for name in ("seller", "manager"):
        post.came(name)
    draft = amendments.start(plan_id, cast.me("seller"), "goal", "De markt draait")
    body = [
        {**part, "data": {**part["data"], "target": 13_000_00}} if part["kind"] == "goal" else part
        for part in making.drafts.body_of(draft.id)
    ]
    making.fill(cast, plan_id, body)
    number = approval.submit(plan_id, cast.me("seller"))
    post.only("manager", "Bijstelling om over te besluiten")
    decide(cast, "manager", plan_id, outcome, number, "Zie hier.")
    words = {
        Outcome.REJECT: ("Bijstelling afgewezen", "blijft goedgekeurd"), Outcome.APPROVE: ("Bijstelling goedgekeurd",),
        Outcome.REQUEST_CHANGES: ("Aanpassing gevraagd",),
    }[outcome]
    post.only("seller", *words)


def test_advice_is_mailed_both_ways(app: Flask, cast: Cast, box: Box) -> None:
    post = Post(box)
    plan_id, _number = making.submitted(cast)
    post.came("manager")
    due = advice.default_due(None)
    advice.ask(plan_id, cast.me("manager"), cast.hr, advice.Asked.ADVICE, "Klopt de marge?", due)
    post.only("hr", "Advies gevraagd", "Klopt de marge?")
    advice.answer(plan_id, cast.me("hr"), "Ja, ruim.")
    post.only("manager", "Advies gegeven", "Ja, ruim.")
    row = advice.ask(plan_id, cast.me("manager"), cast.colleague, advice.Asked.CONTENT, "Lees mee", due)
    post.only("colleague", "inhoudelijk te lezen")
    advice.take_back(plan_id, row.id, cast.me("manager"))
    post.only("colleague", "Advies niet meer nodig")
