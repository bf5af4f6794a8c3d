"""What the fields of a report are called, for what differs between two devices."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.visits import followup_words, words
from portal.visits.models import Channel, ComplaintKind, Reached


def field(name: str) -> str:
    """A field in the words of its label; of a row with its number."""
    known = {
        "said": _("What was said?"), "signal": _("Market signal"), "next_step": _("Next step"), "next_in": _("When?"),
        "next_on": _("Or on this day"), "products_other": _("Other products"), "product": _("Products raised"),
        "day": _("Day on which it took place"), "channel": _("How"), "contact_id": _("With whom"),
        "reached": _("Was the purpose reached?"),
    }
    if name in known:
        return known[name]
    kind, _dash, rest = name.partition("-")
    if kind == "promise":
        return _("Promise %(number)s", number=rest[:1])
    if kind == "complaint":
        return _("Complaint %(number)s", number=rest[:1])
    return _("Actions of the plan")


def value(name: str, stored: str) -> str:
    """What stands in it, for reading."""
    if not stored:
        return _("nothing")
    if name == "reached" and stored in set(Reached):
        return words.reached(stored)[0]
    if name == "channel" and stored in set(Channel):
        return words.channel(stored)
    if name.endswith("-kind") and stored in set(ComplaintKind):
        return followup_words.complaint_kind(stored)
    if name.startswith("action-"):
        return {"worked_on": _("Worked on"), "done": _("Done")}.get(stored, stored)
    return stored
