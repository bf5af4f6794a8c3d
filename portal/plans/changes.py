"""What changed between two versions of a plan, in the places of its page: marks per word, numbers before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from portal.core.i18n import format_date
from portal.core.numbers import format_amount, format_percent
from portal.documents import redline
from portal.documents.content import Body, Part
from portal.documents.redline import Row
from portal.plans import words
from portal.plans.content import section_of
from portal.plans.policy import PlanFile
from portal.plans.sheet import Sheet, reading

MARKS = {"same": "same", "ins": "add", "del": "remove"}
LONGEST_LABEL = 60


class Fact(NamedTuple):
    """One thing that an item says beside its words; `was` is empty when it is as it was, "–" when it is new."""

    label: str
    text: str
    was: str


@dataclass(frozen=True)
class Changes:
    """A redline as a page: `sheet` holds the parts of both versions in their places, `rows` the marks by key."""

    sheet: Sheet
    rows: dict[str, Row]
    top: dict[str, str]  # the item at the top of the page that each part is drawn in
    compared: bool

    def pieces(self, part: Part) -> list[tuple[str, str]]:
        """The words of a part with their marks, as the `diff` macro takes them."""
        return [(MARKS[op], text) for op, text in self.rows[part["key"]].words]

    def facts(self, part: Part) -> list[Fact]:
        """What an item says beside its words, with what it said before where that differs."""
        row = self.rows[part["key"]]
        now = dict(facts_of(self.sheet, row.part))
        if row.before is None or row.after is None or row.before["data"] == row.after["data"]:
            return [Fact(label, text, "") for label, text in now.items()]
        before = dict(facts_of(self.sheet, row.before))
        return [
            Fact(label, now.get(label, ""), "" if now.get(label) == before.get(label) else before.get(label, "–"))
            for label in {**now, **before}
        ]

    def saying(self, section: str) -> list[Part]:
        """The items of a section that say anything: an empty one needs no room on the page."""
        below = {top for key, top in self.top.items() if key != top}
        return [
            part for part in self.sheet.inside("", section)
            if self.rows[part["key"]].words or part["key"] in below or self.facts(part)
        ]

    def status(self, part: Part) -> str:
        """How an item changed: added, removed, changed, moved, or empty."""
        row = self.rows[part["key"]]
        return "" if row.quiet else "moved" if row.status == "same" else row.status

    def marked(self) -> list[Part]:
        """The items with something to see, in the order of the page; what hangs below one counts as that one."""
        keys = dict.fromkeys(self.top[row.key] for row in self.rows.values() if not row.quiet)
        order = {name: place for place, name in enumerate(self.sheet.sections)}
        found = [self.rows[key].part for key in keys]
        return sorted(found, key=lambda part: order.get(section_of(part), len(order)))

    def mark_of(self, part: Part) -> str:
        """How an item or something below it changed."""
        own = self.status(part)
        if own:
            return own
        below = (row for row in self.rows.values() if self.top[row.key] == part["key"])
        return "changed" if any(not row.quiet for row in below) else ""

    def label(self, key: str) -> str:
        """A few words to recognise an item by; empty when it is unknown."""
        row = self.rows.get(key)
        if row is None:
            return ""
        text = " ".join(self.sheet.text(row.part).split()) or next(
            (fact.text for fact in self.facts(row.part) if fact.text), ""
        )
        if row.part["kind"] == "line":
            text = _customer(self.sheet, row.part)
        text = text or words.section(section_of(row.part))
        return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL].rstrip()} …"


def changes(plan: PlanFile, before: Body | None, after: Body) -> Changes:
    """The redline from `before` to `after`; without marks when there is no version before."""
    after = _written(after)
    rows = redline.redline(after if before is None else _written(before), after, plan.locale, plan.locale)
    merged = [{**row.part, "in": row.parent} for row in rows]
    return Changes(reading(plan, merged), {row.key: row for row in rows}, _tops(merged), before is not None)


def _written(body: Body) -> Body:
    """What people wrote: the figures that the portal froze into the picture are no change of theirs."""
    return [
        {**part, "data": {}} if part["kind"] == "picture" else part
        for part in body
        if part["kind"] != "picture" or any(part["text"].values())
    ]


def _tops(body: Body) -> dict[str, str]:
    inside = {part["key"]: part["in"] for part in body}
    found = {}
    for key in inside:
        top = key
        while inside.get(top):
            top = inside[top]
        found[key] = top
    return found


def facts_of(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    """(label, text) of what an item says beside its words, in the reader's language."""
    drawn = {
        "goal": _of_goal, "branch_goal": _of_branch_goal, "line": _of_line, "action": _of_action,
        "agreement": _of_agreement, "budget": _of_budget, "stakeholder": _of_stakeholder, "branch": _of_branch,
    }.get(part["kind"])
    return [] if drawn is None else [(label, text) for label, text in drawn(sheet, part) if text]


