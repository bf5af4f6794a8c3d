"""What a kind of document may hold, and the check at the door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from portal.documents.content.body import (
    DATA,
    FIELDS,
    KEY,
    LOCALES,
    PLACE,
    BadContent,
    Body,
    Part,
    clean,
    depth_first,
    flattened,
    grouped,
)

MAX_PARTS = 2_000
MAX_LENGTH = 10_000
TOP = frozenset({""})


class Kind(NamedTuple):
    """One kind of part.

    `parents`: kinds it may stand in, "" for the top. `once`: at most one in each parent.
    `check`: gets `data`, answers the code of what is wrong with it or None; without one, data must be empty.
    `max_length`: characters per text.
    """

    name: str
    parents: frozenset[str] = TOP
    once: bool = False
    check: Callable[[Mapping[str, Any]], str | None] | None = None
    max_length: int = MAX_LENGTH


@dataclass(frozen=True)
class Schema:
    """A kind of document. The order of `all_kinds` is the order of its sections, and of kinds within a parent.

    `whole` sees the entire body, for rules between parts; it answers (code, key) or None.
    """

    name: str
    all_kinds: tuple[Kind, ...]
    whole: Callable[[Body], tuple[str, str] | None] | None = None

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kinds by name."""
        return {kind.name: kind for kind in self.all_kinds}

    @cached_property
    def rank(self) -> dict[str, int]:
        """The place of each kind among its siblings."""
        return {kind.name: number for number, kind in enumerate(self.all_kinds)}

    @property
    def sections(self) -> tuple[str, ...]:
        """The kinds that may stand at the top, in reading order."""
        return tuple(kind.name for kind in self.all_kinds if "" in kind.parents)

    def allowed_in(self, parent_kind: str) -> tuple[str, ...]:
        """The kinds that may stand in a part of `parent_kind` ("" for the top)."""
        return tuple(kind.name for kind in self.all_kinds if parent_kind in kind.parents)


def normalised(body: Body, schema: Schema) -> Body:
    """Depth first, kinds in the schema's order, siblings of one kind in the order they had. Loses no part."""
    last = len(schema.rank)
    groups = grouped(body)
    for parent, group in groups.items():
        groups[parent] = sorted(group, key=lambda part: schema.rank.get(part["kind"], last))
    found = flattened(groups)
    return found if len(found) == len(body) else depth_first(body)


def settled(body: Body, schema: Schema) -> Body:
    """The body as it is stored: in reading order and checked. Raises BadContent."""
    validate(body, schema)
    return normalised(body, schema)


def validate(body: Body, schema: Schema) -> None:
    """Raise BadContent with the code of the first rule that the body breaks."""
    if len(body) > MAX_PARTS:
        raise BadContent("too_many_parts")
    kinds: dict[str, str] = {"": ""}
    for part in body:
        _check_shape(part)
        if part["key"] in kinds:
            raise BadContent("double_key", part["key"])
        kinds[part["key"]] = part["kind"]
    held: set[tuple[str, str]] = set()
    for part in body:
        _check_place(part, kinds, schema, held)
        _check_texts(part, schema.kinds[part["kind"]].max_length)
        _check_data(part, schema.kinds[part["kind"]])
    reached = flattened(grouped(body))
    if len(reached) < len(body):
        lost = {part["key"] for part in body} - {part["key"] for part in reached}
        raise BadContent("cycle", min(lost))
    if schema.whole and (problem := schema.whole(body)):
        raise BadContent(*problem)


def _check_shape(part: Part) -> None:
    if not isinstance(part, dict) or part.keys() != FIELDS:
        raise BadContent("shape")
    if not isinstance(part["key"], str) or not KEY.fullmatch(part["key"]):
        raise BadContent("key")
    if not (isinstance(part["in"], str) and isinstance(part["kind"], str)):
        raise BadContent("shape", part["key"])
    if not all(isinstance(part[field], dict) for field in ("text", "rev", "of", "by", "data")):
        raise BadContent("shape", part["key"])


def _check_place(part: Part, kinds: dict[str, str], schema: Schema, held: set[tuple[str, str]]) -> None:
    key, kind = part["key"], schema.kinds.get(part["kind"])
    if kind is None:
        raise BadContent("kind", key)
    if part["in"] not in kinds or kinds[part["in"]] not in kind.parents:
        raise BadContent("parent", key)
    if kind.once:
        if (part["in"], kind.name) in held:
            raise BadContent("once", key)
        held.add((part["in"], kind.name))


def _check_texts(part: Part, max_length: int) -> None:
    key, rev = part["key"], part["rev"]
    for locale, text in part["text"].items():
        if locale not in LOCALES:
            raise BadContent("locale", key)
        if not isinstance(text, str) or text != clean(text):
            raise BadContent("characters", key)
        if len(text) > max_length:
            raise BadContent("too_long", key)
        if rev.get(locale, 0) < 1:
            raise BadContent("rev", key)
    _check_numbers(part)


def _check_numbers(part: Part) -> None:
    key, rev, of = part["key"], part["rev"], part["of"]
    known = {*LOCALES, DATA, PLACE}
    if not rev.keys() <= known or not part["by"].keys() <= known or not of.keys() <= set(LOCALES):
        raise BadContent("locale", key)
    if any(type(number) is not int or number < 0 for number in (*rev.values(), *of.values())):
        raise BadContent("rev", key)
    if not all(isinstance(edit, str) and len(edit) <= 64 for edit in part["by"].values()):
        raise BadContent("edit", key)
    for locale, number in of.items():
        # A twin cannot have been made from a source that was not written yet: it would look current for ever.
        if number > max((rev.get(other, 0) for other in LOCALES if other != locale), default=0):
            raise BadContent("of", key)


def _check_data(part: Part, kind: Kind) -> None:
    if kind.check is None and part["data"]:
        raise BadContent("data", part["key"])
    if kind.check and (code := kind.check(part["data"])):
        raise BadContent(code, part["key"])
