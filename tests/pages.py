"""A fetched page, checked as HTML each time: what every page must have (house: Notify's `client_request`)."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LABELLED = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button"}


class Reader(HTMLParser):
    """Collects what the checks need."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.lang = self.title = ""
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self._inside_label = 0
        self.text: list[str] = []
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag == "html":
            self.lang = values.get("lang") or ""
        if tag in {"title", "h1"}:
            self._open.append(tag)
            if tag == "h1":
                self.headings.append("")
        if tag == "label":
            self._inside_label += 1
            if values.get("for"):
                self.labels.add(values["for"] or "")
        if tag == "form":
            self.forms.append(
                {"action": values.get("action"), "method": (values.get("method") or "get").lower(), "fields": {}}
            )
        self._field(tag, values)
        self.faults += [f"<{tag} {name}>" for name in values if name == "style" or name.startswith("on")]
        if tag == "script" and not values.get("src") and values.get("type") != "application/json":
            self.faults.append("inline script")

    def _field(self, tag: str, values: dict[str, str | None]) -> None:
        if tag in LABELLED:
            if self.forms and values.get("name"):
                self.forms[-1]["fields"][values["name"]] = values.get("value") or ""
            if values.get("type") not in UNLABELLED_TYPES:
                named = self._inside_label or values.get("aria-label") or values.get("aria-labelledby")
                self.fields.append(
                    {"id": values.get("id"), "name": values.get("name"), "named": "1" if named else None}
                )

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._inside_label -= 1
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._open and self._open[-1] == "title":
            self.title += data
        if self._open and self._open[-1] == "h1":
            self.headings[-1] += data


@dataclass
class Page:
    """What came back, with its text and its forms."""

    response: TestResponse
    html: str
    text: str
    forms: list[dict[str, Any]]

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @classmethod
    def fetch(cls, client: FlaskClient, address: str, *, locale: str = "nl", **options: Any) -> Page:
        """Get (or `method="POST"`) an address; a whole page is checked."""
        headers = {"Accept-Language": locale, **options.pop("headers", {})}
        response = client.open(address, headers=headers, **options)
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        reader = Reader()
        reader.feed(html)
        if "<html" in html and response.status_code not in range(300, 400):  # nobody reads the page of a redirect
            check(reader, address, locale)
        return cls(response, html, " ".join(" ".join(reader.text).split()), reader.forms)


def check(reader: Reader, address: str, locale: str) -> None:
    """What holds for every page of the portal."""
    assert reader.lang == locale, f"{address}: lang is {reader.lang!r}"
    assert reader.title.strip(), f"{address}: no title"
    assert len(reader.headings) == 1, f"{address}: {len(reader.headings)} h1"
    assert reader.headings[0].strip(), f"{address}: the h1 is empty"
    twice = {one for one in reader.ids if reader.ids.count(one) > 1}
    assert not twice, f"{address}: ids stand twice: {twice}"
    unnamed = [field for field in reader.fields if not field["named"] and field["id"] not in reader.labels]
    assert not unnamed, f"{address}: fields without a label: {unnamed}"
    assert not reader.faults, f"{address}: {reader.faults}"
