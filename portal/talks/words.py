"""The words for the codes of talks; each is translated when it is read. Templates reach them as `talk_words`."""

from __future__ import annotations

from flask_babel import gettext

from portal.core.policy import N_
from portal.customers.models import Segment
from portal.customers.words import SEGMENTS
from portal.talks import blocks
from portal.talks.models import (
    AdviceDecision,
    AdviceKind,
    AgreedWith,
    Measure,
    Outcome,
    TalkForm,
    TalkSide,
    TalkState,
)

FORMS = {TalkForm.SHORT: N_("Short, 10 to 15 minutes"), TalkForm.FULL: N_("Full talk")}
STATES = {
    TalkState.PLANNED: (N_("Planned"), "neutral"), TalkState.HELD: (N_("Held, to be signed"), "warning"),
    TalkState.SIGNED: (N_("Signed"), "success"),
}
BLOCKS = {
    blocks.EARLIER: N_("Looking back at agreements"), blocks.RESULTS: N_("Results"),
    blocks.ACTIVITIES: N_("Activities"), blocks.PLANS: N_("Account plans"), blocks.SKILLS: N_("Skills"),
    blocks.TOGETHER: N_("Working together and workload"), blocks.SUPPORT: N_("Support plan"),
    blocks.AGREEMENTS: N_("Agreements and next talk"),
}
ASKS = {  # to the seller, and about the seller
    blocks.EARLIER: (N_("What went well since last time, and what did not?"),
                     N_("What do you see of what was agreed last time?")),
    blocks.RESULTS: (N_("What do you make of these figures? What explains them?"),
                     N_("What do you want to ask about these figures?")),
    blocks.ACTIVITIES: (N_("Are you where you want to be with your visits and promises?"),
                        N_("What stands out in visits and promises?")),
    blocks.PLANS: (N_("How are your account plans going?"), N_("How are the account plans going?")),
    blocks.SKILLS: (N_("In what did you grow, and where do you want to grow?"),
                    N_("In what has the seller grown, and what comes next?")),
    blocks.TOGETHER: (N_("How is working with colleagues, and how is your workload?"),
                      N_("How is working together, and how is the workload?")),
    blocks.SUPPORT: (N_("What do you need: training, joint visits, extra help?"),
                     N_("What could you offer: training, joint visits, extra help?")),
    blocks.AGREEMENTS: (N_("What do you want to agree on?"), N_("What do you want to agree on?")),
}
OUTCOMES = {
    Outcome.DONE: (N_("Done"), "success"), Outcome.PARTLY: (N_("Partly"), "warning"),
    Outcome.NOT: (N_("Not done"), "danger"),
}
AGREED = {AgreedWith.SELLER: N_("The seller"), AgreedWith.MANAGER: N_("The manager"), AgreedWith.BOTH: N_("Both")}
MEASURES = {
    Measure.TRAINING: N_("Training"), Measure.JOINT_VISITS: N_("Joint visits"),
    Measure.EXTRA_HELP: N_("Extra help"), Measure.OTHER: N_("Something else"),
}
ADVICE = {
    AdviceKind.GUIDANCE: N_("Extra guidance"), AdviceKind.TRAINING: N_("Training"),
    AdviceKind.OTHER: N_("Another measure"),
}
DECISIONS = {
    AdviceDecision.AGREED: (N_("The director agreed"), "success"),
    AdviceDecision.PARTLY: (N_("The director agreed in part"), "warning"),
    AdviceDecision.DECLINED: (N_("The director declined"), "danger"),
}
SIDES = {TalkSide.SELLER: N_("Prepared by the seller"), TalkSide.MANAGER: N_("Prepared by the manager")}


def form(code: str) -> str:
    """Short or full."""
    return gettext(FORMS[TalkForm(code)])


def state(code: str) -> tuple[str, str]:
    """Where a talk stands: its word and the colour of its tag."""
    word, colour = STATES[TalkState(code)]
    return gettext(word), colour


def block(code: str) -> str:
    """The heading of a block."""
    return gettext(BLOCKS[code])


def asks(code: str, *, to_seller: bool) -> str:
    """What a block asks the one who prepares."""
    return gettext(ASKS[code][0 if to_seller else 1])


def outcome(code: str) -> tuple[str, str]:
    """What became of an agreement: the word and the colour of its tag."""
    word, colour = OUTCOMES[Outcome(code)]
    return gettext(word), colour


def agreed(code: str) -> str:
    """Who does what was agreed."""
    return gettext(AGREED[AgreedWith(code)])


def measure(code: str) -> str:
    """What kind of support."""
    return gettext(MEASURES[Measure(code)])


def advice(code: str) -> str:
    """What is asked of the director."""
    return gettext(ADVICE[AdviceKind(code)])


def decision(code: str) -> tuple[str, str]:
    """What the director decided: the word and the colour of its tag."""
    word, colour = DECISIONS[AdviceDecision(code)]
    return gettext(word), colour


def decision_choice(code: str) -> str:
    """The same as the director chooses it."""
    return {
        AdviceDecision.AGREED: gettext("Agree"), AdviceDecision.PARTLY: gettext("Agree in part"),
        AdviceDecision.DECLINED: gettext("Decline"),
    }[AdviceDecision(code)]


def advice_stage(code: str) -> tuple[str, str]:
    """Where an advice stands: the word and the colour of its tag."""
    return {
        "written": (gettext("To be read by the seller"), "warning"), "seen": (gettext("To be sent"), "warning"),
        "sent": (gettext("To decide"), "info"), "decided": (gettext("Decided"), "success"),
    }[code]


def round_stage(code: str) -> tuple[str, str]:
    """Where somebody stands in a round: the word and the colour of its tag."""
    return {
        "none": (gettext("No talk yet"), "warning"), "away": (gettext("Absent now"), "neutral"),
        "planned": (gettext("Planned"), "info"), "prepared": (gettext("Prepared"), "info"),
        "held": (gettext("Held"), "accent"), "signed": (gettext("Signed"), "success"),
    }[code]


def side(code: str) -> str:
    """Whose preparation."""
    return gettext(SIDES[TalkSide(code)])


def segment(code: str) -> str:
    """The customer group."""
    return gettext(SEGMENTS[Segment(code)])


def field(name: str) -> str:
    """A field of a form in the words of its label, for what differs between two devices."""
    kind, _dash, rest = name.partition("-")
    if kind in {"note", "remark"}:
        return block(rest)
    rows = {
        "kept": N_("What became of it"), "why": N_("Why"), "score": N_("What was seen"), "saw": N_("Example"),
        "next_on": N_("Next talk on"), "then": N_("What follows"), "advice_kind": N_("What kind of advice"),
        "advice_text": N_("Advice to the director"),
    }
    if kind in rows:
        return gettext(rows[kind])
    if kind == "agree":
        return gettext("Agreement %(number)s", number=rest[:1])
    return gettext("Measure %(number)s", number=rest[:1])


def value(name: str, stored: str) -> str:
    """What stands in a field, for reading."""
    if not stored:
        return gettext("nothing")
    if name.startswith("kept-") and stored in set(Outcome):
        return outcome(stored)[0]
    return stored
