"""How busy the planned contacts make each seller (spec 2, Roll-up): the busiest month against its working days."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, cast, extract, func, select

from portal.core import i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.core.figures import Period, Scope
from portal.customers.holding import counting_day, in_scope
from portal.customers.models import Customer, Portfolio
from portal.people.models import Person
from portal.plans import figure_rows
from portal.plans.rollup import months, working_days

BUSY = 4  # contacts for each working day; above it somebody may have promised too much
MOST = 60  # sellers in one table; of more only who is busy


@dataclass(frozen=True)
class Load:
    """One seller with customers: the contacts of the year, and those of the busiest month with its working days."""

    person_id: int
    name: str
    contacts: int
    month: Period | None
    in_month: int
    days: int

    @property
    def rate(self) -> Fraction:
        """Contacts for each working day of the busiest month."""
        return Fraction(self.in_month, self.days) if self.days else Fraction(0)

    @property
    def hundredths(self) -> int:
        """The rate in hundredths, as amounts are written."""
        return round(self.rate * 100)

    @property
    def busy(self) -> bool:
        """More than somebody does beside the rest of the work."""
        return self.rate > BUSY


def of(scope: Scope, period: Period) -> list[Load]:
    """Who has planned contacts in the year or owns customers, by name; two questions."""
    held = figure_rows.contacts(scope, period).subquery()
    month = cast(extract("month", held.c.due), Integer)
    by = (held.c.person_id, held.c.seller, month)
    found: dict[int, dict[int, int]] = {}
    names: dict[int, str] = {}
    for person_id, name, number, count in db.session.execute(select(*by, func.count()).group_by(*by)):
        found.setdefault(person_id, {})[number] = count
        names[person_id] = name
    names |= dict(db.session.execute(_owners(scope, period)).all())
    calendar = {one.starts.month: one for one in months(period)}
    made = [_load(person_id, name, found.get(person_id, {}), calendar) for person_id, name in names.items()]
    return sorted(made, key=lambda load: sort_key(load.name, i18n.current()))


def _owners(scope: Scope, period: Period) -> Any:
    """Who owns customers there."""
    day = counting_day(period)
    return (
        select(Person.id, Person.name)
        .select_from(Portfolio)
        .join(Person, Person.id == Portfolio.owner_id)
        .join(Customer, Customer.id == Portfolio.customer_id)
        .where(
            Portfolio.starts <= day, Portfolio.ends >= day, in_scope(scope, Portfolio.owner_id, Customer.unit_id, day)
        )
        .distinct()
    )


def _load(person_id: int, name: str, counts: dict[int, int], calendar: dict[int, Period]) -> Load:
    if not counts:
        return Load(person_id, name, 0, None, 0, 0)
    number = max(counts, key=lambda one: (counts[one], -one))
    return Load(
        person_id, name, sum(counts.values()), calendar[number], counts[number], working_days(calendar[number])
    )
