"""Changes to the text of a version, as pure functions: each takes a body and gives a new one.

A key survives every edit: the trend of a criterion hangs on it. Keys are letters and digits, as forms name fields
by them. What is gone raises `TooLate`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from portal.coaching.scale import ANCHORED
from portal.core import i18n
from portal.core.errors import Refused, TooLate

Body = dict[str, Any]
Item = dict[str, Any]
GROUP, CRITERION, QUESTION = "group", "criterion", "question"
STEPS = {"up": -1, "down": 1}
TEXTS = {
    GROUP: ("title",), QUESTION: ("text",),
    CRITERION: ("title", "asks", "about", *(f"anchor{step}" for step in ANCHORED)),
}


def _lists(body: Body) -> Iterator[tuple[str, list[Item]]]:
    yield GROUP, body["groups"]
    for group in body["groups"]:
        yield CRITERION, group["criteria"]
    yield QUESTION, body["questions"]


def find(body: Body, key: str) -> tuple[str, Item]:
    """What an element is (group, criterion, question) and the element itself."""
    kind, items, place = _place(body, key)
    return kind, items[place]


def _place(body: Body, key: str) -> tuple[str, list[Item], int]:
    for kind, items in _lists(body):
        for place, item in enumerate(items):
            if item["key"] == key:
                return kind, items, place
    raise TooLate("gone")


def flat(kind: str, item: Mapping[str, Any]) -> dict[str, str]:
    """An element as its form holds it: name_locale by name; `code` of a criterion, `group` of a question."""
    values = {
        f"{name}_{locale}": _texts(item, name).get(locale, "") for name in TEXTS[kind] for locale in i18n.LOCALES
    }
    own = {CRITERION: ("code",), QUESTION: ("group",)}.get(kind, ())
    return values | {name: item.get(name, "") for name in own}


def _texts(item: Mapping[str, Any], name: str) -> dict[str, str]:
    return item.get("anchors", {}).get(name[-1], {}) if name.startswith("anchor") else item.get(name, {})


def _filled(item: Item, kind: str, values: Mapping[str, str]) -> Item:
    for name in TEXTS[kind]:
        texts = {locale: values[f"{name}_{locale}"] for locale in i18n.LOCALES if values.get(f"{name}_{locale}")}
        if name.startswith("anchor"):
            item.setdefault("anchors", {})[name[-1]] = texts
        else:
            item[name] = texts
    for name in ("code", "group"):
        if name in values:
            item[name] = values[name]
    return item


def add(body: Body, kind: str, group: str, values: Mapping[str, str]) -> tuple[Body, str]:
    """With a new element at the end (of its group), and its key. Raises `Refused` for a number that is taken."""
    made = deepcopy(body)
    key = f"k{secrets.token_hex(4)}"
    item = _filled({"key": key}, kind, values)
    if kind == GROUP:
        made["groups"].append(item | {"criteria": []})
    elif kind == QUESTION:
        made["questions"].append(item)
    else:
        _numbered_once(made, item)
        _, found = find(made, group)
        found["criteria"].append(item)
    return made, key


def rewrite(body: Body, key: str, values: Mapping[str, str]) -> Body:
    """With other texts. Raises `Refused` for a number that is taken."""
    made = deepcopy(body)
    kind, item = find(made, key)
    _filled(item, kind, values)
    if kind == CRITERION:
        _numbered_once(made, item)
    return made


def _numbered_once(body: Body, item: Item) -> None:
    for group in body["groups"]:
        for other in group["criteria"]:
            if other["key"] != item["key"] and other["code"].casefold() == item["code"].casefold():
                raise Refused("criteria_code", field="code")


def move(body: Body, key: str, step: int) -> Body:
    """One place up (-1) or down (1); a criterion at the edge of its group goes on into the next one."""
    made = deepcopy(body)
    kind, items, place = _place(made, key)
    if kind == QUESTION:  # only those of its group stand beside it
        beside = [index for index, other in enumerate(items) if other["group"] == items[place]["group"]]
        there = beside.index(place) + step
        target = beside[there] if 0 <= there < len(beside) else place
    else:
        target = place + step
    if 0 <= target < len(items):
        items[place], items[target] = items[target], items[place]
    elif kind == CRITERION:
        _into_next(made["groups"], items, place, step)
    return made


def _into_next(groups: list[Item], items: list[Item], place: int, step: int) -> None:
    here = next(index for index, group in enumerate(groups) if group["criteria"] is items)
    if 0 <= here + step < len(groups):
        neighbours = groups[here + step]["criteria"]
        neighbours.insert(len(neighbours) if step < 0 else 0, items.pop(place))


def remove(body: Body, key: str) -> Body:
    """Without the element; a group goes with its criteria and questions."""
    made = deepcopy(body)
    kind, items, place = _place(made, key)
    del items[place]
    if kind == GROUP:
        made["questions"] = [question for question in made["questions"] if question["group"] != key]
    return made


def removed(body: Body, before: Body) -> list[tuple[str, Item]]:
    """What stood in an earlier body and is gone, as (kind, element); what goes with its group is not named apart."""
    there = {item["key"] for _kind, items in _lists(body) for item in items}
    gone = [(kind, item) for kind, items in _lists(before) for item in items if item["key"] not in there]
    groups = {item["key"]: item for kind, item in gone if kind == GROUP}
    inside = {one["key"] for group in groups.values() for one in group["criteria"]}
    return [
        (kind, item) for kind, item in gone
        if item["key"] not in inside and not (kind == QUESTION and item["group"] in groups)
    ]


def put_back(body: Body, before: Body, key: str) -> Body:
    """With an element as it stood in an earlier body, at its old place as far as that is still there."""
    made = deepcopy(body)
    there = {item["key"] for _kind, items in _lists(made) for item in items}
    if key in there:
        raise TooLate("edited_since")
    kind, items, place = _place(before, key)
    item = deepcopy(items[place])
    if kind == GROUP:  # one that was moved to another group stays there
        item["criteria"] = [one for one in item["criteria"] if one["key"] not in there]
    for one in [item] if kind == CRITERION else item.get("criteria", []):
        _numbered_once(made, one)
    if kind == CRITERION:
        home = next(group["key"] for group in before["groups"] if group["criteria"] is items)
        _, group = find(made, home)
        group["criteria"].insert(place, item)
        return made
    (made["groups"] if kind == GROUP else made["questions"]).insert(place, item)
    if kind == GROUP:
        made["questions"] += [deepcopy(one) for one in before["questions"] if one["group"] == key]
    return made
