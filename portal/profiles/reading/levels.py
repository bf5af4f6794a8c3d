"""Telling the header of a level matrix: "Functie A | Functie B", "Junior | Medior | Senior", "Nivå 1 | Nivå 2"."""

import re

from portal.profiles.reading.lexing import sentence_case
from portal.profiles.reading.model import Level

MOST_LEVELS = 6
_CORNER_WORDS = """criteria criterium kenmerk kenmerken aspect aspecten onderdeel dimensie niveau onderwerp kriterium
    kriterier element niva dimensjon indelingscriteria functieniveau tema"""
CORNER = frozenset(_CORNER_WORDS.split())  # what stands above the column with the criteria
_CODE = re.compile(r"[A-Z]|[IVX]{1,4}|\d{1,2}[A-Za-z]?|[a-f]")
LEVEL_WORDS = (
    "trainee|starter|aspirant|basis|junior|medior|senior|allround|gevorderd|gevorderde|ervaren|expert|specialist"
    "|lead"
    "|principal|beginner|nybegynner|erfaren|spesialist|ekspert|grunnleggende|videregående|avansert|assistent|hoofd"
)
_WORD = re.compile(rf"\b({LEVEL_WORDS})\b", re.IGNORECASE)
_LEVEL_LINE = re.compile(
    rf"(?:.*\b)?(?:niveau|nivå|level|trinn|schaal|lønnstrinn|fase)\s+([A-Z]|[IVX]{{1,4}}|\d{{1,2}}|{LEVEL_WORDS})\W*$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"(?:(?:niveau|nivå|level|trinn|schaal)\s+)?([A-Z]|[IVX]{1,4}|\d{1,2}|" + LEVEL_WORDS + r")\s*(?::"
    r"|\s[-–]\s)\s*(\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def read_levels(texts: list[str]) -> list[tuple[str, str]] | None:
    """(code, label) for each text when together they are the header of a matrix, else None."""
    labels = [" ".join(text.split()) for text in texts]
    if not 2 <= len(labels) <= MOST_LEVELS or len({label.lower() for label in labels}) < len(labels):
        return None
    if any(not label or len(label) > 60 or len(label.split()) > 7 for label in labels):
        return None
    codes = _codes(labels) or _words(labels)
    return list(zip(codes, labels, strict=True)) if codes else None


def _codes(labels: list[str]) -> list[str] | None:
    """What differs after the words that all labels begin and end with."""
    rows = [re.sub(r"[():,.\-–]", " ", label).split() for label in labels]
    named = len({row[0].lower() for row in rows if row}) == 1
    while all(len(row) > 1 for row in rows) and len({row[0].lower() for row in rows}) == 1:
        rows = [row[1:] for row in rows]
    while all(len(row) > 1 for row in rows) and len({row[-1].lower() for row in rows}) == 1:
        rows = [row[:-1] for row in rows]
    codes = [row[0] if row else "" for row in rows]
    if not named and any(row[0].isdecimal() and row[1:] and not _WORD.search(" ".join(row)) for row in rows if row):
        return None  # "1. Stilling | 2. Formål" counts headings
    if len(set(codes)) == len(codes) and all(_CODE.fullmatch(code) for code in codes):
        return [code.upper() if len(code) == 1 else code for code in codes]
    return None


def _words(labels: list[str]) -> list[str] | None:
    found = [_WORD.search(label) for label in labels]
    plain = [label for label, match in zip(labels, found, strict=True) if match is None]
    # One level may carry the plain name, such as "Adviseur" between "Junior adviseur" and "Senior adviseur".
    if len(plain) > 1 or any(plain[0].lower() not in label.lower() for label in labels if plain):
        return None
    codes = [match[1].capitalize() if match else label for match, label in zip(found, labels, strict=True)]
    return codes if len(set(codes)) == len(codes) else None


def as_levels(found: list[tuple[str, str]], lines: list[list[int]]) -> list[Level]:
    return [Level(code, sentence_case(label), where) for (code, label), where in zip(found, lines, strict=True)]


def level_of_line(text: str, levels: list[Level]) -> str | None:
    """The code when the whole line names one level, such as "Niveau B" or the label of a known level."""
    short = " ".join(text.strip(" :*").split())
    for level in levels:
        if short.lower() in {level.label.lower(), level.code.lower()}:
            return level.code
    found = _LEVEL_LINE.fullmatch(short) if len(short.split()) <= 6 else None
    return _code(found[1]) if found else None


def level_prefix(text: str, levels: list[Level]) -> tuple[str, str] | None:
    """(code, rest) for "B: zelfstandig" or "Senior – …" when the code is a known level or says "niveau"."""
    found = _PREFIX.fullmatch(text.strip())
    if not found:
        return None
    code = _code(found[1])
    named = re.match(r"\s*(niveau|nivå|level|trinn|schaal)\b", text, re.IGNORECASE)
    return (code, found[2]) if named or code in {level.code for level in levels} or not levels else None


def _code(text: str) -> str:
    return text.capitalize() if len(text) > 3 and text.isalpha() else text.upper()
