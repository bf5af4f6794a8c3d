"""A ride-along begins: with the first thing that is stored of it, from a page or a device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.coaching import beginning, criteria, form_values, policy, previous
from portal.coaching.models import (
    CriteriaConsent,
    CriteriaSet,
    CriteriaVersion,
    Instrument,
    RideAlong,
    RideAlongKind,
    RideAlongState,
)
from portal.core import audit, clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.flat import day_in, plain
from portal.core.sending import Invalid
from portal.people.forms.fields import number
from portal.people.me import Me
from portal.people.queries import countries
from portal.privacy import agreements, purposes
from portal.privacy.models import Covers


@dataclass(frozen=True)
class Born:
    """What a form that begins a ride-along is about; `previous` and `version_id` are those its page showed."""

    seller_id: int
    kind: RideAlongKind
    day: date
    previous_id: int | None = None
    version_id: int | None = None


def born(about: Mapping[str, str]) -> Born:
    """Read from a form or a device. Raises `Invalid` with a sentence for each field."""
    told = {name: plain(str(value)) for name, value in about.items() if value is not None}
    errors: dict[str, str] = {}
    seller_id, kind = number(told.get("seller_id", "")), told.get("kind") or RideAlongKind.RIDE_ALONG
    if not seller_id:
        errors[""] = _("You cannot coach this person today.")
    day = day_in(told, "day", errors) or clock.today()
    if kind not in set(RideAlongKind):
        errors["kind"] = _("Choose one of these.")
    if day > clock.today() + form_values.PREPARED:
        errors["day"] = _("Prepare a ride-along at most two weeks ahead.")
    elif day < clock.today() - form_values.BACK:
        errors["day"] = _("This is more than a year ago. Check the date.")
    if errors:
        raise Invalid(errors)
    return Born(
        seller_id, RideAlongKind(kind), day, number(told.get("previous", "")), number(told.get("version", ""))
    )


def bear(uid: str, actor: Me, told: Born) -> RideAlong:
    """Make it inside the open `write()`; the coach is who sends it.

    Raises `Refused`: not_coachable, not_agreed, no_criteria.
    """
    if not beginning.may_coach(actor, told.seller_id, told.day):
        raise Refused("not_coachable")
    country = countries.country_on(told.seller_id, told.day) or countries.country_on(told.seller_id)
    if not agreements.in_force(country, Covers.COACHING):
        raise Refused("not_agreed")
    version_id = _version(told, country)
    if version_id is None:
        raise Refused("no_criteria")
    purpose = purposes.current(country, policy.KIND)
    last = previous.of(actor, told.seller_id, told.previous_id)
    ride = RideAlong(
        uid=uid, kind=told.kind, seller_id=told.seller_id, coach_id=actor.id, day=told.day, country=country,
        unit_id=countries.team_on(told.seller_id, told.day) or countries.team_on(told.seller_id),
        version_id=version_id, purpose_id=purpose.id if purpose else None, previous_id=last.id if last else None,
        state=RideAlongState.OPEN, created_at=clock.now(), focus="", promise_note="", keep="", change="",
        commitment="", support="", rev=1,
    )
    db.session.add(ride)
    db.session.flush()
    audit.record("ride_along_begun", policy.KIND, ride.id, actor=actor, date=str(ride.day))
    return ride


def _version(told: Born, country: str) -> int | None:
    """The version that the page showed, as long as it was in force in the country once; else the one in force."""
    shown = (
        select(CriteriaVersion.id)
        .join(CriteriaSet, CriteriaSet.id == CriteriaVersion.set_id)
        .join(CriteriaConsent, CriteriaConsent.version_id == CriteriaVersion.id)
        .where(
            CriteriaVersion.id == told.version_id, CriteriaVersion.in_force_from <= clock.today(),
            CriteriaSet.instrument == Instrument.RIDE_ALONG, CriteriaConsent.country == country,
        )
    )
    if told.version_id and (found := db.session.scalar(shown)):
        return found
    found = criteria.in_force(Instrument.RIDE_ALONG, told.seller_id, told.day)
    return found.version_id if found else None
