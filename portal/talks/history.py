"""Sentences of the history, of notices and of refusals about talks."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.people.models import Person
from portal.talks.models import Talk, TalkRound
from portal.talks.policy import KIND


def page(talk_id: int) -> str:
    """The address of a talk by its number inside; of one that was cancelled the list."""
    uid = db.session.scalar(select(Talk.uid).where(Talk.id == talk_id))
    return url_for("talks.show", uid=uid) if uid else url_for("talks.index")


def _preparation(talk_id: int) -> str:
    uid = db.session.scalar(select(Talk.uid).where(Talk.id == talk_id))
    return url_for("talks.prepare", uid=uid) if uid else url_for("talks.index")


def advice_page(talk_id: int) -> str:
    """The address of the advice out of a talk."""
    uid = db.session.scalar(select(Talk.uid).where(Talk.id == talk_id))
    return url_for("talks.advice", uid=uid) if uid else url_for("talks.index")


def _sellers(ids: Collection[int]) -> dict[int, str]:
    found = select(Talk.id, Person.name).join(Person, Person.id == Talk.seller_id).where(Talk.id.in_(ids))
    return dict(db.session.execute(found).all())


def _rounds(ids: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(select(TalkRound.id, TalkRound.name).where(TalkRound.id.in_(ids))).all())


subject(KIND, N_("Progress talk"), page, _sellers)
subject("talk_round", N_("Round of talks"), lambda round_id: url_for("talks.talk_round", round_id=round_id), _rounds)

sentences(
    {
        "talk_planned": N_("Progress talk planned for %(date)s"),
        "talk_moved": N_("Progress talk of %(date_before)s planned anew for %(date)s"),
        "talk_cancelled": N_("Progress talk of %(date)s cancelled"),
        "talk_taken_over": N_("Progress talk of %(date)s taken over by the seller's new manager"),
        "talk_prepared": N_("Preparation of the talk handed in"),
        "talk_begun": N_("Talk begun: both preparations can be seen"),
        "talk_held": N_("Minutes of the talk sent to the seller"),
        "talk_changed": N_("Minutes of the talk changed"),
        "talk_signed": N_("Talk signed by the seller"),
        "talk_reopened": N_("Signed talk opened again"),
        "talk_round_begun": N_("Round of talks from %(date_before)s to %(date)s begun"),
        "talk_round_cancelled": N_("Round of talks cancelled"),
        "advice_seen": N_("Advice to the director read by the seller"),
        "advice_sent": N_("Advice sent to the director"),
        "advice_decided": N_("Advice decided on by the director"),
    }
)

OPEN = N_("Open the talk")

wordings(
    {
        "talk_invited": Wording(
            N_("Progress talk on %(due)s"),
            N_(
                "%(actor)s invites you to a progress talk on %(due)s. The form to prepare it stands ready; what you "
                "write there is seen only when you have both prepared, or when the talk begins."
            ),
            N_("Prepare the talk"),
            _preparation,
        ),
        "talk_moved": Wording(
            N_("Progress talk is now on %(due)s"), N_("%(actor)s planned your progress talk anew, for %(due)s."), OPEN
        ),
        "talk_cancelled": Wording(
            N_("Progress talk of %(due)s cancelled"), N_("%(actor)s cancelled the progress talk of %(due)s."),
            N_("Open the talks"), lambda _talk: url_for("talks.index"),
        ),
        "talk_taken_over": Wording(
            N_("Progress talk of %(due)s is with %(actor)s now"),
            N_("%(actor)s leads you now and has taken over the progress talk of %(due)s. What you prepared stays, and "
               "%(actor)s sees it only when you have both prepared, or when the talk begins."), OPEN,
        ),
        "talk_passed_on": Wording(
            N_("Progress talk of %(due)s was taken over"),
            N_("%(actor)s leads the seller now and has taken over the progress talk of %(due)s. What you prepared for "
               "it was deleted unread."),
            N_("Open the talks"), lambda _talk: url_for("talks.index"),
        ),
        "talk_prepared": Wording(
            N_("Both have prepared the talk of %(due)s"),
            N_("%(actor)s has prepared the progress talk of %(due)s too. You can now read each other's preparation."),
            OPEN,
        ),
        "talk_to_sign": Wording(
            N_("Minutes of your progress talk of %(due)s"),
            N_("%(actor)s has written the minutes of your progress talk of %(due)s. Read them and sign, with a remark "
               "if you have one."),
            N_("Read and sign"), afterwards=N_("%(actor)s has written the minutes of your progress talk of %(due)s."),
        ),
        "talk_changed": Wording(
            N_("Minutes of your progress talk of %(due)s were changed"),
            N_("%(actor)s changed the minutes of your progress talk of %(due)s. Read them before you sign."),
            N_("Read and sign"), afterwards=N_("%(actor)s changed the minutes of your progress talk of %(due)s."),
        ),
        "talk_signed": Wording(
            N_("Progress talk of %(due)s was signed"), N_("%(actor)s has read and signed the talk of %(due)s."), OPEN
        ),
        "talk_remarked": Wording(
            N_("Progress talk of %(due)s was signed with a remark"),
            N_("%(actor)s has signed the talk of %(due)s with a remark."), OPEN,
        ),
        "talk_reopened": Wording(
            N_("Progress talk of %(due)s was opened again"),
            N_("%(actor)s opened your signed progress talk of %(due)s again. What you signed is kept."), OPEN,
        ),
    }
)  # fmt: skip

wordings(
    {
        "advice_seen": Wording(
            N_("%(actor)s has read the advice"),
            N_("%(actor)s has read the advice out of the talk of %(due)s. You can send it to the director now."),
            N_("Open the advice"), advice_page,
        ),
        "advice_sent": Wording(
            N_("Advice about %(seller)s"), N_("%(actor)s sends you an advice about %(seller)s. The decision is yours."),
            N_("Open the advice"), advice_page,
        ),
        "talk_round_begun": Wording(
            N_("Round of talks: %(name)s"),
            N_("%(actor)s began a round of talks from %(starts)s to %(ends)s. Plan a talk with each of your people."),
            N_("Open the round"),
        ),
        "advice_decided": Wording(
            N_("Decision on the advice of %(due)s"), N_("%(actor)s decided on the advice out of the talk of %(due)s."),
            N_("Open the advice"), advice_page,
        ),
    }
)  # fmt: skip

REFUSALS = {
    "round_over": N_("Choose a last day that is still to come, and not before the first."),
    "round_long": N_("A round lasts a year at most."),
    "round_unit": N_("Choose a unit that you lead or keep."),
    "advice_unseen": N_("The seller reads the advice first."),
    "no_director": N_("Nobody else leads this country or the company, so there is nobody to send it to."),
    "no_decision": N_("Choose what you decide."),
    "decision_reason": N_("Write why: the seller and the manager read it."),
    "changed_meanwhile": N_("Somebody changed this meanwhile. This is how it is now."),
    "gone": N_("This talk was cancelled."),
    "on_hold": N_(
        "This talk cannot be cancelled now: what was prepared for it has to be kept. Plan it on another day, or ask HR."
    ),
    "not_agreed": N_(
        "Coaching is off in this country until an administrator has recorded what was agreed with the employees' "
        "representatives."
    ),
    "not_yours": N_("Only the seller's nearest manager plans a talk."),
    "no_criteria": N_("No criteria for talks are in force for this seller. HR sets them."),
    "planned_already": N_("You have already planned a talk with this person."),
    "day_passed": N_("Choose today or a later day."),
    "day_far": N_("Choose a day within a year from now."),
    "no_time": N_("Write the time like this: 14:30"),
    "other_person": N_("Only the seller and the manager of the talk write in it."),
    "held_already": N_("The talk was held meanwhile: a preparation is not taken any more."),
    "begun_already": N_(
        "The talk has begun and you can see what the seller prepared: a preparation of your own is not taken any more."
    ),
    "seen_already": N_("The other one has already seen your preparation: it stays as it is."),
    "signed_already": N_("The seller has signed this talk. Open it again first, with a reason."),
    "not_begun": N_("Begin the talk first: then both see what was prepared."),
    "advice_seen": N_("The seller has read this advice already: it stays as it was."),
    "remark_long": N_("Use at most 4,000 characters."),
    "no_reason": N_("Write the reason: you both see it."),
}


def refusal(code: str) -> str:
    """The sentence of a refusal."""
    return _(REFUSALS[code])
