"""Taken en verantwoordelijkheden, oppgaver og ansvar: each duty of a role with who does it and who has a part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.core import i18n
from portal.core.db import db
from portal.documents.content import Body, Part
from portal.documents.models import Document, Kind, Listing
from portal.documents.policy import in_force
from portal.people.models import Role
from portal.profiles import duty_words
from portal.profiles.duty import OTHERS
from portal.profiles.models import Profile
from portal.profiles.others import Named, named_in
from portal.profiles.outline import Outline, outline
from portal.profiles.owed import duty_of
from portal.profiles.policy import Dossier
from portal.profiles.terms import Bindings

MOST_COUNTERPARTS = 12


@dataclass(frozen=True)
class Row:
    """A duty: its words, what comes back in it, and the names of who has a part in it."""

    part: Part
    text: str
    lang: str
    cadence: str
    owed: str
    others: Mapping[str, list[str]]  # by "supports", "consulted", "informed"
    delegable: bool
    is_point: bool  # a sub-point of the task before it


@dataclass(frozen=True)
class Group:
    """The duties of one result area."""

    title: str
    lang: str
    rows: list[Row]


@dataclass(frozen=True)
class Counterpart:
    """The profile of a role of the same family in another country; no translation of this one."""

    id: int
    title: str
    country: str | None
    sector: str


def groups(body: Body, dossier: Dossier, bound: Bindings | None) -> list[Group]:
    """The duties of a version as one reader sees them, by result area."""
    page = outline(body, locale=i18n.current(), source=dossier.locale, bound=bound)
    named = named_in(body, bound)
    found = []
    for area in page.areas:
        rows = [row for task in area.tasks for row in _task_rows(task.part, task.points, page, named)]
        if rows:
            found.append(Group(*page.said(area.part), rows))
    return found


def columns(found: Iterable[Group]) -> list[str]:
    """Who has a part, how often and who may take over: the columns in which some duty says something."""
    rows = [row for group in found for row in group.rows]
    said = [name for name in OTHERS if any(row.others[name] for row in rows)]
    said += ["cadence"] if any(row.cadence for row in rows) else []
    return said + (["delegable"] if any(row.delegable for row in rows) else [])


def _task_rows(task: Part, points: Iterable[Part], page: Outline, named: Named) -> Iterable[Row]:
    for part in (task, *points):
        duty = duty_of(part)
        text, lang = page.said(part)
        yield Row(
            part, text, lang, duty_words.in_words(duty), duty_words.owed(duty) if duty.get("every") else "",
            {name: named.all_of(duty, name) for name in OTHERS}, bool(duty.get("delegable")), part is not task,
        )


def role_of(dossier: Dossier) -> str:
    """Who does the duties: the title of the role in the reader's language, else that of the profile."""
    title: Any = db.session.scalar(select(Role.title).where(Role.id == dossier.role_id)) if dossier.role_id else None
    return i18n.text_in(title) or dossier.title


def counterparts(dossier: Dossier) -> list[Counterpart]:
    """Published profiles of the same family in another country, for everybody who reads this one."""
    if not dossier.family or not dossier.country:
        return []
    rows = db.session.execute(
        select(Document.id, Document.title, Listing.titles, Profile.country, Profile.sector)
        .join(Profile, Profile.document_id == Document.id)
        .join(Listing, Listing.document_id == Document.id)
        .where(
            Document.kind == Kind.PROFILE, in_force(), Profile.family == dossier.family,
            Profile.country.is_not(None), Profile.country != dossier.country,
        )
        .order_by(Document.title, Document.id)
        .limit(MOST_COUNTERPARTS)
    )
    return [
        Counterpart(key, titles.get(i18n.current()) or title, country, sector)
        for key, title, titles, country, sector in rows
    ]
