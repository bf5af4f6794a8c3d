"""A text beside its translation: what changed in the source since, who wrote last, which item is next."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.core.db import db
from portal.documents.content import Part
from portal.documents.models import DraftChange
from portal.documents.redline import redline_words
from portal.people.models import Person
from portal.profiles.part_forms import PartForm, form_for
from portal.profiles.sheet import Sheet

TO_DO = frozenset({"stale", "missing"})
MARK = {"ins": "add", "del": "remove", "same": "same"}
MOST_CHANGES = 400


def marks(before: str, after: str) -> list[tuple[str, str]]:
    """The word redline of two texts as the `diff` macro draws it."""
    return [(MARK[op], text) for op, text in redline_words(before, after)]


def rows(page: Sheet) -> list[Part]:
    """The items that have a text in either language, in reading order; text without a place waits for its place."""
    return [
        part for part in page.body
        if part["kind"] != "unplaced" and (part["text"].get(page.source) or part["text"].get(page.locale))
    ]


def following(page: Sheet, key: str = "") -> Part | None:
    """The next item whose translation is stale or missing after this one, from the top again at the end."""
    parts = rows(page)
    here = next((number for number, part in enumerate(parts) if part["key"] == key), -1)
    turned = [*parts[here + 1:], *parts[:here]] if here >= 0 else parts
    return next((part for part in turned if part["key"] != key and page.state(part, page.locale) in TO_DO), None)


def form_of(page: Sheet, part: Part) -> PartForm:
    """A fresh form of a translation, though another one was posted just now."""
    return form_for(part["kind"], twin=True, codes=page.codes, part=part, locale=page.locale, fresh=True)


def writer(page: Sheet, part: Part, aspect: str) -> str:
    """The name of who wrote a text last, as far as the changes of this draft tell; else who saved the draft last."""
    edit = part["by"].get(aspect or page.locale)
    if not edit:
        return page.changed_by
    name = db.session.scalar(
        select(Person.name)
        .join(DraftChange, DraftChange.person_id == Person.id)
        .where(DraftChange.draft_id == page.draft_id, DraftChange.edit == edit)
        .limit(1)
    )
    return name or page.changed_by


def changed_since(page: Sheet) -> dict[str, list[tuple[str, str]]]:
    """By key, for each stale translation: what changed in the source since it was made, as marks.

    Found in the changes of this draft, else in the version in force; absent where neither knows.
    """
    stale = {part["key"]: part for part in page.body if page.state(part, page.locale) == "stale"}
    if not stale:
        return {}
    found = {
        key: text
        for key, part in stale.items()
        if (text := _source_text(part, _versions(page, key), page)) is not None
    } if page.in_force else {}
    missing = stale.keys() - found.keys()
    if missing:
        patches = db.session.scalars(
            select(DraftChange.patch).where(DraftChange.draft_id == page.draft_id).order_by(DraftChange.id.desc())
            .limit(MOST_CHANGES)
        )
        versions: dict[str, list[Part]] = {}
        for patch in patches:
            for entry in patch["parts"]:
                if entry["key"] in missing:
                    versions.setdefault(entry["key"], []).extend(filter(None, (entry["before"], entry["after"])))
        for key in missing:
            if (text := _source_text(stale[key], versions.get(key, ()), page)) is not None:
                found[key] = text
    return {key: marks(text, stale[key]["text"].get(page.source, "")) for key, text in found.items()}


def _versions(page: Sheet, key: str) -> list[Part]:
    return [part for part in page.in_force or () if part["key"] == key]


def _source_text(part: Part, versions: Iterable[Part], page: Sheet) -> str | None:
    """The source text at the revision that the translation was made from."""
    made_from = part["of"].get(page.locale, 0)
    return next(
        (one["text"].get(page.source, "") for one in versions if one["rev"].get(page.source) == made_from), None
    )
