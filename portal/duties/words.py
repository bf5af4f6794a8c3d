"""What the codes of duties are called."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.i18n import format_date
from portal.core.policy import N_
from portal.profiles.duty import BY_WORDS, EVERY_WORDS, PER_WORDS, Every, Per, SettledBy

SHORTEST_MONTH = 27  # days between its first and its last
SHORT = {
    SettledBy.RIDE_ALONG: N_("Ride-along"),
    SettledBy.LISTENING: N_("Listening-in"),
    SettledBy.TALK: N_("Progress talk"),
    SettledBy.PLAN: N_("Account plan"),
    SettledBy.NOTE: N_("Other duty"),
}
MANY = {
    SettledBy.RIDE_ALONG: N_("Ride-alongs"),
    SettledBy.LISTENING: N_("Listening-in"),
    SettledBy.TALK: N_("Progress talks"),
    SettledBy.PLAN: N_("Account plans"),
    SettledBy.NOTE: N_("Other duties"),
}
WITH = {
    SettledBy.RIDE_ALONG: N_("Ride-along with %(name)s"),
    SettledBy.LISTENING: N_("Listening-in with %(name)s"),
    SettledBy.TALK: N_("Progress talk with %(name)s"),
}
ICONS = {
    SettledBy.RIDE_ALONG: "user-check",
    SettledBy.LISTENING: "phone",
    SettledBy.TALK: "message-square",
    SettledBy.PLAN: "list-checks",
    SettledBy.NOTE: "pencil",
}


def short(by: SettledBy) -> str:
    """One of them: what settles it as a noun."""
    return _(SHORT[SettledBy(by)])


def many(by: SettledBy) -> str:
    """Several of them."""
    return _(MANY[SettledBy(by)])


def every(code: Every) -> str:
    """How often."""
    return _(EVERY_WORDS[Every(code)])


def inside(code: Every) -> str:
    """How often, within a sentence."""
    said = every(code)
    return said[:1].lower() + said[1:]


def interval(code: Every, said: Every) -> str:
    """How often, and what the text of the profile says where people agreed on something else."""
    if code is said:
        return every(code)
    return _("%(every)s, agreed instead of %(said)s", every=every(code), said=inside(said))


def settled(done: int, waived: int, paused: int) -> str:
    """What of a window asks nothing any more: "2 done, 1 waived"."""
    counted = (
        (done, ngettext("%(num)d done", "%(num)d done", done)),
        (waived, ngettext("%(num)d waived", "%(num)d waived", waived)),
        (paused, ngettext("%(num)d paused", "%(num)d paused", paused)),
    )
    return ", ".join(said for number, said in counted if number)


def per(code: Per) -> str:
    """For whom or what."""
    return _(PER_WORDS[Per(code)])


def settled_by(code: SettledBy) -> str:
    """What settles it."""
    return _(BY_WORDS[SettledBy(code)])


def span(starts: date, ends: date) -> str:
    """A window of the calendar in words: "November 2026", "November – December 2026", "16 – 22 Nov 2026"."""
    last = ends + timedelta(days=1)
    if starts.day != 1 or last.day != 1:
        return f"{format_date(starts, 'd MMM')} – {format_date(ends, 'd MMM y')}"
    if (starts.year, starts.month) == (ends.year, ends.month):
        return format_date(starts, "LLLL y")
    if starts.month == 1 and ends.month == 12:
        return format_date(starts, "y")
    return f"{format_date(starts, 'LLLL')} – {format_date(ends, 'LLLL y')}"


def brief(starts: date, ends: date) -> str:
    """The same where there is little room: "Nov", "Nov–Dec", "wk 40", "wk 40–41"."""
    if (ends - starts).days < SHORTEST_MONTH:
        first, last = starts.isocalendar().week, ends.isocalendar().week
        return _("wk %(week)s", week=first if first == last else f"{first}–{last}")
    if starts.month == ends.month:
        return format_date(starts, "LLL")
    return f"{format_date(starts, 'LLL')}–{format_date(ends, 'LLL')}"


def titled(by: SettledBy, about: str, text: str) -> str:
    """What an obligation is called: with whom, or the words of the duty where nobody else knows of it."""
    return _(WITH[by], name=about) if by in WITH else text
