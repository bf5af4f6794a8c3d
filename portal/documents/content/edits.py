"""The edits of a body. Each returns a new body, shares the parts it did not touch, and leaves its input as it was.

Edits know no schema: the caller settles the result (`settled(body, schema)`) before it is stored.
A text, the data and the place of a part each have their own number in `rev` and their last form in `by`
(under the locale, "data" and "place"), so that two people on two things of one part never meet.
"""

from collections.abc import Mapping
from typing import Any

from portal.documents.content.body import (
    DATA,
    PLACE,
    BadContent,
    Body,
    Part,
    Stale,
    children,
    clean,
    depth_first,
    find,
    get,
    new_key,
    new_part,
    stamp,
    subtree,
)


def changed(part: Part, aspect: str, edit: str, **fields: object) -> Part:
    """A copy with these fields and the revision of one aspect (a locale, "data", "place") raised by one."""
    by = {name: value for name, value in part["by"].items() if name != aspect}
    if edit:
        by[aspect] = edit
    return {**part, "rev": {**part["rev"], aspect: part["rev"].get(aspect, 0) + 1}, "by": by, **fields}


def exchanged(body: Body, part: Part) -> Body:
    """The body with this part in place of the one with its key."""
    return [part if old["key"] == part["key"] else old for old in body]


def _refuse_stale(part: Part, aspect: str, theirs: object, base: int, edit: str) -> None:
    """The rule of house.md 7: the number seen is the number stored, or this very form wrote last."""
    rev = part["rev"].get(aspect, 0)
    if rev != base and not (edit and part["by"].get(aspect) == edit):
        raise Stale(part["key"], aspect, theirs, rev)


def write_text(body: Body, key: str, locale: str, text: str, *, base: int, edit: str, of: int | None = None) -> Body:
    """Store a text that was written on revision `base` in the open form `edit`.

    `of`: for a twin, the source revision the writer saw. The text that is stored already is no change and never
    stale (the same body comes back). Raises Stale with the other text, or Gone.
    """
    part, text = get(body, key), clean(text)
    stored = part["text"].get(locale, "")
    if text == stored:
        return body
    _refuse_stale(part, locale, stored, base, edit)
    made_of = part["of"] if of is None else {**part["of"], locale: of}
    return exchanged(body, changed(part, locale, edit, text={**part["text"], locale: text}, of=made_of))


def write_data(body: Body, key: str, changes: Mapping[str, Any], *, base: int, edit: str) -> Body:
    """Set fields of a part's data; None drops a field. `base` is the number under rev["data"] (0 when unset).

    Raises Stale (theirs: the whole data), or Gone.
    """
    part = get(body, key)
    data = {name: value for name, value in {**part["data"], **changes}.items() if value is not None}
    if data == part["data"]:
        return body
    _refuse_stale(part, DATA, part["data"], base, edit)
    return exchanged(body, changed(part, DATA, edit, data=data))


def confirm_twin(body: Body, key: str, locale: str, of: int, *, base: int | None = None) -> Body:
    """Say that the twin text is still right for source revision `of`; the text stays as it is.

    `base`: the twin's revision that was judged, if the caller knows it. Raises Stale, Gone, BadContent("empty").
    """
    part = get(body, key)
    text, rev = part["text"].get(locale, ""), part["rev"].get(locale, 0)
    if not text:
        raise BadContent("empty", key)
    if base is not None and base != rev:
        raise Stale(key, locale, text, rev)
    if of <= part["of"].get(locale, 0):
        return body
    return exchanged(body, {**part, "of": {**part["of"], locale: of}})


def add(  # noqa: PLR0913 - the fields of one form
    body: Body,
    kind: str,
    parent: str,
    *,
    locale: str,
    text: str,
    edit: str,
    after: str | None = None,
    key: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> tuple[Body, str]:
    """Add a part and answer the new body with its key.

    `after`: a sibling's key, "" for the first of its kind, None (or a sibling that is gone) for the last.
    A form that is sent twice with one `key` and `edit` adds once. Raises Gone for the parent, BadContent("double_key").
    """
    if parent:
        get(body, parent)
    if key and (there := find(body, key)):
        if not edit or there["by"].get(locale) != edit:
            raise BadContent("double_key", key)
        return write_text(body, key, locale, text, base=there["rev"][locale], edit=edit), key
    key = key or _free_key(body)
    part = new_part(kind, parent, {locale: text}, data=data, key=key, edit=edit)
    siblings = {sibling["key"] for sibling in children(body, parent)}
    return _inserted(body, part, after if after in siblings or not after else None), key


def move(body: Body, key: str, *, after: str | None, parent: str | None = None, edit: str = "") -> Body:
    """Put a part, with all below it, after a sibling ("" first of its kind, None last), in another parent if given.

    Raises Gone for the part, the parent or the sibling, BadContent("cycle") for a parent below the part itself.
    """
    part = get(body, key)
    return _put(body, part, part["kind"], part["in"] if parent is None else parent, after, edit)


def move_by(body: Body, key: str, steps: int, *, edit: str = "") -> Body:
    """Move a part up (negative) or down among siblings of its kind; at the end it stays. Raises Gone."""
    part = get(body, key)
    keys = [sibling["key"] for sibling in children(body, part["in"], part["kind"])]
    here = keys.index(key)
    there = min(max(here + steps, 0), len(keys) - 1)
    keys.remove(key)
    return move(body, key, after=keys[there - 1] if there else "", edit=edit) if there != here else body


def place(
    body: Body,
    key: str,
    kind: str,
    parent: str,
    after: str | None = None,
    *,
    data: Mapping[str, Any] | None = None,
    edit: str = "",
) -> Body:
    """Make a part another kind in another parent; key, texts and source lines stay. `data` adds what the kind needs.

    Raises Gone, BadContent("cycle").
    """
    part = get(body, key)
    if data and {**part["data"], **data} != part["data"]:
        part = changed(part, DATA, edit, data={**part["data"], **data})
        body = exchanged(body, part)
    return _put(body, part, kind, parent, after, edit)


def remove(body: Body, key: str, *, seen: str | None = None) -> Body:
    """Remove a part and all below it. `seen` is the `stamp` of what the person saw. Raises Stale, or Gone."""
    going = {part["key"] for part in subtree(body, key)}
    if seen is not None and stamp(body, key) != seen:
        raise Stale(key)
    return [part for part in body if part["key"] not in going]


def _put(body: Body, part: Part, kind: str, parent: str, after: str | None, edit: str) -> Body:
    key = part["key"]
    if parent:
        get(body, parent)
        if any(below["key"] == parent for below in subtree(body, key)):
            raise BadContent("cycle", key)
    if after and get(body, after)["in"] != parent:
        raise Stale(after, PLACE)
    if after == key:
        return body
    rest = [other for other in body if other is not part]
    result = _inserted(rest, changed(part, PLACE, edit, **{"in": parent, "kind": kind}), after)
    stays = (kind, parent) == (part["kind"], part["in"])
    if stays and [new["key"] for new in result] == [old["key"] for old in depth_first(body)]:
        return body
    return result


def _inserted(body: Body, part: Part, after: str | None) -> Body:
    like = [index for index, other in enumerate(body) if (other["in"], other["kind"]) == (part["in"], part["kind"])]
    if after:
        index = next(index for index, other in enumerate(body) if other["key"] == after) + 1
    elif after == "" and like:
        index = like[0]
    else:
        index = like[-1] + 1 if like else len(body)
    return depth_first([*body[:index], part, *body[index:]])


def _free_key(body: Body) -> str:
    taken = {part["key"] for part in body}
    while (key := new_key()) in taken:
        pass
    return key
