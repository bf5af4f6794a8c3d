"""Keeps `Listing` in step: titles in every language, keys to sort and find by, and how far the twins are.

Counting twins when a list is read would load every body; here it costs a write a little.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Dialect, select, type_coerce

from portal.core import i18n
from portal.core.alphabet import fold, sort_key
from portal.core.db import Json, db
from portal.documents import content
from portal.documents.models import Document, Kind, Listing

Body = list[dict[str, Any]]
Keeper = Callable[..., None]
_KEEPERS: dict[Kind, Keeper] = {}


def kept_by(kind: Kind, keeper: Keeper) -> None:
    """What a package above derives from the texts of its kind: `keeper(document, body or None, at_work=…)` is called
    with every write of the version at work (None: it ended) and every version that comes in force.
    """
    _KEEPERS[kind] = keeper


def _derive(document: Document, body: Body | None, *, at_work: bool) -> None:
    if document.kind in _KEEPERS:
        _KEEPERS[document.kind](document, body, at_work=at_work)


class InReadersLanguage(Json):
    """Reads `{locale: text}` as the text in the language being spoken, else in one that is there."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str:
        return i18n.text_in(super().process_result_value(value, dialect))


def readers_title() -> ColumnElement[str]:
    """The title of a document as a column that comes back in the reader's language."""
    titles = select(Listing.titles).where(Listing.document_id == Document.id).correlate(Document).scalar_subquery()
    return type_coerce(titles, InReadersLanguage).label("title")


def titles_for(document: Document) -> dict[str, str]:
    """The titles to keep with a notice, so that each receiver reads it in the own language."""
    return _row(document).titles or {document.locale: document.title}


def titles_of(body: Body) -> dict[str, str]:
    """The title in each language that has one."""
    title = next((part["text"] for part in body if part["kind"] == "title"), {})
    return {locale: text for locale, text in title.items() if text}


def work_changed(document: Document, body: Body) -> None:
    """The version at work reads so now. It names the document only while nothing is in force."""
    row = _row(document)
    _derive(document, body, at_work=True)
    row.at_work = _twins(document, body)
    if document.in_force is None:
        _name(document, row, titles_of(body))
        row.translated = _complete(row.at_work)


def work_ended(document: Document) -> None:
    """There is no version at work any more."""
    _row(document).at_work = None
    _derive(document, None, at_work=True)


def came_in_force(document: Document, body: Body) -> None:
    """This version is in force now and names the document."""
    row = _row(document)
    _derive(document, body, at_work=False)
    row.current = _twins(document, body)
    _name(document, row, titles_of(body))
    row.translated = _complete(row.current)


def _twins(document: Document, body: Body) -> dict[str, dict[str, int]]:
    """Counts for the document's own language and for each language that has any text."""
    used = {locale for part in body for locale, text in part["text"].items() if text} | {document.locale}
    return {locale: content.twin_summary(body, document.locale, locale) for locale in sorted(used)}


def _complete(counts: dict[str, dict[str, int]]) -> str:
    """The languages without a text that is missing or stale, in the order of their codes."""
    return " ".join(
        locale for locale, of in sorted(counts.items()) if of["current"] and not of["stale"] and not of["missing"]
    )


def _name(document: Document, row: Listing, titles: dict[str, str]) -> None:
    document.title = titles.get(document.locale) or document.title
    row.titles = {**titles, document.locale: document.title}
    row.folded = " ".join(dict.fromkeys(fold(title) for title in row.titles.values()))
    for locale in content.LOCALES:
        setattr(row, f"sort_{locale}", sort_key(row.titles.get(locale) or document.title, locale))


def _row(document: Document) -> Listing:
    row = db.session.get(Listing, document.id)
    if row is None:
        row = Listing(document_id=document.id)
        db.session.add(row)
        _name(document, row, {})
    return row
