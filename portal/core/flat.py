"""A form as pages and devices hold it: flat, name by name, every value a text (docs/offline.md).

A tick box or radio is `name=value`: "on" or "". Days are written as the reader writes them. What each form says, and
what of it is wrong, is read in its own domain; here is what they have in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flask_babel import gettext as _

from portal.core import clock
from portal.core.days import NoSuchDay, read_day
from portal.core.i18n import format_date

Flat = dict[str, str]


def plain(text: str) -> str:
    """The text as it can be stored on both databases: line feeds, no zero bytes, no halves of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode()


@dataclass(frozen=True)
class Fields:
    """The fields that a form has: `typed` and `toggled` match their names (a toggle with its value), `groups` the names
    of toggles alone; `most` says how many characters a field may hold, `names` how many fields there are at most.
    """

    typed: re.Pattern[str]
    toggled: re.Pattern[str]
    groups: re.Pattern[str]
    most: Callable[[str], int]
    names: int

    def known(self, given: Mapping[str, object]) -> Flat:
        """The fields of those given, with their texts. What is no text counts as not given."""
        found: Flat = {}
        for name, value in given.items():
            if len(found) >= self.names:
                break
            if isinstance(value, str) and (self.typed.fullmatch(name) or self.toggled.fullmatch(name)):
                found[plain(name)] = plain(value)
        return found

    def posted(self, pairs: Iterable[tuple[str, str]]) -> Flat:
        """A posted form in the same shape: a browser sends a radio as its name with the value that was chosen."""
        return self.known(dict(self._flat(*pair) for pair in pairs))

    def _flat(self, name: str, value: str) -> tuple[str, str]:
        return (f"{name}={value}", "on") if self.groups.fullmatch(name) else (name, value)

    def too_long(self, values: Flat) -> dict[str, str]:
        """The fields that hold more than they may, with the sentence: not even a draft of these is kept."""
        return {
            name: _("This is %(given)s characters. Use at most %(most)s; what you typed still stands here.",
                    given=len(value), most=self.most(name))
            for name, value in values.items() if len(value) > self.most(name)
        }  # fmt: skip


def chosen(values: Mapping[str, str], name: str) -> str:
    """Which of a group of radios is on; empty for none."""
    return next(iter(ticked(values, name)), "")


def ticked(values: Mapping[str, str], name: str) -> list[str]:
    """Which of a group of tick boxes are on."""
    return [key.partition("=")[2] for key, on in values.items() if on and key.startswith(f"{name}=")]


def radio(name: str, options: Iterable[str], picked: str) -> Flat:
    """A group of radios with one of them on."""
    return {f"{name}={option}": "on" if option == picked else "" for option in options}


def over(empty: Mapping[str, str], draft: Mapping[str, str], many: Collection[str] = ()) -> Flat:
    """The form with what its writer left in it: where they chose something in a group, nothing else of it is chosen;
    except in those of which there may be `many`.
    """
    groups = {name.partition("=")[0] for name in draft if "=" in name} - {*many}
    return {
        name: "" if "=" in name and name.partition("=")[0] in groups else value for name, value in empty.items()
    } | dict(draft)


def differing(mine: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str]]:
    """(field, what stands there now) where that is not what was typed."""
    found: dict[str, str] = {}
    for name in sorted(now.keys() | mine.keys()):
        group, _is, value = name.partition("=")
        if (mine.get(name) or "") == (now.get(name) or ""):
            continue
        if "=" not in name:
            found[name] = now.get(name, "")
        elif now.get(name):
            found[group] = value
        else:
            found.setdefault(group, "")
    return list(found.items())


def line(values: Mapping[str, str], name: str) -> str:
    """The text of a field on one line, without needless spaces."""
    return " ".join(values.get(name, "").split())


def written(day: date | None) -> str:
    """A day as the form shows it."""
    return format_date(day, "short") if day else ""


def example() -> str:
    """A day as the reader writes it, for sentences."""
    return written(date(clock.today().year, 12, 31))


def day_in(values: Mapping[str, str], name: str, errors: dict[str, str] | None = None) -> date | None:
    """The day of a field; None when it says none. What is no day gets its sentence among `errors`."""
    text = values.get(name, "").strip()
    if not text or (errors and name in errors):
        return None
    try:
        return read_day(text)
    except NoSuchDay:
        sentence = _("This date does not exist. Write it like this: %(example)s", example=example())
    except ValueError:
        sentence = _("Write the date like this: %(example)s", example=example())
    if errors is not None:
        errors[name] = sentence
    return None


class Drawn:
    """What a template asks about a form that it draws, whatever its fields are."""

    fields: ClassVar[Fields]
    values: Flat

    def on(self, name: str, value: str | int) -> bool:
        """Whether a radio or tick box is on."""
        return bool(self.values.get(f"{name}={value}"))

    def picked(self, name: str) -> str:
        """Which of a group of radios is on."""
        return chosen(self.values, name)

    def most(self, name: str) -> int:
        """How many characters a field may hold."""
        return self.fields.most(name)
