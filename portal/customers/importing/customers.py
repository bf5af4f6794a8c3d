"""Importing customers: found by number, else by name; new ones get an owner, others are handed over, with history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select

from portal.core import audit, clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.core.policy import N_
from portal.customers import effects, ownership, policy
from portal.customers.importing.columns import COMPLEXITIES, CURRENCIES, NUMBER, PROBLEMS, REACHES, SEGMENTS
from portal.customers.importing.people import Givable, Units
from portal.customers.importing.reach import EARLIEST, given_by, kept_by, link, may, results
from portal.customers.models import Category, Currency, Customer, Portfolio
from portal.customers.queries import readable_ids
from portal.customers.relations import running
from portal.imports.registry import Column, ImportKind, Outcome, Row, Run, Type, changed, new, refuse, register, same
from portal.people.me import Me

FACTS = ("number", "name", "segment", "reach", "complexity", "category", "potential", "currency", "since", "until")
CURRENCY_OF = {"NL": Currency.EUR, "NO": Currency.NOK}
YEARS_AHEAD = 5


@dataclass(frozen=True)
class Known:
    """A customer that is there: its row, who has it now, and what this person is to it."""

    row: Customer
    keeps: bool
    reads: bool
    owner_id: int | None
    partner_id: int | None
    agreed: bool  # a hand-over from a day to come
    gives: bool  # may say whose it is
    steers: bool  # may do so by the rules of customers, so also take it for themselves


class Book:
    """The customers, units and people that a chunk of rows refers to."""

    def __init__(self, me: Me, rows: Sequence[Row]) -> None:
        self.me, self.units = me, Units(me)
        self.people = Givable(me, {row.values[code] for row in rows for code in ("owner", "partner")} - {"", None})
        numbers = {row.values["number"] for row in rows} - {""}
        names = {fold(row.values["name"]) for row in rows}
        self.by_number = {one.row.number: one for one in self._known(Customer.number.in_(numbers))} if numbers else {}
        self.nameless: dict[str, list[Known]] = defaultdict(list)
        for one in self._known(Customer.number.is_(None), Customer.folded.in_(names), kept_by(me)):
            self.nameless[one.row.folded].append(one)

    def _known(self, *wanted: Any) -> list[Known]:
        me, day, now = self.me, clock.today(), Portfolio
        coming = select(now.id).where(now.customer_id == Customer.id, now.starts > day).correlate(Customer).exists()
        rights = (kept_by(me), policy.readable_by(me), given_by(me), policy.steered_by(me))
        rows = db.session.execute(
            select(Customer, now.owner_id, now.partner_id, coming, *rights)
            .outerjoin(now, and_(now.customer_id == Customer.id, *running(now)))
            .where(*wanted)
        )
        return [
            Known(row, bool(keeps), bool(reads), owner, partner, bool(agreed), bool(gives), bool(steers))
            for row, owner, partner, agreed, keeps, reads, gives, steers in rows
        ]

    def of(self, row: Row) -> Known | Outcome | None:
        """The customer of a row; None for a new one, or why it cannot be told."""
        number = row.values["number"]
        if number and number in self.by_number:
            found = self.by_number[number]
            return found if found.keeps else refuse("not_yours", "number", number)
        alike = self.nameless.get(fold(row.values["name"]), [])
        if len(alike) > 1:
            return refuse("two_customers", "name", row.values["name"])
        return alike[0] if alike else None


def check(rows: Sequence[Row], run: Run) -> list[Outcome]:
    """By number, else by name among those without one: new, changed, or the same. An empty cell changes nothing."""
    book = Book(run.me, rows)
    return [_fate(row, book) for row in rows]


def _fate(row: Row, book: Book) -> Outcome:
    known = book.of(row)
    if isinstance(known, Outcome):
        return known
    return _bad_days(row, known) or _placed(row, known, book)


def _bad_days(row: Row, known: Known | None) -> Outcome | None:
    since, until, today = row.values["since"], row.values["until"], clock.today()
    for code, day in (("since", since), ("until", until)):
        if day is not None and day < EARLIEST:
            return refuse("too_early", code, day.isoformat())
    if since is not None and since > today:
        return refuse("in_the_future", "since", since.isoformat())
    if until is not None and until.year > today.year + YEARS_AHEAD:
        return refuse("too_far", "until", until.isoformat())
    first, last = since or (known and known.row.since), until or (known and known.row.until)
    if first and last and last < first:
        return refuse("ends_first", "until", last.isoformat())
    return None


def _placed(row: Row, known: Known | None, book: Book) -> Outcome:
    """The outcome, once the unit and the people are clear."""
    owner = _who(row, "owner", known.owner_id if known else None, book)
    partner = _who(row, "partner", known.partner_id if known else None, book)
    unit = book.units.called(row.values["unit"] or "", known.row.unit_id if known else None)
    amiss = next((found for found in (owner, partner, unit) if isinstance(found, Outcome)), None)
    if amiss is not None:
        return amiss
    if partner and (owner is None or partner == owner):
        return refuse("own_partner" if owner else "partner_alone", "partner", row.values["partner"])
    if known is not None:
        return _compared(row, known, book, (unit, owner, partner))
    unit = unit or book.units.first_of(book.people.units_of(owner))
    if unit is None:
        return refuse("unit_missing", "unit")
    currency = row.values["currency"] or CURRENCY_OF.get(book.units.country(unit), Currency.EUR)
    return new(unit=unit, owner=owner, partner=partner, currency=str(currency))


def _who(row: Row, code: str, now: int | None, book: Book) -> int | Outcome | None:
    """The person of a cell, who it is now where the cell is empty, or why it can be nobody."""
    written = row.values[code]
    return now if not written else book.people.called(written, code, now)


def _compared(row: Row, known: Known, book: Book, placed: tuple[int | None, int | None, int | None]) -> Outcome:
    unit, owner, partner = placed
    there = known.row
    before = {name: _plain(getattr(there, name)) for name in FACTS if _differs(row.values[name], getattr(there, name))}
    if unit and unit != there.unit_id:
        before["unit"] = book.units.name(there.unit_id)
    if owner == known.owner_id and not row.values["partner"]:
        partner = known.partner_id
    moved = (owner, partner) != (known.owner_id, known.partner_id)
    if moved and not _may_move(known, {owner, partner}, book.me):
        column = "owner" if owner != known.owner_id else "partner"
        return refuse("not_yours_to_give", column, row.values[column])
    if moved and known.agreed:
        return refuse("hand_over_agreed", "owner", row.values["owner"] or row.values["partner"])
    names = book.people.addresses([known.owner_id, known.partner_id]) if moved else {}
    before |= {"owner": names.get(known.owner_id, "")} if owner != known.owner_id else {}
    before |= {"partner": names.get(known.partner_id, "")} if partner != known.partner_id else {}
    subject = there.id if known.reads else None
    if not before:
        return same(subject)
    move = [known.owner_id, owner, partner] if moved else None
    return changed(subject, before if known.reads else {}, customer=there.id, unit=unit, move=move)


def _may_move(known: Known, to: set[int | None], me: Me) -> bool:
    """Whether the person may hand it over; who only administers takes nothing for themselves."""
    takes = me.id in to - {known.owner_id, known.partner_id}
    return known.steers or (known.gives and not takes)


def _differs(written: Any, now: Any) -> bool:
    """Whether the file says something else; an empty cell says nothing."""
    if written in (None, ""):
        return False
    return written != (" ".join(now.split()) if isinstance(now, str) else now)


def _plain(value: Any) -> Any:
    return "" if value is None else value if isinstance(value, int | date) else str(value)


def apply(rows: Sequence[Row], run: Run) -> dict[int, int]:
    """Write them: facts first, then whose they are; owners and partners are told once."""
    added = [row for row in rows if "customer" not in row.outcome.data]
    made = _add(run.me, added)
    fresh = {row.outcome.data["customer"]: row for row in rows if "customer" in row.outcome.data}
    found = select(Customer).where(Customer.id.in_(fresh)).order_by(Customer.id).with_for_update()
    moves: list[ownership.Move] = []
    units: dict[int, int] = {}
    for customer in db.session.scalars(found.execution_options(populate_existing=True)):
        row = fresh[customer.id]
        _change(run.me, customer, row)
        if row.outcome.data["move"]:
            moves.append(ownership.Move(customer.id, customer.name, *row.outcome.data["move"]))
        if row.outcome.data["unit"]:
            units[customer.id] = row.outcome.data["unit"]
    db.session.flush()
    ownership.move_now(run.me, moves)
    for customer in db.session.scalars(select(Customer).where(Customer.id.in_(units))):
        customer.unit_id = units[customer.id]  # after the hand-over, which lets the unit follow the owner
    db.session.flush()
    effects.facts_changed([*made.values(), *fresh])
    reads = set(db.session.scalars(select(Customer.id).where(
        Customer.id.in_(made.values()), policy.readable_by(run.me)
    )))  # fmt: skip
    return {line: customer_id for line, customer_id in made.items() if customer_id in reads}


def _add(me: Me, rows: list[Row]) -> dict[int, int]:
    """New customers with their owners; {line: id}."""
    made = {}
    for row in rows:
        data = row.outcome.data
        facts = {name: row.values[name] or None for name in FACTS if name not in {"name", "currency", "potential"}}
        made[row.line] = Customer(
            name=row.values["name"], unit_id=data["unit"], currency=Currency(data["currency"]),
            potential=row.values["potential"], created_at=clock.now(), **facts,
        )
    db.session.add_all(made.values())
    db.session.flush()
    given: dict[tuple[int, int | None], dict[int, str]] = defaultdict(dict)
    for row in rows:
        customer, data = made[row.line], row.outcome.data
        if data["owner"]:
            db.session.add(Portfolio(
                customer_id=customer.id, owner_id=data["owner"], partner_id=data["partner"], starts=clock.today()
            ))  # fmt: skip
            given[data["owner"], data["partner"]][customer.id] = customer.name
        audit.record("customer_added", "customer", customer.id, actor=me, detail=_texts(customer))
    for (owner, partner), customers in given.items():
        ownership.tell_new(me, owner, partner, customers)
    return {line: customer.id for line, customer in made.items()}


def _texts(customer: Customer) -> dict[str, Any]:
    return {name: None if (value := getattr(customer, name)) is None else str(value) for name in FACTS}


def _change(me: Me, customer: Customer, row: Row) -> None:
    before = _texts(customer) | {"unit": str(customer.unit_id)}
    for name in FACTS:
        if _differs(row.values[name], getattr(customer, name)):
            setattr(customer, name, row.values[name])
    after = _texts(customer) | {"unit": str(row.outcome.data["unit"] or customer.unit_id)}
    names = [name for name in before if before[name] != after[name]]
    if names:
        customer.rev += 1
        detail = {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}
        audit.record("customer_changed", "customer", customer.id, actor=me, detail=detail)


def _identity(values: dict[str, Any]) -> tuple[Any, ...]:
    return (values["number"],) if values["number"] else ("", fold(values["name"]))


_EMAIL_OF = N_("The e-mail address of a colleague.")
register(ImportKind(
    code="customers", name=N_("customers"), may=may, check=check, apply=apply, problems=PROBLEMS, identity=_identity,
    says=N_("Who we sell to, in which team, whose they are, and how we see them. An empty cell changes nothing."),
    columns=(
        NUMBER,
        Column("name", N_("Name"), ("debiteurnaam", "klantnaam", "naam", "bedrijfsnaam", "relatie", "kundenavn", "navn",
                                    "firmanavn", "customer name", "company"), required=True),
        Column("unit", N_("Team"), ("afdeling", "team", "eenheid", "regio", "rayon", "avdeling", "enhet", "distrikt",
                                    "unit"), fixed=True, hint=N_("The name of the unit; empty: that of the owner.")),
        Column("owner", N_("Owner"), ("eigenaar", "accountmanager", "verkoper", "vertegenwoordiger", "eier", "selger",
                                      "kundeansvarlig", "sales rep", "account manager"), Type.EMAIL, hint=_EMAIL_OF,
               fixed=True),
        Column("partner", N_("Partner in inside sales"), ("binnendienst", "verkoop binnendienst", "partner",
                                                          "innesalg", "inneselger", "inside sales"), Type.EMAIL,
               hint=_EMAIL_OF, fixed=True),
        Column("segment", N_("Segment"), ("branche", "bransje", "marktsegment", "sector", "industry"), Type.CHOICE,
               choices=SEGMENTS),
        Column("reach", N_("Class"), ("klasse", "bereik", "rekkevidde"), Type.CHOICE, choices=REACHES),
        Column("complexity", N_("Complexity"), ("complexiteit", "kompleksitet"), Type.CHOICE, choices=COMPLEXITIES),
        Column("category", N_("Category"), ("categorie", "kategori", "abc", "abc klasse", "klantcategorie"),
               Type.CHOICE, choices={one: (str(one),) for one in Category}),
        Column("potential", N_("Potential per year"), ("potentieel", "potentie", "jaarpotentieel", "potensial",
                                                       "potential", "omzetpotentieel"), Type.AMOUNT, minimum=0),
        Column("currency", N_("Currency"), ("valuta", "munteenheid", "muntsoort", "valutakode"), Type.CHOICE,
               choices=CURRENCIES, fixed=True, hint=N_("Empty: the currency of the country of the team.")),
        Column("since", N_("Customer since"), ("klant sinds", "sinds", "startdatum", "kunde siden", "siden", "since"),
               Type.DATE, hint=N_("Empty for a prospect, not won yet.")),
        Column("until", N_("Customer until"), ("klant tot", "klant tot en met", "einddatum", "kunde til", "sluttdato",
                                               "until"), Type.DATE),
    ),
    examples=({"number": "10023", "name": "Bakkerij Jansen", "unit": "Team Midden", "owner": "sanne@firm.example",
               "segment": "Retail", "reach": "Regional", "complexity": "Moderate", "category": "A",
               "potential": "250000", "currency": "EUR", "since": "2019-04-01"},),
    link=link, sees=readable_ids, results=results, back=results,
))  # fmt: skip
