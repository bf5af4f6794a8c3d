"""Reports, promises and complaints of the demo's contacts, from visits.json, and what their readers did with them."""

from __future__ import annotations

import json
import random
import uuid
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.flat import written
from portal.demo import customers
from portal.demo.company import Company
from portal.demo.customers import Made
from portal.demo.plan_story import MANAGERS
from portal.visits import report_values, reporting
from portal.visits.models import (
    ActionStep,
    Channel,
    Complaint,
    ComplaintKind,
    Promise,
    Reached,
    Report,
    ReportReading,
    Visit,
    VisitState,
)
from portal.visits.services import reports

HERE = Path(__file__).parent
WRITTEN = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 6)  # working days between a contact and its report
LATELY = 9  # days in which more is still to be written, kept and read
PROMISED, COMPLAINED = 0.2, 0.05  # per report
BY_SERVICE = ("seller.nl", "seller2.nl", "seller.no", "keyaccount.no")
FRESH = 2  # their latest contacts without a report that are reported through the service
Event = dict[str, Any]


@cache
def texts() -> dict[str, Any]:
    """What visits.json says."""
    return json.loads((HERE / "visits.json").read_text("utf8"))


@dataclass(frozen=True)
class Seller:
    """Somebody with a portfolio: who they are, what they sell in which language, and who is around them."""

    id: int
    email: str
    locale: str
    food: bool
    groups: list[str]
    customers: list[str]
    manager_id: int
    partner_id: int
    unit_id: int
    logistics_id: int


def sellers(company: Company, made: Made) -> dict[int, Seller]:
    """All sellers of the demo by their id."""
    found = {}
    for given in customers.description()["portfolios"]:
        email, locale = given["owner"], customers.locale_of(given)
        manager = company.people[MANAGERS[given["unit"]]]
        names = [name for name in made.by_owner[email] if made.contacts[name]]
        found[company.people[email]] = Seller(
            company.people[email], email, locale, given["world"].startswith("foodservice"),
            customers.description()["product_groups"][given["world"]], names, manager,
            company.people.get(given["partner"]) or manager, company.units[given["unit"]],
            company.units[texts()["logistics"][locale]],
        )  # fmt: skip
    return found


class Deck:
    """Texts dealt one after the other: none comes back before nearly all others, or soon again at a customer."""

    def __init__(self, cards: list[Any], dice: random.Random) -> None:
        self._cards = deque(dice.sample(cards, len(cards)))
        self._seen: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=len(cards) // 3))

    def deal(self, customer_id: int) -> Any:
        """The next one for this customer."""
        seen = self._seen[customer_id]
        card = next(one for one in self._cards if id(one) not in seen)
        seen.append(id(card))
        self._cards.remove(card)
        self._cards.append(card)
        return card


