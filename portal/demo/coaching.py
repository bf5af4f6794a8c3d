"""A year of coaching of the demo organisation: criteria in force, ride-alongs rated by two, signed, under way."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.coaching import growth
from portal.coaching.models import Instrument, RideAlong, RideAlongKind, Side
from portal.coaching.services import criteria as sets
from portal.coaching.services import forms, sign
from portal.coaching.services import growth as evidence
from portal.coaching.services.births import Born
from portal.coaching.services.forms import Sending
from portal.core import clock
from portal.core.db import db
from portal.customers.models import Customer, Portfolio
from portal.demo.company import Company
from portal.demo.plan_story import at, told
from portal.demo.story import Moments, working
from portal.visits.models import Visit, VisitState

HERE = Path(__file__).parent
Moves = list[tuple[datetime, Callable[[], Any]]]
# Coach, seller, language, months with a ride-along; the seller at the highest level coaches a colleague.
PAIRS = (
    ("manager.nl", "seller.nl", "nl", 7), ("manager.nl", "seller2.nl", "nl", 6),
    ("manager.nl", "sjoerd.veenstra", "nl", 5),
    ("manager.no", "seller.no", "nb", 7), ("manager.no", "keyaccount.no", "nb", 5),
    ("manager.no", "thi.mai.nguyen", "nb", 4), ("geert.huizinga", "kwame.mensah", "nl", 3),
    ("kwame.mensah", "lotte.dijkstra", "nl", 2), ("trond.asheim", "maja.kowalska", "nb", 3),
)  # fmt: skip
PAPERS = (  # country, days before, with whom, document
    ("NL", 14, "Ondernemingsraad Noordvang", "Instemmingsbesluit OR 2025-08"),
    ("NO", 10, "Tillitsvalgte i Noordvang Norge", "Drøftingsprotokoll 2025-05"),
)
MONTH = timedelta(days=30)
LOW, MIDDLE = 2, 3  # up to which scores the first and the second sentence of a criterion fit
SAID = 3  # criteria of which the seller says more than a number
FOCUS = ("A1", "C2", "C3", "C6", "C8", "B2")
BESIDE = ("A2", "C1", "C5", "D1")
KEPT = ("yes", "yes", "partly", "yes", "no")
REMARKS, REOPENED = ("seller2.nl", "keyaccount.no"), "sjoerd.veenstra"  # who remarks, whose form was opened again
LAST = {"seller.nl": "completed", "seller.no": "rated"}  # where the last one stands; of the others it is signed
GROWS, GROWN = ("sjoerd.veenstra", "lotte.dijkstra"), 3  # who holds a level with a next one; cells with observations
UNDER_WAY = ("seller2.nl", "thi.mai.nguyen")  # a form of today, begun by the manager


@cache
def texts() -> dict[str, Any]:
    """What coaching.json says, by language."""
    return json.loads((HERE / "coaching.json").read_text("utf8"))


def lay_criteria(company: Company) -> None:
    """The researched sets, agreed on in both countries before the portal began."""
    day = clock.today()
    for instrument in Instrument:
        hr = company.me("hr")
        set_id = sets.lay_default(instrument, hr)
        for country, days, party, document in PAPERS:
            sets.agree(hr, set_id, country, day - timedelta(days=days), party, document)
        sets.put_in_force(hr, set_id, day, 1)


def stories(company: Company) -> list[Moments]:
    """The ride-alongs of each pair, in the order in which they took place."""
    return [told(Pair(company, *pair).moves()) for pair in PAIRS]


class Pair:
    """A coach and a seller over the year."""

    def __init__(self, company: Company, coach: str, seller: str, locale: str, months: int) -> None:
        self.company, self.coach, self.seller, self.months = company, coach, seller, months
        self.text, self.locale = texts()[locale], locale
        self.dice = random.Random(f"coaching {seller}")  # noqa: S311 - a demo that is the same each time
        self.uid = ""

    def moves(self) -> Moves:
        """When what happens."""
        made: Moves = []
        today = datetime.now(UTC).date()
        for number in range(self.months):
            day = at(today - MONTH * (self.months - number) + timedelta(days=self.dice.randrange(16, 24))).date()
            last = number == self.months - 1
            made += self.one(day, number, LAST.get(self.seller, "signed") if last else "signed")
        if self.seller in GROWS:
            made.append((at(today - timedelta(days=4), 16), self.grow))
        if self.seller in UNDER_WAY:
            now = working(0, 6)
            made.append((now, lambda: self.begin(now.date(), self.months)))
        return made

    def one(self, day: date, number: int, until: str) -> Moves:
        """One ride-along: begun in the morning, rated and completed that day, signed within days."""
        later = at(day + timedelta(days=1 + self.dice.randrange(3)), 8, 20)
        made: Moves = [
            (at(day, 7, 10), lambda: self.begin(day, number)), (at(day, 15, 30), lambda: self.complete(day, number)),
        ]
        if until == "completed":
            return made
        made.append((at(day, 16, 5), lambda: self.rate(number)))
        if until == "signed":
            made.append((later, lambda: self.sign(number)))
        if self.seller == REOPENED and number == 1:
            made.append((later + timedelta(hours=2), self.reopen))
            made.append((later + timedelta(hours=4), lambda: self.sign(number)))
        return made

    def begin(self, day: date, number: int) -> None:
        """The coach opens the form before the first visit."""
        self.uid = str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        kind = RideAlongKind.LISTENING if (self.seller, number) == ("thi.mai.nguyen", 1) else RideAlongKind.RIDE_ALONG
        me = self.company.me(self.coach)
        seller_id = self.company.people[self.seller]
        values = {f"focus={self.focus(number)}": "on", f"kind={kind.value}": "on"} | self.visits(day)
        forms.receive(self.uid, Side.COACH, me, Sending(values, 0, finished=False, born=Born(seller_id, kind, day)))

    def focus(self, number: int) -> str:
        """Two months on the same criterion, then the next."""
        return FOCUS[(number // 2 + len(self.seller)) % len(FOCUS)]

    def rated(self, number: int, side: str) -> dict[str, str]:
        """The focus and five more, a little better each month; the seller sees it a little differently."""
        keys = [self.focus(number), *(key for key in (*FOCUS, *BESIDE) if key != self.focus(number))][:6]
        values: dict[str, str] = {}
        for place, key in enumerate(keys):
            above = self.dice.randrange(-1, 2) + (side == "own") * self.dice.randrange(2)
            score = min(5, max(1, 2 + number // 2 + above))
            if place == len(keys) - 1 and number % 3 == 0:
                values[f"score-{key}=none"] = "on"
                continue
            values[f"score-{key}={score}"] = "on"
            if place < SAID or side == "coach":
                values[f"saw-{key}"] = self.text["criteria"][key][side][(score > LOW) + (score > MIDDLE)]
        return values

    def complete(self, day: date, number: int) -> None:
        """The coach finishes the form and the seller is told."""
        focus = self.text["criteria"][self.focus(number)]
        values = self.rated(number, "coach") | self.visits(day) | {
            f"focus={self.focus(number)}": "on", "keep": self.dice.choice(self.text["keep"]), "change": focus["change"],
            "commitment": focus["commitment"], "commitment_on": at(day + MONTH).date().isoformat(),
        }
        values |= dict.fromkeys([f"also={key}" for key in (*FOCUS, *BESIDE) if f"saw-{key}" in values][:5], "on")
        if number:
            kept = KEPT[(number + len(self.seller)) % len(KEPT)]
            values |= {f"promise={kept}": "on", "promise_note": self.text["promise"][kept]}
        if number % 3 == 1:
            values["support"] = self.text["support"]
        if (self.seller, number) == ("thi.mai.nguyen", 1):
            values["kind=listening"] = "on"
        forms.receive(self.uid, Side.COACH, self.company.me(self.coach), Sending(values, 1, finished=True))

    def visits(self, day: date) -> dict[str, str]:
        """The contacts of the day out of the calendar, else two customers of the seller."""
        seller_id = self.company.people[self.seller]
        found = db.session.scalars(
            select(Visit.id).where(
                Visit.person_id == seller_id, Visit.day == day, Visit.ended_on.is_(None),
                Visit.state.in_((VisitState.PLANNED, VisitState.HELD)),
            ).order_by(Visit.at, Visit.id).limit(3)
        ).all()  # fmt: skip
        values: dict[str, str] = {}
        for place, visit_id in enumerate(found):
            role = "joint" if place == 1 else "observer"
            values |= {f"visit-{visit_id}=on": "on", f"role-{visit_id}={role}": "on",
                       f"result-{visit_id}": self.text["result"][place]}  # fmt: skip
        if found:
            return values
        names = db.session.scalars(
            select(Customer.name).join(Portfolio, Portfolio.customer_id == Customer.id)
            .where(Portfolio.owner_id == seller_id).order_by(Customer.id).limit(2)
        ).all()  # fmt: skip
        for place, name in enumerate(names, 1):
            values |= {f"extra-{place}-customer": name, f"extra-{place}-purpose": self.text["purpose"][place],
                       f"extra-{place}-role=observer": "on"}  # fmt: skip
        return values

    def rate(self, number: int) -> None:
        """The seller rates, blind."""
        values = self.rated(number, "own") | {"own": self.text["own"][number % len(self.text["own"])]}
        forms.receive(self.uid, Side.SELLER, self.company.me(self.seller), Sending(values, 0, finished=True))

    def _row(self) -> RideAlong:
        return db.session.scalars(select(RideAlong).where(RideAlong.uid == self.uid)).one()

    def sign(self, number: int) -> None:
        """Seen, now and then with a remark."""
        row = self._row()
        remark = self.text["remark"] if self.seller in REMARKS and number == 2 else ""
        sign.sign(row.id, self.company.me(self.seller), row.rev, remark)

    def grow(self) -> None:
        """The seller puts observations beside the first cells of the next level."""
        me = self.company.me(self.seller)
        asked = growth.asked_of(me.id)
        for place, cell in enumerate(asked.cells[:GROWN]):
            seen = growth.to_choose(me, me.id, asked.next_id, cell.key)[place:]
            evidence.attach(me, me.id, cell.key, [one.rating_id for one in seen[: GROWN - place]])

    def reopen(self) -> None:
        """The coach puts a date right, with a reason that both see."""
        row = self._row()
        sign.reopen(row.id, self.company.me(self.coach), row.rev, self.text["reason"])
