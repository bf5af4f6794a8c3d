"""How a person is reached by mail: address, language and wishes."""

from __future__ import annotations

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.mail import reached_by
from portal.core.notices import Urgency
from portal.people.models import Person, Position, Unit, UnitPath

SPOKEN = {"NL": "nl", "NO": "nb"}


def reach(person_id: int) -> tuple[str, str, str | None, dict[Urgency, str]] | None:
    """Address, name, language and wish per urgency; None when the account is disabled."""
    person = db.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return None
    wishes = {Urgency.DECISION: str(person.mail_decisions), Urgency.NEWS: str(person.mail_news)}
    return person.email, person.name, person.locale or _spoken_at_work(person_id), wishes


def _spoken_at_work(person_id: int) -> str | None:
    """The language of the country where somebody works, for those who never chose one; None where it has no country."""
    day = clock.today()
    country = db.session.scalars(
        select(Unit.country)
        .join(UnitPath, UnitPath.over_id == Unit.id)
        .join(Position, Position.unit_id == UnitPath.unit_id)
        .where(Position.person_id == person_id, Position.starts <= day, Position.ends >= day)
        .where(Unit.country.is_not(None))
        .order_by(UnitPath.steps)
        .limit(1)
    ).first()
    return SPOKEN.get(country or "")


reached_by(reach)
