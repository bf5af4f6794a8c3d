"""Undo, and the return to an old version: what was there comes back, numbers only ever rise.

A number that was used once is never used for another text: a form that is still open on it would be accepted.
"""

from typing import Any

from portal.documents.content.body import (
    DATA,
    LOCALES,
    PLACE,
    Body,
    Gone,
    Part,
    Stale,
    depth_first,
    displaced,
    flattened,
    grouped,
)

Patch = dict[str, Any]


def difference(before: Body, after: Body) -> Patch:
    """What an edit did, as JSON: {"parts": [{"key", "before", "after"}], "moved": [key], "order": {parent: [key]}}.

    `before` or `after` is None for a part that was added or removed; `order` holds how the children stood before.
    """
    old, new = _by_key(before), _by_key(after)
    parts = [
        {"key": key, "before": old.get(key), "after": new.get(key)}
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    ]
    placed = {entry["key"] for entry in parts if entry["before"] and _placed(entry["before"], entry["after"])}
    order, moved = {}, set()
    was, now = _orders(before), _orders(after)
    for parent, keys in was.items():
        moved |= displaced([key for key in keys if key not in placed], now.get(parent, []))
        if not (placed | moved).isdisjoint(keys):
            order[parent] = keys
    return {"parts": parts, "moved": sorted(moved), "order": order}


def combined(first: Patch, second: Patch) -> Patch | None:
    """One patch for two edits of the same part in a row (what is typed is saved many times), or None if they are not.

    Use it for saves of one open form: undoing it takes back the whole of what was typed. (The difference of an undone
    body and a later one would not do: their numbers were given out twice.)
    """
    if len(first["parts"]) != 1 or len(second["parts"]) != 1 or second["order"]:
        return None
    one, two = first["parts"][0], second["parts"][0]
    if one["key"] != two["key"] or one["after"] is None or one["after"] != two["before"] or two["after"] is None:
        return None
    return {**first, "parts": [{**one, "after": two["after"]}]}


def apply_undo(body: Body, patch: Patch, *, source: str = "", edit: str = "") -> Body:
    """Take back what the patch did, although other parts may have changed since.

    With the document's `source` locale, a twin that was current for the text that comes back is current again.
    Raises Stale for a part whose touched text, data or place changed since, Gone when it or its parent was removed.
    Settle the result: what comes back may break a rule by now (a second title), which is BadContent there.
    """
    parts = _by_key(body)
    back = set(patch["moved"]) & parts.keys()
    added = {entry["key"] for entry in patch["parts"] if entry["before"] is None}
    for entry in patch["parts"]:
        key, before, after = entry["key"], entry["before"], entry["after"]
        here = parts.get(key)
        if before is None:
            _take_out(parts, after, added)
        elif after is None:
            if here:
                raise Stale(key)
            parts[key] = before
            back.add(key)
        elif here is None:
            raise Gone(key)
        else:
            parts[key] = _reverted(here, before, after, source, edit)
            if _placed(before, after):
                back.add(key)
    for key in back:
        if parts[key]["in"] and parts[key]["in"] not in parts:
            raise Gone(parts[key]["in"])
    back = {key for key in back if key in patch["order"].get(parts[key]["in"], ())}
    return _arranged(body, parts, back, patch["order"])


def restore(old: Body, now: Body, *, source: str, floor: int = 0, edit: str = "") -> Body:
    """The content of an old version as the new draft: its keys, texts, data, order, and twins as current as they were.

    A text or data that differs from `now` gets a number above those of both and above `floor` (pass the draft's
    own rev, which no part can have passed: then also a part that was removed meanwhile gets unused numbers).
    """
    current = _by_key(now)
    shifted: set[str] = set()
    was = _orders(now)
    for parent, keys in _orders(old).items():
        shifted |= displaced(was.get(parent, []), keys)
    return depth_first([_renewed(part, current.get(part["key"]), source, floor, edit, shifted) for part in old])


def _renewed(old: Part, now: Part | None, source: str, floor: int, edit: str, shifted: set[str]) -> Part:
    seen = now or {**old, "text": {}, "data": {}, "rev": {}, "of": {}, "by": {}}
    # Of a part that was removed meanwhile nobody knows which numbers it had: each gets one that was never used.
    differs = {locale: now is None or old["text"].get(locale) != seen["text"].get(locale) for locale in LOCALES}
    differs[DATA] = now is None or old["data"] != seen["data"]
    differs[PLACE] = now is None or _placed(old, seen) or old["key"] in shifted
    part = {**old, "rev": {}, "by": {}, "of": {}}
    for aspect, other in differs.items():
        top = max(old["rev"].get(aspect, 0), seen["rev"].get(aspect, 0))
        if other:
            part["rev"][aspect] = max(top, floor) + 1
            if edit:
                part["by"][aspect] = edit
        elif top:
            part["rev"][aspect] = top
            _give_back(part["by"], seen["by"], aspect)
    made_from = part["rev"].get(source, 0)
    for locale in old["text"].keys() - {source}:
        model = old if differs.get(source) or differs[locale] else seen
        if model["of"].get(locale, 0) >= model["rev"].get(source, 0):
            part["of"][locale] = made_from
        elif locale in model["of"]:
            part["of"][locale] = min(model["of"][locale], made_from - 1)
    return part


