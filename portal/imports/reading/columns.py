"""What the columns of a table hold: which are empty, and with which mark their numbers are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

_MONEY = r"(?:€|kr\.?|nok|eur|sek|dkk|usd|gbp|\$|£|%)"
_NUMBER = re.compile(
    rf"{_MONEY}?\s*[-−–]?\s*(?P<body>[0-9][0-9.,'’\s]*|[.,][0-9]+)(?:[.,][-–]{{1,2}})?[-−–]?\s*{_MONEY}?",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,2}([-./ ])\d{1,2}\1\d{2,4}|\d{4}-\d{1,2}(-\d{1,2})?([ T][\d:.]+)?")
SAMPLES, SHORT = 3, 40


def evidence(text: str) -> str:
    """What a cell says of the marks: "," or "." is the decimal one, "?" either, "0" there is none; "" is no number."""
    if _DAY.fullmatch(text):
        return ""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return ""
    body = re.sub(r"[\s'’]", "", found["body"])
    marks = [sign for sign in body if sign in ".,"]
    if not marks:
        return "0"
    other = {",": ".", ".": ","}
    whole, _mark, tail = body.rpartition(marks[-1])
    if len(set(marks)) == 2:
        return marks[-1] if marks.count(marks[-1]) == 1 else ""
    if len(marks) > 1:
        return other[marks[0]] if all(len(group) == 3 for group in body.split(marks[0])[1:]) else ""
    doubtful = len(tail) == 3 and 1 <= len(whole) <= 3 and whole.strip("0")
    return "?" if doubtful else marks[0]


class Watch:
    """Looks at one column while its cells pass by."""

    def __init__(self, name: str) -> None:
        self.name, self.filled, self.samples, self.seen = name, 0, [], Counter()

    def see(self, cell: Any) -> None:
        """Take a cell into account."""
        if cell == "":
            return
        self.filled += 1
        text = cell if isinstance(cell, str) else cell[1]
        if len(self.samples) < SAMPLES and text[:SHORT] not in self.samples:
            self.samples.append(text[:SHORT])
        self.seen[evidence(cell) if isinstance(cell, str) else cell[0]] += 1

    @property
    def numeric(self) -> bool:
        """Most cells are numbers written as text."""
        count = sum(self.seen[mark] for mark in (",", ".", "?", "0"))
        return bool(count) and count >= 0.6 * self.filled

    def said(self) -> dict[str, Any]:
        """The column as the page and the check read it: `decimal` is "", "," or "."; `mixed` when both occur."""
        comma, point = self.seen[","], self.seen["."]
        decimal = "" if not self.numeric or comma == point == 0 else ("," if comma >= point else ".")
        return {
            "name": self.name,
            "filled": self.filled,
            "samples": self.samples,
            "numeric": self.numeric,
            "decimal": decimal,
            "mixed": bool(self.numeric and comma and point),
            "doubtful": bool(self.numeric and self.seen["?"]),
        }


def decimal_of(columns: Sequence[dict[str, Any]]) -> str:
    """The decimal mark of the file: that of most of its columns which show one; "" when none does."""
    found = Counter(one["decimal"] for one in columns if one["decimal"])
    return found.most_common(1)[0][0] if found else ""
