"""What is done with one contact from the calendar, in two taps: move, cancel, another channel, it took place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import StringField

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form, at_most
from portal.core.hx import is_partial
from portal.core.i18n import format_date
from portal.core.policy import permit
from portal.people.forms.fields import Version
from portal.visits import policy, queries, team
from portal.visits.at_once import at_once
from portal.visits.history import REFUSALS
from portal.visits.models import Channel, VisitState
from portal.visits.policy import VisitFile
from portal.visits.services import calendar as moves
from portal.visits.views.blueprint import blueprint
from portal.visits.views.calendar import asked, day_in, redrawn

REASON = 500
SHOW = "show"  # the move came from the page of the contact itself


class ActForm(Form):
    """One button of the menu: `do` names the move, as `move:2026-03-05` where it needs a value."""

    do = StringField()
    seen = Version()
    reason = StringField(validators=[at_most(REASON)], filters=[lambda text: (text or "").strip()])


@dataclass(frozen=True)
class Done:
    """What was done: in words, and the button that takes it back ("" where nothing does)."""

    says: str
    undo: str = ""
    beside: str = ""  # what else is worth knowing


def _move(visit: VisitFile, value: str, seen: int, _reason: str) -> Done:
    typed, _blank, at = value.partition("T")
    day = day_in(typed) or abort(422)
    moves.move(visit.id, current_user, day, at or visit.at, seen)
    said = _("Moved to %(day)s.", day=format_date(day, "day")).replace("..", ".")  # "30. nov." ends its sentence itself
    return Done(said, f"move:{visit.day}", at_once(queries.one(current_user, visit.id)))


def _cancel(visit: VisitFile, value: str, seen: int, reason: str) -> Done:
    by = {"us": VisitState.CANCELLED_BY_US, "customer": VisitState.CANCELLED_BY_CUSTOMER}.get(value) or abort(422)
    moves.cancel(visit.id, current_user, by, reason, seen)
    said = _("Cancelled by us.") if value == "us" else _("Cancelled by the customer.")
    return Done(said, "reinstate")


def _reinstate(visit: VisitFile, _value: str, seen: int, _reason: str) -> Done:
    moves.reinstate(visit.id, current_user, seen)
    return Done(_("The cancellation was taken back."))


def _hold(visit: VisitFile, _value: str, seen: int, _reason: str) -> Done:
    moves.hold(visit.id, current_user, min(visit.day, clock.today()), seen)
    return Done(_("It took place."), "not_held")


def _not_held(visit: VisitFile, _value: str, seen: int, _reason: str) -> Done:
    moves.not_held(visit.id, current_user, seen)
    return Done(_("It did not take place."))


def _channel(visit: VisitFile, value: str, seen: int, _reason: str) -> Done:
    if value not in set(Channel):
        abort(422)
    moves.change_channel(visit.id, current_user, value, seen)
    return Done(_("Changed."), f"channel:{visit.channel}")


MOVES: dict[str, Callable[[VisitFile, str, int, str], Done]] = {
    "move": _move, "cancel": _cancel, "reinstate": _reinstate, "held": _hold, "not_held": _not_held,
    "channel": _channel,
}  # fmt: skip


@blueprint.post("/<uuid:uid>/act")
@permit(policy.ACT)
def act(visit: VisitFile) -> Any:
    """One move; the answer is what it changes on the page, or for a person without a script the way back."""
    form = ActForm()
    name, _colon, value = (form.do.data or "").partition(":")
    if not form.validate() or name not in MOVES:
        return abort(422)
    done, wrong, status = None, "", 200
    try:
        done = MOVES[name](visit, value, form.seen.data, form.reason.data)
    except Refused as refusal:
        wrong, status = _(REFUSALS[refusal.code]), refusal.status
    if not is_partial():
        flash(wrong or (done.says if done else ""), "warning" if wrong else "success")
        if done and done.beside:
            flash(done.beside, "warning")
        return redirect(_back(visit, done), 303)
    return _row(visit, done, wrong, status)


def _row(visit: VisitFile, done: Done | None, wrong: str, status: int) -> Any:
    """The row where it stands; moved to another day that is shown, the calendar with the row there."""
    wanted, entry = asked(), queries.one(current_user, visit.id)
    is_moved = done is not None and entry.day != visit.day
    if is_moved and (page := redrawn(wanted, visit.id, done)):
        return page
    drawn = render_template(
        "visits/_entry_alone.html", entry=entry, wanted=wanted, done=done, wrong=wrong, today=clock.today(),
        counts=_counts(wanted), is_gone=is_moved,
    )
    response = make_response(drawn, status)
    response.vary.add("HX-Request-Type")
    return response


def _counts(wanted: queries.Wanted) -> dict[date, int]:
    """What the strip of days says now, for each day of the week; a list and the page of a contact have none."""
    if wanted.view == queries.LIST:
        return {}
    people = team.whose(current_user, wanted, team.members(current_user, wanted.person))
    counts = queries.counts(db.session.execute(queries.week_counts(wanted, people)))
    monday = wanted.day - timedelta(days=wanted.day.weekday())
    return {day: counts.get(day, 0) for day in (monday + timedelta(days=step) for step in range(7))}


def _back(visit: VisitFile, done: Done | None) -> str:
    if request.args.get("back") == SHOW:
        undo = {"undo": done.undo, "rev": queries.one(current_user, visit.id).rev} if done and done.undo else {}
        return url_for("visits.show", uid=visit.uid, **undo)
    return url_for("visits.index", **asked().query(), _anchor=f"v{visit.id}")


def soon(today: date) -> date:
    """The first working day after today, for moving a contact a little."""
    return clock.add_working_days(today, 1)


def later(day: date, today: date) -> date:
    """A week after the contact, or a week from now when its day has passed; on a working day."""
    return clock.add_working_days(max(day, today) + timedelta(days=6), 1)


blueprint.add_app_template_global(soon, "visit_soon")
blueprint.add_app_template_global(later, "visit_later")