def _take_out(parts: dict[str, Part], after: Part, added: set[str]) -> None:
    """Remove an added part, unless someone has worked on it or put something in it since."""
    key = after["key"]
    here = parts.get(key)
    if here is None:
        return
    if here["rev"] != after["rev"]:
        raise Stale(key, "", here["text"])
    if any(part["in"] == key and part["key"] not in added for part in parts.values()):
        raise Stale(key)
    del parts[key]


def _reverted(here: Part, before: Part, after: Part, source: str, edit: str) -> Part:
    part = {**here, **{field: dict(here[field]) for field in ("text", "rev", "of", "by")}}
    locales = (before["rev"] | after["rev"]).keys() - {DATA, PLACE}
    written = {
        locale
        for locale in locales
        if _number(before, locale) != _number(after, locale)
        or before["text"].get(locale) != after["text"].get(locale)
    }
    for locale in written:
        _check_same(here, after, locale, here["text"].get(locale), after["text"].get(locale))
        _give_back(part["text"], before["text"], locale)
        _give_back(part["of"], before["of"], locale)
        _raise(part, locale, edit)
    for locale in (before["of"] | after["of"]).keys() - written:
        if before["of"].get(locale) != after["of"].get(locale):
            if here["of"].get(locale) != after["of"].get(locale):
                raise Stale(here["key"], locale, here["text"].get(locale), _number(here, locale))
            _give_back(part["of"], before["of"], locale)
    if _number(before, DATA) != _number(after, DATA) or before["data"] != after["data"]:
        _check_same(here, after, DATA, here["data"], after["data"])
        part["data"] = before["data"]
        _raise(part, DATA, edit)
    if _placed(before, after):
        _check_same(here, after, PLACE, (here["in"], here["kind"]), (after["in"], after["kind"]))
        part["in"], part["kind"] = before["in"], before["kind"]
        _raise(part, PLACE, edit)
    if source in written:
        for locale, number in part["of"].items():
            if number == _number(before, source):
                part["of"][locale] = part["rev"][source]
    return part


def _check_same(here: Part, after: Part, aspect: str, theirs: object, ours: object) -> None:
    if theirs != ours or _number(here, aspect) != _number(after, aspect):
        raise Stale(here["key"], aspect, theirs, _number(here, aspect))


def _arranged(body: Body, parts: dict[str, Part], back: set[str], order: dict[str, list[str]]) -> Body:
    """All parts in order: those in `back` after the nearest sibling that stood before them, the rest as they are."""
    groups = grouped([parts[part["key"]] for part in body if part["key"] in parts and part["key"] not in back])
    for parent, keys in order.items():
        for index, key in enumerate(keys):
            if key in back and parts[key]["in"] == parent:
                siblings = groups.setdefault(parent, [])
                standing = [sibling["key"] for sibling in siblings]
                left = next((other for other in reversed(keys[:index]) if other in standing), None)
                siblings.insert(standing.index(left) + 1 if left else 0, parts[key])
    result = flattened(groups)
    if len(result) < len(parts):  # someone put the new parent below the part itself
        raise Stale(min(parts.keys() - {part["key"] for part in result}), PLACE)
    return result


def _give_back(fields: dict[str, Any], before: dict[str, Any], name: str) -> None:
    fields.pop(name, None)
    if name in before:
        fields[name] = before[name]


def _raise(part: Part, aspect: str, edit: str) -> None:
    part["rev"][aspect] = _number(part, aspect) + 1
    part["by"].pop(aspect, None)
    if edit:
        part["by"][aspect] = edit


def _number(part: Part, aspect: str) -> int:
    return part["rev"].get(aspect, 0)


def _placed(before: Part, after: Part | None) -> bool:
    """Whether the part left its place: moved, made another kind, or removed."""
    if after is None:
        return True
    return any(before[field] != after[field] for field in ("in", "kind")) or _number(before, PLACE) != _number(
        after, PLACE
    )


def _by_key(body: Body) -> dict[str, Part]:
    return {part["key"]: part for part in body}


def _orders(body: Body) -> dict[str, list[str]]:
    return {parent: [part["key"] for part in group] for parent, group in grouped(body).items()}
