"""What the placeholders of a profile stand for in its unit, and the roles and people behind them (spec 1, 6).

The nearest unit over the profile's own wins: a country's own binding goes before the organisation's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import g, has_request_context
from sqlalchemy import ColumnElement, Select, literal, select, union

from portal.core import clock
from portal.core.db import db
from portal.documents.content import Part
from portal.documents.models import Document
from portal.people.models import BodyMember, Lead, Line, Person, Position, UnitPath, Via
from portal.profiles.models import Bound, Placeholder
from portal.profiles.terms import Binding, Bindings, mentions, said_in, terms_in

MOST_PEOPLE = 12  # behind one line of a profile
COLUMNS = (
    Placeholder.id, Placeholder.term, Placeholder.unit_id, Placeholder.bound, Placeholder.target_id,
    Placeholder.role_id, Placeholder.body_id, Placeholder.is_plural, Placeholder.words, Placeholder.rev,
)


def bindings(unit_id: int) -> Bindings:
    """What each term stands for in a unit; one query."""
    return bindings_of([unit_id])[unit_id]


def bindings_of(unit_ids: Collection[int]) -> dict[int, dict[str, Binding]]:
    """The same for several units at once; one query."""
    found: dict[int, dict[str, Binding]] = {unit_id: {} for unit_id in unit_ids}
    for under, *binding in db.session.execute(_nearest_last(UnitPath.unit_id.in_(unit_ids))):
        found[under][binding[1]] = Binding(*binding)
    return found


def _nearest_last(which: ColumnElement[bool]) -> Select[Any]:
    """Bindings by the unit under which they are read, the nearest one last so that it wins."""
    return (
        select(UnitPath.unit_id.label("under"), *COLUMNS)
        .join(Placeholder, Placeholder.unit_id == UnitPath.over_id)
        .where(which)
        .order_by(UnitPath.steps.desc())
    )


def bindings_for(body: Iterable[Part], unit_id: int) -> Bindings:
    """What the terms of this text stand for; asks nothing where it has none."""
    brackets = any("[" in text for part in body for text in part["text"].values())
    return bindings(unit_id) if brackets else {}


def as_read(document_id: int, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a part of this profile as readers see them, in each language.

    Asks once in a request for each profile that has placeholders, so that pages of other packages may ask per row.
    """
    if not any("[" in text for text in texts.values()):
        return dict(texts)
    known: dict[int, Bindings] = g.setdefault("bound_in_profiles", {}) if has_request_context() else {}
    if document_id not in known:
        of = select(Document.unit_id).where(Document.id == document_id).scalar_subquery()
        rows = db.session.execute(_nearest_last(UnitPath.unit_id == of))
        known[document_id] = {row.term: Binding(*row[1:]) for row in rows}
    return said_in(texts, known[document_id])


def bound_words(unit_id: int) -> dict[str, dict[str, str]]:
    """The words of each term in a unit: {term: {locale: words}}; instructions to the author have none."""
    return {
        term: dict(one.words) for term, one in bindings(unit_id).items() if one.bound is not Bound.QUESTION
    }


def unbound(body: Iterable[Part], unit_id: int) -> list[str]:
    """The terms of a text that stand for nothing yet, in the order of the alphabet."""
    used = {term for _key, term in mentions(body)}
    return sorted(used - bindings(unit_id).keys()) if used else []


def roles_of(term: str, unit_id: int) -> set[int]:
    """The role a term stands for in a unit; empty where it stands for something else, or for nothing yet."""
    binding = bindings(unit_id).get(term)
    return {binding.role_id} if binding is not None and binding.role_id is not None else set()


def people_of(terms: Collection[str], of: Bindings, holder_id: int | None = None) -> dict[str, list[str]]:
    """The names of the people behind terms today: {term: names}; one query.

    A unit stands for who leads it, a body for its members. A role stands for those who hold it and lead `holder_id`, so
    without a holder for nobody; of a body and a unit too, those who lead the holder go before the others.
    """
    asked = {term: of[term] for term in terms if term in of and of[term].bound is not Bound.QUESTION}
    if not asked:
        return {}
    rows = db.session.execute(_behind(asked.values(), holder_id)).all()
    return {term: names for term, one in asked.items() if (names := _names(rows, one, holder_id))}


def reported_to(body: Iterable[Part], of: Bindings, holder_id: int | None = None) -> dict[str, list[str]]:
    """The names of the people to whom each line of the organisation says one reports: {key of the part: names}."""
    lines = {
        part["key"]: [term for text in part["text"].values() for term in terms_in(text)]
        for part in body if part["kind"] == "org" and part["data"].get("relation") == "reports_to"
    }
    known = people_of({term for terms in lines.values() for term in terms}, of, holder_id)
    found = {key: list(dict.fromkeys(name for term in terms for name in known.get(term, ())))
             for key, terms in lines.items()}
    return {key: names for key, names in found.items() if names}


def _behind(asked: Iterable[Binding], holder_id: int | None) -> Any:
    """(kind, id of what it is bound to, id and name of a person) for all bindings at once."""
    day = clock.today()
    ids: Mapping[Bound, list[int]] = {
        Bound.UNIT: [one.target_id for one in asked if one.target_id is not None],
        Bound.BODY: [one.body_id for one in asked if one.body_id is not None],
        Bound.ROLE: [one.role_id for one in asked if one.role_id is not None],
    }
    over = (
        select(Line.over_id).where(
            Line.person_id == holder_id, Line.via == Via.LEAD, Line.starts <= day, Line.ends >= day
        )
    )
    sources = (
        (Bound.UNIT, Lead, Lead.unit_id), (Bound.BODY, BodyMember, BodyMember.body_id),
        (Bound.ROLE, Position, Position.role_id),
    )
    selects = [
        select(
            literal(kind.value).label("kind"), key.label("subject"), Person.id, Person.name.label("name"),
            Person.id.in_(over).label("leads"),
        )
        .select_from(table)
        .join(Person, Person.id == table.person_id)
        .where(key.in_(ids[kind]), table.starts <= day, table.ends >= day, Person.disabled_at.is_(None))
        for kind, table, key in sources if ids[kind]
    ]
    return union(*selects).order_by("name")


def _names(rows: Iterable[Any], one: Binding, holder_id: int | None) -> list[str]:
    subject = one.target_id or one.body_id or one.role_id
    mine = [row for row in rows if row.kind == one.bound and row.subject == subject and row.id != holder_id]
    leading = [row.name for row in mine if row.leads]
    if leading or one.bound is Bound.ROLE:
        return leading
    return [row.name for row in mine][:MOST_PEOPLE]
