"""Reading what a device sends: nothing in it is trusted to have the right shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import abort, request
from flask_babel import gettext as _

from portal.core.days import read_day
from portal.core.errors import Refused
from portal.people.forms.fields import number
from portal.people.me import Me
from portal.visits import report_values
from portal.visits.forms import PURPOSE
from portal.visits.models import Channel
from portal.visits.services import reports
from portal.visits.services.calendar import TIME
from portal.visits.services.reports import Born, Invalid, Sending

MOST_BYTES = 1_000_000
FORMS = (1,)  # versions of the form that are understood


class OtherPerson(Exception):
    """It was written by somebody else, or may not be sent by this person."""


def take(uid: str, me: Me) -> dict[str, Any]:
    """Store what the request holds; the answer. Raises `OtherPerson`, `Invalid`, `Stale`, `KeyTaken`; 404, 413."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    body = _body()
    if body.get("person") != me.id:
        raise OtherPerson
    key = key_of(request.headers.get("Idempotency-Key", ""))
    form = body.get("form")
    if not key or type(form) is not int or form not in FORMS or not isinstance(body.get("values"), dict):
        sentence = _("The portal does not know the form this was written in. Save it as a file and ask for help.")
        raise Invalid({"": sentence})
    about = body.get("visit")
    sending = Sending(
        report_values.known(body["values"]), base if type(base := body.get("base")) is int else -1,
        body.get("finished") is True, _moment(body.get("written_at")),
        born(about) if isinstance(about, dict) else None, key,
    )
    try:
        return reports.receive(uid, me, sending)
    except Refused as refusal:
        if refusal.code == "other_person":
            raise OtherPerson from refusal
        raise


def _body() -> dict[str, Any]:
    try:
        found = request.get_json(force=True, silent=True)
    except RecursionError:
        found = None
    return found if isinstance(found, dict) else {}


def key_of(typed: str) -> str:
    """The idempotency key when it is one, else empty."""
    try:
        return str(UUID(typed))
    except ValueError:
        return ""


def _moment(typed: Any) -> datetime | None:
    """When the device says it was written; None for anything that is no moment."""
    try:
        found = datetime.fromisoformat(typed)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def born(about: Mapping[str, Any]) -> Born:
    """What a contact is about, from a form or a device. Raises `Invalid` with a sentence for each field."""
    told = {name: report_values.plain(str(value)) for name, value in about.items() if value is not None}
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
        errors["day"] = _("Write the date like this: %(example)s", example=report_values.example())
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


def summary(errors: dict[str, str]) -> str:
    """One sentence for all that has to be put right."""
    if "" in errors:
        return errors[""]
    return _("The report was not sent yet: put right what stands beside the fields.")
