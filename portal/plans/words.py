"""The words for the codes of account plans: each is translated when it is read. No other module names a code.

Templates reach the functions as `plan_words`.
"""

from __future__ import annotations

from flask_babel import gettext, ngettext

from portal.core.numbers import format_amount, format_percent
from portal.core.policy import N_
from portal.documents.models import State, Turn
from portal.plans.models import AmendmentState, Business, Measure, Need, PlanKind, Stage, Step
from portal.plans.readiness import Finding
from portal.visits.models import Channel

KINDS = {
    PlanKind.CUSTOMER: N_("Customer plan"),
    PlanKind.KEY_ACCOUNT: N_("Key-account plan"),
    PlanKind.PORTFOLIO: N_("Portfolio plan"),
}
# Where a plan stands (`PlanFile.standing`): the word and the colour of its tag.
STANDINGS = {
    State.DRAFT: (N_("Draft"), "neutral"),
    State.IN_REVIEW: (N_("Submitted"), "info"),
    State.CHANGES_REQUESTED: (N_("Changes requested"), "warning"),
    State.AWAITING_SECOND: (N_("Waits for a second decision"), "info"),
    State.REJECTED: (N_("Rejected"), "danger"),
    Stage.APPROVED: (N_("Approved"), "success"),
    Stage.IN_EXECUTION: (N_("In execution"), "accent"),
    Stage.EVALUATED: (N_("Evaluated"), "success"),
    Stage.CLOSED: (N_("Closed"), "outline"),
}
AMENDMENTS = {
    AmendmentState.OPEN: (N_("Amendment at work"), "info"),
    AmendmentState.APPROVED: (N_("Amendment approved"), "success"),
    AmendmentState.REJECTED: (N_("Amendment rejected"), "danger"),
    AmendmentState.WITHDRAWN: (N_("Amendment given up"), "outline"),
}
NEEDS = {
    Need.OWN: N_("A plan of its own"),
    Need.PORTFOLIO: N_("In the portfolio plan"),
    Need.NONE: N_("No plan needed"),
}
TURNS = {Turn.OWNER: N_("the seller"), Turn.APPROVER: N_("the manager"), Turn.SECOND: N_("the next line")}
# The rubric of the substantiation (spec 2), from weak to strong.
STEPS = {
    Step.MISSING: (N_("Not substantiated"), "danger"),
    Step.THIN: (N_("Partly substantiated"), "warning"),
    Step.SOUND: (N_("Well substantiated"), "info"),
    Step.CONVINCING: (N_("Convincingly substantiated"), "success"),
}
MEASURES = {
    Measure.QUALITATIVE: N_("Not in a number"),
    Measure.REVENUE: N_("Turnover"),
    Measure.MARGIN: N_("Margin"),
    Measure.PRODUCT_GROUPS: N_("Number of product groups"),
    Measure.UP_SELLING: N_("Up-selling"),
    Measure.CROSS_SELLING: N_("Cross-selling"),
    Measure.SHARE: N_("Share of customer"),
    Measure.SATISFACTION: N_("Satisfaction"),
}
MONEY = frozenset({Measure.REVENUE, Measure.MARGIN, Measure.UP_SELLING, Measure.CROSS_SELLING})
PERCENT = frozenset({Measure.SHARE})
BUSINESS = {Business.EXISTING: N_("Existing business"), Business.NEW: N_("New sales")}
CHANNELS = {Channel.VISIT: N_("Visit"), Channel.PHONE: N_("Phone"), Channel.VIDEO: N_("Video")}
FREQUENCIES = {
    52: N_("every week"),
    26: N_("every two weeks"),
    12: N_("every month"),
    6: N_("every two months"),
    4: N_("every quarter"),
    3: N_("three times a year"),
    2: N_("twice a year"),
    1: N_("once a year"),
}
BUDGETS = {"activity": N_("Activity"), "discount": N_("Discount")}
STANCES = {
    "supports": N_("Supports us"),
    "neutral": N_("Neutral"),
    "against": N_("Against us"),
    "unknown": N_("Not known yet"),
}
# The heading of a section, and the line that says what belongs in it.
SECTIONS = {
    "picture": (N_("Customer picture"), N_("What do the figures not say about this customer?")),
    "classification": (N_("Classification"), N_("What kind of customer is this, and how do we serve it?")),
    "market": (N_("Market and competitors"), N_("What happens in this market, and who else is at the table?")),
    "possibilities": (N_("Possibilities"), N_("Where can we grow with this customer?")),
    "impossibilities": (N_("Impossibilities"), N_("What will not work, and what stands in the way?")),
    "stakeholder": (N_("Stakeholders"), N_("Who decides and who has influence, and where do they stand?")),
    "branch": (N_("Branches"), N_("What is different at one branch?")),
    "goal": (N_("Goals"), N_("What do we want to reach this year, and why can it be done?")),
    "line": (N_("Customers"), N_("What do we aim at with each customer, and how often do we have contact?")),
    "action": (N_("Actions"), N_("Who does what, and by when?")),
    "agreement": (N_("Contact agreement"), N_("Who has contact with whom, how often and for what?")),
    "budget": (N_("Budget"), N_("What will it cost: activities and discounts?")),
    "support": (N_("Support asked"), N_("What do you need from others to reach this?")),
    "assumption": (N_("Assumptions"), N_("What must hold for this plan to work?")),
    "unplaced": (N_("Text without a place"), N_("Put each piece in a section, or remove it.")),
}
# One item: its name on its form, the button that adds one, and what stands there while it says nothing.
ITEMS = {
    "stakeholder": (N_("Stakeholder"), N_("Add a stakeholder"), N_("What moves this person?")),
    "branch": (N_("Branch"), N_("Add a branch"), N_("Nothing is written about this branch yet.")),
    "goal": (N_("Goal"), N_("Add a goal"), N_("Describe this goal.")),
    "action": (N_("Action"), N_("Add an action"), N_("Describe this action.")),
    "agreement": (N_("Contact agreement"), N_("Add a contact agreement"), N_("Say what the contact is for.")),
    "budget": (N_("Budget"), N_("Add a budget line"), N_("Say what it is for.")),
    "support": (N_("Support asked"), N_("Ask for support"), N_("Say what you need.")),
    "assumption": (N_("Assumption"), N_("Add an assumption"), N_("Say what must hold.")),
    "unplaced": (N_("Text without a place"), "", ""),
    "line": (N_("Customer"), N_("Add customers"), ""),
    "branch_goal": (N_("Branch of a goal"), "", ""),
    "substantiation": (N_("Substantiation"), "", ""),
}
# What is missing or worth a look, by code (plans.readiness): about one item where its key is given.
FINDINGS = {
    "no_goal": N_("Add at least one goal."),
    "no_line": N_("Add at least one customer."),
    "empty_line": N_("Say what you aim at with this customer, or how often you have contact."),
    "goal_without_text": N_("Describe this goal."),
    "goal_without_target": N_("Give this goal a target."),
    "sums_differ": N_("The branches do not add up to this goal."),
    "action_without_text": N_("Describe this action."),
    "action_without_date": N_("Say who does this action and by when."),
    "agreement_without_purpose": N_("Say who has this contact and what it is for."),
    "unplaced_text": N_("Give this pasted text a place, or remove it."),
    "unanswered_requests": N_("Answer every change request."),
    "nothing_changed": N_("Nothing has changed in this section yet."),
    "touches_no_calendar": N_("This plan puts no contact in the calendar."),
    "no_potential": N_("The potential of this customer is not known."),
    "growth_unsubstantiated": N_("This goal grows without a substantiation."),
    "above_potential": N_("The target is above the potential of the customer."),
    "below_baseline": N_("The target is below the baseline."),
    "level_mismatch": N_("This customer is larger or more complex than the level of the seller covers."),
}
# What happened meanwhile to somebody who was editing.
STALE = N_("Someone else changed this meanwhile. It is shown as it is now; do it again if you still want to.")
GONE = N_("This was removed meanwhile.")
BAD = {
    "too_long": N_("This text is too long for its place. Shorten it."),
    "too_many_parts": N_("This plan has too many parts. Remove some first."),
    "twice": N_("This stands in the plan already."),
    "target": N_("A goal that is not in a number has no baseline and no target."),
}
REFUSED_CONTENT = N_("This cannot be stored so. Check the numbers and try again.")


