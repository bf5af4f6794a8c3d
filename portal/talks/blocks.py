"""The blocks of a talk in their order, which of them each form has, and which criteria belong in which."""

from __future__ import annotations

from portal.coaching.criteria import Criteria, Criterion
from portal.talks.models import TalkForm

EARLIER, RESULTS, ACTIVITIES, PLANS, SKILLS, TOGETHER, SUPPORT, AGREEMENTS = (
    "earlier", "results", "activities", "plans", "skills", "together", "support", "agreements",
)  # fmt: skip
FULL = (EARLIER, RESULTS, ACTIVITIES, PLANS, SKILLS, TOGETHER, SUPPORT, AGREEMENTS)
SHORT = (EARLIER, RESULTS, ACTIVITIES, SUPPORT, AGREEMENTS)  # ten to fifteen minutes
PLACES = {
    "V1": EARLIER, "V3": ACTIVITIES, "V4": PLANS, "V6": SKILLS, "V7": TOGETHER, "V8": ACTIVITIES,
}  # of the set that the portal brings; a criterion of an organisation's own stands with the skills


def of_form(form: TalkForm) -> tuple[str, ...]:
    """The blocks of the short or the full form."""
    return SHORT if form is TalkForm.SHORT else FULL


def place(key: str) -> str:
    """The block of a criterion. Results have none: figures are talked about and never scored."""
    return PLACES.get(key, SKILLS)


def criteria_of(form: TalkForm, criteria: Criteria) -> dict[str, list[Criterion]]:
    """The criteria of each block of a form; the short form rates nothing."""
    if form is TalkForm.SHORT:
        return {block: [] for block in SHORT}
    return {block: [one for one in criteria if place(one.key) == block] for block in FULL}
