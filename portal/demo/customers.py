"""The customers of the demo organisation, from customers.json: portfolios, branches, contacts, figures of three years.

Amounts are made from each customer's yearly revenue and trend, the same each time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from portal.core import clock
from portal.core.db import write
from portal.customers.models import (
    Branch,
    BranchKind,
    Category,
    Complexity,
    Contact,
    ContactLevel,
    Currency,
    Customer,
    Order,
    Portfolio,
    Reach,
    Satisfaction,
    Segment,
    Turnover,
)
from portal.demo.company import Company
from portal.plans import requirements

HERE = Path(__file__).parent
SOURCE = {"nl": "Boekhouding, omzet per maand", "nb": "Regnskap, omsetning per måned"}
SEASON = (0.86, 0.90, 1.02, 1.0, 1.04, 1.05, 0.82, 0.84, 1.08, 1.12, 1.16, 1.11)  # share of an average month
WHOLE_YEARS = 3
SMALL = {"nl": (2_000, 38_000), "nb": (30_000, 420_000)}  # yearly revenue of a small customer
LEVELS = {"strategic": ContactLevel.STRATEGIC, "tactical": ContactLevel.TACTICAL}


@cache
def description() -> dict[str, Any]:
    """What customers.json says."""
    return json.loads((HERE / "customers.json").read_text("utf8"))


@dataclass
class Made:
    """What was written, by customer name: ids, and what is known of each."""

    customers: dict[str, int] = field(default_factory=dict)
    branches: dict[str, list[int]] = field(default_factory=dict)
    contacts: dict[str, list[int]] = field(default_factory=dict)
    by_owner: dict[str, list[str]] = field(default_factory=dict)
    given: dict[str, dict[str, Any]] = field(default_factory=dict)  # what customers.json or chance says of each


def build(company: Company) -> Made:
    """Write customers and portfolios as the portal found them; their figures follow with `figures`."""
    made, numbers = Made(), count(10_001)
    with write() as session:
        for portfolio in description()["portfolios"]:
            dice = random.Random(portfolio["owner"])  # noqa: S311 - a demo that is the same each time
            given = [*portfolio["customers"], *small_ones(portfolio, dice, set(made.given))]
            rows = [
                Customer(
                    number=str(next(numbers)),
                    unit_id=company.units[portfolio["unit"]],
                    created_at=clock.now(),
                    **_facts(portfolio, one, dice),
                )
                for one in given
            ]
            session.add_all(rows)
            session.flush()
            made.by_owner[portfolio["owner"]] = [row.name for row in rows]
            for row, one in zip(rows, given, strict=True):
                made.given[row.name], made.customers[row.name] = one, row.id
            _people_and_places(session, made, rows)
            session.add_all(
                Portfolio(
                    customer_id=row.id,
                    owner_id=company.people[portfolio["owner"]],
                    partner_id=company.people.get(portfolio["partner"]),
                    starts=date(2024, 9, 1),
                )
                for row in rows
            )
        session.flush()
        requirements.refresh()
    return made


def locale_of(portfolio: dict[str, Any]) -> str:
    """The language of a portfolio's country."""
    return portfolio["world"].rsplit("-", 1)[1]


def small_ones(portfolio: dict[str, Any], dice: random.Random, taken: set[str]) -> Iterator[dict[str, Any]]:
    """The many small customers, with names that nobody else has."""
    words = description()["small_names"][locale_of(portfolio)]
    places = description()["places"][portfolio["unit"]]
    food = portfolio["world"].startswith("foodservice")
    trades = words["foodservice" if food else "technical"]
    for _ in range(portfolio["small"]):
        name = ""
        while not name or name in taken:
            name = f"{dice.choice(words['first'])} {dice.choice(trades)} {dice.choice(places)}"
        taken.add(name)
        low, high = SMALL[locale_of(portfolio)]
        known = dice.random() > 0.2
        yield {
            "name": name,
            "category": dice.choice(["C", "C", "C", "D", "D", None]) if known else "D",
            "segment": dice.choice(words["food_segments" if food else "segments"]) if known else None,
            "reach": "local",
            "revenue": dice.randint(low, high),
            "trend": dice.randint(-12, 14),
            "contacts": [[dice.choice(words["first"]), words["function"], None]] if known else [],
        }