def kind(code: str) -> str:
    """Customer plan, key-account plan or portfolio plan."""
    return gettext(KINDS[PlanKind(code)])


def standing(code: str) -> tuple[str, str]:
    """Where a plan stands: the word and the colour of its tag."""
    word, colour = STANDINGS[code]
    return gettext(word), colour


def amendment(code: str) -> tuple[str, str]:
    """How an amendment stands: the word and the colour of its tag."""
    word, colour = AMENDMENTS[AmendmentState(code)]
    return gettext(word), colour


def step(code: str) -> tuple[str, str]:
    """A step of the rubric: the word and the colour of its tag."""
    word, colour = STEPS[Step(code)]
    return gettext(word), colour


def need(code: str) -> str:
    """What plan a customer needs."""
    return gettext(NEEDS[Need(code)])


def turn(code: str) -> str:
    """Who has the turn, as a role."""
    return gettext(TURNS[Turn(code)])


def measure(code: str) -> str:
    """What a goal is measured in."""
    return gettext(MEASURES[Measure(code)])


def value(code: str, hundredths: int | None, currency: str) -> str:
    """A number of a goal in its unit, as the reader writes it."""
    if hundredths is None:
        return ""
    if code in PERCENT:
        return format_percent(hundredths)
    return format_amount(hundredths, currency if code in MONEY else None)


