"""Reading a plan that somebody pastes as text: known headings become sections, bullets become items, the rest waits
for a place. No line is ever dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.documents import content
from portal.documents.content import Body
from portal.plans.content import MORE, PLAN, SECTIONS
from portal.plans.edits import FRESH, Change, Writing
from portal.plans.models import PlanKind
from portal.plans.sheet import PROSE

UNPLACED = "unplaced"
MOST_ITEMS = 300  # of one paste; more of them stay together as text without a place
LONGEST_HEADING = 60
# The words above a section as people in both countries write them, without numbers and marks.
HEADINGS = {
    "picture": "klantbeeld, klantprofiel, klantinformatie, over de klant, situatie, huidige situatie, kundebilde, "
    "kundeprofil, om kunden, nåsituasjon, situasjon, customer, customer picture",
    "classification": "indeling, classificatie, categorie, doelgroep, doelgroepen, klassifisering, kategori, segment, "
    "målgruppe, classification",
    "market": "markt, markt en concurrentie, markt en concurrenten, concurrentie, concurrenten, marktontwikkelingen, "
    "marked, marked og konkurrenter, konkurrenter, konkurranse, market, competitors",
    "possibilities": "mogelijkheden, kansen, kansen en mogelijkheden, groeikansen, muligheter, salgsmuligheter, "
    "vekstmuligheter, possibilities, opportunities",
    "impossibilities": "onmogelijkheden, bedreigingen, belemmeringen, knelpunten, risico's, risico’s, risicos, "
    "begrensninger, umuligheter, hindringer, trusler, risiko, utfordringer, impossibilities, threats, risks",
    "stakeholder": "belanghebbenden, stakeholders, contactpersonen, dmu, beslissers, interessenter, kontaktpersoner, "
    "beslutningstakere",
    "goal": "doel, doelen, doelstelling, doelstellingen, targets, ambities, mål, målsetting, målsettinger, delmål, "
    "goals",
    "action": "actie, acties, actieplan, actiepunten, activiteiten, tiltak, tiltaksplan, aktiviteter, handlingsplan, "
    "actions",
    "agreement": "contactafspraken, contactafspraak, contactfrequentie, bezoekfrequentie, bezoekplan, bezoeken, "
    "kontaktplan, kontaktfrekvens, besøksfrekvens, besøksplan, besøk, contact agreement",
    "budget": "budget, begroting, kosten, investeringen, budsjett, kostnader, kostnadsramme, investeringer",
    "support": "ondersteuning, gevraagde ondersteuning, benodigde ondersteuning, hulp, støtte, ønsket støtte, "
    "behov for støtte, support",
    "assumption": "uitgangspunten, aannames, randvoorwaarden, veronderstellingen, forutsetninger, antakelser, "
    "assumptions",
}
KNOWN = {word.strip(): section for section, words in HEADINGS.items() for word in words.split(",")}
NUMBERED = re.compile(r"^(?:[#*_\s]+|\d+(?:\.\d+)*[.)]?\s+|[a-z][.)]\s+|[ivx]+[.)]\s+)*", re.IGNORECASE)
BULLET = re.compile(r"^\s*(?:[-–—*•·▪◦‣○●>]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")


@dataclass(frozen=True)
class Piece:
    """Words for a section, or without a place."""

    section: str
    text: str


def heading(line: str) -> tuple[str, str] | None:
    """(section, what follows on the same line) for a line that begins a known section; None for any other."""
    bare = NUMBERED.sub("", line, count=1).strip().rstrip("*_# ")
    words, colon, rest = bare.partition(":")
    found = KNOWN.get(words.strip().casefold()) if len(words) <= LONGEST_HEADING else None
    if found is None or (rest.strip() and not colon):
        return None
    return found, rest.strip()


def looks_like_a_heading(line: str) -> bool:
    """A short line that announces something, though we do not know what."""
    text = line.strip()
    short = 0 < len(text) <= LONGEST_HEADING and not BULLET.match(line)
    return short and (text.endswith(":") or text.startswith("#") or (text.isupper() and len(text) > 3))


def read(text: str, kind: PlanKind) -> list[Piece]:
    """The pieces of a pasted text, in order. Sections that this kind of plan does not have are text without a place."""
    allowed = {*SECTIONS[kind], *MORE[kind]} - {"line", "branch"}
    pieces = [
        Piece(section if section in allowed else UNPLACED, words)
        for section, block in _blocks(content.clean(text).split("\n"))
        for words in (_items(block) if section in allowed and section not in PROSE else _joined(block))
        if words.strip()
    ]
    return _bounded(pieces)


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    section, block = UNPLACED, []
    for line in lines:
        begins = heading(line)
        if begins or looks_like_a_heading(line):
            yield section, block
            section, block = (begins[0], [begins[1]]) if begins else (UNPLACED, [line])
        else:
            block.append(line)
    yield section, block


def _items(block: list[str]) -> Iterator[str]:
    """A bullet or a paragraph is an item; a line below a bullet goes on with it."""
    item: list[str] = []
    for line in block:
        marked = BULLET.match(line)
        if marked or not line.strip():
            yield "\n".join(item)
            item = [line[marked.end():].strip()] if marked else []
        else:
            item.append(line.strip())
    yield "\n".join(item)


def _joined(block: list[str]) -> Iterator[str]:
    yield "\n".join(line.rstrip() for line in block).strip("\n")


def _bounded(pieces: list[Piece]) -> list[Piece]:
    """Not more items than a page can show, and none longer than its kind allows."""
    items = [one for one in pieces if one.section != UNPLACED]
    rest = "\n".join(one.text for one in items[MOST_ITEMS:])
    loose = [one for one in pieces if one.section == UNPLACED]
    loose = [Piece(UNPLACED, "\n\n".join(one.text for one in loose))] if len(loose) > MOST_ITEMS else loose
    kept = [*items[:MOST_ITEMS], *loose, *([Piece(UNPLACED, rest)] if rest else [])]
    return [Piece(one.section, part) for one in kept for part in _cut(one.text, PLAN.kinds[one.section].max_length)]


def _cut(text: str, longest: int) -> Iterator[str]:
    """Pieces of at most so many characters, cut where a line or a word ends."""
    while len(text) > longest:
        at = max(text.rfind("\n", 1, longest), text.rfind(" ", 1, longest))
        at = at if at > 0 else longest
        yield text[:at].strip()
        text = text[at:].strip()
    if text:
        yield text


def put(pieces: Iterable[Piece], writing: Writing) -> Change:
    """Add the pieces to a plan: words join the words of their section, items come last in theirs."""
    wanted = list(pieces)

    def change(body: Body) -> Body:
        for one in wanted:
            body = _put_one(body, one, writing)
        return body

    return change


def _put_one(body: Body, piece: Piece, writing: Writing) -> Body:
    kind, text = piece.section, piece.text
    there = next(iter(content.children(body, "", kind)), None) if kind in PROSE else None
    if there is not None:
        whole = "\n".join(one for one in (there["text"].get(writing.locale, ""), text) if one)
        if len(whole) <= PLAN.kinds[kind].max_length:
            base = there["rev"].get(writing.locale, 0)
            return content.write_text(body, there["key"], writing.locale, whole, base=base, edit=writing.edit)
        kind = UNPLACED
    return content.add(
        body, kind, "", locale=writing.locale, text=text, edit=writing.edit, data=FRESH.get(kind)
    )[0]