def _facts(portfolio: dict[str, Any], given: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    revenue = given.get("revenue", 0)
    potential = given.get("potential", round(revenue * dice.uniform(1.3, 2.4), -3) or None)
    since = None if given.get("prospect") else date(dice.randint(2012, 2023), dice.randint(1, 12), 1)
    if since and given.get("revenue") and dice.random() < 0.05:
        since = date(clock.today().year, dice.randint(1, 6), 1)  # won lately
    return {
        "name": given["name"],
        "segment": Segment(given["segment"]) if given["segment"] else None,
        "reach": Reach(given["reach"]),
        "complexity": Complexity.HIGH if given.get("key") else Complexity.MEDIUM if given.get("branches") else None,
        "category": Category(given["category"]) if given["category"] else None,
        "potential": int(potential) * 100 if potential else None,
        "currency": Currency.NOK if locale_of(portfolio) == "nb" else Currency.EUR,
        "since": since,
    }


def _people_and_places(session: Any, made: Made, rows: list[Customer]) -> None:
    branches = {
        row.name: [
            Branch(customer_id=row.id, number=f"{row.number}-{place}", name=name, kind=BranchKind(kind), place=town)
            for place, (name, kind, town) in enumerate(made.given[row.name].get("branches", []), start=1)
        ]
        for row in rows
    }
    contacts = {
        row.name: [
            Contact(
                customer_id=row.id,
                number=f"{row.number}-c{place}",
                name=name,
                function=function,
                level=ContactLevel(level) if level else None,
                email=_address(name, row.name) if level else "",
                phone=_phone(row, place),
            )
            for place, (name, function, level) in enumerate(made.given[row.name]["contacts"], start=1)
        ]
        for row in rows
    }
    for made_here, kept in ((branches, made.branches), (contacts, made.contacts)):
        session.add_all(one for many in made_here.values() for one in many)
        session.flush()
        kept.update({name: [one.id for one in many] for name, many in made_here.items()})


def _phone(row: Customer, place: int) -> str:
    """An invented number in the way of the country, another one for each contact."""
    last = f"{int(row.number) % 1000:03d}{place}"
    return f"555 0{last[0]} {last[1:]}" if row.currency is Currency.NOK else f"030 555 {last[:2]} {last[2:]}"


def _address(name: str, company: str) -> str:
    plain = "".join(sign for sign in company.lower() if sign.isascii() and sign.isalnum())
    return f"{name.split(maxsplit=1)[0].lower().encode('ascii', 'ignore').decode()}@{plain[:20]}.example"


def figures(made: Made) -> None:
    """Import three whole years and this one up to the last month, orders of new customers and satisfaction."""
    today, moment = clock.today(), clock.now()
    turnover: list[dict[str, Any]] = []
    orders: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    for portfolio in description()["portfolios"]:
        dice = random.Random(f"figures {portfolio['owner']}")  # noqa: S311 - the same each time
        for name in made.by_owner[portfolio["owner"]]:
            given = made.given[name]
            if given.get("prospect"):
                continue
            base = {
                "customer_id": made.customers[name],
                "source": SOURCE[locale_of(portfolio)],
                "imported_at": moment,
                "currency": Currency.NOK if locale_of(portfolio) == "nb" else Currency.EUR,
            }
            turnover += _turnover(base, portfolio, given, made.branches.get(name, []), dice, today)
            orders += _orders(base, portfolio, given, dice, today)
            if "score" in given:
                scores += _scores(base, given["score"], dice, today)
    with write() as session:
        for table, rows in ((Turnover, turnover), (Order, orders), (Satisfaction, scores)):
            if rows:
                session.execute(insert(table), rows)


def months(today: date) -> list[date]:
    """The first days of all months with figures, oldest first: whole years, then this year's whole months."""
    return [
        date(year, month, 1)
        for year in range(today.year - WHOLE_YEARS, today.year + 1)
        for month in range(1, 13)
        if date(year, month, 1) < today.replace(day=1)
    ]


def _turnover(
    base: dict[str, Any],
    portfolio: dict[str, Any],
    given: dict[str, Any],
    branches: list[int],
    dice: random.Random,
    today: date,
) -> Iterator[dict[str, Any]]:
    groups = description()["product_groups"][portfolio["world"]]
    bought = groups[: 3 if given.get("contacts") and len(given["contacts"]) > 1 else 1]
    shares = [0.6, 0.3, 0.1][: len(bought)]
    for month in months(today):
        years = month.year - (today.year - 1)
        level = given["revenue"] * (1 + given["trend"] / 100) ** years / 12 * SEASON[month.month - 1]
        for group, share in zip(bought, shares, strict=True):
            for branch in branches or [None]:
                amount = level * share / sum(shares) / max(len(branches), 1) * dice.uniform(0.88, 1.12)
                revenue = round(amount * 100)
                yield {
                    **base,
                    "branch_id": branch,
                    "month": month,
                    "product_group": group,
                    "revenue": revenue,
                    "margin": round(revenue * dice.uniform(0.21, 0.34)),
                }


def _orders(
    base: dict[str, Any], portfolio: dict[str, Any], given: dict[str, Any], dice: random.Random, today: date
) -> Iterator[dict[str, Any]]:
    group = description()["product_groups"][portfolio["world"]][0]
    for number in range(dice.randint(1, 6)):
        day = date.fromordinal(today.toordinal() - dice.randint(5, 360))
        yield {
            "number": f"O{base['customer_id']:05d}-{number + 1}",
            "customer_id": base["customer_id"],
            "branch_id": None,
            "ordered_on": day,
            "product_group": group,
            "currency": base["currency"],
            "amount": round(given["revenue"] / 30 * dice.uniform(0.4, 1.6)) * 100,
            "source": base["source"],
            "imported_at": base["imported_at"],
        }


def _scores(base: dict[str, Any], score: int, dice: random.Random, today: date) -> Iterator[dict[str, Any]]:
    for year in range(today.year - 2, today.year + 1):
        day = date(year, 3, 15)
        if day < today:
            yield {
                "customer_id": base["customer_id"],
                "branch_id": None,
                "on": day,
                "score": min(1000, max(0, score * 10 + dice.randint(-60, 60))),
                "scale": 1000,
                "source": "Klanttevredenheidsonderzoek" if base["currency"] == Currency.EUR else "Kundeundersøkelse",
                "imported_at": base["imported_at"],
            }


def planning_year(today: date) -> int:
    """The year that is being planned on a day: the next one once its planning has opened."""
    return max(requirements.years_open(today))
