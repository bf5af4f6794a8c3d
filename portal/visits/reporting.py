"""What packages above add to reports: the actions of plans that a contact can work on, and what follows from that.

Visits stand below plans, so plans register here (portal/plans/reporting.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from portal.core.together import Part, ask, gathered
from portal.people.me import Me
from portal.visits.models import ActionStep, Visit

Key = tuple[int, int | None, str]  # plan, branch (None: the action as a whole), part of the plan
Steps = Mapping[Key, ActionStep]


@dataclass(frozen=True)
class AtHand:
    """An action of a plan in force that a contact with its customer can bring further."""

    plan_id: int
    branch_id: int | None
    part_key: str
    text: str
    branch: str
    plan: str
    due: date
    may: bool  # this person may say that it is done

    @property
    def key(self) -> Key:
        """What names it."""
        return (self.plan_id, self.branch_id, self.part_key)

    @property
    def field(self) -> str:
        """What its field is called in the form."""
        return f"action-{self.plan_id}-{self.branch_id or 0}-{self.part_key}"


# Each gives the actions that this person may work on at a customer (and branch), and those of these keys in any case.
OFFERS: list[Callable[[Me, int, int | None, frozenset[Key]], Part]] = []
# Each is told inside the open `write()` what a report said before and says now.
FOLLOWERS: list[Callable[[Visit, Steps, Steps, Me], None]] = []


def at_hand(me: Me, customer_id: int, branch_id: int | None, said: Collection[Key] = ()) -> list[AtHand]:
    """The actions to choose from, by day; `said` are those that the report names already, done or not."""
    return ask(naming(me, customer_id, branch_id, said))


def naming(me: Me, customer_id: int, branch_id: int | None, said: Collection[Key] = ()) -> Part:
    """The same, to ask beside others."""
    offered = yield from gathered(offer(me, customer_id, branch_id, frozenset(said)) for offer in OFFERS)
    return sorted((one for found in offered for one in found), key=lambda one: (one.due, one.text, one.branch))


def follow(visit: Visit, before: Steps, now: Steps, actor: Me) -> None:
    """Tell what a report says about actions now, inside the open `write()`."""
    for one in FOLLOWERS:
        one(visit, before, now, actor)
