"""What a duty asks again and again, in sentences: tags, counts, and why the words of a text leave doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.policy import N_
from portal.profiles.duty import A_YEAR, EVERY_WORDS, Every, Per, SettledBy

OTHERS_WORDS = {
    "supports": N_("Supports"), "consulted": N_("In consultation with"), "informed": N_("Is informed"),
}
ALIKE = {
    SettledBy.RIDE_ALONG: N_("One ride-along settles all of these duties; it is counted once:"),
    SettledBy.LISTENING: N_("Listening in once settles all of these duties; it is counted once:"),
    SettledBy.TALK: N_("One progress talk settles all of these duties; it is counted once:"),
    SettledBy.PLAN: N_("One approved account plan settles all of these duties; it is counted once:"),
}
WHY_DOUBT = {  # codes of portal.profiles.cadence
    "several": N_("The text names more than one interval."),
    "describes": N_("The word describes a thing, not how often this is done."),
    "thing": N_("The text names a thing that comes back; choose how often."),
    "negated": N_("The text says that it is not done like this."),
    "ambiguous": N_("This word is read in two ways: more often, or less often."),
    "at_least": N_("The text gives a lowest or highest number, not an interval."),
    "perhaps": N_("The text leaves open whether it is done, or about how often."),
    "no_cadence": N_("The text says that it comes back, but not how often."),
    "range": N_("The text gives a range, not one interval."),
    "no_such": N_("None of the intervals here fits exactly."),
    "amount": N_("The text counts how many, not how often."),
    "whom": N_("The text names both sellers and customers."),
    "only_plans": N_("For each customer only an account plan can be followed here."),
    "plan_yearly": N_("An account plan is asked once a year, not more often."),
}


def in_words(duty: Mapping[str, Any] | None) -> str:
    """A confirmed cadence as a tag: "Every month, per seller"; empty where nothing comes back."""
    if not duty or not duty.get("every"):
        return ""
    every = _(EVERY_WORDS[Every(duty["every"])])
    if duty["per"] == Per.SELLER:
        return _("%(every)s, per seller", every=every)
    return _("%(every)s, per customer", every=every) if duty["per"] == Per.CUSTOMER else every


def every_in_words(every: str) -> str:
    """An interval alone: "Every month"."""
    return _(EVERY_WORDS[Every(every)])


def was(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """What changed in a duty beside its words, against the version before."""
    old, new = in_words(before), in_words(after)
    if old == new:
        return _("who has a part in it changed")
    return _("was: %(cadence)s", cadence=old) if old else _("recurring work is new")


def count(every: str, per: str) -> str:
    """How many recurring tasks a cadence creates in a year, and for whom, as a sentence."""
    number = A_YEAR[Every(every)]
    if per == Per.SELLER:
        return ngettext(
            "This creates %(num)d recurring task a year per seller.",
            "This creates %(num)d recurring tasks a year per seller.", number,
        )
    if per == Per.CUSTOMER:
        return ngettext(
            "This creates %(num)d recurring task a year per customer or portfolio.",
            "This creates %(num)d recurring tasks a year per customer or portfolio.", number,
        )
    return ngettext(
        "This creates %(num)d recurring task a year.", "This creates %(num)d recurring tasks a year.", number
    )


def owed(duty: Mapping[str, Any], number: int = 0) -> str:
    """What a confirmed cadence makes somebody owe: "12 ride-alongs a year per seller"; `number` of several together."""
    number = number or A_YEAR[Every(duty["every"])]
    if duty["by"] == SettledBy.RIDE_ALONG:
        return ngettext("%(num)d ride-along a year per seller", "%(num)d ride-alongs a year per seller", number)
    if duty["by"] == SettledBy.LISTENING:
        return ngettext("%(num)d listening-in a year per seller", "%(num)d listening-ins a year per seller", number)
    if duty["by"] == SettledBy.TALK:
        return ngettext("%(num)d progress talk a year per seller", "%(num)d progress talks a year per seller", number)
    if duty["by"] == SettledBy.PLAN:
        return ngettext(
            "%(num)d account plan a year per customer or portfolio",
            "%(num)d account plans a year per customer or portfolio", number,
        )
    if duty["per"] == Per.SELLER:
        return ngettext("%(num)d dated note a year per seller", "%(num)d dated notes a year per seller", number)
    return ngettext("%(num)d dated note a year", "%(num)d dated notes a year", number)


def totals(duties: Iterable[Mapping[str, Any]]) -> list[str]:
    """What several cadences make somebody owe together, one phrase for what is settled alike, ride-alongs first.

    Each dated note is written for one duty; of all else one event settles every duty that asks it, so the most frequent
    one counts.
    """
    numbers: dict[tuple[str, str], int] = {}
    for duty in duties:
        key, number = (duty["by"], duty["per"]), A_YEAR[Every(duty["every"])]
        before = numbers.get(key, 0)
        numbers[key] = before + number if duty["by"] == SettledBy.NOTE else max(before, number)
    ordered = sorted(numbers.items(), key=lambda one: (list(SettledBy).index(SettledBy(one[0][0])), one[0][1]))
    return [owed({"by": by, "per": per}, number) for (by, per), number in ordered]


def settled_alike(parts: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Tasks that one event settles together, each group with a sentence that says so; none where every event is of one.

    A dated note is of one task only.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for part in parts:
        duty = part["data"].get("duty", {})
        if duty.get("every") and duty["by"] != SettledBy.NOTE:
            groups.setdefault(duty["by"], []).append(part)
    return [(_(ALIKE[SettledBy(by)]), group) for by, group in groups.items() if len(group) > 1]


def doubts(reasons: tuple[str, ...]) -> list[str]:
    """Why the words leave doubt, most important first."""
    return [_(WHY_DOUBT[code]) for code in reasons]
