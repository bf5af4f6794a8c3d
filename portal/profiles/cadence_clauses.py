"""The sentence and the clause around an expression of how often, and what they leave open. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.profiles.cadence_words import Language

SENTENCE = re.compile(r"(?<!\bpr)(?<!\bca)(?<!\d)\.(?=\s|$)|[;!?\n]", re.IGNORECASE)
CLAUSE = re.compile(r"[,:()]")
WORD = re.compile(r"[\w'’-]+")
ASIDE = 6  # words: a clause so short ("of vaker indien nodig") says something of the one beside it


def words_before(text: str, start: int) -> list[str]:
    """The words of the clause that stand before a place, in small letters."""
    return _words(text[_ends_before(text, start):start])


def words_after(text: str, end: int) -> list[str]:
    """The words of the clause that stand after a place, in small letters."""
    return _words(text[end:_ends_after(text, end)])


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence in which a place lies."""
    begins = max((found.end() for found in SENTENCE.finditer(text, 0, start)), default=0)
    ends = SENTENCE.search(text, end)
    return text[begins:ends.start() if ends else len(text)]


def doubts_of(text: str, start: int, end: int, language: Language) -> Iterator[str]:
    """Codes of what makes an expression doubtful in its clause, or in a short one beside it."""
    begins = max((found.end() for found in SENTENCE.finditer(text, 0, start)), default=0)
    clause = " ".join([*words_before(text, start), "·", *words_after(text, end)])
    if language.negation.search(text[begins:start]) or language.negation.search(clause):
        yield "negated"
    said = [clause, *_asides(text, start, end)]
    if any(language.at_least.search(words) for words in said):
        yield "at_least"
    if any(language.perhaps.search(words) for words in said):
        yield "perhaps"
    if language.day.search(text, start, end) and len(_days(sentence_around(text, start, end), language)) > 1:
        yield "amount"


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def _ends_before(text: str, place: int) -> int:
    """Where the clause begins that a place in the text lies in."""
    ends = [found.end() for pattern in (SENTENCE, CLAUSE) for found in pattern.finditer(text, 0, place)]
    return max(ends, default=0)


def _ends_after(text: str, place: int) -> int:
    ends = [found.start() for pattern in (SENTENCE, CLAUSE) if (found := pattern.search(text, place))]
    return min(ends, default=len(text))


def _asides(text: str, start: int, end: int) -> Iterator[str]:
    """The short clauses of the same sentence right before and after this one."""
    begins, ends = _ends_before(text, start), _ends_after(text, end)
    if begins and CLAUSE.match(text, begins - 1):
        yield from _short(words_before(text, begins - 1))
    if CLAUSE.match(text, ends):
        yield from _short(words_after(text, ends + 1))


def _short(words: list[str]) -> Iterator[str]:
    if len(words) <= ASIDE:
        yield " ".join(words)


def _days(sentence: str, language: Language) -> set[str]:
    """The different days of the week that a sentence names."""
    return {found["day"].lower() for found in language.day.finditer(sentence)}
