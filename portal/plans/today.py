"""What waits on a person among account plans, for Today."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from portal.core.tasks import Task
from portal.core.together import Part
from portal.people.me import Me
from portal.plans import waiting
from portal.plans.views.blueprint import plan_page
from portal.plans.waiting import AT_HAND, AtWork, Waiting


def counting(me: Me, day: date) -> Select:
    """The question of how many things wait, counted up to a hundred."""
    return waiting.counting(me, day, waiting.MOST)


def beside(me: Me) -> Part:
    """What stands beside them: plans that the person has at work."""
    found = yield {"plans": waiting.drafts(me)}
    return {"plans": [AtWork(*row) for row in found["plans"]]}


def tasks(me: Me) -> Part:
    """The things themselves, most urgent first; behind the tenth decision stands a link to all of them."""
    found = yield from waiting.waiting_on(me)
    made = [_task(one) for one in found]
    decisions = [one for one in found if one.code == "decide"]
    if len(decisions) == AT_HAND:
        last = decisions[-1]
        made.append(
            Task(
                "plans-to-decide", _("All plans to decide"), _("Decide on more of them at once"),
                url_for("plans.to_decide"), due=last.due, since=last.since, stands_for_more=True,
            )
        )
    return made


def _task(one: Waiting) -> Task:
    title = one.title if one.code in {"action", "support"} else f"{one.title} {one.year}"
    absent = (one.right.for_name or "") if one.right and one.right.for_id else ""
    return Task(
        f"plan-{one.code}-{one.plan_id or one.year}", _needed(one) if one.code == "need" else title, _says(one),
        _address(one), _beside(one), one.due, one.since, absent,
        "plans/_task.html" if one.code == "decide" else "", one,
    )


def _beside(one: Waiting) -> str:
    return one.owner_name if one.code in {"decide", "action", "support"} else ""


def _needed(one: Waiting) -> str:
    return ngettext(
        "%(num)d customer needs a plan for %(year)s", "%(num)d customers need a plan for %(year)s", one.many,
        year=one.year,
    )


def _says(one: Waiting) -> str:
    if one.code == "decide":
        return _("Second decision on the plan") if one.turn == "second" else _("Decide on the plan")
    return {
        "answer": _("Answer the requests and submit it again"),
        "restart": _("Rejected: read why, and start it anew"),
        "advise": _("%(name)s asks your advice", name=one.owner_name),
        "evaluate": _("The year is over: evaluate the plan"),
        "need": ngettext(
            "Start it, or say why it is not needed", "Start them, or say why one is not needed", one.many
        ),
        "action": _("Your action"),
        "support": _("Support asked of you"),
    }[one.code]


def _address(one: Waiting) -> str:
    if one.code == "need":
        return plan_page("index") or url_for("home.today")
    page = {"decide": "review", "advise": "review", "answer": "edit"}.get(one.code, "show")
    return plan_page(page, plan_id=one.plan_id) or url_for("plans.show", plan_id=one.plan_id)
