"""Placeholders in a text: [directie], [verkopers]. Pure: what they are, and what a reader sees in their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.documents.content import Part
from portal.profiles.models import Bound

# No tick box and no number of a note; a placeholder stands on one line.
PLACEHOLDER = re.compile(r"(\[(?!\s*[xX]?\s*\]|\s*\d+\s*\])[^\[\]\n]{1,120}\])")
ABBREVIATIONS = frozenset(  # before a full stop that ends no sentence
    ["bijv", "bv", "ca", "dhr", "drs", "enz", "etc", "evt", "excl", "f.eks", "bl.a", "incl", "inkl", "jf", "max", "min",
     "mr", "mrt", "mv", "mvr", "nr", "o.a", "ing", "prof", "resp", "vgl", "zgn"]
)
_ENDS = re.compile(r"(\S*)[.!?…][\"”’»)]*\s+$")
_CLOSES = re.compile(r"[\s.,;:!?)\]}”’»]")
Piece = tuple[bool, str]


@dataclass(frozen=True)
class Binding:
    """What a term stands for in a unit and below it. `words` is what readers see, per locale."""

    id: int
    term: str
    unit_id: int
    bound: Bound
    target_id: int | None = None
    role_id: int | None = None
    body_id: int | None = None
    is_plural: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    rev: int = 1

    def in_language(self, lang: str) -> str:
        """The words in the language of the text, else in one that has them."""
        return self.words.get(lang) or next((words for words in self.words.values() if words), "")


Bindings = Mapping[str, Binding]


def is_question(binding: Binding | None) -> bool:
    """Whether it tells the author what to write: readers never see it."""
    return binding is not None and binding.bound is Bound.QUESTION


def folded(words: str) -> str:
    """The words between the brackets as a term: small letters, single spaces; with or without the brackets."""
    return " ".join(unicodedata.normalize("NFC", words.strip("[] \t").casefold()).split())


def is_term(piece: str) -> bool:
    """Whether this whole piece is a placeholder: a bracket with at least one letter in it."""
    return bool(PLACEHOLDER.fullmatch(piece)) and any(sign.isalpha() for sign in piece)


def pieces(text: str) -> list[Piece]:
    """The text in pieces: (whether it is a placeholder such as [directie], the words with their brackets)."""
    return [(is_term(piece), piece) for piece in PLACEHOLDER.split(text) if piece]


def terms_in(text: str) -> list[str]:
    """The terms of a text, each once, in their order."""
    if "[" not in text:
        return []
    return list(dict.fromkeys(folded(piece) for found, piece in pieces(text) if found))


def mentions(body: Iterable[Part]) -> set[tuple[str, str]]:
    """(key of the part, term) for each placeholder, in all languages."""
    return {(part["key"], term) for part in body for text in part["text"].values() for term in terms_in(text)}


def filled(text: str, lang: str, bindings: Bindings) -> list[Piece]:
    """What a reader sees: (whether nobody has said what it stands for, words).

    Bound words keep the capital with which a sentence begins; an instruction to the author is gone with the space that
    it leaves; a term without a binding is shown by its own words.
    """
    shown: list[Piece] = []
    before = ""  # the text as written up to here, to see where a sentence begins
    after_gap = False
    for is_one, piece in pieces(text):
        binding = bindings.get(folded(piece)) if is_one else None
        if is_question(binding):
            after_gap = True
            continue
        if not is_one:
            words = _closed(shown, piece) if after_gap else piece
        elif binding is None:
            words = piece[1:-1].strip()
        else:
            words = _as_written(binding.in_language(lang) or piece[1:-1].strip(), piece, before)
        after_gap = False
        if words:
            shown.append((is_one and binding is None, words))
        before += words
    if after_gap and shown:
        shown[-1] = (shown[-1][0], shown[-1][1].rstrip())
    return [one for one in shown if one[1]]


def said(text: str, lang: str, bindings: Bindings) -> str:
    """The same as one text; empty where nothing but instructions to the author stood there."""
    if "[" not in text:
        return text
    plain = "".join(words for _unbound, words in filled(text, lang, bindings))
    return plain if _speaks(plain) or not _speaks(text) else ""


def _speaks(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def said_in(texts: Mapping[str, str], bindings: Bindings) -> dict[str, str]:
    """A text in each of its languages, as readers see it."""
    return {lang: said(text, lang, bindings) for lang, text in texts.items()}


def _closed(shown: list[Piece], piece: str) -> str:
    """The text after an instruction that is not shown, with the space around that closed."""
    if not shown:
        return piece.lstrip()
    is_one, words = shown[-1]
    if not is_one and words.endswith("(") and piece.startswith(")"):
        words, piece = words[:-1], piece[1:]
    if not piece or _CLOSES.match(piece):
        words = words.rstrip()
    shown[-1] = (is_one, words)
    return piece


def _as_written(words: str, piece: str, before: str) -> str:
    """The words with a capital where the bracket has one, or where a sentence begins."""
    first = next((sign for sign in piece if sign.isalpha()), "")
    return words[:1].upper() + words[1:] if first.isupper() or _begins(before) else words


def _begins(before: str) -> bool:
    if not _speaks(before):
        return True
    ends = _ENDS.search(before)
    return bool(ends) and ends[1].strip("([“‘«").casefold() not in ABBREVIATIONS
