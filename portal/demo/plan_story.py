"""The moves of one account plan of the demo organisation, by the people who make them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.core import clock, i18n
from portal.core.db import db
from portal.demo import customers
from portal.demo.company import Company
from portal.demo.customers import Made
from portal.demo.story import Moments
from portal.documents import content, drafts
from portal.documents.models import Answer, Asked, Draft, Outcome, Remark, RemarkKind
from portal.people.me import Me
from portal.plans import advice, amendments, approval, services
from portal.plans.approval import Wish
from portal.plans.content import PLAN as SCHEMA
from portal.plans.models import Action, Goal, PlanKind, Step

HERE = Path(__file__).parent
Moves = list[tuple[datetime, Callable[[], Any]]]
SATURDAY = 6
MANAGERS = {
    "nl-midden-team": "manager.nl",
    "nl-noord-team": "geert.huizinga",
    "nl-zuid-team": "nathalie.janssen",
    "no-oslo-team": "manager.no",
    "no-trondheim-team": "trond.asheim",
}


@cache
def texts() -> dict[str, Any]:
    """What plans.json says, by language."""
    return json.loads((HERE / "plans.json").read_text("utf8"))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on the first working day from a day on."""
    while day.isoweekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(hour, minute), UTC)


def told(moves: Moves) -> Moments:
    """A story from its moves, up to the present."""
    for moment, move in sorted(moves, key=lambda one: one[0]):
        if moment > datetime.now(UTC):
            return
        yield moment
        move()


