"""Contacts as iCalendar text (RFC 5545): one message for a mailbox (RFC 5546), or everything for a feed.

Facts come in, bytes go out: nothing is read or kept here. Times are local with their zone spelled out; a contact
without a time takes its whole day and keeps nobody from another appointment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING
from unicodedata import category

from flask import current_app
from flask_babel import gettext as _

from portal.core import clock, i18n
from portal.visits import words

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

REQUEST, CANCEL = "REQUEST", "CANCEL"
MAKER = "-//Rayon//Contacts//%s"
TURNING = range(0x202A, 0x202F), range(0x2066, 0x206A)  # signs that turn the order of what follows around


@dataclass(frozen=True)
class Entry:
    """One contact as a calendar shows it; `at` is HH:MM, None for a whole day. `moment` is when these facts held."""

    uid: str
    sequence: int
    moment: datetime
    customer: str
    place: str
    channel: str
    purpose: str
    day: date
    at: str | None
    minutes: int
    link: str
    cancelled: bool = False


def plain(text: str) -> str:
    """The text without signs that are no writing: line ends stay, as one kind."""
    lines = "\n".join(text.splitlines())
    return "".join(
        sign for sign in lines
        if sign == "\n" or (category(sign) not in {"Cc", "Cs"} and not any(ord(sign) in some for some in TURNING))
    )


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def message(method: str, entry: Entry, address: str, name: str) -> bytes:
    """The message that puts a contact into the mailbox of `address`, or takes it out of it."""
    made = _calendar()
    made.add("method", method)
    event = _event(entry)
    event["organizer"] = _person(parseaddr(current_app.config["MAIL_FROM"])[1], "Rayon")
    attendee = _person(address, name)
    attendee.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", attendee)
    made.add_component(event)
    return _written(made, [entry])


def feed(entries: Sequence[Entry], title: str) -> bytes:
    """All these contacts as a calendar that other programs read again and again."""
    made = _calendar()
    made.add("x-wr-calname", one_line(title))
    made.add("name", one_line(title))
    for entry in entries:
        made.add_component(_event(entry))
    return _written(made, entries)


def _calendar() -> Calendar:
    from icalendar import Calendar  # noqa: PLC0415 - ten megabytes that a process needs only when it writes calendars

    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", MAKER % i18n.current().upper())
    made.add("calscale", "GREGORIAN")
    return made


def _person(address: str, name: str) -> vCalAddress:
    from icalendar import vCalAddress  # noqa: PLC0415 - as above

    made = vCalAddress(f"mailto:{address}")
    made.params["CN"] = one_line(name).replace('"', "").replace("^", "")
    return made


def _event(entry: Entry) -> Event:
    from icalendar import Event  # noqa: PLC0415 - as above

    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.sequence)
    made.add("dtstamp", entry.moment)
    made.add("summary", f"{words.channel(entry.channel)}: {one_line(entry.customer)}")
    if entry.place:
        made.add("location", one_line(entry.place))
    made.add("description", _description(entry))
    made.add("url", entry.link)
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.at is None:
        made.add("dtstart", entry.day)
        made.add("dtend", entry.day + timedelta(days=1))
    else:
        starts = datetime.combine(entry.day, time.fromisoformat(entry.at), clock.zone())
        made.add("dtstart", starts)
        made.add("dtend", starts + timedelta(minutes=entry.minutes))
    made.add("transp", "TRANSPARENT" if entry.at is None or entry.cancelled else "OPAQUE")
    return made


def _description(entry: Entry) -> str:
    purpose = plain(entry.purpose).strip()
    lines = [_("Purpose: %(purpose)s", purpose=purpose)] if purpose else []
    return "\n".join([*lines, entry.link])


def _written(made: Calendar, entries: Sequence[Entry]) -> bytes:
    years = [entry.day.year for entry in entries] or [clock.today().year]
    made.add_missing_timezones(first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1))
    return made.to_ical()
