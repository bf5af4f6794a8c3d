"""What a person's feed holds, and the card about calendars outside the portal on the page of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import sentences
from portal.core.db import db
from portal.core.policy import N_
from portal.customers import policy as customers
from portal.customers.models import Branch, Customer
from portal.people.me import Me
from portal.people.models import Person
from portal.people.panels import panel
from portal.visits import ical, invitations
from portal.visits.models import CalendarFeed, Visit

BACK, AHEAD = timedelta(days=60), timedelta(days=366)
MOST = 5_000

sentences(
    {
        "invitations_on": N_("Wants appointments in the own mailbox"),
        "invitations_off": N_("Wants no more appointments in the own mailbox"),
        "feed_made": N_("Made an address at which the own calendar can be read"),
        "feed_renewed": N_("Replaced the address at which the own calendar can be read"),
        "feed_ended": N_("Ended the address at which the own calendar can be read"),
    }
)


def contacts(person_id: int) -> list[ical.Entry]:
    """The contacts of somebody from sixty days ago to a year ahead: appointments, days, and what was cancelled."""
    today, now = clock.today(), clock.now()
    rows = db.session.execute(
        select(Visit, Customer.name, Branch.name, Branch.place)
        .join(Customer, Customer.id == Visit.customer_id)
        .outerjoin(Branch, Branch.id == Visit.branch_id)
        .where(Visit.person_id == person_id, Visit.day >= today - BACK, Visit.day <= today + AHEAD)
        .where(Visit.ended_on.is_(None))
        .order_by(Visit.day, Visit.id)
        .limit(MOST)
    )
    return [
        ical.Entry(
            one.uid, one.rev, now, customer, invitations.place_of(customer, branch, town), str(one.channel),
            one.purpose, one.day, one.at, one.minutes, invitations.page_of(one.uid), cancelled=one.is_cancelled,
        )
        for one, customer, branch, town in rows
    ]


def text_of(person_id: int) -> bytes:
    """The feed of somebody, in the language being spoken."""
    return ical.feed(contacts(person_id), _("Contacts in Rayon"))


def _card(me: Me) -> Any:
    """Wish and feed of who has contacts; nothing for others."""
    person, feed = db.session.execute(
        select(Person, CalendarFeed)
        .outerjoin(CalendarFeed, CalendarFeed.person_id == Person.id)
        .where(Person.id == me.id)
    ).one()
    if not (person.mail_invitations or feed or customers.has_customers(me) or _has_contacts(me)):
        return None
    return {"wanted": person.mail_invitations, "address": person.email, "feed": feed}


def _has_contacts(me: Me) -> bool:
    recent: date = clock.today() - BACK
    return db.session.scalar(
        select(Visit.id).where(Visit.person_id == me.id, Visit.day >= recent).limit(1)
    ) is not None


panel("calendars", _card, "visits/panel_me.html")
