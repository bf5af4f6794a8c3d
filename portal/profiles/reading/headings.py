"""The words under which profiles in Dutch and Norwegian keep their sections, and how a line is matched with them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from portal.profiles.reading.heading_words import LINE_WORDS, SECTION_WORDS, Kind
from portal.profiles.reading.model import Relation


@dataclass(frozen=True, slots=True)
class Heading:
    """`words` is the heading as it stands in the table; `relation` is set for ORG_LINE only."""

    kind: Kind
    words: str
    relation: Relation | None = None


_FILLERS = re.compile(
    r"\b(?:van|voor|bij|in|binnen|behorend bij)\s+(?:de|deze|het|je)\s+(?:functie|functionaris|rol"
    r"|functiehouder|baan)\b"
    r"|\b(?:for|i|ved|til|av|knyttet til|som ligger til)\s+(?:denne\s+)?(?:stillingen|rollen|jobben"
    r"|stillingsinnehaveren)\b"
    r"|^(?:de|het|onze|mijn|jouw|uw|din|dine|våre|stillingens|rollens)\s+"
)
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-z][.)]|[ivx]{1,4}[.)])\s+", re.IGNORECASE)
_WEIGHING = re.compile(
    r"^(?:vereist|gewenst|gevraagd|benodigd|noodzakelijk|belangrijkst|voornaamst|specifiek|overig|bijzonder|concret?)e?\s+"
    r"|^(?:onskede?|nodvendige?|viktigste|sentrale|spesielle?|ovrige|konkrete|daglige|typiske)\s+"
)
_LINKS = re.compile(r"\s*(?:/|,|\ben\b|\bog\b|\bof\b|\beller\b|\bsamt\b|\+)\s*")
MAX_WORDS = 9


def fold(text: str) -> str:
    """Small letters without accents, marks and numbering: what two spellings of one heading share."""
    text = _NUMBERING.sub("", text.replace("\xa0", " "), count=1).strip(" \t:.·•-–—*_#=»>")
    text = text.lower().replace("ø", "o").replace("æ", "ae").replace("&", " en ")
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = re.sub(r"['’`]", "", text)
    text = re.sub(r"\([^)]*\)", " ", text)
    text = re.sub(r"\s*[-–]\s*", " ", text)
    return " ".join(re.sub(r"[:.;]", " ", text).split())


def _entries() -> dict[str, Heading]:
    out: dict[str, Heading] = {}
    for kind, words in SECTION_WORDS.items():
        for word in words.split("|"):
            out.setdefault(" ".join(word.split()), Heading(kind, " ".join(word.split())))
    for relation, words in LINE_WORDS.items():
        for word in words.split("|"):
            out.setdefault(" ".join(word.split()), Heading(Kind.ORG_LINE, " ".join(word.split()), relation))
    return out


HEADINGS = _entries()


@lru_cache(maxsize=4096)
def find_heading(text: str) -> Heading | None:
    """The heading that this whole line is, None when it is none. Looks through numbering, capitals, a colon,
    "van de functie" and the like, and takes "taken en verantwoordelijkheden" by its first known word.
    """
    if len(text) > 90 or len(text.split()) > MAX_WORDS or not text.strip():
        return None
    folded = fold(text)
    for key in _spellings(folded):
        if key in HEADINGS:
            return HEADINGS[key]
    pieces = [_unfilled(piece) for piece in _LINKS.split(folded) if piece]
    known = [HEADINGS[piece] for piece in pieces if piece in HEADINGS and HEADINGS[piece].kind is not Kind.META]
    # Every piece is known, or there are several known ones: one known word among others is a sentence.
    if len(pieces) > 1 and known and (len(known) == len(pieces) or (len(known) > 1 and known[0].kind is known[1].kind)):
        return known[0]
    return None


def _spellings(folded: str) -> Iterator[str]:
    """The ways in which a heading may stand in the table: whole, without the words around it, without its adjective."""
    yield folded
    yield re.sub(r"\bog\b", "en", folded)
    yield _unfilled(folded)
    yield re.sub(r" (?:nr )?\d{1,2}$", "", folded)
    yield _WEIGHING.sub("", _unfilled(folded))


def _unfilled(folded: str) -> str:
    return " ".join(_FILLERS.sub(" ", folded).split())


def split_label(text: str) -> tuple[Heading, str, str] | None:
    """A known heading, its words and the rest for "Doel: iets" or "Rapporterer til – noen"; None otherwise."""
    found = re.match(r"\s*([^:\n]{2,60}?)\s*(?::|\s[-–—]\s|\t)\s*(\S.*)$", text, re.DOTALL)
    if not found:
        return None
    heading = find_heading(found[1])
    return (heading, found[1].strip(" \t*-–"), found[2].strip()) if heading else None