class Reports:
    """What is to be written, explained, kept and read on days to come."""

    def __init__(self, company: Company, known: dict[int, Seller], today: date) -> None:
        self.company, self.sellers, self.today = company, known, today
        self.dice = random.Random("reports")  # noqa: S311 - a demo that is the same each time
        self.due: dict[date, list[Callable[[Any], list[Event]]]] = defaultdict(list)
        self.decks: dict[tuple[str, str], Deck] = {}
        self.made: dict[tuple[int, bool], int] = defaultdict(int)  # promises of a seller that count to themselves

    def deck(self, locale: str, name: str) -> Deck:
        """The texts of one kind in one language."""
        if (locale, name) not in self.decks:
            self.decks[locale, name] = Deck(texts()[locale][name], self.dice)
        return self.decks[locale, name]

    def expect(self, visit: Visit, day: date) -> None:
        """A contact was held: most have a report the same day or soon after."""
        lately = (self.today - day).days
        if self.dice.random() < (0.65 if lately <= LATELY else 0.93):
            self._on(clock.add_working_days(day, self.dice.choice(WRITTEN)), partial(self._write, visit.id))

    def _on(self, day: date, what: Callable[[Any], list[Event]]) -> None:
        self.due[day].append(what)

    def written(self, session: Any, day: date) -> list[Event]:
        """All that was to be done up to this day, as history."""
        history: list[Event] = []
        for earlier in sorted(one for one in self.due if one <= day):
            for what in self.due.pop(earlier):
                history += what(session)
        return history

    def _write(self, visit_id: int, session: Any) -> list[Event]:
        visit = session.get(Visit, visit_id)
        if visit is None or visit.state is not VisitState.HELD:
            return []
        seller, now = self.sellers[visit.person_id], clock.now()
        card, day = self.card(visit), clock.today()
        session.execute(insert(Report), [{
            "visit_id": visit.id, "writer_id": seller.id, "reached": Reached(card["reached"]), "said": card["said"],
            "products": self.products(seller, card), "signal": card["signal"], "next_step": card["next"],
            "next_on": clock.add_working_days(day, self.dice.randint(3, 15)) if card["next"] else None,
            "changed_at": now, "written_at": now, "sent_at": now, "rev": 1, "sent_rev": 1,
        }])  # fmt: skip
        history = [event("report_sent", "visit", visit.id, seller.id)]
        if self.dice.random() < PROMISED:
            history += self._promise(session, visit, seller)
        if self.dice.random() < COMPLAINED:
            history += self._complain(session, visit, seller)
        if self.dice.random() < (0.97 if (self.today - day).days > 3 * LATELY else 0.7):
            self._on(clock.add_working_days(day, self.dice.randint(1, 7)), partial(self._read, visit.id, seller))
        return history

    def card(self, visit: Visit) -> dict[str, Any]:
        """What the report of a contact says."""
        seller = self.sellers[visit.person_id]
        name = "foodservice" if seller.food else "phone" if visit.channel is Channel.PHONE else "technical"
        return self.deck(seller.locale, name).deal(visit.customer_id)

    def products(self, seller: Seller, card: dict[str, Any]) -> list[str]:
        """The product groups that were spoken of."""
        spoken = [seller.groups[card["group"]]]
        return spoken + ([self.dice.choice(seller.groups)] if self.dice.random() < 0.2 else [])[: len(spoken)]

    def _read(self, visit_id: int, seller: Seller, _session: Any) -> list[Event]:
        """Whoever leads the seller reads it, and sometimes remarks on it."""
        remark = self.deck(seller.locale, "remarks").deal(visit_id) if self.dice.random() < 0.14 else ""
        now = clock.now()
        db.session.execute(insert(ReportReading), [{
            "visit_id": visit_id, "reader_id": seller.manager_id, "read_at": now, "rev": 1, "remark": remark,
            "remarked_at": now if remark else None,
        }])  # fmt: skip
        return [event("report_remarked" if remark else "report_read", "visit", visit_id, seller.manager_id)]

    def _owner(self, seller: Seller, whose: str) -> dict[str, int | None]:
        """The colleague or department that sees to it."""
        person = {"self": seller.id, "partner": seller.partner_id}.get(whose)
        unit = {"logistics": seller.logistics_id, "team": seller.unit_id}.get(whose)
        return {"owner_id": person, "owner_unit_id": unit}

    def _promise(self, session: Any, visit: Visit, seller: Seller) -> list[Event]:
        what, whose, days = self.deck(seller.locale, "promises").deal(visit.customer_id)
        day = clock.today()
        row = Promise(
            uid=report_values.row_uid(visit.uid, "promise-1"), what=what, made_on=visit.day,
            due=clock.add_working_days(day, days), outcome="", created_at=clock.now(), rev=1, to_whom="", moved=0,
            customer_id=visit.customer_id, branch_id=visit.branch_id, contact_id=visit.contact_id, visit_id=visit.id,
            made_by_id=seller.id, explained_on=visit.day if whose == "self" else None, **self._owner(seller, whose),
        )  # fmt: skip
        session.add(row)
        session.flush()
        made = [event("promise_made", "promise", row.id, seller.id, customer=visit.customer_id)]
        if whose != "self" and self.dice.random() < 0.93:
            self._on(clock.add_working_days(day, self.dice.choice((0, 1, 1, 2))), partial(self._explain, row.id))
        roll, of = self.dice.random(), (seller.id, whose == "partner")
        self.made[of] += 1
        if roll < 0.07:
            self._on(row.due, partial(self._agree_anew, row.id, row.due + timedelta(days=7)))
        late = self.dice.randint(1, 9) if self.made[of] % 5 == 2 else -self.dice.randint(0, 2)
        kept = max(day, clock.add_working_days(row.due, late) if late > 0 else row.due + timedelta(days=late))
        if (self.today - kept).days <= LATELY and self.dice.random() < 0.45:
            return made  # still open
        self._on(kept, partial(self._end, Promise, row.id, "", dropped=roll > 0.97))
        return made

    def _explain(self, promise_id: int, session: Any) -> list[Event]:
        row = session.get(Promise, promise_id)
        row.explained_on, row.rev = clock.today(), row.rev + 1
        return [event("promise_explained", "promise", row.id, row.made_by_id, customer=row.customer_id)]

    def _agree_anew(self, promise_id: int, due: date, session: Any) -> list[Event]:
        row = session.get(Promise, promise_id)
        if not row.is_open:
            return []
        before, row.rev = row.due, row.rev + 1
        row.move(due, clock.today())
        days = {"date_before": before.isoformat(), "date": due.isoformat()}
        return [event("promise_moved", "promise", row.id, row.made_by_id, customer=row.customer_id, **days)]

    def _complain(self, session: Any, visit: Visit, seller: Seller) -> list[Event]:
        kind, what, outcome = self.deck(seller.locale, "complaints").deal(visit.customer_id)
        whose = {"delivery": "logistics", "price": "partner", "invoice": "partner"}.get(kind, "self")
        day = clock.today()
        row = Complaint(
            uid=report_values.row_uid(visit.uid, "complaint-1"), kind=ComplaintKind(kind), what=what,
            made_on=visit.day, due=clock.add_working_days(day, 5), outcome="", created_at=clock.now(), rev=1,
            customer_id=visit.customer_id, branch_id=visit.branch_id, contact_id=visit.contact_id, visit_id=visit.id,
            made_by_id=seller.id, **self._owner(seller, whose),
        )  # fmt: skip
        session.add(row)
        session.flush()
        settled = clock.add_working_days(day, self.dice.choice((2, 3, 3, 4, 5, 8)))
        if (self.today - settled).days > LATELY or self.dice.random() < 0.4:
            self._on(settled, partial(self._end, Complaint, row.id, outcome, dropped=self.dice.random() < 0.05))
        return [event("complaint_made", "complaint", row.id, seller.id, customer=visit.customer_id)]

    def _end(self, kind: Any, row_id: int, outcome: str, session: Any, *, dropped: bool) -> list[Event]:
        row, day = session.get(kind, row_id), clock.today()
        code = "promise" if kind is Promise else "complaint"
        actor = row.owner_id or row.made_by_id
        row.outcome, row.rev = outcome, row.rev + 1
        if dropped:
            row.dropped_on = day
            row.outcome = outcome or texts()[self.sellers[row.made_by_id].locale]["dropped"]
            return [event(f"{code}_dropped", code, row.id, actor, customer=row.customer_id)]
        row.done_on = day
        return [event(f"{code}_done", code, row.id, actor, customer=row.customer_id, date=day.isoformat())]

    def through_the_service(self) -> None:
        """The latest contacts without a report of those who sign in, reported as they would: with actions and promises.

        Some stay without one: there is something left to write.
        """
        for seller in self.sellers.values():
            if seller.email in BY_SERVICE:
                for number, visit in enumerate(self._unreported(seller)):
                    with i18n.speaking(seller.locale):
                        self._send(visit, seller, number)

    def _unreported(self, seller: Seller) -> list[Visit]:
        found = (
            select(Visit)
            .outerjoin(Report, Report.visit_id == Visit.id)
            .where(Visit.person_id == seller.id, Visit.state == VisitState.HELD, Report.visit_id.is_(None))
            .where(Visit.plan_id.is_not(None), Visit.day >= self.today - timedelta(days=12))
            .order_by(Visit.day.desc(), Visit.id)
        )
        me = self.company.me(seller.email)
        rows = list(db.session.scalars(found.limit(8)))
        rows.sort(key=lambda row: not reporting.at_hand(me, row.customer_id, row.branch_id))
        return rows[:FRESH]

    def _send(self, visit: Visit, seller: Seller, number: int) -> None:
        card, me = self.card(visit), self.company.me(seller.email)
        wanted = ("partner", "logistics")[number % 2]
        promises = self.deck(seller.locale, "promises")
        dealt = iter(lambda: promises.deal(visit.customer_id), None)
        what, whose, days = next(one for one in dealt if one[1] == wanted)
        owner = {"partner": f"p{seller.partner_id}", "logistics": f"u{seller.logistics_id}"}[whose]
        due = clock.add_working_days(self.today, days)
        values = {
            f"reached={card['reached']}": "on", "said": card["said"], "signal": card["signal"],
            "next_step": card["next"], "promise-1-what": what, "promise-1-owner": owner,
            "promise-1-due": written(due),
        }  # fmt: skip
        values |= {f"product={name}": "on" for name in self.products(seller, card)}
        if number:
            kind, complaint, _outcome = self.deck(seller.locale, "complaints").deal(visit.customer_id)
            values |= {"complaint-1-what": complaint, "complaint-1-kind": kind, "complaint-1-owner": owner}
        for one in reporting.at_hand(me, visit.customer_id, visit.branch_id)[:1]:
            values[f"{one.field}={ActionStep.DONE if number else ActionStep.WORKED_ON}"] = "on"
        key = str(uuid.uuid5(uuid.UUID(visit.uid), "demo"))
        reports.receive(visit.uid, me, reports.Sending(values, 0, finished=True, written_at=clock.now(), key=key))


def event(code: str, kind: str, subject_id: int, actor_id: int, **data: Any) -> Event:
    """One row of the history, now."""
    return {
        "code": code, "kind": kind, "subject_id": subject_id, "actor_id": actor_id, "deputy_of_id": None,
        "at": clock.now(), "data": data, "digest": "",
    }  # fmt: skip
