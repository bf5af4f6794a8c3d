"""Reports of contacts: planned ones, and those that nobody planned and that begin on the device."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from portal.core.db import db
from portal.visits.models import Report, Visit
from tests.browser.offline.devices import Device
from tests.cast import Cast
from tests.customers import making as customers
from tests.visits import making
from tools.soak.kinds import Arrived, Kind


class Reports(Kind):
    """The reports of the seller and the colleague, each about a customer of their own."""

    name = "reports"
    fields = ("said", "next_step")
    blank = "/visits/report/new"

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.owners = {cast.seller: "seller", cast.colleague: "colleague"}
        self.writers = tuple(self.owners)
        self.customer = {
            person: customers.customer(f"Klant van {owner}", cast.team, person) for person, owner in self.owners.items()
        }

    def begin(self, person: int) -> str:
        """A contact of today."""
        return making.visit(self.cast, self.customer[person], owner=self.owners[person]).uid

    def path(self, uid: str) -> str:
        """Where its report is written."""
        return f"/visits/{uid}/report"

    def fill_blank(self, device: Device, person: int) -> None:
        """About which customer."""
        device.page.locator("[name=customer_id]").select_option(str(self.customer[person]))

    def finish(self, device: Device) -> None:
        """The purpose was reached."""
        device.choose("yes")

    def arrived(self, uid: str) -> Iterable[Arrived]:
        """The reports of this contact."""
        of_contact = select(Report).join(Visit, Visit.id == Report.visit_id).where(Visit.uid == uid)
        for row in db.session.scalars(of_contact):
            yield Arrived(row.sent_at is not None, f"{row.said} {row.next_step}")
