"""Importing branches and contacts: found by number, else by name (contacts also by address) at their customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.alphabet import fold
from portal.core.db import db
from portal.core.policy import N_
from portal.customers.importing.columns import BRANCH, BRANCH_KINDS, CUSTOMER, ENDED, LEVELS, PROBLEMS
from portal.customers.importing.reach import EARLIEST, Branches, Customers, Found, link, may, results
from portal.customers.models import Branch, BranchKind, Contact
from portal.customers.queries import readable_ids
from portal.customers.sites import MOST
from portal.imports.registry import Column, ImportKind, Outcome, Row, Run, Type, changed, new, refuse, register, same

YEARS_AHEAD = 5


@dataclass(frozen=True)
class Kept:
    """How one of the two is kept: the columns with its facts, and what to say in the history."""

    model: Any
    facts: tuple[str, ...]
    recorded: str
    ambiguous: str
    first: dict[str, Any]  # what a new one has where the file is silent


BRANCHES = Kept(
    Branch, ("number", "name", "kind", "place", "ended_on"), "branches_imported", "two_branches",
    {"kind": BranchKind.OTHER, "place": ""},
)  # fmt: skip
CONTACTS = Kept(
    Contact, ("number", "name", "function", "level", "email", "phone", "ended_on", "branch_id"), "contacts_imported",
    "two_contacts", {"function": "", "email": "", "phone": ""},
)  # fmt: skip


@dataclass
class There:
    """What some customers have already, and how many of it."""

    by_number: dict[tuple[int, str], Any] = field(default_factory=dict)
    by_word: dict[tuple[int, str], list[Any]] = field(default_factory=lambda: defaultdict(list))
    count: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def _there(kept: Kept, customer_ids: set[int]) -> There:
    found = There()
    rows = select(kept.model).where(kept.model.customer_id.in_(customer_ids)).order_by(kept.model.id)
    for one in db.session.scalars(rows):
        found.count[one.customer_id] += 1
        if one.number:
            found.by_number[one.customer_id, one.number] = one
        for word in {fold(one.name), getattr(one, "email", "").casefold()} - {""}:
            found.by_word[one.customer_id, word].append(one)
    return found


def _match(kept: Kept, customer_id: int, row: Row, there: There) -> Any:
    """The row that is there; None for a new one, or why it cannot be told."""
    number = row.values["number"]
    if number and (customer_id, number) in there.by_number:
        return there.by_number[customer_id, number]
    words = [(row.values.get("email") or "").casefold(), fold(row.values["name"])]
    for word in filter(None, words):
        alike = there.by_word.get((customer_id, word), [])
        numberless = [one for one in alike if not one.number]
        alike = numberless if number or numberless else alike
        if len(alike) > 1 and word == words[0]:
            alike = [one for one in alike if fold(one.name) == words[1]]
        if len(alike) == 1:
            return alike[0]
        if alike and word == words[1]:
            return refuse(kept.ambiguous, "name", row.values["name"])
    return None


def check(kept: Kept) -> Callable[[Sequence[Row], Run], list[Outcome]]:
    """The check of a kind: each row new, changed or the same. An empty cell changes nothing."""

    def checked(rows: Sequence[Row], run: Run) -> list[Outcome]:
        customers = Customers(run.me, {row.values["customer"] for row in rows})
        found = [customers.called(row.values["customer"]) for row in rows]
        ids = {one.id for one in found if isinstance(one, Found)}
        there, branches = _there(kept, ids), Branches(ids if kept is CONTACTS else ())
        return [
            one if isinstance(one, Outcome) else _fate(kept, row, one, there, branches)
            for row, one in zip(rows, found, strict=True)
        ]

    return checked


def _fate(kept: Kept, row: Row, customer: Found, there: There, branches: Branches) -> Outcome:
    branch = branches.called(customer.id, row.values.get("branch") or "")
    if isinstance(branch, Outcome):
        return branch
    match = _bad_day(row) or _match(kept, customer.id, row, there)
    if isinstance(match, Outcome):
        return match
    if match is None:
        there.count[customer.id] += 1
        full = there.count[customer.id] > MOST
        return refuse("full", most=MOST) if full else new(customer=customer.id, branch=branch)
    said = _said(kept, row, branch)
    before = {name: _plain(getattr(match, name)) for name in said if _differs(said[name], getattr(match, name))}
    if not before:
        return same(customer.subject)
    shown = {"branch" if name == "branch_id" else name: value for name, value in before.items()}
    shown |= {"branch": ""} if "branch" in shown else {}
    return changed(customer.subject, customer.shown(shown), customer=customer.id, branch=branch, row=match.id)


def _bad_day(row: Row) -> Outcome | None:
    day = row.values["ended_on"]
    if day is not None and day < EARLIEST:
        return refuse("too_early", "ended_on", day.isoformat())
    if day is not None and day.year > clock.today().year + YEARS_AHEAD:
        return refuse("too_far", "ended_on", day.isoformat())
    return None


def _said(kept: Kept, row: Row, branch: int | None) -> dict[str, Any]:
    """What the row says, without its empty cells."""
    given = {name: branch if name == "branch_id" else row.values[name] for name in kept.facts}
    return {name: value for name, value in given.items() if value not in (None, "")}


def _differs(written: Any, now: Any) -> bool:
    if isinstance(written, str) and isinstance(now, str) and "@" in written:
        return written.casefold() != now.casefold()
    return written != (" ".join(now.split()) if isinstance(now, str) and not hasattr(now, "value") else now)


def _plain(value: Any) -> Any:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def apply(kept: Kept) -> Callable[[Sequence[Row], Run], None]:
    """The apply of a kind; the history of each customer gets one row for all of its."""

    def applied(rows: Sequence[Row], run: Run) -> None:
        ids = [row.outcome.data["row"] for row in rows if "row" in row.outcome.data]
        held = {one.id: one for one in db.session.scalars(
            select(kept.model).where(kept.model.id.in_(ids)).order_by(kept.model.id).with_for_update()
        )}  # fmt: skip
        story: dict[int, dict[str, Any]] = defaultdict(lambda: {"new": [], "changed": {}})
        for row in rows:
            data = row.outcome.data
            said, about = _said(kept, row, data["branch"]), story[data["customer"]]
            one = held.get(data.get("row", 0))
            if one is None:
                db.session.add(kept.model(customer_id=data["customer"], **(kept.first | said)))
                about["new"].append(said["name"])
                continue
            before = {name: getattr(one, name) for name in said if _differs(said[name], getattr(one, name))}
            about["changed"][str(one.id)] = {name: _plain(value) for name, value in before.items()}
            for name in before:
                setattr(one, name, said[name])
            one.rev += 1
        db.session.flush()
        _record(kept, story, run)

    return applied


def _record(kept: Kept, story: dict[int, dict[str, Any]], run: Run) -> None:
    for customer_id, about in sorted(story.items()):
        counts = {"new": len(about["new"]), "changed": len(about["changed"])}
        audit.record(kept.recorded, "customer", customer_id, actor=run.me, detail=about, **counts)


def _identity(values: dict[str, Any]) -> tuple[Any, ...]:
    """Number, else address and name, at the customer."""
    if values["number"]:
        return (values["customer"], values["number"])
    return (values["customer"], "", values.get("email"), values["name"])


def _number(name: str, headers: tuple[str, ...]) -> Column:
    return Column("number", name, headers, Type.CODE, longest=60,
                  hint=N_("A second import finds it by this; without one, by name."))  # fmt: skip


_EMAIL_WORDS = ("e-mail", "email", "mail", "e-mailadres", "emailadres", "e-post", "epost", "e-postadresse")
register(ImportKind(
    code="branches", name=N_("branches"), may=may, check=check(BRANCHES), apply=apply(BRANCHES), problems=PROBLEMS,
    identity=_identity, says=N_("Distribution centres, regions and shops of customers. An empty cell changes nothing."),
    columns=(
        CUSTOMER,
        _number(N_("Branch number"), ("filiaalnr", "filiaalnummer", "vestigingsnr", "vestigingsnummer",
                                      "afleveradresnr", "avdelingsnr", "filialnr", "leveringsstednr", "site number")),
        Column("name", N_("Name of the branch"), ("filiaal", "filiaalnaam", "vestiging", "naam", "vestigingsnaam",
                                                  "avdeling", "filial", "navn", "name", "branch"), required=True),
        Column("kind", N_("Kind"), ("soort", "type", "slag"), Type.CHOICE, choices=BRANCH_KINDS),
        Column("place", N_("Town"), ("plaats", "vestigingsplaats", "woonplaats", "stad", "sted", "poststed", "by",
                                      "city"), longest=120),
        ENDED,
    ),
    examples=({"customer": "10023", "number": "U1", "name": "DC Utrecht", "kind": "Distribution centre",
               "place": "Utrecht"},),
    link=link, sees=readable_ids, results=results, back=results, many_at_once=2_000,
))  # fmt: skip
register(ImportKind(
    code="contacts", name=N_("contacts"), may=may, check=check(CONTACTS), apply=apply(CONTACTS), problems=PROBLEMS,
    identity=_identity, says=N_("Who we speak with at customers. An empty cell changes nothing."),
    columns=(
        CUSTOMER,
        _number(N_("Contact number"), ("contactnr", "contactnummer", "persoonsnr", "contactpersoonnr", "kontaktnr",
                                       "kontaktnummer", "contact id")),
        Column("name", N_("Name of the contact"), ("naam", "contactpersoon", "contact", "volledige naam", "navn",
                                                   "kontaktperson", "kontakt", "name", "full name"), required=True),
        Column("function", N_("Function"), ("functie", "rol", "stilling", "rolle", "tittel", "job title", "title"),
               longest=120),
        Column("level", N_("Level"), ("niveau", "nivå"), Type.CHOICE, choices=LEVELS),
        BRANCH,
        Column("email", N_("E-mail address"), _EMAIL_WORDS, Type.EMAIL),
        Column("phone", N_("Phone"), ("telefoon", "telefoonnummer", "tel", "mobiel", "telefon", "telefonnummer",
                                      "mobil", "mobile"), longest=40),
        ENDED,
    ),
    examples=({"customer": "10023", "name": "Jan de Boer", "function": "Inkoper", "level": "Tactical",
               "branch": "U1", "email": "jan@jansen.example", "phone": "030-1234567"},),
    link=link, sees=readable_ids, results=results, back=results, many_at_once=2_000,
))  # fmt: skip