def measured(measure: str, value: int | None, currency: str) -> str:
    """A value of a goal in its unit."""
    if measure in words.PERCENT:
        return format_percent(value)
    return format_amount(value, currency if measure in words.MONEY else None)


def _numbers(sheet: Sheet, part: Part, measure: str) -> Iterable[tuple[str, str]]:
    for label, name in ((_("Baseline"), "baseline"), (_("Target"), "target")):
        yield label, measured(measure, part["data"].get(name), sheet.plan.currency)


def _of_goal(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    data = part["data"]
    yield _("Kind of business"), words.business(data["business"])
    yield _("Measured in"), words.measure(data["measure"])
    yield from _numbers(sheet, part, data["measure"])


def _of_branch_goal(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    goal = next((one for one in sheet.body if one["key"] == part["in"]), None)
    yield _("Branch"), sheet.branches.get(part["data"]["branch"], "")
    yield from _numbers(sheet, part, goal["data"]["measure"] if goal else "")


def _customer(sheet: Sheet, part: Part) -> str:
    held = sheet.customers.get(part["data"]["customer"])
    return held.name if held else ""


def _of_line(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    data = part["data"]
    yield _("Customer"), _customer(sheet, part)
    yield from _numbers(sheet, part, "revenue")
    if "per_year" in data:
        yield _("How often"), words.frequency(data["per_year"])
        yield _("Way of contact"), words.channel(data.get("channel", "visit"))


def _of_action(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    data = part["data"]
    yield _("Who"), sheet.people.get(data.get("person"), "")
    yield _("Due"), format_date(date.fromisoformat(data["due"])) if "due" in data else ""
    goal = next((one for one in sheet.body if one["key"] == data.get("goal")), None)
    yield _("For goal"), sheet.text(goal)
    yield _("Branches"), ", ".join(sheet.branches.get(one, "") for one in data.get("branches", []))


def _of_agreement(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    data = part["data"]
    yield _("Who"), sheet.people.get(data.get("person"), "")
    yield _("Way of contact"), words.channel(data["channel"])
    yield _("How often"), words.frequency(data["per_year"])
    yield _("With"), sheet.contact_names.get(data.get("contact"), "")
    yield _("Branch"), sheet.branches.get(data.get("branch"), "")


def _of_budget(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    data = part["data"]
    yield _("Budget for"), words.budget(data["kind"])
    yield _("Amount"), format_amount(data.get("amount"), sheet.plan.currency)
    yield _("Discount"), format_percent(data.get("discount"))


def _of_stakeholder(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    data = part["data"]
    yield _("Name"), sheet.contact_names.get(data.get("contact"), "") or data.get("name", "")
    yield _("Stance"), words.stance(data["stance"]) if "stance" in data else ""


def _of_branch(sheet: Sheet, part: Part) -> Iterable[tuple[str, str]]:
    yield _("Branch"), sheet.branches.get(part["data"]["branch"], "")
