"""The calendar: a day, a week or a list of contacts, one's own or those of one's team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, abort, request
from flask_login import current_user

from portal.core import clock
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.core.together import Part, Rows, ask, gathered
from portal.people.forms.fields import number
from portal.visits import policy, queries, team
from portal.visits.models import Channel
from portal.visits.queries import COMING, LIST, MINE, TEAM, VIEWS, WEEK, WHENS, Entry, Place, Wanted
from portal.visits.services.calendar import AHEAD, EARLIEST
from portal.visits.team import Member
from portal.visits.views.blueprint import blueprint


@dataclass(frozen=True)
class Day:
    """One day of the calendar: its contacts, who is absent (names; empty for oneself), and how many it leaves out."""

    day: date
    entries: list[Entry]
    absent: list[str]
    more: int = 0


@dataclass(frozen=True)
class InWeek:
    """What one of the team has in the week shown: contacts to take place, and working days of absence."""

    person: Member
    contacts: int
    absent: int


@blueprint.get("/")
@permit(policy.LIST)
def index() -> Any:
    """One's own contacts, or those of one's team; with the team begins who leads and has none of their own."""
    return _draw(*ask(_beginning(asked())))


def _beginning(wanted: Wanted) -> Part:
    shown = yield from _page(wanted)
    members, found = shown[1], shown[2]
    if found["entries"] or not members or not current_user.is_manager or "scope" in request.args:
        return shown
    wanted = wanted.only(scope=TEAM)
    return wanted, members, (yield from _found(wanted, members)), shown[3]


def _page(wanted: Wanted) -> Part:
    """(what is shown, the team, the contacts, whether one can be planned): as few questions as that needs."""
    if wanted.scope == MINE:
        asked_for = [team.asking(current_user), _found(wanted, []), _plans()]
        return wanted, *(yield from gathered(asked_for))
    members, plans = yield from gathered([team.asking(current_user, wanted.person), _plans()])
    return wanted, _known(wanted, members), (yield from _found(wanted, members)), plans


def _plans() -> Part:
    """Whether there is a customer to plan a contact with; not asked for a part of the page."""
    return not is_partial() and bool((yield {"any": policy.asking_any(current_user)})["any"])


def _draw(
    wanted: Wanted, members: Sequence[Member], found: dict[str, Any], plans: Any, **done: Any
) -> Response:
    return render(
        "visits/calendar.html", fragment="calendar", wanted=wanted, today=clock.today(),
        groups=team.groups(current_user, members), channels=list(Channel), plans=plans, **found, **done,
    )


def redrawn(wanted: Wanted, visit_id: int, done: Any) -> Response | None:
    """The calendar with a contact that was moved, on its day now, and what was done; None where it is not shown."""
    shown = ask(_page(wanted))
    if all(entry.id != visit_id for entry in shown[2]["entries"]):
        return None
    response = _draw(*shown, moved=visit_id, done=done)
    response.headers |= {"HX-Retarget": "#calendar", "HX-Reswap": "outerHTML"}
    return response


def members_for(wanted: Wanted) -> list[Member]:
    """The team that can be chosen from; 404 for somebody of another one."""
    return _known(wanted, team.members(current_user, wanted.person))


def _known(wanted: Wanted, members: list[Member]) -> list[Member]:
    if wanted.person and wanted.person not in {member.id for member in members}:
        abort(404)
    return members


def _found(wanted: Wanted, members: Sequence[Member]) -> Part:
    people = team.whose(current_user, wanted, members)
    return (yield from (_in_list if wanted.view == LIST else _in_days)(wanted, members, people))


def _in_list(wanted: Wanted, members: Sequence[Member], people: Sequence[int]) -> Part:
    rows = yield {"rows": queries.listing(current_user, wanted, people)}
    entries, onward = queries.shown(rows["rows"])
    absent: list[Any] = []
    if entries:
        first, last = min(one.day for one in entries), max(one.day for one in entries)
        absent = (yield {"absent": team.absences(people, first, last)})["absent"]
    days = [_day(day, entries, absent, members) for day in dict.fromkeys(entry.day for entry in entries)]
    return {"entries": entries, "days": days, "onward": onward, "counts": {}}


def _in_days(wanted: Wanted, members: Sequence[Member], people: Sequence[int]) -> Part:
    asked_for = {
        "rows": queries.days(current_user, wanted, people), "counted": queries.week_counts(wanted, people),
        "absent": team.absences(people, wanted.first, wanted.last),
    }
    by_person = wanted.scope == TEAM and wanted.view == WEEK
    found = yield asked_for | ({"in_week": queries.week_of(wanted, people)} if by_person else {})
    entries, more = [Entry(*row) for row in found["rows"]], queries.left_out(wanted, found["counted"])
    shown = [wanted.first + timedelta(days=step) for step in range((wanted.last - wanted.first).days + 1)]
    return {
        "entries": entries, "days": [_day(day, entries, found["absent"], members, more.get(day, 0)) for day in shown],
        "onward": None, "counts": queries.counts(found["counted"]),
        "in_week": _in_week(wanted, members, people, found) if by_person else [],
    }


def _in_week(wanted: Wanted, members: Sequence[Member], people: Sequence[int], found: Rows) -> list[InWeek]:
    """A line for each of the team, by name."""
    contacts = dict(map(tuple, found["in_week"]))
    working = [wanted.first + timedelta(days=step) for step in range(5)]
    away = {
        person: sum(
            any(who == person and starts <= day <= ends for who, starts, ends in found["absent"]) for day in working
        )
        for person in people
    }
    return [InWeek(one, contacts.get(one.id, 0), away[one.id]) for one in members if one.id in away]


def _day(
    day: date, entries: list[Entry], absent: list[tuple[int, date, date]], members: Sequence[Member], more: int = 0
) -> Day:
    names = {member.id: member.name for member in members}
    away = [names.get(person, "") for person, starts, ends in absent if starts <= day <= ends]
    return Day(day, [entry for entry in entries if entry.day == day], away, more)


def asked() -> Wanted:
    """What the address asks for; what it cannot ask for is left out."""
    given = request.args
    scope = given.get("scope", "")
    person = number(scope) or number(given.get("person", "")) or 0
    return Wanted(
        view=given.get("view") if given.get("view") in VIEWS else WEEK,
        on=day_in(given.get("on", "")),
        scope=TEAM if scope == TEAM or person else MINE,
        person=person,
        when=given.get("when") if given.get("when") in WHENS else COMING,
        text=" ".join(given.get("q", "").split())[:80],
        channel=given.get("channel", "") if given.get("channel") in set(Channel) else "",
        after=_place(given.get("after", "")),
    )


def day_in(typed: str) -> date | None:
    """A day of an address that the calendar can show; None for anything else."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if EARLIEST <= day <= clock.today() + AHEAD else None


def _place(typed: str) -> Place | None:
    """The row behind which the page begins, as 2026-03-05_09:30_id; None for anything else."""
    try:
        day, at, row_id = typed.split("_")
        return date.fromisoformat(day), at[:5], number(row_id) or 0
    except ValueError:
        return None
