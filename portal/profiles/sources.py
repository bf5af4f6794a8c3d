"""Imported documents: kept as lines beside what was understood, until somebody picks which profiles become drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.alphabet import fold
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.documents import content
from portal.people.me import Me
from portal.people.models import Role, RoleLevel
from portal.profiles import reading, services
from portal.profiles.content import PROFILE as SCHEMA
from portal.profiles.models import ImportedProfile, ImportSource

COUNTED = ("area", "core_task", "indicator", "criterion", "level", "unplaced")
NEW_ROLE, NO_ROLE = "new", ""


@dataclass(frozen=True)
class Source:
    """The document beside a draft. `notes` are those of the whole document: [{"code", "values", "lines"}]."""

    id: int
    name: str
    at: datetime
    language: str
    lines: list[str]
    notes: list[dict[str, Any]]
    not_stated: list[str]
    unsure: list[dict[str, Any]]


@dataclass(frozen=True)
class Wish:
    """One profile of a source to become a draft: its place, its role (an id, "new" or "") and a new one's name."""

    place: int
    role: str
    names: dict[str, str] = field(default_factory=dict)


def source_of(profile_id: int) -> Source | None:
    """The document a profile was imported from; None for one that was started empty."""
    row = db.session.execute(
        select(ImportSource, ImportedProfile.place, ImportedProfile.not_stated)
        .join(ImportedProfile, ImportedProfile.source_id == ImportSource.id)
        .where(ImportedProfile.document_id == profile_id)
    ).one_or_none()
    if row is None:
        return None
    source, place, not_stated = row
    return Source(
        source.id, source.name, source.at, source.language, source.lines,
        [note for note in source.notes if note["code"] not in {"not_stated", "unsure"}], not_stated,
        source.understood[place]["unsure"],
    )


def keep(actor: Me, name: str, found: reading.Reading) -> int:
    """Store what was read and what was understood, in a transaction of its own; returns the id of the source.

    Raises `reading.Refused("too_long")` when a profile has more parts than a document can hold.
    """
    understood = [_understood(profile, found.language) for profile in found.profiles]
    with write() as session:
        source = ImportSource(
            name=_plain_name(name), person_id=actor.id, at=clock.now(), language=found.language,
            lines=[line.text for line in found.lines], notes=[asdict(note) for note in found.notes],
            understood=understood,
        )
        session.add(source)
        session.flush()
        return source.id


def _plain_name(name: str) -> str:
    """The name of a file without its folders and without signs that draw nothing."""
    return content.clean(name.replace("\\", "/").rpartition("/")[2])[:200]


def _understood(profile: reading.ReadProfile, locale: str) -> dict[str, Any]:
    body = settled(reading.to_parts(profile, locale, content.new_key), locale)
    counts = Counter(part["kind"] for part in body)
    return {
        "title": profile.title,
        "parts": body,
        "not_stated": [str(section) for section in profile.not_stated],
        "counts": {kind: counts[kind] for kind in COUNTED if counts[kind]},
        "levels": [part["data"]["code"] for part in body if part["kind"] == "level"],
        "unsure": [
            {"reason": part["data"]["unsure"], "text": part["text"][locale], "lines": part["data"].get("lines", [])}
            for part in body
            if part["data"].get("unsure")
        ],
    }


def settled(parts: Iterable[dict[str, Any]], locale: str) -> list[dict[str, Any]]:
    """Parts as they were read made into a body that a document can hold; no word is lost on the way.

    A text that is longer than its kind may be is shortened there, and stands whole among the text without a place.
    """
    body, spilled = [], []
    for read in parts:
        text = content.clean(read["text"].get(locale, ""))
        most = SCHEMA.kinds[read["kind"]].max_length
        if len(text) > most:
            longest = SCHEMA.kinds["unplaced"].max_length
            pieces = [text[start:start + longest] for start in range(0, len(text), longest)]
            lines = read["data"].get("lines", [])
            spilled += [content.new_part("unplaced", text={locale: piece}, data={"lines": lines}) for piece in pieces]
            text = f"{text[:most - 1]}…"
        body.append({**read, "text": {locale: content.clean(text)}, "of": {}, "by": {}})
    try:
        return content.settled([*body, *spilled], SCHEMA)
    except content.BadContent as bad:
        raise reading.Refused(reading.Refusal.TOO_LONG) from bad


