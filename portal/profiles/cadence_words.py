"""What `cadence` knows of a language: the patterns with which texts say how often, for whom and with what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.profiles.duty import SettledBy

Pattern = re.Pattern[str]


@dataclass(frozen=True)
class Language:
    """The patterns of one language. Named groups: `times`, `count` (of units), `order`, `unit`, `stem`, `adjective`."""

    numbers: dict[str, int]
    units: dict[str, str]  # how the name of a unit begins: the unit
    stems: dict[str, tuple[int, str]]  # a word of its own, without endings: once in so many units
    unclear: frozenset[str]  # of those: read in two ways
    vague: Pattern
    ranges: Pattern
    phrases: tuple[Pattern, ...]  # longest first: what one took, the next does not see
    word: Pattern
    named_things: Pattern  # nouns with an interval in front (group `unit`)
    day: Pattern  # a day of the week (group `day`)
    negation: Pattern
    at_least: Pattern
    perhaps: Pattern
    articles: frozenset[str]  # before a word in its short form: then it describes what follows
    beside: frozenset[str]  # between a preposition and the word
    prepositions: frozenset[str]
    joins: frozenset[str]  # words that begin a second noun
    of: frozenset[str]  # prepositions that only join the doing to what is done
    carries_out: Pattern
    doings: Pattern
    things: Pattern
    infinitive_last: bool
    consulted: Pattern
    each_seller: Pattern
    with_seller: Pattern
    some_sellers: Pattern  # with so many of them, not with each
    meeting: Pattern
    customer: Pattern
    settles: dict[SettledBy, Pattern]
    progress: Pattern
    pay: Pattern  # a talk about this is no progress talk


def words(*alternatives: str) -> Pattern:
    """Any of these as whole words."""
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b", re.IGNORECASE)


def parts(*stems: str) -> Pattern:
    """Any of these, also inside a longer word."""
    return re.compile("|".join(stems), re.IGNORECASE)


def word_set(listed: str) -> frozenset[str]:
    """Words with blanks between them."""
    return frozenset(listed.split())
