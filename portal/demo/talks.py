"""Progress talks of the demo organisation: signed ones, one to prepare, one to sign, advice, a round per country."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.demo.coaching import Moves, texts
from portal.demo.company import Company
from portal.demo.plan_story import at, told
from portal.demo.story import Moments
from portal.talks import advising, policy, sheet
from portal.talks.models import Talk, TalkAgreement, TalkForm
from portal.talks.services import advice, papers, rounds, signing, talks
from portal.talks.services.papers import MINUTES, PREPARE, Sending
from portal.talks.services.talks import Appointment

# Manager, seller, language, how many days ago each talk was held.
PAIRS = (
    ("manager.nl", "seller.nl", "nl", (170, 108, 45)), ("manager.nl", "seller2.nl", "nl", (150, 60)),
    ("manager.no", "seller.no", "nb", (160, 95, 4)), ("manager.no", "keyaccount.no", "nb", (140, 70)),
    ("geert.huizinga", "kwame.mensah", "nl", (80,)),
)  # fmt: skip
TO_PREPARE, TO_SIGN = "seller.nl", "seller.no"  # whose next talk is planned; whose last one waits for the signature
ADVICE = {("seller.nl", 1): "decided", ("keyaccount.no", 1): "sent"}
SUPPORT = ("seller2.nl", 0)
WEEK = timedelta(days=7)


def stories(company: Company) -> list[Moments]:
    """The talks of each pair, and the rounds that run."""
    return [told(_rounds(company)), *(told(Pair(company, *pair).moves()) for pair in PAIRS)]


def _rounds(company: Company) -> Moves:
    today = datetime.now(UTC).date()
    first, last = today - timedelta(days=20), today + timedelta(days=40)
    return [
        (at(first - WEEK, 10), lambda: _begin(company, "nl", texts()["nl"]["talk"]["round"], first, last)),
        (at(first - WEEK, 11), lambda: _begin(company, "no", texts()["nb"]["talk"]["round"], first, last)),
    ]


def _begin(company: Company, unit: str, name: str, first: date, last: date) -> None:
    rounds.begin(company.me("director"), company.units[unit], name, TalkForm.FULL, first, last)


class Pair:
    """A manager and a seller."""

    def __init__(self, company: Company, manager: str, seller: str, locale: str, ago: tuple[int, ...]) -> None:
        self.company, self.manager, self.seller, self.locale, self.ago = company, manager, seller, locale, ago
        self.text = texts()[locale]["talk"]
        self.uid = ""

    def moves(self) -> Moves:
        """When what happens."""
        today = datetime.now(UTC).date()
        made: Moves = []
        for number, ago in enumerate(self.ago):
            day = at(today - timedelta(days=ago)).date()
            last = number == len(self.ago) - 1
            made += self.one(day, number, signs=not (last and self.seller == TO_SIGN))
        if self.seller == TO_PREPARE:
            coming = at(today + timedelta(days=6)).date()
            made.append((at(today - timedelta(days=3), 9), lambda: self.plan(coming)))
        return made

    def one(self, day: date, number: int, *, signs: bool) -> Moves:
        """One talk from the invitation to the signature."""
        made: Moves = [
            (at(day - WEEK, 9), lambda: self.plan(day)),
            (at(day - timedelta(days=4), 10), lambda: self.prepare(self.seller, number)),
            (at(day - timedelta(days=3), 14), lambda: self.prepare(self.manager, number)),
            (at(day, 13), lambda: talks.begin(self.company.me(self.manager), self.uid)),
            (at(day, 14), lambda: self.hold(day, number)),
        ]
        if signs:
            made.append((at(day + timedelta(days=2), 8), lambda: self.sign(number)))
        state = ADVICE.get((self.seller, number))
        if state:
            made.append((at(day + timedelta(days=2), 9), self.see))
            made.append((at(day + timedelta(days=3), 9), self.send))
        if state == "decided":
            made.append((at(day + timedelta(days=6), 15), self.decide))
        return made

    def plan(self, day: date) -> None:
        """The manager invites."""
        wanted = Appointment(TalkForm.FULL, day, "13:00", self.locale)
        self.uid = talks.plan(self.company.me(self.manager), self.company.people[self.seller], wanted)

    def _send(self, who: str, form: str, values: dict[str, str], base: int = 0) -> None:
        given = Sending(values, base, finished=True, written_at=clock.now(), key=str(uuid.uuid4()))
        papers.receive(self.uid, form, self.company.me(who), given)

    def prepare(self, who: str, number: int) -> None:
        """What each thinks beforehand, blind."""
        mine = self.text["seller" if who == self.seller else "manager"]
        own = who == self.seller
        values = {"note-results": mine[0], "note-together": mine[1], "note-skills": mine[2],
                  f"score-V1={3 + (number + own) % 2}": "on", f"score-V4={2 + number % 3}": "on",
                  f"score-V7={4 if own else 5}": "on"}  # fmt: skip
        self._send(who, PREPARE, values)

    def hold(self, day: date, number: int) -> None:
        """The minutes: what was said and agreed."""
        said, month = self.text["remarks"], timedelta(days=30)
        values = {"remark-results": said[0], "remark-together": said[1], "remark-skills": said[2],
                  "next_on": at(day + 2 * month).date().isoformat(), **self.judged()}  # fmt: skip
        for no, what in enumerate(self.text["agree"][: 2 + number % 2], 1):
            due = at(day + no * month).date().isoformat()
            who = "both" if no == len(self.text["agree"]) else "seller"
            values |= {f"agree-{no}-what": what, f"agree-{no}-who": who, f"agree-{no}-due": due}
        if (self.seller, number) in ADVICE:
            values |= {"then=advice": "on", "advice_kind": "other", "advice_text": self.text["advice"]}
        elif (self.seller, number) == SUPPORT:
            due = at(day + 3 * month).date().isoformat()
            values |= {"then=support": "on", "measure-1-kind": "training", "measure-1-what": self.text["measure"],
                       "measure-1-owner": "manager", "measure-1-due": due}  # fmt: skip
        else:
            values["then=none"] = "on"
        self._send(self.manager, MINUTES, values, 1)

    def judged(self) -> dict[str, str]:
        """What became of the agreements of before."""
        seller_id = self.company.people[self.seller]
        found = db.session.scalars(
            select(TalkAgreement.id).join(Talk, Talk.id == TalkAgreement.talk_id)
            .where(Talk.seller_id == seller_id, TalkAgreement.outcome.is_(None)).order_by(TalkAgreement.id)
        ).all()  # fmt: skip
        partly = found[1::3]
        told = {f"kept-a{row_id}={'partly' if row_id in partly else 'done'}": "on" for row_id in found}
        return told | {f"why-a{row_id}": self.text["why"] for row_id in partly}

    def _file(self, who: str) -> Any:
        return policy.find(self.company.me(who), self.uid)

    def sign(self, number: int) -> None:
        """The seller signs what stands there."""
        file = self._file(self.seller)
        body = sheet.with_figures(file, sheet.body_of(file))
        db.session.rollback()
        remark = self.text["remark"] if number == 1 else ""
        signing.sign(self.company.me(self.seller), self.uid, file.rev, body, remark)

    def _advice(self, who: str) -> Any:
        return advising.of_talk(self.company.me(who), self._file(who).id)

    def see(self) -> None:
        """The seller reads the advice first, and remarks."""
        file = self._advice(self.seller)
        advice.see(file, self.company.me(self.seller), file.rev, self.text["remark"])

    def send(self) -> None:
        """The manager sends it."""
        file = self._advice(self.manager)
        advice.send(file, self.company.me(self.manager), file.rev)

    def decide(self) -> None:
        """The director decides."""
        file = self._advice("director")
        advice.decide(file, self.company.me("director"), file.rev, "agreed", self.text["decision"])
