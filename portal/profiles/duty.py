"""What the text of a duty says beyond its words (spec 4), and how a result indicator is known here (spec 1, 8).

Both are data of a part, so they travel with the version: a new version changes what is owed from its valid date.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.core.policy import N_


class Every(StrEnum):
    """How often a duty comes back. `TWO_MONTHS` is once in two months (tweemaandelijks, annenhver måned)."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class Per(StrEnum):
    """For whom or what it comes back: once for the holder, per seller of the holder's, per customer or portfolio."""

    ONCE = "once"
    SELLER = "seller"
    CUSTOMER = "customer"


class SettledBy(StrEnum):
    """What settles it: an event that the portal knows, or a dated note."""

    RIDE_ALONG = "ride_along"
    LISTENING = "listening"
    TALK = "talk"
    PLAN = "plan"
    NOTE = "note"


class Measure(StrEnum):
    """How an indicator is known here."""

    COMPUTED = "computed"
    IMPORTED = "imported"
    JUDGED = "judged"
    UNMEASURABLE = "unmeasurable"


A_YEAR = {
    Every.WEEK: 52, Every.TWO_WEEKS: 26, Every.MONTH: 12, Every.TWO_MONTHS: 6, Every.QUARTER: 4, Every.HALF_YEAR: 2,
    Every.YEAR: 1,
}
EVERY_WORDS = {
    Every.WEEK: N_("Every week"), Every.TWO_WEEKS: N_("Once in two weeks"), Every.MONTH: N_("Every month"),
    Every.TWO_MONTHS: N_("Once in two months"), Every.QUARTER: N_("Every quarter"),
    Every.HALF_YEAR: N_("Twice a year"), Every.YEAR: N_("Every year"),
}
PER_WORDS = {
    Per.ONCE: N_("Once for whoever holds the role"), Per.SELLER: N_("For each seller who reports to the role"),
    Per.CUSTOMER: N_("For each customer or portfolio that needs a plan"),
}
BY_WORDS = {
    SettledBy.RIDE_ALONG: N_("A completed ride-along"), SettledBy.LISTENING: N_("A completed listening-in"),
    SettledBy.TALK: N_("A progress talk that was held"), SettledBy.PLAN: N_("An approved account plan"),
    SettledBy.NOTE: N_("A dated note"),
}
MEASURE_WORDS = {
    Measure.COMPUTED: N_("Computed by the portal"), Measure.IMPORTED: N_("Imported figures"),
    Measure.JUDGED: N_("Judged by people"), Measure.UNMEASURABLE: N_("Not measurable here"),
}
ABOUT = {  # what can settle a duty that is for one of these
    Per.ONCE: (SettledBy.NOTE,),
    Per.SELLER: (SettledBy.RIDE_ALONG, SettledBy.LISTENING, SettledBy.TALK, SettledBy.NOTE),
    Per.CUSTOMER: (SettledBy.PLAN,),
}
OTHERS = ("supports", "consulted", "informed")  # beside the holder of the role, who does it
NAMED = ("role", "unit", "body", "term")
MOST_OTHERS, LONGEST_TERM = 20, 120


def duty_fault(duty: object) -> str | None:
    """A code when this is no `duty`: {"every", "per", "by"} together or "none": true (no recurring work), and beside
    them "supports", "consulted", "informed" (each a list of {"role": id}, {"unit": id}, {"body": id} or
    {"term": the words between brackets}) and "delegable": true. "words" is a digest of the text that was answered.
    """
    known = {"every", "per", "by", "none", "words", "delegable", *OTHERS}
    if not isinstance(duty, Mapping) or not duty.keys() <= known:
        return "duty"
    cadence = [duty.get(name) for name in ("every", "per", "by")]
    if any(cadence):
        if duty.get("none") or duty["every"] not in list(Every) or duty.get("per") not in list(Per):
            return "duty"
        if duty.get("by") not in ABOUT[Per(duty["per"])]:
            return "settled_by"
    if not isinstance(words := duty.get("words", ""), str) or len(words) > LONGEST_TERM:
        return "duty"
    if duty.get("none", True) is not True or duty.get("delegable", True) is not True:
        return "duty"
    return None if all(_named(duty.get(name, [])) for name in OTHERS) else "duty"


def _named(others: object) -> bool:
    return isinstance(others, list) and len(others) <= MOST_OTHERS and all(_one(other) for other in others)


def _one(other: object) -> bool:
    if not isinstance(other, Mapping) or len(other) != 1:
        return False
    [(kind, value)] = other.items()
    if kind == "term":
        return isinstance(value, str) and 0 < len(value) <= LONGEST_TERM
    return kind in NAMED and type(value) is int and value > 0


def measure_fault(measure: object) -> str | None:
    """A code when this is no `measure`: {"kind"}, and the code of a "figure" where that is computed or imported."""
    if not isinstance(measure, Mapping) or not measure.keys() <= {"kind", "figure"}:
        return "measure"
    if measure.get("kind") not in list(Measure):
        return "measure"
    counted = measure["kind"] in (Measure.COMPUTED, Measure.IMPORTED)
    figure = measure.get("figure")
    if counted != (figure is not None):
        return "measure"
    return None if not counted or (isinstance(figure, str) and 0 < len(figure) <= 60) else "measure"
