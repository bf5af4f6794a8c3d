"""Who sees planned contacts (spec 0, Who sees what): who has them, who works on the customer, and the line upwards."""

from __future__ import annotations

from flask import abort
from sqlalchemy import ColumnElement, exists, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, rule
from portal.customers import policy as customers
from portal.customers import relations
from portal.people.me import Me
from portal.people.models import Line, Via
from portal.visits.models import PlannedContact

Clause = ColumnElement[bool]


def has(me: Me) -> Clause:
    """The contact is this person's own."""
    return PlannedContact.person_id == me.id


def over_person(me: Me) -> Clause:
    """Leads whose contact it is, directly or further up, or stands in today for somebody who does."""
    day = clock.today()
    return exists().where(
        Line.over_id == me.id, Line.person_id == PlannedContact.person_id, Line.via.in_((Via.LEAD, Via.DEPUTY)),
        Line.starts <= day, Line.ends >= day,
    )


def works_on_customer(me: Me) -> Clause:
    """Owns the customer, is its partner, contributes to it, or stands over its owner."""
    ids = (
        relations.owned_by(me), relations.partnered_by(me), relations.contributed_by(me), relations.coming_to(me),
        relations.owned_under(me), relations.unowned_in_led_unit(me),
    )
    return or_(*(PlannedContact.customer_id.in_(one) for one in ids))


def readable_by(me: Me) -> Clause:
    """May read the contact."""
    return or_(has(me), over_person(me), works_on_customer(me))


def of_team(me: Me) -> Clause:
    """The contacts of those this person leads or stands in for."""
    return over_person(me)


def leads_somebody(me: Me) -> bool:
    """Whether there is a team to show."""
    day = clock.today()
    under = select(Line.id).where(
        Line.over_id == me.id, Line.via.in_((Via.LEAD, Via.DEPUTY)), Line.starts <= day, Line.ends >= day
    )
    return db.session.scalar(under.limit(1)) is not None


def _works(me: Me) -> None:
    own = select(PlannedContact.id).where(PlannedContact.person_id == me.id).limit(1)
    if not customers.has_customers(me) and db.session.scalar(own) is None:
        abort(403)


LIST = rule(
    "visit.list",
    N_(
        "Everyone who works with customers lists their own planned contacts; who leads others lists theirs; on the "
        "page of a customer they are read by those who read the customer"
    ),
    load=_works,
)
