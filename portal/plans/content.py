"""What an account plan may hold (spec 2, The account plan). Numbers are whole, in hundredths of the unit.

Texts are in the writer's language only. References (`branch`, `customer`, `person`, `contact`) are ids; who may be
named is checked where it is typed, because a body is a value and knows no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from portal.documents.content import Body, Kind, Part, Schema, children
from portal.plans.models import Business, Measure, PlanKind
from portal.visits.models import Channel

LARGEST = 10**15  # hundredths: ten trillion of any currency
WHOLE_DISCOUNT = 10_000  # hundredths of a percent
PER_YEAR = (52, 26, 12, 6, 4, 3, 2, 1)  # how often a year a contact can be agreed
BUDGET_KINDS = ("activity", "discount")
STANCES = ("supports", "neutral", "against", "unknown")
MEASURED = tuple(measure for measure in Measure if measure is not Measure.QUALITATIVE)
SUMMED = (Measure.REVENUE, Measure.MARGIN)  # branches add up to the whole; a share or a score does not

DataCheck = Callable[[Mapping[str, Any]], str | None]


def _amount(value: object, least: int = 0) -> bool:
    return type(value) is int and least <= value <= LARGEST


def _id(value: object) -> bool:
    return type(value) is int and 0 < value < 2**31


def _day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _ids(value: object) -> bool:
    return isinstance(value, list) and all(_id(one) for one in value) and len(set(value)) == len(value)


def _fields(required: Mapping[str, Callable[[Any], bool]], optional: Mapping[str, Callable[[Any], bool]]) -> DataCheck:
    """A check that answers the name of the first field that is missing, unknown or wrong."""

    def check(data: Mapping[str, Any]) -> str | None:
        for name in required:
            if name not in data:
                return name
        for name, value in data.items():
            rule = required.get(name) or optional.get(name)
            if rule is None or not rule(value):
                return name
        return None

    return check


def _one_of(codes: Iterable[str]) -> Callable[[Any], bool]:
    known = tuple(codes)
    return lambda value: isinstance(value, str) and value in known


def _short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 200


def _goal(data: Mapping[str, Any]) -> str | None:
    wrong = _fields(
        {"measure": _one_of(Measure), "business": _one_of(Business)},
        {"baseline": _amount, "target": _amount, "group": _short, "last": lambda value: isinstance(value, dict)},
    )(data)
    if wrong:
        return wrong
    # A goal may be written down before its number is known; submission asks for it (plans.readiness).
    return "target" if data["measure"] == Measure.QUALITATIVE and {"baseline", "target"} & data.keys() else None


def _agrees(body: Body) -> tuple[str, str] | None:
    """Each customer has one line, each branch one part and one goal per goal, and a branch goal a measured goal."""
    seen: set[tuple[str, str, int]] = set()
    measures = {part["key"]: part["data"]["measure"] for part in body if part["kind"] == "goal"}
    for part in body:
        about = part["data"].get("customer" if part["kind"] == "line" else "branch")
        if part["kind"] in {"line", "branch", "branch_goal"}:
            named = (part["kind"], part["in"], about)
            if named in seen:
                return "twice", part["key"]
            seen.add(named)
        if part["kind"] == "branch_goal" and measures.get(part["in"]) == Measure.QUALITATIVE:
            return "target", part["key"]
    return None


TOP = frozenset({""})
FREE: DataCheck = _fields({}, {})

PLAN = Schema(
    "plan",
    (
        # The portal freezes what it showed beside the picture when the version is submitted.
        Kind("picture", TOP, once=True, check=_fields({}, {"frozen": lambda value: isinstance(value, dict)})),
        Kind("classification", TOP, once=True, check=FREE),
        Kind("market", TOP, once=True, check=FREE),
        Kind("possibilities", TOP, once=True, check=FREE),
        Kind("impossibilities", TOP, once=True, check=FREE),
        Kind(
            "stakeholder", TOP,
            check=_fields({}, {"contact": _id, "name": _short, "stance": _one_of(STANCES)}), max_length=2_000,
        ),
        Kind("branch", TOP, check=_fields({"branch": _id}, {})),
        Kind("goal", TOP, check=_goal, max_length=2_000),
        Kind(
            "branch_goal", frozenset({"goal"}),
            check=_fields({"branch": _id}, {"baseline": _amount, "target": _amount}), max_length=2_000,
        ),
        Kind("substantiation", frozenset({"goal"}), once=True, check=FREE),
        # A portfolio plan has one line per customer instead of sections.
        Kind(
            "line", TOP,
            check=_fields(
                {"customer": _id},
                {"baseline": _amount, "target": _amount, "per_year": lambda value: value in PER_YEAR,
                 "channel": _one_of(Channel), "last": lambda value: isinstance(value, dict)},
            ),
            max_length=2_000,
        ),
        Kind(
            "action", TOP,
            check=_fields(
                {}, {"person": _id, "due": _day, "goal": lambda value: isinstance(value, str), "branches": _ids}
            ),
            max_length=2_000,
        ),
        Kind(
            "agreement", TOP,  # a line of the contact agreement; its text is the purpose
            check=_fields(
                {"channel": _one_of(Channel), "per_year": lambda value: value in PER_YEAR},
                {"person": _id, "contact": _id, "branch": _id},
            ),
            max_length=2_000,
        ),
        Kind(
            "budget", TOP,
            check=_fields(
                {"kind": _one_of(BUDGET_KINDS)},
                {"amount": _amount, "discount": lambda value: _amount(value) and value <= WHOLE_DISCOUNT},
            ),
            max_length=2_000,
        ),
        Kind("support", TOP, check=FREE, max_length=2_000),
        Kind("assumption", TOP, check=FREE, max_length=2_000),
        Kind("unplaced", TOP, check=FREE),  # pasted text that found no place yet; seen by those who edit
    ),
    whole=_agrees,
)

# A customer plan starts on one page; a key-account plan shows every section from the start (users-say C 4).
SECTIONS: dict[PlanKind, tuple[str, ...]] = {
    PlanKind.CUSTOMER: (
        "picture", "possibilities", "impossibilities", "goal", "action", "agreement", "budget", "support",
    ),
    PlanKind.KEY_ACCOUNT: (
        "picture", "classification", "market", "possibilities", "impossibilities", "stakeholder", "branch", "goal",
        "action", "agreement", "budget", "support", "assumption",
    ),
    PlanKind.PORTFOLIO: ("picture", "line", "action", "budget", "support", "assumption"),
}
# What a customer plan may add beyond its first page.
MORE: dict[PlanKind, tuple[str, ...]] = {
    PlanKind.CUSTOMER: ("classification", "market", "stakeholder", "branch", "assumption"),
    PlanKind.KEY_ACCOUNT: (),
    PlanKind.PORTFOLIO: ("market",),
}
# What only hangs below a section goes with it: an amendment of goals touches their branches and substantiation.
BELONGS = {"branch_goal": "goal", "substantiation": "goal"}
AMENDABLE = (
    "goal", "action", "agreement", "line", "budget", "support", "assumption", "market", "branch", "stakeholder",
)


def section_of(part: Part) -> str:
    """The section a part belongs to: the kind of its part at the top."""
    return BELONGS.get(part["kind"], part["kind"])


def sums_differ(body: Body) -> list[Part]:
    """Goals in money whose branches do not add up to the whole, in baseline or target (spec 2: sums add up)."""
    found = []
    for goal in children(body, "", "goal"):
        below = children(body, goal["key"], "branch_goal")
        if below and goal["data"]["measure"] in SUMMED and any(
            sum(part["data"].get(name, 0) for part in below) != goal["data"].get(name, 0)
            for name in ("baseline", "target")
        ):
            found.append(goal)
    return found


def target_of(body: Body, business: str | None = None) -> int:
    """What a plan aims at in revenue, in hundredths: goals and portfolio lines together, of one kind of business.

    Lines count as existing business; what of them is new the customer says, not the plan.
    """
    goals = (
        part["data"].get("target", 0)
        for part in children(body, "", "goal")
        if part["data"]["measure"] == Measure.REVENUE and business in {None, part["data"]["business"]}
    )
    lines = (part["data"].get("target", 0) for part in children(body, "", "line"))
    return sum(goals) + (sum(lines) if business != Business.NEW else 0)


def asked_budget(body: Body) -> int:
    """What a plan asks for activities, in hundredths of its currency."""
    return sum(part["data"].get("amount", 0) for part in children(body, "", "budget"))


def highest_discount(body: Body) -> int:
    """The highest discount a plan asks for, in hundredths of a percent."""
    return max((part["data"].get("discount", 0) for part in children(body, "", "budget")), default=0)


def contacts_a_year(body: Body) -> int:
    """How many contacts the agreement puts in the calendar in a whole year."""
    return sum(part["data"].get("per_year", 0) for part in body if part["kind"] in {"agreement", "line"})


def visible(body: Body) -> Body:
    """What readers see: without text that waits for a place."""
    return [part for part in body if part["kind"] != "unplaced"]
