"""A customer that needs no plan although its category asks for one, with the reason; and back again (spec 2)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.core.notices import notify
from portal.customers.models import Customer
from portal.customers.policy import CustomerFile
from portal.people.me import Me
from portal.people.models import FOREVER
from portal.people.services.versions import fresh
from portal.plans import requirements
from portal.plans.models import Exclusion


def running(customer_id: int) -> Exclusion | None:
    """The exclusion that counts today."""
    day = clock.today()
    return db.session.scalars(
        select(Exclusion).where(
            Exclusion.customer_id == customer_id, Exclusion.starts <= day, Exclusion.ends >= day
        )
    ).first()


def exclude(me: Me, file: CustomerFile, reason: str) -> None:
    """From today the customer needs no plan. Raises `Refused` without a reason, `TooLate` when it is so already."""
    if not reason.strip():
        raise Refused("exclusion_reason", field="reason")
    with write() as session:
        fresh(Customer, file.id)
        if running(file.id) is not None:
            raise TooLate("excluded_already")
        session.add(
            Exclusion(
                customer_id=file.id, reason=reason.strip(), starts=clock.today(), ends=FOREVER, by_id=me.id,
                at=clock.now(),
            )
        )
        session.flush()
        requirements.refresh([file.id])
        audit.record("customer_excluded", "customer", file.id, actor=me, detail={"reason": reason.strip()})
        _tell(me, file, "plan_not_needed", reason.strip())


def readmit(me: Me, file: CustomerFile) -> None:
    """From today the rule counts again. Raises `TooLate` when nothing was excluded."""
    with write() as session:
        fresh(Customer, file.id)
        row = running(file.id)
        if row is None:
            raise TooLate("readmitted_already")
        yesterday = clock.today() - timedelta(days=1)
        if row.starts > yesterday:
            session.delete(row)
        else:
            row.ends = yesterday
        session.flush()
        requirements.refresh([file.id])
        audit.record("customer_readmitted", "customer", file.id, actor=me)
        _tell(me, file, "plan_needed_again", "")


def _tell(me: Me, file: CustomerFile, code: str, quote: str) -> None:
    if file.owner_id is not None:
        notify([file.owner_id], code, "customer", file.id, quote=quote, but=me.id, actor=me.name, customer=file.name)
