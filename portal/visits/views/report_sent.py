"""What a device sends of a report, and what a contact born on a device is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from portal.core.days import read_day
from portal.core.flat import example, plain
from portal.core.sending import Invalid, Sent
from portal.people.forms.fields import number
from portal.people.me import Me
from portal.visits import report_values
from portal.visits.forms import PURPOSE
from portal.visits.models import Channel
from portal.visits.services import reports
from portal.visits.services.calendar import TIME
from portal.visits.services.reports import Born, Sending


def store(uid: str, me: Me, sent: Sent) -> dict[str, Any]:
    """Store what a device sent; the answer. Raises what `reports.receive` does."""
    about = None if sent.about is None else born(sent.about)
    values = report_values.FIELDS.known(sent.values)
    sending = Sending(values, sent.base, sent.finished, sent.written_at, about, sent.key)
    return reports.receive(uid, me, sending)


def born(about: Mapping[str, Any]) -> Born:
    """What a contact is about, from a form or a device. Raises `Invalid` with a sentence for each field."""
    told = {name: plain(str(value)) for name, value in about.items() if value is not None}
    errors = {}
    customer_id = number(told.get("customer_id", ""))
    if not customer_id:
        errors["customer_id"] = _("Choose the customer.")
    channel = told.get("channel") or Channel.VISIT
    if channel not in set(Channel):
        errors["channel"] = _("Choose one of these.")
    purpose = " ".join(told.get("purpose", "").split())
    if len(purpose) > PURPOSE:
        errors["purpose"] = _("Use at most %(max)d characters.", max=PURPOSE)
    try:
        day = read_day(told.get("day", ""))
    except ValueError:
        errors["day"] = _("Write the date like this: %(example)s", example=example())
    for name in ("branch_id", "contact_id"):
        if told.get(name) and not number(told[name]):
            errors[name] = _("Choose one of this customer.")
    at = told.get("at", "")
    if at and not TIME.fullmatch(at):
        errors["at"] = _("Write the time like this: 14:30")
    if errors:
        raise Invalid(errors)
    return Born(
        customer_id, Channel(channel), day, purpose, number(told.get("branch_id", "")),
        number(told.get("contact_id", "")), at or None,
    )
