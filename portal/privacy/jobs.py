"""The clock's jobs about personal data: telling that an evaluation is due, and deleting what was kept long enough."""

from __future__ import annotations

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.notices import Notice, Urgency, notify
from portal.core.worker import errand, job
from portal.people.models import Grant, GrantKind, Unit, UnitPath
from portal.privacy import words
from portal.privacy.models import Agreement
from portal.privacy.services import exports, retention

CODE = "agreement_due"


def remind() -> int:
    """Tell the administrators of a country that the day of an evaluation came; once for each day of evaluation."""
    day = clock.today()
    rows = db.session.scalars(
        select(Agreement).where(Agreement.evaluate_on <= day, Agreement.ended_on.is_(None)).order_by(Agreement.id)
    ).all()
    told = [one for one in rows if not _told(one)]
    for one in told:
        notify(
            _administrators_of(one.country), CODE, "agreement", one.id, urgency=Urgency.DECISION,
            country=words.in_each(words.COUNTRIES.get(one.country, one.country)),
            covers=words.in_each(words.COVERS[one.covers]), due=one.evaluate_on.isoformat(),
        )  # fmt: skip
    return len(told)


def _told(one: Agreement) -> bool:
    """A notice about this very day of evaluation was written already."""
    held = db.session.scalars(
        select(Notice.data).where(Notice.code == CODE, Notice.kind == "agreement", Notice.subject_id == one.id)
    )
    return any(data.get("due") == one.evaluate_on.isoformat() for data in held)


def _administrators_of(country: str) -> list[int]:
    day = clock.today()
    return list(
        db.session.scalars(
            select(Grant.person_id)
            .join(UnitPath, UnitPath.over_id == Grant.unit_id)
            .join(Unit, Unit.id == UnitPath.unit_id)
            .where(Unit.country == country, Grant.kind == GrantKind.ADMIN, Grant.starts <= day, Grant.ends >= day)
            .distinct()
        )
    )


job("agreements_due", remind)
job("exports_dropped", exports.drop_old)
errand("retention", retention.run_when_due)
errand("exports", exports.make_waiting)
