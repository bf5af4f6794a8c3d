"""Sentences of the history, of notices and of refusals about recurring work and rhythms."""

from __future__ import annotations

from flask import has_request_context, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.audit import sentences
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.duties.policy import KIND, RHYTHM_KIND
from portal.duties.telling import KIND as DUTY_KIND


def page(obligation_id: int) -> str:
    """The address of an obligation."""
    return url_for("duties.obligation", obligation_id=obligation_id)


subject(KIND, N_("Recurring task"), page)
def rhythms(_rhythm_id: int) -> str:
    """Where a reader finds rhythms: who sets them on their page, everybody else among what is owed about them."""
    sets = has_request_context() and current_user.is_authenticated and (current_user.is_manager or current_user.is_hr)
    return url_for("duties.rhythms" if sets else "duties.mine")


subject(RHYTHM_KIND, N_("Rhythm"), rhythms)

sentences(
    {
        "obligation_paused": N_("Paused: absence takes most of the working days"),
        "obligation_resumed": N_("Asked again"),
        "obligation_ended": N_("Ended: nobody owes it any more"),
        "obligation_handed_over": N_("Handed over to %(person)s"),
        "obligation_waived": N_("Said not to be needed, with a reason"),
        "obligation_waiver_withdrawn": N_("Asked after all: the reason was withdrawn"),
        "obligation_noted": N_("Noted as done on %(date)s"),
        "obligation_note_changed": N_("Note changed: done on %(date)s"),
        "obligation_note_removed": N_("Note of %(date)s removed"),
        "rhythm_set": N_("Rhythm set from %(date)s"),
        "rhythm_ended": N_("Rhythm ended"),
    }
)

subject(DUTY_KIND, N_("Recurring work"), lambda _duty: url_for("duties.mine"))

OPEN = N_("Open the task")
RHYTHMS = N_("Open your coaching")

wordings(
    {
        "duty_begins": Wording(
            N_("From %(starts)s you owe recurring work"),
            N_("From %(starts)s you owe: “%(text)s”. First due on %(due)s."), N_("Open my duties"),
        ),
        "waived_ride_along": Wording(
            N_("No ride-along needed from %(starts)s to %(ends)s"),
            N_("%(actor)s says why no ride-along with you is needed from %(starts)s to %(ends)s."), OPEN,
        ),
        "waived_listening": Wording(
            N_("No listening-in needed from %(starts)s to %(ends)s"),
            N_("%(actor)s says why nobody needs to listen in with you from %(starts)s to %(ends)s."), OPEN,
        ),
        "waived_talk": Wording(
            N_("No progress talk needed from %(starts)s to %(ends)s"),
            N_("%(actor)s says why no progress talk with you is needed from %(starts)s to %(ends)s."), OPEN,
        ),
        "waived_of_owner": Wording(
            N_("A task of yours from %(starts)s to %(ends)s is not needed"),
            N_("%(actor)s says why a recurring task of yours from %(starts)s to %(ends)s is not needed."), OPEN,
        ),
        "waiver_withdrawn": Wording(
            N_("The task from %(starts)s to %(ends)s is asked after all"),
            N_("%(actor)s withdrew the reason why the recurring task from %(starts)s to %(ends)s was not needed."),
            OPEN,
        ),
        "rhythm_of_person": Wording(
            N_("Another rhythm from %(starts)s"),
            N_("%(actor)s changed how often you are coached, from %(starts)s on."), RHYTHMS,
            lambda _rhythm: url_for("duties.mine"),
        ),
    }
)  # fmt: skip

REFUSALS = {
    "changed_meanwhile": N_("Somebody changed this meanwhile. This is how it is now."),
    "gone": N_("This was removed meanwhile."),
    "no_reason": N_("Write the reason: you both see it."),
    "reason_long": N_("Use at most 1,000 characters."),
    "done_already": N_("This was done already, so it needs no reason."),
    "waived_already": N_("Somebody said already that this is not needed."),
    "not_waived": N_("This is asked already."),
    "ended_already": N_("Nobody owes this any more."),
    "over_already": N_("This lies too far back: it stays as it is."),
    "no_note": N_("Write in a few words what was done."),
    "note_long": N_("Use at most 2,000 characters."),
    "noted_elsewhere": N_("This is settled by what it asks for, not by a note."),
    "outside_window": N_("Choose a day from %(starts)s to %(ends)s."),
    "day_to_come": N_("Choose today or an earlier day."),
    "no_rhythm": N_("Choose what comes back, how often, and for whom."),
    "not_yours": N_("Choose somebody you lead, a unit you lead, or a country you direct."),
    "rhythm_passed": N_("Choose today or a later day."),
    "rhythm_far": N_("Choose a day within a year from now."),
    "rhythm_over": N_("This rhythm has ended already."),
}


def refusal(code: str, **values: str) -> str:
    """The sentence of a refusal."""
    return _(REFUSALS[code], **values) if values else _(REFUSALS[code])
