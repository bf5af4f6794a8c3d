"""How often a text asks something, of whom, and what would show that it was done. Pure: words in, a proposal out.

It proposes and never decides: nothing is owed before the author confirmed it. Where the words leave doubt it says why
and chooses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from portal.profiles.cadence_clauses import doubts_of, sentence_around, words_after, words_before
from portal.profiles.cadence_dutch import DUTCH
from portal.profiles.cadence_norwegian import NORWEGIAN
from portal.profiles.cadence_words import Language
from portal.profiles.duty import Every, Per, SettledBy

LANGUAGES = {"nl": DUTCH, "nb": NORWEGIAN}
A_YEAR = {"week": 52, "month": 12, "quarter": 4, "half_year": 2, "year": 1}
MONTHS = {12: Every.MONTH, 6: Every.TWO_MONTHS, 4: Every.QUARTER, 2: Every.HALF_YEAR, 1: Every.YEAR}
WEEKS = {52: Every.WEEK, 26: Every.TWO_WEEKS}
RODE = (SettledBy.RIDE_ALONG, SettledBy.LISTENING)
AMOUNT_WORDS, NEAR, PHRASE = 3, 4, 6  # how many words before or after are looked at


@dataclass(frozen=True)
class Found:
    """What a text says. `every` is None where it says nothing, or leaves doubt: then `reasons` are codes of why.

    `words`: as they stand in the text. `could_be`: what the words can mean when `sure` is false.
    """

    every: Every | None = None
    per: Per = Per.ONCE
    by: SettledBy = SettledBy.NOTE
    sure: bool = False
    words: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    could_be: tuple[Every, ...] = ()

    def __bool__(self) -> bool:
        """Whether some word about how often was found."""
        return bool(self.words)


@dataclass
class Hit:
    """One expression of how often in the text."""

    start: int
    end: int
    every: Every | None
    reasons: list[str] = field(default_factory=list)


@lru_cache(maxsize=4_000)
def recognise(text: str, locale: str) -> Found:
    """The cadence in a text of this language ("nl", "nb"); an empty `Found` in any other language."""
    language = LANGUAGES.get(locale)
    if language is None or not text.strip():
        return Found()
    hits = sorted(_hits(text, language), key=lambda hit: hit.start)
    if not hits:
        return Found()
    for hit in hits:
        doubts = doubts_of(text, hit.start, hit.end, language)
        hit.reasons += [code for code in doubts if code not in hit.reasons]
    return _found(text, hits, language)


def consulted(text: str, locale: str) -> list[str]:
    """Whom a text says is consulted: terms in brackets with their brackets, else one word ("directie")."""
    language = LANGUAGES.get(locale)
    if language is None:
        return []
    named = (found[group] for found in language.consulted.finditer(text) for group in ("whom", "also"))
    return list(dict.fromkeys(whom for whom in named if whom))


def _found(text: str, hits: list[Hit], language: Language) -> Found:
    every = {hit.every for hit in hits if hit.every}
    reasons = dict.fromkeys(code for hit in hits for code in hit.reasons)
    clear = [hit for hit in hits if hit.every and not hit.reasons]
    if len(every) > 1:
        reasons = {"several": None, **reasons}
    elif clear and reasons.keys() <= {"describes", "thing"}:
        reasons = {}  # beside the thing, the doing itself has the same words
    main = (clear or hits)[0]
    asked = _asked(text, main, language)
    per, by, doubts = _whom(asked, main.every, language)
    reasons |= dict.fromkeys(doubts)
    if language.some_sellers.search(asked):  # "met twee verkopers": so many in all, not about each
        reasons["amount"] = None
    words = tuple(dict.fromkeys(text[hit.start:hit.end] for hit in hits))
    could_be = tuple(one for one in Every if one in every)
    if reasons or not clear:
        return Found(None, per, by, sure=False, words=words, reasons=tuple(reasons), could_be=could_be)
    return Found(clear[0].every, per, by, sure=True, words=words)


# --- expressions ---


def _hits(text: str, language: Language) -> Iterator[Hit]:
    """All expressions; what one pattern took, the next ones do not see."""
    readings: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Hit]]] = [
        (language.ranges, lambda found: Hit(*found.span(), None, ["range"])),
        (language.vague, lambda found: Hit(*found.span(), None, ["no_cadence"])),
        *((pattern, lambda found: _phrase(found, text, language)) for pattern in language.phrases),
        (language.word, lambda found: _single(found, text, language)),
        (language.named_things, lambda found: _thing(found, language)),
    ]
    taken: list[tuple[int, int]] = []
    for pattern, read in readings:
        for found in pattern.finditer(text):
            start, end = found.span()
            if not any(start < other_end and other_start < end for other_start, other_end in taken):
                taken.append((start, end))
                yield read(found)


def _group(found: re.Match[str], name: str) -> str:
    """What a group took, whichever of its numbered twins (`unit`, `unit2`) did."""
    groups = found.groupdict()
    return next((groups[one].strip().lower() for one in (name, f"{name}2", f"{name}3") if groups.get(one)), "")


def _phrase(found: re.Match[str], text: str, language: Language) -> Hit:
    start, end = found.span()
    if _group(found, "weekday") or _group(found, "otherday"):
        return Hit(start, end, Every.WEEK if _group(found, "weekday") else Every.TWO_WEEKS)
    hit = Hit(start, end, _often(found, language), ["amount"] if _group(found, "more") else [])
    if hit.every is None:
        hit.reasons.append("no_such")
    if found.groupdict().get("per"):
        before = words_before(text, start)
        counted = [*before[-AMOUNT_WORDS:], *(word for word in words_after(text, end)[:1] if word.isdigit())]
        if any(word.isdigit() or word in language.numbers for word in counted):
            hit.reasons.append("amount")
        elif before and language.things.search(before[-1]):
            hit.reasons.append("describes")
    return hit


def _often(found: re.Match[str], language: Language) -> Every | None:
    """The interval of a phrase with a number and a unit."""
    times = _number(_group(found, "times"), language)
    skips = _group(found, "skips")
    count = _number(_group(found, "count"), language, 2 if skips else 1)
    if stem := _group(found, "stem"):
        count, unit = language.stems[stem]
    else:
        unit = _unit(skips or _group(found, "unit"), language)
    return _interval(times, count, unit)


def _thing(found: re.Match[str], language: Language) -> Hit:
    """A thing that has its interval in its name: "weekrapportage"."""
    return Hit(*found.span(), _interval(1, 1, _unit(found["unit"].lower(), language)), ["thing"])


def _single(found: re.Match[str], text: str, language: Language) -> Hit:
    start, end = found.span()
    stem = re.sub(r"[-\s]", "", found["stem"].lower())
    before = words_before(text, start)
    if stem in language.unclear or (before and _number(before[-1], language) > 1):  # "twee maandelijkse gesprekken"
        return Hit(start, end, None, ["ambiguous"])
    count, unit = language.stems.get(stem, (1, "day"))
    hit = Hit(start, end, _interval(1, count, unit))
    if hit.every is None:
        hit.reasons.append("no_such")
    if _describes(found, text, language) and not _is_done(found, text, language):
        hit.reasons.append("describes")
    return hit


def _number(words: str, language: Language, otherwise: int = 1) -> int:
    """A number in digits or words, also of an order ("tweede", "14."); `otherwise` where there is none."""
    first = re.split(r"\s|keer|maal|gang|x$", words)[0] if words else ""
    digits = re.match(r"\d+", first)
    if digits:
        return int(digits[0]) or 1
    return language.numbers.get(first, otherwise)


def _unit(word: str, language: Language) -> str:
    return next((unit for begins, unit in language.units.items() if word.startswith(begins)), "day")


def _interval(times: int, count: int, unit: str) -> Every | None:
    """So many times in `count` units, where a duty can come back like that: weeks and months never fit each other."""
    if unit == "day":
        return WEEKS.get(int(Fraction(364 * times, count))) if 364 * times % count == 0 and times == 1 else None
    if unit not in A_YEAR:
        return None
    often = Fraction(A_YEAR[unit] * times, count)
    known = WEEKS if unit == "week" else MONTHS | WEEKS if unit == "year" else MONTHS
    return known.get(int(often)) if often.denominator == 1 else None


# --- does the word describe the doing or a thing ---


def _describes(found: re.Match[str], text: str, language: Language) -> bool:
    """Whether the word stands before a noun: inflected, or behind an article."""
    if found["adjective"]:
        return True
    before, after = words_before(text, found.start()), words_after(text, found.end())
    following = after[0] if after else ""
    named = bool(language.doings.search(following) or language.things.search(following))
    if before and before[-1] in language.articles:
        if before[-1] == "het" and not named:  # "het maandelijks meereizen": the doing itself
            return not any(word.endswith("en") for word in after[:AMOUNT_WORDS])
        return True
    return named and not language.infinitive_last


def _is_done(found: re.Match[str], text: str, language: Language) -> bool:
    """Whether what it describes is itself what is carried out: "het voeren van maandelijkse gesprekken"."""
    before, after = words_before(text, found.start()), words_after(text, found.end())
    phrase = _until(after[:PHRASE], language.prepositions | language.joins)
    if not any(language.doings.search(word) for word in phrase):
        return False
    while before and before[-1] in language.beside:
        before.pop()
    if not before:
        return _is_heading(phrase, after, language)
    if before[-1] in language.prepositions:
        if before[-1] in language.of or (before[-2:-1] and before[-2].startswith(("zorg", "sørg"))):
            return bool(before[:-1] and language.carries_out.fullmatch(before[-2]))
        return False
    return any(language.carries_out.fullmatch(word) for word in (*before, *after))


def _is_heading(phrase: list[str], after: list[str], language: Language) -> bool:
    """A line that begins with the word: "Maandelijkse gesprekken met de verkopers", but not "… voorbereiden"."""
    if any(language.carries_out.fullmatch(word) for word in after):
        return True
    last = after[-1]
    return not language.infinitive_last or last in phrase[:1] or not last.endswith("en")


def _until(words: list[str], stops: frozenset[str]) -> list[str]:
    here = next((place for place, word in enumerate(words) if word in stops), len(words))
    return words[:here]


# --- for whom, and what settles it ---


def _asked(text: str, hit: Hit, language: Language) -> str:
    """The sentence of an expression, without whom it says is consulted."""
    return language.consulted.sub(" ", sentence_around(text, hit.start, hit.end))


def _whom(sentence: str, every: Every | None, language: Language) -> tuple[Per, SettledBy, list[str]]:
    by = next((one for one, pattern in language.settles.items() if pattern.search(sentence)), SettledBy.NOTE)
    if by == SettledBy.TALK and language.pay.search(sentence):
        by = SettledBy.NOTE
    each = bool(language.each_seller.search(sentence) or language.some_sellers.search(sentence))
    seller = each or (language.with_seller.search(sentence) and not language.meeting.search(sentence))
    customer = language.customer.search(sentence)
    if by in RODE:
        return Per.SELLER, by, []
    if by == SettledBy.TALK and (seller or language.progress.search(sentence)):
        return Per.SELLER, by, []
    if by == SettledBy.PLAN and not seller:
        return Per.CUSTOMER, by, [] if every in {None, Every.YEAR} else ["plan_yearly"]
    if seller:
        return Per.SELLER, SettledBy.NOTE, ["whom"] if customer else []
    if customer:
        return Per.CUSTOMER, SettledBy.PLAN, ["only_plans"]
    return Per.ONCE, SettledBy.NOTE, []
