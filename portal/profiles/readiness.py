"""What a version of a profile still lacks before it can be reviewed or published (spec 1, Review)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.core import settings
from portal.core.db import db
from portal.documents import content
from portal.profiles.models import Profile

DESCRIBING = {"definition", "purpose", "context", "characteristics"}


def needed_locales(document_id: int) -> list[str]:
    """The languages this profile needs beside its own: the profile's choice, else the organisation's."""
    profile = db.session.get(Profile, document_id)
    chosen = profile.locales if profile is not None and profile.locales is not None else settings.get("needed_locales")
    return list(chosen)


def lacks(body: list[dict[str, Any]], source: str, document_id: int) -> list[str]:
    """Codes of what is missing, most important first; empty when the version is ready."""
    return missing(body, source, needed_locales(document_id))


def missing(body: list[dict[str, Any]], source: str, needed: Iterable[str]) -> list[str]:
    """The same for languages that are known already."""
    kinds = {part["kind"] for part in body if part["text"].get(source, "").strip()}
    found = []
    if "title" not in kinds:
        found.append("no_title")
    if not kinds & DESCRIBING:
        found.append("no_description")
    if "unplaced" in kinds:
        found.append("unplaced_text")
    for locale in needed:
        if locale == source:
            continue
        states = {content.twin_state(part, source, locale) for part in body if part["text"].get(source)}
        if states & {"missing", "stale"}:
            found.append("twin_not_current")
            break
    return found
