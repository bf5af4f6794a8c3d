"""Criteria as pages show them: a draft with what is missing, and two versions compared word by word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.coaching.criteria_check import SPOKEN, Missing
from portal.coaching.criteria_edits import CRITERION, GROUP, QUESTION, TEXTS, flat
from portal.coaching.models import CriteriaConsent
from portal.core import i18n
from portal.documents import redline as marks

OPS = {"same": "same", "ins": "add", "del": "remove"}
Pieces = list[tuple[str, str]]


def wanting(found: list[Missing]) -> dict[str, list[str]]:
    """The languages in which each element misses a text, by its key."""
    made: dict[str, list[str]] = defaultdict(list)
    for one in found:
        made[one.key].append(one.locale)
    return dict(made)


@dataclass(frozen=True)
class Agreement:
    """What stands of the agreement of one country; `may` when this reader records it."""

    country: str
    consent: CriteriaConsent | None
    may: bool


def agreements(countries: tuple[str, ...], consents: list[CriteriaConsent], kept: frozenset[str]) -> list[Agreement]:
    """A row for each country where the set applies."""
    by_country = {consent.country: consent for consent in consents}
    return [Agreement(country, by_country.get(country), country in kept) for country in countries]


def shown_first(countries: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The languages to write side by side, and the others."""
    spoken = {SPOKEN.get(country, "en") for country in countries}
    needed = [locale for locale in i18n.LOCALES if locale in spoken]
    return needed, [locale for locale in i18n.LOCALES if locale not in spoken]


def _parts(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The body as the redline reads documents: an element, then its texts below it."""
    asked = defaultdict(list)
    for question in body["questions"]:
        asked[question["group"]].append(question)
    for group in body["groups"]:
        yield from _element(GROUP, group, "")
        for criterion in group["criteria"]:
            yield from _element(CRITERION, criterion, group["key"])
        for question in asked[group["key"]]:
            yield from _element(QUESTION, question, group["key"])


def _element(kind: str, item: Mapping[str, Any], parent: str) -> Iterator[dict[str, Any]]:
    values = flat(kind, item)
    first, *others = TEXTS[kind]
    yield _part(item["key"], kind, parent, values, first)
    for name in others:
        yield _part(f"{item['key']}.{name}", name, item["key"], values, name)


def _part(key: str, kind: str, parent: str, values: Mapping[str, str], name: str) -> dict[str, Any]:
    texts = {locale: values[f"{name}_{locale}"] for locale in i18n.LOCALES if values[f"{name}_{locale}"]}
    data = {"code": values["code"]} if kind == CRITERION else {}
    return {"key": key, "kind": kind, "in": parent, "text": texts, "data": data, "rev": {}, "of": {}}


@dataclass
class Changed:
    """An element that differs: its first text, the other texts that differ, and what happened to it."""

    key: str
    kind: str
    status: str
    moved: bool
    code: str
    code_before: str
    words: Pieces
    lines: list[tuple[str, Pieces]] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """added, removed, changed or moved."""
        if self.status in {"added", "removed"}:
            return self.status
        return "changed" if self.status == "changed" or self.lines else "moved"


def compared(before: Mapping[str, Any], after: Mapping[str, Any], locale: str) -> list[Changed]:
    """Every element that differs in one language, in the order of the page."""
    made: dict[str, Changed] = {}
    for row in marks.redline(list(_parts(before)), list(_parts(after)), locale, locale):
        pieces = [(OPS[how], text) for how, text in row.words]
        if "." not in row.key:
            made[row.key] = Changed(
                row.key, row.kind, row.status, row.moved, row.part["data"].get("code", ""),
                row.before["data"].get("code", "") if row.before else "", pieces,
            )
        elif row.status != "same":
            made[row.parent].lines.append((row.kind, pieces))
    return [one for one in made.values() if one.status != "same" or one.moved or one.lines]
