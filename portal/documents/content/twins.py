"""A text and its twins in other languages."""

from collections import Counter
from typing import Literal

from portal.documents.content.body import Body, Part

TwinState = Literal["source", "current", "stale", "missing"]


def twin_state(part: Part, source: str, locale: str) -> TwinState:
    """How the text in `locale` stands to the source: stale when the source was edited after the twin was made.

    A part without a text in either language asks for no twin and is current.
    """
    if locale == source:
        return "source"
    if not part["text"].get(locale):
        return "missing" if part["text"].get(source) else "current"
    return "current" if part["of"].get(locale, 0) >= part["rev"].get(source, 0) else "stale"


def twin_summary(body: Body, source: str, locale: str) -> dict[str, int]:
    """How many parts with a text are current, stale and missing in `locale`, as {"current", "stale", "missing"}."""
    counts = Counter(
        twin_state(part, source, locale) for part in body if part["text"].get(source) or part["text"].get(locale)
    )
    if locale == source:
        return {"current": counts["source"], "stale": 0, "missing": 0}
    return {state: counts[state] for state in ("current", "stale", "missing")}


def text_in(part: Part, locale: str, source: str) -> tuple[str, str]:
    """The text to show and its language: in `locale`, else in the source, else in whichever language has one."""
    texts = part["text"]
    for language in (locale, source, *sorted(texts)):
        if texts.get(language):
            return texts[language], language
    return "", locale
