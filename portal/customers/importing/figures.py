"""Importing figures: turnover per month, satisfaction and orders. What is there is found again and replaced.

A figure keeps the file it came from (`source`) and when; it never becomes another customer's by mistake, because it is
known by customer, branch and day, and an order by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_
from portal.customers.importing.columns import BRANCH, CURRENCY, CUSTOMER, GROUP, PROBLEMS
from portal.customers.importing.reach import EARLIEST, Branches, Customers, Found, kept_by, link, may, results
from portal.customers.models import Customer, Order, Satisfaction, Turnover
from portal.customers.queries import readable_ids
from portal.imports.registry import Column, ImportKind, Outcome, Row, Run, Type, changed, new, refuse, register, same

MANY = 2_000  # rows that go together
AT_ONCE = 400  # keys in one SELECT
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Kept:
    """How one kind of figure is kept: `key` tells rows apart, `values` are what an import replaces."""

    model: Any
    key: tuple[str, ...]  # beside the branch
    values: tuple[str, ...]
    day: str  # the column with the day or month
    facts: Callable[[Row, Found], dict[str, Any]]  # what the row says, beside customer and branch

    @property
    def table(self) -> Any:
        """Its table."""
        return self.model.__table__


TURNOVER = Kept(
    Turnover, ("customer_id", "month", "product_group", "currency"), ("revenue", "margin"), "month",
    lambda row, customer: {
        "month": row.values["month"], "product_group": row.values["product_group"] or "",
        "currency": row.values["currency"] or customer.currency, "revenue": row.values["revenue"],
        "margin": row.values["margin"],
    },
)  # fmt: skip
SATISFACTION = Kept(
    Satisfaction, ("customer_id", "on"), ("score", "scale"), "on",
    lambda row, _customer: {
        "on": row.values["on"], "score": row.values["score"],
        "scale": Satisfaction.scale.default.arg if row.values["scale"] is None else row.values["scale"],
    },
)  # fmt: skip


def _about(rows: Sequence[Row], run: Run, kept: Kept) -> Iterator[tuple[Found, dict[str, Any]] | Outcome]:
    """The customer and the facts of each row, or why there are none."""
    customers = Customers(run.me, {row.values["customer"] for row in rows})
    found = [customers.called(row.values["customer"]) for row in rows]
    branches = Branches(
        one.id for row, one in zip(rows, found, strict=True) if isinstance(one, Found) and row.values["branch"]
    )
    for row, customer in zip(rows, found, strict=True):
        yield customer if isinstance(customer, Outcome) else _facts(row, customer, branches, kept)


def _facts(row: Row, customer: Found, branches: Branches, kept: Kept) -> tuple[Found, dict[str, Any]] | Outcome:
    branch = branches.called(customer.id, row.values["branch"])
    if isinstance(branch, Outcome):
        return branch
    wrong = _bad_day(row.values[kept.day], kept.day)
    if wrong is not None:
        return wrong
    facts = {"customer_id": customer.id, "branch_id": branch, **kept.facts(row, customer)}
    if "score" in facts and facts["score"] > facts["scale"]:
        return refuse("score_above", "score", _written(facts["score"]), scale=_written(facts["scale"]))
    return customer, facts


def _written(hundredths: int) -> str:
    return f"{hundredths / 100:g}"


def _bad_day(day: date, column: str) -> Outcome | None:
    if day > clock.today():
        return refuse("in_the_future", column, f"{day:%Y-%m}" if column == "month" else day.isoformat())
    return refuse("too_early", column, day.isoformat()) if day < EARLIEST else None


def check(kept: Kept) -> Callable[[Sequence[Row], Run], list[Outcome]]:
    """The check of a kind: each row new, changed or the same, by customer, branch and day."""

    def checked(rows: Sequence[Row], run: Run) -> list[Outcome]:
        about = list(_about(rows, run, kept))
        held = _held(kept, [facts for one in about if not isinstance(one, Outcome) for facts in (one[1],)])
        first: dict[tuple[Any, ...], int] = {}
        return [
            one if isinstance(one, Outcome) else _twice(kept, row, one[1], first) or _fate(kept, *one, held)
            for row, one in zip(rows, about, strict=True)
        ]

    return checked


def _key(kept: Kept, facts: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(facts[name] for name in (*kept.key, "branch_id"))


def _twice(kept: Kept, row: Row, facts: dict[str, Any], first: dict[tuple[Any, ...], int]) -> Outcome | None:
    """A row that means what an earlier one means in other words (name for number, no currency for the usual one)."""
    line = first.setdefault(_key(kept, facts), row.line)
    return None if line == row.line else refuse("twice", line=line)


def _held(kept: Kept, facts: list[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """What is there already of these customers and days, by key."""
    table, names = kept.table, (*kept.key, "branch_id")
    pairs = sorted({(one["customer_id"], one[kept.day]) for one in facts})
    wanted = [table.c[name] for name in (*names, *kept.values)]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for start in range(0, len(pairs), AT_ONCE):
        some = tuple_(table.c.customer_id, table.c[kept.day]).in_(pairs[start : start + AT_ONCE])
        for row in db.session.execute(select(*wanted).where(some)).mappings():
            found[tuple(row[name] for name in names)] = {name: row[name] for name in kept.values}
    return found


def _fate(kept: Kept, customer: Found, facts: dict[str, Any], held: dict[tuple[Any, ...], Any]) -> Outcome:
    there = held.get(_key(kept, facts))
    data = {"at": [customer.id, facts["branch_id"], str(facts.get("currency", ""))]}
    if there is None:
        return new(**data)
    before = {name: there[name] for name in kept.values if facts[name] is not None and facts[name] != there[name]}
    return changed(customer.subject, customer.shown(before), **data) if before else same(customer.subject)


def apply(kept: Kept) -> Callable[[Sequence[Row], Run], None]:
    """The apply of a kind: all rows in two statements, one for whole customers and one for branches."""

    def applied(rows: Sequence[Row], run: Run) -> None:
        customers = Customers(run.me, {row.values["customer"] for row in rows})
        stamp = {"source": run.file_name, "imported_at": clock.now()}
        values = []
        for row in rows:
            customer_id, branch_id, _currency = row.outcome.data["at"]
            facts = kept.facts(row, customers.called(row.values["customer"]))
            values.append({"customer_id": customer_id, "branch_id": branch_id, **facts, **stamp})
        upsert(kept.table, values, kept.key, (*kept.values, *stamp))

    return applied


def upsert(table: Any, rows: list[dict[str, Any]], key: tuple[str, ...], replaced: tuple[str, ...]) -> None:
    """Insert the rows, or replace what the file says of them; what it leaves empty stays."""
    insert = _INSERT[db.engine.dialect.name]
    whole, branch = ([row for row in rows if (row["branch_id"] is None) is one] for one in (True, False))
    for some, elements, where in (
        (whole, key, table.c.branch_id.is_(None)), (branch, (*key, "branch_id"), None),
    ):  # fmt: skip
        if some:
            statement = insert(table)
            values = {name: func.coalesce(statement.excluded[name], table.c[name]) for name in replaced}
            db.session.execute(
                statement.on_conflict_do_update(index_elements=list(elements), index_where=where, set_=values), some
            )


_CODES = ("customer_id", "branch_id", "ordered_on", "product_group", "currency", "amount")


def _order(row: Row, customer: Found) -> dict[str, Any]:
    return {
        "number": row.values["number"], "ordered_on": row.values["ordered_on"],
        "product_group": row.values["product_group"] or "", "currency": row.values["currency"] or customer.currency,
        "amount": row.values["amount"],
    }  # fmt: skip


ORDERS = Kept(Order, ("number",), _CODES, "ordered_on", _order)


def check_orders(rows: Sequence[Row], run: Run) -> list[Outcome]:
    """By the number of the order; one of a customer that the person does not keep is refused."""
    numbers = [row.values["number"] for row in rows]
    there = {
        row.number: row
        for row in db.session.execute(
            select(Order.number, *(Order.__table__.c[name] for name in _CODES), kept_by(run.me).label("keeps"))
            .join(Customer, Customer.id == Order.customer_id)
            .where(Order.number.in_(numbers))
        )
    }
    return [
        one if isinstance(one, Outcome) else _order_fate(*one, there.get(row.values["number"]))
        for row, one in zip(rows, _about(rows, run, ORDERS), strict=True)
    ]


def _order_fate(customer: Found, facts: dict[str, Any], there: Any) -> Outcome:
    data = {"at": [customer.id, facts["branch_id"], str(facts["currency"])]}
    if there is None:
        return new(**data)
    if not there.keeps:
        return refuse("not_yours", "number", facts["number"])
    given = {name: name for name in ("ordered_on", "amount", "currency")} | {"customer_id": "customer"}
    given |= {"product_group": "product_group"} if facts["product_group"] else {}
    given |= {"branch_id": "branch"} if facts["branch_id"] else {}
    differs = {code: getattr(there, name) for name, code in given.items() if getattr(there, name) != facts[name]}
    if not differs:
        return same(customer.subject)
    before = {code: "" if code in {"customer", "branch"} else value for code, value in differs.items()}
    return changed(customer.subject, customer.shown(before), **data)


def apply_orders(rows: Sequence[Row], run: Run) -> None:
    """All rows in one statement."""
    customers = Customers(run.me, {row.values["customer"] for row in rows})
    stamp = {"source": run.file_name, "imported_at": clock.now()}
    values = []
    for row in rows:
        customer_id, branch_id, _currency = row.outcome.data["at"]
        facts = _order(row, customers.called(row.values["customer"]))
        values.append({"customer_id": customer_id, "branch_id": branch_id, **facts, **stamp})
    table, statement = Order.__table__, _INSERT[db.engine.dialect.name](Order.__table__)
    replaced: dict[str, ColumnElement[Any]] = {name: statement.excluded[name] for name in (*_CODES, *stamp)}
    replaced["branch_id"] = func.coalesce(statement.excluded.branch_id, table.c.branch_id)
    replaced["product_group"] = func.coalesce(func.nullif(statement.excluded.product_group, ""), table.c.product_group)
    db.session.execute(statement.on_conflict_do_update(index_elements=["number"], set_=replaced), values)


_MONTH = Column(
    "month", N_("Month"), ("periode", "maand", "boekperiode", "måned", "period", "factuurdatum", "fakturadato"),
    Type.MONTH, required=True, key=True, fixed=True, hint=N_("Such as 2026-03, 03-2026, 202603 or a day in the month."),
)  # fmt: skip
_REVENUE = Column(
    "revenue", N_("Revenue"),
    ("omzet", "netto omzet", "omzet excl btw", "omzetbedrag", "bedrag", "omsetning", "netto omsetning",
     "omsetning eks mva", "salg", "beløp", "turnover", "net sales", "sales"),
    Type.AMOUNT, required=True, total=True,
)  # fmt: skip
_MARGIN = Column(
    "margin", N_("Margin"),
    ("marge", "brutomarge", "bruto marge", "margebedrag", "bruttowinst", "brutowinst", "dekningsbidrag",
     "bruttofortjeneste", "db", "fortjeneste", "bruttomargin", "gross margin", "gross profit"),
    Type.AMOUNT, hint=N_("An amount, not a percentage."), total=True,
)  # fmt: skip


def keyed(column: Column) -> Column:
    """The same column, also telling rows apart."""
    return replace(column, key=True)


register(ImportKind(
    code="turnover", name=N_("turnover"), may=may, check=check(TURNOVER), apply=apply(TURNOVER), problems=PROBLEMS,
    says=N_("Revenue and margin per customer, month, product group and branch, as the bookkeeping has them."),
    columns=(CUSTOMER, _MONTH, keyed(GROUP), keyed(BRANCH), _REVENUE, _MARGIN, keyed(CURRENCY)),
    examples=({"customer": "10023", "month": "2026-03", "product_group": "Brood", "revenue": "1234,50",
               "margin": "310,00", "currency": "EUR"},),
    link=link, sees=readable_ids, results=results, back=results, many_at_once=MANY,
))  # fmt: skip
register(ImportKind(
    code="satisfaction", name=N_("satisfaction scores"), may=may, check=check(SATISFACTION), apply=apply(SATISFACTION),
    problems=PROBLEMS, says=N_("How satisfied customers are, from a survey: a score, the highest one, and the day."),
    columns=(
        CUSTOMER,
        Column("on", N_("Date"), ("datum", "meetdatum", "enquêtedatum", "dato", "måledato", "day"), Type.DATE,
               required=True, key=True, fixed=True),
        keyed(BRANCH),
        Column("score", N_("Score"), ("cijfer", "tevredenheid", "rapportcijfer", "poeng", "karakter", "tilfredshet"),
               Type.AMOUNT, required=True, minimum=0, maximum=1_000_000),
        Column("scale", N_("Highest score"), ("schaal", "maximum", "max", "skala", "høyeste poengsum", "out of"),
               Type.AMOUNT, minimum=1, maximum=1_000_000, fixed=True, hint=N_("Empty: 10.")),
    ),
    examples=({"customer": "10023", "on": "2026-03-15", "score": "8,4", "scale": "10"},),
    link=link, sees=readable_ids, results=results, back=results, many_at_once=MANY,
))  # fmt: skip
register(ImportKind(
    code="orders", name=N_("orders"), may=may, check=check_orders, apply=apply_orders, problems=PROBLEMS,
    says=N_("Orders by their number: customer, day, product group and amount."),
    columns=(
        Column("number", N_("Order number"),
               ("ordernr", "ordernummer", "order", "bestelnummer", "bestelnr", "ordre", "ordrenr", "ordrenummer",
                "bestillingsnr", "order no", "order id"), Type.CODE, required=True, key=True, longest=60),
        replace(CUSTOMER, key=False),
        Column("ordered_on", N_("Order date"),
               ("orderdatum", "besteldatum", "datum", "ordredato", "bestillingsdato", "dato", "date"), Type.DATE,
               required=True),
        GROUP, BRANCH,
        Column("amount", N_("Amount"), ("bedrag", "orderbedrag", "orderwaarde", "totaal", "beløp", "ordrebeløp",
                                        "ordreverdi", "order value", "total"), Type.AMOUNT, required=True,
               total=True),
        CURRENCY,
    ),
    examples=({"number": "SO-2026-0815", "customer": "10023", "ordered_on": "2026-03-12", "product_group": "Brood",
               "amount": "980,00", "currency": "EUR"},),
    link=link, sees=readable_ids, results=results, back=results, many_at_once=MANY,
))  # fmt: skip
