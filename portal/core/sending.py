"""What a device sends of a form that was filled in without a network, and what it is answered (docs/offline.md).

Nothing in it is trusted to have the right shape. The domain says what the values mean; here stands what all share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import abort, jsonify, request
from flask_babel import gettext as _
from sqlalchemy import exists, select

from portal.core import clock, receipts
from portal.core.db import db
from portal.core.errors import Refused, Stale

MOST_BYTES = 1_000_000
FORMS = (1,)  # versions of the form that are understood
DEVICE_CLOCK = "Device-Clock"  # header: what time it is on the device as it sends
RIGHT = timedelta(minutes=2)  # off by no more, the clock of a device is right: the way here takes its time too


class OtherPerson(Exception):
    """It was written by somebody else, or may not be sent by this person."""


class Invalid(Exception):
    """The form cannot be taken like this: a sentence for each field, by its name; "" for none of them."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("invalid form")
        self.errors = errors


class KeyTaken(Exception):
    """The idempotency key belongs to another sending."""


@dataclass(frozen=True)
class Sent:
    """One sending of a device: flat `values` as they came (which names a form has, its domain knows), the revision it
    started from (-1: none that exists), whether the button was pressed, when it was written (by our clock, as far as
    the device tells its own), and what a form that was born on the device is about (None: it was not born there, or is
    known to the server).
    """

    person: int
    form: int
    key: str
    values: Mapping[str, Any]
    base: int
    finished: bool
    written_at: datetime | None
    about: dict[str, str] | None


def take(person_id: int, forms: tuple[int, ...] = FORMS) -> Sent:
    """What the request holds. Raises `OtherPerson`, `Invalid` for a shape that nobody knows; 413."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    body = _body()
    if body.get("person") != person_id:
        raise OtherPerson
    key, form, values = key_of(request.headers.get("Idempotency-Key", "")), body.get("form"), body.get("values")
    if not key or type(form) is not int or form not in forms or not isinstance(values, dict):
        sentence = _("The portal does not know the form this was written in. Save it as a file and ask for help.")
        raise Invalid({"": sentence})
    base, about = body.get("base"), body.get("about", body.get("visit"))  # "visit": of drafts of before
    return Sent(
        person_id, form, key, values, base if type(base) is int else -1, body.get("finished") is True,
        _by_our_clock(_moment(body.get("written_at"))),
        {name: str(value) for name, value in about.items() if value is not None} if isinstance(about, dict) else None,
    )


def answer(
    person_id: int, receive: Callable[[Sent], dict[str, Any]], refusals: Mapping[str, str] | None = None
) -> Any:
    """The JSON answer to a PUT: 200 with what `receive` stored, 403, 409 with the values of today, 422 with sentences.

    `refusals` are the sentences of the domain for codes of `Refused`; "other_person" is a 403.
    """
    try:
        return jsonify(receive(take(person_id)))
    except Stale as late:
        return jsonify(rev=late.rev, values=late.now), 409
    except OtherPerson:
        return jsonify(code="other_person"), 403
    except Invalid as invalid:
        errors = invalid.errors
    except KeyTaken:
        errors = {"": _("This was stored already as something else. Open the form again and send it anew.")}
    except Refused as refusal:
        if refusal.code == "other_person":
            return jsonify(code="other_person"), 403
        if refusal.code not in (refusals or {}):
            raise
        errors = {"": _((refusals or {})[refusal.code], **refusal.values)}
    fields = {name: said for name, said in errors.items() if name}
    return jsonify(errors=fields, summary=summary(errors)), 422


def summary(errors: dict[str, str]) -> str:
    """One sentence for all that has to be put right."""
    return errors.get("") or _("This was not sent yet: put right what stands beside the fields.")


def key_of(typed: str) -> str:
    """The idempotency key, or a uid made on a device, when it is one; else empty."""
    try:
        return str(UUID(typed))
    except ValueError:
        return ""


def earlier(key: str, person_id: int, kind: str, uid: str) -> dict[str, Any] | None:
    """What this sending was answered when it came before; None when it is new. Raises `KeyTaken`."""
    if not key:
        return None
    if known := receipts.earlier(key, person_id, kind, uid):
        return known
    if db.session.scalar(select(exists().where(receipts.Receipt.key == key))):
        raise KeyTaken
    return None


def written(moment: datetime | None, day: date) -> datetime:
    """When it was finished, by a clock that may be wrong: not before the day it is about, not later than now."""
    first = datetime.combine(day, time.min, clock.zone()).astimezone(UTC)
    return max(first, min(moment or clock.now(), clock.now()))


def _body() -> dict[str, Any]:
    try:
        found = request.get_json(force=True, silent=True)
    except RecursionError:
        found = None
    return found if isinstance(found, dict) else {}


def _by_our_clock(moment: datetime | None) -> datetime | None:
    """A moment of the device by our clock: that of a device may run a day ahead, or stand in 1970."""
    there = _moment(request.headers.get(DEVICE_CLOCK))
    if moment is None or there is None or abs(ahead := there - clock.now()) < RIGHT:
        return moment
    try:
        return moment - ahead
    except OverflowError:
        return None


def _moment(typed: Any) -> datetime | None:
    """When the device says it was written; None for anything that is no moment."""
    try:
        found = datetime.fromisoformat(typed)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
