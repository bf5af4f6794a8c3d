"""The edits a person makes in a plan, each in a transaction of its own, on the version they started from.

An amendment lets only its own section change, whatever was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.errors import Refused
from portal.documents import content, drafts
from portal.documents.content import DATA, BadContent, Body, Part, Stale
from portal.people.me import Me
from portal.plans import amendments
from portal.plans.content import MORE, PLAN, SECTIONS
from portal.plans.models import Business, Measure, PlanKind
from portal.plans.sheet import PLACED, PROSE
from portal.visits.models import Channel

Change = Callable[[Body], Body]
# What a new item says before anybody chose: the usual, so that one press and one sentence make an item.
FRESH: dict[str, dict[str, Any]] = {
    "goal": {"measure": Measure.REVENUE.value, "business": Business.EXISTING.value},
    "agreement": {"channel": Channel.VISIT.value, "per_year": 12},
    "budget": {"kind": "activity"},
    "line": {},
}


@dataclass(frozen=True)
class Writing:
    """What one form posted: the language of the plan, where it started from and which form it is."""

    locale: str
    base: int | None
    edit: str
    data_base: int | None = None


def run(plan_id: int, me: Me, token: str, change: Change) -> tuple[Body, Body]:
    """The body before and after the change.

    Raises what `drafts.edit` raises, and `Refused("outside_amendment")` for a change of another section than the one
    that an amendment has opened.
    """
    seen: list[Body] = []

    def watched(body: Body) -> Body:
        seen.append(body)
        after = change(body)
        amendment = amendments.open_for(plan_id)
        if amendment is not None and not amendments.within(body, after, amendment.section):
            raise Refused("outside_amendment")
        return after

    after = drafts.edit(plan_id, PLAN, me, token, watched)
    return seen[0], after


def demand_kind(plan_kind: PlanKind, kind: str) -> None:
    """Raises `BadContent("kind")` for a section that this kind of plan does not have."""
    if kind not in {*SECTIONS[plan_kind], *MORE[plan_kind]}:
        raise BadContent("kind")


def save(key: str, text: str, data: Mapping[str, Any], writing: Writing) -> Change:
    """Text and data of one form; nothing is stored when either is stale."""

    def change(body: Body) -> Body:
        body = content.write_text(body, key, writing.locale, text, base=writing.base, edit=writing.edit)
        base = content.get(body, key)["rev"].get(DATA, 0) if writing.data_base is None else writing.data_base
        return content.write_data(body, key, data, base=base, edit=writing.edit) if data else body

    return change


def write_prose(kind: str, key: str, text: str, writing: Writing) -> Change:
    """The words of a section that stands there once; the first words make the part, under the key of their form.

    Somebody else's first words make the later ones stale.
    """

    def change(body: Body) -> Body:
        there = next(iter(content.children(body, "", kind)), None)
        if there is not None:
            return content.write_text(body, there["key"], writing.locale, text, base=writing.base, edit=writing.edit)
        if not text:
            return body
        return content.add(body, kind, "", locale=writing.locale, text=text, edit=writing.edit, key=key)[0]

    return change


def add(kind: str, key: str, writing: Writing, *, text: str = "", data: Mapping[str, Any] | None = None) -> Change:
    """A new item at the end of its section; the same form sent twice adds once."""
    given = {**FRESH.get(kind, {}), **(data or {})}

    def change(body: Body) -> Body:
        return content.add(
            body, kind, "", locale=writing.locale, text=text, edit=writing.edit, key=key, data=given
        )[0]

    return change


@dataclass(frozen=True)
class BranchGoal:
    """One branch's part of a goal as its form posted it; `base` is None where there was none when the form opened."""

    branch: int
    baseline: int | None
    target: int | None
    base: int | None

    @property
    def data(self) -> dict[str, int | None]:
        """The fields of the part."""
        return {"baseline": self.baseline, "target": self.target}

    @property
    def is_empty(self) -> bool:
        """Nothing is aimed at there."""
        return self.baseline is None and self.target is None


def save_goal(
    key: str, text: str, data: Mapping[str, Any], why: str, why_base: int | None, branches: Iterable[BranchGoal],
    writing: Writing,
) -> Change:
    """A goal with its substantiation and its branches, from one form. A goal not in a number has no branches."""
    own = save(key, text, data, writing)
    measured = data.get("measure") != Measure.QUALITATIVE

    def change(body: Body) -> Body:
        body = own(_without_branches(body, key) if not measured else body)
        body = _substantiate(body, key, why, why_base, writing)
        for one in branches if measured else ():
            body = _branch_goal(body, key, one, writing)
        return body

    return change


def _without_branches(body: Body, key: str) -> Body:
    going = {part["key"] for part in content.children(body, key, "branch_goal")}
    return [part for part in body if part["key"] not in going]


