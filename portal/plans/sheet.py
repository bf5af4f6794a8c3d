"""A plan's text as pages draw it: the parts in their sections, with the names of whom and what they refer to.

`reading` gives any version; `editing` the version at work with what its editor needs besides.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import exists, select

from portal.core import clock
from portal.core.together import Part as Questions
from portal.core.together import ask, gathered
from portal.documents import content
from portal.documents.content import Body, Part
from portal.documents.models import Draft, DraftChange
from portal.people.me import Me
from portal.people.models import Person
from portal.plans import amendments, mandates, pictures, readiness
from portal.plans import named as names
from portal.plans.content import (
    MORE,
    SECTIONS,
    SUMMED,
    asked_budget,
    contacts_a_year,
    highest_discount,
    section_of,
)
from portal.plans.models import PlanKind
from portal.plans.named import Held, Named
from portal.plans.policy import PlanFile
from portal.visits.services.agreement import place_of, spread

PROSE = ("picture", "classification", "market", "possibilities", "impossibilities")
MONTHS = 12
# Where pasted text can go, the likeliest first. What needs more than words gets what is usual.
PLACED = (
    "goal", "action", "possibilities", "impossibilities", "market", "classification", "picture", "support",
    "assumption", "agreement", "budget", "stakeholder",
)


@dataclass(frozen=True)
class Sheet:
    """One version of a plan in front of a person. `section` is the only one that an amendment may change."""

    plan: PlanFile
    body: Body
    section: str = ""
    is_open: bool = False  # the version at work, in front of somebody who may write in it
    changed_at: datetime | None = None
    changed_by: str = ""
    can_undo: bool = False
    asked: list[Any] = field(default_factory=list)  # change requests of this round (plans.requests)
    opened: Any = None  # the item whose form is open (views.desk.Open)
    amendment: Any = None  # (section, reason) of the amendment that this is

    @property
    def locale(self) -> str:
        """The language that the plan is written in."""
        return self.plan.locale

    def text(self, part: Part | None) -> str:
        """The words of a part; empty without one."""
        if part is None:
            return ""
        return part["text"].get(self.locale) or next((text for text in part["text"].values() if text), "")

    def inside(self, key: str, kind: str) -> Body:
        """The parts of one kind in a part ("" for the top), in order."""
        return [part for part in self._below.get(key, []) if part["kind"] == kind]

    @cached_property
    def _below(self) -> dict[str, Body]:
        return content.grouped(self.body)

    def find(self, key: str) -> Part | None:
        """The part with this key, or None."""
        return content.find(self.body, key)

    @property
    def placeable(self) -> list[str]:
        """The sections that a piece of pasted text can go to."""
        wanted = {*SECTIONS[self.plan.kind], *MORE[self.plan.kind]}
        return [name for name in PLACED if name in wanted and self.edits(name)]

    def only(self, kind: str, parent: str = "") -> Part | None:
        """The one part of a kind that stands there at most once."""
        return next(iter(self.inside(parent, kind)), None)

    @cached_property
    def sections(self) -> list[str]:
        """The sections of this kind of plan, and those that were added to it, in reading order."""
        there = {part["kind"] for part in self.body if not part["in"]}
        names = [*SECTIONS[self.plan.kind], *(name for name in MORE[self.plan.kind] if name in there)]
        order = [kind for kind in ORDER if kind in names]
        return ["unplaced", *order] if "unplaced" in there and self.is_open else order

    @cached_property
    def addable(self) -> list[str]:
        """The sections that this plan could still get."""
        return [name for name in MORE[self.plan.kind] if name not in self.sections]

    def edits(self, section: str) -> bool:
        """Whether this section may be changed here: in an amendment only its own."""
        return self.is_open and self.section in {"", section}

    def section_of(self, part: Part) -> str:
        """The section in which a part is drawn."""
        return section_of(part)

    def asked_about(self, key: str) -> list[Any]:
        """The change requests of this round about a part or what hangs below it."""
        keys = {key, *(part["key"] for part in self._below.get(key, []))}
        return [row for row in self.asked if row.part_key in keys]

    @cached_property
    def asked_elsewhere(self) -> list[Any]:
        """The change requests about the whole plan, and about what is not there any more."""
        there = {part["key"] for part in self.body}
        return [row for row in self.asked if row.part_key not in there]

    @property
    def unanswered(self) -> int:
        """How many change requests still wait for an answer."""
        return sum(1 for row in self.asked if row.is_open)

    @cached_property
    def completeness(self) -> tuple[int, int]:
        """(filled, all) of what such a plan is expected to say."""
        return readiness.completeness(self.body, self.plan.kind)

    @cached_property
    def contacts(self) -> int:
        """How many contacts the plan puts in the calendar of a whole year."""
        return contacts_a_year(self.body)

    @property
    def contacts_to_come(self) -> int:
        """How many contacts an approval today would put in the calendar: those of days that have passed fall away."""
        day = clock.today()
        parts = [*self.inside("", "agreement"), *self.inside("", "line")]
        agreed = [part for part in parts if "per_year" in part["data"]]
        return sum(
            due > day
            for number, part in enumerate(agreed)
            for due in spread(
                self.plan.starts, self.plan.ends, part["data"]["per_year"], place_of(self.plan.id, number)
            )
        )

    @property
    def contacts_a_month(self) -> float:
        """The same in a month, to one decimal."""
        return round(self.contacts / MONTHS, 1)

    @property
    def budget(self) -> int:
        """What the plan asks for activities, in hundredths."""
        return asked_budget(self.body)

    @property
    def discount(self) -> int:
        """The highest discount that the plan asks for, in hundredths of a percent."""
        return highest_discount(self.body)

    @cached_property
    def right(self) -> mandates.Right | None:
        """What the owner's level allows."""
        return ask(mandates.right_over(self.plan.owner_id))

    @cached_property
    def beyond(self) -> list[mandates.Breach]:
        """The limits that the plan goes beyond."""
        return mandates.beyond(self.right, self.body, self.plan.currency)

    @cached_property
    def quoted(self) -> dict[str, str]:
        """The words of the profile cell that the mandate comes from."""
        return ask(mandates.cell_behind(self.right))

    def summed(self, goal: Part) -> tuple[int, int, bool] | None:
        """(baseline, target, whether both agree with the goal) of a goal's branches; None where nothing adds up."""
        below = self.inside(goal["key"], "branch_goal")
        if not below or goal["data"]["measure"] not in SUMMED:
            return None
        base, target = (sum(part["data"].get(name, 0) for part in below) for name in ("baseline", "target"))
        return base, target, (base, target) == (goal["data"].get("baseline", 0), goal["data"].get("target", 0))

    @cached_property
    def picture(self) -> dict[str, Any]:
        """What the portal knows of the customer: frozen in a submitted version, as of today in the one at work."""
        return self._frozen or ask(pictures.known(self.plan))

    @property
    def _frozen(self) -> dict[str, Any] | None:
        return (self.only("picture") or {"data": {}})["data"].get("frozen")

    @cached_property
    def named(self) -> Named:
        """Whom and what the plan names and could name."""
        return ask(names.named(self.plan, self.body))

    @property
    def people(self) -> dict[int, str]:
        """The names of who may be named in the plan and of who is, the owner first."""
        return self.named.people

    @property
    def branches(self) -> dict[int, str]:
        """The branches of the customer today, and those the plan names, by name."""
        return self.named.branches

    @property
    def contact_names(self) -> dict[int, str]:
        """The contacts of the customer today, and those the plan names, by name."""
        return self.named.contacts

    @property
    def customers(self) -> dict[int, Held]:
        """The customers of the lines, with their turnover of the year before."""
        return self.named.customers

    @cached_property
    def missing_customers(self) -> list[Held]:
        """The customers of the owner's portfolio that a portfolio plan does not have yet."""
        return ask(names.missing(self.plan, self.body))

    @cached_property
    def planned_apart(self) -> int:
        """How many customers of the portfolio are left out of it, because each needs a plan of its own or none."""
        return ask(names.planned_apart(self.plan, self.body))

    def look_up(self) -> Questions:
        """Ask at once for what a page about the whole plan draws, which is else asked for when it is used."""
        wanted = {"named": names.named(self.plan, self.body)}
        if "picture" in self.sections and not self._frozen:
            wanted["picture"] = pictures.known(self.plan)
        if self.is_open:
            wanted["right"] = mandates.right_over(self.plan.owner_id)
            if is_portfolio(self.plan):
                wanted["missing_customers"] = names.missing(self.plan, self.body)
                wanted["planned_apart"] = names.planned_apart(self.plan, self.body)
        found = yield from gathered(wanted.values())
        vars(self).update(zip(wanted, found, strict=True))  # where cached_property looks first

    def after(self, body: Body, me: Me) -> Sheet:
        """The same page after this person's change."""
        return replace(self, body=body, changed_at=clock.now(), changed_by=me.name, can_undo=True, opened=None)


