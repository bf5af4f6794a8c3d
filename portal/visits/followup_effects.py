"""Who is told what about promises and complaints, inside the open `write()`; the mail leaves after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Urgency, call_off, notify
from portal.customers.models import Contact, Customer
from portal.people.me import Me
from portal.visits.followup_owners import name_of, owner_of, seen_to_by
from portal.visits.models import Complaint, Promise


def kind_of(row: Promise | Complaint) -> str:
    """The kind of thing it is for the history and notices."""
    return "promise" if isinstance(row, Promise) else "complaint"


def told(row: Promise | Complaint, **more: Any) -> dict[str, Any]:
    """What every notice about it can say."""
    customer = db.session.get(Customer, row.customer_id)
    return {"customer": customer.name, "due": row.due.isoformat(), "whom": whom(row), **more}


def whom(row: Promise | Complaint) -> str:
    """To whom it was promised, or who complained; empty when nobody was named."""
    contact = db.session.get(Contact, row.contact_id) if row.contact_id else None
    return contact.name if contact else getattr(row, "to_whom", "")


def _tell(row: Promise | Complaint, people: list[int], code: str, actor: Me, quote: str = "") -> None:
    notify(
        people, f"{kind_of(row)}_{code}", kind_of(row), row.id, urgency=Urgency.DECISION, quote=quote, but=actor.id,
        **told(row, actor=actor.name),
    )


def given(row: Promise | Complaint, actor: Me) -> None:
    """Its owner hears at once that it is theirs, with the words."""
    _tell(row, seen_to_by(owner_of(row)), "given", actor, row.what)


def taken_away(row: Promise | Complaint, before: list[int], actor: Me) -> None:
    """Who had it before hears that somebody else sees to it."""
    now = seen_to_by(owner_of(row))
    _tell(row, [one for one in before if one not in now], "taken_away", actor)


def explained(row: Promise, actor: Me, note: str) -> None:
    """Its owner reads what was explained."""
    _tell(row, seen_to_by(owner_of(row)), "explained", actor, note)


def asked(row: Promise, actor: Me, question: str) -> None:
    """The one who promised is asked what is meant."""
    _tell(row, [row.made_by_id], "asked", actor, question)


def changed(row: Promise | Complaint, actor: Me, quote: str = "") -> None:
    """Words or day are others: its owner knows."""
    _tell(row, seen_to_by(owner_of(row)), "changed", actor, quote)


def done(row: Promise | Complaint, actor: Me) -> None:
    """The one who made it hears what came of it, so that the customer does."""
    call_off(kind_of(row), [row.id])
    _tell(row, [row.made_by_id], "done", actor, row.outcome)


def reopened(row: Promise | Complaint, actor: Me) -> None:
    """Both sides know that it is to be kept after all."""
    _tell(row, [row.made_by_id, *seen_to_by(owner_of(row))], "reopened", actor)


def dropped(row: Promise | Complaint, actor: Me) -> None:
    """Both sides know that nothing is asked any more."""
    call_off(kind_of(row), [row.id])
    _tell(row, [row.made_by_id, *seen_to_by(owner_of(row))], "dropped", actor, row.outcome)


def reminded(row: Promise | Complaint, *, late: bool) -> None:
    """Both sides hear that it is due, or late."""
    owner = owner_of(row)
    notify(
        [*seen_to_by(owner), row.made_by_id], f"{kind_of(row)}_{'late' if late else 'reminder'}", kind_of(row), row.id,
        urgency=Urgency.DECISION, quote=row.what, **told(row, owner=name_of(owner)),
    )


def due_set(row: Promise | Complaint) -> None:
    """A day was agreed: the clock reminds of it, except of one so near that it was just read about."""
    row.reminded_on = clock.today() if row.due <= clock.today() + timedelta(days=1) else None
    call_off(kind_of(row), [row.id])
