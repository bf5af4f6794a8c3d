"""A strict reader of iCalendar, written from RFC 5545 and RFC 5546 and not from the library that writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import EmailMessage

NAME = re.compile(r"[A-Z0-9-]+")
PARAM = re.compile(r'([A-Z0-9-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
LOCAL, UTC, DAY = re.compile(r"\d{8}T\d{6}"), re.compile(r"\d{8}T\d{6}Z"), re.compile(r"\d{8}")
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "SEQUENCE", "ORGANIZER",
        "TRANSP", "URL"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "TZNAME", "NAME", "X-WR-CALNAME"}


@dataclass
class Line:
    """One content line: its name, parameters and raw value."""

    name: str
    params: dict[str, str]
    value: str


@dataclass
class Component:
    """What stands between BEGIN and END."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)

    def one(self, name: str) -> Line:
        found = [line for line in self.lines if line.name == name]
        assert len(found) == 1, f"{name} stands {len(found)} times in {self.kind}"
        return found[0]

    def has(self, name: str) -> bool:
        return any(line.name == name for line in self.lines)

    def text(self, name: str) -> str:
        """The value of a text, unescaped (3.3.11); an unescaped comma, semicolon or other escape is a fault."""
        raw = self.one(name).value
        assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", raw), raw
        assert not re.search(r"(?<!\\)(?:\\\\)*\\(?![\\;,Nn])", raw), raw
        return re.sub(r"\\([\\;,Nn])", lambda m: "\n" if m[1] in "Nn" else m[1], raw)


def unfold(data: bytes) -> list[str]:
    """The content lines (3.1): CRLF everywhere, 75 octets at most, no line cut inside a letter, no control signs."""
    assert data.endswith(b"\r\n")
    assert b"\r" not in data.replace(b"\r\n", b"") and b"\n" not in data.replace(b"\r\n", b"")
    rows = data.split(b"\r\n")[:-1]
    for row in rows:
        assert 0 < len(row) <= 75, f"{len(row)} octets: {row!r}"
        row.decode()  # each on its own: no letter was cut in two
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", row), row
    return data.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode().split("\r\n")[:-1]


def line_of(text: str) -> Line:
    """A content line taken apart."""
    name = NAME.match(text)
    assert name, text
    params, at = {}, name.end()
    while text[at] == ";":
        found = PARAM.match(text, at + 1)
        assert found, text
        params[found[1]] = found[2].strip('"')
        at = found.end()
    assert text[at] == ":", text
    return Line(name[0], params, text[at + 1 :])


def read(data: bytes) -> Component:
    """The one VCALENDAR of a text, checked as RFC 5545 asks; raises AssertionError for what a strict reader refuses."""
    open_ones: list[Component] = []
    done: list[Component] = []
    for text in unfold(data):
        line = line_of(text)
        if line.name == "BEGIN":
            made = Component(line.value)
            (open_ones[-1].inside if open_ones else done).append(made)
            open_ones.append(made)
        elif line.name == "END":
            assert open_ones.pop().kind == line.value
        else:
            open_ones[-1].lines.append(line)
    assert not open_ones and len(done) == 1 and done[0].kind == "VCALENDAR"
    calendar = done[0]
    assert calendar.one("VERSION").value == "2.0"
    assert calendar.one("PRODID").value
    zones = {one.one("TZID").value for one in calendar.inside if one.kind == "VTIMEZONE"}
    for one in calendar.inside:
        if one.kind == "VTIMEZONE":
            _zone(one)
        elif one.kind == "VEVENT":
            _event(one, zones)
    used = {line.params["TZID"] for one in calendar.inside for line in one.lines if "TZID" in line.params}
    assert zones == used
    return calendar


def _zone(zone: Component) -> None:
    assert zone.inside
    for part in zone.inside:
        assert part.kind in {"STANDARD", "DAYLIGHT"}
        assert LOCAL.fullmatch(part.one("DTSTART").value)
        assert re.fullmatch(r"[+-]\d{4}", part.one("TZOFFSETFROM").value)
        assert re.fullmatch(r"[+-]\d{4}", part.one("TZOFFSETTO").value)


def _event(event: Component, zones: set[str]) -> None:
    for name in ONCE:
        assert sum(line.name == name for line in event.lines) <= 1, name
    assert event.one("UID").value
    assert UTC.fullmatch(event.one("DTSTAMP").value)
    for name in TEXTS & {line.name for line in event.lines}:
        event.text(name)
    starts, ends = event.one("DTSTART"), event.one("DTEND")
    for at in (starts, ends):
        if at.params.get("VALUE") == "DATE":
            assert DAY.fullmatch(at.value)
        else:
            assert LOCAL.fullmatch(at.value) and at.params["TZID"] in zones
    assert starts.params == ends.params and starts.value < ends.value
    assert event.one("STATUS").value in {"CONFIRMED", "TENTATIVE", "CANCELLED"}


def scheduled(data: bytes) -> tuple[str, Component]:
    """(method, event) of a message of RFC 5546: 3.2.2 REQUEST and 3.2.5 CANCEL, one event each."""
    calendar = read(data)
    method = calendar.one("METHOD").value
    (event,) = [one for one in calendar.inside if one.kind == "VEVENT"]
    assert event.one("ORGANIZER").value.startswith("mailto:")
    assert event.one("ATTENDEE").value.startswith("mailto:")
    assert event.one("SEQUENCE").value.isdigit()
    if method == "REQUEST":
        assert event.text("SUMMARY")
        assert event.one("STATUS").value != "CANCELLED"
    else:
        assert method == "CANCEL"
        assert event.one("STATUS").value == "CANCELLED"
    assert not event.has("REQUEST-STATUS")
    return method, event


def calendar_part(message: EmailMessage) -> bytes:
    """The calendar message of a mail, equal in both places, with its method in the type."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    bodies = [part.get_payload(decode=True) for part in parts]
    assert len(parts) == 2 and bodies[0] == bodies[1]
    assert [part.get_filename() for part in parts] == [None, "invite.ics"]
    for part in parts:
        assert part.get_param("charset").lower() == "utf-8"
        assert part.get_param("method") == scheduled(bodies[0])[0]
    assert message.get_content_type() == "multipart/mixed"
    assert next(message.iter_parts()).get_content_type() == "multipart/alternative"
    return bodies[0]
