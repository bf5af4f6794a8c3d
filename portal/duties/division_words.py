"""Sentences about the division of work: in the history, of refusals, and what the last change was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.core.audit import sentences
from portal.core.db import db
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.duties.models import Part
from portal.people.models import Unit

if TYPE_CHECKING:
    from portal.duties.division import Table

KIND = "division"
SHORT = 70  # characters of a task inside a sentence
ADDED, CHANGED, MOVED, REMOVED = "division_added", "division_changed", "division_moved", "division_removed"
UNDONE = "division_undone"
PARTS = {Part.DOES: N_("Does"), Part.SUPPORTS: N_("Supports")}
ICONS = {Part.DOES: "check", Part.SUPPORTS: "users"}
NEXT = {None: Part.DOES, Part.DOES: Part.SUPPORTS, Part.SUPPORTS: None}  # what a press in a cell makes of it
NOTHING = "none"


def _units(ids: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids))).all())


subject(KIND, N_("Division of work"), lambda unit_id: url_for("duties.division_table", unit_id=unit_id), _units)
sentences(
    {
        ADDED: N_("Division of work: tasks added"),
        CHANGED: N_("Division of work: a task changed"),
        MOVED: N_("Division of work: a task moved"),
        REMOVED: N_("Division of work: a task removed"),
        UNDONE: N_("Division of work: the last change undone"),
    }
)

REFUSALS = {
    "division_changed_meanwhile": N_(
        "Somebody changed this task meanwhile. This is how it is now; your change was not made."
    ),
    "division_gone": N_("Somebody removed this task meanwhile. This is how the table is now."),
    "division_not_last": N_("Something else was changed meanwhile, so this cannot be undone any more."),
    "division_person": N_("This person does not work in the team any more. Reload the page."),
    "division_nothing": N_("Tick a duty, or write the task in your own words."),
    "division_there_already": N_("That is in the table already."),
    "division_no_title": N_("Write what the task is."),
}


def refusal(code: str) -> str:
    """The sentence of a refusal."""
    return _(REFUSALS[code])


def part(one: Part | None) -> str:
    """What somebody has in a task, as a word of its own."""
    return _(PARTS[one]) if one else _("Nothing")


def icon(one: Part) -> str:
    """The icon beside that word."""
    return ICONS[one]


def following(one: Part | None) -> str:
    """What the next press makes of it, as the form posts it."""
    return NEXT[one] or NOTHING


def told(code: str, data: Mapping[str, Any], texts: Mapping[str, str], table: Table) -> str:
    """A change in a sentence, for who can take it back. Values are those of the history."""
    row = table.row(data.get("task", 0))
    task = cut(row.text) if row else ""
    if code == ADDED:
        return ngettext("%(num)d task added.", "%(num)d tasks added.", len(data["tasks"]))
    if code == REMOVED:
        title = cut(texts.get("title", ""))
        return _("Task removed: %(task)s", task=title) if title else _("Task removed.")
    if code == MOVED:
        return _("Task moved: %(task)s", task=task)
    names = {one.id: one.name for one in table.members} | dict(row.left if row else [])
    if len(data["changes"]) == 1 and not texts and data["changes"][0][0] in names:
        person_id, _before, after = data["changes"][0]
        return shared(names[person_id], Part(after) if after else None, task)
    return _("Task changed: %(task)s", task=task)


def cut(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def shared(name: str, one: Part | None, task: str) -> str:
    """What was changed of one person in one task."""
    if one is Part.DOES:
        return _("%(name)s does this now: %(task)s", name=name, task=task)
    if one is Part.SUPPORTS:
        return _("%(name)s supports this now: %(task)s", name=name, task=task)
    return _("%(name)s has no part in this any more: %(task)s", name=name, task=task)