class PlanStory:
    """The moves of one plan, by the people who make them."""

    def __init__(self, company: Company, made: Made, customer: str, year: int, *, growth: int | None = None) -> None:
        self.company, self.made, self.customer, self.year, self.growth = company, made, customer, year, growth
        self.given = made.given[customer]
        self.portfolio = next(
            one for one in customers.description()["portfolios"] if customer in made.by_owner[one["owner"]]
        )
        self.seller, self.manager = self.portfolio["owner"], MANAGERS[self.portfolio["unit"]]
        self.locale = customers.locale_of(self.portfolio)
        self.words = texts()[self.locale]
        self.text = self.words["foodservice" if self.portfolio["world"].startswith("foodservice") else "technical"]
        self.kind = PlanKind.KEY_ACCOUNT if self.given.get("key") else PlanKind.CUSTOMER
        self.id = self.number = 0
        self.actors: dict[str, Me] = {}

    @property
    def purpose(self) -> str:
        """What the first line of the contact agreement is for."""
        return self.text["agreements"][0][2]

    def me(self, email: str) -> Me:
        """Somebody as actor; asked once, because nobody in these stories changes places."""
        if email not in self.actors:
            self.actors[email] = self.company.me(email)
        return self.actors[email]

    def start(self, copy_from: PlanStory | None = None) -> None:
        """Begin the plan, empty or as a copy."""
        actor = self.me(self.seller)
        about = self.made.customers[self.customer] if self.kind is not PlanKind.PORTFOLIO else None
        with i18n.speaking(self.locale):
            self.id = services.create(actor, self.kind, self.year, about, copy_from=copy_from.id if copy_from else None)

    def edit(self, change: Callable[[content.Body], content.Body]) -> None:
        """One edit of the version at work."""
        drafts.edit(self.id, SCHEMA, self.me(self.seller), f"demo-{self.id}-{clock.now():%H%M%S%f}", change)

    def add(self, *parts: content.Part) -> None:
        """Type these parts."""
        self.edit(lambda body: [*body, *parts])

    def part(self, kind: str, text: str = "", parent: str = "", /, **data: Any) -> content.Part:
        """A part in the seller's language."""
        return content.new_part(kind, parent, {self.locale: text} if text else {}, data=data)

    def write_words(self) -> None:
        """What is possible and what is not; a key account also has its market and assumptions."""
        parts = [self.part(kind, self.text[kind]) for kind in ("possibilities", "impossibilities")]
        if self.kind is PlanKind.KEY_ACCOUNT:
            parts.append(self.part("market", self.text["market"]))
            parts += [self.part("assumption", text) for text in self.text["assumption"]]
            parts += [
                self.part("stakeholder", "", contact=contact, stance="supports" if not place else "neutral")
                for place, contact in enumerate(self.made.contacts[self.customer])
            ]
        self.add(*parts)

    def write_goals(self, *, substantiated: bool = True) -> None:
        """The goals; the first one, in revenue, per branch where the customer has branches."""
        for number, given in enumerate(self.text["goals"]):
            goal = self.part(
                "goal",
                given["text"],
                measure=given["measure"],
                business=given["business"],
                **self._numbers(given),
            )
            parts = [goal]
            branches = self.made.branches[self.customer]
            if number == 0 and branches:
                parts += self._per_branch(goal, branches)
            if substantiated and "substantiation" in given:
                parts.append(self.part("substantiation", given["substantiation"], goal["key"]))
            self.add(*parts)

    def _numbers(self, given: dict[str, Any]) -> dict[str, int]:
        if given["measure"] == "qualitative":
            return {}
        if "baseline" in given:
            return {"baseline": given["baseline"], "target": given["target"]}
        baseline = round(self.given["revenue"] / 1000) * 1000
        growth = given["growth"] if self.growth is None else self.growth
        return {"baseline": baseline * 100, "target": round(baseline * (100 + growth) / 100 / 500) * 500 * 100}

    def _per_branch(self, goal: content.Part, branches: list[int]) -> list[content.Part]:
        data, many = goal["data"], len(branches)
        return [
            self.part(
                "branch_goal",
                "",
                goal["key"],
                branch=branch,
                **{
                    name: data[name] // many + (data[name] % many if place == 0 else 0)
                    for name in ("baseline", "target")
                },
            )
            for place, branch in enumerate(branches)
        ]

    def write_work(self, *, calendar: bool = True, discount: int | None = None) -> None:
        """Actions, the contact agreement, budget and support."""
        seller, contacts = self.company.people[self.seller], self.made.contacts[self.customer]
        first = date(self.year, 1, 1)
        late = [self.words["late_action"]] if len(self.customer) % 3 == 0 else []  # at hand until the year ends
        parts = [
            self.part("action", text, person=seller, due=(first + timedelta(days=days)).isoformat())
            for text, days in [*self.text["actions"], *late]
        ]
        if calendar:
            parts += [
                self.part(
                    "agreement",
                    purpose,
                    channel=channel,
                    per_year=per_year,
                    person=seller,
                    **({"contact": contacts[place % len(contacts)]} if contacts else {}),
                )
                for place, (channel, per_year, purpose) in enumerate(self.text["agreements"])
            ]
        for kind, text, amount in self.text["budget"]:
            if kind == "activity":
                parts.append(self.part("budget", text, kind=kind, amount=amount))
            elif discount is not None:
                parts.append(self.part("budget", text, kind=kind, discount=discount))
        parts += [self.part("support", text) for text in self.text["support"]]
        self.add(*parts)

    def write_targets(self) -> None:
        """In a copy: say what this year's targets are."""
        growth = 104 if self.growth is None else 100 + self.growth

        def change(body: content.Body) -> content.Body:
            for part in content.children(body, "", "goal"):
                base = part["data"].get("baseline")
                if base is not None:
                    body = content.write_data(
                        body, part["key"], {"target": base * growth // 10_000 * 100}, base=0, edit="copy"
                    )
                for below in content.children(body, part["key"], "branch_goal"):
                    body = content.remove(body, below["key"])
            return body

        self.edit(change)

    def submit(self, note: str = "") -> None:
        """Send it to the approver."""
        self.number = approval.submit(self.id, self.me(self.seller), note=note)

    def ask(self, who: str = "") -> None:
        """Ask two changes in one decision."""
        draft = db.session.scalars(select(Draft).where(Draft.document_id == self.id)).one()
        goals = content.children(drafts.body_of(draft.id), "", "goal")
        wishes = [
            Wish(goals[0]["key"] if place == 0 and goals else "", text)
            for place, text in enumerate(self.words["requests"])
        ]
        approval.decide(
            self.id,
            self.me(who or self.manager),
            Outcome.REQUEST_CHANGES,
            seen=self.number,
            wishes=wishes,
            step=Step.THIN,
            locale=self.locale,
        )

    def answer(self, most: int = 2) -> None:
        """Answer the open change requests, and make a change to show for it."""
        rows = db.session.scalars(
            select(Remark.id)
            .where(Remark.document_id == self.id, Remark.kind == RemarkKind.REQUEST, Remark.answer.is_(None))
            .order_by(Remark.number)
        ).all()
        for row, text in list(zip(rows, self.words["answers"], strict=False))[:most]:
            approval.answer(self.id, row, self.me(self.seller), Answer.DONE, text)
        self.add(
            self.part("agreement", self.purpose, channel="video", per_year=4, person=self.company.people[self.seller])
        )

    def approve(self, step: Step = Step.SOUND, who: str = "", comment: str = "") -> None:
        """Approve in the seat whose turn it is."""
        approval.decide(
            self.id, self.me(who or self.manager), Outcome.APPROVE, seen=self.number, step=step, comment=comment
        )

    def second(self) -> None:
        """The next line agrees."""
        approval.decide(self.id, self.me("director"), Outcome.APPROVE, seen=self.number, comment=self.words["second"])

    def reject(self) -> None:
        """Reject with the reason."""
        approval.decide(
            self.id,
            self.me(self.manager),
            Outcome.REJECT,
            seen=self.number,
            comment=self.words["reject"],
            step=Step.MISSING,
        )

    def ask_advice(self, who: str) -> None:
        """The approver asks a colleague; the decision stays."""
        advice.ask(
            self.id,
            self.me(self.manager),
            self.company.people[who],
            Asked.ADVICE,
            self.words["advice_question"],
            clock.today() + timedelta(days=5),
        )

    def advise(self, who: str) -> None:
        """The colleague answers."""
        advice.answer(self.id, self.me(who), self.words["advice_answer"])

    def tick(self, place: int) -> None:
        """An action is done."""
        rows = db.session.scalars(select(Action).where(Action.document_id == self.id).order_by(Action.id)).all()
        if place < len(rows):
            services.tick(self.id, rows[place].id, self.me(self.seller), done=True, note="", seen=rows[place].rev)

    def amend(self) -> None:
        """More contacts: only the contact agreement goes back."""
        amendments.start(self.id, self.me(self.seller), "agreement", self.words["amend"])
        self.edit(
            lambda body: [
                *body,
                self.part(
                    "agreement", self.purpose, channel="visit", per_year=6, person=self.company.people[self.seller]
                ),
            ]
        )

    def evaluate(self) -> None:
        """What came of it, near what was aimed at."""
        goals = db.session.scalars(
            select(Goal).where(Goal.document_id == self.id, Goal.branch_id.is_(None)).order_by(Goal.id)
        ).all()
        results = {goal.id: (goal.target * 98 // 100 if goal.target else None, self.words["result"]) for goal in goals}
        services.evaluate(self.id, self.me(self.seller), self.words["evaluation"], results)

    def close(self) -> None:
        """The manager closes it."""
        services.close(self.id, self.me(self.manager))


class PortfolioStory(PlanStory):
    """The one plan for a seller's other customers."""

    def __init__(self, company: Company, made: Made, owner: str, year: int) -> None:
        super().__init__(company, made, made.by_owner[owner][0], year)
        self.kind = PlanKind.PORTFOLIO

    def write_lines(self, share: float = 1.0) -> None:
        """A goal, a frequency and an aim in revenue for this share of the customers."""

        def change(body: content.Body) -> content.Body:
            lines = content.children(body, "", "line")
            for place, part in enumerate(lines[: int(len(lines) * share)]):
                text = self.words["line"][place % len(self.words["line"])]
                channel = ("visit", "phone")[place % 2]
                data: dict[str, Any] = {"per_year": (4, 2, 2, 1, 6)[place % 5], "channel": channel}
                if base := part["data"].get("baseline"):
                    data["target"] = base * (100 + (3, 0, 5, 8, 2)[place % 5]) // 10_000 * 100
                body = content.write_data(body, part["key"], data, base=0, edit="demo")
                if text:
                    body = content.write_text(body, part["key"], self.locale, text, base=0, edit="demo")
            return body

        self.edit(change)
