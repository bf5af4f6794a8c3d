"""Appointments in people's own mailboxes: what the calendar messages of RFC 5546 put in, change and take out.

Each message is a notice that is mail only: written with the change, so never for one that rolled back, and sent once.
It keeps what held when it was written. `MailboxEntry` says what the mailbox holds; comparing it with the contact as it
is now tells what to send, whatever happened in between. SEQUENCE grows with every message about a contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import or_, select, update

from portal.core import clock
from portal.core.db import db
from portal.core.mail import base_url
from portal.core.notices import Appendix, MailState, Notice, Wording, notify, wordings
from portal.core.policy import N_
from portal.customers.models import Branch, Customer
from portal.people.models import Person
from portal.visits import ical
from portal.visits.models import MailboxEntry, Visit, VisitState

KIND = "mailbox_entry"
AHEAD = timedelta(weeks=8)  # what comes along when somebody begins to want invitations


def page_of(uid: str) -> str:
    """The address of a contact from outside the portal."""
    return base_url() + url_for("visits.show", uid=uid)


def _appointment(visit: Visit) -> bool:
    """It is to take place at a time that was agreed."""
    return visit.state is VisitState.PLANNED and visit.at is not None and visit.ended_on is None


def follow(visits: Sequence[Visit]) -> None:
    """Let the mailboxes say what these contacts are now, inside the open `write()`."""
    _follow([visit for visit in visits if visit.at is not None or visit.invited_no is not None], again=False)


def send_coming(person_id: int) -> None:
    """Somebody begins to want invitations: the appointments of the coming weeks, and what changed in the mailbox."""
    today = clock.today()
    db.session.flush()
    held = select(MailboxEntry.visit_id).where(MailboxEntry.person_id == person_id)
    coming = select(Visit).where(
        or_(Visit.person_id == person_id, Visit.id.in_(held)), Visit.day >= today, Visit.day <= today + AHEAD,
        or_(Visit.at.is_not(None), Visit.invited_no.is_not(None)),
    )
    _follow(list(db.session.scalars(coming.order_by(Visit.day, Visit.id))), again=True)


def stop(person_id: int) -> None:
    """Somebody wants no more: what was not sent yet stays unsent, inside the open `write()`."""
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.kind == KIND, Notice.mail == MailState.WAITING)
        .values(mail=MailState.NONE)
    )


def _follow(visits: list[Visit], *, again: bool) -> None:
    if not visits:
        return
    db.session.flush()
    entries = {
        row.visit_id: row
        for row in db.session.scalars(
            select(MailboxEntry).where(MailboxEntry.visit_id.in_([visit.id for visit in visits]))
        )
    }
    people = {visit.person_id for visit in visits} | {row.person_id for row in entries.values()}
    wanting = set(
        db.session.scalars(
            select(Person.id).where(Person.id.in_(people), Person.mail_invitations, Person.disabled_at.is_(None))
        )
    )
    if wanting:
        facts = _facts(visits)
        for visit in visits:
            _compare(visit, entries.get(visit.id), facts[visit.id], wanting, again=again)


def _compare(
    visit: Visit, entry: MailboxEntry | None, said: dict[str, Any], wanting: set[int], *, again: bool
) -> None:
    """Send what makes the mailbox right; what took place stays in it as it was."""
    there = _appointment(visit)
    if entry is not None and (entry.person_id != visit.person_id or (not there and visit.state is not VisitState.HELD)):
        if entry.person_id in wanting:
            _send("mailbox_out", visit, entry.person_id, entry.said)
        db.session.delete(entry)
        db.session.flush()
        entry = None
    if not there or visit.person_id not in wanting or (entry is not None and entry.said == said and not again):
        return
    if entry is not None:
        _send("mailbox_changed", visit, visit.person_id, said)
        entry.said = said
    elif visit.day >= clock.today():
        _send("mailbox_in", visit, visit.person_id, said)
        db.session.add(MailboxEntry(visit_id=visit.id, person_id=visit.person_id, said=said))


def _send(code: str, visit: Visit, person_id: int, said: dict[str, Any]) -> None:
    visit.invited_no = 0 if visit.invited_no is None else visit.invited_no + 1
    notify([person_id], code, KIND, visit.id, **said, sequence=visit.invited_no)


def _facts(visits: list[Visit]) -> dict[int, dict[str, Any]]:
    """What a mailbox says of each contact; `starts` is its day."""
    ids = [visit.id for visit in visits]
    names = {
        row[0]: row[1:]
        for row in db.session.execute(
            select(Visit.id, Customer.name, Branch.name, Branch.place)
            .join(Customer, Customer.id == Visit.customer_id)
            .outerjoin(Branch, Branch.id == Visit.branch_id)
            .where(Visit.id.in_(ids))
        )
    }
    return {
        visit.id: {
            "uid": visit.uid, "customer": names[visit.id][0], "place": place_of(*names[visit.id]),
            "channel": str(visit.channel), "purpose": visit.purpose, "starts": visit.day.isoformat(), "at": visit.at,
            "minutes": visit.minutes,
        }
        for visit in visits
    }


def place_of(customer: str, branch: str | None, town: str | None) -> str:
    """Where to go: the branch and its town, else the customer."""
    return ", ".join(part for part in (branch, town) if part) or customer


def _attach(method: str) -> Any:
    def attach(notice: Notice, address: str, name: str) -> Appendix:
        said = notice.data
        entry = ical.Entry(
            said["uid"], said["sequence"], notice.at, said["customer"], said["place"], said["channel"],
            said["purpose"], date.fromisoformat(said["starts"]), said["at"], said["minutes"], page_of(said["uid"]),
            cancelled=method == ical.CANCEL,
        )
        return Appendix(method, ical.message(method, entry, address, name))

    return attach


def _link(visit_id: int) -> str:
    uid = db.session.scalar(select(Visit.uid).where(Visit.id == visit_id))
    return url_for("visits.show", uid=uid) if uid else ""


OPEN = N_("Open the contact")

wordings(
    {
        "mailbox_in": Wording(
            N_("In your calendar: %(customer)s, %(starts)s at %(at)s"),
            N_(
                "You have an appointment with %(customer)s on %(starts)s at %(at)s."
                " Your calendar takes it from this mail."
            ),
            OPEN, _link, letter=True, attach=_attach(ical.REQUEST),
        ),
        "mailbox_changed": Wording(
            N_("Changed in your calendar: %(customer)s, %(starts)s at %(at)s"),
            N_(
                "Your appointment with %(customer)s has changed: it is on %(starts)s at %(at)s."
                " Your calendar takes the change from this mail."
            ),
            OPEN, _link, letter=True, attach=_attach(ical.REQUEST),
        ),
        "mailbox_out": Wording(
            N_("Out of your calendar: %(customer)s, %(starts)s at %(at)s"),
            N_(
                "Your appointment with %(customer)s on %(starts)s at %(at)s is off."
                " Your calendar takes it out with this mail."
            ),
            OPEN, _link, letter=True, attach=_attach(ical.CANCEL),
        ),
    }
)
