"""Sentences of the history about ride-alongs, of their notices, and of what is refused."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from portal.coaching.models import RideAlong
from portal.coaching.policy import KIND
from portal.core.audit import sentences
from portal.core.db import db
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.people.models import Person


def link(ride_id: int) -> str:
    """The page of a ride-along by its number inside; empty when it is not there."""
    uid = db.session.scalar(select(RideAlong.uid).where(RideAlong.id == ride_id))
    return url_for("coaching.show", uid=uid) if uid else ""


def _self_form(ride_id: int) -> str:
    uid = db.session.scalar(select(RideAlong.uid).where(RideAlong.id == ride_id))
    return url_for("coaching.self_form", uid=uid) if uid else ""


def _of_person(person_id: int) -> str:
    return url_for("coaching.person", person_id=person_id)


def _sellers(ids: Collection[int]) -> dict[int, str]:
    named = select(RideAlong.id, Person.name).join(Person, Person.id == RideAlong.seller_id)
    return dict(db.session.execute(named.where(RideAlong.id.in_(ids))).all())


subject(KIND, N_("Ride-along"), link, _sellers)

sentences(
    {
        "ride_along_begun": N_("Ride-along of %(date)s begun"),
        "ride_along_dropped": N_("Ride-along of %(date)s removed: begun by mistake"),
        "ride_along_completed": N_("Ride-along of %(date)s completed by the coach"),
        "ride_along_changed": N_("Ride-along of %(date)s changed by the coach after it was completed"),
        "ride_along_rated": N_("Own rating of the ride-along of %(date)s handed in"),
        "ride_along_skipped": N_("Ride-along of %(date)s read without an own rating"),
        "ride_along_signed": N_("Ride-along of %(date)s signed as seen"),
        "ride_along_signed_with_remark": N_("Ride-along of %(date)s signed as seen, with a remark"),
        "ride_along_reopened": N_("Ride-along of %(date)s opened again"),
        "coaching_shared": N_("Earlier coaching shared with a colleague"),
        "coaching_share_ended": N_("Earlier coaching no longer shared with a colleague"),
        "ride_along_rated_here": N_("Own rating of the ride-along of %(date)s handed in on the coach's tablet"),
    }
)

wordings(
    {
        "ride_along_completed": Wording(
            N_("Your ride-along of %(due)s is ready"),
            N_("%(actor)s completed the ride-along of %(due)s with you. Read the result and sign it as seen."),
            N_("Open the ride-along"),
        ),
        "ride_along_rate_first": Wording(
            N_("Your ride-along of %(due)s is ready"),
            N_(
                "%(actor)s completed the ride-along of %(due)s with you. Rate yourself first, then you see both "
                "ratings together."
            ),
            N_("Rate yourself"),
            _self_form,
        ),
        "ride_along_changed": Wording(
            N_("Your ride-along of %(due)s was changed"),
            N_("%(actor)s changed the result of the ride-along of %(due)s after it was completed."),
            N_("Open the ride-along"),
        ),
        "ride_along_rated": Wording(
            N_("%(actor)s handed in an own rating"),
            N_("%(actor)s rated the ride-along of %(due)s. Once you have completed it, you see both ratings together."),
            N_("Open the ride-along"),
        ),
        "ride_along_rated_after": Wording(
            N_("%(actor)s handed in an own rating"),
            N_("%(actor)s rated the ride-along of %(due)s. You both see both ratings now."),
            N_("Open the ride-along"),
        ),
        "ride_along_rated_here": Wording(
            N_("Your rating of %(due)s was handed in on a tablet"),
            N_(
                "Your own rating of the ride-along of %(due)s was handed in on the tablet of %(actor)s. If it is not "
                "yours, replace it before you sign."
            ),
            N_("Look at your rating"),
            _self_form,
        ),
        "ride_along_signed": Wording(
            N_("%(actor)s has seen the ride-along of %(due)s"),
            N_("%(actor)s signed the ride-along of %(due)s as seen."),
            N_("Open the ride-along"),
        ),
        "ride_along_signed_with_remark": Wording(
            N_("%(actor)s has seen the ride-along of %(due)s, with a remark"),
            N_("%(actor)s signed the ride-along of %(due)s as seen, with a remark."),
            N_("Open the ride-along"),
        ),
        "ride_along_reopened": Wording(
            N_("Your ride-along of %(due)s was opened again"),
            N_("%(actor)s opened the ride-along of %(due)s again, with a reason. What you signed before stays."),
            N_("Open the ride-along"),
        ),
        "ride_along_dropped": Wording(
            N_("The ride-along of %(due)s was removed"),
            N_("%(actor)s removed the ride-along of %(due)s: it was begun by mistake. You do not have to rate it."),
            N_("Open Coaching"),
            lambda _ride_id: url_for("coaching.index"),
        ),
        "coaching_shared": Wording(
            N_("%(actor)s shares earlier coaching with you"),
            N_("%(actor)s shares the ride-alongs and talks of before with you, until it is ended."),
            N_("Open the ride-alongs"),
            _of_person,
        ),
        "ride_along_by_colleague": Wording(
            N_("%(actor)s coached %(seller)s"),
            N_("%(actor)s completed a ride-along with %(seller)s on %(due)s. You read it once both have rated."),
            N_("Open the ride-along"),
        ),
    }
)

REFUSALS = {
    "dropped": N_("This ride-along was removed as begun by mistake. What you wrote still stands on this device only."),
    "handed_in": N_("This ride-along stays: one of the two has handed in a form."),
    "on_hold": N_("This ride-along cannot be removed now: what was written for it has to be kept. Ask HR."),
    "rate_first": N_("Rate yourself first, or choose to read the result without an own rating."),
    "not_completed": N_("The coach has not completed this ride-along yet."),
    "no_reason": N_("Say why it is opened again."),
    "remark_too_long": N_("Use at most 4,000 characters for your remark."),
    "not_to_share": N_("Choose who leads or advises you today and does not read your coaching already."),
    "changed_meanwhile": N_("Somebody changed this meanwhile. This is how it is now."),
    "not_agreed": N_(
        "Coaching is off in this country until an administrator has recorded what was agreed with the employees' "
        "representatives."
    ),
    "no_criteria": N_("There are no criteria in force for this person yet. HR puts them in force."),
    "not_coachable": N_("You cannot coach this person today."),
    "other_person": N_("Only who wrote this form sends it."),
    "signed_already": N_("This ride-along was signed. It changes only after it is opened again with a reason."),
    "revealed_already": N_("You see both ratings by now, so your own stays as it is."),
    "rates_apart": N_("The seller has begun an own rating on another device, so it is not filled in here."),
    "passed_too_late": N_("This ride-along is completed. The seller rates on an own device now."),
    "rated_already": N_("This rating was handed in. Only the seller can change it."),
}
