"""What waits on a person among function profiles, for Today."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from portal.core.tasks import Task
from portal.core.together import Part
from portal.people.me import Me
from portal.profiles import overview, queries
from portal.profiles.overview import MyRole, TeamReading
from portal.profiles.queries import Waiting


def counting(me: Me, day: date) -> Select:
    """The question of how many things wait, counted up to a hundred."""
    return queries.counting(me, day, 100)


def tasks(me: Me) -> Part:
    """The things themselves, most urgent first."""
    found = yield {"waiting": queries.waiting(me)}
    return [_task(Waiting(*row)) for row in found["waiting"]]


def beside(me: Me) -> Part:
    """What stands beside them: drafts at work, versions with others, the own roles, how far the team has read."""
    asked = {"roles": overview.roles(me)}
    if me.is_hr:
        asked |= {"drafts": queries.drafts(me), "travelling": overview.sent_out(me)}
    if me.is_manager:
        asked |= {"team": overview.team(me)}
    found = yield asked
    return {
        "roles": [MyRole(*row) for row in found["roles"]],
        "drafts": [Waiting(*row) for row in found.get("drafts", ())],
        "travelling": overview.travelling(found.get("travelling", ())),
        "team": [TeamReading(*row) for row in found.get("team", ())],
    }


def _task(one: Waiting) -> Task:
    return Task(
        f"profile-{one.code}-{one.profile_id}-{one.for_id or 0}", one.title or _("Without a title"), says(one),
        address(one), one.beside, one.due, one.since, one.for_name or "",
    )


def says(one: Waiting) -> str:
    """What is asked."""
    return {
        "review": _("Review version %(number)s and decide", number=one.number),
        "answer": _("Answer the change requests and send it again"),
        "publish": _("Publish version %(number)s", number=one.number),
        "acknowledge": _("Read version %(number)s and confirm it", number=one.number),
        "review_due": _("Check whether this profile still holds"),
    }[one.code]


def address(one: Waiting) -> str:
    """Where it is done."""
    if one.code in {"review", "answer"}:
        return url_for("profiles.review", profile_id=one.profile_id, seat=one.for_id)
    return url_for(f"profiles.{'publish' if one.code == 'publish' else 'show'}", profile_id=one.profile_id)