def _substantiate(body: Body, goal: str, text: str, base: int | None, writing: Writing) -> Body:
    part = next(iter(content.children(body, goal, "substantiation")), None)
    if part is not None:
        if base is None and part["by"].get(writing.locale) != writing.edit and text != part["text"][writing.locale]:
            raise Stale(part["key"], writing.locale, part["text"].get(writing.locale, ""))
        started = part["rev"].get(writing.locale, 0) if base is None else base
        return content.write_text(body, part["key"], writing.locale, text, base=started, edit=writing.edit)
    if not text:
        return body
    return content.add(body, "substantiation", goal, locale=writing.locale, text=text, edit=writing.edit)[0]


def _branch_goal(body: Body, goal: str, one: BranchGoal, writing: Writing) -> Body:
    held = content.children(body, goal, "branch_goal")
    part = next((part for part in held if part["data"]["branch"] == one.branch), None)
    if part is None:
        if one.is_empty:
            return body
        data = {"branch": one.branch, **{name: value for name, value in one.data.items() if value is not None}}
        return content.add(
            body, "branch_goal", goal, locale=writing.locale, text="", edit=writing.edit, data=data
        )[0]
    if one.base is None and part["by"].get(writing.locale) != writing.edit:
        raise Stale(part["key"], DATA, part["data"])
    base = part["rev"].get(DATA, 0) if one.base is None else one.base
    return content.write_data(body, part["key"], one.data, base=base, edit=writing.edit)


def move_by(key: str, steps: int, edit: str) -> Change:
    """Up (negative) or down among its kind."""
    return lambda body: content.move_by(body, key, steps, edit=edit)


def remove(key: str, writing: Writing) -> Change:
    """Remove an item with all below it, if it still is what its open form saw or made of it. Raises Stale, Gone."""

    def change(body: Body) -> Body:
        part = content.get(body, key)
        for aspect, base in ((writing.locale, writing.base), (DATA, writing.data_base)):
            rev = part["rev"].get(aspect, 0)
            if base is not None and rev != base and not (writing.edit and part["by"].get(aspect) == writing.edit):
                raise Stale(key, aspect, part["text"].get(writing.locale, ""), rev)
        return content.remove(body, key)

    return change


def is_blank(body: Body, key: str) -> bool:
    """Whether an item says nothing: it was added and left alone."""
    part = content.get(body, key)
    chosen = {name: value for name, value in part["data"].items() if name not in {"person", "branch"}}
    said = any(part["text"].values()) or content.children(body, key)
    return not said and chosen == FRESH.get(part["kind"], {})


def without_blank(change: Change, key: str) -> Change:
    """The same change; an item that says nothing after it goes away."""

    def settled(body: Body) -> Body:
        after = change(body)
        return content.remove(after, key) if is_blank(after, key) else after

    return settled


def place(key: str, kind: str, edit: str) -> Change:
    """Give text without a place its section: words join the words of a section, else they become an item."""

    def change(body: Body) -> Body:
        if kind not in PLACED:
            raise BadContent("kind", key)
        there = next(iter(content.children(body, "", kind)), None) if kind in PROSE else None
        if there is None:
            return content.place(body, key, kind, "", data=FRESH.get(kind), edit=edit)
        return _joined(content.remove(body, key), there, content.get(body, key), edit)

    return change


def _joined(body: Body, there: Part, part: Part, edit: str) -> Body:
    for locale, text in part["text"].items():
        whole = "\n".join(one for one in (there["text"].get(locale, ""), text) if one)
        body = content.write_text(
            body, there["key"], locale, whole, base=there["rev"].get(locale, 0), edit=edit
        )
    return body


def add_lines(customers: Iterable[tuple[int, int | None]], writing: Writing) -> Change:
    """A line for each customer (with its baseline) that has none yet."""

    def change(body: Body) -> Body:
        there = {part["data"]["customer"] for part in content.children(body, "", "line")}
        for customer, baseline in customers:
            if customer not in there:
                data = {"customer": customer, **({"baseline": max(baseline, 0)} if baseline is not None else {})}
                body = content.add(
                    body, "line", "", locale=writing.locale, text="", edit=writing.edit, data=data
                )[0]
        return body

    return change


def set_lines(keys: Collection[str], data: Mapping[str, Any], edit: str) -> Change:
    """The same frequency or channel on many lines at once; lines that are gone are left out."""

    def change(body: Body) -> Body:
        for part in content.children(body, "", "line"):
            if part["key"] in keys:
                base = part["rev"].get(DATA, 0)
                body = content.write_data(body, part["key"], data, base=base, edit=edit)
        return body

    return change


def remove_lines(keys: Collection[str]) -> Change:
    """Without these lines; those that are gone already are left out."""
    return lambda body: [part for part in body if not (part["kind"] == "line" and part["key"] in keys)]


def all_of(changes: Iterable[Change]) -> Change:
    """One edit of many: all or nothing."""
    steps = list(changes)

    def change(body: Body) -> Body:
        for step in steps:
            body = step(body)
        return body

    return change
