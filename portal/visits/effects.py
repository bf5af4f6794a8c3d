"""What a change of a contact means for others: the planned contacts it makes, and calendars outside the portal."""

from __future__ import annotations

from portal.people.me import Me
from portal.visits import invitations, matching
from portal.visits.models import Visit


def changed(visits: list[Visit], _actor: Me | None) -> None:
    """Contacts were planned, moved, cancelled, held or given to somebody else, inside the open `write()`.

    Everything that changes a contact ends here.
    """
    matching.settle({visit.customer_id for visit in visits})
    invitations.follow(visits)