def business(code: str) -> str:
    """Existing business or new sales."""
    return gettext(BUSINESS[Business(code)])


def channel(code: str) -> str:
    """Visit, phone or video."""
    return gettext(CHANNELS[Channel(code)])


def frequency(per_year: int) -> str:
    """How often a year, in words."""
    return gettext(FREQUENCIES[per_year])


def budget(code: str) -> str:
    """Activity or discount."""
    return gettext(BUDGETS[code])


def stance(code: str) -> str:
    """Where a stakeholder stands."""
    return gettext(STANCES[code])


def section(code: str) -> str:
    """The heading of a section."""
    return gettext(SECTIONS[code][0])


def asks(code: str) -> str:
    """What a section asks, in one line."""
    return gettext(SECTIONS[code][1])


def item(code: str) -> str:
    """The name of one item."""
    return gettext(ITEMS[code][0])


def adds(code: str) -> str:
    """The button that adds an item."""
    return gettext(ITEMS[code][1])


def unsaid(code: str) -> str:
    """What stands where an item says nothing yet."""
    return gettext(ITEMS[code][2]) if ITEMS[code][2] else ""


def finding(one: Finding) -> str:
    """What is missing or worth a look, as a sentence."""
    return gettext(FINDINGS[one.code], **dict(one.values))


def finding_of(code: str) -> str:
    """The same for a finding without values, by its code."""
    return gettext(FINDINGS[code])


def stale() -> str:
    """What is said where somebody else was faster."""
    return gettext(STALE)


def contacts(count: int, year: int) -> str:
    """How many contacts an agreement puts in the calendar of a year."""
    return ngettext(
        "Puts %(num)d contact in the calendar of %(year)s.", "Puts %(num)d contacts in the calendar of %(year)s.",
        count, year=year,
    )


def customers(count: int) -> str:
    """How many customers a portfolio plan has."""
    return ngettext("%(num)d customer", "%(num)d customers", count)
