"""Everything the portal holds about a person, as a zip: JSON for a machine, a PDF for the person."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from portal.core import clock, i18n
from portal.core.i18n import format_date, format_moment, text_in
from portal.core.paper import REGIONS, Busy, pdf, printable
from portal.people.me import Me
from portal.privacy.own_data import LABELS, SOURCES, Source

MOST_ON_PAPER = 100  # rows of one part in the PDF; the JSON has all
LONGEST = 4_000  # signs of one value on paper
FIRST = ("person", "positions")  # what a reader looks for first
FOREVER = "9999"
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?\+00:00)?")


def gathered(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What every domain holds, by the code of its part."""
    return {code: one.gather(person_id) for code, one in SOURCES.items()}


def made(me: Me) -> bytes:
    """The zip for this person, in the language being spoken. Raises `Busy` when the PDF takes too long."""
    held = gathered(me.id)
    about = {"person": {"name": me.name, "email": me.email}, "made_at": clock.now().isoformat(), "shape": 1}
    content = json.dumps(about | {"parts": held}, ensure_ascii=False, indent=1, default=str)
    paper = pdf(document(me, held))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", content)
        archive.writestr(_("my-data") + ".pdf", paper)  # outside the f-string, so that the catalogue finds it
    return file.getvalue()


def document(me: Me, held: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The same as a paper (see `core.paper`): a section per part, a table of facts per row."""
    locale = i18n.current()
    filled = sorted((code for code, rows in held.items() if rows), key=lambda code: code not in FIRST)
    sections = [_section(SOURCES[code], held[code]) for code in filled]
    if none := [_(SOURCES[code].name) for code, rows in held.items() if not rows]:
        sections.append({"title": _("Nothing is held here"), "blocks": [{"block": "text", "text": " · ".join(none)}]})
    today = format_date(clock.today(), "long")
    return printable(
        {
            "lang": locale, "region": REGIONS[locale], "written": locale, "written_region": REGIONS[locale],
            "title": _("What Rayon holds about you"), "kind": _("Own data"), "owner": me.name,
            "version": today,
            "facts": [[_("Name"), me.name], [_("E-mail address"), me.email], [_("Made on"), today]],
            "sections": sections, "foot": _("Own data of %(name)s", name=me.name),
            "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        }
    )  # fmt: skip


def _section(source: Source, rows: list[dict[str, Any]]) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for row in rows[:MOST_ON_PAPER]:
        facts = [f"{_label(key, source.labels)}: {said}" for key in row if (said := _said(row[key]))]
        blocks.append({"block": "text", "text": " · ".join(facts)})
    if len(rows) > MOST_ON_PAPER:
        rest = len(rows) - MOST_ON_PAPER
        blocks.append({"block": "note", "text": _("%(number)s more stand in data.json.", number=rest)})
    return {"title": _(source.name), "blocks": blocks}


def _label(key: str, labels: Mapping[str, str]) -> str:
    """A key in the reader's language where the domain worded it, else as it stands in the JSON."""
    return _(labels[key]) if key in labels else _(LABELS[key]) if key in LABELS else key.replace("_", " ")


def _said(value: Any) -> str:
    """A value as a line of text."""
    if isinstance(value, dict):
        if value and value.keys() <= set(i18n.LOCALES):
            return text_in(value)
        return "; ".join(f"{key.replace('_', ' ')}: {_said(one)}" for key, one in value.items())[:LONGEST]
    if isinstance(value, list | tuple):
        return "; ".join(map(_said, value))[:LONGEST]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else _written(str(value))[:LONGEST]


def _written(text: str) -> str:
    """A text as it is; a day or a moment as the reader writes it, and nothing for a day without an end."""
    if not ISO.fullmatch(text):
        return text
    if text.startswith(FOREVER):
        return ""
    return format_moment(datetime.fromisoformat(text)) if "T" in text else format_date(date.fromisoformat(text))


__all__ = ["Busy", "document", "gathered", "made"]
