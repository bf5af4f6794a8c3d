"""What a decision says to who made it, in whole sentences: in whose place, and what comes next."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.documents.models import Outcome, State
from portal.plans import seats
from portal.plans.policy import PlanFile
from portal.visits.models import Visit


def made(plan: PlanFile, outcome: Outcome, absent: str, wishes: int) -> str:
    """What was decided just now; `plan` as it stands afterwards, `absent` in whose place."""
    return f"{_decided(plan, outcome, absent, wishes)} {_next(plan, outcome)}"


def _decided(plan: PlanFile, outcome: Outcome, absent: str, wishes: int) -> str:
    about = {"title": f"{plan.title} {plan.year}", "absent": absent}
    if outcome is Outcome.REQUEST_CHANGES:
        return _asked(about, absent, wishes)
    sentences = {
        (Outcome.APPROVE, True): _("You approved %(title)s on behalf of %(absent)s.", **about),
        (Outcome.APPROVE, False): _("You approved %(title)s.", **about),
        (Outcome.REJECT, True): _("You rejected %(title)s on behalf of %(absent)s.", **about),
        (Outcome.REJECT, False): _("You rejected %(title)s.", **about),
    }
    return sentences[outcome, bool(absent)]


def _asked(about: dict[str, str], absent: str, wishes: int) -> str:
    if absent and wishes:
        return ngettext(
            "You asked for %(num)d change to %(title)s on behalf of %(absent)s.",
            "You asked for %(num)d changes to %(title)s on behalf of %(absent)s.", wishes, **about,
        )
    if absent:
        return _("You asked for changes to %(title)s on behalf of %(absent)s.", **about)
    if wishes:
        return ngettext(
            "You asked for %(num)d change to %(title)s.", "You asked for %(num)d changes to %(title)s.", wishes, **about
        )
    return _("You asked for changes to %(title)s.", **about)


def _next(plan: PlanFile, outcome: Outcome) -> str:
    if outcome is Outcome.REQUEST_CHANGES:
        return _("It is back with %(name)s, who gets one mail.", name=plan.owner_name)
    if outcome is Outcome.REJECT:
        return _("%(name)s reads your reason in one mail.", name=plan.owner_name)
    if plan.state is State.AWAITING_SECOND:
        names = ", ".join(second_names(plan))
        return _("It goes beyond the mandate, so it needs a second decision of %(names)s.", names=names)
    count = planned(plan.id)
    return ngettext(
        "%(name)s is told; %(num)d contact stands in the calendar from now on.",
        "%(name)s is told; %(num)d contacts stand in the calendar from now on.", count, name=plan.owner_name,
    )


def second_names(plan: PlanFile) -> list[str]:
    """Who may take the second decision now, without the deputies of who is named already."""
    taken = seats.taken_by(plan.id, plan.submitted)
    found = seats.holders(seats.over(plan.owner_id), plan.turn, escalated=False, taken_by=taken)
    own = [one.name for one in found if one.for_id is None]
    return own or [one.name for one in found]


def planned(plan_id: int) -> int:
    """How many contacts of a plan are still to come."""
    return db.session.scalar(
        select(func.count())
        .select_from(Visit)
        .where(
            Visit.plan_id == plan_id, Visit.due > clock.today(), Visit.ended_on.is_(None)
        )
    ) or 0


def again(outcome: Outcome) -> str:
    """The same button pressed once more: nothing happened twice."""
    if outcome is Outcome.APPROVE:
        return _("You had approved this plan already.")
    if outcome is Outcome.REJECT:
        return _("You had rejected this plan already.")
    return _("You had asked for changes to this plan already.")
