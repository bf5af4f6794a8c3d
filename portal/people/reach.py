"""How a person is reached by mail: address, language and wishes."""

from __future__ import annotations

from portal.core.db import db
from portal.core.mail import reached_by
from portal.core.notices import Urgency
from portal.people.models import Person


def reach(person_id: int) -> tuple[str, str, str | None, dict[Urgency, str]] | None:
    """Address, name, language and wish per urgency; None when the account is disabled."""
    person = db.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return None
    wishes = {Urgency.DECISION: str(person.mail_decisions), Urgency.NEWS: str(person.mail_news)}
    return person.email, person.name, person.locale, wishes


reached_by(reach)
