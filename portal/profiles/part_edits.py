"""The edits a person makes of one part, each in a transaction of its own, on the version they started from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.documents import content, drafts
from portal.documents.content import DATA, BadContent, Body, Part, Stale
from portal.people.me import Me
from portal.profiles.content import PROFILE, drop_level, level_stamp, rename_level

Change = Callable[[Body], Body]


@dataclass(frozen=True)
class Writing:
    """What one form posted: where it started from and which form it is."""

    locale: str
    base: int | None
    edit: str
    of: int | None = None
    data_base: int | None = None


def run(profile_id: int, me: Me, token: str, change: Change) -> tuple[Body, Body]:
    """The body before and after the change. Raises what `drafts.edit` raises."""
    seen: list[Body] = []

    def watched(body: Body) -> Body:
        seen.append(body)
        return change(body)

    after = drafts.edit(profile_id, PROFILE, me, token, watched)
    return seen[0], after


def save(key: str, text: str, data: Mapping[str, Any], writing: Writing) -> Change:
    """Text and data of one form. A stale text is told before a stale datum; nothing is stored of either."""

    def change(body: Body) -> Body:
        body = content.write_text(
            body, key, writing.locale, text, base=writing.base, edit=writing.edit, of=writing.of
        )
        return _with_data(body, key, data, writing) if data else body

    return change


def _with_data(body: Body, key: str, data: Mapping[str, Any], writing: Writing) -> Body:
    part = content.get(body, key)
    base = part["rev"].get(DATA, 0) if writing.data_base is None else writing.data_base
    changes = dict(data)
    if "label" in changes:
        label = {**part["data"].get("label", {}), **changes["label"]}
        changes["label"] = {locale: words for locale, words in label.items() if words} or None
    if "code" in changes:
        code = changes.pop("code")
        body = rename_level(body, key, code, base=base, edit=writing.edit)
    return content.write_data(body, key, changes, base=base, edit=writing.edit) if changes else body


def add(kind: str, parent: str, text: str, data: Mapping[str, Any], *, key: str, writing: Writing) -> Change:
    """A new part at the end of its list; the same form sent twice adds once."""

    def change(body: Body) -> Body:
        clean_data = {name: value for name, value in data.items() if value is not None and value != {}}
        if "label" in clean_data:
            clean_data["label"] = {locale: words for locale, words in clean_data["label"].items() if words}
        body, _key = content.add(
            body, kind, parent, locale=writing.locale, text=text, edit=writing.edit, key=key, data=clean_data
        )
        return body

    return change


def move_by(key: str, steps: int, edit: str) -> Change:
    """Up (negative) or down among its kind; a text of the matrix among those that share a level with it."""

    def change(body: Body) -> Body:
        part = content.get(body, key)
        if part["kind"] != "cell":
            return content.move_by(body, key, steps, edit=edit)
        held = set(part["data"]["levels"])
        column = [
            one["key"]
            for one in content.children(body, part["in"], "cell")
            if not held or not one["data"]["levels"] or held & set(one["data"]["levels"])
        ]
        here = column.index(key)
        there = here + steps
        if not 0 <= there < len(column):
            return body
        if steps > 0:
            return content.move(body, key, after=column[there], edit=edit)
        return content.move(body, key, after=_before(body, column[there]), edit=edit)

    return change


def _before(body: Body, key: str) -> str:
    """The sibling of its kind that stands before a part; "" for none."""
    part = content.get(body, key)
    keys = [one["key"] for one in content.children(body, part["in"], part["kind"])]
    here = keys.index(key)
    return keys[here - 1] if here else ""


def move_to(key: str, parent: str, edit: str) -> Change:
    """To the end of another parent's list. Raises Gone."""
    return lambda body: content.move(body, key, after=None, parent=parent, edit=edit)


def place(key: str, kind: str, parent: str, edit: str) -> Change:
    """Give text without a place a kind and a parent; its key and source lines stay."""

    def change(body: Body) -> Body:
        data: dict[str, Any] | None = None
        if kind == "org":
            data = {"relation": "other"}
        elif kind == "cell":
            data = {"levels": [level["data"]["code"] for level in content.children(body, "", "level")]}
        body = content.place(body, key, kind, parent, data=data, edit=edit)
        if content.get(body, key)["data"].get("unsure"):
            body = _sure(body, key, edit)
        return body

    return change


def sure(key: str, edit: str) -> Change:
    """A person looked: the importer's doubt goes away."""
    return lambda body: _sure(body, key, edit)


def _sure(body: Body, key: str, edit: str) -> Body:
    number = content.get(body, key)["rev"].get(DATA, 0)
    return content.write_data(body, key, {"unsure": None}, base=number, edit=edit)


def measure(key: str, measured: Mapping[str, Any], base: int, edit: str) -> Change:
    """How an indicator is known here, as its author confirms it on revision `base` of its data. Raises Stale, Gone."""
    return lambda body: content.write_data(body, key, {"measure": dict(measured)}, base=base, edit=edit)


def confirm(key: str, locale: str, of: int, base: int) -> Change:
    """The translation is still right for the source revision `of`. Raises Stale when the translation changed."""
    return lambda body: content.confirm_twin(body, key, locale, of, base=base)


def seen_stamp(body: Body, part: Part, locale: str) -> str:
    """A mark of what would go with a part, without what its own open form may have changed meanwhile."""
    if part["kind"] == "level":
        return level_stamp(body, part["key"]).partition("-")[2]  # the texts that go with it, not the level itself
    texts = {one: text for one, text in part["text"].items() if one != locale}
    blank = {**part, "text": texts, "data": {}}
    return content.stamp(content.exchanged(body, blank), part["key"])


def remove(key: str, seen: str, writing: Writing) -> Change:
    """Remove a part with all below it, if it still is what the person saw or what their own form made of it.

    `seen`: the `seen_stamp` beside an open form (with its `base`), else the `content.stamp`. Raises Stale, Gone.
    """

    def change(body: Body) -> Body:
        part = content.get(body, key)
        for aspect, base in ((writing.locale, writing.base), (DATA, writing.data_base)):
            rev = part["rev"].get(aspect, 0)
            if base is not None and rev != base and not (writing.edit and part["by"].get(aspect) == writing.edit):
                raise Stale(key, aspect, part["text"].get(writing.locale, ""), rev)
        if seen != (content.stamp(body, key) if writing.base is None else seen_stamp(body, part, writing.locale)):
            raise Stale(key)
        return drop_level(body, key, edit=writing.edit) if part["kind"] == "level" else content.remove(body, key)

    return change


def placeable(kind: str, parent_kind: str) -> bool:
    """Whether the schema lets this kind stand there."""
    return (
        kind in PROFILE.kinds
        and parent_kind in PROFILE.kinds[kind].parents
        and kind not in {"unplaced", "level", "figure"}  # those ask for more than a text
    )


def refuse_unknown(kind: str, body: Body, parent: str) -> None:
    """Raises BadContent("parent") for a kind that cannot stand in this parent, Gone for a parent that is not there."""
    parent_kind = content.get(body, parent)["kind"] if parent else ""
    if kind not in PROFILE.kinds or parent_kind not in PROFILE.kinds[kind].parents or kind == "unplaced":
        raise BadContent("parent")
