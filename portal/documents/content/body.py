"""The shape of a document body and how to look into it: parts, keys, order."""

import hashlib
import json
import re
import secrets
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Part = dict[str, Any]
Body = list[Part]

LOCALES = ("nl", "nb", "en")
DATA = "data"
PLACE = "place"
FIELDS = frozenset({"key", "in", "kind", "text", "rev", "of", "by", "data"})
KEY = re.compile(r"[0-9a-f]{8}")
# NUL cannot be stored by PostgreSQL, a lone surrogate cannot be encoded, the other controls draw nothing.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class BadContent(ValueError):
    """The body breaks a rule: `code` names the rule, `key` the part ("" for the body as a whole)."""

    def __init__(self, code: str, key: str = "") -> None:
        super().__init__(f"{code} {key}".strip())
        self.code = code
        self.key = key


class Stale(Exception):
    """Someone else changed it first.

    `key` is the part, `locale` the text ("data" or "place" for those, "" for a part with all below it),
    `theirs` what stands there now, `rev` its number: the base for a merged answer.
    """

    def __init__(self, key: str, locale: str = "", theirs: object = None, rev: int = 0) -> None:
        super().__init__(f"{key} {locale}".strip())
        self.key = key
        self.locale = locale
        self.theirs = theirs
        self.rev = rev


class Gone(Stale):
    """The part was removed meanwhile; what was typed for it is still with the caller."""


def new_key() -> str:
    """Eight hexadecimal digits that name a part for all its life."""
    return secrets.token_hex(4)


def clean(text: str) -> str:
    """The text as it is stored: composed characters, line feeds, no control characters, no outer blanks."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return UNPRINTABLE.sub("", text).strip()


def new_part(
    kind: str,
    parent: str = "",
    text: Mapping[str, str] | None = None,
    *,
    data: Mapping[str, Any] | None = None,
    key: str | None = None,
    source: str | None = None,
    edit: str = "",
) -> Part:
    """A part with all its fields, each text at revision 1.

    With `source`, the texts in other locales count as twins made from that source.
    """
    texts = {locale: clean(words) for locale, words in (text or {}).items()}
    return {
        "key": key or new_key(),
        "in": parent,
        "kind": kind,
        "text": texts,
        "rev": dict.fromkeys(texts, 1),
        "of": {locale: 1 for locale in texts if source in texts and locale != source},
        "by": dict.fromkeys(texts, edit) if edit else {},
        "data": dict(data or {}),
    }


def find(body: Body, key: str) -> Part | None:
    """The part with this key, or None."""
    return next((part for part in body if part["key"] == key), None)


def get(body: Body, key: str) -> Part:
    """The part with this key. Raises Gone."""
    part = find(body, key)
    if part is None:
        raise Gone(key)
    return part


def children(body: Body, key: str = "", kind: str | None = None) -> Body:
    """The parts directly in `key` ("" for the top), in order, of one kind if asked."""
    return [part for part in body if part["in"] == key and kind in {None, part["kind"]}]


def grouped(body: Body) -> dict[str, Body]:
    """All children by parent key, each in order: one walk for pages that draw the whole body."""
    groups: dict[str, Body] = {}
    for part in body:
        groups.setdefault(part["in"], []).append(part)
    return groups


def subtree(body: Body, key: str) -> Body:
    """The part and all below it, depth first. Raises Gone."""
    return [get(body, key), *flattened(grouped(body), key)]


def flattened(groups: Mapping[str, Iterable[Part]], key: str = "") -> Body:
    """All below `key`, depth first, from children by parent."""
    found: Body = []
    for part in groups.get(key, ()):
        found.append(part)
        if part["key"] in groups:
            found.extend(flattened(groups, part["key"]))
    return found


def depth_first(body: Body) -> Body:
    """The same parts, each followed by all below it; parts that hang nowhere come last, so none is lost."""
    found = flattened(grouped(body))
    if len(found) < len(body):
        reached = {id(part) for part in found}
        found.extend(part for part in body if id(part) not in reached)
    return found


def stamp(body: Body, key: str) -> str:
    """A short mark of a part and all below it as it reads now; a removal posts the mark it saw. Raises Gone."""
    seen = [[part["key"], part["in"], part["kind"], part["text"], part["data"]] for part in subtree(body, key)]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


def displaced(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest keys, of those in both, that must have moved to turn one order into the other.

    What stays is the longest run that kept its relative order.
    """
    position = {key: number for number, key in enumerate(before)}
    common = [key for key in after if key in position]
    ranks = [position[key] for key in common]
    if all(left < right for left, right in pairwise(ranks)):
        return set()
    tops: list[int] = []  # lowest rank that ends a rising run of each length
    ends: list[int] = []  # and where in `common` that run ends
    previous: list[int] = []
    for index, rank in enumerate(ranks):
        length = bisect_left(tops, rank)
        previous.append(ends[length - 1] if length else -1)
        tops[length:length + 1] = [rank]
        ends[length:length + 1] = [index]
    stays = set()
    index = ends[-1]
    while index >= 0:
        stays.add(common[index])
        index = previous[index]
    return set(common) - stays
