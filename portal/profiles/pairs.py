"""Words to propose for a placeholder: the name of what it is bound to, in the number and language of the text. Pure.

A proposal only: a person reads it before it is kept. Singular and plural are two terms that belong together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from portal.profiles.models import Bound

PLURALS = {  # endings by language: the first that fits says what comes after the word
    "nl": (("directeur", "en"), ("er", "s"), ("el", "s"), ("em", "s"), ("eur", "s"), ("aar", "s"), ("e", "s"),
           ("manager", "s"), ("chef", "s"), ("", "en")),
    "nb": (("leder", "e"), ("er", "e"), ("e", "r"), ("ansvarlig", "e"), ("", "er")),
    "en": (("y", ""), ("s", "es"), ("", "s")),
}
# What stands behind the stem of a word in the singular, and in the plural that belongs to it.
ENDINGS = (
    ("", "s"), ("", "en"), ("", "n"), ("", "e"), ("", "er"), ("", "r"), ("", "ne"), ("", "ene"), ("en", "ne"),
    ("en", "ene"), ("en", "e"), ("en", "er"), ("er", "erne"), ("eren", "erne"), ("et", "ene"), ("a", "ene"),
    ("ie", "iën"),
)
STEM = 3  # letters that both must share
ALIKE = 4  # letters that a form of a name shares with it at least; all of the name but its last two


def plural_of(words: str, locale: str) -> str:
    """The plural of a name of one word; empty where it is not clear which word changes."""
    if not words or " " in words.strip() or locale not in PLURALS:
        return ""
    ending = next(more for end, more in PLURALS[locale] if words.endswith(end))
    return words + ending


def are_pair(one: str, many: str) -> bool:
    """Whether two terms read as singular and plural of the same words: all words equal but one, and that by its end."""
    left, right = one.split(), many.split()
    differing = [(a, b) for a, b in zip(left, right, strict=False) if a != b]
    return len(left) == len(right) and len(differing) == 1 and _grows(*differing[0])


def _grows(one: str, many: str) -> bool:
    for end, more in ENDINGS:
        stem = one.removesuffix(end) if one.endswith(end) else ""
        if len(stem) >= STEM and many in (stem + more, stem + stem[-1] + more):
            return True
    return False


def partner_of(term: str, terms: Iterable[str]) -> tuple[str, bool] | None:
    """The term that belongs to this one as its other number: (term, whether that one is the plural)."""
    for other in terms:
        if are_pair(term, other):
            return other, True
        if are_pair(other, term):
            return other, False
    return None


def proposed(
    term: str, names: Mapping[str, str], bound: Bound, *, plural: bool, written: Collection[str]
) -> dict[str, str]:
    """Words per language from the names of a unit, role or body.

    Where a name of a role or body is the term in another form, the term itself fits the sentence it stands in. A unit
    has one name, the same in every language, and keeps its capital.
    """
    found = {}
    for locale, name in names.items():
        words = name if bound is Bound.UNIT else _small(name)
        if bound is not Bound.UNIT and locale in written and _alike(term, words):
            words = term
        elif plural and bound is Bound.ROLE:
            words = plural_of(words, locale)
        if words:
            found[locale] = words
    return found


def _small(name: str) -> str:
    """A name in the middle of a sentence: abbreviations such as HR keep their capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _alike(term: str, name: str) -> bool:
    stem = name.casefold()[: max(ALIKE, len(name) - 2)]
    return len(stem) >= ALIKE and term.startswith(stem)
