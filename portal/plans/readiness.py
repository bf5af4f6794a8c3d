"""What a plan lacks before it can be submitted, and what its approver should look at. Codes; sentences when read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.documents.content import Body, children
from portal.plans.content import contacts_a_year, sums_differ
from portal.plans.models import Measure, PlanKind

GROWTH_TO_EXPLAIN = 10  # percent above the baseline from which an approver expects a substantiation


@dataclass(frozen=True)
class Finding:
    """One thing to look at: a code, the part it is about ("" for the whole) and values for its sentence."""

    code: str
    key: str = ""
    values: tuple[tuple[str, Any], ...] = ()


def lacks(body: Body, kind: PlanKind) -> list[Finding]:
    """What must be there before submission; empty when the plan is ready."""
    found = []
    if kind is PlanKind.PORTFOLIO:
        lines = children(body, "", "line")
        if not lines:
            found.append(Finding("no_line"))
        found += [Finding("empty_line", part["key"]) for part in lines if not _says_something(part)]
    elif not children(body, "", "goal"):
        found.append(Finding("no_goal"))
    for goal in children(body, "", "goal"):
        if not _text(goal):
            found.append(Finding("goal_without_text", goal["key"]))
        if goal["data"]["measure"] != Measure.QUALITATIVE and "target" not in goal["data"]:
            found.append(Finding("goal_without_target", goal["key"]))
    found += [Finding("sums_differ", goal["key"]) for goal in sums_differ(body)]
    for action in children(body, "", "action"):
        if not _text(action):
            found.append(Finding("action_without_text", action["key"]))
        elif "due" not in action["data"] or "person" not in action["data"]:
            found.append(Finding("action_without_date", action["key"]))
    found += [
        Finding("agreement_without_purpose", part["key"])
        for part in children(body, "", "agreement")
        if not _text(part) or "person" not in part["data"]
    ]
    found += [Finding("unplaced_text", part["key"]) for part in children(body, "", "unplaced")]
    return found


def checks(body: Body, *, potential: int | None, kind: PlanKind) -> list[Finding]:
    """What the approver is shown (spec 2, checks): it flags, it never stops anybody."""
    found = []
    if not contacts_a_year(body):
        found.append(Finding("touches_no_calendar"))
    if kind is not PlanKind.PORTFOLIO and potential is None:
        found.append(Finding("no_potential"))
    for goal in children(body, "", "goal"):
        data = goal["data"]
        if "target" not in data:
            continue
        base = data.get("baseline", 0)
        grows = data["target"] * 100 > base * (100 + GROWTH_TO_EXPLAIN)
        substantiated = any(_text(part) for part in children(body, goal["key"], "substantiation"))
        if grows and not substantiated:
            found.append(Finding("growth_unsubstantiated", goal["key"]))
        if data["measure"] == Measure.REVENUE and potential is not None and data["target"] > potential:
            found.append(Finding("above_potential", goal["key"]))
        if data["target"] < base:
            found.append(Finding("below_baseline", goal["key"]))
    return found


def completeness(body: Body, kind: PlanKind) -> tuple[int, int]:
    """(filled, all) of what a plan of this kind is expected to say; shown, never nagging."""
    if kind is PlanKind.PORTFOLIO:
        lines = children(body, "", "line")
        return sum(1 for part in lines if _says_something(part)), len(lines)
    expected = ["possibilities", "impossibilities", "goal", "action", "agreement"]
    if kind is PlanKind.KEY_ACCOUNT:
        expected += ["market", "stakeholder", "assumption"]
    filled = sum(1 for name in expected if any(_text(part) for part in children(body, "", name)))
    return filled, len(expected)


def _text(part: dict[str, Any]) -> bool:
    return any(text.strip() for text in part["text"].values())


def _says_something(line: dict[str, Any]) -> bool:
    return _text(line) or "target" in line["data"] or "per_year" in line["data"]
