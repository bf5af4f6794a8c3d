"""One line of text taken apart: tab at the start, depth, marker, ordinal, inner cells, words."""

import re
from dataclasses import dataclass, field, replace

from portal.profiles.reading.model import RawLine

_BULLET = re.compile(
    r"(?P<mark>[•·●○◦▪▫■□▸►▶➢➤➔➜→⇒‣⁃∙◆◇❖★✓✔☑✅»§\uf0b7\uf0a7\uf0d8\uf0e0\uf0fc\uf076\uf02d]|--|[-–—*+](?=[ \t\xa0])"
    r"|[-–*](?=[A-Za-zÀ-ÿ(%\[])|o(?=\t| {2}| [A-Za-zÀ-ÿ(]))"
    r"[ \t\xa0]*(?P<rest>.*)$",
    re.DOTALL,
)
_NUMBER = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}[.)]?(?=[ \t\xa0])|\d{1,2}[.)](?=[A-ZÀ-Þ])"
    r"|\(?[a-z]\)(?=[ \t\xa0])|[a-h]\.(?=[ \t\xa0])"
    r"|[ivx]{1,4}[.)](?=[ \t\xa0])|[IVX]{1,4}\.(?=[ \t\xa0])"
    r"|\(\d{1,2}\)(?=[ \t\xa0]))[ \t\xa0]*(?P<rest>\S.*)$",
    re.DOTALL,
)
_ADORNED = re.compile(r"(?P<mark>[*=_~#-]{1,5})[ \t]*(?P<inner>[^\W\d_][^*=_~#]{1,80}?)[ \t]*(?P=mark)")
_TAIL = re.compile(r"(?<=[.;:])\s*[•●▪]\s+(?=\S)")
TAB_WIDTH = 4
_SMALL = {
    "van",
    "de",
    "en",
    "og",
    "for",
    "til",
    "av",
    "het",
    "der",
    "met",
    "in",
    "i",
    "op",
    "på",
    "bij",
    "aan",
    "per",
    "of",
}


@dataclass(slots=True)
class Token:
    """A line taken apart. `cells` holds the texts of a row written with tabs; `text` is empty for a lone tab."""

    raw: RawLine
    text: str
    tabs: int = 0
    indent: int = 0
    mark: str | None = None
    number: str | None = None
    cells: list[str] = field(default_factory=list)
    gap: bool = False

    @property
    def line(self) -> int:
        return self.raw.number

    @property
    def starts_cell(self) -> bool:
        return self.tabs > 0

    @property
    def listed(self) -> bool:
        return self.mark is not None or (self.raw.listed is not None and not self.raw.ordered)

    @property
    def blank(self) -> bool:
        return not self.text and not self.cells


def squeeze(text: str) -> str:
    """Words with single spaces between them."""
    return " ".join(text.replace("\xa0", " ").split())


def sentence_case(text: str) -> str:
    """Text in capitals in sentence case; short words that may be codes or abbreviations keep their capitals."""
    text = squeeze(text)
    if not text.isupper() or len(text) < 5:
        return text
    words = [word if len(word) < 4 and word.lower() not in _SMALL else word.lower() for word in text.split()]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]


def take_apart(raw: RawLine) -> Token:
    """The token of a line."""
    whole = raw.text.replace("\xa0", " ").rstrip(" \t")
    lead = re.match(r"[ \t]*", raw.text.replace("\xa0", " "))[0]
    tabs = lead.count("\t")
    indent = len(lead.replace("\t", "")) + TAB_WIDTH * max(tabs - 1, 0)
    body = whole.strip(" \t")
    token = Token(raw, body, tabs, indent)
    if not body:
        return token
    if raw.listed is not None:
        token.indent = TAB_WIDTH * raw.listed
        token.number = "#" if raw.ordered else None
    _marker(token)
    if "\t" in token.text:
        cells = [squeeze(cell) for cell in token.text.split("\t")]
        # A tab in a list item or after a marker is only space; elsewhere it begins the next cell of a row.
        if (token.mark is None and token.number is None) or (token.number is not None and len(cells) > 1):
            token.cells = [""] * min(tabs, 1) + cells
    token.text = squeeze(token.text)
    return token


def _marker(token: Token) -> None:
    if adorned := _ADORNED.fullmatch(token.text):
        token.text = adorned["inner"]  # "* Doel *" and "== Doel ==" are headings of plain text
        return
    bullet = _BULLET.match(token.text)
    if bullet and bullet["rest"].strip():
        token.mark, token.text = bullet["mark"], bullet["rest"]
        return
    number = _NUMBER.match(token.text)
    if number and not _is_quantity(token.text):
        ordinal = number["number"].strip("().")
        if ordinal.isalpha() and ordinal.islower():
            token.mark = "a"  # a) and b) count items; only figures count result areas
        elif number["number"].startswith("("):
            token.mark = "("
        else:
            token.number = ordinal
        token.text = number["rest"]


def _is_quantity(text: str) -> bool:
    """Whether it begins with an amount, such as "20 klanten" or "5-10 kunder", and not with an ordinal."""
    return bool(re.match(r"\d{1,4}\s+[a-zà-ÿ]", text) or re.match(r"\d+\s*[-–%]", text))


def items_of_cell(token: Token, text: str, number: str | None) -> list[Token]:
    """The tokens of one cell of a row: bullets that follow each other on its line are items of their own."""
    bullet = _BULLET.match(text)
    if not bullet or not bullet["rest"].strip() or bullet["mark"].isalpha():
        return [Token(token.raw, text, 1, 0, None, number)]
    mark = bullet["mark"]
    apart = r"(?<=[.;])\s*" if mark in "-–—*+" else r"\s+"
    pieces = re.split(rf"{apart}{re.escape(mark)}\s+", bullet["rest"])
    return [Token(token.raw, piece, int(not place), 0, mark) for place, piece in enumerate(pieces)]


def split_marks(raw: RawLine) -> list[RawLine]:
    """A line in which further bullets are glued behind a full stop, as one line per bullet with the same number."""
    pieces = _TAIL.split(raw.text)
    if len(pieces) == 1 or "\t" in raw.text.strip():  # each cell of a row has its own bullets
        return [raw]
    rest = [RawLine(raw.number, f"• {piece}") for piece in pieces[1:]]
    return [replace(raw, text=pieces[0]), *rest]