def mine(me: Me, limit: int = 5) -> list[ImportSource]:
    """The documents this person imported last, newest first."""
    return list(
        db.session.scalars(
            select(ImportSource).where(ImportSource.person_id == me.id).order_by(ImportSource.id.desc()).limit(limit)
        )
    )


def made_from(source_id: int) -> dict[int, int]:
    """Which profiles of a source became documents already: {place: document id}."""
    rows = select(ImportedProfile.place, ImportedProfile.document_id).where(ImportedProfile.source_id == source_id)
    return {row.place: row.document_id for row in db.session.execute(rows)}


def make_drafts(source_id: int, actor: Me, wishes: list[Wish], *, unit_id: int, **facts: Any) -> list[int]:
    """Make the picked profiles into documents with a draft each; returns their ids in order.

    A profile that somebody made meanwhile is left as it is. Raises `Refused("nothing_chosen")` when none is left.
    """
    with write() as session:
        source = session.scalars(select(ImportSource).where(ImportSource.id == source_id).with_for_update()).one()
        known = made_from(source_id)
        made = []
        for wish in wishes:
            if wish.place in known or not 0 <= wish.place < len(source.understood):
                continue
            made.append(_make(source, wish, actor, unit_id, facts))
        if not made:
            raise Refused("nothing_chosen")
        return made


def _make(source: ImportSource, wish: Wish, actor: Me, unit_id: int, facts: dict[str, Any]) -> int:
    found = source.understood[wish.place]
    titles = wish.names or {source.language: found["title"] or source.name}
    role_id = role_for(wish.role, titles, found["levels"], facts, actor)
    document = services.create(
        actor, found["parts"], locale=source.language, unit_id=unit_id, role_id=role_id, **facts
    )
    db.session.add(
        ImportedProfile(
            document_id=document.id, source_id=source.id, place=wish.place, not_stated=found["not_stated"]
        )
    )
    db.session.flush()
    audit.record("profile_imported", "profile", document.id, actor=actor, detail={"source": source.name})
    return document.id


def start_empty(actor: Me, *, title: str, locale: str, role: str, unit_id: int, **facts: Any) -> int:
    """A draft that holds only its title, in a transaction of its own; returns the id."""
    with write():
        body = [content.new_part("title", text={locale: title})]
        role_id = role_for(role, {locale: title}, [], facts, actor)
        return services.create(actor, body, locale=locale, unit_id=unit_id, role_id=role_id, **facts).id


def role_for(
    wish: str, titles: dict[str, str], levels: list[str], facts: dict[str, Any], actor: Me
) -> int | None:
    """The role of a new profile, inside an open `write()`: an existing one, a new one with these titles, or none."""
    if wish == NO_ROLE:
        return None
    if wish != NEW_ROLE:
        return int(wish)
    role = Role(
        code=_free_code(next(iter(titles.values()))), title=titles, family=facts.get("family", ""),
        country=facts.get("country"),
    )
    db.session.add(role)
    db.session.flush()
    db.session.add_all(RoleLevel(role_id=role.id, code=code, rank=rank) for rank, code in enumerate(levels, 1))
    audit.record("role_added", "role", role.id, actor=actor, name=role.code)
    return role.id


def _free_code(title: str) -> str:
    """A code made of the title that no role has yet."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in fold(title)).split()
    plain = "-".join(words)[:60] or "role"
    taken = set(db.session.scalars(select(Role.code).where(Role.code.startswith(plain, autoescape=True))))
    return next(code for code in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def role_like(title: str, roles: Iterable[tuple[int, dict[str, str]]]) -> str:
    """The role that already goes by this title, in any language, else a new one."""
    plain = fold(title)
    held = (str(role_id) for role_id, titles in roles if plain in map(fold, titles.values()))
    return next(held, NEW_ROLE if title else NO_ROLE)