# Reading order of the sections: as an approver reads a plan, what we want before what it costs.
ORDER = (
    "picture", "classification", "market", "possibilities", "impossibilities", "stakeholder", "branch", "goal", "line",
    "action", "agreement", "budget", "support", "assumption",
)


def reading(plan: PlanFile, body: Body) -> Sheet:
    """A version to be read."""
    return Sheet(plan, body)


def editing(plan: PlanFile, me: Me) -> Questions:
    """The version at work for somebody who may write in it; None where there is none."""
    mine = exists().where(DraftChange.draft_id == Draft.id, DraftChange.person_id == me.id)
    asked = {
        "draft": select(Draft.body, Draft.changed_at, Person.name, mine.label("mine"))
        .outerjoin(Person, Person.id == Draft.changed_by_id)
        .where(Draft.id == plan.draft_id)
    }
    if plan.amends:
        asked["amendment"] = amendments.opened(plan.id)
    found = yield asked
    if not found["draft"]:
        return None
    row, amendment = found["draft"][0], next(iter(found.get("amendment", ())), None)
    return Sheet(
        plan, content.loads(row.body), section=amendment.section if amendment else "", is_open=True,
        changed_at=row.changed_at, changed_by=row.name or "", can_undo=bool(row.mine), amendment=amendment,
    )


def is_portfolio(plan: PlanFile) -> bool:
    """Whether a plan has a line per customer instead of sections about one."""
    return plan.kind is PlanKind.PORTFOLIO
